import { describe, expect, it } from 'vitest'
import { sendIssue, usualPace } from '../../core/flows/send-issue.ts'
import { writeLetter } from '../../core/flows/write-letter.ts'
import { TIME_LIMITS } from '../../core/model/deadline.ts'
import { type IssueId, silenceOf } from '../../core/model/issue.ts'
import type { Letter } from '../../core/model/letter.ts'
import { plus } from '../../core/model/time.ts'
import type { Ports } from '../../core/ports.ts'
import { createLetters, createSend } from '../../functions/http/queued.ts'
import { queueHandler } from '../../functions/live/lambda.ts'
import { aWorld, type World } from '../support/world.ts'

const LIMIT = TIME_LIMITS.send * 1000
const HANGS_FOR = 600_000

/** Issues just opened and queued, one of each digest, for so many readers of each. */
async function openIssues(readers: number, ...digests: string[]) {
  const world = await aWorld()
  await world.topics('trade')
  for (const id of digests) {
    await world.digest({ id, name: id, topics: ['trade'] })
    for (let n = 0; n < readers; n++) await world.reader(`${id}${n}`, 'all', id)
  }
  await world.article('Forty ships', ['trade'])
  world.turnTo('2026-11-24T07:00:00Z')
  await world.tick()
  const ids: IssueId[] = []
  for (const id of digests) ids.push((await world.ports.issues.list(id, { limit: 1 })).items[0]!.id)
  return { ...world, ids, progress: async (id: IssueId) => (await world.ports.issues.progress(id))! }
}

/** Lets the queue and the tick work until nothing moves, and says how long each run of the sender took. */
async function runs(world: World, ports: Ports = world.ports, most = 40): Promise<number[]> {
  const lived: number[] = []
  for (let idle = 0; idle < 3 && lived.length < most; ) {
    const message = world.messages.shift()
    if (!message) {
      idle += 1
      world.clock.now += 60_000
      await world.tick()
      continue
    }
    if (message.queue !== 'send') continue
    idle = 0
    const from = world.clock.now
    await sendIssue(ports, message.issue)
    lived.push(world.clock.now - from)
  }
  return lived
}

/** The ports of a worker before whose request of this number something happens. */
function before(ports: Ports, count: number, happens: () => void): Ports {
  let asked = 0
  const batch: Ports['mail']['batch'] = (body, key, withinMs) => {
    asked += 1
    if (asked === count) happens()
    return ports.mail.batch(body, key, withinMs)
  }
  return { ...ports, mail: { ...ports.mail, batch } }
}

describe('a provider that hangs for ten minutes in mid-issue', () => {
  it.each([false, true])(
    'kills no function; nobody is mailed twice or missing, and mail flows within a minute of its return (accepted: %s)',
    async (afterAccept) => {
      const world = await openIssues(620, 'brief')
      let returns = 0
      const ports = before(world.ports, 3, () => {
        world.mailbox.fault({ kind: 'hang', ms: HANGS_FOR, afterAccept })
        returns = world.clock.now + HANGS_FOR
      })

      const lived = await runs(world, ports)

      expect(lived.length).toBeGreaterThan(6)
      expect(Math.max(...lived)).toBeLessThanOrEqual(LIMIT)
      expect(world.mailbox.summary()).toEqual({ mails: 620, recipients: 620 })
      expect(await world.progress(world.ids[0]!)).toMatchObject({ status: 'sent', counts: { sent: 620, unknown: 0 } })
      const settled = world.events.filter(({ event }) => event === 'batch.settled')
      expect(settled).toHaveLength(7)
      const after = world.mailbox.accepted().find(({ time }) => Date.parse(time) >= returns)
      expect(Date.parse(after!.time) - returns).toBeLessThanOrEqual(60_000)
    },
    30_000,
  )

  it('keeps no other digest from its turn for longer than a run', async () => {
    const world = await openIssues(5, 'brief', 'long')
    world.mailbox.fault({ kind: 'hang', ms: HANGS_FOR })
    const seen: string[] = []
    for (let n = 0; n < 4; n++) {
      const message = world.messages.shift()
      if (message?.queue !== 'send') break
      seen.push(message.issue)
      await sendIssue(world.ports, message.issue)
    }
    expect(seen).toEqual([world.ids[0], world.ids[1], world.ids[0], world.ids[1]])
  })

  it('leaves what was never posted with all its 23 hours', async () => {
    const world = await openIssues(5, 'brief')
    const [id] = world.ids as [IssueId]
    const ports: Ports = { ...world.ports, mail: { ...world.ports.mail, batch: async () => ({ kind: 'no-time' }) } }
    expect(await sendIssue(ports, id)).toMatchObject({ ended: 'continued' })
    expect((await world.progress(id)).open).toEqual({ 1: null })
  })

  it('has a letter written by the next run, and the others of its queue handed over', async () => {
    const world = await aWorld()
    const letters = ['let_1', 'let_2', 'let_3'] as const
    for (const id of letters) {
      const about = { kind: 'sign-in', to: 'ed@harbourpost.example', code: '123456', attempt: id } as never
      const now = world.ports.now()
      await world.ports.letters.put({
        id,
        about,
        createdAt: now,
        deadline: plus(now, 3_600_000),
        state: 'waiting',
      } as Letter)
    }
    world.mailbox.fault({ kind: 'hang', ms: 300_000 })
    const endsAt = plus(world.ports.now(), TIME_LIMITS.letters * 1000)

    const written = []
    for (const id of letters) written.push(await writeLetter(world.ports, id, endsAt))

    expect(written).toEqual(['later', 'later', 'later'])
    expect(world.ports.now() <= endsAt).toBe(true)
    expect(await world.ports.letters.due(world.ports.now(), 10)).toHaveLength(3)
    world.clock.now += 300_000
    await world.tick()
    await world.drain()
    expect(world.mailbox.summary().mails).toBe(3)
  })
})

describe('whatever goes wrong in the claims', () => {
  it.each([
    ['issues', 'claim', 2],
    ['audience', 'page', 2],
    ['letters', 'due', 1],
  ] as const)('a worker whose %s.%s fails waits for its requests under way', async (noun, verb, fails) => {
    const world = await openIssues(250, 'brief')
    const posting = Promise.withResolvers<void>()
    let posted = 0
    const ports: Ports = {
      ...world.ports,
      issues: {
        ...world.ports.issues,
        claim: (claim) => {
          world.clock.now += 2_000
          return world.ports.issues.claim(claim)
        },
      },
      mail: {
        ...world.ports.mail,
        batch: async (body, key, withinMs) => {
          posting.resolve()
          for (let turns = 0; turns < 20; turns++) await new Promise(setImmediate)
          const answer = await world.ports.mail.batch(body, key, withinMs)
          posted += 1
          return answer
        },
      },
    }
    const port = ports[noun] as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>
    let calls = 0
    const failing = async (...args: unknown[]) => {
      calls += 1
      if (calls < fails) return port[verb]!(...args)
      await posting.promise
      throw new Error('no answer')
    }
    const run = sendIssue({ ...ports, [noun]: { ...port, [verb]: failing } }, world.ids[0]!, {
      ...usualPace,
      rows: 100,
    })
    await expect(run).rejects.toThrow('no answer')
    expect([posted, world.mailbox.summary().mails]).toEqual([1, 100])
    expect((await world.progress(world.ids[0]!)).open).toEqual({})
  })
})

describe('an answer that the provider never wrote', () => {
  it.each([
    [500, {}],
    [502, []],
    [500, null],
    [503, 'oops'],
    [504, { title: 'Gateway Timeout' }],
  ])('%i %j is waited out in seconds, as a page would be', async (status, body) => {
    const world = await openIssues(5, 'brief')
    world.mailbox.fault({ kind: 'json-error', status, body, afterAccept: true, times: 2 })
    await sendIssue(world.ports, world.ids[0]!)
    expect(await world.progress(world.ids[0]!)).toMatchObject({ status: 'sent', counts: { sent: 5 } })
    expect(world.mailbox.summary().mails).toBe(5)
  })

  it('pauses its issue with a reason where it is a refusal, and holds up no other', async () => {
    const world = await openIssues(5, 'brief', 'long')
    world.mailbox.fault({ kind: 'json-error', status: 403, body: { error: 'Forbidden' } })
    await world.drain()
    const [brief, long] = [await world.progress(world.ids[0]!), await world.progress(world.ids[1]!)]
    expect([brief.status, long.status]).toEqual(['paused', 'sent'])
    expect(brief.reason).toContain('Forbidden (403)')
  })

  it('is told with its reason where it comes again and again', async () => {
    const world = await openIssues(5, 'brief')
    world.mailbox.fault({ kind: 'json-error', status: 500, body: { detail: 'out of order' }, times: 9 })
    await sendIssue(world.ports, world.ids[0]!)
    const told = world.events.find(({ event }) => event === 'batch.unanswered')
    expect(told?.fields).toMatchObject({ level: 'warn', reason: 'out of order (500)' })
  })
})

describe('an issue whose batch stands open without an answer', () => {
  it('says since when, when it was last asked and what came, until the answer is there', async () => {
    const world = await openIssues(250, 'brief')
    const [id] = world.ids as [IssueId]
    world.mailbox.fault({ kind: 'json-error', status: 500, body: { detail: 'out of order' }, times: 12 })
    const silence = async () => silenceOf(await world.progress(id))
    const since = world.ports.now()
    expect(await silence()).toBeUndefined()

    await sendIssue(world.ports, id)
    const first = await silence()
    expect(first).toMatchObject({ since, said: 'out of order (500)' })
    expect([first!.askedAt > since, first!.askedAt <= world.ports.now()]).toEqual([true, true])

    world.mailbox.fault({ kind: 'hang', ms: 20 * 60_000 })
    world.clock.now += 120_000
    await sendIssue(world.ports, id)
    const second = await silence()
    expect(second).toMatchObject({ since, said: 'There was no answer in time.' })
    expect(second!.askedAt > first!.askedAt).toBe(true)

    world.clock.now += 20 * 60_000
    await runs(world)
    expect([(await world.progress(id)).status, await silence()]).toEqual(['sent', undefined])
    expect(world.mailbox.summary()).toEqual({ mails: 250, recipients: 250 })
  })

  it('says no more of it once the provider answers, though it be with a refusal', async () => {
    const world = await openIssues(5, 'brief')
    const [id] = world.ids as [IssueId]
    world.mailbox.fault({ kind: 'json-error', status: 500, body: {}, times: 4 })
    await sendIssue(world.ports, id)
    expect(silenceOf(await world.progress(id))).toBeDefined()
    world.mailbox.fault({ kind: 'json-error', status: 403, body: { error: 'Forbidden' } })
    world.clock.now += 120_000
    await sendIssue(world.ports, id)
    const progress = await world.progress(id)
    expect([progress.status, silenceOf(progress)]).toEqual(['paused', undefined])
    expect(progress.open).not.toEqual({})
  })

  it('is written down with what is written anyway: a run that gets no answer costs no write more', async () => {
    const world = await openIssues(5, 'brief')
    world.mailbox.fault({ kind: 'json-error', status: 500, body: {}, times: 4 })
    const asked: string[] = []
    const issues = Object.fromEntries(
      Object.entries(world.ports.issues).map(([name, call]) => [
        name,
        (...given: never[]) => {
          asked.push(name)
          return (call as (...given: never[]) => unknown)(...given)
        },
      ]),
    ) as Ports['issues']
    await sendIssue({ ...world.ports, issues }, world.ids[0]!)
    const reads = ['progress', 'get', 'articles', 'body', 'leftOut']
    expect(asked.filter((name) => !reads.includes(name))).toEqual(['claim', 'freezeBody', 'release'])
    expect(silenceOf(await world.progress(world.ids[0]!))).toBeDefined()
  })
})

describe('a function that is called by a queue', () => {
  const event = (...bodies: object[]) =>
    ({ Records: bodies.map((body, n) => ({ messageId: `m${n}`, body: JSON.stringify(body) })) }) as never
  const leaving = (ms: number) => ({ awsRequestId: 'request-1', getRemainingTimeInMillis: () => ms })

  it('hears how long it may live, and hands back in time what it cannot do', async () => {
    const world = await openIssues(5, 'brief')
    // The clock of the machine tells when it ends.
    const ports: Ports = { ...world.ports, now: () => new Date().toISOString() }
    const handler = queueHandler(createSend(ports), '/send', { inOrder: true })
    const order = { issue: world.ids[0], cursor: 0, nonce: 'n' }
    world.messages.length = 0

    expect(await handler(event(order), leaving(12_000))).toEqual({ batchItemFailures: [] })
    expect([world.mailbox.summary().mails, world.messages.length]).toEqual([0, 1])
    expect(await handler(event(order), leaving(90_000))).toEqual({ batchItemFailures: [] })
    expect(world.mailbox.summary().mails).toBe(5)
  })

  it('hands over a letter that it has no time for', async () => {
    const world = await aWorld()
    const now = new Date().toISOString()
    const letter = {
      id: 'let_1',
      about: { kind: 'sign-in' },
      createdAt: now,
      deadline: plus(now, 60_000),
      state: 'waiting',
    }
    await world.ports.letters.put(letter as never)
    const ports: Ports = { ...world.ports, now: () => new Date().toISOString() }
    const handler = queueHandler(createLetters(ports), '/letters', { inOrder: false })
    expect(await handler(event({ letter: 'let_1' }), leaving(9_000))).toEqual({ batchItemFailures: [] })
    expect(world.events.map((one) => one.event)).toContain('letter.handed-over')
  })
})
