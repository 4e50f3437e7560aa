/** A moment: ISO 8601 in UTC with milliseconds (`2026-11-24T07:00:00.000Z`), so that text order is time order. */
export type Instant = string

/** A calendar day without a zone: `2026-11-24`. */
export type PlainDay = string

/** The zone of what goes out in readers' own. */
export const READER = 'reader'

export const instant = (epochMs: number): Instant => new Date(epochMs).toISOString()

export const epochMs = (at: Instant): number => Date.parse(at)

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** `at`, moved by `ms` milliseconds (negative: earlier). */
export const plus = (at: Instant, ms: number): Instant => instant(epochMs(at) + ms)

/** Milliseconds from `from` to `to`. */
export const between = (from: Instant, to: Instant): number => epochMs(to) - epochMs(from)

export const later = (a: Instant, b: Instant): Instant => (a > b ? a : b)
export const earlier = (a: Instant, b: Instant): Instant => (a < b ? a : b)
