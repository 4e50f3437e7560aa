import { bounds } from '../model/bounds.ts'
import type { Digest } from '../model/digest.ts'
import { calendarsIn, type KnownCalendars, MOST_CALENDARS } from '../model/exceptions.ts'
import type { Fetched } from '../model/fetched.ts'
import {
  afterBegin,
  afterFailedLook,
  afterReading,
  afterSame,
  afterTold,
  BROKE_OFF,
  type Calendar,
  type CalendarId,
  calendarRequest,
  keptOf,
  newCalendar,
  type ReadCalendar,
  spanAt,
} from '../model/holidays.ts'
import type { Ports } from '../ports.ts'
import { aFewAtATime } from './a-few-at-a-time.ts'

export type ReadsCalendars = Pick<Ports, 'calendars' | 'fetch' | 'readCalendar' | 'ids' | 'now' | 'log'>

/** Somebody waits for them. */
const AT_ONCE = 5

type Got = Fetched & { readonly kind: 'ok' }

/**
 * What the calendars at these addresses say, for a digest that is to go by them: one that is known, as it was read last; another
 * one is read now, and kept if it can be read. `before`: the digest so far, whose days stay where its calendar is gone. Price: a read
 * a calendar; of a new one what it takes to fetch it, and two writes.
 */
export async function knownCalendars(
  ports: ReadsCalendars,
  addresses: readonly string[],
  before?: Digest,
): Promise<KnownCalendars> {
  const kept = new Map((before?.editions ?? []).flatMap(daysKept))
  const found = new Map<string, Calendar | string>()
  const asked = addresses.slice(0, MOST_CALENDARS * bounds.digestEditions)
  await aFewAtATime(asked, AT_ONCE, async (address) => found.set(address, await calendarAt(ports, address)))
  return (address) => {
    const one = found.get(address)
    if (one !== undefined && typeof one !== 'string') return keptOf(one)
    return kept.get(address) ?? one ?? 'This calendar has not been read.'
  }
}

/** The same without asking anybody else: one that is not known yet has no days. Price: a read a calendar. */
export async function storedCalendars(
  ports: Pick<Ports, 'calendars' | 'ids'>,
  addresses: readonly string[],
): Promise<KnownCalendars> {
  const found = new Map<string, Calendar | undefined>()
  for (const address of addresses) found.set(address, await ports.calendars.get(idOf(ports, address)))
  return (address) => {
    const one = found.get(address)
    return one ? keptOf(one) : { name: address, days: [] }
  }
}

const daysKept = ({ schedule }: Digest['editions'][number]) =>
  schedule.every === 'filing' ? [] : calendarsIn(schedule.except).map((one) => [one.calendar, one] as const)

const idOf = ({ ids }: Pick<Ports, 'ids'>, address: string): CalendarId => `cal_${ids.fingerprint(address)}`

/** The calendar at an address, or why there is none. */
async function calendarAt(ports: ReadsCalendars, address: string): Promise<Calendar | string> {
  const id = idOf(ports, address)
  const known = await ports.calendars.get(id)
  if (known?.readAt) return takenUp(ports, known)
  const fresh = known ?? newCalendar(id, address, ports.now())
  const fetched = await ports.fetch(calendarRequest(fresh, ports.now()))
  if (fetched.kind !== 'ok') return whyNot(fetched)
  const begun = await keep(ports, known, afterBegin(fresh, ports.now()))
  const after = afterReading(
    begun,
    fetched,
    await read(ports, fetched),
    ports.ids.fingerprint(fetched.bytes),
    ports.now(),
  )
  if (after.lastError !== undefined) {
    await ports.calendars.remove(begun)
    return after.lastError
  }
  ports.log('calendar.read', { calendar: id, days: after.days.length })
  return keep(ports, begun, afterTold(after, true, ports.now())!)
}

/** One that nobody goes by may be forgotten at any moment: whoever takes it up says so first, or has it put down once more. */
async function takenUp(ports: ReadsCalendars, known: Calendar): Promise<Calendar> {
  const { unusedSince, ...used } = known
  if (unusedSince === undefined) return known
  const stands = await keep(ports, known, used)
  return (await ports.calendars.get(known.id)) ? stands : keep(ports, undefined, used)
}

const whyNot = (fetched: Exclude<Fetched, Got>): string =>
  fetched.kind === 'failed'
    ? fetched.reason
    : fetched.kind === 'gone'
      ? 'Its server says that it is gone for good (410).'
      : 'Its server says that it has not changed, though it was never read.'

/**
 * Looks at a calendar anew, and writes down how it fared: that its text is about to be taken apart before that is done, so that where
 * it ends the whole run, the next one knows. Price: one write; three where its text is another one.
 */
export async function lookAtCalendar(ports: ReadsCalendars, calendar: Calendar): Promise<Calendar> {
  if (calendar.readingSince) return failed(ports, calendar, BROKE_OFF)
  let begun: Calendar | undefined
  try {
    const fetched = await ports.fetch(calendarRequest(calendar, ports.now()))
    const now = ports.now()
    if (fetched.kind === 'unchanged') return await keep(ports, calendar, afterSame(calendar, now))
    if (fetched.kind !== 'ok') return await failed(ports, calendar, whyNot(fetched))
    const bytes = ports.ids.fingerprint(fetched.bytes)
    if (bytes === calendar.bytes && calendar.until === spanAt(now).to)
      return await keep(ports, calendar, afterSame(calendar, now))
    begun = await keep(ports, calendar, afterBegin(calendar, now))
    const after = afterReading(begun, fetched, await read(ports, fetched), bytes, ports.now())
    if (after.lastError !== undefined) return await failed(ports, begun, after.lastError)
    ports.log('calendar.read', { calendar: calendar.id, days: after.days.length })
    return await keep(ports, begun, after)
  } catch (error) {
    ports.log.error('calendar.failed', error, { calendar: calendar.id })
    return failed(ports, begun ?? calendar, 'It could not be taken in, which is our fault; it is tried again.')
  }
}

async function read(ports: ReadsCalendars, { bytes, contentType }: Got): Promise<ReadCalendar> {
  return ports.readCalendar(bytes, { contentType, ...spanAt(ports.now()) })
}

async function failed(ports: ReadsCalendars, calendar: Calendar, reason: string): Promise<Calendar> {
  const after = afterFailedLook(calendar, reason, ports.now())
  ports.log('calendar.failed', { level: 'warn', calendar: calendar.id, failures: after.failures })
  return keep(ports, calendar, after)
}

/** Writes it down, if it is as it was read; else what stands counts: somebody else has looked at it. */
async function keep(ports: ReadsCalendars, before: Calendar | undefined, after: Calendar): Promise<Calendar> {
  if ((await ports.calendars.save(before, after)) === 'saved') return { ...after, version: (before?.version ?? 0) + 1 }
  return (await ports.calendars.get(after.id)) ?? after
}
