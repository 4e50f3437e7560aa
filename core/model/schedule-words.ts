import { READER, type ScheduleInput, weekdays } from './schedule.ts'
import { isZone, type Zones } from './zones.ts'

const either = (...words: string[]) => `(?:${words.join('|')})`
/** One or more, as people list things: "a", "a and b", "a, b, and c". */
const listOf = (item: string) => `${item}(?:(?:\\s*,(?:\\s+and\\b)?|\\s+and\\b)\\s*${item})*`
const all = (found: string, item: RegExp): string[] => found.match(item) ?? []

const dayNames = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const weekday = either(...dayNames.map((name) => `${name}s?`), ...weekdays, 'tues', 'weds', 'thur', 'thurs')
const mondays = either(...dayNames.map((name) => `${name}s`))
const ordinal = either(
  '[23]?1st',
  '2?2nd',
  '2?3rd',
  '(?:[4-9]|1\\d|2[04-9]|30)th',
  '[12]\\d',
  '3[01]',
  '[1-9]',
  'last day',
)
const monthDay = `(?:the )?${ordinal}`
const date = '\\d{4}-\\d{2}-\\d{2}'
const name = '[A-Za-z][\\w+-]*(?:/[\\w+-]+)*'

const daysOfWeek = (found: string) => ({
  every: 'week',
  on: all(found, /\b(?:mon|tue|wed|thu|fri|sat|sun)/gi).map((day) => day.toLowerCase()),
})
const daysOfMonth = (found: string) => ({
  every: 'month',
  on: all(found, /\d+|last/gi).map((day) => (day.toLowerCase() === 'last' ? 31 : Number(day))),
})

const span = '(?:an? |\\d+ )?(?:minute|hour)s?'
const minutesOf = (found: string) => Number(/\d+/.exec(found)?.[0] ?? 1) * (/hour/i.test(found) ? 60 : 1)

/** What a schedule may say, in any order, each once. A clause reads what its pattern's group found. */
const clauses: [pattern: string, read: (found: string, zones: Zones) => ScheduleInput | undefined][] = [
  ['(every day|daily)', () => ({ every: 'day' })],
  ['(every weekday|(?:on )?weekdays)', () => ({ every: 'weekday' })],
  [`(?:every|weekly on|every week on) (${listOf(weekday)})`, daysOfWeek],
  [`(?:on )?(${listOf(mondays)})`, daysOfWeek],
  [`on (${listOf(monthDay)}) of (?:every|each|the) month`, daysOfMonth],
  ['(or its last day)', () => ({})],
  [`(?:monthly|every month) on (${listOf(monthDay)})`, daysOfMonth],
  [
    `at (${listOf('\\d{1,2}:\\d{2}')})`,
    (found) => ({ at: all(found, /[\d:]+/g).map((time) => time.padStart(5, '0')) }),
  ],
  ['(as (?:things|articles) are filed|as it happens)', () => ({ every: 'filing' })],
  [`after (${span})`, (found) => ({ settleMinutes: minutesOf(found) })],
  [`at most (?:once )?(?:every|in) (${span})`, (found) => ({ atMostEveryMinutes: minutesOf(found) })],
  [`from (${date})`, (from) => ({ from })],
  [`until (${date})`, (until) => ({ until })],
  [`(?:but not|except)(?: on)? (${listOf(date)})`, (found) => ({ except: all(found, /[\d-]+/g) })],
  ["in (each|every|the) reader['’]s own (?:time )?zone", () => ({ zone: READER })],
  [`otherwise (${name})`, (defaultZone) => ({ defaultZone })],
  [`in (${name})`, (zone) => ({ zone })],
  [`(${name})`, (zone, zones) => (zone.includes('/') || isZone(zones, zone) ? { zone } : undefined)],
]
const patterns = clauses.map(([pattern, read]) => ({
  pattern: new RegExp(`^${pattern.replaceAll(' ', '\\s+')}(?:\\s*,\\s*(?=\\S)|\\s+|$)`, 'i'),
  read,
}))

/**
 * A schedule from words: what `inWords` writes, and what a person would type for it. What is not said is left out, for
 * `parseSchedule` to ask for by name; it also judges values, such as an unknown zone. Undefined, never a guess, where a
 * word is left over or something is said twice.
 */
export function fromWords(zones: Zones, words: string): ScheduleInput | undefined {
  let rest = words.trim().replace(/\.$/, '')
  let said: ScheduleInput | undefined
  while (rest !== '') {
    const clause = nextClause(zones, rest)
    if (!clause || Object.keys(clause.says).some((name) => said && name in said)) return undefined
    said = { ...said, ...clause.says }
    rest = rest.slice(clause.length)
  }
  return said
}

function nextClause(zones: Zones, words: string): { says: ScheduleInput; length: number } | undefined {
  for (const { pattern, read } of patterns) {
    const [whole, found] = pattern.exec(words) ?? []
    const says = found === undefined ? undefined : read(found, zones)
    if (whole !== undefined && says) return { says, length: whole.length }
  }
  return undefined
}
