import { describe, expect, it } from 'vitest'
import { editDigest, pauseDigest, planDigest, resumeDigest } from '../../core/flows/plan-digest.ts'
import { refreshCalendars } from '../../core/flows/refresh-calendars.ts'
import { takeIn } from '../../core/flows/take-in.ts'
import type { DigestInput } from '../../core/model/digest.ts'
import type { Fetched, FetchRequest } from '../../core/model/fetched.ts'
import { calendarHealth } from '../../core/model/holidays.ts'
import { nextSends } from '../../core/model/next-sends.ts'
import { wishFor } from '../../core/model/subscriber.ts'
import { DAY } from '../../core/model/time.ts'
import { aCalendar, aDayOff } from '../support/calendars.ts'
import { aRequest } from '../support/examples.ts'
import { until } from '../support/minutes.ts'
import { aWorld } from '../support/world.ts'

const url = 'https://calendar.example/skerry.ics'
const christmas = aDayOff('2026-12-25', 'Christmas Day')
const boxing = aDayOff('2026-12-26', 'Boxing Day')
const daily = { every: 'day', at: ['08:00'], zone: 'UTC' } as const

/** A server with a calendar, which can be given another text or be ended; and a digest that goes by it, with a reader. It is six on the morning of 23 December. */
async function aTown(input: Partial<DigestInput> = {}, text = aCalendar(christmas, boxing)) {
  const server = { text, etag: '"1"', down: false, asked: [] as FetchRequest[] }
  const fetch = async (request: FetchRequest): Promise<Fetched> => {
    server.asked.push(request)
    if (server.down) return { kind: 'failed', why: 'silent', reason: 'Nobody answers.' }
    if (request.etag === server.etag) return { kind: 'unchanged' }
    const bytes = Buffer.from(server.text)
    return { kind: 'ok', url, bytes, contentType: 'text/calendar', etag: server.etag }
  }
  const world = await aWorld({ at: '2026-12-23T06:00:00Z', fetch })
  await world.topics('trade')
  const given = { id: 'brief', name: 'The Harbour Brief', topics: ['trade'], ...input }
  const schedule = { ...daily, except: [{ calendar: url }] }
  const planned = await planDigest(
    world.ports,
    input.editions ? given : { ...given, schedule: input.schedule ?? schedule },
  )
  const digest = async () => (await world.ports.digests.get('brief'))!
  return {
    ...world,
    server,
    planned,
    digest,
    calendar: async () => (await world.ports.calendars.all())[0]!,
    refresh: () => refreshCalendars(world.ports),
    says(...events: string[]) {
      server.text = aCalendar(...events)
      server.etag = `"${server.text.length}-${server.asked.length}"`
    },
    next: async (count = 3) =>
      nextSends(world.ports.zones, await digest(), world.ports.now(), count).map(({ slot }) => slot.local.slice(5, 10)),
    /** With news on every day, so that each slot sends; what ada got. */
    async live(end: string) {
      const got: string[] = []
      while (world.clock.now < Date.parse(end)) {
        const midnight = Math.floor(world.clock.now / DAY + 1) * DAY
        const to = Math.min(midnight, Date.parse(end))
        await world.article(`Ships at ${world.clock.now}`, ['trade'])
        got.push(...(await until(world, new Date(to).toISOString())))
        world.clock.now = to
      }
      return got.filter((one) => one.startsWith('ada'))
    },
  }
}

describe('the holidays of a calendar', () => {
  it('are days on which a digest does not come out', async () => {
    const town = await aTown()
    expect(town.planned.kind).toBe('saved')
    expect(await town.next(4)).toEqual(['12-23', '12-24', '12-27', '12-28'])
    expect((await town.calendar()).days).toEqual([
      { day: '2026-12-25', name: 'Christmas Day' },
      { day: '2026-12-26', name: 'Boxing Day' },
    ])
    expect(town.server.asked).toMatchObject([{ url, as: 'calendar' }])
  })

  it('stand beside dates, and are known by their address as calendars call it', async () => {
    const town = await aTown({
      schedule: { ...daily, except: ['2026-12-24', { calendar: 'webcal://calendar.example/skerry.ics' }] },
    })
    expect(await town.next(2)).toEqual(['12-23', '12-27'])
    const words = await aTown({
      schedule: `every day at 08:00, but not on 2026-12-24, nor on the holidays of ${url}, UTC`,
    })
    expect(await words.next(2)).toEqual(['12-23', '12-27'])
  })

  it('are refused with a sentence at their field where nobody answers for them, and nothing is kept', async () => {
    const town = await aTown()
    town.server.down = true
    const other = 'https://calendar.example/other.ics'
    const known = await town.digest()
    const editions = [{ name: 'main', schedule: { ...daily, except: [{ calendar: other }] } }]
    expect(await editDigest(town.ports, known, { ...known, editions })).toEqual({
      kind: 'refused',
      refusals: [{ field: 'editions.0.schedule.except.calendar', sentence: `${other}: Nobody answers.` }],
    })
    expect(await town.ports.calendars.all()).toHaveLength(1)
  })

  it.each([
    ['a page', '<!doctype html><p>Holidays</p>', 'This is not a calendar'],
    ['a calendar of last year', aCalendar(aDayOff('2025-12-25', 'Christmas Day')), 'no day off from now on'],
  ])('are refused of %s', async (_, text, sentence) => {
    const town = await aTown({}, text)
    expect(town.planned).toMatchObject({
      kind: 'refused',
      refusals: [{ field: 'schedule.except.calendar', sentence: expect.stringContaining(sentence) }],
    })
    expect(await town.ports.calendars.all()).toEqual([])
  })

  it('are read once a day, and only asked for if they have changed', async () => {
    const town = await aTown()
    for (const hour of ['07', '12', '23']) {
      town.turnTo(`2026-12-23T${hour}:00:00Z`)
      expect((await town.refresh()).looked).toBe(0)
    }
    town.turnTo('2026-12-24T06:00:00Z')
    expect(await town.refresh()).toEqual({ looked: 1, failed: 0, changed: 0 })
    expect(await town.refresh()).toEqual({ looked: 0, failed: 0, changed: 0 })
    expect(town.server.asked).toHaveLength(2)
    expect(town.server.asked[1]).toMatchObject({ etag: '"1"' })
    expect((await town.calendar()).readAt).toBe('2026-12-24T06:00:00.000Z')
  })

  it('are read whole in a new year, whose days were too far before', async () => {
    const town = await aTown({}, aCalendar(aDayOff('2027-01-01', 'New Year'), aDayOff('2029-05-01', 'May Day')))
    expect((await town.calendar()).days).toHaveLength(1)
    town.turnTo('2027-01-01T06:00:00Z')
    await town.refresh()
    expect(town.server.asked.at(-1)?.etag).toBeUndefined()
    expect((await town.calendar()).days.map(({ day }) => day)).toEqual(['2027-01-01', '2029-05-01'])
  })

  it('that are others move the next slot, by the very run that reads them, and its page and the log say so', async () => {
    const town = await aTown()
    await town.live('2026-12-24T06:00:00Z')
    town.says(aDayOff('2026-12-24', 'Christmas Eve'), boxing)
    expect(await town.refresh()).toEqual({ looked: 1, failed: 0, changed: 1 })
    expect((await town.digest()).editions[0]!.wakeAt).toBe('2026-12-25T08:00:00.000Z')
    expect(await town.next(2)).toEqual(['12-25', '12-27'])
    expect((await town.digest()).editions[0]!.change).toEqual({
      at: '2026-12-24T06:00:00.000Z',
      added: ['2026-12-24'],
      removed: ['2026-12-25'],
    })
    expect(town.events.findLast(({ event }) => event === 'digest.rescheduled')?.fields).toMatchObject({
      digest: 'brief',
      edition: 'main',
      added: 1,
      removed: 1,
    })
  })

  it('lose no slot and send none twice, whatever days they come to name', async () => {
    const town = await aTown()
    await town.reader('ada')
    expect(await town.live('2026-12-24T06:00:00Z')).toEqual(['ada 23T08:00'])
    town.says(aDayOff('2026-12-24', 'Christmas Eve'), aDayOff('2026-12-27', 'A feast'))
    await town.refresh()
    expect(await town.live('2026-12-25T06:00:00Z')).toEqual([])
    town.says(aDayOff('2026-12-27', 'A feast'))
    await town.refresh()
    expect(await town.live('2026-12-26T07:00:00Z')).toEqual(['ada 25T08:00'])
    // A day that is over, one that is today after its slot, and one that is due.
    town.says(aDayOff('2026-12-25', 'It was'), aDayOff('2026-12-27', 'A feast'))
    await town.refresh()
    expect(await town.live('2026-12-26T09:00:00Z')).toEqual(['ada 26T08:00'])
    town.clock.now = Date.parse('2026-12-27T07:30:00Z')
    town.says(aDayOff('2026-12-26', 'It was'), aDayOff('2026-12-28', 'Another'))
    await town.refresh()
    expect(await town.live('2026-12-29T09:00:00Z')).toEqual(['ada 27T08:00', 'ada 29T08:00'])
  })

  it('leave the slot out that is due and not open yet', async () => {
    const town = await aTown()
    await town.reader('ada')
    await town.article('Ships', ['trade'])
    town.turnTo('2026-12-24T08:00:30Z')
    town.says(aDayOff('2026-12-24', 'Christmas Eve'))
    await town.refresh()
    expect(await until(town, '2026-12-25T08:30:00Z')).toEqual(['ada 25T08:00'])
  })

  it('of other days lose nothing that is due and not open yet', async () => {
    const town = await aTown()
    await town.reader('ada')
    await town.live('2026-12-23T23:00:00Z')
    await town.article('Ships', ['trade'])
    town.turnTo('2026-12-24T08:00:30Z')
    town.says(aDayOff('2026-12-31', 'New Year’s Eve'))
    expect((await town.refresh()).changed).toBe(1)
    expect(await until(town, '2026-12-24T08:30:00Z')).toEqual(['ada 24T08:01'])
  })

  it('that are over stay left out, though their calendar names them no more', async () => {
    const town = await aTown()
    town.turnTo('2026-12-28T06:00:00Z')
    town.says(aDayOff('2027-01-01', 'New Year'))
    await town.refresh()
    expect((await town.calendar()).days.map(({ day }) => day)).toEqual(['2026-12-25', '2026-12-26', '2027-01-01'])
  })

  it('leave the issue alone that is open already', async () => {
    const town = await aTown({ holdMinutes: 120 })
    await town.reader('ada')
    expect(await town.live('2026-12-24T06:05:00Z')).toEqual(['ada 23T08:00'])
    town.says(aDayOff('2026-12-24', 'Christmas Eve'))
    await town.refresh()
    expect(await town.live('2026-12-25T09:00:00Z')).toEqual(['ada 24T08:00', 'ada 25T08:00'])
  })

  it('hold in readers’ own zones, by the day on each reader’s clock', async () => {
    const schedule = { every: 'day', at: ['08:00'], zone: 'reader', defaultZone: 'UTC', except: [{ calendar: url }] }
    const town = await aTown({ schedule })
    const wishes = [wishFor(town.ports.zones, await town.digest(), 'all', 'America/New_York')]
    await takeIn(town.ports, aRequest({ zone: 'America/New_York', wishes }), 'told us')
    expect(await town.live('2026-12-24T07:10:00Z')).toEqual(['ada 23T13:00'])
    town.says(aDayOff('2026-12-24', 'Christmas Eve'))
    await town.refresh()
    expect(await town.live('2026-12-25T12:30:00Z')).toEqual([])
    // Of another day, in the half hour before a slot: it comes to its minute.
    town.says(aDayOff('2026-12-31', 'New Year’s Eve'))
    expect((await town.refresh()).changed).toBe(1)
    expect(await town.live('2026-12-25T14:00:00Z')).toEqual(['ada 25T13:00'])
  })

  it('that are others reach a paused digest, too, and it sleeps on', async () => {
    const town = await aTown()
    await pauseDigest(town.ports, await town.digest())
    town.turnTo('2026-12-24T06:00:00Z')
    town.says(aDayOff('2026-12-24', 'Christmas Eve'))
    await town.refresh()
    expect((await town.digest()).editions[0]!.wakeAt).toBeUndefined()
    await resumeDigest(town.ports, await town.digest())
    expect(await town.next(1)).toEqual(['12-25'])
  })

  it('that were read last stay in force while they cannot be read, or suddenly name nothing', async () => {
    const town = await aTown()
    town.server.down = true
    town.turnTo('2026-12-24T06:00:00Z')
    expect(await town.refresh()).toEqual({ looked: 1, failed: 1, changed: 0 })
    town.server.down = false
    town.turnTo('2026-12-25T06:00:00Z')
    town.says()
    expect(await town.refresh()).toEqual({ looked: 1, failed: 1, changed: 0 })
    expect(await town.next(1)).toEqual(['12-27'])
    const calendar = await town.calendar()
    expect(calendarHealth(calendar, town.ports.now())).toMatchObject({ health: 'failing' })
    expect(calendarHealth(calendar, town.ports.now()).note).toContain('What was read on 2026-12-23 stays in force.')
    // An editor can change what else there is to change.
    town.server.down = true
    const known = await town.digest()
    expect((await editDigest(town.ports, known, { ...known, name: 'The Brief' })).kind).toBe('saved')
    town.server.down = false
    town.says(boxing)
    town.turnTo('2026-12-26T06:00:00Z')
    await town.refresh()
    expect(calendarHealth(await town.calendar(), town.ports.now())).toEqual({ health: 'fine' })
  })

  it('count as not read where a run has ended over them, and the next run begins with the others', async () => {
    const town = await aTown()
    town.turnTo('2026-12-24T06:00:00Z')
    town.says(aDayOff('2026-12-24', 'Christmas Eve'), boxing)
    const hangs = refreshCalendars({ ...town.ports, readCalendar: () => new Promise(() => {}) })
    await Promise.race([hangs, new Promise((resolve) => setImmediate(resolve))])
    while (!(await town.calendar()).readingSince) await new Promise((resolve) => setImmediate(resolve))
    expect((await town.refresh()).looked).toBe(0)
    town.turnTo('2026-12-24T06:30:00Z')
    expect(await town.refresh()).toEqual({ looked: 1, failed: 1, changed: 0 })
    expect(await town.next(1)).toEqual(['12-24'])
    town.turnTo('2026-12-25T06:30:00Z')
    expect(await town.refresh()).toEqual({ looked: 1, failed: 0, changed: 1 })
  })

  it('that a run has read and not told all digests of are told by the next', async () => {
    const town = await aTown()
    town.turnTo('2026-12-24T06:00:00Z')
    town.says(aDayOff('2026-12-24', 'Christmas Eve'))
    const list = () => Promise.reject(new Error('the table is away'))
    await expect(refreshCalendars({ ...town.ports, digests: { ...town.ports.digests, list } })).rejects.toThrow()
    town.turnTo('2026-12-24T06:15:00Z')
    expect(await town.refresh()).toEqual({ looked: 1, failed: 0, changed: 1 })
    expect(town.server.asked).toHaveLength(2)
    expect(await town.next(1)).toEqual(['12-25'])
  })

  it('lose to an editor who changes the digest at the same time, and hold all the same', async () => {
    const town = await aTown()
    town.turnTo('2026-12-24T06:00:00Z')
    town.says(aDayOff('2026-12-24', 'Christmas Eve'))
    const list: typeof town.ports.digests.list = async (page) => {
      const found = await town.ports.digests.list(page)
      await pauseDigest(town.ports, await town.digest())
      return found
    }
    await refreshCalendars({ ...town.ports, digests: { ...town.ports.digests, list } })
    expect((await town.digest()).status).toBe('paused')
    await resumeDigest(town.ports, await town.digest())
    expect(await town.next(1)).toEqual(['12-25'])
  })

  it('are forgotten when no digest goes by them for a day', async () => {
    const town = await aTown()
    const known = await town.digest()
    await editDigest(town.ports, known, { ...known, editions: [{ name: 'main', schedule: daily }] })
    town.turnTo('2026-12-24T06:00:00Z')
    await town.refresh()
    expect(await town.ports.calendars.all()).toHaveLength(1)
    town.turnTo('2026-12-25T06:00:00Z')
    await town.refresh()
    expect(await town.ports.calendars.all()).toEqual([])
    expect(await town.next(3)).toEqual(['12-25', '12-26', '12-27'])
  })

  it.each(['before', 'after'] as const)(
    'are read on where a digest takes one up just %s it is forgotten',
    async (when) => {
      const town = await aTown()
      const known = await town.digest()
      await editDigest(town.ports, known, { ...known, editions: [{ name: 'main', schedule: daily }] })
      town.turnTo('2026-12-24T06:00:00Z')
      await town.refresh()
      town.turnTo('2026-12-25T07:00:00Z')
      const { calendars } = town.ports
      const digest = await town.digest()
      const takesItUp = (ports: typeof town.ports) =>
        editDigest(ports, digest, {
          ...digest,
          editions: [{ name: 'main', schedule: { ...daily, except: [{ calendar: url }] } }],
        })
      if (when === 'before') {
        const remove: typeof calendars.remove = async (one) => {
          await takesItUp(town.ports)
          await calendars.remove(one)
        }
        await refreshCalendars({ ...town.ports, calendars: { ...calendars, remove } })
      } else {
        const save: typeof calendars.save = async (before, after) => {
          if (before) await refreshCalendars(town.ports)
          return calendars.save(before, after)
        }
        await takesItUp({ ...town.ports, calendars: { ...calendars, save } })
      }
      expect(await calendars.all()).toMatchObject([{ url, readAt: expect.any(String) }])
      expect((await town.digest()).editions[0]!.schedule).toMatchObject({ except: [{ calendar: url }] })
    },
  )
})

describe('an edit that leaves a rhythm as it was', () => {
  it('keeps the weeks that it is counted by, though nobody says them again', async () => {
    const world = await aTown()
    const other = { every: 'week', on: ['wed'], interval: 2, at: ['08:00'], zone: 'UTC' }
    await planDigest(world.ports, { id: 'other', name: 'Other', topics: ['trade'], schedule: other })
    const known = (await world.ports.digests.get('other'))!
    expect(known.editions[0]!.schedule).toMatchObject({ countedFrom: '2026-12-23' })
    world.clock.now += DAY
    const edited = await editDigest(world.ports, known, { name: 'Other', topics: ['trade'], schedule: other })
    expect(edited).toMatchObject({ kind: 'saved', digest: { editions: [{ schedule: { countedFrom: '2026-12-23' } }] } })
  })

  it('is taken where an edition is over, and a new one that is over is not', async () => {
    const world = await aTown()
    const over = { name: 'extra', schedule: { ...daily, until: '2026-12-24' } }
    const editions = [{ name: 'main', schedule: daily }, over]
    await planDigest(world.ports, { id: 'other', name: 'Other', topics: ['trade'], editions })
    world.clock.now += 3 * DAY
    const known = (await world.ports.digests.get('other'))!
    const named = { name: 'Another', topics: ['trade'] }
    expect((await editDigest(world.ports, known, { ...named, editions })).kind).toBe('saved')
    const again = (await world.ports.digests.get('other'))!
    const more = [...editions, { name: 'third', schedule: over.schedule }]
    expect(await editDigest(world.ports, again, { ...named, editions: more })).toMatchObject({
      kind: 'refused',
      refusals: [{ field: 'editions.2.schedule' }],
    })
  })
})
