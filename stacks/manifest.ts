import { TIME_LIMITS } from '../core/model/deadline.ts'
import type { access, QueueName } from './access.ts'

/**
 * Every number of where the service runs, once: how long a function may take, how large it is, how many of it there are at a
 * time; how a queue hides, hands out and gives up; what the clocks call. The stacks make AWS of it, the local host and the
 * simulator play it, the chaos suite plays it against the clock, and the suites hold all of them to it. It lies here and not in
 * `core`, because visibility and receipts are words of AWS; of the numbers only those that a flow decides by are core's, and
 * they are read from there. Like `access.ts` it touches neither `aws` nor `sst`, so that everybody can read it.
 */
type FunctionNumbers = {
  /** One that takes longer is ended. */
  readonly timeoutSeconds: number
  readonly memoryMb: number
  /**
   * No more of it at a time, whatever arrives (T84): what is set aside for it, and what its queue hands out. Both are one
   * number, or AWS would count messages as tried that it could not serve ("Configuring scaling behavior for SQS event source
   * mappings", AWS Lambda).
   */
  readonly atMost: number
}

const SIX_TIMES = 6

export const functions = {
  site: { timeoutSeconds: 15, memoryMb: 1024, atMost: 50 },
  // An export of readers is as long as it is.
  console: { timeoutSeconds: 15 * 60, memoryMb: 1536, atMost: 20 },
  webhooks: { timeoutSeconds: 15, memoryMb: 512, atMost: 50 },
  // One that hangs does not hold up the next.
  tick: { timeoutSeconds: TIME_LIMITS.tick, memoryMb: 512, atMost: 2 },
  collect: { timeoutSeconds: 5 * 60, memoryMb: 1024, atMost: 1 },
  // Two would walk through the same lists twice. As much memory as the provider's client and the table's need.
  account: { timeoutSeconds: 5 * 60, memoryMb: 512, atMost: 1 },
  // The next one comes as the one before finishes its last part. At one list they work one after the other, by its lease.
  imports: { timeoutSeconds: TIME_LIMITS.imports, memoryMb: 512, atMost: 2 },
  // The fewest that AWS lets one say of a queue, and enough: one that hangs leaves the other to everybody else.
  send: { timeoutSeconds: TIME_LIMITS.send, memoryMb: 1024, atMost: 2 },
  letters: { timeoutSeconds: TIME_LIMITS.letters, memoryMb: 1024, atMost: 2 },
  results: { timeoutSeconds: 60, memoryMb: 512, atMost: 4 },
  // One message each: who is slow holds up nobody else.
  hooks: { timeoutSeconds: TIME_LIMITS.hooks, memoryMb: 512, atMost: 10 },
} as const satisfies Readonly<Record<keyof typeof access, FunctionNumbers>>

export type FunctionName = keyof typeof functions

type QueueNumbers = {
  /** In order within a group (FIFO): while a message of it is in work, or lies hidden after a failure, the others of its group wait. */
  readonly ordered: boolean
  /**
   * How long a message is nobody else's once it is handed out. One whose function failed, died or was ended comes back only
   * then. Not less than the function's timeout, or Lambda refuses the mapping; AWS advises six times, for calls that are
   * throttled ("Creating and configuring an Amazon SQS event source mapping", AWS Lambda).
   */
  readonly visibilitySeconds: number
  /** After so many receipts it is the message that is wrong, and the dead-letter queue's. A lost one costs minutes: the tick finds what lies. */
  readonly maxReceives: number
  /** So many at most in one call. */
  readonly batchSize: number
  /** How long a call waits to be filled, once there is a message. */
  readonly windowSeconds: number
}

const TRIES = 20

/** Each is worked off by the function of its name. */
export const queues = {
  send: {
    // By issue.
    ordered: true,
    // So long at most does a dead worker cost its issue. Nothing here is throttled, and a message that comes back while its worker
    // still lives finds the issue taken.
    visibilitySeconds: 120,
    maxReceives: TRIES,
    batchSize: 1,
    windowSeconds: 0,
  },
  letters: {
    ordered: false,
    visibilitySeconds: SIX_TIMES * functions.letters.timeoutSeconds,
    maxReceives: TRIES,
    batchSize: 10,
    windowSeconds: 0,
  },
  // Many at a time, and seldom: the counters of an issue are written to about once a second, however many mails it has.
  results: {
    ordered: false,
    visibilitySeconds: SIX_TIMES * functions.results.timeoutSeconds,
    maxReceives: TRIES,
    batchSize: 100,
    windowSeconds: 5,
  },
  hooks: {
    ordered: false,
    visibilitySeconds: SIX_TIMES * functions.hooks.timeoutSeconds,
    maxReceives: TRIES,
    batchSize: 1,
    windowSeconds: 0,
  },
} as const satisfies Readonly<Record<QueueName, QueueNumbers>>

/** A function says which messages of its batch failed, and those alone come again (`ReportBatchItemFailures`). */
export const partialResponses = true

/** What the clocks call, every so many minutes; `retries`: of a call that Lambda did not take. */
export const beats = {
  /** Our own arithmetic decides what is due, so that no daylight saving is AWS's business. */
  tick: { minutes: 1, retries: 0 },
  /** Lists of readers wait in the table: a clock that finds none costs less than a queue that is asked all the time. */
  imports: { minutes: 1, retries: 0 },
  /** An editor's lift reaches the provider within it; what else is looked at there is hours apart, and says itself when. */
  account: { minutes: 5, retries: 0 },
  /** As often as a feed is looked at, at most; which of them is due, they say themselves. */
  collect: { minutes: 15, retries: 2 },
} as const satisfies Partial<Record<FunctionName, { readonly minutes: number; readonly retries: number }>>

/** Of what a clock has called: one that fails is not called again, and one that could not begin in time is not begun, for the next comes anyway and finds whatever this one has left. */
export const called = { retries: 0, withinSeconds: 60 } as const

/** How long CloudFront waits for an answer of those behind it. Of the console as long as it does without being asked: a list of 4 MB is put down within it, by a table that is busy, too. */
export const routerSeconds = { site: 20, console: 60, webhooks: 20 } as const

/**
 * Units a second that the table takes, whoever asks. Whoever finds a way to make us work cannot make us pay without end (T84): at
 * these rates an hour costs some five dollars.
 */
export const tableUnits = { read: 8_000, write: 2_000 } as const

/** Where a laptop differs, and why; everything else is there as above. */
export const laptop: Readonly<
  Record<QueueName, Partial<QueueNumbers> & { readonly atMost?: number; readonly leaseSeconds?: number }>
> = {
  send: {
    /**
     * So soon after its worker was last seen do others take an issue up, where AWS waits for `usualPace`: here the whole machine
     * may have been ended, with its queues, and somebody who has started it again is waiting.
     */
    leaseSeconds: 12,
  },
  /** Each that runs at a time is a process, and there are few cores. */
  letters: { atMost: 1 },
  /** And somebody is looking at the page: counts are there within a second or two. */
  results: { atMost: 1, windowSeconds: 1 },
  hooks: { atMost: 1 },
}
