import { retention } from '../../../core/model/retention.ts'
import { epochDigit } from '../../../core/model/subscriber.ts'
import { plus } from '../../../core/model/time.ts'
import type { Claim, Issues } from '../../../core/ports.ts'
import { check, put, type Step, update } from '../dynamo/steps.ts'
import { transact, write } from '../dynamo/write.ts'
import { due, keys, secondsOf, type Table } from '../table.ts'
import { packRecipients } from './batches.ts'
import { isFree } from './progress.ts'

export const claimsIn = (table: Table): Pick<Issues, 'claim'> => ({
  /**
   * The one step that safety rests on (design §7; STD-08, STD-56). Price: 12 write units with 100 recipients of one
   * first digit (of a long list, most batches), two more for each other digit; 1 without recipients.
   *
   * Where a claim has happened and its answer is lost for good, even for the repeats under its token, the next one finds the
   * cursor moved: `lost`, though it was ours. That costs time, never a mail: the batch stands open, and whoever takes the issue
   * up finds it.
   */
  async claim(claim) {
    if (!claim.batch) return (await write(table, progressOf(claim))) ? 'claimed' : 'lost'
    const { issue, digest, batch, now } = claim
    const refused = await transact(table, {
      epochs: [...new Set(batch.recipients.map(({ id }) => epochDigit(id)))].map((digit) =>
        sameEpoch(digest, digit, claim.epoch[digit]),
      ),
      batch: put(
        {
          ...keys.batch(issue, batch.n),
          recipients: packRecipients(batch.recipients),
          at: now,
          expiresAt: secondsOf(plus(now, retention.batches)),
        },
        'attribute_not_exists(#pk)',
      ),
      progress: progressOf(claim),
    })
    if (refused.size === 0) return 'claimed'
    return refused.has('batch') || refused.has('progress') ? 'lost' : 'moved'
  },
})

/** Nobody with this digit has left or changed since the epoch was read. */
const sameEpoch = (digest: string, digit: string, asRead: number | undefined): Step =>
  check(keys.epoch(digest, digit), asRead === undefined ? 'attribute_not_exists(#n)' : '#n = :n', { ':n': asRead })

/** The cursor moves on, if it stands where it was read, sending goes on, and nobody else has the lease. */
function progressOf({
  issue,
  worker,
  cursor,
  after,
  batch,
  upTo,
  ended,
  skipped,
  now,
  leaseUntil,
  lookAt,
}: Claim): Step {
  const set = [
    '#cursor = :next, #ended = :ended',
    '#counts.#readers = #counts.#readers + :readers, #counts.#skipped = #counts.#skipped + :skipped',
    ...(upTo === undefined ? [] : ['#after = :upTo']),
    ...(batch ? ['#open.#n = :now'] : []),
    '#lease = :lease',
    ...(lookAt ? ['#lookAt = :lookAt, #duePk = :duePk, #dueSk = :dueSk'] : []),
  ]
  const stands = after === undefined ? 'attribute_not_exists(#after)' : '#after = :after'
  return update(
    keys.progress(issue),
    `SET ${set.join(', ')}${upTo === undefined ? ' REMOVE #after' : ''}`,
    `#status = :sending AND #ended = :goesOn AND #cursor = :cursor AND ${stands} AND ${isFree}`,
    {
      ':next': batch?.n ?? cursor,
      ':ended': ended,
      ':readers': (batch?.recipients.length ?? 0) + skipped,
      ':skipped': skipped,
      ':upTo': upTo,
      ':now': now,
      ':sending': 'sending',
      ':goesOn': false,
      ':cursor': cursor,
      ':after': after,
      ':worker': worker,
      ':lease': { owner: worker, until: leaseUntil },
      ...(lookAt
        ? {
            ':lookAt': lookAt,
            ':duePk': due.issue(lookAt, issue).duePk,
            ':dueSk': due.issue(lookAt, issue).dueSk,
          }
        : {}),
    },
    batch ? { '#n': String(batch.n) } : {},
  )
}
