import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Terminal } from '../terminal.ts'
import { keepAlive } from './keep-alive.ts'
import type { Demand, Invocation, Outcome } from './runtime.ts'

export type FunctionPlan = {
  readonly name: string
  /** The bundle to import. */
  readonly file: string
  /** As on AWS: an invocation that takes longer is ended, and its process with it. */
  readonly timeoutMs: number
  /** What it is told that it has. */
  readonly memoryMb: number
  /** As on AWS: between two invocations its process does nothing, whatever it has begun. */
  readonly standsStill?: boolean
  /** As on AWS: it has no process before it is first called. */
  readonly sleeps?: boolean | undefined
  readonly environment: Readonly<Record<string, string>>
}

export type LocalFunction = {
  readonly name: string
  /** Settles when it serves, or sleeps; fails with CannotStart when it cannot be loaded. */
  readonly started: Promise<unknown>
  /**
   * What the handler answers; of one that answers in pieces the head, with the pieces as `stream`. Rejects with
   * InvocationFailed. While the process is being started again, waits for it.
   */
  invoke(event: unknown): Promise<unknown>
  stop(): Promise<void>
}

/** Why there is no answer: the handler threw, its process ended under it, or its time ran out. */
export class InvocationFailed extends Error {
  readonly how: 'threw' | 'died' | 'timed-out'
  constructor(how: 'threw' | 'died' | 'timed-out', sentence: string) {
    super(sentence)
    this.how = how
  }
}

type Running = {
  readonly child: ChildProcess
  readonly resolve: (result: unknown) => void
  readonly reject: (error: InvocationFailed) => void
  /** The answer in pieces, from its head on. */
  stream?: Readable
}

/**
 * One function in a process of its own, as the Lambda service keeps it. Ending an invocation that takes too long ends
 * the others in that process too, which on AWS each had their own: they are rejected as died, and repeated or told.
 */
export function startFunction(
  plan: FunctionPlan,
  terminal: Terminal,
  onLine: (from: 'stdout' | 'stderr', line: string) => void,
): LocalFunction {
  const running = new Map<number, Running>()
  let last = 0
  let stopping = false
  /** "Lambda freezes the execution environment when the runtime and each extension have completed and there are no pending events" (AWS Lambda, Understanding the execution environment lifecycle). */
  const rest = (child: ChildProcess) => {
    if (!plan.standsStill || stopping) return
    if (![...running.values()].some((one) => one.child === child)) child.kill('SIGSTOP')
  }

  const kept = keepAlive<{ ready: true }>({
    name: plan.name,
    start: () => {
      const child = fork(fileURLToPath(new URL('./runtime.ts', import.meta.url)), [plan.file, plan.name], {
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        execArgv: ['--disable-warning=ExperimentalWarning'],
        // What is compiled of a bundle goes when the bundle goes.
        env: { NODE_COMPILE_CACHE: join(dirname(plan.file), 'compiled'), ...plan.environment },
      })
      if (child.stdout) createInterface(child.stdout).on('line', (line) => onLine('stdout', line))
      if (child.stderr) createInterface(child.stderr).on('line', (line) => onLine('stderr', line))
      return child
    },
    onMessage: (message) => {
      const outcome = message as Outcome
      const one = running.get(outcome.id)
      if ('head' in outcome) {
        if (one) one.stream = piecesOf(one.child, outcome.id)
        one?.resolve({ ...(outcome.head as object), stream: one.stream })
      } else if ('chunk' in outcome) one?.stream?.push(Buffer.from(outcome.chunk, 'base64'))
      else if ('ended' in outcome) {
        if (outcome.ended === 'well' && one?.stream) one.stream.push(null)
        else end(one, new InvocationFailed('threw', `${plan.name} ended in the middle of its answer.`))
      } else if ('error' in outcome) one?.reject(new InvocationFailed('threw', outcome.error))
      else one?.resolve(outcome.result)
    },
    onEnd: (child) => {
      for (const one of running.values())
        if (one.child === child) end(one, new InvocationFailed('died', `${plan.name} ended while it worked.`))
    },
    sleeps: plan.sleeps,
    terminal,
  })

  return {
    name: plan.name,
    started: plan.sleeps ? Promise.resolve() : kept.first,
    invoke(event) {
      const id = ++last
      const deadline = Date.now() + plan.timeoutMs
      let timer: NodeJS.Timeout | undefined
      let over = false
      const answer = new Promise((resolve, reject) => {
        timer = setTimeout(() => {
          reject(new InvocationFailed('timed-out', `${plan.name} took more than ${plan.timeoutMs / 1000} s.`))
          running.get(id)?.child.kill('SIGKILL')
        }, plan.timeoutMs)
        const failed = (error: Error) => reject(new InvocationFailed('died', error.message))
        kept.up().then((child) => {
          if (over) return
          running.set(id, { child, resolve, reject })
          if (plan.standsStill) child.kill('SIGCONT')
          const context = {
            functionName: plan.name,
            awsRequestId: randomUUID(),
            memoryLimitInMB: String(plan.memoryMb),
            deadline,
          }
          child.send({ id, event, context } satisfies Invocation, (error) => error && failed(error))
        }, failed)
      })
      const done = () => {
        over = true
        clearTimeout(timer)
        const child = running.get(id)?.child
        running.delete(id)
        if (child) rest(child)
      }
      return answer.finally(() => {
        const stream = running.get(id)?.stream
        if (stream) stream.once('close', done)
        else done()
      })
    },
    async stop() {
      stopping = true
      await kept.stop()
    },
  }
}

/**
 * One function in as many processes as may be at work at a time, of one call each, as Lambda keeps it: what one does to its process
 * is nobody else's. Another is started when all that there are have work.
 */
export function inOwnProcesses(start: () => LocalFunction, atMost: number): LocalFunction {
  const first = { one: start(), calls: 0 }
  const all = [first]
  const free = () => {
    if (all.every(({ calls }) => calls > 0) && all.length < atMost) all.push({ one: start(), calls: 0 })
    return all.reduce((least, process) => (process.calls < least.calls ? process : least))
  }
  return {
    name: first.one.name,
    started: first.one.started,
    async invoke(event) {
      const process = free()
      process.calls += 1
      try {
        return await process.one.invoke(event)
      } finally {
        process.calls -= 1
      }
    },
    async stop() {
      await Promise.all(all.map(({ one }) => one.stop()))
    },
  }
}

function end(one: Running | undefined, error: InvocationFailed): void {
  one?.reject(error)
  one?.stream?.destroy(error)
}

/** Pieces that are asked for one by one, and no longer when nobody reads them. */
function piecesOf(child: ChildProcess, id: number): Readable {
  const ask = (demand: Demand) => child.connected && child.send(demand, () => {})
  const pieces: Readable = new Readable({
    read: () => void ask({ more: id }),
    destroy(error, done) {
      if (!pieces.readableEnded) ask({ stop: id })
      done(error)
    },
  })
  // Whoever takes them hears of it. Where nobody does any more, it is nobody's trouble.
  return pieces.on('error', () => {})
}
