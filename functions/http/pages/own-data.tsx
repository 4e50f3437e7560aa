/** @jsxImportSource hono/jsx */
import { Notice, OneButton } from './layout.tsx'
import type { Frame } from './notices.tsx'
import { pageWords } from './words/words.ts'

type Asked = 'export' | 'erase' | 'address' | 'block'

/** What a link of a mail of ours is about to do, and the one button that does it. */
export function AskedPage({ frame, what, action }: { frame: Frame; what: Asked; action: string }) {
  const say = pageWords(frame.locale).reader[what]
  return (
    <Notice title={say.title} {...frame}>
      <p>{say.text}</p>
      <OneButton action={action} label={say.button} />
    </Notice>
  )
}

export function DonePage({
  frame,
  what,
  preferences,
}: {
  frame: Frame
  what: 'erase' | 'address' | 'taken' | 'block'
  preferences?: string
}) {
  const { common, reader } = pageWords(frame.locale)
  const [title, text] =
    what === 'address'
      ? [reader.address.done, '']
      : what === 'taken'
        ? [reader.address.taken, reader.address.takenText]
        : [reader[what].done, reader[what].doneText]
  return (
    <Notice title={title} {...frame}>
      {text ? <p>{text}</p> : ''}
      <p class="ui">
        {preferences ? <a href={preferences}>{reader.preferences.title}</a> : <a href="/">{common.toDigests}</a>}
      </p>
    </Notice>
  )
}
