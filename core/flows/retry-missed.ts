import { BATCH_SIZE, type Recipient } from '../model/batch.ts'
import { type Issue, LEASE, type Progress } from '../model/issue.ts'
import { type Instant, plus } from '../model/time.ts'
import type { BatchResult, Ports } from '../ports.ts'
import { allOf } from './all-of.ts'
import { whereTheyAreNow } from './where-they-are-now.ts'

type Known = Omit<Issue, 'articles'>

/**
 * Sends an issue that is finished to those whom the provider refused, and to nobody else. Two who ask at once ask once;
 * what is left undone by a crash, the tick goes on with. False: nobody was refused, or it is not finished, or was
 * cancelled. Price: a read, a write, a message; the rest is the worker's.
 */
export async function retryMissed(
  ports: Pick<Ports, 'issues' | 'queue' | 'ids' | 'now' | 'log'>,
  issue: Known,
): Promise<boolean> {
  const progress = await ports.issues.progress(issue.id)
  const now = ports.now()
  if (!progress || !(await ports.issues.retry(issue.id, progress.cursor, now, plus(now, LEASE)))) return false
  ports.log('issue.retried', { issue: issue.id, readers: progress.counts.failed })
  await ports.queue.sendIssue({ issue: issue.id, cursor: progress.cursor, nonce: ports.ids.nonce() })
  return true
}

type Failure = { readonly n: number; readonly failed: BatchResult['failed'] }

/** A transaction holds a hundred items: the batches that readers come from, the one they go into, and the progress. */
const MOST_BATCHES = 50

/**
 * Makes batches of those who missed it: who still takes the digest, where they are reached now. Each batch that they come
 * from says into which one they have gone, in the transaction that makes it, so that nobody is taken up twice. Where
 * somebody else is at it, or `until` has come, it stops, and the next one goes on. Price: a read unit per some forty batches that had failures; a read
 * of each of these; two a reader; and a transaction a new batch.
 */
export async function takeUpMissed(
  ports: Pick<Ports, 'issues' | 'subscribers' | 'zones' | 'now' | 'log'>,
  issue: Known,
  { retry = 0, cursor: start }: Progress,
  until: Instant,
): Promise<void> {
  let cursor = start
  for (const group of groupsOf(await ports.issues.failures(issue.id, retry))) {
    const now = ports.now()
    if (now >= until) return
    const missed = (await allOf(group.map((one) => whoMissed(ports, issue, one)))).flat()
    const recipients = await whereTheyAreNow(ports, issue.digest, missed, now)
    const from = group.map(({ n, failed }) => ({ n, failed: failed.length }))
    if (!(await ports.issues.sendAgain({ issue: issue.id, from, cursor, recipients, now }))) return
    if (recipients.length > 0) cursor += 1
  }
  await ports.issues.retried(issue.id)
}

async function whoMissed(
  ports: Pick<Ports, 'issues' | 'log'>,
  issue: Known,
  { n, failed }: Failure,
): Promise<Recipient[]> {
  const batch = await ports.issues.batch(issue.id, n)
  if (!batch) ports.log('batch.unreadable', { level: 'error', issue: issue.id, batch: n })
  return failed.flatMap(({ index }) => batch?.recipients[index] ?? [])
}

/** As many as go into one batch. */
function groupsOf(failures: readonly Failure[]): Failure[][] {
  const groups: Failure[][] = []
  let readers = 0
  for (const one of failures) {
    const last = groups.at(-1)
    const fits = last && last.length < MOST_BATCHES && readers + one.failed.length <= BATCH_SIZE
    if (fits) last.push(one)
    else groups.push([one])
    readers = one.failed.length + (fits ? readers : 0)
  }
  return groups
}
