/** @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import { askForCode, enter, type Given, isOwnLink, whoIs } from '../../../core/flows/sign-in.ts'
import { type Address, parseAddress } from '../../../core/model/address.ts'
import { browserIn, CODE_WITHIN, LONGEST } from '../../../core/model/sign-in.ts'
import { SECOND } from '../../../core/model/time.ts'
import type { Ports } from '../../../core/ports.ts'
import '../acting.ts'
import { icon } from '../icon.ts'
import { newSecret, secretOf } from '../secrets.ts'
import { networksIn, textsOf } from '../site/common.tsx'
import { assetPath } from './assets.ts'
import type { ConsoleEnv } from './frame.tsx'

export type SignInPorts = Pick<
  Ports,
  'editors' | 'letters' | 'limits' | 'links' | 'queue' | 'ids' | 'now' | 'log' | 'site'
>

/**
 * Coming in and going out. A session is a random name in a cookie that no script sees, kept as its fingerprint (T22); a
 * code, and the link beside it, work only in the browser that asked for them (T21).
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
    const after = afterOf(c)
    await askForCode(ports, owners, address.value, secret, networksIn(c), after === HOME ? undefined : after)
    keep(c, 'attempt', secret.name, CODE_WITHIN)
    return c.redirect(`/console/code${afterQuery(c)}`, 303)
  })

  /** One way in for both, so that the link counts as a try and ends with the code. */
  const comeIn = async (c: Context, given: Given) => {
    const name = getCookie(c, cookies.attempt) ?? ''
    const session = newSecret()
    const agent = browserIn(c.req.header('user-agent') ?? '')
    const entered = await enter(ports, owners, secretOf(name), given, { id: session.id, agent })
    if (entered.kind === 'wrong') return c.html(<CodePage after={afterOf(c)} left={entered.left} />, 422)
    deleteCookie(c, cookies.attempt, { path: '/', secure: isSecure })
    if (entered.kind === 'over') return c.html(<SignInPage after={afterOf(c)} wrong={OVER} />, 410)
    keep(c, 'session', session.name, LONGEST)
    return c.redirect(afterOf(c), 303)
  }

  app.get('/console/code', (c) => c.html(<CodePage after={afterOf(c)} />))
  app.post('/console/code', async (c) => {
    const typed = textsOf((await c.req.parseBody({ all: true })).code)[0] ?? ''
    return comeIn(c, { code: typed })
  })

  /** The link of the mail. Whatever fetches it, a scanner too, gets a page and changes nothing (T21). */
  app.get('/console/enter/:proof', (c) => {
    const { proof } = c.req.param()
    const isHere = isOwnLink(ports, getCookie(c, cookies.attempt) ?? '', proof)
    c.header('Cache-Control', 'no-store')
    return c.html(isHere ? <EnterPage proof={proof} after={afterOf(c)} /> : <ElsewherePage />)
  })
  app.post('/console/enter/:proof', async (c) => {
    const { proof } = c.req.param()
    // In another browser it is no try either: nobody can use up the tries of somebody else.
    if (!isOwnLink(ports, getCookie(c, cookies.attempt) ?? '', proof)) return c.html(<ElsewherePage />, 403)
    return comeIn(c, { proof })
  })

  app.post('/console/sign-out', async (c) => {
    const name = getCookie(c, cookies.session)
    if (name) await ports.editors.close(secretOf(name).id)
    deleteCookie(c, cookies.session, { path: '/', secure: isSecure })
    return c.redirect('/console/sign-in', 303)
  })

  /** Everything behind it is for whoever is signed in; who is not comes back to where they were. */
  const onlyEditors = async (c: Context<ConsoleEnv>, next: () => Promise<void>) => {
    const name = getCookie(c, cookies.session)
    const there = name ? await whoIs(ports, owners, secretOf(name).id) : undefined
    if (!there) {
      const where = whereIn(c, ports.site)
      const door = `/console/sign-in${where ? `?after=${encodeURIComponent(where)}` : ''}`
      // A part of a page that is fetched anew: the whole page goes to the door, not the part.
      return c.req.header('hx-request') ? c.body(null, 401, { 'hx-redirect': door }) : c.redirect(door, 303)
    }
    c.set('editor', there.editor)
    c.set('session', there.session)
    return next()
  }
  return { app, onlyEditors }
}

const OVER = 'This code has run out, or too many were tried. A new one comes when you press the button.'

const HOME = '/console'

/** A page of the console, with what is asked of it. Nothing else: no dots, no other host. */
const isOurs = (path: string): boolean =>
  path.length <= 500 &&
  /^\/console(?:\/[\w~-]+)*(?:\?[\w=&%+~.,:*-]*)?$/.test(path) &&
  !path.startsWith('/console/assets')

/** Where somebody wanted to go: within the console, nowhere else. */
const afterOf = (c: Context): string => {
  const after = c.req.query('after') ?? ''
  return isOurs(after) ? after : HOME
}

/** Where somebody is whose session has ended: the page they asked for, or the one with the form that they sent. */
function whereIn(c: Context, site: string): string | undefined {
  const own = new URL(c.req.url)
  const isPart = c.req.header('hx-request') !== undefined
  const from = isPart ? c.req.header('hx-current-url') : c.req.header('referer')
  const page = c.req.method === 'GET' && !isPart ? own : URL.parse(from ?? '')
  if (!page || ![own.host, URL.parse(site)?.host].includes(page.host)) return undefined
  page.searchParams.delete('said')
  const path = `${page.pathname}${page.search}`
  return isOurs(path) ? path : undefined
}
const afterQuery = (c: Context) => {
  const after = afterOf(c)
  return after === HOME ? '' : `?after=${encodeURIComponent(after)}`
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
          <link rel="icon" href={icon} />
          <link rel="stylesheet" href={assetPath('console.css')} />
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
      <p class="soft">A mail comes to your address, with a code and a link. There is no password.</p>
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
        If this address may come in, a mail with six digits and a link is on its way. They work for ten minutes, in this
        browser.
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

/** One press, and nothing before it: programs that look at every link of a mail press no buttons. */
const EnterPage = ({ proof, after }: { proof: string; after: string }) => (
  <Door title="Sign in to Tidings">
    <p class="soft">This is the browser that asked: one press, and you are in.</p>
    <form
      method="post"
      action={`/console/enter/${encodeURIComponent(proof)}?after=${encodeURIComponent(after)}`}
      class="card"
    >
      <button type="submit">Sign in</button>
    </form>
  </Door>
)

const ElsewherePage = () => (
  <Door title="Not in this browser">
    <p>
      The link works only in the browser that asked for it. Go back to that one, and type the six digits of the mail
      there.
    </p>
    <p class="soft">
      Or ask for a mail from here: <a href="/console/sign-in">sign in with this browser</a>.
    </p>
  </Door>
)
