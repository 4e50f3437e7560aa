import { randomUUID } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { dayOf, nextDay } from './limits.ts'
import type { Known, Store } from './store.ts'
import { bareAddress } from './store.ts'
import { addressIn } from './validate.ts'
import { type Happening, isListedFor } from './webhooks.ts'

/*
 * The provider's calls about the account: usage, suppressions, webhooks and what was posted to them. Paths, fields and
 * answers are those of the types of resend@6.38.0 (dist/index.d.mts: `GetUsageResponseSuccess`, `SuppressionListEntry`,
 * `Webhook`, `WebhookEventLog` …) and of its pages at resend.com/docs/api-reference; where the two part, it says so. It lasts
 * as long as the process: the accept log is what survives, and this is not.
 */

type Origin = 'bounce' | 'complaint' | 'manual'
type Listed = {
  readonly id: string
  readonly email: string
  readonly origin: Origin
  readonly source_id: string | null
  readonly at: number
}
/** `pending` until it was tried, `attempting` while it is tried again (`WebhookEventLogStatus`). */
type Status = 'success' | 'pending' | 'failed' | 'attempting'
type Attempt = { readonly id: string; readonly code: number; readonly at: number }
type Event = {
  readonly id: string
  readonly type: string
  readonly body: string
  readonly at: number
  status: Status
  readonly attempts: Attempt[]
}
type Posted = { readonly id: string; readonly type: string; readonly body: string }

type Around = {
  readonly store: Store
  readonly webhookUrl: string | undefined
  readonly dailyQuota: number
  readonly rate: number
  readonly now: () => number
  readonly log: (event: string, fields: Record<string, unknown>) => void
}

/** Older events go first. The provider keeps them for thirty days. */
const MOST_EVENTS = 10_000
const MOST_AT_ONCE = 100
/** What the plans hold, said and not enforced: 3,000 mails a month on the free one, which has the daily limit, 50,000 on the next. */
const PLANS = { free: 3_000, pro: 50_000 }

export type Account = ReturnType<typeof createAccount>

export function createAccount({ store, webhookUrl, dailyQuota, rate, now, log }: Around) {
  const listed = new Map<string, Listed>()
  const events = new Map<string, Event>()
  /** One endpoint: the service's. */
  const endpoint = webhookUrl
    ? {
        id: randomUUID(),
        endpoint: webhookUrl,
        createdAt: now(),
        status: 'enabled',
        events: [...usualEvents] as string[],
      }
    : undefined
  let again: (event: Posted) => Promise<number | null> = async () => null

  const keyOf = (address: string) => bareAddress(address).toLowerCase()

  function list(email: string, origin: Origin, source: string | null): Listed {
    const known = listed.get(keyOf(email))
    if (known) return known
    const made = { id: randomUUID(), email: keyOf(email), origin, source_id: source, at: now() }
    listed.set(made.email, made)
    log('suppression.added', { id: made.id, origin })
    return made
  }
  /** By its id, or the address itself. */
  const find = (named: string) => listed.get(keyOf(named)) ?? [...listed.values()].find(({ id }) => id === named)

  // ---- what others tell it

  const record = {
    planned({ id, type, body }: Posted) {
      events.set(id, { id, type, body, at: now(), status: 'pending', attempts: [] })
      const [oldest] = events.keys()
      if (events.size > MOST_EVENTS && oldest !== undefined) events.delete(oldest)
    },
    attempted(id: string, status: number | null) {
      const event = events.get(id)
      if (!event) return
      // Nobody answered: what stands for that in the provider's list is not documented.
      event.attempts.unshift({ id: `atmpt_${randomUUID()}`, code: status ?? 0, at: now() })
      if (status !== null && status >= 200 && status < 300) event.status = 'success'
      else if (event.status === 'pending') event.status = 'attempting'
    },
    gaveUp(id: string) {
      const event = events.get(id)
      if (event && event.status !== 'success') event.status = 'failed'
    },
    isOff: () => endpoint?.status === 'disabled',
  }

  /** A bounce for good and a complaint put an address on the list (resend.com/docs/dashboard/emails/email-suppressions). */
  function happened(message: Known, what: Happening) {
    if (!isListedFor(what)) return
    list(message.recipient, what.type === 'email.complained' ? 'complaint' : 'bounce', message.id)
  }

  // ---- what it answers

  const app = new Hono()

  app.get('/usage', (c) => {
    const at = now()
    const day = store.acceptedSince(dayOf(at))
    const month = store.acceptedSince(monthOf(at))
    return c.json({
      object: 'usage',
      emails: {
        // `null` "once the team has an active sending subscription" (resend.com/docs/api-reference/usage/retrieve-usage).
        daily: {
          used: day,
          limit: dailyQuota > 0 ? dailyQuota : null,
          sent: day,
          received: 0,
          resets_at: iso(nextDay(at)),
        },
        monthly: {
          used: month,
          limit: dailyQuota > 0 ? PLANS.free : PLANS.pro,
          sent: month,
          received: 0,
          resets_at: iso(monthOf(at, 1)),
        },
      },
      contacts: { used: 0, limit: 1_000 },
      segments: { used: 0, limit: 3 },
      broadcasts: { used: 0, limit: null },
      ai_credits: { used: 0, limit: null, next_increase_at: null },
      automation_runs: { used: 0, limit: 1_000, resets_at: iso(monthOf(at, 1)) },
      domains: { used: 1, limit: 3 },
      rate_limit: { limit: rate > 0 ? rate : 10, duration: '1000ms' },
    })
  })

  app.get('/suppressions', (c) => {
    const origin = c.req.query('origin')
    const all = [...listed.values()].filter((one) => origin === undefined || one.origin === origin)
    // Without `object` a row (the type says so, and the page of today).
    return paged(c, all.toReversed(), ({ at, ...one }) => ({ ...one, created_at: postgres(at) }))
  })
  app.post('/suppressions', async (c) => {
    const { email } = await bodyOf(c)
    if (typeof email !== 'string' || !addressIn(email))
      return refused(c, 422, 'validation_error', 'Invalid `email` field.')
    return c.json({ object: 'suppression', id: list(email, 'manual', null).id }, 201)
  })
  app.post('/suppressions/batch/add', async (c) => {
    const { emails } = await bodyOf(c)
    if (!isSome(emails)) return refused(c, 422, 'validation_error', 'The `emails` field takes 1 to 100 addresses.')
    return c.json({ data: emails.map((email) => ({ object: 'suppression', id: list(email, 'manual', null).id })) })
  })
  app.post('/suppressions/batch/remove', async (c) => {
    const { emails, ids } = await bodyOf(c)
    const named = emails ?? ids
    if (!isSome(named) || (emails && ids))
      return refused(c, 422, 'validation_error', 'Send `emails` or `ids`, 1 to 100.')
    const gone = named.flatMap((one) => find(one) ?? [])
    for (const { email } of gone) listed.delete(email)
    return c.json({ data: gone.map(({ id }) => ({ object: 'suppression', id, deleted: true })) })
  })
  app.get('/suppressions/:named', (c) => {
    const found = find(c.req.param('named'))
    if (!found) return notFound(c, 'Suppression')
    const { at, ...one } = found
    return c.json({ object: 'suppression', ...one, created_at: postgres(at) })
  })
  app.delete('/suppressions/:named', (c) => {
    const found = find(c.req.param('named'))
    if (!found) return notFound(c, 'Suppression')
    listed.delete(found.email)
    return c.json({ object: 'suppression', id: found.id, deleted: true })
  })

  const shown = (one: NonNullable<typeof endpoint>) => ({
    id: one.id,
    created_at: postgres(one.createdAt),
    status: one.status,
    endpoint: one.endpoint,
    events: one.events,
  })
  const ours = (c: Context) => (endpoint && c.req.param('id') === endpoint.id ? endpoint : undefined)

  app.get('/webhooks', (c) => c.json({ object: 'list', has_more: false, data: endpoint ? [shown(endpoint)] : [] }))
  app.get('/webhooks/:id', (c) => {
    const one = ours(c)
    // The type has the signing secret here too; ours is the one that was given at the start, and is not repeated.
    return one ? c.json({ object: 'webhook', ...shown(one), signing_secret: 'whsec_' }) : notFound(c, 'Webhook')
  })
  app.patch('/webhooks/:id', async (c) => {
    const one = ours(c)
    if (!one) return notFound(c, 'Webhook')
    const { status, events: wanted } = await bodyOf(c)
    if (status === 'enabled' || status === 'disabled') one.status = status
    if (Array.isArray(wanted)) one.events = wanted.map(String)
    return c.json({ object: 'webhook', id: one.id })
  })
  app.get('/webhooks/:id/events', (c) => {
    if (!ours(c)) return notFound(c, 'Webhook')
    // The newest first, and no filter of any kind.
    return paged(c, [...events.values()].toReversed(), ({ id, type, at, status }) => ({
      id,
      type,
      created_at: postgres(at),
      status,
    }))
  })
  app.get('/webhooks/:id/events/:event', (c) => {
    const event = ours(c) && events.get(c.req.param('event'))
    if (!event) return notFound(c, 'Webhook event')
    const { id, type, at, status, body } = event
    const payload = JSON.parse(body)
    return c.json({
      object: 'webhook_event',
      id,
      type,
      created_at: postgres(at),
      status,
      next_attempt_at: null,
      payload,
    })
  })
  app.get('/webhooks/:id/events/:event/attempts', (c) => {
    const event = ours(c) && events.get(c.req.param('event'))
    if (!event) return notFound(c, 'Webhook event')
    return paged(c, event.attempts, ({ id, code, at }) => ({
      id,
      http_status_code: code,
      response: '',
      sent_at: postgres(at),
    }))
  })
  /** One more delivery, at once; the schedule of retries is not touched. */
  app.post('/webhooks/:id/events/:event/replay', async (c) => {
    const event = ours(c) && events.get(c.req.param('event'))
    if (!event) return notFound(c, 'Webhook event')
    await again(event)
    return c.json({ object: 'webhook_event', id: event.id })
  })

  return {
    app,
    record,
    happened,
    isListed: (address: string) => listed.has(keyOf(address)),
    /** How an event is posted once more. */
    replayWith(post: typeof again) {
      again = post
    },
  }
}

/** `limit` 1 to 100, 20 if none is given; `after` or `before` an id, not both (resend.com/docs/api-reference/pagination). */
function paged<T extends { readonly id: string }>(c: Context, all: readonly T[], show: (one: T) => object) {
  const { limit = '20', after, before } = c.req.query()
  const most = Number(limit)
  if (!Number.isInteger(most) || most < 1 || most > MOST_AT_ONCE)
    return refused(c, 422, 'validation_error', 'The `limit` must be between 1 and 100.')
  if (after !== undefined && before !== undefined)
    return refused(c, 422, 'validation_error', 'Use either `after` or `before`.')
  const at = all.findIndex(({ id }) => id === (after ?? before))
  if ((after ?? before) !== undefined && at < 0) return refused(c, 422, 'validation_error', 'The cursor is not known.')
  const rest = after !== undefined ? all.slice(at + 1) : before !== undefined ? all.slice(0, at) : all
  const page = before === undefined ? rest.slice(0, most) : rest.slice(-most)
  return c.json({ object: 'list', has_more: rest.length > page.length, data: page.map(show) })
}

/** Those that stop mail to an address, and what is delivered. */
const usualEvents = [
  ...['email.bounced', 'email.complained', 'email.suppressed', 'email.failed', 'email.delivered'],
  ...['suppression.added', 'suppression.removed'],
]

const bodyOf = async (c: Context): Promise<Record<string, unknown>> => {
  const body: unknown = await c.req.json().catch(() => null)
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
}
const isSome = (value: unknown): value is string[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.length <= MOST_AT_ONCE &&
  value.every((one) => typeof one === 'string')

const refused = (c: Context, statusCode: 404 | 422, name: string, message: string) =>
  c.json({ statusCode, name, message }, statusCode)
const notFound = (c: Context, what: string) => refused(c, 404, 'not_found', `${what} not found`)

/** The first instant of the UTC month, or of one that many months on. */
const monthOf = (at: number, on = 0): number => {
  const date = new Date(at)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + on, 1)
}
const iso = (at: number) => new Date(at).toISOString()
/** `2026-10-06 23:47:56.678+00`, as the pages on suppressions and webhooks show it. */
const postgres = (at: number) => iso(at).replace('T', ' ').replace('Z', '+00')
