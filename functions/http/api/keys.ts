import { Hono } from 'hono'
import * as z from 'zod'
import { makeKey, revokeKey } from '../../../core/flows/api-keys.ts'
import { type ApiKey, scopes } from '../../../core/model/api-key.ts'
import { noted, unkept } from '../acting.ts'
import { accepted, notFound } from '../problem.ts'
import { newApiSecret, sha256 } from '../secrets.ts'
import type { ApiPorts } from './api.ts'
import { route, type Shown } from './route.ts'
import { instant, optionalInstant } from './shapes.ts'

const scope = z.enum(scopes as [ApiKey['scopes'][number], ...ApiKey['scopes'][number][]])
const keyFields = {
  id: z.string(),
  name: z.string(),
  scopes: z.array(scope),
  createdAt: instant,
  by: z.string().meta({ description: 'Who made it: an owner, or another key.' }),
  usedAt: optionalInstant.meta({ description: 'When it was last used, to within an hour.' }),
  revokedAt: optionalInstant,
}
const keyShape = z.object(keyFields).meta({ id: 'Key' })
const madeShape = z
  .object({ ...keyFields, secret: z.string().meta({ description: 'What to send. It is shown this once.' }) })
  .meta({ id: 'MadeKey' })
const newKey = z
  .strictObject({
    name: z.string().max(500).meta({ description: 'What it is for: everything it does is written down under it.' }),
    scopes: z.array(scope).max(20),
  })
  .meta({ id: 'NewKey', examples: [{ name: 'The website', scopes: ['readers:write'] }] })

const view = ({ hash: _, ...key }: ApiKey): Shown<typeof keyShape> => key

/** Keys to this API. */
export function keys(ports: ApiPorts) {
  return new Hono()
    .get(
      '/',
      route({
        summary: 'List the keys',
        says: 'Those that are revoked too. The key from the configuration is not among them.',
        answers: { 200: [z.object({ items: z.array(keyShape) }), 'Keys, newest first.'] },
      }),
      async (c) => c.json({ items: (await ports.keys.list()).map(view) }),
    )
    .post(
      '/',
      route({
        summary: 'Make a key',
        says: 'To write is to read as well. No key can let another do what it may not do itself. Repeated with one `Idempotency-Key` it is refused: the secret is kept nowhere.',
        body: newKey,
        answers: { 201: [madeShape, 'The key, with its secret.'] },
        once: true,
      }),
      async (c) => {
        const acting = c.get('acting')
        const secret = newApiSecret()
        const key = accepted(await makeKey(ports, acting.name, sha256(secret), c.req.valid('json'), acting.scopes))
        noted(c, { note: `${key.name}: ${key.scopes.join(', ')}` })
        unkept(c)
        return c.json({ ...view(key), secret }, 201)
      },
    )
    .delete(
      '/:id',
      route({
        summary: 'Revoke a key',
        says: 'From the next call on it opens nothing. It stays in the list.',
        answers: { 204: 'It is revoked.' },
      }),
      async (c) => {
        const revoked = await revokeKey(ports, c.req.param('id'))
        if (!revoked) throw notFound('key')
        noted(c, { note: revoked.name })
        return c.body(null, 204)
      },
    )
}
