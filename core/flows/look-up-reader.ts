import type { Address } from '../model/address.ts'
import type { Batch } from '../model/batch.ts'
import { type Issue, openBatches, type Progress } from '../model/issue.ts'
import type { Outcome } from '../model/outcome.ts'
import { type Received, receivedOf, type WhyNot, whyNot } from '../model/received.ts'
import type { Subscriber } from '../model/subscriber.ts'
import type { Ports } from '../ports.ts'

type Needs = Pick<Ports, 'issues' | 'outcomes' | 'subscribers' | 'now'>

export type LookedUp = {
  readonly reader: Subscriber
  /** What the provider has told of it, if anything. */
  readonly outcome: Outcome
} & ({ readonly received: Received; readonly whyNot?: never } | { readonly received?: never; readonly whyNot: WhyNot })

/**
 * What one reader got of an issue, or why nothing; undefined where nobody here has the address. The audience is read in
 * the order of ids, and batches are claimed in it, so that one is found by halves. Price: four reads, and one of some 4 KB
 * for each time that the number of batches can be halved: 14 for a million readers; three more for what became of it.
 */
export async function lookUpReader(
  ports: Needs,
  issue: Issue,
  progress: Progress,
  address: Address,
): Promise<LookedUp | undefined> {
  const { subscriber: reader } = await ports.subscribers.byAddress(address)
  if (!reader) return undefined
  const found = await findBatch(ports, issue, progress.cursor, reader.id)
  const outcome = (await ports.outcomes.of(issue.id, reader.id)) ?? {}
  return found
    ? { reader, outcome, received: await lastOf(ports, issue, progress, found, reader.id) }
    : { reader, outcome, whyNot: whyNot(issue, progress, reader, ports.now()) }
}

type Reading = Pick<Ports, 'issues'>

/** The batch in which they were claimed. Those taken up again stand outside of the order, and are passed over. */
async function findBatch(ports: Reading, { id }: Issue, cursor: number, reader: string): Promise<Batch | undefined> {
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

async function firstInOrder(ports: Reading, id: Issue['id'], from: number, to: number): Promise<Batch | undefined> {
  for (let n = from; n <= to; n++) {
    const batch = await ports.issues.batch(id, n)
    if (batch && !batch.again && batch.recipients.length > 0) return batch
  }
  return undefined
}

/** What became of them there, or in the batch in which they were taken up again, if they missed it. */
async function lastOf(
  ports: Reading,
  issue: Issue,
  progress: Progress,
  first: Batch,
  reader: string,
): Promise<Received> {
  const open = new Set(openBatches(progress))
  for (let batch = first; ; ) {
    const { n } = batch
    const [result, leftOut] = [await ports.issues.result(issue.id, n), await ports.issues.leftOut(issue.id, n)]
    const index = batch.recipients.findIndex(({ id }) => id === reader)
    const received = receivedOf(batch, index, { open: open.has(n), result, leftOut })
    const hasMissed = received.got === 'failed' || received.got === 'unknown'
    const next = hasMissed && result?.again ? await ports.issues.batch(issue.id, result.again) : undefined
    if (!next?.recipients.some(({ id }) => id === reader)) return received
    batch = next
  }
}
