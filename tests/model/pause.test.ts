import { describe, expect, it } from 'vitest'
import { dayOfPause, isPaused, pauseEnds, pauseFrom, pauseOn, pauseUntil } from '../../core/model/pause.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { formerRules } from '../support/rules.ts'

const winnipeg = pauseUntil('2026-12-02', 'America/Winnipeg')
const moment = '2026-12-23T15:00:00.000Z'

describe('a pause until a day', () => {
  it('ends when that day begins on the reader’s clock, by the rules of whoever asks', () => {
    expect(pauseEnds(formerRules, winnipeg)).toBe('2026-12-02T06:00:00.000Z')
    expect(pauseEnds(zones, winnipeg)).toBe('2026-12-02T05:00:00.000Z')
    expect(isPaused(zones, winnipeg, '2026-12-02T04:59:59.999Z')).toBe(true)
    expect(isPaused(zones, winnipeg, '2026-12-02T05:00:00.000Z')).toBe(false)
  })

  it('is told as that day, wherever its reader lives by now', () => {
    expect(dayOfPause(zones, winnipeg, 'Asia/Tokyo')).toBe('2026-12-02')
    expect(dayOfPause(zones, moment, 'Asia/Tokyo')).toBe('2026-12-24')
  })

  it('goes along to another clock while it lasts', () => {
    expect(pauseOn(zones, winnipeg, 'Asia/Tokyo', '2026-12-01T00:00:00.000Z')).toBe('2026-12-02@Asia/Tokyo')
    expect(pauseOn(zones, winnipeg, 'Asia/Tokyo', '2026-12-03T00:00:00.000Z')).toBe(winnipeg)
    expect(pauseOn(zones, moment, 'Asia/Tokyo', '2026-12-03T00:00:00.000Z')).toBe(moment)
  })

  it('that a list tells of is one on the reader’s own clock, unless it names another that we know', () => {
    expect(pauseFrom(zones, '2026-12-24', 'Europe/Berlin')).toBe('2026-12-24@Europe/Berlin')
    expect(pauseFrom(zones, '2026-12-24@asia/tokyo', 'Europe/Berlin')).toBe('2026-12-24@Asia/Tokyo')
    expect(pauseFrom(zones, '2026-12-24@Mars/Base', 'Europe/Berlin')).toBe('2026-12-24@Europe/Berlin')
    expect(pauseFrom(zones, moment, 'Europe/Berlin')).toBe(moment)
  })

  it('of nobody lasts at no time', () => {
    expect(isPaused(zones, undefined, moment)).toBe(false)
  })
})
