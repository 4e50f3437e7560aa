import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb'
import { startFauxqs } from 'fauxqs'
import { foldResults } from '../../core/flows/fold-results.ts'
import { endpointUrl, keepAccount } from '../../core/flows/keep-account.ts'
import { tick } from '../../core/flows/tick.ts'
import { asksNothing, NEEDED_EVENTS } from '../../core/model/account.ts'
import type { IssueId } from '../../core/model/issue.ts'
import { INSTALLATION_TAG } from '../../core/model/origin.ts'
import type { Report } from '../../core/model/outcome.ts'
import { ids } from '../../functions/adapters/ids.ts'
import { linkSigner } from '../../functions/adapters/links.ts'
import { keys, type Table } from '../../functions/adapters/table.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { beats, queues } from '../../stacks/manifest.ts'
import { bundled } from '../support/bundle.ts'
import { startDynoxide } from '../support/dynoxide.ts'
import { quiet } from '../support/logs.ts'
import { report, say } from './report.ts'

/** Dollars, AWS list prices of eu-central-1, November 2026, without free tiers. */
const price = {
  write: 0.7625e-6,
  read: 0.1525e-6,
  invocation: 0.2e-6,
  gbSecond: 1.33334e-5,
  standardMessage: 0.4e-6,
  fifoMessage: 0.5e-6,
  egressGb: 0.09,
  edgeRequest: 1.2e-6,
  logGb: 0.63,
  scheduled: 1e-6,
  alarm: 0.1,
  dashboard: 3,
}
/**
 * Lambda asks a queue that has nothing for as long as SQS lets it, 20 s, with five at a time; with two where nothing says how many
 * may be in work at once, which would be as many as there are messages (AWS Lambda, Configuring scaling behavior for SQS event
 * source mappings).
 */
const [ASKED_BY, ASKED_FOR_SECONDS] = [5, 20]
/** A whole processor is what Lambda gives to this much memory; the functions have less, and take longer by as much. */
const MB_OF_A_PROCESSOR = 1769
/** Of every call to the table or a queue, beside what it computes. */
const CALL_MS = 5
const LOG_BYTES_A_LINE = 250
/** Each message is put, taken and deleted. */
const CALLS_A_MESSAGE = 3
const MINUTES_A_MONTH = 30 * 24 * 60
/** Of every request to the provider about the account. */
const ASK_MS = 200
/** So many addresses are on its list. */
const LISTED = Number(process.env.BENCH_LISTED ?? 1_000)
/** Those of `stacks/alarms.ts`. */
const ALARMS = 8
const sizes = [1_000, 100_000, 1_000_000, 10_000_000]

type Sent = { readers: number; seconds: number; cpuSeconds: number; writeUnits: number; readUnits: number }

/** What an issue costs on AWS, by what the real flows do here: units that the table counts, processor time, bytes, messages. */
export async function cost(): Promise<void> {
  const rate = Number(process.env.BENCH_RATE ?? 5)
  const count = Number(process.env.BENCH_READERS ?? 5_000)
  const sent = await sending(count)
  const units = counting(sent.stores.table)
  const told = await telling(sent, units)
  const idle = await idling(sent, units)
  const kept = await keeping(sent, units)
  sent.done()

  const cpuMs = (sent.cpuSeconds / sent.readers) * 1000
  const rows = sizes.map((readers) => {
    const batches = Math.ceil(readers / 100)
    const seconds = Math.max(batches / rate, ((readers * cpuMs) / 1000) * (MB_OF_A_PROCESSOR / 1024))
    const runs = Math.ceil(seconds / 75)
    const writes = (sent.writeUnits / sent.readers) * readers
    const reads = (sent.readUnits / sent.readers) * readers
    const gbOut = (sent.bytes / sent.readers / 1e9) * readers
    const dollars =
      writes * price.write +
      reads * price.read +
      runs * price.invocation +
      seconds * price.gbSecond +
      gbOut * price.egressGb
    // With "delivered" among the events that the provider posts: one request a mail, then a hundred counted at a time.
    const folds = Math.ceil(readers / 100)
    const webhookMs = told.webhookCpuMs * (MB_OF_A_PROCESSOR / 512) + CALL_MS
    const foldMs = told.foldCpuMs * (MB_OF_A_PROCESSOR / 512) + 10 * CALL_MS
    const eventGbSeconds = (readers * webhookMs + folds * foldMs) / 1000 / 2
    const eventWrites = told.writeUnits * readers
    const eventReads = told.readUnits * readers
    const eventDollars =
      eventWrites * price.write +
      eventReads * price.read +
      (readers + folds) * price.invocation +
      eventGbSeconds * price.gbSecond +
      readers * (price.edgeRequest + price.standardMessage * (1 + (CALLS_A_MESSAGE - 1) / 10)) +
      ((readers * LOG_BYTES_A_LINE) / 1e9) * price.logGb
    return {
      readers,
      minutes: seconds / 60,
      batches,
      writes,
      reads,
      runs,
      messages: runs,
      gbSeconds: seconds,
      gbOut,
      dollars,
      eventInvocations: readers + folds,
      eventWrites,
      eventReads,
      eventGbSeconds,
      eventDollars,
    }
  })
  const words = (value: number, digits = 0) =>
    value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  const tickMs = idle.cpuMs * (MB_OF_A_PROCESSOR / 512) + 6 * CALL_MS
  const idleDollars =
    MINUTES_A_MONTH *
    (idle.readUnits * price.read + idle.writeUnits * price.write + price.invocation + (tickMs / 2000) * price.gbSecond)
  const keptGbSeconds = ((kept.cpuMs * (MB_OF_A_PROCESSOR / 512) + kept.calls * CALL_MS + kept.waitedMs) * 30) / 2000
  const keptDollars =
    30 * (kept.readUnits * price.read + kept.writeUnits * price.write + kept.runs * price.invocation) +
    keptGbSeconds * price.gbSecond
  const beatsAMonth = Object.values(beats).reduce((sum, { minutes }) => sum + MINUTES_A_MONTH / minutes, 0)
  const asked = (MINUTES_A_MONTH * 60 * ASKED_BY) / ASKED_FOR_SECONDS
  const still = {
    'the queues, asked although they are empty': Object.values(queues).reduce(
      (sum, { ordered }) => sum + asked * (ordered ? price.fifoMessage : price.standardMessage),
      0,
    ),
    'the clocks': beatsAMonth * price.scheduled,
    'the ticks': idleDollars,
    'the account': keptDollars,
    alarms: ALARMS * price.alarm,
    'the dashboard': price.dashboard,
  }
  const per100 = (units: number) => words((units / count) * 100, 1)
  say(
    [
      `Measured with ${words(count)} readers and ten articles. Per 100 readers: ${per100(sent.writeUnits)} write and ${per100(sent.readUnits)} read units, ${words(cpuMs * 100, 1)} ms of a processor. A reader: ${words(sent.bytes / count / 1000, 1)} KB out.`,
      `A mail that is told of as delivered: ${words(told.writeUnits, 2)} write units, ${words(told.webhookCpuMs, 2)} ms to take it down; ${words(told.foldCpuMs, 1)} ms to count a hundred.`,
      `A minute without an issue: ${words(idle.readUnits, 1)} read and ${words(idle.writeUnits, 1)} write units, ${words(idle.cpuMs, 1)} ms; a month of them $${words(idleDollars, 2)}.`,
      `A day of the account, ${words(LISTED)} addresses on the provider's list: ${words(kept.runs)} runs, ${words(kept.readUnits)} read and ${words(kept.writeUnits)} write units, ${words(kept.requests)} requests, ${words(kept.cpuMs / kept.runs, 1)} ms a run; a month of them ${words(keptGbSeconds)} GB-seconds, $${words(keptDollars, 2)}.`,
      `A month in which nothing happens: ${Object.entries(still)
        .map(([what, dollars]) => `${what} $${words(dollars, 2)}`)
        .join(', ')}.`,
      `At ${rate} requests a second to the mail provider.\n`,
    ].join('\n'),
  )
  say(
    [
      '| readers | minutes | runs of `send` | messages | write units | read units | GB-seconds | GB out | dollars | and with "delivered" told: invocations | write units | GB-seconds | dollars |',
      `|${' --: |'.repeat(13)}`,
      ...rows.map(
        (row) =>
          `| ${[
            words(row.readers),
            words(row.minutes, row.minutes < 10 ? 1 : 0),
            words(row.runs),
            words(row.messages),
            words(row.writes),
            words(row.reads),
            words(row.gbSeconds),
            words(row.gbOut, 2),
            words(row.dollars, row.dollars < 1 ? 4 : 2),
            words(row.eventInvocations),
            words(row.eventWrites),
            words(row.eventGbSeconds),
            words(row.eventDollars, row.eventDollars < 1 ? 4 : 2),
          ].join(' | ')} |`,
      ),
    ].join('\n'),
  )
  const dollars = Object.fromEntries(rows.map((row) => [row.readers, [round(row.dollars), round(row.eventDollars)]]))
  report({
    bench: 'cost',
    rate,
    dollars,
    quiet: Object.fromEntries(Object.entries(still).map(([what, of]) => [what, round(of)])),
  })
}

const round = (value: number) => Math.round(value * 1e4) / 1e4

/** The real sender with a table that counts, before a provider that takes everything and counts bytes. */
async function sending(count: number) {
  const folder = mkdtempSync(join(tmpdir(), 'tidings-cost-'))
  await bundled(join(import.meta.dirname, 'sender.ts'), join(folder, 'sender.mjs'))
  const queues = await startFauxqs({ port: 0, logger: false })
  const provider = await startProvider()
  const engine = await startDynoxide()
  const { table } = await engine.stores({ now: () => new Date().toISOString() })
  const ids = await seed(table, count)
  const child = fork(join(folder, 'sender.mjs'), {
    env: {
      ...process.env,
      RESEND_BASE_URL: provider.url,
      DYNAMODB_ENDPOINT: engine.endpoint,
      SQS_ENDPOINT: `http://127.0.0.1:${queues.port}`,
      TABLE_NAME: table.name,
      READERS: String(count),
    },
  })
  const figures = await new Promise<Sent>((done, failed) => {
    child.once('message', (found) => done(found as Sent))
    child.once('exit', (code) => failed(new Error(`the sender ended with ${code}`)))
  })
  return {
    ...figures,
    ids,
    bytes: provider.bytes(),
    stores: engine.over(table),
    done: () => {
      engine.stop()
      provider.stop()
      void queues.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

type Units = { write: number; read: number; calls: number }

/** What the table says it has used, from now on. */
function counting({ client }: Table): Units {
  const units = { write: 0, read: 0, calls: 0 }
  client.middlewareStack.add(
    (next, context) => async (args) => {
      Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' })
      const result = await next(args)
      units.calls += 1
      const used = [(result.output as { ConsumedCapacity?: unknown }).ConsumedCapacity].flat()
      const total = used.reduce<number>(
        (sum, one) => sum + ((one as { CapacityUnits?: number })?.CapacityUnits ?? 0),
        0,
      )
      units[/Get|Query/.test(context.commandName ?? '') ? 'read' : 'write'] += total
      return result
    },
    { step: 'initialize' },
  )
  return units
}

/** A minute in which nothing is due. */
async function idling({ stores }: Awaited<ReturnType<typeof sending>>, units: Units) {
  const ports = {
    ...stores,
    now: () => new Date().toISOString(),
    zones,
    log: quiet,
    ids: ids(),
    queue: { sendIssue: async () => {}, writeLetter: async () => {}, report: async () => {}, tellHook: async () => {} },
    links: linkSigner({ current: 'k1', keys: { k1: Buffer.alloc(32, 7).toString('base64url') } }),
    site: 'https://news.harbourpost.example',
  }
  await tick(ports)
  Object.assign(units, { write: 0, read: 0 })
  const times = 20
  const before = process.cpuUsage()
  for (let n = 0; n < times; n++) await tick(ports)
  const { user, system } = process.cpuUsage(before)
  return { readUnits: units.read / times, writeUnits: units.write / times, cpuMs: (user + system) / 1000 / times }
}

/** A day of looks at the account at the provider, which answers at once and has nothing new; nobody on its list is a reader. */
async function keeping({ stores }: Awaited<ReturnType<typeof sending>>, units: Units) {
  const EVERY = 5 * 60_000
  let [now, requests, waitedMs] = [Date.now(), 0, 0]
  const asked =
    <T>(value: (...given: never[]) => T) =>
    async (...given: never[]) => {
      requests += 1
      waitedMs += ASK_MS
      return { ok: true, value: value(...given) } as const
    }
  const site = 'https://news.harbourpost.example'
  const listedFrom = (after: string | undefined) => {
    const from = after ? Number(after) : 0
    const count = Math.min(100, LISTED - from)
    const at = new Date(now).toISOString()
    const items = Array.from({ length: count }, (_, n) => ({
      ...{ id: String(from + n + 1), address: `stranger${from + n}@shop.example.net`, origin: 'bounce', at },
    }))
    return { items, last: from + count < LISTED ? String(from + count) : undefined }
  }
  const ports = {
    ...stores,
    account: {
      ...asksNothing,
      usage: asked(() => ({
        daily: { used: 0, limit: null, resetsAt: undefined },
        monthly: { used: 0, limit: 50_000, resetsAt: undefined },
      })),
      endpoints: asked(() => [{ id: 'wh_1', url: endpointUrl(site), status: 'enabled', events: [...NEEDED_EVENTS] }]),
      events: asked(() => ({ items: [], last: undefined })),
      listed: asked((after: string | undefined) => listedFrom(after)),
    },
    queue: { sendIssue: async () => {}, writeLetter: async () => {}, report: async () => {}, tellHook: async () => {} },
    ids: ids(),
    zones,
    now: () => new Date(now).toISOString(),
    wait: async (ms: number) => {
      waitedMs += ms
    },
    log: quiet,
    site,
  }
  Object.assign(units, { write: 0, read: 0, calls: 0 })
  const runs = (24 * 60 * 60_000) / EVERY
  const before = process.cpuUsage()
  for (let run = 0; run < runs; run++, now += EVERY) await keepAccount(ports)
  const { user, system } = process.cpuUsage(before)
  const { read: readUnits, write: writeUnits, calls } = units
  return { runs, requests, calls, waitedMs, readUnits, writeUnits, cpuMs: (user + system) / 1000 }
}

/** What counting "delivered" for each of them costs. */
async function telling({ stores, ids }: Awaited<ReturnType<typeof sending>>, units: Units) {
  const [line] = (await stores.issues.list('brief', { limit: 1 })).items
  const issue = line?.id as IssueId
  const at = new Date().toISOString()
  const reports = ids
    .slice(0, 1_000)
    .map((subscriber): Report => ({ issue, subscriber, what: 'delivered', at }) as Report)
  const before = process.cpuUsage()
  for (let from = 0; from < reports.length; from += 100)
    await foldResults(
      { ...stores, site: 'https://news.harbourpost.example', log: quiet },
      reports.slice(from, from + 100),
    )
  const { user, system } = process.cpuUsage(before)
  return {
    writeUnits: units.write / reports.length,
    readUnits: units.read / reports.length,
    foldCpuMs: (user + system) / 1000 / (reports.length / 100),
    webhookCpuMs: await webhookCpuMs(),
  }
}

/** To check a signature, read an event and put it into a queue. */
async function webhookCpuMs(): Promise<number> {
  const { createWebhooks } = await import('../../functions/http/webhooks.ts')
  const { Webhook } = await import('standardwebhooks')
  const secret = `whsec_${Buffer.from('a secret of the bench').toString('base64')}`
  const app = createWebhooks(
    {
      now: () => new Date().toISOString(),
      log: quiet,
      site: 'https://news.harbourpost.example',
      queue: { report: async () => {} },
      fence: { installations: async () => ['inst_bench'] },
    } as unknown as Parameters<typeof createWebhooks>[0],
    [secret],
  )
  const tags = { [INSTALLATION_TAG]: 'inst_bench', issue: 'iss_0', subscriber: 'sub_0' }
  const at = new Date()
  const body = JSON.stringify({
    type: 'email.delivered',
    created_at: at.toISOString(),
    data: { to: ['a@b.example'], tags },
  })
  const headers = {
    'svix-id': 'msg_1',
    'svix-timestamp': String(Math.floor(at.getTime() / 1000)),
    'svix-signature': new Webhook(secret).sign('msg_1', at, body),
  }
  const times = 1_000
  const before = process.cpuUsage()
  for (let n = 0; n < times; n++) {
    const answer = await app.request('/webhooks/resend', { method: 'POST', body, headers })
    if (answer.status !== 200) throw new Error(`the webhook answered ${answer.status}`)
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / times
}

async function seed({ client, name }: Table, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, n) => {
    const spread = Math.floor((n / count) * 2 ** 32)
    return `sub_${spread.toString(16).padStart(8, '0')}${String(n).padStart(12, '0')}`
  })
  for (let from = 0; from < count; from += 25) {
    const rows = ids.slice(from, from + 25).map((id, n) => ({
      PutRequest: {
        Item: {
          ...keys.reader('brief', `main#-#${id}`),
          address: `reader${from + n}@mail.example.net`,
          topics: 'all',
          locale: 'en',
        },
      },
    }))
    await client.send(new BatchWriteCommand({ RequestItems: { [name]: rows } }))
  }
  return ids
}

async function startProvider() {
  let bytes = 0
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    bytes += body.length
    const mails = JSON.parse(body.toString()) as unknown[]
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ data: mails.map((_, n) => ({ id: `mail-${bytes}-${n}` })) }))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bytes: () => bytes,
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
