import { Resend } from 'resend'
import { describe, expect, it } from 'vitest'
import { keepAccount } from '../../core/flows/keep-account.ts'
import { liftSuppression } from '../../core/flows/lift-suppression.ts'
import { sendIssue } from '../../core/flows/send-issue.ts'
import { writeLetter } from '../../core/flows/write-letter.ts'
import { NEEDED_EVENTS, type Unknown } from '../../core/model/account.ts'
import type { Address } from '../../core/model/address.ts'
import { asItComes } from '../../core/model/arrangement.ts'
import { afterSuppression } from '../../core/model/subscriber.ts'
import type { Ports, ProviderAccount } from '../../core/ports.ts'
import { createWebhooks } from '../../functions/http/webhooks.ts'
import { aWorld, SITE } from '../support/world.ts'

const SECRET = `whsec_${Buffer.from('a secret of the tests').toString('base64')}`
const NOTE = 'She wrote to us: the mailbox works again.'
const HOUR = 3_600_000

/** The service with its provider, who reports to it; `answers`: what the service says to a report, in place of its own. */
async function aTown(options: Parameters<typeof aWorld>[0] = {}) {
  const answers: number[] = []
  let webhooks: ReturnType<typeof createWebhooks> | undefined
  const fetch = (async (_: string, init: RequestInit) => {
    const instead = answers.shift()
    return instead ? new Response(null, { status: instead }) : webhooks!.request('/webhooks/resend', init)
  }) as typeof globalThis.fetch
  const webhook = { url: `${SITE}/webhooks/resend`, secret: SECRET }
  const world = await aWorld({
    at: '2026-11-24T08:00:00Z',
    ...options,
    mailbox: { webhook, fetch, ...options.mailbox },
  })
  const { ports, clock, events } = world
  webhooks = createWebhooks(ports, [SECRET])
  await world.topics('trade', 'city')
  await world.digest()

  /** How often each call was made, and what it answers instead. */
  const asked: (keyof ProviderAccount)[] = []
  const instead: Partial<Record<keyof ProviderAccount, Unknown>> = {}
  const account = Object.fromEntries(
    Object.entries(ports.account).map(([name, call]) => [
      name,
      async (...given: never[]) => {
        asked.push(name as keyof ProviderAccount)
        const why = instead[name as keyof ProviderAccount]
        return why ? { ok: false, why } : (call as (...given: never[]) => Promise<unknown>)(...given)
      },
    ]),
  ) as ProviderAccount
  const watched: Ports = { ...ports, account }
  const keep = () => keepAccount(watched)
  const ada = async () => ports.subscribers.byAddress('ada@mail.example.net')
  const later = (ms: number) => {
    clock.now += ms
  }
  const logged = (event: string) => events.filter((one) => one.event === event)
  /** What somebody else does at the provider, by its own client. */
  const there = new Resend('re_account', { baseUrl: world.url })
  const readers = (count: number) => world.readers(count)
  return { ...world, readers, keep, asked, instead, answers, ada, later, logged, there }
}

describe('an issue that does not fit into the quota', () => {
  const free = { mailbox: { dailyQuota: 100 } }

  it('is told to the editors by mail the day before, once for its slot, and kept for the digest’s page', async () => {
    const { readers, keep, drain, mails, later, ports } = await aTown(free)
    await readers(101)
    expect(await keep()).toMatchObject({ warned: 1 })
    await drain()
    expect(mails().map(({ to, subject }) => [to, subject])).toEqual([
      [['editors@harbourpost.example'], 'The Harbour Brief will not reach 1 reader on time'],
    ])
    expect(mails()[0]?.text).toContain('Wednesday, 25 November 2026 at 08:00')
    expect((await ports.standing.get()).shortfalls).toMatchObject([
      { digest: 'brief', slotAt: '2026-11-25T07:00:00.000Z', readers: 101, leftOut: 1, quota: 'daily' },
      { slotAt: '2026-11-26T07:00:00.000Z', leftOut: 2 },
    ])
    for (let looks = 0; looks < 7; looks++) {
      later(3 * HOUR)
      await keep()
      await drain()
    }
    // The next slot's, once it is its day before; nothing of the first again.
    expect(mails()).toHaveLength(2)
    expect(mails()[1]?.text).toContain('Thursday, 26 November 2026')
  })

  it('is one mail in all, and counted as one: another look at an account that is as it was writes nothing and mails nobody', async () => {
    const { readers, keep, drain, mails, later, ports, asked, messages } = await aTown(free)
    await readers(101)
    expect(await keep()).toEqual({ lifted: 0, warned: 1 })
    await drain()
    const [known, questions] = [await ports.standing.get(), asked.length]

    later(5 * 60_000)
    expect(await keep()).toEqual({ lifted: 0, warned: 0 })
    expect(await ports.standing.get()).toEqual(known)
    expect([asked.length, messages.length, mails().length]).toEqual([questions, 0, 1])

    // When it was looked at, and that the mail to the editors was one of the day's, is all that a look brings once its time has come.
    later(3 * HOUR)
    expect(await keep()).toEqual({ lifted: 0, warned: 0 })
    const { usage, endpoint, version, ...rest } = await ports.standing.get()
    expect({ ...known, ...rest }).toEqual(known)
    expect(version).toBe(known.version + 1)
    expect([usage, endpoint]).toMatchObject([{ said: { daily: { used: 1 } } }, { said: { kind: 'well' } }])
    expect([messages.length, mails().length]).toEqual([0, 1])
  })

  it('is none where it fits, where an editor skips the slot, and where the digest is paused', async () => {
    const { readers, reader, keep, ports, later } = await aTown(free)
    const shortfalls = async () => {
      later(3 * HOUR)
      await keep()
      return (await ports.standing.get()).shortfalls.map(({ slotAt, leftOut }) => [slotAt.slice(8, 10), leftOut])
    }
    await readers(100)
    expect(await shortfalls()).toEqual([])
    await reader('ada')
    expect(await shortfalls()).toEqual([
      ['25', 1],
      ['26', 2],
    ])
    await ports.digests.arrange('brief', 'main', asItComes, { ...asItComes, skips: ['2026-11-25T08:00'] })
    expect(await shortfalls()).toEqual([['26', 1]])
    const digest = (await ports.digests.get('brief'))!
    await ports.digests.save(digest, { ...digest, status: 'paused' })
    expect(await shortfalls()).toEqual([])
  })

  it('is not guessed at where the key may only send: unknown is unknown, and nothing else stops', async () => {
    const { readers, keep, ports, logged } = await aTown({
      accountKey: 're_sending',
      mailbox: { dailyQuota: 100, mayOnlySend: 're_sending' },
    })
    await readers(101)
    expect(await keep()).toEqual({ lifted: 0, warned: 0 })
    expect(await ports.standing.get()).toMatchObject({
      usage: { unknown: 'may-only-send' },
      endpoint: { unknown: 'may-only-send' },
      shortfalls: [],
    })
    expect(logged('endpoint.ill')).toEqual([])
  })

  it('is looked at every three hours, and stays known through an answer that does not come', async () => {
    const { keep, asked, instead, later, ports } = await aTown(free)
    await keep()
    later(HOUR)
    await keep()
    expect(asked.filter((one) => one === 'usage')).toHaveLength(1)
    later(2 * HOUR)
    instead.usage = 'no-answer'
    await keep()
    expect((await ports.standing.get()).usage).toMatchObject({ at: '2026-11-24T08:00:00.000Z', said: {} })
  })
})

describe('an editor’s lift', () => {
  async function lifted() {
    const town = await aTown()
    await town.reader('ada')
    await town.there.suppressions.add({ email: 'ada@mail.example.net' })
    const { subscriber: before } = await town.ada()
    const { subscriber, consent } = afterSuppression(before!, 'bounced', town.ports.now(), 'the provider said so')
    const suppression = { why: 'suppressed', at: town.ports.now() } as const
    await town.ports.subscribers.save({ before, after: subscriber, consent, suppression })
    town.later(1_000)
    await liftSuppression(town.ports, 'ada@mail.example.net' as Address, NOTE)
    const listed = async () => (await town.there.suppressions.list()).data?.data.map(({ email }) => email)
    return { ...town, id: subscriber.id, listed }
  }

  it('reaches the provider’s list within the next run', async () => {
    const { keep, listed, ports, id, ada } = await lifted()
    expect(await listed()).toEqual(['ada@mail.example.net'])
    expect(await keep()).toMatchObject({ lifted: 1 })
    expect(await listed()).toEqual([])
    expect(await ports.standing.lift(id)).toBeUndefined()
    expect((await ada()).suppression).toBeUndefined()
  })

  it('that does not reach it is tried again, and says why until it has; the list does not undo it meanwhile', async () => {
    const { keep, instead, later, ports, id, listed, ada } = await lifted()
    instead.unlist = 'refused'
    expect(await keep()).toMatchObject({ lifted: 0 })
    expect(await ports.standing.lift(id)).toMatchObject({ why: 'refused', tries: 1 })
    // The walk over the list has met the address, and left the reader as the editor has it.
    expect(await ports.standing.get()).toMatchObject({ mirror: { listed: 1, known: 1, stopped: 0 } })
    expect((await ada()).subscriber?.status).toBe('active')
    delete instead.unlist
    later(HOUR)
    expect(await keep()).toMatchObject({ lifted: 1 })
    expect(await listed()).toEqual([])
  })

  it('is dropped for somebody who has been stopped again, or has moved: nobody else is taken off', async () => {
    const { keep, later, ports, id, listed, ada, instead } = await lifted()
    instead.unlist = 'no-answer'
    await keep()
    const { subscriber: before } = await ada()
    await ports.subscribers.save({
      before,
      after: { ...before!, status: 'complained' },
      suppression: { why: 'complained', at: ports.now() },
    })
    delete instead.unlist
    later(HOUR)
    expect(await keep()).toMatchObject({ lifted: 0 })
    expect(await listed()).toEqual(['ada@mail.example.net'])
    expect(await ports.standing.lift(id)).toBeUndefined()
  })
})

describe('the provider’s list', () => {
  it('stops readers of ours who are on it, over all of its pages, and leaves no trace of strangers', async () => {
    const { reader, keep, there, ports, ada, asked, logged } = await aTown()
    await reader('ada')
    await reader('grace')
    for (let page = 0; page < 3; page++)
      await there.suppressions.batch.add({
        emails: Array.from({ length: 80 }, (_, n) => `stranger${page}-${n}@shop.example.net`),
      })
    await there.suppressions.add({ email: 'Ada@mail.example.net' })
    await keep()
    expect(await ports.standing.get()).toMatchObject({ mirror: { listed: 241, known: 1, stopped: 1 } })
    expect(asked.filter((one) => one === 'listed')).toHaveLength(3)
    expect((await ada()).suppression).toMatchObject({ why: 'suppressed' })
    expect((await ada()).subscriber).toMatchObject({ status: 'bounced', subscriptions: [{ status: 'left' }] })
    expect(await ports.subscribers.byAddress('stranger0-1@shop.example.net' as Address)).toEqual({})
    expect((await ports.subscribers.byAddress('grace@mail.example.net' as Address)).subscriber?.status).toBe('active')
    expect(JSON.stringify(logged('reader.stopped'))).not.toContain('@')
  })

  it('lifts nothing: who is not on it any more stays as an editor left them', async () => {
    const { reader, keep, ports, ada, later, there } = await aTown()
    await reader('ada')
    await there.suppressions.add({ email: 'ada@mail.example.net' })
    await keep()
    await there.suppressions.remove('ada@mail.example.net')
    later(25 * HOUR)
    await keep()
    expect(await ports.standing.get()).toMatchObject({ mirror: { listed: 0, stopped: 0 } })
    expect((await ada()).suppression).toMatchObject({ why: 'suppressed' })
  })

  it('is looked through once a day, and sooner when an editor asks', async () => {
    const { keep, asked, later, ports } = await aTown()
    const looks = () => asked.filter((one) => one === 'listed').length
    await keep()
    later(HOUR)
    await keep()
    expect(looks()).toBe(1)
    await ports.standing.ask(ports.now())
    later(1_000)
    await keep()
    expect(looks()).toBe(2)
    await keep()
    expect(looks()).toBe(2)
  })
})

describe('what the provider could not tell us', () => {
  /** A mail to somebody who bounces, while nobody answers the provider for as long as it tries. */
  async function missed() {
    const town = await aTown()
    town.answers.push(...Array.from({ length: 8 }, () => 500))
    await town.reader('bounced+ada')
    await town.there.emails.send({
      from: 'Harbour Post <news@harbourpost.example>',
      to: 'bounced+ada@mail.example.net',
      subject: 'The brief',
      text: 'The ferry runs again.',
    })
    await town.mailbox.settleWebhooks()
    const who = async () => town.ports.subscribers.byAddress('bounced+ada@mail.example.net' as Address)
    return { ...town, who }
  }

  it('is asked for again, comes in by the front door, and stops whom it is about (T73)', async () => {
    const { keep, who, ports, logged } = await missed()
    expect((await who()).subscriber?.status).toBe('active')
    const begunAt = ports.now()
    await keep()
    expect(await ports.standing.get()).toMatchObject({ sweep: { looked: 1, asked: 1, sweptAt: begunAt } })
    expect((await who()).suppression).toBeDefined()
    expect(logged('event.asked-again')).toHaveLength(1)
  })

  it('is asked for once: what has come in since is not asked for again, and the next sweep is a day off', async () => {
    const { keep, asked, later } = await missed()
    await keep()
    later(HOUR)
    await keep()
    later(24 * HOUR)
    await keep()
    expect(asked.filter((one) => one === 'replay')).toHaveLength(1)
    expect(asked.filter((one) => one === 'events')).toHaveLength(2)
  })

  it('is gone on with where it broke off', async () => {
    const { keep, instead, ports, who, later } = await missed()
    instead.replay = 'too-fast'
    await keep()
    const { sweep } = await ports.standing.get()
    expect(sweep).toMatchObject({ looked: 0, asked: 0 })
    expect(sweep.walk).toBeDefined()
    expect(sweep.sweptAt).toBeUndefined()
    delete instead.replay
    later(5 * 60_000)
    await keep()
    expect((await who()).suppression).toBeDefined()
  })

  it('is not asked for while mail is on its way: the walks step back', async () => {
    const { keep, asked, ports, readers, article, who, turnTo, tick, drain } = await missed()
    await readers(3)
    await article('The strike goes on', ['trade'])
    turnTo('2026-11-26T07:00:00Z')
    await tick()
    expect((await ports.issues.list('brief', { limit: 1 })).items).toHaveLength(1)
    asked.length = 0
    await keep()
    expect(asked).toEqual(['usage', 'endpoints'])
    expect((await who()).subscriber?.status).toBe('active')
    await drain()
    await keep()
    expect(asked).toContain('replay')
  })
})

describe('the endpoint that the provider reports to', () => {
  async function broken(change: (there: Resend, id: string) => Promise<unknown>) {
    const town = await aTown()
    await town.keep()
    const id = (await town.there.webhooks.list()).data!.data[0]!.id
    await change(town.there, id)
    return town
  }

  it('that is switched off is an error in the log, once an hour, until it is on again', async () => {
    const { keep, later, logged, ports, there } = await broken((there, id) =>
      there.webhooks.update(id, { status: 'disabled' }),
    )
    expect(logged('endpoint.ill')).toEqual([])
    later(HOUR)
    await keep()
    later(30 * 60_000)
    await keep()
    expect(logged('endpoint.ill').map(({ fields }) => fields)).toEqual([{ level: 'error', state: 'disabled' }])
    expect((await ports.standing.get()).endpoint).toMatchObject({ said: { kind: 'disabled' } })
    const id = (await there.webhooks.list()).data!.data[0]!.id
    await there.webhooks.update(id, { status: 'enabled' })
    later(HOUR)
    await keep()
    expect(logged('endpoint.ill')).toHaveLength(1)
    expect((await ports.standing.get()).endpoint).toMatchObject({ said: { kind: 'well' } })
  })

  it('that is not told of what stops mail is one too, and which is said', async () => {
    const { keep, later, logged, ports } = await broken((there, id) =>
      there.webhooks.update(id, { events: [...NEEDED_EVENTS].filter((one) => one !== 'email.complained') }),
    )
    later(HOUR)
    await keep()
    expect(logged('endpoint.ill')).toHaveLength(1)
    expect((await ports.standing.get()).endpoint).toMatchObject({
      said: { kind: 'lacks', events: ['email.complained'] },
    })
  })
})

describe('a provider that does not answer', () => {
  const MINUTE = 60_000
  const free = { mailbox: { dailyQuota: 100 } }

  /** Minutes pass as they do: what is due is done, and every five of them the account is looked after. */
  async function aMorning(options: Parameters<typeof aWorld>[0] = {}) {
    const town = await aTown(options)
    const { clock, tick, messages, ports, keep, mailbox } = town
    let looked = clock.now
    const pass = async (minutes: number) => {
      for (const until = clock.now + minutes * MINUTE; clock.now < until; ) {
        await tick()
        for (const message of messages.splice(0)) {
          if (message.queue === 'send') await sendIssue(ports, message.issue)
          if (message.queue === 'letters') await writeLetter(ports, message.letter)
        }
        if (clock.now - looked >= 5 * MINUTE) {
          looked = clock.now
          await keep()
        }
        clock.now = Math.max(clock.now, Math.min(until, (Math.floor(clock.now / MINUTE) + 1) * MINUTE))
      }
    }
    const hang = (minutes: number) => mailbox.fault({ kind: 'hang', ms: minutes * MINUTE })
    const silence = async () => (await ports.standing.get()).silence
    return { ...town, pass, hang, silence }
  }

  it('to an issue wakes somebody after a quarter of an hour, and is over with the answer', async () => {
    const { pass, hang, silence, logged, readers, article, turnTo, mails } = await aMorning()
    await readers(3)
    await article('The strike goes on', ['trade'])
    turnTo('2026-11-25T07:00:00Z')
    hang(40)
    await pass(14)
    expect([await silence(), logged('provider.silent')]).toEqual([undefined, []])
    await pass(8)
    expect(await silence()).toMatchObject({
      since: '2026-11-25T07:00:00.000Z',
      said: 'There was no answer in time.',
    })
    expect(logged('provider.silent')).toHaveLength(1)
    expect(logged('provider.silent')[0]?.fields).toMatchObject({ level: 'error', since: '2026-11-25T07:00:00.000Z' })
    await pass(30)
    expect([await silence(), mails().length]).toEqual([undefined, 3])
    expect(logged('provider.silent')).toHaveLength(1)
  })

  it('to letters alone wakes somebody too, once an hour, whatever the key for the account may do', async () => {
    const { pass, hang, silence, logged, readers, keep, mails } = await aMorning(free)
    await readers(101)
    // Its letter to the editors waits.
    await keep()
    hang(200)
    await pass(180)
    const minutes = logged('provider.silent').map(({ fields }) => fields.minutes as number)
    expect(minutes).toHaveLength(3)
    expect(minutes[0]).toBeLessThan(25)
    expect(Math.min(...minutes.slice(1).map((one, n) => one - minutes[n]!))).toBeGreaterThanOrEqual(60)
    expect(await silence()).toBeDefined()
    await pass(40)
    expect([await silence(), mails().length]).toEqual([undefined, 1])
  })

  it('is none where it answers, though it be that nothing is taken', async () => {
    const { pass, silence, logged, readers, keep, mailbox } = await aMorning(free)
    await readers(101)
    await keep()
    mailbox.fault({ kind: 'hang', ms: MINUTE })
    mailbox.fault({ kind: 'json-error', status: 403, body: { error: 'Forbidden' }, times: 50, on: 'emails' })
    await pass(60)
    expect([await silence(), logged('provider.silent')]).toEqual([undefined, []])
  })
})

describe('a copy of the table', () => {
  it('asks nothing of its original’s account, and changes nothing there', async () => {
    const { ports, asked } = await aTown()
    const closed: Ports = {
      ...ports,
      fence: { ...ports.fence, check: async () => ({ kind: 'closed', reason: 'A copy.' }) },
    }
    expect(await keepAccount(closed)).toEqual({ lifted: 0, warned: 0, closed: 'A copy.' })
    expect(asked).toEqual([])
    expect((await ports.standing.get()).usage).toBeUndefined()
  })
})
