import type { Digest, Edition } from '../model/digest.ts'
import { isFinished } from '../model/issue.ts'
import { BEFORE_A_SLOT } from '../model/replan.ts'
import { clockFor, inZone, slotsAfter } from '../model/schedule.ts'
import { between } from '../model/time.ts'
import type { Ports } from '../ports.ts'
import { moveToTheirClock } from './change-zone.ts'

type Needs = Pick<Ports, 'audience' | 'subscribers' | 'digests' | 'issues' | 'zones' | 'now' | 'log'>

/** So many come over in one look: the next takes the others. */
const MOST = 50

/**
 * Readers who are kept under another name of a clock (an old one, one in other letters, one that we do not know any more)
 * come over to the name that all of that clock are kept under, so that they have one issue. Each as if they had moved there:
 * no slot twice. Only while none is near or on its way, so that nobody leaves one place before a slot and comes to the
 * other after it. Price: nothing where all names are right; else two reads a zone, and a move a reader.
 */
export async function joinZones(
  ports: Needs,
  digest: Digest,
  edition: Edition,
  zones: readonly string[],
): Promise<void> {
  for (const zone of zones) {
    if (clockFor(ports.zones, edition.schedule, zone) === zone) continue
    const now = ports.now()
    const [next] = slotsAfter(ports.zones, inZone(ports.zones, edition.schedule, zone), now, 1)
    if (next && between(now, next.at) < BEFORE_A_SLOT) continue
    const { lastSlotIssue } = await ports.digests.cut(digest.id, edition.name, zone)
    const last = lastSlotIssue && (await ports.issues.progress(lastSlotIssue))
    if (last && !last.ended && !isFinished(last.status)) continue
    const { rows } = await ports.audience.page(digest.id, edition.name, zone, undefined, MOST)
    for (const { subscriber } of rows) await moveToTheirClock(ports, subscriber, digest.id)
    if (rows.length > 0) ports.log('zone.joined', { digest: digest.id, zone, readers: rows.length })
  }
}
