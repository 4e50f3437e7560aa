import { Hono } from 'hono'
import * as z from 'zod'
import { collectFeed } from '../../../core/flows/collect.ts'
import { editFeed } from '../../../core/flows/edit-feed.ts'
import { followFeed } from '../../../core/flows/follow-feed.ts'
import { refusal } from '../../../core/model/refusal.ts'
import { type FeedId, healthOf, nextLook, parseSource, type Source } from '../../../core/model/source.ts'
import { ruleInWords } from '../../../core/model/tag-rule.ts'
import { type Instant, MINUTE } from '../../../core/model/time.ts'
import { accepted, notFound, Problem } from '../problem.ts'
import type { ApiPorts } from './api.ts'
import { bodyOf, type Given, pageOf } from './body.ts'

const pattern = z.string().max(1_000)
const fields = z.strictObject({
  title: z.string().max(1_000),
  tags: z.array(z.string().max(200)).max(100),
  rules: z
    .array(
      z.strictObject({
        when: z.strictObject({ category: pattern, title: pattern, author: pattern }).partial(),
        tag: z.string().max(200),
        // As it was answered: what it says is in the rest.
        words: z.string().max(4_000).optional(),
      }),
    )
    .max(200),
  trusted: z.boolean(),
  dailyCap: z.number(),
})
const url = z.string().max(2_100)
const newFeed = fields.partial().extend({ url })
const feedPatch = fields.partial().extend({ url: url.optional() })

export function feeds(ports: ApiPorts): Hono {
  return new Hono()
    .get('/', async (c) => {
      const page = await ports.feeds.list(pageOf(c))
      return c.json({ ...page, items: page.items.map((source) => view(source, ports.now())) })
    })
    .post('/', async (c) => {
      const given = await bodyOf(c, newFeed)
      const wanted = accepted(parseSource(given, ports.ids.feed, ports.now()))
      const followed = await followFeed(ports, wanted)
      if (followed.kind === 'refused') throw new Problem(422, followed.sentence, [refusal('url', followed.sentence)])
      if (followed.kind === 'followed')
        return c.json(
          { ...view(followed.source, ports.now()), ...(followed.from ? { foundFrom: followed.from } : {}) },
          201,
        )
      if (!isAsGiven(followed.source, wanted, given)) {
        const sentence = `This feed is followed already, otherwise: change it at /api/feeds/${followed.source.id}.`
        throw new Problem(409, sentence, [refusal('url', sentence)])
      }
      return c.json(view(followed.source, ports.now()))
    })
    .get('/:id', async (c) => c.json(view(await found(ports, c.req.param('id')), ports.now())))
    .patch('/:id', async (c) => {
      const patch = await bodyOf(c, feedPatch)
      const known = await found(ports, c.req.param('id'))
      if (patch.url !== undefined && patch.url !== known.url) {
        throw new Problem(422, 'The address is what the feed is: follow another one.', [
          refusal('url', 'The address of a feed cannot be changed.'),
        ])
      }
      const { url: _, ...change } = patch
      const edited = await editFeed(ports, known.id, change)
      if (!edited) throw notFound('feed')
      const source = accepted(edited)
      return c.json(view(source, ports.now()))
    })
    .delete('/:id', async (c) => {
      await ports.feeds.remove((await found(ports, c.req.param('id'))).id)
      return c.body(null, 204)
    })
    .post('/:id/collect', async (c) => {
      const look = await collectFeed(ports, c.req.param('id') as FeedId)
      if (!look) throw notFound('feed')
      if (look.kind === 'failed') throw new Problem(422, look.reason, [refusal('url', look.reason)])
      return c.json(look.found)
    })
}

/** Whether a feed that is followed already is as it was asked for. */
const isAsGiven = (known: Source, wanted: Source, given: Given<z.infer<typeof newFeed>>): boolean =>
  (['title', 'tags', 'rules', 'trusted', 'dailyCap'] as const).every(
    (field) => given[field] === undefined || JSON.stringify(known[field]) === JSON.stringify(wanted[field]),
  )

/** Without what only the next look needs; when that comes, by now. */
function view(source: Source, now: Instant) {
  const { id, url, title, seen: _, etag: __, lastModified: ___, bytes: ____, version: _____, ...more } = source
  const { looksFrom: _from, atLeastMs: _least, owed: _owed, rhythmMs: _rhythm, size, rules, ...rest } = more
  const look = nextLook(source, now)
  return {
    id,
    url,
    title,
    ...rest,
    rules: rules.map((rule) => ({ ...rule, words: ruleInWords(rule) })),
    ...healthOf(source),
    ...(look.at === undefined ? {} : { nextLook: look.at }),
    everyMinutes: Math.round(look.rhythmMs / MINUTE),
    entries: size.entries,
    quarantined: size.quarantined,
  }
}

async function found(ports: ApiPorts, id: string): Promise<Source> {
  const source = await ports.feeds.get(id as FeedId)
  if (!source) throw notFound('feed')
  return source
}
