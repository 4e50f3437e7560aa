import { Parser } from 'htmlparser2'
import { canonicalUrl } from '../../core/model/article.ts'
import { isAFeed, noPage, notAPage, type PageRead, type Told } from '../../core/model/page.ts'
import type { Headings } from '../../core/model/page-title.ts'
import { decode, opening } from './decode.ts'
import { DEEPEST_HTML, plain } from './html.ts'
import { bodyOf } from './page-body.ts'

/** A page as it came over the network; `url` is where it was found, after redirects. */
export type FetchedPage = { readonly bytes: Uint8Array; readonly contentType: string; readonly url: string }

type Read = Extract<PageRead, { kind: 'read' }>

/**
 * What a page says of itself in its tags, and as much of its HTML as whoever reads on needs. One pass without a tree, which also counts
 * how deep the page is nested: what is deeper than 256 is refused before anything is built of it (T48).
 */
export function readTags(
  page: FetchedPage,
): { read: Read; article: string } | Extract<PageRead, { kind: 'unreadable' }> {
  const unreadable = (reason: string) => ({ kind: 'unreadable', reason }) as const
  const another = notAPage(page.contentType) ?? notAPage(kindOf(page.bytes) ?? '')
  if (another) return unreadable(another)
  const html = decode(page.bytes, page.contentType, 'page')
  if (html.trim() === '') return unreadable('There is nothing at this address: check it.')
  const { root, definesEntities } = opening(html)
  if (definesEntities)
    return unreadable(
      'This page begins with definitions of its own (a DOCTYPE with a subset), which are unsafe to read: give its title yourself.',
    )
  if (['rss', 'feed', 'rdf'].includes(root)) return unreadable(isAFeed)
  if (root === '{') return unreadable(noPage('data for programs (JSON)'))

  const tags = tagsOf(html)
  if (tags.tooDeep)
    return unreadable(
      `This page is nested deeper than ${DEEPEST_HTML} levels, which no page needs: give its title yourself.`,
    )
  if (tags.elements === 0) return unreadable(noPage('text without a page around it'))
  const base = resolved(tags.base, page.url) ?? page.url
  const canonical = resolved(tags.canonical, base)
  const here = [page.url, canonical].map((url) => canonicalUrl(url ?? ''))
  const nodes = tags.scripts.flatMap(graphOf)
  const told = [
    ...jsonLd(nodes, base, here),
    openGraph(tags, base),
    metaTags(tags, base),
    inHtml(tags, base),
    ...tags.body.told(),
  ]
  const asides = [...taglinesOf(nodes), ...altsOf(tags), ...tags.body.asides()].map(plain)
  return {
    read: {
      kind: 'read',
      told,
      canonical,
      refresh: resolved(tags.refresh || undefined, base),
      asides,
      ...headingsOf(tags.headings, base),
    },
    article: html.slice(0, tags.enough),
  }
}

/** What bytes are that begin like this, where nobody says so. */
function kindOf(bytes: Uint8Array): string | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 8))
  if (head.startsWith('%PDF-')) return 'application/pdf'
  if (/^\x89PNG|^GIF8|^\xFF\xD8\xFF|^RIFF/.test(head)) return 'image/*'
  const isZip = head.startsWith('PK') && bytes[2] === 3 && bytes[3] === 4
  if (isZip || head.startsWith('Rar!') || (bytes[0] === 0x1f && bytes[1] === 0x8b)) return 'application/zip'
  return undefined
}

const resolved = (reference: string | undefined, base: string): string | undefined =>
  reference?.trim() ? URL.parse(reference.trim(), base)?.href : undefined

// ---- one pass over the tags

type Tags = {
  readonly scripts: readonly string[]
  /** `content` by lower-case `property`, `name` or `itemprop`, the first of each. */
  readonly properties: ReadonlyMap<string, string>
  readonly names: ReadonlyMap<string, string>
  readonly items: ReadonlyMap<string, string>
  readonly authors: readonly string[]
  readonly base?: string | undefined
  readonly canonical?: string | undefined
  readonly refresh?: string | undefined
  readonly lang?: string | undefined
  readonly title: string
  readonly headings: readonly Heading[]
  readonly body: ReturnType<typeof bodyOf>
  readonly elements: number
  /** Where its beginning ends, in characters. */
  readonly enough: number
  readonly tooDeep: boolean
}

/** `link`: where all of it leads. */
type Heading = { readonly level: 1 | 2; readonly text: string; readonly link?: string | undefined }

const MOST_SCRIPTS = 30
const MOST_HEADINGS = 20
/**
 * Below its first heading so much of a page is enough to tell who wrote it and how it begins; before it there may be a
 * whole site's menus. What builds a tree of all the rest takes seconds for a long one.
 */
const ENOUGH_ELEMENTS = 1_200
const ENOUGH_TEXT = 20_000
const MOST_ELEMENTS = 6_000
const LONGEST_HEADING = 2_000

function tagsOf(html: string): Tags {
  const scripts: string[] = []
  const properties = new Map<string, string>()
  const names = new Map<string, string>()
  const items = new Map<string, string>()
  const authors: string[] = []
  let base: string | undefined
  let canonical: string | undefined
  let refresh: string | undefined
  let unscripted = 0
  let drawn = 0
  let lang: string | undefined
  let title = ''
  const headings: { level: 1 | 2; text: string; link?: string | undefined }[] = []
  const body = bodyOf()
  let elements = 0
  let enough = html.length
  let below = { elements: 0, text: 0 }
  let depth = 0
  let tooDeep = false
  /** Whose text is being collected. */
  let into: 'script' | 'title' | 'h1' | 'h2' | undefined

  const first = (map: Map<string, string>, key: string | undefined, value: string | undefined) => {
    const name = key?.trim().toLowerCase()
    if (name && value?.trim() && !map.has(name)) map.set(name, value.trim())
  }
  const parser = new Parser({
    onopentag(name, attributes) {
      depth += 1
      elements += 1
      if (depth > DEEPEST_HTML) {
        tooDeep = true
        parser.pause()
        return
      }
      body.onopentag(name, attributes)
      if (name === 'h1' && headings.every(({ level }) => level > 1)) below = { elements: 0, text: 0 }
      below.elements += 1
      const isEnough = headings.some(({ level }) => level === 1)
        ? below.elements > ENOUGH_ELEMENTS || below.text > ENOUGH_TEXT
        : below.elements > MOST_ELEMENTS
      if (isEnough) enough = Math.min(enough, parser.startIndex)
      if (name === 'noscript') unscripted += 1
      if (name === 'svg') drawn += 1
      if (name === 'html') lang ||= attributes.lang || attributes['xml:lang']
      else if (name === 'base') base ??= attributes.href
      else if (name === 'link' && /(?:^|\s)canonical(?:\s|$)/i.test(attributes.rel ?? '')) canonical ??= attributes.href
      else if (name === 'meta') {
        first(properties, attributes.property, attributes.content)
        first(names, attributes.name ?? attributes['http-equiv'], attributes.content)
        first(items, attributes.itemprop, attributes.content)
        const isRefresh = unscripted === 0 && /^\s*refresh\s*$/i.test(attributes['http-equiv'] ?? '')
        if (isRefresh) refresh ??= leadsTo(attributes.content)
        const wrote = attributes.content ?? ''
        if (/^author$/i.test(attributes.name ?? '')) authors.push(wrote)
        if (/^citation_author$/i.test(attributes.name ?? '')) authors.push(inOrder(wrote))
      } else if (name === 'time') first(items, attributes.itemprop, attributes.datetime)
      else if (name === 'script' && /^\s*application\/ld\+json/i.test(attributes.type ?? '')) {
        if (scripts.length === MOST_SCRIPTS) return
        scripts.push('')
        into = 'script'
      } else if (name === 'title' && title === '' && drawn === 0) into = 'title'
      else if ((name === 'h1' || name === 'h2') && headings.length < MOST_HEADINGS) {
        headings.push({ level: name === 'h1' ? 1 : 2, text: '' })
        into = name
      } else if (isHeading(into) && name === 'a' && headings.at(-1)?.text.trim() === '')
        headings.at(-1)!.link = attributes.href
      else if (isHeading(into) && name === 'br') headings.at(-1)!.text += ' '
    },
    onclosetag(name) {
      depth -= 1
      body.onclosetag()
      if (name === into) into = undefined
      if (name === 'noscript') unscripted -= 1
      if (name === 'svg') drawn -= 1
    },
    ontext(data) {
      body.ontext(data)
      below.text += data.length
      if (into === 'script') scripts[scripts.length - 1] += data
      else if (into === 'title') title += data
      else if (isHeading(into) && headings.at(-1)!.text.length < LONGEST_HEADING) headings.at(-1)!.text += data
    },
  })
  parser.end(html)
  return {
    scripts,
    properties,
    names,
    items,
    authors,
    base,
    canonical,
    refresh,
    lang,
    title,
    headings,
    body,
    elements,
    enough,
    tooDeep,
  }
}

/** A page that stays longer than this before it leads on, in seconds, is there to be read. */
const LONGEST_STAY = 10

/**
 * Where a `meta` of the kind `refresh` leads (HTML, "shared declarative refresh steps"; whatwg/html#2852): `0; url=/new`.
 * Nowhere (`''`) for one that stays; undefined for what is none. The first that is one counts.
 */
function leadsTo(content = ''): string | undefined {
  const written = content.slice(0, 2_100).trim()
  const after = /^\d{0,9}/.exec(written)?.[0] ?? ''
  if (after === '' && !written.startsWith('.')) return undefined
  const rest = written.slice(after.length).replace(/^[\d.]{0,20}/, '')
  if (rest === '') return ''
  if (!/^[;,\s]/.test(rest)) return undefined
  const address = rest
    .trim()
    .replace(/^[;,]/, '')
    .trimStart()
    .replace(/^url\s{0,9}=\s{0,9}/i, '')
  const quote = /^["']/.exec(address)?.[0]
  return Number(after) <= LONGEST_STAY ? (quote ? address.slice(1).split(quote)[0] : address) : ''
}

const isHeading = (into: string | undefined): boolean => into === 'h1' || into === 'h2'

// ---- what they say

const firstOf = (map: ReadonlyMap<string, string>, ...keys: string[]): string | undefined => {
  const key = keys.find((one) => map.has(one))
  return key === undefined ? undefined : map.get(key)
}

/** Text in an attribute is often escaped once more than it should be. */
const words = (written: string | undefined): string | undefined => written && plain(written)

function openGraph({ properties, names }: Tags, base: string): Told {
  const og = (...keys: string[]) => firstOf(properties, ...keys) ?? firstOf(names, ...keys)
  return {
    from: 'open-graph',
    title: words(og('og:title')),
    summary: words(og('og:description')),
    author: words(nameIn(firstOf(properties, 'article:author', 'og:article:author'))),
    image: resolved(og('og:image:secure_url', 'og:image', 'og:image:url'), base),
    lang: og('og:locale'),
    publishedAt: firstOf(properties, 'article:published_time', 'og:article:published_time'),
    source: words(og('og:site_name')),
  }
}

function metaTags({ names, items, authors }: Tags, base: string): Told {
  return {
    from: 'meta',
    title: words(
      firstOf(names, 'dc.title', 'dcterms.title', 'citation_title', 'parsely-title', 'twitter:title', 'title') ??
        items.get('headline'),
    ),
    summary: words(
      firstOf(names, 'dc.description', 'dcterms.description', 'description', 'twitter:description') ??
        items.get('description'),
    ),
    author: words(
      together(authors) ??
        nameIn(firstOf(names, 'dc.creator', 'dcterms.creator', 'parsely-author')) ??
        items.get('author'),
    ),
    image: resolved(firstOf(names, 'twitter:image', 'twitter:image:src') ?? items.get('image'), base),
    lang: firstOf(names, 'content-language', 'dc.language', 'dcterms.language') ?? items.get('inlanguage'),
    publishedAt:
      firstOf(names, 'dc.date', 'dc.date.issued', 'dcterms.date', 'dcterms.created', 'citation_publication_date') ??
      firstOf(names, 'citation_date', 'citation_online_date') ??
      firstOf(names, 'article:published_time', 'parsely-pub-date', 'pubdate', 'publish-date', 'date') ??
      items.get('datepublished'),
    source: words(firstOf(names, 'application-name')),
  }
}

const inHtml = ({ title, headings, lang }: Tags, base: string): Told => ({
  from: 'html',
  title: title.trim(),
  lang,
  source: headings.filter((one) => leadsHome(one, base)).map(({ text }) => plain(text))[0],
})

/** The first heading that is not the site's name, and those below it. */
function headingsOf(headings: readonly Heading[], base: string): Headings {
  const own = headings.filter((one) => one.text.trim() !== '' && !leadsHome(one, base))
  const texts = (level: number) => own.filter((one) => one.level === level).map(({ text }) => plain(text))
  const [heading, ...more] = texts(1)
  return { heading, subheadings: [...more, ...texts(2)] }
}

/** Many pages have their site's name for a heading: it leads to the site's first page. */
function leadsHome({ link }: Heading, base: string): boolean {
  const url = resolved(link, base)
  return url !== undefined && new URL(url).pathname === '/' && new URL(url).host === new URL(base).host
}

/** Open Graph wants the address of a profile there; most write a name. */
const nameIn = (written: string | undefined): string | undefined =>
  written === undefined || /^https?:|^www\./i.test(written.trim()) ? undefined : written

/** Libraries write the last name first: `Reed, Ada`. */
const inOrder = (name: string): string => name.replace(/^([^,]{1,80}), ([^,]{1,80})$/, '$2 $1')

/** As many names as a line holds. */
function together(names: readonly string[]): string | undefined {
  const known = [...new Set(names.map((name) => plain(name)))].filter((name) => nameIn(name) && name !== '')
  let line = known[0]
  for (const name of known.slice(1)) if (line && line.length + name.length < 110) line += `, ${name}`
  return line
}

// ---- JSON-LD

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
type Node = { readonly [key: string]: Json }

const MOST_NODES = 2_000

const isNode = (value: Json | undefined): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const listOf = (value: Json | undefined): Json[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]

/** Article and its kinds, as schema.org names them. */
const articleTypes =
  /^(?:https?:\/\/schema\.org\/|schema:)?(?:\w*Article|\w*Posting|Report|LiveBlogPosting|APIReference)$/

/** `here`: the addresses that this page has; an article at another one is only mentioned. */
function jsonLd(nodes: readonly Node[], base: string, here: readonly (string | undefined)[]): Told[] {
  const byId = new Map(nodes.flatMap((node) => (typeof node['@id'] === 'string' ? [[node['@id'], node] as const] : [])))
  const whole = (value: Json | undefined): Json | undefined =>
    isNode(value) && typeof value['@id'] === 'string' && value.name === undefined
      ? (byId.get(value['@id']) ?? value)
      : value
  const articles = nodes.filter((node) => listOf(node['@type']).some((type) => articleTypes.test(String(type))))
  const homes = (node: Node) =>
    [node.url, node.mainEntityOfPage, isNode(node.mainEntityOfPage) ? node.mainEntityOfPage['@id'] : undefined]
      .filter((url) => typeof url === 'string')
      .map((url) => canonicalUrl(resolved(url, base) ?? ''))
  const article =
    articles.find((node) => homes(node).some((home) => home !== undefined && here.includes(home))) ??
    articles.find((node) => homes(node).length === 0) ??
    (articles.length === 1 ? articles[0] : undefined)
  if (!article) return []
  const publisher = whole(listOf(article.publisher)[0])
  const language = listOf(article.inLanguage)[0]
  const said: Told = {
    from: 'json-ld',
    title: words(textIn(article.headline)),
    summary: words(textIn(article.description)),
    author: together(listOf(article.author).flatMap((one) => namesIn(whole(one)))),
    image: resolved(pictureIn(article.image) ?? textIn(article.thumbnailUrl), base),
    lang: textIn(language) ?? (isNode(language) ? textIn(language.alternateName ?? language.name) : undefined),
    publishedAt: textIn(article.datePublished) ?? textIn(article.dateCreated),
    source: isNode(publisher) ? words(textIn(publisher.name)) : undefined,
  }
  // Which of the two is the headline is not the same everywhere: one of them may be what the article is about.
  return [said, { from: 'json-ld', title: words(textIn(article.name)) }]
}

/** What the site says of itself, on every page. */
const taglinesOf = (nodes: readonly Node[]): string[] =>
  nodes
    .filter((node) => listOf(node['@type']).some((type) => /(?:WebSite|Organization|Blog)$/.test(String(type))))
    .flatMap((node) => [textIn(node.description) ?? [], textIn(node.slogan) ?? []].flat())

const altsOf = ({ properties, names }: Tags): string[] =>
  [firstOf(properties, 'og:image:alt'), firstOf(names, 'twitter:image:alt')].filter((one) => one !== undefined)

/** Without the comment or CDATA section that hides it from programs of long ago: `//<![CDATA[ … //]]>`. */
function withoutShell(script: string): string {
  const opened = script.trim().replace(/^\/\//, '').trimStart()
  const begun = opened.replace(/^(?:<!\[CDATA\[|<!--)/, '')
  if (begun === opened) return script
  return begun
    .replace(/(?:\]\]>|-->)$/, '')
    .trimEnd()
    .replace(/\/\/$/, '')
}

/** The things a block is about: those it lists, not those they mention. A block that is no JSON says nothing. */
function graphOf(script: string): Node[] {
  const text = withoutShell(script)
  const found: Node[] = []
  try {
    // Line breaks within strings are against the rules and common; anywhere else they are blanks, too.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
    const waiting = [JSON.parse(text.replaceAll(/[\u0000-\u001F]+/g, ' '), harmless) as Json]
    while (waiting.length > 0 && found.length < MOST_NODES) {
      const value = waiting.shift()
      if (Array.isArray(value)) waiting.unshift(...value.slice(0, MOST_NODES))
      else if (isNode(value)) {
        found.push(value)
        waiting.push(...listOf(value['@graph']).slice(0, MOST_NODES), ...listOf(value.mainEntity).slice(0, 5))
      }
    }
  } catch {
    return []
  }
  return found
}

/** Keys that could reach beyond their object are not read (T49). */
const harmless = (key: string, value: unknown): unknown =>
  key === '__proto__' || key === 'constructor' || key === 'prototype' ? undefined : value

const textIn = (value: Json | undefined): string | undefined => {
  const [first] = listOf(value)
  if (isNode(first)) return textIn(first['@value'])
  return typeof first === 'string' && first.trim() !== '' ? first : undefined
}

const namesIn = (value: Json | undefined): string[] => {
  if (typeof value === 'string') return [value]
  return isNode(value) ? listOf(value.name).filter((name) => typeof name === 'string') : []
}

const pictureIn = (value: Json | undefined): string | undefined => {
  const [first] = listOf(value)
  if (!isNode(first)) return textIn(first)
  return textIn(first.url) ?? textIn(first.contentUrl) ?? textIn(first['@list'])
}
