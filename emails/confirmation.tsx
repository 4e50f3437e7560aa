/** @jsxImportSource react */
import type { ConfirmationProps } from '../core/model/letter.ts'
import { tongueOf } from './direction.ts'
import { Button } from './parts/button.tsx'
import { Masthead } from './parts/masthead.tsx'
import { Row } from './parts/row.tsx'
import { Sheet } from './parts/sheet.tsx'
import { Anchor, Linked, Small } from './parts/small.tsx'
import { confirmationSubject } from './subject.ts'
import { capital, hostOf, imprint } from './text.ts'
import { head, light } from './theme.ts'
import { clockAt } from './when.ts'
import { wordsIn } from './words.ts'

/** The mail between a sign-up and a subscription. It may reach somebody who asked for nothing: it says so, and offers one thing (STD-74). */
export function Confirmation(props: ConfirmationProps) {
  const { locale, digests, confirmUrl, publisher } = props
  const say = wordsIn(locale).confirmation
  const clock = clockAt(props.askedAt, props.zone, wordsIn(locale))
  return (
    <Sheet locale={locale} title={confirmationSubject(props)}>
      <Masthead locale={locale} name={say.question(digests.map(({ name }) => name))} line={publisher.name} />
      <Row rule="thick" padding="16px 0 20px">
        <p style={flush}>{say.asked(hostOf(publisher.site), clock.day, clock.time, props.zone)}</p>
      </Row>
      {digests.map(({ name, rhythm, topics }) => (
        <Row key={name} rule="hairline" padding="14px 0 16px">
          <h2 {...tongueOf({ text: name }, locale)} style={digest}>
            {name}
          </h2>
          <Small>{capital(rhythm, locale)}</Small>
          <Small>{topics.length > 0 ? say.topics(topics) : say.allTopics}</Small>
        </Row>
      ))}
      <Row rule="hairline" padding="24px 0 20px" reading={false}>
        <Button href={confirmUrl}>{say.yes}</Button>
      </Row>
      <Row padding="0 0 24px" reading={false}>
        <Small margin="0 0 8px">{say.lasts(props.days)}</Small>
        <Linked>
          {say.plainly}
          <br />
          <Anchor href={confirmUrl}>{confirmUrl}</Anchor>
        </Linked>
      </Row>
      <Row rule="thick" padding="18px 0 34px">
        <p style={above}>{say.notYou}</p>
        <Small>{imprint(publisher)}</Small>
      </Row>
    </Sheet>
  )
}

const flush = { margin: 0 }
const above = { margin: '0 0 8px' }
const digest = { margin: '0 0 2px', ...head.headline, color: light.accent }

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
  askedAt: '2026-11-24T08:12:00.000Z',
  zone: 'Europe/Berlin',
  confirmUrl: 'https://news.harbourpost.example/confirm/b3VyLW93bi1leGFtcGxlLXRva2VuLW9mLXRoaXMtbGVuZ3Ro',
  days: 7,
  publisher: {
    name: 'Harbour Post',
    postalAddress: '12 Quay Street, 20457 Hamburg, Germany',
    site: 'https://harbourpost.example',
  },
} satisfies ConfirmationProps
