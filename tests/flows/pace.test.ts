import { describe, expect, it } from 'vitest'
import { sendIssue, usualPace } from '../../core/flows/send-issue.ts'
import { writeLetter } from '../../core/flows/write-letter.ts'
import type { Answer } from '../../core/model/answer.ts'
import { LETTER_DEADLINE, LETTER_LOOK } from '../../core/model/letter.ts'
import { plus } from '../../core/model/time.ts'
import { type Pace, pace } from '../../functions/adapters/pace.ts'
import { resendMail } from '../../functions/adapters/resend.ts'
import type { MailboxOptions } from '../../local/mailbox/mailbox.ts'
import { aRequest } from '../support/examples.ts'
import { aWorld, type World } from '../support/world.ts'

/** Ten readers, one a batch, and an issue that a tick has just opened. */
async function anIssueToSend(mailbox: Partial<MailboxOptions> = {}) {
  const world = await aWorld({ mailbox })
  await world.topics('trade', 'city')
  await world.digest()
  await world.readers(10)
  await world.article('Forty ships', ['trade'])
  world.turnTo('2026-11-24T07:00:00Z')
  await world.tick()
  const { id } = (await world.ports.issues.list('brief', { limit: 1 })).items[0]!
  const counts = async () => (await world.ports.issues.progress(id))!.counts
  return { ...world, id, counts, pace: { ...usualPace, batch: 1 } }
}

/** A letter to somebody who signs up, not yet written. */
async function aLetter({ ports }: Pick<World, 'ports'>) {
  const now = ports.now()
  const about = {
    kind: 'sign-up',
    request: aRequest({ address: 'eve@mail.example.net' }),
    fresh: ports.ids.subscriber(),
  } as const
  const letter = { id: 'let_1', about, createdAt: now, deadline: plus(now, LETTER_DEADLINE), state: 'waiting' } as const
  await ports.letters.put(letter, plus(now, LETTER_LOOK))
  return letter.id
}

const tooFast: Answer = { kind: 'too-fast', waitMs: 1000 }
const accepted: Answer = { kind: 'accepted', refused: [] }

describe('a worker that sends', () => {
  it('learns from the answers how fast it may ask, and no second has more (I14)', async () => {
    const { ports, id, pace, mailbox, clock, counts } = await anIssueToSend({ rate: 3 })
    const began = clock.now
    await sendIssue(ports, id, { ...pace, inFlight: 1 })
    expect(await counts()).toMatchObject({ readers: 10, sent: 10 })
    const times = mailbox.accepted().map(({ time }) => Date.parse(time))
    for (const time of times)
      expect(times.filter((other) => other >= time && other < time + 1000).length).toBeLessThanOrEqual(3)
    expect((clock.now - began) / 1000).toBeLessThan(4)
  })

  it('goes on with other batches while one waits out a refusal', async () => {
    const { ports, id, pace, counts } = await anIssueToSend()
    let [asked, goOn] = [0, () => {}]
    const othersWent = new Promise<void>((done) => {
      goOn = done
    })
    const mail: typeof ports.mail = {
      ...ports.mail,
      atOnce: () => 1,
      async batch(body, key, withinMs) {
        asked += 1
        if (asked === 1) return tooFast
        if (asked === 4) goOn()
        return ports.mail.batch(body, key, withinMs)
      },
    }
    // The refused one waits until three others have gone: if they never did, neither would it.
    await sendIssue({ ...ports, mail, wait: () => othersWent }, id, pace)
    expect(await counts()).toMatchObject({ readers: 10, sent: 10 })
  })

  it('claims no more and more while all are refused: what is open stands in the progress', async () => {
    const { ports, id, pace } = await anIssueToSend()
    let most = 0
    const mail: typeof ports.mail = { ...ports.mail, atOnce: () => 2, batch: async () => tooFast }
    const wait = async () => {
      most = Math.max(most, Object.keys((await ports.issues.progress(id))!.open).length)
      await new Promise((done) => setImmediate(done))
    }
    await sendIssue({ ...ports, mail, wait }, id, pace)
    expect(most).toBe(6)
  })

  it('looks whether letters wait, and leaves them room as long as any does', async () => {
    const world = await anIssueToSend()
    const { ports, id, pace, clock } = world
    const letter = await aLetter(world)
    const room: boolean[] = []
    let batches = 0
    const mail: typeof ports.mail = {
      ...ports.mail,
      atOnce: () => 1,
      makeRoom: (lettersWait) => void room.push(lettersWait),
      async batch() {
        batches += 1
        clock.now += 1_000
        if (batches === 3) await ports.letters.look(letter, ports.now())
        if (batches === 6) await writeLetter(ports, letter)
        return accepted
      },
    }
    await sendIssue({ ...ports, mail }, id, pace)
    const [no, yes] = [false, true]
    expect(room).toEqual([no, no, yes, yes, yes, no, no, no, no])
  })
})

function refusedOnce() {
  let asked = 0
  return async (): Promise<Answer> => (asked++ === 0 ? tooFast : accepted)
}

describe('a letter', () => {
  it('that is refused as too fast can be seen to wait, at once, until it is written', async () => {
    const world = await anIssueToSend()
    const { ports } = world
    const letter = await aLetter(world)
    const waiting = async () => (await ports.letters.due(ports.now(), 1)).length
    const seen: number[] = []
    const wait = async () => void seen.push(await waiting())
    expect(await waiting()).toBe(0)
    await writeLetter({ ...ports, wait, mail: { ...ports.mail, letter: refusedOnce() } }, letter)
    expect(seen).toEqual([1])
    expect(await waiting()).toBe(0)
  })
})

describe('the spacing of requests', () => {
  const clocked = (start: Parameters<typeof pace>[0]) => {
    const clock = { now: 1_000_000 }
    const wait = async (ms: number) => {
      clock.now += ms
    }
    return { clock, pace: pace(start, () => clock.now, wait) }
  }

  it('holds for requests that come all at once', async () => {
    const { pace } = clocked({ most: 2 })
    const times = await Promise.all([1, 2, 3, 4, 5, 6].map(async () => (await pace.turn())!))
    for (const [n, time] of times.entries()) if (n >= 2) expect(time - times[n - 2]!).toBeGreaterThanOrEqual(1000)
    expect(times.at(-1)! - times[0]!).toBeLessThan(2_700)
  })

  it('goes by headers that say a number, and by no others', async () => {
    const { pace, clock } = clocked({})
    for (const said of ['', 'ten', '-5', '0', '1e9', 'NaN', '10, 10;w=1'])
      pace.heed({ 'ratelimit-limit': said }, false, clock.now)
    for (const said of ['soon', '-1', 'Tue, 24 Nov 2026 07:00:00 GMT'])
      pace.heed({ 'retry-after': said }, true, clock.now)
    pace.heed(null, true, clock.now)
    const began = clock.now
    for (let n = 0; n < 20; n++) await pace.turn()
    expect(clock.now).toBe(began)
    pace.heed({ 'ratelimit-limit': ' 4 ' }, false, clock.now)
    for (let n = 0; n < 9; n++) await pace.turn()
    expect(clock.now - began).toBeGreaterThan(2_000)
    pace.heed({ 'retry-after': '12' }, true, clock.now)
    const refused = clock.now
    await pace.turn()
    expect(clock.now - refused).toBe(12_000)
  })

  it.each([
    ['429', true],
    ['quota-at', false],
    ['500', false],
    ['401', false],
  ] as const)('takes %s for too fast: %s', async (kind, expected) => {
    const { mailbox, clock } = await aWorld()
    const heard: boolean[] = []
    const listening: Pace = {
      turn: async () => clock.now,
      heed: (_, refused) => void heard.push(refused),
      atOnce: () => 1,
      makeRoom() {},
    }
    mailbox.fault({ kind, message: 1 })
    const account = { key: 're_test', baseUrl: '', userAgent: 'tidings' }
    const send = async (path: string, { signal: _, ...init }: RequestInit) => mailbox.app.request(path, init)
    const mail = resendMail(account, listening, () => clock.now, { send })
    await mail.letter(
      { from: 'a@b.example', to: ['c@d.example'], subject: 's', html: 'h', text: 't', headers: {}, tags: [] },
      'k',
      60_000,
    )
    expect(heard).toEqual([expected])
  })
})
