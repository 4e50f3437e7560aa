import { hash } from 'node:crypto'
import { changeZone } from '../../core/flows/change-zone.ts'
import { leave } from '../../core/flows/leave.ts'
import { type Pace, sendIssue, usualPace } from '../../core/flows/send-issue.ts'
import type { IssueId } from '../../core/model/issue.ts'
import { copyOf, emptyShelf, type Shelf } from '../support/memory/shelf.ts'
import { createMemory } from '../support/memory.ts'
import { audit, type Violation } from './auditor.ts'
import { aTown, Stuck, type Town } from './town.ts'

/** Two workers at one issue, one reader who does something meanwhile, time that may jump, and perhaps a death: a small world whose every run can be looked at. */
export type SmallWorld = {
  readonly readers: number
  readonly does: 'leave' | 'move' | 'nothing'
  /** How many deaths may happen, at any effect, before it or after it with the answer lost. */
  readonly crashes: 0 | 1 | 2
  /** Once, at any moment, so many minutes pass: over 2 a lease is over, over 5 a retry is late. */
  readonly minutes: 0 | 3 | 7
}

export type Explored = {
  readonly states: number
  readonly runs: number
  readonly failures: readonly { readonly path: readonly Choice[]; readonly violations: readonly Violation[] }[]
}

/** Who goes on, and whether they live to see what comes of it. */
type Choice = { readonly process: string; readonly fate: 'go' | 'crash-before' | 'crash-after' }

const START = Date.parse('2026-11-24T07:00:00Z')
const pace: Pace = { ...usualPace, batch: 1, inFlight: 1, rows: 2 }
const names = ['ada', 'bo', 'cleo', 'dora']

/** An issue just opened, and nobody has it yet. */
async function opened({ readers, does }: SmallWorld) {
  const shelf = emptyShelf()
  const town = await aTown({
    start: START - 60_000,
    stores: (now) => createMemory({ now, shelf }),
    pace,
    provider: 'model',
    stepMs: 0,
  })
  await town.settings()
  await town.topics('trade')
  await town.digest({
    topics: ['trade'],
    schedule: { every: 'day', at: ['08:00'], zone: does === 'move' ? 'reader' : 'Europe/Berlin', until: '2026-11-24' },
  })
  for (const name of names.slice(0, readers)) await town.reader(name)
  await town.article('Forty ships', ['trade'])
  town.clock.now = START
  town.tickNow()
  while (!town.loom.trace.some(({ name }) => name === 'digests.wake')) await town.loom.step(START)
  const id = String(town.events.find(({ event }) => event === 'issue.opened')?.fields.issue) as IssueId
  return { shelf, id, made: town.made(), people: town.people, filed: town.filed }
}
type Opened = Awaited<ReturnType<typeof opened>>

function begin(town: Town, { does, minutes }: SmallWorld, id: IssueId): void {
  for (const worker of ['one', 'two']) void town.loom.spawn(worker, () => sendIssue(town.ports, id, pace))
  if (does === 'leave') {
    const entry = town.take('leave', 'ada')
    void town.loom
      .spawn('ada', () => leave(town.ports, town.person('ada').id, 'brief'))
      .then(async ({ kind }) => {
        if (kind === 'done') await town.answered(entry, new Response(''))
      })
  }
  if (does === 'move') {
    const entry = town.take('move', 'ada')
    void town.loom
      .spawn('ada', () => changeZone(town.ports, town.person('ada').id, 'America/New_York'))
      .then(async ({ kind }) => {
        if (kind === 'done') await town.answered(entry, new Response(''))
      })
  }
  if (minutes > 0)
    void town.loom.spawn('time', () =>
      town.loom.gate('time.passes', async () => {
        town.clock.now += minutes * 60_000
      }),
    )
}

/**
 * Every order in which these can happen, effect by effect. Two ways to the same point (the same things kept and posted,
 * and everybody knowing the same) go on as one. At each end the town is left to itself until nothing moves, and audited.
 */
export async function explore(
  world: SmallWorld,
  most = Number.POSITIVE_INFINITY,
  order: () => number = () => 0,
): Promise<Explored> {
  const start = await opened(world)
  const seen = new Set<string>()
  const todo: Choice[][] = [[]]
  const failures: { path: readonly Choice[]; violations: readonly Violation[] }[] = []
  let runs = 0
  while (todo.length > 0 && runs < most) {
    // Deepest first, more or less: a share of the runs shall be runs to the end.
    const [path] = todo.splice(todo.length - 1 - Math.floor(order() * Math.min(todo.length, 12)), 1) as [Choice[]]
    const { town, knows, next } = await follow(start, world, path)
    try {
      const point = fingerprint(start, town, knows)
      if (seen.has(point)) continue
      seen.add(point)
      const waiting = town.loom.waiting()
      for (const { process } of waiting) {
        todo.push([...path, { process, fate: 'go' }])
        if (process !== 'time' && path.filter(({ fate }) => fate !== 'go').length < world.crashes)
          for (const fate of ['crash-before', 'crash-after'] as const) todo.push([...path, { process, fate }])
      }
      if (waiting.length > 0) continue
      runs += 1
      const violations = await finish(town, world, next)
      if (violations.length > 0) failures.push({ path, violations })
    } finally {
      town.close()
    }
  }
  return { states: seen.size, runs, failures }
}

/** One run along a path of choices. */
async function follow(start: Opened, world: SmallWorld, path: readonly Choice[]) {
  const next: { choice: Choice | undefined } = { choice: undefined }
  const shelf = copyOf(start.shelf)
  const knows = new Map<string, string>()
  const town = await aTown({
    start: START,
    stores: (now) => createMemory({ now, shelf }),
    made: start.made,
    people: start.people,
    filed: start.filed,
    pace,
    provider: 'model',
    stepMs: 0,
    choose: (ready) =>
      Math.max(
        0,
        ready.findIndex(({ process }) => process === next.choice?.process),
      ),
    fate: () => next.choice?.fate ?? 'go',
    learned: (process, what) => knows.set(process, hash('sha256', `${knows.get(process) ?? ''}\n${what}`, 'base64')),
  })
  Object.assign(town, { shelf })
  begin(town, world, start.id)
  await town.loom.settle()
  for (const choice of path) {
    next.choice = choice
    if (choice.fate === 'crash-before') knows.set(choice.process, 'dead')
    await town.loom.step(town.clock.now)
    if (choice.fate === 'crash-after') knows.set(choice.process, 'dead')
    await town.loom.settle()
  }
  next.choice = undefined
  return { town, knows, next, shelf }
}

/** The rest of the story: what was begun ends, and ticks bring other workers. */
async function finish(
  town: Town,
  world: SmallWorld,
  next: { choice: Choice | undefined },
): Promise<readonly Violation[]> {
  next.choice = undefined
  try {
    await town.live(town.clock.now + 9 * 3_600_000, 5_000)
  } catch (error) {
    if (error instanceof Stuck) return [{ rule: 'I12', what: error.message }]
    throw error
  }
  // Whether New York has an issue of its own depends on whether ada got there.
  const slots = world.does === 'move' ? { slots: { brief: 2 }, everySlot: true } : { slots: { brief: 1 } }
  const found = await audit(town, slots)
  if (world.does !== 'move') return found
  // It is morning in New York yet: who goes there has had the slot in Berlin, or gets it in New York.
  const mails = town.provider.accepted().filter(({ recipient }) => recipient === town.person('ada').address).length
  return mails === 1 ? found : [...found, { rule: mails > 1 ? 'I1' : 'I2', what: `ada moved and got ${mails} mails` }]
}

function fingerprint(_: Opened, town: Town & { shelf?: Shelf }, knows: ReadonlyMap<string, string>): string {
  const kept = Object.entries(town.shelf ?? {}).map(([name, map]) => [
    name,
    [...(map as Map<string, unknown>)].map(([key, value]) => [key, plain(value)]),
  ])
  const posted = town.requests.map(({ key, hash, at }) => [key, hash, at])
  const queued = town.messages.map(({ queue, body, state, visibleAt }) => [queue, body, state, visibleAt])
  // By its hash: there are hundreds of thousands, and each is as large as the world.
  return hash(
    'sha256',
    JSON.stringify([kept, posted, queued, town.clock.now, town.claims.length, [...knows].sort()]),
    'base64',
  )
}

const plain = (value: unknown): unknown =>
  value instanceof Map
    ? [...value]
    : typeof value === 'object' && value !== null && 'rows' in value
      ? [...(value as { rows: Map<string, unknown> }).rows]
      : value
