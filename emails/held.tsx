/** @jsxImportSource react */
import type { HeldProps } from '../core/model/letter.ts'
import { tongueOf } from './direction.ts'
import { Button } from './parts/button.tsx'
import { Masthead } from './parts/masthead.tsx'
import { Row } from './parts/row.tsx'
import { Sheet } from './parts/sheet.tsx'
import { Small } from './parts/small.tsx'
import { heldSubject } from './subject.ts'
import { heldLine, imprint } from './text.ts'
import { head } from './theme.ts'

/** The mail to editors about an issue that is held: what is in it, when it goes, and where to stop it. */
export function Held(props: HeldProps) {
  const { articles, consoleUrl, publisher } = props
  return (
    <Sheet
      locale="en"
      title={heldSubject(props)}
      preview={articles.map(({ title }) => title).join(' · ')}
      publisher={publisher}
    >
      <Masthead locale="en" name={heldSubject(props)} line={publisher.name} />
      <Row rule="thick" padding="16px 0 20px">
        <p style={flush}>{heldLine(props)}</p>
      </Row>
      <Row padding="0 0 24px" reading={false}>
        <Button href={consoleUrl}>Look at it</Button>
      </Row>
      {articles.map(({ title, source, topics }, index) => (
        // Nothing moves in a mail: the place is the key.
        // biome-ignore lint/suspicious/noArrayIndexKey: two articles may have one title
        <Row key={index} rule="hairline" padding="12px 0 12px">
          <h2 {...tongueOf({ text: title }, 'en')} style={headline}>
            {title}
          </h2>
          <Small>{[source, topics.join(', ')].filter(Boolean).join(' · ')}</Small>
        </Row>
      ))}
      <Row rule="thick" padding="18px 0 34px">
        <Small>{imprint(publisher)}</Small>
      </Row>
    </Sheet>
  )
}

const flush = { margin: 0 }
const headline = { margin: '0 0 2px', ...head.headline }

Held.PreviewProps = {
  digest: 'The Harbour Brief',
  slot: { local: '2026-11-24T08:00', zone: 'Europe/Berlin' },
  waits: false,
  articles: [
    {
      title: 'Second week of strike leaves forty ships at anchor',
      source: 'harbourpost.example',
      topics: ['Trade'],
    },
    { title: 'Night trams return on three lines', source: 'citydesk.example', topics: ['City', 'Trade'] },
  ],
  consoleUrl: 'https://news.harbourpost.example/console/issues/iss_example',
  publisher: {
    name: 'Harbour Post',
    postalAddress: '12 Quay Street, 20457 Hamburg, Germany',
    site: 'https://harbourpost.example',
  },
} satisfies HeldProps

export default Held
