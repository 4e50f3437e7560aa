/** @jsxImportSource react */
import type { QuotaProps } from '../core/model/letter.ts'
import { Button } from './parts/button.tsx'
import { Masthead } from './parts/masthead.tsx'
import { Row } from './parts/row.tsx'
import { Sheet } from './parts/sheet.tsx'
import { Small } from './parts/small.tsx'
import { quotaSubject } from './subject.ts'
import { imprint, quotaLines } from './text.ts'

/** The mail to editors, the day before: an issue that does not fit into what the mail provider lets through. */
export function Quota(props: QuotaProps) {
  const { consoleUrl, publisher } = props
  const [due, what, then] = quotaLines(props)
  return (
    <Sheet locale="en" title={quotaSubject(props)} preview={what} publisher={publisher}>
      <Masthead locale="en" name={quotaSubject(props)} line={publisher.name} />
      <Row rule="thick" padding="16px 0 20px">
        <p style={flush}>{due}</p>
      </Row>
      <Row padding="0 0 20px">
        <p style={flush}>{what}</p>
      </Row>
      <Row padding="0 0 20px">
        <p style={flush}>{then}</p>
      </Row>
      <Row padding="0 0 24px" reading={false}>
        <Button href={consoleUrl}>Look at it</Button>
      </Row>
      <Row rule="thick" padding="18px 0 34px">
        <Small>{imprint(publisher)}</Small>
      </Row>
    </Sheet>
  )
}

const flush = { margin: 0 }

Quota.PreviewProps = {
  digest: 'The Harbour Brief',
  shortfall: {
    digest: 'brief',
    edition: 'main',
    slotAt: '2026-11-24T07:00:00.000Z',
    zone: 'Europe/Berlin',
    readers: 240,
    leftOut: 140,
    quota: 'daily',
    limit: 100,
    until: '2026-11-25T00:00:00.000Z',
  },
  slot: { local: '2026-11-24T08:00', zone: 'Europe/Berlin' },
  says: 'Today the mail provider lets 100 mails through: 140 of 240 readers would not get it on time.',
  consoleUrl: 'https://news.harbourpost.example/console/digests/brief',
  publisher: {
    name: 'Harbour Post',
    postalAddress: '12 Quay Street, 20457 Hamburg, Germany',
    site: 'https://harbourpost.example',
  },
} satisfies QuotaProps

export default Quota
