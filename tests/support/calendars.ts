let made = 0

/** An event of a calendar, in lines; it has an id of its own unless one is given. */
export const anEvent = (...lines: string[]): string => {
  made += 1
  const uid = lines.some((line) => line.startsWith('UID:')) ? [] : [`UID:${made}@calendar.example`]
  return ['BEGIN:VEVENT', ...uid, 'DTSTAMP:20261101T000000Z', ...lines, 'END:VEVENT'].join('\r\n')
}

/** A whole day in it: `2026-12-25`. */
export const aDayOff = (day: string, name: string): string =>
  anEvent(`DTSTART;VALUE=DATE:${day.replaceAll('-', '')}`, `SUMMARY:${name}`)

export const aCalendar = (...events: string[]): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Skerry//Holidays//EN',
    'X-WR-CALNAME:Holidays in Skerry\\, and around',
    'BEGIN:VTIMEZONE',
    'TZID:Europe/Skerry',
    'BEGIN:STANDARD',
    'DTSTART:19701025T030000',
    'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10',
    'TZOFFSETFROM:+0200',
    'TZOFFSETTO:+0100',
    'END:STANDARD',
    'END:VTIMEZONE',
    ...events,
    'END:VCALENDAR',
    '',
  ].join('\r\n')
