import { describe, expect, it } from 'vitest'
import { finishOf } from '../../core/model/finish.ts'
import { noCounts, type Progress } from '../../core/model/issue.ts'

const now = '2026-11-24T08:00:00.000Z'
const issue = {
  slot: { name: '', local: '', zone: 'UTC', at: '2026-11-23T08:00:00.000Z' },
  openedAt: '2026-11-23T08:00:00.000Z',
}
const sent = (readers: number, finishedAt: string): Progress => ({
  status: 'sent',
  cursor: 1,
  ended: true,
  open: {},
  unknown: [],
  counts: { ...noCounts, readers },
  finishedAt,
})

describe('when an issue would be done', () => {
  it('goes by the pace of the last one', () => {
    const last = { issue, progress: sent(20_000, '2026-11-23T08:10:00.000Z') }
    expect(finishOf(40_000, now, last)).toBe('2026-11-24T08:20:00.000Z')
  })

  it('goes by what the provider lets anybody do, where the last one says nothing: too small, stopped on its way, none', () => {
    const small = { issue, progress: sent(20, '2026-11-23T08:10:00.000Z') }
    const stopped = { issue, progress: { ...sent(20_000, '2026-11-23T12:00:00.000Z'), overruled: true as const } }
    for (const last of [small, stopped, undefined]) expect(finishOf(60_000, now, last)).toBe('2026-11-24T08:02:00.000Z')
    expect(finishOf(0, now)).toBe(now)
  })
})
