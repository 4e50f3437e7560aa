import { type ApiKey, keyIdOf, MOST_KEYS, parseKey, type Scope, USED_EVERY } from '../model/api-key.ts'
import { type Parsed, parsed, refusal, refused } from '../model/refusal.ts'
import { plus } from '../model/time.ts'
import type { Ports } from '../ports.ts'

/**
 * Makes a key for a secret that only whoever asked ever sees; `hash` is its SHA-256. `own`: what may be given away.
 * Price: one read, one write.
 */
export async function makeKey(
  ports: Pick<Ports, 'keys' | 'now' | 'log'>,
  by: string,
  hash: string,
  input: Parameters<typeof parseKey>[0],
  own?: readonly Scope[],
): Promise<Parsed<ApiKey>> {
  const wanted = parseKey(input, own)
  if (!wanted.ok) return wanted
  const known = (await ports.keys.list()).filter(({ revokedAt }) => !revokedAt)
  if (known.length >= MOST_KEYS)
    return refused(refusal('name', `There are ${MOST_KEYS} keys already: revoke one that nobody uses.`, 'too_many'))
  if (known.some(({ name }) => name === wanted.value.name))
    return refused(
      refusal('name', 'There is a key of this name: give another, so that the log can tell them apart.', 'taken'),
    )
  const key: ApiKey = { id: keyIdOf(hash), hash, ...wanted.value, createdAt: ports.now(), by }
  await ports.keys.put(key)
  ports.log('key.made', { apiKey: key.id, scopes: key.scopes })
  return parsed(key)
}

/** From the next call on it opens nothing. Undefined: there is no such key, or it is revoked. Price: one read, one write. */
export async function revokeKey(ports: Pick<Ports, 'keys' | 'now' | 'log'>, id: string): Promise<ApiKey | undefined> {
  const key = (await ports.keys.list()).find((one) => one.id === id)
  if (!key || !(await ports.keys.revoke(key.hash, ports.now()))) return undefined
  ports.log('key.revoked', { apiKey: id })
  return key
}

/** The key of this hash, if it opens anything; that it was used is noted, seldom. Price: one read, and once an hour a write. */
export async function keyOf(ports: Pick<Ports, 'keys' | 'now'>, hash: string): Promise<ApiKey | undefined> {
  const key = await ports.keys.byHash(hash)
  if (!key || key.revokedAt) return undefined
  const now = ports.now()
  if (!key.usedAt || key.usedAt < plus(now, -USED_EVERY)) await ports.keys.used(hash, now)
  return key
}
