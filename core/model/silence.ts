import { between, HOUR, type Instant, MINUTE } from './time.ts'

/** A request that the mail provider did not answer: when it was made, and what came instead. */
export type Unanswered = { readonly askedAt: Instant; readonly said: string }

/** Since when it owes an answer; when it was asked last, and what came then. */
export type Silence = Unanswered & { readonly since: Instant }

/** What came instead of an answer, as a sentence. */
export const saidThen = ({ said }: Unanswered): string => said.replace(/\.?$/, '.')

/**
 * What it owes to those that may have been posted at these moments. It follows from what is still open, so that it ends with
 * the answer, whatever was written down: what was posted after the last request in vain is simply under way.
 */
export function owed(posted: readonly (Instant | null)[], unanswered: Unanswered | undefined): Silence | undefined {
  if (!unanswered) return undefined
  const [since] = posted.flatMap((at) => (at !== null && at <= unanswered.askedAt ? [at] : [])).toSorted()
  return since === undefined ? undefined : { since, ...unanswered }
}

/**
 * From here on somebody is woken. Shorter silences mend themselves before anybody has found their keys, and cost minutes.
 * After a quarter of an hour codes to sign in have died unread, an issue is visibly late, and nearly 23 hours are left
 * in which a person can still look at the provider's status, its key, the way to it. An order that lies wakes them as late.
 */
export const LONG_SILENCE = 15 * MINUTE
const WAKE_EVERY = HOUR

/** Of all that is owed, one silence: the oldest wait, the latest word. Undefined where it is not long yet. */
export function longSilence(all: readonly Silence[], now: Instant): Silence | undefined {
  const [oldest] = all.toSorted((a, b) => (a.since < b.since ? -1 : 1))
  const latest = all.toSorted((a, b) => (a.askedAt < b.askedAt ? 1 : -1))[0]
  if (!oldest || !latest || between(oldest.since, now) < LONG_SILENCE) return undefined
  return { ...latest, since: oldest.since }
}

/** Once an hour at most, whether it is one long silence or several. */
export const isToWake = (wokenAt: Instant | undefined, now: Instant): boolean =>
  wokenAt === undefined || between(wokenAt, now) >= WAKE_EVERY
