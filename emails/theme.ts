/** What a mail looks like: a newspaper, not a dashboard. Every pair below is held to 4.5:1 by a test, inverted too (STD-83). */

export const light = {
  ground: '#f6f5f2',
  paper: '#ffffff',
  ink: '#1d1d1b',
  soft: '#5c5a55',
  line: '#dcd9d2',
  accent: '#0b5c6b',
} as const

export const dark: Record<keyof typeof light, string> = {
  ground: '#121211',
  paper: '#1b1b19',
  ink: '#eceae5',
  soft: '#aaa69d',
  line: '#383630',
  accent: '#7cc7d4',
}

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
  button: `700 ${size.text}px/20px ${rest}`,
} as const

/** Headlines are bold by themselves, and serif by their cell. */
export const head = {
  name: { fontSize: size.name, lineHeight: 1.15, letterSpacing: '-.3px' },
  lead: { fontSize: size.lead, lineHeight: 1.2 },
  headline: { fontSize: size.headline, lineHeight: 1.28 },
} as const
