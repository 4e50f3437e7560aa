/** @jsxImportSource react */
import type { ConfirmationProps } from '../core/model/letter.ts'
import { apart } from './direction.ts'
import { Button } from './parts/button.tsx'
import { Coloured } from './parts/coloured.tsx'
import { Masthead } from './parts/masthead.tsx'
import { Row } from './parts/row.tsx'
import { Said } from './parts/said.tsx'
import { Sheet } from './parts/sheet.tsx'
import { Anchor, Linked, Small } from './parts/small.tsx'
import { allApart, hostOf, momentAt, spaced } from './said.ts'
import { confirmationSubject } from './subject.ts'
import { capital, confirmationQuestion, imprint } from './text.ts'
import { head } from './theme.ts'
import { wordsIn } from './words/words.ts'

/**
 * The mail between a sign-up and a subscription. It may reach somebody who asked for nothing: it says so, and offers one
 * thing (STD-74), besides a way to be left alone (T04).
 */
export function Confirmation(props: ConfirmationProps) {
  const { locale, digests, confirmUrl, blockUrl, publisher } = props
  const words = wordsIn(locale)
  const say = words.confirmation
  const asked = say.asked(apart(hostOf(publisher.site), locale), momentAt(props.asked, locale))
  return (
    <Sheet locale={locale} title={confirmationSubject(props)} publisher={publisher}>
      <Masthead locale={locale} name={confirmationQuestion(props)} line={publisher.name} />
      <Row rule="thick" padding="16px 0 20px">
        <p style={flush}>
          <Said>{asked}</Said>
        </p>
      </Row>
      {digests.map(({ name, rhythm, topics }) => (
        <Row key={name} rule="hairline" padding="14px 0 16px">
          <Coloured style={digest}>{apart(name, locale)}</Coloured>
          <Small>{capital(rhythm, locale)}</Small>
          <Small>{topics.length > 0 ? say.topics(allApart(topics, locale)) : say.allTopics}</Small>
        </Row>
      ))}
      <Row rule="hairline" padding="24px 0 20px" reading={false}>
        <Button href={confirmUrl}>{say.yes}</Button>
      </Row>
      <Row padding="0 0 24px" reading={false}>
        <Small margin="0 0 8px">{words.lasts(props.days * 24)}</Small>
        <Linked>
          {words.plainly}
          <br />
          <Anchor href={confirmUrl}>{apart(confirmUrl, locale)}</Anchor>
        </Linked>
      </Row>
      <Row rule="thick" padding="18px 0 34px">
        <p style={above}>{say.notYou}</p>
        {blockUrl ? (
          <Linked margin="0 0 8px">
            {spaced(say.unwanted)}
            <Anchor href={blockUrl}>{say.block}</Anchor>
          </Linked>
        ) : null}
        <Small>{apart(imprint(publisher), locale)}</Small>
      </Row>
    </Sheet>
  )
}

const flush = { margin: 0 }
const above = { margin: '0 0 8px' }
const digest = { margin: '0 0 2px', ...head.headline }

Confirmation.PreviewProps = {
  locale: 'en',
  digests: [
    {
      name: 'The Harbour Brief',
      rhythm: 'every weekday at 08:00, Europe/Berlin',
      topics: ['Trade', 'City', 'Weather'],
    },
    { name: 'Tide Tables', rhythm: 'every Monday at 06:30, Europe/Berlin', topics: [] },
  ],
  asked: { local: '2026-11-24T09:12', zone: 'Europe/Berlin' },
  confirmUrl: 'https://news.harbourpost.example/confirm/b3VyLW93bi1leGFtcGxlLXRva2VuLW9mLXRoaXMtbGVuZ3Ro',
  days: 7,
  publisher: {
    name: 'Harbour Post',
    postalAddress: '12 Quay Street, 20457 Hamburg, Germany',
    site: 'https://harbourpost.example',
  },
} satisfies ConfirmationProps

export default Confirmation
