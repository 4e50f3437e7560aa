import { DAY, epochMs, type Instant, instant, type PlainDay } from './time.ts'

/** A day of a digest (UTC): how many came to it, and how many went. */
export type Growth = { readonly day: PlainDay; readonly joined: number; readonly left: number }

/** A day or a month, and how many readers there were at its end. */
export type GrowthStep = {
  readonly at: Instant
  readonly joined: number
  readonly left: number
  readonly total: number
}

/** So many days are shown one by one. */
export const DAYS_SHOWN = 90

/**
 * How a readership has grown until now, step by step without a gap: the last 90 days, or all of its months. `days`: those on
 * which anything happened, oldest first.
 */
export function growthOver(days: readonly Growth[], by: 'day' | 'month', now: Instant): GrowthStep[] {
  const [first] = days
  if (!first) return []
  const nameOf = (day: PlainDay) => (by === 'day' ? day : `${day.slice(0, 7)}-01`)
  const sums = new Map<PlainDay, { joined: number; left: number }>()
  for (const { day, joined, left } of days) {
    const sum = sums.get(nameOf(day)) ?? { joined: 0, left: 0 }
    sums.set(nameOf(day), { joined: sum.joined + joined, left: sum.left + left })
  }
  let total = 0
  const steps: GrowthStep[] = []
  // From the step before the first: then there was nobody yet.
  for (let day = nextAfter(nameOf(first.day), by, -1); day <= now.slice(0, 10); day = nextAfter(day, by, 1)) {
    const { joined, left } = sums.get(day) ?? { joined: 0, left: 0 }
    // A list that broke off before it was counted leaves too few: nobody has less than no readers.
    total = Math.max(0, total + joined - left)
    steps.push({ at: `${day}T00:00:00.000Z`, joined, left, total })
  }
  return by === 'day' ? steps.slice(-DAYS_SHOWN) : steps
}

function nextAfter(day: PlainDay, by: 'day' | 'month', steps: number): PlainDay {
  if (by === 'day') return instant(epochMs(`${day}T00:00:00.000Z`) + steps * DAY).slice(0, 10)
  const [year = 0, month = 0] = day.split('-').map(Number)
  return instant(Date.UTC(year, month - 1 + steps, 1)).slice(0, 10)
}
