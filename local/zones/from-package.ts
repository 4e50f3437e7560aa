import { MINUTE, type PlainDay } from '../../core/model/time.ts'
import { type Change, type Packed, packClocks } from '../../functions/adapters/zones/packed.ts'

/** What `moment-timezone` has in `data/packed/latest.json`, as it writes it. */
export type Bundle = {
  readonly version: string
  /** `Europe/Berlin|CET CEST|-10 -20|0101|-2aFe0 11d0 1iO0|41e5`: names, offsets (west is plus), which of them, until when, people. */
  readonly zones: readonly string[]
  /** `Europe/Berlin|Europe/Oslo`: the second has what the first has. */
  readonly links: readonly string[]
  /** `NO|Europe/Berlin Europe/Oslo`: the names that places go by, of `zone.tab` and `zone1970.tab`. */
  readonly countries: readonly string[]
}

/** No slot, and hardly an article, is older than its first year; the last leaves 28 years, after which weekdays repeat. */
export const FROM = 2021
export const UNTIL = 2050

/** The rules of a bundle, of the years that matter, in our own form. `released`: the day on which that release came out. */
export function packedFrom(
  { version, zones, links, countries }: Bundle,
  released: PlainDay,
  years = { from: FROM, until: UNTIL },
): Packed {
  const called = new Set(countries.flatMap((line) => (line.split('|')[1] ?? '').split(' ')))
  const groups = new Map(zones.map((zone) => [zone.slice(0, zone.indexOf('|')), { zone, names: new Set<string>() }]))
  for (const [name, { names }] of groups) names.add(name)
  for (const link of links) {
    const [to = '', from = ''] = link.split('|')
    groups.get(to)?.names.add(from)
  }
  const clocks = new Map<string, Change[]>()
  const others = { places: {} as Record<string, string>, aliases: {} as Record<string, string> }
  for (const [name, { zone, names }] of groups) {
    const own = [...names].filter((one) => called.has(one)).sort()
    // A clock goes by the name of a place of today; where its link is the older name, by the newer.
    const plain = ['UTC', 'GMT'].find((one) => names.has(one) && own.length === 0)
    const clock = plain ?? (own.length === 0 || own.includes(name) ? name : own[0]!)
    clocks.set(clock, changesIn(zone, years))
    for (const one of names) if (one !== clock) others[called.has(one) ? 'places' : 'aliases'][one] = clock
  }
  return {
    release: version,
    released,
    until: years.until,
    ...packClocks(clocks),
    places: sorted(others.places),
    aliases: sorted(others.aliases),
  }
}

const sorted = (names: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(names).sort(([a], [b]) => (a < b ? -1 : 1)))

/** The changes of a clock in some years, the first of which is what holds before. */
function changesIn(zone: string, years: { readonly from: number; readonly until: number }): Change[] {
  const [, , offsets = '', which = '', untils = ''] = zone.split('|')
  const minutes = offsets.split(' ').map(fromBase60)
  const [from, until] = [Date.UTC(years.from, 0, 1), Date.UTC(years.until, 0, 1)]
  const steps = untils.split(' ').filter(Boolean).map(fromBase60)
  let at = Number.NEGATIVE_INFINITY
  let end = 0
  return [...which].flatMap((digit, index): Change[] => {
    const change = { at: Math.max(at, from), offset: -minutes[fromBase60(digit)]! * MINUTE }
    const step = steps[index]
    const begun = at
    end = Math.round(end + (step ?? 0) * MINUTE)
    at = step === undefined ? Number.POSITIVE_INFINITY : end
    if (at <= from || begun >= until) return []
    if (!Number.isInteger(change.offset / MINUTE) || !Number.isInteger(change.at / MINUTE))
      throw new Error(`${zone.split('|')[0]} does not change by whole minutes`)
    return [{ ...change, offset: change.offset === 0 ? 0 : change.offset }]
  })
}

/** `-1A.5`: digits 0-9, a-z, A-X, with a fraction. */
function fromBase60(text: string): number {
  const isNegative = text.startsWith('-')
  const [whole = '', fraction = ''] = (isNegative ? text.slice(1) : text).split('.')
  let value = 0
  for (const digit of whole) value = value * 60 + digitOf(digit)
  let part = 1
  for (const digit of fraction) {
    part /= 60
    value += digitOf(digit) * part
  }
  return isNegative ? -value : value
}

function digitOf(digit: string): number {
  const code = digit.charCodeAt(0)
  return code > 96 ? code - 87 : code > 64 ? code - 29 : code - 48
}
