import { describe, expect, it } from 'vitest'
import { renameTag } from '../../core/flows/rename-tag.ts'
import { saveTopic } from '../../core/flows/save-topic.ts'
import { tagArticles, untagArticles } from '../../core/flows/tag-articles.ts'
import { aTopic } from '../support/examples.ts'
import { follows } from '../support/paper.ts'
import { aWorld, granted, type World } from '../support/world.ts'

/** The brief has gone out with an article tagged `commerce`, under the topic that answers to it. */
async function aDayAfter() {
  const world = await aWorld()
  await saveTopic(world.ports, aTopic('trade', ['commerce']), 'any')
  await saveTopic(world.ports, aTopic('city', ['town']), 'any')
  await world.digest()
  await world.reader('ada')
  const story = await world.article('Forty ships', ['commerce'])
  world.turnTo('2026-11-24T07:00:00Z')
  await world.tick()
  await world.drain()
  expect(world.mails()).toHaveLength(1)
  return { ...world, story }
}

const filings = async ({ ports }: Pick<World, 'ports'>, topic: string) =>
  (await ports.articles.filings(topic, '2026-11-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z')).map((one) => [
    one.article,
    one.filedAt,
  ])

const nothingNextDay = async (world: Pick<World, 'turnTo' | 'tick' | 'drain' | 'mails'>) => {
  world.turnTo('2026-11-25T07:00:00Z')
  await world.tick()
  await world.drain()
  expect(world.mails()).toHaveLength(1)
}

describe('a tag', () => {
  it('that a topic answers to by another name moves what is filed, and makes nothing new (design §5)', async () => {
    const world = await aDayAfter()
    const { id, filed } = world.story
    const topic = (await world.ports.topics.get('trade'))!
    await saveTopic(world.ports, { ...topic, tags: ['business'] }, 'any')
    expect(await filings(world, 'trade')).toEqual([])
    await saveTopic(world.ports, { ...topic, tags: ['business', 'commerce'] }, 'any')
    expect(await filings(world, 'trade')).toEqual([[id, filed.trade]])
    await nothingNextDay(world)
  })

  it('is renamed on topics, articles and feeds: no filing moves at any step, and nothing is new', async () => {
    const world = await aDayAfter()
    const { ports, story } = world
    for (let n = 0; n < 120; n++) await world.article(`Ship ${n}`, ['commerce', 'quay'])
    world.turnTo('2026-11-24T07:01:00Z')
    const feed = await follows(world, { tags: ['commerce'], rules: [{ when: { title: 'ship' }, tag: 'commerce' }] })
    const before = await filings(world, 'trade')
    let cursor: string | undefined
    const steps: number[] = []
    do {
      const step = await renameTag(ports, 'commerce', 'trade-news', cursor)
      steps.push(step.articles)
      expect(await filings(world, 'trade')).toEqual(before)
      cursor = step.cursor
    } while (cursor !== undefined)
    expect(steps.reduce((sum, one) => sum + one)).toBe(121)
    expect((await ports.topics.get('trade'))?.tags).toEqual(['trade-news'])
    expect((await ports.articles.get(story.id))?.tags).toEqual(['trade-news'])
    expect(await ports.feeds.get(feed.id)).toMatchObject({ tags: ['trade-news'], rules: [{ tag: 'trade-news' }] })
    expect((await ports.articles.list({ tag: 'commerce' }, { limit: 9 })).items).toEqual([])
  })

  it('is merged into another: what carried both carries one, and those who had it do not get it again', async () => {
    const world = await aDayAfter()
    const { ports, story } = world
    expect(await renameTag(ports, 'commerce', 'town')).toEqual({ articles: 1 })
    expect((await ports.topics.all()).map(({ slug, tags }) => [slug, tags])).toEqual([
      ['city', ['town']],
      ['trade', ['town']],
    ])
    expect((await ports.articles.get(story.id))?.topics).toEqual(['city', 'trade'])
    await nothingNextDay(world)
  })

  it('is renamed again from the start where nobody came back for the rest', async () => {
    const world = await aDayAfter()
    for (let n = 0; n < 120; n++) await world.article(`Ship ${n}`, ['commerce'])
    const { cursor } = await renameTag(world.ports, 'commerce', 'trade-news')
    expect(cursor).toBeDefined()
    expect((await world.ports.topics.get('trade'))?.tags).toEqual(['commerce', 'trade-news'])
    let left: string | undefined
    do left = (await renameTag(world.ports, 'commerce', 'trade-news', left)).cursor
    while (left !== undefined)
    expect((await world.ports.topics.get('trade'))?.tags).toEqual(['trade-news'])
    expect((await world.ports.articles.list({ tag: 'trade-news' }, { limit: 100 })).items).toHaveLength(100)
  })
})

describe('tags that are taken back', () => {
  it('leave no trace where no issue has come: filed again a week later, the article is news', async () => {
    const world = await aDayAfter()
    const late = await world.article('A draft', [])
    world.clock.now += 60_000
    const tagged = granted(await tagArticles(world.ports, [late.id], ['town']))
    expect(await untagArticles(world.ports, tagged)).toBe(1)
    const undone = (await world.ports.articles.get(late.id))!
    expect(undone).toMatchObject({ status: 'draft', tags: [], topics: [] })
    expect(undone.filed).toEqual({})
    // Another issue goes out meanwhile: what was filed before it is behind.
    await world.article('Another', ['town'])
    world.turnTo('2026-11-25T07:00:00Z')
    await world.tick()
    await world.drain()
    expect(world.mails().at(-1)!.text).not.toContain('A draft')
    world.clock.now += 60_000
    await tagArticles(world.ports, [late.id], ['town'])
    world.turnTo('2026-11-26T07:00:00Z')
    await world.tick()
    await world.drain()
    expect(world.mails().at(-1)!.text).toContain('A draft')
  })

  it('make nothing new of what has gone out meanwhile', async () => {
    const world = await aDayAfter()
    const late = await world.article('A draft', [])
    world.clock.now += 60_000
    const tagged = granted(await tagArticles(world.ports, [late.id], ['town']))
    world.turnTo('2026-11-25T07:00:00Z')
    await world.tick()
    await world.drain()
    expect(world.mails()).toHaveLength(2)
    world.clock.now += 60_000
    await untagArticles(world.ports, tagged)
    await tagArticles(world.ports, [late.id], ['town'])
    world.turnTo('2026-11-26T07:00:00Z')
    await world.tick()
    await world.drain()
    expect(world.mails()).toHaveLength(2)
  })
})
