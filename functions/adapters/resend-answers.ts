import type { Answer } from '../../core/model/answer.ts'
import { HOUR, MINUTE, SECOND } from '../../core/model/time.ts'

/**
 * What came over the wire, before anything is made of it. Without a status nothing came that could be called an answer, and
 * `why` says what went wrong. `json`: the body, read; undefined for anything else, or a part of it.
 */
export type Heard = {
  readonly status?: number
  readonly json?: unknown
  readonly why?: string
  readonly headers: Readonly<Record<string, string>> | null
}

/**
 * With permissive validation: the ids of those taken, and the rest by index. Counts that do not add up say nothing we may
 * rely on. `mails`: how many were posted.
 */
export function batchAnswer(heard: Heard, mails: number, now: number): Answer {
  if (!isWell(heard)) return answerOf(heard, now)
  const { json } = heard
  if (!isObject(json) || !Array.isArray(json.data) || !json.data.every(hasId)) return nonsense
  const given: readonly unknown[] = Array.isArray(json.errors) ? json.errors : []
  const refused = given.flatMap((one) =>
    isObject(one) && isIndex(one.index, mails)
      ? [{ index: one.index, message: withoutAddresses(textIn(one.message) ?? '') }]
      : [],
  )
  const each = new Set(refused.map(({ index }) => index)).size === given.length
  return each && json.data.length + refused.length === mails ? { kind: 'accepted', refused } : nonsense
}

/** A single mail refused for its content or address is refused for good: there is no better request to make. */
export function letterAnswer(heard: Heard, now: number): Answer {
  if (isWell(heard)) return hasId(heard.json) ? { kind: 'accepted', refused: [] } : nonsense
  const { name, text } = wordsIn(heard.json)
  if (heard.status === 422 && name !== undefined)
    return { kind: 'accepted', refused: [{ index: 0, message: text ?? name }] }
  return answerOf(heard, now)
}

/**
 * What an answer other than a success says. Four hundred and something is a refusal: nothing was taken. All else is no answer,
 * since whoever says it may stand before the provider, or behind the acceptance. Names as in the provider's list (resend.com/docs/api-reference/errors);
 * it grows, and gateways have words of their own, so that a name we do not know counts by its status.
 */
export function answerOf({ status, json, why, headers }: Heard, now: number): Answer {
  const { name, text, ownStatus } = wordsIn(json)
  if (status === undefined) return { kind: 'no-answer', message: sayNothing(why) }
  const said = `${text ?? 'it gives no reason'} (${name === undefined ? status : `${status} ${name}`})`
  const unknown: Answer = { kind: 'no-answer', message: said }
  if (status < 400 || status >= 500 || (ownStatus !== undefined && ownStatus >= 500)) return unknown
  switch (name) {
    case 'invalid_idempotent_request':
      return { kind: 'other-body' }
    case 'concurrent_idempotent_requests':
      return { kind: 'concurrent' }
    case 'daily_quota_exceeded':
    case 'monthly_quota_exceeded':
    case 'email_above_quota':
      // `ratelimit-reset` speaks of the second, not of the quota: it would have us ask again all day.
      return { kind: 'quota', waitMs: Math.max(MINUTE, waitOf(headers?.['retry-after'], now) ?? HOUR), message: said }
  }
  if (status === 429) return { kind: 'too-fast', waitMs: waitFrom(headers, now) ?? SECOND }
  return notRefusals.has(status) ? unknown : { kind: 'refused', message: `${said}. ${remedyFor(status, name)}` }
}

/** As an editor reads it. A wait that was ended is an abort, by whoever ended it. */
const sayNothing = (why = 'failed') =>
  why === 'TimeoutError' || why === 'AbortError'
    ? 'There was no answer in time.'
    : `There was no answer: the connection failed (${why}).`

/** Something stood in the way, too slow, too early, or under way elsewhere: what became of the mails it does not say. 499 is nginx's, of a caller that went away. */
const notRefusals: ReadonlySet<number> = new Set([408, 409, 425, 499])

/** What a person can do about it. */
function remedyFor(status: number, name: string | undefined): string {
  if (name === 'suspended_api_key') return 'Ask the provider why it has suspended the key.'
  if (status === 401 || name?.endsWith('_api_key') || name === 'invalid_permission')
    return 'Look whether the API key is right, still active, and may send.'
  if (status === 403) return 'Look whether the sender’s domain is verified, and the account may send.'
  if (status === 404 || status === 405) return 'Look whether what answers is the mail provider.'
  return 'It is asked again every quarter of an hour.'
}

export const isTooFast = ({ status, json }: Heard): boolean => {
  if (status !== 429) return false
  const { name } = wordsIn(json)
  return name === undefined || !/quota/.test(name)
}

const isWell = ({ status }: Heard): boolean => status !== undefined && status >= 200 && status < 300

const nonsense: Answer = { kind: 'no-answer', message: 'The answer could not be understood.' }

/** The provider's `{name, message, statusCode}`, and what gateways write: `{error: "Forbidden"}`, `{error: {message}}`, problem+json. */
function wordsIn(json: unknown): {
  readonly name?: string | undefined
  readonly text?: string | undefined
  readonly ownStatus?: number | undefined
} {
  if (!isObject(json)) return {}
  const inner = isObject(json.error) ? json.error : {}
  const text = [json.message, inner.message, json.error, json.detail, json.title].map(textIn).find(Boolean)
  const name = [json.name, inner.name].map(textIn).find((one) => one !== undefined && /^\w{1,64}$/.test(one))
  return {
    name,
    text: text === undefined ? undefined : withoutAddresses(text),
    ownStatus: typeof json.statusCode === 'number' ? json.statusCode : undefined,
  }
}

const waitFrom = (headers: Heard['headers'], now: number): number | undefined =>
  waitOf(headers?.['retry-after'], now) ?? waitOf(headers?.['ratelimit-reset'], now)

/** In seconds or as a date of HTTP; at least a moment, at most a day. What is neither says nothing. */
function waitOf(given: string | undefined, now: number): number | undefined {
  const text = given?.trim() ?? ''
  const isDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)
  const ms = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : isDate ? Date.parse(text) - now : Number.NaN
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 100), 24 * 60 * MINUTE)
}

/** What the provider says may repeat an address: what we keep and log may not. */
const withoutAddresses = (text: string): string =>
  text
    .slice(0, 2_000)
    .replaceAll(/[^\s<>"'`(),:;]{1,64}@[^\s<>"'`(),:;]{1,253}/g, '(address)')
    .slice(0, 200)

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const textIn = (value: unknown): string | undefined => (typeof value === 'string' ? value.trim() : undefined)
const hasId = (value: unknown): boolean => isObject(value) && typeof value.id === 'string' && value.id !== ''
const isIndex = (value: unknown, mails: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < mails
