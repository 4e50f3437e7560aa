import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ordinals, weekdays } from '../../core/model/recurrence.ts'
import { inWords, parseSchedule, type Schedule } from '../../core/model/schedule.ts'
import { fromWords } from '../../core/model/schedule-words.ts'
import { zones } from '../../functions/adapters/zones.ts'

const early = '2000-01-01T00:00:00.000Z'

const twoDigits = (n: number) => String(n).padStart(2, '0')
const aTime = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => `${twoDigits(hour)}:${twoDigits(minute)}`)
const aDay = fc
  .date({ min: new Date('2026-01-01'), max: new Date('2030-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const aZone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'), 'UTC', 'Etc/GMT+5', 'W-SU', 'EST5EDT', 'Japan')
const aNth = fc
  .tuple(fc.constantFrom(...ordinals), fc.constantFrom(...weekdays, 'weekday'))
  .map(([ordinal, day]) => `${ordinal} ${day}`)
const some = <T>(one: fc.Arbitrary<T>) => fc.uniqueArray(one, { minLength: 1, maxLength: 5 })

const someMinutes = fc.integer({ min: 1, max: 7 * 24 * 60 })
const filing: fc.Arbitrary<Schedule> = fc.record({
  every: fc.constant('filing'),
  settleMinutes: someMinutes,
  atMostEveryMinutes: someMinutes,
})

const byTheClock: fc.Arbitrary<Schedule> = fc
  .record(
    {
      rhythm: fc.oneof(
        fc.record({ every: fc.constantFrom('day', 'weekday') }),
        fc.record({ every: fc.constant('week'), on: some(fc.constantFrom(...weekdays)) }),
        fc.record({ every: fc.constant('month'), on: some(fc.integer({ min: 1, max: 31 })) }),
        fc.record(
          {
            every: fc.constant('week'),
            on: some(fc.constantFrom(...weekdays)),
            interval: fc.constantFrom(2, 3, 4),
            countedFrom: aDay,
          },
          { requiredKeys: ['every', 'on', 'interval'] },
        ),
        fc.record({ every: fc.constantFrom('month', 'quarter'), on: some(aNth) }),
        fc.record({
          every: fc.constant('quarter'),
          on: some(fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constant('last day'))),
        }),
        fc.record({ every: fc.constant('year'), on: some(aDay.map((day) => day.slice(5))) }),
      ),
      clock: fc.oneof(
        fc.record({ zone: aZone }),
        fc.record({ zone: fc.constant('reader'), defaultZone: aZone }, { requiredKeys: ['zone'] }),
      ),
      at: some(aTime),
      from: aDay,
      until: aDay,
      except: some(aDay),
    },
    { requiredKeys: ['rhythm', 'clock', 'at'] },
  )
  .map(({ rhythm, clock, ...rest }) => parseSchedule(zones, { ...rhythm, ...clock, ...rest }, early))
  .filter((result) => result.ok)
  .map((result) => (result as { value: Schedule }).value)

const aSchedule = fc.oneof({ arbitrary: byTheClock, weight: 9 }, { arbitrary: filing, weight: 1 })

describe('a schedule in words', () => {
  it('is read back as the schedule it was said of', () => {
    fc.assert(
      fc.property(aSchedule, (schedule) => {
        const read = fromWords(zones, inWords(schedule))
        expect(read).toEqual(schedule)
        expect(parseSchedule(zones, read, early)).toEqual({ ok: true, value: schedule })
      }),
      { numRuns: 500 },
    )
  })

  it('names calendars of holidays by their addresses, which are read back, or as somebody calls them', () => {
    const one = (calendar: string) => ({ calendar, name: 'Skerry', days: ['2027-04-05'] })
    const [skerry, other] = ['https://calendar.example/skerry.ics', 'https://calendar.example/o.ics?a=1']
    const daily = { every: 'day', at: ['08:00'], zone: 'UTC' } as const
    const both = { ...daily, except: ['2027-05-06', one(skerry), one(other)] }
    expect(inWords(both)).toBe(
      `every day at 08:00, but not on 2027-05-06, nor on the holidays of ${skerry} and ${other}, UTC`,
    )
    expect(inWords({ ...daily, except: [one(skerry)] }, ({ name }) => name)).toBe(
      'every day at 08:00, but not on the holidays of Skerry, UTC',
    )
    const read = fromWords(zones, inWords(both))
    expect(parseSchedule(zones, read, early, 'schedule', (calendar) => one(calendar))).toEqual({
      ok: true,
      value: both,
    })
  })

  it('says every part of itself', () => {
    const schedule: Schedule = {
      every: 'week',
      on: ['mon', 'thu'],
      at: ['08:00', '12:30', '18:00'],
      zone: 'Europe/Berlin',
      from: '2027-01-01',
      until: '2027-06-30',
      except: ['2027-04-05', '2027-05-06'],
    }
    expect(inWords(schedule)).toBe(
      'every Monday and Thursday at 08:00, 12:30, and 18:00, from 2027-01-01, until 2027-06-30, but not on 2027-04-05 and 2027-05-06, Europe/Berlin',
    )
    expect(inWords({ every: 'day', at: ['08:00'], zone: 'reader', defaultZone: 'Asia/Tokyo' })).toBe(
      "every day at 08:00, in each reader's own zone, otherwise Asia/Tokyo",
    )
  })

  const nine = { at: ['09:00'], zone: 'UTC' }
  it.each<[Schedule, string]>([
    [
      { every: 'week', on: ['mon'], interval: 2, countedFrom: '2026-12-07', ...nine },
      'every second Monday at 09:00, counted from 2026-12-07, UTC',
    ],
    [
      { every: 'week', on: ['mon', 'fri'], interval: 4, countedFrom: '2026-12-07', ...nine },
      'every fourth Monday and Friday at 09:00, counted from 2026-12-07, UTC',
    ],
    [{ every: 'month', on: ['first mon'], ...nine }, 'on the first Monday of every month at 09:00, UTC'],
    [
      { every: 'month', on: ['first mon', 'first tue', 'third tue', 'last weekday'], ...nine },
      'on the first Monday, first and third Tuesday, and last weekday of every month at 09:00, UTC',
    ],
    [{ every: 'quarter', on: [1], ...nine }, 'on the 1st day of every quarter at 09:00, UTC'],
    [{ every: 'quarter', on: [1, 'last day'], ...nine }, 'on the 1st and last day of every quarter at 09:00, UTC'],
    [{ every: 'quarter', on: ['last fri'], ...nine }, 'on the last Friday of every quarter at 09:00, UTC'],
    [{ every: 'year', on: ['07-04', '12-25'], ...nine }, 'every year on 4 July and 25 December at 09:00, UTC'],
    // In other years that is the 28th: the words say what holds in all of them.
    [{ every: 'year', on: ['02-29'], ...nine }, 'every year on the last day of February at 09:00, UTC'],
  ])('says what comes seldom as a person would: %o', (schedule, words) => {
    expect(inWords(schedule)).toBe(words)
  })

  it.each<[string, object]>([
    ['Every weekday at 08:00, Europe/Berlin.', { every: 'weekday', at: ['08:00'], zone: 'Europe/Berlin' }],
    ['weekdays at 8:00 in Europe/Berlin', { every: 'weekday', at: ['08:00'], zone: 'Europe/Berlin' }],
    ['ON WEEKDAYS AT 08:00, UTC', { every: 'weekday', at: ['08:00'], zone: 'UTC' }],
    ['  daily   at 08:00,12:30 and  18:00 , UTC ', { every: 'day', at: ['08:00', '12:30', '18:00'], zone: 'UTC' }],
    ['as articles are filed', { every: 'filing' }],
    [
      'As things are filed, after a minute, at most once in 2 hours',
      { every: 'filing', settleMinutes: 1, atMostEveryMinutes: 120 },
    ],
    ['at 7:05 every day', { every: 'day', at: ['07:05'] }],
    ['Mondays at 09:00, UTC', { every: 'week', on: ['mon'], at: ['09:00'], zone: 'UTC' }],
    ['on Tuesdays, Saturdays and Sundays at 09:00', { every: 'week', on: ['tue', 'sat', 'sun'], at: ['09:00'] }],
    ['weekly on mon, thu at 09:00', { every: 'week', on: ['mon', 'thu'], at: ['09:00'] }],
    ['every week on Wednesday at 09:00', { every: 'week', on: ['wed'], at: ['09:00'] }],
    ['every Tues and Thurs at 09:00', { every: 'week', on: ['tue', 'thu'], at: ['09:00'] }],
    ['on the 1st and 15th of every month at 10:00', { every: 'month', on: [1, 15], at: ['10:00'] }],
    ['on the 2nd, the 23rd, and the 31st of each month at 10:00', { every: 'month', on: [2, 23, 31], at: ['10:00'] }],
    ['monthly on 1 and 15 at 10:00', { every: 'month', on: [1, 15], at: ['10:00'] }],
    ['on the last day of the month at 10:00', { every: 'month', on: [31], at: ['10:00'] }],
    [
      'daily at 08:00 from 2027-01-01 until 2027-06-30',
      { every: 'day', at: ['08:00'], from: '2027-01-01', until: '2027-06-30' },
    ],
    ['daily at 08:00 except 2026-12-25', { every: 'day', at: ['08:00'], except: ['2026-12-25'] }],
    ['daily at 08:00 in each reader’s own time zone', { every: 'day', at: ['08:00'], zone: 'reader' }],
    ['every day at 8:00 pm, UTC', { every: 'day', at: ['20:00'], zone: 'UTC' }],
    ['every day at 8am, 12 pm and 8:30 p.m., UTC', { every: 'day', at: ['08:00', '12:00', '20:30'], zone: 'UTC' }],
    ['every day at 12 am and noon, UTC', { every: 'day', at: ['00:00', '12:00'], zone: 'UTC' }],
    ['every day at 08:00 and noon, UTC', { every: 'day', at: ['08:00', '12:00'], zone: 'UTC' }],
    ['every day at midnight, UTC', { every: 'day', at: ['00:00'], zone: 'UTC' }],
    ['Mondays at 8', { every: 'week', on: ['mon'], at: ['08:00'] }],
    ["every day at 8 o'clock, UTC", { every: 'day', at: ['08:00'], zone: 'UTC' }],
    ['every day at 8, 12 and 18, UTC', { every: 'day', at: ['08:00', '12:00', '18:00'], zone: 'UTC' }],
    ['weekdays 8:00 Berlin', { every: 'weekday', at: ['08:00'], zone: 'Europe/Berlin' }],
    ['every day at 08:00, Berlin time', { every: 'day', at: ['08:00'], zone: 'Europe/Berlin' }],
    ['every day at 8 pm in new york', { every: 'day', at: ['20:00'], zone: 'America/New_York' }],
    ['every day at 8 in Dar es Salaam', { every: 'day', at: ['08:00'], zone: 'Africa/Dar_es_Salaam' }],
    [
      "daily at 8, in each reader's own zone, otherwise Tokyo",
      { every: 'day', at: ['08:00'], zone: 'reader', defaultZone: 'Asia/Tokyo' },
    ],
    ['every other Friday at 8', { every: 'week', interval: 2, on: ['fri'], at: ['08:00'] }],
    [
      'every second Monday and Thursday at 8, counted from 2026-12-07, UTC',
      { every: 'week', interval: 2, on: ['mon', 'thu'], at: ['08:00'], countedFrom: '2026-12-07', zone: 'UTC' },
    ],
    ['every 2 weeks on Monday at 08:00', { every: 'week', interval: 2, on: ['mon'], at: ['08:00'] }],
    ['every 3rd week on Monday at 08:00', { every: 'week', interval: 3, on: ['mon'], at: ['08:00'] }],
    ['every four weeks on Monday at 08:00', { every: 'week', interval: 4, on: ['mon'], at: ['08:00'] }],
    ['biweekly on Fridays at 08:00', { every: 'week', interval: 2, on: ['fri'], at: ['08:00'] }],
    ['Fridays at 08:00, biweekly', { every: 'week', interval: 2, on: ['fri'], at: ['08:00'] }],
    ['fortnightly at 8 on Friday', { every: 'week', interval: 2, on: ['fri'], at: ['08:00'] }],
    ['first Monday of the month at 9', { every: 'month', on: ['first mon'], at: ['09:00'] }],
    ['first and last Friday at 9', { every: 'month', on: ['first fri', 'last fri'], at: ['09:00'] }],
    ['every 2nd and 4th Tuesday at 9', { every: 'month', on: ['second tue', 'fourth tue'], at: ['09:00'] }],
    ['the last Friday at 9', { every: 'month', on: ['last fri'], at: ['09:00'] }],
    ['monthly on the first Friday at 9', { every: 'month', on: ['first fri'], at: ['09:00'] }],
    ['quarterly on the first Monday at 9', { every: 'quarter', on: ['first mon'], at: ['09:00'] }],
    ['every third Monday of the month at 9', { every: 'month', on: ['third mon'], at: ['09:00'] }],
    [
      'on the first and third Tuesday of each month at 9',
      { every: 'month', on: ['first tue', 'third tue'], at: ['09:00'] },
    ],
    [
      'on the 2nd Monday and the last Friday of every month at 9',
      { every: 'month', on: ['second mon', 'last fri'], at: ['09:00'] },
    ],
    ['monthly at 9 on the last weekday', { every: 'month', on: ['last weekday'], at: ['09:00'] }],
    ['quarterly at 9', { every: 'quarter', at: ['09:00'] }],
    ['every quarter on the 1st and 15th at 9', { every: 'quarter', on: [1, 15], at: ['09:00'] }],
    ['on the first and last day of the quarter at 9', { every: 'quarter', on: [1, 'last day'], at: ['09:00'] }],
    ['quarterly, on the last Friday of every quarter, at 9', { every: 'quarter', on: ['last fri'], at: ['09:00'] }],
    ['every year on 4 July at 9', { every: 'year', on: ['07-04'], at: ['09:00'] }],
    ['yearly on July 4th and 25 December at 9', { every: 'year', on: ['07-04', '12-25'], at: ['09:00'] }],
    ['annually at 9 on the 4th of July', { every: 'year', on: ['07-04'], at: ['09:00'] }],
    ['every 4 July at 9', { every: 'year', on: ['07-04'], at: ['09:00'] }],
    ['on 4 Jul at 9 once a year', { every: 'year', on: ['07-04'], at: ['09:00'] }],
    ['every year on the last day of February at 9', { every: 'year', on: ['02-29'], at: ['09:00'] }],
  ])('is read as a person would type it: %s', (words, schedule) => {
    expect(fromWords(zones, words)).toEqual(schedule)
  })

  it.each<[string, string]>([
    ['every day, UTC', 'schedule.at'],
    ['every day at 08:00', 'schedule.zone'],
    ['at 08:00, UTC', 'schedule.every'],
    ['every day at 24:00, UTC', 'schedule.at'],
    ['every day at 08:00, Mars/Olympus', 'schedule.zone'],
    ['every day at 08:00 in Skerry', 'schedule.zone'],
    ['on Monday at 08:00, UTC', 'schedule.every'],
    ['on 4 July at 08:00, UTC', 'schedule.every'],
    ['biweekly at 08:00, UTC', 'schedule.on'],
    ['monthly at 08:00, UTC', 'schedule.on'],
    ['yearly at 08:00, UTC', 'schedule.on'],
    ['every year on 30 February at 08:00, UTC', 'schedule.on'],
    ['on the 31st of every quarter at 08:00, UTC', 'schedule.on'],
    ['every Monday at 08:00, counted from 2026-12-07, UTC', 'schedule.countedFrom'],
    ['every second Monday at 08:00, counted from 2026-02-30, UTC', 'schedule.countedFrom'],
    ['every day at 30, UTC', 'schedule.at'],
    ['every day at 08:00, from 2027-02-30, UTC', 'schedule.from'],
    ['every day at 08:00, UTC, otherwise Asia/Tokyo', 'schedule.defaultZone'],
  ])('is asked for what it leaves out or gets wrong, by field: %s', (words, field) => {
    const result = parseSchedule(zones, fromWords(zones, words), early)
    expect(result.ok ? [] : result.refusals.map((one) => one.field)).toEqual([field])
  })

  it.each([
    '',
    '   ',
    '.',
    'every',
    'sometimes',
    'every two days at 08:00, UTC',
    'every second weekday at 08:00, UTC',
    'every second month on the 1st at 08:00, UTC',
    'every fifth week on Monday at 08:00, UTC',
    'on the fifth Monday of every month at 08:00, UTC',
    'biweekly every Monday at 08:00, UTC',
    'every Monday and first Tuesday of the month at 08:00, UTC',
    'every year in July at 08:00, UTC',
    'every day at 13 pm, UTC',
    'every day at 12:30, 8, UTC',
    'every day at 08:00 in Springfield Berlin',
    'Monday at 08:00, UTC',
    'on the 1st at 08:00, UTC',
    'on the 2th of every month at 08:00, UTC',
    'on the 32nd of every month at 08:00, UTC',
    'Mondays and holidays at 08:00, UTC',
    'every day except Sundays at 08:00, UTC',
    'every day but not Mondays at 08:00, UTC',
    'not every day at 08:00, UTC',
    'every day and at 08:00, UTC',
    'every day at 08:00, 12:3, UTC',
    'every day at 08:00 UTC+1',
    'every day at 08:00, +01:00',
    'every day at 08:00, UTC or so',
    'every day at 08:00, UTC,',
    'every day at 08:00 at 09:00, UTC',
    'every day every Monday at 08:00, UTC',
    'every day at 08:00, UTC, Europe/Berlin',
    'every day at 08:00, from tomorrow, UTC',
    'every day at 08:00, until 30/06/2027, UTC',
    'every Monday at 08:00 EST',
    'every Monday at 08:00, MST',
    'every Monday at 08:00 in San Juan',
    '0 8 * * *',
    'rate(1 day)',
  ])('is never guessed at: %s', (words) => {
    expect(fromWords(zones, words)).toBeUndefined()
  })

  it('is not read once a word is added that we do not know how to keep', () => {
    const noise = fc.constantFrom('biweekly', 'not', '32nd', '08', 'or', 'Someday', ';', 'of', '2027', 'fortnightly')
    fc.assert(
      fc.property(aSchedule, noise, fc.nat(), (schedule, word, place) => {
        const words = inWords(schedule).split(' ')
        words.splice(place % (words.length + 1), 0, word)
        const read = fromWords(zones, words.join(' '))
        if (read !== undefined) expect(parseSchedule(zones, read, early)).not.toMatchObject({ ok: true })
      }),
    )
  })

  it('is refused at any length: nobody waits for it (how long, is the bench `hostile`)', () => {
    const hostile = [
      `every day at ${'08:00, '.repeat(20_000)}`,
      `every day${' '.repeat(50_000)}x`,
      'mon, '.repeat(20_000),
      'on the first, '.repeat(20_000),
      `on the ${'first mon, '.repeat(20_000)}`,
      `every year on ${'4 July, '.repeat(20_000)}x`,
      'a '.repeat(50_000),
    ]
    expect(hostile.map((words) => fromWords(zones, words))).toEqual(hostile.map(() => undefined))
  })
})
