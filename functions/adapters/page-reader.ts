import { parentPort, workerData } from 'node:worker_threads'
import { isLacking, type PageRead, type PageReader } from '../../core/model/page.ts'
import { reading, type ThreadLimits, type Word } from './in-thread.ts'
import type { FetchedPage } from './page-parser.ts'

export const LIMITS: ThreadLimits = { startMs: 10_000, readMs: 3_000, memoryMb: 192 }

const MARK = 'tidings: a thread that reads a page'

/** Whether this is such a thread: it runs the file that its parent runs, which must then wire nothing else. */
export const isPageThread = workerData === MARK

/** What its tags say of a page stands, though its text was not read to the end. */
export const cutShort = (read: PageRead, why: string): PageRead =>
  read.kind === 'read' ? { ...read, cutShort: why } : read

/**
 * Reads each page in a thread of its own, which is ended with the page: whatever a stranger's page does there costs its
 * time and memory and no more, and finds no environment. One page at a time.
 *
 * The thread runs this same file, so that there is nothing to deploy beside it; bundled, that is the whole function's
 * bundle, whose entry looks at `isPageThread` first.
 */
export function pageReader(limits: Partial<ThreadLimits> = {}): PageReader {
  const unreadable = (why: string): PageRead => ({
    kind: 'unreadable',
    reason: `This page ${why}: give its title yourself.`,
  })
  return reading<FetchedPage, PageRead>(
    {
      file: new URL(import.meta.url),
      mark: MARK,
      limits: { ...LIMITS, ...limits },
      unreadable,
      cutShort,
    },
    { once: true },
  )
}

if (isPageThread) void serve()

async function serve(): Promise<void> {
  const { readTags } = await import('./page-parser.ts')
  const say = (word: Word<PageRead>) => parentPort?.postMessage(word)
  parentPort?.once('message', async (page: FetchedPage) => {
    const tags = readTags(page)
    if ('kind' in tags) return say({ read: tags, last: true })
    if (!isLacking(tags.read, page.url)) return say({ read: tags.read, last: true })
    // What the tags say stands, whatever the rest of the page does to who reads it.
    if (tags.read.told.some(({ title }) => title)) say({ read: tags.read, last: false })
    const { readText } = await import('./page-text.ts')
    say({ read: { ...tags.read, told: [...tags.read.told, ...readText(tags.article)] }, last: true })
  })
  say({ ready: true })
}
