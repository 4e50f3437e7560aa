/** @jsxImportSource hono/jsx */
import type { Context } from 'hono'
import { Hono } from 'hono/tiny'
import { leave, readLeave, takeBack } from '../../../core/flows/leave.ts'
import { BackPage, LeavePage, LeftPage } from '../pages/leave.tsx'
import { pageWords } from '../pages/words/words.ts'
import { digestsOf, frameOf, gone, localeOf, noStore, preferencesPath, type SitePorts, textsOf } from './common.tsx'

/** Off a digest, by a mail program's one click or by the page's button. The link works for ever (STD-06). */
export function leaving(ports: SitePorts): Hono {
  const app = new Hono()
  app.use('/unsubscribe/*', noStore)

  const page = async (c: Context, link: { subscriber: string; digest: string }) => {
    const [subscriber, digest] = await Promise.all([
      ports.subscribers.get(link.subscriber),
      ports.digests.get(link.digest),
    ])
    const one = subscriber?.subscriptions.find((subscription) => subscription.digest === link.digest)
    return {
      subscriber,
      isOn: one !== undefined && one.status !== 'left',
      props: {
        frame: await frameOf(ports, c, subscriber),
        name: digest?.name ?? pageWords(await localeOf(c, subscriber)).reader.thisDigest,
        action: `/unsubscribe/${c.req.param('token')}`,
        preferences: preferencesPath(ports, link.subscriber),
      },
      canUndo: one?.undoUntil !== undefined && one.undoUntil > ports.now(),
    }
  }

  app.get('/unsubscribe/:token', async (c) => {
    const link = readLeave(ports, c.req.param('token'))
    if (!link) return gone(c)
    const { subscriber, isOn, props, canUndo } = await page(c, link)
    if (!isOn) return c.html(<LeftPage {...props} canUndo={canUndo} />)
    const taken = subscriber!.subscriptions.filter((one) => one.status === 'active').map((one) => one.digest)
    const others = (await digestsOf(ports, taken)).map(({ name }) => name)
    return c.html(<LeavePage {...props} others={others} />)
  })
  // The mail program's one click (RFC 8058) and the page's button are the same request: at once, 200, no cookie, no redirect.
  app.post('/unsubscribe/:token', async (c) => {
    const link = readLeave(ports, c.req.param('token'))
    if (!link) return gone(c)
    const body = await c.req.parseBody({ all: true }).catch((): Record<string, unknown> => ({}))
    await leave(ports, link.subscriber, textsOf(body.scope)[0] === 'all' ? 'all' : link.digest, link.issue)
    const { props, canUndo } = await page(c, link)
    return c.html(<LeftPage {...props} canUndo={canUndo} />)
  })
  app.post('/unsubscribe/:token/undo', async (c) => {
    const link = readLeave(ports, c.req.param('token'))
    if (!link) return gone(c)
    const back = await takeBack(ports, link.subscriber, link.digest, link.issue)
    const { props } = await page(c, link)
    return c.html(<BackPage frame={props.frame} preferences={props.preferences} back={back} />, back ? 200 : 410)
  })
  return app
}
