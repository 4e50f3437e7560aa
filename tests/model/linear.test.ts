import { describe, expect, it } from 'vitest'
import { readAddress } from '../../core/model/address.ts'
import { canonicalUrl, parseArticle, parsePublished } from '../../core/model/article.ts'
import { withoutAddresses } from '../../core/model/audit.ts'
import { verdictOf } from '../../core/model/bounce.ts'
import { readComment } from '../../core/model/comment.ts'
import { parseSender } from '../../core/model/digest.ts'
import { articleFromEntry, publishedFrom } from '../../core/model/feed.ts'
import { readColumns } from '../../core/model/list-columns.ts'
import { readRow } from '../../core/model/list-row.ts'
import { isOtherHeader, titleOff } from '../../core/model/list-title.ts'
import { severalIn } from '../../core/model/listed-address.ts'
import { localeFor } from '../../core/model/locale.ts'
import { cleanAuthor } from '../../core/model/page.ts'
import { cleanTitle } from '../../core/model/page-title.ts'
import { parsePastedText, writtenDay } from '../../core/model/pasted-text.ts'
import { fromWords } from '../../core/model/schedule-words.ts'
import { browserIn } from '../../core/model/sign-in.ts'
import { feedAddress } from '../../core/model/source.ts'
import { tagsByRules } from '../../core/model/tag-rule.ts'
import { cleanText, firstSentences, isName, isOneLine, normalized, slugOf } from '../../core/model/text.ts'
import { parseFeed } from '../../functions/adapters/feed-parser.ts'
import { escapedTwice, plain } from '../../functions/adapters/html.ts'
import { readTags } from '../../functions/adapters/page-parser.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { isNameable } from '../../functions/http/readable.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const rss = (item: string, head = '') =>
  bytes(
    `<rss version="2.0"><channel><title>A</title>${head}<item><link>https://skerry.example/1</link>${item}</item></channel></rss>`,
  )
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\0', '')
const page = (body: string) =>
  readTags({
    bytes: bytes(`<html><title>Boats</title>${body}`),
    contentType: 'text/html',
    url: 'https://skerry.example/',
  })
const entry = (text: string) => ({ url: 'https://skerry.example/1', title: text, summary: text, categories: [text] })

function listed(header: readonly string[], cells: readonly string[]) {
  const columns = readColumns(header)
  if (!columns.ok) throw new Error(header.join())
  return [titleOff(columns.value, cells), isOtherHeader(columns.value, cells), readRow(zones, columns.value, cells)]
}

/** Whatever reads what strangers send: a feed, a page, a form, a header, a mail server. */
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  'a line of text': (text) => cleanText(text),
  'a long text': (text) => cleanText(text, 5_000),
  'a text in one form of Unicode': (text) => normalized(text, 'NFKC'),
  'a tag': slugOf,
  'its first sentences': (text) => firstSentences(cleanText(text, 1_200)),
  'a name': isName,
  'whether it is one line': isOneLine,
  'a sender': parseSender,
  'the name of a sender': (text) => parseSender(`${text} <post@harbourpost.example>`),
  'an address': readAddress,
  'an address with a name before it': (text) => readAddress(`${text}@mail.example.net`),
  'a comment': (text) => readComment({ name: text, text, email: text }),
  'the address of an article': canonicalUrl,
  'the address of a feed': feedAddress,
  'a moment': parsePublished,
  'a moment in a feed': publishedFrom,
  'a day': writtenDay,
  'an article': (text) =>
    parseArticle({ title: text, summary: text, url: 'https://a.example', tags: [text] }, () => 'art_1', ''),
  'an entry of a feed': (text) => articleFromEntry(entry(text), { title: text, tags: [] }),
  'a row of a list': (text) =>
    listed(['email', 'Notes', 'opt out', 'News', 'status'], ['a@mail.example.net', text, text, text, text]),
  'an address in a list': (text) => listed(['email'], [text]),
  'a row of a list about several people': (text) => severalIn([`${text} a@mail.example.net b@mail.example.net`]),
  'the header of a list': (text) => readColumns(['email', text]),
  'rules for tags': (text) => tagsByRules(entry(text), [{ when: { title: '*a*b*c*' }, tag: 'x' }]),
  'a headline': (text) => cleanTitle(text, ['Skerry Post'], { heading: 'Boats' }),
  'an author': cleanAuthor,
  'a text that is pasted': (text) =>
    parsePastedText(`The harbour is open again\n\nTwo ferries left before noon.\n${text}`),
  'a schedule in words': (text) => fromWords(zones, text),
  'a language': localeFor,
  'a browser': browserIn,
  'what a mail server says': (text) => verdictOf({ type: 'Permanent', codes: [text] }),
  'a note': (text) => withoutAddresses(text),
  'a path': isNameable,
  'HTML as words': plain,
  'HTML that was escaped twice': (text) => escapedTwice(escaped(text)),
  'the title in a feed': (text) => parseFeed(rss(`<title>${escaped(text)}</title>`)),
  'the author in a feed': (text) => parseFeed(rss(`<title>B</title><author>a@b.example ${escaped(text)}</author>`)),
  'the creator in a feed': (text) => parseFeed(rss(`<title>B</title><dc:creator>a@b ${escaped(text)}</dc:creator>`)),
  'the summary in a feed': (text) => parseFeed(rss(`<title>B</title><description>${escaped(text)}</description>`)),
  'a category in a feed': (text) => parseFeed(rss(`<title>B</title><category>${escaped(text)}</category>`)),
  'the date in a feed': (text) => parseFeed(rss(`<title>B</title><pubDate>${escaped(text)}</pubDate>`)),
  'the head of a feed': (text) => parseFeed(rss('<title>B</title>', `<description>${escaped(text)}</description>`)),
  'a feed of data': (text) =>
    parseFeed(bytes(JSON.stringify({ version: 'https://jsonfeed.org/version/1', title: text, items: [entry(text)] }))),
  'the head of a page': (text) => page(`<meta name="description" content="${escaped(text).replaceAll('"', '')}">`),
  'data in a page': (text) => page(`<script type="application/ld+json">${text.replaceAll('<', '')}</script>`),
}

/** One sign or some, again and again. */
const shapes = [
  ...[
    ' ',
    '(',
    ')',
    '[',
    '<',
    '>',
    '"',
    "'",
    '.',
    ',',
    ';',
    ':',
    '@',
    '-',
    '/',
    '#',
    '…',
    '»',
    '\n',
    '\t',
    '\u00A0',
    '0',
    'a',
  ],
  ...['\u0301', '\u0301\u0327', 'a\u0301\u0323', '\uFDFA', '👩‍', '한', '\u200D', '\uD800', 'İ'],
  ...[
    'a ',
    'a.',
    'a@',
    'a-',
    '1:',
    '1.',
    ' -',
    ' |',
    '&lt;',
    '<a>',
    '(a',
    'By Ada ',
    'every day at 08:00, ',
    'Continue reading ',
    '\n\n',
    '» ',
  ],
]

const SHORT = 400
const TIMES = 8
/** In step with the length it is eight, by its square sixty-four: between the two, however busy the machine is. */
const MOST = 28
/** Below this, ms, a clock tells nothing, and nobody waits. */
const NOTHING = 2

function timeOf(work: () => unknown): number {
  const began = performance.now()
  work()
  return performance.now() - began
}

/** How many times as long a text takes that is eight times as long: the least of each. */
function timesOver(read: (text: string) => unknown, shape: string, from: number): number {
  const text = (length: number) => shape.repeat(Math.ceil(length / shape.length))
  const [short, long] = [text(from), text(TIMES * from)]
  let [least, most] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let tries = 0; tries < 6; tries++) {
    const took = timeOf(() => read(long))
    most = Math.min(most, took)
    if (most < NOTHING) return 0
    for (let n = 0; n < TIMES; n++) {
      const one = timeOf(() => read(short))
      least = Math.min(least, one)
    }
    if (most / least <= MOST) break
  }
  return most / least
}

/** The processor's own time of one call, ms, over as many as it takes to be told: what else the machine does is no part of it. */
function spentBy(work: () => unknown): number {
  const began = process.threadCpuUsage()
  for (let calls = 1; ; calls++) {
    work()
    const { user, system } = process.threadCpuUsage(began)
    if (user + system > 50_000) return (user + system) / 1_000 / calls
  }
}

/** The same, in the processor's own time: dearer to measure, so only of what a clock finds too slow. */
function spentOver(read: (text: string) => unknown, shape: string, from: number): number {
  const text = (length: number) => shape.repeat(Math.ceil(length / shape.length))
  return spentBy(() => read(text(TIMES * from))) / spentBy(() => read(text(from)))
}

/**
 * Over one octave of lengths, and where that is too much over the next: what is begun only with longer texts (they are cut,
 * and that costs something) is no growth, and neither is a moment in which the machine did something else.
 */
const growth = (read: (text: string) => unknown, shape: string): number => {
  const first = timesOver(read, shape, SHORT)
  if (first <= MOST) return first
  const next = timesOver(read, shape, SHORT * TIMES)
  return next <= MOST ? next : Math.min(spentOver(read, shape, SHORT), spentOver(read, shape, SHORT * TIMES))
}

describe('what strangers send is read in a time that grows in step with its length', () => {
  it.each(Object.entries(readers))('%s', (_, read) => {
    const slow = shapes.flatMap((shape) => {
      const times = growth(read, shape)
      return times > MOST ? [`${JSON.stringify(shape)}: ${times.toFixed(0)} times`] : []
    })
    expect(slow).toEqual([])
  })

  it('which is told from one that grows by the square', () => {
    const square = (text: string) => /\s+$/.exec(`${text}.`)
    expect(growth(square, ' ')).toBeGreaterThan(MOST)
  })
})
