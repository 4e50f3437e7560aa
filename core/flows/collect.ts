import {
  type Arrival,
  afterArrival,
  arrivalsOf,
  articleFor,
  decideEntries,
  type Filing,
  type Kept,
  type Kin,
  keptAs,
  keptFrom,
  lastSeen,
  namesakes,
  type Plan,
  pastNames,
  wordsOf,
} from '../model/arrival.ts'
import { type Article, type ArticleId, refusedPlaces } from '../model/article.ts'
import type { ReadFeed, SetAside } from '../model/feed.ts'
import type { Fetched } from '../model/fetched.ts'
import { formerIdentities, identityOf } from '../model/identity.ts'
import { type Parsed, parsed, refusal, refused } from '../model/refusal.ts'
import {
  afterFailure,
  afterQuiet,
  afterRead,
  dueAfter,
  type FeedId,
  healthOf,
  type Intake,
  isDueBetween,
  readsAfresh,
  requestFor,
  type Source,
  withoutEarlier,
} from '../model/source.ts'
import { between, earlier as earlierOf, type Instant, instant, MINUTE, plus } from '../model/time.ts'
import type { Topic } from '../model/topic.ts'
import { decideWithdrawn, missingFrom } from '../model/withdrawal.ts'
import type { Ports } from '../ports.ts'
import { aFewAtATime } from './a-few-at-a-time.ts'
import { type Filed, fileArticle } from './file-article.ts'
import { whereItLies } from './where-it-lies.ts'

type Needs = Pick<Ports, 'feeds' | 'articles' | 'topics' | 'digests' | 'fetch' | 'readFeed' | 'ids' | 'now' | 'log'>

/** What a look at a feed found: every entry is one of these. */
export type Collected = {
  readonly entries: number
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  readonly quarantined: readonly Pick<SetAside, 'entry' | 'reason'>[]
  /** They came under a new name, and are stories that we have. */
  readonly renamed: number
  /** Too old to be news, as the first look found them. */
  readonly earlier: number
  /** Held back by the daily cap. */
  readonly waiting: number
}

export type Look =
  | { readonly kind: 'read'; readonly found: Collected }
  | { readonly kind: 'failed'; readonly reason: string }

/** Articles of one feed that are filed at once: a table takes many, one feed is not everything. */
const ENTRIES_AT_ONCE = 8
/** As many as a table writes in one call. */
const KEPT_AT_ONCE = 25
/** When so many entries cannot be kept, it is not the entries. */
const MOST_BROKEN = 3

/**
 * Looks at a feed now, whenever it was looked at last; one that was stopped goes on if it answers. Undefined: there is no
 * such feed. Price of an unchanged one: one read and no write; of one with other bytes two small writes more. A new entry: two reads (what is kept of
 * it, and the article), the article's transaction, and a write of what is kept; a changed one a read more, an unchanged one
 * nothing. One that is too old to be news at the first look: a read, and three writes of what is kept. Reads go a hundred a call, what is kept 25.
 */
export async function collectFeed(ports: Needs, id: FeedId): Promise<Look | undefined> {
  const source = await ports.feeds.get(id)
  return source && lookAt(ports, source)
}

async function lookAt(ports: Needs, source: Source): Promise<Look> {
  const fetched = await ports.fetch(requestFor(source, ports.now()))
  const now = ports.now()
  if (fetched.kind === 'gone' || fetched.kind === 'failed') return failed(ports, source, fetched, now)
  if (fetched.kind === 'unchanged') return quiet(ports, source, fetched, now)
  const bytes = ports.ids.fingerprint(fetched.bytes)
  if (bytes === source.bytes && !readsAfresh(source, now)) return quiet(ports, source, fetched, now)

  const read = await readNoted(ports, source.id, fetched, now)
  if (!read.ok) return failed(ports, source, { kind: 'failed', why: 'answered', reason: read.reason }, now)
  const intake = await takeEntries(ports, source, read, now)
  await keep(ports, source, (known) => afterRead(known, fetched, read, bytes, intake, now))

  const { added, changed, waiting, quarantined } = intake
  const [renamed, earlier] = [intake.renamed.length, intake.earlier.length]
  const entries = read.entries.length + read.quarantined.length
  const unchanged = entries - added - changed - waiting - quarantined.length - renamed - earlier
  const counts = { entries, added, changed, renamed, earlier, waiting, quarantined: quarantined.length }
  ports.log('feed.collected', { feed: source.id, ...counts })
  return {
    kind: 'read',
    found: {
      entries,
      added,
      changed,
      unchanged,
      quarantined: quarantined.map(({ entry, reason }) => ({ entry, reason })),
      renamed,
      earlier,
      waiting,
    },
  }
}

/**
 * Takes its text apart, and says so before: where that ends the whole run, the next one knows by what, and meets the others
 * first. Price: two small writes.
 */
async function readNoted(
  ports: Needs,
  id: FeedId,
  { bytes, contentType, url }: Fetched & { kind: 'ok' },
  now: Instant,
): Promise<ReadFeed> {
  await ports.feeds.begin(id, now)
  try {
    return await ports.readFeed(bytes, { contentType, url })
  } finally {
    await ports.feeds.ended(id)
  }
}

async function failed(
  ports: Needs,
  source: Source,
  fetched: Fetched & { kind: 'gone' | 'failed' },
  now: Instant,
): Promise<Look> {
  const after = await keep(ports, source, (known) => afterFailure(known, fetched, now))
  const { health } = healthOf(after)
  const how = fetched.kind === 'failed' ? { why: fetched.why, status: fetched.status } : { why: 'gone' }
  ports.log('feed.failed', { level: 'warn', feed: source.id, ...how, failures: after.failures, health })
  return { kind: 'failed', reason: after.lastError ?? '' }
}

async function quiet(
  ports: Needs,
  source: Source,
  fetched: Fetched & { kind: 'ok' | 'unchanged' },
  now: Instant,
): Promise<Look> {
  await keep(ports, source, (known) => afterQuiet(known, fetched, now))
  const { size, waiting, lastQuarantined } = source
  const unchanged = size.entries - size.quarantined - waiting
  return {
    kind: 'read',
    found: {
      entries: size.entries,
      added: 0,
      changed: 0,
      unchanged,
      quarantined: lastQuarantined,
      renamed: 0,
      earlier: 0,
      waiting,
    },
  }
}

/** Writes down how it fared, if that leaves anything: on the feed as it is by now, if an editor has changed it meanwhile; nothing, if it is gone. */
async function keep(ports: Pick<Needs, 'feeds'>, source: Source, after: (known: Source) => Source): Promise<Source> {
  let known: Source | undefined = source
  for (let tries = 0; known && tries < 5; tries++) {
    const next = after(known)
    if (next === known || (await ports.feeds.save(known, next)) === 'saved') return next
    known = await ports.feeds.get(source.id)
  }
  return after(source)
}

/**
 * Takes in what is not as it was. What is kept of an entry is written after its article, and the feed after all of them: a
 * crash in between finds the articles there, and adds none twice.
 */
async function takeEntries(ports: Needs, source: Source, feed: ReadFeed & { ok: true }, now: Instant): Promise<Intake> {
  const arrivals = arrivalsOf(feed, ports.ids.fingerprint)
  const fresh = arrivals.filter((arrival) => lastSeen(source, arrival) !== arrival.content)
  const { plans, madeToday, read, withdrawn } = await planFor(ports, source, arrivals, fresh, now)
  const filings = plans.filter((plan) => plan.what === 'file')
  const topics = filings.length + withdrawn.length === 0 ? [] : await ports.topics.all()

  const done = { added: 0, changed: 0, unchanged: 0, drafts: madeToday }
  const refused: SetAside[] = []
  const broken = new Set<string>()
  const kept = new Map(
    plans.flatMap((plan) => {
      if (!('kept' in plan) || plan.what === 'file') return []
      const { identity, past } = plan.arrival
      return [identity, ...(plan.what === 'earlier' ? past : [])].map((name) => [name, plan.kept])
    }),
  )
  const remember = async () => {
    const some = new Map(kept)
    kept.clear()
    await ports.feeds.keep(source.id, some)
  }
  await aFewAtATime(byArticle(filings), ENTRIES_AT_ONCE, async (group) => {
    for (const [nth, filing] of group.entries()) {
      const { arrival, article } = filing
      try {
        const asRead = nth === 0 && read.has(article.id) ? { known: read.get(article.id) } : undefined
        const filed = await fileEntry(ports, source, filing, topics, asRead)
        kept.set(arrival.identity, keptOf(ports, filing, filed, now))
        const aside = [article, filed.kind === 'added' ? filed.article : article].find(isAside)
        if (!aside) {
          if (!filing.renamed) done[filed.kind] += 1
        } else if ('entry' in arrival) refused.push({ entry: article.title, reason: aside.reason ?? '' })
        if (!source.trusted && filing.isNew && filed.article.status !== 'filed') done.drafts += 1
      } catch (error) {
        const name = error instanceof Error ? error.name : 'unknown'
        ports.log.error('entry.failed', error, { feed: source.id, article: article.id })
        if ('entry' in arrival) refused.push({ entry: article.title, reason: `It could not be kept: ${name}.` })
        broken.add(arrival.identity)
        if (broken.size === MOST_BROKEN) throw error
      }
    }
    if (kept.size >= KEPT_AT_ONCE) await remember()
  })
  if (kept.size > 0) await remember()
  await aFewAtATime(withdrawn, ENTRIES_AT_ONCE, (article) => flag(ports, source, article, topics, now))

  const earlier = (isRenamed: boolean) =>
    plans.flatMap((plan) =>
      plan.what === 'earlier' && (plan.renamed !== undefined) === isRenamed
        ? [{ id: plan.arrival.identity, entry: nameOf(plan.arrival), at: plan.at }]
        : [],
    )
  const waits = new Set(plans.flatMap(({ what, arrival }) => (what === 'wait' ? [arrival.identity] : [])))
  const settled = arrivals.filter(({ identity }) => !waits.has(identity) && !broken.has(identity))
  return {
    ...done,
    seen: Object.fromEntries(settled.map(({ identity, content }) => [identity, content])),
    quarantined: [...feed.quarantined, ...refused],
    renamed: plans.flatMap((plan) =>
      'renamed' in plan && plan.renamed && !broken.has(plan.arrival.identity)
        ? [{ entry: nameOf(plan.arrival), reason: plan.renamed }]
        : [],
    ),
    earlier: earlier(false),
    earlierRenamed: earlier(true),
    waiting: waits.size,
    unfinished: broken.size > 0,
  }
}

/**
 * Files an entry that was too old to be news, because an editor wants it: as it stands in the feed now, whether or not that
 * is trusted. Undefined: there is no such feed. Price: one request, of `lookAt` the reading, and of `fileArticle`.
 */
export async function fileEarlier(ports: Needs, id: FeedId, entry: string): Promise<Parsed<Article> | undefined> {
  const source = await ports.feeds.get(id)
  if (!source) return undefined
  const now = ports.now()
  const fetched = await ports.fetch({ url: source.movedTo ?? source.url, as: 'feed' })
  if (fetched.kind !== 'ok') return refused(refusal('entry', fetched.kind === 'failed' ? fetched.reason : GONE))
  const read = await readNoted(ports, id, fetched, now)
  if (!read.ok) return refused(refusal('entry', read.reason))
  const arrival = arrivalsOf(read, ports.ids.fingerprint).find((one) => [one.identity, ...one.former].includes(entry))
  const trusted = { ...source, trusted: true }
  const article = arrival && articleFor(arrival, trusted, ports.ids.article, now)
  if (!arrival || !article || isAside(article)) return refused(refusal('entry', GONE))

  const here = await whereItLies(ports, identityOf(article), article.url)
  const filing: Filing = { what: 'file', arrival, article: here ? { ...article, id: here.id } : article, isNew: true }
  const filed = await fileEntry(ports, trusted, filing, await ports.topics.all(), undefined)
  await ports.feeds.keep(id, new Map([[arrival.identity, keptOf(ports, filing, filed, now)]]))
  await keep(ports, source, (known) => withoutEarlier(known, entry))
  return parsed(filed.article)
}

const GONE = 'The feed does not have this entry any more: give its link to the inbox instead.'

const nameOf = (arrival: Arrival): string => ('entry' in arrival ? arrival.entry.title : arrival.aside.entry)

/**
 * Price: a read an entry that is not as it was and one an article of theirs; of a new one some nine more, where no article
 * lies at its link; and two of each entry that was taken out or, where there is a new one, has gone.
 */
async function planFor(
  ports: Needs,
  source: Source,
  arrivals: readonly Arrival[],
  fresh: readonly Arrival[],
  now: Instant,
): Promise<{
  readonly plans: readonly Plan[]
  readonly madeToday: number
  readonly read: ReadonlyMap<ArticleId, Article | undefined>
  readonly withdrawn: readonly Article[]
}> {
  const missing = missingFrom(source, arrivals)
  if (fresh.length + missing.length === 0) return { plans: [], madeToday: 0, read: new Map(), withdrawn: [] }
  const isNew = fresh.filter((arrival) => lastSeen(source, arrival) === undefined && 'entry' in arrival)
  const names = [
    ...[...fresh, ...namesakes(isNew, arrivals)].flatMap(({ identity, former }) => [identity, ...former]),
    ...isNew.flatMap((arrival) => pastNames(source, arrival)),
  ]
  const gone = isNew.length > 0 ? goneFrom(source, arrivals) : missing
  const kept = await ports.feeds.kept(source.id, [...names, ...gone])
  const articles = fresh.flatMap((arrival) => articleFor(arrival, source, ports.ids.article, now) ?? [])
  const held = [
    ...fresh.flatMap((arrival) => keptAs(arrival, kept) ?? []),
    ...gone.flatMap((name) => kept.get(name) ?? []),
  ]
  const ids = [...new Set([...held, ...articles.map(({ id }) => ({ article: id }))].map(({ article }) => article))]
  const read = new Map<ArticleId, Article | undefined>(ids.map((id) => [id, undefined]))
  for (const article of await ports.articles.getMany(ids)) read.set(article.id, article)

  const known = new Map([...read].flatMap(([id, article]) => (article ? [[id, article] as const] : [])))
  for (const [id, article] of await fromBefore(ports, isNew, kept, known)) {
    known.set(id, article)
    read.set(article.id, article)
  }
  const isFresh = new Set(fresh)
  const vanishedOf = (names: readonly string[]) =>
    names.flatMap((name) => {
      const one = kept.get(name)
      const article = one && known.get(one.article)
      return article ? [{ kept: one, article }] : []
    })
  const kin: Kin = { standing: arrivals.filter((arrival) => !isFresh.has(arrival)), vanished: vanishedOf(gone) }
  const decided = decideEntries(source, fresh, kept, known, ports.ids.article, now, kin)
  return { ...decided, read, withdrawn: decideWithdrawn(source, vanishedOf(missing), arrivals, decided.plans) }
}

/** What stood in it at the last read and does not any more. */
function goneFrom({ seen }: Source, arrivals: readonly Arrival[]): string[] {
  const here = new Set(arrivals.flatMap(({ identity, former }) => [identity, ...former]))
  return Object.keys(seen).filter((name) => !here.has(name))
}

/** Articles that lie where the links of new entries would have lain before December 2026, by where they would lie now. */
async function fromBefore(
  ports: Needs,
  fresh: readonly Arrival[],
  kept: ReadonlyMap<string, Kept>,
  known: ReadonlyMap<ArticleId, Article>,
): Promise<Map<ArticleId, Article>> {
  const places = fresh.flatMap((arrival): [ArticleId, ArticleId][] => {
    if (!('entry' in arrival) || arrival.entry.url === undefined || keptAs(arrival, kept)) return []
    const { url, former } = arrival.entry
    const identity = identityOf(arrival.entry)
    const now = ports.ids.article(identity)
    if (known.has(now)) return []
    return formerIdentities(identity, former ?? url).map((then) => [ports.ids.article(then), now])
  })
  const nowAt = new Map(places)
  const found = nowAt.size > 0 ? await ports.articles.getMany([...nowAt.keys()]) : []
  return new Map(found.map((article) => [nowAt.get(article.id)!, article]))
}

/** Entries of one article come one after the other, or they would race each other. */
const byArticle = (plans: readonly Filing[]): Filing[][] => [
  ...Map.groupBy(plans, ({ article }) => article.id).values(),
]

async function fileEntry(
  ports: Needs,
  source: Source,
  { article, kept }: Filing,
  topics: readonly Topic[],
  read: { readonly known: Article | undefined } | undefined,
): Promise<Filed> {
  const settle = (known: Article | undefined) => {
    if (!known) return kept ? undefined : placed(article)
    const owns = kept !== undefined && kept.words === ports.ids.fingerprint(wordsOf(known))
    return afterArrival(known, article, { trusted: source.trusted, owns, given: kept?.tags ?? [] })
  }
  // Nobody is there to be asked for fewer tags: it waits for an editor.
  const placed = (fresh: Article): Article => {
    const [refused] = refusedPlaces(fresh, topics)
    return refused ? { ...fresh, status: 'quarantined', reason: refused.sentence } : fresh
  }
  return fileArticle(ports, article, topics, { settle, read })
}

/** Says of an article that its feed has taken it out. It stays where it is filed: an editor decides. */
async function flag(ports: Needs, source: Source, article: Article, topics: readonly Topic[], now: Instant) {
  const settle = (known: Article | undefined) => known && { ...known, withdrawnAt: now }
  await fileArticle(ports, article, topics, { settle, read: { known: article } })
  ports.log('article.withdrawn', { feed: source.id, article: article.id })
}

const isAside = ({ status }: Article): boolean => status === 'quarantined'

const keptOf = (ports: Needs, { arrival, article, kept }: Filing, filed: Filed, now: Instant): Kept => ({
  ...keptFrom(arrival, article, ports.ids.fingerprint(wordsOf(article)), kept?.at ?? now),
  article: filed.article.id,
})

export type Collection = {
  /** Feeds looked at; those that had nothing new are in it. */
  readonly feeds: number
  readonly added: number
  readonly changed: number
  readonly failed: number
  /** Left for the next beat: the time was up. */
  readonly left: number
}

/** One beat looks at so many feeds at once, and begins none after that time: an invocation has five minutes. */
const FEEDS_AT_ONCE = 4
const MOST_TIME = 3 * MINUTE
/** A run that began to read a feed so long ago is over, however it ended: no function of ours runs as long. */
const LONGEST_RUN = 6 * MINUTE
/** Before any feed. */
const EVER = instant(0)

/**
 * Looks at the feeds whose time has come since the last run, those that have waited longest first: after an outage at each
 * once. One that fails, or that we fail on, does not keep the others waiting. How far a run has come is written after it, so
 * that a crash repeats looks and loses none; two runs at once may both look. A feed over whose text a run has ended counts
 * as failed before any other is read, so that its next look comes later than theirs. Price: a read unit some forty feeds, one
 * write if a feed was due by its rhythm; and the looks.
 */
export async function collectDue(ports: Needs): Promise<Collection> {
  const start = ports.now()
  const { feeds, begun: underWay, collected } = await ports.feeds.looks()
  const over = underWay.filter(({ at }) => between(at, start) > LONGEST_RUN)
  for (const { id } of over) await brokeOff(ports, id, start)
  const since = collected ?? EVER
  // What somebody is reading is theirs; and if they have ended over it meanwhile, nobody ends over it again.
  const away = new Set(underWay.map(({ id }) => id))
  const due = feeds
    .filter(({ id }) => !away.has(id))
    .flatMap((looks) => {
      const at = dueAfter(looks, since)
      return at !== undefined && at <= start ? [{ id: looks.id, at, owed: looks.owed }] : []
    })
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  const done = { feeds: 0, added: 0, changed: 0, failed: 0, left: 0 }
  let until = start
  let begun: Instant | undefined
  await aFewAtATime(due, FEEDS_AT_ONCE, async ({ id, at, owed }) => {
    // Those due at one moment are begun together: a run ends between moments.
    if (between(start, ports.now()) > MOST_TIME && (owed || at !== begun)) {
      done.left += 1
      // What is owed is due anyway; the rest is, if this run has not come as far.
      if (!owed) until = earlierOf(until, plus(at, -1))
      return
    }
    if (!owed) begun = at
    const look = await lookIfDue(ports, id, since)
    if (!look) return
    done.feeds += 1
    if (look.kind === 'failed') done.failed += 1
    else {
      done.added += look.found.added
      done.changed += look.found.changed
    }
  })
  if (due.some(({ owed }) => !owed)) await ports.feeds.collected(collected, until)
  return done
}

/** Price: one read, two writes. */
async function brokeOff(ports: Needs, id: FeedId, now: Instant): Promise<void> {
  const source = await ports.feeds.get(id)
  if (source) await failed(ports, source, { kind: 'failed', why: 'answered', reason: BROKE_OFF }, now)
  await ports.feeds.ended(id)
}

const BROKE_OFF = 'Reading it did not come to an end: the collector was ended over it, or beside it. It is tried again.'

async function lookIfDue(ports: Needs, id: FeedId, since: Instant): Promise<Look | undefined> {
  const reason = 'It could not be taken in, which is our fault; it is tried again.'
  let source: Source | undefined
  try {
    source = await ports.feeds.get(id)
    return source && isDueBetween(source, since, ports.now()) ? await lookAt(ports, source) : undefined
  } catch (error) {
    ports.log.error('feed.broken', error, { feed: id })
    const now = ports.now()
    if (source)
      await keep(ports, source, (known) => afterFailure(known, { kind: 'failed', why: 'answered', reason }, now)).catch(
        () => {},
      )
    return { kind: 'failed', reason }
  }
}
