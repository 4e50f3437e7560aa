import type { Instant } from '../../../core/model/time.ts'
import type { DigestProps, Item, Section } from '../../../core/model/variant.ts'
import { tongueOf } from './direction.ts'
import { fullDayText } from './moments.ts'
import { type Learnt, pageWords } from './words/words.ts'

/** An issue in a feed. */
export type Entry = {
  /** For ever. */
  readonly id: string
  readonly path: string
  readonly at: Instant
  readonly props: DigestProps
}

export type Feed = {
  readonly site: string
  /** Of the digest's page; its feeds are below it. */
  readonly path: string
  readonly name: string
  readonly publisher: string
  readonly locale: Learnt
  readonly updated: Instant
  readonly entries: readonly Entry[]
}

// What XML 1.0 does not know at all, however it is written.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const unwritable = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g
const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as XML and HTML hold it, between tags and in attributes. */
export const xml = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(unwritable, '')
    .replaceAll(/[&<>"']/g, (sign) => escapes[sign]!)

/** Atom (RFC 4287). An entry an issue, its headlines and links as content. */
export function atomFeed(feed: Feed): string {
  const { site, path, name, publisher, locale, updated, entries } = feed
  const author = `<author><name>${xml(publisher || name)}</name></author>`
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${xml(locale)}">
<id>${xml(`${site}${path}`)}</id>
<title>${xml(name)}</title>
<updated>${updated}</updated>
${author}
<link rel="self" type="application/atom+xml" href="${xml(`${site}${path}/feed.atom`)}"/>
<link rel="alternate" type="text/html" href="${xml(`${site}${path}`)}"/>
${entries.map((entry) => atomEntry(site, entry, locale)).join('\n')}
</feed>
`
}

const atomEntry = (site: string, { id, path, at, props }: Entry, locale: Learnt): string => `<entry>
<id>${xml(id)}</id>
<title>${xml(titleOf(props, locale))}</title>
<published>${at}</published>
<updated>${at}</updated>
<link rel="alternate" type="text/html" href="${xml(`${site}${path}`)}"/>
<summary>${xml(summaryOf(props, locale))}</summary>
<content type="html">${xml(contentOf(`${site}${path}`, props, locale))}</content>
</entry>`

/** JSON Feed 1.1. */
export function jsonFeed({ site, path, name, publisher, locale, entries }: Feed): string {
  return `${JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: name,
    home_page_url: `${site}${path}`,
    feed_url: `${site}${path}/feed.json`,
    language: locale,
    authors: [{ name: publisher || name }],
    items: entries.map((entry) => ({
      id: entry.id,
      url: `${site}${entry.path}`,
      title: titleOf(entry.props, locale),
      summary: summaryOf(entry.props, locale),
      content_html: contentOf(`${site}${entry.path}`, entry.props, locale),
      date_published: entry.at,
    })),
  })}\n`
}

/** Its first headline; the digest's name stands over all of them. */
const titleOf = (props: DigestProps, locale: Learnt): string =>
  props.sections[0]?.items[0]?.title ?? summaryOf(props, locale)

const summaryOf = ({ local, stories }: DigestProps, locale: Learnt): string =>
  `${fullDayText(local.slice(0, 10), locale)} · ${pageWords(locale).issue.stories(stories)}`

/** HTML of tags that every feed reader keeps; addresses absolute. */
function contentOf(url: string, { intro, sections }: DigestProps, locale: Learnt): string {
  const { web } = pageWords(locale)
  const listed = ({ name, items, more, slug }: Section) =>
    `<h2 dir="auto">${xml(name)}</h2><ul>${items.map(storyOf).join('')}${
      more > 0 ? `<li><a href="${xml(`${url}#${encodeURIComponent(slug)}`)}">${xml(web.andMore(more))}</a></li>` : ''
    }</ul>`
  return `${intro ? `<p dir="auto">${xml(intro)}</p>` : ''}${sections.map(listed).join('')}`
}

const storyOf = ({ title, url, summary, source, lang }: Item): string => {
  const tongue = tongueOf({ text: title, more: summary, lang })
  const attributes = `${'lang' in tongue ? ` lang="${xml(tongue.lang)}"` : ''} dir="${tongue.dir}"`
  const told = [summary, source && `(${source})`].filter(Boolean).join(' ')
  return `<li${attributes}><a href="${xml(url)}">${xml(title)}</a>${told ? `<br>${xml(told)}` : ''}</li>`
}
