import { describe, expect, it } from 'vitest'
import { sendIssue } from '../../core/flows/send-issue.ts'
import { cancelIssue } from '../../core/flows/steer-issue.ts'
import { decideBreak } from '../../core/model/setback.ts'
import { createWebhooks } from '../../functions/http/webhooks.ts'
import { aWorld } from '../support/world.ts'

const secret = `whsec_${Buffer.from('a secret of the tests').toString('base64')}`
const READERS = 2_000

describe('an issue of which 5 % bounce, in the real provider’s words', () => {
  it('is stopped by the breaker at the first chance, and nobody of the 5 % is in the next one (STD-45)', async () => {
    let hook: { request: (url: string, init: RequestInit) => Response | Promise<Response> } | undefined
    const fetch = (async (url: string, init: RequestInit) =>
      hook!.request(new URL(url).pathname, init)) as typeof globalThis.fetch
    const webhook = { url: 'http://service.test/webhooks/resend', secret }
    const world = await aWorld({
      at: '2026-11-24T05:00:00Z',
      // Its list is not listened to: it is the bounces that stop them.
      mailbox: { webhook, fetch, deliveredEvents: true, keep: READERS },
    })
    hook = createWebhooks(world.ports, [secret])
    await world.topics('trade', 'city')
    await world.digest()
    await world.article('Harbour reopens', ['trade'])
    // One in twenty, spread over all batches.
    for (let n = 0; n < READERS; n++) await world.reader(n % 20 === 7 ? `bounced+${n}` : `reader${n}`)

    world.turnTo('2026-11-24T07:00:10Z')
    await world.tick()
    const { id } = (await world.ports.issues.list('brief', { limit: 1 })).items[0]!
    world.messages.length = 0
    // A batch a run, and what the provider tells of it before the next.
    let stoppedAt: number | undefined
    for (let run = 0; run < 25 && stoppedAt === undefined; run++) {
      await sendIssue(world.ports, id, { batch: 100, rows: 500, forMs: 1, leaseMs: 60_000, inFlight: 1 })
      await world.mailbox.settleWebhooks()
      const progress = (await world.ports.issues.progress(id))!
      const { hard } = await world.ports.issues.setbacks(id)
      if (progress.status !== 'sending') {
        stoppedAt = progress.counts.sent
        expect(progress).toMatchObject({ status: 'paused', reason: expect.stringMatching(/^Stopped by the breaker: /) })
        expect(decideBreak(progress.counts.sent, await world.ports.issues.setbacks(id))).toBeDefined()
      }
      expect(hard).toBeGreaterThan(0)
    }
    // It may speak from 500 on; those of the fifth batch are told of before that is settled, so that the sixth is where it does.
    expect(stoppedAt).toBe(600)
    const claimed = (await world.ports.issues.progress(id))!.cursor
    expect(claimed).toBe(6)
    const mailed = world.mailbox.accepted().map(({ recipient }) => recipient)
    const dead = mailed.filter((recipient) => recipient.startsWith('bounced+'))
    expect(dead.length).toBeGreaterThan(15)
    const { hard, bounced, suppressed } = await world.ports.issues.setbacks(id)
    expect([hard, bounced, suppressed]).toEqual([dead.length, dead.length, 0])
    for (const address of dead)
      expect((await world.ports.subscribers.byAddress(address)).subscriber?.status).toBe('bounced')

    // The next issue goes to everybody but them.
    await cancelIssue(world.ports, (await world.ports.issues.get(id))!)
    await world.article('The strike goes on', ['trade'])
    world.turnTo('2026-11-25T07:00:10Z')
    await world.tick()
    await world.drain(20_000)
    const next = world.mailbox.accepted().slice(mailed.length)
    expect(next.length).toBeGreaterThan(0)
    expect(next.filter(({ recipient }) => dead.includes(recipient))).toEqual([])
  }, 120_000)
})
