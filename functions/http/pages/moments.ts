import { type Learnt, pageWords } from './words/words.ts'

/** A wall time in a zone, as slots have it: `2026-11-26T08:00`. */
export type Moment = { readonly local: string; readonly zone: string }

/** "Thursday, 26 November at 08:00 (Europe/Berlin)", in the reader's language. */
export function momentText({ local, zone }: Moment, locale: Learnt): string {
  const { reader } = pageWords(locale)
  return reader.moment(dayText(local.slice(0, 10), locale), local.slice(11, 16), zone.replaceAll('_', ' '))
}

/** A calendar day as it stands, whatever the zone: "Thursday, 26 November". */
export const dayText = (day: string, locale: Learnt): string => written(day, locale, 'day')

/** With its year, for what stays readable: "Thursday, 26 November 2026". */
export const fullDayText = (day: string, locale: Learnt): string => written(day, locale, 'fullDay')

/** "26 November 2026", for a sentence. */
export const dateText = (day: string, locale: Learnt): string => written(day, locale, 'date')

/** "November 2026" */
export const monthText = (month: string, locale: Learnt): string => written(`${month}-01`, locale, 'month')

const styles = {
  day: { weekday: 'long', day: 'numeric', month: 'long' },
  fullDay: { dateStyle: 'full' },
  date: { dateStyle: 'long' },
  month: { month: 'long', year: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

function written(day: string, locale: Learnt, style: keyof typeof styles): string {
  const { intl, date } = pageWords(locale)
  return date(formatOf(intl, style).format(new Date(`${day}T00:00:00Z`)))
}

/** To make a format costs far more than to use it. */
const formats = new Map<string, Intl.DateTimeFormat>()
const MOST_FORMATS = 500

function formatOf(intl: string, style: keyof typeof styles): Intl.DateTimeFormat {
  const key = `${intl} ${style}`
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(intl, { ...styles[style], timeZone: 'UTC' })
  if (formats.size < MOST_FORMATS) formats.set(key, made)
  return made
}
