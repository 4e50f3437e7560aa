import { importReaders } from '../../core/flows/import-readers.ts'
import { takeIn } from '../../core/flows/take-in.ts'
import { documentClient } from '../../functions/adapters/dynamo/client.ts'
import { ids } from '../../functions/adapters/ids.ts'
import { storesOn } from '../../functions/adapters/stores.ts'
import { readCsv } from '../../functions/http/api/reader-csv.ts'
import { aDigest, aRequest } from '../support/examples.ts'
import { quiet } from '../support/logs.ts'

/** One list into one table, our way or row by row; `AWAY`: how many milliseconds the table is away. */
const count = Number(process.env.READERS)
const away = Number(process.env.AWAY)
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
  { step: 'finalizeRequest' },
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
const ports = { ...world, ...storesOn(table) }
const digest = aDigest()
await ports.digests.save(undefined, digest)
const file = new TextEncoder().encode(
  `email,zone\n${Array.from({ length: count }, (_, n) => `reader${n}.${count}@mail.example.net,Europe/Berlin\n`).join('')}`,
)

const started = process.cpuUsage()
const at = performance.now()
let added = 0
if (process.env.WAY === 'ours') {
  const result = await importReaders(ports, { digest, attestation: 'the list', dryRun: false }, readCsv(file))
  if (result.ok) added = result.value.added
} else {
  for await (const line of readCsv(file)) {
    if (!('cells' in line) || line.row === 1) continue
    const [address, zone] = line.cells as [string, string]
    const taken = await takeIn(ports, aRequest({ address, zone }), 'the list')
    if (taken.kind === 'taken-in') added += 1
  }
}
if (added !== count) throw new Error(`took in ${added} of ${count}`)
const seconds = (performance.now() - at) / 1000
const { user, system } = process.cpuUsage(started)
process.send!(
  {
    rows: count,
    seconds,
    cpuSeconds: (user + system) / 1e6,
    peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  },
  () => process.exit(0),
)
