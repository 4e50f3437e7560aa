import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto'
import { isPayload, type LinkSigner, type Purpose } from '../../core/model/link.ts'

/** Keys by id, as the secret store holds them (base64url, 32 bytes each). An old key stays in the ring for ever: links in old mails must go on working (STD-06). */
export type KeyRing = { readonly current: string; readonly keys: Readonly<Record<string, string>> }

/** 128 of the MAC's 256 bits: RFC 2104 §5 allows half, and it keeps a link short. */
const MAC_BYTES = 16

/** Signs and verifies `v1.kid.payload.mac`. The keys are made ready once: with a raw key a signature costs six times as much. */
export function linkSigner(ring: KeyRing): LinkSigner {
  const keys = new Map(
    Object.entries(ring.keys).map(([id, key]) => [id, createSecretKey(Buffer.from(key, 'base64url'))]),
  )
  if (!keys.has(ring.current)) throw new Error(`The ring of link keys has no key "${ring.current}".`)
  return {
    currentKey: ring.current,
    sign(purpose, payload, keyId) {
      const key = keys.get(keyId)
      if (!key) throw new Error(`The ring of link keys has no key "${keyId}".`)
      if (!isPayload(payload)) throw new Error('A link can be signed only over plain ids.')
      const head = `v1.${keyId}.${payload}`
      return `${head}.${mac(key, purpose, head).toString('base64url')}`
    },
    verify(purpose, token) {
      const [version, keyId = '', payload = '', given = '', ...rest] = token.split('.')
      const key = keys.get(keyId)
      if (version !== 'v1' || !key || rest.length > 0 || !isPayload(payload) || given.length !== 22) return undefined
      const bytes = Buffer.from(given, 'base64url')
      // base64url has several spellings of one value: only ours counts.
      if (bytes.length !== MAC_BYTES || bytes.toString('base64url') !== given) return undefined
      return timingSafeEqual(bytes, mac(key, purpose, `v1.${keyId}.${payload}`)) ? payload : undefined
    },
  }
}

const mac = (key: KeyObject, purpose: Purpose, head: string): Buffer =>
  createHmac('sha256', key).update(`${purpose}|${head}`).digest().subarray(0, MAC_BYTES)
