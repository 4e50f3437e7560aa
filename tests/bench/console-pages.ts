import { cpus } from 'node:os'
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb'
import { fileArticle } from '../../core/flows/file-article.ts'
import { takeIn } from '../../core/flows/take-in.ts'
import { fetchesNothing } from '../../core/model/fetched.ts'
import { noCounts } from '../../core/model/issue.ts'
import { DAY, plus } from '../../core/model/time.ts'
import { renderer } from '../../emails/render.tsx'
import { parseCalendar } from '../../functions/adapters/calendar-parser.ts'
import { documentClient } from '../../functions/adapters/dynamo/client.ts'
import { readFeed } from '../../functions/adapters/feed-reader.ts'
import { addressKey, ids } from '../../functions/adapters/ids.ts'
import { linkSigner } from '../../functions/adapters/links.ts'
import { pageReader } from '../../functions/adapters/page-reader.ts'
import { storesOn } from '../../functions/adapters/stores.ts'
import { zones } from '../../functions/adapters/zones.ts'
import type { ApiPorts } from '../../functions/http/api/api.ts'
import { createConsole } from '../../functions/http/console.ts'
import { newSecret } from '../../functions/http/secrets.ts'
import { type Item, memoryTable } from '../../local/engines/memory-table.ts'
import { aDigest, anArticle, anIssue, aRequest, aTopic, theSettings } from '../support/examples.ts'
import { quiet } from '../support/logs.ts'
import { report, say, tabulate } from './report.ts'

const SUBSCRIBERS = Number(process.env.BENCH_SUBSCRIBERS ?? 100_000)
const ARTICLES = Number(process.env.BENCH_ARTICLES ?? 10_000)
const ISSUES = 500
const ROUNDS = 60
const OWNER = 'owner@harbourpost.example'

const start = '2026-11-24T06:00:00.000Z'
const now = () => start

/** Pages of the console over a full table, beside the one that reads nothing but the session: their time at p95, and what they read. */
async function measure(): Promise<void> {
  const began = performance.now()
  const memory = memoryTable()
  const stores = storesOn({ ...here, client: memory.client, name: 'memory' })
  const ports = portsOver(stores)
  const pages = await fill(ports)
  const client = documentClient({ endpoint: process.env.DYNAMODB_ENDPOINT!, region: 'eu-central-1', credentials })
  const name = process.env.TABLE_NAME!
  const real = storesOn({ ...here, client, name })
  await copy(memory.every(), client, name)
  const reads = readsOf(client)
  say(`filled in ${Math.round((performance.now() - began) / 1000)} s\n`)

  const app = createConsole(portsOver(real), 'the key', [OWNER])
  const session = newSecret()
  const attempt = { id: newSecret().id, address: OWNER, createdAt: start, tries: 0 } as const
  await real.editors.begin(attempt)
  await real.editors.open(attempt, { id: session.id, address: OWNER, createdAt: start, seenAt: start })
  const headers = { cookie: `__Host-tidings-session=${session.name}` }
  const open = async (path: string) => {
    const response = await app.request(`https://news.harbourpost.example${path}`, { headers })
    const body = await response.text()
    return { status: response.status, bytes: body.length }
  }

  const times = new Map<string, number[]>(Object.keys(pages).map((name) => [name, []]))
  const cost = new Map<string, { calls: number; units: number; bytes: number }>()
  for (let round = 0; round <= ROUNDS; round++)
    for (const [name, path] of Object.entries(pages)) {
      reads.forget()
      const at = performance.now()
      const { status, bytes } = await open(path)
      const took = performance.now() - at
      if (status !== (name === NOTHING ? 404 : 200)) throw new Error(`${path}: ${status}`)
      // The first round opens connections, and compiles.
      if (round > 0) times.get(name)!.push(took)
      cost.set(name, { ...reads.so(), bytes })
    }

  const of = (name: string, share: number) => {
    const sorted = times.get(name)!.toSorted((a, b) => a - b)
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
  }
  const round = (value: number) => Number(value.toFixed(2))
  say(
    `${SUBSCRIBERS} subscribers, ${ARTICLES} articles, ${ISSUES} issues, on ${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}\n`,
  )
  tabulate(
    Object.fromEntries(
      Object.keys(pages).map((name) => [
        name,
        {
          'p50 ms': round(of(name, 0.5)),
          'p95 ms': round(of(name, 0.95)),
          calls: cost.get(name)!.calls,
          'read units': cost.get(name)!.units,
          KB: round(cost.get(name)!.bytes / 1000),
        },
      ]),
    ),
  )
  const named = Object.keys(pages).filter((name) => name !== NOTHING)
  const slowest = named.toSorted((a, b) => of(b, 0.95) - of(a, 0.95))[0]!
  report({
    bench: 'console',
    ratios: Object.fromEntries(named.map((name) => [name, round(of(NOTHING, 0.95) / of(name, 0.95))])),
    slowest,
    p95Ms: round(of(slowest, 0.95)),
  })
}

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
const NOTHING = 'nothing'
const made = ids(() => Date.parse(start))
const here = {
  now,
  wait: async () => {},
  random: () => 0.5,
  log: quiet,
  ids: made,
  zones,
  addressKey: addressKey('pepper'),
  nonce: made.nonce,
}

const portsOver = (stores: ReturnType<typeof storesOn>): ApiPorts => ({
  ...here,
  ...stores,
  importRate: 100,
  queue: { sendIssue: async () => {}, writeLetter: async () => {}, tellHook: async () => {}, report: async () => {} },
  links: linkSigner({ current: 'k1', keys: { k1: Buffer.alloc(32, 7).toString('base64url') } }),
  render: renderer,
  fetch: fetchesNothing,
  courier: { refuses: () => undefined, post: async () => ({ kind: 'silent', reason: 'Nothing is told here.' }) },
  pages: pageReader(),
  readFeed,
  readCalendar: parseCalendar,
  site: 'https://news.harbourpost.example',
})

/** As the flows themselves would have left it: the pages to look at, by their names. */
async function fill(ports: ApiPorts): Promise<Record<string, string>> {
  await ports.settings.put(theSettings)
  const topics = [aTopic('trade'), aTopic('city'), aTopic('sea')]
  for (const topic of topics) await ports.topics.put(topic, 'any')
  const digests = ['brief', 'evening', 'week'].map((id) =>
    aDigest({ id, topics: topics.map(({ slug }) => slug), createdAt: plus(start, -400 * DAY) }),
  )
  for (const digest of digests) await ports.digests.save(undefined, digest)
  let article = ''
  for (let n = 0; n < ARTICLES; n++) {
    const one = anArticle({
      id: `art_${n}`,
      url: `https://harbourpost.example/${n}`,
      title: `Second week of strike leaves forty ships at anchor, part ${n}`,
      tags: [topics[n % 3]!.slug],
      topics: [],
      filed: {},
      version: 0,
    })
    const clock = plus(start, -n * 3_600_000)
    await fileArticle({ ...ports, now: () => clock }, one, topics)
    article ||= one.id
  }
  let reader = ''
  for (let n = 0; n < SUBSCRIBERS; n++) {
    const wishes = [{ digest: digests[n % 3]!.id, topics: 'all' as const }]
    const taken = await takeIn(ports, aRequest({ address: `reader${n}@mail.example.net`, wishes }), 'told us')
    if (taken.kind === 'taken-in') reader ||= taken.subscriber.id
  }
  let issue = ''
  // The oldest first, so that each covers what was filed since the one before.
  for (let n = ISSUES - 1; n >= 0; n--) {
    const at = plus(start, -Math.floor(n / 3) * DAY)
    const one = {
      ...anIssue({ digest: digests[n % 3]!.id }),
      id: `iss_${n}` as const,
      slot: { name: `${at.slice(0, 16)}@UTC`, at, local: at.slice(0, 16), zone: 'UTC' },
      openedAt: at,
    }
    const counts = { ...noCounts, readers: 33_000, sent: 32_000, skipped: 1_000 }
    const cut = await ports.digests.cut(one.digest, one.edition, one.zone)
    const progress = { status: 'sending', cursor: 330, ended: true, open: {}, counts, unknown: [] } as const
    await ports.issues.open({ issue: one, progress, cut })
    await ports.issues.become({ issue: one, from: ['sending'], to: 'sent', now: plus(at, 120_000) })
    issue = one.id
  }
  return {
    [NOTHING]: '/console/nothing-here',
    articles: '/console/articles',
    'articles, filed': '/console/articles?status=filed',
    'an article': `/console/articles/${article}`,
    topics: '/console/topics',
    feeds: '/console/feeds',
    digests: '/console/digests',
    'a digest': '/console/digests/brief',
    preview: '/console/digests/brief/preview',
    issues: '/console/issues',
    'issues of a digest': '/console/issues?digest=brief',
    'an issue': `/console/issues/${issue}`,
    readers: '/console/readers',
    'readers, searched': '/console/readers?q=reader77',
    'a reader': `/console/readers/${reader}`,
    settings: '/console/settings',
  }
}

/** Twenty-five at a time, sixteen at once. */
async function copy(items: Iterable<Item>, client: Client, name: string): Promise<void> {
  const source = items[Symbol.iterator]()
  const batch = () => {
    const some: Item[] = []
    for (let next = source.next(); !next.done; next = source.next()) {
      some.push(next.value)
      if (some.length === 25) break
    }
    return some
  }
  const worker = async () => {
    for (let some = batch(); some.length > 0; some = batch())
      await client.send(
        new BatchWriteCommand({ RequestItems: { [name]: some.map((one) => ({ PutRequest: { Item: one } })) } }),
      )
  }
  await Promise.all(Array.from({ length: 16 }, worker))
}

type Client = ReturnType<typeof documentClient>

/** How many calls read something, and the units that they took by the engine's own count. */
function readsOf(client: Client) {
  let [calls, units] = [0, 0]
  client.middlewareStack.add(
    (next) => async (args) => {
      Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' })
      const result = await next(args)
      calls += 1
      const used = (result.output as { ConsumedCapacity?: unknown }).ConsumedCapacity
      for (const one of [used].flat()) units += (one as { CapacityUnits?: number } | undefined)?.CapacityUnits ?? 0
      return result
    },
    { step: 'initialize' },
  )
  return {
    forget: () => {
      calls = 0
      units = 0
    },
    so: () => ({ calls, units: Math.round(units * 10) / 10 }),
  }
}

await measure()
process.exit(0)
