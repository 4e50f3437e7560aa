import { DAY, MINUTE, type PlainDay } from '../../../core/model/time.ts'
import type { Zones } from '../../../core/model/zones.ts'

/**
 * Zone rules as they are kept in a file, and in the table. A clock is its offsets from UTC in minutes, when it changes first
 * (minutes since 1970, base 36), and which run it changes by: `60 120|g1ldo|4`. A run is which of the offsets holds, one after
 * another, and how long each does but the first and the last: `010|6p40 4jc0`; clocks of one law have one in common. What holds
 * first, holds since ever; from `until` on, the years 28 before are repeated, which have the same weekdays.
 */
export type Packed = {
  readonly release: string
  readonly released?: PlainDay
  /** Nothing is known from this year on. */
  readonly until: number
  readonly runs: readonly string[]
  readonly clocks: Readonly<Record<string, string>>
  /** Places that share the clock of another, and go by their own name: `Europe/Oslo` to `Europe/Berlin`. */
  readonly places: Readonly<Record<string, string>>
  /** Names of once, and other names: to the place that they mean. */
  readonly aliases: Readonly<Record<string, string>>
}

type Clock = { readonly from: readonly number[]; readonly offsets: readonly number[]; last: number }

/** The Gregorian calendar repeats its weekdays: 28 years, with seven leap days. */
const CYCLE = (28 * 365 + 7) * DAY

export function zonesFrom(packed: Packed, origin: Zones['origin'] = 'ours'): Zones {
  const { release, released, runs, clocks, places, aliases } = packed
  const end = Date.UTC(packed.until, 0, 1)
  const known = new Map<string, Clock>()
  let written: Map<string, string> | undefined
  const spelt = (given: string): string | undefined => {
    if ([clocks, places, aliases].some((names) => Object.hasOwn(names, given))) return given
    written ??= new Map(
      [clocks, places, aliases].flatMap((names) => Object.keys(names).map((name) => [name.toLowerCase(), name])),
    )
    return written.get(given.toLowerCase())
  }
  const name = (given: string) => {
    const one = spelt(given)
    return one === undefined ? undefined : (own(aliases, one) ?? one)
  }
  const clock = (given: string) => {
    const one = name(given)
    return one === undefined ? undefined : (own(places, one) ?? one)
  }
  const rulesOf = (zone: string): Clock | undefined => {
    const seen = known.get(zone)
    if (seen) return seen
    const one = clock(zone)
    if (one === undefined) return undefined
    const rules = known.get(one) ?? unpacked(clocks[one]!, runs)
    known.set(one, rules)
    // Of names that are no clock's nothing is remembered: strangers may ask about anything.
    if (zone.length <= MOST_LETTERS) known.set(zone, rules)
    return rules
  }
  let names: string[] | undefined
  return {
    release,
    origin,
    ...(released ? { released } : {}),
    name,
    clock,
    offsetAt(zone, at) {
      const rules = rulesOf(zone)
      if (!rules) return 0
      let when = at
      while (when >= end) when -= CYCLE
      return rules.offsets[holding(rules, when)]!
    },
    names() {
      names ??= [...Object.keys(clocks), ...Object.keys(places)].sort()
      return names
    },
  }
}

/** The longest name has 32 letters. */
const MOST_LETTERS = 40

const own = (names: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.hasOwn(names, name) ? names[name] : undefined

/** Which of its rules holds at a moment. The next question is mostly about the same, or its neighbour. */
function holding(rules: Clock, at: number): number {
  const { from, last } = rules
  const isIn = (n: number) => from[n]! <= at && (n + 1 === from.length || from[n + 1]! > at)
  if (isIn(last)) return last
  let [low, high] = [0, from.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (from[middle]! <= at) low = middle
    else high = middle - 1
  }
  rules.last = low
  return low
}

function unpacked(text: string, runs: readonly string[]): Clock {
  const [offsets = '', first, run = ''] = text.split('|')
  const minutes = offsets.split(' ').map((one) => Number(one) * MINUTE)
  const from = [Number.NEGATIVE_INFINITY]
  if (first === undefined) return { from, offsets: minutes, last: 0 }
  const [which = '', steps = ''] = (runs[Number(run)] ?? '').split('|')
  let at = Number.parseInt(first, 36)
  from.push(at * MINUTE)
  for (const step of steps.split(' ').filter(Boolean)) {
    at += Number.parseInt(step, 36)
    from.push(at * MINUTE)
  }
  return { from, offsets: [...which].map((n) => minutes[Number.parseInt(n, 36)]!), last: 0 }
}

/** A change of a clock, from a moment (ms) on; the first is what holds before any. */
export type Change = { readonly at: number; readonly offset: number }

/** Clocks as `Packed` has them. */
export function packClocks(clocks: ReadonlyMap<string, readonly Change[]>): Pick<Packed, 'clocks' | 'runs'> {
  const runs: string[] = []
  const numberOf = (run: string): number => {
    if (!runs.includes(run)) runs.push(run)
    return runs.indexOf(run)
  }
  const packed = [...clocks]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, changes]) => {
      const kept = changes.filter(({ offset }, index) => offset !== changes[index - 1]?.offset)
      const minutes = kept.map(({ offset }) => offset / MINUTE)
      const offsets = [...new Set(minutes)]
      const [first, ...later] = kept.slice(1).map(({ at }) => at / MINUTE)
      if (first === undefined) return [name, offsets.join(' ')]
      const which = minutes.map((one) => offsets.indexOf(one).toString(36)).join('')
      const steps = later.map((at, index) => (at - (later[index - 1] ?? first)).toString(36))
      return [name, `${offsets.join(' ')}|${first.toString(36)}|${numberOf(`${which}|${steps.join(' ')}`)}`]
    })
  return { runs, clocks: Object.fromEntries(packed) }
}

/** Clocks change at most once in so long; nobody has done it twice within five days. */
const STEP = 5 * DAY

/** The changes of a clock between two moments (ms), found by asking what it shows. */
export function changesOf(offsetAt: (at: number) => number, from: number, to: number): Change[] {
  const changes: Change[] = [{ at: from, offset: offsetAt(from) }]
  for (let start = from, before = offsetAt(from); start < to; start += STEP) {
    const after = offsetAt(start + STEP)
    if (after !== before) {
      let [low, high] = [start, start + STEP]
      while (high - low > MINUTE) {
        const middle = low + Math.floor((high - low) / 2 / MINUTE) * MINUTE
        if (offsetAt(middle) === before) low = middle
        else high = middle
      }
      changes.push({ at: high, offset: after })
    }
    before = after
  }
  return changes
}

/** What there is to be known from one year to another: to be written down, and read by `zonesFrom`. */
export function packZones(zones: Zones, from: number, until: number): Packed {
  const clocks = new Map<string, readonly Change[]>()
  const places: Record<string, string> = {}
  for (const name of zones.names()) {
    const clock = zones.clock(name)!
    if (clock !== name) places[name] = clock
    if (clocks.has(clock)) continue
    const offsetAt = (at: number) => zones.offsetAt(clock, at)
    clocks.set(clock, changesOf(offsetAt, Date.UTC(from, 0, 1), Date.UTC(until, 0, 1) - STEP))
  }
  return { release: zones.release, until, ...packClocks(clocks), places, aliases: {} }
}
