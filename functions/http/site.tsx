/** @jsxImportSource hono/jsx */
import { bodyLimit } from 'hono/body-limit'
import { secureHeaders } from 'hono/secure-headers'
import { Hono } from 'hono/tiny'
import { SorryPage } from './pages/notices.tsx'
import { onlyNameable, onlyReadable } from './readable.ts'
import { gone, localeOf, type SitePorts, unreadable } from './site/common.tsx'
import { signingUp } from './site/signing-up.tsx'

const MOST_BYTES = 16 * 1024

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
  app.use(onlyNameable(gone))
  app.use('/subscribe', onlyReadable(unreadable))
  // A start reads the front page and what it needs; all else when somebody asks for it first.
  app.route('/', signingUp(ports))
  const dressed = once(async () => made(ports, [(await import('./site/dressing.ts')).dressing]))
  const others = once(async () => made(ports, (await import('./site/others.ts')).others))
  app.all('/assets/*', async (c) => (await dressed()).fetch(c.req.raw, c.env))
  app.all('*', async (c) => (await others()).fetch(c.req.raw, c.env))
  return app
}

function made(ports: SitePorts, parts: readonly ((ports: SitePorts) => Hono)[]): Hono {
  const app = withWords(new Hono(), ports)
  // Leaving takes any form, and none: a mail program that writes it badly has said all that it has to (RFC 8058 §3.1).
  app.use((c, next) => (c.req.path.startsWith('/unsubscribe/') ? next() : readable(c, next)))
  for (const part of parts) app.route('/', part(ports))
  return app
}

const readable = onlyReadable(unreadable)

function once<Found>(find: () => Promise<Found>): () => Promise<Found> {
  let found: Promise<Found> | undefined
  return () => {
    found ??= find()
    return found
  }
}

/** What is said where there is nothing, and where something fails. */
function withWords(app: Hono, ports: Pick<SitePorts, 'log'>): Hono {
  app.onError(async (error, c) => {
    ports.log.error('page.failed', error, { route: c.req.routePath })
    return c.html(<SorryPage locale={await localeOf(c)} />, 500)
  })
  app.notFound(gone)
  return app
}
