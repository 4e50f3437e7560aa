import type { Env } from 'hono'
import type { Hono } from 'hono/tiny'
import type { Log } from '../../core/ports.ts'

/**
 * Scheduled and queued work comes in through routes too, so that every function is called alike on Lambda, on a laptop and
 * in a test. What fails is written down; the answer brings it back.
 */
export function withErrors<E extends Env>(app: Hono<E>, log: Log): Hono<E> {
  app.onError((error, c) => {
    log.error('work.failed', error, { path: c.req.path })
    return c.json({ failed: error.name }, 500)
  })
  return app
}
