import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asItComes } from '../../core/model/arrangement.ts'
import type { Progress } from '../../core/model/issue.ts'
import { noCounts } from '../../core/model/issue.ts'
import type { LetterId } from '../../core/model/letter.ts'
import { overall, rules } from '../../core/model/limits.ts'
import { looksOf } from '../../core/model/source.ts'
import { afterLeave, afterMove, type Subscriber } from '../../core/model/subscriber.ts'
import type { Claim } from '../../core/ports.ts'
import { startDynoxide } from '../support/dynoxide.ts'
import { aDigest, anArticle, anIssue, aSource, aSubscriber, aTopic, at } from '../support/examples.ts'
import { createMemory, type Stores } from '../support/memory.ts'
import { simulatedStores } from '../support/simulated.ts'

/** One exam, sat by the table on the real protocol, the store in memory and the simulator's table: what flows rely on is what all promise. */
let engine: Awaited<ReturnType<typeof startDynoxide>>
beforeAll(async () => {
  engine = await startDynoxide()
})
afterAll(() => engine.stop())

const clock = { now: at('09:00') }
const now = () => clock.now
const both: [string, () => Promise<Stores>][] = [
  ['memory', async () => createMemory({ now })],
  ['the table', () => engine.stores({ now })],
  ["the simulator's table", async () => simulatedStores(now)],
]

const begun: Progress = {
  status: 'sending',
  cursor: 0,
  ended: false,
  open: {},
  counts: noCounts,
  unknown: [],
  lookAt: at('09:02'),
}
const person = (digit: string, change: Partial<Subscriber> = {}): Subscriber =>
  aSubscriber({
    id: `sub_${digit}1b2c3d4e5f60718293`,
    address: `reader-${digit}@mail.example.net`,
    version: 0,
    ...change,
  })
const recipient = (one: Subscriber) => ({ id: one.id, address: one.address, variant: 'en-1' })

async function anOpened(stores: Stores) {
  const issue = anIssue()
  expect(await stores.issues.open({ issue, progress: begun, cut: {} })).toBe('opened')
  return issue
}
const aClaim = (change: Partial<Claim> = {}): Claim => ({
  issue: 'iss_1',
  digest: 'brief',
  worker: 'w1',
  cursor: 0,
  after: undefined,
  batch: { n: 1, recipients: [recipient(person('a'))] },
  upTo: 'main#-#sub_a',
  ended: false,
  skipped: 2,
  epoch: {},
  now: at('09:00'),
  leaseUntil: at('09:02'),
  lookAt: at('09:02'),
  ...change,
})

describe.each(both)('%s', (_, open) => {
  it('gives an issue back as it was opened, its schedule or, from before there were languages, its rhythm in words', async () => {
    for (const said of [
      { schedule: { every: 'week', on: ['mon', 'thu'], at: ['08:00'], zone: 'reader', from: '2026-12-01' } },
      { schedule: { every: 'filing', settleMinutes: 10, atMostEveryMinutes: 60 } },
      { rhythm: 'every day at 08:00, Europe/Berlin' },
    ] as const) {
      const stores = await open()
      const { schedule: _, rhythm: __, ...frozen } = anIssue().frozen
      const { articles, ...issue } = { ...anIssue(), frozen: { ...frozen, ...said } }
      await stores.issues.open({ issue: { ...issue, articles }, progress: begun, cut: {} })
      expect(await stores.issues.get(issue.id)).toEqual(issue)
    }
  })

  it('gives a slot one issue, and none to who did not know of the last (I6)', async () => {
    const stores = await open()
    const issue = await anOpened(stores)
    expect(
      await stores.issues.open({ issue: { ...issue, id: 'iss_2' }, progress: begun, cut: { lastIssue: 'iss_1' } }),
    ).toBe('taken')
    const later = { ...issue, id: 'iss_3' as const, slot: { ...issue.slot, name: 'later' } }
    expect(await stores.issues.open({ issue: later, progress: begun, cut: {} })).toBe('taken')
    expect(await stores.digests.cut('brief', 'main', '-')).toEqual({
      lastIssue: 'iss_1',
      lastSlotIssue: 'iss_1',
      lastSlotAt: issue.slot.at,
      lastLocal: issue.slot.local,
      coversFrom: issue.coversFrom,
    })
    expect({ ...(await stores.issues.get('iss_1')), articles: await stores.issues.articles('iss_1') }).toEqual(issue)
    expect(await stores.issues.due(at('09:01'), 9)).toEqual([])
    expect(await stores.issues.due(at('09:02'), 9)).toEqual(['iss_1'])
  })

  it('keeps what editors decide about what comes next, for whoever has read the last of it', async () => {
    const stores = await open()
    expect(await stores.digests.arrangement('brief', 'main')).toEqual(asItComes)
    const first = { ...asItComes, out: ['art_1' as const], intro: { slot: '2026-11-25T08:00', text: 'Good morning.' } }
    expect(await stores.digests.arrange('brief', 'main', asItComes, first)).toBe('saved')
    expect(await stores.digests.arrange('brief', 'main', asItComes, first)).toBe('lost')
    const known = await stores.digests.arrangement('brief', 'main')
    expect(known).toEqual({ ...first, version: 1 })
    expect(await stores.digests.arrange('brief', 'main', known, { ...known, lead: 'art_2' })).toBe('saved')
    expect(await stores.digests.arrange('brief', 'main', known, known)).toBe('lost')
    expect(await stores.digests.arrangement('brief', 'evening')).toEqual(asItComes)
  })

  it('lets one of two claims at a cursor win, and writes down what it claimed', async () => {
    const stores = await open()
    await anOpened(stores)
    expect(await stores.issues.claim(aClaim())).toBe('claimed')
    expect(await stores.issues.claim(aClaim({ worker: 'w2' }))).toBe('lost')
    expect(await stores.issues.claim(aClaim())).toBe('lost')
    expect(await stores.issues.progress('iss_1')).toMatchObject({
      cursor: 1,
      after: 'main#-#sub_a',
      open: { 1: at('09:00') },
      lease: { owner: 'w1', until: at('09:02') },
      lookAt: at('09:02'),
      counts: { readers: 3, skipped: 2 },
    })
    expect(await stores.issues.batch('iss_1', 1)).toEqual({ n: 1, recipients: [recipient(person('a'))] })
  })

  it('lets another worker claim when the lease is over, and the stale one no more', async () => {
    const stores = await open()
    await anOpened(stores)
    await stores.issues.claim(aClaim())
    const second = {
      cursor: 1,
      after: 'main#-#sub_a',
      upTo: 'main#-#sub_b',
      batch: { n: 2, recipients: [recipient(person('b'))] },
    }
    expect(await stores.issues.claim(aClaim({ ...second, worker: 'w2', now: at('09:01') }))).toBe('lost')
    expect(
      await stores.issues.claim(aClaim({ ...second, worker: 'w2', now: at('09:03'), leaseUntil: at('09:05') })),
    ).toBe('claimed')
    expect(await stores.issues.claim(aClaim({ ...second, worker: 'w1', now: at('09:03') }))).toBe('lost')
  })

  it('lets no claim pass that would reach somebody who left after the read, and hinders no other digit (STD-08, I3)', async () => {
    const stores = await open()
    await anOpened(stores)
    for (const digit of ['a', 'b']) await stores.subscribers.save({ before: undefined, after: person(digit) })
    const epoch = await stores.audience.epoch('brief')
    const leaver = (await stores.subscribers.get(person('a').id))!
    expect(
      await stores.subscribers.save({ before: leaver, after: afterLeave(leaver, 'brief', now()).subscriber }),
    ).toBe('saved')
    expect(await stores.issues.claim(aClaim({ epoch }))).toBe('moved')
    expect(await stores.issues.progress('iss_1')).toMatchObject({ cursor: 0, open: {} })
    expect(await stores.issues.claim(aClaim({ epoch, batch: { n: 1, recipients: [recipient(person('b'))] } }))).toBe(
      'claimed',
    )
  })

  it('claims nothing of an issue that is paused, and settles what is open once (I11, I13)', async () => {
    const stores = await open()
    const issue = await anOpened(stores)
    await stores.issues.claim(aClaim())
    expect(await stores.issues.become({ issue, from: ['sending'], to: 'paused', reason: 'why', now: now() })).toBe(true)
    expect(await stores.issues.become({ issue, from: ['sending'], to: 'paused', now: now() })).toBe(false)
    expect(
      await stores.issues.claim(
        aClaim({ cursor: 1, after: 'main#-#sub_a', batch: { n: 2, recipients: [recipient(person('b'))] } }),
      ),
    ).toBe('lost')
    const settlement = {
      issue: 'iss_1' as const,
      n: 1,
      sent: 0,
      skipped: 0,
      unknown: 0,
      failed: [{ index: 0, message: 'no' }],
      now: now(),
    }
    expect([await stores.issues.settle(settlement), await stores.issues.settle(settlement)]).toEqual([true, false])
    expect(await stores.issues.progress('iss_1')).toMatchObject({ open: {}, reason: 'why', counts: { failed: 1 } })
    expect(await stores.issues.result('iss_1', 1)).toMatchObject({ failed: [{ index: 0, message: 'no' }] })
  })

  it('moves the cut with the issue that was sent, and takes it off the tick', async () => {
    const stores = await open()
    const issue = await anOpened(stores)
    expect(await stores.issues.become({ issue, from: ['sending'], to: 'sent', now: now() })).toBe(true)
    expect(await stores.digests.cut('brief', 'main', '-')).toMatchObject({
      sentCut: issue.openedAt,
      sentIssue: 'iss_1',
    })
    expect(await stores.issues.due('2030-01-01T00:00:00.000Z', 9)).toEqual([])
    expect(await stores.issues.progress('iss_1')).toMatchObject({ status: 'sent', finishedAt: now() })
  })

  it('keeps a finished issue on the tick until its batches hold no addresses any more (STD-62)', async () => {
    const stores = await open()
    const issue = await anOpened(stores)
    await stores.issues.claim(aClaim())
    await stores.issues.settle({ issue: 'iss_1', n: 1, sent: 1, skipped: 0, unknown: 0, failed: [], now: now() })
    await stores.issues.become({ issue, from: ['sending'], to: 'sent', lookAt: at('09:05'), now: now() })
    expect(await stores.issues.due(at('09:05'), 9)).toEqual(['iss_1'])
    await stores.issues.forgetAddresses('iss_1', 1)
    await stores.issues.forgetAddresses('iss_1', 1)
    await stores.issues.forgetAddresses('iss_1', 2)
    expect((await stores.issues.batch('iss_1', 1))?.recipients).toEqual([
      { id: person('a').id, address: '', variant: 'en-1' },
    ])
    await stores.issues.tidied('iss_1', 1, false)
    expect(await stores.issues.progress('iss_1')).toMatchObject({ tidied: 1, lookAt: at('09:05') })
    await stores.issues.tidied('iss_1', 1, true)
    expect(await stores.issues.due(at('23:59'), 9)).toEqual([])
    const progress = await stores.issues.progress('iss_1')
    expect([progress?.status, progress?.lookAt, progress?.lease]).toEqual(['sent', undefined, undefined])
  })

  it('asks for a person where a batch is lost, whatever the numbers say', async () => {
    const stores = await open()
    await anOpened(stores)
    await stores.issues.claim(aClaim())
    const nothing = { sent: 0, skipped: 0, unknown: 0, failed: [] }
    await stores.issues.settle({ issue: 'iss_1', n: 1, ...nothing, lost: true, now: now() })
    expect(await stores.issues.progress('iss_1')).toMatchObject({ open: {}, unknown: [1] })
  })

  it('makes of an unknown batch one that is sent again, once', async () => {
    const stores = await open()
    const issue = await anOpened(stores)
    await stores.issues.claim(aClaim({ ended: true }))
    await stores.issues.settle({ issue: 'iss_1', n: 1, sent: 0, skipped: 0, unknown: 1, failed: [], now: now() })
    await stores.issues.become({ issue, from: ['sending'], to: 'needs-person', reason: 'why', now: now() })
    const again = {
      issue: 'iss_1' as const,
      n: 1,
      size: 1,
      cursor: 1,
      recipients: [recipient(person('a'))],
      now: now(),
    }
    expect(await stores.issues.reopen({ ...again, n: 7 })).toBe(false)
    expect([await stores.issues.reopen(again), await stores.issues.reopen(again)]).toEqual([true, false])
    const { reason, finishedAt, ...rest } = (await stores.issues.progress('iss_1'))!
    expect([reason, finishedAt]).toEqual([undefined, undefined])
    expect(rest).toMatchObject({ status: 'sending', cursor: 2, open: { 2: null }, unknown: [], counts: { unknown: 0 } })
    expect((await stores.issues.batch('iss_1', 2))?.recipients).toEqual(again.recipients)
    expect(await stores.issues.due(now(), 9)).toEqual(['iss_1'])
  })

  it('erases all that is kept of somebody, and stops the claim that would still reach them (STD-62, I3)', async () => {
    const stores = await open()
    const consent = { at: now(), kind: 'attested' as const, digests: [] }
    await stores.subscribers.save({ before: undefined, after: person('a'), consent })
    await anOpened(stores)
    const epoch = await stores.audience.epoch('brief')
    const known = (await stores.subscribers.get(person('a').id))!
    const stays = { why: 'erased' as const, at: now() }
    expect(await stores.subscribers.erase({ ...known, version: 7 }, stays)).toBe('lost')
    expect(await stores.subscribers.erase(known, stays)).toBe('saved')
    expect(await stores.issues.claim(aClaim({ epoch }))).toBe('moved')
    expect(await stores.subscribers.byAddress(known.address)).toEqual({ suppression: stays })
    expect(await stores.subscribers.consent(known.id)).toEqual([])
    expect((await stores.subscribers.list({}, { limit: 9 })).items).toEqual([])
    expect((await stores.audience.page('brief', 'main', '-', undefined, 9)).rows).toEqual([])
  })

  it('freezes a body, and whom a retry leaves out, at the first word', async () => {
    const stores = await open()
    await anOpened(stores)
    expect([
      await stores.issues.freezeBody('iss_1', 'en-1', 'first'),
      await stores.issues.freezeBody('iss_1', 'en-1', 'second'),
    ]).toEqual(['first', 'first'])
    expect([
      await stores.issues.leaveOut('iss_1', 1, ['sub_a']),
      await stores.issues.leaveOut('iss_1', 1, ['sub_b']),
    ]).toEqual([['sub_a'], ['sub_a']])
    expect(await stores.issues.leftOut('iss_1', 2)).toBeUndefined()
  })

  it('saves a subscriber once per version, finds them by address, and answers an event once (T71)', async () => {
    const stores = await open()
    expect(
      await stores.subscribers.save({
        before: undefined,
        after: person('a'),
        consent: { at: now(), kind: 'asked', digests: [] },
      }),
    ).toBe('saved')
    expect(await stores.subscribers.save({ before: undefined, after: person('a') })).toBe('lost')
    expect(
      await stores.subscribers.save({ before: undefined, after: person('b', { address: person('a').address }) }),
    ).toBe('lost')
    const { subscriber } = await stores.subscribers.byAddress(person('a').address)
    const event = { id: 'msg_1', issue: 'iss_1', counts: ['bounced', 'hard'] as const }
    const change = {
      before: subscriber,
      after: { ...subscriber!, locale: 'de' },
      suppression: { why: 'bounced' as const, at: now() },
      event,
    }
    expect([await stores.subscribers.save(change), await stores.subscribers.save(change)]).toEqual(['saved', 'seen'])
    expect(await stores.issues.setbacks('iss_1')).toEqual({ bounced: 1, hard: 1, complained: 0, failed: 0 })
    expect(await stores.subscribers.byAddress(person('a').address)).toMatchObject({
      subscriber: { locale: 'de', version: 2 },
      suppression: { why: 'bounced' },
    })
    expect((await stores.subscribers.consent(person('a').id)).map((one) => one.kind)).toEqual(['asked'])
  })

  it('lets no suppressed address into an audience by somebody who did not know (STD-56)', async () => {
    const stores = await open()
    await stores.subscribers.suppress(person('a').address, { why: 'complained', at: now() }, { id: 'e', counts: [] })
    expect(await stores.subscribers.save({ before: undefined, after: person('a') })).toBe('lost')
    expect((await stores.audience.page('brief', 'main', '-', undefined, 9)).rows).toEqual([])
  })

  it('forgets somebody who never confirmed after fourteen days (STD-61)', async () => {
    const stores = await open()
    clock.now = '2026-11-01T00:00:00.000Z'
    await stores.subscribers.save({
      before: undefined,
      after: person('a', { status: 'pending', askedAt: [clock.now], subscriptions: [] }),
    })
    clock.now = '2026-11-14T23:59:00.000Z'
    expect((await stores.subscribers.byAddress(person('a').address)).subscriber?.status).toBe('pending')
    clock.now = '2026-11-15T00:00:01.000Z'
    expect(await stores.subscribers.byAddress(person('a').address)).toEqual({})
    expect(
      await stores.subscribers.save({ before: undefined, after: person('b', { address: person('a').address }) }),
    ).toBe('saved')
    clock.now = at('09:00')
  })

  it('reads the audience in order, page by page, and readers by the start of their address', async () => {
    const stores = await open()
    for (const digit of ['c', 'a', 'b']) await stores.subscribers.save({ before: undefined, after: person(digit) })
    const first = await stores.audience.page('brief', 'main', '-', undefined, 2)
    expect([first.rows.map((row) => row.address), first.ended]).toEqual([
      ['reader-a@mail.example.net', 'reader-b@mail.example.net'],
      false,
    ])
    const second = await stores.audience.page('brief', 'main', '-', first.last, 2)
    expect([second.rows.map((row) => row.address), second.ended]).toEqual([['reader-c@mail.example.net'], true])
    const list = await stores.subscribers.list({ prefix: 'reader-' }, { limit: 2 })
    expect(list.items.map((one) => one.address)).toEqual(['reader-a@mail.example.net', 'reader-b@mail.example.net'])
    expect(
      (await stores.subscribers.list({ prefix: 'reader-' }, { limit: 2, cursor: list.cursor })).items,
    ).toHaveLength(1)
    expect(await stores.subscribers.stillOn('brief', [person('a').id, 'sub_nobody'], now())).toEqual(
      new Set([person('a').id]),
    )
  })

  it('pages through readers by address, each once, however they lie', async () => {
    const stores = await open()
    // Most of them in one shard, in a stretch: what a page needs of it is more than its share.
    const digits = [...'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa0123456789abcdef']
    const names = digits.map((digit, n) => ({
      id: `sub_${digit}${String(n).padStart(19, '0')}` as const,
      address: `r${String(n).padStart(2, '0')}@mail.example.net`,
    }))
    for (const one of names)
      await stores.subscribers.save({ before: undefined, after: aSubscriber({ ...one, version: 0 }) })
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await stores.subscribers.list({}, { limit: 7, cursor })
      seen.push(...page.items.map(({ address }) => address))
      cursor = page.cursor
    } while (cursor)
    expect(seen).toEqual(names.map(({ address }) => address))
  })

  it('opens a session by an attempt once, counts tries, and forgets both in time', async () => {
    const stores = await open()
    const attempt = { id: 'a1', address: 'ed@mail.example.net', createdAt: at('09:00'), tries: 0 }
    await stores.editors.begin(attempt)
    expect((await stores.editors.try('a1'))?.tries).toBe(1)
    expect((await stores.editors.try('a1'))?.tries).toBe(2)
    expect(await stores.editors.try('nobody')).toBeUndefined()
    const session = { id: 's1', address: attempt.address, createdAt: at('09:00'), seenAt: at('09:00') }
    expect(await stores.editors.open(attempt, session)).toBe(true)
    expect(await stores.editors.open(attempt, { ...session, id: 's2' })).toBe(false)
    await stores.editors.seen('s1', at('10:00'))
    await stores.editors.seen('nobody', at('10:00'))
    expect(await stores.editors.session('s1')).toMatchObject({ address: 'ed@mail.example.net', seenAt: at('10:00') })
    expect((await stores.editors.sessions()).map(({ id }) => id)).toEqual(['s1'])
    await stores.editors.close('s1')
    expect(await stores.editors.session('s1')).toBeUndefined()
    await stores.editors.put({ address: 'ed@mail.example.net', role: 'viewer' })
    await stores.editors.put({ address: 'ed@mail.example.net', role: 'editor' })
    expect(await stores.editors.list()).toMatchObject([{ address: 'ed@mail.example.net', role: 'editor' }])
    await stores.editors.remove('ed@mail.example.net')
    expect(await stores.editors.list()).toEqual([])
  })

  it('knows the zones of an edition that have readers, and takes a reader from one to another', async () => {
    const stores = await open()
    const inZone = (digit: string, zone: string) =>
      person(digit, { subscriptions: person(digit).subscriptions.map((one) => ({ ...one, zone })) })
    await stores.subscribers.save({ before: undefined, after: inZone('a', 'Asia/Tokyo') })
    await stores.subscribers.save({ before: undefined, after: inZone('b', 'Asia/Tokyo') })
    await stores.subscribers.save({ before: undefined, after: person('c') })
    expect(await stores.audience.zones('brief', 'main')).toEqual(['Asia/Tokyo'])
    const before = (await stores.subscribers.get(person('a').id))!
    const after = afterMove(before, 'brief', 'Europe/Berlin', '2026-11-24T08:00')
    expect(await stores.subscribers.save({ before, after })).toBe('saved')
    expect((await stores.audience.zones('brief', 'main')).toSorted()).toEqual(['Asia/Tokyo', 'Europe/Berlin'])
    const { rows } = await stores.audience.page('brief', 'main', 'Europe/Berlin', undefined, 9)
    expect(rows).toMatchObject([{ subscriber: before.id, servedTo: '2026-11-24T08:00' }])
    expect(await stores.audience.zones('brief', 'weekly')).toEqual([])
  })

  it('lets nobody leave a zone on what was read of it before its issue went on (design §6)', async () => {
    const stores = await open()
    const issue = await anOpened(stores)
    await stores.subscribers.save({ before: undefined, after: person('a') })
    const before = (await stores.subscribers.get(person('a').id))!
    const read = {
      digest: 'brief',
      edition: 'main',
      zone: '-',
      cut: await stores.digests.cut('brief', 'main', '-'),
      progress: (await stores.issues.progress(issue.id))!,
    }
    await stores.issues.claim(aClaim({ batch: { n: 1, recipients: [recipient(person('b'))] } }))
    const after = { ...before, locale: 'de' }
    expect(await stores.subscribers.save({ before, after, leaves: read })).toBe('lost')
    expect(await stores.subscribers.save({ before, after, leaves: { ...read, cut: {} } })).toBe('lost')
    const progress = (await stores.issues.progress(issue.id))!
    expect(await stores.subscribers.save({ before, after, leaves: { ...read, progress } })).toBe('saved')
  })

  it('wakes an edition earlier, never later, and none that sleeps', async () => {
    const stores = await open()
    await stores.digests.save(undefined, aDigest())
    expect([
      await stores.digests.wakeBy('brief', 'main', at('08:00')),
      await stores.digests.wakeBy('brief', 'main', at('06:30')),
    ]).toEqual([false, true])
    expect(await stores.digests.due(at('06:30'), 9)).toEqual([{ digest: 'brief', edition: 'main' }])
    expect(await stores.digests.wake('brief', 'main', at('06:30'), at('07:30'), { wokenAt: at('06:31') })).toBe(true)
    expect((await stores.digests.get('brief'))?.editions).toMatchObject([{ wakeAt: at('07:30'), wokenAt: at('06:31') }])
    expect(await stores.digests.wake('brief', 'main', at('07:30'), undefined)).toBe(true)
    expect(await stores.digests.wakeBy('brief', 'main', at('06:30'))).toBe(false)
  })

  it('wakes an edition that is called for, and puts none to sleep that was called meanwhile', async () => {
    const stores = await open()
    const { wakeAt: _, ...asleep } = aDigest().editions[0]!
    const schedule = { every: 'filing', settleMinutes: 5, atMostEveryMinutes: 30 } as const
    await stores.digests.save(undefined, aDigest({ editions: [{ ...asleep, schedule }] }))
    const alerts = async () => (await stores.digests.get('brief'))?.editions[0]
    await stores.digests.call('brief', 'nowhere', at('07:00'))
    await stores.digests.call('brief', 'main', at('07:00'))
    await stores.digests.call('brief', 'main', at('07:30'))
    expect(await alerts()).toMatchObject({ wakeAt: at('07:00'), calls: 2, schedule })
    expect(await stores.digests.due(at('07:00'), 9)).toEqual([{ digest: 'brief', edition: 'main' }])
    const sleep = (calls: number) => stores.digests.wake('brief', 'main', at('07:00'), undefined, { calls })
    expect([await sleep(1), await sleep(2)]).toEqual([false, true])
    expect(await stores.digests.due(at('23:59'), 9)).toEqual([])
  })

  it('counts each bucket for itself up to its line, however many ask at once, and says how many there are (T11)', async () => {
    const stores = await open()
    const bucket = { rule: 'bareNetwork', subject: '203.0.113.7/32' } as const
    const { hard } = rules.bareNetwork
    const counts = (
      await Promise.all(Array.from({ length: hard + 5 }, () => stores.limits.take([[overall], [bucket]])))
    ).map(([, count]) => count)
    expect(counts.filter((count) => count === 'full')).toHaveLength(5)
    expect(new Set(counts)).toEqual(new Set([...Array.from({ length: hard }, (_, n) => n + 1), 'full']))
    expect([await stores.limits.level(bucket), await stores.limits.level(overall)]).toEqual([hard, hard + 5])
    expect(await stores.limits.level({ ...bucket, subject: '203.0.113.8/32' })).toBe(0)
  })

  it('counts nothing behind a group that is full', async () => {
    const stores = await open()
    const narrow = { rule: 'bareNetwork', subject: '203.0.113.5/32' } as const
    for (let n = 0; n < rules.bareNetwork.hard; n++) await stores.limits.take([[narrow]])
    expect(await stores.limits.take([[narrow, { ...narrow, subject: 'beside' }], [overall]])).toEqual([
      'full',
      1,
      'full',
    ])
    expect(await stores.limits.level(overall)).toBe(0)
  })

  it('lets a full window run out little by little: its end is no second budget (T11)', async () => {
    const stores = await open()
    const bucket = { rule: 'bareNetwork', subject: '203.0.113.9/32' } as const
    const { hard } = rules.bareNetwork
    try {
      clock.now = at('09:59')
      for (let n = 0; n < hard; n++) await stores.limits.take([[bucket]])
      clock.now = at('10:00')
      expect(await stores.limits.take([[bucket]])).toEqual(['full'])
      clock.now = at('10:30')
      expect(await stores.limits.take([[bucket]])).toEqual([hard / 2 + 1])
      clock.now = at('12:00')
      expect([await stores.limits.level(bucket), await stores.limits.take([[bucket]])]).toEqual([0, [1]])
    } finally {
      clock.now = at('09:00')
    }
  })

  it('counts one spelling of a mailbox a day, and no other beside it (T10)', async () => {
    const stores = await open()
    const spelt = (only: string) => ({ rule: 'address', subject: 'ada@gmail.com', only }) as const
    const take = async (only: string) => (await stores.limits.take([[spelt(only)]]))[0]
    try {
      expect([await take('ada+1@gmail.com'), await take('a.da@gmail.com'), await take('ada+1@gmail.com')]).toEqual([
        1,
        'full',
        2,
      ])
      clock.now = '2026-11-25T09:00:00.000Z'
      expect(await take('a.da@gmail.com')).toBe('full')
      clock.now = '2026-11-26T09:00:00.000Z'
      expect(await take('a.da@gmail.com')).toBe(1)
    } finally {
      clock.now = at('09:00')
    }
  })

  it('uses a proof up once, for one thing, until it has expired (T07)', async () => {
    const stores = await open()
    const proof = { nonce: 'a1b2', issuedAt: at('08:59'), expiresAt: at('10:00') }
    const spend = (what: string, letter: LetterId) => stores.limits.spend(proof, { what, letter })
    expect(await Promise.all([spend('ada', 'let_1'), spend('ada', 'let_2')])).toEqual(['let_1', 'let_1'])
    expect([await spend('bo', 'let_3'), await spend('ada', 'let_4')]).toEqual(['refused', 'let_1'])
    try {
      clock.now = at('10:00')
      expect(await spend('bo', 'let_5')).toBe('let_5')
    } finally {
      clock.now = at('09:00')
    }
  })

  it('keeps a letter back until the moment that is named, and no other (T08)', async () => {
    const stores = await open()
    const letter = {
      id: 'let_held' as const,
      about: { kind: 'held', issue: 'iss_1', to: 'ed@mail.example.net' } as const,
      createdAt: at('09:00'),
      deadline: at('20:00'),
      state: 'waiting' as const,
    }
    await stores.letters.put(letter, at('11:00'))
    expect([await stores.letters.due(at('10:59'), 9), await stores.letters.due(at('11:00'), 9)]).toEqual([
      [],
      ['let_held'],
    ])
  })

  it('files an article with its filings, once per version, and reads filings after one moment up to another', async () => {
    const stores = await open()
    const article = anArticle({ id: 'art_1', topics: ['trade'], filed: { trade: at('07:00') }, version: 0 })
    expect([await stores.articles.save(undefined, article), await stores.articles.save(undefined, article)]).toEqual([
      'saved',
      'lost',
    ])
    const known = (await stores.articles.get('art_1'))!
    const filings = async (from: string, to: string) =>
      (await stores.articles.filings('trade', at(from), at(to))).map((one) => one.article)
    expect([await filings('06:59', '07:00'), await filings('07:00', '08:00')]).toEqual([['art_1'], []])
    expect(await stores.articles.save(known, { ...known, topics: [] })).toBe('saved')
    expect(await filings('00:00', '23:59')).toEqual([])
    expect((await stores.articles.getMany(['art_1', 'art_none'])).map((one) => one.id)).toEqual(['art_1'])
    expect((await stores.articles.list({ status: 'filed', q: 'strike' }, { limit: 5 })).items).toHaveLength(1)
  })

  it('follows a feed once, gives it back as it was saved, and has it looked at when its time comes', async () => {
    const stores = await open()
    const feed = aSource({
      looksFrom: at('09:00'),
      rules: [{ when: { category: 'World/China' }, tag: 'china' }],
      seen: { '0123456789ab': 'ba9876543210', ffffffffffff: '000000000000' },
      lastQuarantined: [{ entry: 'Untitled', reason: 'It has no title.' }],
      etag: '"7"',
    })
    expect([await stores.feeds.save(undefined, feed), await stores.feeds.save(undefined, feed)]).toEqual([
      'saved',
      'lost',
    ])
    const known = (await stores.feeds.get(feed.id))!
    expect(known).toEqual({ ...feed, version: 1 })
    expect((await stores.feeds.looks()).feeds).toEqual([{ id: feed.id, ...looksOf(feed) }])
    const { looksFrom: _, ...rest } = known
    const stopped = { ...rest, seen: {}, stopped: { reason: 'gone', at: now() } }
    expect([await stores.feeds.save(known, stopped), await stores.feeds.save(known, feed)]).toEqual(['saved', 'lost'])
    expect(await stores.feeds.get(feed.id)).toEqual({ ...stopped, version: 2 })
    expect((await stores.feeds.looks()).feeds).toEqual([])
    await stores.feeds.remove(feed.id)
    expect([await stores.feeds.get(feed.id), await stores.feeds.save(known, feed)]).toEqual([undefined, 'lost'])
  })

  it('lists feeds a page at a time, and all at once what decides when each is looked at', async () => {
    const stores = await open()
    for (const [n, looksFrom] of [at('09:00'), at('07:00'), at('08:00')].entries())
      await stores.feeds.save(undefined, aSource({ id: `feed_${n}`, looksFrom, atLeastMs: n, notBefore: looksFrom }))
    const first = await stores.feeds.list({ limit: 2 })
    expect([first.items.map(({ id }) => id), typeof first.cursor]).toEqual([['feed_0', 'feed_1'], 'string'])
    const { items, cursor } = await stores.feeds.list({ limit: 2, cursor: first.cursor })
    expect([items.map(({ id }) => id), cursor]).toEqual([['feed_2'], undefined])
    const { feeds, ...none } = await stores.feeds.looks()
    expect(feeds).toEqual(
      [...first.items, ...items].map(({ id, rhythmMs, looksFrom, atLeastMs, notBefore }) => {
        return { id, rhythmMs, looksFrom, atLeastMs, notBefore, owed: true }
      }),
    )
    expect(none).toEqual({})
    const known = (await stores.feeds.get('feed_1'))!
    await stores.feeds.save(known, { ...known, looksFrom: at('10:00') })
    await stores.feeds.save(first.items[0], { ...first.items[0]!, title: 'Another' })
    await stores.feeds.remove('feed_2')
    const looks = (await stores.feeds.looks()).feeds.map(({ id, looksFrom }) => [id, looksFrom])
    expect(looks).toEqual([
      ['feed_0', at('09:00')],
      ['feed_1', at('10:00')],
    ])
  })

  it('knows how far the looks at feeds have come, and lets one run at a time say so', async () => {
    const { feeds } = await open()
    expect(await feeds.looks()).toEqual({ feeds: [] })
    expect([await feeds.collected(undefined, at('08:00')), await feeds.collected(undefined, at('08:15'))]).toEqual([
      'saved',
      'lost',
    ])
    expect(await feeds.looks()).toEqual({ feeds: [], collected: at('08:00') })
    expect(await feeds.collected(at('08:00'), at('08:15'))).toBe('saved')
    expect(await feeds.collected(at('08:00'), at('08:30'))).toBe('lost')
    expect((await feeds.looks()).collected).toBe(at('08:15'))
  })

  it('keeps what an entry became, feed by feed, for longer than a year', async () => {
    const stores = await open()
    const kept = { article: 'art_1' as const, content: 'c1', words: 'w1', tags: ['trade'], at: at('08:00') }
    const entries = Array.from({ length: 130 }, (_, n) => `e${n}`)
    const some = entries.slice(0, 60).map((entry) => [entry, { ...kept, content: entry }] as const)
    await stores.feeds.keep('feed_1', new Map(some))
    await stores.feeds.keep('feed_1', new Map([['e1', kept]]))
    expect(await stores.feeds.kept('feed_1', entries)).toEqual(new Map([...some, ['e1', kept]]))
    expect(await stores.feeds.kept('feed_2', ['e1'])).toEqual(new Map())
    try {
      clock.now = '2027-12-24T09:00:00.000Z'
      expect((await stores.feeds.kept('feed_1', ['e1'])).size).toBe(1)
      clock.now = '2028-01-24T09:00:00.000Z'
      expect((await stores.feeds.kept('feed_1', ['e1'])).size).toBe(0)
    } finally {
      clock.now = at('09:00')
    }
  })

  it('wakes an edition once, and refuses a digest or topic that is there already', async () => {
    const stores = await open()
    expect([await stores.digests.save(undefined, aDigest()), await stores.digests.save(undefined, aDigest())]).toEqual([
      'saved',
      'lost',
    ])
    expect(await stores.digests.due(at('07:00'), 9)).toEqual([{ digest: 'brief', edition: 'main' }])
    expect([
      await stores.digests.wake('brief', 'main', at('07:00'), at('08:00')),
      await stores.digests.wake('brief', 'main', at('07:00'), at('08:00')),
    ]).toEqual([true, false])
    expect(await stores.digests.due(at('07:59'), 9)).toEqual([])
    expect([await stores.topics.put(aTopic('trade'), 'new'), await stores.topics.put(aTopic('trade'), 'new')]).toEqual([
      'saved',
      'exists',
    ])
    expect((await stores.digests.list({ limit: 5 })).items.map((one) => one.id)).toEqual(['brief'])
  })
})

describe('the table alone', () => {
  it('leaves a corrupt row out, says so without an address, and reads on', async () => {
    const lines: string[] = []
    const stores = await engine.stores({
      now,
      log: (event, fields) => lines.push(JSON.stringify({ event, ...fields })),
    })
    for (const digit of ['a', 'b']) await stores.subscribers.save({ before: undefined, after: person(digit) })
    await stores.table.client.send(
      new PutCommand({
        TableName: stores.table.name,
        Item: { pk: 'AUDIENCE#brief', sk: 'main#-#sub_a9', address: 7, note: 'eve@mail.example.net' },
      }),
    )
    const { rows, ended } = await stores.audience.page('brief', 'main', '-', undefined, 9)
    expect([rows.map((row) => row.address), ended]).toEqual([
      ['reader-a@mail.example.net', 'reader-b@mail.example.net'],
      true,
    ])
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('item.quarantined')
    expect(lines[0]).not.toContain('@')
  })
})
