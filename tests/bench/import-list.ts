import { readFileSync } from 'node:fs'
import { putDownList, putDownMore } from '../../core/flows/put-down-list.ts'
import { takeIn } from '../../core/flows/take-in.ts'
import { takeInLists } from '../../core/flows/take-in-list.ts'
import { documentClient } from '../../functions/adapters/dynamo/client.ts'
import { ids } from '../../functions/adapters/ids.ts'
import { storesOn } from '../../functions/adapters/stores.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { readCsv } from '../../functions/http/api/reader-csv.ts'
import { aDigest, aRequest } from '../support/examples.ts'
import { quiet } from '../support/logs.ts'

export type Way = 'one-by-one' | 'put-down' | 'take-in' | 'count'
export type Figures = {
  readonly rows: number
  readonly seconds: number
  readonly cpuSeconds: number
  readonly peakMiB: number
}

/** One step of a list, in one table; `AWAY`: how many milliseconds the table is away. */
const count = Number(process.env.READERS)
const away = Number(process.env.AWAY)
/** Rows of a piece: less than 4 MB. */
const PIECE = 50_000
const MINUTE = 60_000

const client = documentClient({
  region: 'eu-central-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  endpoint: process.env.DYNAMODB_ENDPOINT!,
})
client.middlewareStack.add(
  (next) => async (args) => {
    if (away > 0) await new Promise((resolve) => setTimeout(resolve, away))
    return next(args)
  },
  { step: 'finalizeRequest', priority: 'low' },
)
const world = {
  now: () => new Date().toISOString(),
  wait: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
  ids: ids(),
  log: quiet,
}
const table = {
  ...world,
  client,
  name: process.env.TABLE_NAME!,
  addressKey: (address: string) => address,
  nonce: world.ids.nonce,
}
const ports = { ...world, zones, ...storesOn(table), importRate: Number(process.env.RATE) }

const fileOf = (from: number, to: number): Uint8Array => {
  const rows = Array.from(
    { length: to - from },
    (_, n) => `reader${from + n}.${count}@mail.example.net,Europe/Berlin\n`,
  )
  return new TextEncoder().encode(`email,zone\n${rows.join('')}`)
}

const ways: Record<Way, () => Promise<number>> = {
  async 'one-by-one'() {
    await ports.digests.save(undefined, aDigest())
    let added = 0
    for await (const line of readCsv(fileOf(0, count))) {
      if (!('cells' in line) || line.row === 1) continue
      const [address, zone] = line.cells as [string, string]
      const taken = await takeIn(ports, aRequest({ address, zone }), 'the list')
      if (taken.kind === 'taken-in') added += 1
    }
    return added
  },

  async 'put-down'() {
    const digest = aDigest()
    await ports.digests.save(undefined, digest)
    const order = { digest: digest.id, attestation: 'the list', dryRun: false, same: 'same', isPiece: true }
    const first = await putDownList(ports, order, readCsv(fileOf(0, Math.min(PIECE, count))))
    if (!first.ok) throw new Error('it is no list')
    let rows = first.value.rows
    for (let n = 1; ; n++) {
      const to = Math.min((n + 1) * PIECE, count)
      const isLast = to === count
      const more = await putDownMore(ports, first.value.id, { n, isLast }, readCsv(fileOf(Math.min(n * PIECE, to), to)))
      if (!more.ok) throw new Error('it is no piece')
      rows = more.value.rows
      if (isLast) return rows
    }
  },

  /** Once a minute, as the clock calls it. */
  async 'take-in'() {
    for (let beat = Date.now(); ; ) {
      await takeInLists(ports)
      const [one] = await ports.imports.list(1)
      if (one?.status === 'done') return one.counts.added
      beat += MINUTE
      await world.wait(Math.max(0, beat - Date.now()))
    }
  },

  /** Who is there, whatever the list says. */
  async count() {
    const { id } = aDigest()
    let there = 0
    for (let after: string | undefined, ended = false; !ended; ) {
      const page = await ports.audience.page(id, 'main', '-', after, 1_000)
      there += page.rows.length
      after = page.last
      ended = page.ended
    }
    return there
  },
}

const started = process.cpuUsage()
const at = performance.now()
const rows = await ways[process.env.WAY as Way]()
const seconds = (performance.now() - at) / 1000
const { user, system } = process.cpuUsage(started)
const figures: Figures = {
  rows,
  seconds,
  cpuSeconds: (user + system) / 1e6,
  // Of this process alone: what the system says of its use begins with what its parent had.
  peakMiB: Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024),
}
process.send!(figures, () => process.exit(0))
