import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { bundle, type Patch } from './bundle.ts'
import { kill } from './kill.ts'
import type { Schedule } from './play.ts'
import { openPool } from './pool.ts'
import { saboteurs } from './saboteurs.ts'
import type { Done, Job } from './work.ts'
import { ill, worlds } from './worlds.ts'

/** `npm run chaos`: what `npm test` does a share of, at length. */
const usage = `npm run chaos -- [--seeds N] [--from SEED]   N random schedules (2,000), and a tenth of them on the real table
npm run chaos -- --exhaustive                 every effect in every mode, every fault at every request, every order of two workers
npm run chaos -- --exhaustive --only WORDS    … of the rows whose names have these words
npm run chaos -- --saboteurs [--only WORDS]   small sabotages of our own code: each has to be noticed
npm run chaos -- --kill                       npm start with 2,000 readers, killed at ten random moments
npm run chaos -- --hard …                     any of these with a table as hard as on AWS: it refuses, loses answers and falls silent
npm run chaos -- --play JSON [--table]        one schedule, as a failure prints it; on the real table`

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    from: { type: 'string', default: '1' },
    exhaustive: { type: 'boolean' },
    only: { type: 'string', default: '' },
    saboteurs: { type: 'boolean' },
    kill: { type: 'boolean' },
    hard: { type: 'boolean', default: false },
    table: { type: 'boolean' },
    play: { type: 'string' },
    help: { type: 'boolean' },
  },
})

const scenarioNames = [
  'the zone rules change',
  'the zone rules change while an issue is held',
  "the zone rules change for readers' own zones",
  'three readers in two batches',
  'one reader after another, in five batches',
  'from the sign-up to the digest',
  'two digests at once',
  'two mornings',
  'a quota in the middle',
  'a day of silence',
  'an address that the provider refuses',
  'once more to those who missed it',
  "in readers' own zones",
  'held until its slot',
  'waiting for a person',
  'bounces and complaints',
  'soft bounces over weeks',
  'at a measured pace',
  'two digests at a measured pace',
  ...ill,
  'nobody at all',
  'the week the clocks change',
  '1 readers',
  '100 readers',
  '101 readers',
  '1050 readers',
]

/** Where a sabotage is looked for that does not say where: whoever leaves, moves or dies does it among these readers. */
const usualScenarios = ['three readers in two batches', 'one reader after another, in five batches']

type Row = { readonly name: string; readonly job: Job }

const folder = mkdtempSync(join(tmpdir(), 'tidings-chaos-'))
let failed = false
try {
  if (values.help) console.log(usage)
  else if (values.kill) failed = !(await kill(values.hard))
  else if (values.saboteurs) failed = !(await sabotage())
  else failed = !(await many(rows().filter(({ name }) => name.includes(values.only))))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exit(failed ? 1 : 0)

function rows(): Row[] {
  const { hard } = values
  if (values.play) {
    const schedule: Schedule = JSON.parse(values.play)
    return [{ name: 'one schedule', job: { kind: 'tell', schedule, ...(values.table ? { on: 'table' } : {}) } }]
  }
  if (!values.exhaustive) {
    const [from, count] = [Number(values.from), Number(values.seeds ?? 2_000)]
    const shares = (first: number, last: number, size: number, on?: 'table'): Row[] =>
      Array.from({ length: Math.ceil((last - first) / size) }, (_, n) => ({
        name: `seeds${on ? ' on the table' : ''}`,
        job: {
          kind: 'seeds',
          from: first + n * size,
          to: Math.min(last, first + (n + 1) * size),
          hard,
          ...(on ? { on } : {}),
        },
      }))
    return [...shares(from, from + count, 100), ...shares(from, from + Math.ceil(count / 10), 20, 'table')]
  }
  const parts = (name: string, kind: 'effects' | 'faults', scenario: string, of: number, on?: 'table'): Row[] =>
    Array.from({ length: of }, (_, part) => ({ name, job: { kind, scenario, part, of, hard, ...(on ? { on } : {}) } }))
  return [
    ...scenarioNames.flatMap((name) => parts(`every effect: ${name}`, 'effects', name, 4)),
    ...scenarioNames
      .filter((name) => name !== '1050 readers')
      .flatMap((name) => parts(`every fault: ${name}`, 'faults', name, 4)),
    ...parts(
      'every effect on the table: three readers in two batches',
      'effects',
      'three readers in two batches',
      4,
      'table',
    ),
    ...worlds.map(([name, world]) => ({
      name: `every order: two workers, ${name}`,
      job: { kind: 'explore', world } as const,
    })),
  ]
}

/** Shares the work out over the cores, says what is done, and sums up in one line of JSON. */
async function many(all: readonly Row[]): Promise<boolean> {
  const file = join(folder, 'work.mjs')
  await bundle('work.ts', file)
  const started = performance.now()
  const total = { runs: 0, duplicates: 0, missing: 0, wrong: 0, stuck: 0 }
  const open = Map.groupBy(all, ({ name }) => name)
  const sums = new Map<string, { left: number; runs: number; states: number; bad: number }>()
  for (const [name, ones] of open) sums.set(name, { left: ones.length, runs: 0, states: 0, bad: 0 })

  const pool = openPool(file)
  const told = async ({ name, job }: Row) => {
    const done = await pool.run(job)
    const sum = sums.get(name)!
    sum.left -= 1
    sum.runs += done.runs
    sum.states += done.states ?? 0
    sum.bad += done.failures.length
    for (const column of ['runs', 'duplicates', 'missing', 'wrong', 'stuck'] as const) total[column] += done[column]
    for (const { schedule, violations } of done.failures.slice(0, 3))
      console.log(
        `FAILED ${JSON.stringify(schedule)}\n       ${violations.map(({ rule, what }) => `${rule}: ${what}`).join('\n       ')}`,
      )
    if (sum.left === 0)
      console.log(
        `${sum.bad === 0 ? 'ok    ' : 'FAILED'} ${String(sum.runs).padStart(6)} runs${sum.states ? ` of ${sum.states} points` : ''}  ${name}`,
      )
    else if (process.stdout.isTTY) process.stdout.write(`${total.runs} runs …\r`)
  }
  await Promise.all(all.map(told))
  await pool.close()
  const seconds = (performance.now() - started) / 1000
  console.log(`${Math.round(total.runs / seconds)} schedules a second on ${availableParallelism()} cores`)
  console.log(JSON.stringify(total))
  return total.duplicates + total.missing + total.wrong + total.stuck === 0
}

/** Plays each sabotage until an invariant breaks. One that none notices fails the run. */
async function sabotage(): Promise<boolean> {
  const started = performance.now()
  const survived: string[] = []
  let caught = 0
  let next = 0
  const some = saboteurs.filter(({ name }) => name.includes(values.only))
  const hunter = async () => {
    while (next < some.length) {
      const one = some[next++]!
      const found = await hunt(one.patches, {
        kind: 'hunt',
        breaks: one.breaks,
        schedules: [],
        worlds: [],
        faults: false,
        seeds: one.on === 'table' ? 100 : 1_500,
        scenarios: one.on === 'table' ? ['three readers in two batches'] : usualScenarios,
        hard: values.hard || one.hard === true,
        ...one.look,
        ...(one.on ? { on: one.on } : {}),
      })
      const rules = [...new Set(found.failures[0]?.violations.map(({ rule }) => rule))]
      const rule = rules.find((name) => one.breaks.includes(name))
      if (rule) caught += 1
      else survived.push(one.name)
      console.log(
        rule
          ? `caught by ${rule.padEnd(4)} in ${String(found.runs).padStart(4)} runs  ${one.name}`
          : `SURVIVED ${String(found.runs).padStart(5)} runs${rules.length > 0 ? ` (broke ${rules.join(', ')})` : ''}  ${one.name}`,
      )
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, hunter))
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log(JSON.stringify({ saboteurs: some.length, caught, survived, seconds }))
  return survived.length === 0
}

async function hunt(patches: readonly Patch[], job: Job): Promise<Done> {
  const file = join(folder, `sabotage-${Math.random().toString(36).slice(2)}.mjs`)
  await bundle('work.ts', file, patches)
  const pool = openPool(file, 1)
  const found = await pool.run(job)
  await pool.close()
  return found
}
