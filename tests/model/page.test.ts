import { describe, expect, it, test } from 'vitest'
import { addressOf, cleanAuthor, isLacking, notAPage, proposalFrom, type Told } from '../../core/model/page.ts'
import { cleanTitle, type Headings } from '../../core/model/page-title.ts'

const at = 'https://www.skerry.example/2024/harbour'
const from = (told: Told[], more: Headings & { canonical?: string; asked?: string } = {}) => {
  const { asked = at, ...page } = more
  return proposalFrom({ kind: 'read', told, ...page }, { asked, at })
}

describe('which word counts', () => {
  it('believes what is written for machines, then what is written for sharing, then the rest, field by field', () => {
    const told: Told[] = [
      { from: 'html', title: 'Boats from the tab', lang: 'en' },
      { from: 'readability', title: 'Boats from the text', summary: 'Found in the text.', author: 'Tom van Dale' },
      { from: 'meta', title: 'Boats from meta', author: 'Ada Reed' },
      { from: 'open-graph', title: 'Boats for sharing', summary: 'For sharing, too.', lang: 'de_DE' },
      { from: 'json-ld', title: 'Boats for machines' },
    ]

    const { input, found } = from(told)!
    expect(input).toEqual({
      url: at,
      title: 'Boats for machines',
      summary: 'For sharing, too.',
      author: 'Ada Reed',
      lang: 'en',
    })
    expect(found).toEqual({
      title: { from: 'json-ld', why: 'shared' },
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

    expect(from(told)?.found.title).toEqual({ from: 'open-graph', why: 'shared' })
    expect(from(told.slice(0, 1))?.input.title).toBe('Forty ships lie at anchor off the old…')
  })

  it('takes no byline for a summary', () => {
    const told: Told[] = [
      { from: 'meta', title: 'Boats', summary: 'By Ada Reed, June 20, 2024' },
      { from: 'readability', summary: 'They came at dawn.' },
    ]

    expect(from(told)?.input.summary).toBe('They came at dawn.')
  })

  it('proposes nothing for a page without a title', () => {
    expect(from([{ from: 'meta', summary: 'Words.' }])).toBeUndefined()
  })

  it('looks into the text only for what the page does not say of itself', () => {
    const lacks = (told: Told[]) => isLacking({ kind: 'read', told }, at)
    const title: Told = { from: 'json-ld', title: 'Boats are back' }

    expect(lacks([title, { from: 'meta', summary: 'They came at dawn.', author: 'Ada Reed' }])).toBe(false)
    expect(lacks([title, { from: 'meta', summary: 'They came at dawn.' }])).toBe(true)
    expect(lacks([title, { from: 'meta', summary: 'Boats are back', author: 'Ada Reed' }])).toBe(true)
    expect(lacks([title, { from: 'html', summary: 'They came at dawn.', author: 'Ada Reed' }])).toBe(true)
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

describe('the title on which a page agrees with itself', () => {
  const said = (told: Told[], headings: Headings = {}) => {
    const { input, found } = from(told, headings)!
    return [input.title, found.title?.from, found.title?.why]
  }

  it('is no word about the subject that nothing else on the page shares', () => {
    const entry: Told[] = [
      { from: 'json-ld', title: 'island in the northern sea' },
      { from: 'html', title: 'Skerry Holm' },
    ]

    expect(said(entry)).toEqual(['Skerry Holm', 'html', 'only'])
    expect(said(entry, { heading: 'Skerry Holm' })).toEqual(['Skerry Holm', 'html', 'shared'])
  })

  it('is what most of JSON-LD, Open Graph, the tab and the heading say, against another that shares a word', () => {
    const entry: Told[] = [
      { from: 'json-ld', title: 'food and drink of Skerry Holm' },
      { from: 'json-ld', title: 'Kitchens of Skerry Holm' },
      { from: 'open-graph', title: 'Kitchens of Skerry Holm - Isles' },
      { from: 'html', title: 'Kitchens of Skerry Holm - Isles', source: 'Isles' },
    ]

    expect(said(entry, { heading: 'Kitchens of Skerry Holm' })).toEqual(['Kitchens of Skerry Holm', 'json-ld', 'most'])
  })

  it('is the most trusted of those that share a word, where no more than two say just the same', () => {
    const story: Told[] = [
      { from: 'json-ld', title: 'Harbour and ferries: open again' },
      { from: 'open-graph', title: 'You will not believe this' },
      { from: 'html', title: 'Harbour open again' },
    ]

    expect(said(story, { heading: 'Harbour open again' })).toEqual([
      'Harbour and ferries: open again',
      'json-ld',
      'shared',
    ])
    expect(said(story.slice(1), { heading: 'Harbour open again' })).toEqual(['Harbour open again', 'html', 'shared'])
  })

  it('is the heading that the tab holds between separators, whatever else is between them', () => {
    const tab = (title: string, headings: Headings) => said([{ from: 'html', title }], headings)
    const budget = 'Budget 2027: what the port will pay'

    expect(tab(`${budget} – Quayside`, { heading: budget })).toEqual([budget, 'html', 'heading'])
    expect(tab(`Quayside – ${budget}`, { heading: budget })[0]).toBe(budget)
    expect(tab(`Quayside – ${budget}`, { heading: 'Quayside', subheadings: [budget] })[0]).toBe(budget)
    const letter: Told[] = [
      { from: 'open-graph', title: 'Boats are back' },
      { from: 'html', title: 'Boats are back - by Ada Reed - Quayside Letters' },
    ]
    expect(said(letter, { heading: 'Quayside Letters', subheadings: ['Boats are back'] })[0]).toBe('Boats are back')
    expect(said(letter.slice(1), { heading: 'Quayside Letters' })[0]).toBe('Quayside Letters')
    expect(tab(`News | ${budget} | Quayside`, { heading: budget, subheadings: ['News'] })[0]).toBe(budget)
  })

  it('is told from its site in Chinese and Japanese, which need no ten signs and no spaces', () => {
    const tab = (title: string, heading: string) => said([{ from: 'html', title }], { heading })[0]

    expect(tab('港口重开 – 礁岛报', '港口重开')).toBe('港口重开')
    expect(tab('港口重开_礁岛报', '港口重开')).toBe('港口重开')
    expect(tab('港口重开-新闻-礁岛报', '港口重开')).toBe('港口重开')
    expect(tab('港が再開｜岩礁新聞', '港が再開')).toBe('港が再開')
    expect(cleanTitle('港口重开-礁岛报', ['礁岛报'])).toBe('港口重开')
  })

  it('is not the name of the site, which some write on every page', () => {
    const page: Told[] = [
      { from: 'open-graph', title: 'Skerry Post', source: 'The Skerry Post' },
      { from: 'html', title: 'The Skerry Post' },
    ]

    expect(said(page, { heading: 'Boats are back' })).toEqual(['Boats are back', 'html', 'only'])
    expect(said(page)[0]).toBe('Skerry Post')
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
    ['By Ada Reed, Staff Writer', 'Ada Reed'],
    ['By ADA REED JAN. 21, 2018', 'ADA REED'],
    ['Ada Reed | 20 June 2024', 'Ada Reed'],
    ['Ada Reed Published 12 May 2021', 'Ada Reed'],
    ['Ada Reed (with Tom van Dale)', 'Ada Reed (with Tom van Dale)'],
    ['View all posts by Ada Reed', 'Ada Reed'],
    ['April Summers', 'April Summers'],
    ['FAIL', undefined],
    ['undefined', undefined],
    ['{{ author.name }}', undefined],
    ['[object Object]', undefined],
    ['Follow Author', undefined],
    ['Autorin folgen', undefined],
    ['12 November', undefined],
    ['Monday', undefined],
    ['3 hours ago', undefined],
    ['vor 3 Stunden', undefined],
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
    ['a section above it', 'https://www.skerry.example/2024', at],
    ['a section beside it', 'https://www.skerry.example/news', at],
  ])('%s', (_what, canonical, address) => {
    expect(addressOf(canonical, at)).toBe(address)
  })

  const site = 'https://skerry.example'
  test.each([
    ['is not the program without what tells stories apart', '/story.php', '/story.php?id=7', '/story.php?id=7'],
    ['is not the front page that shows them all', '/', '/?p=12', '/?p=12'],
    ['is not another story', '/p/9', '/p/7', '/p/7'],
    ['keeps what tells it apart, whatever else goes', '/item?id=7', '/item?id=7&comments=1', '/item?id=7'],
    ['drops how it is shown', '/harbour', '/harbour?ref=home', '/harbour'],
    [
      'drops what it does not need, where the path says it all',
      '/boats-are-back',
      '/boats-are-back?x=1',
      '/boats-are-back',
    ],
    ['is for every screen', '/2024/harbour', '/2024/harbour/amp', '/2024/harbour'],
    ['is the permanent one of a number', '/boats-are-back', '/?p=12', '/boats-are-back'],
    ['may be known by the title', '/2024/boats-back', '/?p=12', '/2024/boats-back'],
    ['is not known by one word of it, which may be a section', '/boats', '/?p=12', '/?p=12'],
    [
      'may be known by all that tells the given one apart',
      '/news/the-boats-12',
      '/show.php?id=12',
      '/news/the-boats-12',
    ],
    ['is no second story of the same name', '/story', '/12/story', '/12/story'],
    ['is not one of several pages without their number', '/show', '/show/12', '/show/12'],
    ['is the first of its pages', '/harbour', '/harbour/page/2', '/harbour'],
    ['keeps its number, whatever else stays', '/show?cat=3', '/show?cat=3&id=7', '/show?cat=3&id=7'],
  ])('%s', (_what, canonical, given, address) => {
    expect(addressOf(`${site}${canonical}`, `${site}${given}`, 'Boats are back')).toBe(`${site}${address}`)
  })

  test.each([
    ['/local-news-and-weather', 'Bridge to be repaired', ['/show/11', '/show/12']],
    ['/news/2026', 'Bridge to be repaired', ['/item/a', '/item/b']],
    ['/football', 'Football: Reds win', ['/s/77', '/s/78']],
    ['/all-our-news', 'Bridge to be repaired', ['/all-our-news?id=7', '/all-our-news?id=8']],
    ['/latest-story', 'Bridge to be repaired', ['/story-1', '/story-2']],
    ['/local-news', 'News: Local boats win', ['/s/77', '/s/78']],
    ['/news-of-2026', 'Bridge to be repaired', ['/2026/a', '/2026/b']],
  ])('of a section makes different stories one for nobody: %s', (section, title, given) => {
    expect(given.map((one) => addressOf(`${site}${section}`, `${site}${one}`, title))).toEqual(
      given.map((one) => `${site}${one}`),
    )
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
