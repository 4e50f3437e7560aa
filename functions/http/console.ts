import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { csrf } from 'hono/csrf'
import { secureHeaders } from 'hono/secure-headers'
import type { Address } from '../../core/model/address.ts'
import { type ApiPorts, BASE, createApi } from './api/api.ts'
import { bearer } from './api/bearer.ts'
import { apiPages } from './api/pages.tsx'
import { audited } from './audit.ts'
import { articlePages } from './console/articles.tsx'
import { assetPages } from './console/assets.ts'
import { auditPages } from './console/audit.tsx'
import { comingPages } from './console/coming.tsx'
import { digestPages } from './console/digests.tsx'
import { type ConsoleEnv, troublePage } from './console/frame.tsx'
import { hookPages } from './console/hooks.tsx'
import { issuePages } from './console/issues.tsx'
import { keyPages } from './console/keys.tsx'
import { messagePages } from './console/messages.tsx'
import { passkeyPages } from './console/passkeys.tsx'
import { previewPages } from './console/preview.tsx'
import { providerPages } from './console/provider.tsx'
import { readerPages } from './console/readers.tsx'
import { sessionPages } from './console/sessions.tsx'
import { settingsPages } from './console/settings.tsx'
import { signingIn } from './console/sign-in.tsx'
import { teamPages } from './console/team.tsx'
import { Problem, problemResponse, problems } from './problem.ts'
import { onlyNameable, onlyReadable } from './readable.ts'

const MOST_BYTES = 4 * 1024 * 1024
const MOST_FORM = 4.5 * 1024 * 1024

/** The editors' side: the JSON API, opened by a bearer key. */
export function createConsole(ports: ApiPorts, apiKey: string, owners: readonly Address[] = []): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  const forEditors = problems(ports.log)
  app.onError((error, c) => {
    const editor = c.get('editor')
    if (!editor || !(error instanceof Problem)) return forEditors(error, c)
    return c.html(troublePage(editor, error), error.status as 422)
  })
  app.notFound((c) => {
    const editor = c.get('editor')
    const problem = new Problem(
      editor ? 'not_found' : 'unknown_address',
      editor ? 'There is nothing at this address.' : 'There is no such address in the API.',
    )
    return editor ? c.html(troublePage(editor, problem), 404) : problemResponse(problem)
  })

  app.use(
    onlyNameable(() =>
      problemResponse(new Problem('not_found', 'There is nothing of that name: no name is like that.')),
    ),
  )
  const api = createApi(ports, owners)
  // Open to whoever has no key: what the API takes and answers is no secret.
  app.route(BASE, apiPages(api, BASE, ports.site))
  // Before the key is asked what it may do: what it may not is written down too.
  app.use('/api/*', audited(ports), bearer(ports, apiKey))
  app.use(
    '/api/*',
    bodyLimit({
      maxSize: MOST_BYTES,
      onError: () => problemResponse(new Problem('too_large', 'At most 4 MB a call.')),
    }),
  )
  app.route(BASE, api)

  // A mail that is shown in a frame of a page has the policy of a mail.
  app.use('/console/*', async (c, next) => {
    await next()
    const policy = c.get('policy')
    if (policy) c.header('Content-Security-Policy', policy)
  })
  app.use(
    '/console/*',
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        connectSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        frameSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
      referrerPolicy: 'same-origin',
      strictTransportSecurity: ports.site.startsWith('https:') ? 'max-age=31536000' : false,
    }),
    // A form of another site carries our cookie and changes nothing (T23).
    csrf({ origin: (origin) => origin === ports.site || origin === loopback(ports.site) }),
  )
  app.route('/', assetPages())
  app.use(
    '/console/*',
    bodyLimit({
      // A list of 4 MB, and the rest of its form.
      maxSize: MOST_FORM,
      onError: () => {
        throw new Problem('too_large', 'This is more than a form can hold: at most 4 MB at once.')
      },
    }),
  )
  app.use(
    '/console/*',
    onlyReadable(() => {
      throw new Problem(
        'unreadable',
        'This form cannot be read: go back, load the page again, and send it once more, in UTF-8.',
      )
    }),
  )
  const { app: door, onlyEditors } = signingIn(ports, owners)
  app.use('/console/*', audited(ports))
  app.route('/', door)
  app.use('/console', onlyEditors)
  app.use('/console/*', onlyEditors, async (c, next) => {
    await next()
    c.header('Cache-Control', 'no-store')
  })
  app.get('/console', (c) => c.redirect('/console/issues', 302))
  for (const part of [
    articlePages,
    digestPages,
    comingPages,
    previewPages,
    issuePages,
    readerPages,
    messagePages,
    settingsPages,
    providerPages,
  ])
    app.route('/console', part(ports))
  for (const part of [teamPages, sessionPages, passkeyPages, keyPages, hookPages, auditPages])
    app.route('/console', part(ports, owners))
  return app
}

/** A laptop is called by two names. */
const loopback = (site: string): string => site.replace('://localhost', '://127.0.0.1')
