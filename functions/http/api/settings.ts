import { Hono } from 'hono'
import * as z from 'zod'
import { parseSettings } from '../../../core/model/settings.ts'
import { accepted } from '../problem.ts'
import type { ApiPorts } from './api.ts'
import { bodyOf } from './body.ts'

const patch = z
  .strictObject({
    publisher: z.strictObject({ name: z.string(), postalAddress: z.string() }).partial(),
    from: z.string(),
    replyTo: z.string(),
  })
  .partial()

export function settings(ports: ApiPorts): Hono {
  return new Hono()
    .get('/', async (c) => c.json(await ports.settings.get()))
    .patch('/', async (c) => {
      const changed = accepted(parseSettings(await bodyOf(c, patch), await ports.settings.get()))
      await ports.settings.put(changed)
      ports.log('settings.changed')
      return c.json(changed)
    })
}
