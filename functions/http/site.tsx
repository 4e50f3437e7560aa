/** @jsxImportSource hono/jsx */
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { secureHeaders } from 'hono/secure-headers'
import { SorryPage } from './pages/reader.tsx'
import { siteCss } from './pages/style.ts'
import { choosing } from './site/choosing.tsx'
import { gone, type SitePorts } from './site/common.tsx'
import { confirming } from './site/confirming.tsx'
import { leaving } from './site/leaving.tsx'
import { reading } from './site/reading.tsx'
import { signingUp } from './site/signing-up.tsx'

const MOST_BYTES = 16 * 1024

/** The clock that the browser lives by, for the form to take along. */
const zoneJs =
  'for (const field of document.getElementsByName("zone")) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone\n'

/** The readers' side: signing up, confirming, choosing, leaving, reading on the web. No GET or HEAD changes anything. */
export function createSite(ports: SitePorts): Hono {
  const app = new Hono()

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

  for (const part of [signingUp, confirming, leaving, choosing, reading]) app.route('/', part(ports))
  app.get('/robots.txt', (c) =>
    c.text('User-agent: *\nDisallow: /confirm/\nDisallow: /preferences/\nDisallow: /unsubscribe/\n'),
  )
  return app
}
