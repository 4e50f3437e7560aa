import type { Context, MiddlewareHandler } from 'hono'
import { keyOf } from '../../../core/flows/api-keys.ts'
import { allows, CONFIGURED_KEY, neededScope, SECRET_PREFIX, scopes } from '../../../core/model/api-key.ts'
import type { Ports } from '../../../core/ports.ts'
import type {} from '../acting.ts'
import { Problem } from '../problem.ts'
import { isSame, sha256 } from '../secrets.ts'

/** The key from the configuration. It may do everything, and is changed where the service is deployed. */
const CONFIGURED = { name: CONFIGURED_KEY, role: 'key', id: 'configured', scopes } as const

/**
 * Who calls, and whether they may. A key that was made here is asked for at every call, so that one that is revoked opens
 * nothing any more; its secret is found by its hash, which tells nobody anything by the time it takes. Price: one read,
 * and once an hour a write; none for the configured key.
 */
export const bearer =
  (ports: Pick<Ports, 'keys' | 'now'>, apiKey: string): MiddlewareHandler =>
  async (c, next) => {
    const given = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
    const acting = given === undefined ? undefined : await whoHas(ports, apiKey, given)
    if (!acting)
      throw new Problem('unauthorized', 'Send the API key: "Authorization: Bearer …".', [], {
        'www-authenticate': 'Bearer',
      })
    c.set('acting', acting)
    if (acting.id !== CONFIGURED.id) needsScope(c, acting.scopes)
    await next()
    c.header('Cache-Control', 'no-store')
  }

async function whoHas(ports: Pick<Ports, 'keys' | 'now'>, apiKey: string, given: string) {
  if (isSame(given, apiKey)) return CONFIGURED
  if (!given.startsWith(SECRET_PREFIX)) return undefined
  const hash = sha256(given)
  const key = await keyOf(ports, hash)
  if (!key || !isSame(key.hash, hash)) return undefined
  return { name: key.name, role: 'key', id: key.id, scopes: key.scopes } as const
}

function needsScope(c: Context, given: Parameters<typeof allows>[0]): void {
  const part = c.req.path.split('/')[2] ?? ''
  const needed = neededScope(c.req.method, part)
  if (needed && allows(given, needed)) return
  throw new Problem(
    needed ? 'insufficient_scope' : 'forbidden',
    needed
      ? `This key may not do that: it needs the scope "${needed}". An owner can make a key that has it.`
      : 'This key may not do that.',
  )
}
