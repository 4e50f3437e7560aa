import type { Address } from './address.ts'
import type { Letter, LetterId } from './letter.ts'
import { rules } from './limits.ts'
import { DAY, epochMs, HOUR, type Instant, MINUTE, plus } from './time.ts'

/** Somebody wants to sign in: bound to the browser that asked, by a name that only it knows (T21). */
export type Attempt = {
  /** A keyed fingerprint of the attempt's name: who reads the table cannot take it up. */
  readonly id: string
  readonly address: Address
  readonly createdAt: Instant
  /** Codes that were tried. */
  readonly tries: number
  /** The mail with its code. Without one (the day's mails are used up; an attempt from before this was written down) nothing wins it. */
  readonly letter?: LetterId
  /** The name of the browser of the editor's own in which it began. */
  readonly own?: string
}

/** Somebody is signed in, in one browser. Kept under a fingerprint of its name as well (T22). */
export type Session = {
  readonly id: string
  readonly address: Address
  readonly createdAt: Instant
  /** When it was last used, to within `SEEN_EVERY`. */
  readonly seenAt: Instant
  readonly agent?: string
  /** It came about by a code where the house asks for passkeys: all that it opens is the page where one is added. */
  readonly only?: 'passkeys'
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

/**
 * Whether somebody can have the code: its mail was accepted, or may have been. An attempt whose mail went nowhere (there is
 * no such editor, the address was refused, none was written) has a code that nobody was ever told: whoever types it guessed.
 */
export const wasMailed = (letter: Pick<Letter, 'state' | 'firstPostedAt'> | undefined): boolean =>
  letter?.state === 'accepted' || (letter?.state === 'composed' && letter.firstPostedAt !== undefined)

/** So many codes there are. */
export const CODES = 1_000_000

/**
 * What a day of guessing wins at most: guesses are counted for an editor and not for an attempt, so that it does not matter
 * over how many attempts or networks they are spread, and each is one of `CODES`. A limit of ten makes it 1 in 100,000.
 */
export const oddsPerDay: number = rules.guess.hard / CODES

/** What so many days of it win, one after the other. */
export const oddsWithin = (days: number): number => 1 - (1 - 1 / CODES) ** (rules.guess.hard * days)

// ── A browser of one's own ──────────────────────────────────────────────────────────────────────────────────────────

/**
 * A browser that an editor is known by: they have signed in there, or opened the link there that stands in every mail with a
 * code. It has counters of its own, so that strangers who ask for codes in an editor's name, from however many networks,
 * take nothing from whoever sits at it.
 */
export type OwnBrowser = {
  readonly name: string
  /** Else the link of a mail was opened in it, and nothing more. */
  readonly hasSignedIn: boolean
}

/** So long it is known, from the last time that somebody signed in there; so long the link in a mail can be opened. */
export const BROWSER_WITHIN = 180 * DAY
export const PASS_WITHIN = 30 * DAY

/** What is signed: whose browser it is, by the fingerprint of their address. A link gives every browser that opens it one name, and so one allowance. */
export const browserPayload = (name: string, hasSignedIn: boolean, whose: string, until: Instant): string =>
  [hasSignedIn ? 'in' : 'by', name, whose, Math.floor(epochMs(until) / 1000).toString(36)].join('~')

/** The browser that a payload names, if it is this editor's and known still. */
export function ownBrowserIn(payload: string, whose: string, now: Instant): OwnBrowser | undefined {
  const [how, name, who, until = '', ...rest] = payload.split('~')
  const isNow = epochMs(now) <= Number.parseInt(until, 36) * 1000
  if (!name || who !== whose || rest.length > 0 || !isNow) return undefined
  return how === 'in' || how === 'by' ? { name: `${how}-${name}`, hasSignedIn: how === 'in' } : undefined
}

/** Whether the name of a browser says that somebody has signed in there. */
export const isSignedIn = (own: string): boolean => own.startsWith('in-')

/** The six digits of a code, from a signature over the attempt's name: nothing of it is kept, and it is the same at every retry of the mail. */
export function codeOf(signature: string): string {
  const mac = signature.slice(signature.lastIndexOf('.') + 1)
  let number = 0n
  // The MAC as one large number: its remainder is as even as it is.
  for (const char of mac) number = number * 128n + BigInt(char.charCodeAt(0))
  return String(number % BigInt(CODES)).padStart(6, '0')
}
