/** @jsxImportSource hono/jsx */

import { bodyLimit } from 'hono/body-limit'
import { secureHeaders } from 'hono/secure-headers'
import { Hono } from 'hono/tiny'
import { SorryPage } from './pages/notices.tsx'
import { gone, localeOf, type SitePorts } from './site/common.tsx'
import { signingUp } from './site/signing-up.tsx'

const MOST_BYTES = 16 * 1024

/**
 * The parts of the site by the first words of their addresses. A start reads the front page and what it needs; each of these
 * is read when somebody asks for it first. A digest's feeds before its issues: they are below it, too.
 */
const parts: readonly { readonly under: readonly string[]; readonly load: () => Promise<Part[]> }[] = [
  { under: ['assets'], load: async () => [(await import('./site/dressing.ts')).dressing] },
  { under: ['embed'], load: async () => [(await import('./site/embedding.tsx')).embedding] },
  { under: ['confirm'], load: async () => [(await import('./site/confirming.tsx')).confirming] },
  { under: ['unsubscribe'], load: async () => [(await import('./site/leaving.tsx')).leaving] },
  { under: ['preferences'], load: async () => [(await import('./site/choosing.tsx')).choosing] },
  {
    under: ['export', 'erase', 'address', 'block'],
    load: async () => [(await import('./site/owning.tsx')).owning],
  },
  {
    under: ['d', 'sitemap.xml', 'robots.txt'],
    load: async () => [(await import('./site/feeding.tsx')).feeding, (await import('./site/reading.tsx')).reading],
  },
  { under: ['a'], load: async () => [(await import('./site/writing.tsx')).writing] },
]
type Part = (ports: SitePorts) => Hono

/** The readers' side: signing up, confirming, choosing, leaving, reading on the web. No GET or HEAD changes anything. */
export function createSite(ports: SitePorts): Hono {
  const app = withWords(new Hono(), ports)
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
  app.route('/', signingUp(ports))
  for (const { under, load } of parts) {
    let made: Promise<Hono> | undefined
    const make = async () => {
      const part = withWords(new Hono(), ports)
      for (const routes of await load()) part.route('/', routes(ports))
      return part
    }
    for (const word of under)
      app.all(`/${word}/*`, async (c) => {
        made ??= make()
        return (await made).fetch(c.req.raw, c.env)
      })
  }
  return app
}

/** What is said where there is nothing, and where something fails. */
function withWords(app: Hono, ports: Pick<SitePorts, 'log'>): Hono {
  app.onError(async (error, c) => {
    ports.log('page.failed', { level: 'error', route: c.req.routePath, error: `${error.name}: ${error.message}` })
    return c.html(<SorryPage locale={await localeOf(c)} />, 500)
  })
  app.notFound(gone)
  return app
}
