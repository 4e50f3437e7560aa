/** @jsxImportSource react */
import type { CodeProps } from '../core/model/letter.ts'
import { Button } from './parts/button.tsx'
import { Masthead } from './parts/masthead.tsx'
import { Row } from './parts/row.tsx'
import { Sheet } from './parts/sheet.tsx'
import { Anchor, Linked, Small } from './parts/small.tsx'
import { codeLines, codeSubject, imprint, OWN_BROWSER, OWN_BROWSER_LINK } from './text.ts'

/** An editor's code: six digits, a link that does the same, how long they work, and what to do if nobody asked for them. */
export function Code(props: CodeProps) {
  const [how, notYou] = codeLines(props)
  return (
    <Sheet locale="en" title={codeSubject(props)} publisher={props.publisher}>
      <Masthead locale="en" name="Your code" line={props.publisher.name} />
      <Row rule="thick" padding="16px 0 8px">
        <p style={digits}>{props.code}</p>
      </Row>
      <Row padding="8px 0 20px" reading={false}>
        <Button href={props.url}>Sign in</Button>
      </Row>
      <Row padding="0 0 24px" reading={false}>
        <Small margin="0 0 8px">{how}</Small>
        <Small margin="0 0 8px">{notYou}</Small>
        <Linked>
          {OWN_BROWSER} <Anchor href={props.ownUrl}>{OWN_BROWSER_LINK}</Anchor>
        </Linked>
      </Row>
      <Row rule="thick" padding="18px 0 34px">
        <Small>{imprint(props.publisher)}</Small>
      </Row>
    </Sheet>
  )
}

const digits = { margin: 0, fontSize: 40, lineHeight: 1.2, letterSpacing: 6, fontWeight: 700 } as const

Code.PreviewProps = {
  code: '041973',
  url: 'https://harbourpost.example/console/enter/k1.AAAAAAAAAAAAAAAAAAAAAA',
  ownUrl: 'https://harbourpost.example/console/browser/v1.k1.by~let_example~2f1c6b0d9a3e~tsemhk.AAAAAAAAAAAAAAAAAAAAAA',
  minutes: 10,
  askedAt: '2026-11-24T08:12:00.000Z',
  publisher: {
    name: 'Harbour Post',
    postalAddress: '12 Quay Street, 20457 Hamburg, Germany',
    site: 'https://harbourpost.example',
  },
} satisfies CodeProps

export default Code
