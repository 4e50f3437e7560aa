import type { Address } from './address.ts'
import type { Member, Role } from './editor.ts'
import { type Parsed, parsed, refusal, refused } from './refusal.ts'
import { cleanText } from './text.ts'
import { DAY, type Instant, later, MINUTE, plus } from './time.ts'

/** A passkey (WebAuthn credential) of somebody who may come in. What is secret of it never leaves their device. */
export type Passkey = {
  /** SHA-256 of the credential's id, in hexadecimal digits: an id may be longer than a key of the table. */
  readonly id: string
  /** The credential's own id, base64url. */
  readonly credential: string
  /** Its public key as COSE has it, base64url. */
  readonly key: string
  /** How often it has signed, as it says itself; 0 for ever for one that lies on several devices. */
  readonly counter: number
  readonly address: Address
  /** What its owner calls it. */
  readonly name: string
  readonly createdAt: Instant
  readonly usedAt?: Instant
  /** How a browser may reach it: `internal`, `hybrid`, `usb` … */
  readonly transports?: readonly string[]
}

/** More than anybody carries. */
export const MOST_PASSKEYS = 10
/** What a browser was asked to sign is good for so long, and once. */
export const CHALLENGE_WITHIN = 5 * MINUTE

/** What somebody calls a passkey: up to 60 characters. */
export function parsePasskeyName(text: string): Parsed<string> {
  const name = cleanText(text, 60)
  return name === '' ? refused(refusal('name', 'Say which one it is, such as "My laptop".', 'required')) : parsed(name)
}

/**
 * Whether a signature is of the passkey itself: its counter has to rise, where it has one (WebAuthn, section 6.1.1). One that
 * has not may be of a copy: nobody comes in by it.
 */
export const decideUse = (known: number, given: number): 'used' | 'copied' =>
  (known > 0 || given > 0) && given <= known ? 'copied' : 'used'

/** The house asks for passkeys: an owner has said so. */
export type HouseRule = { readonly since: Instant; readonly by: Address }

/** So long somebody without a passkey can come in by a code to add one: from when the rule began, or they were let in. */
export const TO_ADD_ONE = 7 * DAY

/**
 * What a mailed code opens. Where the house asks for passkeys, nothing for whoever has one, and for whoever has none the page
 * where they add one. An owner without one (named since, or one whose passkeys another owner has removed) can always add one:
 * so that nobody locks the house out.
 */
export function whatCodeOpens(
  rule: HouseRule | undefined,
  who: { readonly role: Role; readonly since?: Member['since'] },
  passkeys: number,
  now: Instant,
): 'all' | 'passkeys' | 'nothing' {
  if (!rule) return 'all'
  if (passkeys > 0) return 'nothing'
  if (who.role === 'owner') return 'passkeys'
  return now <= plus(later(rule.since, who.since ?? rule.since), TO_ADD_ONE) ? 'passkeys' : 'nothing'
}

/** The owners who would be locked out by the rule: it is refused while there are any. */
export const ownersWithout = (owners: readonly Address[], passkeys: readonly Passkey[]): Address[] =>
  owners.filter((owner) => !passkeys.some(({ address }) => address === owner))
