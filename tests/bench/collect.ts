import { execFileSync, fork } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseRssFeed } from 'feedsmith'
import { collectDue, collectFeed } from '../../core/flows/collect.ts'
import type { Source } from '../../core/model/source.ts'
import type { Ports } from '../../core/ports.ts'
import { parseFeed } from '../../functions/adapters/feed-parser.ts'
import { readFeed } from '../../functions/adapters/feed-reader.ts'
import { feedReader } from '../../functions/adapters/feed-thread.ts'
import { ids } from '../../functions/adapters/ids.ts'
import { safeFetch } from '../../functions/adapters/safe-fetch.ts'
import { functions } from '../../stacks/manifest.ts'
import { startDynoxide } from '../support/dynoxide.ts'
import { aSource, aTopic } from '../support/examples.ts'
import { quiet } from '../support/logs.ts'
import { createMemory, type Stores } from '../support/memory.ts'
import { report, say, tabulate } from './report.ts'

const FEEDS = 40
const ON_TABLE = 10
const ENTRIES = 50
/** As many as one run is to look at, of servers that take their time. */
const UNCHANGED = 1_000
const ANSWER_MS = 200

/** A feed as they come: fifty entries with a paragraph of HTML, categories, an author and a date. */
function aFeed(feed: number, mark = '', entries = ENTRIES): Uint8Array {
  const items = Array.from({ length: entries }, (_, n) => {
    const words = `Story ${n} of paper ${feed}: forty ships at anchor, talks resume at noon, and nobody knows for how long. `
    return `<item><title>${words.slice(0, 60)}</title><link>https://paper${feed}.example/2026/11/${n}?utm_source=rss</link>
      <guid isPermaLink="false">paper-${feed}-${n}</guid><dc:creator>Ada Reed</dc:creator><category>Trade</category><category>World/China</category>
      <pubDate>Tue, 24 Nov 2026 05:${String(n % 60).padStart(2, '0')}:00 GMT</pubDate>
      <description><![CDATA[<p>${words.repeat(3)}</p><p><a href="/more">Continue reading...</a></p><img src="/${n}.jpg" width="640">]]></description></item>`
  })
  const head = `<title>Paper ${feed}</title><link>https://paper${feed}.example/</link><language>en</language>`
  return Buffer.from(
    `<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>${head}${items.join('')}</channel></rss>${mark}`,
  )
}

/** A feed with years of entries, a sentence each: ten thousand of them are within the 5 MB that are read. */
function aShortFeed(entries: number): Uint8Array {
  const items = Array.from({ length: entries }, (_, n) => {
    const day = new Date(Date.UTC(2026, 10, 20) - n * 9 * 3_600_000).toUTCString()
    return `<item><title>Story ${n}: forty ships at anchor</title><link>https://paper.example/story/${n}</link><guid isPermaLink="false">story-${n}</guid><category>Trade</category><pubDate>${day}</pubDate><description>Talks resume at noon, and nobody knows for how long.</description></item>`
  })
  return Buffer.from(
    `<?xml version="1.0"?><rss version="2.0"><channel><title>Paper</title><link>https://paper.example/</link>${items.join('')}</channel></rss>`,
  )
}

const clock = { now: '2026-11-24T06:00:00.000Z' }
const now = () => clock.now

/** Reading feeds from bytes to filed articles, beside the parser alone; what it costs the table; and a feed that never ends. */
export async function collecting(heap: readonly string[]): Promise<void> {
  const feeds = Array.from({ length: FEEDS }, (_, n) => aFeed(n))
  const again = feeds.map((_, n) => aFeed(n, '<!-- later -->'))
  const bytes = feeds.reduce((sum, one) => sum + one.length, 0)

  const bare = await best(() => rate(FEEDS, async (n) => void parseRssFeed(new TextDecoder().decode(feeds[n]))))
  const words = await best(() => rate(FEEDS, async (n) => void parseFeed(feeds[n]!)))

  const inThread = feedReader()
  const threaded = await best(() =>
    rate(FEEDS, async (n) => void (await inThread(feeds[n]!, { url: 'https://a.example/' }))),
  )
  const python = feedparser(feeds)

  const memory: Awaited<ReturnType<typeof aCollector>>[] = []
  const filed = await best(async () => {
    const one = await aCollector(createMemory({ now }), FEEDS)
    memory.push(one)
    return rate(FEEDS, (n) => one.collect(n, feeds[n]!, ENTRIES))
  })
  const known = await best(async () => {
    const one = memory.pop()!
    return rate(FEEDS, (n) => one.collect(n, again[n]!, 0))
  })

  const engine = await startDynoxide()
  const { table, ...stores } = await engine.stores({ now })
  const units = unitsOf(table.client)
  const onTable = await aCollector(stores, ON_TABLE)
  // Whoever comes first opens the connections.
  await onTable.collect(0, feeds[0]!, ENTRIES)
  units.forget()
  const tableFiled = await rate(ON_TABLE - 1, (n) => onTable.collect(n + 1, feeds[n + 1]!, ENTRIES))
  const newArticle = units.per((ON_TABLE - 1) * ENTRIES)
  const tableKnown = await rate(ON_TABLE, (n) => onTable.collect(n, again[n]!, 0))
  const reread = units.per(ON_TABLE)
  await rate(ON_TABLE, (n) => onTable.collect(n, feeds[n]!, 0))
  const unchanged = units.per(ON_TABLE)
  await onTable.run(0)
  const notDue = units.per(ON_TABLE)
  clock.now = '2026-11-24T06:30:00.000Z'
  await onTable.run(ON_TABLE)
  const due = units.per(ON_TABLE)

  const unchangedRun = await runOf(UNCHANGED, (await engine.stores({ now: realNow })) satisfies Stores)
  const look = async (entries: number) =>
    firstLook(heap, entries, engine.endpoint, await engine.stores({ now: realNow }))
  const [hundred, tenThousand] = [await look(100), await look(10_000)]
  engine.stop()

  const small = await peak(heap, 0.1)
  const endless = await peak(heap, 50)

  const round = (value: number, digits = 2) => Number(value.toFixed(digits))
  say(
    `${FEEDS} feeds of ${ENTRIES} entries, ${round(bytes / 1e6, 1)} MB, on ${cpus().length} × ${cpus()[0]?.model.trim()}\n`,
  )
  tabulate({
    'feedsmith alone': { 'entries/s': Math.round(bare) },
    'in words (decoded, HTML as text, links whole)': { 'entries/s': Math.round(words) },
    'in words, in the thread that reads feeds': { 'entries/s': Math.round(threaded) },
    ...(python === undefined ? {} : { "Python's feedparser": { 'entries/s': Math.round(python) } }),
    'filed, stores in memory': { 'entries/s': Math.round(filed) },
    'filed, on the table engine': { 'entries/s': Math.round(tableFiled) },
    'known already, in memory': { 'entries/s': Math.round(known) },
    'known already, on the table engine': { 'entries/s': Math.round(tableKnown) },
  })
  tabulate({ 'a new article': newArticle, 'a feed read, nothing new': reread, 'an unchanged feed': unchanged })
  tabulate({ 'a run, per feed not due': notDue, 'a run, per unchanged feed that is': due })
  if (python === undefined) say('feedparser is not here to stand beside: apt-get install python3-feedparser')
  say(
    `A run over ${UNCHANGED} unchanged feeds, each answered in ${ANSWER_MS} ms: ${unchangedRun.looked} looked at, ${unchangedRun.left} left, ${round(unchangedRun.share)} of its time.`,
  )
  say(
    `A first look at 10,000 entries: ${tenThousand.said}, peak ${tenThousand.peakMiB} MiB; at 100: ${hundred.said}, ${hundred.peakMiB} MiB.`,
  )
  say(`A feed of 50 MB: "${endless.said}", peak ${endless.peakMiB} MiB, beside ${small.peakMiB} MiB for one of 0.1 MB.`)
  report({
    bench: 'collect',
    ratios: {
      'words-to-bare-parser': round(words / bare),
      'thread-to-bare-parser': round(threaded / bare),
      ...(python === undefined ? {} : { 'thread-to-feedparser': round(threaded / python) }),
      'filed-in-memory-to-bare-parser': round(filed / bare),
      'filed-on-table-to-bare-parser': round(tableFiled / bare, 3),
      'known-to-bare-parser': round(known / bare),
      'time-of-1000-unchanged-to-timeout': round(unchangedRun.share),
      'memory-10000-to-100-entries': round(tenThousand.peakMiB / hundred.peakMiB),
      'memory-50-MB-to-0.1-MB': round(endless.peakMiB / small.peakMiB),
    },
    newArticle,
    reread,
    unchanged,
    notDue,
    due,
    peakMiB: endless.peakMiB,
  })
}

/** The best of three: others work on this machine too. */
async function best(measure: () => Promise<number>): Promise<number> {
  return Math.max(await measure(), await measure(), await measure())
}

/** Entries a second. */
async function rate(feeds: number, act: (n: number) => Promise<void>): Promise<number> {
  const started = performance.now()
  for (let n = 0; n < feeds; n++) await act(n)
  return (feeds * ENTRIES) / ((performance.now() - started) / 1000)
}

async function aCollector(stores: Stores, feeds: number) {
  let given: Uint8Array = new Uint8Array()
  const made = ids()
  const fetch: Ports['fetch'] = async ({ url }) => ({ kind: 'ok', url, bytes: given, contentType: 'text/xml' })
  const ports = { ...stores, ids: made, now, log: quiet, readFeed, fetch }
  await ports.topics.put(aTopic('trade'), 'any')
  const sources: Source[] = []
  for (let n = 0; n < feeds; n++) {
    const url = `https://paper${n}.example/feed`
    const source = aSource({ id: made.feed(url), url })
    await ports.feeds.save(undefined, source)
    sources.push(source)
  }
  return {
    async collect(n: number, bytes: Uint8Array, expected: number) {
      given = bytes
      const look = await collectFeed(ports, sources[n]!.id)
      if (look?.kind !== 'read' || look.found.added !== expected) throw new Error(JSON.stringify(look))
    },
    /** A run that finds so many due, and each as it was. */
    async run(expected: number) {
      const asked: Ports['fetch'] = async () => ({ kind: 'unchanged' })
      const found = await collectDue({ ...ports, fetch: asked })
      if (found.feeds !== expected || found.added + found.failed > 0) throw new Error(JSON.stringify(found))
    },
  }
}

type Client = Awaited<ReturnType<Awaited<ReturnType<typeof startDynoxide>>['stores']>>['table']['client']

/** What the table counts for its requests. */
function unitsOf(client: Client) {
  let spent = { reads: 0, writes: 0, requests: 0 }
  client.middlewareStack.add(
    (next, context) => async (args) => {
      Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' })
      const result = await next(args)
      const { ConsumedCapacity } = result.output as { ConsumedCapacity?: unknown }
      for (const one of [ConsumedCapacity].flat() as ({ CapacityUnits?: number } | undefined)[])
        spent[/Get|Query/.test(context.commandName ?? '') ? 'reads' : 'writes'] += one?.CapacityUnits ?? 0
      spent.requests += 1
      return result
    },
    { step: 'initialize' },
  )
  const forget = () => {
    spent = { reads: 0, writes: 0, requests: 0 }
  }
  return {
    forget,
    per(count: number) {
      const round = (value: number) => Number((value / count).toFixed(2))
      const { reads, writes, requests } = spent
      forget()
      return { 'read units': round(reads), 'write units': round(writes), requests: round(requests) }
    },
  }
}

const realNow = () => new Date().toISOString()

/** One run of `collect` over feeds that have nothing new, on a server that takes its time; what share of its timeout it takes. */
async function runOf(feeds: number, stores: Stores) {
  const { port, close } = await serving((_, response) => {
    setTimeout(() => response.writeHead(304).end(), ANSWER_MS)
  })
  const made = ids()
  for (let n = 0; n < feeds; n++) {
    const url = `http://127.0.0.1:${port}/${n}`
    await stores.feeds.save(undefined, aSource({ id: made.feed(url), url, etag: '"1"', createdAt: realNow() }))
  }
  const fetch = safeFetch({ allowPrivate: true })
  const started = performance.now()
  const run = await collectDue({ ...stores, ids: made, now: realNow, log: quiet, readFeed, fetch })
  const seconds = (performance.now() - started) / 1000
  close()
  if (run.failed + run.added > 0) throw new Error(JSON.stringify(run))
  return { looked: run.feeds, left: run.left, share: seconds / functions.collect.timeoutSeconds }
}

/** The peak of a small process that looks at a feed for the first time, and sets so many entries aside as earlier. */
async function firstLook(
  heap: readonly string[],
  entries: number,
  endpoint: string,
  { table, feeds }: Awaited<ReturnType<Awaited<ReturnType<typeof startDynoxide>>['stores']>>,
) {
  const bytes = aShortFeed(entries)
  const { port, close } = await serving((_, response) =>
    response.writeHead(200, { 'content-type': 'text/xml' }).end(bytes),
  )
  const url = `http://127.0.0.1:${port}/`
  const id = ids().feed(url)
  await feeds.save(undefined, aSource({ id, url, createdAt: realNow(), newSince: realNow() }))
  const figures = await figuresOf('first-look.ts', [id], heap, { DYNAMODB_ENDPOINT: endpoint, TABLE_NAME: table.name })
  close()
  return figures
}

/** Debian's own, for which its packages are; another may stand before it in the path. */
const PYTHON = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3'

/** Entries a second of Python's feedparser over the same bytes, in one process that reads all of them; undefined where it is not installed. */
function feedparser(feeds: readonly Uint8Array[]): number | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'tidings-bench-'))
  feeds.forEach((bytes, n) => {
    writeFileSync(join(folder, `${n}.xml`), bytes)
  })
  const program = `
import feedparser, glob, sys, time
texts = [open(path, 'rb').read() for path in glob.glob(sys.argv[1] + '/*.xml')]
best = 0
for _ in range(3):
    started = time.perf_counter()
    entries = sum(len(feedparser.parse(text).entries) for text in texts)
    best = max(best, entries / (time.perf_counter() - started))
print(best)`
  try {
    return Number(
      execFileSync(PYTHON, ['-c', program, folder], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    )
  } catch {
    return undefined
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function serving(answer: RequestListener) {
  const server = createServer(answer)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { port: (server.address() as AddressInfo).port, close }
}

type Figures = { readonly said: string; readonly peakMiB: number }

/** What a small process says of itself. */
async function figuresOf(
  file: string,
  args: readonly string[],
  heap: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Figures> {
  const child = fork(join(import.meta.dirname, file), [...args], {
    execArgv: [...heap, '--disable-warning=ExperimentalWarning'],
    env: { ...process.env, ...env },
  })
  return new Promise((done, failed) => {
    child.once('message', (message) => done(message as Figures))
    child.once('exit', (code) => failed(new Error(`${file} ended with ${code}`)))
  })
}

/** The peak of a small process that fetches a feed of so many megabytes from this one, and reads it. */
async function peak(heap: readonly string[], megabytes: number): Promise<Figures> {
  const piece = Buffer.from(`<item><title>${'Forty ships. '.repeat(70)}</title></item>\n`)
  const { port, close } = await serving((_, response) => {
    response.writeHead(200, { 'content-type': 'text/xml' })
    let sent = 0
    const more = () => {
      while (sent < megabytes * 1e6 && !response.destroyed) {
        sent += piece.length
        if (!response.write(piece)) return void response.once('drain', more)
      }
      response.end()
    }
    response.write('<rss><channel>')
    more()
  })
  const figures = await figuresOf('big-feed.ts', [`http://127.0.0.1:${port}/`], heap)
  close()
  return figures
}
