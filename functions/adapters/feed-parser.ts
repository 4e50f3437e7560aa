import { DetectError, ParseError, parseAtomFeed, parseJsonFeed, parseRdfFeed, parseRssFeed } from 'feedsmith'
import { canonicalUrl, hostOf } from '../../core/model/article.ts'
import { type FeedEntry, publishedFrom, type ReadFeed, type SetAside } from '../../core/model/feed.ts'
import { cleanText } from '../../core/model/text.ts'
import { decode, opening } from './decode.ts'
import { escapedTwice, html, type Picture, plain } from './html.ts'

/** The largest feed that is read, in bytes after decompression (T46). */
export const LARGEST_FEED = 5_000_000
/** The most entries kept of one feed: its first ones (T46). */
export const MOST_ENTRIES = 1_000

/**
 * A feed as it came over the network: RSS 0.9x to 2.0, RSS 1.0, Atom, JSON Feed. `url` is where it was found, after
 * redirects. One bad entry is set aside with a sentence and the rest goes on (T50); a feed without entries is a feed.
 */
export function parseFeed(bytes: Uint8Array, options: { contentType?: string; url?: string } = {}): ReadFeed {
  if (bytes.length > LARGEST_FEED) return { ok: false, reason: 'This feed is larger than 5 MB, so it was not read.' }
  const text = decode(bytes, options.contentType)
  if (text.trim() === '') return { ok: false, reason: 'There is nothing at this address.' }
  const { root, definesEntities } = opening(text)
  if (definesEntities)
    return {
      ok: false,
      reason: 'This feed begins with definitions of its own (a DOCTYPE with a subset): unsafe to read.',
    }
  try {
    const feed = readers.get(root)?.(text, options.url)
    return feed ? sorted(feed, options.url) : { ok: false, reason: notAFeed }
  } catch (error) {
    // The library has no answer for a legal feed in which nothing stands yet.
    if (error instanceof ParseError) return sorted({ title: '', drafts: [] }, options.url)
    if (error instanceof DetectError) return { ok: false, reason: notAFeed }
    return { ok: false, reason: 'This feed is broken: its tags or brackets do not close where they should.' }
  }
}

const notAFeed = 'This is not a feed. Give the address of an RSS, Atom or JSON feed; a page often names it at its foot.'

/** An entry before it is known whether it can be one. */
type Draft = {
  guid?: string | undefined
  /** Absolute; undefined where none could be made of it. */
  url: string | undefined
  title: string
  summary: string
  author?: string | undefined
  source?: string | undefined
  image?: string | undefined
  lang?: string | undefined
  published?: string | undefined
  categories: readonly (string | undefined)[]
}

type Draftable = {
  title: string
  link?: string | undefined
  lang?: string | undefined
  ttlMinutes?: number | undefined
  drafts: readonly (() => Draft)[]
}

const limit = { maxItems: MOST_ENTRIES }

const readers = new Map<string, (text: string, url: string | undefined) => Draftable>([
  ['rss', (text, url) => fromRss(parseRssFeed<string>(withShortPeople(text), limit), url)],
  ['rdf', (text, url) => fromRss(parseRdfFeed<string>(text, limit), url)],
  ['feed', (text, url) => fromAtom(parseAtomFeed<string>(text, limit), url)],
  ['{', (text, url) => fromJson(parseJsonFeed<string>(JSON.parse(text, harmless), limit), url)],
])

/**
 * The library takes time by the square of how long the text of a person is (feedsmith 3.0.1): no name and address together
 * have 500 letters, so that the rest goes before it looks.
 */
const withShortPeople = (text: string): string => text.replaceAll(longPerson, '$1')
const longPerson =
  /(<(?:author|managingEditor|webMaster)(?:\s[^<>]{0,200})?>\s{0,20}(?:<!\[CDATA\[)?[^<\]]{500})[^<\]]+/gi

/** Keys that could reach beyond their object are not read (T49); the XML reader refuses elements of these names. */
const harmless = (key: string, value: unknown): unknown =>
  key === '__proto__' || key === 'constructor' || key === 'prototype' ? undefined : value

/** What may be filed and what is set aside. */
function sorted(feed: Draftable, url: string | undefined): ReadFeed {
  const entries: FeedEntry[] = []
  const quarantined: SetAside[] = []
  for (const [at, read] of feed.drafts.entries()) {
    let name = `entry ${at + 1}`
    try {
      const draft = read()
      name = cleanText(draft.title || draft.url || draft.guid || name, 120)
      const entry = entryOf(draft, feed)
      if (typeof entry === 'string') quarantined.push(setAside(draft, name, entry))
      else entries.push(entry)
    } catch (error) {
      quarantined.push({
        entry: name,
        reason: `It could not be read: ${error instanceof Error ? error.name : 'unknown'}.`,
      })
    }
  }
  const lang = languageOf(feed.lang)
  const home = address(feed.link, url) ?? address(url)
  return {
    ok: true,
    title: cleanText(feed.title, 120) || (home ? hostOf(home) : ''),
    ...(lang ? { lang } : {}),
    ...(feed.ttlMinutes ? { ttlMinutes: feed.ttlMinutes } : {}),
    entries,
    quarantined,
  }
}

function setAside(draft: Draft, entry: string, reason: string): SetAside {
  const title = cleanText(draft.title)
  const guid = guidOf(draft)
  return {
    entry,
    reason,
    ...(guid ? { guid } : {}),
    ...(draft.url === undefined ? {} : { url: draft.url }),
    ...(title ? { title } : {}),
  }
}

const guidOf = (draft: Draft): string | undefined => draft.guid?.trim().slice(0, 1_000)

function entryOf(draft: Draft, feed: Draftable): FeedEntry | string {
  const title = cleanText(draft.title)
  if (title === '') return 'It has no title.'
  if (draft.url === undefined) return 'It has no link that a reader could open (https://…).'
  const lang = languageOf(draft.lang) ?? languageOf(feed.lang)
  const publishedAt = draft.published === undefined ? undefined : publishedFrom(draft.published)
  const author = cleanText(draft.author ?? '', 120)
  const source = cleanText(draft.source ?? '', 80)
  const guid = guidOf(draft)
  return {
    ...(guid ? { guid } : {}),
    url: draft.url,
    title,
    summary: cleanText(draft.summary, 1_200),
    ...(author ? { author } : {}),
    ...(source ? { source } : {}),
    ...(draft.image ? { image: draft.image } : {}),
    ...(lang ? { lang } : {}),
    ...(publishedAt ? { publishedAt } : {}),
    categories: categoriesOf(draft.categories),
  }
}

const categoriesOf = (given: readonly (string | undefined)[]): string[] =>
  [...new Set(given.map((category) => cleanText(category ?? '', 60)))].filter((name) => name !== '').slice(0, 30)

function languageOf(tag: string | undefined): string | undefined {
  try {
    return tag && tag.length <= 35 ? Intl.getCanonicalLocales(tag.trim().replaceAll('_', '-'))[0] : undefined
  } catch {
    return undefined
  }
}

// ---- RSS

type Rss = ReturnType<typeof parseRssFeed<string>> | ReturnType<typeof parseRdfFeed<string>>
type RssItem = NonNullable<ReturnType<typeof parseRssFeed<string>>['items']>[number]
type RdfItem = NonNullable<ReturnType<typeof parseRdfFeed<string>>['items']>[number]
/** An item of RSS 1.0 has fewer fields and one more: its name in the graph. */
type Item = RssItem & Pick<RdfItem, 'rdf'>

function fromRss(feed: Rss, url: string | undefined): Draftable {
  const home = feed.link ?? alternate(feed.atom?.links)
  // Without a base of its own, an RSS feed's links are those of its site, which need not be where the feed is kept.
  const base = resolved(feed.xml?.base, url) ?? resolved(home, url) ?? url
  const items: readonly Item[] = feed.items ?? []
  return {
    title: plain(feed.title),
    link: home,
    lang: ('language' in feed ? feed.language : undefined) ?? feed.dc?.languages?.[0],
    ttlMinutes: ('ttl' in feed ? feed.ttl : undefined) ?? updateMinutes(feed.sy),
    drafts: items.map((item) => () => fromRssItem(item, base)),
  }
}

const periods: Readonly<Record<string, number>> = { hourly: 60, daily: 1_440, weekly: 10_080 }

/** How often a feed says that it changes, as minutes from one time to the next. */
const updateMinutes = (
  said: { updatePeriod?: string | undefined; updateFrequency?: number | undefined } | undefined,
): number | undefined => {
  const period = periods[said?.updatePeriod ?? '']
  return period && period / Math.max(1, said?.updateFrequency ?? 1)
}

function fromRssItem(item: Item, feedBase: string | undefined): Draft {
  const base = resolved(item.xml?.base, feedBase) ?? feedBase
  const guid = item.guid?.value ?? item.rdf?.about
  const permalink = item.guid?.isPermaLink === false || !/^https?:/i.test(guid ?? '') ? undefined : guid
  const told = [item.description, item.content?.encoded, item.dc?.descriptions?.[0]].map(escapedTwice)
  return {
    guid,
    url: address(item.link, base) ?? address(alternate(item.atom?.links), base) ?? address(permalink),
    title: plain(item.title ?? item.dc?.titles?.[0]),
    summary: firstOf(told.map((one) => one.text)),
    author: firstOf(
      [...(item.authors ?? []).map((author) => author.name), ...(item.dc?.creators ?? []).map(withoutMailbox)].map(
        plain,
      ),
    ),
    source: plain(item.source?.title),
    image:
      largest(picturesOf(item.media), base) ??
      largest(
        (item.enclosures ?? []).filter((one) => one.type?.startsWith('image/')),
        base,
      ) ??
      largest(
        told.flatMap((one) => one.pictures),
        base,
      ),
    lang: item.dc?.languages?.[0] ?? item.xml?.lang,
    published: item.pubDate ?? item.dc?.dates?.[0] ?? item.atom?.published ?? item.atom?.updated,
    categories: [
      ...(item.categories ?? []).map((category) => plain(category.name)),
      ...(item.dc?.subjects ?? []).flatMap((subject) => plain(subject).split(/[,;]/)),
    ],
  }
}

/** `ada@example.org (Ada Reed)` → `Ada Reed`; an address alone is nobody's name. */
function withoutMailbox(person: string): string {
  if (!person.includes('@')) return person
  const end = person.indexOf(')')
  const start = person.lastIndexOf('(', end)
  return start === -1 || end === -1 ? '' : person.slice(start + 1, end)
}

// ---- Atom

type Atom = ReturnType<typeof parseAtomFeed<string>>
type AtomEntry = NonNullable<Atom['entries']>[number]
type AtomLink = { href?: string | undefined; rel?: string | undefined; type?: string | undefined }
type AtomText = { value?: string | undefined; type?: string | undefined }

function fromAtom(feed: Atom, url: string | undefined): Draftable {
  const self = feed.links?.find((link) => link.rel === 'self')?.href
  const home = alternate(feed.links)
  const base = resolved(feed.xml?.base, url) ?? url ?? resolved(self) ?? resolved(home)
  const authors = feed.authors?.map((author) => author.name) ?? []
  return {
    title: worded(feed.title),
    link: home,
    lang: feed.xml?.lang,
    drafts: (feed.entries ?? []).map((entry) => () => fromAtomEntry(entry, base, authors)),
  }
}

function fromAtomEntry(
  entry: AtomEntry,
  feedBase: string | undefined,
  feedAuthors: readonly (string | undefined)[],
): Draft {
  const base = resolved(entry.xml?.base, feedBase) ?? feedBase
  const inside = resolved(entry.content?.xml?.base, base) ?? base
  const authors = [...(entry.authors ?? []), ...(entry.source?.authors ?? [])].map((author) => author.name)
  return {
    guid: entry.id,
    url:
      address(alternate(entry.links), base) ??
      address(entry.content?.src, base) ??
      (/^https?:/i.test(entry.id ?? '') ? address(entry.id) : undefined),
    title: worded(entry.title),
    summary: firstOf([worded(entry.summary), worded(entry.content)]),
    author: firstOf([...authors, ...feedAuthors]),
    source: worded(entry.source?.title),
    image:
      largest(picturesOf(entry.media), base) ??
      largest(picturesIn(entry.content), inside) ??
      largest(picturesIn(entry.summary), base),
    lang: entry.xml?.lang,
    published: entry.published ?? entry.updated,
    categories: (entry.categories ?? []).map((category) => category.label ?? category.term),
  }
}

/** The page itself, rather than the feed, a comment or a sound: HTML before other kinds. */
const alternate = (links: readonly AtomLink[] | undefined): string | undefined => {
  const pages = (links ?? []).filter((link) => link.rel === undefined || link.rel === 'alternate')
  return (pages.find((link) => link.type === undefined || /html/.test(link.type)) ?? pages[0])?.href
}

const isHtml = (type: string | undefined): boolean =>
  type !== undefined && /^(?:x?html|text\/html|application\/xhtml\+xml)$/i.test(type)

/** An Atom text as its type wants it read; where nothing is said, as it looks. */
const worded = (text: AtomText | undefined): string => {
  if (isHtml(text?.type)) return html(text?.value).text
  if (text?.type === undefined) return plain(text?.value)
  return /^text/i.test(text.type) ? (text.value ?? '') : ''
}

const picturesIn = (text: AtomText | undefined): Picture[] => (isHtml(text?.type) ? html(text?.value).pictures : [])

// ---- JSON Feed

type Json = ReturnType<typeof parseJsonFeed<string>>
type JsonItem = NonNullable<Json['items']>[number]

function fromJson(feed: Json, url: string | undefined): Draftable {
  const base = url ?? resolved(feed.feed_url) ?? resolved(feed.home_page_url)
  const authors = feed.authors ?? []
  return {
    title: feed.title ?? '',
    link: feed.home_page_url,
    lang: feed.language,
    drafts: (feed.items ?? []).map((item) => () => fromJsonItem(item, base, authors)),
  }
}

function fromJsonItem(item: JsonItem, base: string | undefined, feedAuthors: NonNullable<Json['authors']>): Draft {
  const content = html(item.content_html)
  return {
    guid: item.id,
    url:
      address(item.url, base) ??
      address(item.external_url, base) ??
      (/^https?:/i.test(item.id ?? '') ? address(item.id) : undefined),
    title: item.title ?? '',
    summary: firstOf([item.summary, item.content_text, content.text]),
    author: firstOf([...(item.authors ?? []), ...feedAuthors].map((author) => author.name)),
    image: largest([{ url: item.image }, { url: item.banner_image }], base) ?? largest(content.pictures, base),
    lang: item.language,
    published: item.date_published ?? item.date_modified,
    categories: item.tags ?? [],
  }
}

// ---- addresses and pictures

const resolved = (reference: string | undefined, base?: string): string | undefined => {
  const written = reference?.trim()
  if (!written) return undefined
  return URL.canParse(written, base) ? new URL(written, base).href : undefined
}

/** Absolute, and such as a reader can open; undefined otherwise. */
const address = (reference: string | undefined, base?: string): string | undefined => {
  const absolute = resolved(reference, base)
  return absolute === undefined ? undefined : canonicalUrl(absolute)
}

type Pictured = {
  thumbnails?: readonly Picture[] | undefined
  contents?:
    | readonly (Picture & {
        type?: string | undefined
        medium?: string | undefined
        thumbnails?: readonly Picture[] | undefined
      })[]
    | undefined
}

const picturesOf = (media: (Pictured & { groups?: readonly Pictured[] | undefined }) | undefined): Picture[] =>
  [media ?? {}, ...(media?.groups ?? [])].flatMap((one) => [
    ...(one.contents ?? []).filter(
      (content) =>
        content.medium === 'image' ||
        /^image\//.test(content.type ?? '') ||
        /\.(?:jpe?g|png|webp|gif)(?:$|\?)/i.test(content.url ?? ''),
    ),
    ...(one.thumbnails ?? []),
    ...(one.contents ?? []).flatMap((content) => content.thumbnails ?? []),
  ])

/** The widest of several; what is known to be smaller than a thumbnail is a counter or a face, not a picture of the article. */
function largest(pictures: readonly Picture[], base: string | undefined): string | undefined {
  const fit = pictures.filter(({ width, height }) => (width ?? 100) >= 100 && (height ?? 100) >= 60)
  const [widest] = fit.toSorted((a, b) => (b.width ?? 0) - (a.width ?? 0))
  return address(widest?.url, base)
}

const firstOf = (texts: readonly (string | undefined)[]): string =>
  texts.find((text) => text !== undefined && text.trim() !== '') ?? ''
