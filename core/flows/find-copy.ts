import type { Batch } from '../model/batch.ts'
import { type IssueId, openBatches, type Progress } from '../model/issue.ts'
import { type Received, receivedOf } from '../model/received.ts'
import type { Ports } from '../ports.ts'

type Needs = Pick<Ports, 'issues'>

/**
 * One reader's copy of an issue, and what came of it; undefined where they were in no batch. The audience is read in the
 * order of ids, and batches are claimed in it, so that one is found by halves. Price: a read of some 4 KB for each time that the
 * number of batches can be halved (14 for a million readers), and two more.
 */
export async function findCopy(
  ports: Needs,
  issue: IssueId,
  progress: Progress,
  reader: string,
): Promise<Received | undefined> {
  const found = await findBatch(ports, issue, progress.cursor, reader)
  return found && lastOf(ports, issue, progress, found, reader)
}

/** The batch in which they were claimed. Those taken up again stand outside of the order, and are passed over. */
async function findBatch(ports: Needs, id: IssueId, cursor: number, reader: string): Promise<Batch | undefined> {
  let [low, high] = [1, cursor]
  while (low <= high) {
    const middle = (low + high) >> 1
    const batch = await firstInOrder(ports, id, middle, high)
    if (!batch || reader < batch.recipients[0]!.id) high = middle - 1
    else if (reader > batch.recipients.at(-1)!.id) low = batch.n + 1
    else return batch.recipients.some((one) => one.id === reader) ? batch : undefined
  }
  return undefined
}

async function firstInOrder(ports: Needs, id: IssueId, from: number, to: number): Promise<Batch | undefined> {
  for (let n = from; n <= to; n++) {
    const batch = await ports.issues.batch(id, n)
    if (batch && !batch.again && batch.recipients.length > 0) return batch
  }
  return undefined
}

/** What became of them there, or in the batch in which they were taken up again, if they missed it. */
async function lastOf(
  ports: Needs,
  issue: IssueId,
  progress: Progress,
  first: Batch,
  reader: string,
): Promise<Received> {
  const open = new Set(openBatches(progress))
  for (let batch = first; ; ) {
    const { n } = batch
    const [result, leftOut] = [await ports.issues.result(issue, n), await ports.issues.leftOut(issue, n)]
    const index = batch.recipients.findIndex(({ id }) => id === reader)
    const received = receivedOf(batch, index, { open: open.has(n), result, leftOut })
    const hasMissed = received.got === 'failed' || received.got === 'unknown'
    const next = hasMissed && result?.again ? await ports.issues.batch(issue, result.again) : undefined
    if (!next?.recipients.some(({ id }) => id === reader)) return received
    batch = next
  }
}
