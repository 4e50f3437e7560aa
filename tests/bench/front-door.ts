import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { Hono } from 'hono'
import { takeIn } from '../../core/flows/take-in.ts'
import { epochMs, instant, MINUTE } from '../../core/model/time.ts'
import { documentClient } from '../../functions/adapters/dynamo/client.ts'
import { addressKey, ids } from '../../functions/adapters/ids.ts'
import { linkSigner } from '../../functions/adapters/links.ts'
import { proofs } from '../../functions/adapters/proofs.ts'
import { storesOn } from '../../functions/adapters/stores.ts'
import { tableDefinition } from '../../functions/adapters/table.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { createSite } from '../../functions/http/site.tsx'
import { aDigest, aRequest, aTopic, theSettings } from '../support/examples.ts'
import { quiet } from '../support/logs.ts'
import type { SignUpFigures } from './signup.ts'

/**
 * The front door on the table engine: real routes, pages, counters, proofs and letters; the queue takes no time. Beside it
 * an empty handler of the same framework. Then whether the time that it takes tells a reader from a stranger (T02).
 */
const SAMPLE = 500
const AT_ONCE = 16

const count = Number(process.env.SIGNUPS)
const now = () => new Date().toISOString()
const proving = proofs('pepper', now)
const earlier = proofs('pepper', () => instant(epochMs(now()) - MINUTE))
const client = documentClient({
  endpoint: process.env.DYNAMODB_ENDPOINT!,
  region: 'eu-central-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
})
let tables = 0

/** A site over a table of its own: counters begin at nought. */
async function aSite() {
  const world = {
    now,
    log: quiet,
    ids: ids(),
    random: Math.random,
    wait: (ms: number) => new Promise<void>((done) => setTimeout(done, ms)),
  }
  const name = `signup-${++tables}`
  await client.send(new CreateTableCommand(tableDefinition(name)))
  const ports = {
    ...world,
    ...storesOn({ ...world, client, name, addressKey: addressKey('pepper'), nonce: world.ids.nonce }),
    zones,
    proofs: proving,
    links: linkSigner({ current: 'k1', keys: { k1: Buffer.alloc(32, 7).toString('base64url') } }),
    site: 'https://news.harbourpost.example',
    queue: { sendIssue: async () => {}, writeLetter: async () => {}, report: async () => {}, tellHook: async () => {} },
  }
  await ports.settings.put(theSettings)
  for (const slug of ['trade', 'city']) await ports.topics.put(aTopic(slug), 'any')
  await ports.digests.save(undefined, aDigest())
  return { ports, app: createSite(ports) }
}

type App = Pick<Hono, 'request'>
let asked = 0
async function formOf(email: string, more: Readonly<Record<string, string>> = {}) {
  const challenge = (await earlier.challenge({ cost: 1, from: 1, to: 2 })) as Parameters<
    typeof solveChallenge
  >[0]['challenge']
  const solution = await solveChallenge({ challenge, deriveKey })
  const altcha = btoa(JSON.stringify({ challenge, solution }))
  const body = new URLSearchParams({ email, digest: 'brief', topic: 'brief/trade', altcha, ...more })
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const n = asked++
  return {
    init: { method: 'POST', body: String(body), headers },
    ip: `${11 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}.7`,
  }
}
type Form = Awaited<ReturnType<typeof formOf>>
async function timed(app: App, { init, ip }: Form): Promise<number> {
  const at = performance.now()
  const answer = await app.request('/subscribe', init, { event: { requestContext: { http: { sourceIp: ip } } } })
  await answer.text()
  if (answer.status !== 202) throw new Error(`the door answered ${answer.status}`)
  return performance.now() - at
}
const forms = (many: number, name: string) =>
  Promise.all(Array.from({ length: many }, (_, n) => formOf(`${name}${n}@host${n % 97}.example.net`)))

async function measure(app: App, name: string) {
  for (const form of await forms(200, `${name}-warm`)) await timed(app, form)
  const one: number[] = []
  for (const form of await forms(SAMPLE, `${name}-one`)) one.push(await timed(app, form))
  const waiting = await forms(count, `${name}-many`)
  const at = performance.now()
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let form = waiting.pop(); form; form = waiting.pop()) await timed(app, form)
    }),
  )
  return { rate: count / ((performance.now() - at) / 1000), p50: quantile(one, 0.5), p99: quantile(one, 0.99) }
}

const empty = new Hono().post('/subscribe', async (c) => {
  await c.req.parseBody()
  return c.text('', 202)
})
const nothing = await measure(empty, 'nobody')
const ours = await measure((await aSite()).app, 'reader')

// In an order of chance: whatever the machine does meanwhile happens to all of them.
const { ports, app } = await aSite()
const address = (who: string, n: number) => `${who}${n}@host${n % 97}.example.net`
for (let n = 0; n < SAMPLE; n++) await takeIn(ports, aRequest({ address: address('known', n) }), 'told us')
const times = { known: [] as number[], fresh: [] as number[], robot: [] as number[] }
const knocks: { who: keyof typeof times; form: Form; chance: number }[] = []
for (const who of ['known', 'fresh', 'robot'] as const)
  for (let n = 0; n < SAMPLE; n++) {
    const form = await formOf(address(who, n), who === 'robot' ? { website: 'x' } : {})
    knocks.push({ who, form, chance: Math.random() })
  }
for (const { who, form } of knocks.toSorted((a, b) => a.chance - b.chance)) times[who].push(await timed(app, form))

const figures: SignUpFigures = {
  nothing,
  ours,
  sample: SAMPLE,
  critical: 1.358 * Math.sqrt(2 / SAMPLE),
  same: distance(times.known, times.fresh),
  control: distance(times.known, times.robot),
}
process.send!(figures, () => process.exit(0))

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
}

/** Kolmogorov and Smirnov's: the greatest distance between the two cumulated shares. */
function distance(a: readonly number[], b: readonly number[]): number {
  const share = (values: readonly number[], at: number) => values.filter((value) => value <= at).length / values.length
  return Math.max(...[...a, ...b].map((at) => Math.abs(share(a, at) - share(b, at))))
}
