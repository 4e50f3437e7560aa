import { type Locale, localeFor } from './locale.ts'
import type { ClockSchedule, Schedule, Weekday } from './schedule.ts'
import { type PlainDay, READER } from './time.ts'

/** What a language says of a schedule: phrases that stand in a sentence ("You get it …") or alone, as a line. */
type Grammar = {
  /** For `Intl`. */
  readonly intl: string
  readonly weekdays: 'long' | 'short'
  filing(minutes: number, say: Say): string
  readonly day: string
  readonly weekday: string
  week(days: readonly string[], say: Say): string
  /** `orLast`: months that do not have such a day have their last one instead. */
  month(days: readonly number[], orLast: boolean, say: Say): string
  at(times: readonly string[], say: Say): string
  zone(name: string): string
  readonly own: string
  from(day: string): string
  until(day: string): string
  fromUntil(from: string, until: string): string
  whole(rhythm: string, at: string, zone: string, dates: string): string
}

/** How the language joins and counts: `#` in a form is the number. */
type Say = {
  list(words: readonly string[]): string
  count(count: number, forms: Forms): string
}
type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string }

/** The day that every month has: 31 means it. */
const LAST = 31

/** "1st": the only ordinals that a language here needs rules for. */
const ordinals = new Intl.PluralRules('en', { type: 'ordinal' })
const endings: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' }

const en: Grammar = {
  intl: 'en-GB',
  weekdays: 'long',
  filing: (minutes, { count }) =>
    `as it happens, at most every ${count(minutes, { one: 'minute', other: '# minutes' })}`,
  day: 'every day',
  weekday: 'every weekday',
  week: (days, { list }) => `every ${list(days)}`,
  month: (days, orLast, { list }) => {
    const named = days.map((day) => (day === LAST ? 'last day' : `${day}${endings[ordinals.select(day)] ?? 'th'}`))
    return `on the ${list(named)} of every month${orLast ? ' or its last day' : ''}`
  },
  at: (times, { list }) => `at ${list(times)}`,
  zone: (name) => `, ${name}`,
  own: ', your time',
  from: (day) => `, from ${day}`,
  until: (day) => `, until ${day}`,
  fromUntil: (from, until) => `, from ${from} until ${until}`,
  whole: (rhythm, at, zone, dates) => `${rhythm} ${at}${dates}${zone}`,
}

const de: Grammar = {
  intl: 'de-DE',
  weekdays: 'long',
  filing: (minutes, { count }) =>
    `bei neuen Meldungen, höchstens ${count(minutes, { one: 'einmal pro Minute', other: 'alle # Minuten' })}`,
  day: 'täglich',
  // Not "Werktag": Saturday is one.
  weekday: 'montags bis freitags',
  week: (days, { list }) => list(days.map((day) => `${day.toLowerCase()}s`)),
  month: (days, orLast, { list }) =>
    `${list(days.map((day) => (day === LAST ? 'am letzten Tag' : `am ${day}.`)))} jedes Monats${orLast ? ' (oder am letzten Tag)' : ''}`,
  at: (times, { list }) => `um ${list(times)} Uhr`,
  zone: (name) => ` (${name})`,
  own: ' Ihrer Zeit',
  from: (day) => `, ab dem ${day}`,
  until: (day) => `, bis zum ${day}`,
  fromUntil: (from, until) => `, vom ${from} bis zum ${until}`,
  whole: (rhythm, at, zone, dates) => `${rhythm} ${at}${zone}${dates}`,
}

const fr: Grammar = {
  intl: 'fr-FR',
  weekdays: 'long',
  filing: (minutes, { count }) =>
    `au fil de l’actualité, au plus ${count(minutes, { one: 'une fois par minute', other: 'toutes les # minutes' })}`,
  day: 'tous les jours',
  weekday: 'du lundi au vendredi',
  week: (days, { list }) => list(days.map((day) => `le ${day}`)),
  month: (days, orLast, { list }) => {
    const named = days.map((day) => (day === LAST ? 'le dernier jour' : `le ${day === 1 ? '1er' : day}`))
    return `${list(named)} de chaque mois${orLast ? ' (ou le dernier jour)' : ''}`
  },
  at: (times, { list }) => list(times.map((time) => `à ${time}`)),
  zone: (name) => ` (${name})`,
  own: ' (votre heure locale)',
  from: (day) => `, à partir du ${first(day)}`,
  until: (day) => `, jusqu’au ${first(day)}`,
  fromUntil: (from, until) => `, du ${first(from)} au ${first(until)}`,
  whole: (rhythm, at, zone, dates) => `${rhythm} ${at}${zone}${dates}`,
}
/** `Intl` does not know that the first is an ordinal. */
const first = (day: string) => day.replace(/^1 /, '1er ')

const es: Grammar = {
  intl: 'es-ES',
  weekdays: 'long',
  filing: (minutes, { count }) =>
    `en cuanto hay novedades, como máximo ${count(minutes, { one: 'una vez por minuto', other: 'cada # minutos' })}`,
  day: 'todos los días',
  weekday: 'de lunes a viernes',
  week: (days, { list }) => list(days.map((day) => `los ${day.endsWith('s') ? day : `${day}s`}`)),
  month: (days, orLast, { list }) =>
    `${list(days.map((day) => (day === LAST ? 'el último día' : `el día ${day}`)))} de cada mes${orLast ? ' (o el último)' : ''}`,
  at: (times, { list }) => list(times.map((time) => `${time.startsWith('01') ? 'a la' : 'a las'} ${time}`)),
  zone: (name) => ` (${name})`,
  own: ' (su hora local)',
  from: (day) => `, a partir del ${day}`,
  until: (day) => `, hasta el ${day}`,
  fromUntil: (from, until) => `, del ${from} al ${until}`,
  whole: (rhythm, at, zone, dates) => `${rhythm} ${at}${zone}${dates}`,
}

const ar: Grammar = {
  intl: 'ar-u-nu-latn',
  weekdays: 'long',
  filing: (minutes, { count }) =>
    `فور ورود الجديد، مرة كل ${count(minutes, { one: 'دقيقة', two: 'دقيقتين', few: '# دقائق', other: '# دقيقة' })} على الأكثر`,
  day: 'يوميًا',
  // Not "working days": in many countries they begin on Sunday.
  weekday: 'من الاثنين إلى الجمعة',
  week: (days, { list }) => `كل يوم ${list(days.map((day) => day.replace(/^ال/, '')))}`,
  month: (days, orLast, { list }) => {
    const named = days.map((day) => (day === LAST ? 'اليوم الأخير' : day === 1 ? 'اليوم الأول' : `اليوم ${day}`))
    return `في ${list(named)} من كل شهر${orLast ? ' (أو في آخر أيامه)' : ''}`
  },
  at: (times, { list }) => `في ${list(times.map((time) => `الساعة ${time}`))}`,
  // A name in Latin letters inside a line from right to left is set apart, so that it takes nothing along.
  zone: (name) => ` بتوقيت \u2068${name}\u2069`,
  own: ' بتوقيتكم المحلي',
  from: (day) => `، ابتداءً من ${day}`,
  until: (day) => `، حتى ${day}`,
  fromUntil: (from, until) => `، من ${from} إلى ${until}`,
  whole: (rhythm, at, zone, dates) => `${rhythm} ${at}${zone}${dates}`,
}

const zh: Grammar = {
  intl: 'zh-Hans',
  weekdays: 'short',
  filing: (minutes, { count }) => `有新内容即发送，${count(minutes, { other: '最多每#分钟一次' })}`,
  day: '每天',
  // Not "working days": those move with the holidays.
  weekday: '周一至周五',
  week: (days, { list }) => `每${list(days)}`,
  month: (days, orLast, { list }) =>
    `每月${list(days.map((day) => (day === LAST ? '最后一天' : `${day}日`)))}${orLast ? '（当月没有则为最后一天）' : ''}`,
  at: (times) => times.join('、'),
  zone: (name) => `（${name} 时间）`,
  own: '（您的当地时间）',
  from: (day) => `，自${day}起`,
  until: (day) => `，至${day}止`,
  fromUntil: (from, until) => `，自${from}起至${until}止`,
  // A full-width bracket has its space inside.
  whole: (rhythm, at, zone, dates) => `${rhythm}${rhythm.endsWith('）') ? '' : ' '}${at}${zone}${dates}`,
}

const grammars: Readonly<Record<Locale, Grammar>> = { en, de, fr, es, ar, zh }

/**
 * When a digest comes, said to its readers: "every weekday at 08:00, Europe/Berlin". Dates that are left out are the
 * editor's to know. In a language that we do not write, English.
 */
export function rhythmIn(schedule: Schedule, locale: string): string {
  const language = localeFor(locale)
  const grammar = grammars[language]
  const say = speaking(language)
  if (schedule.every === 'filing') return grammar.filing(schedule.atMostEveryMinutes, say)
  const zone = schedule.zone === READER ? grammar.own : grammar.zone(schedule.zone)
  return grammar.whole(
    daysOf(schedule, grammar, say),
    grammar.at(schedule.at, say),
    zone,
    datesOf(schedule, grammar, say),
  )
}

function daysOf(schedule: ClockSchedule, grammar: Grammar, say: Speaking): string {
  if (schedule.every === 'week') return grammar.week(schedule.on.map(say.weekday), say)
  if (schedule.every !== 'month') return grammar[schedule.every]
  const { on } = schedule
  return grammar.month(on, !on.includes(LAST) && (on.includes(29) || on.includes(30)), say)
}

function datesOf({ from, until }: ClockSchedule, grammar: Grammar, { date }: Speaking): string {
  if (from && until) return grammar.fromUntil(date(from), date(until))
  return from ? grammar.from(date(from)) : until ? grammar.until(date(until)) : ''
}

type Speaking = Say & { weekday(day: Weekday): string; date(day: PlainDay): string }

/** Formatters are dear to make: each language's are made when it is first spoken. */
const spoken = new Map<Locale, Speaking>()

function speaking(language: Locale): Speaking {
  const known = spoken.get(language)
  if (known) return known
  const { intl, weekdays } = grammars[language]
  const lists = new Intl.ListFormat(intl, { type: 'conjunction' })
  const numbers = new Intl.NumberFormat(intl)
  const rules = new Intl.PluralRules(intl)
  const dates = new Intl.DateTimeFormat(intl, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
  const days = new Intl.DateTimeFormat(intl, { weekday: weekdays, timeZone: 'UTC' })
  const made: Speaking = {
    list: (words) => lists.format(words),
    count: (count, forms) => (forms[rules.select(count)] ?? forms.other).replace('#', numbers.format(count)),
    weekday: (day) => days.format(Date.UTC(2024, 0, inJanuary2024[day])),
    date: (day) => dates.format(Date.parse(`${day}T00:00:00Z`)),
  }
  spoken.set(language, made)
  return made
}

/** A month that begins on a Monday. */
const inJanuary2024: Readonly<Record<Weekday, number>> = { mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6, sun: 7 }
