import { type Parsed, parsed, type Refusal, refusal, refused } from './refusal.ts'
import { cleanText } from './text.ts'

/** `#0b5c6b`: six hexadecimal digits, small letters. */
export type Colour = string

/** What a publisher's mails look like, beyond their words. All of it may be missing: the house has looks of its own. */
export type Theme = {
  readonly logo?: Logo
  /** The one colour, of topics, links and buttons, as it stands on paper by day and in the dark. */
  readonly accent?: { readonly light: Colour; readonly dark: Colour }
}

export type Logo = {
  readonly url: string
  /** Pixels, as it is shown. */
  readonly width: number
  readonly height: number
  /** What it says: that stands there where pictures are not shown (STD-82). */
  readonly alt: string
}

/** Who writes, as every mail says it. */
export type Publisher = { readonly name: string; readonly postalAddress: string; readonly theme?: Theme }

/** What text in the publisher's colour may stand on. Sheets of mails are `paper`, and lie on `ground`. */
export const grounds = {
  light: { paper: '#ffffff', ground: '#f6f5f2' },
  dark: { paper: '#1b1b19', ground: '#121211' },
} as const
export type Scheme = keyof typeof grounds

/** The colour where no publisher has said another. */
export const usualAccent = { light: '#0b5c6b', dark: '#7cc7d4' } as const

/** Text has at least this contrast with what it stands on (WCAG 2.2, 1.4.3). */
export const LEAST_CONTRAST = 4.5

// ── Colours ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const channels = (colour: Colour): number[] =>
  [1, 3, 5].map((from) => Number.parseInt(colour.slice(from, from + 2), 16) / 255)

function luminance(colour: Colour): number {
  const [red, green, blue] = channels(colour).map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  ) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** From 1, for a colour on itself, to 21, for black on white. */
export function contrast(one: Colour, other: Colour): number {
  const [less, more] = [luminance(one), luminance(other)].toSorted((a, b) => a - b) as [number, number]
  return (more + 0.05) / (less + 0.05)
}

/** What a client makes of a colour that turns every mail dark by itself (STD-83). */
export const inverted = (colour: Colour): Colour => written(channels(colour).map((value) => 1 - value))

const written = (values: readonly number[]): Colour =>
  `#${values
    .map((value) =>
      Math.round(value * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`

/** The least contrast that a colour has with anything it stands on in this scheme. */
export const contrastIn = (scheme: Scheme, colour: Colour): number =>
  Math.min(...Object.values(grounds[scheme]).map((ground) => contrast(colour, ground)))

/** The nearest shade by day, and the nearest tint in the dark, that can be read there: the colour itself, if it can. */
export function nearestReadable(scheme: Scheme, colour: Colour): Colour {
  const end = scheme === 'light' ? 0 : 1
  for (let step = 0; step <= 255; step++) {
    const share = step / 255
    const mixed = written(channels(colour).map((value) => value + (end - value) * share))
    if (contrastIn(scheme, mixed) >= LEAST_CONTRAST) return mixed
  }
  return written([end, end, end])
}

/** A colour as people write it, `#0B5C6B` or `0b5` too; undefined for what is none. */
export function parseColour(typed: string): Colour | undefined {
  const digits = /^#?([0-9a-f]{6}|[0-9a-f]{3})$/.exec(typed.trim().toLowerCase())?.[1]
  if (digits === undefined) return undefined
  return `#${digits.length === 3 ? digits.replaceAll(/./g, '$&$&') : digits}`
}

/** "3.1:1", rounded down: what falls short never looks as if it did not. */
export const ratioText = (ratio: number): string => `${(Math.floor(ratio * 10) / 10).toFixed(1)}:1`

// ── What a publisher says ───────────────────────────────────────────────────────────────────────────────────────────

export type LogoInput = {
  url?: string | undefined
  width?: number | undefined
  height?: number | undefined
  alt?: string | undefined
}
export type ThemeInput = {
  /** `null`: none any more. */
  logo?: LogoInput | null | undefined
  /** Without `dark`, the nearest tint of the light one that can be read there. */
  accent?: { light?: string | undefined; dark?: string | undefined } | null | undefined
}

/** A logo fits a sheet of a mail, and leaves the page to the headlines. Pixels. */
export const MOST_LOGO = { width: 536, height: 160 } as const

/** A theme with some of it changed; undefined where nothing is left of it. Every refusal names its field. */
export function parseTheme(input: ThemeInput, known: Theme | undefined, publisher: string): Parsed<Theme | undefined> {
  const refusals: Refusal[] = []
  const take = <T>(part: Parsed<T>): T | undefined => {
    if (part.ok) return part.value
    refusals.push(...part.refusals)
    return undefined
  }
  const logo =
    input.logo === undefined ? known?.logo : input.logo && take(parseLogo(input.logo, known?.logo, publisher))
  const accent = input.accent === undefined ? known?.accent : input.accent && take(parseAccent(input.accent, known))
  if (refusals.length > 0) return { ok: false, refusals }
  if (!logo && !accent) return parsed(undefined)
  return parsed({ ...(logo ? { logo } : {}), ...(accent ? { accent } : {}) })
}

function parseLogo(input: LogoInput, known: Logo | undefined, publisher: string): Parsed<Logo> {
  const { url, width, height } = { ...known, ...withoutGaps(input) }
  const refusals: Refusal[] = []
  const address = pictureAddress(url ?? '')
  if (!address.ok) refusals.push(...address.refusals)
  for (const [side, value] of [
    ['width', width],
    ['height', height],
  ] as const) {
    if (!Number.isInteger(value) || value! < 1 || value! > MOST_LOGO[side])
      refusals.push(refusal(`publisher.theme.logo.${side}`, `Say its ${side} in pixels, ${MOST_LOGO[side]} at most.`))
  }
  if (!address.ok || refusals.length > 0) return { ok: false, refusals }
  const alt = cleanText(input.alt ?? known?.alt ?? '', 80) || publisher
  return parsed({ url: address.value, width: width!, height: height!, alt })
}

const withoutGaps = (input: LogoInput): LogoInput =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))

const kindNotShown = ({ pathname }: URL): string | undefined => /\.(svgz?|webp|avif)$/i.exec(pathname)?.[1]

/** Whether a picture of somebody else's can stand in a mail, as far as its address tells. */
export function canBeShown(picture: string): boolean {
  const url = URL.canParse(picture) ? new URL(picture) : undefined
  return url?.protocol === 'https:' && !kindNotShown(url) && picture.length <= 500
}

/** Where every mail client can fetch it, and as what each can show (STD-84, STD-85). */
function pictureAddress(typed: string): Parsed<string> {
  const wrong = (sentence: string) => refused(refusal('publisher.theme.logo.url', sentence))
  const url = URL.canParse(typed.trim()) ? new URL(typed.trim()) : undefined
  if (url?.protocol !== 'https:' || url.username !== '')
    return wrong('Give the whole address of the picture, beginning with https://.')
  const kind = kindNotShown(url)
  if (kind) return wrong(`Large mail programs do not show ${kind.toUpperCase()}: give it as a PNG.`)
  if (url.href.length > 500) return wrong('This address is too long: it stands in every mail.')
  return parsed(url.href)
}

function parseAccent(
  input: NonNullable<ThemeInput['accent']>,
  known: Theme | undefined,
): Parsed<NonNullable<Theme['accent']>> {
  const light = input.light ?? known?.accent?.light ?? ''
  const read = { light: readable('light', light), dark: { ok: true, value: '' } as Parsed<Colour> }
  // Of a new colour the tint is new too, unless somebody says which.
  const dark = input.dark || (input.light === undefined ? known?.accent?.dark : undefined)
  if (dark) read.dark = readable('dark', dark)
  else if (read.light.ok) read.dark = parsed(nearestReadable('dark', read.light.value))
  if (read.light.ok && read.dark.ok) return parsed({ light: read.light.value, dark: read.dark.value })
  return refused(...[read.light, read.dark].flatMap((one) => (one.ok ? [] : one.refusals)))
}

const where = { light: 'on white', dark: 'in the dark' } as const

function readable(scheme: Scheme, typed: string): Parsed<Colour> {
  const field = `publisher.theme.accent.${scheme}`
  const colour = parseColour(typed)
  if (!colour) return refused(refusal(field, 'Write the colour as six digits: #0b5c6b.'))
  const ratio = contrastIn(scheme, colour)
  if (ratio >= LEAST_CONTRAST) return parsed(colour)
  const nearest = nearestReadable(scheme, colour)
  const sentence = `${colour} has a contrast of ${ratioText(ratio)} ${where[scheme]}, and text needs ${ratioText(LEAST_CONTRAST)}. The nearest that can be read is ${nearest}.`
  return refused(refusal(field, sentence))
}
