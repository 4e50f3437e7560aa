import { describe, expect, it } from 'vitest'
import {
  afterTry,
  decideLift,
  type Endpoint,
  endpointState,
  endpointTrouble,
  isDue,
  isMissed,
  keptOf,
  type Lift,
  mirrored,
  NEEDED_EVENTS,
  nextMirror,
  nextWalk,
  noMirror,
  noSweep,
} from '../../core/model/account.ts'
import { aSubscriber, at } from '../support/examples.ts'

const URL = 'https://news.harbourpost.example/webhooks/resend'
const endpoint = (change: Partial<Endpoint> = {}): Endpoint => ({
  id: 'wh_1',
  url: URL,
  status: 'enabled',
  events: NEEDED_EVENTS,
  ...change,
})

describe('the endpoint that the provider reports to', () => {
  it('is well where it is on and told of what stops mail to an address', () => {
    expect(endpointState([endpoint({ id: 'wh_0', url: 'https://shop.example/hook' }), endpoint()], URL)).toEqual({
      kind: 'well',
      id: 'wh_1',
    })
  })

  it.each([
    ['nobody is told', [endpoint({ url: 'https://shop.example/hook' })], 'missing'],
    ['it is switched off', [endpoint({ status: 'disabled' })], 'disabled'],
    ['it has a status nobody has told us of', [endpoint({ status: 'paused' })], 'disabled'],
    ['it lacks an event', [endpoint({ events: NEEDED_EVENTS.slice(1) })], 'lacks'],
  ] as const)('is trouble where %s', (_, all, kind) => {
    const state = endpointState(all, URL)
    expect(state.kind).toBe(kind)
    expect(endpointTrouble(state)).toBeTypeOf('string')
  })

  it('that does not say what it is told is not taken for one that lacks it', () => {
    expect(endpointState([endpoint({ events: null })], URL).kind).toBe('well')
  })

  it('of two for one address, while secrets are rotated, the better one counts', () => {
    const two = [
      endpoint({ id: 'old', status: 'disabled' }),
      endpoint({ id: 'new', events: ['email.bounced'] }),
      endpoint(),
    ]
    expect(endpointState(two, URL)).toEqual({ kind: 'well', id: 'wh_1' })
  })
})

describe('a sweep over what was posted', () => {
  const now = at('09:00')

  it('goes back thirty days at first, and later a day and some hours behind where the last one began', () => {
    expect(nextWalk(noSweep, now)).toEqual({ begunAt: now, downTo: '2026-10-25T09:00:00.000Z' })
    const swept = { ...noSweep, sweptAt: '2026-11-23T08:00:00.000Z' }
    expect(nextWalk(swept, now)).toEqual({ begunAt: now, downTo: '2026-11-22T02:00:00.000Z' })
  })

  it('comes once a day, sooner if an editor asks, and goes on where it stopped', () => {
    const swept = { ...noSweep, sweptAt: at('08:00') }
    expect(nextWalk(swept, now)).toBeUndefined()
    expect(nextWalk(swept, now, true)).toBeDefined()
    const walk = { begunAt: at('08:30'), downTo: at('01:00'), after: 'msg_9' }
    expect(nextWalk({ ...swept, walk }, now)).toBe(walk)
  })

  it('that broke off begins anew after hours, not at once', () => {
    const failed = { at: at('07:00'), why: 'not-understood' } as const
    expect(nextWalk({ ...noSweep, failed }, now)).toBeUndefined()
    expect(nextWalk({ ...noSweep, failed }, at('10:00'))).toBeDefined()
    expect(nextMirror({ ...noMirror, failed }, now)).toBeUndefined()
    expect(nextMirror({ ...noMirror, failed }, at('10:00'))).toEqual({ begunAt: at('10:00') })
  })

  it('misses what the provider has given up on, of those that stop mail to somebody', () => {
    const missed = (type: string, status: string) => isMissed({ type, status })
    expect(NEEDED_EVENTS.every((type) => missed(type, 'failed'))).toBe(true)
    expect(['success', 'pending', 'attempting', 'odd'].some((status) => missed('email.bounced', status))).toBe(false)
    expect(missed('email.delivered', 'failed')).toBe(false)
  })
})

describe('an entry of the provider’s list', () => {
  const reader = aSubscriber({})
  const entry = (origin: string) => ({ origin, at: at('08:00') })

  it('stops a reader whom nothing stops yet, for what put it there', () => {
    expect(
      ['bounce', 'complaint', 'manual', 'odd'].map((one) => mirrored(entry(one), reader, undefined, false)?.why),
    ).toEqual(['bounced', 'complained', 'suppressed', 'suppressed'])
  })

  it('says nothing of strangers, and does not undo a lift that is on its way', () => {
    expect(mirrored(entry('bounce'), undefined, undefined, false)).toBeUndefined()
    expect(mirrored(entry('complaint'), reader, undefined, true)).toBeUndefined()
  })

  it('changes nothing where somebody is stopped already, but that a complaint is worse than all else (STD-57)', () => {
    const bounced = { why: 'bounced', at: at('07:00') } as const
    expect(mirrored(entry('bounce'), reader, bounced, false)).toBeUndefined()
    expect(mirrored(entry('manual'), reader, bounced, false)).toBeUndefined()
    expect(mirrored(entry('complaint'), reader, bounced, false)?.why).toBe('complained')
    expect(mirrored(entry('complaint'), reader, { ...bounced, why: 'complained' }, false)).toBeUndefined()
  })
})

describe('an editor’s lift', () => {
  const lift: Lift = { subscriber: 'sub_a', address: 'fp', at: at('09:00'), tries: 0, nextAt: at('09:00') }
  const decide = (known: { address: string; isSuppressed: boolean } | undefined, now = at('09:05')) =>
    decideLift(lift, known, now)

  it('reaches the provider’s list for the address that was lifted, and for no other', () => {
    expect(decide({ address: 'fp', isSuppressed: false })).toBe('remove')
    expect(decide({ address: 'another', isSuppressed: false })).toBe('drop')
    expect(decide(undefined)).toBe('drop')
  })

  it('waits for a moment while it is under way here, and is dropped for somebody who is stopped again', () => {
    expect(decide({ address: 'fp', isSuppressed: true })).toBe('wait')
    expect(decide({ address: 'fp', isSuppressed: true }, at('09:10'))).toBe('drop')
  })

  it('is tried again soon after what passes, and else less and less often, a day apart at most', () => {
    expect(afterTry(lift, 'no-answer', at('09:00')).nextAt).toBe(at('09:10'))
    let failing = lift
    const hours = Array.from({ length: 7 }, () => {
      failing = afterTry(failing, 'may-only-send', at('09:00'))
      return (Date.parse(failing.nextAt) - Date.parse(at('09:00'))) / 3_600_000
    })
    expect(hours).toEqual([1, 2, 4, 8, 16, 24, 24])
  })
})

describe('what was learnt', () => {
  const known = { at: at('06:00'), said: 7 }

  it('is kept through what passes, and gives way to what does not', () => {
    expect(keptOf(known, { ok: false, why: 'no-answer' }, at('09:00'))).toBe(known)
    expect(keptOf(known, { ok: false, why: 'too-fast' }, at('09:00'))).toBe(known)
    expect(keptOf(known, { ok: false, why: 'may-only-send' }, at('09:00'))).toEqual({
      at: at('09:00'),
      unknown: 'may-only-send',
    })
    expect(keptOf(undefined, { ok: false, why: 'no-answer' }, at('09:00'))).toMatchObject({ unknown: 'no-answer' })
  })

  it('is looked at again when it is old, when an editor asks, and at once after what passes', () => {
    const HOUR = 3_600_000
    expect(isDue(known, 3 * HOUR, at('08:59'))).toBe(false)
    expect(isDue(known, 3 * HOUR, at('09:00'))).toBe(true)
    expect(isDue(known, 3 * HOUR, at('07:00'), at('06:30'))).toBe(true)
    expect(isDue(known, 3 * HOUR, at('07:00'), at('05:00'))).toBe(false)
    expect(isDue({ at: at('06:00'), unknown: 'no-answer' }, 3 * HOUR, at('06:05'))).toBe(true)
    expect(isDue({ at: at('06:00'), unknown: 'no-key' }, 3 * HOUR, at('06:05'))).toBe(false)
    expect(isDue(undefined, 3 * HOUR, at('06:05'))).toBe(true)
  })
})
