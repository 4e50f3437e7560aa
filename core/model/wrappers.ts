/** Where a link that leads on says where: under which name, on which host and path. What hides it (Google News, t.co) stays as it is. */
const wrappers: readonly (readonly [host: RegExp, path: RegExp, names: readonly string[]])[] = [
  // Google Alerts, and the results of a search.
  [/^(?:www\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?$/, /^\/url$/, ['url', 'q']],
  [/^(?:www\.)?bing\.com$/, /^\/news\/apiclick\.aspx$/, ['url']],
  [/^duckduckgo\.com$/, /^\/l\/$/, ['uddg']],
  [/^lm?\.facebook\.com$/, /^\/l\.php$/, ['u']],
  [/^(?:www\.)?youtube\.com$/, /^\/redirect$/, ['q']],
  [/^out\.reddit\.com$/, /^\//, ['url']],
  [/^t\.umblr\.com$/, /^\/redirect$/, ['z']],
  [/^(?:www\.)?linkedin\.com$/, /^\/redir\/redirect$/, ['url']],
  [/^vk\.com$/, /^\/away\.php$/, ['to']],
  [/^getpocket\.com$/, /^\/redirect$/, ['url']],
  [/^slack-redir\.net$/, /^\/link$/, ['url']],
  [/\.safelinks\.protection\.outlook\.com$/, /^\//, ['url']],
]

/** The same in the path: copies that Google and its mobile caches keep, and what counts the readers of two newspapers' feeds. */
const paths: readonly (readonly [host: RegExp, path: RegExp])[] = [
  [/^(?:www\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?$/, /^\/amp\/(?:s\/)?([^/.]+\.[^/]+\/.*)$/],
  [/\.cdn\.ampproject\.org$/, /^\/[cv]\/(?:s\/)?([^/.]+\.[^/]+\/.*)$/],
  [/^redir\.folha\.com\.br$/, /\/\*(https?:\/\/.*)$/],
  [/^go\.theregister\.com$/, /^\/feed\/([^/.]+\.[^/]+\/.*)$/],
]

/** One may lie in another. */
const MOST_WRAPPERS = 3

/** The address behind known wrappers; itself, where it is none or hides what is in it. */
export function unwrapped(url: URL): URL {
  let at = url
  for (let opened = 0; opened < MOST_WRAPPERS; opened += 1) {
    const within = addressIn(at)
    if (!within) break
    at = within
  }
  return at
}

function addressIn(url: URL): URL | undefined {
  const told = wrappers
    .filter(([host, path]) => host.test(url.hostname) && path.test(url.pathname))
    .flatMap(([, , names]) => names.flatMap((name) => url.searchParams.get(name) ?? []))
  const cut = paths.flatMap(([host, path]) => {
    const rest = host.test(url.hostname) ? path.exec(url.pathname)?.[1] : undefined
    return rest === undefined ? [] : [`${/^https?:/.test(rest) ? '' : 'https://'}${rest}${url.search}${url.hash}`]
  })
  const written = [...told, ...cut].find((one) => /^https?:\/\//i.test(one))
  return written === undefined ? undefined : (URL.parse(written) ?? undefined)
}
