import { AsyncLocalStorage } from 'node:async_hooks'
import { PATIENCE } from '../support/patience.ts'

/** What happens to an effect: it does its work, or its process dies before or after it, or its answer gets lost before or after it while the process lives on. */
export type Fate = 'go' | 'crash-before' | 'crash-after' | 'fail-before' | 'fail-after'
export const fates: readonly Fate[] = ['crash-before', 'crash-after', 'fail-before', 'fail-after']

/** One call of a process to the world outside it: to a store, a queue, the provider. Numbered from 1 in the order they happen. */
export type Effect = { readonly n: number; readonly process: string; readonly name: string }

export type Outcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown }
  /** Killed: whatever it had in memory is gone, and nobody will ever have its answer. */
  | { readonly kind: 'crashed' }

type Process = {
  readonly name: string
  readonly skew: number
  readonly began: number
  state: 'alive' | 'dead' | 'ended'
  /** Calls of it that wait for their turn, for a time, or for an answer that takes its time. */
  standing: number
  /** Of these, the calls: what has been asked of the world, and not been answered. */
  asked: string[]
  /** So long it could have gone on, and was not let: ms. */
  stood: number
  end: (outcome: Outcome<never>) => void
}

type Step = {
  readonly process: Process
  readonly name: string
  readonly counted: boolean
  readonly at: number
  readonly act: () => Promise<unknown>
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

type Timer = { readonly at: number; readonly order: number; readonly process: Process | undefined; go: () => void }

/** The answer of an effect that was lost on the way: as a timeout of the network looks to who waits for it. */
export class AnswerLost extends Error {
  override name = 'AnswerLost'
}

export type Waiting = { readonly process: string; readonly name: string }

export type LoomOptions = {
  /** Epoch ms; the loom turns it. */
  readonly clock: { now: number }
  /** Which of the calls that wait goes next, by place; -1 lets time pass to the next timer instead. Asked only where there is a choice. */
  readonly choose?: ((ready: readonly Waiting[], timers: number) => number) | undefined
  readonly fate?: ((effect: Effect) => Fate) | undefined
  /** Called before an effect happens, with its number. */
  readonly before?: ((n: number) => void) | undefined
  /** What an effect takes, in ms. */
  readonly stepMs?: number
  /** Called when a process has an answer, or has looked at the clock: what it knows decides what it does. */
  readonly learned?: ((process: string, what: string) => void) | undefined
}

export type Loom = ReturnType<typeof createLoom>

/** Whoever is no process. */
export const NOBODY = 'nobody'

/** So long somebody who could go on may stand still while time passes. */
const MOST_SLOW = 10 * 60_000

/** Turns that an act which goes on is given to come to its end. */
const MOST_MOVING = 5_000

const never = new Promise<never>(() => {})
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/**
 * Weaves processes together effect by effect. A process is any async function; it runs by itself until it calls a gated
 * port, and then waits for its turn. One effect happens at a time, so a run is its choices: the same choices, the same
 * run. A killed process never runs again, and what it has called for already happens or not as the fate says.
 */
export function createLoom({ clock, choose, fate, before, stepMs = 0, learned }: LoomOptions) {
  const here = new AsyncLocalStorage<Process>()
  const waiting: Step[] = []
  const alive = new Set<Process>()
  const timers: Timer[] = []
  const trace: Effect[] = []
  let order = 0
  /** An act under way that has told us that it waits for a time itself. */
  let park: (() => void) | undefined
  let acting: { over: boolean } | undefined
  /** Acts that had waited for a time and go on now: what comes of them is waited for. */
  const moving = new Set<object>()
  /** Calls that were under way when their process had said that it was done: nobody hears what comes of them. */
  const adrift: { readonly process: string; readonly calls: readonly string[] }[] = []

  function spawn<T>(name: string, story: () => Promise<T>, skew = 0): Promise<Outcome<T>> {
    return new Promise((resolve) => {
      const process: Process = {
        name,
        skew,
        began: clock.now,
        state: 'alive',
        standing: 0,
        asked: [],
        stood: 0,
        end: resolve,
      }
      alive.add(process)
      moving.clear()
      const ended = (outcome: Outcome<T>) => {
        if (process.state !== 'alive') return
        if (process.asked.length > 0) adrift.push({ process: name, calls: [...process.asked] })
        process.state = 'ended'
        forget(process)
        resolve(outcome)
      }
      here.run(process, () =>
        story().then(
          (value) => ended({ kind: 'done', value }),
          (error) => ended({ kind: 'failed', error }),
        ),
      )
    })
  }

  function kill(process: Process): void {
    process.state = 'dead'
    forget(process)
    process.end({ kind: 'crashed' })
  }

  /** What it waits for its turn to do is never done. */
  function forget(process: Process): void {
    alive.delete(process)
    for (let index = waiting.length - 1; index >= 0; index--)
      if (waiting[index]!.process === process) waiting.splice(index, 1)
  }

  /** The act, when its turn comes. Outside of any process (set-up, auditing) it happens at once. */
  function gate<T>(name: string, act: () => Promise<T>, counted = true): Promise<T> {
    const process = here.getStore()
    if (!process) return act()
    if (process.state !== 'alive') return never
    process.standing += 1
    process.asked.push(name)
    return new Promise<T>((resolve, reject) => {
      waiting.push({ process, name, counted, at: clock.now, act, resolve: resolve as Step['resolve'], reject })
    })
  }

  function at(time: number, go: () => void, process?: Process): void {
    order += 1
    timers.push({ at: time, order, process, go })
    timers.sort((a, b) => a.at - b.at || a.order - b.order)
  }

  /** A process that waits. Of a dead one nothing comes any more. */
  function wait(ms: number): Promise<void> {
    const process = here.getStore()
    if (!process) {
      clock.now += ms
      return Promise.resolve()
    }
    if (process.state === 'dead') return never
    process.standing += 1
    return new Promise((resolve) => {
      at(
        clock.now + ms,
        () => {
          process.standing -= 1
          resolve()
        },
        process,
      )
    })
  }

  /** For the world beyond the processes (a provider that takes its time): the effect under way stands, others go on. */
  function outsideWait(ms: number): Promise<void> {
    const mine = acting
    moving.clear()
    return new Promise((resolve) => {
      at(clock.now + ms, () => {
        if (mine && !mine.over) moving.add(mine)
        resolve()
      })
      park?.()
    })
  }

  async function happen(step: Step): Promise<void> {
    const { process, name, act } = step
    let what: Fate = 'go'
    process.stood += clock.now - step.at
    if (step.counted) {
      const effect = { n: trace.length + 1, process: process.name, name }
      trace.push(effect)
      before?.(effect.n)
      what = fate?.(effect) ?? 'go'
      clock.now += stepMs
    }
    if (what === 'crash-before') return kill(process)
    const answer = (give: () => void) => {
      process.standing -= 1
      process.asked.splice(process.asked.indexOf(name), 1)
      if (process.state === 'alive') give()
    }
    if (what === 'fail-before') return answer(() => step.reject(new AnswerLost(`${name} had no answer`)))

    const mine = { over: false }
    acting = mine
    const done = here
      .exit(act)
      .finally(() => {
        mine.over = true
        moving.delete(mine)
      })
      .then(
        (value) => {
          if (what === 'fail-after') answer(() => step.reject(new AnswerLost(`the answer of ${name} was lost`)))
          else if (what !== 'crash-after') {
            learned?.(
              process.name,
              `${name} ${JSON.stringify(value, (_, one) => (one instanceof Map || one instanceof Set ? [...one] : one))}`,
            )
            answer(() => step.resolve(value))
          }
        },
        (error) => {
          if (what !== 'crash-after') answer(() => step.reject(error))
        },
      )
    const parked = new Promise<void>((resolve) => {
      park = resolve
    })
    let tooLong: NodeJS.Timeout | undefined
    const nothing = new Promise<never>((_, reject) => {
      tooLong = setTimeout(() => reject(new Error(`${name} of ${process.name} has had no answer`)), PATIENCE)
    })
    await Promise.race([done, parked, nothing]).finally(() => clearTimeout(tooLong))
    park = undefined
    acting = undefined
    if (what === 'crash-after') kill(process)
  }

  /** Until every process waits for something or has ended. */
  async function quiet(): Promise<void> {
    const began = Date.now()
    for (let turns = 0; ; turns++) {
      await turn()
      let running = moving.size > 0 && turns < MOST_MOVING
      for (const process of alive) if (process.standing === 0) running = true
      if (!running && turns > 0) return
      if (turns % 1_000 === 999 && Date.now() - began > PATIENCE)
        throw new Error(`${[...alive].map(({ name }) => name).join(', ')}: waits for nothing we know`)
    }
  }

  /** The same, with everything done that is no effect: nobody chooses when a template is rendered. */
  async function settle(): Promise<void> {
    for (;;) {
      await quiet()
      const free = waiting.findIndex(({ counted }) => !counted)
      if (free < 0) return
      const [step] = waiting.splice(free, 1)
      await happen(step!)
    }
  }

  function nextTimer(): number | undefined {
    while (timers[0]?.process?.state === 'dead') timers.shift()
    return timers[0]?.at
  }

  /** One effect, or one timer if there is none to choose. False: nothing is left before `until`. */
  async function step(until: number): Promise<boolean> {
    await settle()
    const next = nextTimer()
    const ready = waiting
    const due = next !== undefined && next <= until && (ready.length === 0 || next <= clock.now + MOST_SLOW) ? 1 : 0
    if (ready.length + due === 0) return false
    const index =
      ready.length === 0
        ? -1
        : ready.length + due > 1 && choose
          ? choose(
              ready.map(({ process, name }) => ({ process: process.name, name })),
              due,
            )
          : 0
    if (index >= 0) {
      const [chosen] = waiting.splice(index, 1)
      await happen(chosen!)
      return true
    }
    const timer = timers.shift()!
    clock.now = Math.max(clock.now, timer.at)
    timer.go()
    return true
  }

  return {
    spawn,
    gate,
    wait,
    outsideWait,
    at,
    step,
    settle,
    nextTimer,
    /** Whether a process waits for its turn, once all have settled. */
    isReady: () => waiting.length > 0,
    waiting: (): Waiting[] => waiting.map(({ process, name }) => ({ process: process.name, name })),
    trace,
    /** The clock as a process sees it. */
    now: () => {
      const process = here.getStore()
      if (!process) return clock.now
      const now = clock.now + process.skew
      learned?.(process.name, `now ${now}`)
      return now
    },
    /** Something that every process has of its own, and takes with it when it dies. */
    ofProcess<T>(make: () => T): () => T {
      const made = new WeakMap<object, T>()
      const nobody = {}
      return () => {
        const key = here.getStore() ?? nobody
        if (!made.has(key)) made.set(key, make())
        return made.get(key)!
      }
    },
    /** The name of the process that asks. */
    whose: () => here.getStore()?.name ?? NOBODY,
    isActing: () => park !== undefined,
    alive: () => alive.size,
    adrift,
    /** How long a process has been at it by itself: what others took from it, and what it now waits to be let do, is not its own. */
    ownTime(name: string): number {
      for (const one of alive)
        if (one.name === name && !waiting.some(({ process }) => process === one))
          return clock.now - one.began - one.stood
      return 0
    },
    kill(name: string): void {
      for (const one of alive) if (one.name === name) kill(one)
    },
  }
}

/** Every call of these ports becomes an effect. */
export function gated<P extends object>(loom: Pick<Loom, 'gate'>, ports: P, counted = true): P {
  const wrapped = Object.entries(ports).map(([noun, verbs]) => [
    noun,
    typeof verbs !== 'object' || verbs === null
      ? verbs
      : Object.fromEntries(
          Object.entries(verbs as Record<string, unknown>).map(([verb, act]) => [
            verb,
            typeof act !== 'function'
              ? act
              : (...args: unknown[]) => loom.gate(`${noun}.${verb}`, () => act.apply(verbs, args), counted),
          ]),
        ),
  ])
  return Object.fromEntries(wrapped) as P
}
