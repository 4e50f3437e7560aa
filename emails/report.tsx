/** @jsxImportSource react */
import type { ReportProps } from '../core/model/letter.ts'
import { Button } from './parts/button.tsx'
import { Masthead } from './parts/masthead.tsx'
import { Row } from './parts/row.tsx'
import { Sheet } from './parts/sheet.tsx'
import { Small } from './parts/small.tsx'
import { reportLines, reportOpening, reportPress } from './report-lines.ts'
import { reportSubject } from './subject.ts'
import { imprint } from './text.ts'

/** The mail to editors about an issue that is over: how many have it, who has not and why, and whether somebody has to decide. */
export function Report(props: ReportProps) {
  const { needs, consoleUrl, publisher } = props
  const [opening, ...rest] = [reportOpening(props), ...(needs ? [needs] : [])]
  return (
    <Sheet locale="en" title={reportSubject(props)} publisher={publisher} preview={reportLines(props).join(' ')}>
      <Masthead locale="en" name={reportSubject(props)} line={publisher.name} />
      <Row rule="thick" padding="16px 0 20px">
        <p style={flush}>{opening}</p>
        {rest.map((line) => (
          <p key={line} style={below}>
            {line}
          </p>
        ))}
      </Row>
      {reportLines(props).map((line) => (
        <Row key={line} rule="hairline" padding="12px 0">
          <p style={flush}>{line}</p>
        </Row>
      ))}
      <Row rule="hairline" padding="24px 0 28px" reading={false}>
        <Button href={consoleUrl}>{reportPress(props)}</Button>
      </Row>
      <Row rule="thick" padding="18px 0 34px" reading={false}>
        <Small>{imprint(publisher)}</Small>
      </Row>
    </Sheet>
  )
}

const flush = { margin: 0 }
const below = { margin: '12px 0 0' }

Report.PreviewProps = {
  digest: 'The Harbour Brief',
  slot: { local: '2026-11-24T08:00', zone: 'Europe/Berlin' },
  counts: { readers: 8_530, sent: 8_412, skipped: 101, failed: 3, unknown: 14 },
  needs: 'We do not know whether 14 readers got it: the mail provider never answered, and it is too late to ask again.',
  notSent: 2,
  bounced: 12,
  ours: 5,
  complained: 1,
  consoleUrl: 'https://news.harbourpost.example/console/issues/iss_example',
  publisher: {
    name: 'Harbour Post',
    postalAddress: '12 Quay Street, 20457 Hamburg, Germany',
    site: 'https://harbourpost.example',
  },
} satisfies ReportProps

export default Report
