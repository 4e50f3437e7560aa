import { describe, expect, it } from 'vitest'
import type { Usage, Window } from '../../core/model/account.ts'
import { isToBeTold, overage, type PlannedSend, sayShortfall, shortfalls } from '../../core/model/quota.ts'

const day = (used: number, limit: number | null = 100): Window => ({
  used,
  limit,
  resetsAt: '2026-11-25T00:00:00.000Z',
})
const month = (used: number, limit = 3_000): Window => ({ used, limit, resetsAt: '2026-12-01T00:00:00.000Z' })
const send = (slotAt: string, readers: number, digest = 'brief'): PlannedSend => ({
  digest,
  edition: 'main',
  slotAt: `2026-11-${slotAt}:00.000Z`,
  zone: 'Europe/Berlin',
  readers,
})
const leftOut = (usage: Usage, ...sends: PlannedSend[]) =>
  shortfalls(usage, sends).map((one) => [one.slotAt.slice(8, 13), one.leftOut, one.quota])

describe('what fits into what is left of the quota', () => {
  it('leaves out the hundred-and-first reader of a plan with a hundred mails a day', () => {
    expect(leftOut({ daily: day(0), monthly: month(0) }, send('25T07:00', 100))).toEqual([])
    expect(shortfalls({ daily: day(0), monthly: month(0) }, [send('25T07:00', 101)])).toEqual([
      { ...send('25T07:00', 101), leftOut: 1, quota: 'daily', limit: 100, until: '2026-11-26T00:00:00.000Z' },
    ])
  })

  it('counts what is used today against what goes out today, and a new day as empty', () => {
    const usage = { daily: day(60), monthly: month(0) }
    expect(leftOut(usage, send('24T20:00', 50))).toEqual([['24T20', 10, 'daily']])
    expect(leftOut(usage, send('25T07:00', 100))).toEqual([])
  })

  it('lets what waits go first when the quota returns: a daily digest that is too large falls further back', () => {
    const usage = { daily: day(0), monthly: month(0) }
    expect(leftOut(usage, ...['25T07:00', '26T07:00', '27T07:00'].map((at) => send(at, 101)))).toEqual([
      ['25T07', 1, 'daily'],
      ['26T07', 2, 'daily'],
      ['27T07', 3, 'daily'],
    ])
  })

  it('takes sends in the order of time, whoever asks in which, and two digests from one quota', () => {
    const usage = { daily: day(0), monthly: month(0) }
    expect(leftOut(usage, send('25T09:00', 60, 'late'), send('25T07:00', 60, 'early'))).toEqual([
      ['25T09', 20, 'daily'],
    ])
  })

  it('knows the month as well as the day, and says which is too small: where both are, the one that returns last', () => {
    expect(leftOut({ daily: day(0), monthly: month(2_990) }, send('25T07:00', 50))).toEqual([['25T07', 40, 'monthly']])
    expect(leftOut({ daily: day(0), monthly: month(2_900) }, send('25T07:00', 150))).toEqual([['25T07', 50, 'monthly']])
  })

  it('stops at five times the month on a plan that is paid for, and counts what is beyond it as extra', () => {
    const paid = (used: number): Usage => ({ daily: day(0, null), monthly: month(used, 50_000) })
    expect(leftOut(paid(49_990), send('25T07:00', 1_000))).toEqual([])
    expect(leftOut(paid(249_990), send('25T07:00', 1_000))).toEqual([['25T07', 990, 'monthly']])
    expect([overage(paid(49_990)), overage(paid(50_010))]).toEqual([0, 10])
    expect(overage({ daily: day(0), monthly: month(3_010) })).toBe(0)
  })

  it('takes what is not known for unknown: it keeps nobody out', () => {
    const odd = { used: 5_000, limit: undefined, resetsAt: undefined }
    expect(leftOut({ daily: undefined, monthly: undefined }, send('25T07:00', 9_999))).toEqual([])
    expect(leftOut({ daily: odd, monthly: odd }, send('25T07:00', 9_999))).toEqual([])
    expect(leftOut({ daily: odd, monthly: month(2_999) }, send('25T07:00', 2))).toEqual([['25T07', 1, 'monthly']])
  })

  it('is told the day before, not sooner, and never of what has gone out', () => {
    const [one] = shortfalls({ daily: day(0), monthly: month(0) }, [send('26T07:00', 101)])
    const told = (now: string) => isToBeTold(one!, `2026-11-${now}:00.000Z`)
    expect(['25T03:59', '25T04:00', '26T06:59', '26T07:00'].map(told)).toEqual([false, true, true, false])
  })

  it('is said in numbers', () => {
    const [one] = shortfalls({ daily: day(0), monthly: month(0) }, [send('25T07:00', 1_240)])
    expect(sayShortfall(one!)).toBe(
      'It has 1,240 readers, and 1,140 of them would not get it on time: the mail provider lets 100 mails a day through, and the rest waits until there is room again.',
    )
  })
})
