import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { freePort } from '../ports.ts'
import { dynoxideBinary } from './dynoxide.ts'

type Started = { readonly port: number; readonly pid: number }

export type Table = {
  /** Settles at the first start; fails with a sentence. */
  readonly started: Promise<Started>
  /** Waits a second for the file to be closed properly, then ends it. SQLite's log bears the rest. */
  stop(): Promise<void>
  kill(): void
}

/** Who looks for a free port beside us finds the same one now and then; ten times in a row nobody does. */
const ATTEMPTS = 10

/**
 * Runs the table's engine on a file, or in memory without one, and, whenever it ends, runs it again on the same port:
 * Ctrl-C reaches it too, before the functions are done.
 */
export function runTable(file: string | undefined, wantedPort: number, restarted: (pid: number) => void): Table {
  let child: ChildProcess | undefined
  let ending = false

  async function start(port: number): Promise<Started> {
    const kept = file === undefined ? [] : ['--db-path', file]
    const engine = spawn(dynoxideBinary(), ['--port', String(port), ...kept], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = engine
    await listening(engine)
    engine.once('exit', () => ending || again(port))
    return { port, pid: engine.pid ?? 0 }
  }

  function again(port: number, wait = 0): void {
    setTimeout(() => {
      if (ending) return
      start(port).then(
        ({ pid }) => restarted(pid),
        () => again(port, Math.min(2_000, wait * 2 + 50)),
      )
    }, wait)
  }

  /** A free port may be somebody else's a moment later. */
  async function firstStart(): Promise<Started> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await start(wantedPort === 0 ? await freePort() : wantedPort)
      } catch (error) {
        if (attempt === ATTEMPTS || wantedPort !== 0) throw error
      }
    }
  }

  return {
    started: firstStart(),
    async stop() {
      ending = true
      if (!child || child.exitCode !== null || child.signalCode !== null) return
      const gone = new Promise((resolve) => child?.once('exit', resolve))
      child.kill('SIGTERM')
      const late = setTimeout(() => child?.kill('SIGKILL'), 1_000)
      await gone
      clearTimeout(late)
    },
    kill() {
      ending = true
      child?.kill('SIGKILL')
    },
  }
}

/** Resolves when the engine says that it listens; fails with its last words if it ends before that. */
const listening = (engine: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let words = ''
    const read = (line: string) => {
      if (line.includes('listening on')) resolve()
      words = line.trim() || words
    }
    if (engine.stdout) createInterface(engine.stdout).on('line', read)
    if (engine.stderr) createInterface(engine.stderr).on('line', read)
    const failed = (why: string) => reject(new Error(`The table's engine does not start (${words || why}).`))
    engine.once('error', (error) => failed(error.message))
    engine.once('close', (code, signal) => failed(signal ?? `exit code ${code}`))
  })
