/** @jsxImportSource react */
import type { NoticeProps } from '../core/model/letter.ts'
import { Button } from './parts/button.tsx'
import { Masthead } from './parts/masthead.tsx'
import { Row } from './parts/row.tsx'
import { Sheet } from './parts/sheet.tsx'
import { Small } from './parts/small.tsx'
import { imprint } from './text.ts'

/** A mail that says one thing, with one button. */
export function Notice(props: NoticeProps) {
  const { locale, url, publisher, kind } = props
  return (
    <Sheet locale={locale} title={kind}>
      <Masthead locale={locale} name={kind} line={publisher.name} />
      <Row rule="thick" padding="24px 0 20px" reading={false}>
        <Button href={url}>{kind}</Button>
      </Row>
      <Row rule="thick" padding="18px 0 34px">
        <Small>{imprint(publisher)}</Small>
      </Row>
    </Sheet>
  )
}
