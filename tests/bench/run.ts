import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb'
import { startFauxqs } from 'fauxqs'
import { keys } from '../../functions/adapters/table.ts'
import { bundled } from '../support/bundle.ts'
import { startDynoxide } from '../support/dynoxide.ts'
import { collecting } from './collect.ts'
import { consoling } from './console.ts'
import { importing } from './import.ts'
import { rendering } from './render.ts'
import { signup } from './signup.ts'

/** About the heap of a small function: with gigabytes free, V8 lets garbage lie, and the peak says nothing about what is kept. */
const heap = ['--max-old-space-size=96', '--max-semi-space-size=4']

/** Each bench runs ours and the other way in one go, on the same engines, each in a process of its own. */
const benches: Record<string, () => Promise<void>> = {
  render: () => rendering(),
  send,
  signup,
  import: () => importing(heap),
  collect: () => collecting(heap),
  console: consoling,
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in benches))
if (unknown.length > 0) {
  console.error(`There is no bench "${unknown.join(', ')}": there are ${Object.keys(benches).join(', ')}.`)
  process.exit(1)
}
for (const name of asked.length > 0 ? asked : Object.keys(benches)) await benches[name]!()
process.exit(0)

type Figures = {
  readers: number
  seconds: number
  cpuSeconds: number
  peakMiB: number
  writeUnits: number
  readUnits: number
}

/** A digest of ten articles to 10,000 readers, from the tick to the mailbox, beside React Email rendered and posted once a reader. */
async function send(): Promise<void> {
  const readers = Number(process.env.BENCH_READERS ?? 10_000)
  const few = 1_000
  const sample = 300
  const folder = mkdtempSync(join(tmpdir(), 'tidings-bench-'))
  const bundle = (name: string) => bundled(join(import.meta.dirname, `${name}.ts`), join(folder, `${name}.mjs`))
  await Promise.all([bundle('sender'), bundle('naive')])
  const queues = await startFauxqs({ port: 0, logger: false })
  const mailboxPort = await freePort()
  const mailbox = fork(join(import.meta.dirname, '../../local/mailbox/main.ts'), {
    env: {
      ...process.env,
      MAILBOX_PORT: String(mailboxPort),
      MAILBOX_RATE: '0',
      MAILBOX_FILE: join(folder, 'mailbox.db'),
    },
  })
  await new Promise((ready) => mailbox.once('message', ready))
  const engine = await startDynoxide()
  const now = () => new Date().toISOString()

  const measure = async (file: string, count: number): Promise<Figures> => {
    const { table } = await engine.stores({ now })
    await seed(table.client, table.name, count)
    const child = fork(join(folder, `${file}.mjs`), [], {
      execArgv: heap,
      env: {
        ...process.env,
        RESEND_BASE_URL: `http://127.0.0.1:${mailboxPort}`,
        DYNAMODB_ENDPOINT: engine.endpoint,
        SQS_ENDPOINT: `http://127.0.0.1:${queues.port}`,
        TABLE_NAME: table.name,
        READERS: String(count),
      },
    })
    return new Promise((done, failed) => {
      child.once('message', (figures) => done(figures as Figures))
      child.once('exit', (code) => failed(new Error(`${file} ended with ${code}`)))
    })
  }
  console.log(`10 articles, on ${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}\n`)
  const naive = await measure('naive', sample)
  const small = await measure('sender', few)
  const ours = await measure('sender', readers)
  const accepted = await (await fetch(`http://127.0.0.1:${mailboxPort}/accepted?summary`)).json()

  const rate = (one: Figures) => one.readers / one.seconds
  const cpu = (one: Figures) => one.cpuSeconds / one.readers
  const per100 = (units: number) => Math.round((units / ours.readers) * 1000) / 10
  const round = (value: number) => Math.round(value * 10) / 10
  console.table({
    'React Email and one call a reader': {
      readers: naive.readers,
      'readers/s': Math.round(rate(naive)),
      'CPU ms/reader': round(cpu(naive) * 1000),
      'peak MiB': naive.peakMiB,
    },
    'Tidings, few': {
      readers: small.readers,
      'readers/s': Math.round(rate(small)),
      'CPU ms/reader': Math.round(cpu(small) * 1e5) / 100,
      'peak MiB': small.peakMiB,
    },
    Tidings: {
      readers: ours.readers,
      'readers/s': Math.round(rate(ours)),
      'CPU ms/reader': Math.round(cpu(ours) * 1e5) / 100,
      'peak MiB': ours.peakMiB,
    },
  })
  console.log(
    JSON.stringify({
      bench: 'send',
      ratios: {
        'readers-per-second': round(rate(ours) / rate(naive)),
        'cpu-per-reader': round(cpu(naive) / cpu(ours)),
        'memory-many-to-few': round(ours.peakMiB / small.peakMiB),
      },
      writeUnitsPer100: per100(ours.writeUnits),
      readUnitsPer100: per100(ours.readUnits),
      peakMiB: ours.peakMiB,
      accepted,
    }),
  )
  engine.stop()
  mailbox.kill('SIGTERM')
  await queues.stop()
  rmSync(folder, { recursive: true, force: true })
}

/** Rows of the audience alone: all that the sender reads of readers. */
async function seed(
  client: Awaited<ReturnType<Awaited<ReturnType<typeof startDynoxide>>['stores']>>['table']['client'],
  name: string,
  count: number,
) {
  for (let from = 0; from < count; from += 25) {
    const rows = Array.from({ length: Math.min(25, count - from) }, (_, index) => {
      const id = `sub_${Math.floor(((from + index) / count) * 2 ** 32)
        .toString(16)
        .padStart(8, '0')}${String(from + index).padStart(12, '0')}`
      const item = {
        ...keys.reader('brief', `main#-#${id}`),
        address: `reader${from + index}.${count}@mail.example.net`,
        topics: 'all',
        locale: 'en',
      }
      return { PutRequest: { Item: item } }
    })
    await client.send(new BatchWriteCommand({ RequestItems: { [name]: rows } }))
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
