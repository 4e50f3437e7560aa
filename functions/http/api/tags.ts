import { Hono } from 'hono'
import * as z from 'zod'
import { renameTag } from '../../../core/flows/rename-tag.ts'
import { type Parsed, parsed, refusal, refused } from '../../../core/model/refusal.ts'
import { slugOf } from '../../../core/model/text.ts'
import { accepted } from '../problem.ts'
import type { ApiPorts } from './api.ts'
import { bodyOf } from './body.ts'

const name = z.string().max(200)
const change = z.strictObject({ from: name, to: name, cursor: z.string().max(200).optional() })

export function tags(ports: ApiPorts): Hono {
  return new Hono().post('/rename', async (c) => {
    const given = await bodyOf(c, change)
    const { from, to } = accepted(parseRename(given))
    return c.json({ from, to, ...(await renameTag(ports, from, to, given.cursor)) })
  })
}

/** Two tags, as `slugOf` writes them. Refusals name the field. */
export function parseRename(given: {
  readonly from: string
  readonly to: string
}): Parsed<{ from: string; to: string }> {
  const [from, to] = [slugOf(given.from), slugOf(given.to)]
  if (from === '') return refused(refusal('from', 'A tag holds letters or digits.'))
  if (to === '') return refused(refusal('to', 'A tag holds letters or digits.'))
  if (from === to) return refused(refusal('to', `It is called "${to}" already.`))
  return parsed({ from, to })
}
