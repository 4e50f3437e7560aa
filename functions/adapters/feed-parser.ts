import { DetectError, ParseError, parseAtomFeed, parseJsonFeed, parseRdfFeed, parseRssFeed } from 'feedsmith'
import { canonicalUrl, hostOf, isLanguage, type Medium } from '../../core/model/article.ts'
import { type FeedEntry, publishedFrom, type ReadFeed, type SetAside } from '../../core/model/feed.ts'
import { formerUrl } from '../../core/model/identity.ts'
import { cleanAuthor } from '../../core/model/page.ts'
import { cleanSummary } from '../../core/model/page-summary.ts'
import { cleanText, firstSentences } from '../../core/model/text.ts'
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
    const feed = taken(root, text, options.url)
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
  /** Undefined where none could be made of it. */
  link: Link | undefined
  title: string
  summary: string
  author?: string | undefined
  source?: string | undefined
  image?: string | undefined
  medium?: Medium | undefined
  lang?: string | undefined
  published?: string | undefined
  categories: readonly (string | undefined)[]
}

/** An absolute address such as a reader can open; and what it was known by, where that was another. */
type Link = { readonly url: string; readonly former?: string }

type Draftable = {
  title: string
  link?: string | undefined
  lang?: string | undefined
  ttlMinutes?: number | undefined
  drafts: readonly (() => Draft)[]
}

const limit = { maxItems: MOST_ENTRIES }

const readers = new Map<string, (text: string, url: string | undefined) => Draftable>([
  ['rss', (text, url) => fromRss(parseRssFeed<string>(withShortPeople(asRss(text)), limit), url)],
  ['rdf', (text, url) => fromRss(parseRdfFeed<string>(withCreators(text), limit), url)],
  ['feed', (text, url) => fromAtom(parseAtomFeed<string>(text, limit), url)],
  ['{', (text, url) => fromJson(parseJsonFeed<string>(JSON.parse(text, harmless), limit), url)],
])

/** By its first entries alone, if it has more; whole, if they do not stand as they should. */
function taken(root: string, text: string, url: string | undefined): Draftable | undefined {
  const read = readers.get(root)
  const first = root === '{' ? text : firstEntries(text)
  if (first === text) return read?.(text, url)
  try {
    return read?.(first, url)
  } catch {
    return read?.(text, url)
  }
}

const marks = /<!\[CDATA\[|<!--|<(?:item|entry)[\s>]/gi

/**
 * The text without the entries that are not read, which would take time and memory to be taken apart like the others: from the
 * first of them up to the end of the last. One that only stands in a text (CDATA) or a comment is none.
 */
function firstEntries(text: string): string {
  let count = 0
  marks.lastIndex = 0
  for (let found = marks.exec(text); found; found = marks.exec(text)) {
    const [mark] = found
    if (mark.startsWith('<!')) {
      const end = text.indexOf(mark === '<!--' ? '-->' : ']]>', marks.lastIndex)
      if (end === -1) return text
      marks.lastIndex = end
    } else if (++count > MOST_ENTRIES) {
      const close = `</${mark.slice(1, -1)}>`
      const last = text.lastIndexOf(close)
      return last > found.index ? text.slice(0, found.index) + text.slice(last + close.length) : text
    }
  }
  return text
}

/**
 * RSS 2.0 has no namespace, and whatever stands in one is not read (feedsmith 3.0.1). Some write it in one of their own, as
 * the default (`<rss xmlns="…/content/">`) or behind a prefix (`<rss:item>`): that goes.
 */
function asRss(text: string): string {
  const [root = '', prefix] = /<(?:([\w.-]{1,20}):)?rss(?:\s[^<>]{0,2000})?>/i.exec(text) ?? []
  const bare = root.replace(/\sxmlns\s{0,9}=\s{0,9}(?:"[^"]*"|'[^']*')/i, '')
  const plain = bare === root ? text : text.replace(root, () => bare)
  return withCreators(prefix ? plain.replaceAll(`<${prefix}:`, '<').replaceAll(`</${prefix}:`, '</') : plain)
}

/** Dublin Core has no `author`: what is written so is its `creator`. */
const withCreators = (text: string): string => text.replaceAll(/(<\/?dc:)author(?=[\s>])/g, '$1creator')

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
      name = cleanText(draft.title || draft.link?.url || draft.guid || name, 120)
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
    ...draft.link,
    ...(title ? { title } : {}),
  }
}

const guidOf = (draft: Draft): string | undefined => draft.guid?.trim().slice(0, 1_000)

function entryOf(draft: Draft, feed: Draftable): FeedEntry | string {
  const text = cleanText(draft.summary, 1_200)
  // Microblogs have no titles: a post begins with what it says.
  const title = cleanText(draft.title) || firstSentences(text, LONGEST_BEGINNING)
  if (title === '') return 'It has no title.'
  if (draft.link === undefined) return 'It has no link that a reader could open (https://…).'
  const lang = languageOf(draft.lang) ?? languageOf(feed.lang)
  const publishedAt = draft.published === undefined ? undefined : publishedFrom(draft.published)
  const author = cleanAuthor(draft.author)
  const source = cleanText(draft.source ?? '', 80)
  const guid = guidOf(draft)
  const others = [cleanText(feed.title, 120), source, author ?? ''].filter((name) => name !== '')
  return {
    ...(guid ? { guid } : {}),
    ...draft.link,
    title,
    summary: cleanSummary(text, { title, others }) ?? '',
    ...(author ? { author } : {}),
    ...(source ? { source } : {}),
    ...(draft.image ? { image: draft.image } : {}),
    ...(draft.medium ? { medium: draft.medium } : {}),
    ...(lang ? { lang } : {}),
    ...(publishedAt ? { publishedAt } : {}),
    categories: categoriesOf(draft.categories),
  }
}

/** The most characters of a post that stand as its headline. */
const LONGEST_BEGINNING = 80

const categoriesOf = (given: readonly (string | undefined)[]): string[] =>
  [...new Set(given.map((category) => cleanText(category ?? '', 60)))].filter((name) => name !== '').slice(0, 30)

function languageOf(tag: string | undefined): string | undefined {
  const written = tag?.trim().replaceAll('_', '-') ?? ''
  return isLanguage(written) ? Intl.getCanonicalLocales(written)[0] : undefined
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
  const media = groupsOf(item.media)
  const told = [
    item.description,
    item.content?.encoded,
    item.dc?.descriptions?.[0],
    ...media.flatMap(wordsOfMedia),
    item.itunes?.summary,
  ].map(escapedTwice)
  const sound = mediumIn([...(item.enclosures ?? []), ...media.flatMap(({ contents = [] }) => contents)])
  const title = firstOf(
    [item.title, item.dc?.titles?.[0], ...media.map(({ title }) => title?.value), item.itunes?.title].map(plain),
  )
  return {
    guid,
    link:
      linkTo(item.link, base) ??
      linkTo(alternate(item.atom?.links), base) ??
      linkTo(permalink) ??
      linkTo(sound?.url, base),
    title,
    summary: moreThan(
      title,
      told.map((one) => one.text),
    ),
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
    // Many an article has a recording beside it; what podcasts say of themselves, it does not.
    medium: item.itunes || !item.link ? mediumOf(sound, item.itunes?.duration) : undefined,
    lang: item.dc?.languages?.[0] ?? item.xml?.lang,
    published:
      item.pubDate ??
      item.dc?.dates?.[0] ??
      item.atom?.published ??
      item.dcterms?.issued?.[0] ??
      item.dcterms?.created?.[0] ??
      item.atom?.updated ??
      item.dcterms?.modified?.[0],
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
  const self = feed.links?.find((link) => relationOf(link) === 'self')?.href
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
  const media = groupsOf(entry.media)
  const enclosures = (entry.links ?? []).filter((link) => relationOf(link) === 'enclosure')
  const sound = mediumIn(enclosures.map(({ href, type }) => ({ url: href, type })))
  const isVideo = entry.yt?.videoId !== undefined
  const title = firstOf([worded(entry.title), ...media.map(({ title }) => plain(title?.value))])
  return {
    guid: entry.id,
    link:
      linkTo(alternate(entry.links), base) ??
      linkTo(entry.content?.src, base) ??
      (/^https?:/i.test(entry.id ?? '') ? linkTo(entry.id) : undefined) ??
      linkTo(sound?.url, base),
    title,
    summary: moreThan(title, [worded(entry.summary), worded(entry.content), ...media.flatMap(wordsOfMedia).map(plain)]),
    author: firstOf([...authors, ...feedAuthors]),
    source: worded(entry.source?.title),
    image:
      largest(picturesOf(entry.media), base) ??
      largest(picturesIn(entry.content), inside) ??
      largest(picturesIn(entry.summary), base),
    medium: isVideo ? { kind: 'video' } : alternate(entry.links) === undefined ? mediumOf(sound) : undefined,
    lang: entry.xml?.lang,
    published:
      entry.published ??
      entry.dcterms?.issued?.[0] ??
      entry.dcterms?.created?.[0] ??
      entry.updated ??
      entry.dcterms?.modified?.[0],
    categories: (entry.categories ?? []).map((category) => category.label ?? category.term),
  }
}

/** The page itself, rather than the feed, a comment or a sound: HTML before other kinds. */
const alternate = (links: readonly AtomLink[] | undefined): string | undefined => {
  const pages = (links ?? []).filter((link) => relationOf(link) === 'alternate')
  return (pages.find((link) => link.type === undefined || /html/.test(link.type)) ?? pages[0])?.href
}

/** A relation by its name or by its whole address at IANA (RFC 4287 §4.2.7.2). */
const relationOf = ({ rel = 'alternate' }: AtomLink): string =>
  rel
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\/www\.iana\.org\/assignments\/relation\//, '')

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
  const sound = mediumIn(
    (item.attachments ?? []).map(({ url, mime_type, duration_in_seconds }) => ({
      url,
      type: mime_type,
      duration: duration_in_seconds,
    })),
  )
  const hasPage = item.url !== undefined || item.external_url !== undefined
  return {
    guid: item.id,
    link:
      linkTo(item.url, base) ??
      linkTo(item.external_url, base) ??
      (/^https?:/i.test(item.id ?? '') ? linkTo(item.id) : undefined) ??
      linkTo(sound?.url, base),
    title: item.title ?? '',
    summary: moreThan(item.title ?? '', [item.summary, item.content_text, content.text]),
    author: firstOf([...(item.authors ?? []), ...feedAuthors].map((author) => author.name)),
    image: largest([{ url: item.image }, { url: item.banner_image }], base) ?? largest(content.pictures, base),
    // With a length, it is an episode; without, a recording beside a post.
    medium: sound?.duration !== undefined || !hasPage ? mediumOf(sound) : undefined,
    lang: item.language,
    published: item.date_published ?? item.date_modified,
    categories: item.tags ?? [],
  }
}

// ---- what is heard and seen

type Recording = { url?: string | undefined; type?: string | undefined; duration?: number | undefined }

/** A media element and its groups: what the feed says of them stands in either. */
const groupsOf = <Group extends object>(
  media: (Group & { groups?: readonly Group[] | undefined }) | undefined,
): readonly Group[] => (media ? [media, ...(media.groups ?? [])] : [])

/** What is said of a film: beside it, or of one of its forms (Media RSS has both). */
type Described = { description?: { value?: string | undefined } | undefined }
const wordsOfMedia = ({ description, contents = [] }: Described & { contents?: readonly Described[] | undefined }) =>
  [description, ...contents.map((one) => one.description)].map((one) => one?.value)

const kindOf = ({ url, type }: Recording): Medium['kind'] | undefined => {
  const said = /^(audio|video)\//i.exec(type ?? '')?.[1]?.toLowerCase()
  if (said === 'audio' || said === 'video') return said
  if (/\.(?:mp3|m4a|ogg|opus|aac)(?:$|\?)/i.test(url ?? '')) return 'audio'
  return /\.(?:mp4|m4v|webm|mov)(?:$|\?)/i.test(url ?? '') ? 'video' : undefined
}

/** The first of these that is a sound or a film. */
const mediumIn = (recordings: readonly Recording[]): Recording | undefined =>
  recordings.find((one) => kindOf(one) !== undefined)

/** `seconds`: as the feed says it elsewhere. Longer than a day is a mistake. */
function mediumOf(recording: Recording | undefined, seconds = recording?.duration): Medium | undefined {
  const kind = recording && kindOf(recording)
  if (!kind) return undefined
  return seconds !== undefined && seconds > 0 && seconds < 86_400 ? { kind, seconds: Math.round(seconds) } : { kind }
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

const linkTo = (reference: string | undefined, base?: string): Link | undefined => {
  const absolute = resolved(reference, base)
  const url = absolute === undefined ? undefined : canonicalUrl(absolute)
  if (absolute === undefined || url === undefined) return undefined
  const former = formerUrl(absolute)
  return former === undefined || former === url ? { url } : { url, former }
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

/** The first that says more than the title: gitweb describes each commit by its subject, and has the rest of it below. */
const moreThan = (title: string, texts: readonly (string | undefined)[]): string => {
  const said = texts.filter((text) => text !== undefined && text.trim() !== '')
  const isMore = (text = '') => text.length > 2 * title.length + 20 || cleanText(text) !== cleanText(title)
  return firstOf([said.find(isMore), said[0]])
}
