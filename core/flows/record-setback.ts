import type { Address } from '../model/address.ts'
import type { IssueId } from '../model/issue.ts'
import { signOfSetback } from '../model/outcome.ts'
import { countsOf, decideBreak, decideSetback, type ProviderEvent, setbackOf } from '../model/setback.ts'
import type { Ports, SetbackEvent } from '../ports.ts'
import { pauseIssue } from './steer-issue.ts'
import { saveAndTell, type Tells } from './tell-hooks.ts'
import { untilWon } from './until-won.ts'

/**
 * Takes down what the provider reports about a mail. Each event counts once (T71), in any order (T72): the state and
 * the memory of the event are one transaction. Price: two reads, one transaction; two reads more for the breaker.
 */
export async function recordSetback(
  ports: Pick<Ports, 'subscribers' | 'issues' | 'log'> & Tells,
  eventId: string,
  event: ProviderEvent,
  addresses: readonly Address[],
): Promise<'recorded' | 'seen' | 'ignored'> {
  let outcome: 'recorded' | 'seen' | 'ignored' = 'ignored'
  for (const address of addresses) {
    const setback = setbackOf(event, address)
    if (!setback) continue
    const result = await untilWon(async () => {
      const { subscriber, suppression } = await ports.subscribers.byAddress(address)
      const decision = decideSetback(setback, subscriber, suppression)
      const counted: SetbackEvent = {
        id: eventId,
        ...(setback.issue ? { issue: setback.issue } : {}),
        counts: countsOf(setback.kind),
        ...(setback.subscriber
          ? {
              mail: {
                subscriber: setback.subscriber,
                sign: signOfSetback(setback.kind),
                at: setback.at,
                note: setback.note,
              },
            }
          : {}),
      }
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
    outcome = result === 'seen' ? 'seen' : 'recorded'
    // Before anybody is told, and after a repeat too: the first of them may have ended right after it was written down.
    if (setback.issue && (setback.kind === 'hard' || setback.kind === 'complaint'))
      await breakIssue(ports, setback.issue as IssueId)
    // A fault of ours (STD-44, STD-52) or the provider's (STD-54) never counts against the reader, and somebody has to hear of it.
    const level = setback.kind === 'ours' || setback.kind === 'failed' ? { level: 'warn' } : {}
    if (outcome === 'recorded')
      ports.log('setback.recorded', {
        event: eventId,
        kind: setback.kind,
        note: setback.note,
        issue: setback.issue,
        ...level,
      })
  }
  if (outcome === 'ignored') {
    const level = knownTypes.test(event.type) ? {} : { level: 'warn' }
    ports.log('webhook.ignored', { event: eventId, type: event.type, ...level })
  }
  return outcome
}

/** What the provider reports and we need not write down. Anything else is new to us, and somebody should hear of it (STD-55). */
const knownTypes =
  /^(?:email\.(?:sent|delivered|delivery_delayed|opened|clicked|scheduled|received)|(?:suppression|contact|domain)\..+)$/

/** The breaker of STD-45. An editor who has seen why, and resumed, is not stopped again. */
async function breakIssue(ports: Pick<Ports, 'issues' | 'now' | 'log'>, id: IssueId): Promise<void> {
  const [progress, setbacks] = [await ports.issues.progress(id), await ports.issues.setbacks(id)]
  if (progress?.status !== 'sending' || progress.overruled) return
  const reason = decideBreak(progress.counts.sent, setbacks)
  const issue = reason && (await ports.issues.get(id))
  if (issue) await pauseIssue(ports, issue, reason)
}
