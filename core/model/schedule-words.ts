import { LAST_DAY, LONGEST_MONTH, ordinals, weekdays } from './recurrence.ts'
import { monthNames, READER, type ScheduleInput } from './schedule.ts'
import { isZone, type Zones } from './zones.ts'

const either = (...words: string[]) => `(?:${words.join('|')})`
/** One or more, as people list things: "a", "a and b", "a, b, and c". */
const listOf = (item: string) => `${item}(?:(?:\\s*,(?:\\s+and\\b)?|\\s+and\\b)\\s*${item})*`
const all = (found: string, item: RegExp): string[] => found.match(item) ?? []
/** A space is any number of them. */
const pattern = (text: string, flags = 'i') => new RegExp(text.replaceAll(' ', '\\s+'), flags)

const dayNames = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const weekday = either(...dayNames.map((name) => `${name}s?`), ...weekdays, 'tues', 'weds', 'thur', 'thurs')
const mondays = either(...dayNames.map((name) => `${name}s`))
const numeral = either('[23]?1st', '2?2nd', '2?3rd', '(?:[4-9]|1\\d|2[04-9]|30)th')
/** "the first" is the first day, and "the first Monday" is not. */
const end = `(?:first|last)(?: day)?(?! ${either(weekday, 'weekday')}\\b)`
const dayOfPeriod = `(?:the )?${either(numeral, '[12]\\d', '3[01]', '[1-9]', end)}`
const other = either('other', 'second', '2nd', 'third', '3rd', 'fourth', '4th')
/** "the first and third Tuesday" */
const place = `(?:the )?${either('first', '1st', 'second', '2nd', 'third', '3rd', 'fourth', '4th', 'last')}`
const nth = `${listOf(place)} ${either(weekday, 'weekday')}`
/** Of a month, said or not: every week has but one Friday, so that a first and a last one are a month's. */
const nthOfMonth = `(?:the )?${either('first', '1st', 'last', `${place}(?:\\s*,\\s*| and )${listOf(place)}`)} ${either(weekday, 'weekday')}`
const month = either(...monthNames.flatMap((name) => [name, name.slice(0, 3)]), 'Sept')
const dayOfYear = `(?:the )?${either(
  `(?:${numeral}|\\d\\d?) ${month}`,
  `${numeral} of ${month}`,
  `${month} (?:${numeral}|\\d\\d?)`,
  `last day (?:of|in) ${month}`,
)}`
const date = '\\d{4}-\\d{2}-\\d{2}'
const time = either('noon', 'midnight', '(?:0?[1-9]|1[0-2])(?::[0-5]\\d)?\\s?[ap]\\.?m\\.?', '\\d{1,2}:\\d{2}')
const fullHour = either('noon', 'midnight', "\\d{1,2}(?: o['’]clock)?")
const calendar = '(?:https?|webcals?)://[^\\s,]+'
const name = '[A-Za-z][\\w+-]*(?:/[\\w+-]+)*'
const word = '[A-Za-z][A-Za-z-]*'

const daysOfWeek = (found: string) => all(found, /\b(?:mon|tue|wed|thu|fri|sat|sun)/gi).map((day) => day.toLowerCase())

const daysOfPeriod = (every: 'month' | 'quarter', found: string): ScheduleInput => ({
  every,
  on: all(found, /\d+|first|last/gi).map((day) => {
    if (/\d/.test(day)) return Number(day)
    if (/first/i.test(day)) return 1
    return every === 'month' ? LONGEST_MONTH : LAST_DAY
  }),
})

const intervalOf = (found: string) => (/third|3|three/i.test(found) ? 3 : /four|4/i.test(found) ? 4 : 2)

/** "first and third Tuesday": each of the places goes with the day that is named after it. */
function places(found: string): string[] {
  const named: string[] = []
  let before: string[] = []
  for (const one of all(
    found.toLowerCase(),
    /first|second|third|fourth|last|[1-4]|weekday|mon|tue|wed|thu|fri|sat|sun/g,
  )) {
    const ordinal = /[1-4]/.test(one) ? ordinals[Number(one) - 1]! : ordinals.find((each) => each === one)
    if (ordinal) before.push(ordinal)
    else {
      named.push(...before.map((each) => `${each} ${one}`))
      before = []
    }
  }
  return named
}

/** "4 July" is `07-04`. */
function dateOf(found: string): string {
  const month = monthNames.findIndex((name) => found.toLowerCase().includes(name.slice(0, 3).toLowerCase())) + 1
  const day = /\d+/.exec(found)?.[0] ?? new Date(Date.UTC(2024, month, 0)).getUTCDate()
  return `${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

const datesOf = (found: string) => all(found, pattern(dayOfYear, 'gi')).map(dateOf)

/** "8:30 pm" is `20:30`. */
function timeOf(found: string): string {
  if (/n/i.test(found)) return /noon/i.test(found) ? '12:00' : '00:00'
  const [hour = '', minute = '00'] = all(found, /\d+/g)
  const half = /[ap](?=\.?m)/i.exec(found)?.[0].toLowerCase()
  const said = half ? (Number(hour) % 12) + (half === 'p' ? 12 : 0) : hour
  return `${String(said).padStart(2, '0')}:${minute}`
}
const timesOf = (found: string, item: string) => all(found, pattern(item, 'gi')).map(timeOf)

/** Who writes EST means New York, all year; the zone of that name is Panama's. */
const isClock = (zones: Zones, found: string): boolean => isZone(zones, found) && !/^[EMH]ST$/i.test(found)

/** A zone's name, or that of the one city that is called so: undefined where there is none, or more than one. */
export function zoneNamed(zones: Zones, found: string): string | undefined {
  if (isClock(zones, found)) return found
  const city = `/${found.replaceAll(/\s+/g, '_').toLowerCase()}`
  // San Juan is in Puerto Rico, and the one that has a zone of its name lies a level deeper, in Argentina.
  const named = zones.names().filter((one) => one.toLowerCase().endsWith(city) && one.split('/').length === 2)
  return named.length === 1 ? named[0] : undefined
}
const inPlace = (found: string, _: string, zones: Zones) => {
  const zone = zoneNamed(zones, found)
  return zone === undefined ? undefined : { zone }
}

const span = '(?:an? |\\d+ )?(?:minute|hour)s?'
const minutesOf = (found: string) => Number(/\d+/.exec(found)?.[0] ?? 1) * (/hour/i.test(found) ? 60 : 1)

/** Every week, and no other: where that is said, no interval can be. */
const everyWeek = { every: 'week', interval: undefined }

/**
 * What a schedule may say, in any order, each once; `every`, as often as it is the same: "quarterly, on the last Friday of
 * every quarter". A clause reads what its pattern's groups found.
 */
const clauses: [text: string, read: (found: string, second: string, zones: Zones) => ScheduleInput | undefined][] = [
  ['(every day|daily)', () => ({ every: 'day' })],
  ['(every weekday|(?:on )?weekdays)', () => ({ every: 'weekday' })],
  [
    `(?:(?:on|every) )?(${listOf(nth)}) of (?:every|each|the) (month|quarter)`,
    (found, every) => ({ every: every.toLowerCase(), on: places(found) }),
  ],
  [`(?:every )?(${nthOfMonth})(?! of\\b)`, (found) => ({ every: 'month', on: places(found) })],
  [
    `every (${other}) (${listOf(weekday)})`,
    (found, days) => ({ every: 'week', interval: intervalOf(found), on: daysOfWeek(days) }),
  ],
  [
    `(every ${other} week|every ${either('two', '2', 'three', '3', 'four', '4')} weeks|bi-?weekly|fortnightly|every fortnight)`,
    (found) => ({ every: 'week', interval: intervalOf(found) }),
  ],
  [`(?:every|weekly on|every week on) (${listOf(weekday)})`, (found) => ({ ...everyWeek, on: daysOfWeek(found) })],
  ['(weekly|every week|once a week)', () => everyWeek],
  [`(?:on )?(${listOf(mondays)})`, (found) => ({ every: 'week', on: daysOfWeek(found) })],
  [
    `on (${listOf(dayOfPeriod)})(?: days?)? of (?:every|each|the) (month|quarter)`,
    (found, every) => daysOfPeriod(/month/i.test(every) ? 'month' : 'quarter', found),
  ],
  ['(or its last day)', () => ({})],
  [
    `(monthly|every month|quarterly|every quarter) on (${listOf(dayOfPeriod)})(?: days?)?`,
    (every, found) => daysOfPeriod(/month/i.test(every) ? 'month' : 'quarter', found),
  ],
  ['(monthly|every month|once a month)', () => ({ every: 'month' })],
  ['(quarterly|every quarter|once a quarter)', () => ({ every: 'quarter' })],
  ['(yearly|annually|every year|each year|once a year)', () => ({ every: 'year' })],
  [`every (${listOf(dayOfYear)})`, (found) => ({ every: 'year', on: datesOf(found) })],
  [`on (${listOf(dayOfYear)})`, (found) => ({ on: datesOf(found) })],
  [`on (${listOf(nth)})`, (found) => ({ on: places(found) })],
  [`on (${listOf(weekday)})`, (found) => ({ on: daysOfWeek(found) })],
  [`(?:at )?(${listOf(time)})`, (found) => ({ at: timesOf(found, time) })],
  [`at (${listOf(fullHour)})`, (found) => ({ at: timesOf(found, fullHour) })],
  ['(as (?:things|articles) are filed|as it happens)', () => ({ every: 'filing' })],
  [`after (${span})`, (found) => ({ settleMinutes: minutesOf(found) })],
  [`at most (?:once )?(?:every|in) (${span})`, (found) => ({ atMostEveryMinutes: minutesOf(found) })],
  [`counted from (${date})`, (countedFrom) => ({ countedFrom })],
  [`from (${date})`, (from) => ({ from })],
  [`until (${date})`, (until) => ({ until })],
  [`(?:but not|except)(?: on)? (${listOf(date)})`, (found) => ({ except: all(found, /[\d-]+/g) })],
  [
    `(?:(?:but )?not|nor|except)(?: on)? the holidays of (${listOf(calendar)})`,
    (found) => ({ calendars: all(found, new RegExp(calendar, 'gi')) }),
  ],
  ["in (each|every|the) reader['’]s own (?:time )?zone", () => ({ zone: READER })],
  [`otherwise (${name})`, (found, _, zones) => ({ defaultZone: zoneNamed(zones, found) ?? found })],
  [`(?:in )?(${word} ${word} ${word})(?: time)?`, inPlace],
  [`(?:in )?(${word} ${word})(?: time)?`, inPlace],
  [`(?:in )?(${word})(?: time)?`, inPlace],
  [`in (${name})`, (zone) => ({ zone })],
  [`(${name})`, (zone, _, zones) => (zone.includes('/') || isClock(zones, zone) ? { zone } : undefined)],
]
const patterns = clauses.map(([text, read]) => ({
  pattern: pattern(`^${text}(?:\\s*,\\s*(?=\\S)|\\s+|$)`),
  read,
}))

/**
 * A schedule from words: what `inWords` writes, and what a person would type for it. What is not said is left out, for
 * `parseSchedule` to ask for by name; it also judges values, such as an unknown zone. Undefined, never a guess, where a
 * word is left over or something is said twice: `nearestWords` has then what could have been meant.
 */
export function fromWords(zones: Zones, words: string): ScheduleInput | undefined {
  let rest = words.trim().replace(/\.$/, '')
  let said: ScheduleInput | undefined
  while (rest !== '') {
    const clause = nextClause(zones, rest)
    if (!clause || (said && isAgain(said, clause.says))) return undefined
    said = { ...said, ...clause.says }
    rest = rest.slice(clause.length)
  }
  return said
}

/** Whether the second says anything that the first does. */
export const isAgain = (said: ScheduleInput, more: ScheduleInput): boolean =>
  Object.keys(more).some((name) => name in said && !(name === 'every' && said.every === more.every))

/** The clause that words begin with, and how long it is; undefined where they begin with none. */
export function nextClause(
  zones: Zones,
  words: string,
): { readonly says: ScheduleInput; readonly length: number } | undefined {
  for (const { pattern, read } of patterns) {
    const [whole, found, second = ''] = pattern.exec(words) ?? []
    const says = found === undefined ? undefined : read(found, second, zones)
    if (whole !== undefined && says) return { says, length: whole.length }
  }
  return undefined
}
