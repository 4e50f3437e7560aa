import { describe, expect, it } from 'vitest'
import { bucketsOfGuess, rules } from '../../core/model/limits.ts'
import { networksOf } from '../../core/model/network.ts'
import { decideUse, ownersWithout, TO_ADD_ONE, whatCodeOpens } from '../../core/model/passkey.ts'
import {
  BROWSER_WITHIN,
  browserPayload,
  CODES,
  codeOf,
  MOST_TRIES,
  oddsPerDay,
  oddsWithin,
  ownBrowserIn,
  wasMailed,
} from '../../core/model/sign-in.ts'
import { DAY, plus } from '../../core/model/time.ts'
import { at } from '../support/examples.ts'
import { createMemory } from '../support/memory.ts'

const ED = 'ed@harbourpost.example'

describe('what guessing at an editor’s codes wins', () => {
  it('is 1 in 100,000 a day at most, and less than 1 in 250 a year', () => {
    expect(oddsPerDay).toBe(1 / 100_000)
    expect(oddsWithin(1)).toBeLessThanOrEqual(oddsPerDay)
    expect(oddsWithin(365)).toBeLessThan(1 / 250)
    expect(oddsWithin(365)).toBeGreaterThan(oddsWithin(364))
  })

  it('is counted for the editor: no day has more guesses than the line, from however many networks and at whatever pace', async () => {
    for (const everyMinutes of [1, 7, 16, 61]) {
      const clock = { now: at('00:00') }
      const { limits } = createMemory({ now: () => clock.now })
      const taken = new Map<string, number>()
      for (let n = 0; n < (3 * 24 * 60) / everyMinutes; n++) {
        const networks = networksOf(`198.${n >> 16}.${(n >> 8) & 255}.${n & 255}`)
        const counts = await limits.take(bucketsOfGuess(ED, networks, undefined))
        const day = clock.now.slice(0, 10)
        if (!counts.includes('full')) taken.set(day, (taken.get(day) ?? 0) + 1)
        clock.now = plus(clock.now, everyMinutes * 60_000)
      }
      const [first = 0, ...rest] = taken.values()
      expect([everyMinutes, first]).toEqual([everyMinutes, rules.guess.hard])
      for (const day of rest) expect(day).toBeLessThanOrEqual(rules.guess.hard)
    }
  })

  it('is the same for every code: there are a million of them, and none is likelier than it should be', () => {
    const codes = Array.from({ length: 20_000 }, (_, n) =>
      codeOf(`v1.k1.x.${(n * 2_654_435_761).toString(36).padEnd(22, 'Q')}`),
    )
    expect(codes.every((code) => /^\d{6}$/.test(code))).toBe(true)
    expect([CODES, MOST_TRIES < rules.guess.hard]).toEqual([1_000_000, true])
    const tens = Map.groupBy(codes, (code) => code[0])
    for (const [, some] of tens) expect(Math.abs(some.length - 2_000)).toBeLessThan(400)
  })

  it('is nothing where the code was never mailed', () => {
    expect(wasMailed(undefined)).toBe(false)
    expect(wasMailed({ state: 'waiting' })).toBe(false)
    expect(wasMailed({ state: 'dropped', firstPostedAt: at('09:00') })).toBe(false)
    expect(wasMailed({ state: 'composed' })).toBe(false)
    // The provider has it, or may have it though its answer was lost.
    expect(wasMailed({ state: 'composed', firstPostedAt: at('09:00') })).toBe(true)
    expect(wasMailed({ state: 'accepted' })).toBe(true)
  })
})

describe('a browser of one’s own', () => {
  it('is one editor’s, for half a year, and tells a sign-in from a link that was opened', () => {
    const until = plus(at('09:00'), BROWSER_WITHIN)
    const signedIn = browserPayload('abc', true, 'whose', until)
    expect(ownBrowserIn(signedIn, 'whose', at('09:00'))).toEqual({ name: 'in-abc', hasSignedIn: true })
    expect(ownBrowserIn(browserPayload('abc', false, 'whose', until), 'whose', at('09:00'))).toEqual({
      name: 'by-abc',
      hasSignedIn: false,
    })
    expect(ownBrowserIn(signedIn, 'another', at('09:00'))).toBeUndefined()
    expect(ownBrowserIn(signedIn, 'whose', plus(until, 1_000))).toBeUndefined()
    for (const odd of ['', 'in', 'in~abc', 'in~abc~whose', 'in~abc~whose~zz~more', 'out~abc~whose~zzzzzzz'])
      expect([odd, ownBrowserIn(odd, 'whose', at('09:00'))]).toEqual([odd, undefined])
  })
})

describe('passkeys', () => {
  it('that count have to count on: one that has not may be of a copy (WebAuthn, 6.1.1)', () => {
    expect([decideUse(0, 0), decideUse(0, 1), decideUse(4, 5)]).toEqual(['used', 'used', 'used'])
    expect([decideUse(4, 4), decideUse(5, 4), decideUse(5, 0)]).toEqual(['copied', 'copied', 'copied'])
  })

  it('that the house asks for leave a code nothing to open, but for whoever has none the page where one is added', () => {
    const rule = { since: at('09:00'), by: 'owner@harbourpost.example' }
    const late = plus(at('09:00'), TO_ADD_ONE + 1)
    expect(whatCodeOpens(undefined, { role: 'viewer' }, 0, late)).toBe('all')
    for (const role of ['owner', 'editor', 'viewer'] as const)
      expect(whatCodeOpens(rule, { role }, 1, at('09:01'))).toBe('nothing')
    expect(whatCodeOpens(rule, { role: 'editor' }, 0, at('09:01'))).toBe('passkeys')
    expect(whatCodeOpens(rule, { role: 'editor' }, 0, late)).toBe('nothing')
    // Who was let in since has a week from then; an owner always can: nobody locks the house out.
    expect(whatCodeOpens(rule, { role: 'editor', since: plus(late, -DAY) }, 0, late)).toBe('passkeys')
    expect(whatCodeOpens(rule, { role: 'owner' }, 0, late)).toBe('passkeys')
  })

  it('can be asked for only while every owner has one', () => {
    const one = { id: 'p', credential: '', key: '', counter: 0, name: 'x', createdAt: at('09:00') }
    expect(ownersWithout(['a@x.example', 'b@x.example'], [{ ...one, address: 'a@x.example' }])).toEqual(['b@x.example'])
    expect(ownersWithout(['a@x.example'], [{ ...one, address: 'a@x.example' }])).toEqual([])
  })
})
