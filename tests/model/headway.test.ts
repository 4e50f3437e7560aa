import { describe, expect, it } from 'vitest'
import { paceOf, shareRead } from '../../core/model/headway.ts'
import { noCounts, type Progress } from '../../core/model/issue.ts'

const issue = {
  slot: { name: '', local: '', zone: 'UTC', at: '2026-11-24T08:00:00.000Z' },
  openedAt: '2026-11-24T07:30:00.000Z',
}
const progress = (change: Partial<Progress> = {}): Progress => ({
  status: 'sending',
  cursor: 1,
  ended: false,
  open: {},
  unknown: [],
  after: 'main#-#sub_40000000000000000000',
  counts: { ...noCounts, readers: 6_000 },
  ...change,
})

describe('how far a sending has come', () => {
  it('is told by the last reader that was read, without counting them', () => {
    expect(shareRead(progress())).toBe(0.25)
    const { after: _, ...fresh } = progress()
    expect([shareRead(fresh), shareRead(progress({ ended: true }))]).toEqual([0, 1])
  })

  it('is told with its rate since its time, and how long it takes at that rate', () => {
    expect(paceOf(issue, progress(), '2026-11-24T08:02:00.000Z')).toEqual({ perMinute: 3_000, minutesLeft: 6 })
  })

  it('has no rate before anybody has it, nor where a pause would spoil the sum', () => {
    expect(paceOf(issue, progress({ counts: noCounts }), '2026-11-24T08:02:00.000Z')).toBeUndefined()
    expect(paceOf(issue, progress({ overruled: true }), '2026-11-24T08:02:00.000Z')).toBeUndefined()
    expect(paceOf(issue, progress(), '2026-11-24T08:00:01.000Z')).toBeUndefined()
  })
})
