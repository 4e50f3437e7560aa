import { NO_ZONE, servedTo } from '../model/issue.ts'
import { clockFor, isInReadersZones } from '../model/schedule.ts'
import { afterMove, afterZone, rowKey, type Subscriber, type Subscription } from '../model/subscriber.ts'
import type { Ports } from '../ports.ts'
import { untilWon } from './until-won.ts'
import { wakeForReader } from './wake-for-reader.ts'

type Needs = Pick<Ports, 'subscribers' | 'digests' | 'issues' | 'zones' | 'now' | 'log'>

/**
 * The reader's own clock is another one from now on. Each edition that goes out in readers' own zones takes them along in
 * a transaction of its own, so that they get no slot twice and none is lost in silence: done again, it goes on where it
 * stopped. It is kept by its name of today; one that we do not know changes nothing. Price: one read, one transaction; per such
 * edition four reads and a transaction.
 */
export async function changeZone(ports: Needs, id: string, given: string): Promise<Subscriber | undefined> {
  const zone = ports.zones.name(given)
  const subscriber = await untilWon(async () => {
    const before = await ports.subscribers.get(id)
    if (!before || zone === undefined || before.zone === zone) return before
    const after = afterZone(ports.zones, before, zone, ports.now())
    return (await ports.subscribers.save({ before, after })) === 'lost'
      ? 'lost'
      : { ...after, version: before.version + 1 }
  })
  if (!subscriber) return undefined
  for (const { digest } of subscriber.subscriptions.filter((one) => one.status === 'active' && one.zone !== NO_ZONE))
    await moveToTheirClock(ports, id, digest)
  const moved = await ports.subscribers.get(id)
  if (moved) await wakeForReader(ports, moved)
  return moved
}

/**
 * Takes one subscription to the reader's zone. The save holds only if the zone that they leave is as it was read: were
 * they claimed there meanwhile, they would get the slot once more here.
 */
export async function moveToTheirClock(ports: Needs, id: string, digestId: string): Promise<void> {
  const moved = await untilWon(async () => {
    const before = await ports.subscribers.get(id)
    const one = before?.subscriptions.find((taken) => taken.digest === digestId)
    const edition = (await ports.digests.get(digestId))?.editions.find(({ name }) => name === one?.edition)
    if (!before || !one || one.status !== 'active' || !edition || !isInReadersZones(edition.schedule)) return undefined
    const zone = clockFor(ports.zones, edition.schedule, before.zone)
    if (zone === one.zone) return undefined

    const cut = await ports.digests.cut(digestId, one.edition, one.zone)
    const progress = cut.lastSlotIssue ? await ports.issues.progress(cut.lastSlotIssue) : undefined
    const after = afterMove(before, digestId, zone, servedTo(cut, progress, keyOf(before, one)))
    const leaves = { digest: digestId, edition: one.edition, zone: one.zone, cut, ...(progress ? { progress } : {}) }
    return (await ports.subscribers.save({ before, after, leaves })) === 'lost' ? 'lost' : zone
  })
  if (moved) ports.log('subscription.moved', { subscriber: id, digest: digestId, zone: moved })
}

const keyOf = ({ id }: Subscriber, { edition, zone }: Subscription) => rowKey({ edition, zone, subscriber: id })
