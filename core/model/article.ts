import { beyond, bounds } from './bounds.ts'
import { identityOf } from './identity.ts'
import { type Parsed, parsed, type Refusal, refusal, refused } from './refusal.ts'
import type { FeedId } from './source.ts'
import { cleanText, firstSentences } from './text.ts'
import { type Instant, later, type PlainDay } from './time.ts'
import { type Topic, tagsOf, topicsFor } from './topic.ts'
import { withoutTrackers } from './trackers.ts'
import { unwrapped } from './wrappers.ts'

export type ArticleId = `art_${string}`

/** What it is to hear or to see, rather than to read; and how long, if that is known. */
export type Medium = { readonly kind: 'audio' | 'video'; readonly seconds?: number }

/** A link (or a text of our own) with what a mail says about it. */
export type Article = {
  readonly id: ArticleId
  /** Absolute, as it was given but for trackers; absent where the article came as text and has its page with us. */
  readonly url?: string
  readonly title: string
  readonly summary: string
  readonly source?: string
  readonly author?: string
  readonly image?: string
  readonly medium?: Medium
  readonly lang?: string
  /** When its source published it: a moment, or only a day. Collecting never looks at it (design: by filing time). */
  readonly publishedAt?: Instant | PlainDay
  /** Paragraphs, where the article came as text. */
  readonly body?: readonly string[]
  readonly tags: readonly string[]
  readonly status: 'draft' | 'filed' | 'quarantined'
  readonly reason?: string
  /** Where it is filed now. */
  readonly topics: readonly string[]
  /** When the feed that brought it was found to have taken it out again: an editor decides what becomes of it. */
  readonly withdrawnAt?: Instant
  /** The feed that brought it first, if one did. */
  readonly feed?: FeedId
  /** First filing by topic: kept after an unfiling, so that filing again makes nothing new. */
  readonly filed: Readonly<Record<string, Instant>>
  readonly createdAt: Instant
  readonly updatedAt: Instant
  readonly version: number
}

export type ArticleInput = {
  url?: string | undefined
  title: string
  summary?: string | undefined
  source?: string | undefined
  author?: string | undefined
  image?: string | undefined
  medium?: Medium | undefined
  lang?: string | undefined
  publishedAt?: string | undefined
  body?: readonly string[] | undefined
  tags?: readonly string[] | undefined
}

/**
 * An absolute http(s) address as readers open it, re-serialised (STD-30, T31): out of what only leads on to it, and without
 * tracking parameters. All else stays as it was given, the fragment too. Undefined for anything else.
 */
export function canonicalUrl(input: string): string | undefined {
  const given = URL.parse(input.trim())
  if (!given || !isOpen(given)) return undefined
  const inside = unwrapped(given)
  return withoutTrackers((isOpen(inside) ? inside : given).href)
}

/** Whether it leads to a host of the internet, without a password. */
const isOpen = ({ protocol, username, password, hostname, href }: URL): boolean =>
  (protocol === 'https:' || protocol === 'http:') &&
  username === '' &&
  password === '' &&
  hostname.includes('.') &&
  href.length <= 2_000

/** The host as readers know it: `news.example.org` for `https://www.news.example.org/…`. */
export const hostOf = (url: string): string => new URL(url).hostname.replace(/^www\./, '')

/** Who published it, as mails and lists name it; undefined for a text of our own. */
export const sourceOf = ({ source, url }: Pick<Article, 'source' | 'url'>): string | undefined =>
  source ?? (url === undefined ? undefined : hostOf(url))

const day = /^\d{4}-\d{2}-\d{2}$/

/** A moment or a day, as given in ISO 8601 or RFC 2822; undefined for what is neither. */
export function parsePublished(input: string): Instant | PlainDay | undefined {
  const at = Date.parse(day.test(input.trim()) ? `${input.trim()}T00:00:00Z` : input)
  if (Number.isNaN(at) || at < Date.UTC(1900, 0, 1) || at > Date.UTC(2200, 0, 1)) return undefined
  const written = new Date(at).toISOString()
  return day.test(input.trim()) ? written.slice(0, 10) : written
}

/** What is said of a link that nobody could open. */
export const unreachable: Refusal = refusal(
  'url',
  'This is not an address that readers can open: write one like https://news.example.org/story, on a host of the internet.',
)

/** An article from what a person, a feed or a CMS gave. `identify` turns its identity into an id. Refusals name the field. */
export function parseArticle(
  input: ArticleInput,
  identify: (identity: string) => ArticleId,
  now: Instant,
): Parsed<Article> {
  const refusals: Refusal[] = []
  const url = input.url === undefined ? undefined : canonicalUrl(input.url)
  if (input.url === undefined && !input.body?.length)
    refusals.push(refusal('url', 'An article needs its address (https://…).', 'required'))
  if (input.url !== undefined && !url) refusals.push(unreachable)
  const title = cleanText(input.title)
  if (title === '') refusals.push(refusal('title', 'An article needs a title.', 'required'))
  const publishedAt = input.publishedAt === undefined ? undefined : parsePublished(input.publishedAt)
  if (input.publishedAt !== undefined && !publishedAt)
    refusals.push(refusal('publishedAt', 'This is not a date: write 2026-11-24 or 2026-11-24T08:00:00Z.'))
  const image = input.image === undefined ? undefined : canonicalUrl(input.image)
  if (input.image !== undefined && !image) refusals.push(refusal('image', 'This is not the address of a picture.'))
  if (input.lang !== undefined && !isLanguage(input.lang))
    refusals.push(refusal('lang', 'This is not a language tag: write "en" or "pt-BR".'))
  const tags = tagsOf(input.tags ?? [])
  refusals.push(
    ...beyond('articleTags', tags.length, 'tags'),
    ...beyond('articleBytes', bytesOf(input.body ?? []), 'body'),
  )
  if (refusals.length > 0) return refused(...refusals)

  const text = (value: string | undefined, most: number) => (value === undefined ? '' : cleanText(value, most))
  return parsed({
    id: identify(identityOf({ url, title, publishedAt })),
    ...(url ? { url } : {}),
    title,
    summary: firstSentences(text(input.summary, 1_200) || text(input.body?.[0], 1_200), 320),
    ...given({ source: text(input.source, 80), author: text(input.author, 120), lang: input.lang ?? '' }),
    ...(image ? { image } : {}),
    ...(input.medium ? { medium: input.medium } : {}),
    ...(publishedAt ? { publishedAt } : {}),
    ...(input.body?.length ? { body: input.body.map((paragraph) => cleanText(paragraph, 5_000)) } : {}),
    tags,
    status: tags.length > 0 ? 'filed' : 'draft',
    topics: [],
    filed: {},
    createdAt: now,
    updatedAt: now,
    version: 0,
  })
}

/** In UTF-8. */
const bytesOf = (paragraphs: readonly string[]): number =>
  paragraphs.reduce((sum, paragraph) => sum + new TextEncoder().encode(paragraph).length, 0)

const given = <K extends string>(fields: Record<K, string>): Partial<Record<K, string>> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '')) as Partial<Record<K, string>>

/** A language by its code: `english` is a well-formed tag, and nobody's language. */
export const isLanguage = (tag: string): boolean => {
  try {
    return tag.length <= 35 && /^[a-z]{2,3}(?:-|$)/i.test(tag) && Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}

/**
 * The article with its filings as its tags and the topics want them. A topic it was filed under before keeps its first
 * filing time: renaming a tag or filing again makes nothing new to those who had it (design §5). A new filing is never
 * earlier than those it has, whatever the clock of this writer says: else it would be news again to who has had it.
 */
export function fileUnder(article: Article, topics: readonly Topic[], now: Instant): Article {
  const wanted = article.status === 'filed' ? topicsFor(article.tags, topics) : []
  const under = wanted.length > bounds.articleTopics ? within(article, wanted) : wanted
  const at = Object.values(article.filed).reduce(later, now)
  const filed = { ...Object.fromEntries(under.map((slug) => [slug, at])), ...article.filed }
  return { ...article, topics: under, filed }
}

/** As many places as an article has: those that it is in stay, and others come in the order of the topics. */
const within = (article: Article, wanted: readonly string[]): string[] => {
  const stays = wanted.filter((slug) => article.topics.includes(slug))
  const comes = wanted.filter((slug) => !article.topics.includes(slug))
  const kept = new Set([...stays, ...comes].slice(0, bounds.articleTopics))
  return wanted.filter((slug) => kept.has(slug))
}

/** What is wrong with an article of these tags, where they belong to more topics than it can be filed under. */
export const refusedPlaces = (
  { tags, status }: Pick<Article, 'tags' | 'status'>,
  topics: readonly Topic[],
): Refusal[] => (status === 'filed' ? beyond('articleTopics', topicsFor(tags, topics).length, 'tags') : [])

/** Tags with some more of them, as many as an article has: those that it had come first. */
export const withTags = (known: readonly string[], more: readonly string[]): string[] =>
  [...new Set([...known, ...more])].slice(0, Math.max(bounds.articleTags, known.length))

/** What an edit or a second arrival of the same link makes of the article we have: words from the new one, history from the old. */
export const afterRevision = (known: Article, arrived: Article): Article => ({
  ...arrived,
  tags: withTags(known.tags, arrived.tags),
  status: known.status === 'filed' ? 'filed' : arrived.status,
  topics: known.topics,
  filed: known.filed,
  ...(known.feed ? { feed: known.feed } : {}),
  createdAt: known.createdAt,
  version: known.version,
})

/** Whether saving `next` over `known` would change anything a reader or editor can see. */
export const isUnchanged = (known: Article, next: Article): boolean => {
  const { updatedAt: _a, version: _b, ...before } = known
  const { updatedAt: _c, version: _d, ...after } = next
  return JSON.stringify(sorted(before)) === JSON.stringify(sorted(after))
}

const sorted = (value: object): object => Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
