import { afterAnswer, saidInstead } from '../model/answer.ts'
import { type Batch, idempotencyKey } from '../model/batch.ts'
import { timeLeft } from '../model/deadline.ts'
import { decideRetry, mayAskAgain } from '../model/issue.ts'
import type { Unanswered } from '../model/silence.ts'
import { type Instant, plus } from '../model/time.ts'
import type { Ports } from '../ports.ts'
import type { BatchOutcome, Desk } from './desk.ts'

type Needs = Pick<Ports, 'issues' | 'subscribers' | 'mail' | 'zones' | 'now' | 'wait' | 'random' | 'log'>

/** Posts a batch just claimed, and settles it. */
export const sendBatch = (ports: Needs, desk: Desk, batch: Batch): Promise<BatchOutcome> =>
  post(ports, desk, batch, [], false)

/**
 * Takes an open batch up again (design §7). Within five minutes it is the same request. Later it leaves out who has
 * left since: written down before it is posted, so that every later retry leaves out the same, and the answer says
 * which of the two requests was accepted. After 23 hours of not knowing, a person decides.
 */
export async function retryBatch(
  ports: Needs,
  desk: Desk,
  n: number,
  firstPostedAt: Instant | null,
): Promise<BatchOutcome> {
  const { issue } = desk
  const batch = await ports.issues.batch(issue.id, n)
  if (!batch) {
    // Open without its recipients: nothing can be posted, nobody may be guessed, and waiting mends nothing.
    ports.log('batch.unreadable', { level: 'error', issue: issue.id, batch: n })
    const nothing = { sent: 0, skipped: 0, unknown: 0, failed: [] }
    await ports.issues.settle({ issue: issue.id, n, ...nothing, lost: true, now: ports.now() })
    return 'settled'
  }
  const decision = decideRetry(firstPostedAt, ports.now())
  if (decision === 'give-up') return giveUp(ports, desk, batch)

  const leftOut = await whoIsLeftOut(ports, desk, batch, decision === 'same-request')
  if (leftOut.length === batch.recipients.length) {
    if (firstPostedAt !== null) return giveUp(ports, desk, batch)
    await settle(ports, desk, batch, { sent: 0, skipped: leftOut.length, unknown: 0, failed: [] })
    return 'settled'
  }
  if (firstPostedAt === null) await ports.issues.clock(issue.id, n, ports.now())
  return post(ports, desk, batch, leftOut, firstPostedAt !== null)
}

/** What stands from an earlier retry; else, for a late one, who has left since, written down. */
async function whoIsLeftOut(ports: Needs, desk: Desk, batch: Batch, soon: boolean): Promise<readonly string[]> {
  const { issue } = desk
  const standing = await ports.issues.leftOut(issue.id, batch.n)
  if (standing || soon) return standing ?? []
  const ids = batch.recipients.map((recipient) => recipient.id)
  const still = await ports.subscribers.stillOn(issue.digest, ids, ports.zones, ports.now())
  const gone = ids.filter((id) => !still.has(id))
  return gone.length === 0 ? [] : ports.issues.leaveOut(issue.id, batch.n, gone)
}

async function giveUp(ports: Needs, desk: Desk, batch: Batch): Promise<BatchOutcome> {
  const readers = batch.recipients.length
  if (await settle(ports, desk, batch, { sent: 0, skipped: 0, unknown: readers, failed: [] }))
    ports.log('batch.unknown', { level: 'error', issue: desk.issue.id, batch: batch.n, readers })
  return 'settled'
}

/**
 * `maybe`: an earlier request may have been accepted, so a refusal now does not mean that nobody has the mail. While this
 * worker waits to ask again, or stands still, another may take the batch up and leave out who has left: then it is that
 * one's, whose answer says who got it. Price: a read for each wait.
 */
async function post(
  ports: Needs,
  desk: Desk,
  batch: Batch,
  leftOut: readonly string[],
  maybe: boolean,
): Promise<BatchOutcome> {
  const { issue } = desk
  const gone = new Set(leftOut)
  const to = batch.recipients
    .map((recipient, index) => ({ recipient, index }))
    .filter(({ recipient }) => !gone.has(recipient.id))
  const key = idempotencyKey(issue.frozen.installation, issue.id, batch.n)
  return desk.write(
    to.map(({ recipient }) => recipient),
    async (body) => {
      const begun = ports.now()
      let perhaps = maybe
      let unanswered: Unanswered | undefined
      for (let tries = 1; ; tries++) {
        const askedAt = ports.now()
        const answer = await ports.mail.batch(body, key, timeLeft(askedAt, desk.endsAt))
        const said = saidInstead(answer)
        if (said !== undefined) unanswered = { askedAt, said }
        else if (answer.kind !== 'no-time') desk.unanswered ??= null
        const next = afterAnswer(answer, tries, ports.random(), timeLeft(ports.now(), desk.endsAt))
        switch (next.do) {
          case 'settle': {
            if (next.got === 'another-body') return otherBodyTaken(ports, desk, batch, leftOut)
            const failed = (answer.kind === 'accepted' ? answer.refused : []).map(({ index, message }) => ({
              index: to[index]?.index ?? index,
              message,
            }))
            const sent = to.length - failed.length
            await settle(ports, desk, batch, { sent, skipped: gone.size, unknown: 0, failed })
            return 'settled'
          }
          case 'again':
            perhaps ||= next.accepted === 'maybe'
            await desk.rest(ports.wait(next.inMs))
            if (!mayAskAgain(begun, ports.now(), leftOut, await ports.issues.leftOut(issue.id, batch.n))) return 'open'
            break
          case 'pause':
            desk.paused = true
            if (!perhaps) await ports.issues.clearClock(issue.id, batch.n, desk.worker)
            await pause(ports, desk, next.reason, next.waitMs)
            return 'open'
          case 'leave-open': {
            desk.unanswered = unanswered ?? desk.unanswered
            const reason = answer.kind === 'no-answer' ? answer.message : answer.kind
            ports.log('batch.unanswered', { level: 'warn', issue: issue.id, batch: batch.n, tries, reason })
            return 'open'
          }
          case 'hand-over':
            desk.outOfTime = true
            desk.unanswered = unanswered ?? desk.unanswered
            // What was certainly not accepted has its 23 hours yet.
            if (!perhaps && next.accepted === 'no') await ports.issues.clearClock(issue.id, batch.n, desk.worker)
            ports.log('batch.handed-over', { level: 'warn', issue: issue.id, batch: batch.n, tries })
            return 'open'
        }
      }
    },
  )
}

/**
 * The provider has taken another body under this key, and there are two at most. Where ours is the shortened one, everybody's
 * was accepted before anybody was left out: asked once more, it says whom the provider refused. Where ours is everybody's,
 * another worker's shortened one was, and that one settles the batch, or its next retry. Is there none, something is wrong,
 * and we do not guess.
 */
async function otherBodyTaken(
  ports: Needs,
  desk: Desk,
  batch: Batch,
  leftOut: readonly string[],
): Promise<BatchOutcome> {
  if (leftOut.length > 0) return post(ports, desk, batch, [], true)
  return (await ports.issues.leftOut(desk.issue.id, batch.n)) ? 'open' : giveUp(ports, desk, batch)
}

async function pause(ports: Needs, desk: Desk, reason: string, waitMs: number): Promise<void> {
  const { issue } = desk
  const now = ports.now()
  const resumeAt = plus(now, waitMs)
  const paused = await ports.issues.become({
    issue,
    from: ['sending'],
    to: 'paused',
    reason,
    lookAt: resumeAt,
    resumeAt,
    now,
  })
  if (paused) ports.log('issue.paused', { level: 'warn', issue: issue.id, reason, resumeAt })
}

async function settle(
  ports: Needs,
  desk: Desk,
  batch: Batch,
  counts: { sent: number; skipped: number; unknown: number; failed: readonly { index: number; message: string }[] },
): Promise<boolean> {
  const settled = await ports.issues.settle({ issue: desk.issue.id, n: batch.n, ...counts, now: ports.now() })
  if (settled) {
    const { sent, skipped, unknown, failed } = counts
    ports.log('batch.settled', { issue: desk.issue.id, batch: batch.n, sent, skipped, unknown, failed: failed.length })
  }
  return settled
}
