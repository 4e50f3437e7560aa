import { describe, expect, test } from 'vitest'
import { composeDigest, variantsOf } from '../../core/model/variant.ts'
import { wallText } from '../../core/model/zones.ts'
import { renderer } from '../../emails/render.tsx'
import { clockAt } from '../../emails/when.ts'
import { wordsIn } from '../../emails/words/words.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { anArticle, anIssue } from '../support/examples.ts'
import { read } from './reading.ts'
import { aDigest, anItem, aSection } from './samples.ts'

/** A mail that goes out at that moment, in a zone, and speaks of others: as it is put together from what is stored. */
const clockIn = (zone: string) => (at: string) => {
  const wall = (moment: string) =>
    Number.isNaN(Date.parse(moment)) || moment.length === 10 ? moment : wallText(zones, zone, moment)
  const clock = clockAt(wall(at), wordsIn('en'))
  return { ...clock, of: (publishedAt: string) => clock.of(wall(publishedAt)) }
}
const berlin = clockIn('Europe/Berlin')

describe('an article came out', () => {
  const clock = berlin('2026-11-24T07:00:00.000Z')

  test.each([
    ['at 06:12 if that was today', '2026-11-24T05:12:00.000Z', '06:12'],
    ['at 00:00 if that was the first minute of today', '2026-11-23T23:00:00.000Z', '00:00'],
    ['yesterday, if that was the minute before', '2026-11-23T22:59:00.000Z', 'yesterday, 23:59'],
    ['on Saturday, within six days', '2026-11-21T08:30:00.000Z', 'Saturday, 09:30'],
    ['on Wednesday, six days ago', '2026-11-18T12:00:00.000Z', 'Wednesday, 13:00'],
    ['on a date, a week ago: Tuesday would be today', '2026-11-17T12:00:00.000Z', '17 November 2026'],
    ['on a date, long ago', '2024-06-20T12:00:00.000Z', '20 June 2024'],
    ['on a date, if its source is ahead of us', '2026-11-25T12:00:00.000Z', '25 November 2026'],
    ['later the same day, if the mail is late', '2026-11-24T09:00:00.000Z', '10:00'],
    ['never, if its date is none', 'soon', ''],
  ])('%s', (_, publishedAt, said) => {
    expect(clock.of(publishedAt)).toBe(said)
  })

  test.each([
    ['2026-11-24', 'today'],
    ['2026-11-23', 'yesterday'],
    ['2026-11-22', '22 November 2026'],
    ['2024-06-20', '20 June 2024'],
  ])('on a day of which no more is known: %s is %s, in every zone', (day, said) => {
    for (const zone of [
      'Pacific/Kiritimati',
      'Asia/Kolkata',
      'Europe/Berlin',
      'America/Los_Angeles',
      'Pacific/Pago_Pago',
    ]) {
      const noon =
        { 'Pacific/Kiritimati': '2026-11-23T22:00:00.000Z', 'Pacific/Pago_Pago': '2026-11-24T23:00:00.000Z' }[zone] ??
        '2026-11-24T12:00:00.000Z'
      expect(clockIn(zone)(noon).of(day)).toBe(said)
    }
  })
})

describe("times are those of the slot's zone", () => {
  test('on the day clocks go forward, yesterday is the calendar day before, not 24 hours ago', () => {
    const clock = berlin('2026-03-29T06:00:00.000Z') // 08:00 of a day of 23 hours
    expect(clock.time).toBe('08:00')
    expect(clock.of('2026-03-28T23:30:00.000Z')).toBe('00:30')
    expect(clock.of('2026-03-29T00:59:00.000Z')).toBe('01:59')
    expect(clock.of('2026-03-29T01:00:00.000Z')).toBe('03:00')
    expect(clock.of('2026-03-28T22:59:00.000Z')).toBe('yesterday, 23:59')
    expect(clock.of('2026-03-23T12:00:00.000Z')).toBe('Monday, 13:00')
  })

  test('on the day clocks go back, both hours of two to three are today', () => {
    const clock = berlin('2026-10-25T07:00:00.000Z') // 08:00 of a day of 25 hours
    expect(clock.time).toBe('08:00')
    expect(clock.of('2026-10-25T00:30:00.000Z')).toBe('02:30')
    expect(clock.of('2026-10-25T01:30:00.000Z')).toBe('02:30')
    expect(clock.of('2026-10-24T22:00:00.000Z')).toBe('00:00')
    expect(clock.of('2026-10-24T21:59:00.000Z')).toBe('yesterday, 23:59')
  })

  test("the mail's day is the day there, not here", async () => {
    const slot = { name: '', at: '2026-11-23T18:00:00.000Z', local: '2026-11-24T07:00', zone: 'Pacific/Auckland' }
    const article = anArticle({ publishedAt: '2026-11-23T10:59:00.000Z' })
    const issue = { ...anIssue({ articles: [article] }), slot }
    const { html, text } = await renderer.digest(composeDigest(zones, issue, variantsOf(issue).of('all', 'en')!))
    for (const part of [read(html).visible, text]) {
      expect(part).toContain('Tuesday, 24 November 2026')
      expect(part).toContain('harbourpost.example · yesterday, 23:59')
    }
  })

  test('an article without a date names its source alone', async () => {
    const { publishedAt: _, ...undated } = anItem()
    const { text } = await renderer.digest(aDigest({ sections: [aSection([undated])] }))
    expect(text).toContain('\ncitydesk.example\n')
  })
})
