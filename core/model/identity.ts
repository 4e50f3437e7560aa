/**
 * Addresses that differ only in how they are written are one: `http` or `https`, with or without `www.`, with or without a
 * slash at the end, its escapes in small letters or capitals (RFC 3986 §6.2.2.1). Feeds change these without meaning to (feedbin/support#431, feedbin/feedbin#206). What is no web
 * address stays as it is.
 */
export function oneSpelling(address: string): string {
  const url = /^https?:\/\//i.test(address.trim()) ? URL.parse(address.trim()) : null
  if (!url) return address
  const path = url.pathname.replace(/\/$/, '') || '/'
  return `https://${bareHost(url)}${`${path}${url.search}${url.hash}`.replaceAll(/%[0-9a-f]{2}/gi, inCapitals)}`
}

const inCapitals = (written: string): string => written.toUpperCase()

/** With its port, without `www.`. */
const bareHost = ({ host }: URL): string => host.replace(/^www\.(?=[^.]+\.)/, '')

/** A fragment that is the page (`#!/story`, `#/story`), and not a place in it. */
const isRoute = (hash: string): boolean => /^#[!/]./.test(hash)

/**
 * What identifies an article: its address, else its headline and day. Hash it for the id. `url` is canonical: trackers and
 * what only leads on are gone from it.
 */
export function identityOf(input: {
  url?: string | undefined
  title: string
  publishedAt?: string | undefined
}): string {
  if (input.url === undefined) return `text:${input.title}\n${input.publishedAt?.slice(0, 10) ?? ''}`
  const { hash } = new URL(input.url)
  return oneSpelling(isRoute(hash) ? input.url : (input.url.split('#', 1)[0] ?? ''))
}

// ---- what articles were known by until December 2026

const trackersThen =
  /^(?:utm_.+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|mc_cid|mc_eid|igshid|yclid|_hsenc|_hsmi|vero_id|ref_src|cmpid|ocid|xtor|at_.+)$/i

/** The identity that a link had then. */
export function formerUrl(input: string): string | undefined {
  const url = URL.parse(input.trim())
  if (!url || !/^https?:$/.test(url.protocol)) return undefined
  url.hash = ''
  const kept = [...url.searchParams].filter(([name]) => !trackersThen.test(name))
  if (kept.length < url.searchParams.size) url.search = new URLSearchParams(kept).toString()
  return url.href
}

/**
 * What an article may lie under that came then: the same address however it was written, and the link as it was given.
 * Its own identity is not among them. Whoever takes an article in looks there before it is new.
 */
export function formerIdentities(identity: string, given: string | undefined): string[] {
  if (!identity.startsWith('https://') || identity.includes('#')) return []
  const then = given === undefined ? undefined : formerUrl(given)
  const spellings = [identity, ...(then === undefined ? [] : [oneSpelling(then)])].flatMap((one) => {
    const url = new URL(one)
    const hosts = [url.host, `www.${url.host}`]
    const paths = url.pathname === '/' ? ['/'] : [url.pathname, `${url.pathname}/`]
    return ['https', 'http'].flatMap((scheme) =>
      hosts.flatMap((host) => paths.map((path) => `${scheme}://${host}${path}${url.search}`)),
    )
  })
  return [...new Set([...(then === undefined ? [] : [then]), ...spellings])].filter((one) => one !== identity)
}
