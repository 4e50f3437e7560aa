import type { Instant, PlainDay } from './time.ts'
import { dayIn, startOfDay, type Zones } from './zones.ts'

/**
 * Until when a reader wants nothing: the day on which it goes on, on their clock (`2026-12-24@Asia/Tokyo`). When that day
 * begins is asked of the rules of now, whenever it matters: nothing is to be written anew when they change. A moment
 * (`2026-12-23T15:00:00.000Z`) where a moment was said, or where it was kept before days were; it stays that. Either is text
 * that begins with its day.
 */
export type Pause = string

/** A day on somebody's clock. */
export const pauseUntil = (day: PlainDay, zone: string): Pause => `${day}@${zone}`

/** What is written of a day on a clock; undefined of a moment, and of anything else. */
function dayOn(pause: Pause): { readonly day: PlainDay; readonly zone: string } | undefined {
  const [, day, zone] = /^(\d{4}-\d{2}-\d{2})@(.+)$/.exec(pause) ?? []
  return day === undefined || zone === undefined || Number.isNaN(Date.parse(day)) ? undefined : { day, zone }
}

/** As somebody has said it: a day alone, or on a clock that we do not know, is one on their own. */
export function pauseFrom(zones: Zones, said: Pause | PlainDay, own: string): Pause {
  if (/^\d{4}-\d{2}-\d{2}$/.test(said)) return pauseUntil(said, own)
  const on = dayOn(said)
  return on ? pauseUntil(on.day, zones.name(on.zone) ?? own) : said
}

/** Whether it is a day on a clock. */
export const isPauseOfDay = (pause: Pause): boolean => dayOn(pause) !== undefined

/** The moment at which it is over, by the rules of now; by the clock of UTC where they do not know the zone. */
export function pauseEnds(zones: Zones, pause: Pause): Instant {
  const said = dayOn(pause)
  return said ? startOfDay(zones, said.day, said.zone) : pause
}

/** Whether nothing is wanted at a moment. */
export const isPaused = (zones: Zones, pause: Pause | undefined, at: Instant): boolean =>
  pause !== undefined && pauseEnds(zones, pause) > at

/** The day on which it goes on, as it is told to somebody who lives by this clock. */
export const dayOfPause = (zones: Zones, pause: Pause, zone: string): PlainDay =>
  dayOn(pause)?.day ?? dayIn(zones, pause, zone)

/** The same day on another clock, for a reader who has moved there; one that is over, or a moment, stays. */
export function pauseOn(zones: Zones, pause: Pause, zone: string, now: Instant): Pause {
  const said = dayOn(pause)
  return said && isPaused(zones, pause, now) ? pauseUntil(said.day, zone) : pause
}
