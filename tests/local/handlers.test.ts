import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { untilPayload } from '../../core/model/link.ts'
import { newImport, type Row } from '../../core/model/reader-import.ts'
import { epochMs, plus } from '../../core/model/time.ts'
import { linkSigner } from '../../functions/adapters/links.ts'
import { routerKey, throughRouter } from '../../functions/adapters/through-router.ts'
import { type LocalFunction, startFunction } from '../../local/host/functions.ts'
import { httpAnswer } from '../../local/host/http-event.ts'
import { type Access, access, partitions, type QueueName, type SecretName } from '../../stacks/access.ts'
import functionUrl from '../fixtures/lambda/function-url.json' with { type: 'json' }
import scheduled from '../fixtures/lambda/schedule.json' with { type: 'json' }
import sqs from '../fixtures/lambda/sqs.json' with { type: 'json' }
import sqsFifo from '../fixtures/lambda/sqs-fifo.json' with { type: 'json' }
import { type Asked, startWitness } from '../support/aws.ts'
import { startDynoxide } from '../support/dynoxide.ts'
import { aDigest, aSource, aTopic, theSettings } from '../support/examples.ts'
import { type FunctionName, functionNames, type LambdaBundle, lambdaBundle } from '../support/lambda.ts'
import { PATIENCE } from '../support/patience.ts'

/**
 * Each entry as it is deployed: SST's bundle, in a process that has what its role and its stack give it and nothing else,
 * called with events as AWS has sent them. The table is an engine's; a witness before it writes down who asked for what.
 */
const WEBHOOK_SECRET = `whsec_${Buffer.from('a secret of the tests').toString('base64')}`
const secrets: Readonly<Record<SecretName, string>> = {
  ResendKey: 're_tests',
  ResendAccountKey: 're_account',
  WebhookSecret: WEBHOOK_SECRET,
  LinkKeys: JSON.stringify({ current: 'k1', keys: { k1: Buffer.alloc(32, 7).toString('base64url') } }),
  Pepper: 'pepper',
  ApiKey: 'the-key-of-the-tests',
}
const SITE = 'https://news.harbourpost.example'
const word = routerKey(secrets.Pepper)

/** As an editor has put it down. */
const list = { id: 'imp_1', digest: 'brief', attestation: 'May', dryRun: false, same: 'same' } as const
const aList = newImport({ ...list, rows: 1, parts: 1, lastRow: 2 }, true, new Date().toISOString())
const listed: readonly Row[] = [
  { row: 2, reader: { address: 'eve@mail.example.net', standing: { kind: 'active' }, said: '' } },
]

const folder = mkdtempSync(join(tmpdir(), 'tidings-handlers-'))
const bundles = {} as Record<FunctionName, LambdaBundle>
const functions = {} as Record<FunctionName, LocalFunction>
let engine: Awaited<ReturnType<typeof startDynoxide>>
let witness: Awaited<ReturnType<typeof startWitness>>
let provider: Awaited<ReturnType<typeof startProvider>>
let stores: Awaited<ReturnType<typeof engine.stores>>
const lines: string[] = []

beforeAll(async () => {
  engine = await startDynoxide()
  stores = await engine.stores({ now: () => new Date().toISOString() })
  witness = await startWitness(engine.endpoint)
  provider = await startProvider()
  await Promise.all(
    functionNames.map(async (name) => {
      bundles[name] = await lambdaBundle(name, folder)
    }),
  )
  for (const name of functionNames)
    functions[name] = startFunction(
      { name, file: bundles[name].file, timeoutMs: PATIENCE, memoryMb: 512, environment: environmentOf(name) },
      { line: () => {} },
      (_, line) => lines.push(line),
    )
  await Promise.all(Object.values(functions).map(({ started }) => started))
})

afterAll(async () => {
  await Promise.all(Object.values(functions).map((one) => one.stop()))
  witness?.stop()
  provider?.stop()
  engine?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** What the stack gives a function, with AWS on loopback. */
function environmentOf(name: FunctionName): Record<string, string> {
  const own: Access = access[name]
  return {
    PATH: process.env.PATH ?? '',
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_LAMBDA_FUNCTION_NAME: name,
    TABLE_NAME: stores.table.name,
    SITE_URL: SITE,
    DYNAMODB_ENDPOINT: `${witness.url}/${name}`,
    SQS_ENDPOINT: `${witness.url}/${name}`,
    RESEND_BASE_URL: provider.url,
    OWNERS: 'owner@harbourpost.example',
    ...Object.fromEntries(own.puts.map((queue) => [`${queue.toUpperCase()}_QUEUE_URL`, `${witness.url}/${queue}`])),
    ...Object.fromEntries(own.secrets.map((one) => [`SST_RESOURCE_${one}`, JSON.stringify({ value: secrets[one] })])),
    SST_RESOURCE_App: JSON.stringify({ name: 'tidings', stage: 'test' }),
  }
}

/** One mail a day is left, one reader is on its list, and nothing was missed. */
function ofTheAccount(path: string): object {
  const window = { used: 0, limit: 1, resets_at: plus(new Date().toISOString(), 60_000) }
  if (path === '/usage') return { emails: { daily: window, monthly: window } }
  if (path === '/webhooks')
    return { data: [{ id: 'wh_1', endpoint: `${SITE}/webhooks/resend`, status: 'enabled', events: null }] }
  const bob = { id: 's_1', email: 'bob@mail.example.net', origin: 'manual', created_at: '2026-10-06 23:47:56.678+00' }
  return path.startsWith('/suppressions?') ? { data: [bob] } : { data: [], deleted: true }
}

/** Takes every mail, and remembers it. */
async function startProvider() {
  const mails: { to: string[]; text: string; tags?: { name: string; value: string }[] }[] = []
  const server = createServer(async (request, response) => {
    response.setHeader('content-type', 'application/json')
    if (request.method !== 'POST') return void response.end(JSON.stringify(ofTheAccount(request.url ?? '')))
    const posted = JSON.parse(await text(request)) as (typeof mails)[number] | typeof mails
    const batch = [posted].flat()
    mails.push(...batch)
    const ids = batch.map((_, n) => ({ id: `mail-${mails.length}-${n}` }))
    response.end(JSON.stringify(Array.isArray(posted) ? { data: ids } : ids[0]))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

type Sent = {
  readonly method?: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  /** As it comes from somebody who has found the function's own address. */
  readonly direct?: boolean
  readonly base64?: boolean
}

/** What came through CloudFront for this path, as a function URL hands it over. */
function request(path: string, { method = 'GET', body, headers = {}, direct, base64 }: Sent = {}) {
  const [rawPath = '', rawQueryString = ''] = path.split('?')
  const { 'x-tidings-router': _, 'x-tidings-viewer': viewer, ...recorded } = functionUrl.headers
  const { http } = functionUrl.requestContext
  return {
    ...functionUrl,
    rawPath,
    rawQueryString,
    headers: { ...recorded, ...(direct ? {} : { 'x-tidings-router': word, 'x-tidings-viewer': viewer }), ...headers },
    requestContext: { ...functionUrl.requestContext, http: { ...http, method, path: rawPath } },
    ...(body === undefined ? {} : { body: base64 ? Buffer.from(body).toString('base64') : body }),
    isBase64Encoded: base64 ?? false,
  }
}
async function ask(name: FunctionName, path: string, sent: Sent = {}) {
  const { status, headers, body } = httpAnswer(await functions[name].invoke(request(path, sent)))
  return { status, headers, body: Buffer.isBuffer(body) ? body.toString() : await text(body) }
}
async function api<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await ask('console', path, {
    method,
    headers: { authorization: `Bearer ${secrets.ApiKey}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`)
  return JSON.parse(answer.body) as T
}
const form = (fields: Record<string, string>): Sent => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: String(new URLSearchParams(fields)),
  base64: true,
})

/** Messages as the queue hands them over, in an event like those recorded. */
const records = (bodies: readonly string[], like: typeof sqs | typeof sqsFifo = sqs) => ({
  Records: bodies.map((body, n) => ({ ...like.Records[0], messageId: `message-${n}`, body })),
})
/** What was put into a queue and has not been taken. */
function taken(queue: string): string[] {
  const found = witness.queued.filter((one) => one.queue === queue)
  for (const one of found) witness.queued.splice(witness.queued.indexOf(one), 1)
  return found.map(({ body }) => body)
}

const signed = (id: string, body: string): Sent => ({
  method: 'POST',
  headers: {
    'content-type': 'application/json',
    'svix-id': id,
    'svix-timestamp': String(Math.floor(Date.now() / 1000)),
    'svix-signature': new Webhook(WEBHOOK_SECRET).sign(id, new Date(), body),
  },
  body,
})

describe('the functions as they are deployed', () => {
  it('answer what comes through the router; whoever has found their own address gets 403', async () => {
    expect((await ask('site', '/')).status).toBe(200)
    for (const name of ['site', 'console', 'webhooks'] as const) {
      expect((await ask(name, '/', { direct: true })).status).toBe(403)
      expect((await ask(name, '/', { direct: true, headers: { 'x-tidings-router': 'a'.repeat(64) } })).status).toBe(403)
    }
    expect((await ask('webhooks', '/webhooks/resend', { method: 'POST', body: '{}' })).status).toBe(401)
  })

  it('know whoever asks by the address that the router saw, and themselves by the public one', () => {
    const routed = throughRouter(request('/') as never, { key: word, site: SITE })
    expect(routed?.requestContext.http.sourceIp).toBe('203.0.113.77')
    expect(routed?.requestContext.domainName).toBe('news.harbourpost.example')
    expect(JSON.stringify(routed?.headers)).not.toContain(word)
    // Whoever brings headers of their own, and not the word, is nobody.
    expect(throughRouter(request('/', { direct: true }) as never, { key: word, site: SITE })).toBeUndefined()
  })

  it('serve the console in pieces, with the files that lie beside its bundle', async () => {
    const door = await ask('console', '/console/sign-in')
    expect(door.status).toBe(200)
    const [stylesheet] = /\/console\/assets\/console\.\w+\.css/.exec(door.body) ?? []
    const css = await ask('console', stylesheet ?? '')
    expect([css.status, css.headers['content-type']]).toEqual([200, 'text/css; charset=utf-8'])
  })

  it('take a form of a browser at the public address, and not one of another site', async () => {
    const sent = { ...form({ email: 'owner@harbourpost.example' }) }
    const from = (origin: string) =>
      ask('console', '/console/sign-in', { ...sent, headers: { ...sent.headers, origin } })
    expect((await from('https://elsewhere.example')).status).toBe(403)
    expect((await from(SITE)).status).toBeLessThan(400)
    expect(taken('letters')).toHaveLength(1)
  })

  it('carry a reader from the form to the mail and back, and give back alone what failed', async () => {
    await stores.settings.put(theSettings)
    for (const slug of ['trade', 'city']) await stores.topics.put(aTopic(slug), 'any')
    await api('POST', '/api/hooks', {
      url: 'https://hooks.example.org/tidings',
      events: ['subscriber.subscribed', 'issue.sent'],
    })
    // An address that is nobody's: what comes of it is written down as a failure.
    await stores.feeds.save(undefined, aSource({ url: 'https://paper.invalid/feed' }))
    const article = { url: 'https://harbourpost.example/quay-wall', title: 'New quay wall', summary: 'Done by May.' }
    await api('POST', '/api/articles', { ...article, tags: ['trade'] })
    const minute = plus(new Date().toISOString(), -60_000)
    const schedule = { every: 'day' as const, at: [minute.slice(11, 16)], zone: 'UTC' }
    const editions = [{ name: 'main', schedule, wakeAt: `${minute.slice(0, 16)}:00.000Z` }]
    await stores.digests.save(undefined, aDigest({ createdAt: plus(minute, -1000), editions }))

    // Every form comes in Base64. This one brings no proof of work, so its letter waits for the tick.
    for (const name of ['ada', 'bob'])
      expect(
        (await ask('site', '/subscribe', form({ email: `${name}@mail.example.net`, digest: 'brief' }))).status,
      ).toBe(202)
    const waiting = await stores.letters.due(plus(new Date().toISOString(), 600_000), 10)
    const letters = ['not JSON', ...waiting.map((letter) => JSON.stringify({ letter }))]
    expect(await functions.letters.invoke(records(letters))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'message-0' }],
    })
    // As the page carries it that was read for a minute.
    const earlier = linkSigner(JSON.parse(secrets.LinkKeys)).sign('press', untilPayload('sub_0', epochMs(minute)), 'k1')
    // Beside the owner's code from before.
    const paths = provider.mails.splice(0).flatMap(({ text: mail }) => /\/confirm\/\S+/.exec(mail) ?? [])
    expect(paths).toHaveLength(2)
    for (const path of paths) {
      expect((await ask('site', path)).status).toBe(200)
      expect((await ask('site', path, form({ served: earlier }))).status).toBe(200)
    }

    expect(await functions.tick.invoke(scheduled)).toMatchObject({ opened: 1 })
    const [order = ''] = taken('send')
    // Nothing may overtake what failed in its lane.
    expect(await functions.send.invoke(records(['not JSON', order], sqsFifo))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'message-0' }, { itemIdentifier: 'message-1' }],
    })
    expect(provider.mails).toEqual([])
    expect(await functions.send.invoke(records([order], sqsFifo))).toEqual({ batchItemFailures: [] })
    expect(provider.mails.map(({ to }) => to[0]).sort()).toEqual(['ada@mail.example.net', 'bob@mail.example.net'])

    const tags = Object.fromEntries((provider.mails[0]?.tags ?? []).map(({ name, value }) => [name, value]))
    const told = (type: string, more = {}) =>
      JSON.stringify({ type, created_at: new Date().toISOString(), data: { to: provider.mails[0]?.to, tags, ...more } })
    const bounce = { bounce: { type: 'Permanent', subType: 'General', message: 'no such user' } }
    expect((await ask('webhooks', '/webhooks/resend', signed('msg_1', told('email.delivered')))).status).toBe(200)
    const bounced = signed('msg_2', told('email.bounced', bounce))
    // The signature is over the bytes, however they came.
    expect((await ask('webhooks', '/webhooks/resend', { ...bounced, base64: true })).status).toBe(200)
    const reports = taken('results')
    expect(reports).toHaveLength(1)
    expect(await functions.results.invoke(records(['not JSON', ...reports]))).toEqual({ batchItemFailures: [] })
    expect(lines.filter((line) => line.includes('"results.unreadable"'))).toHaveLength(1)

    const events = taken('hooks')
    expect(events.length).toBeGreaterThan(0)
    expect(await functions.hooks.invoke(records(['not JSON', ...events]))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'message-0' }],
    })
    expect(await functions.collect.invoke(scheduled)).toMatchObject({ feeds: 1, failed: 1 })
    await stores.imports.open(aList, [listed])
    expect(await functions.imports.invoke(scheduled)).toEqual({ lists: 1, failed: 0 })
    expect(await api('GET', `/api/subscribers/imports/${aList.id}`)).toMatchObject({ status: 'done', added: 1 })
    // Whom the mail bounced from is lifted, and taken off the provider's list; bob is on it, and is stopped.
    await api('POST', '/api/subscribers/lift', { email: provider.mails[0]?.to[0], note: 'The mailbox works again.' })
    expect(await functions.account.invoke(scheduled)).toMatchObject({ lifted: 1, warned: 1 })
    expect(await api('GET', '/api/provider')).toMatchObject({
      reports: { status: 'well' },
      list: { listed: 1, lifts: 0 },
    })
    const issue = await api<{ counts: Record<string, number> }>('GET', `/api/issues/${tags.issue}`)
    expect(issue.counts).toMatchObject({ sent: 2, delivered: 1, bounced: 1 })
    expect((await ask('site', '/d/brief')).body).toContain('New quay wall')
  })

  it('ask AWS for nothing that their roles do not allow', () => {
    const refused = witness.asked
      .filter((one) => !isAllowed(one))
      .map(({ by, action, about }) => `${by} ${action} ${about}`)
    expect([...new Set(refused)]).toEqual([])
    // All of them were seen at work.
    expect([...new Set(witness.asked.map(({ by }) => by))].sort()).toEqual([...functionNames].sort())
  })

  it('log nobody by their address, and with every line the request that it belongs to', () => {
    expect(lines.length).toBeGreaterThan(5)
    const all = lines.map((line) => JSON.parse(line) as { request?: string; event: string; function: string })
    // Which zone rules it has, a function says at its start.
    const said = all.filter(({ event }) => event !== 'zones.loaded')
    expect(all.length).toBeGreaterThan(said.length)
    expect(said.filter(({ request }) => !/^[\da-f-]{36}$/.test(request ?? ''))).toEqual([])
    // Of each kind: what is asked, what a clock calls, what comes out of a queue.
    expect(said.map((one) => one.function)).toEqual(
      expect.arrayContaining(['site', 'console', 'tick', 'send', 'results']),
    )
    expect(lines.filter((line) => /@mail\.example\.net/.test(line))).toEqual([])
  })
})

const items = [
  'GetItem',
  'BatchGetItem',
  'Query',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'ConditionCheckItem',
  'BatchWriteItem',
]

/** As the policies of stacks/statements.ts would decide; that they are made of `access`, tests/synth holds. */
function isAllowed({ by, action, about }: Asked): boolean {
  const { reads, writes, due = false, puts }: Access = access[by as FunctionName]
  const [service, operation = ''] = action.split(':')
  if (service === 'counted') return true
  if (service === 'sqs') return operation === 'SendMessage' && about.every((queue) => puts.includes(queue as QueueName))
  if (operation === 'DescribeTable') return writes.includes('fence')
  if (about[0] === 'index/due') return due && operation === 'Query'
  const within = items.indexOf(operation) < 3 ? [...reads, ...writes] : writes
  const patterns = within.flatMap((store) => partitions[store] as readonly string[])
  return (
    items.includes(operation) &&
    about.every((key) => patterns.some((one) => (one.endsWith('*') ? key.startsWith(one.slice(0, -1)) : key === one)))
  )
}

/**
 * What each may start with, in KiB, and what it may be in all, with what is read when it is needed. What is over it says in
 * one look at its inputs what has come in.
 */
const budgets: Readonly<Record<FunctionName, { readonly start: number; readonly whole: number }>> = {
  webhooks: { start: 356, whole: 432 },
  results: { start: 326, whole: 375 },
  hooks: { start: 362, whole: 436 },
  account: { start: 356, whole: 1_300 },
  imports: { start: 355, whole: 403 },
  tick: { start: 363, whole: 437 },
  site: { start: 408, whole: 675 },
  // With what reads calendars of holidays (80 KB), once a day; and with what tells one story from another.
  collect: { start: 423, whole: 790 },
  // With the rules of the zones (26 KB), since a mail says when it goes out, and all rhythms (8 KB).
  send: { start: 508, whole: 1_350 },
  letters: { start: 512, whole: 1_330 },
  // With what reads other services' lists (columns, words, CSV: 70 KB), once somebody brings one.
  // The API's own document and page are read once somebody asks for them.
  console: { start: 1_045, whole: 3_014 },
}

describe('the bundles of the functions', () => {
  it.each(functionNames)('%s weighs no more than it may', (name) => {
    expect(bundles[name].starting.bytes / 1024).toBeLessThanOrEqual(budgets[name].start)
    expect(bundles[name].whole.bytes / 1024).toBeLessThanOrEqual(budgets[name].whole)
  })

  const holding = (packages: RegExp, part: 'starting' | 'whole') =>
    functionNames.filter((name) => bundles[name][part].inputs.some((path) => packages.test(path)))

  it('hold React only where mails are made or shown, and start without it', () => {
    const react = /node_modules\/(?:react|react-dom|@react-email)\//
    // The provider's client brings it along, and the account makes no mail: it is never read there.
    expect(holding(react, 'whole')).toEqual(['console', 'account', 'send', 'letters'])
    expect(holding(react, 'starting')).toEqual([])
  })

  it('hold the client of the mail provider only where mails are sent, and its account is looked after', () => {
    expect(holding(/node_modules\/resend\//, 'whole')).toEqual(['account', 'send', 'letters'])
  })

  it('hold what reads lists only where lists come in, and start without it', () => {
    const lists = /core\/model\/(?:list-(?:columns|words|rows?|title)|status-words)\.ts$|node_modules\/csv-parse\//
    expect(holding(lists, 'whole')).toEqual(['console'])
    expect(holding(lists, 'starting')).toEqual([])
  })

  it('hold what reads passkeys only where editors come in, and start without it', () => {
    const passkeys = /node_modules\/@(?:simplewebauthn|peculiar)\//
    expect(holding(passkeys, 'whole')).toEqual(['console'])
    expect(holding(passkeys, 'starting')).toEqual([])
  })

  it('hold what reads calendars only where they are fetched, and start without it', () => {
    const calendars = /node_modules\/ical\.js\//
    expect(holding(calendars, 'whole').sort()).toEqual(['collect', 'console'])
    expect(holding(calendars, 'starting')).toEqual([])
  })

  it('hold the words of one language only once a reader needs them', () => {
    expect(holding(/pages\/words\/(?:ar|de|en|es|fr|zh)\//, 'starting')).toEqual([])
    expect(holding(/pages\/words\/zh\//, 'whole')).toContain('site')
  })

  it('ask for no package in CommonJS by its names while they run: its piece would have none', () => {
    // Whose caller asks for its default.
    const known = /^node_modules\/react-dom\/server\.node\.js$/
    const found = functionNames.flatMap((name) => bundles[name].nameless.filter((path) => !known.test(path)))
    expect(found).toEqual([])
  })

  it('hold nothing that looks for credentials anywhere but in the environment', () => {
    for (const name of functionNames)
      expect(bundles[name].whole.inputs.filter((path) => /credential-provider|nested-clients/.test(path))).toEqual([])
  })
})
