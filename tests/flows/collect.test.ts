import { describe, expect, it } from 'vitest'
import { type Collected, collectDue, collectFeed, fileEarlier } from '../../core/flows/collect.ts'
import { correctArticle } from '../../core/flows/correct-article.ts'
import { reviseArticle } from '../../core/flows/file-article.ts'
import type { Article } from '../../core/model/article.ts'
import { afterEdit, BREAKS_AT, type FeedId, healthOf, type SourceInput } from '../../core/model/source.ts'
import { DAY, HOUR, MINUTE } from '../../core/model/time.ts'
import type { Ports } from '../../core/ports.ts'
import { ADDRESSES } from '../fixtures/addresses.ts'
import { anItem, aWeb, FEED, follows, type Item, rssOf } from '../support/paper.ts'
import { aWorld, type World } from '../support/world.ts'

/** A world that follows one feed of the paper. */
async function aReading(items: readonly Item[], input: Partial<SourceInput> = {}) {
  const web = aWeb()
  web.put(FEED, items)
  const world = await aWorld({ fetch: web.fetch })
  await world.topics('trade', 'city')
  const source = await follows(world, input)
  return {
    ...world,
    web,
    source,
    collect: () => collect(world, source.id),
    feed: () => world.ports.feeds.get(source.id),
  }
}

async function collect({ ports }: Pick<World, 'ports'>, id: FeedId): Promise<Collected> {
  const look = await collectFeed(ports, id)
  if (look?.kind !== 'read') throw new Error(look?.reason ?? 'there is no such feed')
  return look.found
}

const articles = async ({ ports }: Pick<World, 'ports'>, status?: Article['status']) =>
  (await ports.articles.list({ status }, { limit: 100 })).items.toSorted((a, b) => (a.title < b.title ? -1 : 1))

const only = async (world: Pick<World, 'ports'>): Promise<Article> => {
  const all = await articles(world)
  if (all.length !== 1) throw new Error(`there are ${all.length} articles`)
  return all[0]!
}

const nothing = { added: 0, changed: 0, renamed: 0, earlier: 0, waiting: 0, quarantined: [] }
const trade = { categories: ['Trade'] }

describe('a feed that is trusted', () => {
  it('files its entries under the topics of its own tags, its rules and its categories; without a tag they are drafts', async () => {
    const { collect, ...world } = await aReading(
      [anItem(1, trade), anItem(2, { categories: ['World/China'] }), anItem(3)],
      { rules: [{ when: { category: 'China' }, tag: 'city' }] },
    )
    expect(await collect()).toEqual({ ...nothing, entries: 3, added: 3, unchanged: 0 })
    expect((await articles(world)).map(({ title, status, topics, tags }) => [title, status, topics, tags])).toEqual([
      ['Story 1', 'filed', ['trade'], ['trade']],
      ['Story 2', 'filed', ['city'], ['city', 'world-china']],
      ['Story 3', 'draft', [], []],
    ])
    const tagged = await aReading([anItem(3)], { tags: ['Trade'] })
    await tagged.collect()
    expect(await only(tagged)).toMatchObject({ status: 'filed', topics: ['trade'], source: 'The Paper' })
  })

  it('brings nothing twice, however often it is read, and writes nothing of what is unchanged', async () => {
    const { collect, web, ...world } = await aReading([anItem(1, trade), anItem(2, trade), anItem(3, trade)])
    await collect()
    const before = await articles(world)
    expect(await collect()).toEqual({ ...nothing, entries: 3, unchanged: 3 })
    // Other bytes, the same entries but one: the feed is read, and one is new.
    web.put(FEED, [anItem(4, trade), anItem(3, trade), anItem(2, trade)])
    expect(await collect()).toEqual({ ...nothing, entries: 3, added: 1, unchanged: 2 })
    // One that had fallen out comes back.
    web.put(FEED, [anItem(4, trade), anItem(1, trade)])
    expect(await collect()).toEqual({ ...nothing, entries: 2, unchanged: 2 })
    expect((await articles(world)).slice(0, 3)).toEqual(before)
  })

  it('costs one read and no write while its server says that it is unchanged, or sends the same bytes; with the same entries in others, the two lines that say it is being read', async () => {
    const { web, source, ...world } = await aReading([anItem(1, trade)])
    await collect(world, source.id)
    const counted = counting(world.ports)
    await collectFeed(counted.ports, source.id)
    web.pages.set(FEED, { kind: 'unchanged' })
    await collectFeed(counted.ports, source.id)
    web.put(FEED, [anItem(1, trade)], '<!-- made at noon -->')
    await collectFeed(counted.ports, source.id)
    expect(counted.calls).toEqual(['feeds.get', 'feeds.get', 'feeds.get', 'feeds.begin', 'feeds.ended'])
  })
})

describe('an entry that changes', () => {
  it('is the same article, though its link or its words are others now', async () => {
    const { collect, web, ...world } = await aReading([anItem(1, trade)])
    await collect()
    const { id, filed } = await only(world)
    web.put(FEED, [anItem(1, { ...trade, title: 'Story 1, corrected' })])
    expect(await collect()).toEqual({ ...nothing, entries: 1, changed: 1, unchanged: 0 })
    web.put(FEED, [anItem(1, { ...trade, title: 'Story 1, corrected', link: 'https://paper.example/one' })])
    expect(await collect()).toMatchObject({ changed: 1 })
    expect(await only(world)).toMatchObject({
      id,
      filed,
      title: 'Story 1, corrected',
      url: 'https://paper.example/one',
    })
  })

  it('keeps the words it was sent with in the issue that holds it, and is sent to nobody again', async () => {
    const world = await aReading([anItem(1, trade)])
    const { collect, web, drain, tick, turnTo, mails } = world
    await world.digest()
    await world.reader('ada')
    await collect()
    turnTo('2026-11-24T07:00:00Z')
    await tick()
    await drain()
    web.put(FEED, [anItem(1, { ...trade, title: 'Story 1, corrected' })])
    await collect()
    turnTo('2026-11-25T07:00:00Z')
    await tick()
    await drain()
    expect(mails().map(({ html }) => [html?.includes('Story 1'), html?.includes('corrected')])).toEqual([[true, false]])
    expect((await only(world)).title).toBe('Story 1, corrected')
  })

  it('does not overrule an editor: not their words, not a tag they took off, not what they deleted', async () => {
    const { collect, web, ports, ...world } = await aReading([anItem(1, { categories: ['Trade', 'City'] })])
    await collect()
    const { id } = await only({ ports })
    const topics = await ports.topics.all()
    await reviseArticle(ports, id, (known) => ({ ...known, title: 'As we say it', tags: ['trade'] }), topics)
    web.put(FEED, [anItem(1, { categories: ['Trade', 'City', 'Quay'], title: 'As they say it' })])
    await collect()
    expect(await only({ ports })).toMatchObject({ title: 'As we say it', tags: ['trade', 'quay'], topics: ['trade'] })
    await ports.articles.remove(await only({ ports }))
    web.put(FEED, [anItem(1, { ...trade, title: 'As they say it now' })])
    expect(await collect()).toMatchObject({ added: 0, changed: 0, unchanged: 1 })
    expect(await articles({ ports, ...world })).toEqual([])
  })
})

describe('what an entry is known by (T51)', () => {
  it('is its link where the feed calls it nothing, and then it is one article whatever it says', async () => {
    const bare = { guid: undefined } as unknown as Item
    const { collect, web, ...world } = await aReading([anItem(1, { ...trade, ...bare })])
    await collect()
    web.put(FEED, [anItem(1, { ...trade, ...bare, title: 'Another headline' })])
    expect(await collect()).toMatchObject({ added: 0, changed: 1 })
    expect((await only(world)).title).toBe('Another headline')
  })

  it('is not a name that several stories share, at once or one after the other', async () => {
    const same = { guid: 'news', ...trade }
    const { collect, web, ...world } = await aReading([anItem(1, same), anItem(2, same)])
    expect(await collect()).toMatchObject({ added: 2 })
    web.put(FEED, [anItem(3, { ...same, published: 'Tue, 24 Nov 2026 05:00:00 GMT' })])
    expect(await collect()).toMatchObject({ added: 1 })
    web.put(FEED, [anItem(4, { ...same, published: 'Tue, 24 Nov 2026 05:30:00 GMT' })])
    expect(await collect()).toMatchObject({ added: 1 })
    expect((await articles(world)).map(({ title }) => title)).toEqual(['Story 1', 'Story 2', 'Story 3', 'Story 4'])
  })
})

describe('the first look at a feed', () => {
  const old = (n: number, change: Item = {}) =>
    anItem(n, { ...trade, published: `Mon, 0${n} Jun 2015 10:00:00 GMT`, ...change })

  it('files what is at most three days old, and has no date; what is older is seen, and mailed to nobody', async () => {
    const fresh = anItem(7, { ...trade, published: 'Tue, 24 Nov 2026 05:00:00 GMT' })
    const { collect, feed, web, ...world } = await aReading([anItem(8, trade), old(2), old(1)])
    expect(await collect()).toEqual({ ...nothing, entries: 3, added: 1, earlier: 2, unchanged: 0 })
    expect((await feed())?.earlier).toMatchObject({ n: 2, last: [{ entry: 'Story 2' }, { entry: 'Story 1' }] })
    // Edited, gone and back, moved to https: it has been seen.
    web.put(FEED, [fresh, old(2, { title: 'Story 2, mended' })])
    expect(await collect()).toMatchObject({ added: 1, earlier: 0 })
    web.put(FEED, [old(1), old(2, { title: 'Story 2, mended' })])
    expect(await collect()).toMatchObject({ added: 0, changed: 0, earlier: 0 })
    expect((await articles(world)).map(({ title }) => title)).toEqual(['Story 7', 'Story 8'])
  })

  it.each<[string, Item]>([
    ['with another guid', { guid: 'new' }],
    ['at another address', { guid: 'https://new.example/2', link: 'https://new.example/2' }],
    ['with another guid and headline, at the same address', { guid: 'new', title: 'Story 2, mended' }],
  ])('is no news when what it took as seen comes again %s, whenever that is', async (_how, change) => {
    const fresh = anItem(8, { ...trade, published: 'Tue, 24 Nov 2026 05:00:00 GMT' })
    const { collect, feed, web, ports, source, ...world } = await aReading([old(2), old(1)])
    await collect()
    web.put(FEED, [fresh, old(1)])
    await collect()
    web.put(FEED, [fresh, old(2, change), old(1)])
    expect(await collect()).toEqual({ ...nothing, entries: 3, renamed: 1, unchanged: 2 })
    web.put(FEED, [fresh, old(2, { ...change, summary: 'Mended.' }), old(1)])
    expect(await collect()).toMatchObject({ added: 0, changed: 0, unchanged: 3 })
    expect((await articles({ ...world, ports })).map(({ title }) => title)).toEqual(['Story 8'])
    expect((await feed())?.earlier?.n).toBe(2)
  })

  it('names the newest of them for ever: they are known when all else is forgotten', async () => {
    const { collect, web, ports, source } = await aReading([old(2), old(1)])
    await collectFeed({ ...ports, feeds: { ...ports.feeds, keep: async () => {} } }, source.id)
    web.put(FEED, [old(2, { guid: 'new', link: 'https://new.example/2' })])
    expect(await collect()).toMatchObject({ added: 0, renamed: 1 })
  })

  it('leaves what comes again to an editor, under its new name', async () => {
    const { collect, feed, web, ports, source } = await aReading([old(1)])
    await collect()
    web.put(FEED, [old(1, { guid: 'new', link: 'https://new.example/1' })])
    await collect()
    const { earlier } = (await feed())!
    expect(earlier).toMatchObject({ n: 1, last: [{ entry: 'Story 1' }] })
    expect(await fileEarlier(ports, source.id, earlier!.last[0]!.id)).toMatchObject({
      ok: true,
      value: { url: 'https://new.example/1', status: 'filed' },
    })
  })

  it('goes back as far as an editor says, and later looks take what is old as news', async () => {
    const { collect, web, ...world } = await aReading([old(1)], { sinceDays: 3_650 })
    expect(await collect()).toMatchObject({ added: 0, earlier: 1 })
    web.put(FEED, [old(1), old(2)])
    expect(await collect()).toMatchObject({ added: 1, earlier: 0 })
    const all = await aReading([anItem(1, { ...trade, published: 'Mon, 05 Jun 2023 10:00:00 GMT' })], {
      sinceDays: 3_650,
    })
    expect(await all.collect()).toMatchObject({ added: 1, earlier: 0 })
    expect((await articles(world)).map(({ title }) => title)).toEqual(['Story 2'])
  })

  it('finds the same where it dies half way and is repeated', async () => {
    const { collect, feed, ports, ...world } = await aReading([old(2), old(1)])
    const save = ports.feeds.save
    ports.feeds.save = async () => Promise.reject(new Error('dies'))
    await expect(collect()).rejects.toThrow('dies')
    ports.feeds.save = save
    expect(await collect()).toMatchObject({ added: 0, earlier: 2 })
    expect((await feed())?.earlier?.n).toBe(2)
    expect(await articles({ ...world, ports })).toEqual([])
  })

  it('leaves it to an editor to file what was earlier, by one press', async () => {
    const { collect, feed, ports, source, web } = await aReading([old(2), old(1)], { trusted: false })
    await collect()
    const [second] = (await feed())!.earlier!.last
    const filed = await fileEarlier(ports, source.id, second!.id)
    expect(filed).toMatchObject({ ok: true, value: { title: 'Story 2', status: 'filed', topics: ['trade'] } })
    expect((await feed())?.earlier).toMatchObject({ n: 1, last: [{ entry: 'Story 1' }] })
    expect(await collect()).toMatchObject({ added: 0, changed: 0 })
    web.put(FEED, [])
    expect(await fileEarlier(ports, source.id, (await feed())!.earlier!.last[0]!.id)).toMatchObject({ ok: false })
  })
})

describe('one story under several names', () => {
  const day = 'Tue, 24 Nov 2026 05:00:00 GMT'
  const later = 'Tue, 24 Nov 2026 05:30:00 GMT'
  const said = { ...trade, published: day }

  it('is the same after its feed has moved to https, or its site to another spelling of its host', async () => {
    const at = (base: string) => [1, 2].map((n) => anItem(n, { ...trade, guid: `${base}/${n}`, link: `${base}/${n}` }))
    const { collect, web, ...world } = await aReading(at('http://www.paper.example'))
    await collect()
    for (const base of ['https://www.paper.example', 'https://paper.example']) {
      web.put(FEED, at(base))
      expect(await collect()).toMatchObject({ added: 0, changed: 2 })
    }
    web.put(FEED, [
      anItem(1, { ...trade, guid: 'https://paper.example/1/', link: 'https://paper.example/1/', title: 'Mended' }),
    ])
    expect(await collect()).toMatchObject({ added: 0, changed: 1 })
    expect((await articles(world)).map(({ title, url }) => [title, url])).toEqual([
      ['Mended', 'https://paper.example/1/'],
      ['Story 2', 'https://paper.example/2'],
    ])
  })

  it('is the same as before links had one spelling: neither filed again nor read again', async () => {
    const link = 'http://www.paper.example/1/?CMP=rss'
    const { collect, feed, ports, source, web } = await aReading([anItem(1, { ...trade, guid: link, link })])
    await collect()
    const article = await only({ ports })
    const then = ports.ids.article(link)
    await ports.articles.remove(article)
    const { feed: _, ...old } = article
    await ports.articles.save(undefined, { ...old, id: then, url: link, version: 0 })
    const [[name, content]] = Object.entries((await feed())!.seen) as [[string, string]]
    const former = ports.ids.fingerprint(`guid:${link}`)
    const kept = (await ports.feeds.kept(source.id, [name])).get(name)!
    await ports.feeds.save(await feed(), { ...(await feed())!, seen: { [former]: content } })
    await ports.feeds.keep(source.id, new Map([[former, { ...kept, article: then }]]))

    web.put(FEED, [anItem(1, { ...trade, guid: link, link })], '<!-- again -->')
    expect(await collect()).toEqual({ ...nothing, entries: 1, unchanged: 1 })
    web.put(FEED, [anItem(1, { ...trade, guid: 'x', link: 'https://paper.example/1?CMP=rss' })])
    expect(await collect()).toMatchObject({ added: 0 })
    expect((await only({ ports })).id).toBe(then)
    const other = await follows({ ports }, { url: 'https://quay.example/feed' })
    web.put('https://quay.example/feed', [anItem(9, { categories: ['City'], link: 'https://paper.example/1?CMP=rss' })])
    expect(await collectFeed(ports, other.id)).toMatchObject({ found: { added: 0 } })
  })

  it('is another with an id and a headline of its own, though they share a link', async () => {
    const link = 'https://paper.example/warnings'
    const { collect, web, ...world } = await aReading([anItem(2, { ...trade, link }), anItem(1, { ...trade, link })])
    expect(await collect()).toMatchObject({ added: 2, renamed: 0 })
    web.put(FEED, [])
    await collect()
    web.put(FEED, [anItem(3, { ...trade, link })])
    expect(await collect()).toMatchObject({ added: 1 })
    web.put(FEED, [anItem(4, { ...trade, link: `${link}#4` }), anItem(3, { ...trade, link })])
    expect(await collect()).toMatchObject({ added: 1 })
    expect((await articles(world)).map(({ title, url }) => [title, url])).toEqual([
      ['Story 1', link],
      ['Story 2', link],
      ['Story 3', link],
      ['Story 4', `${link}#4`],
    ])
  })

  const flood = (n: number, change: Item = {}) => ({
    ...trade,
    guid: `w-${n}`,
    title: 'Flood warning',
    link: 'https://paper.example/warnings',
    published: `Tue, ${n + 22} Nov 2026 05:00:00 GMT`,
    summary: `Warning number ${n}.`,
    ...change,
  })
  const report = (city: string, hour: string): Item => ({
    ...trade,
    guid: city,
    title: 'Market report',
    link: `https://paper.example/${city}`,
    published: `Tue, 24 Nov 2026 ${hour}:00:00 GMT`,
    summary: `Stocks in ${city}.`,
  })
  const nameless = ({ guid: _, ...item }: Item): Item => item

  it.each<[string, Item, Item]>([
    ['a warning that is given again at its one link', flood(1), flood(3)],
    [
      'a warning that is given again on the same day',
      flood(2),
      flood(3, { published: 'Tue, 24 Nov 2026 09:00:00 GMT' }),
    ],
    ['a report that comes twice a day', report('london', '05'), report('tokyo', '18')],
    ['a report whose only name is its link', nameless(report('london', '05')), nameless(report('tokyo', '05'))],
  ])(
    'is another with an id, a date or link, and a text of its own, though both stand in the feed under one headline: %s',
    async (_what, one, other) => {
      const summaries = async (world: World) => (await articles(world)).map(({ summary }) => summary).toSorted()
      const both = [one.summary, other.summary].toSorted()
      const atOnce = await aReading([other, one])
      expect(await atOnce.collect()).toMatchObject({ added: 2, renamed: 0 })
      expect(await summaries(atOnce)).toEqual(both)
      const later = await aReading([one])
      await later.collect()
      later.web.put(FEED, [other, one])
      expect(await later.collect()).toMatchObject({ added: 1, renamed: 0, unchanged: 1 })
      expect(await summaries(later)).toEqual(both)
      later.web.put(FEED, [other])
      expect(await later.collect()).toMatchObject({ added: 0, unchanged: 1 })
      const dying = await aReading([other, one])
      await collectFeed(dyingAfter(dying.ports, 'articles.save', 1), dying.source.id)
      await dying.collect()
      expect(await summaries(dying)).toEqual(both)
    },
  )

  it.each<[string, Item]>([
    ['in one text', { link: 'https://paper.example/w', summary: flood(2).summary! }],
    [
      'in one text, at another time',
      { link: 'https://paper.example/w', published: 'Tue, 24 Nov 2026 09:00:00 GMT', summary: flood(2).summary! },
    ],
    ['without a text, at another link only', { link: 'https://paper.example/w', summary: '' }],
    ['without a text, at another time only', { published: 'Tue, 24 Nov 2026 09:00:00 GMT', summary: '' }],
  ])('is the same where it stands twice %s', async (_how, change) => {
    const { collect, ...world } = await aReading([flood(3, { published: flood(2).published, ...change }), flood(2)])
    expect(await collect()).toMatchObject({ added: 1, renamed: 1 })
    expect(await articles(world)).toHaveLength(1)
  })

  it('is another at each place of a page, where the feed calls them nothing', async () => {
    const notes = (...all: number[]) =>
      all.map((n) => ({ title: `Release ${n}`, link: `https://paper.example/notes#v${n}`, ...trade }))
    const { collect, web, ...world } = await aReading(notes(1, 2))
    expect(await collect()).toMatchObject({ added: 2 })
    web.put(FEED, notes(1, 2, 3))
    expect(await collect()).toMatchObject({ added: 1 })
    expect((await articles(world)).map(({ url }) => url)).toEqual(
      [1, 2, 3].map((n) => `https://paper.example/notes#v${n}`),
    )
  })

  it('is the same under a new id and link, with its headline on its day, and is counted', async () => {
    const { collect, feed, web, ...world } = await aReading([anItem(1, said)])
    await collect()
    const again = anItem(8, { ...said, title: 'Story 1', published: later })
    web.put(FEED, [again, anItem(1, said)])
    expect(await collect()).toEqual({ ...nothing, entries: 2, renamed: 1, unchanged: 1 })
    web.put(FEED, [anItem(9, { ...said, title: 'Story 1' })])
    expect(await collect()).toEqual({ ...nothing, entries: 1, renamed: 1, unchanged: 0 })
    expect(await only(world)).toMatchObject({ url: 'https://paper.example/9' })
    expect((await feed())?.renamed).toMatchObject({ n: 2, last: [{ entry: 'Story 1' }, { entry: 'Story 1' }] })
  })

  it('is the same after its site has moved, or its post was given another date', async () => {
    const { collect, web, ...world } = await aReading([anItem(1, said), anItem(2, said)])
    await collect()
    const moved = (n: number) => anItem(n, { ...said, guid: `new-${n}`, link: `https://other.example/${n}` })
    web.put(FEED, [moved(1), moved(2)])
    expect(await collect()).toMatchObject({ added: 0, renamed: 2 })
    web.put(FEED, [{ ...moved(1), guid: 're-dated', published: 'Wed, 25 Nov 2026 05:00:00 GMT', summary: 'Mended.' }])
    expect(await collect()).toMatchObject({ added: 0, renamed: 1 })
    expect((await articles(world)).map(({ url, summary }) => [url, summary])).toEqual([
      ['https://other.example/1', 'Mended.'],
      ['https://other.example/2', ''],
    ])
  })

  it('is another each day, where a feed of one entry has a headline and a link for all of them', async () => {
    const day = (n: number, summary: string) =>
      anItem(n, {
        ...said,
        title: 'Weather',
        link: 'https://paper.example/weather',
        published: `${n} Nov 2026 05:00:00 GMT`,
        summary,
      })
    const { collect, web, ...world } = await aReading([day(22, 'Rain until noon, then a cold wind from the north.')])
    expect(await collect()).toMatchObject({ added: 1 })
    web.put(FEED, [day(23, 'Fog on the river in the morning; later it clears up.')])
    expect(await collect()).toMatchObject({ added: 1, renamed: 0 })
    web.put(FEED, [{ ...day(24, 'Fog on the river in the morning; later, it clears up!'), guid: 're-dated' }])
    expect(await collect()).toMatchObject({ added: 0, renamed: 1 })
    expect((await articles(world)).map(({ summary }) => summary).toSorted()).toEqual([
      'Fog on the river in the morning; later, it clears up!',
      'Rain until noon, then a cold wind from the north.',
    ])
  })

  it('is the same under a new headline, where its address is made of that: by its moment, and a text that no other has', async () => {
    const text = 'On the quay stand forty cranes, and not one of them moves.'
    const told = (n: number, change: Item = {}) => anItem(n, { ...said, summary: text, ...change })
    const other = anItem(5, { ...said, summary: 'Something else happens at the other end of the quay.' })
    const renamed = told(2, { title: 'Mended' })
    const after = async (first: readonly Item[], then: readonly Item[]) => {
      const { collect, web, ...world } = await aReading(first)
      await collect()
      web.put(FEED, then)
      const { added, renamed } = await collect()
      return { added, renamed, titles: (await articles(world)).map(({ title }) => title) }
    }
    expect(await after([told(1), other], [renamed, other])).toEqual({
      added: 0,
      renamed: 1,
      titles: ['Mended', 'Story 5'],
    })
    // Another moment, a text that is said of others too, or that says next to nothing; or the first still stands.
    for (const [first, then] of [
      [[told(1)], [told(2, { title: 'Mended', published: later })]],
      [
        [told(1), told(3)],
        [renamed, told(3)],
      ],
      [[told(1)], [renamed, told(3)]],
      [[told(1, { summary: 'Doors open at seven.' })], [told(2, { title: 'Mended', summary: 'Doors open at seven.' })]],
      [[told(1)], [renamed, told(1)]],
    ])
      expect(await after(first!, then!)).toMatchObject({ renamed: 0 })
  })

  it('is the same by a name that is given once, though link, headline and date are others', async () => {
    const guid = 'https://paper.example/?p=7'
    const { collect, web, ...world } = await aReading([anItem(1, { ...said, guid })])
    await collect()
    web.put(FEED, [anItem(2, { ...trade, guid, published: later, title: 'Not so' })])
    expect(await collect()).toMatchObject({ added: 0, changed: 1 })
    expect(await only(world)).toMatchObject({ title: 'Not so', url: 'https://paper.example/2' })
  })
})

describe('articles whose addresses look alike', () => {
  const all = ADDRESSES.map((link, n) => anItem(n, { ...trade, link, published: 'Tue, 24 Nov 2026 05:00:00 GMT' }))
  it.each<[string, (item: Item, n: number) => Item]>([
    ['with names and headlines of their own', (item) => item],
    ['without names', ({ guid: _, ...item }) => item],
    ['under one headline, each with its text', (item, n) => ({ ...item, title: 'News', summary: `Text ${n}.` })],
    [
      'under one headline without names, each with its text',
      ({ guid: _, ...item }, n) => ({ ...item, title: 'News', summary: `Text ${n}.` }),
    ],
  ])('never become one: %s', async (_how, change) => {
    const { collect, ...world } = await aReading(all.map(change))
    expect(await collect()).toMatchObject({ added: all.length, renamed: 0 })
    const { items } = await world.ports.articles.list({}, { limit: 200 })
    expect(new Set(items.map(({ url }) => url)).size).toBe(all.length)
    expect(await collect()).toMatchObject({ added: 0, changed: 0, unchanged: all.length })
  })
})

describe('an entry that its feed takes out again', () => {
  const said = (n: number, change: Item = {}): Item =>
    anItem(n, { ...trade, published: `Tue, 24 Nov 2026 0${n}:00:00 GMT`, summary: `Said ${n}.`, ...change })
  const all = [said(5), said(4), said(3), said(2), said(1)]
  const without = (...gone: number[]) => all.filter((_, n) => !gone.includes(5 - n))
  async function afterwards(items: readonly Item[], first: readonly Item[] = all) {
    const { collect, web, ports, ...world } = await aReading(first)
    await collect()
    web.put(FEED, items)
    const found = await collect()
    const flagged = async () =>
      (await articles({ ...world, ports })).flatMap(({ title, withdrawnAt }) => (withdrawnAt ? title : [])).toSorted()
    return { ...world, ports, web, collect, found, flagged }
  }

  it.each<[string, readonly Item[], readonly string[]]>([
    ['between two that stand', without(3), ['Story 3']],
    ['the newest', without(5), ['Story 5']],
    ['while another comes', [said(6), ...without(4)], ['Story 4']],
    ['two of five', without(2, 4), ['Story 2', 'Story 4']],
  ])('is flagged to the editor, filed as it was: %s', async (_what, items, titles) => {
    const { flagged, ports, ...world } = await afterwards(items)
    expect(await flagged()).toEqual(titles)
    expect((await articles({ ...world, ports })).every(({ status }) => status === 'filed')).toBe(true)
  })

  it.each<[string, readonly Item[]]>([
    ['the oldest, which goes by itself', without(1)],
    ['the oldest of a feed that keeps five', [said(6), ...without(1)]],
    ['all at once', []],
    ['most of it', without(5, 4, 3)],
    [
      'a story under a new name',
      [said(5), said(4), said(3, { guid: 'new', link: 'https://paper.example/new' }), said(2), said(1)],
    ],
    [
      'a story that is still told at its link',
      [said(5), said(4), said(3, { guid: 'new', title: 'Mended' }), said(2), said(1)],
    ],
    ['of a feed by votes', [said(2), said(5), said(1), said(4)]],
  ])('is not: %s', async (_what, items) => {
    expect(await (await afterwards(items)).flagged()).toEqual([])
  })

  it('is told by its neighbours where nothing has a date', async () => {
    const undated = (...numbers: number[]) => numbers.map((n) => anItem(n, { ...trade, summary: `Said ${n}.` }))
    expect(await (await afterwards(undated(5, 4, 2, 1), undated(5, 4, 3, 2, 1))).flagged()).toEqual(['Story 3'])
    expect(await (await afterwards(undated(4, 3, 2, 1), undated(5, 4, 3, 2, 1))).flagged()).toEqual([])
    expect(await (await afterwards(undated(2, 1, 4, 5), undated(5, 4, 3, 2, 1))).flagged()).toEqual([])
  })

  it('is not where the feed is in no order of time: one by votes lets go of anything', async () => {
    const byVotes = [2, 5, 1, 4, 3].map((n) => said(n))
    expect(await (await afterwards(byVotes.toSpliced(2, 1), byVotes)).flagged()).toEqual([])
  })

  it('is flagged no more once it stands there again, though it says the same', async () => {
    const { flagged, collect, web } = await afterwards(without(3))
    web.put(FEED, all)
    expect(await collect()).toMatchObject({ entries: 5, added: 0 })
    expect(await flagged()).toEqual([])
  })

  it('stays flagged when an editor mends its words, and is left to another feed that brought it first', async () => {
    const { flagged, ports, ...world } = await afterwards(without(3))
    const article = (await articles({ ...world, ports })).find(({ title }) => title === 'Story 3')!
    await correctArticle(ports, article, { title: 'Story 3, mended' })
    expect(await flagged()).toEqual(['Story 3, mended'])

    const second = await aReading(all)
    await second.collect()
    const url = 'https://other.example/feed'
    const { id } = await follows(second, { url })
    const theirs = [9, 3, 1].map((n) => said(n, { guid: `o${n}` }))
    for (const items of [theirs, theirs.filter(({ guid }) => guid !== 'o3')]) {
      second.web.put(url, items)
      await collectFeed(second.ports, id)
    }
    expect((await articles(second)).filter(({ withdrawnAt }) => withdrawnAt)).toEqual([])
  })

  it('is flagged after a run that died over it, too', async () => {
    const { collect, web, ports, source, ...world } = await aReading(all)
    await collect()
    web.put(FEED, without(3))
    await collectFeed(dyingAfter(ports, 'articles.save', 0), source.id).catch(() => {})
    await collect()
    expect((await articles({ ...world, ports })).filter(({ withdrawnAt }) => withdrawnAt)).toMatchObject([
      { title: 'Story 3' },
    ])
  })
})

describe('one story in two feeds', () => {
  it('is one article with the tags of both, in the words of the one that came first', async () => {
    const { collect: first, web, ...world } = await aReading([anItem(1, trade)])
    const other = 'https://quay.example/feed'
    web.put(other, [
      anItem(7, { link: 'https://paper.example/1?utm_source=quay', categories: ['City'], title: 'Ours' }),
    ])
    const second = await follows(world, { url: other, title: 'The Quay' })
    await first()
    expect(await collect(world, second.id)).toMatchObject({ added: 0, changed: 1 })
    expect(await only(world)).toMatchObject({ title: 'Story 1', tags: ['trade', 'city'], topics: ['city', 'trade'] })
    web.put(other, [anItem(7, { link: 'https://paper.example/1', categories: ['City'], title: 'Ours, again' })])
    await collect(world, second.id)
    web.put(FEED, [anItem(1, { ...trade, title: 'Story 1, corrected' })])
    await first()
    expect((await only(world)).title).toBe('Story 1, corrected')
  })
})

describe('a feed that is not trusted (T36)', () => {
  const many = (count: number) => Array.from({ length: count }, (_, n) => anItem(n + 1, trade))

  it('makes drafts, at most so many a day; the rest waits for the next, whatever its server says', async () => {
    const { collect, web, turnTo, feed, ...world } = await aReading([], { trusted: false, dailyCap: 4 })
    web.pages.set(FEED, { body: rssOf(many(10)), etag: '"1"' })
    expect(await collect()).toEqual({ ...nothing, entries: 10, added: 4, unchanged: 0, waiting: 6 })
    expect(await collect()).toEqual({ ...nothing, entries: 10, unchanged: 4, waiting: 6 })
    expect((await articles(world, 'draft')).map(({ topics }) => topics)).toEqual([[], [], [], []])
    turnTo('2026-11-25T00:01:00Z')
    expect(await collect()).toEqual({ ...nothing, entries: 10, added: 4, unchanged: 4, waiting: 2 })
    turnTo('2026-11-26T00:01:00Z')
    expect(await collect()).toEqual({ ...nothing, entries: 10, added: 2, unchanged: 8 })
    expect((await feed())?.counts).toEqual({ added: 10, changed: 0 })
    expect(await articles(world, 'draft')).toHaveLength(10)
  })

  it('keeps to its cap though a run dies in the middle, and though two run at once', async () => {
    const { collect, feed, source, ports, ...world } = await aReading(many(10), { trusted: false, dailyCap: 6 })
    await expect(collectFeed(dyingAfter(ports, 'articles.save', 3), source.id)).rejects.toThrow('the process ended')
    await Promise.all([collect(), collect()])
    await collect()
    expect(await articles({ ports, ...world })).toHaveLength(6)
    expect((await feed())?.waiting).toBe(4)
  })

  it('changes nothing of what is filed: neither words nor tags', async () => {
    const { collect, web, source, ports } = await aReading([anItem(1, trade)], { trusted: false })
    await collect()
    const draft = await only({ ports })
    const topics = await ports.topics.all()
    await reviseArticle(ports, draft.id, (known) => ({ ...known, status: 'filed' }), topics)
    const filed = await only({ ports })
    web.put(FEED, [anItem(1, { categories: ['Trade', 'City'], title: 'Click here' })])
    expect(await collect()).toMatchObject({ changed: 0, unchanged: 1 })
    expect(await only({ ports })).toEqual(filed)
    expect(healthOf((await ports.feeds.get(source.id))!).health).toBe('fine')
  })

  it('has its drafts filed, in the words of a feed that is trusted and brings them too', async () => {
    const {
      collect: first,
      web,
      ...world
    } = await aReading([anItem(1, { ...trade, title: 'Click here' })], { trusted: false })
    const other = 'https://quay.example/feed'
    web.put(other, [anItem(1, trade)])
    const second = await follows(world, { url: other, title: 'The Quay' })
    await first()
    await collect(world, second.id)
    expect(await only(world)).toMatchObject({ status: 'filed', title: 'Story 1', topics: ['trade'] })
  })
})

describe('an entry that cannot be an article (T50)', () => {
  const { guid: _, ...noName } = anItem(2)

  it('is kept with the reason, the rest goes on, and it is filed when it is mended', async () => {
    const untitled = anItem(2, { ...trade, title: '' })
    const { collect, web, feed, ...world } = await aReading([
      anItem(1, trade),
      untitled,
      { summary: 'Nothing at all.' },
    ])
    const quarantined = [
      { entry: 'https://paper.example/2', reason: 'It has no title.' },
      { entry: 'entry 3', reason: expect.stringMatching(/no link/) },
    ]
    expect(await collect()).toEqual({ ...nothing, entries: 3, added: 1, unchanged: 0, quarantined })
    expect(await articles(world, 'quarantined')).toMatchObject([
      { url: 'https://paper.example/2', title: 'https://paper.example/2', reason: 'It has no title.', topics: [] },
    ])
    expect(await collect()).toEqual({ ...nothing, entries: 3, unchanged: 1, quarantined })
    expect((await feed())?.lastQuarantined).toEqual(quarantined)
    web.put(FEED, [anItem(1, trade), anItem(2, trade)])
    expect(await collect()).toMatchObject({ entries: 2, changed: 1, unchanged: 1, quarantined: [] })
    expect((await articles(world)).map(({ title, status, reason }) => [title, status, reason])).toEqual([
      ['Story 1', 'filed', undefined],
      ['Story 2', 'filed', undefined],
    ])
  })

  it('waits for an editor where it is mended when it is no news any more', async () => {
    const old = { ...trade, published: 'Thu, 12 Nov 2026 08:00:00 GMT' }
    const { collect, web, ...world } = await aReading([anItem(1, trade), anItem(2, { ...old, title: '' })], {
      sinceDays: 30,
    })
    await collect()
    web.put(FEED, [anItem(1, trade), anItem(2, old)])
    await collect()
    expect((await articles(world)).map(({ title, status }) => [title, status])).toEqual([
      ['Story 1', 'filed'],
      ['Story 2', 'draft'],
    ])
  })

  it('spoils none that was one: a headline that is lost later leaves the article as it was', async () => {
    const { collect, web, ...world } = await aReading([{ ...noName, ...trade }])
    await collect()
    const before = await only(world)
    web.put(FEED, [{ ...noName, ...trade, title: '' }])
    expect(await collect()).toMatchObject({ changed: 0, quarantined: [{ reason: 'It has no title.' }] })
    expect(await only(world)).toEqual(before)
  })

  it('is tried again where it is the table that cannot take it', async () => {
    const { collect, source, ports, ...world } = await aReading([anItem(1, trade), anItem(2, trade), anItem(3, trade)])
    const save: Ports['articles']['save'] = async (before, after) => {
      if (after.title === 'Story 2') throw new Error('too large')
      return ports.articles.save(before, after)
    }
    const look = await collectFeed({ ...ports, articles: { ...ports.articles, save } }, source.id)
    expect(look).toMatchObject({
      found: {
        entries: 3,
        added: 2,
        unchanged: 0,
        quarantined: [{ entry: 'Story 2', reason: 'It could not be kept: Error.' }],
      },
    })
    expect(await collect()).toEqual({ ...nothing, entries: 3, added: 1, unchanged: 2 })
    expect(await articles({ ports, ...world })).toHaveLength(3)
  })
})

describe('a feed that cannot be read', () => {
  it('says why, waits longer each time, and is well again when it answers', async () => {
    const { web, feed, source, ports, clock } = await aReading([anItem(1, trade)])
    const gone = { kind: 'failed', why: 'silent', reason: 'Nobody answers at paper.example.' } as const
    web.pages.set(FEED, gone)
    for (let n = 0; n < BREAKS_AT; n++) {
      expect(await collectFeed(ports, source.id)).toEqual({ kind: 'failed', reason: gone.reason })
      clock.now += HOUR
    }
    expect(await feed()).toMatchObject({ failures: BREAKS_AT, lastError: gone.reason })
    expect(healthOf((await feed())!).health).toBe('once-a-day')
    web.put(FEED, [anItem(1, trade)])
    expect(await collectFeed(ports, source.id)).toMatchObject({ found: { added: 1 } })
    expect(await feed()).toMatchObject({ failures: 0 })
    expect(await feed()).not.toHaveProperty('lastError')
  })

  it('is told from a page, and from one whose brackets do not close', async () => {
    const { web, source, ports } = await aReading([])
    web.pages.set(FEED, { body: '<html><body>Hello</body></html>', contentType: 'text/html' })
    expect(await collectFeed(ports, source.id)).toMatchObject({
      kind: 'failed',
      reason: expect.stringMatching(/not a feed/),
    })
    web.pages.set(FEED, {
      body: '{"version": "https://jsonfeed.org/version/1", "items": [',
      contentType: 'application/json',
    })
    expect(await collectFeed(ports, source.id)).toMatchObject({
      kind: 'failed',
      reason: expect.stringMatching(/do not close/),
    })
  })

  it('is not looked at any more when it is gone for good, until an editor has it looked at and it answers', async () => {
    const { web, feed, source, ports, turnTo } = await aReading([anItem(1, trade)])
    web.pages.set(FEED, { kind: 'gone' })
    await collectDue(ports)
    expect(healthOf((await feed())!).health).toBe('stopped')
    turnTo('2026-12-24T06:00:00Z')
    expect(await collectDue(ports)).toMatchObject({ feeds: 0 })
    web.put(FEED, [anItem(1, trade)])
    expect(await collectFeed(ports, source.id)).toMatchObject({ found: { added: 1 } })
    expect(healthOf((await feed())!).health).toBe('fine')
  })
})

describe('the collector', () => {
  async function aShelf(count: number) {
    const web = aWeb()
    const world = await aWorld({ fetch: web.fetch })
    await world.topics('trade')
    const sources = []
    for (let n = 0; n < count; n++) {
      const url = `https://paper${n}.example/feed`
      web.put(url, [anItem(1, { ...trade, link: `https://paper${n}.example/1` })])
      sources.push(await follows(world, { url, title: `Paper ${n}` }))
    }
    return { ...world, web, sources }
  }

  it('looks at feeds whose time has come, and at no others', async () => {
    const { ports, web, turnTo } = await aShelf(3)
    expect(await collectDue(ports)).toEqual({ feeds: 3, added: 3, changed: 0, failed: 0, left: 0 })
    expect(await collectDue(ports)).toEqual({ feeds: 0, added: 0, changed: 0, failed: 0, left: 0 })
    turnTo('2026-11-24T06:15:00Z')
    expect((await collectDue(ports)).feeds).toBe(0)
    turnTo('2026-11-24T06:30:00Z')
    web.asked.length = 0
    expect((await collectDue(ports)).feeds).toBe(3)
    expect(web.asked).toHaveLength(3)
  })

  it('is not stopped by a feed that fails, nor by one that we fail on: that one is tried again, later and later', async () => {
    const { ports, web, sources, events, turnTo } = await aShelf(4)
    web.pages.set('https://paper1.example/feed', { kind: 'failed', why: 'silent', reason: 'Nobody answers.' })
    const readFeed: Ports['readFeed'] = (bytes, from) => {
      if (from.url?.includes('paper2')) throw new Error('our fault')
      return ports.readFeed(bytes, from)
    }
    expect(await collectDue({ ...ports, readFeed })).toEqual({ feeds: 4, added: 2, changed: 0, failed: 2, left: 0 })
    expect(events.filter(({ event }) => event === 'feed.broken')).toHaveLength(1)
    expect(await ports.feeds.get(sources[2]!.id)).toMatchObject({
      failures: 1,
      lastError: 'It could not be taken in, which is our fault; it is tried again.',
    })
    turnTo('2026-11-24T09:00:00Z')
    expect(await collectDue(ports)).toMatchObject({ feeds: 4, added: 1, failed: 1 })
  })

  it('begins no feed when its time is up, and leaves the rest to the next beat', async () => {
    const { ports, clock, web } = await aShelf(12)
    const slow: Ports['fetch'] = async (request) => {
      clock.now += MINUTE
      return web.fetch(request)
    }
    const first = await collectDue({ ...ports, fetch: slow })
    expect([first.feeds + first.left, first.left > 0]).toEqual([12, true])
    const second = await collectDue({ ...ports })
    expect(second).toMatchObject({ feeds: first.left, added: first.left })
  })

  it('leaves no feed out though its time is up, run after run', async () => {
    const { ports, web, clock, sources, turnTo } = await aShelf(30)
    for (const { id } of sources) {
      clock.now += 1
      await collectFeed(ports, id)
    }
    turnTo('2026-11-24T07:00:00Z')
    web.asked.length = 0
    const slow: Ports['fetch'] = async (request) => {
      clock.now += MINUTE / 2
      return web.fetch(request)
    }
    const runs = [await collectDue({ ...ports, fetch: slow }), await collectDue({ ...ports, fetch: slow })]
    while (runs.at(-1)!.left > 0 && runs.length < 30) runs.push(await collectDue({ ...ports, fetch: slow }))
    expect(runs[0]!.left).toBeGreaterThan(0)
    // Each once, but for the first, whose next time comes meanwhile.
    expect(new Set(web.asked.slice(0, 30).map(({ url }) => url)).size).toBe(30)
  })

  it('writes nothing of feeds that have not changed, and one line of its own if it looked at any', async () => {
    const { ports, turnTo } = await aShelf(3)
    await collectDue(ports)
    const counted = counting(ports)
    turnTo('2026-11-24T06:15:00Z')
    await collectDue(counted.ports)
    expect(counted.calls.splice(0)).toEqual(['feeds.looks'])
    turnTo('2026-11-24T06:30:00Z')
    await collectDue(counted.ports)
    expect(counted.calls).toEqual(['feeds.looks', ...Array(3).fill('feeds.get'), 'feeds.collected'])
  })

  it('looks less and less often at a feed that does not change, at last once a day', async () => {
    const { ports, web, clock } = await aShelf(1)
    const days: number[] = []
    for (let beat = 0; beat < 30 * 96; beat++) {
      if (beat % 96 === 0) days.push(web.asked.splice(0).length)
      await collectDue(ports)
      clock.now += 15 * MINUTE
    }
    expect(days.slice(1)).toEqual(days.slice(1).toSorted((a, b) => b - a))
    expect(days[1]).toBeGreaterThan(8)
    expect(days.slice(-20)).toEqual(Array(20).fill(1))
  })

  it('makes up for a day without it by one look, not by ninety-six', async () => {
    const { ports, web, sources, clock } = await aShelf(1)
    await collectDue(ports)
    web.asked.length = 0
    clock.now += DAY
    expect((await collectDue(ports)).feeds).toBe(1)
    expect((await collectDue(ports)).feeds).toBe(0)
    expect(web.asked).toHaveLength(1)
    // One that dies repeats what it has not written down.
    clock.now += 2 * DAY
    await expect(collectDue(dyingAfter(ports, 'feeds.collected', 0))).rejects.toThrow('the process ended')
    expect((await collectDue(ports)).feeds).toBe(1)
    expect((await ports.feeds.get(sources[0]!.id))?.counts).toEqual({ added: 1, changed: 0 })
  })

  it('repeats nothing worse than a look where two run at once', async () => {
    const { ports, turnTo } = await aShelf(3)
    expect((await Promise.all([collectDue(ports), collectDue(ports)])).map(({ failed }) => failed)).toEqual([0, 0])
    expect(await articles({ ports })).toHaveLength(3)
    turnTo('2026-11-24T06:45:00Z')
    await Promise.all([collectDue(ports), collectDue(ports)])
    expect((await collectDue(ports)).feeds).toBe(0)
  })

  it('waits as long as a server asks for, and asks it a moment later', async () => {
    const { ports, web, sources, clock } = await aShelf(1)
    const retryAt = new Date(clock.now + 5 * HOUR).toISOString()
    web.pages.set(sources[0]!.url, { kind: 'failed', why: 'answered', status: 429, reason: 'Too often.', retryAt })
    await collectDue(ports)
    clock.now += 5 * HOUR - 1
    expect((await collectDue(ports)).feeds).toBe(0)
    clock.now += 1
    expect((await collectDue(ports)).feeds).toBe(1)
  })

  it('asks where a feed has moved to for good, from then on', async () => {
    const { ports, web, sources, clock } = await aShelf(1)
    const [source] = sources
    const bytes = new TextEncoder().encode(rssOf([anItem(1, trade)]))
    const movedTo = 'https://new.example/feed'
    web.pages.set(source!.url, { kind: 'ok', url: movedTo, movedTo, bytes, contentType: 'text/xml' })
    web.put(movedTo, [anItem(1, trade), anItem(2, trade)])
    await collectDue(ports)
    clock.now += DAY
    expect(await collectDue(ports)).toMatchObject({ added: 1 })
    expect(web.asked.map(({ url }) => url)).toEqual([source!.url, movedTo])
  })

  it('adds none twice, though it dies at any step and is started again', async () => {
    for (let step = 0; step < 12; step++) {
      const { ports, source } = await aReading([anItem(1, trade), anItem(2, { title: '' }), anItem(3, trade)])
      await collectFeed(dyingAfter(ports, '', step), source.id).catch(() => {})
      await collect({ ports }, source.id)
      const all = await articles({ ports })
      expect(all.map(({ status, version }) => [status, version])).toEqual([
        ['filed', 1],
        ['filed', 1],
        ['quarantined', 1],
      ])
      expect(Object.keys((await ports.feeds.get(source.id))!.seen)).toHaveLength(3)
    }
  })

  it('keeps what an editor changes while it reads', async () => {
    const { ports, source, web } = await aReading([anItem(1, trade)])
    const meddling: Ports['fetch'] = async (request) => {
      const known = (await ports.feeds.get(source.id))!
      await ports.feeds.save(known, afterEdit(known, { ...known, tags: ['city'] }, ports.now()))
      return web.fetch(request)
    }
    await collectFeed({ ...ports, fetch: meddling }, source.id)
    const after = (await ports.feeds.get(source.id))!
    expect([after.tags, after.counts.added, after.failures]).toEqual([['city'], 1, 0])
  })
})

/** The stores, and in which order they were called. */
function counting(ports: Ports): { ports: Ports; calls: string[] } {
  const calls: string[] = []
  return { ports: watched(ports, (name) => void calls.push(name)), calls }
}

/** The process ends before the call after so many of a name (of any, if none is given). */
function dyingAfter(ports: Ports, name: string, most: number): Ports {
  let count = 0
  return watched(ports, (called) => {
    if ((name === '' || called === name) && count++ >= most) throw new Error('the process ended')
  })
}

function watched(ports: Ports, onCall: (name: string) => void): Ports {
  const stores = (['feeds', 'articles', 'topics', 'digests'] as const).map((store) => [
    store,
    Object.fromEntries(
      Object.entries(ports[store]).map(([method, act]) => [
        method,
        async (...given: unknown[]) => {
          onCall(`${store}.${method}`)
          return (act as (...all: unknown[]) => unknown)(...given)
        },
      ]),
    ),
  ])
  return { ...ports, ...Object.fromEntries(stores) }
}
