import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseArticle } from '../../core/model/article.ts'
import { articleFromEntry, type FeedEntry, publishedFrom } from '../../core/model/feed.ts'
import { LARGEST_FEED, MOST_ENTRIES, parseFeed } from '../../functions/adapters/feed-parser.ts'

const samples = new URL('../../../shared/samples/feeds/', import.meta.url)
const fixture = (name: string) => readFileSync(new URL(`../fixtures/feeds/${name}`, import.meta.url))
const bytes = (text: string) => new TextEncoder().encode(text)
const utf16 = (text: string) => new Uint8Array(Buffer.from(`\uFEFF${text}`, 'utf16le'))
const latin1 = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))

const read = (given: Uint8Array | string, options: { contentType?: string; url?: string } = {}) => {
  const feed = parseFeed(typeof given === 'string' ? bytes(given) : given, options)
  if (!feed.ok) throw new Error(feed.reason)
  return feed
}
const refusal = (given: Uint8Array | string) => {
  const feed = parseFeed(typeof given === 'string' ? bytes(given) : given)
  return feed.ok ? undefined : feed.reason
}

const rss = (items: string) => `<rss version="2.0"><channel><title>Skerry</title>${items}</channel></rss>`
const item = (more = '', title = 'Harbour open') =>
  `<item><title>${title}</title><link>https://skerry.example.org/1</link>${more}</item>`

describe('a feed gives its entries in words', () => {
  test('of RSS 2.0: HTML as text with entities decoded once, links whole, small pictures ignored', () => {
    const feed = read(fixture('skerry.rss'), { url: 'https://feeds.example.net/skerry' })

    expect([feed.title, feed.lang]).toEqual(['Skerry & Coast', 'en-GB'])
    expect(feed.entries[0]).toEqual({
      guid: 'skerry-1',
      url: 'https://skerry.example.org/2024/06/harbour#top',
      former: 'https://skerry.example.org/2024/06/harbour',
      title: 'Harbour & ferries: open again',
      summary: 'The harbour reopened on Thursday. Two ferries left before noon &mdash; with flour. Continue reading...',
      author: 'Ada Reed',
      image: 'https://skerry.example.org/harbour.jpg',
      lang: 'en-GB',
      publishedAt: '2024-06-20T14:30:00.000Z',
      categories: ['Harbour', 'Ferries'],
    })
    expect(feed.entries[1]).toMatchObject({
      url: 'https://skerry.example.org/2024/06/video',
      title: 'The <video> tag, and why 5 < 6',
      summary: 'How a page shows a film.',
      image: 'https://pictures.example.org/wide.jpg',
      publishedAt: '2024-06-20T14:00:00.000Z',
    })
  })

  test('of RSS 1.0', () => {
    const feed = read(fixture('skerry.rdf'))

    expect([feed.title, feed.lang]).toEqual(['Skerry notes', 'nb'])
    expect(feed.entries).toEqual([
      {
        guid: 'https://skerry.example.org/notes/1',
        url: 'https://skerry.example.org/notes/1',
        title: 'A note on rope',
        summary: 'How rope is kept dry.',
        author: 'Tom van Dale',
        lang: 'nb',
        publishedAt: '2024-06-20T08:30:00.000Z',
        categories: ['rope', 'boats'],
      },
    ])
  })

  test('of Atom: each text as its type says, each link from its xml:base, the page rather than its comments', () => {
    const feed = read(fixture('skerry.atom'), { url: 'https://feeds.example.net/atom.xml' })

    expect([feed.title, feed.lang]).toEqual(['Skerry & sea', 'en'])
    expect(feed.entries).toEqual([
      {
        guid: 'urn:skerry:1',
        url: 'https://skerry.example.org/2024/06/harbour',
        title: 'Tags like <b> stay & stay',
        summary: 'The harbour is open.',
        author: 'The Skerry desk',
        image: 'https://skerry.example.org/2024/06/pictures/harbour.jpg',
        lang: 'en',
        publishedAt: '2024-06-20T10:30:00.000Z',
        categories: ['Harbour'],
      },
      {
        guid: 'https://skerry.example.org/fr/port',
        url: 'https://skerry.example.org/fr/port',
        title: 'Le port est ouvert',
        summary: 'Deux bateaux sont partis. Lire la suite »',
        author: 'Élodie Arc',
        lang: 'fr',
        publishedAt: '2024-06-20T10:30:00.000Z',
        categories: [],
      },
    ])
  })

  test('of JSON Feed', () => {
    const feed = read(fixture('skerry.json'), { url: 'https://skerry.example.org/feed.json' })

    expect([feed.title, feed.lang]).toEqual(['Skerry in JSON', 'en'])
    expect(feed.entries).toEqual([
      {
        guid: '1',
        url: 'https://skerry.example.org/2024/06/harbour',
        title: 'Harbour & ferries',
        summary: 'Open Two ferries left.',
        author: 'The Skerry desk',
        image: 'https://pictures.example.org/wide.jpg',
        lang: 'en',
        publishedAt: '2024-06-20T10:30:00.000Z',
        categories: ['harbour', 'ferries'],
      },
    ])
    expect(feed.quarantined).toHaveLength(1)
  })

  test('and is read as what it begins with, whatever its articles quote', () => {
    const quoting = `<feed xmlns="http://www.w3.org/2005/Atom"><title>Skerry</title><entry><title>On feeds</title>
      <link href="https://skerry.example.org/1"/><content type="html"><![CDATA[<pre> <rss version="2.0"> </pre>]]></content></entry></feed>`

    expect(read(quoting).entries).toHaveLength(1)
  })
})

describe('a feed is read as it is, not as it should be', () => {
  const wild = new URL('wild/', new URL('../fixtures/feeds/', import.meta.url))
  const entriesOf = (name: string) =>
    read(readFileSync(new URL(name, wild)), { url: 'https://skerry.example.org/feed' })
  const only = (text: string | Uint8Array) => read(text, { url: 'https://skerry.example.org/feed' }).entries[0]

  test.each([
    [
      'podcast.rss',
      ['https://cdn.example.org/tides.mp3', 'Tides', 'How tides turn.', { kind: 'audio', seconds: 2_045 }],
    ],
    ['podcast.atom', ['https://cdn.example.org/ropes.ogg', 'Ropes', 'How ropes are laid.', { kind: 'audio' }]],
    ['podcast.json', ['https://cdn.example.org/locks.m4a', 'Locks', 'How locks fill.', { kind: 'audio', seconds: 95 }]],
    [
      'video.rss',
      ['https://cdn.example.org/crane.mp4', 'A crane at work', 'Seen from the quay.', { kind: 'video', seconds: 61 }],
    ],
    ['video.atom', ['https://video.example.org/watch?v=k1', 'Knots', 'Four knots, slowly.', { kind: 'video' }]],
  ] as const)('an episode or a film leads to itself, and says what it is: %s', (name, said) => {
    const { entries, quarantined } = entriesOf(name)
    expect(quarantined).toEqual([])
    expect(entries.map(({ url, title, summary, medium }) => [url, title, summary, medium])).toEqual([said])
  })

  test.each(['post.rss', 'post.atom', 'post.json'])('a post without a title begins with what it says: %s', (name) => {
    const { entries, quarantined } = entriesOf(name)
    expect(quarantined).toEqual([])
    expect(entries.map(({ title }) => title)).toEqual([
      'The bridge is open again.',
      'A long evening at the quay with everybody who had anything to do with the…',
    ])
    expect(entries[1]?.summary).toMatch(/^A long evening .* and the old captain\.$/)
  })

  test.each([
    ['issued', '<dcterms:issued>2026-11-20T10:00:00Z</dcterms:issued>', '2026-11-20T10:00:00.000Z'],
    ['created', '<dcterms:created>2026-11-20</dcterms:created>', '2026-11-20'],
    ['modified', '<dcterms:modified>2026-11-20</dcterms:modified>', '2026-11-20'],
  ])('a date is read that Dublin Core calls %s', (_name, date, at) => {
    const open = '<rss version="2.0" xmlns:dcterms="http://purl.org/dc/terms/">'
    expect(only(rss(item(date)).replace('<rss version="2.0">', open))?.publishedAt).toBe(at)
  })

  test.each(['https://links.example/u/ada', 'admin', 'ada@paper.example', 'Unknown'])(
    'nobody is named who is no person: %s',
    (author) => {
      const said = item(`<dc:creator>${author}</dc:creator>`)
      expect(
        only(
          rss(said).replace('<rss version="2.0">', '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'),
        ),
      ).not.toHaveProperty('author')
    },
  )

  test('an author is read that Dublin Core does not have, and a title that only its film has', () => {
    const open =
      '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">'
    const said = item('<dc:author>Ada Reed</dc:author><media:title>Fog</media:title>').replace(
      /<title>.*?<\/title>/,
      '',
    )
    expect(only(rss(said).replace('<rss version="2.0">', open))).toMatchObject({ author: 'Ada Reed', title: 'Fog' })
  })

  test.each([
    ['a default of its own', '<rss version="2.0" xmlns="https://skerry.example.org/ns">', ''],
    ['the one of another module', '<rss xmlns="http://purl.org/rss/1.0/modules/content/" version="2.0">', ''],
    ['a prefix', '<r:rss version="2.0" xmlns:r="http://backend.userland.com/rss2">', 'r:'],
  ])('entries are found whatever the namespace of RSS is: %s', (_what, open, prefix) => {
    const text = rss(item()).replaceAll(/<(\/?)(?=[a-z])/g, `<$1${prefix}`)
    expect(only(text.replace(/<[^>]*rss version="2.0">/, open))).toMatchObject({ title: 'Harbour open' })
  })

  test.each([
    'http://www.iana.org/assignments/relation/alternate',
    'https://www.iana.org/assignments/relation/alternate',
    'Alternate',
  ])('a link is one by the whole name of its relation: %s (RFC 4287 §4.2.7.2)', (rel) => {
    const entry = `<entry><id>1</id><title>A</title><link rel="${rel}" href="https://skerry.example.org/1"/></entry>`
    expect(only(`<feed xmlns="http://www.w3.org/2005/Atom"><title>S</title>${entry}</feed>`)?.url).toBe(
      'https://skerry.example.org/1',
    )
  })

  test.each([
    ['beside one in UTF-8', '<?xml version="1.0" encoding="UTF-8"?>'],
    ['though nothing says in which', ''],
  ])('an entry in Windows-1252 is legible %s', (_what, declaration) => {
    const [head, tail] = rss('|').split('|') as [string, string]
    const mixed = Buffer.concat([
      Buffer.from(`${declaration}${head}${item('', 'Größe, Mãe, 港, 🚢')}`),
      latin1(item('', 'Caf\xe9 \x93offen\x94').replace('/1<', '/2<')),
      Buffer.from(tail),
    ])
    expect(read(mixed).entries.map(({ title }) => title)).toEqual(['Größe, Mãe, 港, 🚢', 'Café “offen”'])
  })

  const dawn = 'They came at dawn with flour for all the islands.'
  test.each([
    [
      'a description that is the title',
      `<description>Harbour open</description><content:encoded>${dawn}</content:encoded>`,
    ],
    ['a text that begins with the headline', `<description>&lt;h1&gt;Harbour open&lt;/h1&gt; – ${dawn}</description>`],
    ['the numbers of lines', `<description>&lt;pre&gt;1\n2\n3\n4&lt;/pre&gt;&lt;p&gt;${dawn}&lt;/p&gt;</description>`],
    ['the words for a picture', `<description>&lt;img src="a.jpg" alt="A boat"&gt;${dawn}</description>`],
    ['what an archive announces', `<description>arXiv:2606.01234v1 Announce Type: new Abstract: ${dawn}</description>`],
  ])('a summary is of the story, not %s', (_what, more) => {
    const open = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
    const entry = only(rss(item(more)).replace('<rss version="2.0">', open))!
    expect(articleFromEntry(entry, { title: 'Skerry', tags: [] }).summary).toBe(dawn)
  })

  test.each(['Comments', 'Harbour open', 'Skerry', 'Home » News » Harbour'])('a summary is not %s alone', (said) => {
    const entry = only(rss(item(`<description>${said}</description>`)))!
    expect(articleFromEntry(entry, { title: 'Skerry', tags: [] }).summary).toBeUndefined()
  })

  test('a summary of Atom or of JSON Feed is of the story, too', () => {
    const atom = `<entry><title>Harbour open</title><link href="https://skerry.example.org/1"/><summary>Harbour open</summary><content type="html">${dawn}</content></entry>`
    expect(only(`<feed xmlns="http://www.w3.org/2005/Atom"><title>S</title>${atom}</feed>`)?.summary).toBe(dawn)
    const one = {
      id: '1',
      url: 'https://skerry.example.org/1',
      title: 'Harbour open',
      summary: 'Harbour open',
      content_text: dawn,
    }
    expect(
      only(JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', title: 'S', items: [one] }))?.summary,
    ).toBe(dawn)
  })

  test('a language is a code, and no word for it', () => {
    const named = (tag: string) => rss(item()).replace('<title>', `<language>${tag}</language><title>`)
    expect(['English', 'en_GB', 'de'].map((tag) => only(named(tag))?.lang)).toEqual([undefined, 'en-GB', 'de'])
  })

  test('a quoted beginning of a page, a currency in a span and a bare & are what they look like', () => {
    const costs = '<![CDATA[<!DOCTYPE html><p>Costs <span>&#8377;</span> 500, <span>₹ </span>400.</p>]]>'
    const entry = only(rss(item(`<description>${costs}</description>`)).replace('org/1', 'org/1?a=1&c=2'))
    expect(entry).toMatchObject({ url: 'https://skerry.example.org/1?a=1&c=2', summary: 'Costs ₹ 500, ₹ 400.' })
    expect(only(rss(item('', 'What "&lt;!DOCTYPE html&gt;" means')))?.title).toBe('What "<!DOCTYPE html>" means')
  })
})

describe('T50: one bad entry is set aside with a sentence, and the rest goes on', () => {
  test('an entry without a title or without a link that opens', () => {
    const feed = read(fixture('skerry.rss'))

    expect(feed.entries.map((entry) => entry.title)).toEqual([
      'Harbour & ferries: open again',
      'The <video> tag, and why 5 < 6',
      'Lighthouse keeper goes home',
    ])
    expect(feed.quarantined).toEqual([
      {
        entry: 'https://skerry.example.org/2024/06/untitled',
        url: 'https://skerry.example.org/2024/06/untitled',
        reason: 'It has no title.',
      },
      {
        entry: 'A title that leads nowhere',
        title: 'A title that leads nowhere',
        reason: expect.stringMatching(/no link/),
      },
      {
        entry: 'A title that leads astray',
        title: 'A title that leads astray',
        reason: expect.stringMatching(/no link/),
      },
    ])
  })

  test('a day, language or picture that makes no sense is left out and its entry stays', () => {
    const feed = read(
      rss(
        item('<pubDate>soon</pubDate><enclosure url="data:image/gif;base64,R0" type="image/jpeg" length="1"/>'),
      ).replace('<title>', '<language>the Queen’s</language><title>'),
    )

    expect(feed.entries).toEqual([
      { url: 'https://skerry.example.org/1', title: 'Harbour open', summary: '', categories: [] },
    ])
  })

  test('HTML that was escaped once too often is text all the same', () => {
    const wrapped = '&amp;lt;!-- on --&amp;gt;&amp;lt;p&amp;gt;Two ferries left.&amp;lt;/p&amp;gt;'

    expect(read(rss(item(`<description>${wrapped}</description>`))).entries[0]?.summary).toBe('Two ferries left.')
    expect(
      read(rss(item('<description>&lt;p&gt;Write &amp;lt;p&amp;gt; first.&lt;/p&gt;</description>'))).entries[0]
        ?.summary,
    ).toBe('Write <p> first.')
  })

  test('T34: a title of 300 KB is cut, one of lone surrogates and direction marks is cleaned', () => {
    const feed = read(rss(item('', 'a'.repeat(300_000)) + item('', '\u202Egnp.exe \u200B&#xD800;ok')))

    expect(feed.entries[0]?.title).toHaveLength(301)
    expect(feed.entries[1]?.title).toBe('gnp.exe \uFFFDok')
  })
})

describe('a legal feed without entries is empty, and no error', () => {
  test.each([
    ['RSS', '<rss version="2.0"><channel></channel></rss>'],
    ['RSS with a title', rss('')],
    [
      'RSS 1.0',
      '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel/></rdf:RDF>',
    ],
    ['Atom', '<feed xmlns="http://www.w3.org/2005/Atom"/>'],
    [
      'Atom, prefixed, after blank lines and a comment',
      '\n\n<!-- <x> --><a:feed xmlns:a="http://www.w3.org/2005/Atom"></a:feed>',
    ],
    ['JSON Feed', '{"version":"https://jsonfeed.org/version/1.1","items":[]}'],
  ])('%s', (_kind, text) => {
    const feed = read(text, { url: 'https://www.skerry.example.org/feed' })

    expect(feed.entries).toEqual([])
    expect(['Skerry', 'skerry.example.org']).toContain(feed.title)
  })
})

describe('what is no feed is refused with a sentence', () => {
  test.each([
    ['nothing', '', /nothing/],
    ['a web page', '<!doctype html><html><body>Hello</body></html>', /not a feed/],
    ['JSON of another kind', '{"hello":"world"}', /not a feed/],
    ['an element named like an object’s inside', '<constructor/>', /not a feed/],
    ['broken XML', '<rss version="2.0"><channel><item><title>x</item></channel></rss>', /broken/],
    ['broken JSON', '{"version":"https://jsonfeed.org/version/1.1",', /broken/],
  ])('%s', (_what, text, sentence) => {
    expect(refusal(text)).toMatch(sentence)
  })
})

describe('every encoding is readable: byte order mark, then HTTP, then the XML declaration, then UTF-8', () => {
  const text = (declaration = '') => `${declaration}${rss(item('', 'Mãe e irmão à mesa'))}`
  const declared = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?>`

  test.each<[string, Uint8Array, string | undefined]>([
    ['UTF-8, silently', bytes(text()), undefined],
    ['UTF-8 with a mark, against HTTP', bytes(`\uFEFF${text()}`), 'text/xml; charset=iso-8859-1'],
    ['UTF-16 with a mark', utf16(text(declared('utf-16'))), undefined],
    ['Latin-1 by HTTP, against the declaration', latin1(text(declared('utf-8'))), 'text/xml; charset="ISO-8859-1"'],
    ['Latin-1 by declaration', latin1(text(declared('ISO-8859-1'))), 'application/rss+xml'],
    ['Latin-1 by declaration, HTTP talking nonsense', latin1(text(declared('ISO-8859-1'))), 'text/xml; charset=none'],
    ['UTF-8 that calls itself UTF-16', bytes(text(declared('utf-16'))), undefined],
    ['Latin-1 that says nothing', latin1(text()), undefined],
    ['UTF-8 that calls itself Latin-1', bytes(text(declared('ISO-8859-1'))), undefined],
    ['UTF-8 whose server calls it Cyrillic', bytes(text(declared('utf-8'))), 'text/xml; charset=windows-1251'],
  ])('%s', (_name, given, contentType) => {
    expect(read(given, contentType ? { contentType } : {}).entries[0]?.title).toBe('Mãe e irmão à mesa')
  })
})

describe('a feed cannot harm its reader', () => {
  test('T46: more than 5 MB is refused, and 1,000 entries are kept', () => {
    expect(refusal(new Uint8Array(LARGEST_FEED + 1))).toMatch(/larger than 5 MB/)
    expect(read(rss(item().repeat(MOST_ENTRIES + 5))).entries).toHaveLength(MOST_ENTRIES)
  })

  test('what stands behind the 1,000th entry is not taken apart: nothing of it costs or breaks what is read', () => {
    const many = (one: (n: number) => string, more = '') =>
      Array.from({ length: MOST_ENTRIES }, (_, n) => one(n)).join('') + more
    const anItem = (n: number) =>
      `<item><title>Ferry ${n}</title><link>https://skerry.example.org/${n}</link><description><![CDATA[<p>Of <item>s and </item>s.]]></description></item><!-- <item> -->`
    const anEntry = (n: number) =>
      `<entry><id>urn:${n}</id><title>Ferry ${n}</title><link href="https://skerry.example.org/${n}"/></entry>`
    const broken = '<item><title>Fog</item><entry><title>Fog</entry>'
    const feeds = [
      (more: string) => rss(many(anItem, more)),
      (more: string) =>
        `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="https://skerry.example.org/"><title>Skerry</title><items><rdf:Seq/></items></channel>${many(anItem, more)}</rdf:RDF>`,
      (more: string) =>
        `<feed xmlns="http://www.w3.org/2005/Atom"><title>Skerry</title>${many(anEntry, more)}<link href="https://skerry.example.org/"/></feed>`,
    ]
    for (const feed of feeds) {
      expect(read(feed('')).entries.map(({ title }) => title)).toEqual(
        Array.from({ length: MOST_ENTRIES }, (_, n) => `Ferry ${n}`),
      )
      expect(read(feed(broken.repeat(3)))).toEqual(read(feed('')))
    }
  })

  test('T47: a DOCTYPE that defines entities is refused before parsing; one that only names a document type is not', () => {
    const subset = '[<!ENTITY a "boo"><!ENTITY b "&a;&a;">]'

    expect(refusal(`<!DOCTYPE rss ${subset}>${rss(item())}`)).toMatch(/DOCTYPE/)
    expect(refusal(`<?xml version="1.0"?><!-- > --><!doctype rss SYSTEM "x>[" ${subset}>${rss(item())}`)).toMatch(
      /DOCTYPE/,
    )
    expect(read(`<!DOCTYPE rss PUBLIC "-//[x]//" "http://a.example/[.dtd">${rss(item())}`).entries).toHaveLength(1)
    expect(read(rss(item('<description><![CDATA[<!DOCTYPE html [ x ]>]]></description>'))).entries).toHaveLength(1)
  })

  test('T48: HTML is followed 256 elements deep and no deeper', () => {
    const deep = (levels: number) => `<description>Above ${'&lt;b>'.repeat(levels)}below</description>`

    expect(read(rss(item(deep(200)))).entries[0]?.summary).toBe('Above below')
    expect(read(rss(item(deep(200_000)))).entries[0]?.summary).toBe('Above')
  })

  test('T49: keys that reach into objects are dropped or refused, and nothing is polluted', () => {
    expect(read(fixture('skerry.json')).entries).toHaveLength(1)
    for (const name of ['__proto__', 'constructor', 'prototype'])
      parseFeed(bytes(rss(item(`<${name}><polluted>1</polluted></${name}>`))))
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  test.each([
    ['open CDATA', rss(item(`<description>${'<![CDATA['.repeat(500_000)}</description>`)), /do not close/],
    ['open comments', '<!--'.repeat(1_200_000), /is not a feed/],
    ['deep elements', rss(`${'<a>'.repeat(700_000)}${'</a>'.repeat(700_000)}`), /do not close/],
    ['deep JSON', `{"version":"https://jsonfeed.org/version/1.1","items":${'['.repeat(2_000_000)}`, /do not close/],
    ['marks upon one letter', rss(item('', `a${'\u0301'.repeat(2_000_000)}`)), undefined],
    ['open angles', rss(item('', '&lt;'.repeat(1_200_000))), undefined],
  ])('however it is built, it is done with (how soon, is the bench `hostile`): %s', (_how, text, reason) => {
    if (reason) expect(refusal(text)).toMatch(reason)
    else expect(read(text).entries).toHaveLength(1)
  })

  test('whatever the bytes, the answer is a feed or a reason', () => {
    const broken = fc
      .tuple(fc.constantFrom('skerry.rss', 'skerry.rdf', 'skerry.atom', 'skerry.json'), fc.nat(), fc.nat(), fc.string())
      .map(([name, from, length, put]) => {
        const text = fixture(name).toString()
        const at = from % text.length
        return text.slice(0, at) + put + text.slice(at + (length % 40))
      })
    fc.assert(
      fc.property(fc.oneof(broken.map(bytes), fc.uint8Array({ maxLength: 400 })), (given) => {
        const feed = parseFeed(given, { url: 'https://skerry.example.org/feed' })
        return feed.ok
          ? feed.entries.every((entry) => entry.title !== '' && /^https?:/.test(entry.url ?? ''))
          : feed.reason.endsWith('.')
      }),
      { numRuns: 300 },
    )
  })
})

describe('an article from an entry', () => {
  const entry: FeedEntry = {
    url: 'https://skerry.example.org/1',
    title: 'Harbour open',
    summary: 'Two ferries left.',
    categories: ['Ferries', 'harbour'],
  }
  const from = (changes: Partial<FeedEntry>) =>
    articleFromEntry({ ...entry, ...changes }, { title: 'Skerry', tags: ['coast', 'harbour'] })

  test('carries the tags of its feed and its own categories, and names the feed as its source', () => {
    expect(from({})).toMatchObject({ tags: ['coast', 'harbour', 'Ferries'], source: 'Skerry' })
    expect(from({ source: 'The mainland desk' }).source).toBe('The mainland desk')
  })

  test.each([
    'Two ferries left. Continue reading...',
    'Two ferries left. Read more »',
    'Two ferries left. [link] [12 comments]',
    'Two ferries left. Continue reading Harbour open →',
    'Two ferries left. The post Harbour open appeared first on Skerry.',
    'Two ferries left. Weiterlesen …',
    'Two ferries left. Lire la suite »',
    'Two ferries left. Читать далее',
    'Two ferries left. (Leia mais)',
  ])('has a summary without an invitation: %s', (summary) => {
    expect(from({ summary }).summary).toBe('Two ferries left.')
  })

  test.each(['Children continue reading through the summer', 'What we read on the ferry', 'He wanted to read more.'])(
    'keeps a sentence that only sounds like one: %s',
    (summary) => expect(from({ summary }).summary).toBe(summary),
  )

  test('has no summary where there is nothing to say: a cut mark, an invitation alone, the title again', () => {
    for (const summary of [
      '',
      '[…]',
      'Read more',
      'Harbour open',
      'submitted by /u/ada to r/skerry [link] [4 comments]',
    ])
      expect(from({ summary }).summary).toBeUndefined()
    expect(from({ summary: 'Two ferries left with […]' }).summary).toBe('Two ferries left with…')
  })
})

describe('when an entry was published', () => {
  test.each([
    ['Wed, 03 Jan 2018 13:47:00 GMT\n   ', '2018-01-03T13:47:00.000Z'],
    ['3 Jan 18 13:47 -0500', '2018-01-03T18:47:00.000Z'],
    ['Seg, 24 Set 2018 19:42:40 -0300', '2018-09-24T22:42:40.000Z'],
    ['mar., 5 mars 2024 10:00:00 +0100', '2024-03-05T09:00:00.000Z'],
    ['2024-06-20T10:00:00.123+02:00', '2024-06-20T08:00:00.000Z'],
    ['2024-06-20 10:00:00', '2024-06-20T10:00:00.000Z'],
    ['2024-06-20', '2024-06-20'],
    ['Mon, 24 Sep 2018 19:42:40 CET', '2018-09-24'],
    ['03 Apr 02 1500 GMT', '2002-04-03'],
    ['20. Juni 2024', '2024-06-20'],
    ['31 Feb 2018 10:00:00 GMT', undefined],
    ['Winter 2018', undefined],
    ['06/07/2024', undefined],
    ['soon', undefined],
  ])('“%s” is %s', (written, at) => expect(publishedFrom(written)).toBe(at))
})

describe('the feeds of others', () => {
  const counts: Record<string, number> = {
    'encoding.rss': 40,
    'guardian.rss': 55,
    'gulp-atom.atom': 10,
    'heise.atom': 15,
    'heraldsun.rss': 2,
    'reddit-atom.rss': 24,
    'rss-1.rss': 69,
    'uolNoticias.rss': 15,
  }
  const there = existsSync(samples) ? readdirSync(samples) : []

  test.skipIf(there.length === 0)('are the eight we know (skipped without ../shared/samples/feeds)', () => {
    expect(there.toSorted()).toEqual(Object.keys(counts).toSorted())
  })

  test.each(there)('%s gives readable articles with whole links', (name) => {
    const feed = read(readFileSync(new URL(name, samples)))
    const articles = feed.entries.map((entry) =>
      parseArticle(
        articleFromEntry(entry, { title: feed.title, tags: ['sample'] }),
        () => 'art_1',
        '2024-06-20T00:00:00.000Z',
      ),
    )

    expect(feed.title).not.toBe('')
    expect(feed.quarantined).toEqual([])
    expect(articles).toHaveLength(counts[name] ?? 0)
    for (const article of articles) {
      if (!article.ok) throw new Error(JSON.stringify(article.refusals))
      const { url, title, summary } = article.value
      expect(url).toMatch(/^https?:\/\/[^/]+\//)
      expect(`${title} ${summary}`).not.toMatch(/\uFFFD|Ã.|<\/|&(?:amp|lt|quot|#\d+);|Continue reading|Ler mais/)
    }
  })
})
