/** @jsxImportSource hono/jsx */
import { createHash, randomBytes } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import { askForCode, enterCode, type Secret, whoIs } from '../../../core/flows/sign-in.ts'
import { type Address, parseAddress } from '../../../core/model/address.ts'
import { CODE_WITHIN, LONGEST } from '../../../core/model/sign-in.ts'
import { SECOND } from '../../../core/model/time.ts'
import type { Ports } from '../../../core/ports.ts'
import { networksIn, seenOf, textsOf } from '../site/common.tsx'
import type { ConsoleEnv } from './frame.tsx'

export type SignInPorts = Pick<
  Ports,
  'editors' | 'letters' | 'limits' | 'links' | 'queue' | 'ids' | 'now' | 'log' | 'site'
>

const secretOf = (name: string): Secret => ({ name, id: createHash('sha256').update(name).digest('hex') })
const newSecret = (): Secret => secretOf(randomBytes(24).toString('base64url'))

/**
 * Coming in and going out. A session is a random name in a cookie that no script sees, kept as its fingerprint (T22); a
 * code works only in the browser that asked for it (T21).
 */
export function signingIn(ports: SignInPorts, owners: readonly Address[]) {
  const isSecure = ports.site.startsWith('https:')
  const prefix = isSecure ? '__Host-' : ''
  const cookies = { attempt: `${prefix}tidings-attempt`, session: `${prefix}tidings-session` }
  const keep = (c: Context, name: keyof typeof cookies, value: string, ms: number) =>
    setCookie(c, cookies[name], value, {
      httpOnly: true,
      sameSite: 'Lax',
      path: '/',
      secure: isSecure,
      maxAge: ms / SECOND,
    })
  const app = new Hono<ConsoleEnv>()

  app.get('/console/sign-in', (c) => c.html(<SignInPage after={afterOf(c)} />))
  app.post('/console/sign-in', async (c) => {
    const body = await c.req.parseBody({ all: true })
    const typed = textsOf(body.email)[0] ?? ''
    const address = parseAddress(typed)
    if (!address.ok)
      return c.html(
        <SignInPage after={afterOf(c)} wrong={address.refusals[0]!.sentence} typed={typed.slice(0, 400)} />,
        422,
      )
    const secret = newSecret()
    await askForCode(ports, owners, address.value, secret, networksIn(c))
    keep(c, 'attempt', secret.name, CODE_WITHIN)
    return c.redirect(`/console/code${afterQuery(c)}`, 303)
  })

  app.get('/console/code', (c) => c.html(<CodePage after={afterOf(c)} />))
  app.post('/console/code', async (c) => {
    const name = getCookie(c, cookies.attempt) ?? ''
    const typed = textsOf((await c.req.parseBody({ all: true })).code)[0] ?? ''
    const session = newSecret()
    const entered = await enterCode(ports, owners, secretOf(name), typed, { id: session.id, agent: seenOf(c).agent })
    if (entered.kind === 'wrong') return c.html(<CodePage after={afterOf(c)} left={entered.left} />, 422)
    deleteCookie(c, cookies.attempt, { path: '/', secure: isSecure })
    if (entered.kind === 'over') return c.html(<SignInPage after={afterOf(c)} wrong={OVER} />, 410)
    keep(c, 'session', session.name, LONGEST)
    return c.redirect(afterOf(c), 303)
  })

  app.post('/console/sign-out', async (c) => {
    const name = getCookie(c, cookies.session)
    if (name) await ports.editors.close(secretOf(name).id)
    deleteCookie(c, cookies.session, { path: '/', secure: isSecure })
    return c.redirect('/console/sign-in', 303)
  })

  /** Everything behind it is for whoever is signed in; who is not comes back to where they wanted to go. */
  const onlyEditors = async (c: Context<ConsoleEnv>, next: () => Promise<void>) => {
    const name = getCookie(c, cookies.session)
    const editor = name ? await whoIs(ports, owners, secretOf(name).id) : undefined
    if (!editor) {
      const where = c.req.method === 'GET' ? `?after=${encodeURIComponent(c.req.path)}` : ''
      return c.redirect(`/console/sign-in${where}`, 303)
    }
    c.set('editor', editor)
    return next()
  }
  return { app, onlyEditors }
}

const OVER = 'This code has run out, or too many were tried. A new one comes when you press the button.'

/** Where somebody wanted to go: within the console, nowhere else. */
const afterOf = (c: Context): string => {
  const after = c.req.query('after') ?? ''
  return /^\/console(?:\/[\w-]+)*$/.test(after) ? after : '/console'
}
const afterQuery = (c: Context) => {
  const after = afterOf(c)
  return after === '/console' ? '' : `?after=${encodeURIComponent(after)}`
}

function Door({ title, children }: { title: string; children: Child }) {
  return (
    <>
      {raw('<!DOCTYPE html>')}
      <html lang="en" dir="ltr">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>{`${title} · Tidings`}</title>
          <link rel="stylesheet" href="/console/assets/console.css" />
        </head>
        <body>
          <main class="door">
            <h1>{title}</h1>
            {children}
          </main>
        </body>
      </html>
    </>
  )
}

function SignInPage({ after, wrong, typed = '' }: { after: string; wrong?: string; typed?: string }) {
  return (
    <Door title="Sign in to Tidings">
      <p class="soft">A code comes to your address. There is no password.</p>
      <form method="post" action={`/console/sign-in?after=${encodeURIComponent(after)}`} class="card">
        <label>
          <span>Email address</span>
          <input
            type="email"
            name="email"
            required
            autocomplete="email"
            value={typed}
            {...(wrong ? { 'aria-invalid': 'true', 'aria-describedby': 'wrong' } : {})}
          />
        </label>
        {wrong ? (
          <p class="wrong" id="wrong" role="alert">
            {wrong}
          </p>
        ) : (
          ''
        )}
        <button type="submit">Send me a code</button>
      </form>
    </Door>
  )
}

function CodePage({ after, left }: { after: string; left?: number }) {
  return (
    <Door title="The code from your mail">
      <p class="soft">
        If this address may come in, a mail with six digits is on its way. They work for ten minutes, in this browser.
      </p>
      <form method="post" action={`/console/code?after=${encodeURIComponent(after)}`} class="card">
        <label>
          <span>Code</span>
          <input
            name="code"
            required
            inputmode="numeric"
            autocomplete="one-time-code"
            pattern="[0-9 ]{6,8}"
            class="code"
            {...(left === undefined ? {} : { 'aria-invalid': 'true', 'aria-describedby': 'wrong' })}
          />
        </label>
        {left === undefined ? (
          ''
        ) : (
          <p class="wrong" id="wrong" role="alert">
            {`This is not the code. ${left === 1 ? 'One try is' : `${left} tries are`} left.`}
          </p>
        )}
        <div class="row">
          <button type="submit">Sign in</button>
          <a href="/console/sign-in">Another address, or no mail?</a>
        </div>
      </form>
    </Door>
  )
}
