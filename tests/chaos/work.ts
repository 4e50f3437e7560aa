import { chance } from '../../local/chance.ts'
import { startDynoxide } from '../support/dynoxide.ts'
import type { Rule } from './auditor.ts'
import { explore } from './explore.ts'
import { hardTable } from './hard.ts'
import {
  columnOf,
  count,
  everyEffect,
  everyFault,
  type Failure,
  hardened,
  noTally,
  playAll,
  seeded,
  shrink,
  type Tally,
} from './many.ts'
import { play, type Schedule, type StoresFor } from './play.ts'
import { scenarioOf } from './scenarios.ts'
import type { Town } from './town.ts'
import type { SmallWorld } from './worlds.ts'

/** A piece of work, small enough to be shared out: every `of`-th schedule of a list, from the `part`-th on. */
export type Job =
  | {
      readonly kind: 'effects' | 'faults'
      readonly scenario: string
      readonly part: number
      readonly of: number
      readonly on?: 'table'
      /** With a table as hard as on AWS. */
      readonly hard?: boolean
    }
  | {
      readonly kind: 'seeds'
      readonly from: number
      readonly to: number
      readonly on?: 'table'
      readonly hard?: boolean
    }
  /** `seed`: of the order in which the points are looked at; without one and without `most`, the plain one. */
  | { readonly kind: 'explore'; readonly world: SmallWorld; readonly most?: number; readonly seed?: number }
  /** One of them, told as it happens. */
  | { readonly kind: 'tell'; readonly schedule: Schedule; readonly on?: 'table' }
  /**
   * Until one of these rules is broken: these schedules, these orders, then every effect, every fault and some seeds of these
   * scenarios. What breaks other rules on the way is told if nothing breaks one of these.
   */
  | {
      readonly kind: 'hunt'
      readonly breaks: readonly Rule[]
      readonly schedules: readonly Schedule[]
      readonly worlds: readonly SmallWorld[]
      readonly scenarios: readonly string[]
      readonly faults: boolean
      readonly seeds: number
      readonly on?: 'table'
      readonly hard?: boolean
    }

export type Done = Tally & { readonly states?: number }

let table: Promise<{ stores: StoresFor; stop: () => void }> | undefined
const onTable = () => {
  table ??= startDynoxide().then(async (engine) => {
    const { stores, stop } = await hardTable(engine)
    return {
      stores,
      stop: () => {
        stop()
        engine.stop()
      },
    }
  })
  return table
}

export async function work(job: Job): Promise<Done> {
  const on = 'on' in job && job.on === 'table' ? (await onTable()).stores : undefined
  const asHard = (schedules: readonly Schedule[]) => ('hard' in job && job.hard ? hardened(schedules) : schedules)
  switch (job.kind) {
    case 'explore': {
      const seed = job.seed ?? (job.most ? 1 : undefined)
      const { states, runs, failures } = await explore(job.world, job.most, seed ? chance(seed) : undefined)
      const tally: Tally = { ...noTally(), runs }
      for (const { path, violations } of failures) {
        for (const column of new Set(violations.map(columnOf))) tally[column] += 1
        tally.failures.push({ schedule: { scenario: JSON.stringify({ world: job.world, path }) }, violations })
      }
      return { ...tally, states }
    }
    case 'hunt':
      return hunt(job, on)
    case 'tell': {
      const tally = noTally()
      count(tally, job.schedule, await play(job.schedule, on, tell))
      return tally
    }
    case 'seeds': {
      const seeds = Array.from({ length: job.to - job.from }, (_, n) => seeded(job.from + n))
      return small(await playAll(asHard(seeds), on), on)
    }
    default: {
      const scenario = scenarioOf(job.scenario)
      const list = asHard(job.kind === 'effects' ? await everyEffect(scenario) : await everyFault(scenario))
      return small(
        await playAll(
          list.filter((_, index) => index % job.of === job.part),
          on,
        ),
        on,
      )
    }
  }
}

/** The first few failures, each as small as it gets. */
async function small(tally: Tally, on: StoresFor | undefined): Promise<Tally> {
  const shrunk: Failure[] = []
  for (const { schedule, violations } of tally.failures.slice(0, 2)) {
    const rules = new Set(violations.map(({ rule }) => rule))
    const least = await shrink(schedule, async (one) =>
      (await play(one, on)).violations.some(({ rule }) => rules.has(rule)),
    )
    shrunk.push({ schedule: least, violations: (await play(least, on)).violations })
  }
  return { ...tally, failures: [...shrunk, ...tally.failures.slice(2)] }
}

/** What happened, in order: effects by number, what the service logged, what the provider was posted and what people asked. */
function tell(town: Town): void {
  const time = (at: number) => new Date(at).toISOString().slice(5, 19)
  const lines = [
    ...town.loom.trace.map(({ n, process: who, name }) => ({ n, line: `${n} ${who} ${name}` })),
    ...town.events.map(({ n, at, event, fields }) => ({
      n,
      line: `    ${time(at)} ${event} ${JSON.stringify(fields)}`,
    })),
    ...town.requests.map(({ n, at, key, status, recipients }) => ({
      n,
      line: `    ${time(at)} POST ${key} to ${recipients.join(' ')}: ${status ?? 'no answer'}`,
    })),
    ...town.asked.map(({ to, at, what, who, status }) => ({
      n: to,
      line: `    ${time(at)} ${what} ${who}: ${status ?? 'no answer'}`,
    })),
  ]
  const MOST = 400
  for (const { line } of lines.toSorted((a, b) => a.n - b.n).slice(0, MOST)) console.log(line.slice(0, 200))
  if (lines.length > MOST) console.log(`… and ${lines.length - MOST} lines more`)
}

async function hunt(job: Extract<Job, { kind: 'hunt' }>, on: StoresFor | undefined): Promise<Done> {
  const tally = noTally()
  let other: Failure | undefined
  const isIt = (failure: Failure) => {
    const found = failure.violations.some(({ rule }) => job.breaks.includes(rule))
    if (!found) other ??= failure
    return found
  }
  for (const world of job.worlds) {
    const { runs, failures } = await explore(world, 400, chance(1))
    tally.runs += runs
    const told = failures.map(
      ({ path, violations }): Failure => ({ schedule: { scenario: JSON.stringify(path) }, violations }),
    )
    const found = told.find(isIt)
    if (found) return { ...tally, failures: [found] }
  }
  for await (const plain of plays(job)) {
    const schedule = job.hard ? { ...plain, hard: tally.runs + 1 } : plain
    tally.runs += 1
    const violations = await play(schedule, on).then(
      (played) => played.violations,
      (error: unknown) => [{ rule: 'I12' as const, what: error instanceof Error ? error.message : 'failed' }],
    )
    const failure: Failure = { schedule, violations }
    if (violations.length > 0 && isIt(failure)) return { ...tally, failures: [failure] }
  }
  return { ...tally, failures: other ? [other] : [] }
}

async function* plays({
  schedules,
  scenarios: names,
  faults,
  seeds,
}: Extract<Job, { kind: 'hunt' }>): AsyncGenerator<Schedule> {
  const among = names.map(scenarioOf)
  yield* schedules
  if (faults) for (const scenario of among) yield* await everyFault(scenario)
  for (const scenario of among) yield* await everyEffect(scenario)
  for (let seed = 1; seed <= seeds; seed++) yield seeded(seed, among)
}

export const stop = async () => (await table)?.stop()

if (process.send) {
  // Whoever gave the work is gone: nobody waits for what comes of it.
  process.on('disconnect', () => process.exit(1))
  process.on('message', (message: { job: Job } | 'stop') => {
    if (message === 'stop') return void stop().then(() => process.exit(0))
    work(message.job).then(
      (done) => process.send!({ done }),
      (error: unknown) => process.send!({ failed: error instanceof Error ? error.stack : String(error) }),
    )
  })
}
