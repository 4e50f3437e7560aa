import { afterTry, decideLift, type Lift } from '../model/account.ts'
import type { Ports } from '../ports.ts'

type Needs = Pick<Ports, 'standing' | 'subscribers' | 'account' | 'ids' | 'now' | 'log'>

/** So many in one run: the next comes in minutes. */
const MOST = 50

/**
 * What editors have lifted is taken off the provider's list too, which would keep the mail otherwise, and have the reader
 * stopped again. What fails is tried again, and the reader's page says why. Nobody is taken off whom an editor has not lifted,
 * at that address, for good. Price of each: three reads, one request, one write.
 */
export async function carryOutLifts(ports: Needs, lifts: readonly Lift[]): Promise<number> {
  const due = lifts.filter(({ nextAt }) => nextAt <= ports.now()).slice(0, MOST)
  let reached = 0
  for (const lift of due) {
    const subscriber = await ports.subscribers.get(lift.subscriber)
    const address = subscriber?.address
    const known = address && {
      address: ports.ids.fingerprint(address),
      isSuppressed: (await ports.subscribers.byAddress(address)).suppression !== undefined,
    }
    const decision = decideLift(lift, known || undefined, ports.now())
    if (decision === 'wait') continue
    if (decision === 'drop' || !address) {
      await ports.standing.settle(lift, undefined)
      ports.log('lift.dropped', { subscriber: lift.subscriber })
      continue
    }
    const answer = await ports.account.unlist(address)
    if (answer.ok) {
      await ports.standing.settle(lift, undefined)
      ports.log('lift.reached', { subscriber: lift.subscriber, list: answer.value })
      reached += 1
      continue
    }
    const after = afterTry(lift, answer.why, ports.now())
    await ports.standing.settle(lift, after)
    ports.log('lift.failed', { level: 'warn', subscriber: lift.subscriber, why: answer.why, tries: after.tries })
    // The next would fare no better now.
    if (answer.why === 'too-fast' || answer.why === 'no-answer') break
  }
  return reached
}
