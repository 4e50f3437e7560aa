import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decideBreak,
  decideSetback,
  noSetbacks,
  type ProviderEvent,
  type Setback,
  type Setbacks,
  setbackOf,
} from '../../core/model/setback.ts'
import {
  afterAttestation,
  afterChoice,
  afterConfirm,
  afterLeave,
  afterTelling,
  audienceChange,
  decideSignUp,
  rowsOf,
  type Subscriber,
  type Suppression,
  wayBack,
  withoutTopic,
} from '../../core/model/subscriber.ts'
import { DAY, plus } from '../../core/model/time.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { aRequest, aSubscriber, at } from '../support/examples.ts'

const now = at('09:00')
const fresh = 'sub_ffffffffffffffffffff'
const asked = (known: Subscriber | undefined, suppression?: Suppression, change = {}, when = now) =>
  decideSignUp(zones, known, suppression, aRequest(change), { id: 'let_1', fresh }, when)

describe('signing up', () => {
  it('makes a newcomer pending, and mails no digest before the confirmation (I4)', () => {
    const decision = asked(undefined)
    expect(decision).toMatchObject({
      kind: 'ask',
      subscriber: { status: 'pending', subscriptions: [{ digest: 'brief', status: 'pending' }] },
    })
    expect(rowsOf(decision.kind === 'ask' ? decision.subscriber : undefined)).toEqual([])
  })

  it('asks once a day and three times in thirty days, whatever is asked (STD-75)', () => {
    const pending = (askedAt: string[]) => aSubscriber({ status: 'pending', subscriptions: [], askedAt })
    expect(asked(pending([plus(now, -DAY + 1)]))).toEqual({ kind: 'ignore', reason: 'asked-lately' })
    expect(asked(pending([plus(now, -DAY)])).kind).toBe('ask')
    expect(asked(pending([plus(now, -20 * DAY), plus(now, -10 * DAY), plus(now, -2 * DAY)]))).toEqual({
      kind: 'ignore',
      reason: 'asked-lately',
    })
    expect(asked(pending([plus(now, -31 * DAY), plus(now, -10 * DAY), plus(now, -2 * DAY)])).kind).toBe('ask')
  })

  it('never demotes anyone: an active subscription stays while another one is asked for', () => {
    const decision = asked(aSubscriber(), undefined, {
      wishes: [
        { digest: 'brief', topics: ['trade'] },
        { digest: 'long-read', topics: 'all' },
      ],
    })
    expect(decision.kind === 'ask' && decision.subscriber.status).toBe('active')
    expect(
      decision.kind === 'ask' &&
        decision.subscriber.subscriptions.map(({ digest, status, topics }) => [digest, status, topics]),
    ).toEqual([
      ['brief', 'active', 'all'],
      ['long-read', 'pending', 'all'],
    ])
  })

  it('asks nothing of someone who has it all already, and tells them so once in thirty days (T03)', () => {
    const decision = asked(aSubscriber())
    expect(decision.kind).toBe('has-it')
    const told = afterTelling(aSubscriber(), 'already', 'let_1', at('07:00'))!
    expect(afterTelling(told, 'already', 'let_1', at('07:10'))).toBe(told)
    expect(afterTelling(told, 'already', 'let_2', at('08:00'))).toBeUndefined()
    expect(afterTelling(told, 'manage', 'let_2', at('08:00'))).toBeDefined()
    expect(afterTelling(told, 'already', 'let_3', '2026-12-24T08:00:00.000Z')).toBeDefined()
  })

  it('asks an address that bounced again only after thirty days, and one that complained never (STD-57)', () => {
    const bounced = (days: number): Suppression => ({ why: 'bounced', at: plus(now, -days * DAY) })
    expect(asked(undefined, bounced(29))).toEqual({ kind: 'ignore', reason: 'suppressed' })
    expect(asked(undefined, bounced(31)).kind).toBe('ask')
    expect(asked(undefined, { why: 'complained', at: plus(now, -900 * DAY) })).toEqual({
      kind: 'ignore',
      reason: 'suppressed',
    })
  })

  it('asks whoever was erased and signs up again, at once: it is their own new word (STD-58)', () => {
    expect(asked(undefined, { why: 'erased', at: now }).kind).toBe('ask')
  })

  it('knows how somebody who has left comes back: by a press within a day, by a mail, later, or not at all', () => {
    const left = afterLeave(aSubscriber({ askedAt: [plus(now, -9 * DAY)] }), 'all', now).subscriber
    const lately = { ...left, askedAt: [plus(now, DAY)] }
    const later = plus(now, 2 * DAY - 1)
    expect([
      wayBack(left, undefined, plus(now, DAY - 1)),
      wayBack(left, undefined, later),
      wayBack(lately, undefined, later),
      wayBack(left, { why: 'blocked', at: now }, now),
      wayBack(left, { why: 'bounced', at: now }, now),
      wayBack(left, { why: 'erased', at: now }, later),
    ]).toEqual(['take-back', 'ask', 'later', 'none', 'none', 'ask'])
  })
})

describe('confirming, choosing, leaving', () => {
  it('turns everything that waits active, with the consent written down (STD-60)', () => {
    const waiting = aSubscriber({
      status: 'pending',
      subscriptions: [{ ...aSubscriber().subscriptions[0]!, status: 'pending' }],
    })
    const { subscriber, consent, confirmed } = afterConfirm(waiting, now, { network: '192.0.2.0/24' })
    expect([subscriber.status, confirmed, consent.kind, consent.network]).toEqual([
      'active',
      ['brief'],
      'confirmed',
      '192.0.2.0/24',
    ])
    expect(rowsOf(subscriber)).toHaveLength(1)
  })

  it('leaves one digest and stays on the others', () => {
    const two = aSubscriber({
      subscriptions: [aSubscriber().subscriptions[0]!, { ...aSubscriber().subscriptions[0]!, digest: 'long-read' }],
    })
    const { subscriber, left } = afterLeave(two, 'brief', now)
    expect([left, subscriber.status, rowsOf(subscriber).map((row) => row.digest)]).toEqual([
      ['brief'],
      'active',
      ['long-read'],
    ])
    expect(afterLeave(subscriber, 'long-read', now).subscriber.status).toBe('unsubscribed')
  })

  it('takes stopping the last topic for leaving, and one of all topics for the list of the rest', () => {
    expect(withoutTopic('all', 'city', ['trade', 'city', 'culture'])).toEqual(['trade', 'culture'])
    expect(afterChoice(aSubscriber(), 'brief', [], now).subscriber.subscriptions[0]?.status).toBe('left')
  })

  it('does not bring back by an import someone who left', () => {
    const left = afterLeave(aSubscriber(), 'brief', now).subscriber
    expect(
      afterAttestation(zones, left, aRequest(), 'our old list', fresh, now).subscriber.subscriptions[0]?.status,
    ).toBe('left')
  })
})

describe('the audience', () => {
  it('follows the subscriber, and the epoch rises for whoever leaves, moves or changes, not for whoever joins', () => {
    const person = aSubscriber()
    expect(audienceChange(undefined, person)).toMatchObject({ put: [{ digest: 'brief' }], delete: [], epochs: [] })
    expect(audienceChange(person, afterLeave(person, 'brief', now).subscriber)).toMatchObject({
      put: [],
      delete: [{ digest: 'brief' }],
      epochs: ['brief'],
    })
    expect(audienceChange(person, afterChoice(person, 'brief', ['city'], now).subscriber)).toMatchObject({
      put: [{ topics: ['city'] }],
      delete: [],
      epochs: ['brief'],
    })
    expect(audienceChange(person, { ...person, address: 'ada@new.example.net' }).epochs).toEqual(['brief'])
    expect(audienceChange(person, { ...person, askedAt: [now] })).toEqual({
      put: [],
      delete: [],
      epochs: [],
      zones: [],
    })
  })
})

describe('the breaker', () => {
  const reported = (change: Partial<Setbacks>): Setbacks => ({ ...noSetbacks, ...change })

  it.each([
    [499, { complained: 50, hard: 400 }, undefined],
    [500, { complained: 2 }, undefined],
    [500, { complained: 3 }, '3 of 500 readers (0.60 %) complained'],
    [4_000, { complained: 3 }, undefined],
    [4_000, { complained: 4 }, '4 of 4000 readers (0.10 %) complained'],
    [1_000, { bounced: 900, hard: 39 }, undefined],
    [1_000, { bounced: 40, hard: 40 }, '40 of 1000 readers (4.00 %) bounced'],
    [0, { bounced: 20, ours: 20 }, undefined],
    [100, { bounced: 19, ours: 19 }, undefined],
    [100, { bounced: 20, ours: 20 }, 'the servers of 20 of 100 readers (20.00 %) refused it for a fault of ours'],
    [1_000, { bounced: 900, ours: 39 }, undefined],
    [1_000, { bounced: 40, ours: 40 }, 'the servers of 40 of 1000 readers (4.00 %) refused it'],
  ])('of %i accepted with %j: %s (STD-44, STD-45)', (sent, setbacks, reason) => {
    const broken = decideBreak(sent, reported(setbacks))
    if (reason) expect(broken).toContain(reason)
    else expect(broken).toBeUndefined()
  })
})

describe('a setback', () => {
  const event = (bounce: Partial<NonNullable<ProviderEvent['bounce']>>, type = 'email.bounced'): ProviderEvent => ({
    type,
    to: ['ada@mail.example.net'],
    tags: { issue: 'iss_1', subscriber: 'sub_0a' },
    at: now,
    bounce: { type: 'Permanent', subType: 'General', codes: [], ...bounce },
  })
  const kind = (bounce: Partial<NonNullable<ProviderEvent['bounce']>>, type?: string) =>
    setbackOf(event(bounce, type), 'ada@mail.example.net')?.kind

  it.each([
    ['hard', { type: 'Permanent', subType: 'General' }],
    ['hard', { type: 'Permanent', subType: 'NoEmail' }],
    ['soft', { type: 'Transient', subType: 'MailboxFull' }],
    ['soft', { type: 'Undetermined', subType: 'Undetermined' }],
    ['ours', { type: 'Permanent', subType: 'ContentRejected' }],
    ['ours', { type: 'Permanent', subType: 'General', codes: ['550 5.7.515 Access denied'] }],
    // Never silence: what is new to us counts as one that may pass.
    ['soft', { type: 'Novel', subType: 'Novel' }],
    ['soft', { type: 'Permanent', subType: 'Novel' }],
    ['suppressed', { type: 'Permanent', subType: 'Suppressed' }],
    ['suppressed', { type: 'Permanent', subType: 'OnAccountSuppressionList' }],
  ])('is %s for %j (STD-44, STD-50 to STD-55)', (expected, bounce) => {
    expect(kind(bounce)).toBe(expected)
  })

  it('of unknown type changes nobody (STD-55)', () => {
    expect(kind({}, 'email.levitated')).toBeUndefined()
  })

  it('of the soft kind stops the mail after three issues over two weeks, not sooner (STD-51)', () => {
    const soft = (issue: string, day: number): Setback => ({
      kind: 'soft',
      address: 'ada@mail.example.net',
      at: plus(now, day * DAY),
      issue,
      note: '',
    })
    const after = (setbacks: Setback[]) =>
      setbacks.reduce(
        (person, setback) => decideSetback(setback, person, undefined).subscriber ?? person,
        aSubscriber(),
      )
    expect(after([soft('a', 0), soft('b', 7)]).status).toBe('active')
    expect(after([soft('a', 0), soft('b', 1), soft('c', 2)]).status).toBe('active')
    expect(after([soft('a', 0), soft('a', 7), soft('a', 14)]).status).toBe('active')
    expect(after([soft('a', 0), soft('b', 7), soft('c', 14)]).status).toBe('bounced')
  })

  it('ends in the same state in any order, with repeats (STD-53, T72, I9)', () => {
    const setbacks: Setback[] = (['hard', 'complaint', 'soft', 'suppressed', 'ours'] as const).map((one, index) => ({
      kind: one,
      address: 'ada@mail.example.net',
      at: plus(now, index * 1000),
      issue: `iss_${index}`,
      note: one,
    }))
    const fold = (order: readonly Setback[]) => {
      let person: Subscriber = aSubscriber()
      let suppression: Suppression | undefined
      for (const setback of order) {
        const decision = decideSetback(setback, person, suppression)
        person = decision.subscriber ?? person
        suppression = decision.suppress ?? suppression
      }
      return {
        status: person.status,
        on: person.subscriptions.map((one) => one.status),
        suppression,
        soft: person.softBounces,
      }
    }
    const soft = [0, 3, 9, 15, 20].map(
      (day): Setback => ({
        kind: 'soft',
        address: 'ada@mail.example.net',
        at: plus(now, day * DAY),
        issue: `iss_day${day}`,
        note: '',
      }),
    )
    const softly = fold(soft)
    expect(softly).toMatchObject({ status: 'bounced', suppression: { at: plus(now, 15 * DAY) } })
    fc.assert(
      fc.property(fc.shuffledSubarray([...soft, ...soft], { minLength: soft.length * 2 }), (order) => {
        expect(fold(order)).toEqual(softly)
      }),
    )
    const expected = fold(setbacks)
    expect(expected).toMatchObject({ status: 'complained', suppression: { why: 'complained' } })
    const shuffled = fc.shuffledSubarray([...setbacks, ...setbacks], { minLength: setbacks.length * 2 })
    fc.assert(
      fc.property(shuffled, (order) => {
        expect(fold(order)).toEqual(expected)
      }),
    )
  })
})
