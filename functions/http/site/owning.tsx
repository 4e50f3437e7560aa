/** @jsxImportSource hono/jsx */
import type { Context } from 'hono'
import { Hono } from 'hono/tiny'
import { block, eraseByLink, moveAddress, ownData, readBlock, readLink } from '../../../core/flows/own-data.ts'
import { ExpiredPage } from '../pages/confirm.tsx'
import { AskedPage, DonePage } from '../pages/own-data.tsx'
import { frameOf, gone, noStore, preferencesPath, type SitePorts } from './common.tsx'

/** What is a reader's own: their data, their address, their silence. Each behind the link of a mail, and a button (T18). */
export function owning(ports: SitePorts): Hono {
  const app = new Hono()
  const expired = async (c: Context) => c.html(<ExpiredPage frame={await frameOf(ports, c)} />, 410)

  for (const what of ['export', 'erase', 'address'] as const) {
    app.use(`/${what}/*`, noStore)
    app.get(`/${what}/:token`, async (c) => {
      const found = await readLink(ports, what, c.req.param('token'))
      if (found.kind === 'unknown') return gone(c)
      if (found.kind === 'expired') return expired(c)
      const frame = await frameOf(ports, c, found.subscriber)
      return c.html(<AskedPage frame={frame} what={what} action={c.req.path} />)
    })
  }

  app.post('/export/:token', async (c) => {
    const found = await readLink(ports, 'export', c.req.param('token'))
    if (found.kind === 'unknown') return gone(c)
    if (found.kind === 'expired') return expired(c)
    return c.body(`${JSON.stringify(await ownData(ports, found.subscriber), null, 2)}\n`, 200, {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': 'attachment; filename="my-data.json"',
    })
  })
  app.post('/erase/:token', async (c) => {
    const frame = await frameOf(ports, c)
    const done = await eraseByLink(ports, c.req.param('token'))
    if (done === 'unknown') return gone(c)
    if (done === 'expired') return expired(c)
    return c.html(<DonePage frame={frame} what="erase" />)
  })
  app.post('/address/:token', async (c) => {
    const moved = await moveAddress(ports, c.req.param('token'))
    if (moved.kind === 'unknown') return gone(c)
    if (moved.kind === 'expired') return expired(c)
    if (moved.kind !== 'moved') return c.html(<DonePage frame={await frameOf(ports, c)} what="taken" />, 409)
    const frame = await frameOf(ports, c, moved.subscriber)
    return c.html(<DonePage frame={frame} what="address" preferences={preferencesPath(ports, moved.subscriber.id)} />)
  })

  app.use('/block/*', noStore)
  app.get('/block/:token', async (c) => {
    const subscriber = await readBlock(ports, c.req.param('token'))
    if (!subscriber) return gone(c)
    return c.html(<AskedPage frame={await frameOf(ports, c, subscriber)} what="block" action={c.req.path} />)
  })
  app.post('/block/:token', async (c) => {
    const subscriber = await readBlock(ports, c.req.param('token'))
    if (!subscriber) return gone(c)
    await block(ports, subscriber.id)
    return c.html(<DonePage frame={await frameOf(ports, c, subscriber)} what="block" />)
  })
  return app
}
