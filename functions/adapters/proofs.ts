import { createHmac } from 'node:crypto'
import { createChallenge, type Payload, randomInt, verifySolution } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { PROOF_LASTS } from '../../core/model/proof.ts'
import { epochMs, type Instant, instant } from '../../core/model/time.ts'
import type { Proofs } from '../../core/ports.ts'

/**
 * ALTCHA's proof of work. Its keys are drawn from a secret that is there already, each for its purpose alone. When it was
 * handed out and until when it counts stand in its signed data, and are compared with the service's clock: the library's
 * own `expiresAt` would be compared with the machine's.
 */
export function proofs(secret: string, now: () => Instant): Proofs {
  const keyFor = (purpose: string) => createHmac('sha256', secret).update(`altcha ${purpose}`).digest('hex')
  const signed = { hmacSignatureSecret: keyFor('challenge'), hmacKeySignatureSecret: keyFor('answer'), deriveKey }
  return {
    /** Price: one derivation, up to a few milliseconds. */
    async challenge({ cost, from, to }) {
      const issuedAt = epochMs(now())
      return createChallenge({
        algorithm: 'PBKDF2/SHA-256',
        cost,
        counter: randomInt(to, from),
        data: { issuedAt, expiresAt: issuedAt + PROOF_LASTS, most: to },
        ...signed,
      })
    },

    /** Price: two MACs, whatever the challenge has cost. */
    async read(answer) {
      const payload = payloadIn(answer)
      if (!payload || !(await verifySolution({ ...payload, ...signed })).verified) return undefined
      const { nonce, data } = payload.challenge.parameters
      const [issuedAt, expiresAt] = [instant(Number(data?.issuedAt)), instant(Number(data?.expiresAt))]
      return expiresAt > now() ? { nonce, issuedAt, expiresAt } : undefined
    },
  }
}

/** As browsers send it: JSON in Base64. */
function payloadIn(answer: string): Payload | undefined {
  try {
    const { challenge, solution } = JSON.parse(Buffer.from(answer, 'base64').toString('utf8'))
    const isOurs = typeof challenge.signature === 'string' && typeof challenge.parameters === 'object'
    return isOurs && challenge.parameters !== null ? { challenge, solution } : undefined
  } catch {
    return undefined
  }
}
