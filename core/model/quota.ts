import type { Usage, Window } from './account.ts'
import { DAY, epochMs, HOUR, type Instant, instant, plus } from './time.ts'

/** A send that is planned: to how many readers, as far as they were counted. */
export type PlannedSend = {
  readonly digest: string
  readonly edition: string
  readonly slotAt: Instant
  /** Where its time was planned. */
  readonly zone: string
  readonly readers: number
}

/** A send that does not fit into what is left of the quota. */
export type Shortfall = PlannedSend & {
  /** So many readers do not get it on time: the issue waits with them until the quota returns. */
  readonly leftOut: number
  /** Which quota is too small, and how much it holds. */
  readonly quota: 'daily' | 'monthly'
  readonly limit: number
  /** When it returns. */
  readonly until: Instant
}

/**
 * On a paid plan there is no daily limit, and what goes beyond the month's is sold, up to five times as much; then sending
 * stops until the next cycle (resend.com/docs/knowledge-base/what-is-resend-pricing.md, account-quotas-and-limits.md).
 */
const OVERAGE = 5

type Room = { left: number; limit: number; resetsAt: number; readonly next: (at: number) => number }

/** Undefined: it has no limit that stops anything, or is not known. */
function roomOf(window: Window | undefined, next: Room['next'], times = 1): Room | undefined {
  if (!window?.resetsAt || typeof window.limit !== 'number') return undefined
  const limit = window.limit * times
  return { left: Math.max(0, limit - window.used), limit, resetsAt: epochMs(window.resetsAt), next }
}

/** A month on, at the same day and time; the 31st of a shorter month is its last day. */
function monthOn(at: number): number {
  const date = new Date(at)
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
  const last = new Date(Date.UTC(year, month + 2, 0)).getUTCDate()
  return Date.UTC(year, month + 1, Math.min(day, last)) + (at % DAY)
}

/**
 * Of the sends in order of time, those that do not fit, by whom they leave out. What an issue leaves goes out first when the
 * quota returns, and takes that from the next: a daily digest to 101 readers at 100 a day falls further back each day. A quota
 * that is not known keeps nobody out. Letters, received mail and others of the team use the quota too: it is a least.
 */
export function shortfalls({ daily, monthly }: Usage, sends: readonly PlannedSend[]): Shortfall[] {
  const isPaid = daily?.limit === null
  const day = roomOf(daily, (at) => at + DAY)
  const month = roomOf(monthly, monthOn, isPaid ? OVERAGE : 1)
  const rooms = [
    { name: 'daily' as const, room: day },
    { name: 'monthly' as const, room: month },
  ].flatMap(({ name, room }) => (room ? [{ name, room }] : []))
  let waiting = 0
  const found: Shortfall[] = []
  const take = (wanted: number) => {
    const got = Math.min(wanted, ...rooms.map(({ room }) => room.left))
    for (const { room } of rooms) room.left -= got
    return got
  }
  /** Up to a moment: each time that a quota returns, what waits goes first. */
  const pass = (until: number) => {
    for (;;) {
      const next = rooms.toSorted((a, b) => a.room.resetsAt - b.room.resetsAt)[0]?.room
      if (!next || next.resetsAt > until) return
      for (const { room } of rooms)
        if (room.resetsAt === next.resetsAt) {
          room.left = room.limit
          room.resetsAt = room.next(room.resetsAt)
        }
      waiting -= take(waiting)
    }
  }
  for (const send of sends.toSorted((a, b) => (a.slotAt < b.slotAt ? -1 : 1))) {
    pass(epochMs(send.slotAt))
    const leftOut = send.readers - take(send.readers)
    if (leftOut === 0) continue
    waiting += leftOut
    // The month's, where both are used up: it returns last.
    const { name, room } = rooms.filter((one) => one.room.left === 0).at(-1)!
    found.push({ ...send, leftOut, quota: name, limit: room.limit, until: instant(room.resetsAt) })
  }
  return found
}

/** Sends so far ahead are looked at; editors are written to this long before, at the first look within it. */
export const LOOK_AHEAD = 2 * DAY
export const WARN_WITHIN = 27 * HOUR

/** Whether it is time to tell the editors: the day before. */
export const isToBeTold = ({ slotAt }: Shortfall, now: Instant): boolean =>
  slotAt > now && slotAt <= plus(now, WARN_WITHIN)

/** More mails this month than the plan covers, where more are sold: how many so far. */
export function overage({ daily, monthly }: Usage): number {
  if (daily?.limit !== null || typeof monthly?.limit !== 'number') return 0
  return Math.max(0, monthly.used - monthly.limit)
}

/** As an editor reads it. */
export function sayShortfall({ readers, leftOut, quota, limit }: Shortfall): string {
  const count = (n: number) => n.toLocaleString('en-GB')
  const which = quota === 'daily' ? `${count(limit)} mails a day` : `${count(limit)} mails a month`
  return `It has ${count(readers)} readers, and ${count(leftOut)} of them would not get it on time: the mail provider lets ${which} through, and the rest waits until there is room again.`
}
