import type { Address } from './address.ts'
import { type Bounce, type Verdict, verdictOf } from './bounce.ts'
import { idOf } from './outcome.ts'
import { endingBounce, withBounce } from './soft-bounces.ts'
import { afterSuppression, type ConsentEvent, type Subscriber, type Suppression } from './subscriber.ts'
import type { Instant } from './time.ts'

/** What the provider has reported of an issue's mails, by number of mails. `bounced` includes `hard` and `ours`. */
export type Setbacks = {
  readonly bounced: number
  readonly hard: number
  /** Refused by the reader's server for a fault of ours: the sender, its authentication or reputation, a policy, the content. */
  readonly ours: number
  readonly complained: number
  /** Accepted by the provider, then not sent after all: a used-up quota, a fault of its own. */
  readonly failed: number
  /** Not sent: the provider has the address on a list of its own. */
  readonly suppressed: number
}
export const noSetbacks: Setbacks = { bounced: 0, hard: 0, ours: 0, complained: 0, failed: 0, suppressed: 0 }

/** A bounce or complaint reported by the provider, in our words. */
export type Setback = {
  readonly kind: Verdict['kind'] | 'complaint' | 'failed'
  readonly address: Address
  readonly at: Instant
  readonly issue?: string
  readonly subscriber?: string
  /** The provider's words, for the editor. Never an address. */
  readonly note: string
  /** What a bounce was understood as, in words of ours. */
  readonly why?: string
  /** Nobody here knows what the provider means by it. */
  readonly unknown?: true
}

/** The provider's event, as far as we read it. Unknown fields and values are for other days (STD-55). */
export type ProviderEvent = {
  readonly type: string
  /** Whom it is about. */
  readonly to: readonly Address[]
  readonly tags: Readonly<Record<string, string>>
  /** Why `email.failed`. */
  readonly failed?: string
  readonly bounce?: Bounce
  /** How the address came on the provider's list, where that is said. */
  readonly suppressed?: string
  /** Where a click led. */
  readonly link?: string
  /** Something of it is there and is nothing that anybody could read. */
  readonly garbled?: true
  readonly at: Instant
}

/** Each of these stops somebody, or says that they got nothing: none of them may be dropped unread. */
const setbackTypes = ['email.bounced', 'email.complained', 'email.suppressed', 'email.failed']
export const isSetback = (type: string): boolean => setbackTypes.includes(type)

/** What is missing of an event that has to be read: a person looks, and the provider tries again. */
export function whatIsMissing(event: ProviderEvent): string | undefined {
  if (!isSetback(event.type)) return undefined
  if (event.garbled) return 'shape'
  if (event.to.length === 0) return 'address'
  if (event.type === 'email.bounced' && !event.bounce) return 'bounce'
  return undefined
}

/** What an event says about the reader; undefined for anything that is no setback (or none that we know). STD-44, STD-50 to STD-55. */
export function setbackOf(event: ProviderEvent, address: Address): Setback | undefined {
  const [issue, subscriber] = [idOf('iss', event.tags.issue), idOf('sub', event.tags.subscriber)]
  const common = {
    address,
    at: event.at,
    ...(issue ? { issue } : {}),
    ...(subscriber ? { subscriber } : {}),
  }
  switch (event.type) {
    case 'email.complained':
      return { ...common, kind: 'complaint', note: 'complained' }
    case 'email.failed':
      return { ...common, kind: 'failed', note: event.failed ?? 'failed' }
    case 'email.suppressed':
      return { ...common, kind: 'suppressed', note: suppressedNote(event) }
    case 'email.bounced': {
      if (!event.bounce) return undefined
      const { kind, why, unknown } = verdictOf(event.bounce)
      const { type = 'Undetermined', subType = 'Undetermined' } = event.bounce
      return { ...common, kind, note: `${type}/${subType}`, why, ...(unknown ? { unknown } : {}) }
    }
    default:
      return undefined
  }
}

/** The provider has put an address on its list, by a bounce, a complaint or by hand: it lets nothing of the whole team through to it. */
export const setbackOfListing = (event: ProviderEvent, address: Address): Setback => ({
  kind: 'suppressed',
  address,
  at: event.at,
  note: suppressedNote(event),
})

const suppressedNote = ({ suppressed }: ProviderEvent) =>
  `on the provider's suppression list${suppressed ? ` (${suppressed})` : ''}`

export type SetbackDecision = {
  readonly suppress?: Suppression
  readonly subscriber?: Subscriber
  readonly consent?: ConsentEvent
}

/** Worse beats milder and stays: any order of the same events, with repeats, ends in the same state (T72, I9). */
const rank = { blocked: 0, erased: 0, bounced: 1, suppressed: 1, complained: 2 }
export const worse = (known: Suppression | undefined, next: Suppression): Suppression => {
  if (!known) return next
  if (rank[known.why] !== rank[next.why]) return rank[known.why] > rank[next.why] ? known : next
  return `${known.at} ${known.why}` <= `${next.at} ${next.why}` ? known : next
}

/** What is known of a soft bounce beside it: when its issue was opened, and before which issues of earlier bounces, or its own, somebody had their mail. */
export type Between = { readonly openedAt?: Instant | undefined; readonly breaks?: ReadonlySet<string> }

/** A reader's soft bounces with this one; undefined where it is none of a reader's, or of no issue. */
export const softBouncesWith = (
  setback: Setback,
  subscriber: Subscriber | undefined,
  openedAt: Instant | undefined,
): Subscriber['softBounces'] | undefined =>
  setback.kind === 'soft' && subscriber && setback.issue
    ? withBounce(subscriber.softBounces, { issue: setback.issue, at: setback.at, ...(openedAt ? { openedAt } : {}) })
    : undefined

/** What a setback means for the address and its subscriber. `known` is the suppression that stands already. */
export function decideSetback(
  setback: Setback,
  subscriber: Subscriber | undefined,
  known: Suppression | undefined,
  { openedAt, breaks = new Set() }: Between = {},
): SetbackDecision {
  switch (setback.kind) {
    case 'ours':
    case 'failed':
      return {}
    case 'soft': {
      const softBounces = softBouncesWith(setback, subscriber, openedAt)
      if (!subscriber || !softBounces) return {}
      const bounced = { ...subscriber, softBounces }
      const last = endingBounce(softBounces, setback.issue!, breaks)
      if (last) return stop({ ...setback, at: last.at }, bounced, known, 'bounced')
      return JSON.stringify(softBounces) === JSON.stringify(subscriber.softBounces) ? {} : { subscriber: bounced }
    }
    case 'hard':
      return stop(setback, subscriber, known, 'bounced')
    case 'suppressed':
      return stop(setback, subscriber, known, 'suppressed')
    case 'complaint':
      return stop(setback, subscriber, known, 'complained')
  }
}

function stop(
  setback: Setback,
  subscriber: Subscriber | undefined,
  known: Suppression | undefined,
  why: 'bounced' | 'suppressed' | 'complained',
): SetbackDecision {
  const suppress = worse(known, { why, at: setback.at })
  if (!subscriber) return { suppress }
  const stopped = afterSuppression(
    subscriber,
    suppress.why === 'complained' ? 'complained' : 'bounced',
    setback.at,
    setback.note,
  )
  // Stopped before, and told of once more: their history says so already.
  if (known && stopped.consent.digests.length === 0 && stopped.subscriber.status === subscriber.status)
    return {
      ...(suppress === known ? {} : { suppress }),
      ...(setback.kind === 'soft' ? { subscriber: stopped.subscriber } : {}),
    }
  return { suppress, subscriber: stopped.subscriber, consent: stopped.consent }
}

/** Below this many accepted mails a rate says little. */
const BREAK_AFTER = 500
const MOST_COMPLAINTS = { count: 3, share: 0.001 }
const MOST_HARD_BOUNCES = 0.04
/**
 * Of a refusal for our sake the receiver's own words are the witness, so that fewer of them say something; but some server of
 * many keeps a list of its own, and one of them stops nobody else's mail. From 500 on it is the line of hard bounces.
 */
const MOST_REFUSALS = { count: 20, share: 0.04 }

/** Which numbers of an issue a setback raises. */
export function countsOf(kind: Setback['kind']): readonly (keyof Setbacks)[] {
  switch (kind) {
    case 'complaint':
      return ['complained']
    case 'hard':
      return ['bounced', 'hard']
    case 'ours':
      return ['bounced', 'ours']
    case 'soft':
      return ['bounced']
    case 'failed':
      return ['failed']
    case 'suppressed':
      return ['suppressed']
  }
}

const share = (count: number, sent: number) => `${count} of ${sent} readers (${((count / sent) * 100).toFixed(2)} %)`

/** Why an issue has to stop for its setbacks: mailbox providers close the door on a sender that goes on (STD-45). `why`: what the last refusal for our sake was for. */
export function decideBreak(sent: number, setbacks: Setbacks, why?: string): string | undefined {
  const { hard, complained } = setbacks
  const speaks = sent >= BREAK_AFTER
  if (speaks && complained >= MOST_COMPLAINTS.count && complained >= sent * MOST_COMPLAINTS.share)
    return `Stopped by the breaker: ${share(complained, sent)} complained. Find out why before you resume it.`
  if (speaks && hard >= sent * MOST_HARD_BOUNCES)
    return `Stopped by the breaker: ${share(hard, sent)} bounced for good. Check where the addresses came from before you resume it.`
  const refused = sayRefused(sent, setbacks, why)
  return refused && `Stopped by the breaker: ${refused} Mend that before you resume it.`
}

/** That too many servers refuse an issue for a fault of ours (STD-44); undefined where they are few. Their readers stay as they are. */
export function sayRefused(sent: number, { ours }: Setbacks, why?: string): string | undefined {
  if (sent === 0 || ours < MOST_REFUSALS.count || ours < sent * MOST_REFUSALS.share) return undefined
  return `the servers of ${share(ours, sent)} refused it for a fault of ours${why ? `, the last for this: ${why}` : ''}.`
}
