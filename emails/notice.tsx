/** @jsxImportSource react */
import type { NoticeProps } from '../core/model/letter.ts'
import { apart } from './direction.ts'
import { Button } from './parts/button.tsx'
import { Masthead } from './parts/masthead.tsx'
import { Row } from './parts/row.tsx'
import { Said } from './parts/said.tsx'
import { Sheet } from './parts/sheet.tsx'
import { Anchor, Linked, Small } from './parts/small.tsx'
import { noticeSaid } from './said.ts'
import { noticeSubject } from './subject.ts'
import { imprint } from './text.ts'
import { wordsIn } from './words/words.ts'

/** A mail that says one thing, with one button. It may reach somebody who asked for nothing: then nothing is to be done. */
export function Notice(props: NoticeProps) {
  const { locale, publisher } = props
  const words = wordsIn(locale)
  const { title, paragraphs, button, url, small, isLatest } = noticeSaid(props)
  return (
    <Sheet locale={locale} title={noticeSubject(props)} publisher={publisher}>
      <Masthead locale={locale} name={title} line={publisher.name} />
      <Row rule="thick" padding="16px 0 20px">
        {paragraphs.map((paragraph, index) => (
          <p key={paragraph} style={index === paragraphs.length - 1 ? flush : above}>
            <Said>{paragraph}</Said>
          </p>
        ))}
      </Row>
      <Row padding="4px 0 20px" reading={false}>
        <Button href={url}>{button}</Button>
      </Row>
      <Row padding="0 0 24px" reading={false}>
        <Linked>
          {words.plainly}
          <br />
          <Anchor href={url}>{apart(url, locale)}</Anchor>
        </Linked>
      </Row>
      <Row rule="thick" padding="18px 0 34px" reading={false}>
        {small.map((line) => (
          <Small key={line} margin="0 0 8px">
            {line}
          </Small>
        ))}
        {isLatest ? (
          <Linked margin="0 0 8px">
            <Anchor href={props.url}>{words.preferences}</Anchor>
          </Linked>
        ) : null}
        <Small>{apart(imprint(publisher), locale)}</Small>
      </Row>
    </Sheet>
  )
}

const flush = { margin: 0 }
const above = { margin: '0 0 12px' }

Notice.PreviewProps = {
  kind: 'erase',
  locale: 'en',
  digests: ['The Harbour Brief'],
  asked: { local: '2026-11-24T09:12', zone: 'Europe/Berlin' },
  url: 'https://news.harbourpost.example/erase/b3VyLW93bi1leGFtcGxlLXRva2VuLW9mLXRoaXMtbGVuZ3Ro',
  hours: 24,
  publisher: {
    name: 'Harbour Post',
    postalAddress: '12 Quay Street, 20457 Hamburg, Germany',
    site: 'https://harbourpost.example',
  },
} satisfies NoticeProps

export default Notice
