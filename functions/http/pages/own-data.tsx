/** @jsxImportSource hono/jsx */
import { Notice, OneButton } from './layout.tsx'
import { type Moment, momentText } from './moments.ts'
import type { Frame } from './notices.tsx'
import { pageWords } from './words/words.ts'

type Asked = 'export' | 'erase' | 'move' | 'address' | 'takeBack' | 'block'

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
  what: 'erase' | 'address' | 'taken' | 'takeBack' | 'late' | 'block'
  preferences?: string
}) {
  const { common, reader } = pageWords(frame.locale)
  const said: Readonly<Record<typeof what, readonly [title: string, text: string]>> = {
    erase: [reader.erase.done, reader.erase.doneText],
    address: [reader.address.done, ''],
    taken: [reader.address.taken, reader.address.takenText],
    takeBack: [reader.takeBack.done, ''],
    late: [reader.takeBack.late, reader.takeBack.lateText],
    block: [reader.block.done, reader.block.doneText],
  }
  const [title, text] = said[what]
  return (
    <Notice title={title} {...frame}>
      {text ? <p>{text}</p> : ''}
      <p class="ui">
        {preferences ? <a href={preferences}>{reader.preferences.title}</a> : <a href="/">{common.toDigests}</a>}
      </p>
    </Notice>
  )
}

/** What cannot be taken back waits for as long as a move can be. */
export function WaitsPage({ frame, until }: { frame: Frame; until: Moment }) {
  const { waits } = pageWords(frame.locale).reader
  return (
    <Notice title={waits.title} {...frame}>
      <p>{waits.text(momentText(until, frame.locale))}</p>
    </Notice>
  )
}
