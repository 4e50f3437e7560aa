import { Hono } from 'hono'
import * as z from 'zod'
import { renameTag } from '../../../core/flows/rename-tag.ts'
import { type Parsed, parsed, refusal, refused } from '../../../core/model/refusal.ts'
import { slugOf } from '../../../core/model/text.ts'
import { accepted } from '../problem.ts'
import type { ApiPorts } from './api.ts'
import { readCursor, writeCursor } from './lists.ts'
import { route } from './route.ts'
import { count } from './shapes.ts'

const name = z.string().max(200)
const change = z
  .strictObject({
    from: name,
    to: name.meta({ description: 'Another tag’s name merges the two.' }),
    cursor: z.string().max(2_000).optional().meta({ description: 'Of the call before, while it has one.' }),
  })
  .meta({ id: 'TagChange', examples: [{ from: 'us-news', to: 'usa' }] })
const renamedShape = z
  .object({
    from: z.string(),
    to: z.string(),
    articles: count.meta({ description: 'How many this call has changed.' }),
    cursor: z.string().optional().meta({ description: 'There while there is more: call again with it.' }),
  })
  .meta({ id: 'RenamedTag' })

export function tags(ports: ApiPorts) {
  return new Hono().post(
    '/rename',
    route({
      summary: 'Rename or merge a tag',
      says: 'On topics, on feeds and on the articles that carry it, a part of them a call. Topics answer to both names until the last call, and nothing becomes new by it.',
      body: change,
      answers: { 200: [renamedShape, 'What is done, and whether there is more.'] },
      refuses: ['invalid_cursor'],
    }),
    async (c) => {
      const { cursor, ...names } = c.req.valid('json')
      const { from, to } = accepted(parseRename(names))
      const list = `tag ${from}`
      const done = await renameTag(ports, from, to, cursor === undefined ? undefined : readCursor(list, cursor))
      return c.json({
        from,
        to,
        articles: done.articles,
        ...(done.cursor === undefined ? {} : { cursor: writeCursor(list, done.cursor) }),
      })
    },
  )
}

/** Two tags, as `slugOf` writes them. Refusals name the field. */
export function parseRename(given: {
  readonly from: string
  readonly to: string
}): Parsed<{ from: string; to: string }> {
  const [from, to] = [slugOf(given.from), slugOf(given.to)]
  if (from === '') return refused(refusal('from', 'A tag holds letters or digits.', 'required'))
  if (to === '') return refused(refusal('to', 'A tag holds letters or digits.', 'required'))
  if (from === to) return refused(refusal('to', `It is called "${to}" already.`, 'taken'))
  return parsed({ from, to })
}
