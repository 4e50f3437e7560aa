import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noSettings, parseSettings, type SettingsInput } from '../../core/model/settings.ts'
import {
  contrast,
  contrastIn,
  grounds,
  inverted,
  LEAST_CONTRAST,
  nearestReadable,
  parseColour,
  type Scheme,
  type ThemeInput,
  usualAccent,
} from '../../core/model/theme.ts'

const aColour = fc.integer({ min: 0, max: 0xffffff }).map((n) => `#${n.toString(16).padStart(6, '0')}`)
const known = { ...noSettings, publisher: { name: 'Harbour Post', postalAddress: '12 Quay Street' } }
const logo = { url: 'https://harbourpost.example/logo.png', width: 240, height: 40 }

const themed = (theme: ThemeInput | null, before = known) => {
  const read = parseSettings({ publisher: { theme } } as SettingsInput, before)
  return read.ok ? read.value.publisher.theme : read.refusals
}

describe('contrast', () => {
  it('is what WCAG says it is', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2)
    expect(contrast('#0b5c6b', '#0b5c6b')).toBe(1)
  })

  it('is enough for the colour of the house, on everything that it stands on', () => {
    for (const scheme of ['light', 'dark'] as const)
      expect(contrastIn(scheme, usualAccent[scheme])).toBeGreaterThanOrEqual(LEAST_CONTRAST)
  })
})

describe('the nearest colour that can be read', () => {
  it('can be read, whatever was asked for, and a colour that can be is its own', () => {
    fc.assert(
      fc.property(aColour, fc.constantFrom<Scheme>('light', 'dark'), (colour, scheme) => {
        const nearest = nearestReadable(scheme, colour)
        expect(contrastIn(scheme, nearest)).toBeGreaterThanOrEqual(LEAST_CONTRAST)
        if (contrastIn(scheme, colour) >= LEAST_CONTRAST) expect(nearest).toBe(colour)
      }),
    )
  })

  it('goes no further than it has to', () => {
    fc.assert(
      fc.property(aColour, (colour) => {
        if (contrastIn('light', colour) < LEAST_CONTRAST)
          expect(contrastIn('light', nearestReadable('light', colour))).toBeLessThan(LEAST_CONTRAST + 0.4)
      }),
    )
  })

  it('can be read as well where a client turns every colour of the light mail round (STD-83)', () => {
    fc.assert(
      fc.property(aColour, (colour) => {
        const accent = inverted(nearestReadable('light', colour))
        for (const ground of Object.values(grounds.light))
          expect(contrast(accent, inverted(ground))).toBeGreaterThanOrEqual(LEAST_CONTRAST)
      }),
    )
  })
})

describe("a publisher's looks", () => {
  it.each([
    ['#0B5C6B', '#0b5c6b'],
    ['0b5c6b', '#0b5c6b'],
    [' #05a ', '#0055aa'],
    ['teal', undefined],
    ['#12345', undefined],
    ['url(x)', undefined],
  ])('take a colour as people write it: %s', (typed, colour) => {
    expect(parseColour(typed)).toBe(colour)
  })

  it('need one colour: the other is its nearest tint that can be read in the dark', () => {
    expect(themed({ accent: { light: '#8b0000' } })).toEqual({
      accent: { light: '#8b0000', dark: nearestReadable('dark', '#8b0000') },
    })
    expect(themed({ accent: { light: '#8b0000', dark: '#ffb3b3' } })).toEqual({
      accent: { light: '#8b0000', dark: '#ffb3b3' },
    })
  })

  it('are refused in a colour that cannot be read, with its contrast and the nearest that can', () => {
    const [light] = [themed({ accent: { light: '#ffa500' } })].flat() as { field: string; sentence: string }[]
    expect(light).toEqual({
      field: 'publisher.theme.accent.light',
      sentence: `#ffa500 has a contrast of 1.8:1 on white, and text needs 4.5:1. The nearest that can be read is ${nearestReadable('light', '#ffa500')}.`,
    })
    const [dark] = [themed({ accent: { light: '#0b5c6b', dark: '#0b5c6b' } })].flat() as { field: string }[]
    expect(dark!.field).toBe('publisher.theme.accent.dark')
  })

  it('have a logo that every large client can show, with words for where it is not shown (STD-82, STD-85)', () => {
    expect(themed({ logo })).toEqual({ logo: { ...logo, alt: 'Harbour Post' } })
    expect(themed({ logo: { ...logo, alt: ' The\nPost ' } })).toEqual({ logo: { ...logo, alt: 'The Post' } })
    const fieldsOf = (change: object) =>
      ([themed({ logo: { ...logo, ...change } })].flat() as { field: string }[]).map(({ field }) =>
        field.split('.').at(-1),
      )
    for (const url of [
      'http://a.example/x.png',
      'data:image/png;base64,AAAA',
      'javascript:alert(1)',
      'https://a.example/x.svg',
      'https://a.example/x.WEBP',
      'https://u:p@a.example/x.png',
      '',
    ])
      expect([url, fieldsOf({ url })]).toEqual([url, ['url']])
    expect(fieldsOf({ width: 0 })).toEqual(['width'])
    expect(fieldsOf({ width: 5_000, height: 1.5 })).toEqual(['width', 'height'])
    expect(fieldsOf({ height: Number.NaN })).toEqual(['height'])
  })

  it('change part by part, and go back to those of the house', () => {
    const before = {
      ...known,
      publisher: { ...known.publisher, theme: { logo: { ...logo, alt: 'HP' }, accent: usualAccent } },
    }
    expect(themed({ accent: null }, before)).toEqual({ logo: { ...logo, alt: 'HP' } })
    expect(themed({ logo: { alt: 'The Post' } }, before)).toMatchObject({ logo: { ...logo, alt: 'The Post' } })
    expect(themed({ accent: { dark: '#ffffff' } }, before)).toMatchObject({
      accent: { light: '#0b5c6b', dark: '#ffffff' },
    })
    expect(themed(null, before)).toBeUndefined()
    expect(themed({ logo: null, accent: null }, before)).toBeUndefined()
    const untouched = parseSettings({ from: 'a@mail.example.net' }, before)
    expect(untouched.ok && untouched.value.publisher).toEqual(before.publisher)
  })
})
