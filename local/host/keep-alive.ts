import type { ChildProcess } from 'node:child_process'
import { CannotStart } from '../cannot-start.ts'
import type { Terminal } from '../terminal.ts'

export type Kept<Ready> = {
  /** The first word of the first start. Fails with CannotStart if the child ends or refuses before it. Of one that sleeps, when it is asked for. */
  readonly first: Promise<Ready>
  /** The child, now or as soon as there is one that is ready. */
  up(): Promise<ChildProcess>
  stop(): Promise<void>
}

export type KeepAlivePlan<Ready> = {
  readonly name: string
  /** Starts a process with an IPC channel. Its first word is `{ready: true, …}` or `{failed: sentence}`. */
  readonly start: () => ChildProcess
  readonly onReady?: (ready: Ready) => void
  /** What it says later. */
  readonly onMessage?: (message: unknown, child: ChildProcess) => void
  readonly onEnd?: (child: ChildProcess) => void
  /** Is started when it is first asked for. */
  readonly sleeps?: boolean | undefined
  readonly terminal: Terminal
}

const SOONEST = 100
const LATEST = 5_000
/** A child that lived this long had started well: the next wait is short again. */
const WELL = 10_000
const PATIENCE = 3_000

/**
 * Keeps a child process alive: starts it, says its pid, and starts it again when it ends, at once at first and then ever less
 * often. One that ends before its first word is not started again, but for one that sleeps: somebody waits for that one by now.
 */
export function keepAlive<Ready extends object>(plan: KeepAlivePlan<Ready>): Kept<Ready> {
  const first = Promise.withResolvers<Ready>()
  let up = Promise.withResolvers<ChildProcess>()
  let child: ChildProcess | undefined
  let again: NodeJS.Timeout | undefined
  let everUp = false
  let stopping = false
  let failures = 0
  quiet(first.promise)
  quiet(up.promise)

  function start(): void {
    const startedAt = performance.now()
    const one = plan.start()
    child = one
    let ready = false
    let why: string | undefined

    one.on('message', (message: Partial<Ready> & { ready?: true; failed?: string }) => {
      if (message.failed !== undefined) why = message.failed
      else if (message.ready && !ready) {
        ready = true
        everUp = true
        plan.terminal.line(`${plan.name} pid ${one.pid}`)
        plan.onReady?.(message as Ready)
        first.resolve(message as Ready)
        up.resolve(one)
      } else plan.onMessage?.(message, one)
    })

    const ended = once((how: string) => {
      child = undefined
      if (ready) up = Promise.withResolvers()
      quiet(up.promise)
      plan.onEnd?.(one)
      if (stopping) return
      const sentence = why ?? `${plan.name} ended before it was ready (${how}).`
      if (!everUp && !plan.sleeps) return first.reject(new CannotStart(sentence))
      if (performance.now() - startedAt > WELL) failures = 0
      const wait = Math.min(LATEST, SOONEST * 2 ** failures++)
      plan.terminal.line(`${plan.name} ended (${why ?? how}); starting it again`)
      again = setTimeout(start, wait)
    })
    one.once('error', (error) => ended(error.message))
    one.once('exit', (code, signal) => ended(signal ?? `exit code ${code}`))
  }

  let begun = false
  const begin = () => {
    if (!begun && !stopping) start()
    begun = true
  }
  if (!plan.sleeps) begin()
  return {
    first: first.promise,
    up() {
      begin()
      return up.promise
    },
    async stop() {
      stopping = true
      clearTimeout(again)
      up.reject(new Error(`${plan.name} is being stopped.`))
      const last = child
      if (!last) return
      const gone = new Promise((resolve) => last.once('exit', resolve))
      // One that stands still hears nothing.
      last.kill('SIGCONT')
      last.kill('SIGTERM')
      const late = setTimeout(() => last.kill('SIGKILL'), PATIENCE)
      await gone
      clearTimeout(late)
    },
  }
}

/** Whoever waits hears of it; nobody waiting is no fault. */
const quiet = (promise: Promise<unknown>): void => void promise.catch(() => {})

const once = (act: (how: string) => void): ((how: string) => void) => {
  let done = false
  return (how) => {
    if (done) return
    done = true
    act(how)
  }
}
