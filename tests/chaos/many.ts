import { chance } from '../../local/chance.ts'
import type { Violation } from './auditor.ts'
import { fates } from './loom.ts'
import { type Played, play, type Schedule, type StoresFor } from './play.ts'
import { type Scenario, scenarios } from './scenarios.ts'

/** Every effect of a scenario in every mode, and everything that may happen at each of them. */
export async function everyEffect(
  scenario: Scenario,
  modes: readonly (typeof fates)[number][] = fates,
): Promise<Schedule[]> {
  const { name } = scenario
  const { effects } = await play({ scenario: name })
  const at = Array.from({ length: effects }, (_, n) => n + 1)
  return [
    { scenario: name },
    ...modes.flatMap((fate) => at.map((n): Schedule => ({ scenario: name, fates: { [n]: fate } }))),
    ...scenario.acts.flatMap((act) => at.map((n): Schedule => ({ scenario: name, acts: [{ at: n, act }] }))),
  ]
}

/** Answers that are no answer: the mails may have been taken or not. */
const silences = ['500', '502', '503', 'reset', 'html-200', 'truncated-json', 'fewer-ids', 'slow'] as const
/** Answers that are one: nothing was taken. A provider that says so and lies is beyond us. */
const refusals = ['429', '401', '403', '409-concurrent'] as const
const others = ['422-one', 'reordered-ids'] as const
/** Errors in JSON that are not the provider's own, as gateways write them, and what the client makes of nothing at all. */
const strange: readonly { readonly status: number; readonly body: unknown }[] = [
  { status: 500, body: {} },
  { status: 502, body: [] },
  { status: 503, body: null },
  { status: 500, body: 'oops' },
  { status: 504, body: { type: 'about:blank', title: 'Gateway Timeout', status: 504 } },
  { status: 200, body: { message: 'Welcome' } },
  { status: 403, body: { error: 'Forbidden' } },
  { status: 401, body: { type: 'about:blank', title: 'Unauthorized', detail: 'No such key.' } },
  { status: 409, body: {} },
]
/** Whoever says so may have taken the mails, or may yet. */
const mayHaveTaken = ({ status }: { readonly status: number }) => status < 400 || status >= 500
const eventFaults = [
  'webhook-duplicate',
  'webhook-reverse',
  'webhook-late',
  'webhook-early',
  'webhook-lost',
  'webhook-unknown-message',
  'webhook-bad-signature',
] as const

/** Every kind of trouble at the provider, at every request of a scenario, before and after it took the mails. */
export async function everyFault(scenario: Scenario): Promise<Schedule[]> {
  const { name } = scenario
  const { names } = await play({ scenario: name })
  const posts = names.flatMap((one, index) => (one.startsWith('mail.') ? [index + 1] : []))
  const at = [...new Set([0, ...posts])]
  const schedules: Schedule[] = []
  for (const n of at) {
    for (const kind of silences)
      for (const afterAccept of [false, true])
        for (const times of [1, 3, 6])
          schedules.push({ scenario: name, faults: [{ at: n, fault: { kind, afterAccept, times, ms: 25_000 } }] })
    // Where an answer is lost and the keys are forgotten too, nobody can keep the promise (docs/exactly-once.md).
    const broken = scenario.answersLost ? [] : (['forget-keys'] as const)
    for (const kind of [...refusals, ...others, '409-other-body' as const, ...broken])
      for (const times of [1, 3]) schedules.push({ scenario: name, faults: [{ at: n, fault: { kind, times } }] })
    for (const afterAccept of [false, true]) {
      schedules.push({ scenario: name, faults: [{ at: n, fault: { kind: 'hang', afterAccept, ms: 600_000 } }] })
      for (const one of strange)
        if (!afterAccept || mayHaveTaken(one))
          schedules.push({ scenario: name, faults: [{ at: n, fault: { kind: 'json-error', afterAccept, ...one } }] })
    }
    // Given up long before it is taken.
    schedules.push({ scenario: name, faults: [{ at: n, fault: { kind: 'slow', ms: 600_000 } }] })
    for (const kind of eventFaults)
      schedules.push({ scenario: name, faults: [{ at: n, fault: { kind, times: 2, ms: 3 * 86_400_000 } }] })
    const soon = new Date(Date.parse(scenario.start) + 40 * 60_000).toUTCString()
    for (const retryAfter of ['none', 0, 3600, soon])
      schedules.push({ scenario: name, faults: [{ at: n, fault: { kind: '429', retryAfter, times: 2 } }] })
    for (const message of [1, 2, 3])
      schedules.push({ scenario: name, faults: [{ at: n, fault: { kind: 'quota-at', message } }] })
  }
  return schedules
}

/** The schedule of a seed: some scenario, in some order, with up to three deaths or lost answers, three things that happen and two faults. */
export function seeded(seed: number, among: readonly Scenario[] = scenarios): Schedule {
  const random = chance(seed)
  const upTo = (most: number) => Math.floor(random() * (most + 1))
  const some = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
  const several = <T>(most: number, make: () => T): T[] => Array.from({ length: upTo(most) }, make)
  const small = among.filter(({ large }) => !large)
  const scenario = some(small)
  const moment = () => 1 + upTo(90)
  const span = several(3, () => [moment(), some(fates)] as const)
  const acts = several(3, () => ({ at: moment(), act: some(['tick', ...scenario.acts]) }))
  const faults: Trouble[] = several(2, () => {
    const kind = some([...silences, ...refusals, ...others, ...eventFaults])
    const afterAccept = (silences as readonly string[]).includes(kind) && random() < 0.5
    return {
      at: upTo(60),
      // A slow answer is waited for half a minute: what comes later is silence.
      fault: {
        kind,
        afterAccept,
        times: 1 + upTo(3),
        ms: kind === 'slow' ? some([1_000, 25_000]) : some([1_000, 60_000, 3_600_000]),
      },
    }
  })
  const queue = {
    lose: several(2, () => 1 + upTo(8)),
    twice: several(2, () => 1 + upTo(8)),
    late: Object.fromEntries(several(1, () => [1 + upTo(8), some([1_000, 300_000, 48 * 3_600_000])] as const)),
  }
  const skews = random() < 0.3 ? [0, 110_000, -110_000] : []
  faults.push(...oneMore(seed))
  return {
    scenario: scenario.name,
    order: seed,
    ...(span.length > 0 ? { fates: Object.fromEntries(span) } : {}),
    ...(acts.length > 0 ? { acts: noRepeats(acts) } : {}),
    ...(faults.length > 0 ? { faults } : {}),
    queue,
    ...(skews.length > 0 ? { skews } : {}),
  }
}

type Trouble = NonNullable<Schedule['faults']>[number]

/** In one of five, a provider that hangs, or an answer nobody has written down: of a chance of its own, so that what a seed has been it stays. */
function oneMore(seed: number): Trouble[] {
  const random = chance(seed + 1_000_003)
  const drawn = random()
  const at = Math.floor(random() * 61)
  const half = random() < 0.5
  if (drawn < 0.1) return [{ at, fault: { kind: 'hang', afterAccept: half, ms: half ? 600_000 : 100_000 } }]
  if (drawn >= 0.2) return []
  const one = strange[Math.floor(random() * strange.length)]!
  return [
    {
      at,
      fault: {
        kind: 'json-error',
        afterAccept: half && mayHaveTaken(one),
        times: 1 + Math.floor(random() * 4),
        ...one,
      },
    },
  ]
}

/** Pausing a cancelled issue is no story: one of each. */
function noRepeats(acts: NonNullable<Schedule['acts']>): NonNullable<Schedule['acts']> {
  const seen = new Set<string>()
  return acts.filter(({ act }) => !seen.has(act) && seen.add(act))
}

/**
 * The same, with a table as hard as on AWS: a schedule without a seed by its place among them. But for a provider that forgets
 * a key at once: where an answer of the table is lost as well, that is beyond any sender.
 */
export const hardened = (schedules: readonly Schedule[]): Schedule[] =>
  schedules.map((schedule, n) =>
    schedule.faults?.some(({ fault }) => fault.kind === 'forget-keys')
      ? schedule
      : { ...schedule, hard: schedule.order ?? n + 1 },
  )

/** The smallest schedule that still fails: one thing after another is left out. */
export async function shrink(schedule: Schedule, fails: (one: Schedule) => Promise<boolean>): Promise<Schedule> {
  let small = schedule
  for (let smaller = true; smaller; ) {
    smaller = false
    for (const candidate of simpler(small)) {
      if (!(await fails(candidate))) continue
      small = candidate
      smaller = true
      break
    }
  }
  return small
}

function* simpler(schedule: Schedule): Generator<Schedule> {
  const { fates: deaths = {}, acts = [], faults = [], queue, skews, order, hard } = schedule
  if (hard !== undefined) {
    const { hard: _, ...rest } = schedule
    yield rest
  }
  for (const n of Object.keys(deaths)) {
    const { [Number(n)]: _, ...rest } = deaths
    yield { ...schedule, fates: rest }
  }
  for (const index of acts.keys()) yield { ...schedule, acts: acts.toSpliced(index, 1) }
  for (const index of faults.keys()) {
    const { faults: _, ...rest } = schedule
    yield faults.length > 1 ? { ...rest, faults: faults.toSpliced(index, 1) } : rest
  }
  for (const [index, { at, fault }] of faults.entries())
    if ((fault.times ?? 1) > 1) yield { ...schedule, faults: faults.with(index, { at, fault: { ...fault, times: 1 } }) }
  if (queue) {
    const { queue: _, ...rest } = schedule
    yield rest
    for (const name of ['lose', 'twice', 'late'] as const) {
      const { [name]: __, ...others } = queue
      if (queue[name]) yield { ...rest, queue: others }
    }
  }
  if (skews) {
    const { skews: _, ...rest } = schedule
    yield rest
  }
  if (order) {
    const { order: _, ...rest } = schedule
    yield rest
  }
}

export type Failure = { readonly schedule: Schedule; readonly violations: readonly Violation[] }
export type Tally = {
  runs: number
  duplicates: number
  missing: number
  wrong: number
  stuck: number
  failures: Failure[]
}
export const noTally = (): Tally => ({ runs: 0, duplicates: 0, missing: 0, wrong: 0, stuck: 0, failures: [] })

/** Which column of the tally a broken invariant belongs in. */
export function columnOf({ rule }: Violation): 'duplicates' | 'missing' | 'wrong' | 'stuck' {
  if (rule === 'I1' || rule === 'I6') return 'duplicates'
  if (rule === 'I2' || rule === 'I5') return 'missing'
  return rule === 'I12' ? 'stuck' : 'wrong'
}

export function count(tally: Tally, schedule: Schedule, { violations }: Pick<Played, 'violations'>): void {
  tally.runs += 1
  for (const column of new Set(violations.map(columnOf))) tally[column] += 1
  if (violations.length > 0) tally.failures.push({ schedule, violations })
}

/** Plays them all, one after another. */
export async function playAll(schedules: Iterable<Schedule>, on?: StoresFor): Promise<Tally> {
  const tally = noTally()
  for (const schedule of schedules) count(tally, schedule, await play(schedule, on))
  return tally
}
