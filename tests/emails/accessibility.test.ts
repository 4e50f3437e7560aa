import { describe, expect, test } from 'vitest'
import { Held } from '../../emails/held.tsx'
import { renderer } from '../../emails/render.tsx'
import { dark, font, head, light, size } from '../../emails/theme.ts'
import { wordsIn } from '../../emails/words/words.ts'
import { named, read, solid } from './reading.ts'
import { aConfirmation, aDigest, aNotice, anItem, aSection, aWelcome, blockUrl } from './samples.ts'

const tongues = [
  ['en', 'en', 'ltr'],
  ['de', 'de', 'ltr'],
  ['ar', 'ar', 'rtl'],
  ['zh', 'zh-Hans', 'ltr'],
] as const
const mails = [
  ...tongues.flatMap(
    ([locale, ...tongue]) =>
      [
        [`a digest in ${locale}`, ...tongue, () => renderer.digest(aDigest({ locale }))],
        [`a digest without an intro in ${locale}`, ...tongue, () => renderer.digest(aDigest({ locale, intro: '' }))],
        [`a confirmation in ${locale}`, ...tongue, () => renderer.confirmation(aConfirmation({ locale, blockUrl }))],
        [`a notice in ${locale}`, ...tongue, () => renderer.notice(aNotice({ locale }))],
        [`a welcome in ${locale}`, ...tongue, () => renderer.notice(aWelcome({ locale }))],
      ] as const,
  ),
  ['a held issue', 'en', 'ltr', () => renderer.held(Held.PreviewProps)],
] as const

/** As it is read: neither broken lines nor the marks that set names apart are seen. */
const plain = (text: string) => solid(text.replaceAll(/[\u2066-\u2069\u200F]/g, ''))

describe.each(mails)('%s', (_, lang, dir, render) => {
  test('says its language and direction on the page and again inside the body (STD-80)', async () => {
    const { elements } = read((await render()).html)
    const inside = elements[elements.findIndex(({ name }) => name === 'body') + 1]
    for (const element of [elements.find(({ name }) => name === 'html'), inside]) {
      expect(element?.attributes).toMatchObject({ lang, dir })
    }
  })

  test('lays out with tables that are no tables to a screen reader (STD-81)', async () => {
    const tables = named((await render()).html, 'table')
    expect(tables.length).toBeGreaterThan(0)
    for (const { attributes } of tables) expect(attributes.role).toBe('presentation')
  })

  test('has one h1, no level left out, and a title (STD-83)', async () => {
    const { html } = await render()
    const levels = named(html, 'h1', 'h2', 'h3', 'h4', 'h5', 'h6').map(({ name }) => Number(name[1]))
    expect(levels.filter((level) => level === 1)).toHaveLength(1)
    for (const [index, level] of levels.entries()) expect(level).toBeLessThanOrEqual((levels[index - 1] ?? 0) + 1)
    expect(named(html, 'title')[0]?.text).not.toBe('')
  })

  test('names every link, no two alike (STD-83)', async () => {
    const texts = named((await render()).html, 'a').map(({ attributes, text }) => attributes['aria-label'] ?? text)
    expect(texts.every((text) => text.trim() !== '')).toBe(true)
    expect(new Set(texts).size).toBe(texts.length)
  })

  test('bears no load on what a large client lacks, and shows no picture (STD-82, STD-85, T35)', async () => {
    const { html } = await render()
    const elements = read(html).elements
    for (const name of ['img', 'svg', 'picture', 'link', 'script', 'form']) {
      expect(elements.map((element) => element.name)).not.toContain(name)
    }
    const inline = elements.map(({ attributes }) => attributes.style ?? '').join(';')
    expect(inline).not.toMatch(/flex|grid|var\(|url\(|position|float|justify/)
    expect(html).not.toMatch(/@import|@font-face|url\(/)
  })

  test('reads in order with its styles stripped (STD-86)', async () => {
    const { html, text } = await render()
    const stripped = html.replaceAll(/<style>.*?<\/style>| (?:style|class)="[^"]*"/g, '')
    const order = named(stripped, 'h1', 'h2', 'h3').map((one) => plain(text).indexOf(plain(one.text)))
    expect(order).toEqual(order.toSorted((a, b) => a - b))
    expect(order).not.toContain(-1)
  })
})

describe('languages inside a mail', () => {
  const itemsRendered = async (...items: Parameters<typeof anItem>[0][]) =>
    (
      await renderer.digest(
        aDigest({ sections: [aSection(items.map((one, i) => anItem({ url: `https://a.example/${i}`, ...one })))] }),
      )
    ).html

  test('a headline in another language says so (STD-80)', async () => {
    const html = await itemsRendered({ title: 'Le fret recule', lang: 'fr' }, { title: 'Fog', lang: 'en-GB' })
    expect(named(html, 'h3').map(({ attributes }) => attributes.lang)).toEqual(['fr', undefined])
  })

  test.each([
    ['ar', 'الميناء'],
    ['he', 'הנמל'],
    ['fa', 'بندر'],
    ['ur', 'بندرگاہ'],
    [undefined, 'הנמל נסגר'],
  ])('a story written from right to left runs that way: %s (STD-80)', async (lang, title) => {
    const html = await itemsRendered({ title, ...(lang ? { lang } : {}) })
    expect(named(html, 'td').findLast(({ text }) => text.includes(title))?.attributes.dir).toBe('rtl')
    expect(named(html, 'h2')[0]?.attributes.dir).toBe('ltr')
  })

  test('a language that a story is not written in is not repeated: its first letter says which way it runs', async () => {
    const title = 'الميناء مفتوح من جديد.'
    const html = await itemsRendered({ title, summary: 'غادرت عبارتان قبل الظهر.', lang: 'fr' })
    expect(named(html, 'td').findLast(({ text }) => text.includes(title))?.attributes.dir).toBe('rtl')
    expect(named(html, 'h3')[0]?.attributes.lang).toBeUndefined()
  })

  test('the same headline from two sources is told apart (STD-83)', async () => {
    const html = await itemsRendered({ source: 'one.example' }, { source: 'two.example' })
    const labels = named(html, 'h3', 'a').flatMap(({ attributes }) => attributes['aria-label'] ?? [])
    expect(labels).toEqual([
      'Night trams return on three lines, one.example · 05:30',
      'Night trams return on three lines, two.example · 05:30',
    ])
  })

  test('a reader of a language we have no words in gets the first, and the mail says which', async () => {
    const { html } = await renderer.digest(aDigest({ locale: 'xx-YY' }))
    expect(named(html, 'html')[0]?.attributes.lang).toBe('en')
    expect(wordsIn('en-US')).toBe(wordsIn('xx'))
  })
})

describe('a mail from right to left', () => {
  const around = (html: string, text: string) =>
    named(html, 'span', 'td', 'p', 'h1').findLast((one) => one.text === text)

  test('sets names that run against it apart, where they stand, and keeps its own side (STD-80)', async () => {
    const { html } = await renderer.digest(aDigest({ locale: 'ar' }))
    for (const name of ['The Harbour Brief', 'harbourpost.example', 'Trade']) {
      expect(around(html, name)?.attributes).toMatchObject({ dir: 'ltr' })
    }
    // The name of the digest stands on the side where the line begins.
    expect(named(html, 'h1')[0]?.attributes.dir).toBeUndefined()
    expect(named(html, 'p').at(-1)?.text).toBe('Harbour Post, 12 Quay Street, 20457 Hamburg, Germany')
    expect(around(html, 'Harbour Post, 12 Quay Street, 20457 Hamburg, Germany')?.attributes.dir).toBe('ltr')
  })

  test('lays its tables out from the right, in every client', async () => {
    const { html } = await renderer.confirmation(aConfirmation({ locale: 'ar' }))
    const [outer, inner] = named(html, 'table')
    for (const table of [outer, inner]) expect(table?.attributes.dir).toBe('rtl')
  })

  test('keeps the time after the source, whichever way the source runs', async () => {
    const item = (title: string, source: string, publishedAt: string) => anItem({ title, source, publishedAt, url: '' })
    const items = [
      item('الميناء مغلق', 'citydesk.example', '2026-11-24T05:30'),
      item('Night trams', 'صحيفة المرفأ', '2026-11-01T05:30'),
    ]
    const { html, text } = await renderer.digest(aDigest({ locale: 'ar', sections: [aSection(items)] }))
    const lines = named(html, 'p').filter((one) => one.text.includes(' · '))
    expect(lines.map((one) => one.text)).toContain('citydesk.example · 05:30')
    expect(around(html, 'citydesk.example')?.attributes.dir).toBe('ltr')
    expect(around(html, '1 نوفمبر 2026')?.attributes.dir).toBe('rtl')
    expect(text.split('\n')).toContain('\u200F\u2068citydesk.example\u2069 · 05:30')
  })

  test('has no such marks in its subject, nor a character of them in its page', async () => {
    for (const { subject, html } of [
      await renderer.digest(aDigest({ locale: 'ar' })),
      await renderer.confirmation(aConfirmation({ locale: 'ar' })),
      await renderer.notice(aNotice({ locale: 'ar', kind: 'manage' })),
    ])
      expect(subject + html).not.toMatch(/[\u2066-\u2069\u200F]/)
  })

  test('a mail from left to right sets an Arabic name apart as well, and nothing else', async () => {
    const { html } = await renderer.confirmation(
      aConfirmation({ digests: [{ name: 'نشرة الميناء', rhythm: 'every day at 08:00, UTC', topics: [] }] }),
    )
    expect(named(html, 'h1')[0]?.text).toBe('Shall we send you نشرة الميناء?')
    expect(around(html, 'نشرة الميناء')?.attributes.dir).toBe('rtl')
    expect(named((await renderer.digest(aDigest())).html, 'span')).toEqual([])
  })
})

describe('colours and sizes (STD-83)', () => {
  const channel = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
  const rgb = (colour: string) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
  const luminance = ([r, g, b]: number[]) => 0.2126 * channel(r!) + 0.7152 * channel(g!) + 0.0722 * channel(b!)
  const contrast = (a: number[], b: number[]) => {
    const [darker, lighter] = [luminance(a), luminance(b)].toSorted((x, y) => x - y)
    return (lighter! + 0.05) / (darker! + 0.05)
  }
  const inverted = (colour: number[]) => colour.map((value) => 1 - value)
  const pairs = [
    ['ink', 'paper'],
    ['soft', 'paper'],
    ['accent', 'paper'],
  ] as const

  test.each(pairs)('%s on %s is 4.5:1 or more in light, in dark and inverted', (text, ground) => {
    for (const theme of [light, dark]) {
      expect(contrast(rgb(theme[text]), rgb(theme[ground]))).toBeGreaterThanOrEqual(4.5)
      expect(contrast(inverted(rgb(theme[text])), inverted(rgb(theme[ground])))).toBeGreaterThanOrEqual(4.5)
    }
  })

  test('the button is 4.5:1 or more: paper on accent in light, ground on accent in dark', () => {
    expect(contrast(rgb(light.paper), rgb(light.accent))).toBeGreaterThanOrEqual(4.5)
    expect(contrast(inverted(rgb(light.paper)), inverted(rgb(light.accent)))).toBeGreaterThanOrEqual(4.5)
    expect(contrast(rgb(dark.ground), rgb(dark.accent))).toBeGreaterThanOrEqual(4.5)
  })

  test('what is read is 14 pixels or more; only what is looked up is 13', () => {
    expect(size.text).toBeGreaterThanOrEqual(14)
    expect(font.text).toContain(`${size.text}px`)
    for (const { fontSize } of Object.values(head)) expect(fontSize).toBeGreaterThan(size.text)
  })

  test('no colour stands in a mail that is not of the theme', async () => {
    const { html } = await renderer.digest(aDigest())
    const used = new Set(html.match(/#[0-9a-f]{6}\b/g))
    const known = new Set([...Object.values(light), ...Object.values(dark)])
    expect([...used].filter((colour) => !known.has(colour as never))).toEqual([])
  })
})
