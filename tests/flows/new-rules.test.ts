import { describe, expect, it } from 'vitest'
import { changePreferences } from '../../core/flows/change-preferences.ts'
import { pauseIssue, resumeIssue } from '../../core/flows/steer-issue.ts'
import { takeIn } from '../../core/flows/take-in.ts'
import { tick } from '../../core/flows/tick.ts'
import { TICK_WORKS } from '../../core/model/deadline.ts'
import type { DigestInput } from '../../core/model/digest.ts'
import { NO_ZONE } from '../../core/model/issue.ts'
import { pauseEnds } from '../../core/model/pause.ts'
import { wishFor } from '../../core/model/subscriber.ts'
import type { Zones } from '../../core/model/zones.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { aRequest } from '../support/examples.ts'
import { until } from '../support/minutes.ts'
import { formerRules } from '../support/rules.ts'
import { aWorld, type World } from '../support/world.ts'

const winnipeg = { every: 'day', at: ['08:00'], zone: 'America/Winnipeg' } as const

/**
 * A reader, an article, and a digest at eight in Winnipeg: 14:00 UTC by the rules of before, which it is planned by, and
 * 13:00 by those of now. It is six in the morning, UTC.
 */
async function aTown(input: Partial<DigestInput> = {}, rules: Zones = formerRules): Promise<World> {
  const world = await aWorld({ at: '2026-12-01T06:00:00Z', zones: rules })
  await world.topics('trade')
  await world.digest({ topics: ['trade'], schedule: winnipeg, ...input })
  if (!input.schedule) await world.reader('ada')
  world.clock.now += 1_000
  await world.article('Forty ships', ['trade'])
  return world
}

const edition = async ({ ports }: World) => (await ports.digests.get('brief'))!.editions[0]!
const lastIssue = async ({ ports }: World) => {
  const [line] = (await ports.issues.list('brief', { limit: 1 })).items
  return { issue: (await ports.issues.get(line!.id))!, progress: (await ports.issues.progress(line!.id))! }
}
const told = (world: World, name: string) => world.events.filter(({ event }) => event === name)

describe('a tick', () => {
  it('begins nothing after forty seconds of its minute: what is left is the next one’s, and is not late for it', async () => {
    const world = await aWorld({ at: '2026-12-01T07:00:00Z' })
    await world.topics('trade')
    for (const id of ['one', 'two', 'three'])
      await world.digest({ id, topics: ['trade'], schedule: { every: 'day', at: ['08:00'], zone: 'UTC' } })
    await world.article('Forty ships', ['trade'])
    world.clock.now = Date.parse('2026-12-01T08:00:00Z')
    const { digests } = world.ports
    // Somewhere each call takes its time.
    const get: typeof digests.get = async (id) => {
      world.clock.now += TICK_WORKS / 2 + 1
      return digests.get(id)
    }
    const slow = { ...world.ports, digests: { ...digests, get } }
    expect((await tick(slow)).failed).toBe(0)
    expect(told(world, 'tick.unfinished').map(({ fields }) => fields)).toEqual([{ what: 'edition', left: 1 }])
    await tick(world.ports)
    const openedIn = async (id: string) => (await world.ports.issues.list(id, { limit: 9 })).items.length
    expect([await openedIn('one'), await openedIn('two'), await openedIn('three')]).toEqual([1, 1, 1])
  })
})

describe('new zone rules', () => {
  it('move what was planned by others, before it is due: the slot keeps its wall time', async () => {
    const world = await aTown()
    await until(world, '2026-12-01T10:00:00Z')
    expect((await edition(world)).wakeAt).toBe('2026-12-01T14:00:00.000Z')
    world.obey(zones)
    expect(await until(world, '2026-12-01T15:00:00Z')).toEqual(['ada 01T13:00'])
    expect((await lastIssue(world)).issue.slot.name).toBe('2026-12-01T08:00@America/Winnipeg')
    expect(world.mails().at(-1)!.text).toContain('Tuesday, 1 December 2026')
    expect((await edition(world)).wakeAt).toBe('2026-12-02T13:00:00.000Z')
  })

  it('say in the log and on the digest what has moved, once', async () => {
    const world = await aTown()
    await until(world, '2026-12-01T10:00:00Z')
    world.obey(zones)
    await until(world, '2026-12-01T11:00:00Z')
    expect((await edition(world)).moves).toMatchObject({
      was: '2026d',
      is: '2026f',
      count: 1,
      slots: [
        {
          local: '2026-12-01T08:00',
          zone: 'America/Winnipeg',
          from: '2026-12-01T14:00:00.000Z',
          to: '2026-12-01T13:00:00.000Z',
        },
      ],
    })
    expect(told(world, 'slot.moved').map(({ fields }) => [fields.slot, fields.from, fields.at])).toEqual([
      ['2026-12-01T08:00@America/Winnipeg', '2026-12-01T14:00:00.000Z', '2026-12-01T13:00:00.000Z'],
    ])
  })

  it('that come after the time has passed send what has become late at once, if it is not too late', async () => {
    const world = await aTown()
    await until(world, '2026-12-01T13:20:00Z')
    world.obey(zones)
    expect(await until(world, '2026-12-01T15:00:00Z')).toEqual(['ada 01T13:21'])
  })

  it('that come too late leave it to the next issue, and the record says so', async () => {
    const world = await aTown({ late: { sendWithinMinutes: 10 } })
    await until(world, '2026-12-01T13:20:00Z')
    world.obey(zones)
    expect(await until(world, '2026-12-01T15:00:00Z')).toEqual([])
    expect((await lastIssue(world)).progress).toMatchObject({
      status: 'skipped',
      reason: expect.stringContaining('an hour late'),
    })
    expect(await until(world, '2026-12-02T14:30:00Z')).toEqual(['ada 02T13:00'])
    expect(world.mails().at(-1)!.text).toContain('Forty ships')
  })

  it('taken back move it back, and what has gone out by them does not go out again', async () => {
    const early = await aTown({}, zones)
    await until(early, '2026-12-01T12:00:00Z')
    early.obey(formerRules)
    expect(await until(early, '2026-12-01T15:00:00Z')).toEqual(['ada 01T14:00'])

    const sent = await aTown({}, zones)
    expect(await until(sent, '2026-12-01T13:30:00Z')).toEqual(['ada 01T13:00'])
    sent.obey(formerRules)
    await sent.article('Fifty ships', ['trade'])
    expect(await until(sent, '2026-12-02T15:00:00Z')).toEqual(['ada 02T14:00'])
  })

  it('lose none of several times a day where the one that went out lies where the next now is', async () => {
    const world = await aTown({ schedule: { ...winnipeg, at: ['07:00', '08:00', '09:00'] } })
    await world.reader('ada')
    expect(await until(world, '2026-12-01T13:05:00Z')).toEqual(['ada 01T13:00'])
    await world.article('Fifty ships', ['trade'])
    world.obey(zones)
    // Eight was at 13:00, and is late; nine is at 14:00.
    expect(await until(world, '2026-12-01T13:30:00Z')).toEqual(['ada 01T13:06'])
    await world.article('Sixty ships', ['trade'])
    expect(await until(world, '2026-12-01T16:00:00Z')).toEqual(['ada 01T14:00'])
    const names = (await world.ports.issues.list('brief', { limit: 9 })).items.map(({ slot }) => slot.slice(11, 16))
    expect(names).toEqual(['09:00', '08:00', '07:00'])
  })

  it('end a pause until a day when that day begins by them; a pause that was kept as a moment ends at that', async () => {
    const world = await aTown({ schedule: { ...winnipeg, at: ['00:30'] } })
    const midnight = '2026-12-02T06:00:00.000Z'
    for (const [name, pausedUntil] of Object.entries({ ada: '2026-12-02@America/Winnipeg', bea: midnight })) {
      const { id } = await world.reader(name)
      await changePreferences(world.ports, id, { choices: new Map(), pausedUntil })
    }
    expect(pauseEnds(formerRules, '2026-12-02@America/Winnipeg')).toBe(midnight)
    expect(await until(world, '2026-12-01T07:00:00Z')).toEqual([])
    await world.article('Fifty ships', ['trade'])
    world.obey(zones)
    expect(await until(world, '2026-12-02T05:45:00Z')).toEqual(['ada 02T05:30'])
  })

  it('change nothing where they say the same', async () => {
    const world = await aTown({ schedule: { every: 'day', at: ['08:00'], zone: 'Europe/Berlin' } })
    await world.reader('ada')
    world.obey(zones)
    expect(await until(world, '2026-12-01T09:00:00Z')).toEqual(['ada 01T07:00'])
    expect((await edition(world)).moves).toBeUndefined()
    expect((await edition(world)).rules).toBe('2026f')
    expect(told(world, 'slot.moved')).toEqual([])
  })

  it('are looked into once, whatever number of ticks comes by: then a tick reads one item for them', async () => {
    const world = await aTown()
    await until(world, '2026-12-01T07:00:00Z')
    world.obey(zones)
    await Promise.all([tick(world.ports), tick(world.ports), tick(world.ports)])
    await until(world, '2026-12-01T07:30:00Z')
    expect((await edition(world)).moves?.count).toBe(1)
    expect(told(world, 'slot.moved')).toHaveLength(1)
    const walks: string[] = []
    const list: World['ports']['digests']['list'] = async (page) => {
      walks.push('list')
      return world.ports.digests.list(page)
    }
    await tick({ ...world.ports, digests: { ...world.ports.digests, list } })
    expect(walks).toEqual([])
  })

  it('find what a function of before plans by the old after they were through: all is walked once more when it has ended', async () => {
    const world = await aTown()
    world.obey(zones)
    await until(world, '2026-12-01T06:10:00Z')
    // A console that was under way, and has the old rules.
    world.obey(formerRules)
    await world.digest({ id: 'late', name: 'Late', topics: ['trade'], schedule: { ...winnipeg, at: ['09:00'] } })
    world.obey(zones)
    await until(world, '2026-12-01T06:40:00Z')
    expect((await world.ports.digests.get('late'))!.editions[0]!.wakeAt).toBe('2026-12-01T14:00:00.000Z')
  })

  it('hold for what was planned before anybody wrote down by which, too: the runtime had it then', async () => {
    const world = await aTown()
    const before = (await world.ports.digests.get('brief'))!
    const editions = before.editions.map(({ rules: _, ...one }) => one)
    await world.ports.digests.save(before, { ...before, editions })
    world.obey(zones)
    expect(await until(world, '2026-12-01T15:00:00Z')).toEqual(['ada 01T13:00'])
  })
})

describe('an issue that is held when the rules change', () => {
  const held = { holdMinutes: 30 }
  const atEight = (sent: string[]) => sent.filter((one) => !one.startsWith('editors'))

  it('opens earlier where its slot is earlier', async () => {
    const world = await aTown(held)
    await until(world, '2026-12-01T12:20:00Z')
    world.obey(zones)
    expect(await until(world, '2026-12-01T15:00:00Z')).toEqual(['editors 01T12:30', 'ada 01T13:00'])
  })

  it('goes out at once where its slot has passed by them', async () => {
    const world = await aTown(held)
    await until(world, '2026-12-01T13:40:00Z')
    expect((await lastIssue(world)).progress).toMatchObject({ status: 'held', resumeAt: '2026-12-01T14:00:00.000Z' })
    world.obey(zones)
    expect(atEight(await until(world, '2026-12-01T15:00:00Z'))).toEqual(['ada 01T13:41'])
  })

  it('is left to the next issue where that is too late', async () => {
    const world = await aTown({ ...held, late: { sendWithinMinutes: 10 } })
    await until(world, '2026-12-01T13:40:00Z')
    world.obey(zones)
    expect(atEight(await until(world, '2026-12-01T15:00:00Z'))).toEqual([])
    expect((await lastIssue(world)).progress).toMatchObject({
      status: 'skipped',
      reason: expect.stringContaining('an hour late'),
    })
  })

  it('waits on where its slot is later by them, and is sent once', async () => {
    const world = await aTown(held, zones)
    await until(world, '2026-12-01T12:40:00Z')
    world.obey(formerRules)
    expect(atEight(await until(world, '2026-12-01T15:00:00Z'))).toEqual(['ada 01T14:00'])
  })

  it('is held on where somebody who has the rules of before sends it on its way', async () => {
    const world = await aTown(held, formerRules)
    await until(world, '2026-12-01T13:35:00Z')
    const { issue } = await lastIssue(world)
    expect(await pauseIssue(world.ports, issue)).toBe(true)
    const before: World['ports'] = { ...world.ports, zones }
    world.turnTo('2026-12-01T12:40:00Z')
    expect(await resumeIssue(before, issue)).toBe(true)
    expect((await lastIssue(world)).progress).toMatchObject({ status: 'held', resumeAt: '2026-12-01T13:00:00.000Z' })
    expect(atEight(await until(world, '2026-12-01T15:00:00Z'))).toEqual(['ada 01T14:00'])
  })
})

describe("in readers' own zones", () => {
  const own = { every: 'day', at: ['08:00'], zone: 'reader', defaultZone: 'Europe/Berlin' }

  async function aWorldOfReaders(rules: Zones): Promise<World> {
    const world = await aTown({ schedule: own }, rules)
    const digest = (await world.ports.digests.get('brief'))!
    for (const [name, zone] of [
      ['ada', 'America/Winnipeg'],
      ['bo', 'Europe/Berlin'],
      ['cleo', 'America/Havana'],
    ] as const) {
      const wishes = [wishFor(rules, digest, 'all', zone)]
      await takeIn(world.ports, aRequest({ address: `${name}@mail.example.net`, zone, wishes }), 'told us')
    }
    return world
  }

  it('each gets it at eight by the new rules, once', async () => {
    const world = await aWorldOfReaders(formerRules)
    expect(await until(world, '2026-12-01T10:00:00Z')).toEqual(['bo 01T07:00'])
    world.obey(zones)
    expect(await until(world, '2026-12-01T15:00:00Z')).toEqual(['cleo 01T12:00', 'ada 01T13:00'])
    expect((await edition(world)).moves).toMatchObject({ count: 2 })
  })

  it('what has become late goes out at once, and nothing that had no reason to', async () => {
    const world = await aWorldOfReaders(formerRules)
    await until(world, '2026-12-01T07:30:00Z')
    const digest = (await world.ports.digests.get('brief'))!
    // The first in a zone whose eight o'clock is over: the next is tomorrow's.
    const wishes = [wishFor(formerRules, digest, 'all', 'Asia/Tokyo')]
    await takeIn(world.ports, aRequest({ address: 'dora@mail.example.net', zone: 'Asia/Tokyo', wishes }), 'told us')
    expect(await until(world, '2026-12-01T12:40:00Z')).toEqual([])
    world.obey(zones)
    expect(await until(world, '2026-12-01T13:30:00Z')).toEqual(['cleo 01T12:41', 'ada 01T13:00'])
    expect(await until(world, '2026-12-01T22:00:00Z')).toEqual([])
  })

  it('a tick reads the cuts of all zones at once, and again of those alone in which something is due', async () => {
    const world = await aWorldOfReaders(zones)
    const { digests } = world.ports
    const asked: string[] = []
    const cut: typeof digests.cut = async (digest, name, zone) => {
      if (zone !== NO_ZONE) asked.push(zone)
      return digests.cut(digest, name, zone)
    }
    const counted = { ...world.ports, digests: { ...digests, cut } }
    world.clock.now = Date.parse('2026-12-01T12:00:00Z')
    expect((await tick(counted)).opened).toBe(2)
    expect([...new Set(asked)].sort()).toEqual(['America/Havana', 'Europe/Berlin'])
  })

  it('taken back they send nothing twice', async () => {
    const world = await aWorldOfReaders(zones)
    expect(await until(world, '2026-12-01T12:30:00Z')).toEqual(['bo 01T07:00', 'cleo 01T12:00'])
    world.obey(formerRules)
    expect(await until(world, '2026-12-01T20:00:00Z')).toEqual(['ada 01T14:00'])
  })
})
