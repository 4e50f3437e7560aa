import { forgotten } from '../model/hook.ts'
import { worse } from '../model/setback.ts'
import type { Subscriber } from '../model/subscriber.ts'
import type { Ports } from '../ports.ts'
import { nudge, type Tells, tellings } from './tell-hooks.ts'
import { untilWon } from './until-won.ts'
import { writtenBy } from './written-by.ts'

/**
 * Forgets somebody: what they have written to the editors under any address that they have had, then profile, subscriptions,
 * history and address, in one transaction. What remains is the keyed hash of the address, and of those before it that nobody
 * else has, so that no list that is brought in later writes to them again (STD-58, STD-62). No claim made after the
 * answer reaches them; other programs that hear of who leaves hear of it, by the id alone. False: there is nobody of this
 * id. Price: five reads, two writes for each comment, one transaction; for each address that they have left five reads and
 * a transaction more.
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
    for (const { id: comment } of await writtenBy(ports, subscriber)) await ports.comments.remove(comment)
    await closeFormer(ports, subscriber)
    const stays = worse(suppression, { why: 'erased', at: ports.now() })
    const tell = await tellings(ports, forgotten(subscriber))
    if ((await ports.subscribers.erase(subscriber, stays, tell)) === 'lost') return 'lost'
    await nudge(ports, tell)
    return true
  })
  if (erased) ports.log('subscriber.erased', { subscriber: id })
  return erased
}

/** Where they were reached before, nobody writes to them either; unless it is somebody else who is reached there now. */
async function closeFormer(
  ports: Pick<Ports, 'subscribers'> & Pick<Tells, 'now'>,
  { id, formerly = [] }: Subscriber,
): Promise<void> {
  for (const [n, { address }] of formerly.entries()) {
    const known = await ports.subscribers.byAddress(address)
    if (known.subscriber || known.suppression) continue
    const event = { id: `erased:${id}:${n}`, counts: [] }
    await ports.subscribers.suppress(address, { why: 'erased', at: ports.now() }, event)
  }
}
