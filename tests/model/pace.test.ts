import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  afterTurn,
  atOnce,
  heeded,
  leaving,
  type Pacing,
  rateOf,
  type Said,
  startPacing,
  turnAt,
} from '../../core/model/pace.ts'
import { createRate } from '../../local/mailbox/limits.ts'

const well: Said = { refused: false, tookMs: 200 }
const tooFast: Said = { refused: true, tookMs: 20, retryAfterMs: 1000 }

/** Turns taken as soon as they may be, from `from` on. */
function turns(pacing: Pacing, count: number, from = 0): { times: number[]; pacing: Pacing } {
  const times: number[] = []
  let one = pacing
  for (let now = from; times.length < count; ) {
    now = turnAt(one, now)
    one = afterTurn(one, now)
    times.push(now)
  }
  return { times, pacing: one }
}
const heard = (pacing: Pacing) => heeded(pacing, well, 0)
/** In beats of ten a second. */
const beats = (ms: number) => Math.round((ms / 103) * 100) / 100
const gaps = (times: readonly number[]) => times.slice(1).map((time, n) => beats(time - times[n]!))

/** What came in in a minute, after two seconds to learn in, of a worker who always has a batch ready as soon as one is answered, before a provider that counts as the mailbox does. */
function aMinute(allowed: number, latency: number, { letterEvery = 0, seed = 1 } = {}) {
  const admit = createRate(allowed)
  let random = seed
  const chance = () => {
    random = (random * 48271) % 0x7fffffff
    return random / 0x7fffffff
  }
  let pacing = startPacing({ guess: 2 })
  const events: { at: number; run: () => void }[] = []
  const at = (time: number, run: () => void) => void events.push({ at: time, run })
  const got = { accepted: 0, refused: 0, letters: [] as number[] }
  let [running, now] = [0, 0]
  const said = (headers: Record<string, string>): Partial<Said> => ({
    limit: Number(headers['ratelimit-limit']),
    remaining: Number(headers['ratelimit-remaining']),
    resetMs: Number(headers['ratelimit-reset']) * 1000,
    retryAfterMs: Number(headers['retry-after'] ?? 0) * 1000,
  })
  /** Batches that wait for a turn, and have it as soon as there is one. */
  let [ready, wakes] = [0, 0]
  const goOn = () => {
    for (; running < atOnce(pacing); running += 1) ready += 1
    for (; ready > 0 && turnAt(pacing, now) <= now; ready -= 1) ask()
    const turn = turnAt(pacing, now)
    if (ready > 0 && turn !== wakes) at(turn, () => {})
    wakes = turn
  }
  const ask = () => {
    const turn = now
    pacing = afterTurn(pacing, turn)
    at(turn + chance() * 12, () => {
      const { allowed: taken, headers } = admit(now)
      if (taken && now >= 2_000 && now < 62_000) got.accepted += 1
      if (!taken) got.refused += 1
      at(now + (taken ? latency * (0.9 + chance() * 0.2) : 10), () => {
        pacing = heeded(pacing, { refused: !taken, tookMs: now - turn, ...said(headers) }, now)
        running -= 1
        if (!taken)
          at(now + 1000 + chance() * 250, () => {
            running += 1
            ready += 1
          })
      })
    })
  }
  /** One that is refused says so, and asks again after a second. */
  let waiting = 0
  const letter = (since: number) => {
    if (admit(now).allowed) {
      got.letters.push(now - since)
      if (now > since) waiting -= 1
      return
    }
    if (now === since) waiting += 1
    at(now + 1000 + chance() * 250, () => letter(since))
  }
  for (let time = letterEvery; letterEvery > 0 && time < 55_000; time += letterEvery * (0.5 + chance()))
    at(time, () => letter(now))
  const look = () => {
    pacing = leaving(pacing, waiting > 0)
    at(now + 1000, look)
  }
  look()
  goOn()
  for (;;) {
    events.sort((a, b) => a.at - b.at)
    const next = events.shift()!
    if (next.at > 62_000) return got
    now = next.at
    next.run()
    goOn()
  }
}

describe('the pace', () => {
  it('never has one more than the rate in any second, however late a worker wakes and whenever it asks (I14)', () => {
    const asks = fc.array(fc.tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 300 })), {
      minLength: 3,
      maxLength: 60,
    })
    fc.assert(
      fc.property(fc.constantFrom(1, 2, 3, 5, 10, 2.5, 0.5), asks, fc.boolean(), (most, given, refusals) => {
        let pacing = startPacing({ most })
        let now = 0
        const times: number[] = []
        for (const [after, late] of given) {
          now = turnAt(pacing, now + (after < 450 ? 0 : after)) + (late < 150 ? 0 : late)
          pacing = afterTurn(pacing, now)
          times.push(now)
          if (refusals && late % 7 === 0) pacing = heeded(pacing, tooFast, now)
        }
        for (const time of times) {
          const inSecond = times.filter((other) => other >= time && other < time + 1000).length
          expect(inSecond).toBeLessThanOrEqual(Math.ceil(most))
        }
      }),
    )
  })

  it.each([2, 5, 10].flatMap((rate) => [200, 500].map((latency) => [rate, latency] as const)))(
    'holds 95 of 100 of what is allowed, and is refused at most once in a hundred: %i a second, answers in %i ms',
    (rate, latency) => {
      for (const seed of [1, 2, 3]) {
        const { accepted, refused } = aMinute(rate, latency, { seed })
        expect(accepted / (rate * 60)).toBeGreaterThan(0.95)
        expect(refused / accepted).toBeLessThanOrEqual(0.01)
      }
    },
  )

  it.each([2, 5, 10])('lets letters through in seconds, while digests fill %i a second', (rate) => {
    const { letters } = aMinute(rate, 200, { letterEvery: 2500 })
    expect(letters.length).toBeGreaterThan(15)
    expect(letters.toSorted((a, b) => a - b).at(-1)).toBeLessThan(6_000)
  })

  it('goes by what the provider says, and never above what is configured', () => {
    const start = startPacing({ guess: 2 })
    expect(rateOf(start)).toBe(2)
    const learnt = heeded(start, { ...well, limit: 10 }, 200)
    expect(rateOf(learnt)).toBe(10)
    expect(rateOf(heeded(learnt, { ...well, limit: 5 }, 400))).toBe(5)
    expect(rateOf(heeded(learnt, { ...well, limit: 0 }, 400))).toBe(10)
    expect(rateOf(heeded(startPacing({ most: 4, guess: 2 }), { ...well, limit: 10 }, 200))).toBe(4)
    expect(rateOf(heeded(startPacing({ most: 4 }), { ...well, limit: 2 }, 200))).toBe(2)
  })

  it('counts what it asked before the first answer as late as that, and goes on with the beat it has learnt', () => {
    const first = turns(startPacing({ guess: 2 }), 2)
    const learnt = heeded(first.pacing, { ...well, limit: 10 }, 300)
    const { times } = turns(learnt, 10, 300)
    expect(gaps([300, ...times]).slice(0, 3)).toEqual([1, 1, 1])
    // Two of the ten of a second were asked before, and both count as of the first answer.
    expect(beats(times[8]! - 300)).toBe(10)
    const slower = heeded(learnt, { ...well, limit: 2 }, 400)
    expect(beats(turnAt(slower, 400) - 300)).toBe(10)
  })

  it('begins the beat of another rate with the last turn', () => {
    const { pacing, times } = turns(heard(startPacing({ guess: 2 })), 6)
    const now = times.at(-1)!
    const faster = heeded(pacing, { ...well, limit: 10 }, now)
    expect(gaps([now, ...turns(faster, 3, now).times])).toEqual([1, 1, 1])
    const slower = heeded(faster, { ...well, limit: 1 }, now)
    expect(beats(turnAt(slower, now) - now)).toBe(10)
  })

  it('makes up for having woken late, without a crowd', () => {
    const { pacing, times } = turns(startPacing({ most: 10 }), 20)
    const late = turnAt(pacing, 0) + 0.4 * 103
    const after = turns(afterTurn(pacing, late), 3, late)
    expect(gaps([times.at(-1)!, late, ...after.times])).toEqual([1.4, 0.6, 1, 1])
    // After a long rest the beat begins anew.
    expect(gaps(turns(pacing, 4, 60_000).times)).toEqual([0.5, 1, 1])
  })

  it('pays for a refusal with the turn it had, for the second within a second with one more', () => {
    const { pacing, times } = turns(heard(startPacing({ most: 10 })), 20)
    const now = times.at(-1)!
    const once = heeded(pacing, tooFast, now)
    expect(beats(turnAt(once, now) - now)).toBe(1)
    expect(gaps(turns(once, 4, now).times)).toEqual([1, 1, 1])
    const twice = heeded(once, tooFast, now + 10)
    expect(beats(turnAt(twice, now) - now)).toBe(2)
    expect(beats(turnAt(heeded(twice, tooFast, now + 20), now) - now)).toBe(4)
    expect(beats(turnAt(heeded(twice, tooFast, now + 1500), now) - now - 1500)).toBe(0)
  })

  it('leaves the provider alone as long as it asks, but for the second that it counts by', () => {
    const { pacing, times } = turns(heard(startPacing({ most: 10 })), 5)
    const now = times.at(-1)!
    const after = (said: Partial<Said>) => Math.round(turnAt(heeded(pacing, { ...well, ...said }, now), now) - now)
    expect(after({ refused: true, retryAfterMs: 5000 })).toBe(5000)
    expect(after({ refused: true, retryAfterMs: 3_600_000 })).toBe(30_000)
    expect(after({ remaining: 0, resetMs: 1000 })).toBe(103)
    expect(after({ remaining: 0, resetMs: 8000 })).toBe(8000)
    expect(after({ remaining: 3, resetMs: 8000 })).toBe(103)
    // Whoever was not refused need not wait.
    expect(after({ retryAfterMs: 5000 })).toBe(103)
  })

  it('has as many batches under way as the rate and the answers ask for', () => {
    const settled = (most: number, tookMs: number) => {
      let pacing = startPacing({ most })
      for (let n = 0; n < 40; n++) pacing = heeded(pacing, { refused: false, tookMs }, n * 100)
      return atOnce(pacing)
    }
    expect([settled(2, 200), settled(5, 200), settled(10, 200), settled(10, 500), settled(50, 2000)]).toEqual([
      2, 3, 4, 7, 12,
    ])
    expect(atOnce(startPacing({}))).toBe(3)
    // What is refused is answered at once: that says nothing of how long an answer takes.
    const pacing = startPacing({ most: 10 })
    expect(atOnce(heeded(pacing, tooFast, 0))).toBe(atOnce(pacing))
  })

  it('leaves every other turn to letters while any wait', () => {
    const waited = leaving(startPacing({ most: 10 }), true)
    expect(new Set(gaps(turns(waited, 20).times).slice(1))).toEqual(new Set([2]))
    expect(new Set(gaps(turns(leaving(turns(waited, 4).pacing, false), 9).times).slice(1))).toEqual(new Set([1]))
  })

  it('keeps nobody waiting where no limit is known', () => {
    const { times, pacing } = turns(heeded(startPacing({}), tooFast, 0), 50)
    expect(times.every((time) => time === 0)).toBe(true)
    expect(pacing.turns.length).toBeLessThanOrEqual(64)
  })
})
