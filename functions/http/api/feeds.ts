import { Hono } from 'hono'
import * as z from 'zod'
import { collectFeed, fileEarlier } from '../../../core/flows/collect.ts'
import { editFeed } from '../../../core/flows/edit-feed.ts'
import { followFeed } from '../../../core/flows/follow-feed.ts'
import { refusal } from '../../../core/model/refusal.ts'
import { type FeedId, healthOf, nextLook, parseSource, type Source } from '../../../core/model/source.ts'
import { ruleInWords } from '../../../core/model/tag-rule.ts'
import { type Instant, MINUTE } from '../../../core/model/time.ts'
import { accepted, invalid, notFound, Problem } from '../problem.ts'
import type { ApiPorts } from './api.ts'
import type { Given } from './body.ts'
import { pageAnswer, pageAsked, pageQuery, pageShape } from './lists.ts'
import { route, type Shown } from './route.ts'
import { count, instant, optionalInstant, wholeNumber } from './shapes.ts'

const pattern = z.string().max(1_000)
const when = z
  .strictObject({ category: pattern, title: pattern, author: pattern })
  .partial()
  .meta({ description: 'Found anywhere, capitals do not matter; with a `*` in it, it is the whole text.' })
const rule = z
  .strictObject({
    when,
    tag: z.string().max(200),
    // As it was answered: what it says is in the rest.
    words: z.string().max(4_000).optional().meta({ description: 'What it says, as it is answered. Not read.' }),
  })
  .meta({ id: 'TagRule', examples: [{ when: { category: 'World/China' }, tag: 'china' }] })
const fields = z.strictObject({
  title: z.string().max(1_000),
  tags: z.array(z.string().max(200)).max(100).meta({ description: 'What every entry gets.' }),
  rules: z.array(rule).max(200).meta({ description: 'Which tag an entry gets, and when. At most fifty.' }),
  trusted: z.boolean().meta({ description: 'Its entries that have a tag are filed at once, and are no drafts.' }),
  dailyCap: wholeNumber(1, 1_000).meta({ description: 'At most so many drafts a day of one that is not trusted.' }),
})
const url = z.string().max(2_100)
const newFeed = fields
  .partial()
  .extend({
    url: url.meta({ description: 'Of a feed, or of a page that names one.' }),
    sinceDays: wholeNumber(0, 3_650).optional().meta({
      description: 'What is older, in days, is no news when it is first read: it is `earlier`. Three unless told.',
    }),
  })
  .meta({ id: 'NewFeed', examples: [{ url: 'https://news.example.org/feed.xml', tags: ['news'], trusted: true }] })
const feedPatch = fields.partial().extend({ url: url.optional() }).meta({ id: 'FeedChange' })

const setAsideShape = z.object({
  entry: z.string(),
  reason: z.string(),
  guid: z.string().optional(),
  url: z.string().optional(),
  title: z.string().optional(),
})
const feedShape = z
  .object({
    id: z.string(),
    url: z.string(),
    title: z.string(),
    tags: z.array(z.string()),
    rules: z.array(rule),
    trusted: z.boolean(),
    dailyCap: count,
    health: z.enum(['new', 'fine', 'failing', 'once-a-day', 'stopped']),
    note: z.string().optional().meta({ description: 'Its health in words, where it is not fine.' }),
    failures: count.meta({ description: 'In a row.' }),
    lastError: z.string().optional(),
    stopped: z.object({ reason: z.string(), at: instant }).optional(),
    movedTo: z.string().optional().meta({ description: 'Where it is asked since it moved for good.' }),
    notBefore: optionalInstant.meta({ description: 'Its server has asked us to stay away until then.' }),
    lastLook: optionalInstant.meta({ description: 'The last look that left something.' }),
    lastChange: optionalInstant,
    nextLook: optionalInstant,
    everyMinutes: count,
    entries: count.meta({ description: 'How many it had at the last read.' }),
    quarantined: count,
    lastQuarantined: z.array(setAsideShape),
    newSince: optionalInstant.meta({ description: 'What was older at the first look is `earlier`.' }),
    earlier: z
      .object({ n: count, last: z.array(z.object({ id: z.string(), entry: z.string(), at: z.string() })) })
      .optional()
      .meta({ description: 'Entries too old to be news: how many, and the newest of them.' }),
    renamed: z
      .object({ n: count, last: z.array(setAsideShape) })
      .optional()
      .meta({
        description: 'Entries that came under a new name and are stories we have: how many so far, and the last.',
      }),
    waiting: count.meta({ description: 'Entries that the daily cap holds back.' }),
    drafts: z.object({ day: z.string(), n: count }).meta({ description: 'Made of it on that day.' }),
    counts: z.object({ added: count, changed: count }).meta({ description: 'Since it is followed.' }),
    createdAt: instant,
  })
  .meta({ id: 'Feed' })
const followedFeed = feedShape
  .extend({ foundFrom: z.string().optional().meta({ description: 'The page that named it.' }) })
  .meta({ id: 'FollowedFeed' })
const collectedShape = z
  .object({
    entries: count,
    added: count,
    changed: count,
    unchanged: count,
    quarantined: z.array(setAsideShape),
    renamed: count.meta({ description: 'They came under a new name, and are stories we have.' }),
    earlier: count.meta({ description: 'Too old to be news, as the first look found them.' }),
    waiting: count.meta({ description: 'Held back by the daily cap.' }),
  })
  .meta({ id: 'Collected' })

export function feeds(ports: ApiPorts) {
  const shown = (source: Source) => view(source, ports.now())
  return new Hono()
    .get(
      '/',
      route({
        summary: 'List feeds',
        query: z.object(pageQuery),
        answers: { 200: [pageShape(feedShape), 'Feeds, in the order of their ids.'] },
      }),
      async (c) => c.json(pageAnswer('feeds', await ports.feeds.list(pageAsked('feeds', c.req.valid('query'))), shown)),
    )
    .post(
      '/',
      route({
        summary: 'Follow a feed',
        says: 'RSS, Atom or JSON Feed; given a page, the feed that it names. An address with nothing to read is refused; a server that is only in trouble just now is followed and asked again.',
        body: newFeed,
        answers: {
          200: [feedShape, 'It is followed like that already.'],
          201: [followedFeed, 'The feed, followed.'],
        },
        refuses: ['feed_exists', 'feed_unreadable'],
      }),
      async (c) => {
        const given = c.req.valid('json')
        const wanted = accepted(parseSource(given, ports.ids.feed, ports.now()))
        const followed = await followFeed(ports, wanted)
        if (followed.kind === 'refused') {
          const { sentence, code } = followed
          const wrong = refusal('url', sentence, code)
          throw code ? invalid(wrong) : new Problem('feed_unreadable', sentence, [wrong])
        }
        if (followed.kind === 'followed')
          return c.json({ ...shown(followed.source), ...(followed.from ? { foundFrom: followed.from } : {}) }, 201)
        if (!isAsGiven(followed.source, wanted, given)) {
          const sentence = `This feed is followed already, otherwise: change it at /api/feeds/${followed.source.id}.`
          throw new Problem('feed_exists', sentence, [refusal('url', sentence, 'taken')])
        }
        return c.json(shown(followed.source))
      },
    )
    .get(
      '/:id',
      route({ summary: 'Read a feed', says: 'With how it fares.', answers: { 200: [feedShape, 'The feed.'] } }),
      async (c) => c.json(shown(await found(ports, c.req.param('id')))),
    )
    .patch(
      '/:id',
      route({
        summary: 'Change a feed',
        says: 'What is left out stays; what is changed holds for entries that are new from then on. Its address cannot be changed.',
        body: feedPatch,
        answers: { 200: [feedShape, 'The feed, as it is now.'] },
      }),
      async (c) => {
        const patch = c.req.valid('json')
        const known = await found(ports, c.req.param('id'))
        if (patch.url !== undefined && patch.url !== known.url) {
          throw new Problem('invalid', 'The address is what the feed is: follow another one.', [
            refusal('url', 'The address of a feed cannot be changed.', 'fixed'),
          ])
        }
        const { url: _, ...change } = patch
        const edited = await editFeed(ports, known.id, change)
        if (!edited) throw notFound('feed')
        return c.json(shown(accepted(edited)))
      },
    )
    .delete(
      '/:id',
      route({
        summary: 'Stop following a feed',
        says: 'Its articles stay. Followed again, it brings nothing twice.',
        answers: { 204: 'It is gone.' },
      }),
      async (c) => {
        await ports.feeds.remove((await found(ports, c.req.param('id'))).id)
        return c.body(null, 204)
      },
    )
    .post(
      '/:id/collect',
      route({
        summary: 'Read a feed now',
        says: 'One that has stopped goes on, if it answers.',
        answers: { 200: [collectedShape, 'What was in it; the numbers add up.'] },
        refuses: ['feed_unreadable'],
      }),
      async (c) => {
        const look = await collectFeed(ports, c.req.param('id') as FeedId)
        if (!look) throw notFound('feed')
        if (look.kind === 'failed') throw new Problem('feed_unreadable', look.reason, [refusal('url', look.reason)])
        return c.json(look.found satisfies Shown<typeof collectedShape>)
      },
    )
    .post(
      '/:id/earlier',
      route({
        summary: 'File an earlier entry',
        says: 'One that was too old to be news at the first look. It is filed as it stands in the feed now, under the tags it would have had.',
        body: z.strictObject({ entry: z.string().max(100).meta({ description: 'Its `id` in `earlier`.' }) }),
        answers: { 200: [feedShape, 'The feed, which has one less of them.'] },
      }),
      async (c) => {
        const id = c.req.param('id') as FeedId
        const filed = await fileEarlier(ports, id, c.req.valid('json').entry)
        if (!filed) throw notFound('feed')
        accepted(filed)
        return c.json(shown(await found(ports, id)))
      },
    )
}

/** Whether a feed that is followed already is as it was asked for. */
const isAsGiven = (known: Source, wanted: Source, given: Given<z.infer<typeof newFeed>>): boolean =>
  (['title', 'tags', 'rules', 'trusted', 'dailyCap'] as const).every(
    (field) => given[field] === undefined || JSON.stringify(known[field]) === JSON.stringify(wanted[field]),
  )

/** Without what only the next look needs; when that comes, by now. */
function view(source: Source, now: Instant): Shown<typeof feedShape> {
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
