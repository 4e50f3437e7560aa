import { aWorld, type World } from './world.ts'

const day = (n: number) => new Date(Date.UTC(2026, 10, 2 + n)).toISOString().slice(0, 10)

/** A paper that has come out every morning for `days` days, since Monday, 2 November 2026, with two stories and now and then more; on the last day it is half past nine. */
export async function aPaper({ days = 3 } = {}): Promise<World> {
  const world = await aWorld({ at: `${day(0)}T04:00:00Z` })
  await world.topics('trade', 'city')
  await world.digest()
  await world.reader('ada')
  for (let n = 0; n < days; n++) {
    world.turnTo(`${day(n)}T05:00:00Z`)
    await world.article(`Freight news of day ${n + 1}`, ['trade'])
    await world.article(`City news of day ${n + 1}`, ['city'])
    await comesOut(world, day(n))
  }
  world.turnTo(`${day(days - 1)}T08:30:00Z`)
  return world
}

/** The morning's issue of that day. */
export async function comesOut(world: World, date: string): Promise<void> {
  world.turnTo(`${date}T07:00:00Z`)
  await world.tick()
  await world.drain()
}

/** A text of our own, with a page of its own. */
export const anOwnText = (world: World, title = 'The goose of the harbour master', tags = ['city']) =>
  world.article(title, tags, {
    url: undefined,
    summary: 'She has guarded the lock since 1986.',
    body: ['She has guarded the lock since 1986.', 'Nobody remembers who brought her.'],
    author: 'Ada Quay',
    publishedAt: '2026-11-03',
    lang: 'en',
  })

/** The issues of a digest, newest first, as its first page links to them. */
export const issuesOn = (page: string, digest = 'brief'): string[] =>
  [...page.matchAll(new RegExp(`href="(/d/${digest}/iss_\\w+)"`, 'g'))].map(([, path]) => path!)
