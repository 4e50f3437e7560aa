import { describe, expect, it } from 'vitest'
import {
  forReaders,
  inWords,
  inZone,
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

  describe('of every second week', () => {
    const every = { every: 'week', interval: 2, on: ['mon'], ...berlin }

    it('comes in the week that it is counted from, and in every second one from there on', () => {
      const schedule = plan({ ...every, countedFrom: '2026-12-07' })
      expect(locals(schedule, now, 3)).toEqual(['2026-12-07T08:00', '2026-12-21T08:00', '2027-01-04T08:00'])
    })

    it('is counted by weeks that begin on Monday (WKST=MO), whichever of their days is named', () => {
      const days = { ...every, on: ['tue', 'sun'] }
      // RFC 5545, 3.3.10: from Tuesday 5 August 1997 on, every second Tuesday and Sunday, WKST=MO.
      const august = plan({ ...days, countedFrom: '1997-08-05' })
      expect(locals(august, '1997-08-04T12:00:00.000Z', 4).map((one) => one.slice(0, 10))).toEqual([
        '1997-08-05',
        '1997-08-10',
        '1997-08-19',
        '1997-08-24',
      ])
      const [monday, sunday] = ['2026-12-07', '2026-12-13'].map((countedFrom) => plan({ ...days, countedFrom }))
      expect(locals(monday!, now)).toEqual(locals(sunday!, now))
    })

    it('is counted back as well, and is in step in any year', () => {
      const [here, later] = ['2026-12-07', '2030-01-14'].map((countedFrom) => plan({ ...every, countedFrom }))
      expect(locals(later!, now)).toEqual(locals(here!, now))
      const long = plan({ ...every, countedFrom: '1969-12-22' })
      expect(slotAtOrBefore(zones, long, '1970-01-10T00:00:00.000Z')?.local).toBe('1970-01-05T08:00')
    })

    it('is counted from its first slot where nobody says from when, and that is kept', () => {
      const parsed = (input: object) => parseSchedule(zones, { ...every, ...input }, '2026-12-02T12:00:00.000Z')
      const value = { every: 'week', on: ['mon'], interval: 2, countedFrom: '2026-12-07', ...berlin }
      expect(parsed({})).toEqual({ ok: true, value })
      expect(parsed(value)).toEqual({ ok: true, value })
      expect(parsed({ on: ['wed'] })).toMatchObject({ value: { countedFrom: '2026-12-09' } })
      expect(parsed({ on: ['wed'], at: ['20:00'] })).toMatchObject({ value: { countedFrom: '2026-12-02' } })
      expect(parsed({ from: '2027-03-01' })).toMatchObject({ value: { countedFrom: '2027-03-01' } })
      expect(parsed({ except: ['2026-12-07'] })).toMatchObject({ value: { countedFrom: '2026-12-14' } })
      expect(parsed({ interval: 1 })).toEqual({ ok: true, value: { every: 'week', on: ['mon'], ...berlin } })
    })

    it('comes in the same weeks in every zone of its readers', () => {
      const own = plan({ ...every, zone: 'reader', countedFrom: '2026-12-07' })
      for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago'])
        expect(locals(inZone(zones, own, zone), now, 2)).toEqual(['2026-12-07T08:00', '2026-12-21T08:00'])
    })
  })

  it('comes on the first, third or last weekday of a month', () => {
    const tuesdays = plan({ every: 'month', on: ['third tue', 'first tue'], ...berlin })
    expect(locals(tuesdays, now, 4)).toEqual([
      '2026-12-01T08:00',
      '2026-12-15T08:00',
      '2027-01-05T08:00',
      '2027-01-19T08:00',
    ])
    const last = plan({ every: 'month', on: ['last fri', 'fourth fri'], ...berlin })
    // January 2027 has five Fridays, February four: there the fourth is the last, and it comes once.
    expect(locals(last, '2027-01-01T00:00:00.000Z', 3)).toEqual([
      '2027-01-22T08:00',
      '2027-01-29T08:00',
      '2027-02-26T08:00',
    ])
  })

  it('comes on the first or last day from Monday to Friday of a month', () => {
    const schedule = plan({ every: 'month', on: ['first weekday', 'last weekday', 'second weekday'], ...berlin })
    expect(locals(schedule, '2027-01-28T12:00:00.000Z', 6).map((one) => one.slice(0, 10))).toEqual([
      '2027-01-29',
      '2027-02-01',
      '2027-02-02',
      '2027-02-26',
      '2027-03-01',
      '2027-03-02',
    ])
  })

  it('comes every quarter: on its first day, unless others are named', () => {
    const dates = (input: object, count: number) =>
      locals(plan({ every: 'quarter', ...berlin, ...input }), now, count).map((one) => one.slice(0, 10))
    expect(dates({}, 4)).toEqual(['2027-01-01', '2027-04-01', '2027-07-01', '2027-10-01'])
    expect(dates({ on: ['last day', 30] }, 3)).toEqual(['2026-12-31', '2027-01-30', '2027-03-31'])
    expect(dates({ on: ['last fri', 'first mon'] }, 3)).toEqual(['2026-12-25', '2027-01-04', '2027-03-26'])
  })

  it('comes once a year, on the last day of February where it is the 29th', () => {
    const dates = (on: string[], count: number) =>
      locals(plan({ every: 'year', on, ...berlin }), now, count).map((one) => one.slice(0, 10))
    expect(dates(['07-04', '12-25'], 3)).toEqual(['2026-12-25', '2027-07-04', '2027-12-25'])
    expect(dates(['02-29'], 3)).toEqual(['2027-02-28', '2028-02-29', '2029-02-28'])
  })

  it('is found years ahead, and years back: what is left out only puts it off', () => {
    const fourth = { every: 'year', on: ['07-04'], ...berlin }
    const except = [2027, 2028, 2029, 2030].map((year) => `${year}-07-04`)
    expect(locals(plan({ ...fourth, except }), now, 2)).toEqual(['2031-07-04T08:00', '2032-07-04T08:00'])
    expect(slotAtOrBefore(zones, plan({ ...fourth, except }), '2031-01-01T00:00:00.000Z')?.local).toBe(
      '2026-07-04T08:00',
    )
    expect(locals(plan({ ...fourth, from: '2040-07-05' }), now, 1)).toEqual(['2041-07-04T08:00'])
    // The calendar ends with the year 9999.
    expect(locals(plan({ ...fourth, from: '9998-01-01' }), now, 5)).toHaveLength(2)
  })

  it('finds back what comes seldom', () => {
    for (const input of [
      { every: 'week', interval: 3, on: ['mon', 'sun'], countedFrom: '2026-12-07' },
      { every: 'month', on: ['last weekday', 'first sun'] },
      { every: 'quarter', on: [30, 'last day'] },
      { every: 'quarter', on: ['first mon', 'last fri'] },
      { every: 'year', on: ['02-29', '12-31', '01-01'] },
    ]) {
      const schedule = plan({ ...input, at: ['00:15', '02:30', '23:45'], zone: 'Africa/Cairo' })
      const slots = slotsAfter(zones, schedule, '2026-04-20T00:00:00.000Z', 30)
      const back = slots.map((slot) => slotAtOrBefore(zones, schedule, slot.at)?.name)
      expect(back).toEqual(slots.map((slot) => slot.name))
    }
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

describe('the holidays of a calendar', () => {
  const calendar = 'https://calendar.example/skerry.ics'
  const skerry = { calendar, name: 'Skerry', days: ['2026-12-25', '2026-12-26'] }
  const read = (except: unknown, known: Parameters<typeof parseSchedule>[4]) =>
    parseSchedule(zones, { every: 'day', ...berlin, except }, '2026-12-23T12:00:00.000Z', 'schedule', known)

  it('are days on which nothing is planned, forwards and backwards', () => {
    const result = read(['2026-12-24', { calendar }], () => skerry)
    if (!result.ok) throw new Error(JSON.stringify(result.refusals))
    const [next] = slotsAfter(zones, result.value, '2026-12-23T12:00:00.000Z', 1)
    expect(next?.local).toBe('2026-12-27T08:00')
    expect(slotAtOrBefore(zones, result.value, '2026-12-26T12:00:00.000Z')?.local).toBe('2026-12-23T08:00')
  })

  it('are refused with what is the matter with their calendar', () => {
    const sentence = 'There is nothing at this address.'
    expect(read([{ calendar }], () => sentence)).toEqual({
      ok: false,
      refusals: [{ field: 'schedule.except.calendar', sentence: `${calendar}: ${sentence}` }],
    })
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
    ['on', { every: 'month', on: [1, 'first mon'], ...berlin }],
    ['on', { every: 'month', on: ['fifth mon'], ...berlin }],
    ['on', { every: 'quarter', on: [31], ...berlin }],
    ['on', { every: 'quarter', on: [], ...berlin }],
    ['on', { every: 'year', ...berlin }],
    ['on', { every: 'year', on: ['04-31'], ...berlin }],
    ['on', { every: 'year', on: ['4 July'], ...berlin }],
    [
      'on',
      {
        every: 'year',
        on: [
          { toString: 1, valueOf: 1 },
          { toString: 1, valueOf: 1 },
        ],
        ...berlin,
      },
    ],
    ['on', { every: 'year', on: [null, 7, []], ...berlin }],
    ['interval', { every: 'week', on: ['mon'], interval: 5, ...berlin }],
    ['interval', { every: 'week', on: ['mon'], interval: 1.5, ...berlin }],
    ['interval', { every: 'month', on: [1], interval: 2, ...berlin }],
    ['countedFrom', { every: 'week', on: ['mon'], interval: 2, countedFrom: '2026-02-30', ...berlin }],
    ['countedFrom', { every: 'week', on: ['mon'], countedFrom: '2026-12-07', ...berlin }],
    ['interval', { every: 'filing', interval: 2 }],
    ['from', { every: 'day', ...berlin, from: '2026-02-30' }],
    ['on', { every: 'day', on: ['mon'], ...berlin }],
    ['atMostEveryMinutes', { every: 'day', ...berlin, atMostEveryMinutes: 60 }],
    ['defaultZone', { every: 'filing', defaultZone: 'Europe/Berlin' }],
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
    const counted = { every: 'week', interval: 2, on: ['mon'], ...berlin, until: '2026-11-23' }
    const all = [over, leftOut, parseSchedule(zones, counted, now)]
    expect(all.map((one) => one.ok || one.refusals[0]?.field)).toEqual(['schedule', 'schedule', 'schedule'])
  })
})
