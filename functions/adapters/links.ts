import { hash, timingSafeEqual } from 'node:crypto'
import type { Keys } from '../../core/model/configuration.ts'
import { isPayload, type LinkSigner, type Purpose } from '../../core/model/link.ts'

/** As the secret store holds them (base64url, 32 bytes each). An old key stays in the ring for ever: links in old mails must go on working (STD-06). */
export type KeyRing = Keys

/** 128 of the MAC's 256 bits: RFC 2104 §5 allows half, and it keeps a link short. */
const MAC_LENGTH = 22

/** Signs and verifies `v1.kid.payload.mac`. The keys are made ready once: a worker signs two links a reader. */
export function linkSigner(ring: KeyRing): LinkSigner {
  const keys = new Map(Object.entries(ring.keys).map(([id, key]) => [id, hmacSha256(Buffer.from(key, 'base64url'))]))
  if (!keys.has(ring.current)) throw new Error(`The ring of link keys has no key "${ring.current}".`)
  return {
    currentKey: ring.current,
    sign(purpose, payload, keyId) {
      const key = keys.get(keyId)
      if (!key) throw new Error(`The ring of link keys has no key "${keyId}".`)
      if (!isPayload(payload)) throw new Error('A link can be signed only over plain ids.')
      const head = `v1.${keyId}.${payload}`
      return `${head}.${macOf(key, purpose, head)}`
    },
    verify(purpose, token) {
      const [version, keyId = '', payload = '', given = '', ...rest] = token.split('.')
      const key = keys.get(keyId)
      if (version !== 'v1' || !key || rest.length > 0 || !isPayload(payload) || given.length !== MAC_LENGTH)
        return undefined
      // Of the several spellings of one value in base64url only ours counts: the texts are compared, not what they spell.
      const ours = Buffer.from(macOf(key, purpose, `v1.${keyId}.${payload}`))
      const theirs = Buffer.from(given)
      return ours.length === theirs.length && timingSafeEqual(ours, theirs) ? payload : undefined
    },
  }
}

const macOf = (key: Hmac, purpose: Purpose, head: string): string => halved(key(`${purpose}|${head}`))

/** The first half of 256 bits in base64url: 21 characters, and of the next one the two bits that are left. */
const halved = (mac: string): string => mac.slice(0, MAC_LENGTH - 1) + twoBits[mac.charCodeAt(MAC_LENGTH - 1)]
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const twoBits = Array.from(
  { length: 128 },
  (_, code) => alphabet[alphabet.indexOf(String.fromCharCode(code)) & 48] ?? '',
)

type Hmac = (text: string) => string
/** Characters of a text that is signed, and far more than the longest of ours. */
const USUAL = 256

/**
 * HMAC-SHA-256 (RFC 2104) of a text, in base64url: two hashes, each over bytes that the key makes ready once. Node's own
 * `Hmac` makes an object a signature, and that object is three quarters of what a signature costs.
 */
function hmacSha256(key: Buffer): Hmac {
  const block = Buffer.alloc(64)
  block.set(key.length > block.length ? hash('sha256', key, 'buffer') : key)
  const inner = Buffer.concat([block.map((byte) => byte ^ 0x36), Buffer.alloc(USUAL * 3)])
  const outer = Buffer.concat([block.map((byte) => byte ^ 0x5c), Buffer.alloc(32)])
  const upTo: Buffer[] = []
  const innerOf = (text: string): Buffer => {
    // Too long to be a link of ours: whoever made it up waits for a copy.
    if (text.length > USUAL) return Buffer.concat([inner.subarray(0, block.length), Buffer.from(text)])
    const end = block.length + inner.write(text, block.length)
    upTo[end] ??= inner.subarray(0, end)
    return upTo[end]
  }
  return (text) => {
    outer.write(hash('sha256', innerOf(text), 'binary'), block.length, 'binary')
    return hash('sha256', outer, 'base64url')
  }
}
