import { NO_ZONE } from '../model/issue.ts'
import { inZone, slotsAfter } from '../model/schedule.ts'
import type { Subscriber } from '../model/subscriber.ts'
import type { Ports } from '../ports.ts'

/**
 * Has the editions that go out in readers' own zones woken in time for this reader, who may be the first in their zone.
 * Should it not come to this, the edition wakes within the hour. Price: nothing but for such editions; then a read and a
 * write each.
 */
export async function wakeForReader(
  ports: Pick<Ports, 'digests' | 'zones' | 'now'>,
  subscriber: Subscriber,
): Promise<void> {
  for (const one of subscriber.subscriptions) {
    if (one.status !== 'active' || one.zone === NO_ZONE) continue
    const edition = (await ports.digests.get(one.digest))?.editions.find(({ name }) => name === one.edition)
    const next = edition && slotsAfter(ports.zones, inZone(ports.zones, edition.schedule, one.zone), ports.now(), 1)[0]
    if (next) await ports.digests.wakeBy(one.digest, one.edition, next.at)
  }
}
