import { type Arrangement, arranged, inMailOrder } from '../model/arrangement.ts'
import type { Digest, Edition } from '../model/digest.ts'
import { type Cut, type FrozenArticle, NO_ZONE, servedUpTo } from '../model/issue.ts'
import { clockOf, inZone, isInReadersZones, type Slot, slotByHand, slotsAfter } from '../model/schedule.ts'
import type { Instant } from '../model/time.ts'
import type { Ports } from '../ports.ts'
import { gather } from './gather.ts'

export type ComingIssue = {
  readonly edition: Edition
  /** Its zone; in readers' own, the edition's default one. */
  readonly zone: string
  /** The next that has no issue yet; absent where nothing is to come, or things go out as they are filed. */
  readonly slot?: Slot
  readonly coversFrom: Instant
  readonly cut: Cut
  readonly arrangement: Arrangement
  /** As editors have arranged them, in the order of a mail with all topics; those left out are among them. */
  readonly articles: readonly FrozenArticle[]
}

/** What an edition's next issue would hold if it opened now. Changes nothing. Price: two reads, one per topic, one per 100 articles, and those of the last issue. */
export async function comingIssue(
  ports: Pick<Ports, 'digests' | 'issues' | 'articles' | 'zones' | 'now'>,
  digest: Digest,
  edition: Edition,
): Promise<ComingIssue> {
  const now = ports.now()
  const zone = clockOf(ports.zones, edition.schedule)
  const inZones = isInReadersZones(edition.schedule) ? (ports.zones.clock(zone) ?? zone) : NO_ZONE
  const [cut, arrangement] = await Promise.all([
    ports.digests.cut(digest.id, edition.name, inZones),
    ports.digests.arrangement(digest.id, edition.name),
  ])
  const schedule = inZone(ports.zones, edition.schedule)
  const served = servedUpTo(ports.zones, cut, schedule)
  const ahead = slotsAfter(ports.zones, schedule, now, 2)
  const slot = digest.status === 'active' ? ahead.find(({ at }) => !served || at > served) : undefined
  const { coversFrom, articles } = await gather(
    ports,
    digest,
    edition,
    { zone: inZones, slot: slot ?? slotByHand(ports.zones, now, zone), cut },
    now,
  )
  return {
    edition,
    zone,
    ...(slot ? { slot } : {}),
    coversFrom,
    cut,
    arrangement,
    articles: inMailOrder(digest.topics, arranged(articles, arrangement)),
  }
}
