/** @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { changeEdition, changePreferences, readPreferences, stopTopic } from '../../../core/flows/change-preferences.ts'
import { changeZone } from '../../../core/flows/change-zone.ts'
import { isZone } from '../../../core/model/schedule.ts'
import { withoutTopic } from '../../../core/model/subscriber.ts'
import { PreferencesPage, StopPage } from '../pages/reader.tsx'
import { choiceOf, digestsOf, editionsOf, gone, noStore, publisherOf, type SitePorts, textsOf } from './common.tsx'

/** What a reader takes, and the way to change it. */
export function choosing(ports: SitePorts): Hono {
  const app = new Hono()
  app.use('/preferences/*', noStore)
  const preferencesPage = async (c: Context, token: string, saved: boolean) => {
    const subscriber = await readPreferences(ports, token)
    if (!subscriber) return gone(c)
    const digests = await digestsOf(
      ports,
      subscriber.subscriptions.map((one) => one.digest),
    )
    const [topics, name] = await Promise.all([ports.topics.all(), publisherOf(ports)])
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
      publisherOf(ports),
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
  return app
}
