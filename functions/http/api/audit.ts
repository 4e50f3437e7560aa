import { Hono } from 'hono'
import * as z from 'zod'
import { type Action, type AuditEntry, actions } from '../../../core/model/audit.ts'
import type { ApiPorts } from './api.ts'
import { pageAnswer, pageAsked, pageQuery, pageShape } from './lists.ts'
import { route, type Shown } from './route.ts'
import { instant } from './shapes.ts'

const action = z.enum(Object.keys(actions) as [Action, ...Action[]])
const entryShape = z
  .object({
    id: z.string(),
    at: instant,
    actor: z.string().meta({ description: 'The address of an editor, or the name of a key.' }),
    role: z.enum(['owner', 'editor', 'viewer', 'key']),
    action,
    target: z
      .string()
      .optional()
      .meta({ description: 'The id of what it was done to. Readers stand here by their ids.' }),
    note: z.string().optional(),
    outcome: z.enum(['done', 'refused', 'unknown']).meta({
      description: '`refused`: they may not. `unknown`: it broke off on our side, and may have happened.',
    }),
  })
  .meta({ id: 'AuditEntry' })
const query = z.object({
  ...pageQuery,
  actor: z.string().max(300).optional().meta({ description: 'Of this one alone.' }),
  action: action.optional().meta({ description: 'This alone.' }),
})

const view = (entry: AuditEntry): Shown<typeof entryShape> => entry

/** Who did what. */
export function audit(ports: ApiPorts) {
  return new Hono().get(
    '/',
    route({
      summary: 'Read who did what',
      says: 'Newest first. A filter looks at a thousand lines a call: a page may hold few of them, or none, and a cursor all the same.',
      query,
      answers: { 200: [pageShape(entryShape), 'What was done.'] },
    }),
    async (c) => {
      const { actor, action: what, ...page } = c.req.valid('query')
      const found = await ports.audit.list({ actor, action: what }, pageAsked('audit', page))
      return c.json(pageAnswer('audit', found, view))
    },
  )
}
