import type { Address } from '../model/address.ts'
import { decideSetback, type ProviderEvent, setbackOf } from '../model/setback.ts'
import type { Ports, SetbackEvent } from '../ports.ts'
import { untilWon } from './until-won.ts'

/**
 * Takes down what the provider reports about a mail. Each event counts once (T71), in any order (T72): the state and
 * the memory of the event are one transaction. Price: two reads, one transaction.
 */
export async function recordSetback(
  ports: Pick<Ports, 'subscribers' | 'log'>,
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
        counts: setback.kind === 'complaint' ? 'complained' : setback.kind === 'suppressed' ? 'none' : 'bounced',
      }
      if (decision.subscriber) {
        const { subscriber: after, consent, suppress } = decision
        return ports.subscribers.save({
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
    // A fault of ours (STD-44, STD-52) never counts against the reader, and somebody has to hear of it.
    const level = setback.kind === 'ours' ? { level: 'warn' } : {}
    if (outcome === 'recorded')
      ports.log('setback.recorded', {
        event: eventId,
        kind: setback.kind,
        note: setback.note,
        issue: setback.issue,
        ...level,
      })
  }
  if (outcome === 'ignored') ports.log('webhook.ignored', { event: eventId, type: event.type })
  return outcome
}
