import { SECOND } from './time.ts'

/** How fast a list may be taken in. Times in milliseconds, of whatever clock it goes by. */
export type ListPace = {
  /** Rows a second that may be written, at most, as configured. */
  readonly most: number
  /** As the table lets us just now. */
  readonly rate: number
  /** When the next turn is. */
  readonly next: number
  /** Until then it is not slowed again: rows that were under way together are refused together. */
  readonly slowedUntil: number
  /** When the table had last been too busy for a row. */
  readonly refusedAt?: number
}

/** The slowest: it has to show that the table takes anything at all. */
const LEAST = 2
/** A row that is only looked at is two reads, a row that is written fourteen write units: of the ceilings of the table a tenth. Each that is written was looked at before: both are one. */
const COST = { look: 0.1, write: 0.9 } as const
/** So much, ms, is made up for: between two parts nobody has a turn. */
const LATE = 250

/** `rate`: as the worker before left it. */
export const startPace = (most: number, rate = most): ListPace => ({
  most,
  rate: Math.min(most, Math.max(LEAST, rate)),
  next: 0,
  slowedUntil: 0,
})

/** When the next may go, and the pace after it: evenly, and hardly faster for being late. */
export function turnOf(pace: ListPace, what: keyof typeof COST, now: number): { at: number; pace: ListPace } {
  const from = Math.max(now - LATE, pace.next)
  return { at: Math.max(now, from), pace: { ...pace, next: from + (COST[what] * SECOND) / pace.rate } }
}

/** The table was too busy for a row. Where it was so for another within a second, half as fast from here on: one alone may have met somebody again and again. */
export function slowed(pace: ListPace, now: number): ListPace {
  if (now < pace.slowedUntil) return { ...pace, refusedAt: now }
  const isAlone = pace.refusedAt === undefined || now - pace.refusedAt >= SECOND
  if (isAlone) return { ...pace, refusedAt: now }
  const rate = Math.max(Math.min(LEAST, pace.most), pace.rate / 2)
  return { ...pace, rate, refusedAt: now, slowedUntil: now + SECOND }
}

/** A part went through without a word of that: a little faster again. */
export const eased = (pace: ListPace): ListPace => ({ ...pace, rate: Math.min(pace.most, pace.rate + pace.most / 20) })

/** What the next worker has to know: nothing, where it goes as fast as it may. */
export const heldBack = ({ rate, most }: ListPace): number | undefined => (rate < most ? rate : undefined)
