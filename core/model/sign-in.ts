import type { Address } from './address.ts'
import { DAY, HOUR, type Instant, MINUTE, plus } from './time.ts'

/** Somebody wants to sign in: bound to the browser that asked, by a name that only it knows (T21). */
export type Attempt = {
  /** A keyed fingerprint of the attempt's name: who reads the table cannot take it up. */
  readonly id: string
  readonly address: Address
  readonly createdAt: Instant
  /** Codes that were tried. */
  readonly tries: number
}

/** Somebody is signed in, in one browser. Kept under a fingerprint of its name as well (T22). */
export type Session = {
  readonly id: string
  readonly address: Address
  readonly createdAt: Instant
  /** When it was last used, to within `SEEN_EVERY`. */
  readonly seenAt: Instant
  readonly agent?: string
}

/**
 * What the link in the mail ends with: which key signed the attempt's name, and the signature. The name itself is not in
 * it: the link is worth nothing but in the browser that has the name (T21).
 */
export function proofIn(signature: string): string {
  const [, key = '', , mac = ''] = signature.split('.')
  return `${key}.${mac}`
}

/** The whole signature again, of the name that this browser has. */
export function signatureOf(proof: string, name: string): string {
  const [key = '', mac = ''] = proof.split('.')
  return `v1.${key}.${name}.${mac}`
}

/** The browser and the system, roughly: so that people know their own sessions. No more of the user agent is kept. */
export function browserIn(agent: string): string {
  const named = (all: readonly (readonly [RegExp, string])[]) => all.find(([mark]) => mark.test(agent))?.[1]
  const browser = named([
    [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
    [/\bOPR\//, 'Opera'],
    [/\bSamsungBrowser\//, 'Samsung Internet'],
    [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
    [/Chrom(?:e|ium)\/|\bCriOS\//, 'Chrome'],
    [/\bSafari\//, 'Safari'],
  ])
  const system = named([
    [/\bAndroid\b/, 'Android'],
    [/\biPad\b/, 'an iPad'],
    [/\biPhone\b/, 'an iPhone'],
    [/\bWindows\b/, 'Windows'],
    [/\bCrOS\b/, 'ChromeOS'],
    [/\bMac OS X\b/, 'a Mac'],
    [/\bLinux\b/, 'Linux'],
  ])
  if (browser && system) return `${browser} on ${system}`
  return browser ?? (system ? `a browser on ${system}` : 'a browser')
}

/** A code works so long, and for so many tries (T21). */
export const CODE_WITHIN = 10 * MINUTE
export const MOST_TRIES = 5
/** A session ends when nobody uses it for so long, and in any case after so long (T22). */
export const IDLE = 12 * HOUR
export const LONGEST = 7 * DAY
/** Being there is written down so seldom. */
export const SEEN_EVERY = 10 * MINUTE

export const isOpen = ({ createdAt, tries }: Attempt, now: Instant): boolean =>
  now <= plus(createdAt, CODE_WITHIN) && tries <= MOST_TRIES

export const isAlive = ({ createdAt, seenAt }: Session, now: Instant): boolean =>
  now <= plus(seenAt, IDLE) && now <= plus(createdAt, LONGEST)

/** The six digits of a code, from a signature over the attempt's name: nothing of it is kept, and it is the same at every retry of the mail. */
export function codeOf(signature: string): string {
  const mac = signature.slice(signature.lastIndexOf('.') + 1)
  let number = 0n
  // The MAC as one large number: its remainder is as even as it is.
  for (const char of mac) number = number * 128n + BigInt(char.charCodeAt(0))
  return String(number % 1_000_000n).padStart(6, '0')
}
