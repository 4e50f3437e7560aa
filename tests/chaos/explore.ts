import { hash } from 'node:crypto'
import { changeZone } from '../../core/flows/change-zone.ts'
import { leave } from '../../core/flows/leave.ts'
import { type Pace, sendIssue, usualPace } from '../../core/flows/send-issue.ts'
import { pauseIssue, resumeIssue } from '../../core/flows/steer-issue.ts'
import type { IssueId } from '../../core/model/issue.ts'
import { copyOf, emptyShelf, type Shelf } from '../support/memory/shelf.ts'
import { createMemory } from '../support/memory.ts'
import { audit, type Violation } from './auditor.ts'
import { aTown, Stuck, type Town } from './town.ts'
import type { SmallWorld } from './worlds.ts'

export type Explored = {
  readonly states: number
  readonly runs: number
  readonly failures: readonly { readonly path: readonly Choice[]; readonly violations: readonly Violation[] }[]
}

/** Who goes on, and whether they live to see what comes of it. */
type Choice = { readonly process: string; readonly fate: 'go' | 'crash-before' | 'crash-after' }

/** Nobody ends these workers: whoever stands still may go on, however late it is. */
const NEVER = '9999-12-31T00:00:00.000Z'

const START = Date.parse('2026-11-24T07:00:00Z')
const paceIn = ({ batch = 1 }: SmallWorld): Pace => ({ ...usualPace, batch, inFlight: 1, rows: 2 })
const names = ['ada', 'bo', 'cleo', 'dora']

/** An issue just opened, and nobody has it yet. */
async function opened(world: SmallWorld) {
  const { readers, does } = world
  const shelf = emptyShelf()
  const town = await aTown({
    start: START - 60_000,
    stores: (now) => createMemory({ now, shelf }),
    pace: paceIn(world),
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

function begin(town: Town, world: SmallWorld, id: IssueId): void {
  const { does, minutes } = world
  for (const worker of ['one', 'two'])
    void town.loom.spawn(worker, () => sendIssue(town.ports, id, paceIn(world), NEVER))
  const asks = async (what: string, who: string, ask: () => Promise<unknown>) => {
    const entry = town.take(what, who)
    await ask()
    await town.answered(entry, new Response(''))
  }
  if (does === 'leave')
    void town.loom.spawn('ada', () => asks('leave', 'ada', () => leave(town.ports, town.person('ada').id, 'brief')))
  if (does === 'move')
    void town.loom.spawn('ada', () =>
      asks('move', 'ada', () => changeZone(town.ports, town.person('ada').id, 'America/New_York')),
    )
  if (does === 'pause')
    void town.loom.spawn('editor', async () => {
      const issue = (await town.ports.issues.get(id))!
      await asks('pause', id, () => pauseIssue(town.ports, issue))
      await asks('resume', id, () => resumeIssue(town.ports, issue))
    })
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
  const todo: Choice[][] = [(world.after ?? []).map((process) => ({ process, fate: 'go' }))]
  const failures: { path: readonly Choice[]; violations: readonly Violation[] }[] = []
  let runs = 0
  while (todo.length > 0 && runs < most) {
    let [path] = todo.splice(Math.floor((1 - order()) * (todo.length - 1)), 1) as [Choice[]]
    const { town, knows, go, rest } = await follow(start, world, path)
    try {
      for (let point = fingerprint(town, knows); !seen.has(point); point = fingerprint(town, knows)) {
        seen.add(point)
        const choices = choicesAt(town, world, path)
        if (choices.length === 0) {
          runs += 1
          const violations = await finish(town, world, rest)
          if (violations.length > 0) failures.push({ path, violations })
          break
        }
        // One way on is gone here and now, the others from the beginning.
        const [choice] = choices.splice(Math.floor(order() * choices.length), 1) as [Choice]
        for (const other of choices) todo.push([...path, other])
        path = [...path, choice]
        await go(choice)
      }
    } finally {
      town.close()
    }
  }
  return { states: seen.size, runs, failures }
}

/** Who may go on, and what may become of them. */
function choicesAt(town: Town, world: SmallWorld, path: readonly Choice[]): Choice[] {
  const mayDie = path.filter(({ fate }) => fate !== 'go').length < world.crashes
  return town.loom
    .waiting()
    .flatMap(({ process }): Choice[] => [
      { process, fate: 'go' },
      ...(mayDie && process !== 'time'
        ? (['crash-before', 'crash-after'] as const).map((fate): Choice => ({ process, fate }))
        : []),
    ])
}

/** One run along a path of choices, up to where it can be gone on with, one choice more at a time, or be left to itself. */
async function follow(start: Opened, world: SmallWorld, path: readonly Choice[]) {
  const next: { choice: Choice | undefined } = { choice: undefined }
  const shelf = copyOf(start.shelf)
  const knows = new Knowledge()
  const town = await aTown({
    start: START,
    stores: (now) => createMemory({ now, shelf }),
    made: start.made,
    people: start.people,
    filed: start.filed,
    pace: paceIn(world),
    provider: 'model',
    stepMs: 0,
    choose: (ready) =>
      Math.max(
        0,
        ready.findIndex(({ process }) => process === next.choice?.process),
      ),
    fate: () => next.choice?.fate ?? 'go',
    learned: (process, what) => knows.learn(process, what),
  })
  Object.assign(town, { shelf })
  const go = async (choice: Choice) => {
    next.choice = choice
    await town.loom.step(town.clock.now)
    if (choice.fate !== 'go') knows.die(choice.process)
    await town.loom.settle()
  }
  begin(town, world, start.id)
  await town.loom.settle()
  for (const choice of path) await go(choice)
  const rest = () => {
    next.choice = undefined
  }
  return { town, knows, go, rest }
}

/** The rest of the story: what was begun ends, and ticks bring other workers. */
async function finish(town: Town, world: SmallWorld, rest: () => void): Promise<readonly Violation[]> {
  rest()
  try {
    await town.live(town.clock.now + 9 * 3_600_000, 5_000)
  } catch (error) {
    if (error instanceof Stuck) return [{ rule: 'I12', what: error.message }]
    throw error
  }
  // Whether New York has an issue of its own depends on whether ada got there.
  const slots = world.does === 'move' ? { slots: { brief: 2 }, everySlot: true } : { slots: { brief: 1 } }
  const known = (world.batch ?? 1) > 1
  const found = await audit(town, { ...slots, known })
  if (world.does !== 'move') return found
  // It is morning in New York yet: who goes there has had the slot in Berlin, or gets it in New York.
  const mails = town.provider.accepted().filter(({ recipient }) => recipient === town.person('ada').address).length
  return mails === 1 ? found : [...found, { rule: mails > 1 ? 'I1' : 'I2', what: `ada moved and got ${mails} mails` }]
}

/** What each process has been told, in order: that decides what it does next. And the same as if the two workers had each other's name. */
class Knowledge {
  readonly asIs = new Map<string, string>()
  readonly swapped = new Map<string, string>()
  learn(process: string, what: string): void {
    note(this.asIs, process, what)
    note(this.swapped, swap(process), swap(what))
  }
  die(process: string): void {
    this.asIs.set(process, 'dead')
    this.swapped.set(swap(process), 'dead')
  }
}
const note = (known: Map<string, string>, process: string, what: string) =>
  known.set(process, hash('sha256', `${known.get(process) ?? ''}\n${what}`, 'base64'))
const swap = (text: string) => text.replaceAll(/\b(one|two)\b/g, (name) => (name === 'one' ? 'two' : 'one'))

/** The workers are alike: what one has done and the other not is the same point the other way round. */
function fingerprint(town: Town & { shelf?: Shelf }, { asIs, swapped }: Knowledge): string {
  const kept = Object.entries(town.shelf ?? {}).map(([name, map]) => [
    name,
    [...(map as Map<string, unknown>)].map(([key, value]) => [key, plain(value)]),
  ])
  const posted = town.requests.map(({ key, hash, at }) => [key, hash, at])
  // Which claims came after an answer is what the auditor asks.
  const claimedAfter = (moment: number) => town.claims.filter(({ n }) => n > moment).length
  const answered = town.asked.map(({ what, status, from, to }) => [what, status, claimedAfter(from), claimedAfter(to)])
  const queued = town.queued().map(({ id: _, ...message }) => message)
  const world = JSON.stringify([kept, posted, answered, queued, town.clock.now, town.claims.length])
  // By its hash: there are hundreds of thousands, and each is as large as the world.
  const [first] = [
    hash('sha256', world + JSON.stringify([...asIs].sort()), 'base64'),
    hash('sha256', swap(world) + JSON.stringify([...swapped].sort()), 'base64'),
  ].sort()
  return first!
}

const plain = (value: unknown): unknown =>
  value instanceof Map
    ? [...value]
    : typeof value === 'object' && value !== null && 'rows' in value
      ? [...(value as { rows: Map<string, unknown> }).rows]
      : value
