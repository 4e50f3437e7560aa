/** @jsxImportSource hono/jsx */
import { Hono } from 'hono'
import { leave, readLeave } from '../../../core/flows/leave.ts'
import { LeavePage, LeftPage } from '../pages/reader.tsx'
import { gone, noStore, preferencesPath, publisherOf, type SitePorts } from './common.tsx'

/** Off a digest, by a mail program's one click or by the page's button. */
export function leaving(ports: SitePorts): Hono {
  const app = new Hono()
  app.use('/unsubscribe/*', noStore)
  app.get('/unsubscribe/:token', async (c) => {
    const link = readLeave(ports, c.req.param('token'))
    if (!link) return gone(c)
    const [subscriber, digest, name] = await Promise.all([
      ports.subscribers.get(link.subscriber),
      ports.digests.get(link.digest),
      publisherOf(ports),
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
    const [digest, name] = await Promise.all([ports.digests.get(link.digest), publisherOf(ports)])
    return c.html(
      <LeftPage
        publisher={name}
        name={digest?.name ?? 'this digest'}
        preferences={preferencesPath(ports, link.subscriber)}
      />,
    )
  })
  return app
}
