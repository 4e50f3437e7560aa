import type { Address } from './address.ts'
import { bounds } from './bounds.ts'
import { type Came, endsIt, PREFERENCES } from './came.ts'
import { type Digest, firstEdition, MAIN } from './digest.ts'
import { NO_ZONE } from './issue.ts'
import { type Pause, pauseOn } from './pause.ts'
import type { ListedBy } from './reader-import.ts'
import { clockFor, isInReadersZones } from './schedule.ts'
import type { SoftBounce } from './soft-bounces.ts'
import { DAY, HOUR, type Instant, MINUTE, plus } from './time.ts'
import type { Choice } from './variant.ts'
import type { Zones } from './zones.ts'

/** `sub_` and hexadecimal digits, so that the audience spreads evenly over sixteen epochs. */
export type SubscriberId = `sub_${string}`

export type SubscriberStatus = 'pending' | 'active' | 'unsubscribed' | 'bounced' | 'complained'

/** One subscriber on one digest. `left` stays: who signs up again is asked again, and one-click works on an old mail for ever. */
export type Subscription = {
  readonly digest: string
  readonly edition: string
  /** `-`, or the reader's zone where the edition goes out in readers' own zones. */
  readonly zone: string
  readonly topics: Choice
  readonly status: 'pending' | 'active' | 'left'
  /** When it got this status. */
  readonly since: Instant
  /** How they came to it, once they take it; what they left and take up again as it was, they came to as before. */
  readonly came?: Came
  readonly pausedUntil?: Pause
  /** Moved from another zone: the wall time of the last slot they had there. */
  readonly servedTo?: string
  /** Left, and until then one press brings it back. Not after a complaint or a bounce. */
  readonly undoUntil?: Instant
}

/** Letters that are written once in a while only, however often they are asked for. */
export type Told = 'already' | 'manage' | 'export' | 'erase' | 'move' | 'address' | 'moved' | 'welcome'

/** One address, and everything it takes. Loaded and saved as a whole, in one transaction. */
export type Subscriber = {
  readonly id: SubscriberId
  readonly address: Address
  readonly status: SubscriberStatus
  readonly locale: string
  /** IANA: the reader's own clock. */
  readonly zone: string
  readonly subscriptions: readonly Subscription[]
  /** When confirmation mails went out, in the last 30 days (STD-75). */
  readonly askedAt: readonly Instant[]
  /** The letter that asked last: a repeat of it asks nothing new. */
  readonly askedBy?: string
  /** When such a letter went out last, and the letter that was it: a repeat of it is written again, another one is not. */
  readonly told?: Readonly<Partial<Record<Told, { readonly at: Instant; readonly by: string }>>>
  /** Their new address, until they press the buttons in the mails that went to the old one and to the new one. `by`: the letter whose button is next. */
  readonly movingTo?: { readonly address: Address; readonly by: string }
  /** Where they were reached before, and until when, the latest last: what is kept under those addresses is theirs, too (STD-62). */
  readonly formerly?: readonly Former[]
  /** Where they have moved from: the letter `by` went there, and until `until` its button takes the move back. `through`: the letter whose button made it. */
  readonly movedFrom?: {
    readonly address: Address
    readonly by: string
    readonly through: string
    readonly until: Instant
  }
  /** Soft bounces by issue, in the order of the issues. What was delivered between them is asked when it matters (`soft-bounces.ts`). */
  readonly softBounces: readonly SoftBounce[]
  readonly createdAt: Instant
  readonly version: number
}

export type Former = { readonly address: Address; readonly until: Instant }

/** More moves than anybody makes; what was written under the first of them is deleted by then. */
const MOST_FORMER = 20

/** Why an address gets no more mail, whoever it belongs to. Survives erasure, by its keyed hash alone. */
export type Suppression = {
  readonly why: 'bounced' | 'complained' | 'suppressed' | 'blocked' | 'erased'
  readonly at: Instant
}

/** One line of a subscriber's consent history: what was asked, shown, answered, and when. Append only (STD-60). */
export type ConsentEvent = {
  readonly at: Instant
  readonly kind: 'asked' | 'attested' | 'confirmed' | 'changed' | 'left' | 'suppressed' | 'lifted'
  readonly digests: readonly { readonly digest: string; readonly topics: Choice }[]
  /** Which consent text was shown: its version. */
  readonly text?: string
  readonly form?: string
  readonly network?: string
  readonly agent?: string
  readonly note?: string
  /** The row of a list that it came by, and what that did: the row does it once. */
  readonly listed?: ListedBy
}

/** What the sender needs to know of a reader, and no more. */
export type AudienceRow = {
  readonly digest: string
  readonly edition: string
  readonly zone: string
  readonly subscriber: SubscriberId
  readonly address: Address
  readonly topics: Choice
  readonly locale: string
  readonly pausedUntil?: Pause
  readonly servedTo?: string
  readonly came?: Came
}

/** At most so many subscriptions a subscriber: what one transaction can stop at once. */
export const MOST_SUBSCRIPTIONS = bounds.subscriptions

/** The audience rows that a subscriber accounts for: the audience is never written but as this projection. */
export const rowsOf = (subscriber: Subscriber | undefined): AudienceRow[] =>
  subscriber?.status === 'active'
    ? subscriber.subscriptions
        .filter((subscription) => subscription.status === 'active')
        .map((subscription) => ({
          digest: subscription.digest,
          edition: subscription.edition,
          zone: subscription.zone,
          subscriber: subscriber.id,
          address: subscriber.address,
          topics: subscription.topics,
          locale: subscriber.locale,
          ...(subscription.pausedUntil ? { pausedUntil: subscription.pausedUntil } : {}),
          ...(subscription.servedTo ? { servedTo: subscription.servedTo } : {}),
          ...(subscription.came ? { came: subscription.came } : {}),
        }))
    : []

/** Where a row stands in its digest's partition: the order in which the sender reads. */
export const rowKey = (row: Pick<AudienceRow, 'edition' | 'zone' | 'subscriber'>): string =>
  `${row.edition}#${row.zone}#${row.subscriber}`

/** The digit of the epoch that guards a subscriber: the first of the id. */
export const epochDigit = (subscriber: string): string => subscriber.charAt(4)

/** What a save does to the audience: rows to put, rows to delete, the digests whose epoch rises because a row left, moved or changed, and by how many the readers of a zone change. */
export function audienceChange(before: Subscriber | undefined, after: Subscriber) {
  const old = new Map(rowsOf(before).map((row) => [`${row.digest}#${rowKey(row)}`, row]))
  const now = new Map(rowsOf(after).map((row) => [`${row.digest}#${rowKey(row)}`, row]))
  const same = (a: AudienceRow | undefined, b: AudienceRow | undefined) => JSON.stringify(a) === JSON.stringify(b)
  const put = [...now].filter(([key, row]) => !same(old.get(key), row)).map(([, row]) => row)
  const gone = [...old].filter(([key]) => !now.has(key)).map(([, row]) => row)
  const touched = [...old].filter(([key, row]) => !same(row, now.get(key))).map(([, row]) => row.digest)
  const come = put.filter((row) => !old.has(`${row.digest}#${rowKey(row)}`))
  const zones = [...come.map((row) => ({ row, by: 1 })), ...gone.map((row) => ({ row, by: -1 }))]
    .filter(({ row }) => row.zone !== NO_ZONE)
    .map(({ row: { digest, edition, zone }, by }) => ({ digest, edition, zone, by }))
  return { put, delete: gone, epochs: [...new Set(touched)], zones }
}

/** The digests that gain this reader by a save, and those that lose them: another edition or zone is neither. */
export function growthOf(before: Subscriber | undefined, after: Subscriber) {
  const taken = (subscriber: Subscriber | undefined) => new Set(rowsOf(subscriber).map(({ digest }) => digest))
  const [had, has] = [taken(before), taken(after)]
  return {
    joined: [...has].filter((digest) => !had.has(digest)),
    left: [...had].filter((digest) => !has.has(digest)),
  }
}

/** `edition`: by name; the first, which is mostly the only one, is called `main`. `inOwnZone`: it goes out in readers' own zones. */
export type Wish = {
  readonly digest: string
  readonly topics: Choice
  readonly edition?: string
  /** The zone that they are served in, where it goes out in readers' own. */
  readonly zone?: string
}

/** A wish for a digest as it is: the edition that is named, or its first, and the zone of this reader in it. */
export function wishFor(zones: Zones, digest: Digest, topics: Choice, zone: string, named?: string): Wish {
  const edition = digest.editions.find(({ name }) => name === named) ?? firstEdition(digest)
  const { schedule } = edition
  return {
    digest: digest.id,
    topics,
    edition: edition.name,
    ...(isInReadersZones(schedule) ? { zone: clockFor(zones, schedule, zone) } : {}),
  }
}

/** What somebody asked for at the form, the API or an import. */
export type SignUpRequest = {
  readonly address: Address
  readonly wishes: readonly Wish[]
  readonly locale: string
  readonly zone: string
  readonly text: string
  readonly form: string
  readonly network?: string
  readonly agent?: string
}

export type SignUpDecision =
  /** This very letter has asked: all that is left is to write it. */
  | { readonly kind: 'asked-already'; readonly subscriber: Subscriber }
  | { readonly kind: 'ask'; readonly subscriber: Subscriber; readonly consent: ConsentEvent }
  /** They have it all: a mail may say so. */
  | { readonly kind: 'has-it'; readonly subscriber: Subscriber }
  | { readonly kind: 'ignore'; readonly reason: 'suppressed' | 'asked-lately' | 'too-many' }

/** How long a confirmation link can be used; after it, a fresh mail is asked for (STD-73). */
export const CONFIRM_WITHIN = 7 * DAY

/** One confirmation mail a day and three in thirty days, whatever is asked (STD-75); none to an address that gets no mail. */
export function decideSignUp(
  zones: Zones,
  known: Subscriber | undefined,
  suppression: Suppression | undefined,
  request: SignUpRequest,
  letter: { readonly id: string; readonly fresh: SubscriberId },
  now: Instant,
): SignUpDecision {
  if (known?.askedBy === letter.id) return { kind: 'asked-already', subscriber: known }
  if (suppression && !mayAskAgain(suppression, now)) return { kind: 'ignore', reason: 'suppressed' }
  const person = known ?? newcomer(letter.fresh, request, now)
  const missing = request.wishes.filter((wish) => !has(person, wish)).map((wish) => onTheirClock(zones, known, wish))
  if (missing.length === 0) return { kind: 'has-it', subscriber: person }
  if (wasAskedLately(person, now)) return { kind: 'ignore', reason: 'asked-lately' }
  const subscriptions = missing.reduce<readonly Subscription[]>(
    (all, wish) => withWish(all, wish, 'pending', now),
    person.subscriptions,
  )
  if (subscriptions.length > MOST_SUBSCRIPTIONS) return { kind: 'ignore', reason: 'too-many' }
  return {
    kind: 'ask',
    subscriber: {
      ...person,
      subscriptions,
      askedAt: [...person.askedAt.filter((at) => at > plus(now, -30 * DAY)), now],
      askedBy: letter.id,
    },
    consent: consentOf('asked', missing, request, now),
  }
}

const wasAskedLately = ({ askedAt }: Subscriber, now: Instant): boolean =>
  askedAt.some((at) => at > plus(now, -DAY)) || askedAt.filter((at) => at > plus(now, -30 * DAY)).length >= 3

/**
 * How somebody comes back who has left everything: a press takes it back, or a mail asks them, now or later; or nothing does,
 * since no mail of ours goes to their address.
 */
export type WayBack = 'take-back' | 'ask' | 'later' | 'none'

export function wayBack(subscriber: Subscriber, suppression: Suppression | undefined, now: Instant): WayBack {
  if (suppression && !mayAskAgain(suppression, now)) return 'none'
  if (!suppression && subscriber.subscriptions.some((one) => afterUndo(subscriber, one.digest, now))) return 'take-back'
  return wasAskedLately(subscriber, now) ? 'later' : 'ask'
}

/** How often such a letter may go to one address, ms: who is subscribed is told so once a month (T03); links, when one may have been lost. */
const TELL_EVERY: Readonly<Record<Told, number>> = {
  already: 30 * DAY,
  manage: HOUR,
  export: HOUR,
  erase: HOUR,
  move: 10 * MINUTE,
  address: 10 * MINUTE,
  // One a move.
  moved: 0,
  // Two presses at once are one welcome.
  welcome: HOUR,
}

/** The subscriber with the letter noted down; undefined if one of its kind went out lately. A repeat of the same letter changes nothing. */
export function afterTelling(subscriber: Subscriber, what: Told, letter: string, now: Instant): Subscriber | undefined {
  const last = subscriber.told?.[what]
  if (last?.by === letter) return subscriber
  if (last && last.at > plus(now, -TELL_EVERY[what])) return undefined
  return { ...subscriber, told: { ...subscriber.told, [what]: { at: now, by: letter } } }
}

/**
 * After a hard bounce a new confirmation may go out 30 days later; after a complaint only an editor lifts it (STD-57). Who was
 * erased and asks for it anew has consented anew: what is kept of them keeps lists away, and not themselves (STD-58).
 */
export const mayAskAgain = ({ why, at }: Suppression, now: Instant): boolean =>
  why === 'erased' || (why === 'bounced' && at < plus(now, -30 * DAY))

/** Somebody we have not known before. */
export const newcomer = (
  id: SubscriberId,
  request: Pick<SignUpRequest, 'address' | 'locale' | 'zone'>,
  now: Instant,
): Subscriber => ({
  id,
  address: request.address,
  status: 'pending',
  locale: request.locale,
  zone: request.zone,
  subscriptions: [],
  askedAt: [],
  softBounces: [],
  createdAt: now,
  version: 0,
})

/** Whoever has a clock with us keeps it, whatever a form says of where it was filled in. */
const onTheirClock = (zones: Zones, known: Subscriber | undefined, wish: Wish): Wish => {
  const own = known && wish.zone !== undefined ? zones.clock(known.zone) : undefined
  return own === undefined ? wish : { ...wish, zone: own }
}

const has = (subscriber: Subscriber, wish: Wish) =>
  subscriber.status === 'active' &&
  subscriber.subscriptions.some((one) => one.digest === wish.digest && one.status === 'active')

/** The subscriptions with a wish added. An active one keeps its status: signing up again never demotes anyone. */
function withWish(
  all: readonly Subscription[],
  wish: Wish,
  status: 'pending' | Came,
  now: Instant,
): readonly Subscription[] {
  const known = all.find((one) => one.digest === wish.digest)
  if (known?.status === 'active') return all
  const wanted: Subscription = {
    digest: wish.digest,
    edition: wish.edition ?? MAIN,
    zone: wish.zone ?? NO_ZONE,
    topics: wish.topics,
    since: now,
    ...(status === 'pending' ? { status } : { status: 'active', came: status }),
  }
  return known ? all.map((one) => (one === known ? wanted : one)) : [...all, wanted]
}

const consentOf = (
  kind: ConsentEvent['kind'],
  wishes: readonly Wish[],
  request: SignUpRequest,
  now: Instant,
): ConsentEvent => ({
  at: now,
  kind,
  digests: wishes.map(({ digest, topics }) => ({ digest, topics })),
  text: request.text,
  form: request.form,
  ...(request.network ? { network: request.network } : {}),
  ...(request.agent ? { agent: request.agent } : {}),
})

/** Taken in at once, on an editor's word that consent was given elsewhere. Nobody who left comes back this way, and no suppressed address. */
export function afterAttestation(
  zones: Zones,
  known: Subscriber | undefined,
  request: SignUpRequest,
  attestation: string,
  fresh: SubscriberId,
  now: Instant,
) {
  const person = known ?? newcomer(fresh, request, now)
  const left = new Set(person.subscriptions.filter((one) => one.status === 'left').map((one) => one.digest))
  const wishes = request.wishes.filter((wish) => !left.has(wish.digest)).map((wish) => onTheirClock(zones, known, wish))
  const subscriptions = wishes.reduce<readonly Subscription[]>(
    (all, wish) => withWish(all, wish, 'added', now),
    person.subscriptions,
  )
  const subscriber: Subscriber = {
    ...person,
    status: subscriptions.some((one) => one.status === 'active') ? 'active' : person.status,
    subscriptions,
  }
  return {
    subscriber,
    consent: { ...consentOf('attested', wishes, request, now), note: attestation } satisfies ConsentEvent,
  }
}

/** Everything that waits for this reader's word becomes active. */
export function afterConfirm(subscriber: Subscriber, now: Instant, seen: { network?: string; agent?: string }) {
  const waiting = subscriber.subscriptions.filter((one) => one.status === 'pending')
  const after: Subscriber = {
    ...subscriber,
    status: waiting.length > 0 ? 'active' : subscriber.status,
    // A bounce of long ago is behind them: they have just read a mail of ours.
    softBounces: [],
    subscriptions: subscriber.subscriptions.map((one) =>
      one.status === 'pending' ? { ...one, status: 'active', since: now, came: 'confirmed' } : one,
    ),
  }
  const consent: ConsentEvent = {
    at: now,
    kind: 'confirmed',
    digests: waiting.map(({ digest, topics }) => ({ digest, topics })),
    ...seen,
  }
  return { subscriber: after, consent, confirmed: waiting.map((one) => one.digest) }
}

/** Off one digest, or off all of them. */
export function afterLeave(subscriber: Subscriber, digest: string | 'all', now: Instant) {
  const leaves = (one: Subscription) => one.status !== 'left' && (digest === 'all' || one.digest === digest)
  const left = subscriber.subscriptions.filter(leaves)
  const subscriptions = subscriber.subscriptions.map((one): Subscription => {
    if (!leaves(one)) return one
    const undo = one.status === 'active' ? { undoUntil: plus(now, UNDO_WITHIN) } : {}
    return { ...one, status: 'left', since: now, ...undo }
  })
  const stays = subscriptions.some((one) => one.status === 'active')
  const status = subscriber.status === 'active' && !stays ? 'unsubscribed' : subscriber.status
  const consent: ConsentEvent = {
    at: now,
    kind: 'left',
    digests: left.map(({ digest, topics }) => ({ digest, topics })),
  }
  return { subscriber: { ...subscriber, status, subscriptions }, consent, left: left.map((one) => one.digest) }
}

/** A friend who got the mail passed on may have pressed the button (T17). */
export const UNDO_WITHIN = DAY

/** What was left in the same moment as this digest, taken up again; undefined if it is too late for that. */
export function afterUndo(subscriber: Subscriber, digest: string, now: Instant) {
  const known = subscriber.subscriptions.find((one) => one.digest === digest)
  if (known?.status !== 'left' || !known.undoUntil || known.undoUntil <= now) return undefined
  const isBack = (one: Subscription) => one.status === 'left' && one.undoUntil === known.undoUntil
  const back = subscriber.subscriptions.filter(isBack)
  const after: Subscriber = {
    ...subscriber,
    status: 'active',
    subscriptions: subscriber.subscriptions.map(({ undoUntil, ...one }) =>
      back.some(({ digest: id }) => id === one.digest)
        ? { ...one, status: 'active', since: now }
        : { ...one, ...(undoUntil ? { undoUntil } : {}) },
    ),
  }
  const consent: ConsentEvent = {
    at: now,
    kind: 'changed',
    digests: back.map(({ digest: id, topics }) => ({ digest: id, topics })),
    note: 'took back having left',
  }
  return { subscriber: after, consent, back: back.map((one) => one.digest) }
}

/** Other topics of a digest. None left is leaving; all of `offered` is `all`. */
export function afterChoice(subscriber: Subscriber, digest: string, topics: Choice, now: Instant) {
  if (topics !== 'all' && topics.length === 0) return afterLeave(subscriber, digest, now)
  const subscriptions = subscriber.subscriptions.map((one) => (one.digest === digest ? { ...one, topics } : one))
  const consent: ConsentEvent = { at: now, kind: 'changed', digests: [{ digest, topics }] }
  return { subscriber: { ...subscriber, subscriptions }, consent, left: [] as string[] }
}

/** In another edition, from its next issue on; what they have had of the old one they may get again in the new. */
export function afterEdition(zones: Zones, subscriber: Subscriber, digest: Digest, name: string, now: Instant) {
  const edition = digest.editions.find((one) => one.name === name)
  const one = subscriber.subscriptions.find((taken) => taken.digest === digest.id && taken.status === 'active')
  if (!edition || !one || one.edition === name) return undefined
  const zone = isInReadersZones(edition.schedule) ? clockFor(zones, edition.schedule, subscriber.zone) : NO_ZONE
  const { servedTo: _, ...kept } = one
  const moved: Subscription = { ...kept, edition: name, zone }
  const consent: ConsentEvent = {
    at: now,
    kind: 'changed',
    digests: [{ digest: one.digest, topics: one.topics }],
    note: `edition ${name}`,
  }
  return { subscriber: withSubscription(subscriber, moved), consent }
}

/** One subscription in another zone; `served`: the wall time of the last slot that they have had where they were. */
export function afterMove(
  subscriber: Subscriber,
  digest: string,
  zone: string,
  served: string | undefined,
): Subscriber {
  const one = subscriber.subscriptions.find((taken) => taken.digest === digest)!
  const latest = [one.servedTo, served]
    .filter((at) => at !== undefined)
    .toSorted()
    .at(-1)
  return withSubscription(subscriber, { ...one, zone, ...(latest === undefined ? {} : { servedTo: latest }) })
}

const withSubscription = (subscriber: Subscriber, next: Subscription): Subscriber => ({
  ...subscriber,
  subscriptions: subscriber.subscriptions.map((one) => (one.digest === next.digest ? next : one)),
})

/** `all` without one topic is the list of the rest. */
export const withoutTopic = (choice: Choice, topic: string, offered: readonly string[]): readonly string[] =>
  (choice === 'all' ? offered : choice).filter((one) => one !== topic)

/** No more mail, on any digest, from now on. Pending sign-ups are over too. */
export function afterSuppression(subscriber: Subscriber, why: 'bounced' | 'complained', now: Instant, note: string) {
  const { subscriber: after, left } = afterLeave(subscriber, 'all', now)
  const worst = subscriber.status === 'complained' ? 'complained' : why
  const consent: ConsentEvent = {
    at: now,
    kind: 'suppressed',
    digests: left.map((digest) => ({
      digest,
      topics: subscriber.subscriptions.find((one) => one.digest === digest)!.topics,
    })),
    note,
  }
  return { subscriber: { ...withoutUndo(after), status: worst } satisfies Subscriber, consent }
}

/** They want no mail from us at all (T04). */
export function afterBlock(subscriber: Subscriber, now: Instant) {
  const { subscriber: after, consent } = afterLeave(subscriber, 'all', now)
  const status = after.status === 'active' || after.status === 'pending' ? 'unsubscribed' : after.status
  return {
    subscriber: { ...withoutUndo(after), status } satisfies Subscriber,
    consent: { ...consent, kind: 'suppressed', note: 'blocked all mail' } satisfies ConsentEvent,
  }
}

/** So much has to be said about why an address may get mail again. */
export const SHORTEST_NOTE = 10

/**
 * An owner lets an address get mail again (STD-57). Who had bounced gets again what they took: they never said that they
 * want it no more. Whoever complained, or blocked us, has to ask for it themselves.
 */
export function afterLift(
  subscriber: Subscriber,
  why: Suppression['why'],
  history: readonly ConsentEvent[],
  note: string,
  now: Instant,
) {
  const isTheirWord = why !== 'bounced' && why !== 'suppressed'
  const back = isTheirWord ? [] : subscriber.subscriptions.filter((one) => wasTaken(one, history))
  const subscriptions = subscriber.subscriptions.map(
    (one): Subscription => (back.includes(one) ? { ...one, status: 'active', since: now } : one),
  )
  const after: Subscriber = {
    ...subscriber,
    status: back.length > 0 ? 'active' : subscriber.status === 'pending' ? 'pending' : 'unsubscribed',
    subscriptions,
    softBounces: [],
  }
  const digests = back.map(({ digest, topics }) => ({ digest, topics }))
  return { subscriber: after, consent: { at: now, kind: 'lifted', digests, note } satisfies ConsentEvent }
}

/** Ended by a suppression, and by nothing else; and taken until then, not only asked for. */
function wasTaken({ digest, status, since }: Subscription, history: readonly ConsentEvent[]): boolean {
  const about = history.filter(({ digests }) => digests.some((one) => one.digest === digest))
  const end = about.findLastIndex(({ kind, at }) => kind === 'suppressed' && at === since)
  const last = about.slice(0, Math.max(end, 0)).findLast(({ kind }) => kind !== 'asked')
  return status === 'left' && last !== undefined && !endsIt(digest, last)
}

const withoutUndo = (subscriber: Subscriber): Subscriber => ({
  ...subscriber,
  subscriptions: subscriber.subscriptions.map(({ undoUntil: _, ...one }) => one),
})

/** What somebody takes from their preferences page, where they are known by the link of a mail of ours. */
export type Preferences = {
  /** By digest: one missing stays as it is, an empty choice leaves it, one that they have not yet begins at once. */
  readonly choices: ReadonlyMap<string, Choice>
  readonly locale?: string | undefined
  /** No issue before this; `null`: from now on. */
  readonly pausedUntil?: Pause | null | undefined
}

/** The subscriber as they want it, and the line of consent; `digests`: those that `choices` names, as they are. */
export function afterPreferences(
  zones: Zones,
  subscriber: Subscriber,
  { choices, locale, pausedUntil }: Preferences,
  digests: readonly Digest[],
  now: Instant,
) {
  let after = subscriber
  const changed: { digest: string; topics: Choice }[] = []
  for (const [digest, topics] of choices) {
    const known = after.subscriptions.find((one) => one.digest === digest)
    const plan = digests.find(({ id }) => id === digest)
    if (known?.status === 'active') {
      if (JSON.stringify(known.topics) === JSON.stringify(topics)) continue
      after = afterChoice(after, digest, topics, now).subscriber
    } else {
      if (topics.length === 0 || plan?.status !== 'active') continue
      const subscriptions = withWish(after.subscriptions, wishFor(zones, plan, topics, after.zone), 'confirmed', now)
      if (subscriptions.length > MOST_SUBSCRIPTIONS) continue
      after = { ...after, status: 'active', subscriptions }
    }
    changed.push({ digest, topics })
  }
  if (locale !== undefined && locale !== after.locale) after = { ...after, locale }
  if (pausedUntil !== undefined) after = withPause(after, pausedUntil)
  const consent: ConsentEvent = { at: now, kind: 'changed', digests: changed, form: PREFERENCES }
  return { subscriber: after, consent, changed: changed.map(({ digest }) => digest) }
}

/** Living by another clock: a day until which they have paused is that day there. What they are served by moves edition by edition (`afterMove`). */
export const afterZone = (zones: Zones, subscriber: Subscriber, zone: string, now: Instant): Subscriber => ({
  ...subscriber,
  zone,
  subscriptions: subscriber.subscriptions.map((one) =>
    one.pausedUntil === undefined ? one : { ...one, pausedUntil: pauseOn(zones, one.pausedUntil, zone, now) },
  ),
})

function withPause(subscriber: Subscriber, until: Pause | null): Subscriber {
  const isSo = ({ pausedUntil }: Subscription) => pausedUntil === (until ?? undefined)
  if (subscriber.subscriptions.every((one) => one.status !== 'active' || isSo(one))) return subscriber
  return {
    ...subscriber,
    subscriptions: subscriber.subscriptions.map((one) => {
      const { pausedUntil: _, ...rest } = one
      return one.status === 'active' && until ? { ...rest, pausedUntil: until } : rest
    }),
  }
}

/** A mailbox that somebody else could open for a moment is its owner's again within this. */
export const TAKE_BACK_WITHIN = 7 * DAY

/**
 * Until when a move can be taken back. So long what cannot be taken back waits: an export, an erasure, another move.
 * Undefined: nothing waits.
 */
export const waitsUntil = ({ movedFrom }: Pick<Subscriber, 'movedFrom'>, now: Instant): Instant | undefined =>
  movedFrom && movedFrom.until > now ? movedFrom.until : undefined

/** What a move has left behind is forgotten with the first change after its week. */
export function withoutPast(subscriber: Subscriber, now: Instant): Subscriber {
  const { movedFrom, ...rest } = subscriber
  return movedFrom && movedFrom.until <= now ? rest : subscriber
}

const addressChanged = (subscriber: Subscriber, now: Instant, note: string): ConsentEvent => ({
  at: now,
  kind: 'changed',
  digests: subscriber.subscriptions
    .filter((one) => one.status === 'active')
    .map(({ digest, topics }) => ({ digest, topics })),
  note,
})

/** At their new address, which they have shown to be theirs; `letter` tells the old one. */
export function afterAddress(subscriber: Subscriber, letter: string, now: Instant) {
  const { movingTo, ...rest } = subscriber
  if (!movingTo) return undefined
  const until = plus(now, TAKE_BACK_WITHIN)
  const { address } = movingTo
  const movedFrom = { address: subscriber.address, by: letter, through: movingTo.by, until }
  const formerly = [...(subscriber.formerly ?? []), { address: subscriber.address, until: now }]
    .filter((one, at, all) => one.address !== address && !all.slice(at + 1).some((two) => two.address === one.address))
    .slice(-MOST_FORMER)
  const after: Subscriber = {
    ...rest,
    address,
    movedFrom,
    softBounces: [],
    ...(formerly.length > 0 ? { formerly } : {}),
  }
  return { subscriber: after, consent: addressChanged(subscriber, now, 'another address') }
}

/**
 * Back where they were; undefined: it is too late, or there is nothing to take back. What the new address has chosen meanwhile stays.
 * The new address is none of theirs: it may be a stranger's, and what was written under it is not given away.
 */
export function afterTakingBack(subscriber: Subscriber, now: Instant) {
  const { movedFrom, movingTo: _, formerly = [], ...rest } = subscriber
  if (!movedFrom || movedFrom.until <= now) return undefined
  const { address } = movedFrom
  const others = formerly.filter((one) => one.address !== address)
  const after: Subscriber = { ...rest, address, softBounces: [], ...(others.length > 0 ? { formerly: others } : {}) }
  return { subscriber: after, consent: addressChanged(subscriber, now, 'took back another address') }
}
