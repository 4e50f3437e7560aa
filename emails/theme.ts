import { grounds, type Logo, type Theme, usualAccent } from '../core/model/theme.ts'

/** What a mail looks like: a newspaper, not a dashboard. Every pair below is held to 4.5:1 by a test, inverted too (STD-83). */
export const light = {
  ...grounds.light,
  ink: '#1d1d1b',
  soft: '#5c5a55',
  line: '#dcd9d2',
  accent: usualAccent.light,
} as const

export const dark: Record<keyof typeof light, string> = {
  ...grounds.dark,
  ink: '#eceae5',
  soft: '#aaa69d',
  line: '#383630',
  accent: usualAccent.dark,
}

/** What one publisher's mails have of their own. */
export type Look = { readonly accent: { readonly light: string; readonly dark: string }; readonly logo?: Logo }

export const lookOf = (theme: Theme | undefined): Look => ({ accent: usualAccent, ...theme })

/** Pixels. */
export const size = {
  width: 600,
  margin: 32,
  name: 30,
  lead: 26,
  headline: 20,
  text: 17,
  small: 13,
  target: 44,
} as const
export const phone = { width: 480, margin: 20, name: 27, lead: 23 } as const

// Without quotation marks, which would cost six bytes each in an attribute. What Windows has comes first, because its
// Outlook may look no further; where there is no Georgia, Android's `serif` is Noto's already.
const reading = 'Georgia,Noto Serif,serif'
const rest = 'Segoe UI,-apple-system,sans-serif'

/** Values of the `font` property: what stands in a cell inherits its typeface, and no further (Outlook for Windows). */
export const font = {
  text: `${size.text}px/1.5 ${reading}`,
  topic: `700 ${size.small}px/1.4 ${rest}`,
  small: `${size.small}px/1.5 ${rest}`,
  emblem: `700 ${size.headline}px/1.28 ${reading}`,
  button: `700 ${size.text}px/20px ${rest}`,
} as const

/** Headlines are bold by themselves, and serif by their cell. */
export const head = {
  name: { fontSize: size.name, lineHeight: 1.15, letterSpacing: '-.3px' },
  lead: { fontSize: size.lead, lineHeight: 1.2 },
  headline: { fontSize: size.headline, lineHeight: 1.28 },
} as const
