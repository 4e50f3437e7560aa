import { forgotten } from '../model/hook.ts'
import { worse } from '../model/setback.ts'
import type { Ports } from '../ports.ts'
import { nudge, type Tells, tellings } from './tell-hooks.ts'
import { untilWon } from './until-won.ts'

/**
 * Forgets somebody: what they have written to the editors, then profile, subscriptions, history and address, in one transaction. What remains is the keyed hash of
 * the address, so that no list that is brought in later writes to them again (STD-58, STD-62). No claim made after the
 * answer reaches them; other programs that hear of who leaves hear of it, by the id alone. False: there is nobody of this
 * id. Price: five reads, two writes for each comment, one transaction.
 */
export async function erase(
  ports: Pick<Ports, 'subscribers' | 'comments' | 'log'> & Tells,
  id: string,
): Promise<boolean> {
  const erased = await untilWon(async () => {
    const subscriber = await ports.subscribers.get(id)
    if (!subscriber) return false
    const { suppression } = await ports.subscribers.byAddress(subscriber.address)
    // First: whoever erases again after a crash finds them still.
    await ports.comments.forget(subscriber.address)
    const stays = worse(suppression, { why: 'erased', at: ports.now() })
    const tell = await tellings(ports, forgotten(subscriber))
    if ((await ports.subscribers.erase(subscriber, stays, tell)) === 'lost') return 'lost'
    await nudge(ports, tell)
    return true
  })
  if (erased) ports.log('subscriber.erased', { subscriber: id })
  return erased
}
