import { DAY, HOUR, MINUTE, SECOND } from '../../../core/model/time.ts'
import { isNewer, type Zones } from '../../../core/model/zones.ts'

/*
 * The rules that the runtime carries, by the calendar of its own: dear to ask, and as old as the runtime. This is the one
 * place that asks `Intl` about a zone.
 */

const WEEK = 7 * DAY

/** Those of the runtime, under the names of `named`; names that only the runtime knows are its own. */
export function runtimeZones(named: Zones, release: string): Zones {
  const formats = new Map<string, Intl.DateTimeFormat | undefined>()
  const formatOf = (zone: string): Intl.DateTimeFormat | undefined => {
    if (formats.has(zone)) return formats.get(zone)
    const made = formatIn(zone)
    // Strangers may ask about anything: what is remembered stays few.
    if (formats.size < MOST_FORMATS) formats.set(zone, made)
    return made
  }
  const own = (given: string) => {
    if (!/^[A-Za-z]/.test(given) || given.length > 64) return undefined
    return formatOf(given)?.resolvedOptions().timeZone
  }
  /** By zone and week: what holds at both ends of one holds in between. */
  const asked = new Map<string, number>()
  const atStart = (zone: string, format: Intl.DateTimeFormat, week: number): number => {
    const key = `${zone} ${week}`
    const known = asked.get(key)
    if (known !== undefined) return known
    if (asked.size >= MOST_ASKED) asked.clear()
    const offset = offsetBy(format, week * WEEK)
    asked.set(key, offset)
    return offset
  }
  return {
    release,
    origin: 'runtime',
    name: (given) => named.name(given) ?? own(given),
    clock: (given) => named.clock(given) ?? own(given),
    offsetAt(zone, at) {
      const format = formatOf(zone)
      if (!format) return 0
      const week = Math.floor(at / WEEK)
      const [before, after] = [atStart(zone, format, week), atStart(zone, format, week + 1)]
      return before === after ? before : offsetBy(format, at)
    },
    names: () => named.names(),
  }
}

const MOST_FORMATS = 1_000
const MOST_ASKED = 100_000

function formatIn(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  } catch {
    return undefined
  }
}

/** "11/24/2026, GMT-03:30" */
function offsetBy(format: Intl.DateTimeFormat, at: number): number {
  const [, sign, hours, minutes, seconds] = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(format.format(at)) ?? []
  if (!sign) return 0
  return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * MINUTE + Number(seconds ?? 0) * SECOND)
}

/** The newest of both: ours, unless the runtime is newer. `release`: the runtime's. */
export const newestOf = (ours: Zones, release: string | undefined): Zones =>
  release !== undefined && isNewer(release, ours.release) ? runtimeZones(ours, release) : ours
