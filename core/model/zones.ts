import { DAY, epochMs, type Instant, instant, type PlainDay } from './time.ts'

/**
 * What the clocks of places show, and when: the rules of the IANA time zone database. Data, not a service: nothing in it
 * waits or fails. Whoever turns an instant into a wall time or back is handed it, and asks nobody else: what a runtime
 * carries may be a year old.
 */
export type Zones = {
  /** The release of the database: `2026f`. */
  readonly release: string
  /** Whose it is: the one that is deployed with us, or the runtime's, where that is newer. */
  readonly origin: 'ours' | 'runtime'
  /** The day on which that release came out, where it is known. */
  readonly released?: PlainDay
  /** The name that we keep and show for this one: today's, as it is written. In any case of letters; undefined: no clock that we know. */
  name(given: string): string | undefined
  /** The one name of its clock: all places that have the same clock by the database have it in common. */
  clock(given: string): string | undefined
  /** How far the clock is ahead of UTC at an instant (epoch ms), in ms. Of a name that we do not know: 0. */
  offsetAt(zone: string, at: number): number
  /** Every name that we would show, in order. */
  names(): readonly string[]
}

/** A wall time, as the epoch milliseconds at which UTC would show it: `wall - offset` is an instant. */
export type Wall = number

/** What a zone's clock shows at an instant (epoch ms). */
export const wallAt = (zones: Zones, zone: string, at: number): Wall => at + zones.offsetAt(zone, at)

/** The same as text: `2026-11-24T08:00:00`. */
export const wallText = (zones: Zones, zone: string, at: Instant): string =>
  instant(wallAt(zones, zone, epochMs(at))).slice(0, 19)

/** The calendar day of a moment on a zone's clock: `2026-11-26`. */
export const dayIn = (zones: Zones, at: Instant, zone: string): PlainDay => wallText(zones, zone, at).slice(0, 10)

/** A wall time of a zone, as people are told of it; `local`: `2026-11-24T08:00`. */
export type WallTime = { readonly local: string; readonly zone: string }

/** What is told of a moment; of a zone that we do not know, in UTC. */
export const wallTimeOf = (zones: Zones, at: Instant, zone: string): WallTime => ({
  local: wallText(zones, zone, at).slice(0, 16),
  zone: zones.clock(zone) === undefined ? 'UTC' : zone,
})

/**
 * When a clock shows a wall time. `moved`: never, the clocks jump over it; it is taken for as much later as they jump.
 * `once`: twice; the first time counts.
 */
export type Reading = { readonly at: number; readonly note?: 'moved' | 'once' }

/** Clocks are at most 14 hours ahead of UTC and 12 behind: a day before and after are on either side of a change at that wall time. */
export function readingOf(zones: Zones, zone: string, wall: Wall): Reading {
  const before = zones.offsetAt(zone, wall - DAY)
  const after = zones.offsetAt(zone, wall + DAY)
  if (before === after) return { at: wall - before }
  const isShown = (offset: number) => zones.offsetAt(zone, wall - offset) === offset
  if (isShown(before)) return { at: wall - before, ...(isShown(after) ? { note: 'once' as const } : {}) }
  return isShown(after) ? { at: wall - after } : { at: wall - before, note: 'moved' }
}

/** When a calendar day begins on a zone's clock. */
export const startOfDay = (zones: Zones, day: PlainDay, zone: string): Instant =>
  instant(readingOf(zones, zone, Date.parse(`${day}T00:00:00Z`)).at)

/** Whether a name means a place's clock (IANA), or UTC. Offsets such as `+01:00` are not zones: they do not know summer. */
export const isZone = (zones: Zones, name: string): boolean => zones.clock(name) !== undefined

/** Which of two releases is the newer: `2026b` before `2026f`, `2026z` before `2026za`. */
export function isNewer(release: string, than: string): boolean {
  const [year, letters] = [release.slice(0, 4), release.slice(4)]
  const [otherYear, otherLetters] = [than.slice(0, 4), than.slice(4)]
  if (year !== otherYear) return year > otherYear
  return letters.length === otherLetters.length ? letters > otherLetters : letters.length > otherLetters.length
}

/** Rules older than this are told of: releases come some four times a year, and some weeks before they are in force. */
export const OLD_AFTER_DAYS = 60

/** Which rules are in use, as it is told to people and programs. */
export type RulesInUse = Pick<Zones, 'release' | 'origin' | 'released'>

export const rulesInUse = ({ release, origin, released }: Zones): RulesInUse => ({
  release,
  origin,
  ...(released ? { released } : {}),
})

/** How many days ago their release came out; undefined where nobody knows. */
export const ageInDays = ({ released }: RulesInUse, now: Instant): number | undefined =>
  released === undefined ? undefined : Math.floor((epochMs(now) - Date.parse(`${released}T00:00:00Z`)) / DAY)

/** "2026f, of 2026-10-27, deployed with Tidings" */
export function sayRules({ release, origin, released }: RulesInUse): string {
  const of = released ? `, of ${released}` : ''
  return `${release}${of}, ${origin === 'ours' ? 'deployed with Tidings' : 'of the runtime, which has newer ones than were deployed'}`
}

/** What there is to do about them. */
export const HOW_TO_UPDATE =
  'Look whether IANA has a newer one (https://data.iana.org/time-zones/tzdb/NEWS): docs/operations.md says how it is deployed.'

export const areOld = (rules: RulesInUse, now: Instant): boolean => (ageInDays(rules, now) ?? 0) > OLD_AFTER_DAYS
