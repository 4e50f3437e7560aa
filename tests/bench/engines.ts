import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { startFauxqs } from 'fauxqs'
import { keys } from '../../functions/adapters/table.ts'
import { bundled } from '../support/bundle.ts'
import { startDynoxide } from '../support/dynoxide.ts'

/** About the heap of a small function: with gigabytes free, V8 lets garbage lie, and the peak says nothing about what is kept. */
export const heap = ['--max-old-space-size=96', '--max-semi-space-size=4']

/** A table, queues and a mailbox, each in a process of its own, for senders that are bundled as on AWS. */
export async function startEngines({
  rate = 0,
  senders,
}: {
  readonly rate?: number
  readonly senders: readonly string[]
}) {
  const folder = mkdtempSync(join(tmpdir(), 'tidings-bench-'))
  await Promise.all(
    senders.map((name) => bundled(join(import.meta.dirname, `${name}.ts`), join(folder, `${name}.mjs`))),
  )
  const queues = await startFauxqs({ port: 0, logger: false })
  const engine = await startDynoxide()
  const mailboxes: ChildProcess[] = []

  return {
    folder,
    endpoint: engine.endpoint,
    /** A mailbox of its own, that allows so many requests in any second. */
    async mailbox(allowed = rate) {
      const mailbox = fork(join(import.meta.dirname, '../../local/mailbox/main.ts'), {
        execArgv: ['--disable-warning=ExperimentalWarning'],
        env: {
          ...process.env,
          // Any free one.
          MAILBOX_PORT: '0',
          MAILBOX_RATE: String(allowed),
          MAILBOX_FILE: join(folder, `mailbox-${mailboxes.length}.db`),
        },
      })
      mailboxes.push(mailbox)
      const ready = await new Promise<{ port?: number; failed?: string }>((done) => mailbox.once('message', done))
      if (!ready.port) throw new Error(ready.failed)
      const url = `http://127.0.0.1:${ready.port}`
      return {
        url,
        /** Every answer takes so long. */
        slow: (ms: number) =>
          fetch(`${url}/faults`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ kind: 'slow', ms, probability: 1, on: 'batch' }),
          }),
        accepted: async () =>
          (await (await fetch(`${url}/accepted?summary`)).json()) as { mails: number; recipients: number },
        peakMiB: () => peakOf(mailbox.pid!),
      }
    },
    /** A fresh table with so many readers, and a process of that name over it. What it sends back is the answer. */
    async run<T>(
      name: string,
      readers: number,
      mailbox: string,
      env: Readonly<Record<string, string>> = {},
    ): Promise<T> {
      const { table } = await engine.stores({ now: () => new Date().toISOString() })
      await seed(table.client, table.name, readers)
      const child = fork(join(folder, `${name}.mjs`), [], {
        execArgv: heap,
        env: {
          ...process.env,
          RESEND_BASE_URL: mailbox,
          DYNAMODB_ENDPOINT: engine.endpoint,
          SQS_ENDPOINT: `http://127.0.0.1:${queues.port}`,
          TABLE_NAME: table.name,
          READERS: String(readers),
          ...env,
        },
      })
      return new Promise((done, failed) => {
        child.once('message', (figures) => done(figures as T))
        child.once('exit', (code) => failed(new Error(`${name} ended with ${code}`)))
      })
    },
    async stop() {
      engine.stop()
      for (const mailbox of mailboxes) mailbox.kill('SIGTERM')
      await queues.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Rows of the audience alone: all that the sender reads of readers. A few calls at a time. */
async function seed(client: DynamoDBDocumentClient, name: string, count: number): Promise<void> {
  let from = 0
  const next = async () => {
    while (from < count) {
      const start = from
      from += 25
      const rows = Array.from({ length: Math.min(25, count - start) }, (_, index) => ({
        PutRequest: { Item: rowOf(start + index, count) },
      }))
      await client.send(new BatchWriteCommand({ RequestItems: { [name]: rows } }))
    }
  }
  await Promise.all([next(), next(), next(), next()])
}

/** Ids are spread over the sixteen epochs, as real ones are. */
function rowOf(n: number, count: number) {
  const spread = Math.floor((n / count) * 2 ** 32)
  const id = `sub_${spread.toString(16).padStart(8, '0')}${String(n).padStart(12, '0')}`
  return {
    ...keys.reader('brief', `main#-#${id}`),
    address: `reader${n}.${count}@mail.example.net`,
    topics: 'all',
    locale: 'en',
  }
}

/** The most memory a process has ever had; only Linux says so of another one. */
function peakOf(pid: number): number | undefined {
  try {
    const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return found ? Math.round(Number(found[1]) / 1024) : undefined
  } catch {
    return undefined
  }
}
