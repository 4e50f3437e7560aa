import type { Instant } from '../../../core/model/time.ts'
import { type Learnt, pageWords } from './words/words.ts'

/** A wall time in a zone, as slots have it: `2026-11-26T08:00`. */
export type Moment = { readonly local: string; readonly zone: string }

/** "Thursday, 26 November at 08:00 (Europe/Berlin)", in the reader's language. */
export function momentText({ local, zone }: Moment, locale: Learnt): string {
  const { reader } = pageWords(locale)
  return reader.moment(dayText(local.slice(0, 10), locale), local.slice(11, 16), zone.replaceAll('_', ' '))
}

/** A calendar day as it stands, whatever the zone: "Thursday, 26 November". */
export const dayText = (day: string, locale: Learnt): string =>
  written(day, locale, { weekday: 'long', day: 'numeric', month: 'long' })

/** With its year, for what stays readable: "Thursday, 26 November 2026". */
export const fullDayText = (day: string, locale: Learnt): string => written(day, locale, { dateStyle: 'full' })

/** "26 November 2026", for a sentence. */
export const dateText = (day: string, locale: Learnt): string => written(day, locale, { dateStyle: 'long' })

/** "November 2026" */
export const monthText = (month: string, locale: Learnt): string =>
  written(`${month}-01`, locale, { month: 'long', year: 'numeric' })

function written(day: string, locale: Learnt, style: Intl.DateTimeFormatOptions): string {
  const { intl, date } = pageWords(locale)
  return date(new Intl.DateTimeFormat(intl, { ...style, timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`)))
}

/** The calendar day of a moment on a zone's clock: `2026-11-26`. */
export const dayIn = (at: Instant, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(at))
