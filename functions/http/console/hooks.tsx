/** @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { addHook, editHook, removeHook, rotateHook, testHook } from '../../../core/flows/change-hook.ts'
import { type Editor, mayOwn } from '../../../core/model/editor.ts'
import { type Delivery, type Hook, type HookId, hookEvents } from '../../../core/model/hook.ts'
import type { Instant } from '../../../core/model/time.ts'
import { noted } from '../acting.ts'
import type { ApiPorts } from '../api/api.ts'
import { notFound } from '../problem.ts'
import { newHookSecret } from '../secrets.ts'
import { counted, Field, formOf, Twice, type Typed, When, type Wrong, WrongSummary, wrongOf } from './forms.tsx'
import { asOwner, backTo, type ConsoleEnv, Frame, saidIn } from './frame.tsx'
import { SETTINGS, SettingsTabs } from './settings-tabs.tsx'
import { ShownOnce } from './shown-once.tsx'

const PATH = `${SETTINGS}/webhooks` as const
/** So many of what was told last are shown. */
const RECENT = 20
type Again = { readonly typed: Typed; readonly events: readonly string[]; readonly wrong: Wrong }
type More = { readonly again?: Again; readonly made?: string }

/** Whose programs are told of what happens, and whether it arrives. */
export function hookPages(ports: ApiPorts): Hono<ConsoleEnv> {
  const viewOf = (c: Context<ConsoleEnv>) => ({ editor: c.get('editor'), said: saidIn(c), now: ports.now() })
  const list = async (c: Context<ConsoleEnv>, more: More = {}) =>
    c.html(<HooksPage {...viewOf(c)} hooks={await ports.hooks.list()} {...more} />, more.again ? 422 : 200)
  const one = async (c: Context<ConsoleEnv>, id: string, more: More = {}) => {
    const [hook, told] = await Promise.all([ports.hooks.get(id as HookId), ports.hooks.recent(id as HookId, RECENT)])
    if (!hook) throw notFound('webhook')
    return c.html(<HookPage {...viewOf(c)} hook={hook} told={told} {...more} />, more.again ? 422 : 200)
  }
  const wishes = async (c: Context) => {
    const { text, all, typed } = await formOf(c)
    return { url: text('url'), events: all('events'), typed }
  }

  return new Hono<ConsoleEnv>()
    .get('/settings/webhooks', (c) => list(c))
    .post('/settings/webhooks', async (c) => {
      const owner = asOwner(c)
      const { typed, ...wanted } = await wishes(c)
      const secret = newHookSecret()
      const added = await addHook(ports, owner.address, secret, wanted)
      if (!added.ok) return list(c, { again: { typed, events: wanted.events, wrong: wrongOf(added.refusals) } })
      noted(c, { target: added.value.id, note: added.value.events.join(', ') })
      return one(c, added.value.id, { made: secret })
    })
    .get('/settings/webhooks/:id', (c) => one(c, c.req.param('id')))
    .post('/settings/webhooks/:id', async (c) => {
      asOwner(c)
      const id = c.req.param('id')
      const { typed, ...wanted } = await wishes(c)
      const edited = await editHook(ports, id, wanted)
      if (!edited) throw notFound('webhook')
      if (!edited.ok) return one(c, id, { again: { typed, events: wanted.events, wrong: wrongOf(edited.refusals) } })
      noted(c, { note: edited.value.events.join(', ') })
      return backTo(c, `${PATH}/${id}`, 'Saved: it holds from the next event.')
    })
    .post('/settings/webhooks/:id/rotate', async (c) => {
      asOwner(c)
      const id = c.req.param('id')
      const secret = newHookSecret()
      if (!(await rotateHook(ports, id, secret))) throw notFound('webhook')
      return one(c, id, { made: secret })
    })
    .post('/settings/webhooks/:id/test', async (c) => {
      asOwner(c)
      const id = c.req.param('id')
      if (!(await testHook(ports, id))) throw notFound('webhook')
      return backTo(c, `${PATH}/${id}`, 'A test event is on its way: look at this page again in a moment.')
    })
    .post('/settings/webhooks/:id/on', async (c) => {
      asOwner(c)
      const id = c.req.param('id')
      if (!(await editHook(ports, id, { status: 'on' }))) throw notFound('webhook')
      noted(c, { note: 'switched on' })
      return backTo(c, `${PATH}/${id}`, 'Switched on: it is told of what happens from now on.')
    })
    .post('/settings/webhooks/:id/off', async (c) => {
      asOwner(c)
      const id = c.req.param('id')
      if (!(await editHook(ports, id, { status: 'off' }))) throw notFound('webhook')
      noted(c, { note: 'switched off' })
      return backTo(c, `${PATH}/${id}`, 'Switched off: it is told nothing until you switch it on.')
    })
    .post('/settings/webhooks/:id/remove', async (c) => {
      asOwner(c)
      if (!(await removeHook(ports, c.req.param('id')))) throw notFound('webhook')
      return backTo(c, PATH, 'The webhook is removed: it is told nothing any more.')
    })
}

type View = { readonly editor: Editor; readonly said: string | undefined; readonly now: Instant } & More

const nothing: Again = { typed: {}, events: [], wrong: {} }

/** What stands after the host may be as good as a password. */
const shownUrl = (editor: Editor, url: string): string => (mayOwn(editor) ? url : `${new URL(url).host}/…`)

function HooksPage({ editor, said, now, hooks, again = nothing }: View & { readonly hooks: readonly Hook[] }) {
  return (
    <Frame title="Webhooks" editor={editor} room={SETTINGS} said={said}>
      <h1>Webhooks</h1>
      <SettingsTabs editor={editor} here={PATH} />
      <p class="soft">
        Other programs can be told when somebody subscribes or leaves, when an address bounces, and when an issue has
        been sent.
      </p>
      <WrongSummary wrong={again.wrong} />
      {mayOwn(editor) ? (
        <form method="post" action={PATH} class="card">
          <h2>Add a webhook</h2>
          <Wishes {...again} />
          <button type="submit">Add the webhook</button>
        </form>
      ) : (
        <p class="soft">Only an owner adds webhooks, and changes them.</p>
      )}
      {hooks.length > 0 ? (
        <ul class="lines">
          {hooks.map((hook) => (
            <li>
              <div>
                <p>
                  <a class="headline" href={`${PATH}/${hook.id}`}>
                    {shownUrl(editor, hook.url)}
                  </a>
                </p>
                <State {...{ hook, now }} />
                <p class="soft small">Is told when {hook.events.map((event) => hookEvents[event]).join(', ')}.</p>
              </div>
            </li>
          ))}
        </ul>
      ) : (
        <p class="empty">
          Nobody is told of anything yet.{mayOwn(editor) ? ' Add the address of a program that should be.' : ''}
        </p>
      )}
    </Frame>
  )
}

function Wishes({ typed, events, wrong }: Again) {
  return (
    <>
      <Field
        name="url"
        label="Its address"
        hint="https://… Each event is posted there as JSON, signed as Standard Webhooks says."
        type="url"
        required
        autocomplete="off"
        {...{ typed, wrong }}
      />
      <fieldset id="events" tabindex={-1}>
        <legend>It is told when</legend>
        {wrong.events ? <p class="wrong">{wrong.events}</p> : ''}
        {Object.entries(hookEvents).map(([event, words]) => (
          <label class="check">
            <input type="checkbox" name="events" value={event} checked={events.includes(event)} />
            {words}
          </label>
        ))}
      </fieldset>
    </>
  )
}

const State = ({ hook, now }: { readonly hook: Hook; readonly now: Instant }) => (
  <p>
    {hook.status === 'off' ? <span class="badge bad">switched off</span> : ''}
    {hook.status === 'on' && hook.failingSince ? (
      <span class="badge bad">
        fails since <When at={hook.failingSince} now={now} />
      </span>
    ) : (
      ''
    )}
    {hook.status === 'on' && !hook.failingSince ? <span class="badge good">on</span> : ''}
    {hook.note ? ` ${hook.note}` : ''}
  </p>
)

function HookPage(props: View & { readonly hook: Hook; readonly told: readonly Delivery[] }) {
  const { editor, said, now, hook, told, made } = props
  const again = props.again ?? { typed: { url: hook.url }, events: hook.events, wrong: {} }
  const path = `${PATH}/${hook.id}`
  return (
    <Frame title="A webhook" editor={editor} room={SETTINGS} said={said}>
      <p class="crumb">
        <a href={PATH}>All webhooks</a>
      </p>
      <h1>{new URL(hook.url).host}</h1>
      <State {...{ hook, now }} />
      {made ? (
        <ShownOnce title="The secret of this webhook" secret={made}>
          Your program checks the signature of each event with it.{' '}
          {hook.oldSecret ? 'The old one goes on for a day.' : ''}
        </ShownOnce>
      ) : (
        ''
      )}
      <WrongSummary wrong={again.wrong} />
      {mayOwn(editor) ? (
        <>
          <form method="post" action={path} class="card">
            <Wishes {...again} />
            <button type="submit">Save the webhook</button>
          </form>
          <div class="row top-row">
            <form method="post" action={`${path}/test`}>
              <button type="submit" class="quiet">
                Send a test event
              </button>
            </form>
            <form method="post" action={`${path}/${hook.status === 'on' ? 'off' : 'on'}`}>
              <button type="submit" class="quiet">
                {hook.status === 'on' ? 'Switch it off' : 'Switch it on'}
              </button>
            </form>
            <Twice ask="A new secret" action={`${path}/rotate`} label="Make a new secret">
              Events are signed with both for a day, so that your program has the time to change over.
            </Twice>
            <Twice ask="Remove it" action={`${path}/remove`} label="Remove this webhook">
              It is told nothing any more; what is on its way is dropped.
            </Twice>
          </div>
        </>
      ) : (
        <p>
          {shownUrl(editor, hook.url)} is told when {hook.events.map((event) => hookEvents[event]).join(', ')}.
        </p>
      )}
      <h2>What it was told lately</h2>
      {told.length > 0 ? <Told {...{ told, now }} /> : <p class="empty">Nothing yet.</p>}
    </Frame>
  )
}

const states = {
  waiting: 'on its way',
  delivered: 'arrived',
  failed: 'given up',
  dropped: 'dropped',
} as const

const Told = ({ told, now }: { readonly told: readonly Delivery[]; readonly now: Instant }) => (
  <table class="stack">
    <thead>
      <tr>
        <th scope="col">When</th>
        <th scope="col">What</th>
        <th scope="col">How it went</th>
      </tr>
    </thead>
    <tbody>
      {told.map(({ id, event, at, state, tries, last, nextAt }) => (
        <tr>
          <td>
            <When at={at} now={now} />
          </td>
          <td>
            {event.type}
            <p class="soft small">{id}</p>
          </td>
          <td>
            <span class={`badge ${state === 'delivered' ? 'good' : state === 'waiting' ? '' : 'bad'}`}>
              {states[state]}
            </span>{' '}
            {last ? (last.status === undefined ? last.note : `It answered ${last.status}.`) : ''}{' '}
            <span class="soft">{tries > 0 ? counted(tries, 'try', 'tries') : ''}</span>
            {state === 'waiting' && tries > 0 ? (
              <p class="soft small">
                Next try <When at={nextAt} now={now} />.
              </p>
            ) : (
              ''
            )}
          </td>
        </tr>
      ))}
    </tbody>
  </table>
)
