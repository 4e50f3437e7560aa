import type { Address } from './address.ts'
import { afterSuppression, type ConsentEvent, type Subscriber, type Suppression } from './subscriber.ts'
import { between, DAY, type Instant } from './time.ts'

/** What the provider has reported of an issue's mails, by number of mails. `bounced` includes `hard`. */
export type Setbacks = {
  readonly bounced: number
  readonly hard: number
  readonly complained: number
  /** Accepted by the provider, then not sent after all: a used-up quota, a fault of its own. */
  readonly failed: number
  /** Not sent: the provider has the address on a list of its own. */
  readonly suppressed: number
}
export const noSetbacks: Setbacks = { bounced: 0, hard: 0, complained: 0, failed: 0, suppressed: 0 }

/** A bounce or complaint reported by the provider, in our words. */
export type Setback = {
  readonly kind: 'hard' | 'soft' | 'ours' | 'complaint' | 'suppressed' | 'failed'
  readonly address: Address
  readonly at: Instant
  readonly issue?: string
  readonly subscriber?: string
  /** The provider's words, for the editor. Never an address. */
  readonly note: string
}

/** The provider's event, as far as we read it. Unknown fields and values are for other days (STD-55). */
export type ProviderEvent = {
  readonly type: string
  readonly to: readonly string[]
  readonly tags: Readonly<Record<string, string>>
  /** Why `email.failed`. */
  readonly failed?: string
  readonly bounce?: { readonly type: string; readonly subType: string; readonly texts: readonly string[] }
  readonly at: Instant
}

const senderAtFault = /\b5\.7\.(?:1|26|515|509)\b|authenticat|dmarc|spf|dkim|policy|blocked|blacklist|reputation/i
const ourFault = ['MessageTooLarge', 'ContentRejected', 'AttachmentRejected']

/** What an event says about the reader; undefined for anything that is no setback (or none that we know). STD-44, STD-50 to STD-55. */
export function setbackOf(event: ProviderEvent, address: Address): Setback | undefined {
  const common = {
    address,
    at: event.at,
    ...(event.tags.issue ? { issue: event.tags.issue } : {}),
    ...(event.tags.subscriber ? { subscriber: event.tags.subscriber } : {}),
  }
  switch (event.type) {
    case 'email.complained':
      return { ...common, kind: 'complaint', note: 'complained' }
    case 'email.failed':
      return { ...common, kind: 'failed', note: event.failed ?? 'failed' }
    case 'email.suppressed':
      return { ...common, kind: 'suppressed', note: "on the provider's suppression list" }
    case 'email.bounced': {
      if (!event.bounce) return undefined
      const note = `${event.bounce.type}/${event.bounce.subType}`
      if (ourFault.includes(event.bounce.subType) || event.bounce.texts.some((text) => senderAtFault.test(text)))
        return { ...common, kind: 'ours', note }
      if (event.bounce.type === 'Permanent' && ['General', 'NoEmail'].includes(event.bounce.subType))
        return { ...common, kind: 'hard', note }
      if (event.bounce.type === 'Transient' || event.bounce.type === 'Undetermined')
        return { ...common, kind: 'soft', note }
      return undefined
    }
    default:
      return undefined
  }
}

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

/** Three soft bounces on different issues, spread over two weeks, are a hard one (STD-51). */
const SOFT_BOUNCES = 3
const SOFT_SPREAD = 14 * DAY

/** What a setback means for the address and its subscriber. `known` is the suppression that stands already. */
export function decideSetback(
  setback: Setback,
  subscriber: Subscriber | undefined,
  known: Suppression | undefined,
): SetbackDecision {
  switch (setback.kind) {
    case 'ours':
    case 'failed':
      return {}
    case 'soft': {
      if (!subscriber || !setback.issue) return {}
      if (subscriber.softBounces.some((one) => one.issue === setback.issue)) return {}
      const softBounces = [...subscriber.softBounces, { issue: setback.issue, at: setback.at }]
        .sort((a, b) => (a.at < b.at ? -1 : 1))
        .slice(-20)
      // The first bounce that made it too many, whichever came to us last: any order ends in the same state.
      const last = softBounces.find(
        ({ at }, index) => index + 1 >= SOFT_BOUNCES && between(softBounces[0]!.at, at) >= SOFT_SPREAD,
      )
      if (!last) return { subscriber: { ...subscriber, softBounces } }
      return stop({ ...setback, at: last.at }, { ...subscriber, softBounces }, known, 'bounced')
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
  return { suppress, subscriber: stopped.subscriber, consent: stopped.consent }
}

/** Below this many accepted mails a rate says little. */
const BREAK_AFTER = 500
const MOST_COMPLAINTS = { count: 3, share: 0.001 }
const MOST_HARD_BOUNCES = 0.04

/** Which numbers of an issue a setback raises. */
export function countsOf(kind: Setback['kind']): readonly (keyof Setbacks)[] {
  switch (kind) {
    case 'complaint':
      return ['complained']
    case 'hard':
      return ['bounced', 'hard']
    case 'soft':
    case 'ours':
      return ['bounced']
    case 'failed':
      return ['failed']
    case 'suppressed':
      return ['suppressed']
  }
}

/** Why an issue has to stop for its setbacks: mailbox providers close the door on a sender that goes on (STD-45). */
export function decideBreak(sent: number, { hard, complained }: Setbacks): string | undefined {
  if (sent < BREAK_AFTER) return undefined
  const share = (count: number) => `${count} of ${sent} readers (${((count / sent) * 100).toFixed(2)} %)`
  if (complained >= MOST_COMPLAINTS.count && complained >= sent * MOST_COMPLAINTS.share)
    return `Stopped by the breaker: ${share(complained)} complained. Find out why before you resume it.`
  if (hard >= sent * MOST_HARD_BOUNCES)
    return `Stopped by the breaker: ${share(hard)} bounced for good. Check where the addresses came from before you resume it.`
  return undefined
}
