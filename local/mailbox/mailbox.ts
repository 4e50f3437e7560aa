import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { createAccount } from './account.ts'
import { createFaults, type Fault, type FaultInput, readFault } from './faults.ts'
import { createInbox } from './inbox.ts'
import { type Message, messageOf, readFilter } from './message.ts'
import { toMime } from './mime.ts'
import { ConnectionReset, createProvider } from './provider.ts'
import { type Accepted, listOf, openStore } from './store.ts'
import { createWebhooks, type Delivery, happening } from './webhooks.ts'

export type { Fault, FaultInput } from './faults.ts'
export type { Message } from './message.ts'
export type { Accepted } from './store.ts'
export type { Delivery } from './webhooks.ts'
export { ConnectionReset }

export type MailboxOptions = {
  /** The SQLite file; in memory without one. */
  readonly file?: string | undefined
  /** How many bodies are kept; the rest is only counted. 1,000 by default. */
  readonly keep?: number | undefined
  /** Requests a second on the provider's API; no limit by default. */
  readonly rate?: number | undefined
  /** The key that requests must bear; any by default. */
  readonly apiKey?: string | undefined
  /** A key that may only send: it is told nothing of the account. */
  readonly mayOnlySend?: string | undefined
  /** Mails a day (UTC); no limit by default. */
  readonly dailyQuota?: number | undefined
  /** Where events are posted, and the `whsec_…` they are signed with. */
  readonly webhook?: { readonly url: string; readonly secret: string } | undefined
  /** Whether every mail that arrives is reported as delivered. */
  readonly deliveredEvents?: boolean | undefined
  /** Whether it is told, too, that an address has come on the provider's list by a bounce or a complaint. */
  readonly suppressionEvents?: boolean | undefined
  /** Where the inbox page sends somebody who has no mail yet. */
  readonly siteUrl?: string | undefined
  /** The service's clock, epoch ms. */
  readonly now: () => number
  /** Every delay goes through here, so that a simulation need not sleep. */
  readonly wait: (ms: number) => Promise<void>
  /** How webhooks are posted. */
  readonly fetch?: typeof fetch | undefined
  /** 0…1, for faults with a probability. */
  readonly random?: (() => number) | undefined
  /** Never given an address, a token or a body. */
  readonly log?: ((event: string, fields: Record<string, unknown>) => void) | undefined
}

export type Mailbox = {
  readonly app: Hono
  /** The accept log, whole. A million lines are read through `GET /accepted` instead. */
  accepted(): Accepted[]
  summary(): { mails: number; recipients: number }
  /** Kept messages, newest first. */
  messages(filter?: { to?: string; subject?: string; limit?: number }): Message[]
  message(id: string): Message | undefined
  fault(input: FaultInput): Fault
  faults(): readonly Fault[]
  clearFaults(): void
  /** Sends one event about a message and tells what came of the first attempt. Throws when the message is unknown. */
  report(id: string, type: string, details?: Readonly<Record<string, unknown>>): Promise<Delivery>
  /** Waits until every event was delivered or given up. */
  settleWebhooks(): Promise<void>
  close(): void
}

/** A stand-in for the Resend API, an inbox to look in, and trouble on demand. */
export function createMailbox(options: MailboxOptions): Mailbox {
  const { now, wait } = options
  const log = options.log ?? (() => {})
  const store = openStore(options.file, options.keep ?? 1000)
  const faults = createFaults(options.random ?? Math.random, now)
  const account = createAccount({
    store,
    // As whoever set it up wrote it: by the name of the service, whatever it is reached by from here.
    webhookUrl: options.webhook && (options.siteUrl ? `${options.siteUrl}/webhooks/resend` : options.webhook.url),
    dailyQuota: options.dailyQuota ?? 0,
    rate: options.rate ?? 0,
    now,
    log,
  })
  const webhooks = createWebhooks({
    webhook: options.webhook,
    suppressionEvents: options.suppressionEvents ?? false,
    faults,
    now,
    wait,
    fetch: options.fetch ?? fetch,
    log,
    onHappened(id, type, details) {
      store.setOutcome(id, type)
      const message = store.known(id)
      if (message) account.happened(message, { type, details })
    },
    record: account.record,
  })
  account.replayWith(webhooks.again)
  const provider = createProvider({
    store,
    faults,
    webhooks,
    account,
    mayOnlySend: options.mayOnlySend,
    rate: options.rate ?? 0,
    apiKey: options.apiKey,
    dailyQuota: options.dailyQuota ?? 0,
    deliveredEvents: options.deliveredEvents ?? false,
    now,
    wait,
    log,
  })

  const app = new Hono()
  app.use(async (c, next) => {
    if (!isLoopback(c.req.header('host') ?? new URL(c.req.url).host)) return c.text('Ask for localhost.', 403)
    const origin = c.req.header('origin')
    if (c.req.method !== 'GET' && origin !== undefined && !isLoopback(hostOf(origin))) {
      return c.text('Other sites may not write here.', 403)
    }
    return next()
  })
  app.onError((fault, c) => {
    if (fault instanceof ConnectionReset) throw fault
    log('mailbox.failed', { error: fault.name })
    return c.json({ statusCode: 500, name: 'internal_server_error', message: 'The mailbox itself failed.' }, 500)
  })
  app.notFound((c) => c.json({ statusCode: 404, name: 'not_found', message: 'There is nothing here.' }, 404))

  app.route('/', provider)
  app.route('/', createInbox({ store, now, siteUrl: options.siteUrl }))

  app.get('/messages', (c) => c.json(messages(readFilter(c.req.query()))))
  app.get('/messages/:id', (c) => {
    const [id, eml] = splitEnding(c.req.param('id'))
    const found = message(id)
    if (!found) return c.notFound()
    if (!eml) return c.json(found)
    c.header('content-type', 'message/rfc822')
    c.header('content-disposition', `attachment; filename="${id}.eml"`)
    return c.body(toMime(found))
  })
  app.delete('/messages', (c) => {
    store.forgetBodies()
    return c.body(null, 204)
  })

  app.get('/accepted', (c) => {
    if (c.req.query('summary') !== undefined) return c.json(store.summary())
    c.header('content-type', 'application/x-ndjson')
    return c.body(linesOf(store.accepted()))
  })

  app.get('/faults', (c) => c.json(faults.list()))
  app.post('/faults', async (c) => {
    const asked = readFault(await c.req.json().catch(() => null))
    return typeof asked === 'string' ? c.json(refusal(asked), 422) : c.json(faults.add(asked), 201)
  })
  app.delete('/faults', (c) => {
    faults.clear()
    return c.body(null, 204)
  })

  app.post('/events', async (c) => {
    const asked = readEvent(await c.req.json().catch(() => null))
    if (typeof asked === 'string') return c.json(refusal(asked), 422)
    const about = asked.about === 'message' ? store.known(asked.id) : undefined
    if (asked.about === 'message' && !about)
      return c.json({ statusCode: 404, name: 'not_found', message: 'No such message was accepted.' }, 404)
    if (!webhooks.configured)
      return c.json(refusal('No webhook is set: start the mailbox with a URL and a secret.'), 422)
    if (asked.about === 'address') return c.json(await webhooks.reportListing(asked.type, asked.listed))
    const mailed = asked.about === 'stranger' ? strangersMail(asked, now()) : about!
    return c.json(await webhooks.report(mailed, happening(asked.type, asked.details)))
  })

  function message(id: string): Message | undefined {
    const known = store.known(id)
    const mail = known && store.mail(id)
    return mail && messageOf(known, mail)
  }

  function messages(filter: { to?: string; subject?: string; limit?: number } = {}): Message[] {
    return store.lines({ limit: 50, ...filter }).map((line) => message(line.id)!)
  }

  return {
    app,
    accepted: () => [...store.accepted()],
    summary: store.summary,
    messages,
    message,
    fault: faults.add,
    faults: faults.list,
    clearFaults: faults.clear,
    async report(id, type, details) {
      const known = store.known(id)
      if (!known) throw new Error('No such message was accepted.')
      return webhooks.report(known, happening(type, details))
    },
    settleWebhooks: webhooks.settle,
    close() {
      webhooks.close()
      store.close()
    },
  }
}

/** Only as fast as it is read, so that the log is never in memory whole. */
function linesOf(log: Iterator<Accepted>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    pull(stream) {
      let chunk = ''
      while (chunk.length < 64 * 1024) {
        const { done, value } = log.next()
        if (done) {
          if (chunk) stream.enqueue(encoder.encode(chunk))
          stream.close()
          return
        }
        chunk += `${JSON.stringify(value)}\n`
      }
      stream.enqueue(encoder.encode(chunk))
    },
  })
}

/** What `POST /events` is asked for. */
type Asked =
  | { readonly about: 'message'; readonly id: string; readonly type: string; readonly details: Fields }
  /** Of a mail that somebody else on the team has sent. */
  | {
      readonly about: 'stranger'
      readonly to: readonly string[]
      readonly tags: Fields
      readonly type: string
      readonly details: Fields
    }
  | { readonly about: 'address'; readonly type: string; readonly listed: { readonly email: string } }
type Fields = Readonly<Record<string, unknown>>

function readEvent(body: unknown): Asked | string {
  const { message: id, type, foreign, ...details } = (body ?? {}) as Fields
  if (typeof type !== 'string')
    return 'Send {message, type}, {foreign: true, to, type} or {type: "suppression.added", email}.'
  if (type.startsWith('suppression.')) {
    const { email } = details
    return typeof email === 'string' ? { about: 'address', type, listed: { ...details, email } } : 'Send {type, email}.'
  }
  if (foreign === true) {
    const { to, tags = { category: 'receipt' }, ...more } = details
    const all = listOf(to as string | readonly string[]).filter((one) => typeof one === 'string')
    if (all.length === 0) return 'Send {foreign: true, to, type}.'
    return { about: 'stranger', to: all, tags: (tags ?? {}) as Fields, type, details: more }
  }
  return typeof id === 'string' ? { about: 'message', id, type, details } : 'Send {message, type}.'
}

/** The provider tells of the whole team's mail: a shop's receipts, too. */
const strangersMail = ({ to, tags }: Extract<Asked, { about: 'stranger' }>, at: number) => ({
  id: randomUUID(),
  time: new Date(at).toISOString(),
  from: 'A Shop <orders@shop.example>',
  recipient: to.join(', '),
  subject: 'Your receipt',
  tags: Object.entries(tags).map(([name, value]) => ({ name, value: String(value) })),
})

const refusal = (message: string) => ({ statusCode: 422, name: 'validation_error', message })

/** A page of another site that has its own name pointed here (DNS rebinding) comes with that name in Host. */
const isLoopback = (host: string) => /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i.test(host)
const hostOf = (origin: string) => (URL.canParse(origin) ? new URL(origin).host : origin)

const splitEnding = (name: string): [id: string, eml: boolean] =>
  name.endsWith('.eml') ? [name.slice(0, -'.eml'.length), true] : [name, false]
