import type { Shortfall } from './quota.ts'
import type { Silence } from './silence.ts'
import type { Subscriber, SubscriberId, Suppression } from './subscriber.ts'
import { between, DAY, HOUR, type Instant, MINUTE, plus } from './time.ts'

/*
 * What the mail provider says of our account there. It is looked at now and then by one function that has a key of its
 * own for it, and kept in a small item that everybody else reads: see docs/provider-account.md.
 */

/** Why something of the account is not known. Unknown is unknown: it is never zero, never "well", never "gone". */
export type Unknown =
  /** No key for the account is set: nothing is asked. */
  | 'no-key'
  /** The key may send and nothing else (401 `restricted_api_key`). */
  | 'may-only-send'
  /** The key is not taken at all. */
  | 'refused'
  /** The provider has no such call (404), or not for this account. */
  | 'not-offered'
  /** It answered something that is not what its documents say. */
  | 'not-understood'
  /** It did not answer, or only that something is wrong on its side. */
  | 'no-answer'
  /** Too many requests: later. */
  | 'too-fast'

export type Answered<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: Unknown }

/** These pass by themselves: what was known before is kept, and asked for again soon. */
export const passes = (why: Unknown): boolean => why === 'no-answer' || why === 'too-fast'

const sentences: Readonly<Record<Unknown, string>> = {
  'no-key': 'No key for the account at the mail provider is set (ResendAccountKey), so nothing is asked there.',
  'may-only-send':
    'The key for the account may only send: the provider tells such a key nothing. It needs full access.',
  refused: 'The mail provider does not take the key for the account.',
  'not-offered': 'The mail provider does not offer this for the account.',
  'not-understood': 'What the mail provider answered could not be understood.',
  'no-answer': 'The mail provider did not answer.',
  'too-fast': 'The mail provider was asked too often: it is asked again soon.',
}
/** For an editor. */
export const sayUnknown = (why: Unknown): string => sentences[why]

/** One quota: how much of it is used, of how much, until when. A limit of `null` is none; undefined: it was not said. */
export type Window = {
  readonly used: number
  readonly limit: number | null | undefined
  readonly resetsAt: Instant | undefined
}

/** What `GET /usage` says of mails. A window that is undefined was not said in a way that can be read. */
export type Usage = { readonly daily: Window | undefined; readonly monthly: Window | undefined }

/** A webhook endpoint at the provider. `events` null: it does not say which. */
export type Endpoint = {
  readonly id: string
  readonly url: string
  readonly status: string
  readonly events: readonly string[] | null
}

/** An event that the provider has posted to an endpoint, or tries to. Other words than these may stand in `status`. */
export type PostedEvent = {
  readonly id: string
  readonly type: string
  readonly at: Instant
  readonly status: string
}

/** An address on the provider's list, which nothing is delivered to. */
export type Listed = {
  readonly id: string
  readonly address: string
  /** `bounce`, `complaint`, `manual`; anything else counts as by hand. */
  readonly origin: string
  readonly at: Instant
}

/** A page of a list at the provider; `last`: where the next one goes on, while there is more. */
export type Some<T> = { readonly items: readonly T[]; readonly last: string | undefined }

// ── The endpoint ────────────────────────────────────────────────────────────────────────────────────────────────────

/** Those that stop mail to an address, or say that mail was not sent: without them, who bounced is mailed again. */
export const NEEDED_EVENTS = [
  'email.bounced',
  'email.complained',
  'email.suppressed',
  'email.failed',
  'suppression.added',
] as const

export type EndpointState =
  | { readonly kind: 'well'; readonly id: string }
  /** Nobody is told: there is no endpoint for our address. */
  | { readonly kind: 'missing' }
  /** Switched off: by a person, or by the provider after days of failures (T73). Nothing is posted to it. */
  | { readonly kind: 'disabled'; readonly id: string }
  | { readonly kind: 'lacks'; readonly id: string; readonly events: readonly string[] }

/** Of all the team's endpoints, how ours stands. Of two for our address, while secrets are rotated, the better one counts. */
export function endpointState(endpoints: readonly Endpoint[], url: string): EndpointState {
  const ours = endpoints.filter((one) => one.url === url)
  const enabled = ours.filter(({ status }) => status === 'enabled')
  const [first] = ours
  if (!first) return { kind: 'missing' }
  const [on] = enabled
  if (!on) return { kind: 'disabled', id: first.id }
  const lacking = enabled.map(({ id, events }) => ({ id, events: events === null ? [] : missingOf(events) }))
  const [best = { id: on.id, events: [] }] = lacking.toSorted((a, b) => a.events.length - b.events.length)
  return best.events.length === 0 ? { kind: 'well', id: best.id } : { kind: 'lacks', ...best }
}

const missingOf = (events: readonly string[]): string[] => NEEDED_EVENTS.filter((event) => !events.includes(event))

/** What an editor is to know of it; undefined where all is well. */
export function endpointTrouble(state: EndpointState): string | undefined {
  switch (state.kind) {
    case 'well':
      return undefined
    case 'missing':
      return 'The mail provider reports nothing to this service: who bounces or complains goes on being mailed. Add the webhook there.'
    case 'disabled':
      return 'The mail provider has switched its reports to this service off: who bounces or complains goes on being mailed. Switch the webhook on there.'
    case 'lacks':
      return `The mail provider does not report ${state.events.join(', ')}: add it to the webhook there.`
  }
}

// ── What was missed ─────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * A walk over what the provider has posted, from the newest back. `after`: the last event that was looked at. `downTo`:
 * it ends at the first event from before then.
 */
export type Walk = { readonly begunAt: Instant; readonly downTo: Instant; readonly after?: string }

/** A walk that broke off for good: the next one begins anew, after a while. */
export type Failed = { readonly at: Instant; readonly why: Unknown }
const TRY_AGAIN = 3 * HOUR
const isFresh = (failed: Failed | undefined, now: Instant): boolean =>
  failed !== undefined && between(failed.at, now) < TRY_AGAIN

export type Sweep = {
  readonly walk?: Walk
  /** When the last walk that came to its end began: everything up to a day and some hours before is settled. */
  readonly sweptAt?: Instant
  /** Of the last walk, so far: how many events were looked at, and how many asked for again. */
  readonly looked: number
  readonly asked: number
  readonly failed?: Failed
}

export const noSweep: Sweep = { looked: 0, asked: 0 }

/** As long as the provider tries by itself (8 tries in 27 h 35 min, T73), and a little: until then an event may yet become one that failed. */
const UNSETTLED = 30 * HOUR
/** As long as the provider keeps events (all plans but Enterprise). */
const KEPT = 30 * DAY
const SWEEP_EVERY = DAY

/** The walk to go on with, or to begin; undefined where the last one is young. `now`: an editor has asked. */
export function nextWalk(sweep: Sweep, now: Instant, isAsked = false): Walk | undefined {
  if (sweep.walk) return sweep.walk
  if (isFresh(sweep.failed, now) && !isAsked) return undefined
  if (!sweep.sweptAt) return { begunAt: now, downTo: plus(now, -KEPT) }
  if (!isAsked && between(sweep.sweptAt, now) < SWEEP_EVERY) return undefined
  return { begunAt: now, downTo: plus(sweep.sweptAt, -UNSETTLED) }
}

/** Whether it is to be posted again: the provider has given up on it, and somebody would be mailed who should not be. */
export const isMissed = ({ type, status }: Pick<PostedEvent, 'type' | 'status'>): boolean =>
  status === 'failed' && (NEEDED_EVENTS as readonly string[]).includes(type)

// ── The provider's list ─────────────────────────────────────────────────────────────────────────────────────────────

export type Mirror = {
  /** Under way: since when, and the last entry that was looked at. */
  readonly walk?: { readonly begunAt: Instant; readonly after?: string }
  readonly mirroredAt?: Instant
  /** Of the last walk, so far: entries on the list; of those, readers of ours; and whom it stopped. */
  readonly listed: number
  readonly known: number
  readonly stopped: number
  readonly failed?: Failed
}

export const noMirror: Mirror = { listed: 0, known: 0, stopped: 0 }

const MIRROR_EVERY = DAY

export const nextMirror = (mirror: Mirror, now: Instant, isAsked = false): Mirror['walk'] => {
  if (mirror.walk) return mirror.walk
  if (isFresh(mirror.failed, now) && !isAsked) return undefined
  if (!isAsked && mirror.mirroredAt && between(mirror.mirroredAt, now) < MIRROR_EVERY) return undefined
  return { begunAt: now }
}

const whys: Readonly<Record<string, Suppression['why']>> = { bounce: 'bounced', complaint: 'complained' }

/**
 * Whether an entry of the provider's list stops a reader of ours: nothing gets through to them. Only those we know, who get
 * mail so far. It never lifts anything, and an editor's lift that has not reached the provider yet is not undone by it.
 */
export function mirrored(
  { origin, at }: Pick<Listed, 'origin' | 'at'>,
  subscriber: Subscriber | undefined,
  suppression: Suppression | undefined,
  isBeingLifted: boolean,
): Suppression | undefined {
  if (!subscriber || isBeingLifted) return undefined
  const why = whys[origin] ?? 'suppressed'
  // Stopped already: only a complaint is worse than what may stand there, and is for an editor alone to lift (STD-57).
  if (suppression && !(why === 'complained' && suppression.why !== 'complained')) return undefined
  return { why, at }
}

// ── Lifts ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** An editor has lifted a suppression: the provider's list is to follow. It holds no address, so an erasure finds none. */
export type Lift = {
  readonly subscriber: SubscriberId
  /** The fingerprint of the address that was lifted: one that they have moved to since is another matter. */
  readonly address: string
  readonly at: Instant
  readonly tries: number
  readonly nextAt: Instant
  /** Why it has not worked yet. */
  readonly why?: Unknown
}

/** What becomes of a try that failed: soon again where it passes by itself, else less and less often, daily at last. */
export function afterTry(lift: Lift, why: Unknown, now: Instant): Lift {
  const tries = lift.tries + 1
  const wait = passes(why) ? 10 * MINUTE : Math.min(DAY, HOUR * 2 ** Math.min(tries - 1, 5))
  return { ...lift, tries, why, nextAt: plus(now, wait) }
}

/** It is written down before the lift itself: so long it may be that the lift is still on its way. */
const UNDER_WAY = 10 * MINUTE

/** `remove`: the provider's list lets go of the address. `drop`: it is not to any more, for they are gone, have moved, or are stopped again. */
export function decideLift(
  lift: Lift,
  known: { readonly address: string; readonly isSuppressed: boolean } | undefined,
  now: Instant,
): 'remove' | 'drop' | 'wait' {
  if (!known || known.address !== lift.address) return 'drop'
  if (!known.isSuppressed) return 'remove'
  return between(lift.at, now) < UNDER_WAY ? 'wait' : 'drop'
}

// ── All of it ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** What was learnt at a moment, or why not. */
export type Looked<T> = { readonly at: Instant } & ({ readonly said: T } | { readonly unknown: Unknown })

/** How we stand with the provider, as last looked at. */
export type Standing = {
  readonly usage?: Looked<Usage>
  /** Of the sends of the next two days, those that do not fit. */
  readonly shortfalls: readonly Shortfall[]
  readonly endpoint?: Looked<EndpointState>
  readonly mirror: Mirror
  readonly sweep: Sweep
  /** It has owed answers to mails of ours for long. */
  readonly silence?: Silence
  /** When somebody was last woken for that. */
  readonly wokenAt?: Instant
  readonly version: number
}

export const noStanding: Standing = { shortfalls: [], mirror: noMirror, sweep: noSweep, version: 0 }

/** How often usage is looked at, and the endpoint: one request each. */
export const USAGE_EVERY = 3 * HOUR
export const ENDPOINT_EVERY = HOUR

/** Whether a look is due: never taken, old, or asked for since. What failed in a way that passes is due at once. */
export const isDue = (looked: Looked<unknown> | undefined, every: number, now: Instant, askedAt?: Instant): boolean =>
  !looked ||
  between(looked.at, now) >= every ||
  (askedAt !== undefined && looked.at < askedAt) ||
  ('unknown' in looked && passes(looked.unknown))

/** An answer as it is kept: what passes by itself does not wipe out what was known. */
export function keptOf<T>(before: Looked<T> | undefined, answer: Answered<T>, now: Instant): Looked<T> {
  if (answer.ok) return { at: now, said: answer.value }
  if (before && 'said' in before && passes(answer.why)) return before
  return { at: now, unknown: answer.why }
}

/** The account where nothing may be asked at all. */
const nothing = async (): Promise<Answered<never>> => ({ ok: false, why: 'no-key' })
export const asksNothing = {
  usage: nothing,
  endpoints: nothing,
  events: nothing,
  replay: nothing,
  listed: nothing,
  unlist: nothing,
}
