import { timingSafeEqual } from 'node:crypto'
import { bodyLimit } from 'hono/body-limit'
import { Hono } from 'hono/tiny'
import { Webhook } from 'standardwebhooks'
import { hearEvents } from '../../core/flows/hear-event.ts'
import { shapeOf } from '../../core/model/stray.ts'
import { epochMs, MINUTE, SECOND } from '../../core/model/time.ts'
import type { Ports } from '../../core/ports.ts'
import { readEvent } from './provider-event.ts'

/** What the provider reports. `secrets`: the newest first, older ones while they are being rotated out (T70). */
export function createWebhooks(
  ports: Pick<
    Ports,
    | 'subscribers'
    | 'issues'
    | 'outcomes'
    | 'letters'
    | 'fence'
    | 'strays'
    | 'hooks'
    | 'ids'
    | 'queue'
    | 'site'
    | 'now'
    | 'log'
  >,
  secrets: readonly string[],
): Hono {
  const hear = hearEvents(ports)
  const app = new Hono()
  app.onError((error, c) => {
    ports.log.error('webhook.failed', error)
    return c.body(null, 500)
  })
  app.use('/webhooks/*', bodyLimit({ maxSize: 256 * 1024, onError: (c) => c.body(null, 413) }))

  app.post('/webhooks/resend', async (c) => {
    // The raw text, before anything parses it: the signature is over these bytes.
    const raw = await c.req.text()
    const id = c.req.header('svix-id') ?? ''
    const signed = {
      id,
      timestamp: c.req.header('svix-timestamp') ?? '',
      signatures: (c.req.header('svix-signature') ?? '').split(' '),
    }
    const now = ports.now()
    if (!secrets.some((secret) => isSignedWith(secret, raw, signed, epochMs(now)))) {
      ports.log('webhook.refused', { level: 'warn', reason: 'signature' })
      return c.body(null, 401)
    }
    const body = parsed(raw)
    const event = readEvent(body, now)
    if (!event) {
      ports.log('webhook.ignored', { level: 'warn', event: id, reason: 'shape' })
      return c.body(null, 200)
    }
    const heard = await hear({ id, event, shape: shapeOf(body) })
    return c.body(null, heard === 'unreadable' ? 503 : 200)
  })
  return app
}

/** Events older or newer than this are refused: the Standard Webhooks tolerance (T71). */
const TOLERANCE = 5 * MINUTE

type Signed = { readonly id: string; readonly timestamp: string; readonly signatures: readonly string[] }

/** Whether it was signed with this secret, lately by our clock. The library's own check goes by the machine's. */
function isSignedWith(secret: string, raw: string, { id, timestamp, signatures }: Signed, now: number): boolean {
  const at = new Date(Number(timestamp) * SECOND)
  if (id === '' || !/^\d{1,12}$/.test(timestamp) || Math.abs(now - at.getTime()) > TOLERANCE) return false
  const expected = Buffer.from(new Webhook(secret).sign(id, at, raw))
  return signatures.some((one) => {
    const given = Buffer.from(one)
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
}

function parsed(raw: string): unknown {
  try {
    // A text that the provider has cut may end in half a character, which no store takes.
    return JSON.parse(raw, (_, value: unknown) => (typeof value === 'string' ? value.toWellFormed() : value))
  } catch {
    return undefined
  }
}
