import { type Digest, type Edition, opensAt } from './digest.ts'
import { inZone, isInReadersZones, type Slot, slotAtOrBefore, slotNamed, slotsAfter } from './schedule.ts'
import { between, epochMs, type Instant, instant, MINUTE, plus } from './time.ts'
import { readingOf, wallAt, type Zones } from './zones.ts'

/** What moved when an edition was planned anew, by other zone rules than those it had been planned by. */
export type Moves = {
  readonly at: Instant
  /** The releases: `2026c`, or absent where it was not written down; and `2026f`. */
  readonly was?: string
  readonly is: string
  /** The first of them. */
  readonly slots: readonly Move[]
  /** How many there are in all. */
  readonly count: number
}

/** A slot is a wall time in a zone, and stays that: what moves is when that is. */
export type Move = { readonly local: string; readonly zone: string; readonly from: Instant; readonly to: Instant }

const MOST_TOLD = 10

/** By which rules something was planned, and by which it is to be. */
export type Rules = { readonly was: Zones; readonly is: Zones }

/** Where an alarm of an edition in one zone belongs by other rules: the slot that it was set for keeps its wall time. */
export function alarmAnew(
  { was, is }: Rules,
  digest: Pick<Digest, 'holdMinutes'>,
  { schedule, wakeAt }: Edition,
): { readonly wakeAt: Instant; readonly move?: Move } | undefined {
  if (!wakeAt || schedule.every === 'filing' || isInReadersZones(schedule)) return undefined
  const plannedAt = plus(wakeAt, digest.holdMinutes * MINUTE)
  const zone = knownAs({ was, is }, schedule.zone)
  const slot = slotNear(was, { ...schedule, zone }, plannedAt) ?? slotNear(is, schedule, plannedAt)
  const now = slot && slotNamed(is, slot.local, schedule.zone)
  if (!now) return undefined
  const move = { local: now.local, zone: schedule.zone, from: plannedAt, to: now.at }
  return { wakeAt: opensAt(digest, now), ...(now.at === plannedAt ? {} : { move }) }
}

/** The slot that was planned for a moment; should the rules of then not be those it was planned by, the nearest. */
function slotNear(was: Zones, schedule: Edition['schedule'], at: Instant): Slot | undefined {
  const near = [slotAtOrBefore(was, schedule, at), ...slotsAfter(was, schedule, at, 1)].filter(
    (slot) => slot !== undefined,
  )
  return near.toSorted((a, b) => Math.abs(between(a.at, at)) - Math.abs(between(b.at, at)))[0]
}

/** Up to which moment a zone's slots were looked at, if its clock was read by other rules then: what was ahead of it is ahead. */
export function lookedUpTo({ was, is }: Rules, zone: string, at: Instant): Instant {
  const ms = epochMs(at)
  const then = knownAs({ was, is }, zone)
  if (was.clock(then) === undefined || was.offsetAt(then, ms) === is.offsetAt(zone, ms)) return at
  return instant(readingOf(is, zone, wallAt(was, then, ms)).at)
}

/** A name that came with the newer release is asked for by that of its clock. */
const knownAs = ({ was, is }: Rules, zone: string): string =>
  was.clock(zone) === undefined ? (is.clock(zone) ?? zone) : zone

/** The next slot of an edition in one of its readers' zones, if by these rules it is at another moment. */
export function moveIn({ was, is }: Rules, { schedule }: Edition, zone: string, after: Instant): Move | undefined {
  const [slot] = slotsAfter(was, inZone(was, schedule, knownAs({ was, is }, zone)), after, 1)
  const now = slot && slotNamed(is, slot.local, zone)
  if (!slot || !now || now.at === slot.at) return undefined
  return { local: now.local, zone, from: slot.at, to: now.at }
}

export const movesOf = (
  moves: readonly Move[],
  { at, was, is }: { readonly at: Instant; readonly was: string | undefined; readonly is: string },
): Moves | undefined =>
  moves.length === 0
    ? undefined
    : { at, ...(was === undefined ? {} : { was }), is, slots: moves.slice(0, MOST_TOLD), count: moves.length }

/** Up to here all digests have been planned anew by one release of the rules. */
export type Walk = {
  readonly release: string
  /** Where it goes on. */
  readonly cursor?: string
  /** When it was through. */
  readonly doneAt?: Instant
  /** It was through once more, after everything that lived by other rules had ended. */
  readonly sure?: true
  readonly version: number
}

/** No function lives longer than a quarter of an hour: after that nobody plans by the rules of before. */
export const OTHERS_LIVE = 20 * MINUTE

/** Whether there is anything to walk for, and from where. */
export function walkOf(walk: Walk | undefined, release: string, now: Instant): Walk | undefined {
  if (walk?.release !== release) return { release, version: walk?.version ?? 0 }
  if (!walk.doneAt) return walk
  return walk.sure || plus(walk.doneAt, OTHERS_LIVE) > now ? undefined : walk
}

/** As long as this before the next slot of a clock, those whom we keep under another name of it come over. */
export const BEFORE_A_SLOT = 10 * MINUTE
