import { bounds } from './bounds.ts'
import { type Parsed, parsed, refusal, refused } from './refusal.ts'
import type { Subscriber } from './subscriber.ts'
import { between, DAY, HOUR, type Instant, later, MINUTE, plus, SECOND } from './time.ts'

/** What other programs are told of, if they ask for it. */
export const hookEvents = {
  'subscriber.subscribed': 'somebody has subscribed',
  'subscriber.left': 'somebody has left',
  'subscriber.bounced': 'an address does not take mail any more',
  'issue.sent': 'an issue has been sent',
} as const
export type HookEventType = keyof typeof hookEvents
export const isHookEvent = (text: string): text is HookEventType => Object.hasOwn(hookEvents, text)

export type HookId = `hook_${string}`

/** An address of somebody's program, what it wants to hear of, and the secret that proves to it who speaks (Standard Webhooks). */
export type Hook = {
  readonly id: HookId
  readonly url: string
  readonly events: readonly HookEventType[]
  /** `whsec_` and 32 bytes in base64. Kept as it is: whoever signs needs it. */
  readonly secret: string
  /** The one before, which goes on signing for a while, so that the other side can change over. */
  readonly oldSecret?: { readonly secret: string; readonly until: Instant }
  readonly createdAt: Instant
  readonly by: string
  readonly status: 'on' | 'off'
  /** Why it was switched off, where nobody did it. */
  readonly note?: string
  /** Since when nothing has arrived; absent while it does. */
  readonly failingSince?: Instant
  readonly version: number
}

/** What has happened, in ids alone: the address is read when it is told, so that an erasure finds nothing here. */
export type HookEvent =
  | { readonly type: 'subscriber.subscribed'; readonly subscriber: string; readonly digests: readonly string[] }
  | {
      readonly type: 'subscriber.left'
      readonly subscriber: string
      readonly digests: readonly string[]
      readonly why: 'left' | 'complained' | 'erased'
    }
  | { readonly type: 'subscriber.bounced'; readonly subscriber: string; readonly digests: readonly string[] }
  | { readonly type: 'issue.sent'; readonly issue: string; readonly digest: string }
  | { readonly type: 'webhook.test' }

export type DeliveryId = `msg_${string}`

/** One event on its way to one hook: the line of an outbox. */
export type Delivery = {
  /** The `webhook-id`: the same at every try, so that the other side can tell a repeat. */
  readonly id: DeliveryId
  readonly hook: HookId
  readonly event: HookEvent
  readonly at: Instant
  readonly state: 'waiting' | 'delivered' | 'failed' | 'dropped'
  readonly tries: number
  /** When it is tried next. */
  readonly nextAt: Instant
  readonly last?: { readonly at: Instant; readonly status?: number; readonly note?: string }
}

/** What came of a try. Nothing that another's server does is an exception. */
export type Posted =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAt?: Instant }
  | { readonly kind: 'silent'; readonly reason: string }

/** The courier where nothing may be posted at all. */
export const postsNothing = {
  refuses: (): string | undefined => undefined,
  post: async (): Promise<Posted> => ({ kind: 'silent', reason: 'Nothing is posted here.' }),
}

/** More than anybody keeps apart, and little enough for one transaction. */
export const MOST_HOOKS = bounds.hooks
/** After a try that came to nothing: about three days in all. */
export const PAUSES = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const
/** A hook at which nothing has arrived for so long is switched off. */
export const GIVE_UP = 5 * DAY
/** So long the old secret signs as well. */
export const CHANGE_OVER = DAY
/** So long a try may take before somebody else may make the next. */
export const TRY_WITHIN = MINUTE

/** Where it is and what it wants to hear of; `mayAsk`: why nothing is posted to such an address. */
export function parseHook(
  input: { readonly url: string; readonly events: readonly string[] },
  mayAsk: (url: string) => string | undefined,
): Parsed<Pick<Hook, 'url' | 'events'>> {
  const url = input.url.trim()
  const why =
    url.length > 2_000
      ? 'This address is longer than any that is of use.'
      : URL.canParse(url)
        ? mayAsk(url)
        : 'This is not an address: it starts with https://.'
  const unknown = input.events.find((one) => !isHookEvent(one))
  const refusals = [
    ...(why ? [refusal('url', why)] : []),
    ...(input.events.length === 0
      ? [refusal('events', 'Say what it is told of: choose at least one.', 'too_few')]
      : []),
    ...(unknown === undefined ? [] : [refusal('events', `There is no event "${unknown.slice(0, 40)}".`, 'not_one_of')]),
  ]
  if (refusals.length > 0) return refused(...refusals)
  const types = Object.keys(hookEvents) as HookEventType[]
  return parsed({ url: new URL(url).href, events: types.filter((type) => input.events.includes(type)) })
}

/** The hooks that want to hear of it, each with its delivery. A test goes to the one that is tested. */
export const deliveriesOf = (hooks: readonly Hook[], event: HookEvent, id: DeliveryId, at: Instant): Delivery[] =>
  hooks
    .filter(({ status, events }) => status === 'on' && event.type !== 'webhook.test' && events.includes(event.type))
    .map((hook) => deliveryTo(hook, event, id, at))

export const deliveryTo = (hook: Pick<Hook, 'id'>, event: HookEvent, id: DeliveryId, at: Instant): Delivery => ({
  id,
  hook: hook.id,
  event,
  at,
  state: 'waiting',
  tries: 0,
  nextAt: at,
})

const takenBy = (subscriber: Subscriber | undefined): string[] =>
  subscriber?.subscriptions.flatMap(({ digest, status }) => (status === 'active' ? [digest] : [])) ?? []

/** What a change of a reader is to others: nothing, mostly. */
export function happened(before: Subscriber | undefined, after: Subscriber): HookEvent[] {
  const [had, has] = [takenBy(before), takenBy(after)]
  const subscriber = after.id
  const come = has.filter((digest) => !had.includes(digest))
  const gone = had.filter((digest) => !has.includes(digest))
  const events: HookEvent[] = []
  if (after.status === 'bounced' && before?.status !== 'bounced')
    events.push({ type: 'subscriber.bounced', subscriber, digests: gone })
  else if (gone.length > 0) {
    const why = after.status === 'complained' ? 'complained' : 'left'
    events.push({ type: 'subscriber.left', subscriber, digests: gone, why })
  }
  if (come.length > 0) events.push({ type: 'subscriber.subscribed', subscriber, digests: come })
  return events
}

/** Somebody has had themself erased: whoever has been told of them may have to forget them, too. */
export const forgotten = (subscriber: Subscriber): HookEvent[] =>
  subscriber.status === 'pending'
    ? []
    : [{ type: 'subscriber.left', subscriber: subscriber.id, digests: takenBy(subscriber), why: 'erased' }]

/** What becomes of a delivery after a try (2xx alone is success), and of its hook. */
export function afterTry(
  delivery: Delivery,
  hook: Hook,
  posted: Posted,
  now: Instant,
): { readonly delivery: Delivery; readonly hook: Hook } {
  const arrived = posted.kind === 'answered' && posted.status >= 200 && posted.status < 300
  const last =
    posted.kind === 'answered' ? { at: now, status: posted.status } : { at: now, note: posted.reason.slice(0, 200) }
  const tries = delivery.tries + 1
  if (arrived) {
    const { failingSince: _, ...well } = hook
    return { delivery: { ...delivery, state: 'delivered', tries, last }, hook: hook.failingSince ? well : hook }
  }
  const pause = PAUSES[delivery.tries]
  const asked = posted.kind === 'answered' ? posted.retryAt : undefined
  const next = pause === undefined ? undefined : later(plus(now, pause), asked ?? now)
  return {
    delivery: next ? { ...delivery, tries, last, nextAt: next } : { ...delivery, state: 'failed', tries, last },
    hook: afterFailure(hook, posted, now),
  }
}

function afterFailure(hook: Hook, posted: Posted, now: Instant): Hook {
  if (hook.status === 'off') return hook
  const failingSince = hook.failingSince ?? now
  if (posted.kind === 'answered' && posted.status === 410)
    return { ...hook, status: 'off', failingSince, note: 'It answered 410: whoever runs it wants no more events.' }
  if (between(failingSince, now) > GIVE_UP)
    return { ...hook, status: 'off', failingSince, note: 'For five days nothing has arrived there.' }
  return hook.failingSince ? hook : { ...hook, failingSince }
}

/** A new secret; the one before goes on signing for a day. */
export const rotated = (hook: Hook, secret: string, now: Instant): Hook => ({
  ...hook,
  secret,
  oldSecret: { secret: hook.secret, until: plus(now, CHANGE_OVER) },
})

/** Newest first: what a delivery is signed with. */
export const secretsOf = ({ secret, oldSecret }: Hook, now: Instant): string[] =>
  oldSecret && oldSecret.until > now ? [secret, oldSecret.secret] : [secret]

/** Switched on again by a person: what failed before counts no more. */
export function switched(hook: Hook, status: Hook['status']): Hook {
  const { note: _, failingSince: __, ...rest } = hook
  return { ...rest, status }
}
