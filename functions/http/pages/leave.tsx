/** @jsxImportSource hono/jsx */
import { Notice, OneButton } from './layout.tsx'
import type { Frame } from './notices.tsx'
import { pageWords } from './words/words.ts'

type Props = { readonly frame: Frame; readonly name: string; readonly action: string; readonly preferences: string }

/** Off this digest; or, where there are several, off all of them. `others`: the names of all that they take. */
export function LeavePage({ frame, name, action, preferences, others }: Props & { others: readonly string[] }) {
  const { leave } = pageWords(frame.locale).reader
  return (
    <Notice title={leave.title(name)} {...frame}>
      <p>{leave.text}</p>
      <OneButton action={action} label={leave.button(name)} />
      {others.length > 1 ? (
        <div class="gap">
          <OneButton action={action} label={leave.all(others)} hidden={{ scope: 'all' }} quiet />
        </div>
      ) : (
        ''
      )}
      <p class="ui gap">
        <a href={preferences}>{leave.instead}</a>
      </p>
    </Notice>
  )
}

/** Done. `canUndo`: for a day it can be taken back (T17). */
export function LeftPage({ frame, name, action, preferences, canUndo }: Props & { canUndo: boolean }) {
  const { left } = pageWords(frame.locale).reader
  return (
    <Notice title={left.title(name)} {...frame}>
      <p>{left.text}</p>
      {canUndo ? (
        <>
          <OneButton action={`${action}/undo`} label={left.undo} quiet />
          <p class="soft ui">{left.undoFor}</p>
        </>
      ) : (
        ''
      )}
      <p class="ui gap">
        <a href={preferences}>{left.see}</a>
      </p>
    </Notice>
  )
}

export function BackPage({ frame, preferences, back }: { frame: Frame; preferences: string; back: boolean }) {
  const { common, reader } = pageWords(frame.locale)
  return (
    <Notice title={back ? reader.back.title : reader.expired.title} {...frame}>
      <p>{back ? reader.back.text : reader.back.late}</p>
      <p class="ui">{back ? <a href={preferences}>{reader.left.see}</a> : <a href="/">{common.toDigests}</a>}</p>
    </Notice>
  )
}

export function StopPage(props: Props & { topic: string; last: boolean }) {
  const { stop, leave } = pageWords(props.frame.locale).reader
  return (
    <Notice title={stop.title(props.topic)} {...props.frame}>
      <p>{props.last ? stop.last(props.name) : stop.rest(props.name)}</p>
      <OneButton action={props.action} label={stop.button(props.topic)} />
      <p class="ui gap">
        <a href={props.preferences}>{leave.instead}</a>
      </p>
    </Notice>
  )
}
