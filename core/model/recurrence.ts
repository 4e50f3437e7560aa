import { DAY, type PlainDay } from './time.ts'

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof weekdays)[number]

export const ordinals = ['first', 'second', 'third', 'fourth', 'last'] as const
export type Ordinal = (typeof ordinals)[number]
const nthDays = [...weekdays, 'weekday'] as const
/** What is counted in a month or a quarter; a `weekday` is any from Monday to Friday. */
export type NthDay = (typeof nthDays)[number]
/** `first mon` is RFC 5545's BYDAY=1MO, `last fri` -1FR; `last weekday` is BYDAY=MO,TU,WE,TH,FR with BYSETPOS=-1. */
export type Nth = `${Ordinal} ${NthDay}`

export const LAST_DAY = 'last day'
/** In a month, 31 means it. */
export const LONGEST_MONTH = 31

/** On which days something comes, in RFC 5545's terms where it has them. A quarter begins in January, April, July or October. */
export type Rhythm =
  | { readonly every: 'day' | 'weekday' }
  | { readonly every: 'week'; readonly on: readonly Weekday[] }
  /** Every second week, or third or fourth (INTERVAL): that of `countedFrom`, and so on, also back. Weeks begin on Monday (WKST=MO). */
  | {
      readonly every: 'week'
      readonly on: readonly Weekday[]
      readonly interval: 2 | 3 | 4
      readonly countedFrom: PlainDay
    }
  /** Days of the month; one the month does not have means its last day. */
  | { readonly every: 'month'; readonly on: readonly number[] }
  /** Days of the quarter, of which there are ninety at least: those of its first month, or its last. */
  | { readonly every: 'quarter'; readonly on: readonly (number | typeof LAST_DAY)[] }
  | { readonly every: 'month' | 'quarter'; readonly on: readonly Nth[] }
  /** `07-04`: BYMONTH=7 with BYMONTHDAY=4. `02-29` is the last day of February, in every year. */
  | { readonly every: 'year'; readonly on: readonly string[] }

export const rhythms: readonly unknown[] = ['day', 'weekday', 'week', 'month', 'quarter', 'year']
export const MOST_WEEKS = 4
/** As many as a month has days. */
const MOST_DATES = 31

// ── What is entered ────────────────────────────────────────────────────────────────────────────────────────────────────

/** The days that are named, once each, in the order in which they are kept and said. A quarter without any has its first. */
export function onIn(every: unknown, on: unknown): unknown[] {
  if (every === 'quarter' && on === undefined) return [1]
  const named = Array.isArray(on) ? on.map((one) => (every === 'month' && one === LAST_DAY ? LONGEST_MONTH : one)) : []
  return [...new Set(named)].toSorted((a, b) => order.indexOf(a) - order.indexOf(b) || inTime(a, b))
}

/** Dates of the year; whatever else is none of `order` is refused. */
const inTime = (a: unknown, b: unknown): number =>
  typeof a === 'string' && typeof b === 'string' ? (a < b ? -1 : 1) : 0

/** What to ask for, where a rhythm needs other days than these. */
export function askedOn(every: unknown, on: readonly unknown[]): string | undefined {
  const are = (is: (one: unknown) => boolean) => on.length > 0 && on.every(is)
  switch (every) {
    case 'week':
      return are((one) => weekdays.includes(one as Weekday))
        ? undefined
        : 'Name the days of the week, such as ["mon", "thu"].'
    case 'month':
      return are((one) => isWhole(one, LONGEST_MONTH)) || are(isNth)
        ? undefined
        : 'Name the days of the month, 1 to 31 (one that a month does not have means its last day), or else its weekdays, such as ["first mon", "last fri"].'
    case 'quarter':
      return are((one) => one === LAST_DAY || isWhole(one, SHORTEST_FIRST_MONTH)) || are(isNth)
        ? undefined
        : `Name the days of the quarter, 1 to ${SHORTEST_FIRST_MONTH} or "last day", or else its weekdays, such as ["first mon", "last fri"].`
    case 'year':
      return are(isDateOfYear) && on.length <= MOST_DATES
        ? undefined
        : `Name the dates of the year, the month first, such as ["07-04"], at most ${MOST_DATES}; 02-29 means the last day of February.`
    case 'day':
    case 'weekday':
      return on.length === 0
        ? undefined
        : 'Every day and every weekday name no days of their own: say "every": "week" for some days of the week.'
    default:
      return undefined
  }
}

/** April has thirty days. */
const SHORTEST_FIRST_MONTH = 30
export const isWhole = (one: unknown, most: number): boolean =>
  Number.isInteger(one) && Number(one) >= 1 && Number(one) <= most
const isNth = (one: unknown): one is Nth => allNth.includes(one as Nth)
const isDateOfYear = (one: unknown): boolean =>
  typeof one === 'string' && /^\d\d-\d\d$/.test(one) && isDay(`${LEAP_YEAR}-${one}`)
const LEAP_YEAR = 2024
export const LEAP_DAY = '02-29'

const allNth = nthDays.flatMap((day) => ordinals.map((ordinal): Nth => `${ordinal} ${day}`))
const order: readonly unknown[] = [
  ...weekdays,
  ...Array.from({ length: LONGEST_MONTH }, (_, day) => day + 1),
  LAST_DAY,
  ...allNth,
]

export function isDay(input: unknown): input is PlainDay {
  if (typeof input !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(input)) return false
  const at = Date.parse(`${input}T00:00:00Z`)
  return !Number.isNaN(at) && dateOf(at / DAY) === input
}

// ── Days, as numbers: how many there are since 1970 ──────────────────────────────────────────────────────────────────

export type DayNumber = number

export const dayOf = (date: PlainDay): DayNumber => Date.parse(`${date}T00:00:00Z`) / DAY
export const dateOf = (day: DayNumber): PlainDay => new Date(day * DAY).toISOString().slice(0, 10)
/** Monday is 0: 1970 began on a Thursday. */
const weekdayOf = (day: DayNumber): number => (((day + 3) % 7) + 7) % 7
/** The week of a day, from Monday on: how many there are since 1970. */
const weekOf = (day: DayNumber): number => Math.floor((day + 3) / 7)

/** The first day from `day` on (`step` 1), or the last one up to it (-1), that the rhythm names. There is always one. */
export function nearestDay(rhythm: Rhythm, day: DayNumber, step: 1 | -1): DayNumber {
  switch (rhythm.every) {
    case 'day':
      return day
    case 'weekday': {
      const over = weekdayOf(day) - 4
      return over <= 0 ? day : day + (step > 0 ? 3 - over : -over)
    }
    case 'week': {
      const [interval, counted] = 'interval' in rhythm ? [rhythm.interval, weekOf(dayOf(rhythm.countedFrom))] : [1, 0]
      let found = day
      while (!rhythm.on.includes(weekdays[weekdayOf(found)]!) || (weekOf(found) - counted) % interval !== 0)
        found += step
      return found
    }
    case 'month':
      return nearestInPeriods(day, step, 1, (first, last) => rhythm.on.map((one) => namedDay(one, first, last)))
    case 'quarter':
      return nearestInPeriods(day, step, 3, (first, last) => rhythm.on.map((one) => namedDay(one, first, last)))
    case 'year':
      return nearestInPeriods(day, step, 12, (first) => rhythm.on.map((one) => dateAfter(first, one)))
  }
}

/** The same, of what names days of each period of so many months, by its first and its last day. */
function nearestInPeriods(
  day: DayNumber,
  step: 1 | -1,
  months: 1 | 3 | 12,
  named: (first: DayNumber, last: DayNumber) => readonly DayNumber[],
): DayNumber {
  const date = new Date(day * DAY)
  const month = (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()
  for (let period = Math.floor(month / months); ; period += step) {
    const days = named(firstOfMonth(period * months), firstOfMonth((period + 1) * months) - 1)
    const ahead = days.filter((one) => (step > 0 ? one >= day : one <= day))
    if (ahead.length > 0) return step > 0 ? Math.min(...ahead) : Math.max(...ahead)
  }
}

/** Of a month, counted from January 1970 on. */
const firstOfMonth = (month: number): DayNumber => Date.UTC(1970, month, 1) / DAY

/** A day of a period: by its number, from its end, or by its place among days of its kind. */
function namedDay(one: number | typeof LAST_DAY | Nth, first: DayNumber, last: DayNumber): DayNumber {
  if (one === LAST_DAY) return last
  if (typeof one === 'number') return Math.min(first + one - 1, last)
  const [ordinal, day] = partsOf(one)
  const kind: Rhythm = day === 'weekday' ? { every: 'weekday' } : { every: 'week', on: [day] }
  if (ordinal === 'last') return nearestDay(kind, last, -1)
  let found = nearestDay(kind, first, 1)
  for (let before = ordinals.indexOf(ordinal); before > 0; before -= 1) found = nearestDay(kind, found + 1, 1)
  return found
}

/** A date of the year that begins on `first`. */
function dateAfter(first: DayNumber, date: string): DayNumber {
  const month = (new Date(first * DAY).getUTCFullYear() - 1970) * 12 + Number(date.slice(0, 2))
  return Math.min(firstOfMonth(month - 1) + Number(date.slice(3)), firstOfMonth(month)) - 1
}

/** `last fri`, as its two words. */
const partsOf = (nth: Nth) => nth.split(' ') as [Ordinal, NthDay]

/** The places that are named, by their days: the first and third Tuesday are of one. */
export function byDay(on: readonly Nth[]): { readonly day: NthDay; readonly ordinals: readonly Ordinal[] }[] {
  const parts = on.map(partsOf)
  return nthDays
    .map((day) => ({ day, ordinals: parts.filter((one) => one[1] === day).map(([ordinal]) => ordinal) }))
    .filter((one) => one.ordinals.length > 0)
}

export const areNth = (on: readonly unknown[]): on is readonly Nth[] => on.every(isNth)
export const isLast = (one: number | typeof LAST_DAY, every: 'month' | 'quarter'): boolean =>
  one === LAST_DAY || (every === 'month' && one === LONGEST_MONTH)

/** February, at least, does not have that day. */
export const isShort = ({ every, on }: Extract<Rhythm, { every: 'month' | 'quarter' }>): boolean =>
  every === 'month' && on.some((one) => one === 29 || one === 30)
