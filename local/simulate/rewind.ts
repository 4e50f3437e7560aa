import { type Digest, opensAt } from '../../core/model/digest.ts'
import type { IssueId } from '../../core/model/issue.ts'
import { isInReadersZones } from '../../core/model/schedule.ts'
import { earlier, type Instant, plus } from '../../core/model/time.ts'
import type { Ports } from '../../core/ports.ts'
import { keys } from '../../functions/adapters/table.ts'
import type { MemoryTable } from '../engines/memory-table.ts'

/**
 * Has a digest stand where it stood or will stand at `from`: what it has sent since is forgotten, it was planned before,
 * and its alarms ring at `from`; the first tick finds what is due then and sets them on.
 */
export async function rewind(memory: MemoryTable, ports: Ports, digest: Digest, from: Instant): Promise<void> {
  const items = memory.partition(keys.digest(digest.id).pk)
  const kept: IssueId[] = []
  for (const item of items.filter(({ sk }) => sk.startsWith('SLOT#'))) {
    if (String(item.openedAt) < from) kept.push(item.id as IssueId)
    else {
      memory.remove(item)
      memory.remove(keys.progress(String(item.id)))
    }
  }
  const cuts = items.filter(({ sk }) => sk.startsWith('CUT#'))
  const isLater = (at: unknown) => typeof at === 'string' && at >= from
  if (cuts.some(({ lastSlotAt, sentCut }) => isLater(lastSlotAt) || isLater(sentCut))) {
    for (const cut of cuts) memory.remove(cut)
    await cutAgain(memory, ports, kept)
  }
  await ports.digests.save(digest, {
    ...digest,
    createdAt: earlier(digest.createdAt, from),
    // Nobody is there to release anything.
    release: 'auto',
    editions: digest.editions.map((edition) => ({
      ...edition,
      wakeAt: opensAt(digest, { at: from }),
      ...(isInReadersZones(edition.schedule) ? { wokenAt: plus(from, -1) } : {}),
    })),
  })
}

/** The cuts as these issues left them. */
async function cutAgain(memory: MemoryTable, ports: Ports, ids: readonly IssueId[]): Promise<void> {
  const issues = (await Promise.all(ids.map((id) => ports.issues.get(id)))).filter((issue) => issue !== undefined)
  issues.sort((a, b) => (a.openedAt < b.openedAt ? -1 : 1))
  for (const { id, digest, edition, zone, slot, byHand, openedAt, coversFrom } of issues) {
    const key = keys.cut(digest, edition, zone)
    const before = memory.partition(key.pk).find(({ sk }) => sk === key.sk)
    const isSent = (await ports.issues.progress(id))?.status === 'sent'
    memory.put({
      coversFrom,
      ...before,
      ...key,
      lastIssue: id,
      ...(byHand ? {} : { lastSlotAt: slot.at, lastLocal: slot.local, lastSlotIssue: id }),
      ...(isSent ? { sentCut: openedAt, sentIssue: id } : {}),
    })
  }
}
