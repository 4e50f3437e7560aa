import { describe, expect, it } from 'vitest'
import { changeEdition } from '../../core/flows/change-preferences.ts'
import { changeZone } from '../../core/flows/change-zone.ts'
import { takeIn } from '../../core/flows/take-in.ts'
import { nextSends } from '../../core/model/next-sends.ts'
import { slotsAfter } from '../../core/model/schedule.ts'
import { wishFor } from '../../core/model/subscriber.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { aRequest } from '../support/examples.ts'
import { until } from '../support/minutes.ts'
import { aWorld, type World } from '../support/world.ts'

/** A digest at eight in the morning on each reader's own clock, the evening before; an article lies ready. */
async function aTown(): Promise<World> {
  const world = await aWorld({ at: '2026-11-23T20:00:00Z' })
  await world.topics('trade')
  const schedule = { every: 'day', at: ['08:00'], zone: 'reader', defaultZone: 'Europe/Berlin' }
  await world.digest({ topics: ['trade'], schedule })
  await world.article('Forty ships', ['trade'])
  return world
}

async function reader(world: World, name: string, zone: string, edition?: string) {
  const digest = (await world.ports.digests.get('brief'))!
  const request = aRequest({
    address: `${name}@mail.example.net`,
    zone,
    wishes: [wishFor(zones, digest, 'all', zone, edition)],
  })
  const taken = await takeIn(world.ports, request, 'told us')
  if (taken.kind !== 'taken-in') throw new Error(taken.why)
  return taken.subscriber.id
}

describe("a digest in each reader's own zone", () => {
  it('goes out at their own eight in the morning, once', async () => {
    const world = await aTown()
    await reader(world, 'tokyo', 'Asia/Tokyo')
    await reader(world, 'berlin', 'Europe/Berlin')
    await reader(world, 'york', 'America/New_York')
    expect(await until(world, '2026-11-24T20:00:00Z')).toEqual(['tokyo 23T23:00', 'berlin 24T07:00', 'york 24T13:00'])
  })

  it('comes to the first reader of a zone in time, though nobody was there when it was planned', async () => {
    const world = await aTown()
    await reader(world, 'berlin', 'Europe/Berlin')
    await until(world, '2026-11-24T03:10:00Z')
    await reader(world, 'karachi', 'Asia/Karachi')
    // 08:00 in Karachi was at 03:00: the next one is tomorrow's. In Dubai it is at 04:00.
    await reader(world, 'dubai', 'Asia/Dubai')
    expect(await until(world, '2026-11-24T06:00:00Z')).toEqual(['dubai 24T04:00'])
  })

  it('brings a slot once to who goes west after it, and the next one there', async () => {
    const world = await aTown()
    const id = await reader(world, 'ada', 'Asia/Tokyo')
    expect(await until(world, '2026-11-24T00:00:00Z')).toEqual(['ada 23T23:00'])
    await changeZone(world.ports, id, 'Europe/Berlin')
    expect(await until(world, '2026-11-24T12:00:00Z')).toEqual([])
    await world.article('Fifty ships', ['trade'])
    expect(await until(world, '2026-11-25T12:00:00Z')).toEqual(['ada 25T07:00'])
  })

  it('brings it where they have gone, if they go before it', async () => {
    const world = await aTown()
    const id = await reader(world, 'ada', 'Asia/Tokyo')
    await changeZone(world.ports, id, 'Europe/Berlin')
    expect(await until(world, '2026-11-24T12:00:00Z')).toEqual(['ada 24T07:00'])
  })

  it('says when the next one comes to who goes east past it', async () => {
    const world = await aTown()
    const id = await reader(world, 'ada', 'Europe/Berlin')
    await until(world, '2026-11-24T06:00:00Z')
    await changeZone(world.ports, id, 'Asia/Tokyo')
    await world.article('Fifty ships', ['trade'])
    const link = `/preferences/${world.ports.links.sign('preferences', id, 'k1')}`
    expect(await (await world.visit(link)).text()).toContain('Next: Wednesday 25 November at 08:00 (Asia/Tokyo).')
    expect(await until(world, '2026-11-25T00:00:00Z')).toEqual(['ada 24T23:00'])
  })

  it('takes whoever names no zone that we know for one of the default, and nobody is left out', async () => {
    const world = await aTown()
    await reader(world, 'mars', 'Mars/Olympus')
    expect(await until(world, '2026-11-24T08:00:00Z')).toEqual(['mars 24T07:00'])
  })

  it('serves a zone that has gone from the calendar by the default, and says so', async () => {
    const world = await aTown()
    const id = await reader(world, 'ada', 'Europe/Berlin')
    const before = (await world.ports.subscribers.get(id))!
    const subscriptions = before.subscriptions.map((one) => ({ ...one, zone: 'Old/Zone' }))
    await world.ports.subscribers.save({ before, after: { ...before, subscriptions } })
    expect(await until(world, '2026-11-24T08:00:00Z')).toEqual(['ada 24T07:00'])
    expect(world.events).toContainEqual(
      expect.objectContaining({ event: 'zone.joined', fields: expect.objectContaining({ zone: 'Old/Zone' }) }),
    )
  })
})

describe('names of one clock', () => {
  /** As they were kept before names were: each as somebody wrote it, with an audience of its own. */
  async function keptAs(world: World, name: string, zone: string) {
    const id = await reader(world, name, 'Europe/Berlin')
    const before = (await world.ports.subscribers.get(id))!
    const subscriptions = before.subscriptions.map((one) => ({ ...one, zone }))
    await world.ports.subscribers.save({ before, after: { ...before, zone, subscriptions } })
    return id
  }
  const issues = async (world: World) =>
    (await world.ports.issues.list('brief', { limit: 50 })).items.map(({ slot }) => slot).toSorted()
  const sevenNames = [
    ['a', 'Europe/Berlin'],
    ['b', 'europe/berlin'],
    ['c', 'EUROPE/BERLIN'],
    ['d', 'Asia/Calcutta'],
    ['e', 'Asia/Kolkata'],
    ['f', 'Europe/Kiev'],
    ['g', 'Europe/Kyiv'],
  ] as const

  it('are one name when somebody comes: seven readers of three clocks get three issues', async () => {
    const world = await aTown()
    for (const [name, zone] of sevenNames) await reader(world, name, zone)
    expect((await world.ports.audience.zones('brief', 'main')).toSorted()).toEqual([
      'Asia/Kolkata',
      'Europe/Berlin',
      'Europe/Kyiv',
    ])
    expect((await until(world, '2026-11-24T12:00:00Z')).toSorted()).toEqual([
      ...['a 24T07:00', 'b 24T07:00', 'c 24T07:00', 'd 24T02:30', 'e 24T02:30', 'f 24T06:00', 'g 24T06:00'],
    ])
    expect(await issues(world)).toHaveLength(3)
  })

  it('of readers who were here before come together, and each gets each slot once', async () => {
    const world = await aTown()
    for (const [name, zone] of sevenNames) await keptAs(world, name, zone)
    // Two ticks at a time, as may be.
    const both = { ...world, tick: async () => (await Promise.all([world.tick(), world.tick()]))[0] }
    const first = await until(both, '2026-11-24T12:00:00Z')
    expect(first.map((one) => one[0]).toSorted()).toEqual([...'abcdefg'])
    expect((await world.ports.audience.zones('brief', 'main')).toSorted()).toEqual([
      'Asia/Kolkata',
      'Europe/Berlin',
      'Europe/Kyiv',
    ])
    await world.article('Fifty ships', ['trade'])
    const before = (await issues(world)).length
    const second = await until(both, '2026-11-25T12:00:00Z')
    expect(second.map((one) => one[0]).toSorted()).toEqual([...'abcdefg'])
    expect((await issues(world)).length - before).toBe(3)
  })

  it('come together after their slot where that is near: who was served under the one is not under the other', async () => {
    const world = await aTown()
    world.turnTo('2026-11-24T06:52:00Z')
    await keptAs(world, 'ada', 'europe/berlin')
    await keptAs(world, 'bo', 'Europe/Berlin')
    expect(await until(world, '2026-11-24T06:59:00Z')).toEqual([])
    expect((await world.ports.audience.zones('brief', 'main')).toSorted()).toEqual(['Europe/Berlin', 'europe/berlin'])
    expect((await until(world, '2026-11-24T12:00:00Z')).toSorted()).toEqual(['ada 24T07:00', 'bo 24T07:00'])
    expect(await world.ports.audience.zones('brief', 'main')).toEqual(['Europe/Berlin'])
    expect(await issues(world)).toHaveLength(2)
  })

  it('are kept with their readers as places are called today, wherever they come from', async () => {
    const world = await aTown()
    const id = await reader(world, 'ada', 'UTC')
    for (const [given, kept] of [
      ['asia/calcutta', 'Asia/Kolkata'],
      ['Europe/Oslo', 'Europe/Oslo'],
      ['Canada/Central', 'America/Winnipeg'],
    ] as const) {
      await changeZone(world.ports, id, given)
      expect((await world.ports.subscribers.get(id))!.zone).toBe(kept)
    }
    await changeZone(world.ports, id, 'Mars/Olympus')
    expect((await world.ports.subscribers.get(id))!.zone).toBe('America/Winnipeg')
  })

  it('a schedule is kept by such a name, too; one that was planned before goes on under its own', async () => {
    const world = await aTown()
    const planned = await world.digest({
      id: 'bay',
      topics: ['trade'],
      schedule: { every: 'day', at: ['08:00'], zone: 'asia/calcutta' },
    })
    expect(planned.editions[0]!.schedule).toMatchObject({ zone: 'Asia/Kolkata' })
    const schedule = { every: 'day', at: ['08:00'], zone: 'Asia/Calcutta' } as const
    expect(slotsAfter(zones, schedule, '2026-11-23T20:00:00.000Z', 1)[0]?.name).toBe('2026-11-24T08:00@Asia/Calcutta')
  })

  it('of a zone that is gone: such a digest has no next time, and nothing breaks over it', async () => {
    const world = await aTown()
    const before = (await world.ports.digests.get('brief'))!
    const schedule = { every: 'day', at: ['08:00'], zone: 'Old/Zone' } as const
    await world.ports.digests.save(before, { ...before, editions: [{ ...before.editions[0]!, schedule }] })
    await until(world, '2026-11-25T00:00:00Z')
    expect(world.events.filter(({ event }) => event === 'tick.failed')).toEqual([])
    expect(nextSends(zones, (await world.ports.digests.get('brief'))!, world.ports.now(), 5)).toEqual([])
  })
})

describe('a digest in two editions', () => {
  it('comes to each reader in the one that they take, each with its own cut, and follows who changes', async () => {
    const world = await aWorld({ at: '2026-11-23T05:00:00Z' })
    await world.topics('trade')
    await world.digest({
      topics: ['trade'],
      schedule: undefined,
      editions: [
        { name: 'daily', schedule: 'every day at 08:00, UTC' },
        { name: 'weekly', schedule: 'every Friday at 09:00, UTC' },
      ],
    })
    const ada = await reader(world, 'ada', 'UTC')
    await reader(world, 'bo', 'UTC', 'weekly')
    const sent = async (title: string, end: string) => {
      await world.article(title, ['trade'])
      return until(world, end)
    }
    expect(await sent('Monday', '2026-11-24T05:00:00Z')).toEqual(['ada 23T08:00'])
    expect(await sent('Tuesday', '2026-11-25T05:00:00Z')).toEqual(['ada 24T08:00'])
    await changeEdition(world.ports, ada, 'brief', 'weekly')
    expect(await sent('Wednesday', '2026-11-28T05:00:00Z')).toEqual(['ada 27T09:00', 'bo 27T09:00'])
    const weekly = world.mails().at(-1)!.text!
    for (const day of ['Monday', 'Tuesday', 'Wednesday']) expect(weekly).toContain(`\n${day}\n`)
  })
})
