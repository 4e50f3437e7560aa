import { type IssueId, isFinished } from '../model/issue.ts'
import { signOfSetback } from '../model/outcome.ts'
import {
  type Between,
  countsOf,
  decideBreak,
  decideSetback,
  type Setback,
  sayRefused,
  softBouncesWith,
} from '../model/setback.ts'
import type { Subscriber } from '../model/subscriber.ts'
import type { Ports, SetbackEvent } from '../ports.ts'
import { pauseIssue } from './steer-issue.ts'
import { saveAndTell, type Tells } from './tell-hooks.ts'
import { untilWon } from './until-won.ts'
import { whatLiesBetween } from './what-lies-between.ts'

type Needs = Pick<Ports, 'subscribers' | 'issues' | 'outcomes' | 'log'> & Tells

/**
 * Takes down a setback that the provider has reported. Each event counts once (T71), in any order (T72): the state and
 * the memory of the event are one transaction. Price: two reads, one transaction; two reads more for the breaker, where it is one that may stop an issue, one for a soft
 * bounce, and what `whatLiesBetween` says for one that may end a reader.
 */
export async function recordSetback(ports: Needs, eventId: string, setback: Setback): Promise<'recorded' | 'seen'> {
  const { address, kind, note, why, issue, unknown } = setback
  const result = await untilWon(async () => {
    const { subscriber, suppression } = await ports.subscribers.byAddress(address)
    const decision = decideSetback(setback, subscriber, suppression, await betweenBounces(ports, setback, subscriber))
    const counted = asEvent(eventId, setback)
    if (decision.subscriber) {
      const { subscriber: after, consent, suppress } = decision
      return saveAndTell(ports, {
        before: subscriber,
        after,
        event: counted,
        ...(consent ? { consent } : {}),
        ...(suppress ? { suppression: suppress } : {}),
      })
    }
    return decision.suppress
      ? ports.subscribers.suppress(address, decision.suppress, counted)
      : ports.subscribers.recordEvent(counted)
  })
  // Before anybody is told, and after a repeat too: the first of them may have ended right after it was written down.
  if (issue && (kind === 'hard' || kind === 'complaint' || kind === 'ours'))
    await breakIssue(ports, issue as IssueId, why)
  if (result === 'seen') return 'seen'
  // A fault of ours (STD-44, STD-52) or the provider's (STD-54) never counts against the reader, and somebody has to hear of it; of what nobody knows, too.
  const level = kind === 'ours' || kind === 'failed' || unknown ? { level: 'warn' } : {}
  ports.log('setback.recorded', { event: eventId, kind, note, why, issue, ...(unknown ? { unknown } : {}), ...level })
  return 'recorded'
}

const asEvent = (id: string, { kind, issue, subscriber, at, note }: Setback): SetbackEvent => ({
  id,
  ...(issue ? { issue } : {}),
  counts: countsOf(kind),
  ...(subscriber ? { mail: { subscriber, sign: signOfSetback(kind), at, note } } : {}),
})

/** When the issue of a soft bounce was opened, and what was delivered between it and the others. */
async function betweenBounces(
  ports: Needs,
  setback: Setback,
  subscriber: Subscriber | undefined,
): Promise<Between | undefined> {
  const { issue } = setback
  if (setback.kind !== 'soft' || !subscriber || !issue) return undefined
  const openedAt = (await ports.issues.get(issue as IssueId))?.openedAt
  const bounces = softBouncesWith(setback, subscriber, openedAt) ?? []
  return { openedAt, breaks: await whatLiesBetween(ports, subscriber, bounces, issue) }
}

/**
 * The breaker of STD-45. An editor who has seen why, and resumed, is not stopped again. Most issues are out before anything of
 * them comes back: what so many refuse for our sake (STD-44) is an error then, once an issue, since the next one would meet
 * the same. Price of each refusal beyond that line: one write.
 */
async function breakIssue(ports: Needs, id: IssueId, why: string | undefined): Promise<void> {
  const [progress, setbacks] = [await ports.issues.progress(id), await ports.issues.setbacks(id)]
  if (!progress || progress.overruled) return
  const { status, counts } = progress
  if (status === 'sending') {
    const reason = decideBreak(counts.sent, setbacks, why)
    const issue = reason && (await ports.issues.get(id))
    if (issue) await pauseIssue(ports, issue, reason)
  } else if (isFinished(status) && sayRefused(counts.sent, setbacks)) {
    const isNew = (await ports.subscribers.recordEvent({ id: `refused/${id}`, counts: [] })) === 'saved'
    const { ours } = setbacks
    if (isNew) ports.log('issue.refused', { level: 'error', issue: id, refused: ours, sent: counts.sent, why })
  }
}
