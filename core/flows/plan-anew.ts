import type { Digest, Edition } from '../model/digest.ts'
import { type Issue, LEASE, NO_ZONE, tooLate } from '../model/issue.ts'
import { alarmAnew, type Move, moveIn, movesOf, type Rules, walkOf } from '../model/replan.ts'
import { isInReadersZones, slotNamed } from '../model/schedule.ts'
import { between, type Instant, MINUTE, plus } from '../model/time.ts'
import type { Ports } from '../ports.ts'

type Needs = Pick<Ports, 'digests' | 'issues' | 'rules' | 'queue' | 'ids' | 'zones' | 'now' | 'log'>

/** Digests to a page, and pages to a tick: the next one goes on where this one stopped. */
const PAGE = 25
const MOST_PAGES = 4

/**
 * When the zone rules are others than those that plans were made by: everything that was computed from a zone is computed anew,
 * edition by edition, each under the condition that it is as it was read. Done twice, by two at once, or ended anywhere, it is
 * done once: an edition says by which rules it is planned. Slots, and who has had them, are kept by their wall times, so that
 * there is nothing to change about them. Price: a read where there is nothing to do; else a read and a write for 25 digests, and
 * per digest a read, per edition a write, a read for its cut, and two for an issue that it has held.
 */
export async function planAnew(ports: Needs): Promise<number> {
  const { release } = ports.zones
  let walk = await ports.rules.walk()
  let moved = 0
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const next = walkOf(walk, release, ports.now())
    if (!next) return moved
    if (walk?.release !== release) await ports.rules.keep(ports.zones)
    const { items, cursor } = await ports.digests.list({ limit: PAGE, cursor: next.doneAt ? undefined : next.cursor })
    for (const digest of items) for (const edition of digest.editions) moved += await anew(ports, digest, edition)
    const now = ports.now()
    const isSecond = next.doneAt !== undefined || next.sure
    const after = {
      release,
      ...(cursor === undefined ? { doneAt: now } : { cursor }),
      ...(isSecond ? { sure: true as const } : {}),
    }
    if ((await ports.rules.walked(walk, after)) === 'lost') return moved
    if (cursor === undefined) {
      ports.log('plans.renewed', { rules: release, moved })
      return moved
    }
    walk = { ...after, version: (walk?.version ?? 0) + 1 }
  }
  return moved
}

async function anew(ports: Needs, digest: Digest, edition: Edition): Promise<number> {
  const { schedule } = edition
  if (digest.status !== 'active' || schedule.every === 'filing') return 0
  await holdAnew(ports, digest, edition)
  if (!edition.wakeAt || edition.rules === ports.zones.release) return 0
  if (!isInReadersZones(schedule)) return (await wakeAnew(ports, digest, edition)) === 'lost' ? 0 : 1
  // The tick looks at every zone of it, by both rules.
  await ports.digests.wakeBy(digest.id, edition.name, ports.now())
  return 1
}

/** By which rules an edition was planned; where nobody has written those down, by the rules of now. */
export async function rulesOf(ports: Pick<Needs, 'rules' | 'zones'>, { rules }: Edition): Promise<Rules> {
  return { was: (await ports.rules.of(rules)) ?? ports.zones, is: ports.zones }
}

/** Sets the alarm of an edition in one zone by the rules of now. Answers it as it is then; `'lost'`: it is another one by now. */
export async function wakeAnew(ports: Needs, digest: Digest, edition: Edition): Promise<Edition | 'lost'> {
  const now = ports.now()
  const rules = { was: edition.rules, is: ports.zones.release }
  const alarm = alarmAnew(await rulesOf(ports, edition), digest, edition)
  const wakeAt = alarm?.wakeAt ?? edition.wakeAt!
  const moves = movesOf(alarm?.move ? [alarm.move] : [], { at: now, ...rules })
  const seen = { rules, ...(moves ? { moves } : {}) }
  if (!(await ports.digests.wake(digest.id, edition.name, edition.wakeAt!, wakeAt, seen))) return 'lost'
  if (alarm?.move) tellMoves(ports, digest, edition, [alarm.move])
  return { ...edition, wakeAt, rules: rules.is, ...(moves ? { moves } : {}) }
}

export function tellMoves(ports: Needs, digest: Digest, edition: Edition, moves: readonly Move[]): void {
  for (const { local, zone, from, to } of moves)
    ports.log('slot.moved', {
      level: 'warn',
      digest: digest.id,
      edition: edition.name,
      slot: `${local}@${zone}`,
      from,
      at: to,
      rules: ports.zones.release,
    })
}

/** What moves in readers' zones, to be told: the next slot of each. */
export const movesIn = (rules: Rules, edition: Edition, zones: readonly string[], after: Instant): Move[] =>
  zones.flatMap((zone) => moveIn(rules, edition, zone, after) ?? [])

/** An issue that is held until its slot waits until that slot is, by the rules of now; one whose slot has passed goes by the late policy. */
async function holdAnew(ports: Needs, digest: Digest, edition: Edition): Promise<void> {
  const { lastIssue } = await ports.digests.cut(digest.id, edition.name, NO_ZONE)
  if (digest.holdMinutes === 0 || !lastIssue) return
  const progress = await ports.issues.progress(lastIssue)
  if (progress?.status !== 'held' || !progress.resumeAt) return
  const issue = await ports.issues.get(lastIssue)
  if (issue) await heldUntil(ports, digest, issue, progress.resumeAt)
}

/** Moves the hold of an issue to where its slot is now. True: it has moved. */
export async function heldUntil(
  ports: Pick<Ports, 'issues' | 'queue' | 'ids' | 'zones' | 'now' | 'log'>,
  digest: Digest,
  issue: Omit<Issue, 'articles'>,
  resumeAt: Instant,
): Promise<boolean> {
  const now = ports.now()
  const at = slotNamed(ports.zones, issue.slot.local, issue.slot.zone)?.at ?? issue.slot.at
  if (at === resumeAt) return false
  const lateMs = between(at, now)
  const isTooLate = lateMs > digest.late.sendWithinMinutes * MINUTE
  const next = isTooLate
    ? ({ to: 'skipped', reason: tooLate(lateMs) } as const)
    : at > now
      ? ({ to: 'held', lookAt: at, resumeAt: at } as const)
      : ({ to: 'sending', lookAt: plus(now, LEASE) } as const)
  if (!(await ports.issues.become({ issue, from: ['held'], ...next, now }))) return true
  ports.log('slot.moved', {
    level: 'warn',
    digest: issue.digest,
    edition: issue.edition,
    slot: issue.slot.name,
    issue: issue.id,
    from: resumeAt,
    at,
    rules: ports.zones.release,
  })
  if (next.to === 'sending') await ports.queue.sendIssue({ issue: issue.id, cursor: 0, nonce: ports.ids.nonce() })
  return true
}
