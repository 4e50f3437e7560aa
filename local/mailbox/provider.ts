import { hash, timingSafeEqual } from 'node:crypto'
import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { type Context, Hono, type Next } from 'hono'
import type { Account } from './account.ts'
import type { Fault, Faults } from './faults.ts'
import { createQuota, createRate } from './limits.ts'
import { listOf, type Store } from './store.ts'
import { faultOf, invalid, type ProviderError, type Received } from './validate.ts'
import { happening, happeningsFor, type Webhooks } from './webhooks.ts'

type Around = {
  readonly store: Store
  readonly faults: Faults
  readonly webhooks: Webhooks
  readonly account: Account
  readonly mayOnlySend: string | undefined
  readonly rate: number
  readonly apiKey: string | undefined
  readonly dailyQuota: number
  readonly deliveredEvents: boolean
  readonly now: () => number
  readonly wait: (ms: number) => Promise<void>
  readonly log: (event: string, fields: Record<string, unknown>) => void
}

type Route = 'emails' | 'batch'
type Post = { readonly route: Route; readonly key: string | null; readonly permissive: boolean; readonly body: Buffer }
type Answer = { readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>> }

const ofTheAccount = ['/usage', '/suppressions/*', '/webhooks/*']

const MOST_MAILS = 100
const MOST_BYTES = 40 * 1024 * 1024

/** Thrown where there is no socket to destroy (`app.request` in a test): the connection broke, there is no answer. */
export class ConnectionReset extends Error {}

/** The provider's API: what the Resend SDK talks to. */
export function createProvider(around: Around): Hono {
  const { store, faults, webhooks, account, now, wait, log } = around
  const admit = createRate(around.rate)
  const quota = createQuota(around.dailyQuota, store.acceptedSince)
  const running = new Set<string>()
  const app = new Hono()

  /** The team's rate and its keys hold for every call. */
  const gate = async (c: Context, next: Next) => {
    const { allowed, headers } = admit(now())
    for (const [name, value] of Object.entries(headers)) c.header(name, value)
    const barred = around.apiKey === undefined ? undefined : keyFault(around.apiKey, c.req.header('authorization'))
    if (barred) return c.json(barred, barred.statusCode as 401)
    if (!allowed) return c.json(rateError, 429)
    return next()
  }
  for (const path of ['/emails/*', ...ofTheAccount]) app.use(path, gate)
  for (const path of ofTheAccount)
    app.use(path, (c, next) =>
      around.mayOnlySend !== undefined && c.req.header('authorization') === `Bearer ${around.mayOnlySend}`
        ? Promise.resolve(c.json(restrictedKey, 401))
        : next(),
    )
  app.route('/', account.app)

  app.post('/emails', (c) => receive(c, 'emails'))
  app.post('/emails/batch', (c) => receive(c, 'batch'))
  app.get('/emails/:id', (c) => {
    const found = recall(store, c.req.param('id'))
    return found ? c.json(found) : c.json({ statusCode: 404, name: 'not_found', message: 'Email not found' }, 404)
  })

  async function receive(c: Context, route: Route): Promise<Response> {
    if (Number(c.req.header('content-length') ?? 0) > MOST_BYTES) return send(c, refuse(tooLarge))
    const key = c.req.header('idempotency-key') ?? null
    if (key !== null && (key === '' || key.length > 256)) return send(c, refuse(badKey))
    const permissive = c.req.header('x-batch-validation') === 'permissive'
    const body = Buffer.from(await c.req.arrayBuffer())

    if (key !== null && running.has(key)) return send(c, refuse(concurrent))
    if (key !== null) running.add(key)
    const fault = faults.ofAnswer(route)
    if (fault) log('fault.met', { kind: fault.kind })
    let answer: Answer
    try {
      answer = await answerUnder(fault, { route, key, permissive, body })
    } finally {
      if (key !== null) running.delete(key)
    }
    if (fault?.kind === 'timeout' || fault?.kind === 'hang') {
      log('answer.withheld', { key, kind: fault.kind })
      return silence(c)
    }
    if (fault?.kind === 'reset') return reset(c, fault.afterAccept ? answer : undefined)
    return send(c, answer)
  }

  /** What is answered when a fault is met: in place of the work, or after it with the true answer lost. */
  async function answerUnder(fault: Fault | undefined, post: Post): Promise<Answer> {
    if (fault?.kind === 'forget-keys') store.forgetKeys()
    if (fault?.kind === 'slow' && !fault.afterAccept) await wait(fault.ms ?? 1000)
    if (fault && !fault.afterAccept && !answersTruly.has(fault.kind)) return spoilt(fault, nothing)

    const badIndex = fault?.kind === '422-one' ? (fault.index ?? 0) : undefined
    const { answer, accepted } = work(post, badIndex)
    await webhooks.follow(accepted)
    if (fault?.kind === 'slow' && fault.afterAccept) await wait(fault.ms ?? 1000)
    return fault ? spoilt(fault, answer) : answer
  }

  function work(post: Post, badIndex: number | undefined) {
    const bodyHash = hash('sha256', post.body, 'buffer')
    const earlier = post.key === null ? undefined : store.answered(post.key, bodyHash, now())
    if (earlier) return only(earlier.sameBody ? { status: 200, body: earlier.answer } : refuse(otherBody))

    const read = readMails(post, badIndex)
    if ('statusCode' in read) {
      log('mail.refused', { name: read.name })
      return only(refuse(read))
    }
    const full = faults.quota(read.mails.length)
    if (full || !quota.allows(read.mails.length, now())) {
      log('mail.refused', { name: 'quota' })
      return only(refuse(full?.monthly ? monthlyQuota : dailyQuota))
    }

    const request = { key: post.key, bodyHash, time: now(), mails: read.mails }
    const { ids, answer } = store.accept(request, (made) => answerFor(post, made, read.errors))
    quota.use(read.mails.length)
    log('mail.accepted', { count: ids.length, refused: read.errors.length })
    return { answer: { status: 200, body: answer }, accepted: happenings(ids, read.mails) }
  }

  /** A mail that nothing happens to is not looked up again: there are many. */
  function happenings(ids: readonly string[], mails: readonly Received[]) {
    if (!webhooks.configured) return []
    return mails.flatMap((mail, i) =>
      listOf(mail.to).flatMap((recipient) =>
        (account.isListed(recipient)
          ? [happening('suppressed')]
          : happeningsFor(recipient, around.deliveredEvents)
        ).map((what) => ({ message: store.known(ids[i]!)!, what })),
      ),
    )
  }

  return app
}

/** Strict: one bad mail refuses all. Permissive: the bad ones are named by index and the rest is accepted. */
function readMails(
  { route, permissive, body }: Post,
  badIndex: number | undefined,
): ProviderError | { mails: Received[]; errors: { index: number; message: string }[] } {
  let parsed: unknown
  try {
    parsed = JSON.parse(body.toString())
  } catch {
    return { statusCode: 400, name: 'validation_error', message: 'The request body is not valid JSON.' }
  }
  if (route === 'batch' && !Array.isArray(parsed)) return invalid('The body of a batch must be an array.')
  const given = route === 'batch' ? (parsed as unknown[]) : [parsed]
  if (given.length === 0) return invalid('A batch must hold at least one email.')
  if (given.length > MOST_MAILS) return invalid(`A batch can hold at most ${MOST_MAILS} emails.`)

  const mails: Received[] = []
  const errors: { index: number; message: string }[] = []
  for (const [index, mail] of given.entries()) {
    const fault = index === badIndex ? invalid('Invalid `to` field.') : faultOf(mail, route)
    if (!fault) mails.push(mail as Received)
    else if (route === 'batch' && permissive) errors.push({ index, message: fault.message })
    else return fault
  }
  return { mails, errors }
}

function answerFor({ route, permissive }: Post, ids: readonly string[], errors: readonly object[]): string {
  if (route === 'emails') return JSON.stringify({ id: ids[0] })
  const data = ids.map((id) => ({ id }))
  return JSON.stringify(permissive ? { data, errors } : { data })
}

/** What the API tells of a message; without its bodies when those were not kept. */
function recall(store: Store, id: string) {
  const known = store.known(id)
  if (!known) return undefined
  const mail = store.mail(id)
  return {
    object: 'email',
    id,
    to: mail ? listOf(mail.to) : known.recipient.split(', '),
    from: known.from,
    created_at: known.time,
    subject: known.subject,
    html: mail?.html ?? null,
    text: mail?.text ?? null,
    bcc: listOf(mail?.bcc),
    cc: listOf(mail?.cc),
    reply_to: listOf(mail?.reply_to),
    last_event: (store.outcome(id) ?? 'email.delivered').replace(/^email\./, ''),
    scheduled_at: null,
    tags: known.tags,
  }
}

/** Faults that let the work be done in any case; the others are met before it unless they say `afterAccept`. */
const answersTruly = new Set(['slow', 'forget-keys', '422-one', 'truncated-json', 'fewer-ids', 'reordered-ids'])
const nothing: Answer = { status: 500, body: '' }

/** The answer as a fault leaves it. */
function spoilt(fault: Fault, answer: Answer): Answer {
  switch (fault.kind) {
    case '429':
      return { ...refuse(rateError), headers: retryAfter(fault.retryAfter) }
    case '500':
      return refuse({ statusCode: 500, name: 'internal_server_error', message: 'An unexpected error occurred.' })
    case 'json-error':
      return { status: fault.status ?? 500, body: JSON.stringify(fault.body === undefined ? {} : fault.body) }
    case '502':
    case '503':
      return { status: Number(fault.kind), body: '<html><h1>Upstream error</h1></html>', headers: HTML }
    case '401':
      return refuse(restrictedKey)
    case '403':
      return refuse(wrongKey)
    case '409-concurrent':
      return refuse(concurrent)
    case '409-other-body':
      return refuse(otherBody)
    case 'html-200':
      return { status: 200, body: '<html><h1>Welcome to the network</h1></html>', headers: HTML }
    case 'truncated-json':
      return { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) }
    case 'fewer-ids':
      return withIds(answer, (ids) => ids.slice(0, Math.max(0, ids.length - (fault.n ?? 1))))
    case 'reordered-ids':
      return withIds(answer, (ids) => ids.toReversed())
    default:
      return answer
  }
}

function withIds(answer: Answer, change: (ids: unknown[]) => unknown[]): Answer {
  const body = JSON.parse(answer.body)
  return Array.isArray(body.data) ? { ...answer, body: JSON.stringify({ ...body, data: change(body.data) }) } : answer
}

function retryAfter(value: number | string | undefined): Record<string, string> {
  return value === 'none' ? {} : { 'retry-after': String(value ?? 1) }
}

function send(c: Context, { status, body, headers }: Answer) {
  c.header('content-type', 'application/json; charset=utf-8')
  for (const [name, value] of Object.entries(headers ?? {})) c.header(name, value)
  return c.body(body, status as 200)
}

/** Never answers; ends only when the caller gives up. */
function silence(c: Context): Promise<Response> {
  const { signal } = c.req.raw
  return new Promise((_, reject) => {
    if (signal.aborted) reject(new ConnectionReset())
    signal.addEventListener('abort', () => reject(new ConnectionReset()))
  })
}

/** Breaks the connection, in the middle of the answer if there is one. */
function reset(c: Context, answer: Answer | undefined): Response {
  const { outgoing } = (c.env ?? {}) as Partial<HttpBindings>
  if (!outgoing) throw new ConnectionReset()
  if (!answer) {
    outgoing.destroy()
    return RESPONSE_ALREADY_SENT
  }
  outgoing.writeHead(answer.status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(answer.body),
  })
  outgoing.write(answer.body.slice(0, Math.floor(answer.body.length / 2)), () => outgoing.destroy())
  return RESPONSE_ALREADY_SENT
}

function keyFault(expected: string, authorization: string | undefined): ProviderError | undefined {
  if (!authorization) return missingKey
  const digest = (text: string) => hash('sha256', text, 'buffer')
  return timingSafeEqual(digest(authorization), digest(`Bearer ${expected}`)) ? undefined : wrongKey
}

const HTML = { 'content-type': 'text/html; charset=utf-8' }

const refuse = (error: ProviderError): Answer => ({ status: error.statusCode, body: JSON.stringify(error) })
const only = (answer: Answer) => ({ answer, accepted: [] })

const error = (statusCode: number, name: string, message: string): ProviderError => ({ statusCode, name, message })
const missingKey = error(401, 'missing_api_key', 'Missing API key in the authorization header.')
const restrictedKey = error(401, 'restricted_api_key', 'This API key is restricted to only send emails.')
const wrongKey = error(403, 'invalid_api_key', 'API key is invalid.')
const badKey = error(400, 'invalid_idempotency_key', 'The key must be between 1-256 chars.')
const otherBody = error(
  409,
  'invalid_idempotent_request',
  'Same idempotency key used with a different request payload.',
)
const concurrent = error(
  409,
  'concurrent_idempotent_requests',
  'Same idempotency key used while original request is still in progress.',
)
const tooLarge = error(413, 'validation_error', 'The request is larger than 40 MB.')
const rateError = error(
  429,
  'rate_limit_exceeded',
  'Too many requests. You can only make a limited number of requests per second. See the rate limit response headers.',
)
const dailyQuota = error(429, 'daily_quota_exceeded', 'You have reached your daily email sending quota.')
const monthlyQuota = error(429, 'monthly_quota_exceeded', 'You have reached your monthly email sending quota.')
