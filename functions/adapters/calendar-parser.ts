import ICAL from 'ical.js'
import type { CalendarEvent, CalendarReader, ReadCalendar } from '../../core/model/holidays.ts'
import { cleanText } from '../../core/model/text.ts'
import type { PlainDay } from '../../core/model/time.ts'
import { decode } from './decode.ts'

/** The largest calendar that is read, in bytes after decompression. Google's of one country is 120 KB. */
const LARGEST = 1_000_000
const MOST_EVENTS = 5_000
/** How often one event may come until the last day that is asked for: daily for as many years as there are in a life. */
const MOST_TIMES = 30_000
const LONGEST_LINE = 2_000

/** What days off are made of; the rest of an event is not looked at. */
const wanted =
  /^(?:UID|DTSTART|DTEND|DURATION|SUMMARY|DESCRIPTION|STATUS|RRULE|RDATE|EXDATE|RECURRENCE-ID|X-MICROSOFT-CDO-ALLDAYEVENT)[;:]/i

/**
 * A calendar in iCalendar (RFC 5545), as it came over the network. One event that cannot be read is left out and the rest goes on.
 * Days are whole days by the calendar's own word: dates (`DTEND` is the day after the last; gov.uk's and CalendarLabs' were the last
 * itself), with `VALUE=DATE` or without; or from one midnight to another on the clock that they are written by, whichever it is. Rules
 * of recurrence are ical.js's to read, all but those within a day.
 */
export function parseCalendar(
  bytes: Parameters<CalendarReader>[0],
  { contentType, from, to }: Parameters<CalendarReader>[1],
): ReadCalendar {
  if (bytes.length > LARGEST) return { ok: false, reason: 'This calendar is larger than 1 MB, so it was not read.' }
  const text = textOf(bytes, contentType)
  if (!/(?:^|[\r\n])BEGIN:VCALENDAR[\r\n]/i.test(text.slice(0, 2_000)))
    return {
      ok: false,
      reason: 'This is not a calendar: give the address of one as programs subscribe to it (iCalendar, often .ics).',
    }
  const { name, blocks } = partsOf(text)
  if (blocks.length > MOST_EVENTS)
    return { ok: false, reason: `This calendar holds more than ${MOST_EVENTS} events, so it was not read.` }
  const components = blocks.flatMap((lines) => componentOf(lines) ?? [])
  const changes = Map.groupBy(
    components.filter((one) => one.hasProperty('recurrence-id')),
    (one) => String(one.getFirstPropertyValue('uid')),
  )
  const events: CalendarEvent[] = []
  for (const component of components) {
    if (component.hasProperty('recurrence-id')) continue
    try {
      const uid = String(component.getFirstPropertyValue('uid'))
      events.push(...timesOf(component, changes.get(uid) ?? [], from, to))
    } catch {
      // A date that is none, a rule that says nothing.
    }
  }
  return { ok: true, name, events }
}

/** Lines may be folded within a character (RFC 5545 §3.1), so they are put together before bytes are letters. */
function textOf(bytes: Uint8Array, contentType: string | undefined): string {
  const isWide = bytes[0] === 0xff || bytes[0] === 0xfe || bytes[0] === 0 || bytes[1] === 0
  if (isWide) {
    const isBig = bytes[0] === 0xfe || bytes[0] === 0
    return unfolded(new TextDecoder(isBig ? 'utf-16be' : 'utf-16le').decode(bytes))
  }
  return decode(Buffer.from(unfolded(Buffer.from(bytes).toString('latin1')), 'latin1'), contentType)
}

const unfolded = (text: string): string => text.replaceAll(/(?:\r\n|\n|\r)[ \t]/g, '')

/** Its name, and the lines of each event, without those of its alarms. */
function partsOf(text: string): { readonly name: string; readonly blocks: string[][] } {
  const blocks: string[][] = []
  const open: string[] = []
  let [given, standard] = ['', '']
  for (const line of text.split(/\r\n|\n|\r/)) {
    const [, way, part = ''] = /^(BEGIN|END):(\S+)\s*$/i.exec(line) ?? []
    if (way?.toUpperCase() === 'BEGIN') {
      open.push(part.toUpperCase())
      if (open.at(-1) === 'VEVENT') blocks.push([])
    } else if (way) open.pop()
    else if (open.at(-1) === 'VEVENT' && wanted.test(line)) blocks.at(-1)!.push(datesSaid(line.slice(0, LONGEST_LINE)))
    else if (open.length === 1 && open[0] === 'VCALENDAR') {
      given = /^X-WR-CALNAME(?:;[^:]*)?:(.*)$/i.exec(line)?.[1] ?? given
      standard = /^NAME(?:;[^:]*)?:(.*)$/i.exec(line)?.[1] ?? standard
    }
  }
  return { name: cleanText((given || standard).replaceAll(/\\[nN]/g, ' ').replaceAll(/\\(.)/g, '$1')), blocks }
}

/** A date that does not say that it is one says so; in which zone, it does not say. */
const datesSaid = (line: string): string =>
  line.replace(/^(DTSTART|DTEND|EXDATE|RDATE|RECURRENCE-ID)(?:;[^:]*)?:(\d{8}(?:,\d{8})*)\s*$/i, '$1;VALUE=DATE:$2')

/**
 * Rules that ical.js (2.2.1, run) reads as if something were not there: by weeks of the year, or by another calendar than ours
 * (RFC 7529); the twentieth Monday of the year is every Monday.
 */
const beyondIt = /^RRULE[;:].*(?:(?:BYWEEKNO|RSCALE)=|BYDAY=[^;]*(?:[6-9]|\d\d)[A-Z])/i

/** Undefined: it cannot be read, or when it comes is beyond us. */
function componentOf(lines: readonly string[]): ICAL.Component | undefined {
  if (lines.some((line) => beyondIt.test(line))) return undefined
  try {
    return new ICAL.Component(ICAL.parse(['BEGIN:VEVENT', ...lines, 'END:VEVENT'].join('\r\n')))
  } catch {
    return undefined
  }
}

/** Each time that an event comes between two days, with what has been changed of single times. */
function timesOf(component: ICAL.Component, changes: ICAL.Component[], from: PlainDay, to: PlainDay): CalendarEvent[] {
  const event = new ICAL.Event(component, { exceptions: changes })
  if (!event.startDate) return []
  const isWithin = (one: CalendarEvent) => one.to >= from && one.from <= to
  if (!event.isRecurring()) return [eventOf(component, event.startDate, event.endDate)].filter(isWithin)
  const isWithinDays = component.getAllProperties('rrule').some((rule) => {
    const said = rule.getFirstValue()
    return said instanceof ICAL.Recur && /^(?:SECOND|MINUTE|HOUR)LY$/.test(said.freq)
  })
  if (isWithinDays) return []
  const without = daysWithout(component)
  const isNone = noDayOf(component, event.startDate)
  const found: CalendarEvent[] = []
  const iterator = event.iterator()
  for (let times = 0; times < MOST_TIMES; times += 1) {
    const next = iterator.next()
    if (!next || dayOf(next) > to) break
    if (event.startDate.isDate && without.has(dayOf(next))) continue
    if (isNone(next)) continue
    const { item, startDate, endDate } = event.getOccurrenceDetails(next)
    const one = eventOf(item.component, startDate, endDate)
    if (isWithin(one)) found.push(one)
  }
  // Its own day is the first of its days (RFC 5545 §3.8.5.2): where others are listed beside it, ical.js leaves it out (kewisch/ical.js, pull request 534).
  const own = eventOf(component, event.startDate, event.endDate)
  const isThere = without.has(own.from) || found.some((one) => one.from === own.from)
  return component.hasProperty('rdate') && isWithin(own) && !isThere ? [own, ...found] : found
}

/** Days that a rule's month does not have are passed over (RFC 5545 §3.3.10), where ical.js goes on to the next month's (kewisch/ical.js, pull request 1004, open in June 2026). */
function noDayOf(component: ICAL.Component, start: ICAL.Time): (time: ICAL.Time) => boolean {
  const rule = component.getFirstPropertyValue('rrule')
  if (!(rule instanceof ICAL.Recur) || component.hasProperty('rdate')) return () => false
  const { BYMONTHDAY: named, BYDAY, BYYEARDAY } = rule.parts as Record<string, unknown[] | undefined>
  const isYearly = rule.freq === 'YEARLY' && !BYDAY && !BYYEARDAY
  const days = named?.map(Number) ?? (isYearly ? [start.day] : [])
  return ({ day }) => days.length > 0 && days.every((one) => one > 0) && !days.includes(day)
}

/** Days that are taken out of a rule, though written as times, too. */
const daysWithout = (component: ICAL.Component): Set<PlainDay> =>
  new Set(
    component
      .getAllProperties('exdate')
      .flatMap((property) => property.getValues().flatMap((value) => (value instanceof ICAL.Time ? dayOf(value) : []))),
  )

const two = (number: number): string => String(number).padStart(2, '0')
const dayOf = ({ year, month, day }: ICAL.Time): PlainDay =>
  `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
const isMidnight = ({ hour, minute, second }: ICAL.Time): boolean => hour + minute + second === 0

function eventOf(component: ICAL.Component, start: ICAL.Time, end: ICAL.Time | null): CalendarEvent {
  const said = (name: string) => String(component.getFirstPropertyValue(name) ?? '')
  const from = dayOf(start)
  const after = end && dayOf(end) > from ? dayOf(end) : undefined
  const isWhole =
    start.isDate ||
    (isMidnight(start) && after !== undefined && isMidnight(end!)) ||
    /^true$/i.test(said('x-microsoft-cdo-alldayevent'))
  const note = cleanText(said('description'), 300)
  return {
    name: cleanText(said('summary'), 80),
    from,
    to: after === undefined ? from : dayBefore(after),
    ...(isWhole ? {} : { timed: true as const }),
    ...(/^cancelled$/i.test(said('status').trim()) ? { cancelled: true as const } : {}),
    ...(note ? { note } : {}),
  }
}

const dayBefore = (day: PlainDay): PlainDay =>
  new Date(Date.parse(`${day}T00:00:00Z`) - 24 * 3_600_000).toISOString().slice(0, 10)
