import { between, type Instant, SECOND } from './time.ts'

/**
 * How long a function that asks others may live, in seconds. The stacks and the local host both read it here. A worker of
 * `send` claims for 40 s (`usualPace`), the last of these requests has 30 s (`PATIENCE`), and 10 s (`SETTLING`) are left to
 * write down what came of it: 80 of 90. `letters` takes up to ten, one after another, and begins a request whenever it still
 * can. `hooks` makes one, of 10 s at most (`safe-fetch.ts`). `imports` begins a part of a list for 58 s, so that
 * the next one goes on where it ends, and a row of it for 75 (`minuteShift`).
 */
export const TIME_LIMITS = { tick: 60, send: 90, letters: 60, hooks: 30, imports: 90 } as const

/** So long a tick begins one thing after another, of the minute that it may take: what it leaves is the next one's. A thing may take as long as an edition in some thousand zones takes to be read. */
export const TICK_WORKS = 40 * SECOND

/** What a function keeps for its own at the end: to write down an answer, to hand over, to say that it is done. */
export const SETTLING = 10 * SECOND
/** An answer that does not come in this time counts as none: the mails may or may not have been accepted. */
export const PATIENCE = 30 * SECOND
/** A request that could wait no longer than this is not begun: it would most likely be given up, and asked once more. */
export const LEAST_PATIENCE = 5 * SECOND

/**
 * A call to the table or to a queue, ms: both answer within some ten. One that is not answered is tried again by the client;
 * all its tries, with the moments in between, take less than `SETTLING`, so that what came of a mail can still be written
 * down where two answers in a row never come. A connection that has lain idle for longer than this may be dead.
 */
export const AWS_CALLS = { connect: SECOND, answer: 3 * SECOND, tries: 3, idle: 30 * SECOND } as const

/** The time there is for requests until a function has to end, ms. */
export const timeLeft = (now: Instant, endsAt: Instant): number => Math.max(0, between(now, endsAt) - SETTLING)

/** How long a request that begins now waits for its answer, ms. Undefined: it could not end in time, so it is not begun. */
export const patienceIn = (leftMs: number): number | undefined =>
  leftMs < LEAST_PATIENCE ? undefined : Math.min(PATIENCE, leftMs)

/** Whether there is time to wait so long (ms), and to ask after it. */
export const mayWait = (waitMs: number, leftMs: number): boolean => patienceIn(leftMs - waitMs) !== undefined
