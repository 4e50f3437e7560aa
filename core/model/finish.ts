import type { Issue, Progress } from './issue.ts'
import { between, type Instant, later, MINUTE, plus } from './time.ts'

/** Five calls a second of a hundred mails each: what the provider lets anybody do. */
const USUAL_PER_MINUTE = 30_000
/** Fewer say nothing of a pace. */
const ENOUGH = 1_000

/** When an issue would be done that begins now, if it goes as the last one did: its readers a minute, or the provider's usual pace. */
export function finishOf(
  readers: number,
  now: Instant,
  last?: { readonly issue: Pick<Issue, 'slot' | 'openedAt'>; readonly progress: Progress },
): Instant {
  return plus(now, Math.ceil(readers / paceFrom(last)) * MINUTE)
}

function paceFrom(last: Parameters<typeof finishOf>[2]): number {
  const isCut = last?.progress.overruled || last?.progress.retriedAt
  if (!last?.progress.finishedAt || last.progress.counts.readers < ENOUGH || isCut) return USUAL_PER_MINUTE
  const ms = between(later(last.issue.slot.at, last.issue.openedAt), last.progress.finishedAt)
  // A finish is seen by the tick, a minute later at worst: a short issue looks slower than it was.
  return Math.max(1, Math.round((last.progress.counts.readers * MINUTE) / Math.max(MINUTE, ms)))
}
