/** @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import { enterByPasskey } from '../../../core/flows/passkeys.ts'
import {
  askForCode,
  besides,
  enter,
  type From,
  type Given,
  isOwnLink,
  ownBrowser,
  passTo,
  whoIs,
  whoseIs,
} from '../../../core/flows/sign-in.ts'
import { type Address, parseAddress } from '../../../core/model/address.ts'
import { CHALLENGE_WITHIN } from '../../../core/model/passkey.ts'
import { BROWSER_WITHIN, browserIn, CODE_WITHIN, LONGEST } from '../../../core/model/sign-in.ts'
import { SECOND } from '../../../core/model/time.ts'
import type { Ports } from '../../../core/ports.ts'
import type {} from '../acting.ts'
import { icon } from '../icon.ts'
import { newSecret, secretOf } from '../secrets.ts'
import { networksIn } from '../site/common.tsx'
import { type AssetName, assetPath } from './assets.ts'
import { formOf } from './forms.tsx'
import type { ConsoleEnv } from './frame.tsx'
import { PASSKEYS } from './passkeys.tsx'
import { sayingTo } from './saying.ts'
import { askedOf, authenticationOptions, challengeFor, passkeyIn, readAuthentication } from './webauthn.ts'

export type SignInPorts = Pick<
  Ports,
  'editors' | 'letters' | 'limits' | 'links' | 'queue' | 'ids' | 'now' | 'log' | 'site'
>

/** Editors who share a browser: more of them have no allowance of their own in it. */
const MOST_PASSES = 3

/**
 * Coming in and going out. A session is a random name in a cookie that no script sees, kept as its fingerprint (T22); a
 * code, and the link beside it, work only in the browser that asked for them (T21).
 */
export function signingIn(ports: SignInPorts, owners: readonly Address[]) {
  const isSecure = ports.site.startsWith('https:')
  const prefix = isSecure ? '__Host-' : ''
  const cookies = {
    attempt: `${prefix}tidings-attempt`,
    session: `${prefix}tidings-session`,
    browser: `${prefix}tidings-browser`,
    passkey: `${prefix}tidings-passkey`,
  }
  const keep = (c: Context, name: keyof typeof cookies, value: string, ms: number) =>
    setCookie(c, cookies[name], value, {
      httpOnly: true,
      sameSite: 'Lax',
      path: '/',
      secure: isSecure,
      maxAge: ms / SECOND,
    })
  const drop = (c: Context, name: keyof typeof cookies) =>
    deleteCookie(c, cookies[name], { path: '/', secure: isSecure })
  const passesIn = (c: Context) => (getCookie(c, cookies.browser) ?? '').split('*').slice(0, MOST_PASSES)
  const fromIn = (c: Context): From => ({ networks: networksIn(c), passes: passesIn(c) })
  const keepPass = (c: Context, pass: string) =>
    keep(c, 'browser', [pass, ...besides(ports, passesIn(c), pass)].slice(0, MOST_PASSES).join('*'), BROWSER_WITHIN)
  const signInPage = async (c: Context, wrong?: string, typed?: string) => {
    const rule = await ports.editors.rule()
    return (
      <SignInPage
        after={afterOf(c)}
        asksForPasskeys={rule !== undefined}
        {...(wrong ? { wrong } : {})}
        {...(typed ? { typed } : {})}
      />
    )
  }
  const app = new Hono<ConsoleEnv>()

  app.get('/console/sign-in', async (c) => c.html(await signInPage(c)))
  app.post('/console/sign-in', async (c) => {
    const typed = (await formOf(c)).text('email')
    const address = parseAddress(typed)
    if (!address.ok) return c.html(await signInPage(c, address.refusals[0]!.sentence, typed.slice(0, 400)), 422)
    const secret = newSecret()
    const after = afterOf(c)
    await askForCode(ports, owners, address.value, secret, fromIn(c), after === HOME ? undefined : after)
    keep(c, 'attempt', secret.name, CODE_WITHIN)
    return c.redirect(`/console/code${afterQuery(c)}`, 303)
  })

  const cameIn = (c: Context, session: string, browser: string) => {
    keep(c, 'session', session, LONGEST)
    keepPass(c, browser)
    return c.redirect(afterOf(c), 303)
  }

  /** One way in for both, so that the link counts as a try and ends with the code. */
  const comeIn = async (c: Context, given: Given) => {
    const name = getCookie(c, cookies.attempt) ?? ''
    const session = newSecret()
    const agent = browserIn(c.req.header('user-agent') ?? '')
    const entered = await enter(ports, owners, secretOf(name), given, { id: session.id, agent }, fromIn(c))
    if (entered.kind === 'wrong') return c.html(<CodePage after={afterOf(c)} left={entered.left} />, 422)
    if (entered.kind === 'later') return c.html(<CodePage after={afterOf(c)} isTooMany />, 429)
    drop(c, 'attempt')
    if (entered.kind === 'over') return c.html(await signInPage(c, OVER), 410)
    return cameIn(c, session.name, entered.browser)
  }

  app.get('/console/code', (c) => c.html(<CodePage after={afterOf(c)} />))
  app.post('/console/code', async (c) => comeIn(c, { code: (await formOf(c)).text('code').slice(0, 100) }))

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

  /** The other link of the mail: it signs nobody in, and gives the browser that opens it counters of its own. */
  app.get('/console/browser/:pass', (c) => {
    const { pass } = c.req.param()
    c.header('Cache-Control', 'no-store')
    const isGood = whoseIs(ports, pass) !== undefined
    return c.html(<BrowserPage pass={isGood ? pass : undefined} />, isGood ? 200 : 410)
  })
  app.post('/console/browser/:pass', (c) => {
    const { pass } = c.req.param()
    const whose = whoseIs(ports, pass)
    if (whose === undefined) return c.html(<BrowserPage pass={undefined} />, 410)
    // One in which they have signed in already stays that.
    if (!passesIn(c).some((one) => whoseIs(ports, one) === whose)) keepPass(c, pass)
    return c.redirect('/console/sign-in', 303)
  })

  /** What a passkey is to sign, and where. Nothing is written: the challenge says itself what it is good for. */
  app.post('/console/passkey/options', async (c) => {
    const challenge = challengeFor(ports, 'enter', newSecret().name)
    keep(c, 'passkey', challenge, CHALLENGE_WITHIN)
    c.header('Cache-Control', 'no-store')
    return c.json(await authenticationOptions(ports.site, challenge))
  })
  app.post('/console/passkey', async (c) => {
    const asked = askedOf(ports, 'enter', getCookie(c, cookies.passkey) ?? '')
    const given = passkeyIn((await formOf(c)).text('credential'))
    drop(c, 'passkey')
    if (!asked || !given) return c.html(await signInPage(c, NO_PASSKEY), 422)
    const passkey = await ports.editors.passkey(given.id)
    const signed = passkey && (await readAuthentication(ports.site, asked.challenge, passkey, given.credential))
    // Once, and only when it is right: nobody has anything written by what anybody can make up.
    if (!passkey || !signed || !(await ports.editors.spend(asked.name, asked.until)))
      return c.html(await signInPage(c, NO_PASSKEY), 422)
    const session = newSecret()
    const agent = browserIn(c.req.header('user-agent') ?? '')
    const from = fromIn(c)
    const entered = await enterByPasskey(ports, owners, passkey, signed.counter, { id: session.id, agent }, from)
    if (entered.kind !== 'in') return c.html(await signInPage(c, entered.kind === 'copied' ? COPIED : NO_PASSKEY), 403)
    return cameIn(c, session.name, entered.browser)
  })

  app.post('/console/sign-out', async (c) => {
    const name = getCookie(c, cookies.session)
    if (name) await ports.editors.close(secretOf(name).id)
    drop(c, 'session')
    return c.redirect('/console/sign-in', 303)
  })

  const leadTo = (c: Context, where: string) =>
    // A part of a page that is fetched anew: the whole page goes there, not the part.
    c.req.header('hx-request') ? c.body(null, 401, { 'hx-redirect': where }) : c.redirect(where, 303)

  /** Everything behind it is for whoever is signed in; who is not comes back to where they were. */
  const onlyEditors = async (c: Context<ConsoleEnv>, next: () => Promise<void>) => {
    const name = getCookie(c, cookies.session)
    const there = name ? await whoIs(ports, owners, secretOf(name).id) : undefined
    if (!there) {
      const where = whereIn(c, ports.site)
      return leadTo(c, `/console/sign-in${where ? `?after=${encodeURIComponent(where)}` : ''}`)
    }
    const { editor, session } = there
    c.set('editor', editor)
    c.set('session', session)
    c.set('saying', sayingTo(ports, session.id))
    if (session.only && c.req.path !== PASSKEYS && !c.req.path.startsWith(`${PASSKEYS}/`)) return leadTo(c, PASSKEYS)
    // Who was signed in before browsers were known is known by theirs from now on.
    if (!ownBrowser(ports, passesIn(c), editor.address)?.hasSignedIn) keepPass(c, passTo(ports, editor.address))
    return next()
  }
  return { app, onlyEditors }
}

const OVER = 'This code has run out, or too many were tried. A new one comes when you press the button.'

const NO_PASSKEY = 'This passkey did not let anybody in. Try it once more, or have a code mailed to you.'
const COPIED =
  'This passkey counts less than it did before, so there may be a copy of it. It was not taken, and the owners are told. Sign in with another one.'

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

function Door({ title, scripts = [], children }: { title: string; scripts?: readonly AssetName[]; children: Child }) {
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
          {scripts.map((script) => (
            <script src={assetPath(script)} defer></script>
          ))}
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

type SignIn = { after: string; asksForPasskeys: boolean; wrong?: string; typed?: string }

function SignInPage({ after, asksForPasskeys, wrong, typed = '' }: SignIn) {
  return (
    <Door title="Sign in to Tidings" scripts={['webauthn.js', 'passkeys.js']}>
      {wrong ? (
        <p class="wrong" id="wrong" role="alert">
          {wrong}
        </p>
      ) : (
        ''
      )}
      {/* Shown by the script, where the browser has passkeys at all. */}
      <form
        method="post"
        action={`/console/passkey?after=${encodeURIComponent(after)}`}
        class="card"
        data-passkey="get"
        data-options="/console/passkey/options"
        hidden
      >
        <p>With your fingerprint, your face or your device's PIN. Nothing to type, and nothing to wait for.</p>
        <input type="hidden" name="credential" />
        <p class="wrong" role="alert" data-wrong hidden></p>
        <button type="submit" class={asksForPasskeys ? undefined : 'quiet'}>
          Use a passkey
        </button>
      </form>
      <form method="post" action={`/console/sign-in?after=${encodeURIComponent(after)}`} class="card">
        <p class="soft">
          {asksForPasskeys
            ? 'This house asks for passkeys. Only who has none yet gets a code by mail, to add one.'
            : 'A mail comes to your address, with a code and a link. There is no password.'}
        </p>
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
        <button type="submit" class={asksForPasskeys ? 'quiet' : undefined}>
          Send me a code
        </button>
      </form>
    </Door>
  )
}

const TOO_MANY =
  'Too many codes were typed for this address, here or by somebody else: for a while no more are looked at. The link in the mail works at once, in this browser; so does a passkey.'

function CodePage({ after, left, isTooMany = false }: { after: string; left?: number; isTooMany?: boolean }) {
  const wrong = isTooMany
    ? TOO_MANY
    : left === undefined
      ? undefined
      : `This is not the code. ${left === 1 ? 'One try is' : `${left} tries are`} left.`
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
            {...(wrong === undefined ? {} : { 'aria-invalid': 'true', 'aria-describedby': 'wrong' })}
          />
        </label>
        {wrong === undefined ? (
          ''
        ) : (
          <p class="wrong" id="wrong" role="alert">
            {wrong}
          </p>
        )}
        <div class="row">
          <button type="submit">Sign in</button>
          <a href="/console/sign-in">Another address?</a>
        </div>
      </form>
      <details>
        <summary>No mail came</summary>
        <p>
          After several codes the next one takes longer: up to a quarter of an hour, then an hour, then a day. Others
          who ask in your name use that up. They cannot in a browser in which you have signed in before, nor with a
          passkey, nor in one where you open the last link of any code mail of the past month: these have an allowance
          of their own.
        </p>
      </details>
    </Door>
  )
}

/** What a link in a mail does to this browser. */
const BrowserPage = ({ pass }: { pass: string | undefined }) =>
  pass === undefined ? (
    <Door title="This link has run out">
      <p>
        It works for a month. <a href="/console/sign-in">Ask for a code</a>, and its mail brings a fresh one.
      </p>
    </Door>
  ) : (
    <Door title="Is this your browser?">
      <p>
        Then codes that you ask for here are counted apart from those that anybody else asks for in your name. Nobody is
        signed in by it.
      </p>
      <form method="post" action={`/console/browser/${encodeURIComponent(pass)}`} class="card">
        <button type="submit">Yes, this is mine</button>
      </form>
    </Door>
  )

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
