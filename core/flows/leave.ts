import type { IssueId } from '../model/issue.ts'
import { parseLeave } from '../model/link.ts'
import { afterLeave, afterUndo } from '../model/subscriber.ts'
import type { Ports } from '../ports.ts'
import { saveAndTell, type Tells } from './tell-hooks.ts'
import { untilWon } from './until-won.ts'
import { wakeForReader } from './wake-for-reader.ts'

type Needs = Pick<Ports, 'subscribers' | 'outcomes' | 'links' | 'log'> & Tells

/** Who a leave link belongs to, and what it leaves; undefined for anything forged. The link works for ever (STD-06). */
export function readLeave(ports: Pick<Ports, 'links'>, token: string) {
  const payload = ports.links.verify('leave', token)
  return payload === undefined ? undefined : parseLeave(payload)
}

/**
 * Off a digest (or off all), at once: no claim made after the answer reaches them (STD-08). Leaving twice, or as
 * somebody already forgotten, is no error: they are off. `issue`: whose mail the link stood in; they count among those who
 * left by it, once. Price: one read, two with an issue; one transaction.
 */
export async function leave(
  ports: Needs,
  subscriber: string,
  digest: string | 'all',
  issue?: string | undefined,
): Promise<void> {
  const left = await untilWon(async () => {
    const before = await ports.subscribers.get(subscriber)
    if (!before) return []
    const now = ports.now()
    const after = afterLeave(before, digest, now)
    if (after.left.length === 0) return []
    const isCounted = issue === undefined || (await hasLeft(ports, issue, subscriber))
    const saved = await saveAndTell(ports, {
      before,
      after: after.subscriber,
      consent: after.consent,
      ...(isCounted ? {} : { through: { issue: issue as IssueId, at: now, by: 1 } }),
    })
    return saved === 'lost' ? 'lost' : after.left
  })
  if (left.length > 0) ports.log('subscription.left', { subscriber, digests: left })
}

/** Nobody changes that while the reader is as they were read: it is saved with them. */
const hasLeft = async (ports: Needs, issue: string, subscriber: string): Promise<boolean> =>
  (await ports.outcomes.of(issue, subscriber))?.left !== undefined

/**
 * Back on what was left in that moment, within a day (T17): a friend who got the mail passed on may have pressed. False:
 * it is too late, or they get no mail for another reason. Price: two reads, one transaction.
 */
export async function takeBack(
  ports: Needs & Pick<Ports, 'digests' | 'zones'>,
  subscriber: string,
  digest: string,
  issue?: string | undefined,
): Promise<boolean> {
  return untilWon(async () => {
    const before = await ports.subscribers.get(subscriber)
    const undone = before && afterUndo(before, digest, ports.now())
    if (!before || !undone) return false
    if ((await ports.subscribers.byAddress(before.address)).suppression) return false
    const isCounted = issue !== undefined && (await hasLeft(ports, issue, subscriber))
    const saved = await saveAndTell(ports, {
      before,
      after: undone.subscriber,
      consent: undone.consent,
      ...(isCounted ? { through: { issue: issue as IssueId, at: ports.now(), by: -1 } } : {}),
    })
    if (saved === 'lost') return 'lost'
    await wakeForReader(ports, undone.subscriber)
    ports.log('subscription.taken-back', { subscriber, digests: undone.back })
    return true
  })
}
