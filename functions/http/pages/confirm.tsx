/** @jsxImportSource hono/jsx */
import type { Digest } from '../../../core/model/digest.ts'
import { forReaders } from '../../../core/model/schedule.ts'
import type { WayBack } from '../../../core/model/subscriber.ts'
import { capital } from '../../../core/model/text.ts'
import { Notice, OneButton } from './layout.tsx'
import { type Moment, momentText } from './moments.ts'
import type { Frame } from './notices.tsx'
import { pageWords } from './words/words.ts'

type Known = { readonly frame: Frame; readonly digests: readonly Digest[] }

/** One obvious button (STD-70, STD-76). `served`: when the page was handed out, signed; a press sooner than a person reads is shown the page again (STD-71). */
export function ConfirmPage({ frame, digests, action, served }: Known & { action: string; served: string }) {
  const { confirm } = pageWords(frame.locale).reader
  return (
    <Notice title={confirm.title} {...frame}>
      <p>{confirm.asked}</p>
      <ul class="list">
        {digests.map((digest) => (
          <li>
            <b dir="auto">{digest.name}</b>
            <br />
            <span class="soft ui">
              {digest.editions
                .map(({ schedule }) => capital(forReaders(schedule, frame.locale), frame.locale))
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      <OneButton action={action} label={confirm.yes} hidden={{ served }} />
      <p class="soft ui gap">{confirm.notYou}</p>
    </Notice>
  )
}

/** What a new reader wants to know: that it worked, what there is to read already, and when the next comes. */
export type Taken = {
  readonly digest: Digest
  /** The path of the latest issue that anybody may read. */
  readonly latest?: string | undefined
  readonly next?: Moment | undefined
}

export function ConfirmedPage({
  frame,
  taken,
  preferences,
}: {
  frame: Frame
  taken: readonly Taken[]
  preferences: string
}) {
  const { reader } = pageWords(frame.locale)
  const { confirmed } = reader
  return (
    <Notice title={confirmed.title} {...frame}>
      <ul class="list">
        {taken.map(({ digest, latest, next }) => (
          <li>
            <b dir="auto">{digest.name}</b>
            <br />
            <span class="soft ui">{next ? reader.next(momentText(next, frame.locale)) : reader.noNext}</span>
            <br />
            <span class="ui">
              {latest ? (
                <a href={latest}>{confirmed.latest(digest.name)}</a>
              ) : (
                <span class="soft">{confirmed.first}</span>
              )}
            </span>
          </li>
        ))}
      </ul>
      <p>{confirmed.text}</p>
      <p class="ui">
        <a href={preferences}>{reader.preferences.title}</a>
      </p>
    </Notice>
  )
}

/** Who has left, and presses a link of before: they get nothing, and this is how they come back. */
export function NotOnPage({ frame, digests, way, action }: Known & { way: WayBack; action: string }) {
  const { notOn, left } = pageWords(frame.locale).reader
  const hasMore = digests.length > 0
  return (
    <Notice title={notOn.title} {...frame}>
      <p>{hasMore ? notOn.left : notOn.nothing}</p>
      <ul class="list">
        {digests.map((digest) => (
          <li>
            <b dir="auto">{digest.name}</b>
          </li>
        ))}
      </ul>
      {way === 'none' ? <p>{notOn.closed}</p> : ''}
      {way === 'later' && hasMore ? <p>{notOn.later}</p> : ''}
      {way === 'take-back' ? (
        <>
          <OneButton action={`${action}/back`} label={left.undo} />
          <p class="soft ui gap">{left.undoFor}</p>
        </>
      ) : (
        ''
      )}
      {way === 'ask' && hasMore ? (
        <>
          <OneButton action={`${action}/again`} label={notOn.again} />
          <p class="soft ui gap">{notOn.hint}</p>
        </>
      ) : (
        ''
      )}
    </Notice>
  )
}

export function ExpiredPage({ frame, action }: { frame: Frame; action?: string }) {
  const { expired } = pageWords(frame.locale).reader
  return (
    <Notice title={expired.title} {...frame}>
      <p>{action ? expired.text : expired.other}</p>
      {action ? <OneButton action={action} label={expired.again} /> : ''}
    </Notice>
  )
}
