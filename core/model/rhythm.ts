import { type Locale, localeFor } from './locale.ts'
import { areNth, byDay, isLast, isShort, LEAP_DAY, type Nth, type Ordinal, type Weekday } from './recurrence.ts'
import type { ClockSchedule, Schedule } from './schedule.ts'
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
  /** Every second of them, third or fourth. Which ones, the next date says: the count is the editor's to know. */
  weeks(interval: 2 | 3 | 4, days: readonly string[], say: Say): string
  /** `orLast`: months that do not have such a day have their last one instead. */
  month(days: readonly (number | 'last')[], orLast: boolean, say: Say): string
  quarter(days: readonly (number | 'last')[], say: Say): string
  readonly ordinals: Readonly<Record<Ordinal, string>>
  /** Any day from Monday to Friday, where they are counted. */
  readonly anyWeekday: string
  /** "first and third Tuesday" */
  nth(ordinals: readonly string[], day: string, say: Say): string
  monthly(nth: readonly string[], say: Say): string
  quarterly(nth: readonly string[], say: Say): string
  year(dates: readonly string[], say: Say): string
  /** What 29 February is in every year. */
  readonly endOfFebruary: string
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

/** "1st": the only ordinals that a language here needs rules for. */
const numerals = new Intl.PluralRules('en', { type: 'ordinal' })
const endings: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' }
const numeral = (day: number) => `${day}${endings[numerals.select(day)] ?? 'th'}`

/*
 * How each language says what comes every second week, on the first Monday of a month, or once a year: beside the words of
 * Thunderbird's calendar (thunderbird/thunderbird-l10n, calendar/recurrence.ftl of each language, 2026).
 */

const en: Grammar = {
  intl: 'en-GB',
  weekdays: 'long',
  filing: (minutes, { count }) =>
    `as it happens, at most every ${count(minutes, { one: 'minute', other: '# minutes' })}`,
  day: 'every day',
  weekday: 'every weekday',
  week: (days, { list }) => `every ${list(days)}`,
  weeks: (interval, days, { list }) => `every ${{ 2: 'second', 3: 'third', 4: 'fourth' }[interval]} ${list(days)}`,
  month: (days, orLast, { list }) => {
    const named = days.map((day) => (day === 'last' ? 'last day' : numeral(day)))
    return `on the ${list(named)} of every month${orLast ? ' or its last day' : ''}`
  },
  quarter: (days, { list }) =>
    `on the ${list(days.map((day) => (day === 'last' ? day : numeral(day))))} day of every quarter`,
  ordinals: { first: 'first', second: 'second', third: 'third', fourth: 'fourth', last: 'last' },
  anyWeekday: 'weekday',
  nth: (ordinals, day, { list }) => `${list(ordinals)} ${day}`,
  monthly: (nth, { list }) => `on the ${list(nth)} of every month`,
  quarterly: (nth, { list }) => `on the ${list(nth)} of every quarter`,
  year: (dates, { list }) => `every year on ${list(dates)}`,
  endOfFebruary: 'the last day of February',
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
  weeks: (interval, days, say) => `alle ${{ 2: 'zwei', 3: 'drei', 4: 'vier' }[interval]} Wochen ${de.week(days, say)}`,
  month: (days, orLast, { list }) =>
    `${list(days.map((day) => (day === 'last' ? 'am letzten Tag' : `am ${day}.`)))} jedes Monats${orLast ? ' (oder am letzten Tag)' : ''}`,
  quarter: (days, { list }) =>
    `am ${list(days.map((day) => (day === 'last' ? 'letzten' : `${day}.`)))} Tag jedes Quartals`,
  ordinals: { first: 'ersten', second: 'zweiten', third: 'dritten', fourth: 'vierten', last: 'letzten' },
  anyWeekday: 'Arbeitstag (Montag bis Freitag)',
  nth: (ordinals, day, { list }) => `am ${list(ordinals)} ${day}`,
  monthly: (nth, { list }) => `${list(nth)} jedes Monats`,
  quarterly: (nth, { list }) => `${list(nth)} jedes Quartals`,
  year: (dates, { list }) => `jedes Jahr ${list(dates.map((date) => `am ${date}`))}`,
  endOfFebruary: 'letzten Tag im Februar',
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
  weeks: (interval, days, say) =>
    `toutes les ${{ 2: 'deux', 3: 'trois', 4: 'quatre' }[interval]} semaines ${fr.week(days, say)}`,
  month: (days, orLast, { list }) => {
    const named = days.map((day) => (day === 'last' ? 'le dernier jour' : `le ${day === 1 ? '1er' : day}`))
    return `${list(named)} de chaque mois${orLast ? ' (ou le dernier jour)' : ''}`
  },
  quarter: (days, { list }) =>
    `${list(days.map((day) => (day === 'last' ? 'le dernier jour' : `le ${day === 1 ? '1er' : `${day}e`} jour`)))} de chaque trimestre`,
  ordinals: { first: 'premier', second: 'deuxième', third: 'troisième', fourth: 'quatrième', last: 'dernier' },
  anyWeekday: 'jour de semaine (du lundi au vendredi)',
  nth: (ordinals, day, { list }) => `${list(ordinals.map((one) => `le ${one}`))} ${day}`,
  monthly: (nth, { list }) => `${list(nth)} de chaque mois`,
  quarterly: (nth, { list }) => `${list(nth)} de chaque trimestre`,
  year: (dates, { list }) => `chaque année ${list(dates.map((date) => `le ${first(date)}`))}`,
  endOfFebruary: 'dernier jour de février',
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
  weeks: (interval, days, say) =>
    `cada ${{ 2: 'dos', 3: 'tres', 4: 'cuatro' }[interval]} semanas ${es.week(days, say)}`,
  month: (days, orLast, { list }) =>
    `${list(days.map((day) => (day === 'last' ? 'el último día' : `el día ${day}`)))} de cada mes${orLast ? ' (o el último)' : ''}`,
  quarter: (days, { list }) =>
    `${list(days.map((day) => (day === 'last' ? 'el último día' : `el día ${day}`)))} de cada trimestre`,
  ordinals: { first: 'primer', second: 'segundo', third: 'tercer', fourth: 'cuarto', last: 'último' },
  anyWeekday: 'día de lunes a viernes',
  nth: (ordinals, day, { list }) => `${list(ordinals.map((one) => `el ${one}`))} ${day}`,
  monthly: (nth, { list }) => `${list(nth)} de cada mes`,
  quarterly: (nth, { list }) => `${list(nth)} de cada trimestre`,
  year: (dates, { list }) => `cada año ${list(dates.map((date) => `el ${date}`))}`,
  endOfFebruary: 'último día de febrero',
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
  weeks: (interval, days, { list }) =>
    `كل ${{ 2: 'أسبوعين', 3: 'ثلاثة أسابيع', 4: 'أربعة أسابيع' }[interval]} يوم ${list(days)}`,
  month: (days, orLast, { list }) => {
    return `في ${list(days.map(dayInArabic))} من كل شهر${orLast ? ' (أو في آخر أيامه)' : ''}`
  },
  quarter: (days, { list }) => `في ${list(days.map(dayInArabic))} من كل ربع سنة`,
  ordinals: { first: 'أول', second: 'ثاني', third: 'ثالث', fourth: 'رابع', last: 'آخر' },
  anyWeekday: 'بين الاثنين والجمعة',
  nth: (ordinals, day, { list }) => `${list(ordinals)} يوم ${day.replace(/^ال/, '')}`,
  monthly: (nth, { list }) => `في ${list(nth)} من كل شهر`,
  quarterly: (nth, { list }) => `في ${list(nth)} من كل ربع سنة`,
  year: (dates, { list }) => `كل عام في ${list(dates)}`,
  endOfFebruary: 'آخر يوم من فبراير',
  at: (times, { list }) => `في ${list(times.map((time) => `الساعة ${time}`))}`,
  // A name in Latin letters inside a line from right to left is set apart, so that it takes nothing along.
  zone: (name) => ` بتوقيت \u2068${name}\u2069`,
  own: ' بتوقيتكم المحلي',
  from: (day) => `، ابتداءً من ${day}`,
  until: (day) => `، حتى ${day}`,
  fromUntil: (from, until) => `، من ${from} إلى ${until}`,
  whole: (rhythm, at, zone, dates) => `${rhythm} ${at}${zone}${dates}`,
}

const dayInArabic = (day: number | 'last') =>
  day === 'last' ? 'اليوم الأخير' : day === 1 ? 'اليوم الأول' : `اليوم ${day}`

const zh: Grammar = {
  intl: 'zh-Hans',
  weekdays: 'short',
  filing: (minutes, { count }) => `有新内容即发送，${count(minutes, { other: '最多每#分钟一次' })}`,
  day: '每天',
  // Not "working days": those move with the holidays.
  weekday: '周一至周五',
  week: (days, { list }) => `每${list(days)}`,
  weeks: (interval, days, { list }) => `每${{ 2: '两', 3: '三', 4: '四' }[interval]}周的${list(days)}`,
  month: (days, orLast, { list }) =>
    `每月${list(days.map((day) => (day === 'last' ? '最后一天' : `${day}日`)))}${orLast ? '（当月没有则为最后一天）' : ''}`,
  quarter: (days, { list }) => `每季度${list(days.map((day) => (day === 'last' ? '最后一天' : `第${day}天`)))}`,
  ordinals: { first: '第一个', second: '第二个', third: '第三个', fourth: '第四个', last: '最后一个' },
  anyWeekday: '工作日（周一至周五）',
  nth: (ordinals, day, { list }) => `${list(ordinals)}${day}`,
  monthly: (nth, { list }) => `每月${list(nth)}`,
  quarterly: (nth, { list }) => `每季度${list(nth)}`,
  year: (dates, { list }) => `每年${list(dates)}`,
  endOfFebruary: '2月最后一天',
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
  switch (schedule.every) {
    case 'day':
    case 'weekday':
      return grammar[schedule.every]
    case 'week': {
      const days = schedule.on.map(say.weekday)
      return 'interval' in schedule ? grammar.weeks(schedule.interval, days, say) : grammar.week(days, say)
    }
    case 'year':
      return grammar.year(
        schedule.on.map((date) => (date === LEAP_DAY ? grammar.endOfFebruary : say.dateOfYear(date))),
        say,
      )
    default: {
      const { every, on } = schedule
      if (areNth(on)) return grammar[every === 'month' ? 'monthly' : 'quarterly'](placesOf(on, grammar, say), say)
      const days = on.map((day) => (isLast(day, every) ? 'last' : Number(day)))
      return every === 'month'
        ? grammar.month(days, isShort(schedule) && !days.includes('last'), say)
        : grammar.quarter(days, say)
    }
  }
}

const placesOf = (on: readonly Nth[], grammar: Grammar, say: Speaking): string[] =>
  byDay(on).map(({ day, ordinals }) =>
    grammar.nth(
      ordinals.map((one) => grammar.ordinals[one]),
      day === 'weekday' ? grammar.anyWeekday : say.weekday(day),
      say,
    ),
  )

function datesOf({ from, until }: ClockSchedule, grammar: Grammar, { date }: Speaking): string {
  if (from && until) return grammar.fromUntil(date(from), date(until))
  return from ? grammar.from(date(from)) : until ? grammar.until(date(until)) : ''
}

type Speaking = Say & {
  weekday(day: Weekday): string
  date(day: PlainDay): string
  /** Of `07-04`. */
  dateOfYear(date: string): string
}

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
  const datesOfYear = new Intl.DateTimeFormat(intl, { day: 'numeric', month: 'long', timeZone: 'UTC' })
  const days = new Intl.DateTimeFormat(intl, { weekday: weekdays, timeZone: 'UTC' })
  const made: Speaking = {
    list: (words) => lists.format(words),
    count: (count, forms) => (forms[rules.select(count)] ?? forms.other).replace('#', numbers.format(count)),
    weekday: (day) => days.format(Date.UTC(2024, 0, inJanuary2024[day])),
    date: (day) => dates.format(Date.parse(`${day}T00:00:00Z`)),
    dateOfYear: (date) => datesOfYear.format(Date.parse(`2024-${date}T00:00:00Z`)),
  }
  spoken.set(language, made)
  return made
}

/** A month that begins on a Monday. */
const inJanuary2024: Readonly<Record<Weekday, number>> = { mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6, sun: 7 }
