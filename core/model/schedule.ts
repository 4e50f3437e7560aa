import { type Parsed, parsed, type Refusal, refusal, refused } from './refusal.ts'
import { rhythmIn } from './rhythm.ts'
import { DAY, epochMs, type Instant, instant, MINUTE, type PlainDay, READER } from './time.ts'
import { isZone, type Reading, readingOf, type Wall, wallAt, wallText, type Zones } from './zones.ts'

export { READER }

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof weekdays)[number]

type Rhythm =
  | { readonly every: 'day' | 'weekday' }
  | { readonly every: 'week'; readonly on: readonly Weekday[] }
  /** Days of the month; one the month does not have means its last day. */
  | { readonly every: 'month'; readonly on: readonly number[] }

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
  readonly except?: readonly PlainDay[]
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
  at?: unknown
  zone?: unknown
  defaultZone?: unknown
  from?: unknown
  until?: unknown
  except?: unknown
  settleMinutes?: unknown
  atMostEveryMinutes?: unknown
}

const time = /^(?:[01]\d|2[0-3]):[0-5]\d$/
const rhythms = ['day', 'weekday', 'week', 'month']

/** A schedule from what an editor entered; every refusal names its field below `field`. A schedule that never comes due is refused. */
export function parseSchedule(
  zones: Zones,
  input: ScheduleInput | undefined,
  now: Instant,
  field = 'schedule',
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
  if (!rhythms.includes(input.every as string))
    no('every', 'Say how often: "day", "weekday", "week", "month", or "filing" for as things are filed.')
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

  const on = Array.isArray(input.on) ? [...new Set(input.on)] : []
  if (input.every === 'week' && (on.length === 0 || !on.every((one) => weekdays.includes(one as Weekday)))) {
    no('on', 'Name the days of the week, such as ["mon", "thu"].')
  }
  if (
    input.every === 'month' &&
    (on.length === 0 || !on.every((one) => Number.isInteger(one) && (one as number) >= 1 && (one as number) <= 31))
  ) {
    no('on', 'Name the days of the month, 1 to 31; a day that a month does not have means its last day.')
  }
  for (const name of ['from', 'until'] as const) {
    if (input[name] !== undefined && !isDay(input[name])) no(name, 'Write a date as 2026-11-24.')
  }
  const except = input.except === undefined ? [] : Array.isArray(input.except) ? input.except : [undefined]
  if (!except.every(isDay) || except.length > 400)
    no('except', 'List the dates to leave out as ["2026-12-25"], at most 400.')
  if (isDay(input.from) && isDay(input.until) && input.until < input.from)
    no('until', 'The last day comes before the first.')
  if (refusals.length > 0) return refused(...refusals)

  const rhythm: Rhythm =
    input.every === 'week'
      ? { every: 'week', on: weekdays.filter((one) => on.includes(one)) }
      : input.every === 'month'
        ? { every: 'month', on: (on as number[]).toSorted((a, b) => a - b) }
        : { every: input.every as 'day' | 'weekday' }
  const schedule: Schedule = {
    ...rhythm,
    at: (at as string[]).toSorted(),
    zone,
    ...(defaultZone === '' ? {} : { defaultZone }),
    ...(isDay(input.from) ? { from: input.from } : {}),
    ...(isDay(input.until) ? { until: input.until } : {}),
    ...(except.length > 0 ? { except: (except as PlainDay[]).toSorted() } : {}),
  }
  if (slotsAfter(zones, inZone(zones, schedule), now, 1).length === 0) {
    return refused(
      refusal(field, 'This schedule never comes due: its last day is over, or every day it names is left out.'),
    )
  }
  return parsed(schedule)
}

const MOST_MINUTES = 7 * 24 * 60

/** After a minute at least: what is filed in that moment shall be in it. */
function parseFiling(input: ScheduleInput, field: string): Parsed<FilingSchedule> {
  const { settleMinutes = 10, atMostEveryMinutes = 60 } = input
  const refusals = Object.entries({ settleMinutes, atMostEveryMinutes }).flatMap(([name, value]) =>
    Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MOST_MINUTES
      ? []
      : [refusal(`${field}.${name}`, `A whole number of minutes, from 1 to ${MOST_MINUTES} (a week).`)],
  )
  for (const name of ['on', 'at', 'zone', 'from', 'until', 'except'] as const)
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

function isDay(input: unknown): input is PlainDay {
  if (typeof input !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(input)) return false
  const at = Date.parse(`${input}T00:00:00Z`)
  return !Number.isNaN(at) && dateOf(at / DAY) === input
}

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

// ── Days, as numbers: how many there are since 1970 ─────────────────────────────────────────────────────────────────

type DayNumber = number

const dayOf = (date: PlainDay): DayNumber => Date.parse(`${date}T00:00:00Z`) / DAY
const dateOf = (day: DayNumber): PlainDay => new Date(day * DAY).toISOString().slice(0, 10)
/** Monday is 0: 1970 began on a Thursday. */
const weekdayOf = (day: DayNumber): number => (((day + 3) % 7) + 7) % 7

/** How far we look for the next matching day: beyond it, a schedule counts as never due. */
const HORIZON_DAYS = 366 * 2

/** The first day from `day` on (`step` 1), or the last one up to it (-1), that the rhythm names. */
function nearestDay(rhythm: ClockSchedule, day: DayNumber, step: 1 | -1): DayNumber {
  switch (rhythm.every) {
    case 'day':
      return day
    case 'weekday': {
      const over = weekdayOf(day) - 4
      return over <= 0 ? day : day + (step > 0 ? 3 - over : -over)
    }
    case 'week': {
      let found = day
      while (!rhythm.on.includes(weekdays[weekdayOf(found)]!)) found += step
      return found
    }
    case 'month':
      return nearestInMonths(day, step, (length) => rhythm.on.map((one) => Math.min(one, length)))
  }
}

/** The same, of what names days of each month by its length. */
function nearestInMonths(day: DayNumber, step: 1 | -1, named: (length: number) => readonly number[]): DayNumber {
  const date = new Date(day * DAY)
  for (let month = date.getUTCMonth(), bound = date.getUTCDate(); ; month += step) {
    const first = Date.UTC(date.getUTCFullYear(), month, 1) / DAY
    const length = Date.UTC(date.getUTCFullYear(), month + 1, 1) / DAY - first
    const days = named(length).filter((one) => (step > 0 ? one >= bound : one <= bound))
    if (days.length > 0) return first - 1 + (step > 0 ? Math.min(...days) : Math.max(...days))
    bound = step > 0 ? 1 : 31
  }
}

/** The days on which it comes out, from `start` on, forward or back, within the horizon. */
function* daysFrom(schedule: ClockSchedule, start: DayNumber, step: 1 | -1): Generator<DayNumber> {
  const from = schedule.from === undefined ? Number.NEGATIVE_INFINITY : dayOf(schedule.from)
  const until = schedule.until === undefined ? Number.POSITIVE_INFINITY : dayOf(schedule.until)
  const first = step > 0 ? Math.max(start, from) : Math.min(start, until)
  const end = first + step * HORIZON_DAYS
  for (let day = nearestDay(schedule, first, step); ; day = nearestDay(schedule, day + step, step)) {
    if (day < from || day > until || (step > 0 ? day > end : day < end)) return
    if (!schedule.except?.includes(dateOf(day))) yield day
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

/** The last slot at or before `at`; undefined if there was none in two years. */
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

const dayNames = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
}
const list = new Intl.ListFormat('en', { type: 'conjunction' })
const ordinals = new Intl.PluralRules('en', { type: 'ordinal' })
const endings: Record<string, string> = { one: 'st', two: 'nd', few: 'rd', other: 'th' }
const ordinal = (n: number) => (n === 31 ? 'last day' : `${n}${endings[ordinals.select(n)]}`)

/** February, at least, does not have that day. */
const isShort = (on: readonly number[]) => on.includes(29) || on.includes(30)

const minutes = (count: number) => (count === 1 ? 'minute' : `${count} minutes`)

/** "every weekday at 08:00, Europe/Berlin"; `fromWords` reads it back. */
export function inWords(schedule: Schedule): string {
  if (schedule.every === 'filing')
    return `as things are filed, after ${schedule.settleMinutes === 1 ? 'a minute' : minutes(schedule.settleMinutes)}, at most every ${minutes(schedule.atMostEveryMinutes)}`
  const rhythm =
    schedule.every === 'week'
      ? `every ${list.format(schedule.on.map((one) => dayNames[one]))}`
      : schedule.every === 'month'
        ? `on the ${list.format(schedule.on.map(ordinal))} of every month${isShort(schedule.on) ? ' or its last day' : ''}`
        : `every ${schedule.every}`
  const dates = [
    schedule.from ? `from ${schedule.from}` : '',
    schedule.until ? `until ${schedule.until}` : '',
    schedule.except ? `but not on ${list.format(schedule.except)}` : '',
  ].filter((part) => part !== '')
  const otherwise = schedule.defaultZone ? `, otherwise ${schedule.defaultZone}` : ''
  const zone = schedule.zone === READER ? `in each reader's own zone${otherwise}` : schedule.zone
  return [`${rhythm} at ${list.format(schedule.at)}`, ...dates, zone].join(', ')
}

/** The same for a reader of it, in their language: "every day at 08:00, your time". */
export const forReaders = (schedule: Schedule, locale = 'en'): string => rhythmIn(schedule, locale)

/** A schedule without the dates that it leaves out: what readers are told of it. There may be hundreds. */
export function withoutExceptions(schedule: Schedule): Schedule {
  if (schedule.every === 'filing') return schedule
  const { except: _, ...rest } = schedule
  return rest
}
