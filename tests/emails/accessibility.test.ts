import { describe, expect, test } from 'vitest'
import { Held } from '../../emails/held.tsx'
import { renderer } from '../../emails/render.tsx'
import { dark, font, head, light, size } from '../../emails/theme.ts'
import { wordsIn } from '../../emails/words.ts'
import { named, read } from './reading.ts'
import { aConfirmation, aDigest, anItem, aSection } from './samples.ts'

const mails = [
  ['a digest', () => renderer.digest(aDigest())],
  ['a digest without an intro', () => renderer.digest(aDigest({ intro: '' }))],
  ['a confirmation', () => renderer.confirmation(aConfirmation())],
  ['a held issue', () => renderer.held(Held.PreviewProps)],
] as const

describe.each(mails)('%s', (_, render) => {
  test('says its language and direction on the page and again inside the body (STD-80)', async () => {
    const { elements } = read((await render()).html)
    const inside = elements[elements.findIndex(({ name }) => name === 'body') + 1]
    for (const element of [elements.find(({ name }) => name === 'html'), inside]) {
      expect(element?.attributes).toMatchObject({ lang: 'en', dir: 'ltr' })
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
    const order = named(stripped, 'h1', 'h2', 'h3').map((one) => text.replaceAll(/\s+/g, ' ').indexOf(one.text))
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
