import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ordinals, weekdays } from '../../core/model/recurrence.ts'
import { inZone, parseSchedule, type Schedule, slotAtOrBefore, slotsAfter } from '../../core/model/schedule.ts'
import { DAY, instant } from '../../core/model/time.ts'
import { wallAt } from '../../core/model/zones.ts'
import { ourZones } from '../../functions/adapters/zones.ts'
import { chance } from '../../local/chance.ts'
import { databaseIn } from './database.ts'

/**
 * `node tests/zones/every-rhythm.ts FOLDER [SEED] [COUNT]`: what comes every second week, on weekdays of a month or a quarter, or
 * once a year, in any zone, beside RFC 5545's rules as dateutil has them: 2,000 schedules by chance, forward and back. FOLDER as
 * for `every-hour.ts`; `apt-get install python3-dateutil`. Half a minute.
 */
const [folder, seed = '1', many = '2000'] = process.argv.slice(2)
if (!folder) throw new Error('Say where the package tzdata lies unpacked.')

const random = chance(Number(seed))
const below = (n: number) => Math.floor(random() * n)
const oneOf = <T>(all: readonly T[]): T => all[below(all.length)]!
const some = <T>(make: () => T): T[] => [...new Set(Array.from({ length: 1 + below(3) }, make))]
const dayFrom = (year: number, years: number) => instant(Date.UTC(year, 0, 1) + below(365 * years) * DAY).slice(0, 10)
const twoDigits = (n: number) => String(n).padStart(2, '0')
/** Mostly at night, when clocks are changed. */
const aTime = () => `${twoDigits(random() < 0.7 ? below(4) : below(24))}:${oneOf(['00', '15', '30', '59'])}`
const anNth = () => `${oneOf(ordinals)} ${oneOf([...weekdays, 'weekday'])}`

const rhythms: readonly (() => object)[] = [
  () => ({
    every: 'week',
    interval: 2 + below(3),
    on: some(() => oneOf(weekdays)),
    countedFrom: dayFrom(2020, 20),
  }),
  () => ({ every: 'month', on: some(anNth) }),
  () => ({ every: 'quarter', on: some(anNth) }),
  () => ({ every: 'quarter', on: some(() => oneOf([1, 15, 29, 30, 1 + below(30), 'last day'])) }),
  () => ({
    every: 'year',
    on: some(() => oneOf(['02-28', '02-29', '03-01', '12-31', '01-01', dayFrom(2028, 1).slice(5)])),
  }),
]

/** A day on which a zone's clock is changed, within a year and a half of a moment; undefined where it never is. */
function changeIn(zone: string, from: number): string | undefined {
  for (let at = from; at < from + 540 * DAY; at += DAY)
    if (ourZones.offsetAt(zone, at) !== ourZones.offsetAt(zone, at + DAY))
      return instant(wallAt(ourZones, zone, at + DAY)).slice(0, 10)
  return undefined
}

/** Rhythms that name a day, so that clocks are changed on a day on which something comes. */
function namingDay(date: string): object {
  const day = weekdays[(new Date(date).getUTCDay() + 6) % 7]
  const place = ordinals[Math.floor((Number(date.slice(8)) - 1) / 7)]
  return oneOf([
    { every: 'week', interval: 2 + below(3), on: [day], countedFrom: date },
    { every: 'month', on: [`${place} ${day}`] },
    { every: 'year', on: [date.slice(5)] },
  ])
}

type Case = { readonly schedule: Schedule; readonly zone: string; readonly after: string; readonly count: number }

function aCase(): Case {
  const zone = oneOf(ourZones.names())
  const at = Date.UTC(2026, 11, 1) + below(8 * 365 * 24 * 60) * 60_000
  const after = instant(at)
  const change = random() < 0.6 ? changeIn(zone, at) : undefined
  const from = random() < 0.2 ? { from: dayFrom(2026, 8) } : {}
  const until = random() < 0.2 ? { until: dayFrom(2030, 10) } : {}
  const inReaders = random() < 0.3
  const input = {
    ...(change ? namingDay(change) : oneOf(rhythms)()),
    at: some(aTime),
    zone: inReaders ? 'reader' : zone,
    ...from,
    ...until,
  }
  const plain = parseSchedule(ourZones, input, after)
  if (!plain.ok) return aCase()
  // Of what it would have sent, some is left out.
  const next = slotsAfter(ourZones, inZone(ourZones, plain.value, zone), after, 3).map(({ local }) =>
    local.slice(0, 10),
  )
  const except = random() < 0.3 ? { except: next.filter(() => random() < 0.5) } : {}
  const parsed = parseSchedule(ourZones, { ...input, ...except }, after)
  return parsed.ok ? { schedule: inZone(ourZones, parsed.value, zone), zone, after, count: 6 } : aCase()
}

const cases = Array.from({ length: Number(many) }, aCase)
const { stdout, status } = spawnSync('python3', [join(import.meta.dirname, 'by_rrule.py'), databaseIn(folder)], {
  input: JSON.stringify(cases),
  encoding: 'utf8',
  maxBuffer: 1 << 28,
  stdio: ['pipe', 'pipe', 'inherit'],
})
if (status !== 0) throw new Error('Python could not read it.')
const told = JSON.parse(stdout) as { release: string; slots: [local: string, at: string][][] }

let compared = 0
const notes = { moved: 0, once: 0 }
const differ: string[] = []
for (const [index, { schedule, zone, after, count }] of cases.entries()) {
  const theirs = told.slots[index]!
  const ours = slotsAfter(ourZones, schedule, after, count)
  compared += theirs.length
  for (const { note } of ours) if (note) notes[note] += 1
  const back = ours.map(({ at }) => slotAtOrBefore(ourZones, schedule, at)?.local)
  const isSame =
    JSON.stringify(ours.map(({ local, at }) => [local, at])) === JSON.stringify(theirs) &&
    JSON.stringify(back) === JSON.stringify(theirs.map(([local]) => local))
  if (!isSame)
    differ.push(JSON.stringify({ schedule, zone, after, theirs, ours: ours.map(({ local, at }) => [local, at]), back }))
}
const kinds = Map.groupBy(cases, ({ schedule }) => schedule.every)
console.log(`ours ${ourZones.release}, there ${told.release}; seed ${seed}`)
console.log(`${cases.length} schedules (${[...kinds].map(([every, all]) => `${every} ${all.length}`).join(', ')})`)
console.log(`in ${new Set(cases.map(({ zone }) => zone)).size} zones, ${compared} slots compared, forward and back:`)
console.log(`${notes.moved} in a gap, ${notes.once} that come twice; ${differ.length} schedules differ`)
for (const one of differ.slice(0, 10)) console.log(one)
process.exitCode = differ.length > 0 || told.release !== ourZones.release ? 1 : 0
