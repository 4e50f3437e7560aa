import { IMPORT } from './came.ts'
import { type Digest, firstEdition } from './digest.ts'
import { NO_ZONE } from './issue.ts'
import { isPaused, pauseFrom } from './pause.ts'
import type { ListedReader } from './reader-list.ts'
import { clockOf } from './schedule.ts'
import type { ListedWhy, Standing } from './standing.ts'
import {
  afterAttestation,
  afterChoice,
  afterEdition,
  type ConsentEvent,
  MOST_SUBSCRIPTIONS,
  newcomer,
  type Subscriber,
  type SubscriberId,
  type Subscription,
  type Suppression,
  wishFor,
} from './subscriber.ts'
import type { Instant } from './time.ts'
import type { Zones } from './zones.ts'

/** What we have of an address. `history` is needed only where `wouldOverrule`. */
export type Known = {
  readonly subscriber?: Subscriber
  readonly suppression?: Suppression
  readonly history?: readonly ConsentEvent[]
}

export type ListOrder = {
  readonly zones: Zones
  /** The editor's word that these people have agreed; kept with each of them. Empty in a dry run, at most. */
  readonly attestation: string
  readonly fresh: SubscriberId
  readonly now: Instant
}

export type ListDecision =
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unchanged' }
  | {
      readonly kind: 'added' | 'changed' | 'off'
      readonly subscriber: Subscriber
      readonly consent: ConsentEvent
      readonly suppression?: Suppression
    }

const refuse = (reason: string): ListDecision => ({ kind: 'refused', reason })

/**
 * What a row of a list does to somebody. A list takes people in and takes them off; what readers have said here themselves
 * it does not overrule, and where it is not sure that we may write to someone, we do not:
 *
 * - off, bounced, complained, blocked: they are from now on, known or not, so that no later list brings them in. An erased
 *   address stays unknown.
 * - never confirmed, or a word we do not know: refused.
 * - on: taken in on the editor's word, unless they left this digest or their address gets no mail. Of somebody who takes it
 *   already, topics and edition change, unless they have chosen them here; zone and language stay theirs.
 */
export function decideListed(known: Known, row: ListedReader, digest: Digest, order: ListOrder): ListDecision {
  const { standing } = row
  switch (standing.kind) {
    case 'pending':
      return refuse('Never confirmed: only they themselves can do so, by signing up here.')
    case 'unknown':
      return standing.word === ''
        ? refuse('Nothing says that they may be written to: the column of their status is empty.')
        : refuse(`"${standing.word}" is no clear yes: write "active" or "unsubscribed" in a column "status".`)
    case 'active':
      return faultsOf(row, digest) ?? takeIn(known, row, standing, digest, order)
    case 'off':
    case 'suppressed':
      return takeOff(known, row, standing, digest, order)
  }
}

function faultsOf({ topics = 'all', edition }: ListedReader, digest: Digest): ListDecision | undefined {
  const unknown = topics === 'all' ? [] : topics.filter((slug) => !digest.topics.includes(slug))
  if (unknown.length > 0)
    return refuse(`Unknown topic: "${digest.name}" has no ${unknown.map((slug) => `"${slug}"`).join(', ')}.`)
  if (edition !== undefined && !digest.editions.some(({ name }) => name === edition))
    return refuse(`Unknown edition: "${digest.name}" has no "${edition}".`)
  return undefined
}

const on = (subscriber: Subscriber | undefined, digest: Digest): Subscription | undefined =>
  subscriber?.subscriptions.find((one) => one.digest === digest.id)

function takeIn(
  { subscriber: known, suppression, history = [] }: Known,
  row: ListedReader,
  standing: Standing & { kind: 'active' },
  digest: Digest,
  order: ListOrder,
): ListDecision {
  if (suppression) return refuse(`Suppressed (${suppression.why}): this address gets no mail from us.`)
  if (known?.status === 'bounced' || known?.status === 'complained')
    return refuse(`Suppressed (${known.status}): this address gets no mail from us.`)
  const one = on(known, digest)
  if (one?.status === 'left')
    return refuse('Left this digest before: only they themselves can come back, by signing up.')
  if (known && one?.status === 'active') return alter(known, one, history, row, digest, order)
  if (isFull(known, digest)) return refuse(`Takes ${MOST_SUBSCRIPTIONS} digests already, which is the most.`)

  const request = { ...personOf(order.zones, row, digest), form: IMPORT, text: IMPORT }
  const wish = wishFor(order.zones, digest, row.topics ?? 'all', request.zone, row.edition)
  const { zones, fresh, now } = order
  const taken = afterAttestation(zones, known, { ...request, wishes: [wish] }, noteOf(row, order), fresh, now)
  const pausedUntil = standing.pausedUntil && pauseFrom(zones, standing.pausedUntil, request.zone)
  const pause = pausedUntil && isPaused(zones, pausedUntil, now) ? { pausedUntil } : {}
  const subscriber = withSubscription(taken.subscriber, {
    ...on(taken.subscriber, digest)!,
    since: sinceOf(row, now),
    came: 'listed',
    ...pause,
  })
  return { kind: known ? 'changed' : 'added', subscriber, consent: taken.consent }
}

/** Whether an active reader takes the digest otherwise than the row says. */
export function wouldOverrule(known: Subscriber | undefined, row: ListedReader, digest: Digest): boolean {
  const one = on(known, digest)
  if (one?.status !== 'active' || row.standing.kind !== 'active') return false
  return (row.edition ?? one.edition) !== one.edition || !sameChoice(row.topics ?? one.topics, one.topics)
}

const sameChoice = (a: Subscription['topics'], b: Subscription['topics']): boolean =>
  a === 'all' || b === 'all' ? a === b : a.length === b.length && a.every((slug) => b.includes(slug))

/** What a list said, a later one may correct; what the reader has said here, no list changes. */
function alter(
  known: Subscriber,
  one: Subscription,
  history: readonly ConsentEvent[],
  row: ListedReader,
  digest: Digest,
  order: ListOrder,
): ListDecision {
  if (!wouldOverrule(known, row, digest)) return { kind: 'unchanged' }
  const hasSpoken = history.some(
    ({ kind, digests }) =>
      (kind === 'confirmed' || kind === 'changed') && digests.some((it) => it.digest === digest.id),
  )
  if (hasSpoken) return refuse('Has chosen topics and edition here: a list does not change that.')
  const { now } = order
  const topics = row.topics ?? one.topics
  const chosen = afterChoice(known, digest.id, topics, now).subscriber
  const subscriber = afterEdition(order.zones, chosen, digest, row.edition ?? one.edition, now)?.subscriber ?? chosen
  return { kind: 'changed', subscriber, consent: consentOf('attested', [{ digest: digest.id, topics }], row, order) }
}

function takeOff(
  { subscriber: known, suppression }: Known,
  row: ListedReader,
  standing: Standing & { kind: 'off' | 'suppressed' },
  digest: Digest,
  order: ListOrder,
): ListDecision {
  // They get no mail, and we need not know who they are.
  if (!known && suppression) return { kind: 'unchanged' }
  if (isFull(known, digest)) return refuse(`Takes ${MOST_SUBSCRIPTIONS} digests already, which is the most.`)
  const { now } = order
  const why = standing.kind === 'suppressed' ? standing.why : undefined
  const stops = why && isStricter(why, suppression) ? { why, at: sinceOf(row, now) } : undefined
  const person = known ?? newcomer(order.fresh, personOf(order.zones, row, digest), now)
  const leaves = (one: Subscription) => one.status !== 'left' && (why !== undefined || one.digest === digest.id)
  const left = person.subscriptions.filter(leaves)
  const missing = on(known, digest) ? [] : [leftOf(row, digest, person.zone, order)]
  const subscriptions = [
    ...person.subscriptions.map(({ undoUntil, ...one }): Subscription => {
      if (leaves(one)) return afterLeaving(one, now)
      return undoUntil && !why ? { ...one, undoUntil } : one
    }),
    ...missing,
  ]
  const status = statusAfter(person, subscriptions, why)
  if (left.length + missing.length === 0 && !stops && status === person.status) return { kind: 'unchanged' }
  const digests = [...left, ...missing].map(({ digest, topics }) => ({ digest, topics }))
  return {
    kind: 'off',
    subscriber: { ...person, status, subscriptions },
    consent: consentOf(why ? 'suppressed' : 'left', digests, row, order),
    ...(stops ? { suppression: stops } : {}),
  }
}

/** It was not here that they left: nothing can be taken back. */
function afterLeaving({ pausedUntil: _, ...one }: Subscription, now: Instant): Subscription {
  return { ...one, status: 'left', since: now }
}

/** That somebody is off is written down even if their topics or edition mean nothing to us. */
function leftOf(row: ListedReader, digest: Digest, zone: string, { zones, now }: ListOrder): Subscription {
  const topics = row.topics === 'all' ? 'all' : row.topics?.filter((slug) => digest.topics.includes(slug))
  const wish = wishFor(zones, digest, topics?.length ? topics : 'all', zone, row.edition)
  return {
    digest: digest.id,
    edition: wish.edition ?? firstEdition(digest).name,
    zone: wish.zone ?? NO_ZONE,
    topics: wish.topics,
    status: 'left',
    since: sinceOf(row, now),
  }
}

/** Who is off and has confirmed nothing is remembered all the same: nothing that is `pending` outlives two weeks. */
function statusAfter(person: Subscriber, subscriptions: readonly Subscription[], why: ListedWhy | undefined) {
  if (person.status === 'complained' || why === 'complained') return 'complained'
  if (person.status === 'bounced' || why === 'bounced' || why === 'suppressed') return 'bounced'
  return subscriptions.some(({ status }) => status === 'active') ? person.status : 'unsubscribed'
}

/** A list makes a suppression stricter, never milder: after a bounce or an erasure they may be asked again some day, after the others not. */
const strictness = { erased: 0, bounced: 1, suppressed: 2, blocked: 2, complained: 3 }
const isStricter = (why: ListedWhy, known: Suppression | undefined): boolean =>
  !known || strictness[why] > strictness[known.why]

const isFull = (known: Subscriber | undefined, digest: Digest): boolean =>
  known !== undefined && !on(known, digest) && known.subscriptions.length >= MOST_SUBSCRIPTIONS

/** Who tells us no clock is taken to live by the digest's. */
const personOf = (zones: Zones, { address, locale = 'en', zone, edition }: ListedReader, digest: Digest) => ({
  address,
  locale,
  zone: zone ?? clockOf(zones, (digest.editions.find(({ name }) => name === edition) ?? firstEdition(digest)).schedule),
})

const sinceOf = ({ since }: ListedReader, now: Instant): Instant => (since !== undefined && since < now ? since : now)

const noteOf = ({ said }: ListedReader, { attestation }: ListOrder): string =>
  said === '' ? attestation : `${attestation} (the list says: ${said})`

const consentOf = (
  kind: ConsentEvent['kind'],
  digests: ConsentEvent['digests'],
  row: ListedReader,
  order: ListOrder,
): ConsentEvent => ({ at: order.now, kind, digests, text: IMPORT, form: IMPORT, note: noteOf(row, order) })

const withSubscription = (subscriber: Subscriber, next: Subscription): Subscriber => ({
  ...subscriber,
  subscriptions: subscriber.subscriptions.map((one) => (one.digest === next.digest ? next : one)),
})
