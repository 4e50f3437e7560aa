import { Hono } from 'hono'
import * as z from 'zod'
import { armSending } from '../../../core/flows/arm-sending.ts'
import type { FenceState } from '../../../core/model/fence.ts'
import { accepted } from '../problem.ts'
import type { ApiPorts } from './api.ts'
import { route, type Shown } from './route.ts'

const order = z
  .strictObject({
    table: z.string().max(300).meta({ description: 'What the table is called: who arms it has to say so.' }),
  })
  .meta({ id: 'ArmOrder' })
const fenceShape = z
  .object({
    table: z.string(),
    status: z.enum(['armed', 'closed']),
    installation: z.string().optional().meta({ description: 'Armed: who sends from here.' }),
    reason: z.string().optional().meta({ description: 'Closed: why.' }),
  })
  .meta({ id: 'Fence' })

/** Whether this table may send, and the one call that lets a copy do so. */
export function fence(ports: ApiPorts) {
  const view = ({ kind, ...why }: FenceState): Shown<typeof fenceShape> => ({
    table: ports.fence.table,
    status: kind,
    ...why,
  })
  return new Hono()
    .get(
      '/',
      route({
        summary: 'See whether this table may send',
        says: 'A copy (restored, cloned, a copied data folder) may not, until somebody arms it.',
        answers: { 200: [fenceShape, 'How it stands.'] },
      }),
      async (c) => c.json(view(await ports.fence.check())),
    )
    .post(
      '/arm',
      route({
        summary: 'Let this table send',
        says: 'Repeated, it changes nothing.',
        body: order,
        answers: { 200: [fenceShape, 'How it stands now.'] },
      }),
      async (c) => c.json(view(accepted(await armSending(ports, c.req.valid('json').table)))),
    )
}
