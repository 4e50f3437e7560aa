import { takeIn } from '../../core/flows/take-in.ts'
import { bounds } from '../../core/model/bounds.ts'
import { fetchesNothing } from '../../core/model/fetched.ts'
import { noCounts } from '../../core/model/issue.ts'
import { renderer } from '../../emails/render.tsx'
import { parseCalendar } from '../../functions/adapters/calendar-parser.ts'
import { documentClient } from '../../functions/adapters/dynamo/client.ts'
import { readFeed } from '../../functions/adapters/feed-reader.ts'
import { addressKey, ids } from '../../functions/adapters/ids.ts'
import { linkSigner } from '../../functions/adapters/links.ts'
import { pageReader } from '../../functions/adapters/page-reader.ts'
import { proofs } from '../../functions/adapters/proofs.ts'
import { storesOn } from '../../functions/adapters/stores.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { createConsole } from '../../functions/http/console.ts'
import { newSecret } from '../../functions/http/secrets.ts'
import { createSite } from '../../functions/http/site.tsx'
import { aDigest, anArticle, anIssue, aRequest, aTopic, theSettings } from '../support/examples.ts'
import { quiet } from '../support/logs.ts'
import { machine, report, say, spread, tabulate } from './report.ts'

const FEW = 10
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 40)
const OWNER = 'owner@harbourpost.example'
const SITE = 'https://news.harbourpost.example'
const start = '2026-11-24T06:00:00.000Z'
const now = () => start
const made = ids(() => Date.parse(start))
const here = { now, wait: async () => {}, random: () => 0.5, log: quiet, ids: made, addressKey: addressKey('pepper') }
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
const client = documentClient({ endpoint: process.env.DYNAMODB_ENDPOINT!, region: 'eu-central-1', credentials })
const [few = '', many = ''] = (process.env.TABLE_NAMES ?? '').split(',')

/** A house with so many digests and topics, and one article in as many as it can be; its pages, by their names. */
async function aHouse(name: string, count: number) {
  const links = linkSigner({ current: 'k1', keys: { k1: Buffer.alloc(32, 7).toString('base64url') } })
  const ports = {
    ...here,
    ...storesOn({ ...here, client, name, nonce: made.nonce }),
    queue: { sendIssue: async () => {}, writeLetter: async () => {}, tellHook: async () => {}, report: async () => {} },
    links,
    render: renderer,
    fetch: fetchesNothing,
    courier: { refuses: () => undefined, post: async () => ({ kind: 'silent', reason: 'Nobody is told.' }) as const },
    pages: pageReader(),
    readFeed,
    readCalendar: parseCalendar,
    proofs: proofs('pepper', now),
    site: SITE,
    zones,
    importRate: 100,
  }
  await ports.settings.put(theSettings)
  const slugs = Array.from({ length: count }, (_, n) => `t${n}`)
  const idOf = (n: number) => `d${n}`
  for (let n = 0; n < count; n += 20)
    await Promise.all(
      slugs.slice(n, n + 20).map(async (slug, at) => {
        const index = n + at
        const tags = index < bounds.articleTopics ? [slug, 'sea'] : [slug]
        await ports.topics.put({ ...aTopic(slug, tags), name: `Topic ${index}` }, 'any')
        const createdAt = new Date(Date.parse('2025-01-01T00:00:00Z') + index * 60_000).toISOString()
        const topics = [slug, ...slugs.slice(0, 4)]
        const digest = aDigest({
          id: idOf(index),
          name: `Digest ${index}`,
          topics: [...new Set(topics)],
          createdAt,
          version: 0,
        })
        await ports.digests.save(undefined, digest)
        const slot = {
          name: '2026-11-23T08:00@UTC',
          at: '2026-11-23T08:00:00.000Z',
          local: '2026-11-23T08:00',
          zone: 'UTC',
        }
        const issue = { ...anIssue({ digest: digest.id }), id: `iss_${index}` as const, slot, openedAt: slot.at }
        const progress = { status: 'sending', cursor: 1, ended: true, open: {}, counts: noCounts, unknown: [] } as const
        await ports.issues.open({ issue, progress, cut: {} })
        await ports.issues.become({ issue, from: ['sending'], to: 'sent', now: start })
      }),
    )
  const under = slugs.slice(0, bounds.articleTopics)
  const article = anArticle({
    id: 'art_1',
    title: 'Forty ships',
    tags: ['sea'],
    topics: under,
    filed: Object.fromEntries(under.map((slug) => [slug, start])),
    body: ['They lie at anchor.'],
    version: 0,
  })
  await ports.articles.save(undefined, article)
  const wishes = [{ digest: idOf(count - 1), topics: 'all' as const }]
  const taken = await takeIn(ports, aRequest({ address: 'ada@mail.example.net', wishes }), 'She said so on the phone.')
  if (taken.kind !== 'taken-in') throw new Error(taken.why)
  const reader = taken.subscriber.id

  const site = createSite(ports)
  const app = createConsole(ports, 'the key', [OWNER])
  const session = newSecret()
  const attempt = { id: newSecret().id, address: OWNER, createdAt: start, tries: 0 } as const
  await ports.editors.begin(attempt)
  await ports.editors.open(attempt, { id: session.id, address: OWNER, createdAt: start, seenAt: start })
  const headers = { cookie: `__Host-tidings-session=${session.name}`, authorization: 'Bearer the key' }
  const open = async (path: string) => {
    const to = /^\/(?:console|api)/.test(path) ? app : site
    const response = await to.request(`${SITE}${path}`, { headers })
    await response.text()
    return response.status
  }
  const preferences = `/preferences/${links.sign('preferences', reader, 'k1')}`
  const pages = {
    'front page': '/',
    embed: '/embed',
    preferences,
    archive: '/d/d1',
    'an issue': '/d/d1/iss_1',
    'a text': '/a/art_1',
    feed: '/d/d1/feed.atom',
    sitemap: '/sitemap.xml',
    'console: issues': '/console/issues',
    'console: an issue': '/console/issues/iss_1',
    'console: articles': '/console/articles',
    'console: filed': '/console/articles?status=filed',
    'console: an article': '/console/articles/art_1',
    'console: topics': '/console/topics',
    'console: feeds': '/console/feeds',
    'console: digests': '/console/digests',
    'console: a digest': '/console/digests/d1',
    'console: a new digest': '/console/digests/new',
    'console: preview': '/console/digests/d1/preview',
    'console: readers': '/console/readers',
    'console: a reader': `/console/readers/${reader}`,
    'console: growth': '/console/readers/growth',
    'console: import': '/console/readers/import',
    'console: settings': '/console/settings',
    'API: topics': '/api/topics',
    'API: digests': '/api/digests?limit=100',
    'API: a digest': '/api/digests/d1',
    'API: articles': '/api/articles',
    'API: issues': '/api/digests/d1/issues',
    'API: subscribers': '/api/subscribers',
  }
  return { open, pages }
}

const MORE = 100
const began = performance.now()
const [ten, thousand] = [await aHouse(few, FEW), await aHouse(many, bounds.digests)]
say(`filled in ${Math.round((performance.now() - began) / 1000)} s\n`)

const times = new Map<string, { few: number[]; many: number[]; cpu: number[] }>()
for (let round = 0; round <= ROUNDS; round++)
  for (const [name, path] of Object.entries(ten.pages)) {
    const found = times.get(name) ?? { few: [], many: [], cpu: [] }
    times.set(name, found)
    for (const [house, into] of [
      [ten, found.few],
      [thousand, found.many],
    ] as const) {
      const [at, worked] = [performance.now(), process.cpuUsage()]
      const status = await house.open(name === 'console: a reader' || name === 'preferences' ? house.pages[name] : path)
      if (status !== 200) throw new Error(`${name}: ${status}`)
      // The first round opens connections, and compiles.
      if (round === 0) continue
      into.push(performance.now() - at)
      const { user, system } = process.cpuUsage(worked)
      if (house === thousand) found.cpu.push((user + system) / 1000)
    }
  }

const p95 = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? 0
const rounded = (value: number) => Number(value.toFixed(1))
say(`${bounds.digests} digests and ${bounds.topics} topics beside ${FEW} of each, on ${machine}\n`)
const rows = Object.fromEntries(
  [...times].map(([name, found]) => {
    const more = p95(found.many) - p95(found.few)
    return [
      name,
      {
        'ten, p95 ms': rounded(p95(found.few)),
        'a thousand': rounded(p95(found.many)),
        more: rounded(more),
        'of it CPU of ours': spread(found.cpu).median,
        holds: more < MORE,
      },
    ]
  }),
)
tabulate(rows)
const slowest = Object.entries(rows).toSorted(([, a], [, b]) => b.more - a.more)[0]!
report({
  bench: 'many',
  ratios: Object.fromEntries(
    [...times].map(([name, found]) => [name, spread(found.many.map((ms, n) => found.few[n]! / ms))]),
  ),
  counts: { 'pages-beyond': Object.values(rows).filter(({ holds }) => !holds).length },
  slowest: slowest[0],
  moreMs: slowest[1].more,
})
process.exit(0)
