import { BATCH_SIZE, type Batch, MOST_ROWS, type Recipient } from '../model/batch.ts'
import { LEAST_PATIENCE, patienceIn, SETTLING, TIME_LIMITS, timeLeft } from '../model/deadline.ts'
import { parseSender } from '../model/digest.ts'
import {
  decideFinish,
  decideWork,
  type Issue,
  type IssueId,
  isFinished,
  LEASE,
  openBatches,
  type Progress,
  wasServed,
} from '../model/issue.ts'
import { LETTER_DEADLINE, type Letter, REPORT_AFTER, reportLetter } from '../model/letter.ts'
import { isPaused } from '../model/pause.ts'
import { type AudienceRow, rowKey } from '../model/subscriber.ts'
import { earlier, epochMs, type Instant, MINUTE, plus, SECOND } from '../model/time.ts'
import type { Variants } from '../model/variant.ts'
import type { Epoch, Ports } from '../ports.ts'
import { type BatchOutcome, type Desk, openDesk } from './desk.ts'
import { takeUpMissed } from './retry-missed.ts'
import { retryBatch, sendBatch } from './send-batch.ts'
import { setAside } from './set-aside.ts'
import { announceSent, nudge, type Tells } from './tell-hooks.ts'

type Needs = Pick<
  Ports,
  | 'issues'
  | 'subscribers'
  | 'audience'
  | 'settings'
  | 'letters'
  | 'fence'
  | 'hooks'
  | 'queue'
  | 'mail'
  | 'render'
  | 'links'
  | 'ids'
  | 'zones'
  | 'now'
  | 'wait'
  | 'random'
  | 'log'
>

export type SendRun = {
  readonly ended: 'finished' | 'continued' | 'paused' | 'somebody-else' | 'nothing-to-do'
  readonly batches: number
}

export type Pace = {
  /** How long a worker goes on before it hands over. */
  readonly forMs: number
  /** How many requests it has under way at once; else as many as keep the provider's rate busy. */
  readonly inFlight?: number
  /** How many rows it reads ahead. */
  readonly rows: number
  /** How many readers it puts in a batch. */
  readonly batch: number
  /** How long others leave the issue to it after its last claim: over, when the message of a dead worker comes back. */
  readonly leaseMs: number
}
export const usualPace: Pace = { forMs: 40 * SECOND, rows: 500, batch: BATCH_SIZE, leaseMs: MINUTE }

/**
 * Sends an issue as far as one run gets: takes up what an earlier worker left open, then reads, claims, posts and
 * settles batch by batch (design §7), and at the end finishes the issue or hands over to the next run. Safety rests on
 * the claim alone: any number of these may run at once. A copy of the table sends nothing, and once armed nothing that it
 * found under way. `endsAt`: when the function has to have ended; no request is begun that could not be answered before it,
 * and what is left goes to the next run at once. Price: a read each of the fence, the progress and the issue, one more of the progress where something
 * stands open; per 100 readers a read of the rows, a share
 * of one of the epoch, a transaction of about 12 write units, a request to the provider, one write.
 */
export async function sendIssue(
  ports: Needs,
  id: IssueId,
  pace: Pace = usualPace,
  endsAt: Instant = plus(ports.now(), TIME_LIMITS.send * SECOND),
): Promise<SendRun> {
  const fence = await ports.fence.check()
  if (fence.kind === 'closed') {
    ports.log('fence.closed', { level: 'error', issue: id, reason: fence.reason })
    return { ended: 'nothing-to-do', batches: 0 }
  }
  const worker = ports.ids.nonce()
  const started = ports.now()
  const progress = await ports.issues.progress(id)
  const issue = progress && (await ports.issues.get(id))
  if (!issue || !progress) return { ended: 'nothing-to-do', batches: 0 }
  const work = decideWork(progress, worker, started)
  if (work.kind === 'leave') return { ended: work.reason === 'busy' ? 'somebody-else' : 'nothing-to-do', batches: 0 }
  const until = earlier(plus(started, pace.forMs), plus(endsAt, -(SETTLING + LEAST_PATIENCE)))
  if (work.kind === 'tidy') {
    await tidyIssue(ports, issue, progress, until)
    return { ended: 'nothing-to-do', batches: 0 }
  }
  if (issue.frozen.installation !== fence.installation) {
    await setAside(ports, issue)
    return { ended: 'nothing-to-do', batches: 0 }
  }

  const desk = openDesk(ports, issue, worker, endsAt)
  const isRetry = work.claim && progress.retry !== undefined
  const holds = isRetry || openBatches(progress).length > 0
  if (holds && !(await ports.issues.lease(id, worker, started, plus(started, pace.leaseMs))))
    return { ended: 'somebody-else', batches: 0 }
  if (isRetry) await takeUpMissed(ports, issue, progress, until)
  // As it stands since it is ours: whoever had it before may have taken back, meanwhile, that a batch was asked about.
  const { open } = (holds && (await ports.issues.progress(id))) || progress
  await retryOpen(ports, desk, open)
  const claims =
    work.claim && !desk.paused && !desk.outOfTime
      ? await claimAndSend(ports, desk, progress, worker, until, pace, holds)
      : noClaims
  if (claims.lost) return { ended: 'somebody-else', batches: claims.batches }

  const now = await ports.issues.progress(id)
  if (!now) return { ended: 'nothing-to-do', batches: claims.batches }
  const finished = await finishIssue(ports, issue, now)
  if (finished || (isFinished(now.status) && openBatches(now).length === 0)) {
    await tidyIssue(ports, issue, now, until)
    return { ended: finished ? 'finished' : 'nothing-to-do', batches: claims.batches }
  }
  const handsOver = desk.outOfTime && !desk.paused && openBatches(now).length > 0
  const goesOn = handsOver || (now.status === 'sending' && !now.ended)
  // What is open now, with time left, had no answer: its next try is a matter of minutes, and the tick's.
  await ports.issues.release(id, worker, now.resumeAt ?? plus(ports.now(), MINUTE), desk.unanswered)
  if (!goesOn) return { ended: 'paused', batches: claims.batches }
  await ports.queue.sendIssue({ issue: id, cursor: now.cursor, nonce: ports.ids.nonce() })
  return { ended: 'continued', batches: claims.batches }
}

/**
 * Takes up what is open, one after another while there is time. Where it begins differs from run to run, so that one whose
 * answers never come does not stand before the others.
 */
async function retryOpen(ports: Needs, desk: Desk, open: Progress['open']): Promise<void> {
  const all = openBatches({ open })
  const first = Math.floor(epochMs(ports.now()) / SECOND) % Math.max(1, all.length)
  for (const n of [...all.slice(first), ...all.slice(0, first)]) {
    if (patienceIn(timeLeft(ports.now(), desk.endsAt)) === undefined) desk.outOfTime = true
    if (desk.outOfTime) return
    await retryBatch(ports, desk, n, open[n]!)
  }
}

/** Ends an issue whose batches are all settled. Done twice, it ends once. The tick goes on looking after it until it is tidied up. */
export async function finishIssue(
  ports: Pick<Ports, 'issues' | 'log'> & Tells,
  issue: Omit<Issue, 'articles'>,
  progress: Progress,
): Promise<boolean> {
  const end = decideFinish(progress)
  if (!end) return false
  const now = ports.now()
  const told = end === 'sent' ? await announceSent(ports, issue) : []
  const reason = end === 'needs-person' ? { reason: unknownReason(progress.counts.unknown) } : {}
  const done = await ports.issues.become({
    issue,
    from: ['sending'],
    to: end,
    ...reason,
    lookAt: plus(now, LEASE),
    now,
  })
  if (done) ports.log('issue.sent', { issue: issue.id, digest: issue.digest, status: end, ...progress.counts })
  if (done) await nudge(ports, told)
  return true
}

const unknownReason = (count: number) =>
  count > 0
    ? `We do not know whether ${count} readers got it: the mail provider never answered, and it is too late to ask again.`
    : 'A batch of it cannot be read any more: we do not know who is in it.'

/** Batches between two notes of how far the tidying is: what a crash does again. */
const NOTE_EVERY = 25

/**
 * Takes the addresses out of a finished issue's batches, so that an erasure finds nothing there, and takes the issue off
 * the tick's list. Before that the editors are told, if they want to be: after a crash in between they are told again, by
 * the same letter. Price: a read of the settings; per 100 readers a read of some 4 KB, a write of some 2 KB.
 */
async function tidyIssue(
  ports: Pick<Ports, 'issues' | 'settings' | 'letters' | 'queue' | 'ids' | 'now'>,
  issue: Omit<Issue, 'articles'>,
  { cursor, tidied = 0, retriedAt }: Progress,
  until: Instant,
): Promise<void> {
  let n = tidied
  while (n < cursor && ports.now() < until) {
    n += 1
    await ports.issues.forgetAddresses(issue.id, n)
    if (n % NOTE_EVERY === 0 && n < cursor) await ports.issues.tidied(issue.id, n, false)
  }
  if (n >= cursor) await report(ports, issue, retriedAt)
  await ports.issues.tidied(issue.id, n, n >= cursor)
  if (n < cursor) await ports.queue.sendIssue({ issue: issue.id, cursor, nonce: ports.ids.nonce() })
}

/** No queue: the tick finds the letter when there is something to report. */
async function report(
  ports: Pick<Ports, 'settings' | 'letters' | 'now'>,
  issue: Omit<Issue, 'articles'>,
  retriedAt: Instant | undefined,
): Promise<void> {
  const { reports, replyTo } = await ports.settings.get()
  const to = reports ? parseSender(replyTo)?.address : undefined
  if (!to) return
  const now = ports.now()
  const letter: Letter = {
    id: reportLetter(issue, retriedAt),
    about: { kind: 'report', issue: issue.id, to },
    createdAt: now,
    deadline: plus(now, LETTER_DEADLINE),
    state: 'waiting',
  }
  await ports.letters.put(letter, plus(now, REPORT_AFTER))
}

type Claims = { readonly batches: number; readonly lost: boolean }
const noClaims: Claims = { batches: 0, lost: false }

/** Rows read ahead, with the epoch as it was before the first of them. */
type Reading = { epoch: Epoch; rows: AudienceRow[]; from: number; last: string | undefined; ended: boolean }

async function claimAndSend(
  ports: Needs,
  desk: Desk,
  start: Progress,
  worker: string,
  until: Instant,
  pace: Pace,
  holds: boolean,
): Promise<Claims> {
  const { issue } = desk
  const variants = await desk.variants()
  const running = new Set<Promise<BatchOutcome>>()
  const failures: unknown[] = []
  const letLettersPass = lookingForLetters(ports)
  let { cursor, after, ended } = start
  let reading: Reading | undefined
  let leased = holds
  let lost = false
  let batches = 0

  const mayClaim = () =>
    !ended && !lost && !desk.paused && !desk.outOfTime && failures.length === 0 && ports.now() < until
  try {
    while (mayClaim()) {
      await letLettersPass()
      if (isBusy(running.size, desk, pace.inFlight ?? ports.mail.atOnce())) {
        await Promise.race([...running, desk.nextRests()])
        continue
      }
      reading ??= { epoch: await ports.audience.epoch(issue.digest), rows: [], from: 0, last: after, ended: false }
      const found = await gather(ports, issue, variants, reading, pace)
      const batch: Batch | undefined =
        found.recipients.length > 0 ? { n: cursor + 1, recipients: found.recipients } : undefined
      const now = ports.now()
      const outcome = await ports.issues.claim({
        issue: issue.id,
        digest: issue.digest,
        worker,
        cursor,
        after,
        ...(batch ? { batch } : {}),
        upTo: found.upTo,
        ended: found.ended,
        skipped: found.skipped,
        epoch: reading.epoch,
        now,
        leaseUntil: plus(now, pace.leaseMs),
        ...(leased ? {} : { lookAt: plus(now, pace.leaseMs) }),
      })
      if (outcome === 'lost') {
        lost = true
        break
      }
      if (outcome === 'moved') {
        reading = undefined
        continue
      }
      leased = true
      after = found.upTo
      ended = found.ended
      if (reading.from >= reading.rows.length) reading = undefined
      if (!batch) continue

      cursor = batch.n
      batches += 1
      const task: Promise<BatchOutcome> = sendBatch(ports, desk, batch)
        .catch((error: unknown): BatchOutcome => {
          failures.push(error)
          return 'open'
        })
        .finally(() => running.delete(task))
      running.add(task)
    }
  } finally {
    // On every way out: a function that has answered stands still, and with it whatever it has under way.
    await Promise.all(running)
  }
  if (failures.length > 0) throw failures[0]
  return { batches, lost }
}

/** One that sits out a refusal takes nobody's place, but not without end: every open batch stands in the progress. */
const isBusy = (running: number, desk: Desk, atOnce: number): boolean =>
  running - Math.min(desk.resting(), MOST_RESTING) >= atOnce
const MOST_RESTING = 4

const LOOK_EVERY = SECOND

/** Looks now and then whether letters wait, and leaves them more turns while they do. Price: half a read unit a second. */
function lookingForLetters({ letters, mail, now }: Pick<Needs, 'letters' | 'mail' | 'now'>): () => Promise<void> {
  let looked = now()
  return async () => {
    if (now() < plus(looked, LOOK_EVERY)) return
    looked = now()
    mail.makeRoom((await letters.due(looked, 1)).length > 0)
  }
}

/**
 * The next recipients after what was read, reading on until there is a batch of them, 1,000 rows, or the end. Rows carried
 * over keep the epoch of their own read, which is the older and the stricter one.
 */
async function gather(ports: Needs, issue: Omit<Issue, 'articles'>, variants: Variants, reading: Reading, pace: Pace) {
  const recipients: Recipient[] = []
  const now = ports.now()
  let seen = 0
  let skipped = 0
  let upTo = reading.rows.length > 0 && reading.from > 0 ? rowKey(reading.rows[reading.from - 1]!) : reading.last
  while (recipients.length < pace.batch && seen < MOST_ROWS) {
    const row = reading.rows[reading.from]
    if (!row) {
      upTo = reading.last
      if (reading.ended) break
      const page = await ports.audience.page(issue.digest, issue.edition, issue.zone, reading.last, pace.rows)
      reading.rows = page.rows
      reading.from = 0
      reading.last = page.last ?? reading.last
      reading.ended = page.ended
      continue
    }
    reading.from += 1
    seen += 1
    upTo = rowKey(row)
    const getsNone = isPaused(ports.zones, row.pausedUntil, now) || wasServed(issue, row.servedTo)
    const variant = getsNone ? undefined : variants.of(row.topics, row.locale, row.came)
    if (variant) recipients.push({ id: row.subscriber, address: row.address, variant })
    else skipped += 1
  }
  const ended = reading.ended && reading.from >= reading.rows.length
  return { recipients, skipped, upTo: ended ? reading.last : upTo, ended }
}
