import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { createWebhooks } from '../../functions/http/webhooks.ts'
import { samples } from '../fixtures/bounces.ts'
import { aWorld } from '../support/world.ts'

const secret = `whsec_${Buffer.from('a secret of the tests').toString('base64')}`
const NOW = '2026-11-24T06:00:00.000Z'
const PROSE =
  'It may hurt your reputation as a sender: blocked by policy, suppressed, DMARC, blacklisted, user unknown.'

/** What is seen of a reader after a bounce of each kind. */
const seen = {
  hard: { status: 'bounced', softBounces: 0, why: 'bounced', counted: { bounced: 1, hard: 1, ours: 0, suppressed: 0 } },
  soft: { status: 'active', softBounces: 1, why: undefined, counted: { bounced: 1, hard: 0, ours: 0, suppressed: 0 } },
  ours: { status: 'active', softBounces: 0, why: undefined, counted: { bounced: 1, hard: 0, ours: 1, suppressed: 0 } },
  suppressed: {
    status: 'bounced',
    softBounces: 0,
    why: 'suppressed',
    counted: { bounced: 0, hard: 0, ours: 0, suppressed: 1 },
  },
}

describe('a bounce, through the signed webhook to the reader', () => {
  it('is what the receiver’s words say, for every receiver in the table', async () => {
    const { ports, topics, digest, reader } = await aWorld({ at: NOW })
    await topics('trade', 'city')
    await digest()
    await ports.fence.check()
    const app = createWebhooks(ports, [secret])
    const all: unknown[] = []
    for (const [n, [kind, receiver, type, subType, code]] of samples.entries()) {
      const { id, address } = await reader(`reader${n}`)
      const tags = { installation: 'memory', issue: `iss_${n}`, subscriber: id }
      const bounce = { type, subType, message: PROSE, diagnosticCode: [code] }
      const body = JSON.stringify({ type: 'email.bounced', created_at: NOW, data: { to: [address], tags, bounce } })
      const headers = {
        'svix-id': `msg_${n}`,
        'svix-timestamp': `${Date.parse(NOW) / 1000}`,
        'svix-signature': new Webhook(secret).sign(`msg_${n}`, new Date(NOW), body),
      }
      expect((await app.request('/webhooks/resend', { method: 'POST', body, headers })).status).toBe(200)
      const { subscriber, suppression } = await ports.subscribers.byAddress(address)
      const { bounced, hard, ours, suppressed } = await ports.issues.setbacks(`iss_${n}`)
      all.push({
        receiver,
        kind,
        status: subscriber?.status,
        softBounces: subscriber?.softBounces.length,
        why: suppression?.why,
        counted: { bounced, hard, ours, suppressed },
      })
    }
    expect(all.length).toBeGreaterThanOrEqual(40)
    expect(all).toEqual(samples.map(([kind, receiver]) => ({ receiver, kind, ...seen[kind] })))
  })
})
