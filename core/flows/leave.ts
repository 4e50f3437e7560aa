import { parseLeave } from '../model/link.ts'
import { afterLeave, afterUndo } from '../model/subscriber.ts'
import type { Ports } from '../ports.ts'
import { untilWon } from './until-won.ts'
import { wakeForReader } from './wake-for-reader.ts'

type Needs = Pick<Ports, 'subscribers' | 'links' | 'now' | 'log'>

/** Who a leave link belongs to, and what it leaves; undefined for anything forged. The link works for ever (STD-06). */
export function readLeave(ports: Pick<Ports, 'links'>, token: string) {
  const payload = ports.links.verify('leave', token)
  return payload === undefined ? undefined : parseLeave(payload)
}

/**
 * Off a digest (or off all), at once: no claim made after the answer reaches them (STD-08). Leaving twice, or as
 * somebody already forgotten, is no error: they are off. Price: one read, one transaction.
 */
export async function leave(ports: Needs, subscriber: string, digest: string | 'all'): Promise<void> {
  const left = await untilWon(async () => {
    const before = await ports.subscribers.get(subscriber)
    if (!before) return []
    const after = afterLeave(before, digest, ports.now())
    if (after.left.length === 0) return []
    const saved = await ports.subscribers.save({ before, after: after.subscriber, consent: after.consent })
    return saved === 'lost' ? 'lost' : after.left
  })
  if (left.length > 0) ports.log('subscription.left', { subscriber, digests: left })
}

/**
 * Back on what was left in that moment, within a day (T17): a friend who got the mail passed on may have pressed. False:
 * it is too late, or they get no mail for another reason. Price: two reads, one transaction.
 */
export async function takeBack(
  ports: Needs & Pick<Ports, 'digests'>,
  subscriber: string,
  digest: string,
): Promise<boolean> {
  return untilWon(async () => {
    const before = await ports.subscribers.get(subscriber)
    const undone = before && afterUndo(before, digest, ports.now())
    if (!before || !undone) return false
    if ((await ports.subscribers.byAddress(before.address)).suppression) return false
    const saved = await ports.subscribers.save({ before, after: undone.subscriber, consent: undone.consent })
    if (saved === 'lost') return 'lost'
    await wakeForReader(ports, undone.subscriber)
    ports.log('subscription.taken-back', { subscriber, digests: undone.back })
    return true
  })
}
