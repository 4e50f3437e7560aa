import type { Digest, Edition } from '../../core/model/digest.ts'
import { type Issue, type IssueId, NO_ZONE, type Progress } from '../../core/model/issue.ts'
import { inZone, isInReadersZones, type Schedule, type Slot, slotsAfter } from '../../core/model/schedule.ts'
import { type Instant, plus } from '../../core/model/time.ts'
import type { Zones } from '../../core/model/zones.ts'
import type { World } from './world.ts'

/** A slot, and the issue that it got. */
export type Played = {
  readonly digest: Digest
  readonly edition: Edition
  /** The zone whose readers it is for; `-`: all of them. */
  readonly zone: string
  readonly slot: Slot
} & (
  | {
      readonly issue: Issue
      readonly progress: Progress
      /** When the first mail of it was accepted. */
      readonly sentAt: Instant | undefined
      /** How many got it. */
      readonly readers: number
    }
  | { readonly issue: undefined; readonly why: string }
)

/** What the provider has accepted, by issue: recipients as often as they were accepted, and when the first was. */
export type Accepted = ReadonlyMap<string, { readonly recipients: readonly string[]; readonly firstAt: Instant }>

export function acceptedIn({ mailbox }: World): Accepted {
  const found = new Map<string, { recipients: string[]; firstAt: Instant }>()
  for (const { key, recipient, time } of mailbox.accepted()) {
    // An idempotency key is installation/issue/batch.
    const id = key?.split('/')[1] ?? ''
    const one = found.get(id) ?? { recipients: [], firstAt: time }
    one.recipients.push(recipient)
    found.set(id, one)
  }
  return found
}

/** Every slot from `from` up to `to`, by the readers' own calendar, with what came of it. */
export async function playedIn(
  world: World,
  digests: readonly Digest[],
  accepted: Accepted,
  from: Instant,
  to: Instant,
): Promise<Played[]> {
  const { ports } = world
  const played: Played[] = []
  for (const digest of digests) {
    // Opened, and held for a slot after the end: that slot is not played.
    const issues = (await issuesOf(world, digest.id, from)).filter(({ slot }) => slot.at < to)
    for (const issue of issues) {
      const edition = digest.editions.find(({ name }) => name === issue.edition) ?? digest.editions[0]!
      const progress = (await ports.issues.progress(issue.id))!
      const got = accepted.get(issue.id)
      played.push({
        digest,
        edition,
        zone: issue.zone,
        slot: issue.slot,
        issue,
        progress,
        sentAt: got?.firstAt ?? (progress.status === 'sent' ? progress.finishedAt : undefined),
        readers: new Set(got?.recipients).size,
      })
    }
    for (const edition of digest.editions) {
      const own = isInReadersZones(edition.schedule)
      for (const zone of own ? await ports.audience.zones(digest.id, edition.name) : [NO_ZONE]) {
        const ours = issues.filter((one) => one.edition === edition.name && one.zone === zone)
        const had = new Set(ours.map(({ slot }) => slot.name))
        for (const slot of slotsBetween(ports.zones, inZone(ports.zones, edition.schedule, zone), from, to)) {
          if (had.has(slot.name)) continue
          const isPassed = ours.some((one) => one.slot.at > slot.at)
          const why = isPassed ? 'after an outage only the latest slot runs' : 'it is still due at the end'
          played.push({ digest, edition, zone, slot, issue: undefined, why })
        }
      }
    }
  }
  return played.sort((a, b) => (order(a) < order(b) ? -1 : 1))
}

const order = ({ slot, digest, edition, zone }: Played) =>
  `${slot.local.slice(0, 10)} ${slot.at} ${digest.id} ${edition.name} ${zone}`

async function issuesOf({ ports }: World, digest: string, from: Instant): Promise<Issue[]> {
  const ids: IssueId[] = []
  let cursor: string | undefined
  do {
    const page = await ports.issues.list(digest, { limit: 100, cursor })
    ids.push(...page.items.filter(({ openedAt }) => openedAt >= from).map(({ id }) => id))
    cursor = page.cursor
  } while (cursor)
  return Promise.all(
    ids.map(async (id) => ({ ...(await ports.issues.get(id))!, articles: await ports.issues.articles(id) })),
  )
}

/** Few enough that those after the end, which are found for nothing, are few. */
const MANY = 30

function slotsBetween(zones: Zones, schedule: Schedule, from: Instant, to: Instant): Slot[] {
  const found: Slot[] = []
  for (let after = plus(from, -1); ; ) {
    const more = slotsAfter(zones, schedule, after, MANY)
    found.push(...more.filter(({ at }) => at < to))
    if (more.length < MANY || more.at(-1)!.at >= to) return found
    after = more.at(-1)!.at
  }
}
