import { type Digest, type Edition, firstEdition } from '../model/digest.ts'
import { type Issue, type IssueId, NO_ZONE, type Progress } from '../model/issue.ts'
import { clockFor, clockOf, isInReadersZones, slotByHand } from '../model/schedule.ts'
import { missingToSend } from '../model/settings.ts'
import type { Ports } from '../ports.ts'
import { openIssue } from './open-issue.ts'

type Needs = Parameters<typeof openIssue>[0] & Pick<Ports, 'audience'>

export type SentNow =
  /** In readers' own zones the rest goes out beside the one that is answered: `zones` of them in all. */
  | { readonly kind: 'opened'; readonly issue: Issue; readonly progress: Progress; readonly zones: number }
  /** The settings lack what every mail has to carry. */
  | { readonly kind: 'missing'; readonly reason: string }
  | { readonly kind: 'closed'; readonly reason: string }
  | { readonly kind: 'busy'; readonly reason: string; readonly issue: IssueId }
  | { readonly kind: 'taken'; readonly reason: string }

/** An issue of the digest's first edition by hand, whatever its rhythm: one, or one a zone. */
export async function sendNow(ports: Needs, digest: Digest): Promise<SentNow> {
  const missing = missingToSend(await ports.settings.get())
  if (missing) return { kind: 'missing', reason: missing }
  const edition = firstEdition(digest)
  const zones = await zonesByHand(ports, digest)
  const open = (zone: string) =>
    openIssue(
      ports,
      digest,
      edition,
      slotByHand(ports.zones, ports.now(), clockOf(ports.zones, edition.schedule, zone)),
      { byHand: true, zone },
    )
  const [first, ...rest] = zones
  const opened = await open(first!)
  for (const zone of rest) await open(zone)
  if (opened.kind === 'opened') await withoutIntro(ports, digest, edition.name)
  if (opened.kind === 'opened') return { ...opened, zones: zones.length }
  if (opened.kind === 'closed') return opened
  if (opened.kind === 'busy')
    return {
      kind: 'busy',
      issue: opened.issue,
      reason: `The last issue (${opened.issue}) is still going out: wait for it, or cancel it.`,
    }
  // By hand there is no "nothing": an issue without news is skipped, and says so.
  return { kind: 'taken', reason: 'An issue of this digest was opened this very moment.' }
}

/** What was written for one issue has been said. Should it come to be said again for want of this, no mail is wrong. */
async function withoutIntro(ports: Pick<Ports, 'digests'>, digest: Digest, edition: string): Promise<void> {
  const known = await ports.digests.arrangement(digest.id, edition)
  const { intro, ...rest } = known
  if (intro) await ports.digests.arrange(digest.id, edition, known, rest)
}

/** The zones that an issue by hand goes out in: where it is one for all, `NO_ZONE`. */
export const zonesByHand = (ports: Pick<Ports, 'audience' | 'zones'>, digest: Digest): Promise<string[]> =>
  zonesOf(ports, digest, firstEdition(digest))

/** The zones of an edition's readers; where it is one for all, `NO_ZONE`. Price: a read in readers' own zones. */
export async function zonesOf(
  ports: Pick<Ports, 'audience' | 'zones'>,
  digest: Digest,
  { name, schedule }: Edition,
): Promise<string[]> {
  if (!isInReadersZones(schedule)) return [NO_ZONE]
  const zones = await ports.audience.zones(digest.id, name)
  return zones.length > 0 ? zones : [clockFor(ports.zones, schedule, '')]
}
