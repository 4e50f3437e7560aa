import { TICK_WORKS } from '../model/deadline.ts'
import { type Digest, type Edition, nextWake } from '../model/digest.ts'
import {
  decideAlert,
  decideSlot,
  decideWork,
  type IssueId,
  LEASE,
  NO_ZONE,
  openBatches,
  servedUpTo,
  tooLate,
} from '../model/issue.ts'
import { LETTER_LOOK } from '../model/letter.ts'
import { lookedUpTo, movesOf } from '../model/replan.ts'
import { type FilingSchedule, inZone, isInReadersZones, slotByHand } from '../model/schedule.ts'
import { type Instant, later, plus } from '../model/time.ts'
import { isZone } from '../model/zones.ts'
import type { Ports } from '../ports.ts'
import { joinZones } from './join-zones.ts'
import { openIssue } from './open-issue.ts'
import { heldUntil, movesIn, planAnew, rulesOf, tellMoves, wakeAnew } from './plan-anew.ts'
import { finishIssue } from './send-issue.ts'
import { pauseIssue } from './steer-issue.ts'

type Needs = Pick<
  Ports,
  | 'issues'
  | 'articles'
  | 'topics'
  | 'digests'
  | 'audience'
  | 'subscribers'
  | 'rules'
  | 'zones'
  | 'letters'
  | 'settings'
  | 'fence'
  | 'hooks'
  | 'queue'
  | 'links'
  | 'site'
  | 'ids'
  | 'now'
  | 'log'
>

export type Ticked = {
  readonly opened: number
  readonly nudged: number
  readonly finished: number
  readonly letters: number
  readonly told: number
  /** Editions that were planned anew, by other zone rules. */
  readonly replanned: number
  readonly failed: number
  /** Why nothing was done at all: this table is a copy, and nobody has armed it. */
  readonly closed?: string
}

/** A tick does no more than this of each kind: the next one comes in a minute. */
const MOST = 100

/**
 * The reconciler: brings the table a step nearer to what the schedules say. Due slots become issues, stalled sending is
 * started again, settled issues are finished, forgotten letters and events are queued again. Everything it does can be done twice,
 * by two ticks at once, or a day late. One thing that fails does not keep the others waiting; what a tick has no time for is left
 * to the next. Behind a closed fence nothing moves: what is due stays due. Other zone rules than those that plans were made by come first, so that nothing is due by
 * the old. Price while idle: six reads.
 */
export async function tick(ports: Needs): Promise<Ticked> {
  const done = { opened: 0, nudged: 0, finished: 0, letters: 0, told: 0, replanned: 0, failed: 0 }
  const fence = await ports.fence.check()
  if (fence.kind === 'closed') {
    ports.log('fence.closed', { level: 'error', reason: fence.reason })
    return { ...done, closed: fence.reason }
  }
  const until = plus(ports.now(), TICK_WORKS)
  const each = async <T>(things: readonly T[], what: string, act: (thing: T) => Promise<void>) => {
    for (const [index, thing] of things.entries()) {
      if (ports.now() > until) return ports.log('tick.unfinished', { what, left: things.length - index })
      try {
        await act(thing)
      } catch (error) {
        done.failed += 1
        ports.log.error('tick.failed', error, { what, about: thing })
      }
    }
  }
  await each([ports.zones.release], 'rules', async () => {
    done.replanned += await planAnew(ports)
  })
  const now = ports.now()
  await each(await ports.digests.due(now, MOST), 'edition', async ({ digest, edition }) => {
    done.opened += await wakeEdition(ports, digest, edition)
  })
  await each(await ports.issues.due(now, MOST), 'issue', async (id) => {
    const what = await lookAfter(ports, id)
    if (what) done[what] += 1
  })
  await each(await ports.letters.due(now, MOST), 'letter', async (letter) => {
    await ports.queue.writeLetter({ letter })
    await ports.letters.look(letter, plus(now, LETTER_LOOK))
    done.letters += 1
  })
  await each(await ports.hooks.due(now, MOST), 'delivery', async ({ hook, id: delivery }) => {
    await ports.queue.tellHook({ hook, delivery })
    done.told += 1
  })
  return done
}

/** Opens the slot that is due (in readers' own zones, that of each zone) and moves the alarm on. Open first, advance second: a crash in between finds the slots taken and only advances. */
async function wakeEdition(ports: Needs, digestId: string, name: string): Promise<number> {
  const digest = await ports.digests.get(digestId)
  const known = digest?.editions.find((one) => one.name === name)
  const now = ports.now()
  if (!digest || !known?.wakeAt || known.wakeAt > now) return 0

  if (known.schedule.every === 'filing') return wakeAlerts(ports, digest, known, known.schedule, now)
  if (isInReadersZones(known.schedule)) return wakeZones(ports, digest, known, now)
  const edition = known.rules === ports.zones.release ? known : await wakeAnew(ports, digest, known)
  if (edition === 'lost' || edition.wakeAt! > now) return 0
  const { what, upTo } = await openDue(ports, digest, edition, NO_ZONE, now)
  if (what === 'waits') return 0
  // What is held is opened before its slot: the next one comes after that.
  const next = nextWake(ports.zones, digest, edition, upTo ? later(now, upTo) : now)
  const rules = { was: edition.rules, is: ports.zones.release }
  await ports.digests.wake(digestId, name, edition.wakeAt!, next, { rules })
  return what === 'opened' ? 1 : 0
}

/**
 * The same in readers' own zones. Where they were looked at last by other rules, each is looked at from where its clock was then;
 * and when none has a slot in the next minutes, names of one clock come together. Price: what the zones and their cuts take to be
 * read, a read unit per some twenty zones; and for each zone in which something is due, what its issue costs.
 */
async function wakeZones(ports: Needs, digest: Digest, edition: Edition, now: Instant): Promise<number> {
  const zones = await ports.audience.zones(digest.id, edition.name)
  const rules = { was: edition.rules, is: ports.zones.release }
  const anew = rules.was === rules.is || !edition.wokenAt ? undefined : await rulesOf(ports, edition)
  const cuts = await ports.digests.cuts(digest.id, edition.name)
  let opened = 0
  let waits = false
  for (const zone of zones) {
    const wokenAt = anew && lookedUpTo(anew, zone, edition.wokenAt!)
    const looked = wokenAt ? { ...edition, wokenAt } : edition
    // In most zones nothing is due; where something is, its cut is read once more, as it is then.
    if (decideSlot(ports.zones, digest, looked, cuts.get(zone) ?? {}, now, zone).kind === 'nothing') continue
    const { what } = await openDue(ports, digest, looked, zone, now)
    if (what === 'opened') opened += 1
    waits ||= what === 'waits'
  }
  if (waits) return opened
  const moved = anew ? movesIn(anew, edition, zones, edition.wokenAt!) : []
  const moves = movesOf(moved, { at: now, ...rules })
  const next = nextWake(ports.zones, digest, edition, now, zones)
  const seen = { wokenAt: now, rules, ...(moves ? { moves } : {}) }
  if (await ports.digests.wake(digest.id, edition.name, edition.wakeAt!, next, seen))
    tellMoves(ports, digest, edition, moved)
  await joinZones(ports, digest, edition, zones)
  return opened
}

/**
 * Sends what was filed since the last time, and looks once more when the next may go out. With nothing new the edition
 * sleeps, unless somebody has called meanwhile: then the next tick looks again.
 */
async function wakeAlerts(
  ports: Needs,
  digest: Digest,
  edition: Edition,
  schedule: FilingSchedule,
  now: Instant,
): Promise<number> {
  const wake = (to: Instant | undefined) =>
    ports.digests.wake(digest.id, edition.name, edition.wakeAt!, to, { calls: edition.calls ?? 0 })
  const decision = decideAlert(digest, schedule, await ports.digests.cut(digest.id, edition.name, NO_ZONE), now)
  if (decision.kind !== 'look') {
    await wake(decision.kind === 'later' ? decision.at : undefined)
    return 0
  }
  const result = await openIssue(ports, digest, edition, slotByHand(ports.zones, now, 'UTC'))
  if (result.kind === 'busy' || result.kind === 'closed') return 0
  await wake(result.kind === 'nothing' ? undefined : decision.again)
  return result.kind === 'opened' ? 1 : 0
}

/** The slot of an edition that is due in a zone, if one is; and up to which slot nothing is due there. Price: one read, and that of an issue. */
async function openDue(
  ports: Needs,
  digest: Digest,
  edition: Edition,
  zone: string,
  now: Instant,
): Promise<{ what: 'opened' | 'waits' | 'nothing'; upTo?: Instant | undefined }> {
  const cut = await ports.digests.cut(digest.id, edition.name, zone)
  const decision = decideSlot(ports.zones, digest, edition, cut, now, zone)
  if (decision.kind === 'nothing')
    return { what: 'nothing', upTo: servedUpTo(ports.zones, cut, inZone(ports.zones, edition.schedule, zone)) }
  if (zone !== NO_ZONE && !isZone(ports.zones, zone))
    ports.log('zone.unknown', { level: 'warn', digest: digest.id, zone, instead: decision.slot.zone })
  if (decision.kind === 'merge') {
    ports.log('slot.merged', {
      digest: digest.id,
      slot: decision.slot.name,
      minutesLate: Math.round(decision.lateMs / 60_000),
    })
  }
  const late = decision.kind === 'merge' ? tooLate(decision.lateMs) : undefined
  const result = await openIssue(ports, digest, edition, decision.slot, { zone, merged: late })
  // The last issue is still going out: this slot stays due, until its late policy merges it into the next.
  if (result.kind === 'busy') {
    ports.log('slot.waits', { digest: digest.id, slot: decision.slot.name, for: result.issue })
    return { what: 'waits' }
  }
  if (result.kind === 'closed') return { what: 'waits' }
  return { what: result.kind === 'opened' ? 'opened' : 'nothing', upTo: decision.slot.at }
}

/** An issue that should be moving: resumed or sent off when its wait is over, finished when all is settled, else nudged. */
async function lookAfter(ports: Needs, id: IssueId): Promise<'nudged' | 'finished' | undefined> {
  const now = ports.now()
  const [progress, issue] = [await ports.issues.progress(id), await ports.issues.get(id)]
  if (!issue || !progress?.lookAt || progress.lookAt > now) return undefined

  const { status: was } = progress
  if (was === 'held') {
    const digest = await ports.digests.get(issue.digest)
    if (digest?.status !== 'active') {
      await pauseIssue(ports, issue, 'Its digest is paused.')
      return undefined
    }
    if (progress.resumeAt && (await heldUntil(ports, digest, issue, progress.resumeAt))) return undefined
  }
  if ((was === 'paused' || was === 'held') && progress.resumeAt) {
    if (!(await ports.issues.become({ issue, from: [was], to: 'sending', lookAt: plus(now, LEASE), now })))
      return undefined
    ports.log(was === 'held' ? 'issue.released' : 'issue.resumed', { issue: id })
  } else {
    const finished = await finishIssue(ports, issue, progress)
    // Paused by a person, and nothing of it is under way any more: there is nothing to look after until it is resumed.
    const { status, reason } = progress
    if (status === 'paused' && openBatches(progress).length === 0) {
      await ports.issues.become({ issue, from: [status], to: status, ...(reason ? { reason } : {}), now })
      return undefined
    }
    // A worker does the rest: what is open, what is to be claimed, what is to be tidied up.
    if (finished) {
      await ports.queue.sendIssue({ issue: id, cursor: progress.cursor, nonce: ports.ids.nonce() })
      return 'finished'
    }
    const { lease } = progress
    const busy = lease !== undefined && lease.until > now
    // As soon as the worker that has it now could be dead: a lease moves on with every claim.
    if (!(await ports.issues.look(id, progress.lookAt, busy ? lease.until : plus(now, LEASE)))) return undefined
    if (decideWork(progress, '', now).kind === 'leave') return undefined
  }
  await ports.queue.sendIssue({ issue: id, cursor: progress.cursor, nonce: ports.ids.nonce() })
  ports.log('issue.nudged', { issue: id, cursor: progress.cursor })
  return 'nudged'
}
