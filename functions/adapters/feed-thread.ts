import { parentPort, workerData } from 'node:worker_threads'
import type { FeedReader, ReadFeed } from '../../core/model/feed.ts'
import { reading, type ThreadLimits, type Word } from './in-thread.ts'

/** A feed of 5 MB, the largest that is read, takes a tenth of the time here and half of the memory. */
export const LIMITS: ThreadLimits = { startMs: 10_000, readMs: 3_000, memoryMb: 256 }

const MARK = 'tidings: a thread that reads feeds'

/** Whether this is such a thread: it runs the file that its parent runs, which must then wire nothing else. */
export const isFeedThread = workerData === MARK

type Given = Parameters<FeedReader>

/**
 * Reads feeds as pages are read (`page-reader.ts`), in a thread beside, one after the other: a feed that hangs, floods the
 * memory or throws ends its thread and nothing else, and says why. One that was read leaves its thread to the next: starting
 * one for each would take longer than most feeds do.
 */
export function feedReader(limits: Partial<ThreadLimits> = {}): FeedReader {
  const unreadable = (why: string): ReadFeed => ({ ok: false, reason: `This feed ${why}, so it was not read.` })
  const read = reading<Given, ReadFeed>({
    file: new URL(import.meta.url),
    mark: MARK,
    limits: { ...LIMITS, ...limits },
    unreadable,
  })
  return (...given) => read(given)
}

if (isFeedThread) void serve()

async function serve(): Promise<void> {
  const { readFeed } = await import('./feed-reader.ts')
  const say = (word: Word<ReadFeed>) => parentPort?.postMessage(word)
  parentPort?.on('message', async (given: Given) => say({ read: await readFeed(...given), last: true }))
  say({ ready: true })
}
