import { type Digest, withExceptions } from '../model/digest.ts'
import { calendarsIn } from '../model/exceptions.ts'
import { afterTold, type Calendar, changeOfDays, exceptNow, isToBeLookedAt } from '../model/holidays.ts'
import { between, MINUTE } from '../model/time.ts'
import type { Ports } from '../ports.ts'
import { allDigests } from './all-digests.ts'
import { lookAtCalendar, type ReadsCalendars } from './read-calendars.ts'
import { untilWon } from './until-won.ts'

type Needs = ReadsCalendars & Pick<Ports, 'digests' | 'zones'>

export type Refreshed = {
  readonly looked: number
  readonly failed: number
  /** Editions that leave out other days now. */
  readonly changed: number
}

/** One beat looks at so many calendars, and begins none after that time: feeds are to be collected, too. */
const MOST_LOOKS = 20
const MOST_TIME = MINUTE

/**
 * Looks at the calendars of holidays that were not looked at for a day, and has the digests that go by them leave out what they name
 * now. What a calendar says is written down before any digest is told of it, and that all are told after: ended anywhere, the
 * next run goes on, and done twice it is done once. A calendar that nobody goes by for a day is forgotten. Price: a read
 * unit or two a beat (a calendar is some 2 KB); on the one beat a day when one is due, two to four writes a calendar and a
 * read of all digests; a transaction for each edition whose days are others, which happens at the new year and when a law changes.
 */
export async function refreshCalendars(ports: Needs): Promise<Refreshed> {
  const start = ports.now()
  const all = await ports.calendars.all()
  const due = all
    .filter((one) => isToBeLookedAt(one, start))
    .sort((a, b) => (a.lookAt < b.lookAt ? -1 : 1))
    .slice(0, MOST_LOOKS)
  if (due.length === 0) return { looked: 0, failed: 0, changed: 0 }
  const looked: Calendar[] = []
  for (const calendar of due) {
    if (between(start, ports.now()) > MOST_TIME) break
    // What was read by a run that ended before all were told of it is told now.
    const isToldOnly = calendar.owed && calendar.lookAt > start && !calendar.readingSince
    looked.push(isToldOnly ? calendar : await lookAtCalendar(ports, calendar))
  }
  const calendars = new Map([...all, ...looked].map((one) => [one.url, one]))
  const used = new Set<string>()
  let changed = 0
  for (const digest of await allDigests(ports))
    for (const { name, schedule } of digest.editions) {
      if (schedule.every === 'filing') continue
      for (const { calendar } of calendarsIn(schedule.except)) used.add(calendar)
      if (await renew(ports, digest, name, calendars)) changed += 1
    }
  for (const calendar of looked) {
    const after = afterTold(calendar, used.has(calendar.url), ports.now())
    // Lost: somebody else has looked, and tells.
    if (after) await ports.calendars.save(calendar, after)
    else await ports.calendars.remove(calendar)
  }
  return { looked: looked.length, failed: looked.filter(({ failures }) => failures > 0).length, changed }
}

/**
 * Has an edition leave out what its calendars name now, and plans its next slot anew, under the condition that both are as they were
 * read. An issue that is open already goes out. True: its days were others.
 */
async function renew(
  ports: Needs,
  asRead: Digest,
  name: string,
  calendars: ReadonlyMap<string, Calendar>,
): Promise<boolean> {
  let digest: Digest | undefined = asRead
  return untilWon(async () => {
    const edition = digest?.editions.find((one) => one.name === name)
    if (!digest || !edition || edition.schedule.every === 'filing') return false
    const before = edition.schedule.except ?? []
    const except = exceptNow(before, calendars)
    if (except === before) return false
    const now = ports.now()
    const change = changeOfDays(before, except, now)
    const after = withExceptions(ports.zones, digest, edition, except, now)
    if (!(await ports.digests.reschedule(digest, edition, change ? { ...after, change } : after))) {
      digest = await ports.digests.get(asRead.id)
      return 'lost'
    }
    const counts = { added: change?.added.length ?? 0, removed: change?.removed.length ?? 0 }
    ports.log('digest.rescheduled', { digest: digest.id, edition: name, ...counts })
    return true
  })
}
