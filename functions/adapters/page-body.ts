import type { Told } from '../../core/model/page.ts'

type Attributes = Readonly<Record<string, string>>

const MOST = { byline: 6, paragraph: 5, tagline: 5, picture: 50 }
const LONGEST = 2_000

/** What is neither the article's prose nor says who wrote it. */
const quietNames = new Set(
  'script style template noscript iframe object svg math select textarea button audio video nav aside footer form figure figcaption dialog pre code title'.split(
    ' ',
  ),
)
const quietRoles = /^(?:navigation|complementary|contentinfo|dialog|alertdialog|search)$/i
const word = (words: string) => new RegExp(`(?:^|[\\s_-])(?:${words})(?:$|[\\s_-])`, 'i')
const quietClasses = word(
  'nav|navbar|navigation|menu|breadcrumbs?|crumbs?|comments?|commentform|respond|reply|sidebar|footer|cookies?|consent|gdpr|related|recommended|share|sharing|social|promo|ads?|advert\\w*|sponsor\\w*|newsletter|subscribe|signup|caption|gutter|lineno\\w*|linenumbers?|line-(?:no|number)s?|hatnote',
)
const bylineClass = /^(?:[\w-]+[-_])?(?:byline|author|writtenby)(?:[-_]+(?:name|line|link|info))?$/i
const taglineClasses = word('tagline|slogan|strapline|sitesub|site-?description|site-?subtitle|blog-?description')
const changedClasses = word('updated|modified')
/** Of microformats, and of what WordPress and Pelican make: theirs often stands in a footer of the story. */
const publishedClasses = word('published|entry-date|pubdate')

type Collecting = { readonly kind: 'byline' | 'paragraph' | 'tagline'; readonly depth: number; text: string }

/**
 * What a page's body says by itself, gathered while its tags pass by, for a price that is little: bylines, the first
 * paragraphs below its heading, the day in `<time datetime>`, near it or by its class; and what is no summary, whoever takes it for one: the site's
 * tagline, and what pictures say in place of themselves.
 */
export function bodyOf() {
  const bylines: string[] = []
  const paragraphs: string[] = []
  const taglines: string[] = []
  const pictures: string[] = []
  const asides: readonly string[][] = [taglines, pictures]
  const collecting: Collecting[] = []
  const quiet: { readonly depth: number; readonly isFooter: boolean }[] = []
  const articles: number[] = []
  let depth = 0
  let isBelowHeading = false
  let day: string | undefined
  let published: string | undefined

  const begin = (kind: Collecting['kind']) => collecting.push({ kind, depth, text: '' })
  const kept = { byline: bylines, paragraph: paragraphs, tagline: taglines }

  function onopentag(name: string, attributes: Attributes): void {
    depth += 1
    const classes = `${attributes.class ?? ''} ${attributes.id ?? ''}`
    if (name === 'img' && attributes.alt?.trim() && pictures.length < MOST.picture) pictures.push(attributes.alt)
    if (taglineClasses.test(classes)) begin('tagline')
    if (isQuiet(name, attributes, classes)) quiet.push({ depth, isFooter: name === 'footer' })
    const isPublished = name === 'time' && publishedClasses.test(classes)
    if (isPublished && quiet.every(({ isFooter }) => isFooter)) published ??= attributes.datetime
    if (quiet.length > 0) return
    if (name === 'article' || name === 'main') articles.push(depth)
    if (name === 'h1') isBelowHeading = true
    if (isByline(attributes, classes)) begin('byline')
    const isNear = isBelowHeading || articles.length > 0
    if (name === 'p' && isNear && paragraphs.length < MOST.paragraph) begin('paragraph')
    const isChange = !isPublished && (changedClasses.test(classes) || /modified/i.test(attributes.itemprop ?? ''))
    if (name === 'time' && isNear && !isChange) day ??= attributes.datetime
  }

  function onclosetag(): void {
    while (collecting.at(-1)?.depth === depth) {
      const { kind, text } = collecting.pop()!
      if (text.trim() !== '' && kept[kind].length < MOST[kind]) kept[kind].push(text)
    }
    if (quiet.at(-1)?.depth === depth) quiet.pop()
    if (articles.at(-1) === depth) articles.pop()
    depth -= 1
  }

  function ontext(data: string): void {
    for (const one of collecting) {
      const isHeard = quiet.length === 0 || one.kind === 'tagline'
      if (isHeard && one.text.length < LONGEST) one.text += data
    }
  }

  const told = (): Told[] => [
    ...[day, published].flatMap((publishedAt) => (publishedAt ? [{ from: 'html', publishedAt } as const] : [])),
    ...bylines.map((author) => ({ from: 'html', author }) as const),
    ...paragraphs.map((summary) => ({ from: 'html', summary }) as const),
  ]
  return { onopentag, onclosetag, ontext, told, asides: () => asides.flat() }
}

function isQuiet(name: string, attributes: Attributes, classes: string): boolean {
  if (quietNames.has(name)) return true
  if (name === 'html' || name === 'body' || name === 'main' || name === 'article') return false
  return (
    attributes.hidden !== undefined ||
    attributes['aria-hidden'] === 'true' ||
    quietRoles.test(attributes.role ?? '') ||
    quietClasses.test(classes)
  )
}

const isByline = ({ rel, itemprop }: Attributes, classes: string): boolean =>
  /(?:^|\s)author(?:\s|$)/i.test(`${rel ?? ''} ${itemprop ?? ''}`) ||
  classes.split(/\s+/).some((one) => bylineClass.test(one))
