import { describe, expect, it, test } from 'vitest'
import {
  addressOf,
  cleanAuthor,
  cleanTitle,
  isLacking,
  notAPage,
  proposalFrom,
  type Told,
} from '../../core/model/page.ts'

const at = 'https://www.skerry.example/2024/harbour'
const from = (told: Told[], more: { canonical?: string; heading?: string; asked?: string } = {}) => {
  const { asked = at, ...page } = more
  return proposalFrom({ kind: 'read', told, ...page }, { asked, at })
}

describe('which word counts', () => {
  it('believes what is written for machines, then what is written for sharing, then the rest, field by field', () => {
    const told: Told[] = [
      { from: 'html', title: 'From the tab', lang: 'en' },
      { from: 'readability', title: 'From the text', summary: 'Found in the text.', author: 'Tom van Dale' },
      { from: 'meta', title: 'From meta', author: 'Ada Reed' },
      { from: 'open-graph', title: 'For sharing', summary: 'For sharing, too.', lang: 'de_DE' },
      { from: 'json-ld', title: 'For machines' },
    ]

    const { input, found } = from(told)!
    expect(input).toEqual({
      url: at,
      title: 'For machines',
      summary: 'For sharing, too.',
      author: 'Ada Reed',
      lang: 'en',
    })
    expect(found).toEqual({
      title: { from: 'json-ld' },
      summary: { from: 'open-graph' },
      author: { from: 'meta' },
      lang: { from: 'html' },
    })
  })

  it('passes over what is unfit, and takes the next', () => {
    const told: Told[] = [
      {
        from: 'json-ld',
        title: ' \u200B ',
        summary: 'Boats are back',
        author: 'https://social.example/ada',
        image: 'data:image/gif;base64,R0',
        lang: 'the Queen’s',
        publishedAt: 'soon',
      },
      {
        from: 'open-graph',
        title: 'Boats are back',
        summary: 'They came at dawn.',
        author: 'Ada Reed',
        image: 'https://skerry.example/boats.jpg',
        lang: 'en_GB',
        publishedAt: '2024-06-20',
      },
    ]

    expect(from(told)?.input).toEqual({
      url: at,
      title: 'Boats are back',
      summary: 'They came at dawn.',
      author: 'Ada Reed',
      image: 'https://skerry.example/boats.jpg',
      lang: 'en-GB',
      publishedAt: '2024-06-20',
    })
  })

  it('prefers the whole of a headline to the same one cut short', () => {
    const told: Told[] = [
      { from: 'json-ld', title: 'Forty ships lie at anchor off the old…' },
      { from: 'open-graph', title: 'Forty ships lie at anchor off the old harbour' },
    ]

    expect(from(told)?.found.title).toEqual({ from: 'open-graph' })
    expect(from(told.slice(0, 1))?.input.title).toBe('Forty ships lie at anchor off the old…')
  })

  it('takes no byline for a summary', () => {
    const told: Told[] = [
      { from: 'readability', title: 'Boats', summary: 'By Ada Reed, June 20, 2024' },
      { from: 'readability', summary: 'They came at dawn.' },
    ]

    expect(from(told)?.input.summary).toBe('They came at dawn.')
  })

  it('proposes nothing for a page without a title', () => {
    expect(from([{ from: 'meta', summary: 'Words.' }])).toBeUndefined()
  })

  it('looks into the text only for what the head does not say', () => {
    expect(
      isLacking([
        { from: 'json-ld', title: 'a' },
        { from: 'meta', summary: 'b', author: 'c' },
      ]),
    ).toBe(false)
    expect(isLacking([{ from: 'json-ld', title: 'a', summary: 'b' }])).toBe(true)
  })
})

describe('a title', () => {
  test.each([
    ['Boats are back | Skerry Post', 'Boats are back'],
    ['Boats are back - Skerry Post', 'Boats are back'],
    ['Boats are back — The Skerry Post', 'Boats are back'],
    ['Boats are back|Skerry Post', 'Boats are back'],
    ['Skerry Post » Boats are back', 'Boats are back'],
    ['Boats are back - skerry.example', 'Boats are back'],
    ['Boats are back | skerry', 'Boats are back'],
    ['Skerry Post | Boats are back | Skerry Post', 'Boats are back'],
    ['Boats are back – and the bread with them', 'Boats are back – and the bread with them'],
    ['Ferry-boats: back at the Skerry Post', 'Ferry-boats: back at the Skerry Post'],
    ['Why the Skerry Post | asks', 'Why the Skerry Post | asks'],
    ['Skerry Post', 'Skerry Post'],
    ['Skerry Post | Skerry Post', 'Skerry Post'],
    ['  Boats\nare   back ', 'Boats are back'],
    ['', undefined],
  ])('%s → %s', (written, title) => {
    expect(cleanTitle(written, ['Skerry Post', 'skerry', 'skerry.example'])).toBe(title)
  })

  it('is the headline, where it begins with it and goes on with sections', () => {
    const told: Told[] = [{ from: 'html', title: 'Boats are back at last | Sea | Coast and country' }]

    expect(from(told, { heading: 'Boats are back at last' })?.input.title).toBe('Boats are back at last')
    expect(from(told, { heading: 'Boats' })?.input.title).toBe('Boats are back at last | Sea | Coast and country')
    expect(
      from([{ from: 'html', title: 'The Harbour Post - Boats', source: 'Harbour Post' }], {
        heading: 'The Harbour Post',
      })?.input.title,
    ).toBe('Boats')
  })
})

describe('an author', () => {
  test.each([
    ['Ada Reed', 'Ada Reed'],
    ['By Ada Reed', 'Ada Reed'],
    ['Von Ada Reed', 'Ada Reed'],
    ['von der Heide', 'von der Heide'],
    ['von Trier', 'von Trier'],
    ['Channel 4 News', 'Channel 4 News'],
    ['JOE HILDEBRAND', 'JOE HILDEBRAND'],
    ['https://social.example/ada', undefined],
    ['@ada', undefined],
    ['ada@skerry.example', undefined],
    ['admin', undefined],
    ['April 28, 2019 at 6:01 am Updated April 29, 2019', undefined],
    ['21.dez.2018 às 10h55', undefined],
    ['12345', undefined],
    ['a'.repeat(121), undefined],
  ])('%s → %s', (written, author) => {
    expect(cleanAuthor(written)).toBe(author)
  })
})

describe('an address', () => {
  test.each([
    ['what the page says, on its own site', 'https://skerry.example/harbour', 'https://skerry.example/harbour'],
    ['for phones', 'https://m.skerry.example/harbour', 'https://m.skerry.example/harbour'],
    [
      'without trackers',
      'https://www.skerry.example/harbour?utm_source=c&id=7',
      'https://www.skerry.example/harbour?id=7',
    ],
    ['never back to http', 'http://www.skerry.example/harbour', 'https://www.skerry.example/harbour'],
    ['on another site', 'https://other.example/harbour', at],
    ['on a site that ends alike', 'https://evil-skerry.example/harbour', at],
    ['on another port', 'https://www.skerry.example:8443/harbour', at],
    ['the front page', 'https://www.skerry.example/', at],
    ['a script', 'javascript:alert(1)', at],
    ['nothing', undefined, at],
  ])('%s', (_what, canonical, address) => {
    expect(addressOf(canonical, at)).toBe(address)
  })

  it('says where it is from, if it is not the one that was given', () => {
    const told: Told[] = [{ from: 'html', title: 'Boats' }]

    expect(from(told)?.found.url).toBeUndefined()
    expect(from(told, { asked: 'https://short.example/x' })?.found.url).toEqual({ from: 'redirect' })
    expect(from(told, { canonical: 'https://skerry.example/harbour' })?.found.url).toEqual({ from: 'canonical' })
  })
})

test.each([
  ['text/html; charset=utf-8', undefined],
  ['application/xhtml+xml', undefined],
  ['', undefined],
  ['application/octet-stream', undefined],
  ['application/pdf', /^This is a PDF/],
  ['IMAGE/PNG', /^This is a picture/],
  ['video/mp4', /^This is a film/],
  ['application/zip', /^This is an archive/],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', /^This is a document/],
  ['application/ld+json', /^This is data for programs/],
  ['application/rss+xml', /add it under feeds/],
  ['application/feed+json', /add it under feeds/],
])('%s is no page for a reason that has a name', (contentType, sentence) => {
  if (sentence) expect(notAPage(contentType)).toMatch(sentence)
  else expect(notAPage(contentType)).toBeUndefined()
})
