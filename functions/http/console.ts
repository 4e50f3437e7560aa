import { createHash, timingSafeEqual } from 'node:crypto'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { csrf } from 'hono/csrf'
import { secureHeaders } from 'hono/secure-headers'
import type { Address } from '../../core/model/address.ts'
import { type ApiPorts, createApi } from './api/api.ts'
import { articlePages } from './console/articles.tsx'
import { digestPages } from './console/digests.tsx'
import { type ConsoleEnv, troublePage } from './console/frame.tsx'
import { issuePages } from './console/issues.tsx'
import { readerPages } from './console/readers.tsx'
import { settingsPages } from './console/settings.tsx'
import { signingIn } from './console/sign-in.tsx'
import { consoleCss } from './console/style.ts'
import { Problem, problemResponse, problems } from './problem.ts'

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
      404,
      editor ? 'There is nothing at this address.' : 'There is no such address in the API.',
    )
    return editor ? c.html(troublePage(editor, problem), 404) : problemResponse(problem)
  })

  app.use('/api/*', async (c, next) => {
    const given = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1]
    if (given === undefined || !sameKey(given, apiKey)) {
      throw new Problem(401, 'Send the API key: "Authorization: Bearer …".', [], { 'www-authenticate': 'Bearer' })
    }
    await next()
    c.header('Cache-Control', 'no-store')
  })
  app.use(
    '/api/*',
    bodyLimit({ maxSize: MOST_BYTES, onError: () => problemResponse(new Problem(413, 'At most 4 MB a call.')) }),
  )
  app.route('/api', createApi(ports))

  app.use(
    '/console/*',
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
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
  app.get('/console/assets/console.css', (c) =>
    c.body(consoleCss, 200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=300' }),
  )
  app.use(
    '/console/*',
    bodyLimit({
      // A list of 4 MB, and the rest of its form.
      maxSize: MOST_FORM,
      onError: () => {
        throw new Problem(413, 'This is more than a form can hold: at most 4 MB at once.')
      },
    }),
  )
  const { app: door, onlyEditors } = signingIn(ports, owners)
  app.route('/', door)
  app.use('/console', onlyEditors)
  app.use('/console/*', onlyEditors, async (c, next) => {
    await next()
    c.header('Cache-Control', 'no-store')
  })
  app.get('/console', (c) => c.redirect('/console/issues', 302))
  for (const part of [articlePages, digestPages, issuePages, readerPages, settingsPages])
    app.route('/console', part(ports))
  return app
}

/** A laptop is called by two names. */
const loopback = (site: string): string => site.replace('://localhost', '://127.0.0.1')

/** Hashed first, so that the comparison tells nothing, not even the length. */
const sameKey = (given: string, key: string): boolean => timingSafeEqual(sha256(given), sha256(key))
const sha256 = (text: string) => createHash('sha256').update(text).digest()
