import type { Resend } from 'resend'
import type { Answer } from '../../core/model/answer.ts'
import { HOUR, MINUTE, SECOND } from '../../core/model/time.ts'
import type { MailProvider } from '../../core/ports.ts'
import type { Pace } from './pace.ts'

type Reply = Awaited<ReturnType<Resend['post']>>

/** An answer that does not come in this time counts as none: the batch may or may not have been accepted. */
const PATIENCE = 30 * SECOND

/**
 * Resend, through its own client. The body is ready bytes, and every way in which the provider can fail is an answer;
 * what a failure means for the batch is decided in `core/model/answer.ts`.
 */
export function resendMail(
  resend: Resend,
  pace: Pace,
  nowMs: () => number,
  patience: (key: string) => AbortSignal = () => AbortSignal.timeout(PATIENCE),
): MailProvider {
  const post = async (path: string, body: BodyInit, key: string, headers: Record<string, string>): Promise<Reply> => {
    const turnedAt = await pace.turn()
    // `body` in the options stands in for the entity: ready bytes, stringified by nobody.
    const options = {
      body,
      headers: { ...headers, 'Idempotency-Key': key },
      signal: patience(key),
      duplex: 'half' as const,
    }
    const reply: Reply = await resend.post(path, undefined, options)
    pace.heed(reply.headers, reply.error ? isTooFast(reply.error) : false, turnedAt)
    return reply
  }
  return {
    atOnce: pace.atOnce,
    makeRoom: pace.makeRoom,
    async batch(body, key) {
      const mails = countMails(body)
      const reply = await safely(() =>
        post('/emails/batch', streamed(body), key, {
          'x-batch-validation': 'permissive',
          'content-length': String(body.length),
        }),
      )
      return reply.error ? answerOf(reply, nowMs()) : batchAnswer(reply.data, mails)
    },
    async letter(mail, key) {
      const reply = await safely(() => post('/emails', JSON.stringify(mail), key, {}))
      if (!reply.error)
        return isObject(reply.data) && typeof reply.data.id === 'string' ? { kind: 'accepted', refused: [] } : nonsense
      // A single mail refused for its content or address is refused for good: there is no better request to make.
      if (reply.error.statusCode === 422)
        return { kind: 'accepted', refused: [{ index: 0, message: withoutAddresses(reply.error.message) }] }
      return answerOf(reply, nowMs())
    },
  }
}

/** Handed over as a stream of one piece: `fetch` copies ready bytes twice, and those copies were a third of the sender's CPU. */
const streamed = (body: Uint8Array): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      controller.enqueue(body)
      controller.close()
    },
  })

const nonsense: Answer = { kind: 'no-answer', message: 'The answer could not be understood.' }

async function safely(call: () => Promise<Reply>): Promise<Reply> {
  try {
    return await call()
  } catch (error) {
    const message = error instanceof Error ? error.name : 'failed'
    return { data: null, error: { name: 'application_error', statusCode: null, message }, headers: null }
  }
}

/** With permissive validation: the ids of those taken, and the rest by index. Counts that do not add up say nothing we may rely on. */
function batchAnswer(data: unknown, mails: number | undefined): Answer {
  if (!isObject(data) || !Array.isArray(data.data)) return nonsense
  const refused = Array.isArray(data.errors) ? data.errors : []
  const read = refused.flatMap((one: unknown) =>
    isObject(one) && typeof one.index === 'number'
      ? [{ index: one.index, message: withoutAddresses(String(one.message ?? '')) }]
      : [],
  )
  if (read.length !== refused.length) return nonsense
  if (mails !== undefined && data.data.length + read.length !== mails) return nonsense
  return { kind: 'accepted', refused: read }
}

/** Every mail of ours has one `to`, and quotation marks inside texts are escaped: so the bytes `"to":[` count them. */
function countMails(body: Uint8Array): number {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  let count = 0
  for (let at = bytes.indexOf('"to":['); at >= 0; at = bytes.indexOf('"to":[', at + 6)) count += 1
  return count
}

function answerOf({ error, headers }: Reply, now: number): Answer {
  const { statusCode, name, message } = error!
  const text = withoutAddresses(message ?? name)
  if (isQuota(name))
    // `ratelimit-reset` speaks of the second, not of the quota: it would have us ask again all day.
    return { kind: 'quota', waitMs: waitOf(headers?.['retry-after'], now) ?? HOUR, message: text }
  switch (name as string) {
    case 'invalid_idempotent_request':
      return { kind: 'other-body' }
    case 'concurrent_idempotent_requests':
      return { kind: 'concurrent' }
  }
  if (statusCode === 429) return { kind: 'too-fast', waitMs: waitFrom(headers, now) ?? SECOND }
  if (
    statusCode === null ||
    statusCode === undefined ||
    statusCode >= 500 ||
    statusCode === 408 ||
    statusCode === 409
  ) {
    return { kind: 'no-answer', message: text }
  }
  return { kind: 'refused', message: text }
}

const isQuota = (name: string): boolean => name === 'daily_quota_exceeded' || name === 'monthly_quota_exceeded'
const isTooFast = ({ statusCode, name }: NonNullable<Reply['error']>): boolean => statusCode === 429 && !isQuota(name)

const waitFrom = (headers: Reply['headers'], now: number): number | undefined =>
  waitOf(headers?.['retry-after'] ?? headers?.['ratelimit-reset'], now)

/** In seconds or as a date; at least a moment, at most a day. */
function waitOf(given: string | undefined, now: number): number | undefined {
  if (given === undefined) return undefined
  const ms = /^\d+(?:\.\d+)?$/.test(given.trim()) ? Number(given) * 1000 : Date.parse(given) - now
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 100), 24 * 60 * MINUTE)
}

/** What the provider says may repeat an address: what we keep and log may not. */
const withoutAddresses = (text: string): string =>
  text.replaceAll(/[^\s<>"'`(),:;]+@[^\s<>"'`(),:;]+/g, '(address)').slice(0, 200)

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
