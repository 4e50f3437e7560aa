import { usualPace } from '../../core/flows/send-issue.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { chance } from '../../local/chance.ts'
import type { FaultInput } from '../../local/mailbox/mailbox.ts'
import { copyOf, emptyShelf } from '../support/memory/shelf.ts'
import { createMemory } from '../support/memory.ts'
import { audit, type Violation } from './auditor.ts'
import { hardFate, lagging } from './hard.ts'
import type { Effect, Fate } from './loom.ts'
import { act, type Scenario, scenarioOf } from './scenarios.ts'
import { aTown, isSender, Stuck, type Town, type TownStores } from './town.ts'

/** A run, as data: the same schedule, the same run. What fails is printed as this, made small, and kept. */
export type Schedule = {
  readonly scenario: string
  /** Which of those that wait goes next; 0: always the first. */
  readonly order?: number
  /** What becomes of the effect of this number. */
  readonly fates?: Readonly<Record<number, Fate>>
  /** What else happens at the effect of this number. */
  readonly acts?: readonly { readonly at: number; readonly act: string }[]
  /** Trouble at the provider, from the effect of this number on. */
  readonly faults?: readonly { readonly at: number; readonly fault: FaultInput }[]
  readonly queue?: {
    readonly lose?: readonly number[]
    readonly twice?: readonly number[]
    readonly late?: Readonly<Record<number, number>>
  }
  readonly skews?: readonly number[]
  /** The table is as hard as on AWS; which calls it befalls goes by this number (`hard.ts`). */
  readonly hard?: number
}

export type Played = {
  readonly violations: readonly Violation[]
  readonly effects: number
  readonly names: readonly string[]
}

/** A store to play on, one that holds what another does where it is said, and is hard where a schedule is; the one in memory by default. */
export type StoresFor = (now: () => string, like?: Made, hard?: number) => Made | Promise<Made>
/** `calm`: nothing happens to it any more but what is asked. */
export type Made = TownStores & { readonly table?: Table; readonly calm?: () => void }

type Prepared = {
  readonly copy: (now: () => string, hard?: number) => Made | Promise<Made>
  readonly made: number
  readonly people: Town['people']
  readonly filed: Town['filed']
}
const prepared = new Map<string, Promise<Prepared>>()

const inMemory = (): { readonly stores: StoresFor; readonly copy: Prepared['copy'] } => {
  const shelf = emptyShelf()
  return {
    stores: (now) => createMemory({ now, shelf }),
    copy(now, hard) {
      const own = copyOf(shelf)
      const stores = createMemory({ now, shelf: own })
      return hard === undefined ? stores : lagging(stores, own, now)
    },
  }
}

/** The world before the story, made once a scenario, outside of time. */
function prepare(scenario: Scenario, on: StoresFor | undefined): Promise<Prepared> {
  const name = `${scenario.name} ${on ? 'on the table' : 'in memory'}`
  let known = prepared.get(name)
  known ??= (async () => {
    const memory = inMemory()
    let made: Made | undefined
    const town = await aTown({
      start: Date.parse(scenario.start),
      stores: async (now) => (made = await (on ?? memory.stores)(now)),
      pace: usualPace,
      provider: 'model',
      zones: scenario.town?.zones,
    })
    await scenario.prepare(town)
    const copy: Prepared['copy'] = on ? (now, hard) => on(now, made, hard) : memory.copy
    return { copy, made: town.made(), people: town.people, filed: town.filed }
  })()
  prepared.set(name, known)
  return known
}

/** Plays a schedule and has it audited. Every exception that is not the story's own is a violation too. */
export async function play(schedule: Schedule, on?: StoresFor, tell?: (town: Town) => void): Promise<Played> {
  const scenario = scenarioOf(schedule.scenario)
  const ready = await prepare(scenario, on)
  const random = chance(schedule.order ?? 0)
  const { hard } = schedule
  let made: Made | undefined
  // On the table it befalls the calls themselves.
  const drawn = hard !== undefined && !on ? hardFate(hard) : undefined
  /** How many calls it has befallen. */
  let troubles = 0
  const befalls = (effect: Effect): Fate => {
    const fate = drawn?.(effect) ?? 'go'
    if (fate !== 'go') troubles += 1
    return fate
  }
  const due = new Map<number, (() => void)[]>()
  const when = (n: number, what: () => void) => due.set(n, [...(due.get(n) ?? []), what])

  const town = await aTown({
    start: Date.parse(scenario.start),
    stores: async (now) => (made = await ready.copy(now, hard)),
    made: ready.made,
    isHard: hard !== undefined,
    people: ready.people,
    filed: ready.filed,
    pace: { ...usualPace, ...scenario.pace },
    random,
    choose: schedule.order ? (waiting, timers) => pick(random, waiting.length, timers) : undefined,
    fate: (effect) => schedule.fates?.[effect.n] ?? befalls(effect),
    before: (n) => {
      for (const what of due.get(n) ?? []) what()
    },
    queue: schedule.queue,
    skews: schedule.skews,
    way: on || schedule.faults?.some(({ fault }) => ofTheSocket.has(fault.kind)) ? 'socket' : 'handed',
    ...scenario.town,
  })
  try {
    for (const { at, act: what } of schedule.acts ?? []) when(at, () => act(town, what))
    for (const { at, fault } of schedule.faults ?? []) {
      if (at <= 0) town.provider.fault(fault)
      else when(at, () => town.provider.fault(fault))
    }
    scenario.story?.(town)
    await town.live(Date.parse(scenario.until))
    made?.calm?.()
    const skew = Math.max(0, ...(schedule.skews ?? []).map(Math.abs))
    const { hard: _, ...plain } = schedule
    const punctual = Object.keys(plain).length === 1
    const ms = promptness(schedule, town, on ? undefined : troubles)
    const prompt = scenario.prompt && ms && { digests: scenario.prompt, ms }
    const violations = await audit(town, {
      ...scenario.expected,
      skew,
      punctual,
      ...(prompt ? { prompt } : {}),
      isHard: hard !== undefined,
    })
    return { violations, effects: town.loom.trace.length, names: town.loom.trace.map(({ name }) => name) }
  } catch (error) {
    if (!(error instanceof Stuck)) throw error
    return { violations: [{ rule: 'I12', what: error.message }], effects: town.loom.trace.length, names: [] }
  } finally {
    tell?.(town)
    town.close()
  }
}

/** What is no answer at all, or half of one: only a real connection can break. Whatever else is said is said in full, and handed over as well. */
const ofTheSocket: ReadonlySet<FaultInput['kind']> = new Set(['reset', 'truncated-json', 'hang'])

/** In time for a message whose worker died to come back, and for the work itself. */
const A_MINUTE = 60_000
const TWO_MINUTES = 2 * A_MINUTE + 5_000

/** A call that the table refuses, or whose answer is lost, ends its function: the tick looks again after a lease. */
const A_TROUBLE = 3 * A_MINUTE

/**
 * How long an issue may take by the rules of the queues, if no more has happened than one death or one lost answer: what the tick
 * makes good may take it a minute more. `troubles`: what a hard table did meanwhile; unknown, where it is done to the calls
 * themselves.
 */
function promptness(
  { scenario: _, fates = {}, hard, ...others }: Schedule,
  town: Town,
  troubles: number | undefined,
): number | undefined {
  const [n, ...more] = Object.keys(fates).map(Number)
  if (more.length > 0 || Object.keys(others).length > 0) return undefined
  if (hard !== undefined && troubles === undefined) return undefined
  const died = n === undefined || (fates[n]!.startsWith('crash') && isSender(town.loom.trace[n - 1]?.process ?? ''))
  return (died ? TWO_MINUTES : TWO_MINUTES + A_MINUTE) + (troubles ?? 0) * A_TROUBLE
}

/** Now and then time passes although somebody could go on: a worker that is slow. */
const SLOW = 0.03

function pick(random: () => number, waiting: number, timers: number): number {
  if (timers > 0 && random() < SLOW) return -1
  return Math.floor(random() * waiting)
}
