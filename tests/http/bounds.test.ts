import { describe, expect, it } from 'vitest'
import { parseArticle } from '../../core/model/article.ts'
import { type Bound, bounds, tooMuch } from '../../core/model/bounds.ts'
import { parseSource } from '../../core/model/source.ts'
import { parseTopic } from '../../core/model/topic.ts'
import { createConsole } from '../../functions/http/console.ts'
import { aDigest, aSource, aTopic } from '../support/examples.ts'
import { anItem, aWeb, follows } from '../support/paper.ts'
import { aWorld, granted } from '../support/world.ts'

const now = '2026-11-24T06:00:00.000Z'
const names = (count: number, of = 't') => Array.from({ length: count }, (_, n) => `${of}${n}`)

/** A house that its editors reach through the API. */
async function aHouse() {
  const web = aWeb()
  const world = await aWorld({ fetch: web.fetch })
  const app = createConsole(world.ports, 'the key', ['owner@harbourpost.example'])
  const ask = async (method: string, path: string, body?: unknown) => {
    const headers = { authorization: 'Bearer the key', 'content-type': 'application/json' }
    const answer = await app.request(`/api${path}`, { method, headers, body: body ? JSON.stringify(body) : null })
    const text = await answer.text()
    return {
      status: answer.status,
      detail: text === '' ? '' : ((JSON.parse(text) as { detail?: string }).detail ?? ''),
    }
  }
  const topics = async (count: number, tags: (n: number) => string[] = (n) => [`t${n}`]) => {
    for (let n = 0; n < count; n++) await world.ports.topics.put(aTopic(`t${n}`, tags(n)), 'any')
  }
  return { ...world, ask, topics, web }
}
type House = Awaited<ReturnType<typeof aHouse>>

const everyDay = { schedule: { every: 'day', at: ['08:00'], zone: 'UTC' } }
const asFiled = { schedule: { every: 'filing', settleMinutes: 1, atMostEveryMinutes: 10 } }
const aLink = (change: object) => ({ url: 'https://harbourpost.example/1', title: 'Forty ships', ...change })

/** For each bound: what is asked for with so many of it, and what it answers where that is well. */
const asks: Readonly<
  Record<Bound, readonly [number, (house: House, count: number) => Promise<{ status: number; detail: string }>]>
> = {
  topics: [
    201,
    async ({ ask, topics }, count) => {
      await topics(count - 1)
      return ask('POST', '/topics', { slug: 'one-more', name: 'One more' })
    },
  ],
  topicTags: [201, ({ ask }, count) => ask('POST', '/topics', { slug: 'sea', name: 'Sea', tags: names(count) })],
  topicAlerts: [
    201,
    async ({ ask, ports }, count) => {
      const alerts = names(count - 1, 'd').map((digest) => ({ digest, edition: 'main', settleMinutes: 1 }))
      await ports.topics.put({ ...aTopic('sea'), alerts }, 'any')
      return ask('POST', '/digests', { id: 'alerts', name: 'Alerts', topics: ['sea'], ...asFiled })
    },
  ],
  digests: [
    201,
    async ({ ask, ports, topics }, count) => {
      await topics(1)
      for (const id of names(count - 1, 'd')) await ports.digests.save(undefined, aDigest({ id, version: 0 }))
      return ask('POST', '/digests', { id: 'one-more', name: 'One more', topics: ['t0'], ...everyDay })
    },
  ],
  digestTopics: [
    201,
    async ({ ask, topics }, count) => {
      await topics(count)
      return ask('POST', '/digests', { id: 'wide', name: 'Wide', topics: names(count), ...everyDay })
    },
  ],
  digestEditions: [
    201,
    async ({ ask, topics }, count) => {
      await topics(1)
      const editions = names(count, 'e').map((name) => ({ name, ...everyDay }))
      return ask('POST', '/digests', { id: 'often', name: 'Often', topics: ['t0'], editions })
    },
  ],
  articleTopics: [
    201,
    async ({ ask, topics }, count) => {
      await topics(count, () => ['sea'])
      return ask('POST', '/articles', aLink({ tags: ['sea'] }))
    },
  ],
  articleTags: [201, ({ ask }, count) => ask('POST', '/articles', aLink({ tags: names(count) }))],
  articleBytes: [
    201,
    ({ ask }, count) => {
      const body = Array.from({ length: Math.ceil(count / 5_000) }, (_, n) => 'é'.repeat(n === 0 ? 2_500 : 2_500))
      const over = body.join('').length * 2 - count
      body[0] = `${body[0]!.slice(Math.ceil(over / 2))}${over % 2 === 1 ? 'a' : ''}`
      return ask('POST', '/articles', { title: 'Forty ships', publishedAt: '2026-11-24', body })
    },
  ],
  feeds: [
    201,
    async ({ ask, ports, web }, count) => {
      for (const n of names(count - 1, ''))
        await ports.feeds.save(undefined, aSource({ id: `feed_${n}`, looksFrom: now }))
      web.put('https://paper.example/feed', [anItem(1)])
      return ask('POST', '/feeds', { url: 'https://paper.example/feed' })
    },
  ],
  feedTags: [
    201,
    ({ ask, web }, count) => {
      web.put('https://paper.example/feed', [anItem(1)])
      return ask('POST', '/feeds', { url: 'https://paper.example/feed', tags: names(count) })
    },
  ],
  feedRules: [
    201,
    ({ ask, web }, count) => {
      web.put('https://paper.example/feed', [anItem(1)])
      const rules = names(count).map((tag) => ({ when: { title: tag }, tag }))
      return ask('POST', '/feeds', { url: 'https://paper.example/feed', rules })
    },
  ],
  subscriptions: [
    201,
    async ({ ask, digest, topics, topics: _ }, count) => {
      await topics(1)
      for (const id of names(count, 'd')) await digest({ id, name: id, topics: ['t0'] })
      return ask('POST', '/subscribers', {
        email: 'ada@mail.example.net',
        digests: names(count, 'd'),
        attestation: 'She said so on the phone.',
      })
    },
  ],
  editors: [
    201,
    async ({ ask, ports }, count) => {
      for (const n of names(count - 1, 'editor'))
        await ports.editors.put({ address: `${n}@harbourpost.example`, role: 'viewer', since: now, by: 'owner' })
      return ask('POST', '/editors', { email: 'one-more@harbourpost.example', role: 'viewer' })
    },
  ],
  hooks: [
    201,
    async ({ ask }, count) => {
      const hook = (n: string) => ask('POST', '/hooks', { url: `https://${n}.example/hook`, events: ['issue.sent'] })
      for (const n of names(count - 1, 'hook')) await hook(n)
      return hook('one-more')
    },
  ],
}

describe('a limit is said before it is met', () => {
  it.each(Object.entries(asks) as [Bound, (typeof asks)[Bound]][])(
    '%s: as many are taken, and one more is refused with a sentence',
    async (bound, [well, ask]) => {
      const most = await ask(await aHouse(), bounds[bound])
      expect([most.status, most.detail]).toEqual([well, ''])
      const beyond = await ask(await aHouse(), bounds[bound] + 1)
      expect([beyond.status, beyond.detail.length > 0]).toEqual([422, true])
      if (bound !== 'subscriptions') expect(beyond.detail).toBe(tooMuch(bound))
    },
  )
})

describe('an article in as many topics as it can be', () => {
  async function aFull() {
    const house = await aHouse()
    await house.topics(bounds.articleTopics, () => ['sea'])
    const article = await house.article('Forty ships', ['sea'])
    expect(article.topics).toHaveLength(bounds.articleTopics)
    return { ...house, article }
  }

  it('stays where it is when a topic more answers to its tags, and is untagged, tagged and deleted like any other', async () => {
    const { ask, ports, article } = await aFull()
    expect(await ask('POST', '/topics', { slug: 'a-new-one', name: 'New', tags: ['sea'] })).toMatchObject({
      status: 201,
    })
    const known = async () => (await ports.articles.get(article.id))!
    expect((await known()).topics).toEqual(article.topics)

    expect((await ask('PATCH', `/articles/${article.id}`, { tags: [] })).status).toBe(200)
    expect((await known()).topics).toEqual([])
    const refused = await ask('PATCH', `/articles/${article.id}`, { tags: ['sea'] })
    expect([refused.status, refused.detail]).toEqual([422, tooMuch('articleTopics')])
    expect((await ask('DELETE', `/articles/${article.id}`)).status).toBe(204)
  })

  it('comes from a feed only as far as an editor has to look at it', async () => {
    const { ports, topics, web, ...world } = await aHouse()
    await topics(bounds.articleTopics + 1, () => ['sea'])
    web.put('https://paper.example/feed', [anItem(1, { categories: ['Sea'] })])
    const source = await follows({ ports, ...world } as never)
    const { collectFeed } = await import('../../core/flows/collect.ts')
    expect(await collectFeed(ports, source.id)).toMatchObject({
      found: { added: 0, quarantined: [{ entry: 'Story 1', reason: tooMuch('articleTopics') }] },
    })
    const [waiting] = (await ports.articles.list({ status: 'quarantined' }, { limit: 5 })).items
    expect(waiting).toMatchObject({ title: 'Story 1', tags: ['sea'], reason: tooMuch('articleTopics') })
  })
})

it('a model refuses what is too much with the field that it is about', () => {
  const fieldOf = (read: { ok: boolean; refusals?: readonly { field: string }[] }) => read.refusals?.[0]?.field
  const many = names(101)
  expect(fieldOf(parseTopic({ slug: 'sea', name: 'Sea', tags: many }, now) as never)).toBe('tags')
  expect(
    fieldOf(parseArticle({ url: 'https://a.example/1', title: 'A', tags: many }, () => 'art_1', now) as never),
  ).toBe('tags')
  expect(fieldOf(parseSource({ url: 'https://a.example/feed', tags: many }, () => 'feed_1', now) as never)).toBe('tags')
  expect(granted(parseTopic({ slug: 'sea', name: 'Sea' }, now)).tags).toEqual(['sea'])
})
