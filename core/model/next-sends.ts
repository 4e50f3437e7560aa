import type { Digest } from './digest.ts'
import { inZone, type Slot, slotsAfter } from './schedule.ts'
import type { Instant } from './time.ts'
import type { Zones } from './zones.ts'

export type NextSend = {
  readonly edition: string
  readonly slot: Slot
  /** What the clocks do to it, as a sentence. */
  readonly note?: string
}

const notes = {
  moved: 'This time does not exist that day: it goes out as much later as the clocks jump.',
  once: 'This time comes twice that day: it goes out the first time.',
}

/** The next sends of a digest over all its editions, in order; of what goes out in readers' own zones, in its default one. */
export function nextSends(zones: Zones, digest: Digest, now: Instant, count: number): NextSend[] {
  if (digest.status === 'paused') return []
  return digest.editions
    .flatMap(({ name, schedule }) =>
      slotsAfter(zones, inZone(zones, schedule), now, count).map((slot) => ({
        edition: name,
        slot,
        ...(slot.note ? { note: notes[slot.note] } : {}),
      })),
    )
    .toSorted((a, b) => a.slot.at.localeCompare(b.slot.at))
    .slice(0, count)
}
