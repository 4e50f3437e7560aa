/** @jsxImportSource hono/jsx */
import type { Context } from 'hono'
import { Hono } from 'hono/tiny'
import { askAgain } from '../../../core/flows/ask-by-mail.ts'
import { latestIssue } from '../../../core/flows/compose-letter.ts'
import { type Confirmation, confirm, readConfirmation } from '../../../core/flows/confirm.ts'
import { takeBack } from '../../../core/flows/leave.ts'
import { parseUntil, untilPayload } from '../../../core/model/link.ts'
import { MOST_SUBSCRIPTIONS, type Subscriber } from '../../../core/model/subscriber.ts'
import { epochMs, SECOND } from '../../../core/model/time.ts'
import { ConfirmedPage, ConfirmPage, ExpiredPage, NotOnPage, type Taken } from '../pages/confirm.tsx'
import { SentPage } from '../pages/notices.tsx'
import { nextFor } from '../pages/preferences.tsx'
import {
  digestsOf,
  frameOf,
  gone,
  networksIn,
  noStore,
  preferencesPath,
  type SitePorts,
  seenOf,
  textsOf,
} from './common.tsx'

/** The page with one button, behind the link of a confirmation mail. */
export function confirming(ports: SitePorts): Hono {
  const app = new Hono()
  app.use('/confirm/*', noStore)

  const confirmPage = async (c: Context, subscriber: Subscriber, ids: readonly string[], served?: string) => {
    const page = { digests: await digestsOf(ports, ids), action: `/confirm/${c.req.param('token')}` }
    const now = untilPayload(subscriber.id, epochMs(ports.now()))
    return c.html(
      <ConfirmPage
        frame={await frameOf(ports, c, subscriber)}
        {...page}
        served={served ?? ports.links.sign('press', now, ports.links.currentKey)}
      />,
    )
  }
  const confirmedPage = async (c: Context, subscriber: Subscriber, ids: readonly string[]) => {
    const digests = await digestsOf(ports, ids)
    const taken = await Promise.all(
      digests.map(async (digest): Promise<Taken> => {
        const one = subscriber.subscriptions.find((subscription) => subscription.digest === digest.id)
        const latest = await latestIssue(ports, digest.id)
        return {
          digest,
          latest: latest && `/d/${digest.id}/${latest}`,
          next: one && nextFor(ports.zones, digest, one, ports.now()),
        }
      }),
    )
    const preferences = preferencesPath(ports, subscriber.id)
    return c.html(<ConfirmedPage frame={await frameOf(ports, c, subscriber)} taken={taken} preferences={preferences} />)
  }
  const notOnPage = async (c: Context, { subscriber, digests: ids, way }: Left) => {
    const digests = (await digestsOf(ports, ids)).filter(({ status }) => status === 'active')
    const page = { digests, way, action: `/confirm/${c.req.param('token')}` }
    return c.html(<NotOnPage frame={await frameOf(ports, c, subscriber)} {...page} />)
  }
  const expiredPage = async (c: Context, subscriber: Subscriber) =>
    c.html(
      <ExpiredPage frame={await frameOf(ports, c, subscriber)} action={`/confirm/${c.req.param('token')}/again`} />,
      410,
    )

  app.get('/confirm/:token', async (c) => {
    const found = await readConfirmation(ports, c.req.param('token'))
    if (found.kind === 'unknown') return gone(c)
    if (found.kind === 'expired') return expiredPage(c, found.subscriber)
    if (found.kind === 'left') return notOnPage(c, found)
    return found.kind === 'confirmed'
      ? confirmedPage(c, found.subscriber, found.digests)
      : confirmPage(c, found.subscriber, found.digests)
  })

  app.post('/confirm/:token', async (c) => {
    const token = c.req.param('token')
    const now = await readConfirmation(ports, token)
    if (now.kind === 'unknown') return gone(c)
    if (now.kind === 'expired') return expiredPage(c, now.subscriber)
    if (now.kind === 'confirmed') return confirmedPage(c, now.subscriber, now.digests)
    if (now.kind === 'left') return notOnPage(c, now)
    const served = textsOf((await c.req.parseBody({ all: true })).served)[0] ?? ''
    const read = readFor(ports, served)
    // A form of another site, or a scanner posting from nowhere, is sent back to the page (STD-71).
    const from = c.req.header('sec-fetch-site')
    const isOurs = from === undefined || from === 'same-origin'
    if (!isOurs || read === undefined) return c.redirect(`/confirm/${token}`, 303)
    // Faster than anybody reads: here it is again, and the clock runs on.
    if (read < SECOND) return confirmPage(c, now.subscriber, now.digests, served)
    const { network, agent } = seenOf(c)
    const found = await confirm(ports, token, { ...(network ? { network } : {}), ...(agent ? { agent } : {}) })
    if (found.kind === 'unknown') return gone(c)
    if (found.kind === 'left') return notOnPage(c, found)
    if (found.kind !== 'confirmed') return expiredPage(c, found.subscriber)
    return confirmedPage(c, found.subscriber, found.digests)
  })

  // A fresh mail for what still waits, or for what they have left: as if they had signed up again, and as seldom (STD-73, STD-75).
  app.post('/confirm/:token/again', async (c) => {
    const asked = await readConfirmation(ports, c.req.param('token'))
    if (asked.kind === 'unknown') return gone(c)
    if (asked.kind === 'confirmed') return confirmedPage(c, asked.subscriber, asked.digests)
    if (asked.kind === 'left' && asked.way !== 'ask') return notOnPage(c, asked)
    const { subscriber } = asked
    const isMeant = (status: string) => status === (asked.kind === 'left' ? 'left' : 'pending')
    const wanted = subscriber.subscriptions.filter((one) => isMeant(one.status)).slice(0, MOST_SUBSCRIPTIONS)
    const known = await digestsOf(
      ports,
      wanted.map((one) => one.digest),
    )
    const there = new Set(known.filter((one) => asked.kind !== 'left' || one.status === 'active').map(({ id }) => id))
    const wishes = wanted
      .filter((one) => there.has(one.digest))
      .map(({ digest, topics, edition, zone }) => ({ digest, topics, edition, zone }))
    if (wishes.length > 0) {
      const { address, locale, zone } = subscriber
      const request = { address, wishes, locale, zone, text: 'again', form: '/confirm', ...seenOf(c) }
      await askAgain(ports, subscriber, request, networksIn(c))
    }
    return c.html(<SentPage frame={await frameOf(ports, c, subscriber)} />, 202)
  })

  // What they have left within a day is back by a press, as it is by the page on which they left (T17).
  app.post('/confirm/:token/back', async (c) => {
    const found = await readConfirmation(ports, c.req.param('token'))
    if (found.kind === 'unknown') return gone(c)
    if (found.kind === 'left' && found.way === 'take-back') {
      const { subscriber } = found
      const [last] = subscriber.subscriptions
        .filter((one) => one.undoUntil)
        .toSorted((a, b) => b.undoUntil!.localeCompare(a.undoUntil!))
      if (last) await takeBack(ports, subscriber.id, last.digest)
    }
    return c.redirect(`/confirm/${c.req.param('token')}`, 303)
  })
  return app
}

type Left = Extract<Confirmation, { kind: 'left' }>

/** How long ago we handed the page out, ms; undefined if we never did. */
function readFor({ links, now }: Pick<SitePorts, 'links' | 'now'>, served: string): number | undefined {
  const payload = links.verify('press', served)
  const at = payload === undefined ? undefined : parseUntil(payload)?.expires
  return at === undefined ? undefined : epochMs(now()) - at
}
