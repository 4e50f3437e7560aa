import type { Address } from './address.ts'
import { parseAddress } from './address.ts'
import { beyond } from './bounds.ts'
import {
  addressesIn,
  calendarAddress,
  type Exception,
  type KnownCalendars,
  MOST_CALENDARS,
  noCalendars,
} from './exceptions.ts'
import type { ChangeOfDays } from './holidays.ts'
import { nearestWords } from './nearest-words.ts'
import { type Parsed, parsed, type Refusal, refusal, refused, refusedLines } from './refusal.ts'
import type { Moves } from './replan.ts'
import { inZone, isInReadersZones, parseSchedule, type Schedule, type ScheduleInput, slotsAfter } from './schedule.ts'
import { fromWords } from './schedule-words.ts'
import { cleanText, isName, isOneLine } from './text.ts'
import { earlier, HOUR, type Instant, MINUTE, plus } from './time.ts'
import type { Topic } from './topic.ts'
import type { Zones } from './zones.ts'

/** A rhythm in which a digest comes out. Its name is for ever. */
export type Edition = {
  readonly name: string
  readonly title?: string
  readonly schedule: Schedule
  /** When the tick has to look at it next; absent when nothing comes any more, or the digest is paused. */
  readonly wakeAt?: Instant
  /** Of alerts: how often something was filed for it. What is called for while it is looked at is not lost. */
  readonly calls?: number
  /** In readers' own zones: when the tick looked at it last. Slots since then are due. */
  readonly wokenAt?: Instant
  /** The release of the zone rules that this was planned by; absent before we had rules of our own. */
  readonly rules?: string
  /** What moved when it was planned anew by other rules. */
  readonly moves?: Moves
  /** What its calendars of holidays have changed, when they last did. */
  readonly change?: ChangeOfDays
}

/** A recurring newsletter: its topics are its sections, in this order. It is also the mailing list (one `List-Id`). */
export type Digest = {
  readonly id: string
  readonly name: string
  readonly topics: readonly string[]
  readonly editions: readonly Edition[]
  readonly status: 'active' | 'paused'
  /** Fewer articles than this: the slot is skipped, with the reason. */
  readonly minArticles: number
  /** More than this: the rest is linked as "N more" on the web. */
  readonly maxArticles: number
  readonly late: { readonly sendWithinMinutes: number }
  /** So long before its slot an issue opens, and waits: editors look at it, and stop what must not go out. 0: it opens at its slot. */
  readonly holdMinutes: number
  /** `person`: an issue waits until somebody releases it. */
  readonly release: 'auto' | 'person'
  /** Who has confirmed gets a mail that says so, with the latest issue and the date of the next. */
  readonly welcome?: true
  /** Its first story is shown with its picture, which its source serves, and so learns of who looks at it (T35). */
  readonly pictures?: true
  readonly subject?: string
  readonly intro?: string
  /** Overrides the publisher's sender: `Name <address>` or an address. */
  readonly from?: string
  readonly createdAt: Instant
  readonly version: number
}

/** What a list of all of them says of each. */
export type Outline = Pick<Digest, 'id' | 'name' | 'topics' | 'status'>

export const outlineOf = ({ id, name, topics, status }: Digest): Outline => ({ id, name, topics, status })

export type DigestInput = {
  id: string
  name: string
  topics: readonly string[]
  schedule?: ScheduleInput | string | undefined
  editions?:
    | readonly {
        name: string
        title?: string | undefined
        schedule: ScheduleInput | string
        /** Addresses of calendars of holidays, beside those that the schedule names. */
        holidays?: readonly string[] | undefined
      }[]
    | undefined
  minArticles?: number | undefined
  maxArticles?: number | undefined
  late?: { sendWithinMinutes: number } | undefined
  holdMinutes?: number | undefined
  release?: 'auto' | 'person' | undefined
  welcome?: boolean | undefined
  pictures?: boolean | undefined
  subject?: string | undefined
  intro?: string | undefined
  from?: string | undefined
}

export const MAIN = 'main'
/** A day: longer, and an issue is old when it goes out. */
const MOST_HOLD = 24 * 60
const defaults = { minArticles: 1, maxArticles: 25, late: { sendWithinMinutes: 6 * (HOUR / 60_000) } }

/**
 * A digest from what an editor entered; `topics` are those that exist, `known` what the calendars say that it goes by, `was` the
 * editions that it has so far: one whose schedule stays is not asked whether it still comes due, nor its weeks counted anew.
 */
export function parseDigest(
  zones: Zones,
  input: DigestInput,
  topics: readonly Topic[],
  now: Instant,
  known: KnownCalendars = noCalendars,
  was: readonly Edition[] = [],
): Parsed<Digest> {
  const refusals = refusedLines({ name: input.name, subject: input.subject, from: input.from })
  for (const [index, { title }] of (input.editions ?? []).entries())
    refusals.push(...refusedLines({ [`editions.${index}.title`]: title }))
  if (!isName(input.id))
    refusals.push(
      refusal(
        'id',
        'An id holds lower-case letters, digits and single hyphens, at most 40: "morning-brief". It is for ever.',
      ),
    )
  const name = cleanText(input.name, 80)
  if (name === '') refusals.push(refusal('name', 'Give the digest a name that readers will see.', 'required'))
  const slugs = new Set(topics.map((topic) => topic.slug))
  const unknown = input.topics.filter((slug) => !slugs.has(slug))
  if (input.topics.length === 0) refusals.push(refusal('topics', 'A digest needs at least one topic.', 'too_few'))
  refusals.push(...beyond('digestTopics', input.topics.length, 'topics'))
  if (unknown.length > 0)
    refusals.push(
      refusal(
        'topics',
        `There is no topic ${unknown.map((slug) => `"${slug}"`).join(', ')}: create it first.`,
        'not_there',
      ),
    )
  if (input.from !== undefined && isOneLine(input.from) && !parseSender(input.from))
    refusals.push(refusal('from', 'Write the sender as "Name <name@example.org>".'))

  const given = editionsIn(input)
  if (given.length === 0)
    refusals.push(refusal('schedule', 'A digest needs a schedule, or editions with one each.', 'required'))
  refusals.push(...beyond('digestEditions', given.length, 'editions'))
  if (new Set(given.map(({ name }) => name)).size < given.length)
    refusals.push(refusal('editions', 'Two editions have one name.', 'taken'))
  const editions: Edition[] = []
  for (const [index, one] of given.entries()) {
    const field = input.editions ? `editions.${index}.schedule` : 'schedule'
    if (!isName(one.name))
      refusals.push(refusal(`editions.${index}.name`, 'An edition has a short name such as "daily".'))
    const before = was.find(({ name }) => name === one.name)?.schedule
    const schedule = readSchedule(zones, one, now, field, known, before)
    if (!schedule.ok) refusals.push(...schedule.refusals)
    else
      editions.push({
        name: one.name,
        ...(one.title ? { title: cleanText(one.title, 80) } : {}),
        schedule: schedule.value,
      })
  }
  const limit = (field: 'minArticles' | 'maxArticles', least: number, most: number) => {
    const value = input[field] ?? defaults[field]
    if (!Number.isInteger(value) || value < least || value > most)
      refusals.push(refusal(field, `A whole number from ${least} to ${most}.`, 'out_of_range'))
    return value
  }
  const minArticles = limit('minArticles', 0, 100)
  const maxArticles = limit('maxArticles', 1, 100)
  const late = input.late ?? defaults.late
  if (!Number.isInteger(late.sendWithinMinutes) || late.sendWithinMinutes < 1)
    refusals.push(refusal('late.sendWithinMinutes', 'A whole number of minutes, at least 1.', 'out_of_range'))
  const { holdMinutes = 0, release = 'auto' } = input
  if (!Number.isInteger(holdMinutes) || holdMinutes < 0 || holdMinutes > MOST_HOLD)
    refusals.push(refusal('holdMinutes', `A whole number of minutes from 0 to ${MOST_HOLD} (a day).`, 'out_of_range'))
  refusals.push(...refusedHold({ holdMinutes, release }, editions))
  if (refusals.length > 0) return refused(...refusals)

  const subject = cleanText(input.subject ?? '', 150)
  const intro = cleanText(input.intro ?? '', 600)
  return parsed({
    id: input.id,
    name,
    topics: [...new Set(input.topics)],
    editions: editions.map((edition) => withWake(zones, { holdMinutes }, edition, now)),
    status: 'active',
    minArticles,
    maxArticles,
    late,
    holdMinutes,
    release,
    ...(input.welcome ? { welcome: true as const } : {}),
    ...(input.pictures ? { pictures: true as const } : {}),
    ...(subject ? { subject } : {}),
    ...(intro ? { intro } : {}),
    ...(input.from ? { from: cleanText(input.from, LONGEST_SENDER) } : {}),
    createdAt: now,
    version: 0,
  })
}

type Hold = Pick<Digest, 'holdMinutes' | 'release'>

/** Who would look at an issue of every zone, through the whole day, or at an alert that shall go out at once? */
function refusedHold({ holdMinutes, release }: Hold, editions: readonly Edition[]): Refusal[] {
  if (holdMinutes === 0 && release === 'auto') return []
  const field = holdMinutes > 0 ? 'holdMinutes' : 'release'
  return editions.flatMap(({ name, schedule }) => {
    const goesOut = isInReadersZones(schedule)
      ? "in readers' own zones"
      : schedule.every === 'filing'
        ? 'as things are filed'
        : undefined
    return goesOut ? [refusal(field, `The edition "${name}" goes out ${goesOut}: its issues cannot be held.`)] : []
  })
}

type EditionInput = NonNullable<DigestInput['editions']>[number]

const editionsIn = ({ editions, schedule }: Pick<DigestInput, 'editions' | 'schedule'>): readonly EditionInput[] =>
  editions ?? (schedule === undefined ? [] : [{ name: MAIN, schedule }])

/** As data, or in words: what we say of a schedule, we also read. */
function scheduleIn(zones: Zones, { schedule, holidays = [] }: EditionInput): ScheduleInput | undefined {
  const read = typeof schedule === 'string' ? fromWords(zones, schedule) : schedule
  return read && holidays.length > 0 ? { ...read, calendars: [...(read.calendars ?? []), ...holidays] } : read
}

/** The calendars that a digest is to go by, by their addresses, at most three an edition: they have to be read before it is judged. */
export function calendarsNamed(zones: Zones, input: Pick<DigestInput, 'editions' | 'schedule'>): string[] {
  const named = editionsIn(input).flatMap((one) => {
    const { except, calendars = [] } = scheduleIn(zones, one) ?? {}
    const all = [...addressesIn(except), ...calendars.flatMap((address) => calendarAddress(address) ?? [])]
    // More are refused without being asked for.
    return all.slice(0, MOST_CALENDARS)
  })
  return [...new Set(named)]
}

/** Whatever order a store gives the fields back in. */
const isAsBefore = (one: Schedule, before: Schedule): boolean => textOf(one) === textOf(before)
const textOf = (schedule: Schedule): string =>
  JSON.stringify(schedule, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )

const BEFORE_ALL: Instant = '2000-01-01T00:00:00.000Z'

/** The same days of every so many weeks, from nowhere in particular: counted from where they were. */
function withItsWeeks(said: ScheduleInput, before: Schedule): ScheduleInput {
  if (said.countedFrom !== undefined || !('countedFrom' in before) || said.interval !== before.interval) return said
  const days = (on: unknown) => (Array.isArray(on) ? [...on].map(String).sort().join() : '')
  return said.every === before.every && days(said.on) === days(before.on)
    ? { ...said, countedFrom: before.countedFrom }
    : said
}

function readSchedule(
  zones: Zones,
  edition: EditionInput,
  now: Instant,
  field: string,
  known: KnownCalendars,
  before: Schedule | undefined,
): Parsed<Schedule> {
  const input = edition.schedule
  const said = scheduleIn(zones, edition)
  const read = said && before ? withItsWeeks(said, before) : said
  if (read !== undefined) {
    const judged = parseSchedule(zones, read, now, field, known)
    // What is over may stay, for whoever took it: judged as on its first day, it is what it was.
    const then = judged.ok || !before ? judged : parseSchedule(zones, read, BEFORE_ALL, field, known)
    return then.ok && before && isAsBefore(then.value, before) ? then : judged
  }
  const nearest = nearestWords(zones, String(input), now)
  const without = nearest?.without ? `, without "${cleanText(nearest.without, 80)}"` : ''
  const write = nearest
    ? `. The nearest that we can is "${nearest.words}"${without}.`
    : ': write "every weekday at 08:00, Europe/Berlin".'
  return refused(refusal(field, `"${cleanText(String(input), 80)}" is not a rhythm we can read${write}`))
}

/** In readers' own zones an edition is looked at this often at least: whoever is the first in a zone is not forgotten, whatever died over their coming. */
const WAKE_EVERY = HOUR

/** When an issue of a slot opens: before it, by as long as it is held. */
export const opensAt = ({ holdMinutes }: Pick<Digest, 'holdMinutes'>, slot: { readonly at: Instant }): Instant =>
  plus(slot.at, -holdMinutes * MINUTE)

/**
 * When an edition has to be looked at for its first slot after `after`: past already, where that slot's issue is held and
 * should be open. `places`: the zones that have readers, where it goes out in their own.
 */
export function nextWake(
  zones: Zones,
  digest: Pick<Digest, 'holdMinutes'>,
  { schedule }: Edition,
  after: Instant,
  places: readonly string[] = [],
): Instant | undefined {
  if (!isInReadersZones(schedule)) {
    const [slot] = slotsAfter(zones, schedule, after, 1)
    return slot && opensAt(digest, slot)
  }
  // Zones are at most 14 hours ahead of UTC and 12 behind: where its default has nothing to come, in a day nobody has.
  const ahead = [inZone(zones, schedule), ...places.map((zone) => inZone(zones, schedule, zone))]
  const times = ahead.flatMap((one) => slotsAfter(zones, one, after, 1).map(({ at }) => at))
  return times.length === 0 ? undefined : times.reduce(earlier, plus(after, WAKE_EVERY))
}

/** The edition, to be woken at its next slot after `now`. */
export function withWake(zones: Zones, digest: Pick<Digest, 'holdMinutes'>, edition: Edition, now: Instant): Edition {
  const { wakeAt: _, ...rest } = edition
  const next = nextWake(zones, digest, edition, now)
  const { schedule } = edition
  // What was filed while nobody looked is looked for once, after the time it takes to settle.
  const wakeAt = schedule.every === 'filing' ? plus(now, schedule.settleMinutes * MINUTE) : next
  return {
    ...rest,
    ...(wakeAt ? { wakeAt } : {}),
    ...(isInReadersZones(schedule) ? { wokenAt: now } : {}),
    rules: zones.release,
  }
}

/**
 * The edition with other days left out, to be woken by them. One that is due keeps its alarm: the tick finds out by the new days
 * whether there is anything to open. In readers' own zones it is looked at at once, by whoever knows which those are. An issue
 * that is open already is not asked.
 */
export function withExceptions(
  zones: Zones,
  digest: Pick<Digest, 'status' | 'holdMinutes'>,
  edition: Edition,
  except: readonly Exception[],
  now: Instant,
): Edition {
  const { schedule, wakeAt } = edition
  if (schedule.every === 'filing') return edition
  const next = { ...edition, schedule: { ...schedule, except } }
  if (digest.status === 'paused' || (wakeAt && wakeAt <= now)) return next
  return isInReadersZones(schedule) && wakeAt ? { ...next, wakeAt: now } : withWake(zones, digest, next, now)
}

/** The edition that a reader takes who names none. */
export const firstEdition = (digest: Digest): Edition => digest.editions[0]!

/** What cannot be changed of a digest that may have readers: they are kept by edition, and by zone. */
export function refusedEdits(known: Digest, edited: Digest): Refusal[] {
  return known.editions.flatMap((before): Refusal[] => {
    const after = edited.editions.find(({ name }) => name === before.name)
    if (!after)
      return [
        refusal(
          'editions',
          `The edition "${before.name}" may have readers: give it an "until" date instead of leaving it out.`,
        ),
      ]
    return isInReadersZones(before.schedule) === isInReadersZones(after.schedule)
      ? []
      : [
          refusal(
            'schedule.zone',
            "An edition in one zone cannot change to readers' own, nor back: add another edition.",
          ),
        ]
  })
}

/**
 * An edit of a digest. An edition whose schedule stays keeps its alarm, and so does one that is due: an edit in the very
 * minute of a slot, or while the tick is away, loses no slot.
 */
export function afterEdit(known: Digest, edited: Digest, now: Instant): Digest {
  const editions = edited.editions.map((edition): Edition => {
    const before = known.editions.find(({ name }) => name === edition.name)
    const { wakeAt: _, rules: __, ...rest } = edition
    const isAlerts = edition.schedule.every === 'filing'
    const isSame =
      !isAlerts && before && known.holdMinutes === edited.holdMinutes && isAsBefore(edition.schedule, before.schedule)
    // An alarm and the rules that it was set by stay together: the tick plans it anew where they are not those of now.
    const { wakeAt, rules } = isSame || (before?.wakeAt && before.wakeAt <= now) ? before : edition
    return {
      ...rest,
      ...(wakeAt ? { wakeAt } : {}),
      ...(rules ? { rules } : {}),
      ...(before?.wokenAt ? { wokenAt: before.wokenAt } : {}),
      ...(before?.calls ? { calls: before.calls } : {}),
      ...(before?.moves ? { moves: before.moves } : {}),
      ...(before?.change ? { change: before.change } : {}),
    }
  })
  const next = { ...edited, editions, status: known.status, createdAt: known.createdAt, version: known.version }
  return known.status === 'paused' ? afterPause(next) : next
}

/** The digest with its rhythm stopped: no edition wakes. */
export const afterPause = (digest: Digest): Digest => ({
  ...digest,
  status: 'paused',
  editions: digest.editions.map(({ wakeAt: _, ...edition }) => edition),
})

/** The digest with its rhythm taken up again from `now`; slots missed while paused do not come. */
export const afterResume = (zones: Zones, digest: Digest, now: Instant): Digest => ({
  ...digest,
  status: 'active',
  editions: digest.editions.map((edition) => withWake(zones, digest, edition, now)),
})

export type Sender = { readonly name?: string; readonly address: Address }

/** A name and an address of 254 octets, with what stands around them. */
export const LONGEST_SENDER = 400

/** `Name <address>`, the name in quotation marks or not, or a bare address. The name loses what a header cannot carry (STD-26). */
export function parseSender(input: string): Sender | undefined {
  const text = cleanText(input, LONGEST_SENDER)
  const at = text.indexOf('<')
  if (at === -1) {
    const bare = parseAddress(text)
    return bare.ok ? { address: bare.value } : undefined
  }
  const address = text.endsWith('>') ? parseAddress(text.slice(at + 1, -1)) : undefined
  const name = withoutQuotes(text.slice(0, at).trim())
  if (!address?.ok || /[">]/.test(name)) return undefined
  return { ...(name ? { name: cleanText(name, 80) } : {}), address: address.value }
}

const withoutQuotes = (name: string): string => name.replace(/^"/, '').replace(/"$/, '').trim()

/** As a header writes it. The provider encodes what is not ASCII (STD-25). */
export const senderText = (sender: Sender): string =>
  sender.name
    ? `${/^[\p{L}\p{N} _'-]+$/u.test(sender.name) ? sender.name : `"${sender.name.replaceAll(/["\\]/g, '')}"`} <${sender.address}>`
    : sender.address
