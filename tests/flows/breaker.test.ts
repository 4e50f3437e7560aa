import { describe, expect, it } from 'vitest'
import { recordSetback } from '../../core/flows/record-setback.ts'
import { sendIssue } from '../../core/flows/send-issue.ts'
import { cancelIssue, resumeIssue } from '../../core/flows/steer-issue.ts'
import { decideBreak } from '../../core/model/setback.ts'
import type { Ports } from '../../core/ports.ts'
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

describe('what receivers refuse for a fault of ours (STD-44)', () => {
  /** An issue for 300 readers, of which so many batches of 100 are out; refused by so many readers' servers more. */
  async function anIssue(batches: number) {
    const world = await aWorld({ at: '2026-11-24T06:59:00Z' })
    await world.topics('trade', 'city')
    await world.digest()
    await world.article('Harbour reopens', ['trade'])
    await world.readers(300)
    world.turnTo('2026-11-24T07:00:10Z')
    await world.tick()
    const { id } = (await world.ports.issues.list('brief', { limit: 1 })).items[0]!
    world.messages.length = 0
    // A claim takes a second, and a run is over after it.
    const issues: Ports['issues'] = {
      ...world.ports.issues,
      claim: (claim) => {
        world.clock.now += 1_000
        return world.ports.issues.claim(claim)
      },
    }
    for (let run = 0; run < batches; run++)
      await sendIssue({ ...world.ports, issues }, id, { batch: 100, rows: 500, forMs: 1, leaseMs: 60_000, inFlight: 1 })
    world.messages.length = 0
    let told = 0
    const refuse = async (count: number) => {
      for (const end = told + count; told < end; told++) {
        const { subscriber } = await world.ports.subscribers.byAddress(`reader${told}@mail.example.net`)
        await recordSetback(world.ports, `msg_${told}`, {
          kind: 'ours',
          address: subscriber!.address,
          at: world.ports.now(),
          issue: id,
          subscriber: subscriber!.id,
          note: 'Permanent/General',
          why: 'our authentication',
        })
      }
    }
    const progress = async () => (await world.ports.issues.progress(id))!
    const logged = (event: string) => world.events.filter((one) => one.event === event).map(({ fields }) => fields)
    return { ...world, id, refuse, progress, logged }
  }

  it('is a warning each, and stops neither the issue nor a reader', async () => {
    const { refuse, progress, logged, ports, id } = await anIssue(1)
    await refuse(19)
    expect((await progress()).status).toBe('sending')
    expect(logged('setback.recorded').every(({ level, why }) => level === 'warn' && why === 'our authentication')).toBe(
      true,
    )
    expect(await ports.issues.setbacks(id)).toMatchObject({ bounced: 19, ours: 19, hard: 0 })
    expect((await ports.subscribers.byAddress('reader0@mail.example.net')).subscriber?.status).toBe('active')
  })

  it('stops the issue where it is twenty and one in twenty-five, wakes somebody, says why, and stops it once', async () => {
    const { refuse, progress, logged, ports, id, drain } = await anIssue(1)
    await refuse(20)
    const reason =
      'Stopped by the breaker: the servers of 20 of 100 readers (20.00 %) refused it for a fault of ours, the last for this: our authentication. Mend that before you resume it.'
    expect(await progress()).toMatchObject({ status: 'paused', reason })
    // As the alarm looks for it.
    expect(logged('issue.paused')).toEqual([{ issue: id, reason: expect.stringMatching(/^Stopped by the breaker/) }])
    await resumeIssue(ports, (await ports.issues.get(id))!)
    await refuse(5)
    await drain()
    expect((await progress()).status).toBe('sent')
    await refuse(5)
    expect([logged('issue.paused').length, logged('issue.refused')]).toEqual([1, []])
  })

  it('of an issue that is out already is an error in the log, and so an alarm, once', async () => {
    const { refuse, progress, logged, id } = await anIssue(4)
    expect((await progress()).status).toBe('sent')
    await refuse(19)
    expect(logged('issue.refused')).toEqual([])
    await refuse(6)
    const told = { level: 'error', issue: id, refused: 20, sent: 300, why: 'our authentication' }
    expect(logged('issue.refused')).toEqual([told])
    expect((await progress()).status).toBe('sent')
  })
})
