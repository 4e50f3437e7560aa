import { fork } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isRunning } from '../folder.ts'
import { compileCacheEnvironment } from '../host/cache.ts'
import { machineEnvironment } from '../host/environment.ts'
import { keepAlive } from '../host/keep-alive.ts'
import type { Terminal } from '../terminal.ts'
import type { EngineAddresses } from './addresses.ts'
import { dynoxideBinary } from './dynoxide.ts'
import type { EnginesOrder, EnginesWord } from './main.ts'

export type Engines = {
  /** Fails with CannotStart. */
  readonly started: Promise<EngineAddresses>
  stop(): Promise<void>
}

type Ready = Extract<EnginesWord, { ready: true }>

/** Table and queues of a data folder, in a process of their own, on ports that stay the same as long as this lives. */
export function startEngines(folder: string, terminal: Terminal): Engines {
  dynoxideBinary()
  const pidFile = join(folder, 'table.pid')

  let order: EnginesOrder = {
    tableFile: join(folder, 'table.db'),
    queuesFolder: join(folder, 'queues'),
    tablePort: 0,
    queuesPort: 0,
  }

  const tableRuns = (pid: number) => {
    terminal.line(`table pid ${pid}`)
    try {
      writeFileSync(pidFile, String(pid))
    } catch (error) {
      // It only helps the next start to end an engine that has outlived its keeper.
      terminal.line(`table.pid cannot be written (${(error as NodeJS.ErrnoException).code}): the service goes on.`)
    }
  }
  const kept = keepAlive<Ready>({
    name: 'queues',
    start: () => {
      endOrphan(pidFile, folder)
      return fork(fileURLToPath(new URL('./main.ts', import.meta.url)), [JSON.stringify(order)], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        execArgv: ['--disable-warning=ExperimentalWarning'],
        env: { ...machineEnvironment(process.env), ...compileCacheEnvironment() },
      })
    },
    onReady: (ready) => {
      order = { ...order, tablePort: ready.tablePort, queuesPort: ready.queuesPort }
      tableRuns(ready.tablePid)
    },
    onMessage: (word) => {
      if ('tablePid' in (word as object)) tableRuns((word as { tablePid: number }).tablePid)
    },
    terminal,
  })
  return {
    started: kept.first.then((ready) => ({
      tableUrl: `http://127.0.0.1:${ready.tablePort}`,
      queuesUrl: `http://127.0.0.1:${ready.queuesPort}`,
    })),
    async stop() {
      await kept.stop()
      // A keeper that was not done in time was killed, and could end nothing any more.
      endOrphan(pidFile, folder)
      rmSync(pidFile, { force: true })
    },
  }
}

/** A table engine that outlived its keeper would hold file and port: both host and keeper were killed, it was not. */
function endOrphan(pidFile: string, folder: string): void {
  if (!existsSync(pidFile)) return
  const pid = Number(readFileSync(pidFile, 'utf8'))
  if (isRunning(pid, join(folder, 'table.db'))) process.kill(pid, 'SIGKILL')
}
