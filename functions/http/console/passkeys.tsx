/** @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { addPasskey, namePasskey, removePasskey, requirePasskeys } from '../../../core/flows/passkeys.ts'
import type { Address } from '../../../core/model/address.ts'
import { type Editor, mayOwn } from '../../../core/model/editor.ts'
import {
  CHALLENGE_WITHIN,
  type HouseRule,
  ownersWithout,
  type Passkey,
  TO_ADD_ONE,
} from '../../../core/model/passkey.ts'
import type { Refusal } from '../../../core/model/refusal.ts'
import type { Session } from '../../../core/model/sign-in.ts'
import { DAY, type Instant, SECOND } from '../../../core/model/time.ts'
import { noted } from '../acting.ts'
import type { ApiPorts } from '../api/api.ts'
import { notFound } from '../problem.ts'
import { newSecret } from '../secrets.ts'
import { Field, formOf, type Typed, When, type Wrong, WrongSummary, wrongOf } from './forms.tsx'
import { asOwner, backTo, type ConsoleEnv, Frame, saidIn } from './frame.tsx'
import { SETTINGS, SettingsTabs } from './settings-tabs.tsx'
import { askedOf, challengeFor, passkeyIn, readRegistration, registrationOptions } from './webauthn.ts'

export const PASSKEYS = `${SETTINGS}/passkeys` as const
type Again = { readonly typed: Typed; readonly wrong: Wrong }

/** One's own passkeys; for owners everybody's, and whether the house asks for them. */
export function passkeyPages(ports: ApiPorts, owners: readonly Address[]): Hono<ConsoleEnv> {
  const isSecure = ports.site.startsWith('https:')
  const cookie = `${isSecure ? '__Host-' : ''}tidings-new-passkey`
  const sessionOf = (c: Context<ConsoleEnv>) => c.get('session') as Session | undefined
  /** Whose challenge it is: this session's, and nobody else's. */
  const whose = (c: Context<ConsoleEnv>) => sessionOf(c)?.id.slice(0, 16) ?? 'none'
  /** Says nothing of who somebody is: WebAuthn, section 14.6.1, wants no address in it, nor a hash that could be guessed. */
  const handleOf = ({ address }: Editor) =>
    ports.links.sign('passkey', ports.ids.fingerprint(address), ports.links.currentKey).split('.').at(-1)!

  const page = async (c: Context<ConsoleEnv>, again?: Again) => {
    const [passkeys, rule] = [await ports.editors.passkeys(), await ports.editors.rule()]
    const view = { editor: c.get('editor'), said: saidIn(c), now: ports.now(), owners, passkeys, rule, again }
    const mustAdd = sessionOf(c)?.only === 'passkeys'
    return c.html(<PasskeysPage {...view} mustAdd={mustAdd} />, again ? 422 : 200)
  }
  const refusing = (c: Context<ConsoleEnv>, typed: Typed, refusals: readonly Refusal[]) =>
    page(c, { typed, wrong: wrongOf(refusals) })

  return new Hono<ConsoleEnv>()
    .get('/settings/passkeys', (c) => page(c))
    .post('/settings/passkeys/options', async (c) => {
      const editor = c.get('editor')
      const challenge = challengeFor(ports, 'add', newSecret().name, whose(c))
      setCookie(c, cookie, challenge, {
        httpOnly: true,
        sameSite: 'Lax',
        path: '/',
        secure: isSecure,
        maxAge: CHALLENGE_WITHIN / SECOND,
      })
      const known = (await ports.editors.passkeys()).filter(({ address }) => address === editor.address)
      const who = { address: editor.address, handle: handleOf(editor), known }
      return c.json(await registrationOptions(ports.site, who, challenge))
    })
    .post('/settings/passkeys', async (c) => {
      const editor = c.get('editor')
      const { text, typed } = await formOf(c)
      const asked = askedOf(ports, 'add', getCookie(c, cookie) ?? '', whose(c))
      const given = passkeyIn(text('credential'))
      deleteCookie(c, cookie, { path: '/', secure: isSecure })
      const made = asked && given && (await readRegistration(ports.site, asked.challenge, given.credential))
      if (!asked || !made || !(await ports.editors.spend(asked.name, asked.until)))
        return refusing(c, { name: typed.name ?? '' }, [{ field: 'name', sentence: NOT_MADE }])
      const added = await addPasskey(ports, owners, editor, made, text('name'))
      if (!added.ok) return refusing(c, { name: typed.name ?? '' }, added.refusals)
      noted(c, { editor: editor.address, note: added.value.name })
      const session = sessionOf(c)
      // All that it lacked was a passkey, and the device has just verified who made one.
      if (session?.only) {
        const { only: _, ...whole } = session
        await ports.editors.start(whole)
      }
      return backTo(c, PASSKEYS, `"${added.value.name}" is added: sign in with it from now on.`)
    })
    .post('/settings/passkeys/require', async (c) => {
      const owner = asOwner(c)
      const isAsked = (await formOf(c)).text('asked') === 'yes'
      const done = await requirePasskeys(ports, owners, owner, isAsked, sessionOf(c)?.id)
      if (!done.ok) return refusing(c, {}, done.refusals)
      noted(c, { note: isAsked ? 'yes' : 'no' })
      const sentence = isAsked
        ? 'The house asks for passkeys from now on. Whoever has one and came in by a code signs in anew.'
        : 'Codes open the console again.'
      return backTo(c, PASSKEYS, sentence)
    })
    .post('/settings/passkeys/:id/name', async (c) => {
      const { text, typed } = await formOf(c)
      const named = await namePasskey(ports, c.get('editor'), c.req.param('id'), text('name'))
      if (!named) throw notFound('passkey')
      if (!named.ok) return refusing(c, { [named.refusals[0]!.field]: typed.name ?? '' }, named.refusals)
      return backTo(c, PASSKEYS, `It is called "${named.value.name}" now.`)
    })
    .post('/settings/passkeys/:id/remove', async (c) => {
      const removed = await removePasskey(ports, c.get('editor'), c.req.param('id'))
      if (!removed) throw notFound('passkey')
      if (!removed.ok) return refusing(c, {}, removed.refusals)
      const { address, name } = removed.value
      noted(c, { target: c.req.param('id').slice(0, 12), editor: address, note: name })
      return backTo(c, PASSKEYS, `"${name}" is removed: nobody comes in by it any more.`)
    })
}

const NOT_MADE = 'No passkey came from your browser, or it came too late: press the button once more.'

type Props = {
  readonly editor: Editor
  readonly said: string | undefined
  readonly now: Instant
  readonly owners: readonly Address[]
  readonly passkeys: readonly Passkey[]
  readonly rule: HouseRule | undefined
  /** Nothing else opens before one is added. */
  readonly mustAdd: boolean
  readonly again?: Again | undefined
}

function PasskeysPage(props: Props) {
  const { editor, said, passkeys, mustAdd, again = { typed: {}, wrong: {} } } = props
  const own = passkeys.filter(({ address }) => address === editor.address)
  const others = passkeys.filter(({ address }) => address !== editor.address)
  return (
    <Frame title="Passkeys" editor={editor} room={SETTINGS} said={said} scripts={['webauthn.js', 'passkeys.js']}>
      <h1>Passkeys</h1>
      <SettingsTabs editor={editor} here={PASSKEYS} />
      <WrongSummary wrong={again.wrong} />
      {mustAdd ? (
        <div class="card">
          <p>
            <b>This house asks for passkeys.</b> Add one here, and everything else opens.
          </p>
        </div>
      ) : (
        ''
      )}
      <p class="soft">
        A passkey signs you in with your fingerprint, your face or your device's PIN. It works on this site alone, so
        that nobody can trick it out of you, and there is no code that anybody could guess.
      </p>
      <h2>Yours</h2>
      {own.length > 0 ? (
        <Lines {...props} passkeys={own} />
      ) : (
        <p class="soft">You have none yet: a code comes to you by mail when you sign in.</p>
      )}
      <form
        method="post"
        action={PASSKEYS}
        class="card"
        data-passkey="create"
        data-options={`${PASSKEYS}/options`}
        hidden
      >
        <h2>Add a passkey</h2>
        <Field name="name" label="What you call it" required placeholder="My laptop" {...again} />
        <input type="hidden" name="credential" />
        <p class="wrong" role="alert" data-wrong hidden></p>
        <button type="submit">Add it</button>
      </form>
      <noscript>
        <p class="soft">To add one, your browser has to run the scripts of this page.</p>
      </noscript>
      {mayOwn(editor) && !mustAdd ? (
        <>
          <House {...props} />
          <h2>Those of others</h2>
          {others.length > 0 ? (
            <Lines {...props} passkeys={others} named />
          ) : (
            <p class="soft">Nobody else has one yet.</p>
          )}
        </>
      ) : (
        ''
      )}
    </Frame>
  )
}

function Lines({ passkeys, now, named = false }: Props & { readonly named?: boolean }) {
  return (
    <ul class="lines">
      {passkeys.map(({ id, name, address, createdAt, usedAt }) => (
        <li>
          <div>
            <p>
              {named ? `${address}, ` : ''}
              <b>{name}</b>
            </p>
            <p class="soft small">
              Added <When at={createdAt} now={now} />
              {usedAt ? (
                <>
                  , last used <When at={usedAt} now={now} />
                </>
              ) : (
                ', not used yet'
              )}
              .
            </p>
            <div class="row top-row">
              {named ? (
                ''
              ) : (
                <details>
                  <summary>
                    Rename<span class="unseen"> {name}</span>
                  </summary>
                  <form method="post" action={`${PASSKEYS}/${id}/name`}>
                    <Field name="name" label="What you call it" of={id.slice(0, 8)} typed={{ name }} required />
                    <button type="submit" class="quiet">
                      Save
                    </button>
                  </form>
                </details>
              )}
              <details>
                <summary>
                  Remove<span class="unseen"> {named ? `${name} of ${address}` : name}</span>
                </summary>
                <p>
                  Nobody comes in by it any more. Your device may still offer it: delete it there as well. Sessions that
                  it opened go on until they end.
                </p>
                <form method="post" action={`${PASSKEYS}/${id}/remove`}>
                  <button type="submit" class="wrong">
                    Remove {name}
                  </button>
                </form>
              </details>
            </div>
          </div>
        </li>
      ))}
    </ul>
  )
}

/** Whether the house asks for them: while every owner has one. */
function House({ owners, passkeys, rule, now }: Props) {
  const without = ownersWithout(owners, passkeys)
  return (
    <section class="card">
      <h2>Ask everybody for one</h2>
      {rule ? (
        <p>
          The house has asked for passkeys since <When at={rule.since} now={now} />, by the word of {rule.by}. A code
          opens nothing for whoever has one. Who has none can come in by a code to add one: owners at any time, others
          for {TO_ADD_ONE / DAY} days after that, or after they were let in.
        </p>
      ) : (
        <p>
          Then a code opens nothing any more for whoever has a passkey, and for whoever has none only the page where
          they add one, for {TO_ADD_ONE / DAY} days.
        </p>
      )}
      {!rule && without.length > 0 ? (
        <p class="soft">{`First every owner adds one, so that nobody locks the house out. Without one: ${without.join(', ')}.`}</p>
      ) : (
        <form method="post" action={`${PASSKEYS}/require`}>
          <input type="hidden" name="asked" value={rule ? 'no' : 'yes'} />
          <button type="submit" class="quiet">
            {rule ? 'Ask for passkeys no longer' : 'Ask for passkeys'}
          </button>
        </form>
      )}
    </section>
  )
}
