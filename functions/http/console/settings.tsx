/** @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { armSending } from '../../../core/flows/arm-sending.ts'
import { type Editor, mayOwn } from '../../../core/model/editor.ts'
import type { FenceState } from '../../../core/model/fence.ts'
import { missingToSend, parseSettings, type Settings } from '../../../core/model/settings.ts'
import type { ApiPorts } from '../api/api.ts'
import { Field, formOf, isWrong, type Typed, type Wrong, WrongSummary, wrongOf } from './forms.tsx'
import { asOwner, backTo, type ConsoleEnv, Frame, saidIn } from './frame.tsx'

const PATH = '/console/settings'

/** Who writes, from where, and whether this table may. */
export function settingsPages(ports: ApiPorts): Hono<ConsoleEnv> {
  const page = async (c: Context<ConsoleEnv>, again: { typed?: Typed; wrong?: Wrong } = {}) => {
    const [settings, fence] = await Promise.all([ports.settings.get(), ports.fence.check()])
    const view = { editor: c.get('editor'), said: saidIn(c), settings, fence, table: ports.fence.table }
    return c.html(<SettingsPage {...view} {...again} />, isWrong(again.wrong ?? {}) ? 422 : 200)
  }
  return new Hono<ConsoleEnv>()
    .get('/settings', (c) => page(c))
    .post('/settings', async (c) => {
      asOwner(c)
      const { text, typed } = await formOf(c)
      const known = await ports.settings.get()
      // What stays empty is missing, and said to be so; it is not wrong.
      const changed = (field: 'from' | 'replyTo') => (text(field) === known[field] ? {} : { [field]: text(field) })
      const parsed = parseSettings(
        {
          publisher: { name: text('name'), postalAddress: text('postalAddress') },
          ...changed('from'),
          ...changed('replyTo'),
        },
        known,
      )
      if (!parsed.ok) return page(c, { typed, wrong: wrongOf(parsed.refusals) })
      await ports.settings.put(parsed.value)
      ports.log('settings.changed')
      return backTo(c, PATH, 'The settings are saved: they hold from the next issue on.')
    })
    .post('/settings/arm', async (c) => {
      asOwner(c)
      const { text, typed } = await formOf(c)
      const armed = await armSending(ports, text('table'))
      if (!armed.ok)
        return page(c, { typed, wrong: { table: 'This is not its name: write it exactly as it stands here.' } })
      return backTo(c, PATH, 'This table sends from now on. What its original had under way waits for you.')
    })
}

const typedOf = ({ publisher, from, replyTo }: Settings): Typed => ({ ...publisher, from, replyTo })

type Props = {
  readonly editor: Editor
  readonly said: string | undefined
  readonly settings: Settings
  readonly fence: FenceState
  readonly table: string
  readonly typed?: Typed
  readonly wrong?: Wrong
}

function SettingsPage(props: Props) {
  const { editor, said, settings, wrong = {} } = props
  const missing = missingToSend(settings)
  return (
    <Frame title="Settings" editor={editor} room={PATH} said={said}>
      <h1>Settings</h1>
      <WrongSummary wrong={wrong} />
      {missing ? <p class="wrong">{missing} Until then, no issue goes out.</p> : ''}
      <h2>Who writes</h2>
      {mayOwn(editor) ? <PublisherForm {...props} /> : <PublisherFacts {...settings} />}
      <h2>Whether this table may send</h2>
      <FenceBox {...props} />
    </Frame>
  )
}

function PublisherForm({ settings, typed, wrong = {} }: Props) {
  // The other form of this page brings only its own field.
  const field = { typed: { ...typedOf(settings), ...typed }, wrong }
  return (
    <form method="post" action={PATH} class="card">
      <Field
        {...field}
        name="name"
        label="The publisher's name"
        hint="At the top of every page, and at the foot of every mail."
      />
      <Field
        {...field}
        name="postalAddress"
        label="Postal address"
        hint="Every mail carries it: the law wants to know where you are."
      />
      <div class="pair">
        <Field {...field} name="from" label="Mails come from" hint="Name <name@example.org>" />
        <Field {...field} name="replyTo" label="Answers go to" hint="Name <name@example.org>" />
      </div>
      <button type="submit">Save the settings</button>
    </form>
  )
}

function PublisherFacts({ publisher, from, replyTo }: Settings) {
  const facts = [
    ["The publisher's name", publisher.name],
    ['Postal address', publisher.postalAddress],
    ['Mails come from', from],
    ['Answers go to', replyTo],
  ]
  return (
    <div class="card">
      <dl class="facts">
        {facts.map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value || <span class="soft">not set</span>}</dd>
          </>
        ))}
      </dl>
      <p class="soft small">Only an owner changes these.</p>
    </div>
  )
}

/** What keeps a copy from mailing everybody a second time. */
function FenceBox({ editor, fence, table, typed = {}, wrong = {} }: Props) {
  if (fence.kind === 'armed')
    return (
      <div class="card">
        <p>
          <span class="badge good">It may</span> The table <b>{table}</b> sends. A copy of it does not, until somebody
          says so there.
        </p>
      </div>
    )
  return (
    <div class="card">
      <p>
        <span class="badge bad">It may not</span> <b>{table}</b>
      </p>
      <p class="wrong">{fence.reason}</p>
      <p>
        If it sends, its original must not: everybody would get everything twice. Issues that were under way when it was
        copied wait for a person, mails that were written are dropped, and times that have passed do not come again.
      </p>
      {mayOwn(editor) ? (
        <form method="post" action={`${PATH}/arm`} class="row low">
          <Field
            name="table"
            label={`Type its name, ${table}, to let it send`}
            typed={typed}
            wrong={wrong}
            required
            autocomplete="off"
          />
          <button type="submit" class="wrong">
            Let this table send
          </button>
        </form>
      ) : (
        <p class="soft small">Only an owner lets it.</p>
      )}
    </div>
  )
}
