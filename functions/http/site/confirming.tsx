/** @jsxImportSource hono/jsx */
import { Hono } from 'hono'
import { confirm, readConfirmation } from '../../../core/flows/confirm.ts'
import { ConfirmedPage, ConfirmPage, ExpiredPage } from '../pages/reader.tsx'
import { digestsOf, gone, noStore, publisherOf, type SitePorts, seenOf } from './common.tsx'

/** The page with one button, behind the link of a confirmation mail. */
export function confirming(ports: SitePorts): Hono {
  const app = new Hono()
  app.use('/confirm/*', noStore)
  app.get('/confirm/:token', async (c) => {
    const found = await readConfirmation(ports, c.req.param('token'))
    if (found.kind === 'unknown') return gone(c)
    const name = await publisherOf(ports)
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
    const name = await publisherOf(ports)
    if (found.kind !== 'confirmed') return c.html(<ExpiredPage publisher={name} />, 410)
    return c.html(<ConfirmedPage publisher={name} digests={await digestsOf(ports, found.digests)} />)
  })
  return app
}
