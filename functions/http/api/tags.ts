import { Hono } from 'hono'
import * as z from 'zod'
import { renameTag } from '../../../core/flows/rename-tag.ts'
import { refusal } from '../../../core/model/refusal.ts'
import { slugOf } from '../../../core/model/text.ts'
import { Problem } from '../problem.ts'
import type { ApiPorts } from './api.ts'
import { bodyOf } from './body.ts'

const name = z.string().max(200)
const change = z.strictObject({ from: name, to: name, cursor: z.string().max(200).optional() })

export function tags(ports: ApiPorts): Hono {
  return new Hono().post('/rename', async (c) => {
    const given = await bodyOf(c, change)
    const [from, to] = [slugOf(given.from), slugOf(given.to)]
    for (const [field, tag] of [
      ['from', from],
      ['to', to],
    ] as const)
      if (tag === '')
        throw new Problem(422, 'A tag holds letters or digits.', [refusal(field, 'A tag holds letters or digits.')])
    if (from === to) throw new Problem(422, 'These are one tag.', [refusal('to', `It is called "${to}" already.`)])
    return c.json({ from, to, ...(await renameTag(ports, from, to, given.cursor)) })
  })
}
