import { describe, expect, it } from 'vitest'
import { lookUpReader } from '../../core/flows/look-up-reader.ts'
import { retryMissed } from '../../core/flows/retry-missed.ts'
import { sendIssue, usualPace } from '../../core/flows/send-issue.ts'
import { cancelIssue } from '../../core/flows/steer-issue.ts'
import type { IssueId } from '../../core/model/issue.ts'
import { afterSuppression } from '../../core/model/subscriber.ts'
import { aWorld, type World } from '../support/world.ts'

const firstOf = async ({ ports }: Pick<World, 'ports'>, id: IssueId) =>
  (await Promise.all([1, 2].map((n) => ports.issues.batch(id, n)))).flatMap((batch) => batch?.recipients[0]?.id ?? [])

/** Five readers in batches of two, and the provider has refused the first of each of the first two. */
async function aMiss(pace = { ...usualPace, batch: 2, inFlight: 1 }) {
  const world = await aWorld()
  await world.topics('trade', 'city')
  await world.digest()
  await world.readers(5)
  await world.article('Forty ships', ['trade'])
  world.turnTo('2026-11-24T07:00:00Z')
  await world.tick()
  const { id } = (await world.ports.issues.list('brief', { limit: 1 })).items[0]!
  world.mailbox.fault({ kind: '422-one', index: 0, times: 2, on: 'batch' })
  await sendIssue(world.ports, id, pace)
  world.messages.length = 0
  const issue = (await world.ports.issues.get(id))!
  const missed = await firstOf(world, id)
  const progress = async () => (await world.ports.issues.progress(id))!
  const got = () => world.mailbox.accepted().map(({ recipient }) => recipient)
  const addressOf = async (reader: string) => (await world.ports.subscribers.get(reader))!.address
  const lookUp = async (address: string) => {
    const whole = { ...issue, articles: await world.ports.issues.articles(id) }
    return lookUpReader(world.ports, whole, await progress(), address)
  }
  return { ...world, id, issue, missed, progress, got, addressOf, lookUp, press: () => retryMissed(world.ports, issue) }
}

describe('sending an issue to those who missed it', () => {
  it('reaches them and nobody else, in one batch of their own', async () => {
    const { press, drain, progress, got, missed, addressOf } = await aMiss()
    expect(await progress()).toMatchObject({ status: 'sent', cursor: 3, counts: { sent: 3, failed: 2 } })
    const before = got().length
    expect(await press()).toBe(true)
    await drain()
    expect(got().slice(before).sort()).toEqual((await Promise.all(missed.map(addressOf))).sort())
    expect(await progress()).toMatchObject({ status: 'sent', cursor: 4, counts: { readers: 5, sent: 5, failed: 0 } })
    expect(await press()).toBe(false)
  })

  it('sends once, however many press at once', async () => {
    const { press, drain, got } = await aMiss()
    const pressed = await Promise.all([press(), press(), press()])
    expect(pressed.filter(Boolean)).toHaveLength(1)
    await drain()
    expect(new Set(got()).size).toBe(5)
    expect(got()).toHaveLength(5)
  })

  it('goes on by itself after a worker has died in the middle of it', async () => {
    const { press, ports, id, clock, tick, drain, got, messages, progress } = await aMiss()
    await press()
    messages.length = 0
    const dies = { ...ports.issues, retried: () => Promise.reject(new Error('the worker has died')) }
    await expect(sendIssue({ ...ports, issues: dies }, id)).rejects.toThrow('died')
    for (let minute = 0; minute < 6; minute++) {
      clock.now += 60_000
      await tick()
      await drain()
    }
    expect([got().length, new Set(got()).size, (await progress()).status]).toEqual([5, 5, 'sent'])
  })

  it('passes over who has left since, and goes to a new address', async () => {
    const { press, drain, ports, missed, got, progress } = await aMiss()
    const [gone, moved] = await Promise.all(missed.map(async (one) => (await ports.subscribers.get(one))!))
    const stopped = afterSuppression(gone!, 'bounced', ports.now(), 'no such user')
    await ports.subscribers.save({ before: gone!, after: stopped.subscriber })
    await ports.subscribers.save({ before: moved!, after: { ...moved!, address: 'moved@mail.example.net' } })
    const before = got().length
    await press()
    await drain()
    expect(got().slice(before)).toEqual(['moved@mail.example.net'])
    expect((await progress()).counts).toMatchObject({ sent: 4, skipped: 1, failed: 0 })
  })

  it('may be asked for again, where the provider refuses them again', async () => {
    const { press, drain, mailbox, progress, got } = await aMiss()
    mailbox.fault({ kind: '422-one', index: 0, times: 1, on: 'batch' })
    await press()
    await drain()
    expect((await progress()).counts).toMatchObject({ sent: 4, failed: 1 })
    expect(await press()).toBe(true)
    await drain()
    expect([new Set(got()).size, got().length, (await progress()).counts.failed]).toEqual([5, 5, 0])
  })

  it('is for an issue that was sent: not for one under way, nor for one that was cancelled', async () => {
    const world = await aMiss({ ...usualPace, batch: 2, inFlight: 1, forMs: 0 })
    expect((await world.progress()).status).toBe('sending')
    expect(await world.press()).toBe(false)
    await cancelIssue(world.ports, world.issue)
    expect(await world.press()).toBe(false)
  })

  it('is given up with the issue: cancelled in between, nobody is taken up any more', async () => {
    const { press, ports, issue, drain, got, progress } = await aMiss()
    await press()
    await cancelIssue(ports, issue)
    const before = got().length
    await drain()
    expect(got()).toHaveLength(before)
    expect(await progress()).toMatchObject({ status: 'cancelled', counts: { failed: 2 } })
    expect(await press()).toBe(false)
  })
})

describe('what one reader got', () => {
  it('is found for every reader, whichever batch they are in', async () => {
    const { lookUp, missed, addressOf } = await aMiss()
    const refused = await Promise.all(missed.map(addressOf))
    for (let n = 0; n < 5; n++) {
      const address = `reader${n}@mail.example.net`
      expect([address, (await lookUp(address))?.received?.got]).toEqual([
        address,
        refused.includes(address) ? 'failed' : 'sent',
      ])
    }
    expect(await lookUp('nobody@mail.example.net')).toBeUndefined()
  })

  it('follows them into the batch in which they were taken up again, also when addresses are forgotten', async () => {
    const { lookUp, missed, addressOf, press, drain } = await aMiss()
    await press()
    await drain()
    for (const one of missed)
      expect((await lookUp(await addressOf(one)))?.received).toMatchObject({ got: 'sent', batch: 4 })
  })

  it('costs a read for each time the batches can be halved', async () => {
    const { ports, issue, progress } = await aMiss()
    const ids = Array.from({ length: 1_000 }, (_, n) => `sub_${n.toString(16).padStart(8, '0')}`)
    const seen: number[] = []
    const issues = {
      ...ports.issues,
      batch: async (_: string, n: number) => {
        seen.push(n)
        // The last fifty are such as were taken up again.
        const of = n > 950 ? { again: true as const, recipients: [{ id: ids[3]!, address: '', variant: 'en-1' }] } : {}
        return { n, recipients: [{ id: ids[n - 1]!, address: '', variant: 'en-1' }], ...of }
      },
    }
    const reader = (await ports.subscribers.byAddress('reader0@mail.example.net')).subscriber!
    const found = async (n: number) => {
      seen.length = 0
      const byAddress = async () => ({ subscriber: { ...reader, id: ids[n - 1] as `sub_${string}` } })
      const subscribers = { ...ports.subscribers, byAddress }
      const whole = { ...issue, articles: [] }
      return lookUpReader({ ...ports, issues, subscribers }, whole, { ...(await progress()), cursor: 1_000 }, 'x')
    }
    for (const n of [1, 2, 500, 777, 950]) expect([n, (await found(n))?.received?.batch]).toEqual([n, n])
    await found(500)
    expect(seen.length).toBeLessThan(12)
  })
})
