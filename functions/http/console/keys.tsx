/** @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { makeKey, revokeKey } from '../../../core/flows/api-keys.ts'
import { type ApiKey, areaNames, areas, scopesInWords } from '../../../core/model/api-key.ts'
import { type Editor, mayOwn } from '../../../core/model/editor.ts'
import type { Instant } from '../../../core/model/time.ts'
import { noted } from '../acting.ts'
import type { ApiPorts } from '../api/api.ts'
import { notFound } from '../problem.ts'
import { newApiSecret, sha256 } from '../secrets.ts'
import { Field, type Form, formOf, Twice, type Typed, When, type Wrong, WrongSummary, wrongOf } from './forms.tsx'
import { asOwner, backTo, type ConsoleEnv, Frame, saidIn } from './frame.tsx'
import { SETTINGS, SettingsTabs } from './settings-tabs.tsx'
import { ShownOnce } from './shown-once.tsx'

const PATH = `${SETTINGS}/keys` as const
type Again = { readonly typed: Typed; readonly wrong: Wrong }

/** Keys to the API: made, shown once, revoked. */
export function keyPages(ports: ApiPorts): Hono<ConsoleEnv> {
  const page = async (
    c: Context<ConsoleEnv>,
    more: { again?: Again; made?: { name: string; secret: string } } = {},
  ) => {
    const view = { editor: c.get('editor'), said: saidIn(c), now: ports.now(), keys: await ports.keys.list() }
    return c.html(<KeysPage {...view} {...more} />, more.again ? 422 : 200)
  }
  return new Hono<ConsoleEnv>()
    .get('/settings/keys', (c) => page(c))
    .post('/settings/keys', async (c) => {
      const owner = asOwner(c)
      const form = await formOf(c)
      const secret = newApiSecret()
      const made = await makeKey(ports, owner.address, sha256(secret), {
        name: form.text('name'),
        scopes: scopesIn(form),
      })
      if (!made.ok) return page(c, { again: { typed: form.typed, wrong: wrongOf(made.refusals) } })
      const { id, name, scopes } = made.value
      noted(c, { target: id, note: `${name}: ${scopes.join(', ')}` })
      // On this page alone: an address that led to it would have to hold the secret.
      return page(c, { made: { name, secret } })
    })
    .post('/settings/keys/:id/revoke', async (c) => {
      asOwner(c)
      const revoked = await revokeKey(ports, c.req.param('id'))
      if (!revoked) throw notFound('key')
      noted(c, { target: revoked.id, note: revoked.name })
      return backTo(c, PATH, `"${revoked.name}" is revoked: from now on it opens nothing.`)
    })
}

const scopesIn = ({ text }: Form): string[] =>
  areas.flatMap((area) => (text(area) === '' ? [] : [`${area}:${text(area)}`]))

type Props = {
  readonly editor: Editor
  readonly said: string | undefined
  readonly now: Instant
  readonly keys: readonly ApiKey[]
  readonly again?: Again
  readonly made?: { readonly name: string; readonly secret: string }
}

function KeysPage({ editor, said, now, keys, again = { typed: {}, wrong: {} }, made }: Props) {
  const open = keys.filter(({ revokedAt }) => !revokedAt)
  const revoked = keys.filter(({ revokedAt }) => revokedAt)
  return (
    <Frame title="API keys" editor={editor} room={SETTINGS} said={said}>
      <h1>API keys</h1>
      <SettingsTabs editor={editor} here={PATH} />
      {made ? (
        <ShownOnce title={`The key for ${made.name}`} secret={made.secret}>
          Send it as <code>Authorization: Bearer …</code>. What it opens, <a href="/api/docs">the API's pages</a> say.
        </ShownOnce>
      ) : (
        ''
      )}
      <WrongSummary wrong={again.wrong} />
      {mayOwn(editor) ? <NewKey {...again} /> : <p class="soft">Only an owner makes keys, and revokes them.</p>}
      {open.length > 0 ? (
        <ul class="lines">
          {open.map((key) => (
            <KeyLine {...{ key_: key, editor, now }} />
          ))}
        </ul>
      ) : (
        <p class="empty">
          There is no key but the one from the configuration.
          {mayOwn(editor) ? ' Make one for each program, so that you can revoke them one by one.' : ''}
        </p>
      )}
      {revoked.length > 0 ? (
        <details>
          <summary>Revoked keys</summary>
          <ul class="lines">
            {revoked.map((key) => (
              <KeyLine {...{ key_: key, editor, now }} />
            ))}
          </ul>
        </details>
      ) : (
        ''
      )}
    </Frame>
  )
}

const NewKey = ({ typed, wrong }: Again) => (
  <form method="post" action={PATH} class="card">
    <h2>Make a key</h2>
    <Field
      name="name"
      label="What it is for"
      hint="Everything it does is written down under this name."
      required
      autocomplete="off"
      {...{ typed, wrong }}
    />
    <fieldset id="scopes" tabindex={-1}>
      <legend>What it may do</legend>
      {wrong.scopes ? <p class="wrong">{wrong.scopes}</p> : ''}
      <div class="pair">
        {areas.map((area) => (
          <div class="field">
            <label for={`scope-${area}`}>{capital(areaNames[area])}</label>
            <select id={`scope-${area}`} name={area}>
              {[
                ['', 'nothing'],
                ['read', 'read'],
                ['write', 'read and change'],
              ].map(([value, words]) => (
                <option value={value} selected={value === (typed[area] ?? '')}>
                  {words}
                </option>
              ))}
            </select>
          </div>
        ))}
      </div>
    </fieldset>
    <button type="submit">Make the key</button>
  </form>
)

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)

function KeyLine({
  key_: key,
  editor,
  now,
}: {
  readonly key_: ApiKey
  readonly editor: Editor
  readonly now: Instant
}) {
  const { id, name, scopes, by, createdAt, usedAt, revokedAt } = key
  return (
    <li>
      <div>
        <p>
          <b>{name}</b> {revokedAt ? <span class="badge bad">revoked</span> : ''}
        </p>
        <p>It may {scopesInWords(scopes)}.</p>
        <p class="soft small">
          Made <When at={createdAt} now={now} /> by {by}.{' '}
          {usedAt ? (
            <>
              Last used <When at={usedAt} now={now} />, to within an hour.
            </>
          ) : (
            'Never used.'
          )}{' '}
          {revokedAt ? (
            <>
              Revoked <When at={revokedAt} now={now} />.
            </>
          ) : (
            ''
          )}
        </p>
        {mayOwn(editor) && !revokedAt ? (
          <Twice ask={`Revoke ${name}`} action={`${PATH}/${id}/revoke`} label={`Revoke ${name} for good`}>
            From the next call on it opens nothing, and it cannot be had back: make another one instead.
          </Twice>
        ) : (
          ''
        )}
      </div>
    </li>
  )
}
