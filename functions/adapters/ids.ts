import { createHash, createHmac, randomBytes } from 'node:crypto'
import type { Ids } from '../../core/ports.ts'

/** Time first, so that newer sorts after older; then chance. Crockford's alphabet without the letters people confuse. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

function sortable(now: number): string {
  let time = ''
  for (let rest = now, digit = 0; digit < 10; digit++, rest = Math.floor(rest / 32)) time = alphabet[rest % 32] + time
  return time + [...randomBytes(10)].map((byte) => alphabet[byte % 32]).join('')
}

/** Ids carry their kind. None of them is a secret. */
export const ids = (nowMs: () => number = Date.now): Ids => ({
  issue: () => `iss_${sortable(nowMs())}`,
  letter: () => `let_${sortable(nowMs())}`,
  subscriber: () => `sub_${randomBytes(10).toString('hex')}`,
  readerImport: () => `imp_${sortable(nowMs())}`,
  hook: () => `hook_${randomBytes(10).toString('hex')}`,
  delivery: () => `msg_${sortable(nowMs())}`,
  nonce: () => randomBytes(8).toString('hex'),
  article: (identity) => `art_${sha256(identity).slice(0, 24)}`,
  feed: (address) => `feed_${sha256(address).slice(0, 24)}`,
  fingerprint: (of) => sha256(of).slice(0, 12),
})

const sha256 = (of: string | Uint8Array): string => createHash('sha256').update(of).digest('hex')

/** The keyed hash under which an address is found: what remains of it after erasure says nothing without the pepper (STD-58). */
export const addressKey =
  (pepper: string) =>
  (address: string): string =>
    createHmac('sha256', pepper).update(address).digest('hex').slice(0, 40)
