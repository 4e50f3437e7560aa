import { type ClockSchedule, slotAtOrBefore, slotsAfter } from '../../core/model/schedule.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { machine, ratios, report, round, say, spread, tabulate } from './report.ts'

const ROUNDS = 9
const ZONES = 600
/** Of all zones, to be long enough for a clock. */
const TIMES = 20
const now = '2026-12-01T09:00:00.000Z'

const rhythms = {
  daily: { every: 'day' },
  weekly: { every: 'week', on: ['mon'] },
  'every-fourth-week': { every: 'week', on: ['mon'], interval: 4, countedFrom: '2026-12-07' },
  'last-friday': { every: 'month', on: ['last fri'] },
  'last-weekday': { every: 'month', on: ['last weekday'] },
  quarterly: { every: 'quarter', on: [1] },
  yearly: { every: 'year', on: ['07-04'] },
} as const

/** The next slot of a rhythm in each of 600 zones, as the tick reckons it for an edition in readers' own, and the last one. */
export async function reckoning(): Promise<void> {
  const names = zones.names()
  const places = Array.from({ length: ZONES }, (_, index) => names[index % names.length]!)
  const next: Record<string, number[]> = {}
  const last: Record<string, number[]> = {}
  const timed = (reckon: (schedule: ClockSchedule) => unknown, rhythm: (typeof rhythms)[keyof typeof rhythms]) => {
    const began = process.cpuUsage()
    for (let time = 0; time < TIMES; time += 1) for (const zone of places) reckon({ ...rhythm, at: ['08:00'], zone })
    const { user, system } = process.cpuUsage(began)
    return (user + system) / 1_000 / TIMES
  }
  for (let each = 0; each <= ROUNDS; each += 1)
    for (const [name, rhythm] of Object.entries(rhythms)) {
      const forward = timed((schedule) => slotsAfter(zones, schedule, now, 1), rhythm)
      const back = timed((schedule) => slotAtOrBefore(zones, schedule, now), rhythm)
      // The first round unpacks the clocks.
      if (each === 0) continue
      next[name] = [...(next[name] ?? []), forward]
      last[name] = [...(last[name] ?? []), back]
    }
  const overDaily = (all: Record<string, number[]>, name: string) => ratios(all[name]!, all.daily!)

  say(`The next and the last slot in ${ZONES} zones, on ${machine}\n`)
  tabulate(
    Object.fromEntries(
      Object.keys(rhythms).map((name) => [
        name,
        {
          'next, ms of CPU': round(spread(next[name]!).median),
          '÷ daily': overDaily(next, name).median,
          'last, ms of CPU': round(spread(last[name]!).median),
          '÷ its daily': overDaily(last, name).median,
        },
      ]),
    ),
  )
  report({
    bench: 'slots',
    ratios: Object.fromEntries(
      Object.keys(rhythms)
        .filter((name) => name !== 'daily')
        .map((name) => [name, overDaily(next, name)]),
    ),
  })
}
