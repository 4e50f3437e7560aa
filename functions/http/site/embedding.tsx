/** @jsxImportSource hono/jsx */
import type { Context } from 'hono'
import { Hono } from 'hono/tiny'
import { EmbedPage, PreviewPage } from '../pages/embed.tsx'
import { digestsOf, frameOf, offeredBy, type SitePorts } from './common.tsx'

/** Inline styles are all that the form has: its preview is the one page of ours that may have them, and it can do nothing else. */
const PREVIEW_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"

/** The form for other sites: its HTML to copy, and how it looks there. */
export function embedding(ports: SitePorts): Hono {
  const app = new Hono()
  const propsOf = async (c: Context) => {
    const [{ digests: offered }, asked, frame] = await Promise.all([
      offeredBy(ports),
      digestsOf(ports, [c.req.query('digest') ?? '']),
      frameOf(ports, c),
    ])
    const chosen = asked.filter(({ status }) => status === 'active')
    const digests = chosen.length > 0 ? chosen : offered
    return { frame, site: ports.site, digests, offered, digest: chosen[0]?.id ?? '' }
  }
  app.get('/embed', async (c) => {
    const { digest, ...props } = await propsOf(c)
    const query = new URLSearchParams({ digest, lang: props.frame.locale }).toString()
    return c.html(<EmbedPage {...props} query={query} />)
  })
  app.get('/embed/preview', async (c) => {
    const { frame, site, digests } = await propsOf(c)
    c.header('Content-Security-Policy', PREVIEW_POLICY)
    return c.html(
      <PreviewPage {...{ frame, site, digests }} scheme={c.req.query('scheme') === 'dark' ? 'dark' : 'light'} />,
    )
  })
  return app
}
