import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { locales } from '../../core/model/locale.ts'
import { contrast, inverted, LEAST_CONTRAST, nearestReadable } from '../../core/model/theme.ts'
import { renderer } from '../../emails/render.tsx'
import { aLogo, aTheme, forEditors, forReaders } from './every.ts'
import { type Element, named, nested, read, solid } from './reading.ts'
import { aDigest } from './samples.ts'

type Support = 'y' | 'a' | 'n'
const { features } = JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/mail-clients.json'), 'utf8')) as {
  features: Readonly<
    Record<string, readonly [gmail: Support, appleMail: Support, outlookWindows: Support, limits?: string]>
  >
}

/** What some large client lacks: what its readers have then. Everything else that a mail uses has to work everywhere. */
const withoutIt: Readonly<Record<string, string>> = {
  'border-radius': 'a button has corners',
  'box-sizing': 'the sheet is wider by its margins',
  'max-height': 'what the inbox shows is hidden by display already',
  overflow: 'what the inbox shows is hidden by display already',
  'max-width': 'a logo is as wide as it says, which a sheet always holds',
  'word-break': 'a word longer than a line makes the sheet wider',
  'background-image': 'a logo lies on the colour of the sheet',
}
/** Said to Outlook for Windows alone. */
const forOutlook = ['mso-padding-alt']

type Mail = { readonly name: string; readonly html: string; readonly text: string }
const mails: Mail[] = []
beforeAll(async () => {
  for (const theme of [undefined, aTheme])
    for (const [template, sample] of Object.entries({ ...forReaders, ...forEditors }))
      for (const locale of template in forReaders ? locales : (['en'] as const)) {
        const { html, text } = await sample(locale, theme)
        mails.push({ name: `${template} in ${locale}${theme ? ', in looks of its own' : ''}`, html, text })
      }
})

const declarations = (style: string | undefined): [property: string, value: string][] =>
  (style ?? '')
    .split(';')
    .filter((one) => one !== '')
    .map((one) => [one.slice(0, one.indexOf(':')), one.slice(one.indexOf(':') + 1)])

/** `border-top` is a border, and so on. */
const featureOf = (property: string): string =>
  /^(?:border|padding|margin)(?=-(?:top|bottom|left|right)$)/.exec(property)?.[0] ?? property

const isEverywhere = ([gmail, apple, windows]: (typeof features)[string]) => ![gmail, apple, windows].includes('n')

describe('what bears a load works in Gmail, Apple Mail and Outlook for Windows (STD-85)', () => {
  test('every property of every element is known there, or is missed by nobody', () => {
    const used = new Map<string, string>()
    for (const { name, html } of mails)
      for (const { attributes } of read(html).elements)
        for (const [property] of declarations(attributes.style)) used.set(featureOf(property), name)
    for (const [property, name] of used) {
      if (property in withoutIt || forOutlook.includes(property)) continue
      const known = features[property]
      expect(known, `${property}, in ${name}`).toBeDefined()
      expect(isEverywhere(known!), `${property}, in ${name}`).toBe(true)
    }
    // Nothing is excused that no mail uses.
    for (const property of Object.keys(withoutIt)) expect([...used.keys()]).toContain(property)
  })

  test('and is used within the limits there', () => {
    const limits: Readonly<Record<string, (value: string, element: Element) => boolean>> = {
      margin: (value, { name }) => (!/-\d|auto/.test(value) && !['span', 'body'].includes(name)) || value === '0',
      padding: (value, { name, attributes }) =>
        name === 'td' || value === '0' || (name === 'a' && /inline-block/.test(attributes.style ?? '')),
      border: (value, { name }) => name === 'td' && Number.parseInt(value, 10) <= 8,
      display: (value, { name }) => (name === 'img' ? value === 'block' : true),
      height: (_, { name }) => name === 'img',
      'font-size': (value) => value.endsWith('px'),
      'font-weight': (value) => value === '700',
      'letter-spacing': (value) => Number.parseFloat(value) >= -1,
      'text-decoration': (value) => /^\w+$/.test(value),
      background: (value) => /^#[0-9a-f]{6}$/.test(value),
      'background-image': (value) => value.startsWith('linear-gradient('),
    }
    for (const { name, html } of mails)
      for (const element of read(html).elements)
        for (const [property, value] of declarations(element.attributes.style))
          expect([name, element.name, property, value, limits[featureOf(property)]?.(value, element) ?? true]).toEqual([
            name,
            element.name,
            property,
            value,
            true,
          ])
  })

  test('a button has the padding of its link from its cell where a link has none', () => {
    for (const { html } of mails)
      for (const { attributes } of named(html, 'td').filter((one) => one.attributes.class === 'b'))
        expect(attributes.style).toMatch(/mso-padding-alt:\d+px \d+px/)
  })

  test('in the sheets is nothing but what follows the dark or a phone, and that yields to no style of an element', () => {
    for (const { name, html } of mails) {
      const sheets = [...html.matchAll(/<style>(.*?)<\/style>/g)].map(([, css]) => css!)
      expect(sheets.length).toBe(2)
      for (const css of sheets) {
        expect(css, name).not.toMatch(/var\(|flex|grid|@import|@font-face|url\(|position/)
        // Outlook for Windows and others drop a declaration without the space.
        expect(css, name).not.toMatch(/[^ ]!important/)
        for (const [property] of [...css.matchAll(/[{;]([a-z-]+):/g)].map(([, found]) => [found!]))
          expect(
            features[featureOf(property!.replace('border-color', 'border'))],
            `${property} in ${name}`,
          ).toBeDefined()
      }
    }
  })

  test('the elements are those that every client has', () => {
    const known = 'html head meta title style body div table tbody tr td p h1 h2 h3 span a br i img'.split(' ')
    for (const { name, html } of mails)
      for (const element of read(html).elements) expect(known, name).toContain(element.name)
  })
})

describe('forced into the dark (STD-83, STD-84)', () => {
  /** The pairs of text and ground that a mail has by its elements' styles alone: what a client without our dark sheet turns round. */
  const pairs = (html: string): [text: string, ground: string, what: string][] => {
    const found: [string, string, string][] = []
    nested(html, (text, path) => {
      const last = (property: string) =>
        path.flatMap(({ attributes }) => declarations(attributes.style)).findLast(([name]) => name === property)?.[1]
      if (path.some(({ name, attributes }) => name === 'head' || /display:none/.test(attributes.style ?? ''))) return
      const [colour, ground] = [last('color'), last('background')]
      if (text.trim() !== '') found.push([colour!, ground!, text])
    })
    return found
  }

  test('every word can be read, as it is and with all colours turned round', () => {
    for (const { name, html } of mails) {
      const found = pairs(html)
      expect(found.length, name).toBeGreaterThan(5)
      for (const [colour, ground, text] of found) {
        const said = `${text.slice(0, 40)} in ${name}: ${colour} on ${ground}`
        expect(contrast(colour, ground), said).toBeGreaterThanOrEqual(LEAST_CONTRAST)
        expect(contrast(inverted(colour), inverted(ground)), said).toBeGreaterThanOrEqual(LEAST_CONTRAST)
      }
    }
  })

  test('so it can in any colour that a publisher may set', async () => {
    for (const light of ['#ff0000', '#00ff00', '#0000ff', '#ffff00', '#00ffff', '#888888', '#fff0f0', '#000000']) {
      const accent = { light: nearestReadable('light', light), dark: nearestReadable('dark', light) }
      const { html } = await forReaders.confirmation!('en', { accent })
      for (const [colour, ground] of pairs(html)) {
        expect(contrast(colour, ground)).toBeGreaterThanOrEqual(LEAST_CONTRAST)
        expect(contrast(inverted(colour), inverted(ground))).toBeGreaterThanOrEqual(LEAST_CONTRAST)
      }
    }
  })
})

describe("a publisher's looks", () => {
  test('are those of every template: the logo once, with its words and its size, and the colour wherever the house had its own', () => {
    const themed = mails.filter(({ name }) => name.endsWith('looks of its own'))
    expect(themed.length).toBe(locales.length * Object.keys(forReaders).length + Object.keys(forEditors).length)
    for (const { name, html } of themed) {
      expect(
        named(html, 'img').map(({ attributes: { src, alt, width, height } }) => ({ src, alt, width, height })),
        name,
      ).toEqual([{ src: aLogo.url, alt: 'Harbour Post', width: '216', height: '40' }])
      expect(html, name).not.toMatch(/#0b5c6b|#7cc7d4/)
      expect(html).toContain(aTheme.accent!.light)
      expect(html).toContain(aTheme.accent!.dark)
    }
  })

  test('leave no picture in a mail where there is no logo, and none is fetched early (T35)', () => {
    for (const { name, html } of mails) {
      expect(html, name).not.toMatch(/<link|preload/)
      if (!name.endsWith('looks of its own')) expect(html, name).not.toContain('<img')
    }
  })

  test('of which an issue of before has none: its mails are as they were', async () => {
    const { html } = await renderer.digest(aDigest())
    expect(html).toContain('#0b5c6b')
    expect(html).not.toContain('class="o"')
  })
})

describe('a mail with everything taken from it (STD-86)', () => {
  test('says the same in the order of its source, pictures off and styles stripped, as its text part', () => {
    for (const { name, html, text } of mails) {
      const bare = html
        .replaceAll(/<style>.*?<\/style>| (?:style|class)="[^"]*"/g, '')
        .replaceAll(/<img[^>]*alt="([^"]*)"[^>]*>/g, '$1')
      const said = solid(text.replaceAll(/[\u2066-\u2069\u200F]/g, ''))
      let at = -1
      for (const heading of named(bare, 'h1', 'h2', 'h3')) {
        const next = said.indexOf(solid(heading.text), Math.max(at, 0))
        expect(next, `${heading.text} in ${name}`).toBeGreaterThan(-1)
        at = next
      }
      // Who writes, and from where, can be read whatever is taken away.
      expect(solid(read(bare).visible), name).toContain(solid('Harbour Post, 12 Quay Street, 20457 Hamburg, Germany'))
      for (const { attributes } of named(bare, 'a')) expect(text.split('\n'), name).toContain(attributes.href)
    }
  })

  test('has its text part in lines of 78 columns at most, but for addresses', () => {
    const columns = (line: string) =>
      [...line.replaceAll(/[\u2066-\u2069\u200F]/g, '')].reduce((sum, one) => sum + (one > '\u2E80' ? 2 : 1), 0)
    for (const { name, text } of mails)
      for (const line of text.split('\n').filter((one) => !/^https?:|^\uFDD0/.test(one)))
        expect(columns(line), `${line} in ${name}`).toBeLessThanOrEqual(78)
  })
})
