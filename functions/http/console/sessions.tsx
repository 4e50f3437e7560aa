/** @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { endSessions, openSessions } from '../../../core/flows/let-in.ts'
import { type Editor, mayOwn } from '../../../core/model/editor.ts'
import { IDLE, LONGEST, type Session } from '../../../core/model/sign-in.ts'
import { DAY, HOUR, type Instant } from '../../../core/model/time.ts'
import { noted } from '../acting.ts'
import type { ApiPorts } from '../api/api.ts'
import { Problem } from '../problem.ts'
import { counted, formOf, When } from './forms.tsx'
import { backTo, type ConsoleEnv, Frame, saidIn } from './frame.tsx'
import { SETTINGS, SettingsTabs } from './settings-tabs.tsx'

const PATH = `${SETTINGS}/sessions` as const

/** Where one is signed in, and for owners everybody. Ending one's own is everybody's right, like signing out. */
export function sessionPages(ports: ApiPorts): Hono<ConsoleEnv> {
  const here = (c: Context<ConsoleEnv>): string | undefined => (c.get('session') as Session | undefined)?.id
  return new Hono<ConsoleEnv>()
    .get('/settings/sessions', async (c) => {
      const editor = c.get('editor')
      const sessions = await openSessions(ports, mayOwn(editor) ? undefined : editor.address)
      const view = { editor, said: saidIn(c), now: ports.now(), sessions, here: here(c) }
      return c.html(<SessionsPage {...view} />)
    })
    .post('/settings/sessions/end', async (c) => {
      const editor = c.get('editor')
      const id = (await formOf(c)).text('session')
      const session = (await openSessions(ports, mayOwn(editor) ? undefined : editor.address)).find(
        (one) => one.id === id,
      )
      if (!session && mayOwn(editor)) return backTo(c, PATH, 'This session had ended already.')
      if (!session) throw new Problem('forbidden', 'This is no session of yours, or it has ended already.')
      await endSessions(ports, (one) => one.id === session.id)
      noted(c, { editor: session.address, ...(session.agent ? { note: session.agent } : {}) })
      if (session.id === here(c)) return c.redirect('/console/sign-in', 303)
      return backTo(c, PATH, 'The session is ended: whoever has it signs in anew.')
    })
    .post('/settings/sessions/end-others', async (c) => {
      const { address } = c.get('editor')
      const ended = await endSessions(ports, (one) => one.address === address && one.id !== here(c))
      if (ended > 0) noted(c, { editor: address, note: `${counted(ended, 'session')} elsewhere` })
      return backTo(
        c,
        PATH,
        ended === 0 ? 'You were signed in nowhere else.' : `${counted(ended, 'session')} of yours elsewhere ended.`,
      )
    })
}

type Props = {
  readonly editor: Editor
  readonly said: string | undefined
  readonly now: Instant
  readonly sessions: readonly Session[]
  readonly here: string | undefined
}

function SessionsPage({ editor, said, now, sessions, here }: Props) {
  const own = sessions.filter(({ address }) => address === editor.address)
  const others = sessions.filter(({ address }) => address !== editor.address)
  return (
    <Frame title="Sessions" editor={editor} room={SETTINGS} said={said}>
      <h1>Sessions</h1>
      <SettingsTabs editor={editor} here={PATH} />
      <p class="soft">
        {`A session ends when nobody uses it for ${IDLE / HOUR} hours, and after ${LONGEST / DAY} days in any case.`}
      </p>
      <h2>Where you are signed in</h2>
      <Lines {...{ sessions: own, now, here }} />
      {own.length > 1 ? (
        <form method="post" action={`${PATH}/end-others`}>
          <button type="submit" class="quiet">
            End all of mine but this one
          </button>
        </form>
      ) : (
        <p class="soft">You are signed in nowhere else.</p>
      )}
      {mayOwn(editor) ? (
        <>
          <h2>Where others are signed in</h2>
          {others.length > 0 ? (
            <Lines {...{ sessions: others, now, here }} named />
          ) : (
            <p class="soft">Nobody else is signed in.</p>
          )}
        </>
      ) : (
        ''
      )}
    </Frame>
  )
}

function Lines(props: Pick<Props, 'sessions' | 'now' | 'here'> & { readonly named?: boolean }) {
  const { sessions, now, here, named } = props
  return (
    <ul class="lines">
      {sessions.map(({ id, address, agent = 'a browser', createdAt, seenAt }) => (
        <li>
          <div>
            <p>
              {named ? `${address}, ` : ''}
              <b>{agent}</b> {id === here ? <span class="badge good">this one</span> : ''}
            </p>
            <p class="soft small">
              Since <When at={createdAt} now={now} />, last there <When at={seenAt} now={now} />.
            </p>
            <form method="post" action={`${PATH}/end`}>
              <input type="hidden" name="session" value={id} />
              <button type="submit" class="quiet">
                {id === here ? 'Sign out of this one' : 'End this session'}
                <span class="unseen">{` (${named ? `${address}, ` : ''}${agent}, since ${createdAt})`}</span>
              </button>
            </form>
          </div>
        </li>
      ))}
    </ul>
  )
}
