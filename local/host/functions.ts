import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Terminal } from '../terminal.ts'
import { keepAlive } from './keep-alive.ts'
import type { Invocation, Outcome } from './runtime.ts'

export type FunctionPlan = {
  readonly name: string
  /** The bundle to import. */
  readonly file: string
  /** As on AWS: an invocation that takes longer is ended, and its process with it. */
  readonly timeoutMs: number
  readonly environment: Readonly<Record<string, string>>
}

export type LocalFunction = {
  readonly name: string
  /** Settles when it serves; fails with CannotStart when it cannot be loaded. */
  readonly started: Promise<unknown>
  /** What the handler answers. Rejects with InvocationFailed. While the process is being started again, waits for it. */
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

  const kept = keepAlive<{ ready: true }>({
    name: plan.name,
    start: () => {
      const child = fork(fileURLToPath(new URL('./runtime.ts', import.meta.url)), [plan.file], {
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        execArgv: ['--enable-source-maps', '--disable-warning=ExperimentalWarning'],
        env: { ...plan.environment },
      })
      if (child.stdout) createInterface(child.stdout).on('line', (line) => onLine('stdout', line))
      if (child.stderr) createInterface(child.stderr).on('line', (line) => onLine('stderr', line))
      return child
    },
    onMessage: (message) => {
      const outcome = message as Outcome
      const one = running.get(outcome.id)
      if ('error' in outcome) one?.reject(new InvocationFailed('threw', outcome.error))
      else one?.resolve(outcome.result)
    },
    onEnd: (child) => {
      for (const one of running.values())
        if (one.child === child) one.reject(new InvocationFailed('died', `${plan.name} ended while it worked.`))
    },
    terminal,
  })

  return {
    name: plan.name,
    started: kept.first,
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
          const context = { functionName: plan.name, awsRequestId: randomUUID(), deadline }
          child.send({ id, event, context } satisfies Invocation, (error) => error && failed(error))
        }, failed)
      })
      return answer.finally(() => {
        over = true
        clearTimeout(timer)
        running.delete(id)
      })
    },
    stop: kept.stop,
  }
}
