import type { Usage } from '../model/account.ts'
import { isSkipped } from '../model/arrangement.ts'
import { type Digest, type Edition, parseSender } from '../model/digest.ts'
import { quotaLetter } from '../model/letter.ts'
import { nextSends } from '../model/next-sends.ts'
import { isPaused } from '../model/pause.ts'
import { isToBeTold, LOOK_AHEAD, type PlannedSend, type Shortfall, shortfalls } from '../model/quota.ts'
import { type Instant, plus } from '../model/time.ts'
import type { Ports } from '../ports.ts'
import { allDigests } from './all-digests.ts'
import { zonesOf } from './send-now.ts'

type Needs = Pick<Ports, 'digests' | 'audience' | 'letters' | 'settings' | 'queue' | 'zones' | 'now' | 'log'>

/** So many readers of an edition are counted, about. */
const MOST_COUNTED = 100_000
/** So many sends of a digest are looked at. */
const MOST_SENDS = 100

/**
 * Which sends of the next two days do not fit into what is left of the provider's quota. Price: what `allDigests` costs, a
 * read for each edition that goes out by then, and one for each 1,000 of its readers.
 */
export async function foreseeQuota(ports: Needs, usage: Usage): Promise<Shortfall[]> {
  const now = ports.now()
  const until = plus(now, LOOK_AHEAD)
  const sends: PlannedSend[] = []
  for (const digest of await allDigests(ports)) {
    const counted = new Map<string, number>()
    for (const { edition: name, slot } of nextSends(ports.zones, digest, now, MOST_SENDS)) {
      if (slot.at > until) continue
      const edition = digest.editions.find((one) => one.name === name)
      if (!edition || isSkipped(await ports.digests.arrangement(digest.id, name), slot)) continue
      const readers = counted.get(name) ?? (await count(ports, digest, edition, slot.at))
      counted.set(name, readers)
      sends.push({ digest: digest.id, edition: name, slotAt: slot.at, zone: slot.zone, readers })
    }
  }
  return shortfalls(usage, sends)
}

/** Who takes it and has not paused it: more than get it, if there is nothing new under the topics of some. */
async function count(ports: Needs, digest: Digest, edition: Edition, at: Instant): Promise<number> {
  let [readers, rows] = [0, 0]
  for (const zone of await zonesOf(ports, digest, edition)) {
    let after: string | undefined
    for (let ended = false; !ended && rows < MOST_COUNTED; ) {
      const page = await ports.audience.page(digest.id, edition.name, zone, after, 1_000)
      readers += page.rows.filter(({ pausedUntil }) => !isPaused(ports.zones, pausedUntil, at)).length
      rows += page.rows.length
      after = page.last
      ended = page.ended || page.last === undefined
    }
  }
  return readers
}

/**
 * Writes to the editors the day before, once for each slot: in time to take a larger plan, or to split the day. Answers how
 * many mails that made. Price: a read of the settings and one for each that is to be told; a write for each that had not been.
 */
export async function warnOfQuota(ports: Needs, found: readonly Shortfall[]): Promise<number> {
  const now = ports.now()
  const toBeTold = found.filter((one) => isToBeTold(one, now))
  if (toBeTold.length === 0) return 0
  const to = parseSender((await ports.settings.get()).replyTo)?.address
  if (!to) return 0
  let warned = 0
  for (const shortfall of toBeTold) {
    const id = quotaLetter(shortfall)
    // Put twice, the first one stands: told once, however often it is looked at.
    if (await ports.letters.get(id)) continue
    const about = { kind: 'quota', shortfall, to } as const
    await ports.letters.put({ id, about, createdAt: now, deadline: shortfall.slotAt, state: 'waiting' })
    await ports.queue.writeLetter({ letter: id })
    warned += 1
    ports.log('quota.foreseen', {
      level: 'warn',
      digest: shortfall.digest,
      slot: shortfall.slotAt,
      leftOut: shortfall.leftOut,
    })
  }
  return warned
}
