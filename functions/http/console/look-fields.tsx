/** @jsxImportSource hono/jsx */
import type { Settings, SettingsInput } from '../../../core/model/settings.ts'
import {
  contrastIn,
  grounds,
  LEAST_CONTRAST,
  MOST_LOGO,
  nearestReadable,
  parseColour,
  ratioText,
  type Scheme,
  type Theme,
  usualAccent,
} from '../../../core/model/theme.ts'
import { Field, type Form, type Typed, type Wrong } from './forms.tsx'

const LOOK = '/console/settings/look'

/** What refusals are about, as this form calls it. */
export const lookFields = {
  'publisher.theme.logo.url': 'logoUrl',
  'publisher.theme.logo.width': 'logoWidth',
  'publisher.theme.logo.height': 'logoHeight',
  'publisher.theme.accent.light': 'accentLight',
  'publisher.theme.accent.dark': 'accentDark',
} as const

export const lookTyped = ({ publisher: { theme } }: Settings): Typed => ({
  logoUrl: theme?.logo?.url ?? '',
  logoWidth: theme?.logo ? String(theme.logo.width) : '',
  logoHeight: theme?.logo ? String(theme.logo.height) : '',
  logoAlt: theme?.logo?.alt ?? '',
  accentLight: theme?.accent?.light ?? '',
  accentDark: theme?.accent?.dark ?? '',
})

/** What the form says of the looks; nothing, if it is one without these fields. What is left empty is none any more. */
export function lookIn({ text, typed }: Form): NonNullable<SettingsInput['publisher']>['theme'] {
  if (!('logoUrl' in typed)) return undefined
  const pixels = (field: string) => Number(text(field) || Number.NaN)
  const [light, dark] = [text('accentLight'), text('accentDark')]
  return {
    logo:
      text('logoUrl') === ''
        ? null
        : { url: text('logoUrl'), width: pixels('logoWidth'), height: pixels('logoHeight'), alt: text('logoAlt') },
    accent: light === '' && dark === '' ? null : { light, dark },
  }
}

/** A logo and a colour, and how the colour looks on all that it will stand on while it is being typed. */
export function LookFields({ typed, wrong }: { readonly typed: Typed; readonly wrong: Wrong }) {
  const field = { typed, wrong }
  const shown = {
    'hx-get': LOOK,
    'hx-trigger': 'input changed delay:300ms',
    'hx-include': '#accentLight,#accentDark',
    'hx-target': '#look',
    'hx-swap': 'innerHTML',
  } as const
  return (
    <fieldset>
      <legend>What the mails look like</legend>
      <p class="hint">From the next issue on. What is open already keeps the looks that it has.</p>
      <div class="pair">
        <Field
          {...field}
          name="accentLight"
          label="The colour of topics, links and buttons"
          hint={`Six digits, such as ${usualAccent.light}. Left empty, it is this one.`}
          autocomplete="off"
          more={shown}
        />
        <Field
          {...field}
          name="accentDark"
          label="The same in the dark"
          hint="Left empty, it is the nearest tint that can be read there."
          autocomplete="off"
          more={shown}
        />
      </div>
      <div id="look" aria-live="polite">
        <Look light={typed.accentLight} dark={typed.accentDark} />
      </div>
      <Field
        {...field}
        name="logoUrl"
        type="url"
        label="The address of your logo"
        hint="A PNG at the head of every mail. In the dark it lies on a white plate. Left empty, there is none."
      />
      <div class="pair">
        <Field {...field} name="logoWidth" type="number" label={`Its width in pixels, ${MOST_LOGO.width} at most`} />
        <Field {...field} name="logoHeight" type="number" label={`Its height in pixels, ${MOST_LOGO.height} at most`} />
      </div>
      <Field
        {...field}
        name="logoAlt"
        label="What the logo says"
        hint="It stands there where pictures are not shown. Left empty, it is your name."
      />
    </fieldset>
  )
}

/** The colour as it is typed, by day and in the dark. Where it cannot be read, it says so, and which could. */
export function Look({ light, dark }: { readonly light?: string | undefined; readonly dark?: string | undefined }) {
  const day = light ? parseColour(light) : usualAccent.light
  const night = dark ? parseColour(dark) : light ? day && nearestReadable('dark', day) : usualAccent.dark
  return (
    <div class="pair">
      <Swatch scheme="light" colour={day} />
      <Swatch scheme="dark" colour={night} />
    </div>
  )
}

const inks = { light: '#1d1d1b', dark: '#eceae5' } as const
const names = { light: 'By day', dark: 'In the dark' } as const

/** Drawn by attributes: the page's policy allows no styles of its own. */
function Swatch({ scheme, colour }: { readonly scheme: Scheme; readonly colour: string | undefined }) {
  if (!colour) return <p class="hint">{`${names[scheme]}: this is no colour yet.`}</p>
  const { paper, ground } = grounds[scheme]
  const ratio = contrastIn(scheme, colour)
  const isReadable = ratio >= LEAST_CONTRAST
  const said = `${names[scheme]}: ${colour} has a contrast of ${ratioText(ratio)}`
  return (
    <div class="field">
      <svg viewBox="0 0 300 124" width="100%" role="img" aria-label={`${names[scheme]}: a topic, a link and a button`}>
        <rect width="300" height="124" fill={ground} />
        <rect x="16" y="12" width="268" height="100" fill={paper} />
        <text x="32" y="36" font-size="12" font-weight="700" font-family="sans-serif" fill={colour}>
          Trade
        </text>
        <text x="32" y="58" font-size="17" font-weight="700" font-family="Georgia,serif" fill={inks[scheme]}>
          Forty ships at anchor
        </text>
        <rect x="32" y="74" width="96" height="26" rx="3" fill={colour} />
        <text
          x="80"
          y="91"
          font-size="12"
          text-anchor="middle"
          font-family="sans-serif"
          font-weight="700"
          fill={scheme === 'light' ? paper : ground}
        >
          Confirm
        </text>
        <text x="144" y="91" font-size="12" font-family="sans-serif" text-decoration="underline" fill={colour}>
          Read on the web
        </text>
      </svg>
      <p class={isReadable ? 'hint' : 'wrong'}>
        {isReadable
          ? `${said}.`
          : `${said}, and text needs ${ratioText(LEAST_CONTRAST)}. The nearest that can be read is ${nearestReadable(scheme, colour)}.`}
      </p>
    </div>
  )
}

/** For whoever may only look. */
export const lookFacts = (theme: Theme | undefined): readonly (readonly [string, string])[] => [
  ['Colour', theme?.accent ? `${theme.accent.light}, and ${theme.accent.dark} in the dark` : 'that of the house'],
  ['Logo', theme?.logo?.url ?? 'none'],
]
