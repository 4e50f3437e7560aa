import { hostOf } from './article.ts'
import { beyond } from './bounds.ts'
import type { ReadFeed, SetAside } from './feed.ts'
import type { Fetched, FetchRequest } from './fetched.ts'
import { type Parsed, parsed, type Refusal, refusal, refused } from './refusal.ts'
import { parseRules, type TagRule, type TagRuleInput } from './tag-rule.ts'
import { cleanText } from './text.ts'
import { between, DAY, HOUR, type Instant, later, MINUTE, type PlainDay, plus } from './time.ts'
import { tagsOf } from './topic.ts'

export type FeedId = `feed_${string}`

/** A feed that is followed: where it is, what its entries get, and how it has fared so far. */
export type Source = {
  readonly id: FeedId
  /** As an editor gave it, or as it was found from the page they gave. */
  readonly url: string
  readonly title: string
  /** What every entry gets, beside its own categories. */
  readonly tags: readonly string[]
  readonly rules: readonly TagRule[]
  /** Entries with a tag are filed; those of other feeds are drafts until an editor has seen them (T36). */
  readonly trusted: boolean
  /** The most drafts a day of a feed that is not trusted; the rest waits for the next. */
  readonly dailyCap: number

  /** Where it is asked since it moved for good. */
  readonly movedTo?: string
  readonly etag?: string
  readonly lastModified?: string
  /** Fingerprint of what was read last, for servers that never say "unchanged". */
  readonly bytes?: string
  /** How long until its first look, as it was when a look last left something; from one to the next it grows. */
  readonly rhythmMs: number
  /** Its first look since; the others follow from it. Absent where it is stopped. */
  readonly looksFrom?: Instant
  /** No look comes sooner after another: the feed or its server wishes so. */
  readonly atLeastMs?: number
  /** Whatever its first look finds is written down (it is new, or fails, or has room again): it is due until that has happened. */
  readonly owed?: true
  /** Its server has asked us to stay away until then. */
  readonly notBefore?: Instant
  /** In a row. */
  readonly failures: number
  /** A sentence, while it fails. */
  readonly lastError?: string
  /** It is not looked at any more. */
  readonly stopped?: { readonly reason: string; readonly at: Instant }

  /** The last look that left something; those that found nothing new since are not written down. */
  readonly lastLook?: Instant
  /** When it last had something new. */
  readonly lastChange?: Instant
  /** Entries of the last read: fingerprint of what each is known by, to that of what it says. An unchanged one costs no read. */
  readonly seen: Readonly<Record<string, string>>
  /** How many it had at the last read, and how many of those were set aside. */
  readonly size: { readonly entries: number; readonly quarantined: number }
  readonly lastQuarantined: readonly SetAside[]
  /** What was published before that is no news when it is first read: some days before it was followed. Absent in feeds of before there was a limit. */
  readonly newSince?: Instant
  /** What was older at the first look: how many, and the newest of them, which an editor may file. */
  readonly earlier?: { readonly n: number; readonly last: readonly EarlierEntry[] }
  /** Entries that came under a new name and are stories that we have: how many since it is followed, and the last of them. */
  readonly renamed?: { readonly n: number; readonly last: readonly SetAside[] }
  /** Entries that the daily cap holds back. */
  readonly waiting: number
  /** Drafts made of it on that day. */
  readonly drafts: { readonly day: PlainDay; readonly n: number }
  /** Since it is followed. */
  readonly counts: { readonly added: number; readonly changed: number }
  readonly createdAt: Instant
  readonly version: number
}

/** An entry that was seen and not taken in. `id`: what it is known by. */
export type EarlierEntry = { readonly id: string; readonly entry: string; readonly at: Instant | PlainDay }

/** A look never comes sooner after another, nor later. */
export const SHORTEST = 15 * MINUTE
export const LONGEST = DAY
const FIRST = HOUR
/** A server that has been in trouble is read so soon after it: a feed that lists the last two days has lost nothing of one. */
const LONGEST_TROUBLE = 6 * HOUR
/** After so many failures in a row a feed is looked at once a day, and says so. */
export const BREAKS_AT = 8
/** Looks come with a beat every quarter of an hour: one that would be due a moment after it is not put off for a whole one. */
export const EARLY = 5 * MINUTE
const DEFAULT_CAP = 20
const MOST_CAP = 1_000
/** Of what was set aside, so many are kept with the feed. */
const MOST_QUARANTINED = 20
/** How far back the first look files, in days, unless an editor says otherwise. */
export const DEFAULT_SINCE = 3
const MOST_SINCE = 3_650
/** Of what was earlier, so many are kept with the feed: some three kilobytes. */
const MOST_EARLIER = 30

export type SourceInput = {
  url: string
  title?: string | undefined
  tags?: readonly string[] | undefined
  rules?: readonly TagRuleInput[] | undefined
  trusted?: boolean | undefined
  dailyCap?: number | undefined
  /** How old an entry may be, in days, to be filed by the first look. */
  sinceDays?: number | undefined
}

/** An address to be fetched: `https://…`, `http://…`, or one of these behind `feed:`; without fragment and surroundings. What may be fetched at all is decided where it is. */
export function feedAddress(input: string): string | undefined {
  const written = input
    .trim()
    .replace(/^feed:(?:\/\/)?(?=https?:)/i, '')
    .replace(/^feed:/i, 'https:')
  const url = URL.parse(written)
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return undefined
  url.hash = ''
  return url.href.length <= 2_000 ? url.href : undefined
}

/** A feed as an editor wants it followed. It is looked at as soon as may be. Refusals name the field. */
export function parseSource(input: SourceInput, identify: (address: string) => FeedId, now: Instant): Parsed<Source> {
  const refusals: Refusal[] = []
  const url = feedAddress(input.url)
  if (!url) refusals.push(refusal('url', 'This is not the address of a feed: it must start with https:// or http://.'))
  const { rules, refusals: broken } = parseRules(input.rules ?? [], 'rules')
  refusals.push(...broken)
  const tags = tagsOf(input.tags ?? [])
  refusals.push(...beyond('feedTags', tags.length, 'tags'))
  const dailyCap = input.dailyCap ?? DEFAULT_CAP
  if (!Number.isInteger(dailyCap) || dailyCap < 1 || dailyCap > MOST_CAP)
    refusals.push(
      refusal('dailyCap', `At most how many drafts a day: a whole number from 1 to ${MOST_CAP}.`, 'out_of_range'),
    )
  const sinceDays = input.sinceDays ?? DEFAULT_SINCE
  if (!Number.isInteger(sinceDays) || sinceDays < 0 || sinceDays > MOST_SINCE)
    refusals.push(
      refusal('sinceDays', `How many days back it is read: a whole number from 0 to ${MOST_SINCE}.`, 'out_of_range'),
    )
  if (!url || refusals.length > 0) return refused(...refusals)
  return parsed({
    id: identify(url),
    url,
    title: cleanText(input.title ?? '', 120) || hostOf(url),
    tags,
    rules,
    trusted: input.trusted ?? false,
    dailyCap,
    newSince: plus(now, -sinceDays * DAY),
    rhythmMs: FIRST,
    looksFrom: now,
    owed: true,
    failures: 0,
    seen: {},
    size: { entries: 0, quarantined: 0 },
    lastQuarantined: [],
    waiting: 0,
    drafts: { day: dayOf(now), n: 0 },
    counts: { added: 0, changed: 0 },
    createdAt: now,
    version: 0,
  })
}

const dayOf = (at: Instant): PlainDay => at.slice(0, 10)

/** How many more drafts it may make today. A day is one of UTC. */
export const roomToday = (source: Source, now: Instant): number =>
  source.trusted
    ? Number.POSITIVE_INFINITY
    : Math.max(0, source.dailyCap - (source.drafts.day === dayOf(now) ? source.drafts.n : 0))

/** Whether what was read last is of no use: entries wait in it, and there is room for them now. */
export const readsAfresh = (source: Source, now: Instant): boolean => source.waiting > 0 && roomToday(source, now) > 0

/** What is asked of its server: only for what has changed, unless everything is wanted. */
export function requestFor(source: Source, now: Instant): FetchRequest {
  const { etag, lastModified } = readsAfresh(source, now) ? {} : source
  return { url: source.movedTo ?? source.url, as: 'feed', etag, lastModified }
}

/** What its looks follow from, and nothing else: it changes only when something of the feed does. */
export type Looks = Pick<Source, 'rhythmMs' | 'looksFrom' | 'atLeastMs' | 'owed' | 'notBefore'>

/** Undefined where it is stopped. */
export function looksOf(source: Looks): Looks | undefined {
  const { rhythmMs, looksFrom, atLeastMs, owed, notBefore } = source
  if (looksFrom === undefined) return undefined
  return {
    rhythmMs,
    looksFrom,
    ...(atLeastMs === undefined ? {} : { atLeastMs }),
    ...(owed ? { owed } : {}),
    ...(notBefore === undefined ? {} : { notBefore }),
  }
}

const bounded = (ms: number): number => Math.round(Math.min(LONGEST, Math.max(SHORTEST, ms)))

/**
 * Where its looks stand at a moment: by which rhythm the last one came, by which the next will, and when. Each comes a
 * quarter later after the one before, at last once a day.
 */
function standingAt({ looksFrom, rhythmMs, atLeastMs = 0, owed }: Looks & { looksFrom: Instant }, at: Instant) {
  if (owed) return { last: rhythmMs, rhythmMs, next: looksFrom }
  let [last, rhythm, next] = [rhythmMs, rhythmMs, looksFrom]
  while (next <= at) {
    last = rhythm
    if (last === LONGEST) {
      const days = Math.floor(between(next, at) / LONGEST) + 1
      return { last, rhythmMs: LONGEST, next: plus(next, days * LONGEST) }
    }
    rhythm = bounded(last * 1.25)
    next = plus(next, Math.max(rhythm, atLeastMs))
  }
  return { last, rhythmMs: rhythm, next }
}

/** What an editor sees of its looks: when the next one comes, and how long after the one before. */
export function nextLook(source: Source, now: Instant): { readonly at?: Instant; readonly rhythmMs: number } {
  const looks = looksOf(source)
  if (!looks?.looksFrom) return { rhythmMs: source.rhythmMs }
  const { next, rhythmMs } = standingAt({ ...looks, looksFrom: looks.looksFrom }, now)
  return { at: next, rhythmMs }
}

/**
 * The first moment after another at which it is due: a little early by its own rhythm, never before its server wants to be
 * asked. One that is owed may lie before: it is due until there has been a look. Undefined where it is stopped.
 */
export function dueAfter(looks: Looks, after: Instant): Instant | undefined {
  const { looksFrom, notBefore, owed } = looks
  if (looksFrom === undefined) return undefined
  const early = plus(standingAt({ ...looks, looksFrom }, plus(after, EARLY)).next, -EARLY)
  return owed && notBefore !== undefined ? later(early, notBefore) : early
}

/** Whether a look falls between two moments, the second of them included: so that of runs one after the other, one has it. */
export function isDueBetween(looks: Looks, after: Instant, until: Instant): boolean {
  const due = dueAfter(looks, after)
  return due !== undefined && due <= until
}

/** By which rhythm it was looked at last. */
const rhythmAt = (source: Source, now: Instant): number =>
  source.looksFrom === undefined
    ? source.rhythmMs
    : standingAt({ ...source, looksFrom: source.looksFrom }, plus(now, EARLY)).last

/**
 * When it is looked at from now on. Sooner where something had changed, later where not; and no sooner than the feed (`ttl`)
 * or its server (`Cache-Control`, `Retry-After`) wishes, within our bounds. Failures double the time, to six hours; so many in
 * a row open the circuit: once a day from then on.
 */
export function decideLooks(
  source: Source,
  fetched: Fetched,
  changed: boolean,
  now: Instant,
  ttlMinutes = 0,
): Looks & Pick<Source, 'failures'> {
  const until = (at: Instant | undefined) => (at === undefined ? 0 : between(now, at))
  const before = rhythmAt(source, now)
  if (fetched.kind === 'failed' || fetched.kind === 'gone') {
    const failures = source.failures + 1
    const backOff =
      failures >= BREAKS_AT ? LONGEST : Math.max(before, Math.min(LONGEST_TROUBLE, before * 2 ** failures))
    const asked = fetched.kind === 'failed' && until(fetched.retryAt) > 0 ? bounded(until(fetched.retryAt)) : 0
    return {
      rhythmMs: before,
      failures,
      looksFrom: plus(now, Math.max(backOff, asked)),
      owed: true,
      ...(asked > 0 ? { notBefore: plus(now, asked) } : {}),
    }
  }
  const rhythmMs = bounded(changed ? before / 2 : before * 1.25)
  const wished = bounded(Math.max(ttlMinutes * MINUTE, until(fetched.freshUntil)))
  return {
    rhythmMs,
    failures: 0,
    looksFrom: plus(now, Math.max(rhythmMs, wished)),
    ...(wished > rhythmMs ? { atLeastMs: wished } : {}),
  }
}

/** Without what the last look left, and what the next one says anew. */
function lookedAt(source: Source, now: Instant, looks: Looks & Pick<Source, 'failures'>): Source {
  const { lastError: _, stopped: __, notBefore: ___, looksFrom: ____, atLeastMs: _____, owed: ______, ...rest } = source
  return { ...rest, ...looks, lastLook: now }
}

/** Whether a look at it is written down whatever it finds. */
const isAwaited = ({ owed, stopped }: Source): boolean => owed === true || stopped !== undefined

/** Nothing has changed in it, by the word of its server or byte by byte: it is the same feed, unless it had been in trouble. */
export const afterQuiet = (source: Source, fetched: Fetched & { kind: 'ok' | 'unchanged' }, now: Instant): Source =>
  isAwaited(source)
    ? {
        ...lookedAt(source, now, decideLooks(source, fetched, false, now)),
        ...(fetched.kind === 'ok' ? validators(fetched) : {}),
      }
    : source

const validators = ({ etag, lastModified }: { etag?: string; lastModified?: string }) => ({
  ...(etag ? { etag } : {}),
  ...(lastModified ? { lastModified } : {}),
})

/** What came of reading it. */
export type Intake = {
  readonly added: number
  readonly changed: number
  /** What each entry is known by and what it says, but for those that wait and those that could not be kept. */
  readonly seen: Readonly<Record<string, string>>
  readonly quarantined: readonly SetAside[]
  /** What came under a new name, and why it is taken for a story that we have. */
  readonly renamed: readonly SetAside[]
  /** Older than what is news, as the first look found it. */
  readonly earlier: readonly EarlierEntry[]
  /** What was so, and has come under a new name. */
  readonly earlierRenamed: readonly EarlierEntry[]
  readonly waiting: number
  /** Drafts made today. */
  readonly drafts: number
  /** Everything is read again the next time, whatever its server says. */
  readonly unfinished: boolean
}

/** It was read. The same feed where that leaves nothing: that its bytes and `ETag` are others is not worth a write, and they are compared to the old ones the next time. */
export function afterRead(
  source: Source,
  fetched: Fetched & { kind: 'ok' },
  read: ReadFeed & { ok: true },
  bytes: string,
  intake: Intake,
  now: Instant,
): Source {
  const { added, changed, quarantined } = intake
  const isNews = added + changed > 0
  const looks = decideLooks(source, fetched, isNews, now, read.ttlMinutes)
  const { etag: _, lastModified: __, bytes: ___, ...rest } = lookedAt(source, now, looks)
  const moved = fetched.movedTo === undefined ? undefined : feedAddress(fetched.movedTo)
  const today = dayOf(now)
  const after: Source = {
    ...rest,
    ...(moved && moved !== source.url ? { movedTo: moved } : {}),
    ...(intake.unfinished ? {} : { ...validators(fetched), bytes }),
    title: source.title === hostOf(source.url) && read.title ? read.title : source.title,
    ...(isNews ? { lastChange: now } : {}),
    seen: intake.seen,
    size: { entries: read.entries.length + read.quarantined.length, quarantined: quarantined.length },
    lastQuarantined: quarantined.slice(0, MOST_QUARANTINED).map(({ entry, reason }) => ({ entry, reason })),
    ...renamedIn(source, intake),
    ...earlierIn(source, intake),
    waiting: intake.waiting,
    drafts: { day: today, n: (source.drafts.day === today ? source.drafts.n : 0) + intake.drafts },
    counts: { added: source.counts.added + added, changed: source.counts.changed + changed },
  }
  return isNews || isAwaited(source) || !isAsItWas(source, after, now) ? after : source
}

const renamedIn = ({ renamed }: Source, intake: Intake): Pick<Source, 'renamed'> => {
  if (intake.renamed.length === 0) return renamed ? { renamed } : {}
  const last = [...intake.renamed, ...(renamed?.last ?? [])].slice(0, MOST_QUARANTINED)
  return { renamed: { n: (renamed?.n ?? 0) + intake.renamed.length, last } }
}

/** What comes under a new name takes the place of its old one: it is found by the name that it has in the feed now. */
const earlierIn = ({ earlier }: Source, intake: Intake): Pick<Source, 'earlier'> => {
  const { earlierRenamed: anew } = intake
  if (intake.earlier.length + anew.length === 0) return earlier ? { earlier } : {}
  const before = earlier?.last.map(
    (one) => anew.find(({ entry, at }) => entry === one.entry && at.slice(0, 10) === one.at.slice(0, 10)) ?? one,
  )
  const all = [...intake.earlier, ...(before ?? [])].toSorted((a, b) => (a.at < b.at ? 1 : -1))
  return { earlier: { n: (earlier?.n ?? 0) + intake.earlier.length, last: all.slice(0, MOST_EARLIER) } }
}

/** It is filed, or its feed has it no more. */
export function withoutEarlier(source: Source, id: string): Source {
  const { earlier, ...rest } = source
  const last = earlier?.last.filter((one) => one.id !== id) ?? []
  const n = (earlier?.n ?? 0) - (earlier?.last.length ?? 0) + last.length
  return n > 0 ? { ...rest, earlier: { n, last } } : rest
}

/** Whether an entry was published before what is news. A day is over when it ends. */
export const isEarlier = ({ newSince }: Pick<Source, 'newSince'>, publishedAt: Instant | PlainDay): boolean =>
  newSince !== undefined && (publishedAt.length === 10 ? `${publishedAt}T23:59:59.999Z` : publishedAt) < newSince

const isAsItWas = (before: Source, after: Source, now: Instant): boolean =>
  JSON.stringify(holding(before, now)) === JSON.stringify(holding(after, now))

/** What is kept of its last read, in one order, but for how its server calls that. */
const holding = (source: Source, now: Instant) => [
  source.bytes === undefined,
  source.movedTo,
  source.title,
  source.size.entries,
  source.size.quarantined,
  source.lastQuarantined.map(({ entry, reason }) => [entry, reason]),
  source.renamed?.n,
  source.earlier?.n,
  source.earlier?.last.map(({ id }) => id),
  source.waiting,
  roomToday(source, now),
  Object.entries(source.seen).sort(([a], [b]) => (a < b ? -1 : 1)),
]

/**
 * It could not be read. One that is gone is not asked again; but an address that it has only moved to is forgotten first,
 * and so is one that has failed for long: whoever followed the old one may have been led astray.
 */
export function afterFailure(source: Source, fetched: Fetched & { kind: 'failed' | 'gone' }, now: Instant): Source {
  const looks = decideLooks(source, fetched, false, now)
  const { movedTo, ...after } = lookedAt(source, now, looks)
  if (source.stopped || (fetched.kind === 'gone' && movedTo === undefined)) {
    const { looksFrom: _, owed: __, ...rest } = after
    const reason = fetched.kind === 'gone' ? 'Its server says that it is gone for good (410).' : fetched.reason
    return { ...rest, lastError: reason, stopped: source.stopped ?? { reason, at: now } }
  }
  const lastError = fetched.kind === 'gone' ? 'The address that it had moved to is gone (410).' : fetched.reason
  const astray = fetched.kind === 'gone' || looks.failures >= BREAKS_AT
  return { ...after, lastError, ...(movedTo === undefined || astray ? {} : { movedTo }) }
}

/** What an editor sees at a glance: and a sentence where something is the matter. */
export function healthOf(source: Source): {
  health: 'new' | 'fine' | 'failing' | 'once-a-day' | 'stopped'
  note?: string
} {
  const { stopped, failures, lastLook } = source
  if (stopped) return { health: 'stopped', note: `${stopped.reason} It is not looked at any more.` }
  if (failures >= BREAKS_AT)
    return {
      health: 'once-a-day',
      note: `It has failed ${failures} times in a row: it is looked at once a day until it answers.`,
    }
  if (failures > 0)
    return { health: 'failing', note: `It has failed ${failures === 1 ? 'once' : `${failures} times in a row`}.` }
  return { health: lastLook === undefined ? 'new' : 'fine' }
}

/** What an editor changes of it; how it has fared stays. */
export function afterEdit(known: Source, wanted: Source, now: Instant): Source {
  const { title, tags, rules, trusted, dailyCap } = wanted
  const next = { ...known, title, tags, rules, trusted, dailyCap }
  // What waits has room now: nobody has to wait for the next look.
  const hasRoom = readsAfresh(next, now) && !readsAfresh(known, now)
  return hasRoom && next.looksFrom !== undefined
    ? { ...next, rhythmMs: rhythmAt(known, now), looksFrom: later(now, next.notBefore ?? now), owed: true }
    : next
}
