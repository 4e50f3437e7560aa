import type { Batch } from './batch.ts'
import { type Issue, isFinished, NO_ZONE, type Progress, wasServed } from './issue.ts'
import { isPaused } from './pause.ts'
import { retention } from './retention.ts'
import { rowKey, type Subscriber } from './subscriber.ts'
import { type Instant, plus } from './time.ts'
import { type VariantKey, variantsOf } from './variant.ts'
import type { Zones } from './zones.ts'

/** What came of one reader's copy. `left-out`: they had left when it was tried again, late. */
export type Got = 'sent' | 'failed' | 'unknown' | 'left-out' | 'under-way'

export type Received = {
  readonly got: Got
  readonly batch: number
  readonly variant: VariantKey
  /** When the batch was claimed: a moment before it was posted. */
  readonly at?: Instant
  /** The provider's words, where it refused them. */
  readonly message?: string
}

/** What of a batch tells what became of its readers. */
type Trace = {
  readonly open: boolean
  readonly result?:
    | {
        readonly failed: readonly { readonly index: number; readonly message: string }[]
        readonly unknown: number
      }
    | undefined
  readonly leftOut?: readonly string[] | undefined
}

export function receivedOf(batch: Batch, index: number, { open, result, leftOut }: Trace): Received {
  const { id, variant } = batch.recipients[index]!
  const common = { batch: batch.n, variant, ...(batch.at ? { at: batch.at } : {}) }
  if (open) return { ...common, got: 'under-way' }
  const refused = result?.failed.find((one) => one.index === index)
  if (refused) return { ...common, got: 'failed', message: refused.message }
  if (result && result.unknown > 0) return { ...common, got: 'unknown' }
  return { ...common, got: leftOut?.includes(id) ? 'left-out' : 'sent' }
}

/** Why somebody is in no batch of an issue, by what is known of them today. */
export type WhyNot =
  /** The issue went out to nobody. */
  | 'skipped'
  | 'not-yet'
  /** It was stopped before it came to them. */
  | 'stopped'
  | 'never-on-it'
  | 'left'
  | 'later'
  | 'other-edition'
  | 'other-zone'
  | 'paused'
  | 'served'
  | 'no-news'
  /** Batches are kept for a while only. */
  | 'forgotten'
  /** They have changed what they take since then. */
  | 'unclear'

export function whyNot(zones: Zones, issue: Issue, progress: Progress, subscriber: Subscriber, now: Instant): WhyNot {
  if (progress.status === 'skipped') return 'skipped'
  if (plus(issue.openedAt, retention.batches) < now) return 'forgotten'
  const one = subscriber.subscriptions.find(({ digest }) => digest === issue.digest)
  if (!one || one.status === 'pending') return 'never-on-it'
  if (one.status === 'left') return 'left'
  if (one.edition !== issue.edition) return 'other-edition'
  if (issue.zone !== NO_ZONE && one.zone !== issue.zone) return 'other-zone'
  if (!progress.ended) {
    const row = rowKey({ edition: one.edition, zone: one.zone, subscriber: subscriber.id })
    if (progress.after === undefined || row > progress.after) return isFinished(progress.status) ? 'stopped' : 'not-yet'
  }
  if (one.since > issue.openedAt) return 'later'
  if (isPaused(zones, one.pausedUntil, issue.openedAt)) return 'paused'
  if (wasServed(issue, one.servedTo)) return 'served'
  return variantsOf(issue).of(one.topics, subscriber.locale) === undefined ? 'no-news' : 'unclear'
}
