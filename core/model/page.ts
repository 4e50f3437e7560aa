import { type ArticleInput, canonicalUrl, isLanguage } from './article.ts'
import { publishedFrom } from './feed.ts'
import { isByline, writtenDay } from './pasted-text.ts'
import { cleanText } from './text.ts'

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
  | {
      readonly kind: 'read'
      readonly told: readonly Told[]
      /** Where the page says it is at home. */
      readonly canonical?: string | undefined
      /** Its first headline. */
      readonly heading?: string | undefined
    }
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

/** What was found, and where: `redirect` for an address that the given one led to. */
export type Found = Readonly<
  Partial<Record<Field, { readonly from: Place }> & { url: { readonly from: 'canonical' | 'redirect' } }>
>

export type Proposal = { readonly input: ArticleInput; readonly found: Found }

const order: readonly Place[] = ['json-ld', 'open-graph', 'meta', 'readability', 'html']
/** A site's tool often says `en_US` in Open Graph whatever the language; who writes `<html lang>` has looked at the page. */
const orderForLang: readonly Place[] = ['json-ld', 'html', 'open-graph', 'meta', 'readability']

/** What the article's text would have to tell: not said in the page's head. */
export const isLacking = (told: readonly Told[]): boolean =>
  (['title', 'summary', 'author'] as const).some((field) => !told.some((one) => one[field]))

/**
 * The article a page proposes: for each field the most trusted place that says something fit. `asked` is the address that
 * was given, `at` where it was found. Undefined for a page that does not say what it is called.
 */
export function proposalFrom(
  page: Extract<PageRead, { kind: 'read' }>,
  { asked, at }: { readonly asked: string; readonly at: string },
): Proposal | undefined {
  const sites = [...page.told.flatMap(({ source }) => source ?? []), ...hostNames(at)]
  const title = choose(page.told, order, ({ title }) => cleanTitle(title, sites, page.heading))
  if (!title) return undefined
  const chosen = {
    title,
    summary: choose(page.told, order, ({ summary }) => cleanSummary(summary, title.value)),
    author: choose(page.told, order, ({ author }) => cleanAuthor(author)),
    image: choose(page.told, order, ({ image }) => image && canonicalUrl(image)),
    lang: choose(page.told, orderForLang, ({ lang }) => cleanLanguage(lang)),
    publishedAt: choose(page.told, order, ({ publishedAt }) => publishedAt && publishedFrom(publishedAt)),
    source: choose(page.told, order, ({ source }) => source && cleanText(source, 80)),
  }
  const said = Object.entries(chosen).flatMap(([field, one]) => (one ? [[field, one] as const] : []))
  const url = addressOf(page.canonical, at)
  const from = url !== canonicalUrl(at) ? 'canonical' : url === canonicalUrl(asked) ? undefined : 'redirect'
  return {
    input: { title: title.value, url, ...Object.fromEntries(said.map(([field, { value }]) => [field, value])) },
    found: {
      ...(from ? { url: { from } } : {}),
      ...Object.fromEntries(said.map(([field, one]) => [field, { from: one.from }])),
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
  const cutShort = /(?:…|\.\.\.)$/u.test(first?.value ?? '')
  const stem = cutShort ? first!.value.replace(/(?:…|\.\.\.)$/u, '').trimEnd() : ''
  return (
    (stem.length >= 20 && said.find(({ value }) => value.startsWith(stem) && !/(?:…|\.\.\.)$/u.test(value))) || first
  )
}

// ---- addresses

/**
 * Where the page is at home: the address it names, if that is on the same site, is not merely its front page, and does not
 * lead from https back to http; else where it was found. Without tracking parameters.
 */
export function addressOf(canonical: string | undefined, at: string): string | undefined {
  const here = canonicalUrl(at)
  const named = canonical === undefined ? undefined : canonicalUrl(canonical)
  if (!here || !named) return here
  const [there, from] = [new URL(named), new URL(here)]
  if (siteOf(there) !== siteOf(from) || (there.pathname === '/' && from.pathname !== '/')) return here
  if (from.protocol === 'https:') there.protocol = 'https:'
  return there.href
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

const separator = /\s[|–—·•»«:/\\-]{1,9}\s|\s?[|·•»«]\s?/u

/** The headline without the name of the site around it, as pages write it for the tab of a browser. */
export function cleanTitle(
  written: string | undefined,
  sites: readonly string[],
  heading?: string | undefined,
): string | undefined {
  const title = cleanText(written ?? '')
  if (title === '') return undefined
  const names = new Set(sites.map(squashed))
  const headline = cleanText(heading ?? '')
  const isWhole = headline.length >= 10 && !names.has(squashed(headline)) && title.startsWith(headline)
  if (isWhole && separator.exec(title.slice(headline.length))?.index === 0) return headline
  let left = title
  for (let round = 0; round < 3; round += 1) {
    const marks = [...left.matchAll(new RegExp(separator, 'gu'))]
    const [first, last] = [marks[0], marks.at(-1)]
    if (last && names.has(squashed(left.slice(last.index + last[0].length)))) left = left.slice(0, last.index)
    else if (first && names.has(squashed(left.slice(0, first.index)))) left = left.slice(first.index + first[0].length)
    else break
  }
  return left.trim() || title
}

/** `The Herald Sun` and `heraldsun.com.au` are one name, but for the end. */
const squashed = (name: string): string => name.toLowerCase().replaceAll(/^the\s+|[^\p{L}\p{N}.]+/gu, '')

function cleanSummary(written: string | undefined, title: string): string | undefined {
  const summary = cleanText(written ?? '', 1_200)
  return summary === title || isByline(summary) ? undefined : summary || undefined
}

/** Names; not the address of a profile, a mailbox, or the day beside the byline. "By" goes. */
export function cleanAuthor(written: string | undefined): string | undefined {
  const author = cleanText(written ?? '', 200).replace(/^(?:[Bb]y|BY|Von|Par|Por|Door)[\s:]+(?=\p{Lu})/u, '')
  const isNobody =
    author.length > 120 ||
    !/\p{L}/u.test(author) ||
    /^https?:|^@|^\S{1,64}@\S{1,253}$|^(?:admin|administrator|unknown|null|undefined)$/i.test(author) ||
    /\b(?:19|20)\d\d\b|\d:\d\d/.test(author) ||
    writtenDay(author) !== undefined
  return isNobody ? undefined : author
}

const cleanLanguage = (written: string | undefined): string | undefined => {
  const tag = (written ?? '').trim().replaceAll('_', '-')
  return isLanguage(tag) && !/^(?:und|x|mul|zxx)(?:-|$)/i.test(tag) ? tag : undefined
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
