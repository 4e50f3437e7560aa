import { Worker } from 'node:worker_threads'

/**
 * What reading a stranger's text may take (T48): `startMs` for loading what reads, `readMs` of a processor's time for one
 * text, `memoryMb` for all that is made of it.
 */
export type ThreadLimits = { readonly startMs: number; readonly readMs: number; readonly memoryMb: number }

/** What a thread has spent since it was measured first, in ms: of a processor's time, and by the clock. */
export type Spent = { readonly processor: number; readonly clock: number }
export type Meter = (thread: Worker) => Promise<() => Promise<Spent>>

/** What a thread says: that it can be given something, and what it has read; `last`: that is all. */
export type Word<Read> = { readonly ready: true } | { readonly read: Read; readonly last: boolean }

type Plan<Read> = {
  /** What it runs: the file of whoever asks, which looks at `workerData` first. */
  readonly file: URL
  /** `workerData`, by which that file knows that it is such a thread. */
  readonly mark: string
  readonly limits: ThreadLimits
  /** What is answered where it could not be read: "takes longer than 3 s to read". */
  readonly unreadable: (why: string) => Read
  /** What becomes of what was read before it was ended; else it is answered as it is. */
  readonly cutShort?: (read: Read, why: string) => Read
}

/**
 * Reads what strangers send in a thread beside: whatever a text does there costs its time and memory and no more, and
 * finds no environment. One at a time. A thread whose text was read is good for the next, unless it is to be for one alone
 * (`once`); one that was ended over a text is followed by another. An idle one keeps no process alive.
 */
export function reading<Given, Read>(
  plan: Plan<Read>,
  { once = false, meter = byProcessor }: { readonly once?: boolean; readonly meter?: Meter } = {},
): (given: Given) => Promise<Read> {
  let turn: Promise<unknown> = Promise.resolve()
  let kept: Promise<Worker> | undefined

  async function aThread(): Promise<Worker> {
    const starting = started(plan)
    kept = starting
    const forget = () => {
      if (kept === starting) kept = undefined
    }
    starting.then((thread) => thread.once('exit', forget), forget)
    return starting
  }

  async function read(given: Given): Promise<Read> {
    const thread = await (kept ?? aThread())
    const { read, isWell } = await readIn(thread, given, plan, meter)
    if (once || !isWell) {
      kept = undefined
      await ended(thread)
    }
    return read
  }

  return (given) => {
    const mine = turn.then(() => read(given))
    turn = mine.catch(() => {})
    return mine
  }
}

/** Once it is ready to be given something. Throws where it does not start: that is nobody's text's fault. */
async function started({
  file,
  mark,
  limits: { startMs, memoryMb },
}: Pick<Plan<unknown>, 'file' | 'mark' | 'limits'>): Promise<Worker> {
  const thread = new Worker(file, {
    name: 'reading',
    workerData: mark,
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
  })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const failed = (why: string) => reject(new Error(`The thread that reads does not start: it ${why}.`))
  const timer = setTimeout(() => failed(`is not ready within ${startMs / 1000} s`), startMs)
  const onError = (error: Error) => failed(`fails (${error.name})`)
  const onExit = () => failed('ends')
  thread
    .once('message', () => resolve())
    .once('error', onError)
    .once('exit', onExit)
  try {
    await promise
    thread.off('error', onError).off('exit', onExit)
    // Between two texts it may end as it likes: the next is told so by its exit, or has a new one.
    thread.on('error', () => {})
    thread.unref()
    return thread
  } catch (error) {
    await ended(thread)
    throw error
  } finally {
    clearTimeout(timer)
  }
}

/** How long the next text waits for the memory of the last one's thread. */
const LONGEST_END = 1_000

/** A thread is asked to end; one that does not hear it, deep in what it does, keeps nobody else waiting. */
async function ended(thread: Worker): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, LONGEST_END)
  })
  await Promise.race([thread.terminate(), late])
  clearTimeout(timer)
}

/**
 * Time is the processor's: a machine that is busy with others, or a share of one, reads what a quick one reads, later. By
 * the clock it may take as many times as long as this, for a thread that only waits spends nothing.
 */
const SLOWEST = 5

/** How long a thread has to say what it has spent. */
const LONGEST_ANSWER = 1_000

/**
 * By `worker.cpuUsage()` (nodejs.org, worker_threads: since 24.6 and 22.19), and by the clock alone where there is none. A
 * thread that does not answer has spent nothing, and is asked again.
 */
const byProcessor: Meter = async (thread) => {
  const at = performance.now()
  const usage = await thread.cpuUsage?.().catch(() => undefined)
  return async () => {
    const clock = performance.now() - at
    if (!usage) return { processor: clock, clock }
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), LONGEST_ANSWER)
    })
    const spent = await Promise.race([thread.cpuUsage(usage).catch(() => undefined), late])
    clearTimeout(timer)
    return { processor: spent ? (spent.user + spent.system) / 1_000 : 0, clock }
  }
}

async function readIn<Read>(
  thread: Worker,
  given: unknown,
  { limits: { readMs }, unreadable, cutShort }: Plan<Read>,
  meter: Meter,
): Promise<{ readonly read: Read; readonly isWell: boolean }> {
  const { promise, resolve } = Promise.withResolvers<{ read: Read; isWell: boolean }>()
  /** What is known of it so far stands, whatever the rest does to who reads it. */
  let soFar: Read | undefined
  const stop = (why: string) => {
    const read = soFar === undefined ? unreadable(why) : (cutShort?.(soFar, why) ?? soFar)
    resolve({ read, isWell: false })
  }
  const onMessage = (word: Word<Read>) => {
    if ('ready' in word) return
    if (word.last) resolve({ read: word.read, isWell: true })
    else soFar = word.read
  }
  const onError = (error: NodeJS.ErrnoException) =>
    stop(
      error.code === 'ERR_WORKER_OUT_OF_MEMORY'
        ? 'takes more memory to read than it may'
        : `cannot be taken apart (${error.name})`,
    )
  const onExit = () => stop('ends before it is read')
  thread.ref()
  thread.on('message', onMessage).on('error', onError).on('exit', onExit)
  const spent = await meter(thread)
  let isOver = false
  let timer: NodeJS.Timeout | undefined
  /** Looks again when it could have spent the rest. */
  const watch = (ms: number): void => {
    timer = setTimeout(async () => {
      const { processor, clock } = await spent()
      if (isOver) return
      if (processor < readMs && clock < readMs * SLOWEST) watch(Math.max(readMs - processor, 20))
      else stop(`takes longer than ${readMs / 1000} s to read`)
    }, ms)
  }
  watch(readMs)
  thread.postMessage(given)
  try {
    return await promise
  } finally {
    isOver = true
    clearTimeout(timer)
    thread.off('message', onMessage).off('error', onError).off('exit', onExit)
    thread.unref()
  }
}
