import { timingSafeEqual } from 'node:crypto'
import { bodyLimit } from 'hono/body-limit'
import { Hono } from 'hono/tiny'
import { Webhook } from 'standardwebhooks'
import * as z from 'zod/mini'
import { recordSetback } from '../../core/flows/record-setback.ts'
import { parseAddress } from '../../core/model/address.ts'
import { reportedBy, reportOf } from '../../core/model/outcome.ts'
import type { ProviderEvent } from '../../core/model/setback.ts'
import { epochMs, MINUTE, SECOND } from '../../core/model/time.ts'
import type { Ports } from '../../core/ports.ts'

/** What we read of the provider's event; more may be in it (STD-55). */
const eventShape = z.object({
  type: z.string(),
  created_at: z.optional(z.string()),
  data: z.optional(
    z.object({
      to: z.optional(z.array(z.string())),
      tags: z.optional(
        z.union([z.record(z.string(), z.string()), z.array(z.object({ name: z.string(), value: z.string() }))]),
      ),
      failed: z.optional(z.object({ reason: z.optional(z.string()) })),
      click: z.optional(z.object({ link: z.optional(z.string()) })),
      bounce: z.optional(
        z.object({
          type: z.optional(z.string()),
          subType: z.optional(z.string()),
          message: z.optional(z.string()),
          diagnosticCode: z.optional(z.union([z.string(), z.array(z.string())])),
        }),
      ),
    }),
  ),
})

/** What the provider reports. `secrets`: the newest first, older ones while they are being rotated out (T70). */
export function createWebhooks(
  ports: Pick<Ports, 'subscribers' | 'issues' | 'hooks' | 'ids' | 'queue' | 'site' | 'now' | 'log'>,
  secrets: readonly string[],
): Hono {
  const app = new Hono()
  app.onError((error, c) => {
    ports.log('webhook.failed', { level: 'error', error: `${error.name}: ${error.message}` })
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
    const now = epochMs(ports.now())
    const body = secrets.map((secret) => verified(secret, raw, signed, now)).find((one) => one !== undefined)
    if (body === undefined) {
      ports.log('webhook.refused', { level: 'warn', reason: 'signature' })
      return c.body(null, 401)
    }
    const event = eventShape.safeParse(body)
    if (!event.success) {
      ports.log('webhook.ignored', { level: 'warn', event: id, reason: 'shape' })
      return c.body(null, 200)
    }
    const to = event.data.data?.to ?? []
    const told = providerEvent(event.data, to, ports.now())
    // There may be as many of these as mails: they are taken down here, and counted many at a time.
    if (reportedBy(told.type)) {
      const report = reportOf(told, event.data.data?.click?.link, ports.site)
      if (report) await ports.queue.report(report)
      return c.body(null, 200)
    }
    const addresses = to.map((one) => parseAddress(one)).flatMap((one) => (one.ok ? [one.value] : []))
    await recordSetback(ports, id, told, addresses)
    return c.body(null, 200)
  })
  return app
}

/** Events older or newer than this are refused: the Standard Webhooks tolerance (T71). */
const TOLERANCE = 5 * MINUTE

type Signed = { readonly id: string; readonly timestamp: string; readonly signatures: readonly string[] }

/** What was signed, if it was signed with this secret, lately by our clock. The library's own check goes by the machine's. */
function verified(secret: string, raw: string, { id, timestamp, signatures }: Signed, now: number): unknown {
  const at = new Date(Number(timestamp) * SECOND)
  if (id === '' || !/^\d{1,12}$/.test(timestamp) || Math.abs(now - at.getTime()) > TOLERANCE) return undefined
  const expected = Buffer.from(new Webhook(secret).sign(id, at, raw))
  const matches = signatures.some((one) => {
    const given = Buffer.from(one)
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
  if (!matches) return undefined
  try {
    return JSON.parse(raw)
  } catch {
    return undefined
  }
}

function providerEvent(
  { type, created_at, data }: z.infer<typeof eventShape>,
  to: readonly string[],
  now: string,
): ProviderEvent {
  const tags = Array.isArray(data?.tags)
    ? Object.fromEntries(data.tags.map(({ name, value }) => [name, value]))
    : (data?.tags ?? {})
  const at = created_at && !Number.isNaN(Date.parse(created_at)) ? new Date(created_at).toISOString() : now
  const bounce = data?.bounce
  return {
    type,
    to,
    tags,
    at,
    ...(data?.failed?.reason ? { failed: data.failed.reason } : {}),
    ...(bounce
      ? {
          bounce: {
            type: bounce.type ?? 'Undetermined',
            subType: bounce.subType ?? 'Undetermined',
            texts: [bounce.message ?? '', bounce.diagnosticCode ?? []].flat(),
          },
        }
      : {}),
  }
}
