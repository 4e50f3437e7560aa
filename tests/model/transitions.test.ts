import bundle from 'moment-timezone/data/packed/latest.json' with { type: 'json' }
import { describe, expect, it } from 'vitest'
import { type ClockSchedule, type Schedule, type Slot, slotAtOrBefore, slotsAfter } from '../../core/model/schedule.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../core/model/time.ts'
import { zonesFrom } from '../../functions/adapters/zones/packed.ts'
import { ourZones as zones } from '../../functions/adapters/zones.ts'
import { packedFrom } from '../../local/zones/from-package.ts'
import debian from '../fixtures/zones/debian-2026f.json' with { type: 'json' }

/*
 * Every change of the clocks in 2026 and 2027, in every zone of the tz database, against an oracle that shares nothing with
 * our code: Debian's edition of the database, read by Python, and one rule. A wall time that comes once goes out then; one
 * that comes twice, the first time; one that never comes, as much later as the clocks jump.
 *
 * A wall time is written as the milliseconds that UTC would need to show it, so that wall - offset is an instant.
 */

const told = new Map(debian.clocks.flatMap(({ names, changes }) => names.map((name) => [name, changes] as const)))

/** How far the zone's clock is ahead of UTC, in milliseconds. */
function offsetAt(zone: string, at: number): number {
  if (zone === APIA && at < Date.UTC(2013, 0, 1)) return at < SKIPS_A_DAY ? -10 * HOUR : 14 * HOUR
  return told.get(zone)!.findLast(([from]) => from! * SECOND <= at)![1]! * MINUTE
}

/** From `northamerica`'s counterpart in the database, `australasia`: "Samoa […] skips Friday 2011-12-30". */
const APIA = 'Pacific/Apia'
const SKIPS_A_DAY = Date.UTC(2011, 11, 30, 10)

type Change = { zone: string; at: number; before: number; after: number }

/** The changes of a zone's offset. Two within five days would escape; nobody has done that. */
function changesOf(zone: string, from: number, to: number): Change[] {
  const changes: Change[] = []
  for (let start = from, before = offsetAt(zone, from); start < to; start += 5 * DAY) {
    const after = offsetAt(zone, start + 5 * DAY)
    if (after !== before) {
      let [low, high] = [start, start + 5 * DAY]
      while (high - low > SECOND) {
        const middle = low + Math.floor((high - low) / 2 / SECOND) * SECOND
        if (offsetAt(zone, middle) === before) low = middle
        else high = middle
      }
      changes.push({ zone, at: high, before, after })
    }
    before = after
  }
  return changes
}

/** The instants near a change at which the zone's clock shows a wall time, in order. */
const readings = ({ zone, before, after }: Change, wall: number): number[] =>
  [before, after]
    .map((offset) => ({ offset, at: wall - offset }))
    .filter(({ offset, at }) => offsetAt(zone, at) === offset)
    .map(({ at }) => at)
    .toSorted((a, b) => a - b)

type Sent = Pick<Slot, 'local' | 'at' | 'note'>
const iso = (ms: number) => new Date(ms).toISOString()
const timeOf = (wall: number) => iso(wall).slice(11, 16)
const dayOf = (wall: number) => Math.floor(wall / DAY) * DAY

/** What the rule says of a wall time near a change. */
function expected(change: Change, wall: number): Sent {
  const [first, second] = readings(change, wall)
  const local = iso(wall).slice(0, 16)
  if (first === undefined) {
    return { local, at: iso(readings(change, wall + change.after - change.before)[0]!), note: 'moved' }
  }
  return { local, at: iso(first), ...(second === undefined ? {} : { note: 'once' as const }) }
}

/** The wall times that are lost or doubled by a change: the first minute, the middle and the last; and the minute on either side. */
function wallsAt({ at, before, after }: Change): number[] {
  const [start, end] = [at + Math.min(before, after), at + Math.max(before, after)]
  const middle = start + Math.floor((end - start) / 2 / MINUTE) * MINUTE
  return [start - MINUTE, start, middle, end - MINUTE, end]
}

/** `wall` on the days from three before to three after. */
const week = (wall: number) => [-3, -2, -1, 0, 1, 2, 3].map((days) => wall + days * DAY)

const sent = ({ local, at, note }: Slot): Sent => ({ local, at, ...(note ? { note } : {}) })
const daily = (zone: string, ...at: string[]): ClockSchedule => ({ every: 'day', at: at.toSorted(), zone })
const isNear = (at: string, change: Change, ms: number) => Math.abs(Date.parse(at) - change.at) <= ms
const justBefore = (at: string) => iso(Date.parse(at) - 1)

const places = [...told.keys()]
const changes = places.flatMap((zone) => changesOf(zone, Date.UTC(2026, 0, 1), Date.UTC(2028, 0, 1)))
const changeOf = (zone: string, day: string): Change => {
  const found = changesOf(zone, Date.parse(day) - 3 * DAY, Date.parse(day) + 2 * DAY)
  if (found.length !== 1) throw new Error(`${found.length} changes in ${zone} around ${day}`)
  return found[0]!
}

describe('at every change of the clocks in every zone, 2026 and 2027', () => {
  it('has looked at all of them', () => {
    expect(places.length).toBeGreaterThan(400)
    expect(new Set(changes.map(({ zone }) => zone)).size).toBeGreaterThan(110)
    expect(changes.filter(({ before, after }) => after > before).length).toBeGreaterThan(200)
    expect(changes.filter(({ before, after }) => after < before).length).toBeGreaterThan(200)
    expect(new Set(changes.map(({ before, after }) => Math.abs(after - before) / MINUTE))).toEqual(
      new Set([30, 60, 120]),
    )
  })

  it('a daily digest goes out exactly once for every local date, at a time that is lost, doubled or next to it', () => {
    let compared = 0
    const wrong: unknown[] = []
    for (const change of changes) {
      for (const wall of wallsAt(change)) {
        const due = week(wall).map((one) => expected(change, one))
        const slots = slotsAfter(zones, daily(change.zone, timeOf(wall)), justBefore(due[0]!.at), due.length).map(sent)
        compared += slots.length
        if (JSON.stringify(slots) !== JSON.stringify(due)) wrong.push({ change, due, slots })
      }
    }
    expect(wrong).toEqual([])
    expect(compared).toBe(changes.length * 5 * 7)
  })

  it('looking back finds the same slot, and just before it the one of the day before', () => {
    const wrong: unknown[] = []
    for (const change of changes) {
      for (const wall of wallsAt(change)) {
        const schedule = daily(change.zone, timeOf(wall))
        const [before, own] = [wall - DAY, wall].map((one) => expected(change, one)) as [Sent, Sent]
        const back = [own.at, justBefore(own.at)].map((at) => slotAtOrBefore(zones, schedule, at)?.local)
        if (back[0] !== own.local || back[1] !== before.local) wrong.push({ change, own, before, back })
      }
    }
    expect(wrong).toEqual([])
  })

  it('a digest of many times goes out in order, and once where two times fall on one instant', () => {
    const wrong: unknown[] = []
    for (const change of changes) {
      const [, first, middle, last] = wallsAt(change) as [number, number, number, number, number]
      const jump = change.after - change.before
      const times = [...new Set([first, middle, last, middle + jump, last + jump].map(timeOf))]
      const days = [-2, -1, 0, 1, 2].map((day) => dayOf(first) + day * DAY)
      const all = days.flatMap((day) => times.map((time) => expected(change, day + Date.parse(`1970-01-01T${time}Z`))))
      const near = (ms: number) =>
        [...new Set(all.map(({ at }) => at))].filter((at) => isNear(at, change, ms)).toSorted()
      const [due, closest] = [near(DAY), near(2 * HOUR)]
      const schedule = daily(change.zone, ...times)
      const slots = slotsAfter(zones, schedule, justBefore(due[0]!), due.length).map(({ at }) => at)
      const back = closest.map((at) => slotAtOrBefore(zones, schedule, at)?.at)
      if (slots.join() !== due.join() || back.join() !== closest.join()) wrong.push({ change, due, slots, back })
    }
    expect(wrong).toEqual([])
  })
})

describe('the changes that are known to be hard', () => {
  const around = (schedule: Schedule, after: string, count: number) =>
    slotsAfter(zones, schedule, after, count).map(({ local, at, note }) => [local, at, note])

  it('Africa/Cairo, whose clocks skip the first hour of a date and repeat the last', () => {
    expect(around(daily('Africa/Cairo', '00:30'), '2026-04-22T12:00:00.000Z', 3)).toEqual([
      ['2026-04-23T00:30', '2026-04-22T22:30:00.000Z', undefined],
      ['2026-04-24T00:30', '2026-04-23T22:30:00.000Z', 'moved'],
      ['2026-04-25T00:30', '2026-04-24T21:30:00.000Z', undefined],
    ])
    expect(around(daily('Africa/Cairo', '23:30'), '2026-10-29T00:00:00.000Z', 2)).toEqual([
      ['2026-10-29T23:30', '2026-10-29T20:30:00.000Z', 'once'],
      ['2026-10-30T23:30', '2026-10-30T21:30:00.000Z', undefined],
    ])
  })

  it('America/Nuuk, whose clocks skip the last hour of a date: its edition goes out after midnight, and the next date has its own', () => {
    expect(around(daily('America/Nuuk', '23:30'), '2026-03-28T12:00:00.000Z', 2)).toEqual([
      ['2026-03-28T23:30', '2026-03-29T01:30:00.000Z', 'moved'],
      ['2026-03-29T23:30', '2026-03-30T00:30:00.000Z', undefined],
    ])
    expect(around(daily('America/Nuuk', '23:30'), '2026-10-24T12:00:00.000Z', 2)).toEqual([
      ['2026-10-24T23:30', '2026-10-25T00:30:00.000Z', 'once'],
      ['2026-10-25T23:30', '2026-10-26T01:30:00.000Z', undefined],
    ])
  })

  it('America/Nuuk again: a time moved past midnight takes its place among the times of the next date, and none is lost', () => {
    const schedule = daily('America/Nuuk', '00:15', '00:30', '23:30')
    expect(around(schedule, '2026-03-28T12:00:00.000Z', 3)).toEqual([
      ['2026-03-29T00:15', '2026-03-29T01:15:00.000Z', undefined],
      ['2026-03-28T23:30', '2026-03-29T01:30:00.000Z', 'moved'],
      ['2026-03-29T23:30', '2026-03-30T00:30:00.000Z', undefined],
    ])
    expect(slotAtOrBefore(zones, schedule, '2026-03-29T01:29:00.000Z')?.local).toBe('2026-03-29T00:15')
    expect(slotAtOrBefore(zones, schedule, '2026-03-29T12:00:00.000Z')?.local).toBe('2026-03-28T23:30')
  })

  it('a time moved past midnight belongs to the date it was planned for: by that date it begins, ends and is left out', () => {
    const saturday = '2026-03-28'
    const schedule = daily('America/Nuuk', '23:30')
    const friday = '2026-03-28T12:00:00.000Z'
    expect(slotsAfter(zones, { ...schedule, until: saturday }, friday, 9).map(({ local }) => local)).toEqual([
      '2026-03-28T23:30',
    ])
    expect(slotAtOrBefore(zones, { ...schedule, until: saturday }, '2026-03-31T00:00:00.000Z')?.local).toBe(
      '2026-03-28T23:30',
    )
    expect(slotsAfter(zones, { ...schedule, from: '2026-03-29' }, friday, 1)[0]?.local).toBe('2026-03-29T23:30')
    expect(slotAtOrBefore(zones, { ...schedule, from: '2026-03-29' }, '2026-03-29T12:00:00.000Z')).toBeUndefined()
    expect(slotsAfter(zones, { ...schedule, except: [saturday] }, friday, 1)[0]?.local).toBe('2026-03-29T23:30')
  })

  it('Australia/Lord_Howe, whose clocks move by half an hour', () => {
    expect(around(daily('Australia/Lord_Howe', '02:15'), '2026-10-03T00:00:00.000Z', 2)).toEqual([
      ['2026-10-04T02:15', '2026-10-03T15:45:00.000Z', 'moved'],
      ['2026-10-05T02:15', '2026-10-04T15:15:00.000Z', undefined],
    ])
    expect(around(daily('Australia/Lord_Howe', '01:45'), '2026-04-04T00:00:00.000Z', 2)).toEqual([
      ['2026-04-05T01:45', '2026-04-04T14:45:00.000Z', 'once'],
      ['2026-04-06T01:45', '2026-04-05T15:15:00.000Z', undefined],
    ])
    expect(around(daily('Australia/Lord_Howe', '02:15', '02:45'), '2026-10-03T00:00:00.000Z', 2)).toEqual([
      ['2026-10-04T02:15', '2026-10-03T15:45:00.000Z', 'moved'],
      ['2026-10-05T02:15', '2026-10-04T15:15:00.000Z', undefined],
    ])
  })

  it('two times that fall on one instant are one slot, looking forward and back', () => {
    const schedule = daily('Europe/Berlin', '02:30', '03:30')
    const slots = slotsAfter(zones, schedule, '2026-03-28T12:00:00.000Z', 3)
    expect(slots.map(({ local }) => local)).toEqual(['2026-03-29T02:30', '2026-03-30T02:30', '2026-03-30T03:30'])
    expect(slots.map(({ at }) => slotAtOrBefore(zones, schedule, at)?.name)).toEqual(slots.map(({ name }) => name))
    expect(slotAtOrBefore(zones, schedule, justBefore(slots[0]!.at))?.local).toBe('2026-03-28T03:30')
  })
})

/*
 * Samoa went from the 29th of December 2011 to the 31st: the 30th, a Friday, never was. By the rule its 08:00 is moved by
 * the 24 hours that the clocks jumped, onto the 08:00 of the 31st: one instant, hence one slot, and nobody is written to twice.
 * It bears the earlier name. What is planned for the 30th alone goes out on the 31st and is not lost.
 */
describe('a date that never was (Pacific/Apia, 2011-12-30)', () => {
  const change = changeOf('Pacific/Apia', '2011-12-30')
  // What is deployed does not reach back so far.
  const history = zonesFrom(packedFrom(bundle, '2026-10-27', { from: 2000, until: 2028 }))
  const after = '2011-12-29T12:00:00.000Z'
  const apia = { at: ['08:00'], zone: 'Pacific/Apia' }

  it('is skipped by its clocks', () => {
    expect(change.after - change.before).toBe(DAY)
    expect(Array.from({ length: 24 }, (_, hour) => readings(change, Date.UTC(2011, 11, 30, hour))).flat()).toEqual([])
  })

  it.each(['00:00', '08:00', '12:00', '23:59'])(
    'has no send of its own: the dates that were have one each, at %s',
    (time) => {
      const dates = ['2011-12-28', '2011-12-29', '2011-12-31', '2012-01-01', '2012-01-02']
      const due = dates.map((date) => expected(change, Date.parse(`${date}T${time}Z`)).at)
      const schedule = daily('Pacific/Apia', time)
      expect(slotsAfter(history, schedule, justBefore(due[0]!), due.length).map(({ at }) => at)).toEqual(due)
      expect(due.map((at) => slotAtOrBefore(history, schedule, at)?.at)).toEqual(due)
    },
  )

  it('lends its name to the slot it shares with the next date, which says that it was moved', () => {
    expect(
      slotsAfter(history, { every: 'day', ...apia }, after, 3).map(({ local, at, note }) => [local, at, note]),
    ).toEqual([
      ['2011-12-29T08:00', '2011-12-29T18:00:00.000Z', undefined],
      ['2011-12-30T08:00', '2011-12-30T18:00:00.000Z', 'moved'],
      ['2012-01-01T08:00', '2011-12-31T18:00:00.000Z', undefined],
    ])
  })

  it.each<[string, Schedule, string[]]>([
    ['Fridays', { every: 'week', on: ['fri'], ...apia }, ['2011-12-30T18:00:00.000Z', '2012-01-05T18:00:00.000Z']],
    [
      'Fridays and Saturdays',
      { every: 'week', on: ['fri', 'sat'], ...apia },
      ['2011-12-30T18:00:00.000Z', '2012-01-05T18:00:00.000Z'],
    ],
    ['the 30th', { every: 'month', on: [30], ...apia }, ['2011-12-30T18:00:00.000Z', '2012-01-29T18:00:00.000Z']],
    [
      'the 30th and 31st',
      { every: 'month', on: [30, 31], ...apia },
      ['2011-12-30T18:00:00.000Z', '2012-01-29T18:00:00.000Z'],
    ],
  ])('loses and doubles nothing of a digest that goes out on %s', (_, schedule, due) => {
    expect(slotsAfter(history, schedule, '2011-12-29T20:00:00.000Z', 2).map(({ at }) => at)).toEqual(due)
  })
})

describe('a rule of weeks or months that meets a change of the clocks', () => {
  const handful = [
    'Europe/Berlin',
    'America/New_York',
    'America/Santiago',
    'America/Havana',
    'America/Nuuk',
    'Africa/Cairo',
    'Africa/Casablanca',
    'Asia/Beirut',
    'Atlantic/Azores',
    'Australia/Lord_Howe',
    'Antarctica/Troll',
  ]
  const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
  const met = changes.filter(({ zone }) => handful.includes(zone))

  it.each(handful)('goes out once on its day in %s', (zone) => {
    const mine = met.filter((change) => change.zone === zone)
    expect(mine.length).toBeGreaterThanOrEqual(2)
    for (const change of mine) {
      for (const wall of wallsAt(change)) {
        const rule = { at: [timeOf(wall)], zone }
        const [date, weekday] = [new Date(wall).getUTCDate(), new Date(wall).getUTCDay()]
        const start = iso(wall - 2 * DAY)

        const weekly = slotsAfter(zones, { every: 'week', on: [days[weekday]!], ...rule }, start, 2).map(sent)
        expect(weekly).toEqual([wall, wall + 7 * DAY].map((one) => expected(change, one)))

        const monthly = slotsAfter(zones, { every: 'month', on: [date], ...rule }, start, 1).map(sent)
        expect(monthly).toEqual([expected(change, wall)])

        const working = week(wall).filter((one) => ![0, 6].includes(new Date(one).getUTCDay()))
        const due = working.map((one) => expected(change, one))
        const onWeekdays = slotsAfter(zones, { every: 'weekday', ...rule }, justBefore(due[0]!.at), due.length)
        expect(onWeekdays.map(sent)).toEqual(due)
      }
    }
  })
})

describe('a rule that meets the edges of the calendar', () => {
  const locals = (schedule: Schedule, after: string, count: number) =>
    slotsAfter(zones, schedule, after, count).map(({ local }) => local.slice(0, 10))
  const berlin = { at: ['08:00'], zone: 'Europe/Berlin' }

  it('goes out on a leap day, and on the 28th for the 29th of other years', () => {
    expect(locals({ every: 'day', ...berlin }, '2028-02-27T12:00:00.000Z', 3)).toEqual([
      '2028-02-28',
      '2028-02-29',
      '2028-03-01',
    ])
    expect(locals({ every: 'month', on: [29], ...berlin }, '2027-02-01T00:00:00.000Z', 1)).toEqual(['2027-02-28'])
    expect(locals({ every: 'month', on: [29], ...berlin }, '2028-02-01T00:00:00.000Z', 1)).toEqual(['2028-02-29'])
    expect(locals({ every: 'month', on: [29, 30, 31], ...berlin }, '2028-02-01T00:00:00.000Z', 2)).toEqual([
      '2028-02-29',
      '2028-03-29',
    ])
  })

  it('goes on over the end of a year', () => {
    expect(locals({ every: 'day', ...berlin }, '2026-12-30T12:00:00.000Z', 2)).toEqual(['2026-12-31', '2027-01-01'])
    expect(locals({ every: 'week', on: ['thu'], ...berlin }, '2026-12-30T12:00:00.000Z', 2)).toEqual([
      '2026-12-31',
      '2027-01-07',
    ])
    // Kiritimati is in the new year while UTC has fourteen hours of the old one left.
    const [first] = slotsAfter(zones, daily('Pacific/Kiritimati', '00:00'), '2026-12-30T12:00:00.000Z', 1)
    expect(first).toMatchObject({ local: '2027-01-01T00:00', at: '2026-12-31T10:00:00.000Z' })
  })

  it('takes the 31st for the last day of every month, twelve times a year', () => {
    const lastDays = Array.from({ length: 12 }, (_, month) => iso(Date.UTC(2027, month + 1, 0)).slice(0, 10))
    expect(locals({ every: 'month', on: [31], ...berlin }, '2027-01-01T00:00:00.000Z', 12)).toEqual(lastDays)
  })
})
