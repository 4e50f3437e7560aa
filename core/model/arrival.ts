import { type Article, type ArticleId, parseArticle, withTags } from './article.ts'
import { articleFromEntry, type FeedEntry, type ReadFeed, type SetAside } from './feed.ts'
import { identityOf, oneSpelling } from './identity.ts'
import { isEarlier, roomToday, type Source } from './source.ts'
import { tagsByRules } from './tag-rule.ts'
import { DAY, type Instant, type PlainDay, plus } from './time.ts'

/** An entry as it arrives. Both are fingerprints: of what it is known by in its feed, and of what it says. */
export type Arrival = {
  readonly identity: string
  /** What else it may have been known by: before December 2026, and before its feed went from http to https. */
  readonly former: readonly string[]
  readonly content: string
  /** What it is remembered by should it be too old to be news: its headline and day, its link and moment. A feed may rename it. */
  readonly past: readonly string[]
} & ({ readonly entry: FeedEntry } | { readonly aside: SetAside })

/** What is kept of an entry that has arrived before: which article it became, what it said, the words and tags it gave it, and when it came. */
export type Kept = {
  readonly article: ArticleId
  readonly content: string
  readonly words: string
  readonly tags: readonly string[]
  readonly at: Instant
}

type Fingerprint = (text: string) => string

/**
 * The entries of a feed by what they are known by (T51): what the feed calls them, else their link, else what they say. A
 * name that several links share names none of them, nor does a link that several headlines without names share. How an
 * address in a name is written does not matter. What comes twice comes once.
 */
export function arrivalsOf(read: ReadFeed & { ok: true }, fingerprint: Fingerprint): Arrival[] {
  const all = [...read.entries.map((entry) => ({ entry })), ...read.quarantined.map((aside) => ({ aside }))]
  const names = shared(all.map(saidIn).map(({ guid, url }) => [guid && oneSpelling(guid), url && oneSpelling(url)]))
  const links = shared(
    all.map(saidIn).map(({ guid, url, title }) => [guid ? undefined : url && oneSpelling(url), title]),
  )
  const arrivals = new Map<string, Arrival>()
  for (const one of all) {
    const { former: then, ...said } = saidIn(one)
    const { guid, url, title } = said
    const named = (name: string): string => {
      if (guid !== undefined && !names.has(oneSpelling(guid))) return `guid:${name}`
      if (!url) return `said:${JSON.stringify(said)}`
      return links.has(oneSpelling(url)) ? `link:${name}\n${title}` : `link:${name}`
    }
    const address = (guid !== undefined && !names.has(oneSpelling(guid)) ? guid : url) ?? ''
    const identity = fingerprint(named(oneSpelling(address)))
    const former = [guid === address ? guid : (then ?? address), address, ...inHttp(address)]
      .map(named)
      .map(fingerprint)
    if (!arrivals.has(identity))
      arrivals.set(identity, {
        identity,
        former: [...new Set(former)].filter((name) => name !== identity),
        content: fingerprint(JSON.stringify(said)),
        past: 'entry' in one ? pastOf(one.entry).map(fingerprint) : [],
        ...one,
      })
  }
  return withoutDoubts([...arrivals.values()])
}

function pastOf(entry: FeedEntry): string[] {
  const { url, publishedAt } = entry
  if (publishedAt === undefined) return []
  const said = headline(entry)
  return [...(said ? [`past:${said}`] : []), ...(url ? [`past:${publishedAt} ${oneSpelling(url)}`] : [])]
}

const saidIn = (one: { readonly entry: FeedEntry } | { readonly aside: SetAside }): FeedEntry | SetAside =>
  'entry' in one ? one.entry : one.aside

/** Names of more than one thing. */
function shared(named: readonly (readonly [name: string | undefined, thing: string | undefined])[]): Set<string> {
  const things = new Map<string, string | undefined>()
  const found = new Set<string>()
  for (const [name, thing] of named) {
    if (name === undefined) continue
    if (things.has(name) && things.get(name) !== thing) found.add(name)
    things.set(name, thing)
  }
  return found
}

/** The same address without a certificate: as it is written, and in one spelling. */
const inHttp = (address: string): string[] =>
  [address, oneSpelling(address)].flatMap((one) => (one.startsWith('https://') ? [`http://${one.slice(8)}`] : []))

/** A former name that is another's, too, is nobody's. */
function withoutDoubts(arrivals: readonly Arrival[]): Arrival[] {
  const owners = Map.groupBy(
    arrivals.flatMap(({ identity, former }) => [identity, ...former]),
    (name) => name,
  )
  return arrivals.map((arrival) => ({
    ...arrival,
    former: arrival.former.filter((name) => owners.get(name)!.length === 1),
  }))
}

/** What readers and editors see of an article beside its tags: whoever changes that, has had the last word on it. */
export const wordsOf = ({ url, title, summary, source, author, image, lang, publishedAt }: Article): string =>
  JSON.stringify([url, title, summary, source, author, image, lang, publishedAt])

/**
 * The article that an arrival makes: filed under the feed's tags, those of its rules and its own categories; a draft where
 * the feed is not trusted; quarantined, with the reason, where it cannot be one. Undefined where nothing is known of it.
 */
export function articleFor(
  arrival: Arrival,
  source: Source,
  identify: (identity: string) => ArticleId,
  now: Instant,
): Article | undefined {
  if ('aside' in arrival) return quarantinedFor(arrival.aside, source, identify, now)
  const { entry } = arrival
  const tags = [...source.tags, ...tagsByRules(entry, source.rules)]
  const article = parseArticle(articleFromEntry(entry, { title: source.title, tags }), identify, now)
  if (!article.ok) {
    const reason = article.refusals[0]?.sentence ?? 'It cannot be an article.'
    return quarantinedFor({ ...entry, entry: entry.title, reason }, source, identify, now)
  }
  const value: Article = { ...article.value, feed: source.id }
  return source.trusted ? value : { ...value, status: 'draft' }
}

function quarantinedFor(
  { guid, url, title, entry, reason }: SetAside,
  source: Source,
  identify: (identity: string) => ArticleId,
  now: Instant,
): Article | undefined {
  if (!title && !url) return undefined
  return {
    id: identify(url ? identityOf({ url, title: '' }) : `feed:${source.id}\n${guid ?? title}`),
    ...(url ? { url } : {}),
    feed: source.id,
    title: title || entry,
    summary: '',
    source: source.title,
    tags: source.tags,
    status: 'quarantined',
    reason,
    topics: [],
    filed: {},
    createdAt: now,
    updatedAt: now,
    version: 0,
  }
}

/** An arrival that is to be filed. `kept`: it has come before, so it is the same article, whatever its link is now. */
export type Filing = {
  readonly what: 'file'
  readonly arrival: Arrival
  readonly article: Article
  readonly kept?: Kept
  readonly isNew: boolean
  /** It came under another name before: why it is taken for the same story. */
  readonly renamed?: string
}

/**
 * What is done with an arrival that is not as it was at the last read. One that waits is over the daily cap, and comes with
 * another look; one that is the same as another is kept with it, and says nothing of its own.
 */
export type Plan =
  | Filing
  | { readonly what: 'same'; readonly arrival: Arrival; readonly kept: Kept; readonly renamed: string }
  /** Older than what is news: it is remembered, and makes no article unless an editor wants it. `renamed`: it was so under another name. */
  | {
      readonly what: 'earlier'
      readonly arrival: Arrival
      readonly kept: Kept
      readonly at: Instant | PlainDay
      readonly renamed?: string
    }
  | { readonly what: 'nothing' | 'wait'; readonly arrival: Arrival }

/** One entry: is it new, or one that we know, changed? */
export function decideEntry(
  arrival: Arrival,
  article: Article | undefined,
  kept: Kept | undefined,
  known: Article | undefined,
): 'nothing' | 'again' | 'new' {
  // What was taken out and stands there again is as good as new, though it says the same.
  if (!article || (kept?.content === arrival.content && !known?.withdrawnAt)) return 'nothing'
  if (!kept) return 'new'
  // An editor has deleted it: it does not come back.
  if (!known) return 'nothing'
  return isAnother(arrival, known, article) ? 'new' : 'again'
}

/** Names that are given once and never again: WordPress's numbers, `tag:` (RFC 4151), `urn:uuid:`, the videos of YouTube. */
const givenOnce = /[?&](?:p|page_id|post)=\d+|^tag:|^urn:uuid:|^yt:video:/i

/** A name given to another story: link, headline and date have all changed. */
const isAnother = (arrival: Arrival, known: Article, arrived: Article): boolean =>
  !givenOnce.test(saidIn(arrival).guid ?? '') &&
  addressIn(known) !== addressIn(arrived) &&
  known.title !== arrived.title &&
  known.publishedAt !== undefined &&
  arrived.publishedAt !== undefined &&
  known.publishedAt !== arrived.publishedAt

export const addressIn = ({ url }: { readonly url?: string | undefined }): string | undefined => url && oneSpelling(url)

// ---- one story under several names

/** What one feed says twice of a story: its headline and the day. Undefined where it gives no day. */
const headline = ({ title, publishedAt }: Pick<FeedEntry, 'publishedAt'> & { readonly title?: string }) =>
  title && publishedAt && `${publishedAt.slice(0, 10)} ${title}`

const headlineOf = (arrival: Arrival): string | undefined => ('entry' in arrival ? headline(arrival.entry) : undefined)

/** What we have of a feed beside what has just changed in it: what decides whether a new name is a new story. */
export type Kin = {
  /** Entries that stand in it as before, by what they are known by. */
  readonly standing: readonly Arrival[]
  /** Those that have just vanished from it, with what is kept of them and their articles. */
  readonly vanished: readonly { readonly kept: Kept; readonly article: Article }[]
}

/** Which of what stands in a feed may be the story that an unknown entry tells: what has to be read before it is decided. */
export function namesakes(fresh: readonly Arrival[], all: readonly Arrival[]): Arrival[] {
  const told = new Set(fresh.flatMap((arrival) => headlineOf(arrival) ?? []))
  const isFresh = new Set(fresh.map(({ identity }) => identity))
  return all.filter((arrival) => !isFresh.has(arrival.identity) && told.has(headlineOf(arrival) ?? ''))
}

const SAME_DAY = 'The feed has this story under another name: the same headline on the same day.'
const PAST = 'The feed had this story under another name when it was first read, and it was no news then.'
const MOVED = 'The feed had this story under another name until now: the same headline, and the same moment or link.'
const RETITLED =
  'The feed had this story under another name and headline until now: the same moment, and a text that no other has.'

/** Of stories under one headline on one day, so many are compared. */
const MOST_TWINS = 50

/**
 * Two that stand in a feed together, each with a name (its id, else its link), a text, and a date or a link of its own,
 * are two stories, though they have one headline: a warning that is given again, a report that comes morning and evening.
 */
function areTwo(one: Arrival, other: Arrival): boolean {
  if (!('entry' in one && 'entry' in other)) return false
  const [a, b] = [one.entry, other.entry]
  const [name, otherName] = [a.guid ?? a.url, b.guid ?? b.url]
  const isNamed = name !== undefined && otherName !== undefined && oneSpelling(name) !== oneSpelling(otherName)
  const isPlaced = a.publishedAt !== b.publishedAt || addressIn(a) !== addressIn(b)
  return isNamed && isPlaced && a.summary !== '' && b.summary !== '' && a.summary !== b.summary
}

/** A text of fewer letters may be anybody's: "Doors open at seven." */
const FEWEST_OWN = 40

/** Whether its text is its own: long enough, and no other entry's. */
const hasOwnText = (arrival: Arrival, all: readonly Arrival[]): boolean =>
  'entry' in arrival &&
  arrival.entry.summary.length >= FEWEST_OWN &&
  all.every((one) => one === arrival || !('entry' in one) || one.entry.summary !== arrival.entry.summary)

/** With less of a text, nobody can tell whether two say the same. */
const FEWEST_WORDS = 4
const wordsIn = (text: string): ReadonlySet<string> => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu))

/**
 * Whether one of another day says something else: today's weather under the headline and link of yesterday's. A post that
 * only got another date says much the same.
 */
function isNextOne(gone: Article, article: Article): boolean {
  if (gone.publishedAt?.slice(0, 10) === article.publishedAt?.slice(0, 10)) return false
  const [before, now] = [wordsIn(gone.summary), wordsIn(article.summary)]
  const fewer = Math.min(before.size, now.size)
  return fewer >= FEWEST_WORDS && [...now].filter((word) => before.has(word)).length * 2 < fewer
}

/** The story among those just gone that this one is: by its headline and the moment, the day, or the link; else by its moment and a text of its own. */
function returned(article: Article, vanished: Kin['vanished'], isOwnText: () => boolean) {
  const byHeadline = vanished.find(
    ({ article: gone }) =>
      gone.title === article.title &&
      (headline(gone) === (headline(article) ?? '') ||
        (gone.url && addressIn(gone) === addressIn(article) && !isNextOne(gone, article))),
  )
  if (byHeadline) return { ...byHeadline, why: MOVED }
  const byText = vanished.find(
    ({ article: gone }) =>
      gone.publishedAt !== undefined && gone.publishedAt === article.publishedAt && gone.summary === article.summary,
  )
  return byText && isOwnText() ? { ...byText, why: RETITLED } : undefined
}

/**
 * All entries that are not as they were: in the feed's order, new ones up to the daily cap. `known`: the articles of those
 * that we have had, and those that lie where a new one would, by where that is. `madeToday`: what a run that did not come to its end has made
 * of them; it counts as well.
 *
 * | the feed says                                     | then it is                                  |
 * | ------------------------------------------------- | ------------------------------------------- |
 * | a name that it has said before                    | that story, whatever else is new            |
 * | … but another link, headline and date             | another, unless such names are given once   |
 * | a new name, the headline and day of another       | that story                                  |
 * | … which stands beside it, with another text, and another date or link                  | another      |
 * | a new name, and what had this headline and link, or headline and moment, has just gone | that story |
 * | … but another day and another text              | another: today's weather at yesterday's link |
 * | … or what had this moment and this text, which no other has | that story                          |
 * | a new name, what was too old at the first look: its headline and day, or link and moment | that, as old |
 * | a new name and headline, a link that it has had   | another story at the same link              |
 * | a new name, a link that somebody else has brought | that story, with the tags of both           |
 */
export function decideEntries(
  source: Source,
  fresh: readonly Arrival[],
  kept: ReadonlyMap<string, Kept>,
  known: ReadonlyMap<ArticleId, Article>,
  identify: (identity: string) => ArticleId,
  now: Instant,
  kin: Kin = { standing: [], vanished: [] },
): { readonly plans: readonly Plan[]; readonly madeToday: number } {
  const today = now.slice(0, 10)
  const before = (arrival: Arrival) => keptAs(arrival, kept)
  const uncounted = fresh.filter(
    (arrival) => lastSeen(source, arrival) === undefined && before(arrival)?.at.startsWith(today),
  )
  const madeToday = source.trusted ? 0 : uncounted.length
  let room = roomToday(source, now) - madeToday
  const told = new Map<string, { readonly by: Arrival; readonly kept: Kept }[]>()
  const tell = (said: string | undefined, by: Arrival, one: Kept) => {
    if (said !== undefined) told.set(said, [{ by, kept: one }, ...(told.get(said) ?? []).slice(0, MOST_TWINS)])
  }
  const taken = new Map<ArticleId, Arrival>()
  for (const arrival of [...kin.standing, ...fresh]) {
    const one = before(arrival)
    if (one) tell(headlineOf(arrival), arrival, one)
  }
  for (const arrival of kin.standing) {
    const { url, title } = saidIn(arrival)
    if (url && title) taken.set(identify(identityOf({ url, title })), arrival)
  }
  const vanished = [...kin.vanished]
  const plans = fresh.map((arrival): Plan => {
    const held = before(arrival)
    const article = articleFor(arrival, source, identify, now)
    const at = article && earlierAt(source, arrival, held && known.get(held.article))
    if (article && at && lastSeen(source, arrival) !== undefined) return { what: 'nothing', arrival }
    if (article && at) return { what: 'earlier', arrival, kept: held ?? keptFrom(arrival, article, '', now), at }
    const what = decideEntry(arrival, article, held, held && known.get(held.article))
    if (!article || what === 'nothing') return { what: 'nothing', arrival }
    if (what === 'again' && held)
      return { what: 'file', arrival, article: { ...article, id: held.article }, kept: held, isNew: false }
    const said = headlineOf(arrival)
    if (!held && said !== undefined) {
      const twin = told.get(said)?.find((one) => !areTwo(one.by, arrival))
      if (twin) return { what: 'same', arrival, kept: { ...twin.kept, content: arrival.content }, renamed: SAME_DAY }
    }
    const isOwnText = () => hasOwnText(arrival, [...kin.standing, ...fresh])
    const gone = held || 'aside' in arrival ? undefined : returned(article, vanished, isOwnText)
    if (gone) {
      vanished.splice(
        vanished.findIndex((one) => one.article === gone.article),
        1,
      )
      tell(said, arrival, gone.kept)
      return {
        what: 'file',
        arrival,
        article: { ...article, id: gone.article.id },
        kept: gone.kept,
        isNew: false,
        renamed: gone.why,
      }
    }
    // What is new to us and only says an old date is let in: somebody has written it now.
    const isPast = !held && pastNames(source, arrival).some((name) => kept.has(name) || isListed(source, arrival))
    if (isPast && article.publishedAt)
      return {
        what: 'earlier',
        arrival,
        kept: keptFrom(arrival, article, '', now),
        at: article.publishedAt,
        renamed: PAST,
      }
    if (room <= 0) return { what: 'entry' in arrival ? 'wait' : 'nothing', arrival }
    // Where a new one would lie lies what was there first: of this feed another story, or the same one from elsewhere.
    const there = known.get(article.id)
    const first = taken.get(article.id)
    const isOurs = there?.feed === source.id
    const isOther =
      !held &&
      'entry' in arrival &&
      (first
        ? saidIn(first).title !== arrival.entry.title || areTwo(first, arrival)
        : isOurs && (there.title !== article.title || isNextOne(there, article)))
    const id = isOther ? identify(`entry:${source.id}\n${arrival.identity}`) : (there?.id ?? article.id)
    if (!first && !isOther) taken.set(article.id, arrival)
    const placed = { ...article, id }
    tell(said, arrival, keptFrom(arrival, placed, '', now))
    room -= 1
    return { what: 'file', arrival, article: placed, isNew: true }
  })
  return { plans, madeToday }
}

/**
 * When an entry was published that is too old to be news. Undefined where it is news, or an article, or was found by another
 * look than the first: what has been seen stays so, whatever it says later. A look that died half way finds the same again.
 */
function earlierAt(source: Source, arrival: Arrival, known: Article | undefined): Instant | PlainDay | undefined {
  if (known || 'aside' in arrival || !arrival.entry.publishedAt) return undefined
  const isOver = Object.keys(source.seen).length > 0 && lastSeen(source, arrival) === undefined
  return !isOver && isEarlier(source, arrival.entry.publishedAt) ? arrival.entry.publishedAt : undefined
}

/** By what it may be remembered as too old to be news at the first look: nothing for what is new enough. */
export const pastNames = (source: Source, arrival: Arrival): readonly string[] =>
  'entry' in arrival && arrival.entry.publishedAt && isEarlier(source, arrival.entry.publishedAt) ? arrival.past : []

/** The feed itself names the newest of them for ever: what is kept of an entry goes after a year, and was less before December 2026. */
const isListed = ({ earlier }: Source, arrival: Arrival): boolean =>
  earlier?.last.some(({ entry, at }) => headline({ title: entry, publishedAt: at }) === headlineOf(arrival)) ?? false

/** What is kept of an arrival; `words`: the fingerprint of what it says. */
export const keptFrom = (arrival: Arrival, article: Article, words: string, at: Instant): Kept => ({
  article: article.id,
  content: arrival.content,
  words,
  tags: article.tags,
  at,
})

/** What is kept of it, under what it is known by or was. */
export const keptAs = ({ identity, former }: Arrival, kept: ReadonlyMap<string, Kept>): Kept | undefined =>
  [identity, ...former].map((name) => kept.get(name)).find((one) => one !== undefined)

/** What it said at the last read, if it stood there. */
export const lastSeen = ({ seen }: Pick<Source, 'seen'>, { identity, former }: Arrival): string | undefined =>
  [identity, ...former].map((name) => seen[name]).find((content) => content !== undefined)

/**
 * What an arrival makes of the article we have; undefined: it stays as it is. The words are those of whoever brought it
 * first, and of an editor who has changed them since (`owns`: nobody has); a feed that brings it as well adds its tags,
 * and none a second time that it has `given` before: an editor may have taken it off. What is filed, a feed that is not
 * trusted does not touch (T36). What has not been out yet, one that is trusted makes its own. What could not be read, and can be by
 * now, is news only where it is new: else it waits for an editor.
 */
export function afterArrival(
  known: Article,
  arrived: Article,
  by: { readonly trusted: boolean; readonly owns: boolean; readonly given: readonly string[] },
): Article | undefined {
  if (arrived.status === 'quarantined') return undefined
  if (known.status === 'filed' && !by.trusted) return known.withdrawnAt ? withoutFlag(known) : undefined
  const takes = by.owns || known.status === 'quarantined' || (known.status === 'draft' && by.trusted)
  const { reason: _, withdrawnAt: __, ...standing } = known
  return {
    ...(takes ? arrived : standing),
    id: known.id,
    tags: withTags(
      known.tags,
      arrived.tags.filter((tag) => !by.given.includes(tag)),
    ),
    status: known.status === 'filed' ? 'filed' : isOldNews(known, arrived) ? 'draft' : arrived.status,
    topics: known.topics,
    filed: known.filed,
    ...(known.feed ? { feed: known.feed } : {}),
    createdAt: known.createdAt,
    updatedAt: arrived.updatedAt,
    version: known.version,
  }
}

const withoutFlag = ({ withdrawnAt: _, ...article }: Article): Article => article

/** Days after which what was set aside is no news any more, should it be understood by then. */
const NEWS_DAYS = 3

const isOldNews = (known: Article, { publishedAt, updatedAt }: Article): boolean =>
  known.status === 'quarantined' &&
  publishedAt !== undefined &&
  publishedAt.slice(0, 10) < plus(updatedAt, -NEWS_DAYS * DAY).slice(0, 10)
