import { type ChildProcess, fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import type { Done, Job } from './work.ts'

/**
 * A schedule makes much and keeps little: with room for what is young it is swept seldom. The sweeping is a tenth of the work
 * otherwise.
 */
const ROOM = ['--max-semi-space-size=64', '--min-semi-space-size=32']

export type Pool = {
  /** What came of it, when its turn has come. Fails if the process ended over it: what was not played to its end has proven nothing. */
  run(job: Job): Promise<Done>
  /** Resolves when every process has ended. */
  close(): Promise<void>
}

type Piece = { readonly job: Job; readonly done: (done: Done) => void; readonly failed: (error: Error) => void }

/** Processes of `file` (the bundle of work.ts), one a core, started as they are needed, each with one piece of work at a time. */
export function openPool(file: string, size = availableParallelism()): Pool {
  const waiting: Piece[] = []
  const idle: ChildProcess[] = []
  const alive = new Map<ChildProcess, Promise<unknown>>()
  let closing = false

  const start = (): ChildProcess => {
    const child = fork(file, [], {
      execArgv: [...ROOM, '--enable-source-maps', '--disable-warning=ExperimentalWarning'],
    })
    alive.set(
      child,
      new Promise((resolve) => child.once('exit', resolve)).then(() => alive.delete(child)),
    )
    return child
  }
  const give = (child: ChildProcess): void => {
    const piece = waiting.shift()
    if (!piece) return void idle.push(child)
    const over = (code: number | null) => {
      piece.failed(new Error(`a process of the suite ended in the midst of its work (${code})`))
      if (!closing && waiting.length > 0) give(start())
    }
    child.once('exit', over)
    child.once('message', ({ done, failed }: { done?: Done; failed?: string }) => {
      child.off('exit', over)
      if (done) piece.done(done)
      else piece.failed(new Error(failed))
      give(child)
    })
    child.send({ job: piece.job })
  }

  return {
    run: (job) =>
      new Promise((done, failed) => {
        waiting.push({ job, done, failed })
        const free = idle.pop() ?? (alive.size < size ? start() : undefined)
        if (free) give(free)
      }),
    async close() {
      closing = true
      for (const child of alive.keys()) {
        if (idle.includes(child)) child.send('stop')
        else child.kill()
      }
      await Promise.all(alive.values())
    },
  }
}
