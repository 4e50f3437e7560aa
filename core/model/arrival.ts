import { type Article, type ArticleId, parseArticle, withTags } from './article.ts'
import { articleFromEntry, type FeedEntry, type ReadFeed, type SetAside } from './feed.ts'
import { roomToday, type Source } from './source.ts'
import { tagsByRules } from './tag-rule.ts'
import type { Instant } from './time.ts'

/** An entry as it arrives. Both are fingerprints: of what it is known by in its feed, and of what it says. */
export type Arrival = {
  readonly identity: string
  readonly content: string
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
 * name that several links share names none of them. What comes twice comes once.
 */
export function arrivalsOf(read: ReadFeed & { ok: true }, fingerprint: Fingerprint): Arrival[] {
  const all = [...read.entries.map((entry) => ({ entry })), ...read.quarantined.map((aside) => ({ aside }))]
  const linkOf = new Map<string, string | undefined>()
  const shared = new Set<string>()
  for (const one of all) {
    const { guid, url } = 'entry' in one ? one.entry : one.aside
    if (guid === undefined) continue
    if (linkOf.has(guid) && linkOf.get(guid) !== url) shared.add(guid)
    linkOf.set(guid, url)
  }
  const arrivals = new Map<string, Arrival>()
  for (const one of all) {
    const said = 'entry' in one ? one.entry : one.aside
    const name = said.guid !== undefined && !shared.has(said.guid) ? `guid:${said.guid}` : undefined
    const identity = fingerprint(name ?? (said.url ? `link:${said.url}` : `said:${JSON.stringify(said)}`))
    if (!arrivals.has(identity))
      arrivals.set(identity, { identity, content: fingerprint(JSON.stringify(said)), ...one })
  }
  return [...arrivals.values()]
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
  return source.trusted ? article.value : { ...article.value, status: 'draft' }
}

function quarantinedFor(
  { guid, url, title, entry, reason }: SetAside,
  source: Source,
  identify: (identity: string) => ArticleId,
  now: Instant,
): Article | undefined {
  if (!title && !url) return undefined
  return {
    id: identify(url ?? `feed:${source.id}\n${guid ?? title}`),
    ...(url ? { url } : {}),
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
}

/** What is done with an arrival that is not as it was at the last read; one that waits is over the daily cap, and comes with another look. */
export type Plan = Filing | { readonly what: 'nothing' | 'wait'; readonly arrival: Arrival }

/** One entry: is it new, or one that we know, changed? */
export function decideEntry(
  arrival: Arrival,
  article: Article | undefined,
  kept: Kept | undefined,
  known: Article | undefined,
): 'nothing' | 'again' | 'new' {
  if (!article || kept?.content === arrival.content) return 'nothing'
  if (!kept) return 'new'
  // An editor has deleted it: it does not come back.
  if (!known) return 'nothing'
  return isAnother(known, article) ? 'new' : 'again'
}

/** A name given to another story: link, headline and date have all changed. */
const isAnother = (known: Article, arrived: Article): boolean =>
  known.url !== arrived.url &&
  known.title !== arrived.title &&
  known.publishedAt !== undefined &&
  arrived.publishedAt !== undefined &&
  known.publishedAt !== arrived.publishedAt

/**
 * All entries that are not as they were: in the feed's order, new ones up to the daily cap. `known`: the articles of those
 * that we have had. `madeToday`: what a run that did not come to its end has made of them; it counts as well.
 */
export function decideEntries(
  source: Source,
  fresh: readonly Arrival[],
  kept: ReadonlyMap<string, Kept>,
  known: ReadonlyMap<ArticleId, Article>,
  identify: (identity: string) => ArticleId,
  now: Instant,
): { readonly plans: readonly Plan[]; readonly madeToday: number } {
  const today = now.slice(0, 10)
  const uncounted = fresh.filter(
    ({ identity }) => !(identity in source.seen) && kept.get(identity)?.at.startsWith(today),
  )
  const madeToday = source.trusted ? 0 : uncounted.length
  let room = roomToday(source, now) - madeToday
  const plans = fresh.map((arrival): Plan => {
    const before = kept.get(arrival.identity)
    const article = articleFor(arrival, source, identify, now)
    const what = decideEntry(arrival, article, before, before && known.get(before.article))
    if (!article || what === 'nothing') return { what: 'nothing', arrival }
    if (what === 'again' && before)
      return { what: 'file', arrival, article: { ...article, id: before.article }, kept: before, isNew: false }
    if (room <= 0) return { what: 'entry' in arrival ? 'wait' : 'nothing', arrival }
    room -= 1
    return { what: 'file', arrival, article, isNew: true }
  })
  return { plans, madeToday }
}

/**
 * What an arrival makes of the article we have; undefined: it stays as it is. The words are those of whoever brought it
 * first, and of an editor who has changed them since (`owns`: nobody has); a feed that brings it as well adds its tags,
 * and none a second time that it has `given` before: an editor may have taken it off. What is filed, a feed that is not
 * trusted does not touch (T36). What has not been out yet, one that is trusted makes its own.
 */
export function afterArrival(
  known: Article,
  arrived: Article,
  by: { readonly trusted: boolean; readonly owns: boolean; readonly given: readonly string[] },
): Article | undefined {
  if (arrived.status === 'quarantined' || (known.status === 'filed' && !by.trusted)) return undefined
  const takes = by.owns || known.status === 'quarantined' || (known.status === 'draft' && by.trusted)
  const { reason: _, ...standing } = known
  return {
    ...(takes ? arrived : standing),
    id: known.id,
    tags: withTags(
      known.tags,
      arrived.tags.filter((tag) => !by.given.includes(tag)),
    ),
    status: known.status === 'filed' ? 'filed' : arrived.status,
    topics: known.topics,
    filed: known.filed,
    createdAt: known.createdAt,
    updatedAt: arrived.updatedAt,
    version: known.version,
  }
}
