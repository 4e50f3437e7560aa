import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Secret } from '../../core/flows/sign-in.ts'
import { SECRET_PREFIX } from '../../core/model/api-key.ts'

/** Of a secret that somebody else keeps, we keep this: SHA-256, in hexadecimal digits. It has no salt, for there is nothing to guess in 32 random bytes. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

export const secretOf = (name: string): Secret => ({ name, id: sha256(name) })
export const newSecret = (): Secret => secretOf(randomBytes(24).toString('base64url'))

/** A new secret for the API: shown once, and kept as its hash. */
export const newApiSecret = (): string => `${SECRET_PREFIX}${randomBytes(32).toString('base64url')}`

/** A new secret to sign webhooks with, as Standard Webhooks writes it. */
export const newHookSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`

/** Hashed first, so that the comparison tells nothing, not even the length. */
export const isSame = (given: string, known: string): boolean =>
  timingSafeEqual(Buffer.from(sha256(given), 'hex'), Buffer.from(sha256(known), 'hex'))
