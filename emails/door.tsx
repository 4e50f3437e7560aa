/** @jsxImportSource react */
import type { DoorProps } from '../core/model/letter.ts'
import { Button } from './parts/button.tsx'
import { Masthead } from './parts/masthead.tsx'
import { Row } from './parts/row.tsx'
import { Said } from './parts/said.tsx'
import { Sheet } from './parts/sheet.tsx'
import { Small } from './parts/small.tsx'
import { doorSubject } from './subject.ts'
import { DOOR_BUTTON, doorLines, imprint } from './text.ts'

/** To owners and editors: what has happened at the console's door, what it means, and where to see for oneself. */
export function Door(props: DoorProps) {
  const { consoleUrl, publisher } = props
  const lines = doorLines(props)
  return (
    <Sheet locale="en" title={doorSubject(props)} publisher={publisher}>
      <Masthead locale="en" name={doorSubject(props)} line={publisher.name} />
      <Row rule="thick" padding="16px 0 20px">
        {lines.map((line, index) => (
          <p key={line} style={index === lines.length - 1 ? flush : above}>
            <Said>{line}</Said>
          </p>
        ))}
      </Row>
      <Row padding="0 0 24px" reading={false}>
        <Button href={consoleUrl}>{DOOR_BUTTON}</Button>
      </Row>
      <Row rule="thick" padding="18px 0 34px">
        <Small>{imprint(publisher)}</Small>
      </Row>
    </Sheet>
  )
}

const flush = { margin: 0 }
const above = { margin: '0 0 12px' }

Door.PreviewProps = {
  what: 'wrong-code',
  editor: 'ada@harbourpost.example',
  isYou: false,
  at: '2026-11-24T08:12:00.000Z',
  guesses: 10,
  codes: 1_000_000,
  consoleUrl: 'https://news.harbourpost.example/console/settings/sessions',
  publisher: {
    name: 'Harbour Post',
    postalAddress: '12 Quay Street, 20457 Hamburg, Germany',
    site: 'https://harbourpost.example',
  },
} satisfies DoorProps

export default Door
