/** @jsxImportSource react */
import { apart, directionOfText } from '../direction.ts'
import { head } from '../theme.ts'
import { Row } from './row.tsx'
import { Said } from './said.tsx'
import { Small } from './small.tsx'

/** A line of small print and, under it, the mail's only h1. */
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
    <Small>{apart(line, locale)}</Small>
    <h1 style={directionOfText(name) === 'rtl' ? joined : title}>
      <Said>{apart(name, locale)}</Said>
    </h1>
  </Row>
)

const title = { margin: '6px 0 0', ...head.name }
/** Scripts whose letters are joined are not set closer, and need more air above and below. */
const joined = { ...title, lineHeight: 1.4, letterSpacing: 0 }
