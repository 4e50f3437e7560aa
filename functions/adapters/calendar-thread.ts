import { parentPort, workerData } from 'node:worker_threads'
import type { CalendarReader, ReadCalendar } from '../../core/model/holidays.ts'
import { reading, type ThreadLimits, type Word } from './in-thread.ts'

/** A calendar of 1 MB, the largest that is read, takes a tenth of either. */
export const LIMITS: ThreadLimits = { startMs: 10_000, readMs: 3_000, memoryMb: 128 }

const MARK = 'tidings: a thread that reads calendars'

/** Whether this is such a thread: it runs the file that its parent runs, which must then wire nothing else. */
export const isCalendarThread = workerData === MARK

type Given = Parameters<CalendarReader>

/**
 * Reads calendars as pages are read (`page-reader.ts`), in a thread beside, which ends with each: there is one a day. A rule of
 * recurrence that never comes to its next day ends its thread and nothing else, and says why.
 */
export function calendarReader(limits: Partial<ThreadLimits> = {}): CalendarReader {
  const unreadable = (why: string): ReadCalendar => ({ ok: false, reason: `This calendar ${why}, so it was not read.` })
  const plan = { file: new URL(import.meta.url), mark: MARK, limits: { ...LIMITS, ...limits }, unreadable }
  const read = reading<Given, ReadCalendar>(plan, { once: true })
  return (...given) => read(given)
}

if (isCalendarThread) void serve()

async function serve(): Promise<void> {
  const { parseCalendar } = await import('./calendar-parser.ts')
  const say = (word: Word<ReadCalendar>) => parentPort?.postMessage(word)
  parentPort?.on('message', (given: Given) => say({ read: parseCalendar(...given), last: true }))
  say({ ready: true })
}
