import { hostOf } from './article.ts'
import type { CalendarDays, Exception } from './exceptions.ts'
import type { Fetched, FetchRequest } from './fetched.ts'
import { cleanText } from './text.ts'
import { between, DAY, HOUR, type Instant, instant, MINUTE, type PlainDay, plus } from './time.ts'

// ── What a calendar says ────────────────────────────────────────────────────────────────────────────────────────────

/** Something that a calendar holds, each time it comes: whole days, or not. */
export type CalendarEvent = {
  readonly name: string
  readonly from: PlainDay
  /** Its last day, which may be the first. */
  readonly to: PlainDay
  /** It begins or ends within a day. */
  readonly timed?: true
  readonly cancelled?: true
  /** What it says of itself: the beginning. */
  readonly note?: string
}

export type ReadCalendar =
  | { readonly ok: true; readonly name: string; readonly events: readonly CalendarEvent[] }
  | { readonly ok: false; readonly reason: string }

/** Reads a calendar as it came over the network: what it holds from one day to another, both included. */
export type CalendarReader = (
  bytes: Uint8Array,
  about: { readonly contentType?: string; readonly from: PlainDay; readonly to: PlainDay },
) => ReadCalendar | Promise<ReadCalendar>

/** A day off, and what it is called. */
export type Holiday = { readonly day: PlainDay; readonly name: string }

/**
 * Whether it is a day off by its own word. What begins or ends within a day is an appointment, and what is cancelled does not
 * take place. Google's calendars of public holidays hold days as well on which people work (Mother's Day): those say so in
 * English ("Observance") or, in whatever language, how to hide them in Google Calendar; a link to a map of Google's says nothing. That of
 * officeholidays.com says "Not a Public Holiday". Whether it blocks time (`TRANSP`) says nothing: those of Google and
 * of many others are `TRANSPARENT`, every one.
 */
export const isDayOff = ({ name, note = '', timed, cancelled }: CalendarEvent): boolean =>
  !timed &&
  !cancelled &&
  !/^\s*observance\s*$|\bgoogle\b/i.test(withoutAddresses(note)) &&
  ![name, note].some((text) => /\bnot a public holiday\b/i.test(text))

const withoutAddresses = (note: string): string =>
  note
    .split(' ')
    .filter((word) => !/google\./i.test(word))
    .join(' ')

/** School holidays in a land with many are 90 days a year, and four years are looked at. */
const MOST_DAYS = 400
const LONGEST_NAME = 80

/** The days off among them, ascending, those of one day under one name. */
export function daysOff(events: readonly CalendarEvent[]): Holiday[] {
  const names = new Map<PlainDay, Set<string>>()
  for (const event of events.filter(isDayOff)) {
    let ms = Date.parse(event.from)
    for (let n = 0; n <= MOST_DAYS && ms <= Date.parse(event.to); n += 1, ms += DAY) {
      const day = dayAt(ms)
      names.set(day, (names.get(day) ?? new Set()).add(event.name))
    }
  }
  return [...names]
    .map(([day, all]) => ({ day, name: cleanText([...all].filter(Boolean).join(', '), LONGEST_NAME) || 'Holiday' }))
    .sort((a, b) => (a.day < b.day ? -1 : 1))
}

const dayAt = (ms: number): PlainDay => instant(ms).slice(0, 10)

// ── A calendar that is read again ───────────────────────────────────────────────────────────────────────────────────

export type CalendarId = `cal_${string}`

/** A calendar of holidays that digests go by. */
export type Calendar = {
  readonly id: CalendarId
  readonly url: string
  readonly name: string
  readonly days: readonly Holiday[]
  /** Up to which day its text was read for days. */
  readonly until?: PlainDay
  readonly etag?: string
  readonly lastModified?: string
  /** The fingerprint of its text. */
  readonly bytes?: string
  /** When its server last said what it holds, or that it holds the same; absent until it was read once. */
  readonly readAt?: Instant
  readonly lookAt: Instant
  /** Somebody takes its text apart since then. */
  readonly readingSince?: Instant
  /** The digests that go by it may not know what it says now. */
  readonly owed?: true
  /** No digest goes by it since then. */
  readonly unusedSince?: Instant
  readonly failures: number
  readonly lastError?: string
  readonly version: number
}

/** How often it is read. */
const LOOK_EVERY = DAY
/** The runs that look come every quarter of an hour, now and then a little early. */
const EARLY = 5 * MINUTE
/** No function of ours runs as long: who began before that has ended, however. */
const LONGEST_RUN = 20 * MINUTE
/** So long nobody has to go by it until it is forgotten. */
const FORGET_AFTER = 20 * HOUR

export const newCalendar = (id: CalendarId, url: string, now: Instant): Calendar => ({
  id,
  url,
  name: nameFrom(url),
  days: [],
  lookAt: plus(now, LOOK_EVERY),
  failures: 0,
  version: 0,
})

/** "england-and-wales, www.gov.uk": of a calendar that does not say its name. */
function nameFrom(url: string): string {
  const path = URL.parse(url)?.pathname.split('/').at(-1) ?? ''
  const file = /^[\w.-]{1,60}$/.test(path) ? path.replace(/\.ics$/i, '') : ''
  return file === '' || /^basic$/i.test(file) ? hostOf(url) : `${file}, ${hostOf(url)}`
}

/** From the beginning of last year, so that what was left out stays left out, to the end of the year after next: further than any slot is looked for. */
export function spanAt(now: Instant): { readonly from: PlainDay; readonly to: PlainDay } {
  const year = Number(now.slice(0, 4))
  return { from: `${year - 1}-01-01`, to: `${year + 2}-12-31` }
}

/** With what was kept of it, unless a new year has come: then days are looked for that were too far before. */
export function calendarRequest({ url, until, etag, lastModified }: Calendar, now: Instant): FetchRequest {
  return until === spanAt(now).to ? { url, as: 'calendar', etag, lastModified } : { url, as: 'calendar' }
}

/** Whether its turn has come: a day after it was looked at, when digests are to be told of it, and when whoever read it has ended over it. */
export const isToBeLookedAt = ({ lookAt, owed, readingSince }: Calendar, now: Instant): boolean =>
  readingSince === undefined ? owed === true || plus(lookAt, -EARLY) <= now : between(readingSince, now) > LONGEST_RUN

/** A look that is about to take its text apart. What stands when the run is over says that the run ended over it. */
export const afterBegin = (calendar: Calendar, now: Instant): Calendar => ({ ...calendar, readingSince: now })

const looked = ({ readingSince: _, lastError: __, ...calendar }: Calendar, now: Instant): Calendar => ({
  ...calendar,
  lookAt: plus(now, LOOK_EVERY),
  owed: true,
  failures: 0,
})

/** It holds what it held. */
export const afterSame = (calendar: Calendar, now: Instant): Calendar => ({ ...looked(calendar, now), readAt: now })

/** It could not be read: what was read last stays in force. */
export const afterFailedLook = (calendar: Calendar, reason: string, now: Instant): Calendar => ({
  ...looked(calendar, now),
  failures: calendar.failures + 1,
  lastError: reason,
})

export const BROKE_OFF = 'Reading it did not come to an end. It is tried again.'

/** Where it names nothing to come. */
export const EMPTY =
  'It names no day off from now on that is a whole day. Give the address of a calendar of public holidays.'
const TOO_MANY = `It names more than ${MOST_DAYS} days: that is no calendar of public holidays.`

/** Whether it names a day to come. */
const hasMore = (days: readonly Holiday[], now: Instant) => days.some(({ day }) => day >= now.slice(0, 10))

/**
 * It was read. What is past stays as it was kept: a day that was left out is not taken back afterwards. Yesterday is not yet
 * past everywhere. One that held something to come and holds nothing any more has failed.
 */
export function afterReading(
  calendar: Calendar,
  fetched: Fetched & { kind: 'ok' },
  read: ReadCalendar,
  bytes: string,
  now: Instant,
): Calendar {
  if (!read.ok) return afterFailedLook(calendar, read.reason, now)
  const { from, to } = spanAt(now)
  const yesterday = dayAt(Date.parse(now) - DAY)
  const isNew = calendar.readAt === undefined
  const found = daysOff(read.events).filter(({ day }) => day >= (isNew ? from : yesterday) && day <= to)
  if (found.length > MOST_DAYS) return afterFailedLook(calendar, TOO_MANY, now)
  if (!hasMore(found, now) && (isNew || hasMore(calendar.days, now))) return afterFailedLook(calendar, EMPTY, now)
  const { etag: _, lastModified: __, ...rest } = looked(calendar, now)
  return {
    ...rest,
    name: cleanText(read.name, LONGEST_NAME) || calendar.name,
    days: [...calendar.days.filter(({ day }) => day >= from && day < yesterday), ...found],
    until: to,
    bytes,
    ...(fetched.etag ? { etag: fetched.etag } : {}),
    ...(fetched.lastModified ? { lastModified: fetched.lastModified } : {}),
    readAt: now,
  }
}

/** The digests have been told. `isUsed`: some go by it. Undefined: it is forgotten. */
export function afterTold(
  { owed: _, unusedSince, ...calendar }: Calendar,
  isUsed: boolean,
  now: Instant,
): Calendar | undefined {
  if (isUsed) return calendar
  if (unusedSince !== undefined && between(unusedSince, now) > FORGET_AFTER) return undefined
  return { ...calendar, unusedSince: unusedSince ?? now }
}

/** What a schedule keeps of it. */
export const keptOf = ({ name, days }: Calendar): Pick<CalendarDays, 'name' | 'days'> => ({
  name,
  days: days.map(({ day }) => day),
})

/** The exceptions with what the calendars say now, the same where that is what they are; a calendar that is not known stays as it is. */
export function exceptNow(
  except: readonly Exception[],
  calendars: ReadonlyMap<string, Calendar>,
): readonly Exception[] {
  const now = except.map((one) => {
    const known = typeof one === 'string' ? undefined : calendars.get(one.calendar)
    return typeof one === 'string' || !known?.readAt ? one : withDays(one, keptOf(known))
  })
  return now.every((one, nth) => one === except[nth]) ? except : now
}

const withDays = (one: CalendarDays, { name, days }: Pick<CalendarDays, 'name' | 'days'>): CalendarDays =>
  one.name === name && one.days.join() === days.join() ? one : { ...one, name, days }

/** Days to come that an edition leaves out since its calendars were read last, and that it does not any more: the first of them. */
export type ChangeOfDays = {
  readonly at: Instant
  readonly added: readonly PlainDay[]
  readonly removed: readonly PlainDay[]
}

const MOST_TOLD = 20

/** What is to be told of a change; undefined: it is none of days to come. */
export function changeOfDays(
  before: readonly Exception[],
  after: readonly Exception[],
  now: Instant,
): ChangeOfDays | undefined {
  const today = now.slice(0, 10)
  const daysOf = (except: readonly Exception[]) =>
    new Set(except.flatMap((one) => (typeof one === 'string' ? [one] : one.days)).filter((day) => day >= today))
  const [had, has] = [daysOf(before), daysOf(after)]
  const added = [...has].filter((day) => !had.has(day)).sort()
  const removed = [...had].filter((day) => !has.has(day)).sort()
  if (added.length + removed.length === 0) return undefined
  return { at: now, added: added.slice(0, MOST_TOLD), removed: removed.slice(0, MOST_TOLD) }
}

// ── What is told of it ──────────────────────────────────────────────────────────────────────────────────────────────

export type CalendarHealth = { readonly health: 'fine' | 'failing' | 'over'; readonly note?: string }

/** What an editor sees at a glance, and a sentence where something is the matter. */
export function calendarHealth({ failures, lastError = '', days, readAt }: Calendar, now: Instant): CalendarHealth {
  const kept = readAt ? ` What was read on ${readAt.slice(0, 10)} stays in force.` : ''
  if (failures > 0)
    return {
      health: 'failing',
      note: `It could not be read${failures > 1 ? ` ${failures} times in a row` : ''}: ${lastError}${kept}`,
    }
  if (!hasMore(days, now))
    return { health: 'over', note: 'It names no day from now on: look for the address of a newer one.' }
  return { health: 'fine' }
}

/** The next of its days. */
export const nextDays = ({ days }: Pick<Calendar, 'days'>, now: Instant, count: number): Holiday[] =>
  days.filter(({ day }) => day >= now.slice(0, 10)).slice(0, count)
