import { randomBytes, randomUUID } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import type { Faults } from './faults.ts'
import { messageId } from './mime.ts'
import { type About, bounceSaid, listingSaid, suppressedSaid } from './said.ts'
import type { Known } from './store.ts'
import { bareAddress } from './store.ts'

/** Something that happened to a message, in the provider's words. */
export type Happening = {
  /** `email.bounced` and so on; what nobody knows goes out too, since a receiver must bear it. */
  readonly type: string
  /** What else `data` holds: `bounce`, `suppressed`, `failed` … */
  readonly details: Readonly<Record<string, unknown>>
}

/** What came of the first attempt. No status: nobody was asked, or nobody answered. */
export type Delivery = { readonly id: string; readonly delivered: boolean; readonly status: number | null }

type Outgoing = { readonly id: string; readonly type: string; readonly body: string; readonly copies: number }

type Around = {
  readonly webhook: { readonly url: string; readonly secret: string } | undefined
  readonly faults: Faults
  readonly suppressionEvents: boolean
  readonly now: () => number
  readonly wait: (ms: number) => Promise<void>
  readonly fetch: typeof fetch
  readonly log: (event: string, fields: Record<string, unknown>) => void
  readonly onHappened: (id: string, type: string, details: Happening['details']) => void
  /** Who keeps what was posted, and whether it is posted at all. */
  readonly record?: EventRecord
}

type Posted = Pick<Outgoing, 'id' | 'type' | 'body'>
/** What becomes of an event: it is to be posted, was answered or not, is given up. `isOff`: nothing is posted now. */
export type EventRecord = {
  planned(event: Posted): void
  attempted(id: string, status: number | null): void
  gaveUp(id: string): void
  isOff(): boolean
}

export type Webhooks = ReturnType<typeof createWebhooks>

/** The rhythm in which a delivery that failed is tried again, in milliseconds; after the last it is given up. */
export const RETRIES = [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000].map((seconds) => seconds * 1000)

const TIMEOUT = 15_000
const LANES = 8
/** Memory stays flat: over so many waiting events the provider's API answers later, over so many retries they are lost. */
const MOST_WAITING = 5_000
const MOST_RETRYING = 5_000

/** What happens to mail for an address like Resend's test addresses, at any domain: `bounced+anything@…`. */
export function happeningsFor(recipient: string, withDelivered: boolean): Happening[] {
  const name = bareAddress(recipient).split('@')[0]?.split('+')[0]?.toLowerCase()
  const delivered: Happening[] = withDelivered ? [{ type: 'email.delivered', details: {} }] : []
  if (name === 'bounced') return [happening('bounced')]
  if (name === 'suppressed') return [happening('suppressed')]
  if (name === 'complained') return [...delivered, happening('complained')]
  return delivered
}

/** A happening by its full or short name. What else is given stands in its `data`. */
export const happening = (type: string, details: Readonly<Record<string, unknown>> = {}): Happening => ({
  type: type.includes('.') ? type : `email.${type}`,
  details,
})

/** What the provider says when nothing else is asked for. */
function saidOf({ type, details }: Happening, about: About): Readonly<Record<string, unknown>> {
  switch (type) {
    case 'email.bounced':
      return { ...details, bounce: bounceSaid(details.bounce, about) }
    case 'email.suppressed':
      return { ...details, suppressed: suppressedSaid(details.suppressed) }
    case 'email.failed':
      return { failed: { reason: 'reached_daily_quota' }, ...details }
    default:
      return details
  }
}

type Listed = { readonly email: string; readonly origin?: unknown; readonly source_id?: unknown }

/** Whether it puts the address on the team's list: a bounce for good, or a complaint. */
export const isListedFor = ({ type, details: { bounce } }: Happening): boolean =>
  type === 'email.complained' ||
  (type === 'email.bounced' && ((bounce as { type?: string } | undefined)?.type ?? 'Permanent') === 'Permanent')

/** What an event is about: a mail of the accept log, or one of a stranger's. */
export type Mailed = Pick<Known, 'id' | 'time' | 'from' | 'recipient' | 'subject' | 'tags'>

/**
 * The event as the provider posts it (SDK 6.38, `WebhookEvent`). Mail that is no broadcast's and of no template carries `null`
 * there, as recorded in 2026; the SDK's types leave both out. Tags are an object here, and absent where there are none.
 */
function bodyOf(message: Mailed, what: Happening, at: number) {
  const about = { to: message.recipient.split(', ')[0] ?? '', from: bareAddress(message.from) }
  return {
    type: what.type,
    created_at: new Date(at).toISOString(),
    data: {
      broadcast_id: null,
      created_at: message.time,
      email_id: message.id,
      message_id: messageId(message.id),
      from: message.from,
      to: message.recipient.split(', '),
      subject: message.subject,
      template_id: null,
      ...(message.tags.length > 0
        ? { tags: Object.fromEntries(message.tags.map((tag) => [tag.name, tag.value])) }
        : {}),
      ...saidOf(what, about),
    },
  }
}

/** Posts events to the service, Svix-signed, a few at a time and in order of their start, and tries again on failure. */
export function createWebhooks({
  webhook,
  faults,
  suppressionEvents,
  now,
  wait,
  fetch,
  log,
  onHappened,
  record,
}: Around) {
  const signer = webhook && new Webhook(webhook.secret)
  const stranger = new Webhook(`whsec_${randomBytes(24).toString('base64')}`)
  const underway = new Set<Promise<unknown>>()
  const waiting: Outgoing[] = []
  let held: { events: Outgoing[]; most: number } | undefined
  let busy = 0
  let retrying = 0
  let closed = false
  let tellRoom: (() => void)[] = []

  function track(work: Promise<unknown>) {
    const tracked: Promise<unknown> = work.finally(() => underway.delete(tracked))
    underway.add(tracked)
  }

  function enqueue(...events: Outgoing[]) {
    waiting.push(...events)
    while (busy < LANES && waiting.length > 0) {
      busy++
      track(
        deliver(waiting.shift()!).finally(() => {
          busy--
          enqueue()
        }),
      )
    }
    if (waiting.length >= MOST_WAITING) return
    for (const tell of tellRoom) tell()
    tellRoom = []
  }

  /** The first attempt, and what must follow from it. */
  async function deliver(event: Outgoing): Promise<Delivery> {
    const status = await attempt(event)
    for (let copy = 0; copy < event.copies; copy++) await attempt(event)
    const delivered = isFine(status)
    if (!delivered) retryLater(event)
    return { id: event.id, delivered, status }
  }

  function retryLater(event: Outgoing) {
    if (closed) return
    if (retrying >= MOST_RETRYING) {
      record?.gaveUp(event.id)
      return log('webhook.given-up', { id: event.id, type: event.type, reason: 'too many' })
    }
    retrying++
    track(retry(event).finally(() => retrying--))
  }

  async function retry(event: Outgoing) {
    for (const pause of RETRIES) {
      await wait(pause)
      if (closed || isFine(await attempt(event))) return
    }
    record?.gaveUp(event.id)
    log('webhook.given-up', { id: event.id, type: event.type, reason: 'no answer' })
  }

  async function attempt({ id, type, body }: Outgoing): Promise<number | null> {
    if (!webhook || !signer || closed || record?.isOff()) return null
    const at = new Date(now())
    const forged = faults.ofSignature() !== undefined
    const headers = {
      'content-type': 'application/json',
      'svix-id': id,
      'svix-timestamp': String(Math.floor(at.getTime() / 1000)),
      'svix-signature': (forged ? stranger : signer).sign(id, at, body),
    }
    try {
      const answer = await fetch(webhook.url, { method: 'POST', headers, body, signal: AbortSignal.timeout(TIMEOUT) })
      await answer.body?.cancel()
      record?.attempted(id, answer.status)
      log(answer.ok ? 'webhook.delivered' : 'webhook.refused', { id, type, status: answer.status })
      return answer.status
    } catch {
      record?.attempted(id, null)
      log('webhook.unanswered', { id, type })
      return null
    }
  }

  const eventId = () => `msg_${randomBytes(16).toString('hex')}`

  /** What the provider does on its own: an address that bounced for good, or complained, comes on the list of the team. */
  function listed(message: Mailed, what: Happening): Outgoing[] {
    if (!suppressionEvents || !isListedFor(what)) return []
    const origin = what.type === 'email.complained' ? 'complaint' : 'bounce'
    return message.recipient
      .split(', ')
      .map((email) => listing('suppression.added', { email, origin, source_id: message.id }))
  }

  function listing(type: string, about: Listed): Outgoing {
    const at = new Date(now()).toISOString()
    const body = { type, created_at: at, data: listingSaid({ added: at, ...about }, randomUUID()) }
    return { id: eventId(), type, body: JSON.stringify(body), copies: 0 }
  }

  /** Meets the next fault, if one is armed. Returns the event when it is to go out now. */
  function plan(message: Mailed, what: Happening): { outgoing: Outgoing; go: boolean; early: boolean } {
    const fault = held ? undefined : faults.ofEvent()
    const unknown = fault?.kind === 'webhook-unknown-message'
    const about = unknown ? { ...message, id: randomUUID(), tags: [] } : message
    // A stranger's mail is in nobody's log.
    if (!unknown && 'key' in message) onHappened(message.id, what.type, what.details)
    const outgoing: Outgoing = {
      id: eventId(),
      type: what.type,
      body: JSON.stringify(bodyOf(about, what, now())),
      copies: fault?.kind === 'webhook-duplicate' ? (fault.n ?? 1) : 0,
    }
    record?.planned(outgoing)
    if (fault?.kind === 'webhook-late') track(wait(fault.ms ?? 0).then(() => enqueue(outgoing)))
    if (fault?.kind === 'webhook-reverse') held = { events: [], most: fault.n ?? 2 }
    const stays = held !== undefined || fault?.kind === 'webhook-late' || fault?.kind === 'webhook-lost'
    held?.events.unshift(outgoing)
    if (held && held.events.length >= held.most) letGo()
    return { outgoing, go: !stays, early: fault?.kind === 'webhook-early' }
  }

  function letGo() {
    enqueueSoon(held?.events ?? [])
    held = undefined
  }

  /** Once the answer that is being made has been sent. */
  function enqueueSoon(events: readonly Outgoing[]) {
    track(new Promise<void>((resolve) => setImmediate(resolve)).then(() => enqueue(...events)))
  }

  return {
    /** Sends one event and tells what came of the first attempt; one that a fault holds back or loses has none. */
    async report(message: Mailed, what: Happening): Promise<Delivery> {
      const { outgoing, go } = plan(message, what)
      const delivery = go ? await deliver(outgoing) : { id: outgoing.id, delivered: false, status: null }
      for (const one of listed(message, what)) await deliver(one)
      return delivery
    },

    /** An address has come on the list of the team, or off it: whoever listens is told, whoever's mail it was for. */
    reportListing: (type: string, about: Listed): Promise<Delivery> => deliver(listing(type, about)),

    /**
     * Sends what happens to mails just accepted once the promise is kept, so after the answer to them is on its way.
     * It takes its time only for events that are to come early, or when too many wait.
     */
    async follow(happenings: readonly { message: Known; what: Happening }[]) {
      if (happenings.length === 0 || !webhook) return
      const after: Outgoing[] = []
      for (const { message, what } of happenings) {
        const { outgoing, go, early } = plan(message, what)
        if (early) await deliver(outgoing)
        else if (go) after.push(outgoing)
        after.push(...listed(message, what))
      }
      enqueueSoon(after)
      if (waiting.length >= MOST_WAITING) await new Promise<void>((resolve) => tellRoom.push(resolve))
    },

    /** Waits until every event was delivered or given up; events held back to be reversed go out as they are. */
    async settle() {
      for (;;) {
        if (held) letGo()
        if (underway.size === 0) return
        await Promise.all(underway)
      }
    },

    /** One that was posted, or tried to, once more. */
    again: (event: Posted): Promise<number | null> => attempt({ ...event, copies: 0 }),

    configured: webhook !== undefined,
    close() {
      closed = true
      waiting.length = 0
      enqueue()
    },
  }
}

const isFine = (status: number | null) => status !== null && status >= 200 && status < 300
