/** @jsxImportSource hono/jsx */
import type { Context } from 'hono'
import { Hono } from 'hono/tiny'
import { askFor, askForLink, askToMove } from '../../../core/flows/ask-by-mail.ts'
import { changeEdition, changePreferences, readPreferences, stopTopic } from '../../../core/flows/change-preferences.ts'
import { changeZone } from '../../../core/flows/change-zone.ts'
import { readAddress } from '../../../core/model/address.ts'
import { localeFor } from '../../../core/model/locale.ts'
import { type Pause, pauseEnds, pauseUntil } from '../../../core/model/pause.ts'
import { MOST_SUBSCRIPTIONS, type Subscriber, waitsUntil, withoutTopic } from '../../../core/model/subscriber.ts'
import { type Instant, plus } from '../../../core/model/time.ts'
import type { Choice } from '../../../core/model/variant.ts'
import { wallTimeOf, type Zones } from '../../../core/model/zones.ts'
import { StopPage } from '../pages/leave.tsx'
import { SentPage } from '../pages/notices.tsx'
import { WaitsPage } from '../pages/own-data.tsx'
import { FindPage, LONGEST_PAUSE, PreferencesPage } from '../pages/preferences.tsx'
import { pageWords } from '../pages/words/words.ts'
import {
  afterIn,
  choiceOf,
  digestsOf,
  editionsOf,
  frameOf,
  gone,
  localeOf,
  networksIn,
  noStore,
  offeredBy,
  pathAfter,
  type SitePorts,
  textsOf,
} from './common.tsx'

/** What a reader takes, and the way to change it. */
export function choosing(ports: SitePorts): Hono {
  const app = new Hono()
  app.use('/preferences/*', noStore)

  type After = { readonly saved: boolean; readonly wrong?: readonly string[] }
  const preferencesPage = async (c: Context, token: string, { saved, wrong = [] }: After) => {
    const subscriber = await readPreferences(ports, token)
    if (!subscriber) return gone(c)
    const taken = subscriber.subscriptions.filter((one) => one.status === 'active').map((one) => one.digest)
    const [offered, own, topics, frame, history] = await Promise.all([
      offeredBy(ports, afterIn(c)),
      digestsOf(ports, taken),
      ports.topics.all(),
      frameOf(ports, c, subscriber),
      ports.subscribers.consent(subscriber.id),
    ])
    // Their own, all of them, on every page; and of the others as many as one holds.
    const others = offered.digests.filter(({ id }) => !taken.includes(id))
    const digests = [...own.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1)), ...others]
    const action = `/preferences/${token}`
    const more = pathAfter(action, '', offered.more)
    const page = {
      frame,
      digests,
      more,
      subscriber,
      history,
      topics,
      saved,
      wrong,
      now: ports.now(),
      zones: ports.zones,
    }
    return c.html(<PreferencesPage {...page} action={action} />, wrong.length > 0 ? 422 : 200)
  }
  const waits = async (c: Context, subscriber: Subscriber, until: Instant) => {
    const frame = await frameOf(ports, c, subscriber)
    return c.html(<WaitsPage frame={frame} until={wallTimeOf(ports.zones, until, subscriber.zone)} />, 409)
  }
  const opened = (c: Context) => readPreferences(ports, c.req.param('token')!)

  // ── Without a mail at hand ────────────────────────────────────────────────────────────────────────────────────────

  app.get('/preferences', async (c) => c.html(<FindPage frame={await frameOf(ports, c)} />))
  app.post('/preferences', async (c) => {
    const typed = textsOf((await c.req.parseBody({ all: true })).email)[0] ?? ''
    const { address, problem } = readAddress(typed)
    const frame = await frameOf(ports, c)
    if (problem) {
      const wrong = pageWords(frame.locale).signUp.wrong.address[problem]
      return c.html(<FindPage frame={frame} wrong={wrong} typed={typed.slice(0, 400)} />, 422)
    }
    await askForLink(ports, address, networksIn(c))
    return c.html(<SentPage frame={frame} />, 202)
  })

  // ── With the link of a mail ───────────────────────────────────────────────────────────────────────────────────────

  app.get('/preferences/:token', (c) => preferencesPage(c, c.req.param('token'), { saved: false }))
  app.post('/preferences/:token', async (c) => {
    const token = c.req.param('token')
    const subscriber = await opened(c)
    if (!subscriber) return gone(c)
    const body = await c.req.parseBody({ all: true })
    const say = pageWords(await localeOf(c, subscriber)).reader.preferences
    const wrong: string[] = []

    const asked = textsOf(body.zone)[0]
    const zone = asked === undefined ? undefined : ports.zones.name(asked)
    if (asked !== undefined && zone === undefined) wrong.push(say.badZone)
    const pausedUntil = pauseOf(ports.zones, textsOf(body.pause)[0], zone ?? subscriber.zone, ports.now())
    if (pausedUntil === 'wrong') wrong.push(say.badPause)
    const choices = await choicesOf(ports, subscriber, body)
    const active = subscriber.subscriptions.filter((one) => one.status === 'active').map((one) => one.digest)
    if (new Set([...active, ...choices.keys()]).size > MOST_SUBSCRIPTIONS) wrong.push(say.tooMany(MOST_SUBSCRIPTIONS))

    const locale = textsOf(body.locale)[0]
    await changePreferences(ports, subscriber.id, {
      choices,
      ...(locale ? { locale: localeFor(locale) } : {}),
      ...(pausedUntil === 'wrong' ? {} : { pausedUntil }),
    })
    for (const named of editionsOf(body)) {
      const [digest = '', edition = ''] = named.split('/')
      await changeEdition(ports, subscriber.id, digest, edition)
    }
    if (zone !== undefined) await changeZone(ports, subscriber.id, zone)
    return preferencesPage(c, token, { saved: true, wrong })
  })

  // A mail passed on opens this page, but not what goes further: that takes a mail of its own (T18).
  for (const what of ['export', 'erase'] as const) {
    app.post(`/preferences/:token/${what}`, async (c) => {
      const subscriber = await opened(c)
      if (!subscriber) return gone(c)
      // What cannot be taken back waits, and the page says until when.
      const until = waitsUntil(subscriber, ports.now())
      if (until) return waits(c, subscriber, until)
      await askFor(ports, what, subscriber, networksIn(c))
      return c.html(<SentPage frame={await frameOf(ports, c, subscriber)} />, 202)
    })
  }
  app.post('/preferences/:token/address', async (c) => {
    const token = c.req.param('token')
    const subscriber = await opened(c)
    if (!subscriber) return gone(c)
    const until = waitsUntil(subscriber, ports.now())
    if (until) return waits(c, subscriber, until)
    const { address, problem } = readAddress(textsOf((await c.req.parseBody({ all: true })).email)[0] ?? '')
    if (problem) {
      const wrong = pageWords(await localeOf(c, subscriber)).signUp.wrong.address[problem]
      return preferencesPage(c, token, { saved: false, wrong: [wrong] })
    }
    if (address !== subscriber.address) await askToMove(ports, subscriber, address, networksIn(c))
    return c.html(<SentPage frame={await frameOf(ports, c, subscriber)} about="move" />, 202)
  })

  app.get('/preferences/:token/stop/:digest/:topic', async (c) => {
    const { token, digest: digestId, topic: slug } = c.req.param()
    const [subscriber, digest, topic] = await Promise.all([
      opened(c),
      ports.digests.get(digestId),
      ports.topics.get(slug),
    ])
    if (!subscriber || !digest || !topic) return gone(c)
    const one = subscriber.subscriptions.find(
      (subscription) => subscription.digest === digestId && subscription.status === 'active',
    )
    const follows = one && (one.topics === 'all' || one.topics.includes(slug))
    if (!follows) return preferencesPage(c, token, { saved: false })
    return c.html(
      <StopPage
        frame={await frameOf(ports, c, subscriber)}
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
    const subscriber = await opened(c)
    if (!subscriber) return gone(c)
    await stopTopic(ports, subscriber.id, digest, topic)
    return preferencesPage(c, token, { saved: true })
  })
  return app
}

/** What the form says of each digest it showed: unticked is left; ticked without a topic is all of a new one, and nothing of one they had. */
async function choicesOf(
  ports: Pick<SitePorts, 'digests'>,
  subscriber: Subscriber,
  body: Record<string, unknown>,
): Promise<Map<string, Choice>> {
  const ticked = textsOf(body.digest)
  const topics = textsOf(body.topic)
  const isTaken = (id: string) => subscriber.subscriptions.some((one) => one.digest === id && one.status === 'active')
  const choices = new Map<string, Choice>()
  for (const digest of await digestsOf(ports, [...ticked, ...textsOf(body.known)])) {
    const chosen = ticked.includes(digest.id) ? choiceOf(digest, topics) : []
    const isNew = ticked.includes(digest.id) && chosen.length === 0 && !isTaken(digest.id)
    choices.set(digest.id, isNew ? 'all' : chosen)
  }
  return choices
}

/** Until when nothing comes: a day from tomorrow on, within a year; empty, nothing is paused; absent, it stays. */
function pauseOf(
  zones: Zones,
  day: string | undefined,
  zone: string,
  now: Instant,
): Pause | null | undefined | 'wrong' {
  if (day === undefined) return undefined
  if (day === '') return null
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(`${day}T00:00:00Z`))) return 'wrong'
  const pause = pauseUntil(day, zone)
  const until = pauseEnds(zones, pause)
  return until > now && until < plus(now, LONGEST_PAUSE) ? pause : 'wrong'
}
