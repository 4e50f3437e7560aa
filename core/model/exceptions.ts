import type { PlainDay } from './time.ts'

/** The days of a calendar that others keep, as they were read last: they lie with the schedule, so that whoever asks for its slots asks nobody else. */
export type CalendarDays = {
  /** Where it is read. */
  readonly calendar: string
  readonly name: string
  /** Ascending, from last year on to the end of the year after next. */
  readonly days: readonly PlainDay[]
}

/** What a schedule leaves out: a date, or the days of a calendar. */
export type Exception = PlainDay | CalendarDays

export const isLeftOut = (except: readonly Exception[] | undefined, day: PlainDay): boolean =>
  except?.some((one) => (typeof one === 'string' ? one === day : one.days.includes(day))) ?? false

/** The dates of them, and the calendars. */
export const datesIn = (except: readonly Exception[] = []): PlainDay[] =>
  except.filter((one) => typeof one === 'string')
export const calendarsIn = (except: readonly Exception[] = []): CalendarDays[] =>
  except.filter((one) => typeof one !== 'string')

/** Of a schedule. More would be a list of all days on which somebody somewhere rests. */
export const MOST_CALENDARS = 3
const MOST_DATES = 400

/** What is known of the calendar at an address: its name and days; or why there are none, as a sentence. */
export type KnownCalendars = (address: string) => Pick<CalendarDays, 'name' | 'days'> | string

export const noCalendars: KnownCalendars = () => 'This calendar has not been read yet.'

/** `https://…/holidays.ics`; `webcal:`, as calendars call it, is `https:`. Undefined: no address of the web. */
export function calendarAddress(written: string): string | undefined {
  const url = URL.parse(written.trim().replace(/^webcals?:(?:\/\/)?/i, 'https://'))
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return undefined
  url.hash = ''
  return url.href.length <= 1_000 ? url.href : undefined
}

/** As programs and editors name them: `{"calendar": "https://…"}`, with whatever else we have answered about it. */
const addressIn = (one: unknown): unknown =>
  typeof one === 'object' && one !== null && 'calendar' in one ? one.calendar : undefined

/** What was given as exceptions, as a list: one alone may stand without its brackets. Undefined: not even a list. */
function listOf(given: unknown): readonly unknown[] | undefined {
  if (given === undefined) return []
  return Array.isArray(given) ? given : addressIn(given) === undefined ? undefined : [given]
}

/** The addresses of calendars that stand among exceptions, as they will be read; what is none is left out. */
export const addressesIn = (given: unknown): string[] =>
  (listOf(given) ?? []).flatMap((one) => {
    const address = addressIn(one)
    return typeof address === 'string' ? (calendarAddress(address) ?? []) : []
  })

/** Exceptions as they were given, dates first; a refusal says whether it is about the dates or a calendar. */
export function parseExceptions(
  { except: given, calendars: more = [] }: { readonly except?: unknown; readonly calendars?: readonly string[] },
  known: KnownCalendars,
  isDay: (given: unknown) => given is PlainDay,
  no: (about: 'except' | 'except.calendar', sentence: string) => void,
): readonly Exception[] {
  const all = listOf(given) ?? [undefined]
  const dates = all.filter((one) => addressIn(one) === undefined)
  const wanted = [...all.flatMap((one) => addressIn(one) ?? []), ...more]
  if (!dates.every(isDay) || dates.length > MOST_DATES)
    no(
      'except',
      `List the dates to leave out as ["2026-12-25"], at most ${MOST_DATES}, and calendars as {"calendar": "https://…"}.`,
    )
  const calendars = new Map<string, CalendarDays>()
  if (wanted.length > MOST_CALENDARS)
    no('except.calendar', `A schedule goes by at most ${MOST_CALENDARS} calendars of holidays.`)
  for (const one of wanted.slice(0, MOST_CALENDARS)) {
    const calendar = typeof one === 'string' ? calendarAddress(one) : undefined
    const found = calendar === undefined ? undefined : known(calendar)
    if (calendar === undefined)
      no(
        'except.calendar',
        `${JSON.stringify(one).slice(0, 200)} is not the address of a calendar: it starts with https:// or webcal://.`,
      )
    else if (typeof found === 'string') no('except.calendar', `${calendar}: ${found}`)
    else if (found) calendars.set(calendar, { calendar, name: found.name, days: found.days })
  }
  return [...dates.filter(isDay).toSorted(), ...calendars.values()]
}
