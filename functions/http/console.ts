import { createHash, timingSafeEqual } from 'node:crypto'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { type ApiPorts, createApi } from './api/api.ts'
import { Problem, problemResponse, problems } from './problem.ts'

const MOST_BYTES = 4 * 1024 * 1024

/** The editors' side: the JSON API, opened by a bearer key. */
export function createConsole(ports: ApiPorts, apiKey: string): Hono {
  const app = new Hono()
  app.onError(problems(ports.log))
  app.notFound(() => problemResponse(new Problem(404, 'There is no such address in the API.')))

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
  app.on('GET', ['/console', '/console/*'], (c) =>
    c.text('The console is on its way. Until then, everything an editor does is in the JSON API: see docs/api.md.\n'),
  )
  return app
}

/** Hashed first, so that the comparison tells nothing, not even the length. */
const sameKey = (given: string, key: string): boolean => timingSafeEqual(sha256(given), sha256(key))
const sha256 = (text: string) => createHash('sha256').update(text).digest()
