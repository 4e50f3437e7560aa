import { type ArticleInput, canonicalUrl } from './article.ts'
import { publishedFrom } from './feed.ts'
import { cleanSummary } from './page-summary.ts'
import { type Headings, stemOf, type TitleReason, titleOf } from './page-title.ts'
import { isDate, isWeekday, writerIn } from './pasted-text.ts'
import { cleanText, slugOf } from './text.ts'
import { languageOf, languageTag } from './tongue.ts'

/** Where a page says something. Written for machines and about this page alone: JSON-LD, then Open Graph, then the rest. */
export type Place = 'json-ld' | 'open-graph' | 'meta' | 'readability' | 'html'

/** What a page says in one place, as it is written there; addresses absolute. A place may say several things: the first that is fit counts. */
export type Told = {
  readonly from: Place
  readonly title?: string | undefined
  readonly summary?: string | undefined
  readonly author?: string | undefined
  readonly image?: string | undefined
  readonly lang?: string | undefined
  readonly publishedAt?: string | undefined
  /** What the site calls itself. */
  readonly source?: string | undefined
}

export type PageRead =
  | ({
      readonly kind: 'read'
      readonly told: readonly Told[]
      /** Where the page says it is at home. */
      readonly canonical?: string | undefined
      /** Where it leads on to at once (`<meta http-equiv="refresh">`), absolute. */
      readonly refresh?: string | undefined
      /** Why its text was not read to the end: `takes longer than 3 s to read`. */
      readonly cutShort?: string | undefined
      /** What it says that is no summary: the site's tagline, what stands for a picture. */
      readonly asides?: readonly string[] | undefined
    } & Headings)
  /** A sentence for the editor. */
  | { readonly kind: 'unreadable'; readonly reason: string }

/** Takes a stranger's page apart, within limits of time, memory and depth (T48). `url` is where it was found. */
export type PageReader = (page: {
  readonly bytes: Uint8Array
  readonly contentType: string
  readonly url: string
}) => Promise<PageRead>

/** The answer where no page is read. */
export const readsNothing: PageReader = async () => ({ kind: 'unreadable', reason: 'No page is read here.' })

type Field = 'title' | 'summary' | 'author' | 'image' | 'lang' | 'publishedAt' | 'source'

/**
 * What was found, and where: `redirect` for an address that the given one led to. Of a title, why it was taken; `text` where
 * the page's own text was not read to the end, and why.
 */
export type Found = Readonly<
  Partial<
    Record<Exclude<Field, 'title'>, { readonly from: Place }> & {
      title: { readonly from: Place; readonly why: TitleReason }
      url: { readonly from: 'canonical' | 'redirect' }
      text: { readonly from: 'cut-short'; readonly why: string }
    }
  >
>

export type Proposal = { readonly input: ArticleInput; readonly found: Found }

const order: readonly Place[] = ['json-ld', 'open-graph', 'meta', 'readability', 'html']
/** A site's tool often says `en_US` in Open Graph whatever the language; who writes `<html lang>` has looked at the page. */
const orderForLang: readonly Place[] = ['json-ld', 'html', 'open-graph', 'meta', 'readability']

/** Whether the article's text is to be asked, for what the page does not say where it speaks of itself. */
export function isLacking(page: Extract<PageRead, { kind: 'read' }>, at: string): boolean {
  const { found } = proposalFrom(page, { asked: at, at }) ?? {}
  return !found?.author || !found.summary || found.summary.from === 'html'
}

/**
 * The article a page proposes: for each field the most trusted place that says something fit. `asked` is the address that
 * was given, `at` where it was found. Undefined for a page that does not say what it is called.
 */
export function proposalFrom(
  page: Extract<PageRead, { kind: 'read' }>,
  { asked, at }: { readonly asked: string; readonly at: string },
): Proposal | undefined {
  const sites = [...page.told.flatMap(({ source }) => source ?? []), ...hostNames(at)]
  const title = titleOf(page.told, page, sites)
  if (!title) return undefined
  const author = choose(page.told, order, ({ author }) => cleanAuthor(author))
  const others = [...page.told.flatMap(({ title }) => title ?? []), ...sites, ...(page.asides ?? [])]
  const around = { title: title.value, others: author ? [...others, author.value] : others }
  const summary = choose(page.told, order, ({ summary }) =>
    cleanAuthor(summary) === author?.value && author ? undefined : cleanSummary(summary, around),
  )
  const text = `${title.value} ${summary?.value ?? ''}`
  const chosen = {
    summary,
    author,
    image: choose(page.told, order, ({ image }) => image && canonicalUrl(image)),
    lang: choose(page.told, orderForLang, ({ lang }) => lang && languageOf({ text, lang: languageTag(lang) })),
    publishedAt: choose(page.told, order, ({ publishedAt }) => publishedAt && publishedFrom(publishedAt)),
    source: choose(page.told, order, ({ source }) => source && cleanText(source, 80)),
  }
  const said = Object.entries(chosen).flatMap(([field, one]) => (one ? [[field, one] as const] : []))
  const url = addressOf(page.canonical, at, title.value)
  const from = url !== canonicalUrl(at) ? 'canonical' : url === canonicalUrl(asked) ? undefined : 'redirect'
  return {
    input: { title: title.value, url, ...Object.fromEntries(said.map(([field, { value }]) => [field, value])) },
    found: {
      ...(from ? { url: { from } } : {}),
      title: { from: title.from, why: title.why },
      ...Object.fromEntries(said.map(([field, one]) => [field, { from: one.from }])),
      ...(page.cutShort ? { text: { from: 'cut-short', why: page.cutShort } as const } : {}),
    },
  }
}

type Chosen = { readonly value: string; readonly from: Place }

/** The first place in the order that has something fit; one that was cut short gives way to the whole of it elsewhere. */
function choose(
  told: readonly Told[],
  places: readonly Place[],
  take: (told: Told) => string | undefined,
): Chosen | undefined {
  const said = places
    .flatMap((place) => told.filter((one) => one.from === place))
    .flatMap((one): Chosen[] => {
      const value = take(one)
      return value ? [{ value, from: one.from }] : []
    })
  const [first] = said
  const stem = stemOf(first?.value ?? '') ?? ''
  return (stem.length >= 20 && said.find(({ value }) => value.startsWith(stem) && stemOf(value) === undefined)) || first
}

// ---- addresses

/**
 * Where the page is at home: the address it names, if that is on the same site, is this story's own (not its front page, nor
 * a section's, nor the program that shows them all), and does not lead from https back to http; else where it was found.
 * Without tracking parameters.
 */
export function addressOf(canonical: string | undefined, at: string, title = ''): string | undefined {
  const here = canonicalUrl(at)
  const named = canonical === undefined ? undefined : canonicalUrl(canonical)
  if (!here || !named) return here
  const [there, from] = [new URL(named), new URL(here)]
  if (siteOf(there) !== siteOf(from) || !isOwn(there, from, title)) return here
  if (from.protocol === 'https:') there.protocol = 'https:'
  return there.href
}

/**
 * Whether an address is of this one story: the title names it, or all that tells the given one apart is in it. Else it may
 * be a section's, for which many pages say that they are at home there: in doubt a story keeps its own.
 */
function isOwn(there: URL, here: URL, title: string): boolean {
  const [named, given] = [endOf(there), endOf(here)]
  if (named === '' && there.search === '') return given === '' && here.search === ''
  const isAbove =
    given !== named && here.pathname.startsWith(there.pathname.replace(/\/?$/, '/')) && !isAside(here, there)
  if (isAbove) return false
  if (isNamedBy(title, named)) return true
  if (there.pathname === here.pathname) return keepsItsNumber(there, here)
  const own = tellingOf(here)
  const said = wordsIn(`${there.pathname} ${there.search}`)
  const isEnough = given === named || own.length > 1 || own.some((word) => /\d/.test(word))
  return own.length > 0 && isEnough && own.every((word) => said.includes(word))
}

/** Whether an address ends in the title, or in most of it: one word may be a section's. */
function isNamedBy(title: string, named: string): boolean {
  const [all, words] = [piecesOf(title), piecesOf(named)]
  if (all.length === 0) return false
  if (all.join('-') === words.join('-')) return true
  const [long, told] = [words.filter(isLong), words.filter((word) => isLong(word) && all.includes(word))]
  return told.length * 3 >= long.length * 2 && told.length > 1 && (told.length > 2 || told.length * 2 > all.length)
}

/** Longer than what every headline is full of. */
const isLong = (word: string): boolean => word.length > 3

/** Whether all that goes from a query is how the page is shown, or what tells it apart stays. */
function keepsItsNumber(there: URL, here: URL): boolean {
  const kept = (name: string) => there.searchParams.get(name) === here.searchParams.get(name)
  const telling = [...here.searchParams].filter(([name, value]) => !isShown(name, value))
  const dropped = telling.filter(([name]) => !kept(name))
  if (dropped.length === 0) return true
  const isNumbered = telling.some(([name, value]) => kept(name) && /\d/.test(value))
  return isNumbered && dropped.every(([name]) => !numbering.test(name))
}

/** What tells an address apart from its neighbours: the name at its end, numbers that are no dates, what is asked for. */
function tellingOf(url: URL): string[] {
  const path = url.pathname.replace(/\/(?:19|20)\d\d(?:[/-]?\d\d?){0,2}(?=\/)/, '').replace(/\/page\/\d{1,3}\/?$/i, '')
  const words = path.split('/').flatMap((part) => (shows.test(part) && !/\d/.test(part) ? [] : wordsIn(bare(part))))
  const end = wordsIn(endOf(url))
  const name = end.every((word) => general.test(word)) ? words.filter((word) => !general.test(word)) : end
  const asked = [...url.searchParams].flatMap(([one, value]) => (isShown(one, value) ? [] : wordsIn(value)))
  return [...name, ...words.filter((word) => /\d/.test(word)), ...asked]
}

/** What many stories of a site may end in. */
const general = /^(?:stor(?:y|ies)|articles?|posts?|items?|news|entry|view|show|read|detail|details|default|content)$/

/** What an address ends in, without what only says how the page is shown. */
const endOf = (url: URL): string => {
  const parts = decoded(url.pathname)
    .split('/')
    .filter((part) => part !== '' && !shows.test(part))
  return bare(parts.at(-1) ?? '')
}

/** Without what says how it is written: `story.html`. */
const bare = (part: string): string => part.replace(/\.\w{2,5}$/, '')

/** An address below another that shows the same: for phones, for printing, its second page. */
const isAside = (here: URL, there: URL): boolean =>
  here.pathname
    .slice(there.pathname.length)
    .split('/')
    .every((part) => part === '' || shows.test(part))

const shows = /^(?:amp|index(?:\.\w{2,5})?|print|all|full|mobile|page|\d{1,2})$/i
/** Whether a parameter says how a page is shown, or where its reader is from. A long number says which page it is. */
const isShown = (name: string, value: string): boolean =>
  name === 'page' ? /^\d{1,2}$/.test(value) : presentation.test(name) && !/\d{3}/.test(value)
const presentation =
  /^(?:amp|ref\w*|referrer|source|src|from|via|share\w*|output|print\w*|view|mode|m|mobile|lang|hl|format)$/i
/** Parameters that say which page it is. */
const numbering = /^(?:p|n|v|t|nr|no)$|id$|article|story|post|item|entry|news|doc/i

const wordsIn = (text: string): string[] =>
  slugOf(decoded(text))
    .split('-')
    .filter((word) => word !== '')

const piecesOf = (text: string): string[] => wordsIn(text).filter((piece) => piece.length > 2 || /\d/.test(piece))

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The same page for phones and for caches is on the same site. */
const siteOf = (url: URL): string => url.host.replace(/^(?:www|m|mobile|amp|touch)\./, '')

/** What a site may call itself after its host: `news.example.org` is `example` or `example.org`. */
function hostNames(url: string): string[] {
  const host = new URL(url).hostname.replace(/^(?:www|m|mobile|amp|touch)\./, '')
  const labels = host.split('.')
  return [host, ...labels.slice(0, -1).filter((label) => label.length > 2), labels.slice(-2).join('.')]
}

// ---- words

/** What programs write where they know nobody, and what stands on a button beside a name. */
const placeholder =
  /^(?:admin|administrator|root|user|unknown|anonymous|none|nobody|null|nil|nan|undefined|true|false|n\/a|fail(?:ed|ure)?|error|default|test|by|authors?|(?:dem |der )?autorin? folgen|suivre l.auteur|seguir al? autora?|متابعة الكاتب|关注作者)$/i
const button = /^(?:follow|about|subscribe|contact|view)\b/i
const template = /\{\{|\[object |\$\{|^%/i

/** Names; not the address of a profile, a mailbox, or the day beside the byline. "By" goes. */
export function cleanAuthor(written: string | undefined): string | undefined {
  const line = cleanText(written ?? '', 200).replace(/^(?:view|see) (?:all )?(?:posts|articles|stories) by /i, '')
  const named = line.replace(/^(?:[Bb]y|BY|Von|Par|Por|Door)[\s:]+(?=\p{Lu})/u, '')
  // A day, a section or an office stands beside the name.
  const author = (/[,|·•●–—\d]/.test(named) && writerIn(line)) || named
  const isNobody =
    author.length > 120 ||
    !/\p{L}/u.test(author) ||
    /^https?:|^@|^\S{1,64}@\S{1,253}$/i.test(author) ||
    placeholder.test(author) ||
    button.test(author) ||
    template.test(author) ||
    /\b(?:19|20)\d\d\b|\d:\d\d/.test(author) ||
    isDate(author) ||
    isWeekday(author) ||
    /^\D{0,12}\d+ ?(?:sec|min|h\b|hour|day|week|month|year|std|stunde|tag|woche|heure|jour|hora|d[ií]a)/i.test(author)
  return isNobody ? undefined : author
}

// ---- what is no page

const kinds: readonly (readonly [RegExp, string])[] = [
  [/^application\/pdf$/, 'a PDF'],
  [/^image\//, 'a picture'],
  [/^video\//, 'a film'],
  [/^audio\//, 'a sound'],
  [/^font\//, 'a font'],
  [/^text\/calendar$/, 'a calendar'],
  [/^application\/(?:zip|gzip|x-(?:gzip|tar|bzip2|7z-compressed|rar-compressed)|vnd\.rar)$/, 'an archive of files'],
  [/^application\/(?:msword|rtf|epub\+zip|vnd\.(?:ms-|openxmlformats-|oasis\.))/, 'a document to download'],
]

/** Why what calls itself so is not read as a page; undefined for a page, and for what does not say. */
export function notAPage(contentType: string): string | undefined {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  if (/^application\/(?:rss|atom|feed|rdf)\+(?:xml|json)$/.test(type)) return isAFeed
  if (/^application\/(?:\S+\+)?json$/.test(type)) return noPage('data for programs (JSON)')
  const kind = kinds.find(([pattern]) => pattern.test(type))?.[1]
  return kind && noPage(kind)
}

export const isAFeed =
  'This is the address of a feed, not of a page: add it under feeds, or give the page of one article.'

export const noPage = (what: string): string =>
  `This is ${what}, not a page that can be read: give its title yourself and it will be linked.`
