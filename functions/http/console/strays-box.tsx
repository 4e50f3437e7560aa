/** @jsxImportSource hono/jsx */
import type { ForeignEvents, Unreadable } from '../../../core/model/stray.ts'
import type { Instant } from '../../../core/model/time.ts'
import { When } from './forms.tsx'

/** What the mail provider tells that changes nobody here: of others' mail, and what nobody could read. */
export function StraysBox({ foreign, unreadable, now }: Strays) {
  return (
    <div class="card">
      {foreign ? (
        <p>
          Events of other senders on this team: <b>{foreign.count}</b>, since <When at={foreign.since} now={now} />, the
          last <When at={foreign.last} now={now} />. They change nobody here.
        </p>
      ) : (
        <p>Events of other senders on this team: none so far.</p>
      )}
      {unreadable.length > 0 ? (
        <>
          <p class="wrong">
            Of these events somebody may have to be stopped, and they could not be read. The provider tries again for a
            day; look them up there by their number.
          </p>
          <ul>
            {unreadable.map(({ id, type, missing, shape, at }) => (
              <li>
                <code>{id}</code>, {type}, <When at={at} now={now} />: no {missing}. <code class="small">{shape}</code>
              </li>
            ))}
          </ul>
        </>
      ) : (
        ''
      )}
    </div>
  )
}

export type Strays = {
  readonly foreign: ForeignEvents | undefined
  /** The newest first. */
  readonly unreadable: readonly Unreadable[]
  readonly now: Instant
}
/** So many are shown. */
export const MOST_UNREADABLE = 20
