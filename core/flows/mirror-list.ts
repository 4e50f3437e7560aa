import { type Listed, type Mirror, mirrored, passes } from '../model/account.ts'
import { parseAddress } from '../model/address.ts'
import { afterSuppression } from '../model/subscriber.ts'
import type { Instant } from '../model/time.ts'
import type { Ports } from '../ports.ts'
import type { Turn } from './account-turns.ts'
import { saveAndTell, type Tells } from './tell-hooks.ts'
import { untilWon } from './until-won.ts'

type Needs = Tells & Pick<Ports, 'subscribers' | 'standing' | 'account' | 'log'>

/**
 * Goes on through the list of those whom the provider delivers nothing to, and stops readers of ours who are on it: an event
 * that never came is made good. Addresses that we do not know leave no trace here. It lifts nothing, ever. Price: a request for
 * a hundred entries, two reads for each entry, one transaction for each reader that it stops.
 */
export async function mirrorList(ports: Needs, before: Mirror, turn: Turn): Promise<Mirror> {
  let mirror = before
  while (mirror.walk && (await turn())) {
    const { begunAt, after } = mirror.walk
    const page = await ports.account.listed(after)
    if (!page.ok) {
      if (passes(page.why)) return mirror
      // Begun anew later: it may be that the entry to go on from is gone.
      const { walk: _, ...rest } = mirror
      return { ...rest, failed: { at: ports.now(), why: page.why } }
    }
    const { items, last } = page.value
    const counted = after === undefined ? { listed: 0, known: 0, stopped: 0 } : mirror
    let { known, stopped } = counted
    for (const entry of items) {
      const what = await takeDown(ports, entry)
      if (what !== 'stranger') known += 1
      if (what === 'stopped') stopped += 1
    }
    const listed = counted.listed + items.length
    // A page that goes on from where it began would go on for ever.
    const goesOn = last !== undefined && last !== after
    mirror = goesOn
      ? { ...at(mirror.mirroredAt), walk: { begunAt, after: last }, listed, known, stopped }
      : { mirroredAt: begunAt, listed, known, stopped }
    if (!goesOn) ports.log('list.mirrored', { listed, known, stopped })
  }
  return mirror
}

const at = (mirroredAt: Instant | undefined) => (mirroredAt ? { mirroredAt } : {})

async function takeDown(ports: Needs, entry: Listed): Promise<'stranger' | 'known' | 'stopped'> {
  const address = parseAddress(entry.address)
  if (!address.ok) return 'stranger'
  return untilWon(async () => {
    const { subscriber: before, suppression } = await ports.subscribers.byAddress(address.value)
    if (!before) return 'stranger'
    const isBeingLifted = (await ports.standing.lift(before.id)) !== undefined
    const suppress = mirrored(entry, before, suppression, isBeingLifted)
    if (!suppress) return 'known'
    const status = suppress.why === 'complained' ? 'complained' : 'bounced'
    const note = "on the provider's suppression list"
    const { subscriber: after, consent } = afterSuppression(before, status, ports.now(), note)
    const saved = await saveAndTell(ports, { before, after, consent, suppression: suppress })
    if (saved === 'lost') return 'lost'
    ports.log('reader.stopped', { subscriber: before.id, why: suppress.why, by: 'list' })
    return 'stopped'
  })
}
