/** @jsxImportSource hono/jsx */
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { secureHeaders } from 'hono/secure-headers'
import { accentCss } from './pages/accent.ts'
import { SorryPage } from './pages/notices.tsx'
import { signUpJs, solverJs } from './pages/scripts.ts'
import { siteCss } from './pages/style.ts'
import { choosing } from './site/choosing.tsx'
import { gone, localeOf, type SitePorts } from './site/common.tsx'
import { confirming } from './site/confirming.tsx'
import { embedding } from './site/embedding.tsx'
import { feeding } from './site/feeding.tsx'
import { leaving } from './site/leaving.tsx'
import { owning } from './site/owning.tsx'
import { reading } from './site/reading.tsx'
import { signingUp } from './site/signing-up.tsx'
import { writing } from './site/writing.tsx'

const MOST_BYTES = 16 * 1024

const assets = [
  { path: '/assets/site.css', type: 'text/css', text: siteCss },
  { path: '/assets/sign-up.js', type: 'text/javascript', text: signUpJs },
  { path: '/assets/solver.js', type: 'text/javascript', text: solverJs },
]

/** The readers' side: signing up, confirming, choosing, leaving, reading on the web. No GET or HEAD changes anything. */
export function createSite(ports: SitePorts): Hono {
  const app = new Hono()

  app.onError((error, c) => {
    ports.log('page.failed', { level: 'error', route: c.req.routePath, error: `${error.name}: ${error.message}` })
    return c.html(<SorryPage locale={localeOf(c)} />, 500)
  })
  app.notFound(gone)
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        workerSrc: ["'self'"],
        connectSrc: ["'self'"],
        frameSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
      referrerPolicy: 'no-referrer',
      strictTransportSecurity: ports.site.startsWith('https:') ? 'max-age=31536000' : false,
      // A one-click request comes from a mail provider's server: nothing may stand in its way.
      crossOriginResourcePolicy: false,
      // What a page says of itself stands.
      overwrite: false,
    }),
  )
  app.use(bodyLimit({ maxSize: MOST_BYTES, onError: (c) => c.text('This is more than the form can hold.', 413) }))
  for (const { path, type, text } of assets)
    app.get(path, (c) =>
      c.body(text, 200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'public, max-age=300' }),
    )

  app.get('/assets/accent/:file', (c) => {
    const css = accentCss(c.req.param('file'))
    if (!css) return gone(c)
    const forEver = {
      'content-type': 'text/css; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    }
    return c.body(css, 200, forEver)
  })

  // A digest's feeds before its issues: they are below it, too.
  for (const part of [signingUp, embedding, confirming, leaving, choosing, owning, feeding, reading, writing])
    app.route('/', part(ports))
  return app
}
