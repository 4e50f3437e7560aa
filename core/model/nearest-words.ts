import { weekdays } from './recurrence.ts'
import { dayNames, inWords, monthNames, parseSchedule, type ScheduleInput } from './schedule.ts'
import { fromWords, isAgain, nextClause, zoneNamed } from './schedule-words.ts'
import { slipsBetween } from './slips.ts'
import type { Instant } from './time.ts'
import type { Zones } from './zones.ts'

/** A schedule that can be read, and the words that it leaves out: they could not be. */
export type Nearest = { readonly words: string; readonly without: string }

/** A longer text is no rhythm that somebody has mistyped. */
const MOST_WORDS = 24
const MOST_LETTERS = 300

/** What is taken where nothing is said, in a suggestion: never in a schedule. */
const usual = { every: 'weekday', at: ['08:00'], zone: 'Europe/Berlin' }
const usualOn: Readonly<Record<string, readonly unknown[]>> = { week: ['mon'], month: [1], year: ['01-01'] }

/**
 * What somebody may have meant whose words `fromWords` does not understand: the nearest that it does, to be taken over or
 * not. Words that we do not know are taken for the ones that they are a slip away from; then as few as can be are left out,
 * from the end: what matters most is said first. Where something is still missing, whatever is understood is taken, with what
 * is usual beside it. Undefined where nothing is.
 */
export function nearestWords(zones: Zones, typed: string, now: Instant): Nearest | undefined {
  const words = typed.trim().replace(/\.$/, '').split(/\s+/)
  if (words.length > MOST_WORDS || typed.length > MOST_LETTERS) return undefined
  const meant = words.map((word) => slipOf(zones, word))
  for (let length = 0; length < words.length; length += 1)
    for (let start = words.length - length; start >= 0; start -= 1) {
      const read = fromWords(zones, textOf([...meant.slice(0, start), ...meant.slice(start + length)]))
      const nearest = read && said(zones, read, now)
      if (nearest) return { words: nearest, without: textOf(words.slice(start, start + length)) }
    }
  return clauseByClause(zones, meant, now)
}

const textOf = (words: readonly string[]): string => words.join(' ').replace(/,$/, '')

/** Everything in it that is a clause, whatever stands between. */
function clauseByClause(zones: Zones, words: readonly string[], now: Instant): Nearest | undefined {
  let found: ScheduleInput = {}
  const without: string[] = []
  for (let rest = words.join(' '); rest !== ''; ) {
    const clause = nextClause(zones, rest)
    const isTaken = clause !== undefined && !isAgain(found, clause.says)
    const [word = ''] = rest.split(' ', 1)
    if (isTaken) found = { ...found, ...clause.says }
    else without.push(word.replace(/,$/, ''))
    rest = rest.slice(isTaken ? clause.length : word.length).trimStart()
  }
  const nearest = Object.keys(found).length > 0 ? said(zones, withUsual(found), now) : undefined
  return nearest === undefined ? undefined : { words: nearest, without: textOf(without) }
}

function withUsual(read: ScheduleInput): ScheduleInput {
  const on = usualOn[String(read.every)]
  return read.every === 'filing' ? read : { ...usual, ...(on ? { on } : {}), ...read }
}

/** As we say it. */
function said(zones: Zones, read: ScheduleInput, now: Instant): string | undefined {
  const parsed = parseSchedule(zones, read, now)
  return parsed.ok ? inWords(parsed.value) : undefined
}

const known = [
  ...'every day daily weekday weekdays week weeks weekly biweekly fortnightly month monthly quarter quarterly'.split(
    ' ',
  ),
  ...'year yearly annually once other first second third fourth last two three four on at of the and in'.split(' '),
  ...'from until counted but not except noon midnight each own zone otherwise or its as things articles are'.split(' '),
  ...'filed after most minutes hours minute hour it happens'.split(' '),
  ...Object.values(dayNames).flatMap((name) => [name.toLowerCase(), `${name.toLowerCase()}s`]),
  ...monthNames.map((name) => name.toLowerCase()),
  ...weekdays,
]

/** The word that this one is a slip or two away from, with the comma behind it; what we know, and what has digits, stays. */
function slipOf(zones: Zones, word: string): string {
  const [, letters = '', comma = ''] = /^([a-z]{3,})(,?)$/i.exec(word) ?? []
  const lower = letters.toLowerCase()
  if (lower === '' || known.includes(lower) || zoneNamed(zones, letters) !== undefined) return word
  const most = lower.length < 6 ? 1 : 2
  const near = known
    .map((one) => ({ one, slips: slipsBetween(one, lower) }))
    .filter(({ slips }) => slips <= most)
    .toSorted((a, b) => a.slips - b.slips)
  return near.length === 0 ? word : near[0]!.one + comma
}
