import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { functionSettings } from '../../functions/live/configuration.ts'
import { chance } from '../../local/chance.ts'
import { startLine } from '../../local/engines/line.ts'
import { throttles, troubles } from '../../local/engines/line-rules.ts'
import { tableUnits } from '../../stacks/manifest.ts'
import { bundled } from '../support/bundle.ts'
import { startDynoxide } from '../support/dynoxide.ts'
import type { Figures, Way } from './import-list.ts'
import { machine, report, round, say, tabulate } from './report.ts'

/** About what a request to DynamoDB takes from a function beside it. */
const AWAY = 5
/** Of a hundred tries of calls one is refused, for being one too many or for having met another; and what is too much for the table or a partition, is. */
const oneInAHundred = { refused: 0.01, lost: 0, silent: 0, stubborn: 0 }
/** Rows a second that are asked for: as it is deployed, if that is no more than half of what the engine beside us takes, on the same processors. */
const DEPLOYED = Number(functionSettings.IMPORT_RATE.otherwise)
/** The long list is one of so many seconds, where nothing is said. */
const SECONDS = 90
const FEW = 1_000
const UNPACED = 1_000_000

/**
 * A list of readers that is put down, and taken in minute by minute as the clock does it, with a table as far away as it is
 * on AWS and as busy: what is held of the pace that is asked for, and what a longer list takes of memory. Beside it, without a
 * pace, rows that are taken in one after the other. `BENCH_READERS`: rows of the long list.
 */
export async function importing(heap: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tidings-bench-'))
  const outfile = join(folder, 'import-list.mjs')
  await bundled(join(import.meta.dirname, 'import-list.ts'), outfile)
  const engine = await startDynoxide()
  const line = await startLine(
    engine.endpoint,
    troubles(chance(1), oneInAHundred),
    throttles({ table: tableUnits, now: () => performance.now() }),
  )

  /** In a process of its own. */
  const child = (WAY: Way, env: Readonly<Record<string, string>>): Promise<Figures> => {
    const made = fork(outfile, [], {
      execArgv: [...heap],
      env: { ...process.env, WAY, DYNAMODB_ENDPOINT: engine.endpoint, ...env },
    })
    return new Promise((done, failed) => {
      made.once('message', (figures) => done(figures as Figures))
      made.once('exit', (code) => failed(new Error(`the bench ended with ${code}`)))
    })
  }
  const ours = async (rows: number, { away, rate }: { away: number; rate?: number }) => {
    const { table } = await engine.stores({ now: () => new Date().toISOString() })
    const its = { TABLE_NAME: table.name, READERS: String(rows), AWAY: String(away) }
    const env = rate ? { ...its, DYNAMODB_ENDPOINT: line.url } : its
    const down = await child('put-down', env)
    const taken = await child('take-in', { ...env, RATE: String(rate ?? UNPACED) })
    const there = await child('count', { ...its, AWAY: '0' })
    return { down, taken, lost: rows - there.rows, miscounted: taken.rows - there.rows }
  }
  const naive = async (away: number): Promise<Figures> => {
    const { table } = await engine.stores({ now: () => new Date().toISOString() })
    return child('one-by-one', { TABLE_NAME: table.name, READERS: String(FEW), AWAY: String(away) })
  }

  const rateOf = (one: Figures) => one.rows / one.seconds
  say(`A list of readers, ${AWAY} ms to the table unless told, on ${machine}\n`)
  const oneByOne = await naive(0)
  const fast = await ours(FEW, { away: 0 })
  const oneByOneAway = await naive(AWAY)
  const fastAway = await ours(FEW, { away: AWAY })
  const rate = Math.min(DEPLOYED, Math.floor(rateOf(fastAway.taken) / 2))
  const many = Number(process.env.BENCH_READERS ?? SECONDS * rate)
  const few = await ours(FEW, { away: AWAY, rate })
  const long = await ours(many, { away: AWAY, rate })
  line.stop()
  engine.stop()
  rmSync(folder, { recursive: true, force: true })

  const shown = (one: Figures) => ({
    rows: one.rows,
    'rows/s': Math.round(rateOf(one)),
    'CPU ms/row': round((one.cpuSeconds / one.rows) * 1000),
    'peak MiB': one.peakMiB,
  })
  const told = `asked for ${rate}/s, 1 % refused`
  tabulate({
    'one after the other, 0 ms': shown(oneByOne),
    'Tidings, no pace, 0 ms': shown(fast.taken),
    'one after the other': shown(oneByOneAway),
    'Tidings, no pace': shown(fastAway.taken),
    [`Tidings, ${told}, few`]: shown(few.taken),
    [`Tidings, ${told}`]: shown(long.taken),
    '  putting it down': shown(long.down),
  })
  report({
    bench: 'import',
    ratios: {
      'rows-per-second': round(rateOf(fast.taken) / rateOf(oneByOne)),
      [`rows-per-second-${AWAY}-ms-away`]: round(rateOf(fastAway.taken) / rateOf(oneByOneAway)),
      'of-the-pace-held': round(rateOf(long.taken) / rate),
      'memory-many-to-few': round(long.taken.peakMiB / few.taken.peakMiB),
    },
    counts: { 'rows-lost': long.lost, 'rows-miscounted': Math.abs(long.miscounted) },
    rows: many,
    rate,
    peakMiB: long.taken.peakMiB,
  })
}
