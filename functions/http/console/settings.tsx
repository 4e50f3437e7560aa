/** @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { armSending } from '../../../core/flows/arm-sending.ts'
import { type Editor, mayOwn } from '../../../core/model/editor.ts'
import type { FenceState } from '../../../core/model/fence.ts'
import { changesIn, missingToSend, parseSettings, type Settings } from '../../../core/model/settings.ts'
import type { Instant } from '../../../core/model/time.ts'
import { ageInDays, areOld, HOW_TO_UPDATE, type RulesInUse, rulesInUse, sayRules } from '../../../core/model/zones.ts'
import { noted } from '../acting.ts'
import type { ApiPorts } from '../api/api.ts'
import { counted, Field, formOf, isWrong, type Typed, type Wrong, WrongSummary, wrongOf } from './forms.tsx'
import { asOwner, backTo, type ConsoleEnv, Frame, saidIn } from './frame.tsx'
import { Look, LookFields, lookFacts, lookFields, lookIn, lookTyped } from './look-fields.tsx'
import { troubleOf } from './provider.tsx'
import { SettingsTabs } from './settings-tabs.tsx'
import { MOST_UNREADABLE, type Strays, StraysBox } from './strays-box.tsx'

const PATH = '/console/settings'

/** Who writes, from where, and whether this table may. */
export function settingsPages(ports: ApiPorts): Hono<ConsoleEnv> {
  const page = async (c: Context<ConsoleEnv>, again: { typed?: Typed; wrong?: Wrong } = {}) => {
    const [settings, fence, foreign, unreadable, standing] = await Promise.all([
      ports.settings.get(),
      ports.fence.check(),
      ports.strays.counted(),
      ports.strays.unreadable(MOST_UNREADABLE),
      ports.standing.get(),
    ])
    const strays = { foreign, unreadable, now: ports.now() }
    const trouble = troubleOf(standing)
    const view = {
      editor: c.get('editor'),
      said: saidIn(c),
      settings,
      fence,
      strays,
      trouble,
      table: ports.fence.table,
      rules: rulesInUse(ports.zones),
      now: ports.now(),
    }
    return c.html(<SettingsPage {...view} {...again} />, isWrong(again.wrong ?? {}) ? 422 : 200)
  }
  return (
    new Hono<ConsoleEnv>()
      .get('/settings', (c) => page(c))
      /** What a colour that is being typed looks like. */
      .get('/settings/look', (c) =>
        c.html(<Look light={c.req.query('accentLight')} dark={c.req.query('accentDark')} />),
      )
      .post('/settings', async (c) => {
        asOwner(c)
        const form = await formOf(c)
        const { text, typed } = form
        const known = await ports.settings.get()
        // What stays empty is missing, and said to be so; it is not wrong.
        const changed = (field: 'from' | 'replyTo') => (text(field) === known[field] ? {} : { [field]: text(field) })
        const parsed = parseSettings(
          {
            publisher: { name: text('name'), postalAddress: text('postalAddress'), theme: lookIn(form) },
            ...changed('from'),
            ...changed('replyTo'),
            tracking: { opens: text('opens') === 'yes', clicks: text('clicks') === 'yes' },
            reports: text('reports') === 'yes',
          },
          known,
        )
        if (!parsed.ok) return page(c, { typed, wrong: wrongOf(parsed.refusals, lookFields) })
        await ports.settings.put(parsed.value)
        noted(c, { note: changesIn(known, parsed.value).join(', ') })
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
  )
}

/** By which release of the time zone database all that is planned is planned. */
const RulesBox = ({ rules, now }: Pick<Props, 'rules' | 'now'>) => (
  <div class="card">
    <p>
      IANA's time zone database <b>{sayRules(rules)}</b>.
    </p>
    {areOld(rules, now) ? (
      <p class="warn">
        That is {counted(ageInDays(rules, now) ?? 0, 'day')} ago. {HOW_TO_UPDATE}
      </p>
    ) : (
      ''
    )}
  </div>
)

const typedOf = (settings: Settings): Typed => ({
  name: settings.publisher.name,
  postalAddress: settings.publisher.postalAddress,
  from: settings.from,
  replyTo: settings.replyTo,
  ...lookTyped(settings),
  reports: settings.reports ? 'yes' : '',
  opens: settings.tracking.opens ? 'yes' : '',
  clicks: settings.tracking.clicks ? 'yes' : '',
})

type Props = {
  readonly editor: Editor
  readonly said: string | undefined
  readonly settings: Settings
  readonly fence: FenceState
  readonly table: string
  readonly strays: Strays
  readonly rules: RulesInUse
  readonly now: Instant
  /** What is wrong with the reports of the mail provider. */
  readonly trouble: string | undefined
  readonly typed?: Typed
  readonly wrong?: Wrong
}

function SettingsPage(props: Props) {
  const { editor, said, settings, trouble, wrong = {} } = props
  const missing = missingToSend(settings)
  return (
    <Frame title="Settings" editor={editor} room={PATH} said={said}>
      <h1>Settings</h1>
      <SettingsTabs editor={editor} here={PATH} />
      <WrongSummary wrong={wrong} />
      {missing ? <p class="wrong">{missing} Until then, no issue goes out.</p> : ''}
      {trouble ? (
        <p class="wrong">
          {trouble} <a href={`${PATH}/provider`}>The mail provider</a>
        </p>
      ) : (
        ''
      )}
      <h2>Who writes</h2>
      {mayOwn(editor) ? <PublisherForm {...props} /> : <PublisherFacts {...settings} />}
      <h2>Whether this table may send</h2>
      <FenceBox {...props} />
      <h2>What the mail provider tells</h2>
      <StraysBox {...props.strays} />
      <h2>By which rules clocks are read</h2>
      <RulesBox {...props} />
    </Frame>
  )
}

function PublisherForm({ settings, typed, wrong = {} }: Props) {
  // The other form of this page brings only its own field.
  const known = typedOf(settings)
  // A box that is not ticked is not sent.
  const boxes = typed && 'name' in typed ? typed : known
  const field = { typed: { ...known, ...typed }, wrong }
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
      <LookFields {...field} />
      <fieldset>
        <legend>What you hear of an issue</legend>
        <label class="check">
          <input type="checkbox" name="reports" value="yes" checked={boxes.reports === 'yes'} />
          <span>Write to the address for answers when an issue has gone out: how many have it, and who has not</span>
        </label>
      </fieldset>
      <fieldset>
        <legend>What readers do with their mails</legend>
        <label class="check">
          <input type="checkbox" name="opens" value="yes" checked={boxes.opens === 'yes'} />
          <span>Count who opens them</span>
        </label>
        <label class="check">
          <input type="checkbox" name="clicks" value="yes" checked={boxes.clicks === 'yes'} />
          <span>Count who follows which link</span>
        </label>
        <p class="hint">
          It is counted where the mail provider's own tracking is on too. In many countries readers have to agree to
          that first, each for themselves. Machines open mails and follow links as well: the numbers are too high.
        </p>
      </fieldset>
      <button type="submit">Save the settings</button>
    </form>
  )
}

function PublisherFacts({ publisher, from, replyTo, tracking, reports }: Settings) {
  const facts = [
    ["The publisher's name", publisher.name],
    ['Postal address', publisher.postalAddress],
    ['Mails come from', from],
    ['Answers go to', replyTo],
    ...lookFacts(publisher.theme),
    ['Reports of issues', reports ? 'by mail, to the address for answers' : 'none'],
    [
      'Counted',
      [tracking.opens ? 'who opens mails' : '', tracking.clicks ? 'who follows links' : '']
        .filter(Boolean)
        .join(', ') || 'nothing',
    ],
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
