/** @jsxImportSource react */
import { Fragment } from 'react'
import type { CommentProps } from '../core/model/letter.ts'
import { apart, tongueOf } from './direction.ts'
import { Masthead } from './parts/masthead.tsx'
import { Row } from './parts/row.tsx'
import { Said } from './parts/said.tsx'
import { Sheet } from './parts/sheet.tsx'
import { Anchor, Linked, Small } from './parts/small.tsx'
import { commentSubject } from './subject.ts'
import { ALL_COMMENTS, answerLine, COMMENT_TITLE, imprint, writerLine } from './text.ts'

/** The mail to editors with what a reader has written: all of a stranger's words in it are text, and nothing else. */
export function Comment(props: CommentProps) {
  const { title, url, text, consoleUrl, publisher } = props
  const paragraphs = text.split(/\n{2,}/)
  return (
    <Sheet locale="en" title={commentSubject(props)} preview={text.slice(0, 140)} publisher={publisher}>
      <Masthead locale="en" name={COMMENT_TITLE} line={publisher.name} />
      <Row rule="thick" padding="16px 0 8px" reading={false}>
        <Linked>
          <Said>{writerLine(props)}</Said> <Anchor href={url}>{apart(title, 'en')}</Anchor>
        </Linked>
      </Row>
      <Row padding="8px 0 20px">
        {paragraphs.map((paragraph, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: nothing moves in a mail
          <p key={index} {...tongueOf({ text: paragraph }, 'en')} style={index === 0 ? flush : below}>
            {paragraph.split('\n').map((line, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: nothing moves in a mail
              <Fragment key={at}>
                {at > 0 ? <br /> : null}
                {line}
              </Fragment>
            ))}
          </p>
        ))}
      </Row>
      <Row rule="thick" padding="18px 0 34px" reading={false}>
        <Small margin="0 0 8px">{answerLine(props)}</Small>
        <Linked margin="0 0 8px">
          <Anchor href={consoleUrl}>{ALL_COMMENTS}</Anchor>
        </Linked>
        <Small>{imprint(publisher)}</Small>
      </Row>
    </Sheet>
  )
}

const flush = { margin: 0 }
const below = { margin: '12px 0 0' }

Comment.PreviewProps = {
  title: 'Why the harbour master keeps a goose',
  url: 'https://news.harbourpost.example/a/art_example',
  name: 'Ada Quay',
  text: 'The goose is older than the piece says.\n\nMy grandfather fed her in 1988.',
  address: 'ada@mail.example.net',
  consoleUrl: 'https://news.harbourpost.example/console/messages',
  publisher: {
    name: 'Harbour Post',
    postalAddress: '12 Quay Street, 20457 Hamburg, Germany',
    site: 'https://harbourpost.example',
  },
} satisfies CommentProps

export default Comment
