import { Hono } from 'hono'
import * as z from 'zod'
import { armSending } from '../../../core/flows/arm-sending.ts'
import type { FenceState } from '../../../core/model/fence.ts'
import { accepted } from '../problem.ts'
import type { ApiPorts } from './api.ts'
import { bodyOf } from './body.ts'

const order = z.strictObject({ table: z.string() })

/** Whether this table may send, and the one call that lets a copy do so. */
export function fence(ports: ApiPorts): Hono {
  const view = ({ kind, ...why }: FenceState) => ({ table: ports.fence.table, status: kind, ...why })
  return new Hono()
    .get('/', async (c) => c.json(view(await ports.fence.check())))
    .post('/arm', async (c) => {
      const { table } = await bodyOf(c, order)
      return c.json(view(accepted(await armSending(ports, table))))
    })
}
