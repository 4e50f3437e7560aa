/** @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { secureHeaders } from 'hono/secure-headers'
import { changeEdition, changePreferences, readPreferences, stopTopic } from '../../core/flows/change-preferences.ts'
import { changeZone } from '../../core/flows/change-zone.ts'
import { confirm, readConfirmation } from '../../core/flows/confirm.ts'
import { leave, readLeave } from '../../core/flows/leave.ts'
import { signUp } from '../../core/flows/sign-up.ts'
import { parseAddress } from '../../core/model/address.ts'
import type { ArticleId } from '../../core/model/article.ts'
import { type Digest, firstEdition } from '../../core/model/digest.ts'
import type { IssueId } from '../../core/model/issue.ts'
import { preferencesPayload } from '../../core/model/link.ts'
import { clockOf, isZone } from '../../core/model/schedule.ts'
import { MOST_SUBSCRIPTIONS, type Wish, wishFor, withoutTopic } from '../../core/model/subscriber.ts'
import { type Choice, composeDigest, localeFor, variantsOf } from '../../core/model/variant.ts'
import type { Ports } from '../../core/ports.ts'
import { ArticlePage, DigestPage, IssuePage } from './pages/issue.tsx'
import {
  ConfirmedPage,
  ConfirmPage,
  ExpiredPage,
  LeavePage,
  LeftPage,
  NotFoundPage,
  PreferencesPage,
  SorryPage,
  StopPage,
  TakenPage,
} from './pages/reader.tsx'
import { CONSENT_VERSION, nothingTyped, SignUpPage, type Typed } from './pages/sign-up.tsx'
import { siteCss } from './pages/style.ts'

export type SitePorts = Pick<
  Ports,
  | 'subscribers'
  | 'digests'
  | 'topics'
  | 'articles'
  | 'issues'
  | 'letters'
  | 'settings'
  | 'queue'
  | 'links'
  | 'site'
  | 'ids'
  | 'now'
  | 'log'
>

const MOST_BYTES = 16 * 1024

/** The clock that the browser lives by, for the form to take along. */
const zoneJs =
  'for (const field of document.getElementsByName("zone")) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone\n'

/** The readers' side: signing up, confirming, choosing, leaving, reading on the web. No GET or HEAD changes anything. */
export function createSite(ports: SitePorts): Hono {
  const app = new Hono()
  const publisher = async () => (await ports.settings.get()).publisher
  const gone = (c: Context) => c.html(<NotFoundPage />, 404)

  app.onError((error, c) => {
    ports.log('page.failed', { level: 'error', route: c.req.routePath, error: `${error.name}: ${error.message}` })
    return c.html(<SorryPage />, 500)
  })
  app.notFound(gone)
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        imgSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
      referrerPolicy: 'no-referrer',
      strictTransportSecurity: ports.site.startsWith('https:') ? 'max-age=31536000' : false,
      // A one-click request comes from a mail provider's server: nothing may stand in its way.
      crossOriginResourcePolicy: false,
    }),
  )
  app.use(bodyLimit({ maxSize: MOST_BYTES, onError: (c) => c.text('This is more than the form can hold.', 413) }))
  app.get('/assets/zone.js', (c) =>
    c.body(zoneJs, 200, { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'public, max-age=300' }),
  )
  app.get('/assets/site.css', (c) =>
    c.body(siteCss, 200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=300' }),
  )

  // ── Signing up ────────────────────────────────────────────────────────────────────────────────────────────────────

  const signUpPage = async (typed: Typed, wrong?: { email?: string; digests?: string }) => {
    const [{ items: digests }, topics, name] = await Promise.all([
      ports.digests.list({ limit: 100 }),
      ports.topics.all(),
      publisher(),
    ])
    // In the order they were planned: the oldest is the one the house is known for.
    const offered = digests.filter((digest) => digest.status === 'active').reverse()
    return (
      <SignUpPage
        publisher={name}
        digests={offered}
        topics={topics}
        now={ports.now()}
        typed={typed}
        {...(wrong ? { wrong } : {})}
      />
    )
  }

  app.get('/', async (c) => c.html(await signUpPage(nothingTyped)))

  app.post('/subscribe', async (c) => {
    const asJson = c.req.header('content-type')?.startsWith('application/json') ?? false
    const form = await readForm(c, asJson)
    if (!form)
      return c.json(
        { type: 'about:blank', title: 'This cannot be read', status: 400, detail: 'The body is not JSON.' },
        400,
      )
    const { typed } = form
    const address = parseAddress(typed.email)
    const { wishes, zone, wrong: wrongDigests } = await wishesOf(ports, typed, form.zone)
    const wrong = {
      ...(address.ok ? {} : { email: address.refusals[0]!.sentence }),
      ...(wrongDigests ? { digests: wrongDigests } : {}),
    }
    if (!address.ok || wrongDigests) {
      if (!asJson) return c.html(await signUpPage(typed, wrong), 422)
      const errors = Object.entries(wrong).map(([field, detail]) => ({ field, detail }))
      return c.json(
        {
          type: 'about:blank',
          title: 'This cannot be done as it stands',
          status: 422,
          detail: errors[0]!.detail,
          field: errors[0]!.field,
          errors,
        },
        422,
        {
          'content-type': 'application/problem+json',
        },
      )
    }
    // A field no person sees: whoever fills it in gets the same answer, and nothing happens (T09).
    if (form.trapped) {
      ports.log('sign-up.trapped')
    } else {
      await signUp(ports, {
        address: address.value,
        wishes,
        locale: localeFor(form.locale || (c.req.header('accept-language') ?? 'en')),
        zone,
        text: CONSENT_VERSION,
        form: '/',
        ...seenOf(c),
      })
    }
    if (asJson)
      return c.json({ status: 'taken', next: 'Look into your inbox: a mail with a button is on its way.' }, 202)
    return c.html(<TakenPage publisher={await publisher()} />, 202)
  })

  // ── Confirming ────────────────────────────────────────────────────────────────────────────────────────────────────

  app.use('/confirm/*', noStore)
  app.get('/confirm/:token', async (c) => {
    const found = await readConfirmation(ports, c.req.param('token'))
    if (found.kind === 'unknown') return gone(c)
    const name = await publisher()
    if (found.kind === 'expired') return c.html(<ExpiredPage publisher={name} />, 410)
    const digests = await digestsOf(ports, found.digests)
    if (found.kind === 'confirmed') return c.html(<ConfirmedPage publisher={name} digests={digests} />)
    return c.html(<ConfirmPage publisher={name} digests={digests} action={`/confirm/${c.req.param('token')}`} />)
  })
  app.post('/confirm/:token', async (c) => {
    const token = c.req.param('token')
    // A form of another site, or a scanner posting from nowhere, is shown the page again (STD-71).
    const from = c.req.header('sec-fetch-site')
    if (from !== undefined && from !== 'same-origin') return c.redirect(`/confirm/${token}`, 303)
    const { network, agent } = seenOf(c)
    const found = await confirm(ports, token, { ...(network ? { network } : {}), ...(agent ? { agent } : {}) })
    if (found.kind === 'unknown') return gone(c)
    const name = await publisher()
    if (found.kind !== 'confirmed') return c.html(<ExpiredPage publisher={name} />, 410)
    return c.html(<ConfirmedPage publisher={name} digests={await digestsOf(ports, found.digests)} />)
  })

  // ── Leaving ───────────────────────────────────────────────────────────────────────────────────────────────────────

  app.use('/unsubscribe/*', noStore)
  app.get('/unsubscribe/:token', async (c) => {
    const link = readLeave(ports, c.req.param('token'))
    if (!link) return gone(c)
    const [subscriber, digest, name] = await Promise.all([
      ports.subscribers.get(link.subscriber),
      ports.digests.get(link.digest),
      publisher(),
    ])
    const on = subscriber?.subscriptions.some((one) => one.digest === link.digest && one.status !== 'left')
    const page = {
      publisher: name,
      name: digest?.name ?? 'this digest',
      preferences: preferencesPath(ports, link.subscriber),
    }
    return c.html(on ? <LeavePage {...page} action={`/unsubscribe/${c.req.param('token')}`} /> : <LeftPage {...page} />)
  })
  // The mail program's one click (RFC 8058) and the page's button are the same request: at once, 200, no cookie, no redirect.
  app.post('/unsubscribe/:token', async (c) => {
    const link = readLeave(ports, c.req.param('token'))
    if (!link) return gone(c)
    await leave(ports, link.subscriber, link.digest)
    const [digest, name] = await Promise.all([ports.digests.get(link.digest), publisher()])
    return c.html(
      <LeftPage
        publisher={name}
        name={digest?.name ?? 'this digest'}
        preferences={preferencesPath(ports, link.subscriber)}
      />,
    )
  })

  // ── Choosing ──────────────────────────────────────────────────────────────────────────────────────────────────────

  app.use('/preferences/*', noStore)
  const preferencesPage = async (c: Context, token: string, saved: boolean) => {
    const subscriber = await readPreferences(ports, token)
    if (!subscriber) return gone(c)
    const digests = await digestsOf(
      ports,
      subscriber.subscriptions.map((one) => one.digest),
    )
    const [topics, name] = await Promise.all([ports.topics.all(), publisher()])
    const now = ports.now()
    const page = { publisher: name, digests, subscriber, topics, saved, now, action: `/preferences/${token}` }
    return c.html(<PreferencesPage {...page} />)
  }
  app.get('/preferences/:token', (c) => preferencesPage(c, c.req.param('token'), false))
  app.post('/preferences/:token', async (c) => {
    const token = c.req.param('token')
    const subscriber = await readPreferences(ports, token)
    if (!subscriber) return gone(c)
    const body = await c.req.parseBody({ all: true })
    const digests = await digestsOf(ports, textsOf(body.digest))
    const ticked = textsOf(body.topic)
    const choices = new Map(digests.map((digest) => [digest.id, choiceOf(digest, ticked)]))
    await changePreferences(ports, subscriber.id, choices)
    for (const named of editionsOf(body)) {
      const [digest = '', edition = ''] = named.split('/')
      await changeEdition(ports, subscriber.id, digest, edition)
    }
    const zone = textsOf(body.zone)[0]
    if (zone !== undefined && isZone(zone)) await changeZone(ports, subscriber.id, zone)
    return preferencesPage(c, token, true)
  })
  app.get('/preferences/:token/stop/:digest/:topic', async (c) => {
    const { token, digest: digestId, topic: slug } = c.req.param()
    const [subscriber, digest, topic, name] = await Promise.all([
      readPreferences(ports, token),
      ports.digests.get(digestId),
      ports.topics.get(slug),
      publisher(),
    ])
    if (!subscriber || !digest || !topic) return gone(c)
    const one = subscriber.subscriptions.find(
      (subscription) => subscription.digest === digestId && subscription.status === 'active',
    )
    const follows = one && (one.topics === 'all' || one.topics.includes(slug))
    if (!follows) return preferencesPage(c, token, false)
    return c.html(
      <StopPage
        publisher={name}
        name={digest.name}
        topic={topic.name}
        action={c.req.path}
        preferences={`/preferences/${token}`}
        last={withoutTopic(one.topics, slug, digest.topics).length === 0}
      />,
    )
  })
  app.post('/preferences/:token/stop/:digest/:topic', async (c) => {
    const { token, digest, topic } = c.req.param()
    const subscriber = await readPreferences(ports, token)
    if (!subscriber) return gone(c)
    await stopTopic(ports, subscriber.id, digest, topic)
    return preferencesPage(c, token, true)
  })

  // ── Reading on the web ────────────────────────────────────────────────────────────────────────────────────────────

  app.get('/d/:digest', async (c) => {
    const digest = await ports.digests.get(c.req.param('digest'))
    if (!digest) return gone(c)
    const [{ items }, name] = await Promise.all([ports.issues.list(digest.id, { limit: 50 }), publisher()])
    const out = await Promise.all(items.map(async (line) => ({ line, progress: await ports.issues.progress(line.id) })))
    const issues = out.filter(({ progress }) => progress && isPublic(progress.status)).map(({ line }) => line)
    return c.html(<DigestPage digest={digest} issues={issues} publisher={name} />)
  })
  app.get('/d/:digest/:issue', async (c) => {
    const id = c.req.param('issue') as IssueId
    const [issue, progress] = await Promise.all([ports.issues.get(id), ports.issues.progress(id)])
    if (!issue || !progress || issue.digest !== c.req.param('digest') || !isPublic(progress.status)) return gone(c)
    const whole = { ...issue, articles: await ports.issues.articles(id) }
    const asked = c.req.query('topics')?.split(',') ?? 'all'
    const variants = variantsOf(whole)
    const locale = c.req.query('locale') ?? 'en'
    const variant = variants.of(asked, locale) ?? variants.of('all', locale)
    if (!variant) return gone(c)
    return c.html(<IssuePage props={composeDigest(whole, variant, Number.POSITIVE_INFINITY)} />)
  })
  app.get('/a/:article', async (c) => {
    const article = await ports.articles.get(c.req.param('article') as ArticleId)
    if (article?.status !== 'filed' || !article.body?.length) return gone(c)
    return c.html(<ArticlePage article={article} publisher={await publisher()} />)
  })
  app.get('/robots.txt', (c) =>
    c.text('User-agent: *\nDisallow: /confirm/\nDisallow: /preferences/\nDisallow: /unsubscribe/\n'),
  )
  return app
}

/** Pages that a token opens are nobody else's: no cache keeps them (T15). */
async function noStore(c: Context, next: () => Promise<void>): Promise<void> {
  await next()
  c.header('Cache-Control', 'no-store')
}

const isPublic = (status: string) =>
  status === 'sending' || status === 'sent' || status === 'paused' || status === 'needs-person'

const preferencesPath = (ports: SitePorts, subscriber: string) =>
  `/preferences/${ports.links.sign('preferences', preferencesPayload(subscriber), ports.links.currentKey)}`

const digestsOf = async (ports: Pick<Ports, 'digests'>, ids: readonly string[]): Promise<Digest[]> =>
  (await Promise.all([...new Set(ids)].slice(0, MOST_SUBSCRIPTIONS).map((id) => ports.digests.get(id)))).filter(
    (digest) => digest !== undefined,
  )

/** All ticked is `all`: topics that come later are meant too. */
function choiceOf(digest: Digest, ticked: readonly string[]): Choice {
  const chosen = digest.topics.filter((slug) => ticked.includes(`${digest.id}/${slug}`))
  return chosen.length === digest.topics.length ? 'all' : chosen
}

const textsOf = (value: unknown): string[] => [value].flat().filter((one): one is string => typeof one === 'string')

async function readForm(
  c: Context,
  asJson: boolean,
): Promise<{ typed: Typed; trapped: boolean; locale: string; zone: string } | undefined> {
  const body: unknown = asJson ? await c.req.json().catch(() => undefined) : await c.req.parseBody({ all: true })
  if (typeof body !== 'object' || body === null) return undefined
  const fields = body as Record<string, unknown>
  const one = (name: string) => textsOf(fields[name])[0] ?? ''
  return {
    typed: {
      email: one('email').slice(0, 400),
      digests: textsOf(fields.digest),
      topics: textsOf(fields.topic),
      editions: editionsOf(fields),
    },
    trapped: one('website') !== '',
    locale: one('locale'),
    zone: one('zone'),
  }
}

/** `digest/edition`, as `edition` (JSON, a form of one's own) or as the radio buttons of a digest. */
const editionsOf = (fields: Record<string, unknown>): string[] =>
  Object.entries(fields).flatMap(([name, value]) => (/^edition(?:-|$)/.test(name) ? textsOf(value) : []))

/** What the form asks for. A topic ticked without its digest asks for the digest; a digest ticked alone means all its topics. */
async function wishesOf(
  ports: Pick<Ports, 'digests'>,
  typed: Typed,
  zone: string,
): Promise<{ wishes: Wish[]; zone: string; wrong?: string }> {
  const wrong = (sentence: string) => ({ wishes: [], zone, wrong: sentence })
  const named = [...typed.digests, ...typed.topics.map((topic) => topic.split('/')[0] ?? '')]
  const asked = [...new Set(named)].slice(0, MOST_SUBSCRIPTIONS + 1)
  if (asked.length === 0) return wrong('Please pick at least one digest.')
  if (asked.length > MOST_SUBSCRIPTIONS) return wrong(`Please pick at most ${MOST_SUBSCRIPTIONS} digests.`)
  const wishes: Wish[] = []
  let clock = isZone(zone) ? zone : ''
  for (const id of asked) {
    const digest = await ports.digests.get(id)
    if (!digest) return wrong('One of these digests does not exist any more: please pick again.')
    const topics = typed.topics.filter((topic) => topic.startsWith(`${id}/`)).map((topic) => topic.slice(id.length + 1))
    if (topics.some((slug) => !digest.topics.includes(slug))) {
      return wrong(`${digest.name} no longer has one of these topics: please pick again.`)
    }
    const named = typed.editions.find((one) => one.startsWith(`${id}/`))?.slice(id.length + 1)
    if (named !== undefined && !digest.editions.some(({ name }) => name === named))
      return wrong(`${digest.name} does not come out like that any more: please pick again.`)
    // Who tells us no clock is taken to live by the digest's.
    clock ||= clockOf(firstEdition(digest).schedule)
    wishes.push(wishFor(digest, topics.length === 0 ? 'all' : choiceOf(digest, typed.topics), clock, named))
  }
  return { wishes, zone: clock }
}

/** The trusted hop's word on where a request came from, cut to its network (T12, STD-60). */
function seenOf(c: Context): { network?: string; agent?: string } {
  const event = (c.env as { event?: { requestContext?: { http?: { sourceIp?: string } } } } | undefined)?.event
  const ip = event?.requestContext?.http?.sourceIp
  const agent = c.req.header('user-agent')?.slice(0, 200)
  const network = ip?.includes(':') ? `${ip.split(':').slice(0, 3).join(':')}::/48` : ip?.replace(/\.\d+$/, '.0/24')
  return { ...(network ? { network } : {}), ...(agent ? { agent } : {}) }
}
