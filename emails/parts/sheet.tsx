/** @jsxImportSource react */
import { Head, Html } from '@react-email/components'
import type { ReactNode } from 'react'
import type { Publisher } from '../../core/model/theme.ts'
import { type Direction, directionOf } from '../direction.ts'
import { dark, type Look, light, lookOf, phone, size } from '../theme.ts'
import { languageOf } from '../words/words.ts'
import { LookOfSheet } from './look.tsx'

/** A line of small print between two of these is a target of 44 pixels. */
const air = 12

/**
 * Two sheets, because a client that stumbles over one of them drops that one only. Nothing here is load-bearing
 * (STD-84, STD-85): it follows the reader's dark theme, and gives a phone its margins, sizes and targets.
 * g ground, s sheet, q inset, m small print, f small print with links, n a list of them, t thick rule, u section rule,
 * h hairline, b button, o logo.
 */
const onPhones = [
  `h1,h2,h3{text-wrap:pretty}.m a{color:inherit !important;text-decoration:none !important}`,
  `@media(max-width:${phone.width}px){.q{padding-left:${phone.margin}px !important;padding-right:${phone.margin}px !important}`,
  `h1,h2,h3{text-wrap:balance}h1{font-size:${phone.name}px !important}.l{font-size:${phone.lead}px !important}`,
  `.f{margin:0 !important}.f a{display:inline-block;padding:${air}px 0}`,
  '.n a{display:block}.n i{display:none}}',
].join('')

const inTheDark = ({ accent, logo }: Look) =>
  [
    ':root{color-scheme:light dark}@media(prefers-color-scheme:dark){',
    `.g{background:${dark.ground} !important}.s{background:${dark.paper} !important}`,
    `.s,h3 a{color:${dark.ink} !important}.m,.f{color:${dark.soft} !important}h2,.f a{color:${accent.dark} !important}`,
    `.t,.u{border-color:${dark.ink} !important}.h{border-color:${dark.line} !important}`,
    `.b{background:${accent.dark} !important}.b a{color:${dark.ground} !important}`,
    logo ? `.o{background:${light.paper};box-shadow:0 0 0 6px ${light.paper}}` : '',
    '}',
  ].join('')

/** The frame of every mail: the ground, and on it a sheet of 600 pixels whose rows are `children`. */
export function Sheet({
  locale,
  title,
  preview,
  publisher,
  children,
}: {
  readonly locale: string
  readonly title: string
  readonly preview?: string
  readonly publisher: Publisher
  readonly children: ReactNode
}) {
  const lang = languageOf(locale)
  const dir = directionOf(lang)
  const look = lookOf(publisher.theme)
  return (
    <Html lang={lang} dir={dir}>
      <Head>
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <style>{onPhones}</style>
        <style>{inTheDark(look)}</style>
      </Head>
      <body className="g" style={{ margin: 0, background: light.ground }}>
        {/* Opened by itself it is a page; in a client's page, a place to jump to. */}
        {/* biome-ignore lint/a11y/useSemanticElements: clients take a <main> for something else, or for nothing */}
        <div role="main" lang={lang} dir={dir} className="g" style={{ background: light.ground }}>
          {preview ? <div style={{ display: 'none', maxHeight: 0, overflow: 'hidden' }}>{preview}</div> : null}
          <Layout dir={dir}>
            <tr>
              {/* Outlook for Windows knows no max-width: a cell's width is a wish that narrow screens may refuse. */}
              <td />
              <td className="s q" width={size.width} style={sheet}>
                <Layout dir={dir}>
                  <LookOfSheet value={look}>{children}</LookOfSheet>
                </Layout>
              </td>
              <td />
            </tr>
          </Layout>
        </div>
      </body>
    </Html>
  )
}

const sheet = {
  boxSizing: 'border-box',
  padding: `0 ${size.margin}px`,
  background: light.paper,
  color: light.ink,
  // A title of one endless word widens nothing.
  wordBreak: 'break-word',
} as const

/** Outlook for Windows takes the direction of a table from the table. */
const Layout = ({ dir, children }: { readonly dir: Direction; readonly children: ReactNode }) => (
  <table
    role="presentation"
    dir={dir === 'rtl' ? dir : undefined}
    width="100%"
    border={0}
    cellPadding={0}
    cellSpacing={0}
  >
    <tbody>{children}</tbody>
  </table>
)
