import { describe, expect, it } from 'vitest'
import { daysOff } from '../../core/model/holidays.ts'
import { parseCalendar } from '../../functions/adapters/calendar-parser.ts'
import { aCalendar, anEvent } from '../support/calendars.ts'

const span = { from: '2025-01-01', to: '2028-12-31' }
const read = (text: string | Uint8Array, contentType?: string) =>
  parseCalendar(typeof text === 'string' ? Buffer.from(text) : text, {
    ...span,
    ...(contentType ? { contentType } : {}),
  })
const eventsOf = (...events: string[]) => {
  const found = read(aCalendar(...events))
  return found.ok ? found.events : []
}
const days = (...events: string[]) => daysOff(eventsOf(...events)).map(({ day, name }) => `${day} ${name}`)

describe('a calendar of public holidays', () => {
  it('as Google writes it: days off without observances, in any language', () => {
    const found = days(
      anEvent(
        'DTSTART;VALUE=DATE:20261225',
        'DTEND;VALUE=DATE:20261226',
        'DESCRIPTION:Public holiday',
        'SUMMARY:Christmas Day',
        'TRANSP:TRANSPARENT',
        'STATUS:CONFIRMED',
      ),
      anEvent(
        'DTSTART;VALUE=DATE:20270509',
        'DTEND;VALUE=DATE:20270510',
        'DESCRIPTION:Observance\\nTo hide observances\\, go to Google Calendar Setting\r\n s > Holidays in Greece',
        "SUMMARY:Mother's Day",
      ),
      anEvent(
        'DTSTART;VALUE=DATE:20270214',
        'DESCRIPTION:Gedenktag\\nWenn Sie Gedenktage ausblenden möchten\\, öffnen Sie die Einstellungen von Google Kalender',
        'SUMMARY:Valentinstag',
      ),
    )
    expect(found).toEqual(['2026-12-25 Christmas Day'])
  })

  it('as gov.uk writes it, the end before the start, and as it did before, when both were the same day', () => {
    expect(
      days(
        anEvent('DTEND;VALUE=DATE:20261229', 'DTSTART;VALUE=DATE:20261228', 'SUMMARY:Boxing Day (substitute day)'),
        anEvent('DTEND;VALUE=DATE:20270101', 'DTSTART;VALUE=DATE:20270101', 'SUMMARY:New Year’s Day'),
      ),
    ).toEqual(['2026-12-28 Boxing Day (substitute day)', '2027-01-01 New Year’s Day'])
  })

  it('as CalendarLabs writes it: a date that does not say it is one', () => {
    expect(days(anEvent('DTSTART:20270101', 'DTEND:20270101', 'SUMMARY:New Year'))).toEqual(['2027-01-01 New Year'])
  })

  it('of several days holds each of them, and not the day after the last', () => {
    expect(days(anEvent('DTSTART;VALUE=DATE:20270209', 'DURATION:P2D', 'SUMMARY:Feast'))).toEqual([
      '2027-02-09 Feast',
      '2027-02-10 Feast',
    ])
    expect(days(anEvent('DTSTART;VALUE=DATE:20261231', 'DTEND;VALUE=DATE:20270103', 'SUMMARY:Feast'))).toHaveLength(3)
  })

  it('that comes every year comes in each year that is asked for, on its day or by its weekday', () => {
    expect(days(anEvent('DTSTART;VALUE=DATE:19900101', 'RRULE:FREQ=YEARLY', 'SUMMARY:New Year'))).toEqual(
      ['2025', '2026', '2027', '2028'].map((year) => `${year}-01-01 New Year`),
    )
    const thanksgiving = ['DTSTART;VALUE=DATE:20061123', 'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH', 'SUMMARY:Thanks']
    expect(days(anEvent(...thanksgiving)).map((one) => one.slice(0, 10))).toEqual([
      '2025-11-27',
      '2026-11-26',
      '2027-11-25',
      '2028-11-23',
    ])
    expect(days(anEvent('DTSTART;VALUE=DATE:20240101', 'RRULE:FREQ=YEARLY;COUNT=2', 'SUMMARY:Once more'))).toHaveLength(
      1,
    )
    expect(
      days(anEvent('DTSTART;VALUE=DATE:20240101', 'RRULE:FREQ=YEARLY;UNTIL=20260601T000000Z', 'SUMMARY:While it was')),
    ).toHaveLength(2)
  })

  it('holds no day of a rule that is beyond us, nor one that its month does not have; and its own day beside those that are listed', () => {
    expect(
      days(anEvent('DTSTART;VALUE=DATE:20260105', 'RRULE:FREQ=YEARLY;BYWEEKNO=2;BYDAY=MO', 'SUMMARY:Plough')),
    ).toEqual([])
    expect(days(anEvent('DTSTART;VALUE=DATE:20260518', 'RRULE:FREQ=YEARLY;BYDAY=20MO', 'SUMMARY:Plough'))).toEqual([])
    expect(days(anEvent('DTSTART;VALUE=DATE:20260217', 'RRULE:RSCALE=CHINESE;FREQ=YEARLY', 'SUMMARY:Spring'))).toEqual(
      [],
    )
    expect(days(anEvent('DTSTART;VALUE=DATE:20240229', 'RRULE:FREQ=YEARLY', 'SUMMARY:Leap'))).toEqual([
      '2028-02-29 Leap',
    ])
    const listed = ['DTSTART;VALUE=DATE:20261225', 'RDATE;VALUE=DATE:20271224', 'SUMMARY:Fair']
    expect(days(anEvent(...listed))).toEqual(['2026-12-25 Fair', '2027-12-24 Fair'])
  })

  it('holds a day whose note has a link to Google, which says nothing of how to hide it', () => {
    const note = 'DESCRIPTION:The office is closed: https://maps.google.com/?q=inn'
    expect(days(anEvent('DTSTART;VALUE=DATE:20261230', note, 'SUMMARY:Outing'))).toHaveLength(1)
  })

  it('leaves out the times that are taken out of a rule, written as days or not, and follows those that were moved', () => {
    const yearly = ['UID:one', 'DTSTART;VALUE=DATE:20250501', 'RRULE:FREQ=YEARLY', 'SUMMARY:May Day']
    expect(
      days(
        anEvent(...yearly, 'EXDATE;VALUE=DATE:20260501', 'EXDATE:20270501T000000Z'),
        anEvent('UID:one', 'RECURRENCE-ID;VALUE=DATE:20280501', 'DTSTART;VALUE=DATE:20280502', 'SUMMARY:Moved'),
      ),
    ).toEqual(['2025-05-01 May Day', '2028-05-02 Moved'])
  })

  it('holds nothing that is cancelled, and nothing that begins or ends within a day', () => {
    expect(
      days(
        anEvent('DTSTART;VALUE=DATE:20261224', 'STATUS:CANCELLED', 'SUMMARY:Not this year'),
        anEvent(
          'DTSTART;TZID=Europe/Berlin:20261224T140000',
          'DTEND;TZID=Europe/Berlin:20261224T180000',
          'SUMMARY:Shops',
        ),
        anEvent('DTSTART:20261223T000000Z', 'DTEND:20261223T120000Z', 'SUMMARY:Half a day'),
        anEvent('DTSTART;VALUE=DATE:20261222', 'SUMMARY:Eve (Not a Public Holiday)'),
      ),
    ).toEqual([])
  })

  it('holds what goes from midnight to midnight on its own clock, as Outlook writes whole days', () => {
    expect(
      days(
        anEvent('DTSTART;TZID=Asia/Tokyo:20270111T000000', 'DTEND;TZID=Asia/Tokyo:20270112T000000', 'SUMMARY:Adults'),
        anEvent('DTSTART:20270223T000000Z', 'DTEND:20270224T000000Z', 'SUMMARY:Emperor'),
        anEvent('DTSTART:20270320T230000Z', 'X-MICROSOFT-CDO-ALLDAYEVENT:TRUE', 'SUMMARY:Equinox'),
      ).map((one) => one.slice(0, 10)),
    ).toEqual(['2027-01-11', '2027-02-23', '2027-03-20'])
  })

  it('is read in whatever letters and with whatever line ends it comes, folded within a letter, too', () => {
    const text = aCalendar(anEvent('DTSTART;VALUE=DATE:20261226', 'SUMMARY:Świętą é'))
    const name = (bytes: Uint8Array, contentType?: string) => {
      const found = read(bytes, contentType)
      return found.ok ? found.events[0]?.name : found.reason
    }
    for (const ends of ['\r\n', '\n', '\r']) expect(name(Buffer.from(text.replaceAll('\r\n', ends)))).toBe('Świętą é')
    expect(name(Buffer.from(`\uFEFF${text}`))).toBe('Świętą é')
    expect(name(Buffer.from(`\uFEFF${text}`, 'utf16le'))).toBe('Świętą é')
    const bytes = Buffer.from(text)
    const within = bytes.indexOf('Ś') + 1
    expect(name(Buffer.concat([bytes.subarray(0, within), Buffer.from('\r\n '), bytes.subarray(within)]))).toBe(
      'Świętą é',
    )
    const latin = aCalendar(anEvent('DTSTART;VALUE=DATE:20261226', 'SUMMARY:Noël à la fête'))
    expect(name(Buffer.from(latin, 'latin1'))).toBe('Noël à la fête')
    expect(name(Buffer.from(latin, 'latin1'), 'text/calendar; charset=ISO-8859-1')).toBe('Noël à la fête')
  })

  it('says its name', () => {
    expect(read(aCalendar())).toMatchObject({ ok: true, name: 'Holidays in Skerry, and around' })
  })

  it('with an event that cannot be read is read without it', () => {
    expect(
      days(
        anEvent('DTSTART;VALUE=DATE:tomorrow', 'SUMMARY:Some day'),
        anEvent('SUMMARY:Never'),
        anEvent('DTSTART;VALUE=DATE:20270101', 'RRULE:FREQ=SOMETIMES', 'SUMMARY:Sometimes'),
        anEvent('DTSTART;VALUE=DATE:20270101', 'RRULE:FREQ=SECONDLY', 'SUMMARY:Always'),
        anEvent('DTSTART;VALUE=DATE:20261225', 'this is no line', 'SUMMARY:Christmas'),
      ),
    ).toEqual(['2026-12-25 Christmas'])
  })

  it.each([
    ['a page', '<!doctype html><title>Holidays</title>', 'This is not a calendar'],
    ['nothing', '', 'This is not a calendar'],
    ['more than is read', `BEGIN:VCALENDAR\r\n${'X'.repeat(1_000_001)}`, 'larger than 1 MB'],
    [
      'more events than are read',
      aCalendar(...Array(5_001).fill(anEvent('DTSTART:20270101'))),
      'more than 5000 events',
    ],
  ])('that is %s is none, and a sentence says so', (_, text, sentence) => {
    const found = read(text)
    expect(found.ok ? '' : found.reason).toContain(sentence)
  })
})
