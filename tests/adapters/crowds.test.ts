import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { noCounts, type Progress } from '../../core/model/issue.ts'
import { afterLeave, type Subscriber } from '../../core/model/subscriber.ts'
import type { Claim } from '../../core/ports.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { type Call, type Rule, startLine } from '../../local/engines/line.ts'
import { laggingIndex, onceByToken, refusesOverlaps, stalls, throttles } from '../../local/engines/line-rules.ts'
import { byALine } from '../support/by-a-line.ts'
import { clientTo, startDynoxide } from '../support/dynoxide.ts'
import { anIssue, aSubscriber, aTopic, at } from '../support/examples.ts'

/** Where as many want the table at once as on AWS: it refuses who meets another, and whoever wants too much. */
let engine: Awaited<ReturnType<typeof startDynoxide>>
beforeAll(async () => {
  engine = await startDynoxide()
})
afterAll(() => engine.stop())

const now = () => at('09:00')

async function twoWays(rules: readonly Rule[], how: { readonly wait?: Table['wait']; readonly tries?: number } = {}) {
  const { straight, byLine: crowded } = await byALine(engine, rules, { now, tries: 1, ...how })
  return { straight, crowded }
}

const person = (digit: string): Subscriber =>
  aSubscriber({ id: `sub_${digit}1b2c3d4e5f60718293`, address: `reader-${digit}@mail.example.net`, version: 0 })

/** Shut until somebody opens it. */
function aGate() {
  let letGo = () => {}
  const open = new Promise<void>((done) => {
    letGo = done
  })
  return { open, letGo: () => letGo() }
}

describe('two who meet at the table', () => {
  /** The first such transaction stands still in the middle, until somebody is told to wait for it. */
  async function withOneInTheMiddle(kind: string) {
    const [begun, gate] = [aGate(), aGate()]
    const met = new Set<string>()
    let held = false
    const lasts = async ({ input }: Call) => {
      if (held || !JSON.stringify(input).includes(kind)) return
      held = true
      begun.letGo()
      await gate.open
    }
    const refused = (items: readonly string[]) => {
      for (const item of items) met.add(item.split(' ').at(-1)!)
    }
    const ways = await twoWays([refusesOverlaps({ lasts, refused })], { wait: async () => gate.letGo() })
    return { ...ways, begun: begun.open, letGo: gate.letGo, met }
  }

  it.each([
    ['do not stand in each other’s way, whose ids begin with different digits', 'b', []],
    ['wait for each other, whose ids begin with the same one', 'a', ['EPOCH#a', 'FUNNEL#2026-11#a']],
  ])('leaving a digest, %s', async (_, digit, meet) => {
    const { straight, crowded, begun, letGo, met } = await withOneInTheMiddle('EPOCH')
    const ada = person('a')
    const bo = aSubscriber({ id: `sub_${digit}f`, address: 'bo@mail.example.net', version: 0 })
    for (const after of [ada, bo]) expect(await straight.subscribers.save({ before: undefined, after })).toBe('saved')
    const leave = async ({ id }: Subscriber) => {
      const before = (await straight.subscribers.get(id))!
      return crowded.subscribers.save({ before, after: afterLeave(before, 'brief', now()).subscriber })
    }
    const first = leave(ada)
    await begun
    expect(await leave(bo)).toBe('saved')
    letGo()
    expect(await first).toBe('saved')
    expect([...met]).toEqual(meet)
    const epoch = await straight.audience.epoch('brief')
    expect(Object.values(epoch).reduce((sum, times) => sum + times, 0)).toBe(2)
  })

  it('with bounces of one issue are both counted, at different places', async () => {
    const { straight, crowded, begun, letGo, met } = await withOneInTheMiddle('SETBACKS')
    const bounce = (digit: string) =>
      crowded.subscribers.recordEvent({
        id: `evt_${digit}`,
        issue: 'iss_1',
        counts: ['bounced', 'hard'],
        mail: { subscriber: person(digit).id, sign: 'bounced', at: now(), note: 'no such mailbox' },
      })
    const first = bounce('a')
    await begun
    expect(await bounce('b')).toBe('saved')
    letGo()
    expect([await first, ...met]).toEqual(['saved'])
    expect(await straight.issues.setbacks('iss_1')).toMatchObject({ bounced: 2, hard: 2 })
  })

  it('one who leaves and one who claims them: the claim is told to read again, and a claim of others is not held up (STD-08, I3)', async () => {
    const { straight, crowded, begun, letGo, met } = await withOneInTheMiddle('EPOCH')
    const issue = anIssue()
    const progress: Progress = { status: 'sending', cursor: 0, ended: false, open: {}, counts: noCounts, unknown: [] }
    await straight.issues.open({ issue, progress, cut: {} })
    for (const digit of ['a', 'b', 'c']) await straight.subscribers.save({ before: undefined, after: person(digit) })
    const claimOf = (n: number, ...digits: string[]): Claim => ({
      issue: issue.id,
      digest: 'brief',
      worker: 'w1',
      cursor: n - 1,
      after: n === 1 ? undefined : `upTo ${n - 1}`,
      batch: { n, recipients: digits.map(person).map(({ id, address }) => ({ id, address, variant: 'en-1' })) },
      upTo: `upTo ${n}`,
      ended: false,
      skipped: 0,
      epoch: {},
      now: now(),
      leaseUntil: at('09:02'),
    })
    const before = (await straight.subscribers.get(person('a').id))!
    const leaving = crowded.subscribers.save({ before, after: afterLeave(before, 'brief', now()).subscriber })
    await begun
    expect(await crowded.issues.claim(claimOf(1, 'c'))).toBe('claimed')
    expect([...met]).toEqual([])
    expect(await crowded.issues.claim(claimOf(2, 'a', 'b'))).toBe('moved')
    expect([await leaving, ...met]).toEqual(['saved', 'EPOCH#a'])
    letGo()
    expect(await crowded.issues.claim(claimOf(2, 'b'))).toBe('claimed')
  })
})

it('setbacks that were counted in one place, before there were sixteen, are still counted', async () => {
  const { straight } = await twoWays([])
  const { client, name } = straight.table
  const Item = { pk: 'ISSUE#iss_1', sk: 'SETBACKS', bounced: 3, hard: 2 }
  await client.send(new PutCommand({ TableName: name, Item }))
  await straight.subscribers.recordEvent({ id: 'evt_1', issue: 'iss_1', counts: ['bounced'] })
  expect(await straight.issues.setbacks('iss_1')).toMatchObject({ bounced: 4, hard: 2 })
})

describe('a table that has too much to do', () => {
  it('is asked again until it has less: nothing is lost, and nothing is counted twice', async () => {
    const clock = { ms: 0 }
    const wait = async (ms: number) => {
      clock.ms += ms
    }
    const partition = { write: 10, read: 1_000 }
    const { straight, crowded } = await twoWays([throttles({ partition, now: () => clock.ms })], { wait })
    const events = Array.from({ length: 12 }, (_, n) => ({ id: `evt_${n}`, issue: 'iss_1', counts: ['hard'] as const }))
    for (const event of events) expect(await crowded.subscribers.recordEvent(event)).toBe('saved')
    expect(clock.ms).toBeGreaterThan(0)
    expect(await straight.issues.setbacks('iss_1')).toMatchObject({ hard: 12 })
  })

  it('says so where it stays like that', async () => {
    const { crowded } = await twoWays([throttles({ table: { write: 0, read: 0 }, now: () => 0 })])
    await expect(crowded.topics.put(aTopic('ships'), 'new')).rejects.toMatchObject({ name: 'ThrottlingException' })
    await expect(crowded.topics.all()).rejects.toMatchObject({ name: 'ThrottlingException' })
  })
})

it('what was done, and not heard of, is known when it is asked for again, whoever is at its items by then', async () => {
  let tries = 0
  const lostThenMet: Rule = async (call, next) => {
    if (call.operation !== 'TransactWriteItems') return next()
    tries += 1
    if (tries > 1) return { status: 400, body: JSON.stringify({ __type: 'TransactionConflictException' }) }
    await next()
    return 'cut'
  }
  const { straight, crowded } = await twoWays([onceByToken(lostThenMet)], { tries: 3 })
  const issue = anIssue()
  const progress: Progress = { status: 'sending', cursor: 0, ended: true, open: {}, counts: noCounts, unknown: [] }
  await straight.issues.open({ issue, progress, cut: {} })
  const end = { issue, from: ['sending'], to: 'sent', now: now() } as const
  expect(await crowded.issues.become(end)).toBe(true)
  expect([tries, (await straight.issues.progress(issue.id))?.status]).toEqual([1, 'sent'])
})

it('what is due by the index of a moment ago is looked at where it stands', async () => {
  const { straight, crowded } = await twoWays([laggingIndex()])
  const issue = anIssue()
  const lookAt = at('08:59')
  const progress: Progress = {
    status: 'sending',
    cursor: 0,
    ended: true,
    open: {},
    counts: noCounts,
    unknown: [],
    lookAt,
  }
  await straight.issues.open({ issue, progress, cut: {} })
  expect(await crowded.issues.look(issue.id, lookAt, at('09:02'))).toBe(true)
  expect(await straight.issues.due(now(), 9)).toEqual([])
  // The line still says so, and whoever acts on it is refused.
  expect(await crowded.issues.due(now(), 9)).toEqual([issue.id])
  expect(await crowded.issues.look(issue.id, lookAt, at('09:03'))).toBe(false)
})

it('a table that takes a call and never answers it is asked again', async () => {
  const line = await startLine(
    engine.endpoint,
    stalls(({ attempt }) => attempt === 1),
  )
  const client = clientTo(line.url, { answer: 200 })
  onTestFinished(() => {
    client.destroy()
    line.stop()
  })
  const straight = await engine.stores({ now })
  await straight.topics.put(aTopic('ships'), 'new')
  expect(await engine.over({ ...straight.table, client }).topics.get('ships')).toMatchObject({ slug: 'ships' })
})
