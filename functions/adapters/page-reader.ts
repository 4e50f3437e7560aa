import { parentPort, Worker, workerData } from 'node:worker_threads'
import { isLacking, type PageRead, type PageReader } from '../../core/model/page.ts'
import type { FetchedPage } from './page-parser.ts'

/** T48. `startMs` is for loading what reads, `readMs` for reading one page, `memoryMb` for all that is made of it. */
export const LIMITS = { startMs: 10_000, readMs: 3_000, memoryMb: 192 }

const MARK = 'tidings: a thread that reads a page'

/** Whether this is such a thread: it runs the file that its parent runs, which must then wire nothing else. */
export const isPageThread = workerData === MARK

type Word = { readonly ready: true } | { readonly read: PageRead; readonly last: boolean }

/**
 * Reads each page in a thread of its own, which is ended with the page: whatever a stranger's page does there costs its
 * time and memory and no more, and finds no environment. One page at a time.
 *
 * The thread runs this same file, so that there is nothing to deploy beside it; bundled, that is the whole function's
 * bundle, whose entry looks at `isPageThread` first.
 */
export function pageReader(limits: Partial<typeof LIMITS> = {}): PageReader {
  let turn: Promise<unknown> = Promise.resolve()
  return (page) => {
    const mine = turn.then(() => inThread(page, { ...LIMITS, ...limits }))
    turn = mine.catch(() => {})
    return mine
  }
}

function inThread(page: FetchedPage, { startMs, readMs, memoryMb }: typeof LIMITS): Promise<PageRead> {
  const thread = new Worker(new URL(import.meta.url), {
    name: 'page',
    workerData: MARK,
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
  })
  let timer: NodeJS.Timeout | undefined
  const answer = new Promise<PageRead>((resolve, reject) => {
    let isReady = false
    let soFar: PageRead | undefined
    const stop = (why: string) => {
      if (!isReady) reject(new Error(`The thread that reads pages does not start: it ${why}.`))
      resolve(soFar ?? { kind: 'unreadable', reason: `This page ${why}: give its title yourself.` })
    }
    timer = setTimeout(() => stop(`is not ready within ${startMs / 1000} s`), startMs)
    thread.on('message', (word: Word) => {
      if ('ready' in word) {
        isReady = true
        clearTimeout(timer)
        timer = setTimeout(() => stop(`takes longer than ${readMs / 1000} s to read`), readMs)
        thread.postMessage(page)
      } else if (word.last) resolve(word.read)
      else soFar = word.read
    })
    thread.on('error', (error: NodeJS.ErrnoException) =>
      stop(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? 'takes more memory to read than it may'
          : `cannot be taken apart (${error.name})`,
      ),
    )
    thread.on('exit', () => stop('ends before it is read'))
  })
  return answer.finally(() => {
    clearTimeout(timer)
    return thread.terminate()
  })
}

if (isPageThread) void serve()

async function serve(): Promise<void> {
  const { readTags } = await import('./page-parser.ts')
  const say = (word: Word) => parentPort?.postMessage(word)
  parentPort?.once('message', async (page: FetchedPage) => {
    const tags = readTags(page)
    if ('kind' in tags) return say({ read: tags, last: true })
    if (!isLacking(tags.read.told)) return say({ read: tags.read, last: true })
    // What the tags say stands, whatever the rest of the page does to who reads it.
    if (tags.read.told.some(({ title }) => title)) say({ read: tags.read, last: false })
    const { readText } = await import('./page-text.ts')
    say({ read: { ...tags.read, told: [...tags.read.told, ...readText(tags.html)] }, last: true })
  })
  say({ ready: true })
}
