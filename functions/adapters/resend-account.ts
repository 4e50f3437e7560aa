import type { Resend } from 'resend'
import type { Answered, Endpoint, Listed, PostedEvent, Some, Unknown, Usage, Window } from '../../core/model/account.ts'
import { type Instant, instant, SECOND } from '../../core/model/time.ts'
import type { ProviderAccount } from '../../core/ports.ts'

type Reply = Awaited<ReturnType<Resend['get']>>

/** An answer that does not come in this time counts as none. */
const PATIENCE = 15 * SECOND
/** The most that a page holds (resend@6.38.0, `PaginationOptions`). */
const PAGE = 100

/**
 * The account at Resend, through its own client: `usage`, `suppressions`, `webhooks` and `webhooks.events` of resend@6.38.0.
 * Shapes are as its types and documents say (docs/provider-account.md), and nothing is believed of an answer that is not looked
 * at: what cannot be read is `not-understood`, and one odd entry of a list is left out.
 */
export function resendAccount(
  resend: Resend,
  patience: () => AbortSignal = () => AbortSignal.timeout(PATIENCE),
): ProviderAccount {
  const ask = async <T>(
    call: (resend: Resend, options: { signal: AbortSignal }) => Promise<Reply>,
    read: (data: unknown) => T | undefined,
  ): Promise<Answered<T>> => {
    const reply = await call(resend, { signal: patience() }).catch(() => undefined)
    if (!reply) return { ok: false, why: 'no-answer' }
    // An error may be any JSON at all, `null` among it: only data that reads as what was asked for is an answer.
    const value = reply.error ? undefined : read(reply.data)
    return value === undefined ? { ok: false, why: whyNot(reply.error) } : { ok: true, value }
  }
  return {
    usage: () => ask((client, options) => client.usage.get(options), usageIn),
    // Without a limit all of them come (resend.com/docs/api-reference/webhooks/list-webhooks.md).
    endpoints: () => ask((client, options) => client.webhooks.list(undefined, options), endpointsIn),
    events: (webhookId, after) =>
      ask(
        (client, options) => client.webhooks.events.list({ webhookId, limit: PAGE, ...cursor(after) }, options),
        (data) => pageIn(data, eventIn),
      ),
    async replay(webhookId, eventId) {
      const answer = await ask(
        (client, options) => client.webhooks.events.replay({ webhookId, eventId }, options),
        (data) => (isObject(data) ? ('asked' as const) : undefined),
      )
      return goneIs(answer, 'gone')
    },
    listed: (after) =>
      ask(
        (client, options) => client.suppressions.list({ limit: PAGE, ...cursor(after) }, options),
        (data) => pageIn(data, listedIn),
      ),
    async unlist(address) {
      const answer = await ask(
        (client, options) => client.suppressions.remove(address, options),
        (data) => (isObject(data) && data.deleted !== false ? ('removed' as const) : undefined),
      )
      return goneIs(answer, 'not-listed')
    },
  }
}

const cursor = (after: string | undefined) => (after === undefined ? {} : { after })

/** Of one thing by its name, 404 says that it is not there. */
const goneIs = <T, G>(answer: Answered<T>, gone: G): Answered<T | G> =>
  !answer.ok && answer.why === 'not-offered' ? { ok: true, value: gone } : answer

/**
 * What an error means. A key for sending alone gets 401 `restricted_api_key`; 403 with that name is a key that is switched off
 * (resend.com/docs/api-reference/errors.md). Names that nobody has told us of go by their status.
 */
function whyNot(error: unknown): Unknown {
  if (!isObject(error)) return 'not-understood'
  const { name, statusCode: status } = error
  if (status === 429 || name === 'rate_limit_exceeded') return 'too-fast'
  if (name === 'restricted_api_key') return status === 403 ? 'refused' : 'may-only-send'
  if (status === 401 || status === 403 || refusals.has(String(name))) return 'refused'
  if (status === 404 || status === 405 || name === 'not_found' || name === 'method_not_allowed') return 'not-offered'
  // The client's own word for a connection that broke, and for an answer that is no JSON: it has no status then.
  if (name === 'application_error' && typeof status !== 'number') return 'no-answer'
  if (typeof status === 'number' && (status >= 500 || status === 408)) return 'no-answer'
  return 'not-understood'
}
const refusals = new Set(['missing_api_key', 'invalid_api_key', 'suspended_api_key', 'invalid_permission'])

function usageIn(data: unknown): Usage | undefined {
  if (!isObject(data) || !isObject(data.emails)) return undefined
  const [daily, monthly] = [windowIn(data.emails.daily), windowIn(data.emails.monthly)]
  return daily || monthly ? { daily, monthly } : undefined
}

/** A limit of `null` is none (a plan that is paid for has no daily one); anything else that is no number is not known. */
function windowIn(value: unknown): Window | undefined {
  if (!isObject(value) || !isCount(value.used)) return undefined
  const { limit } = value
  return {
    used: value.used,
    limit: limit === null || isCount(limit) ? limit : undefined,
    resetsAt: instantIn(value.resets_at),
  }
}
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0

function endpointsIn(data: unknown): Endpoint[] | undefined {
  if (!isObject(data) || !Array.isArray(data.data)) return undefined
  return data.data.flatMap((one: unknown) => {
    if (!isObject(one) || typeof one.id !== 'string' || typeof one.endpoint !== 'string') return []
    const events = Array.isArray(one.events) ? one.events.filter((event) => typeof event === 'string') : null
    return [{ id: one.id, url: one.endpoint, status: String(one.status), events }]
  })
}

/** `last` is the last entry as it came, readable or not: the next page goes on behind it. */
function pageIn<T>(data: unknown, entryIn: (entry: Record<string, unknown>) => T | undefined): Some<T> | undefined {
  if (!isObject(data) || !Array.isArray(data.data)) return undefined
  const entries = data.data.filter(isObject)
  const last = entries.at(-1)?.id
  return {
    items: entries.flatMap((entry) => entryIn(entry) ?? []),
    last: data.has_more === true && typeof last === 'string' ? last : undefined,
  }
}

function eventIn({ id, type, created_at, status }: Record<string, unknown>): PostedEvent | undefined {
  const at = instantIn(created_at)
  return typeof id === 'string' && typeof type === 'string' && at ? { id, type, at, status: String(status) } : undefined
}

function listedIn({ id, email, origin, created_at }: Record<string, unknown>): Listed | undefined {
  const at = instantIn(created_at)
  return typeof id === 'string' && typeof email === 'string' && at
    ? { id, address: email, origin: String(origin), at }
    : undefined
}

/**
 * `2026-10-06T23:47:56.678Z`, and as its documents show it, the way Postgres writes it: `2026-10-06 23:47:56.678+00`, which
 * engines read differently or not at all. Digits beyond milliseconds are cut. Undefined for anything else.
 */
export function instantIn(value: unknown): Instant | undefined {
  const parts = typeof value === 'string' ? moment.exec(value.trim()) : null
  if (!parts) return undefined
  const [, day, time, fraction = '', sign, hours = '00', minutes = '00'] = parts
  const zone = sign ? `${sign}${hours}:${minutes}` : 'Z'
  const ms = Date.parse(`${day}T${time}.${fraction.padEnd(3, '0').slice(0, 3)}${zone}`)
  return Number.isNaN(ms) ? undefined : instant(ms)
}
const moment = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d)(?::?(\d\d))?)$/i

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
