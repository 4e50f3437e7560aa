import { describe, expect, it } from 'vitest'
import {
  forReaders,
  inWords,
  parseSchedule,
  type Schedule,
  slotAtOrBefore,
  slotByHand,
  slotsAfter,
} from '../../core/model/schedule.ts'
import { zones } from '../../functions/adapters/zones.ts'

const now = '2026-11-24T09:00:00.000Z'
const plan = (input: object): Schedule => {
  const result = parseSchedule(zones, input as never, '2000-01-01T00:00:00.000Z')
  if (!result.ok) throw new Error(JSON.stringify(result.refusals))
  return result.value
}
const berlin = { at: ['08:00'], zone: 'Europe/Berlin' }
const locals = (schedule: Schedule, after: string, count = 5) =>
  slotsAfter(zones, schedule, after, count).map((slot) => slot.local)

describe('a schedule', () => {
  it('comes due every weekday and leaves the weekend out', () => {
    expect(locals(plan({ every: 'weekday', ...berlin }), '2026-11-26T08:00:00.000Z', 3)).toEqual([
      '2026-11-27T08:00',
      '2026-11-30T08:00',
      '2026-12-01T08:00',
    ])
  })

  it('comes due on the chosen days of the week, at each of its times', () => {
    const schedule = plan({ every: 'week', on: ['sat', 'mon'], at: ['18:00', '07:30'], zone: 'UTC' })
    expect(locals(schedule, '2026-11-24T00:00:00.000Z', 4)).toEqual([
      '2026-11-28T07:30',
      '2026-11-28T18:00',
      '2026-11-30T07:30',
      '2026-11-30T18:00',
    ])
  })

  it('takes a 31st for the last day of a shorter month, once', () => {
    const schedule = plan({ every: 'month', on: [30, 31], at: ['08:00'], zone: 'UTC' })
    expect(locals(schedule, '2027-01-29T12:00:00.000Z', 5)).toEqual([
      '2027-01-30T08:00',
      '2027-01-31T08:00',
      '2027-02-28T08:00',
      '2027-03-30T08:00',
      '2027-03-31T08:00',
    ])
  })

  it('keeps its wall time through both changes of the clocks', () => {
    const schedule = plan({ every: 'day', ...berlin })
    const times = slotsAfter(zones, schedule, '2026-03-27T12:00:00.000Z', 3).map((slot) => slot.at)
    expect(times).toEqual(['2026-03-28T07:00:00.000Z', '2026-03-29T06:00:00.000Z', '2026-03-30T06:00:00.000Z'])
    expect(slotsAfter(zones, schedule, '2026-10-24T12:00:00.000Z', 1)[0]?.at).toBe('2026-10-25T07:00:00.000Z')
  })

  it('goes by the clock of each zone, whichever was asked about before', () => {
    const daily = (zone: string) => slotsAfter(zones, plan({ every: 'day', at: ['08:00'], zone }), now, 1)[0]?.at
    const seen = ['Europe/Berlin', 'Asia/Tokyo', 'UTC', 'Europe/Berlin'].map(daily)
    expect(seen).toEqual([
      '2026-11-25T07:00:00.000Z',
      '2026-11-24T23:00:00.000Z',
      '2026-11-25T08:00:00.000Z',
      '2026-11-25T07:00:00.000Z',
    ])
  })

  it('goes out as much later as the clocks jump, and says so', () => {
    const [slot] = slotsAfter(
      zones,
      plan({ every: 'day', at: ['02:30'], zone: 'Europe/Berlin' }),
      '2026-03-28T12:00:00.000Z',
      1,
    )
    expect(slot).toEqual({
      name: '2026-03-29T02:30@Europe/Berlin',
      at: '2026-03-29T01:30:00.000Z',
      local: '2026-03-29T02:30',
      zone: 'Europe/Berlin',
      note: 'moved',
    })
  })

  it('goes out once at a time that comes twice', () => {
    const schedule = plan({ every: 'day', at: ['02:30'], zone: 'Europe/Berlin' })
    const slots = slotsAfter(zones, schedule, '2026-10-24T12:00:00.000Z', 2)
    expect(slots.map(({ at, note }) => [at, note])).toEqual([
      ['2026-10-25T00:30:00.000Z', 'once'],
      ['2026-10-26T01:30:00.000Z', undefined],
    ])
  })

  it('makes one slot of two times that fall on one instant (I6)', () => {
    const schedule = plan({ every: 'day', at: ['02:30', '03:30'], zone: 'Europe/Berlin' })
    expect(locals(schedule, '2026-03-28T12:00:00.000Z', 3)).toEqual([
      '2026-03-29T02:30',
      '2026-03-30T02:30',
      '2026-03-30T03:30',
    ])
  })

  it('finds looking back what it found looking forward', () => {
    const schedule = plan({ every: 'day', at: ['00:15', '02:30', '03:30', '23:45'], zone: 'Africa/Cairo' })
    const slots = slotsAfter(zones, schedule, '2026-04-20T00:00:00.000Z', 60)
    expect(slots.map((slot) => slotAtOrBefore(zones, schedule, slot.at)?.name)).toEqual(slots.map((slot) => slot.name))
    expect(slotAtOrBefore(zones, schedule, slots[7]!.at)?.at).toBe(slots[7]!.at)
  })

  it('begins, ends and pauses on the dates it was given', () => {
    const schedule = plan({ every: 'day', ...berlin, from: '2026-12-01', until: '2026-12-04', except: ['2026-12-02'] })
    expect(locals(schedule, now)).toEqual(['2026-12-01T08:00', '2026-12-03T08:00', '2026-12-04T08:00'])
    expect(slotAtOrBefore(zones, schedule, now)).toBeUndefined()
  })

  it('is said in words as a person would', () => {
    expect(inWords(plan({ every: 'weekday', ...berlin }))).toBe('every weekday at 08:00, Europe/Berlin')
    expect(inWords(plan({ every: 'week', on: ['mon', 'thu'], at: ['07:00', '19:00'], zone: 'UTC' }))).toBe(
      'every Monday and Thursday at 07:00 and 19:00, UTC',
    )
    // A day that a month does not have means its last day: the words say so.
    expect(inWords(plan({ every: 'month', on: [30], at: ['09:00'], zone: 'UTC' }))).toBe(
      'on the 30th of every month or its last day at 09:00, UTC',
    )
    expect(inWords(plan({ every: 'month', on: [1, 22, 31], at: ['09:00'], zone: 'UTC', until: '2030-01-01' }))).toBe(
      'on the 1st, 22nd, and last day of every month at 09:00, until 2030-01-01, UTC',
    )
  })

  it('is said to its readers as theirs, without what only editors need', () => {
    const own = plan({ every: 'day', at: ['08:00'], zone: 'reader', defaultZone: 'Europe/Berlin' })
    expect(forReaders(own)).toBe('every day at 08:00, your time')
    const berlin = plan({ every: 'weekday', at: ['08:00'], zone: 'Europe/Berlin', except: ['2026-12-25'] })
    expect(forReaders(berlin)).toBe('every weekday at 08:00, Europe/Berlin')
  })

  it('names a slot opened by hand to the second', () => {
    expect(slotByHand(zones, '2026-11-24T07:00:17.250Z', 'Europe/Berlin').name).toBe(
      '2026-11-24T08:00:17@Europe/Berlin',
    )
  })
})

describe('a schedule that cannot be kept', () => {
  it.each([
    ['every', { every: 'fortnight', ...berlin }],
    ['at', { every: 'day', at: ['24:00'], zone: 'UTC' }],
    ['at', { every: 'day', at: ['8:60'], zone: 'UTC' }],
    ['at', { every: 'day', at: [], zone: 'UTC' }],
    ['zone', { every: 'day', at: ['08:00'], zone: 'Mars/Olympus' }],
    ['zone', { every: 'day', at: ['08:00'], zone: '+01:00' }],
    ['zone', { every: 'day', at: ['08:00'] }],
    ['on', { every: 'week', ...berlin }],
    ['on', { every: 'month', on: [32], ...berlin }],
    ['from', { every: 'day', ...berlin, from: '2026-02-30' }],
    ['until', { every: 'day', ...berlin, from: '2027-01-02', until: '2027-01-01' }],
    ['except', { every: 'day', ...berlin, except: 'christmas' }],
  ])('is refused by naming %s', (field, input) => {
    const result = parseSchedule(zones, input, now)
    expect(result.ok ? [] : result.refusals.map((one) => one.field)).toContain(`schedule.${field}`)
  })

  it('is refused when it never comes due', () => {
    const over = parseSchedule(zones, { every: 'day', ...berlin, until: '2026-11-23' }, now)
    const leftOut = parseSchedule(
      zones,
      { every: 'week', on: ['tue'], ...berlin, from: '2026-12-01', until: '2026-12-01', except: ['2026-12-01'] },
      now,
    )
    expect([over, leftOut].map((one) => one.ok || one.refusals[0]?.field)).toEqual(['schedule', 'schedule'])
  })
})
