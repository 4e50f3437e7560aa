import type { Issue, Progress } from './issue.ts'
import { between, type Instant, later, MINUTE, SECOND } from './time.ts'

/**
 * How much of the audience the sender has come by, from 0 to 1, without counting it: it is read in the order of ids, and
 * they are spread evenly. Of a few readers it says little.
 */
export function shareRead({ after, ended }: Pick<Progress, 'after' | 'ended'>): number {
  if (ended) return 1
  const digits = /sub_([0-9a-f]{6})/.exec(after ?? '')?.[1]
  return digits === undefined ? 0 : Number.parseInt(digits, 16) / 16 ** 6
}

/** Readers a minute since it began, and the minutes that are left at this rate; undefined where a pause would spoil the sum, or before there is one. */
export function paceOf(
  issue: Pick<Issue, 'slot' | 'openedAt'>,
  progress: Progress,
  now: Instant,
): { readonly perMinute: number; readonly minutesLeft?: number } | undefined {
  const ms = between(later(issue.slot.at, issue.openedAt), progress.finishedAt ?? now)
  if (progress.overruled || progress.retriedAt || progress.counts.readers === 0 || ms < 5 * SECOND) return undefined
  const share = shareRead(progress)
  return {
    perMinute: Math.round((progress.counts.readers * MINUTE) / ms),
    ...(share >= 0.05 && share < 1 ? { minutesLeft: Math.ceil((ms * (1 - share)) / share / MINUTE) } : {}),
  }
}
