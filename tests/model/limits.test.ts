import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mailboxOf } from '../../core/model/address.ts'
import { LETTER_DEADLINE } from '../../core/model/letter.ts'
import {
  bucketsOfCode,
  bucketsOfGuess,
  bucketsOfLetter,
  type Count,
  decideEntry,
  LEAST_HELD,
  type Rule,
  rules,
  waitAt,
  windowsAt,
} from '../../core/model/limits.ts'
import { networksOf } from '../../core/model/network.ts'
import { difficultyAt, isTooFast, PROOF_LASTS } from '../../core/model/proof.ts'
import { HOUR, MINUTE, plus } from '../../core/model/time.ts'
import { at } from '../support/examples.ts'

describe('a mailbox, for counting alone', () => {
  it.each([
    ['ada@mail.example.net', 'ada@mail.example.net'],
    ['ada+news@mail.example.net', 'ada@mail.example.net'],
    ['a.d.a@mail.example.net', 'a.d.a@mail.example.net'],
    ['a.d.a+x+y@gmail.com', 'ada@gmail.com'],
    ['ada@googlemail.com', 'ada@gmail.com'],
    ['+ada@mail.example.net', '+ada@mail.example.net'],
  ])('%s is counted as %s (STD-24, T10)', (address, mailbox) => expect(mailboxOf(address)).toBe(mailbox))
})

describe('where a request comes from', () => {
  it.each([
    ['203.0.113.77', '203.0.113.77/32', '203.0.113.0/24'],
    ['::ffff:203.0.113.77', '203.0.113.77/32', '203.0.113.0/24'],
    ['2001:DB8:a:b:c:d:e:f', '2001:db8:a:b::/64', '2001:db8:a::/48'],
    ['2001:db8::1', '2001:db8:0:0::/64', '2001:db8:0::/48'],
    ['2001:0db8:000a:00b::', '2001:db8:a:b::/64', '2001:db8:a::/48'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64', 'fe80:0:0::/48'],
    ['::1', '0:0:0:0::/64', '0:0:0::/48'],
  ])('%s is of %s and of %s (T05)', (ip, narrow, wide) => expect(networksOf(ip)).toEqual({ narrow, wide }))

  it.each(['', 'unknown', '203.0.113', '1:2:3', '1:2:3:4:5:6:7:8:9', '1::2::3', 'g::1'])('"%s" is nowhere', (ip) =>
    expect(networksOf(ip)).toBeUndefined(),
  )
})

describe('the counters of a sign-up', () => {
  const networks = networksOf('203.0.113.77')

  it('are the same five for everybody, and stricter without a proof of work (T02, T05, T08)', () => {
    const named = (proven: boolean) =>
      bucketsOfLetter({ to: 'a.da+x@gmail.com', networks, proven })
        .flat()
        .map(({ rule, subject }) => [rule, subject])
    expect(named(true)).toEqual([
      ['address', 'ada@gmail.com'],
      ['network', '203.0.113.77/32'],
      ['neighbourhood', '203.0.113.0/24'],
      ['domain', 'gmail.com'],
      ['overall', ''],
    ])
    expect(named(false).map(([rule]) => rule)).toEqual([
      'address',
      'bareNetwork',
      'bareNeighbourhood',
      'domain',
      'overall',
    ])
    expect(rules.bareNetwork.soft).toBeLessThan(rules.network.soft)
    expect(rules.bareNetwork.hard).toBeLessThan(rules.network.hard)
  })

  it('are the same for whatever a link of ours can have written, and that link’s own besides (T18)', () => {
    const rulesOf = (asked: Parameters<typeof bucketsOfLetter>[0]) =>
      bucketsOfLetter(asked).map((group) => group.map(({ rule }) => rule))
    const letter = { to: 'ada@mail.example.net', networks, proven: true }
    const around = [['neighbourhood'], ['domain', 'overall']]
    expect(rulesOf(letter)).toEqual([['address', 'network'], ...around])
    // To the address that is known, a stranger's sign-ups in its name use nothing up.
    expect(rulesOf({ ...letter, known: true, reader: 'sub_1' })).toEqual([['reader'], ['own', 'network'], ...around])
    expect(rulesOf({ ...letter, reader: 'sub_1' })).toEqual([['reader'], ['address', 'network'], ...around])
    // An export, an erasure and a move fit into what one's own link may ask for, more than once.
    expect(rules.own.hard).toBeGreaterThanOrEqual(2 * 3)
  })

  it('touch no counter of editors, and those of editors none of readers; in a browser of their own none of strangers', () => {
    const rulesOf = (groups: ReturnType<typeof bucketsOfCode>) => new Set<Rule>(groups.flat().map(({ rule }) => rule))
    const readers = rulesOf([
      ...bucketsOfLetter({ to: 'ada@mail.example.net', reader: 'sub_1', networks, proven: true }),
      ...bucketsOfLetter({ to: 'ada@mail.example.net', known: true, networks, proven: false }),
    ])
    const strangers = rulesOf([
      ...bucketsOfCode('ada@mail.example.net', networks, undefined),
      ...bucketsOfGuess('ada@mail.example.net', networks, undefined),
    ])
    const own = rulesOf([
      ...bucketsOfCode('ada@mail.example.net', networks, 'in-1'),
      ...bucketsOfGuess('ada@mail.example.net', networks, 'in-1'),
    ])
    const shared = (a: Set<Rule>, b: Set<Rule>) => [...a].filter((rule) => b.has(rule))
    expect([shared(readers, strangers), shared(readers, own), shared(strangers, own)]).toEqual([[], [], []])
  })

  const buckets = bucketsOfLetter({ to: 'ada@mail.example.net', networks, proven: true })
  const counts = (change: Partial<Record<Rule, Count>> = {}): Count[] =>
    buckets.flat().map(({ rule }) => change[rule] ?? 1)

  it('let whoever is under every line in at once, with a proof', () => {
    expect(decideEntry(buckets, counts(), true)).toEqual({ kind: 'at-once' })
    expect(decideEntry(buckets, counts({ network: rules.network.soft }), true)).toEqual({ kind: 'at-once' })
  })

  it('hold whoever brings no proof for some minutes, and do not drop them (T08)', () => {
    expect(decideEntry(buckets, counts(), false)).toEqual({ kind: 'held', ms: LEAST_HELD, by: 'no-proof' })
  })

  it.each(['network', 'neighbourhood', 'domain', 'overall'] as const)(
    'hold what is over the soft line of %s, and drop it over the hard one alone (T05)',
    (rule) => {
      expect(decideEntry(buckets, counts({ [rule]: rules[rule].soft + 1 }), true)).toMatchObject({
        kind: 'held',
        by: rule,
      })
      expect(decideEntry(buckets, counts({ [rule]: rules[rule].hard }), true)).toMatchObject({ kind: 'held', by: rule })
      expect(decideEntry(buckets, counts({ [rule]: 'full' }), true)).toEqual({ kind: 'refused', by: rule })
    },
  )

  it('write nothing more to a mailbox that has had its letters of the day (T04)', () => {
    expect(decideEntry(buckets, counts({ address: rules.address.hard }), true)).toEqual({ kind: 'at-once' })
    expect(decideEntry(buckets, counts({ address: 'full', overall: 9_999 }), true)).toEqual({
      kind: 'refused',
      by: 'address',
    })
  })

  it('wait for the longest of several waits', () => {
    const [network, domain] = [rules.network.soft * 2, rules.domain.soft * 3]
    expect(decideEntry(buckets, counts({ network, domain }), false)).toEqual({
      kind: 'held',
      ms: 2 * HOUR,
      by: 'domain',
    })
  })

  it('let a queue out at the pace of its line, and no letter so late that it is not written any more', () => {
    for (const [rule, { windowMs, soft, hard }] of Object.entries(rules)) {
      expect([soft <= hard, waitAt(rule as Rule, hard) < LETTER_DEADLINE]).toEqual([true, true])
      const leaves = Array.from({ length: hard }, (_, n) => waitAt(rule as Rule, n + 1))
      expect(leaves.slice(0, soft).every((ms) => ms === 0)).toBe(true)
      expect(leaves.every((ms, n) => n === 0 || ms >= leaves[n - 1]!)).toBe(true)
      // Behind the first ones, never more than the line within any one window.
      const waiting = leaves.filter((ms) => ms > LEAST_HELD)
      expect(waiting.every((ms, n) => (waiting[n + soft] ?? Number.POSITIVE_INFINITY) - ms >= windowMs)).toBe(true)
    }
  })
})

describe('a window', () => {
  it('is in the key, begins on the clock, and fades while the next one fills (T11)', () => {
    expect(windowsAt('network', at('10:15'))).toEqual({ window: at('10:00'), before: at('09:00'), share: 0.75 })
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(rules) as Rule[])),
        fc.date({ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
        (rule, moment) => {
          const { window, before, share } = windowsAt(rule, moment.toISOString())
          expect(plus(before, rules[rule].windowMs)).toBe(window)
          expect([window <= moment.toISOString(), share > 0, share <= 1]).toEqual([true, true, true])
        },
      ),
    )
  })
})

describe('a proof of work', () => {
  it('costs more the more sign up, and stays bearable (T05)', () => {
    const work = (signUps: number) => {
      const { cost, to } = difficultyAt(signUps)
      return cost * to
    }
    expect([work(0), work(1_000)]).toEqual([work(0), work(0)])
    expect(work(1_001)).toBeGreaterThan(2 * work(0))
    expect(work(5_001)).toBeGreaterThan(2 * work(1_001))
    expect(work(1_000_000)).toBe(work(5_001))
  })

  it('of less than two seconds is no person, and one of all morning is good (T06)', () => {
    const proof = { nonce: 'a', issuedAt: at('08:00'), expiresAt: plus(at('08:00'), PROOF_LASTS) }
    expect([isTooFast(proof, plus(at('08:00'), 1_999)), isTooFast(proof, plus(at('08:00'), 2_000))]).toEqual([
      true,
      false,
    ])
    expect(PROOF_LASTS).toBeGreaterThan(6 * HOUR + 30 * MINUTE)
  })
})
