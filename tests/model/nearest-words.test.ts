import { describe, expect, it } from 'vitest'
import { nearestWords } from '../../core/model/nearest-words.ts'
import { parseSchedule } from '../../core/model/schedule.ts'
import { fromWords } from '../../core/model/schedule-words.ts'
import { zones } from '../../functions/adapters/zones.ts'

const now = '2026-12-01T09:00:00.000Z'

describe('a rhythm that is not understood', () => {
  it.each<[typed: string, words: string, without: string]>([
    // Slips of the finger.
    ['evry Mondya at 8, Berlin', 'every Monday at 08:00, Europe/Berlin', ''],
    ['every oter Firday at 8, UTC', 'every second Friday at 08:00, counted from 2026-12-04, UTC', ''],
    ['quaterly at noon, UTC', 'on the 1st day of every quarter at 12:00, UTC', ''],
    ['every yaer on 4 Jully at 9, UTC', 'every year on 4 July at 09:00, UTC', ''],
    // One clause too many, or one that nobody can keep.
    ['every day except Sundays at 08:00, UTC', 'every day at 08:00, UTC', 'except Sundays'],
    ['Mondays and holidays at 08:00, UTC', 'every Monday at 08:00, UTC', 'and holidays'],
    ['every Monday morning at 8, Berlin', 'every Monday at 08:00, Europe/Berlin', 'morning'],
    ['every two days at 08:00, UTC', 'every day at 08:00, UTC', 'two'],
    ['every day at 08:00 and 9, UTC', 'every day at 08:00, UTC', 'and 9'],
    [
      'on the fifth Monday of every month at 9, UTC',
      'on the 1st of every month at 09:00, UTC',
      'on the fifth Monday of',
    ],
    [
      'please send it every weekday at 8 in Berlin if you can',
      'every weekday at 08:00, Europe/Berlin',
      'please send it if you can',
    ],
    // What is understood is kept, wherever it stands.
    ['evry mondya at 8 or so in Tokyo please', 'every Monday at 08:00, Asia/Tokyo', 'or so please'],
    // What is left unsaid is proposed, never taken.
    ['every Monday, roughly', 'every Monday at 08:00, Europe/Berlin', 'roughly'],
    ['at 9 or so, UTC', 'every weekday at 09:00, UTC', 'or so'],
  ])('is answered with the nearest that is, and what that leaves out: %s', (typed, words, without) => {
    expect(fromWords(zones, typed)).toBeUndefined()
    expect(nearestWords(zones, typed, now)).toEqual({ words, without })
    expect(parseSchedule(zones, fromWords(zones, words), now)).toMatchObject({ ok: true })
  })

  it.each([
    '',
    'now and then',
    '0 8 * * *',
    'rate(1 day)',
    'x '.repeat(20_000),
    'every day '.repeat(13),
    'x'.repeat(301),
  ])('has no nearest where nothing of it is a rhythm, or it is too long to be one: %.20s', (typed) => {
    expect(nearestWords(zones, typed, now)).toBeUndefined()
  })
})
