/** @jsxImportSource hono/jsx */
import type { Context } from 'hono'
import { Hono } from 'hono/tiny'
import {
  beginMove,
  block,
  eraseByLink,
  moveAddress,
  type Opened,
  ownData,
  readBlock,
  readLink,
  takeBack,
} from '../../../core/flows/own-data.ts'
import { wallTimeOf } from '../../../core/model/zones.ts'
import { ExpiredPage } from '../pages/confirm.tsx'
import { SentPage } from '../pages/notices.tsx'
import { AskedPage, DonePage, WaitsPage } from '../pages/own-data.tsx'
import { frameOf, gone, networksIn, noStore, preferencesPath, type SitePorts } from './common.tsx'

/** Pages behind links of mails, each with one button. */
const pages = [
  ['export', 'export'],
  ['erase', 'erase'],
  ['move', 'move'],
  ['address', 'address'],
  ['take-back', 'takeBack'],
] as const

/** What is a reader's own: their data, their address, their silence. Each behind the link of a mail, and a button (T18). */
export function owning(ports: SitePorts): Hono {
  const app = new Hono()
  const late = async (c: Context) => c.html(<DonePage frame={await frameOf(ports, c)} what="late" />, 410)
  const expired = async (c: Context) => c.html(<ExpiredPage frame={await frameOf(ports, c)} />, 410)

  const waits = async (c: Context, { subscriber, until }: Extract<Opened, { kind: 'waits' }>) => {
    const there = wallTimeOf(ports.zones, until, subscriber.zone)
    return c.html(<WaitsPage frame={await frameOf(ports, c, subscriber)} until={there} />, 409)
  }

  for (const [path, what] of pages) {
    app.use(`/${path}/*`, noStore)
    app.get(`/${path}/:token`, async (c) => {
      const found = await readLink(ports, path, c.req.param('token'))
      if (found.kind === 'unknown') return gone(c)
      if (found.kind === 'expired') return path === 'take-back' ? late(c) : expired(c)
      if (found.kind === 'waits') return waits(c, found)
      const frame = await frameOf(ports, c, found.subscriber)
      return c.html(<AskedPage frame={frame} what={what} action={c.req.path} />)
    })
  }

  app.post('/export/:token', async (c) => {
    const found = await readLink(ports, 'export', c.req.param('token'))
    if (found.kind === 'unknown') return gone(c)
    if (found.kind === 'expired') return expired(c)
    if (found.kind === 'waits') return waits(c, found)
    return c.body(`${JSON.stringify(await ownData(ports, found.subscriber), null, 2)}\n`, 200, {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': 'attachment; filename="my-data.json"',
    })
  })
  app.post('/erase/:token', async (c) => {
    const frame = await frameOf(ports, c)
    const done = await eraseByLink(ports, c.req.param('token'))
    if (done.kind === 'waits') return waits(c, done)
    if (done.kind === 'expired') return expired(c)
    if (done.kind !== 'erased') return gone(c)
    return c.html(<DonePage frame={frame} what="erase" />)
  })
  app.post('/move/:token', async (c) => {
    const begun = await beginMove(ports, c.req.param('token'), networksIn(c))
    if (begun.kind === 'unknown') return gone(c)
    if (begun.kind === 'expired') return expired(c)
    if (begun.kind === 'waits') return waits(c, begun)
    return c.html(<SentPage frame={await frameOf(ports, c, begun.subscriber)} about="address" />, 202)
  })
  app.post('/address/:token', async (c) => {
    const moved = await moveAddress(ports, c.req.param('token'))
    if (moved.kind === 'unknown') return gone(c)
    if (moved.kind === 'expired') return expired(c)
    if (moved.kind === 'waits') return waits(c, moved)
    if (moved.kind !== 'moved') return c.html(<DonePage frame={await frameOf(ports, c)} what="taken" />, 409)
    const frame = await frameOf(ports, c, moved.subscriber)
    return c.html(<DonePage frame={frame} what="address" preferences={preferencesPath(ports, moved.subscriber.id)} />)
  })
  app.post('/take-back/:token', async (c) => {
    const back = await takeBack(ports, c.req.param('token'))
    if (back.kind === 'unknown') return gone(c)
    if (back.kind === 'expired') return late(c)
    if (back.kind !== 'back') return c.html(<DonePage frame={await frameOf(ports, c)} what="taken" />, 409)
    const frame = await frameOf(ports, c, back.subscriber)
    return c.html(<DonePage frame={frame} what="takeBack" preferences={preferencesPath(ports, back.subscriber.id)} />)
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
