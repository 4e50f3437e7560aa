/** @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { letIn, showOut } from '../../../core/flows/let-in.ts'
import { type Address, parseAddress } from '../../../core/model/address.ts'
import { type Editor, type GivenRole, type Member, mayOwn } from '../../../core/model/editor.ts'
import type { Refusal } from '../../../core/model/refusal.ts'
import type { Instant } from '../../../core/model/time.ts'
import { changeOf, noted } from '../acting.ts'
import type { ApiPorts } from '../api/api.ts'
import { notFound } from '../problem.ts'
import { Field, formOf, type Typed, When, type Wrong, WrongSummary, wrongOf } from './forms.tsx'
import { asOwner, backTo, type ConsoleEnv, Frame, saidIn } from './frame.tsx'
import { SETTINGS, SettingsTabs } from './settings-tabs.tsx'

const PATH = `${SETTINGS}/editors` as const
type Again = { readonly typed: Typed; readonly wrong: Wrong }

/** Who may come in here, and as what. */
export function teamPages(ports: ApiPorts, owners: readonly Address[]): Hono<ConsoleEnv> {
  const page = async (c: Context<ConsoleEnv>, again?: Again) => {
    const members = await ports.editors.list()
    const view = { editor: c.get('editor'), said: saidIn(c), now: ports.now(), owners, members, again }
    return c.html(<TeamPage {...view} />, again ? 422 : 200)
  }
  const refusing = (c: Context<ConsoleEnv>, typed: Typed, refusals: readonly Refusal[]) =>
    page(c, { typed, wrong: wrongOf(refusals) })

  return new Hono<ConsoleEnv>()
    .get('/settings/editors', (c) => page(c))
    .post('/settings/editors', async (c) => {
      const owner = asOwner(c)
      const { text, typed } = await formOf(c)
      const address = parseAddress(text('email'))
      if (!address.ok) return refusing(c, typed, address.refusals)
      const added = await letIn(ports, owners, owner.address, address.value, text('role'))
      if (!added.ok) return refusing(c, typed, added.refusals)
      const { member, was } = added.value
      noted(c, { ...changeOf(member, was), editor: member.address })
      return backTo(
        c,
        PATH,
        was === undefined
          ? 'They are let in: from now on a code comes to them when they sign in.'
          : saidOfChange(member.role, was),
      )
    })
    .post('/settings/editors/role', async (c) => {
      const owner = asOwner(c)
      const { text, typed } = await formOf(c)
      const known = (await ports.editors.list()).find(({ address }) => address === text('email'))
      if (!known) throw notFound('editor')
      const changed = await letIn(ports, owners, owner.address, known.address, text('role'))
      if (!changed.ok) return refusing(c, typed, changed.refusals)
      const { member, was } = changed.value
      noted(c, { ...changeOf(member, was), editor: member.address })
      return backTo(c, PATH, saidOfChange(member.role, was))
    })
    .post('/settings/editors/show-out', async (c) => {
      asOwner(c)
      const { text } = await formOf(c)
      const address = text('email')
      if (!(await showOut(ports, address))) throw notFound('editor')
      noted(c, { editor: address })
      return backTo(c, PATH, 'They are shown out, and signed out everywhere. You can let them in again at any time.')
    })
}

const saidOfChange = (role: GivenRole, was: GivenRole | undefined) =>
  role === was ? `They are ${named[role]} already.` : `They are ${named[role]} from now on, and sign in anew.`
const named = { editor: 'an editor', viewer: 'a viewer' } as const

type Props = {
  readonly editor: Editor
  readonly said: string | undefined
  readonly now: Instant
  readonly owners: readonly Address[]
  readonly members: readonly Member[]
  readonly again?: Again | undefined
}

function TeamPage({ editor, said, now, owners, members, again = { typed: {}, wrong: {} } }: Props) {
  const byName = members.toSorted((a, b) => a.address.localeCompare(b.address, 'en'))
  return (
    <Frame title="Editors" editor={editor} room={SETTINGS} said={said}>
      <h1>Editors</h1>
      <SettingsTabs editor={editor} here={PATH} />
      <WrongSummary wrong={again.wrong} />
      {mayOwn(editor) ? <LetIn {...again} /> : <p class="soft">Only an owner lets people in, or shows them out.</p>}
      <ul class="lines">
        {owners.map((address) => (
          <li>
            <div>
              <p>
                <b>{address}</b> <span class="badge">owner</span>
                {address === editor.address ? <span class="soft"> This is you.</span> : ''}
              </p>
              <p class="soft small">Named where the service is deployed (OWNERS), and changed only there.</p>
            </div>
          </li>
        ))}
        {byName.map((member) => (
          <MemberLine member={member} editor={editor} now={now} />
        ))}
      </ul>
      {members.length === 0 ? (
        <p class="soft">Nobody else comes in here yet.{mayOwn(editor) ? ' Let the first one in above.' : ''}</p>
      ) : (
        ''
      )}
    </Frame>
  )
}

const LetIn = ({ typed, wrong }: Again) => (
  <form method="post" action={PATH} class="card">
    <h2>Let somebody in</h2>
    <div class="pair">
      <Field name="email" label="Email address" type="email" required autocomplete="off" {...{ typed, wrong }} />
      <RoleField id="role" role={typed.role} wrong={wrong.role} />
    </div>
    <button type="submit">Let them in</button>
  </form>
)

const choices = [
  ['editor', 'Editor: does everything but settings, keys and people'],
  ['viewer', 'Viewer: looks at everything, and changes nothing'],
] as const

function RoleField(props: {
  readonly id: string
  readonly role?: string | undefined
  readonly wrong?: string | undefined
}) {
  const { id, role = 'editor', wrong } = props
  return (
    <div class="field">
      <label for={id}>What they may do</label>
      {wrong ? (
        <p class="wrong" id={`wrong-${id}`}>
          {wrong}
        </p>
      ) : (
        ''
      )}
      <select id={id} name="role" {...(wrong ? { 'aria-invalid': 'true', 'aria-describedby': `wrong-${id}` } : {})}>
        {choices.map(([value, words]) => (
          <option value={value} selected={value === role}>
            {words}
          </option>
        ))}
      </select>
    </div>
  )
}

function MemberLine(props: { readonly member: Member; readonly editor: Editor; readonly now: Instant }) {
  const { member, editor, now } = props
  const { address, role, since, by } = member
  const other = role === 'editor' ? 'viewer' : 'editor'
  const email = <input type="hidden" name="email" value={address} />
  return (
    <li>
      <div>
        <p>
          <b>{address}</b> <span class="badge">{role}</span>
          {address === editor.address ? <span class="soft"> This is you.</span> : ''}
        </p>
        {since ? (
          <p class="soft small">
            Let in <When at={since} now={now} />
            {by ? ` by ${by}` : ''}.
          </p>
        ) : (
          ''
        )}
        {mayOwn(editor) ? (
          <div class="row top-row">
            <form method="post" action={`${PATH}/role`}>
              {email}
              <input type="hidden" name="role" value={other} />
              <button type="submit" class="quiet">
                {other === 'viewer' ? 'Let them only look' : 'Let them edit'}
                <span class="unseen"> ({address})</span>
              </button>
            </form>
            <details>
              <summary>
                Show out<span class="unseen"> {address}</span>
              </summary>
              <p>They are signed out everywhere at once. What they did stays, and you can let them in again.</p>
              <form method="post" action={`${PATH}/show-out`}>
                {email}
                <button type="submit" class="wrong">
                  Show {address} out
                </button>
              </form>
            </details>
          </div>
        ) : (
          ''
        )}
      </div>
    </li>
  )
}
