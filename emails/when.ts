import type { Words } from './words/words.ts'

/** How a mail written at one moment, for one zone, speaks of other moments. */
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
 * `at` is a UTC instant, `zone` an IANA name. A day is a calendar day of that zone, so that one of 23 or 25 hours is
 * one day like any other. A published date without a time is a day everywhere: no zone shifts it.
 */
export function clockAt(at: string, zone: string, words: Words): Clock {
  const { moment, plainDate, calendar } = formatsIn(words.intl, zone)
  /** The calendar day, as a number of days. */
  const dayOf = (instant: number) => {
    const part = Object.fromEntries(calendar.formatToParts(instant).map(({ type, value }) => [type, Number(value)]))
    return Date.UTC(part.year!, part.month! - 1, part.day!) / DAY
  }

  const now = Date.parse(at)
  const today = dayOf(now)
  const date = words.date(moment.date.format(now))

  const ofDay = (day: string) => {
    const published = Date.parse(`${day}T00:00:00Z`)
    if (Number.isNaN(published)) return ''
    const ago = today - published / DAY
    return ago === 0 ? words.today : ago === 1 ? words.yesterday : words.date(plainDate.format(published))
  }
  const ofMoment = (instant: string) => {
    const published = Date.parse(instant)
    if (Number.isNaN(published)) return ''
    const ago = today - dayOf(published)
    const time = moment.time.format(published)
    if (ago === 0) return time
    if (ago === 1) return words.at(words.yesterday, time)
    if (ago > 1 && ago <= 6) return words.at(moment.weekday.format(published), time)
    return words.date(moment.date.format(published))
  }
  return {
    date,
    day: words.fullDay(moment.weekday.format(now), date),
    time: moment.time.format(now),
    of: (publishedAt) => (publishedAt.length === 10 ? ofDay(publishedAt) : ofMoment(publishedAt)),
  }
}

type Formats = {
  readonly moment: Readonly<Record<'date' | 'weekday' | 'time', Intl.DateTimeFormat>>
  /** A day everywhere. */
  readonly plainDate: Intl.DateTimeFormat
  /** The day in figures, to count with. */
  readonly calendar: Intl.DateTimeFormat
}

/** To make them takes longer than all else that is said of times in a mail, and the next is in the same language and zone. */
const formatsSeen = new Map<string, Formats>()

function formatsIn(intl: string, zone: string): Formats {
  const known = formatsSeen.get(`${intl} ${zone}`)
  if (known) return known
  // What is remembered stays few.
  if (formatsSeen.size === 100) formatsSeen.clear()
  const formats = formatsOf(intl, zone)
  formatsSeen.set(`${intl} ${zone}`, formats)
  return formats
}

function formatsOf(intl: string, zone: string): Formats {
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(intl, options)
  const dates = { day: 'numeric', month: 'long', year: 'numeric' } as const
  return {
    moment: {
      date: format({ ...dates, timeZone: zone }),
      weekday: format({ weekday: 'long', timeZone: zone }),
      time: format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone }),
    },
    plainDate: format({ ...dates, timeZone: 'UTC' }),
    calendar: new Intl.DateTimeFormat('en-US', {
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      calendar: 'gregory',
      numberingSystem: 'latn',
      timeZone: zone,
    }),
  }
}
