/** @jsxImportSource react */
import { apart, directionOfText } from '../direction.ts'
import { font, head, light } from '../theme.ts'
import { useLook } from './look.tsx'
import { Row } from './row.tsx'
import { Said } from './said.tsx'
import { Small } from './small.tsx'

/** The publisher's logo, if there is one; a line of small print; and the mail's only h1. */
export const Masthead = ({
  line,
  name,
  locale,
}: {
  readonly line: string
  readonly name: string
  readonly locale: string
}) => (
  <Row padding="28px 0 16px">
    <Emblem />
    <Line of={line} locale={locale} />
    <h1 style={directionOfText(name) === 'rtl' ? joined : title}>
      <Said>{apart(name, locale)}</Said>
    </h1>
  </Row>
)

/** A logo that says the same has said it. */
function Line({ of: line, locale }: { readonly of: string; readonly locale: string }) {
  return useLook().logo?.alt === line ? null : <Small>{apart(line, locale)}</Small>
}

/**
 * Its words stand in its place, in our face, where pictures are not shown. What is drawn in ink on nothing would be lost
 * in the dark: there it lies on a plate of white, and a client that turns colours round turns no gradient.
 */
function Emblem() {
  const { logo } = useLook()
  if (!logo) return null
  const { url, alt, width, height } = logo
  return <img className="o" src={url} alt={alt} width={width} height={height} style={emblem} />
}

const emblem = {
  display: 'block',
  maxWidth: '100%',
  height: 'auto',
  margin: '0 0 16px',
  font: font.emblem,
  color: light.ink,
  backgroundImage: `linear-gradient(${light.paper},${light.paper})`,
} as const
const title = { margin: '6px 0 0', ...head.name }
/** Scripts whose letters are joined are not set closer, and need more air above and below. */
const joined = { ...title, lineHeight: 1.4, letterSpacing: 0 }
