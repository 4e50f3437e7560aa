import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { bundle } from './bundle.ts'
import { noTally, type Tally } from './many.ts'
import { openPool, type Pool } from './pool.ts'
import type { Job } from './work.ts'

/** What comes of pieces of work in all: no failure is lost, and `states` counts the points that were looked at. */
export type Played = Tally & { readonly states: number }

/**
 * For a file of rules: plays pieces of work as `npm run chaos` does, bundled and shared out over the cores. Rules that run
 * side by side (`it.concurrent`) keep every core busy to the end.
 */
export function sharedOut(): (jobs: readonly Job[]) => Promise<Played> {
  const folder = mkdtempSync(join(tmpdir(), 'tidings-chaos-'))
  let pool: Pool | undefined
  beforeAll(async () => {
    const file = join(folder, 'work.mjs')
    await bundle('work.ts', file)
    pool = openPool(file)
  })
  afterAll(async () => {
    await pool?.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return async (jobs) => {
    const all: Played = { ...noTally(), states: 0 }
    const sum = { ...all }
    for (const done of await Promise.all(jobs.map((job) => pool!.run(job)))) {
      for (const column of ['runs', 'duplicates', 'missing', 'wrong', 'stuck'] as const) sum[column] += done[column]
      sum.states += done.states ?? 0
      sum.failures.push(...done.failures)
    }
    return sum
  }
}

/** A piece for each core: every schedule of a scenario, shared out. */
export const parts = (job: { kind: 'effects' | 'faults'; scenario: string }): Job[] => {
  const of = availableParallelism()
  return Array.from({ length: of }, (_, part) => ({ ...job, part, of }))
}

/** The seeds from `from` on, in pieces of so many. */
export const seedsFrom = (
  from: number,
  count: number,
  piece: number,
  { on, hard = false }: { on?: 'table'; hard?: boolean } = {},
): Job[] =>
  Array.from({ length: Math.ceil(count / piece) }, (_, n) => ({
    kind: 'seeds',
    from: from + n * piece,
    to: Math.min(from + count, from + (n + 1) * piece),
    ...(on ? { on } : {}),
    hard,
  }))
