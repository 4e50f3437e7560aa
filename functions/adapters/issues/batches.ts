import type { Recipient } from '../../../core/model/batch.ts'
import type { IssueId } from '../../../core/model/issue.ts'
import { retention } from '../../../core/model/retention.ts'
import { type Instant, plus } from '../../../core/model/time.ts'
import type { BatchResult, Issues } from '../../../core/ports.ts'
import { pack, unpack } from '../dynamo/pack.ts'
import { get, query } from '../dynamo/read.ts'
import { list, maybe, number, quarantine, read, shape, text } from '../dynamo/shape.ts'
import { put, type Step, update } from '../dynamo/steps.ts'
import { transact, write, writeForSure } from '../dynamo/write.ts'
import { afterLast, due, keys, secondsOf, type Table } from '../table.ts'

type Batches = Pick<
  Issues,
  | 'batch'
  | 'reopen'
  | 'failures'
  | 'retry'
  | 'sendAgain'
  | 'retried'
  | 'forgetAddresses'
  | 'leaveOut'
  | 'leftOut'
  | 'clock'
  | 'clearClock'
  | 'settle'
  | 'result'
>

const isResult = shape({
  failed: list(shape({ index: number, message: text })),
  skipped: number,
  unknown: number,
  at: text,
  again: maybe(number),
})
const isLeftOut = shape({ subscribers: list(text) })

export function batchesIn(table: Table): Batches {
  /** Price: one read. */
  async function leftOut(id: string, n: number): Promise<readonly string[] | undefined> {
    const item = await get(table, keys.leftOut(id, n))
    const found = read<{ subscribers: string[] }>(table, item, isLeftOut)
    // Without knowing whom an earlier request left out, the answer to the next one cannot be read.
    if (item && !found) throw new Error(`whom batch ${n} of ${id} leaves out cannot be read`)
    return found?.subscribers
  }

  return {
    leftOut,

    /** Price: one read of some 4 KB. */
    async batch(id, n) {
      const item = await get(table, keys.batch(id, n))
      if (!item) return undefined
      const recipients = unpackRecipients(item.recipients)
      if (recipients)
        return {
          n,
          recipients,
          ...(typeof item.at === 'string' ? { at: item.at } : {}),
          ...(item.again === true ? { again: true as const } : {}),
        }
      quarantine(table, item)
      return undefined
    },

    /** Price: one read, one transaction of some 14 write units. */
    async reopen({ issue, n, size, cursor, recipients, now }) {
      const item = await get(table, keys.progress(issue))
      const asRead: unknown[] = Array.isArray(item?.unknown) ? item.unknown : []
      if (!asRead.includes(n)) return false
      const next = cursor + 1
      const skipped = size - recipients.length
      const goesOn = recipients.length > 0
      const { duePk, dueSk } = due.issue(now, issue)
      const set = [
        '#unknown = :rest, #status = :sending, #lookAt = :now, #duePk = :duePk, #dueSk = :dueSk',
        '#counts.#unknown = #counts.#unknown + :fewer, #counts.#skipped = #counts.#skipped + :skipped',
        ...(goesOn ? ['#cursor = :next, #open.#n = :never'] : []),
      ]
      const refused = await transact(table, {
        batch: goesOn ? takenUpAgain(issue, next, recipients, now) : undefined,
        result: tellsWhere(issue, n, goesOn ? next : 0),
        progress: update(
          keys.progress(issue),
          `SET ${set.join(', ')} REMOVE #reason, #finishedAt`,
          '#unknown = :asRead AND #cursor = :cursor AND #status IN (:person, :sending)',
          {
            ':sending': 'sending',
            ':person': 'needs-person',
            ':now': now,
            ':duePk': duePk,
            ':dueSk': dueSk,
            ':fewer': -size,
            ':skipped': skipped,
            ':next': next,
            ':never': null,
            ':asRead': asRead,
            ':rest': asRead.filter((one) => one !== n),
            ':cursor': cursor,
          },
          { '#n': String(next) },
        ),
      })
      return refused.size === 0
    },

    /** Price: a read unit per some forty batches in which not everybody got it. */
    async failures(id, upTo) {
      const { pk, sk } = keys.result(id, 0)
      const items = await query(table, { pk, from: sk, to: keys.result(id, upTo).sk })
      return items.flatMap((item) => {
        const found = read<BatchResult>(table, item, isResult)
        if (!found || found.failed.length === 0 || found.again !== undefined) return []
        return [{ n: Number(afterLast(item.sk)), failed: found.failed }]
      })
    },

    /** What was unknown before has been decided on: it is nobody's question any more. Price: one transaction of one item, and a write for the index. */
    async retry(id, cursor, now, lookAt) {
      const { duePk, dueSk } = due.issue(lookAt, id)
      return writeForSure(
        table,
        update(
          keys.progress(id),
          'SET #status = :sending, #retry = :cursor, #retriedAt = :now, #unknown = :decided, #lookAt = :lookAt, #duePk = :duePk, #dueSk = :dueSk REMOVE #reason, #finishedAt',
          '#status = :sent AND #cursor = :cursor AND #counts.#failed > :none',
          {
            ':sending': 'sending',
            ':sent': 'sent',
            ':cursor': cursor,
            ':now': now,
            ':decided': [],
            ':lookAt': lookAt,
            ':duePk': duePk,
            ':dueSk': dueSk,
            ':none': 0,
          },
        ),
      )
    },

    /** Price: one transaction of some 12 write units, and two a batch they come from. */
    async sendAgain({ issue, from, cursor, recipients, now }) {
      const next = cursor + 1
      const goesOn = recipients.length > 0
      const failed = from.reduce((sum, one) => sum + one.failed, 0)
      const refused = await transact(table, {
        batch: goesOn ? takenUpAgain(issue, next, recipients, now) : undefined,
        results: from.map(({ n }) => tellsWhere(issue, n, goesOn ? next : 0)),
        progress: update(
          keys.progress(issue),
          `SET #counts.#failed = #counts.#failed + :fewer, #counts.#skipped = #counts.#skipped + :skipped${goesOn ? ', #cursor = :next, #open.#n = :never' : ''}`,
          'attribute_exists(#retry) AND #status = :sending AND #cursor = :cursor',
          {
            ':sending': 'sending',
            ':fewer': -failed,
            ':skipped': failed - recipients.length,
            ':cursor': cursor,
            ':next': next,
            ':never': null,
          },
          { '#n': String(next) },
        ),
      })
      return refused.size === 0
    },

    /** Price: one write. */
    async retried(id) {
      await write(table, update(keys.progress(id), 'REMOVE #retry', 'attribute_exists(#pk)'))
    },

    /** Price: one read of some 4 KB, one write of some 2 KB; the read alone where it is done already. */
    async forgetAddresses(id, n) {
      const item = await get(table, keys.batch(id, n))
      const recipients = unpackRecipients(item?.recipients)
      if (!recipients?.some(({ address }) => address !== '')) return
      const nameless = packRecipients(recipients.map((one) => ({ ...one, address: '' })))
      await write(
        table,
        update(keys.batch(id, n), 'SET #recipients = :nameless', 'attribute_exists(#pk)', { ':nameless': nameless }),
      )
    },

    /** Price: one write; where it stands already, a read as well. */
    async leaveOut(id, n, subscribers) {
      const expiresAt = secondsOf(plus(table.now(), retention.batches))
      const item = { ...keys.leftOut(id, n), subscribers: [...subscribers], expiresAt }
      if (await write(table, put(item, 'attribute_not_exists(#pk)'))) return subscribers
      return (await leftOut(id, n)) ?? subscribers
    },

    /** Price: one write. A batch that is settled has no clock. */
    async clock(id, n, firstPostedAt) {
      const open = 'attribute_exists(#open.#n)'
      const values = { ':at': firstPostedAt }
      await write(table, update(keys.progress(id), 'SET #open.#n = :at', open, values, { '#n': String(n) }))
    },

    /** Price: one write. */
    async clearClock(id, n, worker) {
      const ours = 'attribute_exists(#open.#n) AND #lease.#owner = :worker'
      const values = { ':never': null, ':worker': worker }
      await write(table, update(keys.progress(id), 'SET #open.#n = :never', ours, values, { '#n': String(n) }))
    },

    /** Price: one write; a transaction of two where not everybody got it. */
    async settle({ issue, n, sent, skipped, unknown, lost, failed, now }) {
      const counts = [
        '#counts.#sent = #counts.#sent + :sent, #counts.#skipped = #counts.#skipped + :skipped',
        '#counts.#failed = #counts.#failed + :failed, #counts.#unknown = #counts.#unknown + :unknown',
        ...(unknown > 0 || lost ? ['#unknown = list_append(#unknown, :n)'] : []),
      ]
      const progress = update(
        keys.progress(issue),
        `SET ${counts.join(', ')} REMOVE #open.#n`,
        'attribute_exists(#open.#n)',
        { ':sent': sent, ':skipped': skipped, ':failed': failed.length, ':unknown': unknown, ':n': [n] },
        { '#n': String(n) },
      )
      if (failed.length + skipped + unknown === 0) return write(table, progress)
      const result: BatchResult = { failed, skipped, unknown, at: now }
      const expiresAt = secondsOf(plus(now, retention.batches))
      const refused = await transact(table, {
        progress,
        result: put({ ...keys.result(issue, n), ...result, expiresAt }),
      })
      return refused.size === 0
    },

    /** Price: one read. */
    async result(id, n) {
      return read<BatchResult>(table, await get(table, keys.result(id, n)), isResult)
    },
  }
}

/** A batch of readers of earlier ones. */
const takenUpAgain = (issue: IssueId, n: number, recipients: readonly Recipient[], now: Instant): Step =>
  put(
    {
      ...keys.batch(issue, n),
      recipients: packRecipients(recipients),
      at: now,
      again: true,
      expiresAt: secondsOf(plus(now, retention.batches)),
    },
    'attribute_not_exists(#pk)',
  )

/** Once: who was in a batch and missed it is taken up again by one other. */
const tellsWhere = (issue: IssueId, n: number, again: number): Step =>
  update(keys.result(issue, n), 'SET #again = :again', 'attribute_exists(#pk) AND attribute_not_exists(#again)', {
    ':again': again,
  })

const isPacked = (value: unknown): value is [string[], string[], string[], number[]] =>
  Array.isArray(value) &&
  [0, 1, 2].every((column) => list(text)(value[column])) &&
  list(number)(value[3]) &&
  value[1].length === value[2].length &&
  value[1].length === value[3].length

/** In columns, which deflate better than rows; a variant is its place in the list of variants. */
export function packRecipients(recipients: readonly Recipient[]): Uint8Array {
  const variants = [...new Set(recipients.map(({ variant }) => variant))]
  return pack([
    variants,
    recipients.map(({ id }) => id),
    recipients.map(({ address }) => address),
    recipients.map(({ variant }) => variants.indexOf(variant)),
  ])
}

export function unpackRecipients(packed: unknown): Recipient[] | undefined {
  const columns = unpack(packed)
  if (!isPacked(columns)) return undefined
  const [variants, ids, addresses, which] = columns
  if (which.some((index) => variants[index] === undefined)) return undefined
  return ids.map((id, index) => ({ id, address: addresses[index]!, variant: variants[which[index]!]! }))
}
