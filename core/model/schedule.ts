import { Temporal } from 'temporal-polyfill'
import { type Parsed, parsed, type Refusal, refusal, refused } from './refusal.ts'
import { rhythmIn } from './rhythm.ts'
import { type Instant, instant, type PlainDay, READER } from './time.ts'

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
export function parseSchedule(input: ScheduleInput | undefined, now: Instant, field = 'schedule'): Parsed<Schedule> {
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
  const zone = typeof input.zone === 'string' ? input.zone : ''
  for (const name of ['zone', 'defaultZone'] as const) {
    const given = input[name]
    if (name === 'zone' ? zone === READER || isZone(zone) : given === undefined || isZone(String(given))) continue
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
    ...(typeof input.defaultZone === 'string' ? { defaultZone: input.defaultZone } : {}),
    ...(isDay(input.from) ? { from: input.from } : {}),
    ...(isDay(input.until) ? { until: input.until } : {}),
    ...(except.length > 0 ? { except: (except as PlainDay[]).toSorted() } : {}),
  }
  if (slotsAfter(inZone(schedule), now, 1).length === 0) {
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

function isDay(input: unknown): input is PlainDay {
  if (typeof input !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(input)) return false
  try {
    return Temporal.PlainDate.from(input, { overflow: 'reject' }).toString() === input
  } catch {
    return false
  }
}

/** Whether `zone` names a place's clock (IANA) or UTC. Offsets such as `+01:00` are not zones: they do not know summer. */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone) || zone.length > 64) return false
  const known = zonesSeen.get(zone)
  if (known !== undefined) return known
  const answer = asksTheCalendar(zone)
  // Strangers may ask about anything: what is remembered stays few.
  if (zonesSeen.size < 1_000) zonesSeen.set(zone, answer)
  return answer
}

/** To ask costs a formatter, and readers' zones are asked about at every slot. */
const zonesSeen = new Map<string, boolean>()

function asksTheCalendar(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
    return true
  } catch {
    return false
  }
}

export const isInReadersZones = (schedule: Schedule): boolean => schedule.every !== 'filing' && schedule.zone === READER

/** The zone that a reader of this schedule is served in: their own, if we know it. */
export const zoneFor = (schedule: Schedule, asked: string): string =>
  isZone(asked) ? asked : ((schedule.every === 'filing' ? undefined : schedule.defaultZone) ?? 'UTC')

/** The schedule in one zone; without one, in its default. In one zone it stays as it is. */
export function inZone(schedule: Schedule, zone?: string): Schedule {
  if (schedule.every === 'filing' || schedule.zone !== READER) return schedule
  const { defaultZone: _, ...rest } = schedule
  return { ...rest, zone: zoneFor(schedule, zone ?? '') }
}

/** The zone whose clock a schedule goes by: what has no times of its own goes by none, and its slots are named in UTC. */
export function clockOf(schedule: Schedule, zone?: string): string {
  const placed = inZone(schedule, zone)
  return placed.every === 'filing' ? 'UTC' : placed.zone
}

/** How far we look for the next matching day: beyond it, a schedule counts as never due. */
const HORIZON_DAYS = 366 * 2

/** The next `count` slots strictly after `after`, in order. */
export function slotsAfter(schedule: Schedule, after: Instant, count: number): Slot[] {
  if (schedule.every === 'filing') return []
  const found: Slot[] = []
  const start = localDay(after, schedule.zone).subtract({ days: 2 })
  const first = schedule.from ? laterDay(start, Temporal.PlainDate.from(schedule.from).subtract({ days: 2 })) : start
  for (let step = 0, day = first; step < HORIZON_DAYS && found.length < count; step++, day = day.add({ days: 1 })) {
    if (schedule.until && day.subtract({ days: 1 }).toString() > schedule.until) break
    for (const slot of slotsDuring(schedule, day)) {
      if (slot.at > after && found.length < count) found.push(slot)
    }
  }
  return found
}

/** The last slot at or before `at`; undefined if there was none in two years. */
export function slotAtOrBefore(schedule: Schedule, at: Instant): Slot | undefined {
  if (schedule.every === 'filing') return undefined
  const end = localDay(at, schedule.zone).add({ days: 1 })
  for (let step = 0, day = end; step < HORIZON_DAYS; step++, day = day.subtract({ days: 1 })) {
    if (schedule.from && day.toString() < schedule.from) return undefined
    const latest = slotsDuring(schedule, day).findLast((slot) => slot.at <= at)
    if (latest) return latest
  }
  return undefined
}

/** The slots that go out on `day`, in order: its own, and those of the day before that a gap across midnight moves into it. */
function slotsDuring(schedule: ClockSchedule, day: Temporal.PlainDate): Slot[] {
  const date = day.toString()
  const slots = [...slotsOn(schedule, day.subtract({ days: 1 })), ...slotsOn(schedule, day)]
    .filter((slot) => dateOf(slot) === date)
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.local < b.local ? -1 : 1))
  // Two wall times may fall on one instant, one of them in a gap: they are one slot, the earlier name.
  return slots.filter((slot, index) => slot.at !== slots[index - 1]?.at)
}

/** The date on the zone's clock when the slot goes out. */
const dateOf = (slot: Slot): PlainDay =>
  slot.note === 'moved' ? localDay(slot.at, slot.zone).toString() : slot.local.slice(0, 10)

const slotsOn = (schedule: ClockSchedule, day: Temporal.PlainDate): Slot[] =>
  comesOutOn(schedule, day) ? schedule.at.map((time) => slotAt(day, time, schedule.zone)) : []

function comesOutOn(schedule: ClockSchedule, day: Temporal.PlainDate): boolean {
  const date = day.toString()
  if (schedule.from && date < schedule.from) return false
  if (schedule.until && date > schedule.until) return false
  if (schedule.except?.includes(date)) return false
  switch (schedule.every) {
    case 'day':
      return true
    case 'weekday':
      return day.dayOfWeek <= 5
    case 'week':
      return schedule.on.includes(weekdays[day.dayOfWeek - 1]!)
    case 'month':
      return schedule.on.some((one) => Math.min(one, day.daysInMonth) === day.day)
  }
}

/** Which moment a wall time of a zone is, is the same whoever asks: the tick asks for the same few every minute. */
const slotsSeen = new Map<string, Slot>()
const MOST_SLOTS_SEEN = 2_000

function slotAt(day: Temporal.PlainDate, time: string, zone: string): Slot {
  const local = `${day}T${time}`
  const name = `${local}@${zone}`
  const known = slotsSeen.get(name)
  if (known) return known
  const planned = day.toPlainDateTime(Temporal.PlainTime.from(time))
  // 'compatible' is the later reading of a gap (the clock has jumped over it) and the earlier of an overlap.
  const real = planned.toZonedDateTime(zone, { disambiguation: 'compatible' })
  const isMoved = !real.toPlainDateTime().equals(planned)
  const isDoubled = !isMoved && !planned.toZonedDateTime(zone, { disambiguation: 'later' }).equals(real)
  const slot: Slot = {
    name,
    at: instant(real.epochMilliseconds),
    local,
    zone,
    ...(isMoved ? { note: 'moved' } : isDoubled ? { note: 'once' } : {}),
  }
  if (slotsSeen.size >= MOST_SLOTS_SEEN) slotsSeen.clear()
  slotsSeen.set(name, slot)
  return slot
}

const localDay = (at: Instant, zone: string): Temporal.PlainDate =>
  Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate()

const laterDay = (a: Temporal.PlainDate, b: Temporal.PlainDate) => (Temporal.PlainDate.compare(a, b) > 0 ? a : b)

/** When a calendar day begins on a zone's clock. */
export const startOfDay = (day: PlainDay, zone: string): Instant =>
  instant(Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds)

/** The slot of an issue opened by hand: the wall time in the zone to the second, so that two presses a second apart are two and one press is one. */
export function slotByHand(at: Instant, zone: string): Slot {
  const local = Temporal.Instant.from(at)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'second' })
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
