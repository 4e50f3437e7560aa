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

/**
 * What a query says under a name: without its escapes and as it is otherwise. `searchParams` reads forms, where `+` is a
 * blank; in an address it is a plus. An escape that is no UTF-8 belongs to the address within.
 */
function given({ search }: URL, name: string): string | undefined {
  const pair = search
    .slice(1)
    .split('&')
    .find((one) => one.startsWith(`${name}=`))
  return pair?.slice(name.length + 1).replaceAll(/%[0-7][0-9a-f]|(?:%[89a-f][0-9a-f])+/gi, (escaped) => {
    try {
      return decodeURIComponent(escaped)
    } catch {
      return escaped
    }
  })
}

function addressIn(url: URL): URL | undefined {
  const told = wrappers
    .filter(([host, path]) => host.test(url.hostname) && path.test(url.pathname))
    .flatMap(([, , names]) => names.flatMap((name) => given(url, name) ?? []))
  const cut = paths.flatMap(([host, path]) => {
    const rest = host.test(url.hostname) ? path.exec(url.pathname)?.[1] : undefined
    return rest === undefined ? [] : [`${/^https?:/.test(rest) ? '' : 'https://'}${rest}${url.search}${url.hash}`]
  })
  const written = [...told, ...cut].find((one) => /^https?:\/\//i.test(one))
  return written === undefined ? undefined : (URL.parse(written) ?? undefined)
}
