import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { usualPace } from '../../core/flows/send-issue.ts'
import { type Answer, afterAnswer } from '../../core/model/answer.ts'
import {
  AWS_CALLS,
  LEAST_PATIENCE,
  mayWait,
  PATIENCE,
  patienceIn,
  SETTLING,
  TICK_WORKS,
  TIME_LIMITS,
  timeLeft,
} from '../../core/model/deadline.ts'
import { SECOND } from '../../core/model/time.ts'
import { roster } from '../../local/host/roster.ts'

const NOW = '2026-11-24T07:00:00.000Z'

describe('a request', () => {
  it.each([
    ['2026-11-24T07:01:30.000Z', 30_000],
    ['2026-11-24T07:00:40.000Z', 30_000],
    ['2026-11-24T07:00:30.000Z', 20_000],
    ['2026-11-24T07:00:15.000Z', 5_000],
    ['2026-11-24T07:00:14.999Z', undefined],
    ['2026-11-24T07:00:00.000Z', undefined],
    ['2026-11-24T06:00:00.000Z', undefined],
  ])('of a function that has to end at %s waits for %s ms, or is not begun', (endsAt, ms) => {
    expect(patienceIn(timeLeft(NOW, endsAt))).toBe(ms)
  })

  it('that is begun ends before its function must, with time to settle it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 900_000 }), fc.integer({ min: 0, max: 900_000 }), (left, wait) => {
        const patience = patienceIn(left)
        if (patience !== undefined) expect([patience <= left, patience >= LEAST_PATIENCE]).toEqual([true, true])
        if (mayWait(wait, left)) expect(wait + patienceIn(left - wait)!).toBeLessThanOrEqual(left)
      }),
    )
  })
})

describe('after an answer', () => {
  const slow: readonly Answer[] = [
    { kind: 'no-answer', message: 'silence' },
    { kind: 'concurrent' },
    { kind: 'too-fast', waitMs: 20_000 },
  ]
  it.each(slow)('$kind is asked again while there is time, and handed over when there is none', (answer) => {
    expect(afterAnswer(answer, 1, 0.5, 60_000)).toMatchObject({ do: 'again' })
    expect(afterAnswer(answer, 1, 0.5, 5_500)).toEqual({
      do: 'hand-over',
      accepted: answer.kind === 'too-fast' ? 'no' : 'maybe',
    })
  })

  it('what was not asked for want of time was certainly not accepted', () => {
    expect(afterAnswer({ kind: 'no-time' }, 1, 0.5, 0)).toEqual({ do: 'hand-over', accepted: 'no' })
  })

  it('what is settled is settled, however late it is', () => {
    expect(afterAnswer({ kind: 'accepted', refused: [] }, 1, 0.5, 0)).toMatchObject({ do: 'settle' })
    expect(afterAnswer({ kind: 'refused', message: 'no' }, 1, 0.5, 0)).toMatchObject({ do: 'pause' })
  })
})

describe('the limits of functions', () => {
  it('hold what their flows take: the last claim, its request, and what is left to do', () => {
    expect(usualPace.forMs + PATIENCE + SETTLING).toBeLessThanOrEqual(TIME_LIMITS.send * SECOND)
    expect(PATIENCE + SETTLING).toBeLessThanOrEqual(TIME_LIMITS.letters * SECOND)
  })

  it('are longer than a call to the table or a queue can take that is never answered, moments between its tries included', () => {
    // Before the second try up to 50 ms (the table: 25), before the third up to twice that: the SDK's retries of 2026.
    const longest = AWS_CALLS.tries * AWS_CALLS.answer + 50 + 100
    expect(longest).toBeLessThan(SETTLING)
    expect(AWS_CALLS.connect).toBeLessThan(AWS_CALLS.answer)
    for (const { timeoutSeconds } of roster.functions) expect(longest).toBeLessThan(timeoutSeconds * SECOND)
  })

  it('are those of the local host', () => {
    const local = Object.fromEntries(roster.functions.map(({ name, timeoutSeconds }) => [name, timeoutSeconds]))
    expect(local).toMatchObject(TIME_LIMITS)
  })
})

describe('a tick', () => {
  it('begins nothing that could not end in time', () => {
    expect(TICK_WORKS + SETTLING).toBeLessThan(TIME_LIMITS.tick * SECOND)
  })
})
