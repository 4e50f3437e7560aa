import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import type { Made } from '../../../core/flows/passkeys.ts'
import type { LinkSigner } from '../../../core/model/link.ts'
import { CHALLENGE_WITHIN, type Passkey } from '../../../core/model/passkey.ts'
import { epochMs, type Instant, instant, plus } from '../../../core/model/time.ts'
import type { Ports } from '../../../core/ports.ts'
import { sha256 } from '../secrets.ts'

/**
 * What browsers and authenticators say (WebAuthn Level 3), read by a library that is loaded when somebody uses a passkey, and
 * not before. Where we are and who we are follows from the configured site alone, never from a request.
 */
const library = () => import('@simplewebauthn/server')

const rpOf = (site: string) => ({ expectedOrigin: site, expectedRPID: new URL(site).hostname })

// ── Challenges ──────────────────────────────────────────────────────────────────────────────────────────────────────

type Signs = Pick<Ports, 'now'> & { readonly links: Pick<LinkSigner, 'sign' | 'verify' | 'currentKey'> }
type Purpose = 'enter' | 'add'

/** Signed, so that nothing is kept of those that are never answered; what a browser answers is remembered, and taken once. */
export function challengeFor({ links, now }: Signs, what: Purpose, nonce: string, whose = ''): string {
  const until = Math.floor(epochMs(plus(now(), CHALLENGE_WITHIN)) / 1000).toString(36)
  return links.sign('passkey', [what, nonce, until, ...(whose ? [whose] : [])].join('~'), links.currentKey)
}

export type Challenge = { readonly challenge: string; readonly name: string; readonly until: Instant }

/** The challenge as it was given to this browser, for this; undefined: it was not, or has run out. */
export function askedOf({ links, now }: Signs, what: Purpose, challenge: string, whose = ''): Challenge | undefined {
  const [kind, , until = '', whom = ''] = links.verify('passkey', challenge)?.split('~') ?? []
  const ends = Number.parseInt(until, 36) * 1000
  if (kind !== what || whom !== whose || !(epochMs(now()) <= ends)) return undefined
  return { challenge, name: sha256(challenge), until: instant(ends) }
}

/** As a browser gives it back. */
const asSigned = (challenge: string): string => Buffer.from(challenge).toString('base64url')

// ── Adding one ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** Discoverable, so that nobody types an address; with the person verified, for it is all that is asked. `handle`: says nothing of who they are. */
export async function registrationOptions(
  site: string,
  who: { readonly address: string; readonly handle: string; readonly known: readonly Passkey[] },
  challenge: string,
) {
  const { generateRegistrationOptions } = await library()
  return generateRegistrationOptions({
    rpName: 'Tidings',
    rpID: new URL(site).hostname,
    userName: who.address,
    userDisplayName: who.address,
    userID: new Uint8Array(Buffer.from(who.handle)),
    challenge,
    attestationType: 'none',
    excludeCredentials: who.known.map(({ credential, transports }) => ({
      id: credential,
      ...(transports ? { transports: transports as never } : {}),
    })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
}

/** Undefined: it is not one, not for here, or not for this challenge. */
export async function readRegistration(site: string, challenge: string, response: unknown): Promise<Made | undefined> {
  const { verifyRegistrationResponse } = await library()
  const verified = await verifyRegistrationResponse({
    response: response as RegistrationResponseJSON,
    expectedChallenge: asSigned(challenge),
    ...rpOf(site),
    requireUserVerification: true,
  }).catch(() => undefined)
  if (!verified?.verified) return undefined
  const { id, publicKey, counter, transports } = verified.registrationInfo.credential
  return {
    id: sha256(id),
    credential: id,
    key: Buffer.from(publicKey).toString('base64url'),
    counter,
    ...(transports ? { transports: transports.filter((one) => /^[a-z-]{1,20}$/.test(one)).slice(0, 8) } : {}),
  }
}

// ── Coming in by one ────────────────────────────────────────────────────────────────────────────────────────────────

/** For any passkey that the browser has for here: whose it is, it says itself. */
export async function authenticationOptions(site: string, challenge: string) {
  const { generateAuthenticationOptions } = await library()
  return generateAuthenticationOptions({
    rpID: new URL(site).hostname,
    challenge,
    allowCredentials: [],
    userVerification: 'required',
  })
}

/** What it has counted; whether that is more than before is decided elsewhere. Undefined: this passkey has not signed this challenge here. */
export async function readAuthentication(
  site: string,
  challenge: string,
  passkey: Passkey,
  response: unknown,
): Promise<{ readonly counter: number } | undefined> {
  const { verifyAuthenticationResponse } = await library()
  const verified = await verifyAuthenticationResponse({
    response: response as AuthenticationResponseJSON,
    expectedChallenge: asSigned(challenge),
    ...rpOf(site),
    credential: {
      id: passkey.credential,
      publicKey: new Uint8Array(Buffer.from(passkey.key, 'base64url')),
      counter: 0,
    },
    requireUserVerification: true,
  }).catch(() => undefined)
  return verified?.verified ? { counter: verified.authenticationInfo.newCounter } : undefined
}

/** Far more than any authenticator says. */
const LONGEST_RESPONSE = 32_000

/** A credential as a form brings it, and the name that we keep it by. */
export function passkeyIn(json: string): { readonly id: string; readonly credential: unknown } | undefined {
  if (json.length > LONGEST_RESPONSE) return undefined
  try {
    const credential = JSON.parse(json) as { id?: unknown } | null
    const id = credential?.id
    return typeof id === 'string' ? { id: sha256(id), credential } : undefined
  } catch {
    return undefined
  }
}
