import bundle from 'moment-timezone/data/packed/latest.json' with { type: 'json' }
import { describe, expect, it } from 'vitest'
import { slotsAfter } from '../../core/model/schedule.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../core/model/time.ts'
import { dayIn, isNewer, readingOf, startOfDay, wallText } from '../../core/model/zones.ts'
import data from '../../functions/adapters/zones/data.json' with { type: 'json' }
import { packZones, zonesFrom } from '../../functions/adapters/zones/packed.ts'
import { newestOf, runtimeZones } from '../../functions/adapters/zones/runtime.ts'
import { ourZones as zones } from '../../functions/adapters/zones.ts'
import { packedFrom } from '../../local/zones/from-package.ts'
import debian from '../fixtures/zones/debian-2026f.json' with { type: 'json' }

/** By Debian's edition of the database, to the minute. */
const told = debian.clocks.flatMap(({ names, changes }) => names.map((name) => ({ name, changes })))
const inTime = { from: Date.parse(debian.from), until: Date.parse(debian.until) }

describe('the zone rules that are deployed', () => {
  it('are those of the package: whoever updates it writes them anew with `npm run zones`', () => {
    expect(packedFrom(bundle, data.released)).toEqual(data)
  })

  it('are of the release that Debian has, and say when it came out', () => {
    expect(zones.release).toBe(debian.release)
    expect(zones.released).toMatch(/^\d{4}-\d{2}-\d{2}$/)
  })

  it('change every clock when Debian does, and to what: each name of the database', () => {
    expect(told.length).toBeGreaterThan(590)
    const wrong = told.flatMap(({ name, changes }) =>
      changes.flatMap(([at, offset], index) => {
        const [start, end] = [at! * SECOND, (changes[index + 1]?.[0] ?? inTime.until / SECOND) * SECOND - 1]
        return [start, end]
          .filter((moment) => zones.offsetAt(name, moment) !== offset! * MINUTE)
          .map((moment) => ({ name, moment, offset, ours: zones.offsetAt(name, moment) / MINUTE }))
      }),
    )
    expect(wrong).toEqual([])
  })

  it('change no clock at another time: the same at each noon in between', () => {
    const changes = packZones(zones, 2026, 2031)
    const again = zonesFrom(changes)
    const wrong = told.filter(({ name, changes: theirs }) => {
      for (let at = inTime.from; at < inTime.until; at += DAY) {
        const offset = theirs.findLast(([from]) => from! * SECOND <= at)![1]! * MINUTE
        if (zones.offsetAt(name, at) !== offset) return true
        if (at >= Date.UTC(2026, 0, 1) && again.offsetAt(zones.clock(name)!, at) !== offset) return true
      }
      return false
    })
    expect(wrong).toEqual([])
  })

  it('know the laws of 2026: eight in Winnipeg is 13:00 UTC on 1 December, in Havana 12:00', () => {
    const eight = (zone: string) =>
      slotsAfter(zones, { every: 'day', at: ['08:00'], zone }, '2026-12-01T00:00:00.000Z', 1)[0]?.at
    expect(eight('America/Winnipeg')).toBe('2026-12-01T13:00:00.000Z')
    expect(eight('America/Rainy_River')).toBe('2026-12-01T13:00:00.000Z')
    expect(eight('America/Havana')).toBe('2026-12-01T12:00:00.000Z')
    expect(eight('America/Inuvik')).toBe('2026-12-01T14:00:00.000Z')
  })

  it('go on after their last year by the years 28 before, which have the same weekdays', () => {
    for (const zone of ['Europe/Berlin', 'America/New_York', 'America/Santiago', 'Asia/Kolkata'])
      for (const month of [1, 4, 7, 10, 11])
        expect(zones.offsetAt(zone, Date.UTC(2060, month, 15))).toBe(zones.offsetAt(zone, Date.UTC(2032, month, 15)))
    expect(zones.offsetAt('Europe/Berlin', Date.UTC(2400, 6, 1))).toBe(2 * HOUR)
  })

  it('hold before their first year what held then', () => {
    expect(zones.offsetAt('Europe/Berlin', Date.UTC(1999, 6, 1))).toBe(HOUR)
  })
})

describe('a name of a zone', () => {
  it.each([
    ['europe/berlin', 'Europe/Berlin', 'Europe/Berlin'],
    ['EUROPE/BERLIN', 'Europe/Berlin', 'Europe/Berlin'],
    ['Asia/Calcutta', 'Asia/Kolkata', 'Asia/Kolkata'],
    ['Europe/Kiev', 'Europe/Kyiv', 'Europe/Kyiv'],
    ['europe/zaporozhye', 'Europe/Kyiv', 'Europe/Kyiv'],
    ['Canada/Central', 'America/Winnipeg', 'America/Winnipeg'],
    ['America/Yellowknife', 'America/Edmonton', 'America/Edmonton'],
    ['US/Eastern', 'America/New_York', 'America/New_York'],
    ['Etc/UTC', 'UTC', 'UTC'],
    ['utc', 'UTC', 'UTC'],
    // A place has a name of its own, and its clock in common with others.
    ['Europe/Oslo', 'Europe/Oslo', 'Europe/Berlin'],
    ['atlantic/reykjavik', 'Atlantic/Reykjavik', 'Africa/Abidjan'],
    ['Etc/GMT+5', 'Etc/GMT+5', 'Etc/GMT+5'],
  ])('%s is kept as %s, by the clock %s', (given, name, clock) => {
    expect([zones.name(given), zones.clock(given)]).toEqual([name, clock])
  })

  it.each(['', 'Mars/Olympus', '+01:00', 'constructor', '__proto__', 'toString', 'Europe', 'x'.repeat(10_000)])(
    'that is none is none: %j',
    (given) => {
      expect([zones.name(given), zones.clock(given), zones.offsetAt(given, 0)]).toEqual([undefined, undefined, 0])
    },
  )

  it('is one for each clock: every name of the database leads to it, and it leads to itself', () => {
    for (const { name } of told) {
      const clock = zones.clock(name)!
      expect([zones.clock(clock), zones.name(clock)]).toEqual([clock, clock])
      expect(zones.clock(zones.name(name)!)).toBe(clock)
    }
  })

  it('is offered to readers as places are called today', () => {
    const names = zones.names()
    for (const name of ['Europe/Berlin', 'Europe/Oslo', 'Asia/Kolkata', 'Europe/Kyiv', 'UTC'])
      expect(names).toContain(name)
    for (const name of ['Asia/Calcutta', 'US/Eastern', 'europe/berlin']) expect(names).not.toContain(name)
    expect(names).toEqual([...names].sort())
  })
})

describe('the rules of the runtime', () => {
  it.each([
    ['2026c', 'ours', '2026f'],
    ['2026f', 'ours', '2026f'],
    [undefined, 'ours', '2026f'],
    ['2026g', 'runtime', '2026g'],
    ['2027a', 'runtime', '2027a'],
    ['2026za', 'runtime', '2026za'],
  ])('of release %s: those of %s are used', (theirs, origin, release) => {
    const used = newestOf(zones, theirs)
    expect([used.origin, used.release]).toEqual([origin, release])
  })

  it('are older or newer by year, then by letter', () => {
    expect(isNewer('2026f', '2026e')).toBe(true)
    expect(isNewer('2026z', '2026za')).toBe(false)
    expect(isNewer('2026a', '2025z')).toBe(true)
  })

  it('say the same as its calendar, at each hour around its changes, under our names', () => {
    const runtime = runtimeZones(zones, '2099a')
    for (const zone of [
      'Europe/Berlin',
      'Australia/Lord_Howe',
      'America/St_Johns',
      'Asia/Calcutta',
      'Africa/Casablanca',
    ]) {
      const wall = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
      for (let at = Date.UTC(2025, 0, 1); at < Date.UTC(2026, 0, 1); at += 5 * HOUR)
        expect(wallText(runtime, zone, new Date(at).toISOString())).toBe(wall.format(at).replace(' ', 'T'))
    }
    expect([runtime.name('asia/calcutta'), runtime.clock('Europe/Oslo')]).toEqual(['Asia/Kolkata', 'Europe/Berlin'])
    expect([runtime.name('Mars/Olympus'), runtime.name('+01:00')]).toEqual([undefined, undefined])
  })
})

describe('a wall time', () => {
  const at = (text: string) => Date.parse(`${text}Z`)
  const iso = (ms: number) => new Date(ms).toISOString().slice(0, 16)

  it.each([
    ['that comes once', 'Europe/Berlin', '2026-11-24T08:00', '2026-11-24T07:00', undefined],
    ['that clocks jump over, is as much later', 'Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:30', 'moved'],
    ['that comes twice, is the first', 'Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30', 'once'],
    ['just before it comes twice', 'Europe/Berlin', '2026-10-25T01:59', '2026-10-24T23:59', undefined],
    ['of half an hour', 'Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:45', 'moved'],
    ['past midnight', 'Africa/Cairo', '2026-04-24T00:30', '2026-04-23T22:30', 'moved'],
  ])('%s', (_, zone, wall, moment, note) => {
    const reading = readingOf(zones, zone, at(wall))
    expect([iso(reading.at), reading.note]).toEqual([moment, note])
  })

  it('begins a day at midnight, or when clocks have jumped over that', () => {
    expect(startOfDay(zones, '2026-11-24', 'Europe/Berlin')).toBe('2026-11-23T23:00:00.000Z')
    expect(startOfDay(zones, '2026-04-24', 'Africa/Cairo')).toBe('2026-04-23T22:00:00.000Z')
    expect(dayIn(zones, '2026-11-23T23:00:00.000Z', 'Europe/Berlin')).toBe('2026-11-24')
    expect(dayIn(zones, '2026-11-23T22:59:59.999Z', 'Europe/Berlin')).toBe('2026-11-23')
  })
})
