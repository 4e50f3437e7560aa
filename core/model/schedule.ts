import {
  type CalendarDays,
  calendarsIn,
  datesIn,
  type Exception,
  isLeftOut,
  type KnownCalendars,
  noCalendars,
  parseExceptions,
} from './exceptions.ts'
import {
  areNth,
  askedOn,
  byDay,
  type DayNumber,
  dateOf,
  dayOf,
  isDay,
  isLast,
  isShort,
  isWhole,
  LAST_DAY,
  LEAP_DAY,
  MOST_WEEKS,
  type NthDay,
  nearestDay,
  onIn,
  ordinals,
  type Rhythm,
  rhythms,
  type Weekday,
  weekdays,
} from './recurrence.ts'
import { type Parsed, parsed, type Refusal, refusal, refused } from './refusal.ts'
import { rhythmIn } from './rhythm.ts'
import { DAY, epochMs, type Instant, instant, MINUTE, type PlainDay, READER } from './time.ts'
import { isZone, type Reading, readingOf, type Wall, wallAt, wallText, type Zones } from './zones.ts'

export { READER, type Weekday, weekdays }

/** As things are filed: after a time in which more may come, and at most once in so many minutes. */
export type FilingSchedule = {
  readonly every: 'filing'
  readonly settleMinutes: number
  readonly atMostEveryMinutes: number
}

/** When an edition comes out, in words a person can say. Never a cron string. */
export type Schedule = ClockSchedule | FilingSchedule

/** Wall times in a zone; never an interval. */
export type ClockSchedule = Rhythm & {
  /** `HH:MM`, ascending. */
  readonly at: readonly string[]
  /** IANA; or `reader`: each reader's own. */
  readonly zone: string
  /** With `reader`: the zone of those who have told us none, or one that we do not know. */
  readonly defaultZone?: string
  readonly from?: PlainDay
  readonly until?: PlainDay
  /** Days on which it does not come out: dates, and those of calendars. Editors see them, readers are told nothing of them. */
  readonly except?: readonly Exception[]
}

/** One due moment of an edition. Its name is its identity: the wall time and the zone, which cannot occur twice. */
export type Slot = {
  readonly name: string
  readonly at: Instant
  /** `2026-11-24T08:00` as planned; where `note` is `moved`, clocks then showed a later time. */
  readonly local: string
  readonly zone: string
  /** `moved`: the wall time does not exist that day, so it goes out an hour (or as far as the gap is wide) later. `once`: it occurs twice and goes out the first time. */
  readonly note?: 'moved' | 'once'
}

export type ScheduleInput = {
  every?: unknown
  on?: unknown
  interval?: unknown
  countedFrom?: unknown
  at?: unknown
  zone?: unknown
  defaultZone?: unknown
  from?: unknown
  until?: unknown
  except?: unknown
  /** Addresses of calendars of holidays, beside those that stand among the exceptions. */
  calendars?: readonly string[]
  settleMinutes?: unknown
  atMostEveryMinutes?: unknown
}

const time = /^(?:[01]\d|2[0-3]):[0-5]\d$/

/**
 * A schedule from what an editor entered; every refusal names its field below `field`. A schedule that never comes due is
 * refused. `known`: what the calendars say that it goes by.
 */
export function parseSchedule(
  zones: Zones,
  input: ScheduleInput | undefined,
  now: Instant,
  field = 'schedule',
  known: KnownCalendars = noCalendars,
): Parsed<Schedule> {
  if (typeof input !== 'object' || input === null) {
    return refused(
      refusal(
        field,
        'A digest needs a schedule, such as {"every": "weekday", "at": ["08:00"], "zone": "Europe/Berlin"}.',
      ),
    )
  }
  const refusals: Refusal[] = []
  const no = (name: string, sentence: string) => refusals.push(refusal(`${field}.${name}`, sentence))

  if (input.every === 'filing') return parseFiling(input, field)
  if (!rhythms.includes(input.every))
    no(
      'every',
      'Say how often: "day", "weekday", "week", "month", "quarter", "year", or "filing" for as things are filed.',
    )
  const at = Array.isArray(input.at) ? [...new Set(input.at)] : []
  if (at.length === 0 || at.length > 24) no('at', 'Give one or more times of day (at most 24), such as ["08:00"].')
  for (const one of at) {
    if (typeof one !== 'string' || !time.test(one))
      no('at', `${JSON.stringify(one)} is not a time of day: write 00:00 to 23:59.`)
  }
  const zone = input.zone === READER ? READER : nameOf(zones, input.zone)
  const defaultZone = nameOf(zones, input.defaultZone)
  for (const name of ['zone', 'defaultZone'] as const) {
    const given = input[name]
    if (name === 'zone' ? zone !== '' : given === undefined || defaultZone !== '') continue
    no(
      name,
      `${JSON.stringify(given ?? null)} is not a time zone we know: write one like "Europe/Berlin" or "UTC"${name === 'zone' ? ', or "reader" for each reader\'s own' : ''}.`,
    )
  }
  if (input.defaultZone !== undefined && zone !== READER)
    no('defaultZone', 'A default zone goes with "zone": "reader".')

  const on = onIn(input.every, input.on)
  const asked = askedOn(input.every, on)
  if (asked !== undefined) no('on', asked)
  for (const name of ['settleMinutes', 'atMostEveryMinutes'] as const)
    if (input[name] !== undefined) no(name, 'Only what comes as it is filed waits for more: "every": "filing".')
  const { interval = 1, countedFrom } = input
  if (!isWhole(interval, MOST_WEEKS)) no('interval', `Every so many weeks: a whole number from 1 to ${MOST_WEEKS}.`)
  else if (interval !== 1 && input.every !== 'week') no('interval', 'Only weeks are counted, with "every": "week".')
  else if (interval === 1 && countedFrom !== undefined)
    no('countedFrom', 'What is counted is weeks: give an interval, such as 2 for every second one.')
  for (const name of ['from', 'until', 'countedFrom'] as const) {
    if (input[name] !== undefined && !isDay(input[name])) no(name, 'Write a date as 2026-11-24.')
  }
  const except = parseExceptions(input, known, isDay, no)
  if (isDay(input.from) && isDay(input.until) && input.until < input.from)
    no('until', 'The last day comes before the first.')
  if (refusals.length > 0) return refused(...refusals)

  const rest = {
    at: (at as string[]).toSorted(),
    zone,
    ...(defaultZone === '' ? {} : { defaultZone }),
    ...(isDay(input.from) ? { from: input.from } : {}),
    ...(isDay(input.until) ? { until: input.until } : {}),
    ...(except.length > 0 ? { except } : {}),
  }
  const rhythm = (
    input.every === 'day' || input.every === 'weekday' ? { every: input.every } : { every: input.every, on }
  ) as Rhythm
  const first = (schedule: ClockSchedule) => slotsAfter(zones, inZone(zones, schedule), now, 1)[0]
  const never = refused(
    refusal(field, 'This schedule never comes due: its last day is over, or every day it names is left out.'),
  )
  // Where nobody says which weeks: those of the first slot, from now on.
  const counted = interval === 1 ? undefined : (countedFrom ?? first({ ...rhythm, ...rest })?.local.slice(0, 10))
  if (interval !== 1 && counted === undefined) return never
  const weeks = interval === 1 ? {} : { interval, countedFrom: counted }
  const schedule = { ...rhythm, ...weeks, ...rest } as ClockSchedule
  return first(schedule) ? parsed(schedule) : never
}

const MOST_MINUTES = 7 * 24 * 60

/** After a minute at least: what is filed in that moment shall be in it. */
function parseFiling(input: ScheduleInput, field: string): Parsed<FilingSchedule> {
  const { settleMinutes = 10, atMostEveryMinutes = 60 } = input
  const refusals = Object.entries({ settleMinutes, atMostEveryMinutes }).flatMap(([name, value]) =>
    Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MOST_MINUTES
      ? []
      : [refusal(`${field}.${name}`, `A whole number of minutes, from 1 to ${MOST_MINUTES} (a week).`, 'out_of_range')],
  )
  if (input.calendars !== undefined && input.calendars.length > 0)
    refusals.push(refusal(`${field}.except.calendar`, 'What comes as it is filed has no days of its own to leave out.'))
  for (const name of ['on', 'interval', 'countedFrom', 'at', 'zone', 'defaultZone', 'from', 'until', 'except'] as const)
    if (input[name] !== undefined)
      refusals.push(refusal(`${field}.${name}`, 'What comes as it is filed has no times of its own.'))
  if (refusals.length > 0) return refused(...refusals)
  return parsed({
    every: 'filing',
    settleMinutes: settleMinutes as number,
    atMostEveryMinutes: atMostEveryMinutes as number,
  })
}

/** The name that we keep; empty for what is none. */
const nameOf = (zones: Zones, given: unknown): string =>
  (typeof given === 'string' ? zones.name(given) : undefined) ?? ''

export const isInReadersZones = (schedule: Schedule): boolean => schedule.every !== 'filing' && schedule.zone === READER

/** The zone that a reader of this schedule is served in: their own, if we know it. */
export const zoneFor = (zones: Zones, schedule: Schedule, asked: string): string =>
  isZone(zones, asked) ? asked : ((schedule.every === 'filing' ? undefined : schedule.defaultZone) ?? 'UTC')

/** The name under which a reader is kept, and has their issue: one for all names of a clock. */
export function clockFor(zones: Zones, schedule: Schedule, asked: string): string {
  const zone = zoneFor(zones, schedule, asked)
  return zones.clock(zone) ?? zone
}

/** The schedule in one zone; without one, in its default. In one zone it stays as it is. */
export function inZone(zones: Zones, schedule: Schedule, zone?: string): Schedule {
  if (schedule.every === 'filing' || schedule.zone !== READER) return schedule
  const { defaultZone: _, ...rest } = schedule
  return { ...rest, zone: zoneFor(zones, schedule, zone ?? '') }
}

/** The zone whose clock a schedule goes by: what has no times of its own goes by none, and its slots are named in UTC. */
export function clockOf(zones: Zones, schedule: Schedule, zone?: string): string {
  const placed = inZone(zones, schedule, zone)
  return placed.every === 'filing' ? 'UTC' : placed.zone
}

// ── Days ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The days that can be written as `2026-11-24`. */
const [firstOfAll, lastOfAll] = [dayOf('0000-01-01'), dayOf('9999-12-31')]

/** The days on which it comes out, from `start` on, forward or back, as far as the calendar goes: only so many can be left out. */
function* daysFrom(schedule: ClockSchedule, start: DayNumber, step: 1 | -1): Generator<DayNumber> {
  const from = schedule.from === undefined ? firstOfAll : dayOf(schedule.from)
  const until = schedule.until === undefined ? lastOfAll : dayOf(schedule.until)
  const first = step > 0 ? Math.max(start, from) : Math.min(start, until)
  for (let day = nearestDay(schedule, first, step); ; day = nearestDay(schedule, day + step, step)) {
    if (day < from || day > until) return
    if (!isLeftOut(schedule.except, dateOf(day))) yield day
  }
}

// ── Slots ───────────────────────────────────────────────────────────────────────────────────────────────────────────

type Candidate = Reading & { readonly wall: Wall }

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

/** What is planned for a day, and when that is. */
const plannedOn = (zones: Zones, { at, zone }: ClockSchedule, day: DayNumber): Candidate[] =>
  at.map((time) => {
    const wall = day * DAY + minutesOf(time) * MINUTE
    return { wall, ...readingOf(zones, zone, wall) }
  })

/** In the order in which they go out. Two wall times may fall on one instant, one of them in a gap: they are one slot, the earlier name. */
const inOrder = (candidates: readonly Candidate[]): Candidate[] =>
  candidates
    .toSorted((a, b) => a.at - b.at || a.wall - b.wall)
    .filter((one, index, all) => one.at !== all[index - 1]?.at)

function slotOf({ wall, at, note }: Candidate, zone: string): Slot {
  const local = instant(wall).slice(0, 16)
  return { name: `${local}@${zone}`, at: instant(at), local, zone, ...(note ? { note } : {}) }
}

/** The next `count` slots strictly after `after`, in order. In a zone that we do not know there are none. */
export function slotsAfter(zones: Zones, schedule: Schedule, after: Instant, count: number): Slot[] {
  if (schedule.every === 'filing' || !isZone(zones, schedule.zone)) return []
  const { zone } = schedule
  const now = epochMs(after)
  const today = Math.floor(wallAt(zones, zone, now) / DAY)
  const found: Candidate[] = []
  let enough: DayNumber | undefined
  // A gap moves what was planned for yesterday into today, and what is planned for a day past the first of the next.
  for (const day of daysFrom(schedule, today - 1, 1)) {
    if (enough !== undefined && day > enough + 1) break
    found.push(...plannedOn(zones, schedule, day).filter(({ at }) => at > now))
    if (found.length >= count && inOrder(found).length >= count) enough ??= day
  }
  return inOrder(found)
    .slice(0, count)
    .map((one) => slotOf(one, zone))
}

/** The last slot at or before `at`; undefined if there was none. */
export function slotAtOrBefore(zones: Zones, schedule: Schedule, at: Instant): Slot | undefined {
  if (schedule.every === 'filing' || !isZone(zones, schedule.zone)) return undefined
  const { zone } = schedule
  const now = epochMs(at)
  const today = Math.floor(wallAt(zones, zone, now) / DAY)
  const found: Candidate[] = []
  let first: DayNumber | undefined
  for (const day of daysFrom(schedule, today + 1, -1)) {
    // What a gap has moved may be later than what was planned for the day after it.
    if (first !== undefined && day < first - 1) break
    found.push(...plannedOn(zones, schedule, day).filter((one) => one.at <= now))
    if (found.length > 0) first ??= day
  }
  const last = inOrder(found).at(-1)
  return last && slotOf(last, zone)
}

/**
 * The slot that an issue or a cut names, by the rules of now: its name is its wall time and stays, the instant may have moved
 * since it was written down. Undefined where that is none of ours: opened by hand, as things were filed, or of a zone that is gone.
 */
export function slotNamed(zones: Zones, local: string, zone: string): Slot | undefined {
  if (local.length !== 16 || !isZone(zones, zone)) return undefined
  const wall = Date.parse(`${local}Z`)
  return slotOf({ wall, ...readingOf(zones, zone, wall) }, zone)
}

/** The slot of an issue opened by hand: the wall time in the zone to the second, so that two presses a second apart are two and one press is one. */
export function slotByHand(zones: Zones, at: Instant, zone: string): Slot {
  const local = wallText(zones, zone, at)
  return { name: `${local}@${zone}`, at, local, zone }
}

export const dayNames: Readonly<Record<NthDay, string>> = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
  weekday: 'weekday',
}
export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const list = new Intl.ListFormat('en', { type: 'conjunction' })
const numerals = new Intl.PluralRules('en', { type: 'ordinal' })
const endings: Record<string, string> = { one: 'st', two: 'nd', few: 'rd', other: 'th' }
const numeral = (n: number) => `${n}${endings[numerals.select(n)]}`

const minutes = (count: number) => (count === 1 ? 'minute' : `${count} minutes`)

/**
 * "every weekday at 08:00, Europe/Berlin"; `fromWords` reads it back, but where calendars are `called` otherwise than by their
 * addresses.
 */
export function inWords(
  schedule: Schedule,
  called: (one: CalendarDays) => string = ({ calendar }) => calendar,
): string {
  if (schedule.every === 'filing')
    return `as things are filed, after ${schedule.settleMinutes === 1 ? 'a minute' : minutes(schedule.settleMinutes)}, at most every ${minutes(schedule.atMostEveryMinutes)}`
  const dates = [
    'interval' in schedule ? `counted from ${schedule.countedFrom}` : '',
    schedule.from ? `from ${schedule.from}` : '',
    schedule.until ? `until ${schedule.until}` : '',
    exceptInWords(schedule.except, called),
  ].filter((part) => part !== '')
  const otherwise = schedule.defaultZone ? `, otherwise ${schedule.defaultZone}` : ''
  const zone = schedule.zone === READER ? `in each reader's own zone${otherwise}` : schedule.zone
  return [`${rhythmWords(schedule)} at ${list.format(schedule.at)}`, ...dates, zone].join(', ')
}

function rhythmWords(rhythm: Rhythm): string {
  switch (rhythm.every) {
    case 'day':
    case 'weekday':
      return `every ${rhythm.every}`
    case 'week':
      return `every ${'interval' in rhythm ? `${ordinals[rhythm.interval - 1]} ` : ''}${list.format(rhythm.on.map((one) => dayNames[one]))}`
    case 'year':
      return `every year on ${list.format(rhythm.on.map(dateWords))}`
    default:
      return `on the ${placesWords(rhythm)} of every ${rhythm.every}${isShort(rhythm) ? ' or its last day' : ''}`
  }
}

/** "1st and last day", "first and third Tuesday" */
function placesWords({ every, on }: Extract<Rhythm, { every: 'month' | 'quarter' }>): string {
  if (areNth(on)) return list.format(byDay(on).map(({ day, ordinals }) => `${list.format(ordinals)} ${dayNames[day]}`))
  const days = list.format(on.map((one) => (isLast(one, every) ? LAST_DAY : numeral(Number(one)))))
  return every === 'month' || days.endsWith(LAST_DAY) ? days : `${days} day`
}

/** "4 July"; that which only leap years have is the last of its month in the others, and so in all. */
function dateWords(date: string): string {
  const month = monthNames[Number(date.slice(0, 2)) - 1]
  return date === LEAP_DAY ? `the last day of ${month}` : `${Number(date.slice(3))} ${month}`
}

/** The same for a reader of it, in their language: "every day at 08:00, your time". */
export const forReaders = (schedule: Schedule, locale = 'en'): string => rhythmIn(schedule, locale)

function exceptInWords(except: readonly Exception[] | undefined, called: (one: CalendarDays) => string): string {
  const dates = datesIn(except)
  const calendars = calendarsIn(except).map(called)
  return [
    dates.length > 0 ? `but not on ${list.format(dates)}` : '',
    calendars.length > 0 ? `${dates.length > 0 ? 'nor' : 'but not'} on the holidays of ${list.format(calendars)}` : '',
  ]
    .filter((part) => part !== '')
    .join(', ')
}

/** A schedule without the days that it leaves out: what readers are told of it. There may be hundreds. */
export function withoutExceptions(schedule: Schedule): Schedule {
  if (schedule.every === 'filing') return schedule
  const { except: _, ...rest } = schedule
  return rest
}
