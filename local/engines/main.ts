/**
 * The small process that both engines live in: the queues in it, the table beside it. It belongs to the host: when the
 * host is gone, however that came about, so are the engines, and nothing holds the data file.
 */
import { mkdirSync } from 'node:fs'
import type { FauxqsServer } from 'fauxqs'
import { startQueues } from './queues.ts'
import { runTable } from './table.ts'

export type EnginesOrder = {
  readonly tableFile: string
  readonly queuesFolder: string
  /** 0: any free one. A restart asks for the ports it had: the functions know them by their environment. */
  readonly tablePort: number
  readonly queuesPort: number
}

export type EnginesWord =
  | { readonly ready: true; readonly tablePort: number; readonly queuesPort: number; readonly tablePid: number }
  /** The table's engine was started again. */
  | { readonly tablePid: number }
  | { readonly failed: string }

const order = JSON.parse(process.argv[2] ?? '') as EnginesOrder
const tell = (word: EnginesWord) => process.send?.(word, () => {})

let queues: FauxqsServer | undefined
const table = runTable(order.tableFile, order.tablePort, (tablePid) => tell({ tablePid }))

async function end(): Promise<never> {
  await Promise.allSettled([queues?.stop(), table.stop()])
  process.exit(0)
}

// Ctrl-C reaches the whole process group: the host says when work is done and the engines may go.
process.on('SIGINT', () => {})
process.on('SIGHUP', () => {})
process.on('SIGTERM', () => void end())
process.on('disconnect', () => {
  table.kill()
  process.exit(0)
})
process.on('exit', () => table.kill())

try {
  mkdirSync(order.queuesFolder, { recursive: true })
  queues = await startQueues(order.queuesFolder, order.queuesPort)
  const { port, pid } = await table.started
  tell({ ready: true, tablePort: port, queuesPort: queues.port, tablePid: pid })
} catch (error) {
  const failed = error instanceof Error ? error.message : String(error)
  process.send?.({ failed } satisfies EnginesWord, () => process.exit(1))
}
