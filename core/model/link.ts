/** What a signed link may be used for. A token of one purpose is refused for another (T13). */
export type Purpose =
  | 'leave'
  | 'preferences'
  | 'confirm'
  /** Stop all mail to the address that the mail went to. */
  | 'block'
  | 'export'
  | 'erase'
  | 'address'
  /** Begins a move: in the mail to the address that is known. */
  | 'move'
  /** Takes a move back: in the mail to the address that it left. */
  | 'take-back'
  /** The code of an editor who signs in: no link, but six digits of it. */
  | 'sign-in'
  /** The link beside the code. */
  | 'enter'
  /** A browser that an editor is known by: its cookie, and the link that makes it one. */
  | 'browser'
  /** What a passkey is asked to sign. */
  | 'passkey'
  /** What the console says was done, to the one session that did it. */
  | 'said'
  /** When a page with a button was handed out: no link, but a field of its form. */
  | 'press'

/**
 * Signs and checks links with a ring of keys: `v1.kid.payload.mac`, HMAC-SHA-256 over purpose and all before the mac.
 * Signed, not stored: the same bytes can be made again at any time, and an old key goes on verifying for ever (STD-06).
 */
export type LinkSigner = {
  /** The key that new links are signed with. */
  readonly currentKey: string
  sign(purpose: Purpose, payload: string, keyId: string): string
  /** The payload, or undefined for anything forged, truncated, of another purpose or of an unknown key. Compares in constant time. */
  verify(purpose: Purpose, token: string): string | undefined
}

/** Payloads are of letters, digits, `_` and `-`, joined by `~`: safe in a path, in HTML and in JSON without escaping. */
const parts = /^[A-Za-z0-9_-]+(?:~[A-Za-z0-9_-]+)*$/
export const isPayload = (text: string): boolean => parts.test(text)

/** `issue`: whose mail the link stands in. */
export const leavePayload = (subscriber: string, digest: string, issue?: string): string =>
  [subscriber, digest, ...(issue === undefined ? [] : [issue])].join('~')
export const preferencesPayload = (subscriber: string): string => subscriber
/** `expires` in whole seconds since 1970. */
export const confirmPayload = (subscriber: string, expires: number): string => `${subscriber}~${expires.toString(36)}`

/** Those of before links named an issue go on working for ever (STD-06). */
export function parseLeave(
  payload: string,
): { subscriber: string; digest: string; issue?: string | undefined } | undefined {
  const [subscriber, digest, issue, ...rest] = payload.split('~')
  if (!subscriber || !digest || rest.length > 0) return undefined
  return { subscriber, digest, ...(issue ? { issue } : {}) }
}

export function parseConfirm(payload: string): { subscriber: string; expires: number } | undefined {
  const [subscriber, expires, ...rest] = payload.split('~')
  return subscriber && expires && rest.length === 0 ? { subscriber, expires: Number.parseInt(expires, 36) } : undefined
}

/** A link that works until then, and for this letter alone where one is named. */
export const untilPayload = (subscriber: string, expires: number, letter?: string): string =>
  [subscriber, expires.toString(36), ...(letter ? [letter] : [])].join('~')

export function parseUntil(
  payload: string,
): { subscriber: string; expires: number; letter?: string | undefined } | undefined {
  const [subscriber, expires, letter, ...rest] = payload.split('~')
  if (!subscriber || !expires || rest.length > 0) return undefined
  return { subscriber, expires: Number.parseInt(expires, 36), letter }
}

export const leaveUrl = (site: string, token: string): string => `${site}/unsubscribe/${token}`
export const preferencesUrl = (site: string, token: string): string => `${site}/preferences/${token}`
/** Where editors see an issue. */
export const consoleIssueUrl = (site: string, issue: string): string => `${site}/console/issues/${issue}`
/** Where editors see when a digest comes out, and to how many. */
export const consoleDigestUrl = (site: string, digest: string): string => `${site}/console/digests/${digest}`
/** Where editors read what readers have written. */
export const consoleCommentsUrl = (site: string): string => `${site}/console/messages`
/** Where an editor signs in by a press; `after`: where they wanted to go. */
export const enterUrl = (site: string, proof: string, after?: string): string =>
  `${site}/console/enter/${proof}${after ? `?after=${encodeURIComponent(after)}` : ''}`
export const blockUrl = (site: string, token: string): string => `${site}/block/${token}`
export const exportUrl = (site: string, token: string): string => `${site}/export/${token}`
export const eraseUrl = (site: string, token: string): string => `${site}/erase/${token}`
export const addressUrl = (site: string, token: string): string => `${site}/address/${token}`
export const moveUrl = (site: string, token: string): string => `${site}/move/${token}`
export const takeBackUrl = (site: string, token: string): string => `${site}/take-back/${token}`
/** Where a browser becomes an editor's own. */
export const browserUrl = (site: string, token: string): string => `${site}/console/browser/${token}`
/** Where editors see where they are signed in. */
export const consoleSessionsUrl = (site: string): string => `${site}/console/settings/sessions`
/** An issue on the web. */
export const issueUrl = (site: string, digest: string, issue: string): string => `${site}/d/${digest}/${issue}`
/** The page of an article that has none elsewhere. */
export const articleUrl = (site: string, article: string): string => `${site}/a/${article}`
export const confirmUrl = (site: string, token: string): string => `${site}/confirm/${token}`
