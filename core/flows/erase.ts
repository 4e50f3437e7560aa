import { worse } from '../model/setback.ts'
import type { Ports } from '../ports.ts'
import { untilWon } from './until-won.ts'

/**
 * Forgets somebody: profile, subscriptions, history and address, in one transaction. What remains is the keyed hash of
 * the address, so that no list that is brought in later writes to them again (STD-58, STD-62). No claim made after the
 * answer reaches them. False: there is nobody of this id. Price: three reads, one transaction.
 */
export async function erase(ports: Pick<Ports, 'subscribers' | 'now' | 'log'>, id: string): Promise<boolean> {
  const erased = await untilWon(async () => {
    const subscriber = await ports.subscribers.get(id)
    if (!subscriber) return false
    const { suppression } = await ports.subscribers.byAddress(subscriber.address)
    const stays = worse(suppression, { why: 'erased', at: ports.now() })
    return (await ports.subscribers.erase(subscriber, stays)) === 'lost' ? 'lost' : true
  })
  if (erased) ports.log('subscriber.erased', { subscriber: id })
  return erased
}
