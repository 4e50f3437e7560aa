import type { Words } from './words/words.ts'

/** How a mail written at one moment, as a clock showed it, speaks of other moments. */
export type Clock = {
  /** "24 November 2026" */
  readonly date: string
  /** "Tuesday, 24 November 2026" */
  readonly day: string
  /** "08:00" */
  readonly time: string
  /** When an article was published, seen from the mail's day; empty for what is no date. */
  of(publishedAt: string): string
}

const DAY = 24 * 60 * 60 * 1000

/**
 * `local`: what the clock of the mail's zone shows, `2026-11-24T08:00`; moments that are spoken of are what it showed then, or
 * days. So no zone is asked about here, and a day of 23 or 25 hours is one day like any other. Empty where that is no moment.
 */
export function clockAt(local: string, words: Words): Clock {
  const formats = formatsIn(words.intl)
  const now = wallOf(local)
  const today = Math.floor(now / DAY)
  const dateOf = (wall: number) => words.date(formats.date.format(wall))
  const date = dateOf(now)

  const ofDay = (day: string) => {
    const published = Date.parse(`${day}T00:00:00Z`)
    if (Number.isNaN(published)) return ''
    const ago = today - published / DAY
    return ago === 0 ? words.today : ago === 1 ? words.yesterday : dateOf(published)
  }
  const ofMoment = (moment: string) => {
    const published = wallOf(moment)
    if (Number.isNaN(published)) return ''
    const ago = today - Math.floor(published / DAY)
    const time = formats.time.format(published)
    if (ago === 0) return time
    if (ago === 1) return words.at(words.yesterday, time)
    if (ago > 1 && ago <= 6) return words.at(formats.weekday.format(published), time)
    return dateOf(published)
  }
  return {
    date,
    day: words.fullDay(formats.weekday.format(now), date),
    time: formats.time.format(now),
    of: (publishedAt) => (publishedAt.length === 10 ? ofDay(publishedAt) : ofMoment(publishedAt)),
  }
}

/** As if UTC showed it: what is formatted in UTC is what the clock shows. */
const wallOf = (local: string): number => Date.parse(`${local.slice(0, 16)}Z`)

type Formats = Readonly<Record<'date' | 'weekday' | 'time', Intl.DateTimeFormat>>

/** To make them takes longer than all else that is said of times in a mail; there is one for each language. */
const formatsSeen = new Map<string, Formats>()

function formatsIn(intl: string): Formats {
  const known = formatsSeen.get(intl)
  if (known) return known
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(intl, { ...options, timeZone: 'UTC' })
  const formats = {
    date: format({ day: 'numeric', month: 'long', year: 'numeric' }),
    weekday: format({ weekday: 'long' }),
    time: format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
  }
  formatsSeen.set(intl, formats)
  return formats
}
