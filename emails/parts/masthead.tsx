/** @jsxImportSource react */
import { tongueOf } from '../direction.ts'
import { head } from '../theme.ts'
import { Row } from './row.tsx'
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
    <Small>{line}</Small>
    <h1 {...tongueOf({ text: name }, locale)} style={{ margin: '6px 0 0', ...head.name }}>
      {name}
    </h1>
  </Row>
)
