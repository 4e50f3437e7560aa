import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundled } from '../support/bundle.ts'
import { startDynoxide } from '../support/dynoxide.ts'
import { report, say, tabulate } from './report.ts'

type Figures = { rows: number; seconds: number; cpuSeconds: number; peakMiB: number }

/** About what a request to DynamoDB takes from a function beside it. */
const AWAY = 5

/** A list of readers beside taking them in one after the other; on this machine, and with the table as far away as it is on AWS. */
export async function importing(heap: readonly string[]): Promise<void> {
  const many = Number(process.env.BENCH_READERS ?? 5_000)
  const few = Math.round(many / 10)
  const folder = mkdtempSync(join(tmpdir(), 'tidings-bench-'))
  const outfile = join(folder, 'import-list.mjs')
  await bundled(join(import.meta.dirname, 'import-list.ts'), outfile)
  const engine = await startDynoxide()
  const measure = async (WAY: 'ours' | 'naive', rows: number, away: number): Promise<Figures> => {
    const { table } = await engine.stores({ now: () => new Date().toISOString() })
    const child = fork(outfile, [], {
      execArgv: [...heap],
      env: {
        ...process.env,
        WAY,
        READERS: String(rows),
        AWAY: String(away),
        DYNAMODB_ENDPOINT: engine.endpoint,
        TABLE_NAME: table.name,
      },
    })
    return new Promise((done, failed) => {
      child.once('message', (figures) => done(figures as Figures))
      child.once('exit', (code) => failed(new Error(`the bench ended with ${code}`)))
    })
  }
  say(`A list of readers, on ${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}\n`)
  const naive = await measure('naive', few, 0)
  const small = await measure('ours', few, 0)
  const ours = await measure('ours', many, 0)
  const naiveAway = await measure('naive', few, AWAY)
  const oursAway = await measure('ours', many, AWAY)
  engine.stop()
  rmSync(folder, { recursive: true, force: true })

  const round = (value: number) => Math.round(value * 10) / 10
  const rate = (one: Figures) => one.rows / one.seconds
  const shown = (one: Figures) => ({
    rows: one.rows,
    'rows/s': Math.round(rate(one)),
    'CPU ms/row': round((one.cpuSeconds / one.rows) * 1000),
    'peak MiB': one.peakMiB,
  })
  tabulate({
    'one after the other': shown(naive),
    'Tidings, few': shown(small),
    Tidings: shown(ours),
    [`one after the other, ${AWAY} ms away`]: shown(naiveAway),
    [`Tidings, ${AWAY} ms away`]: shown(oursAway),
  })
  report({
    bench: 'import',
    ratios: {
      'rows-per-second': round(rate(ours) / rate(naive)),
      [`rows-per-second-${AWAY}-ms-away`]: round(rate(oursAway) / rate(naiveAway)),
      'memory-many-to-few': round(ours.peakMiB / small.peakMiB),
    },
    peakMiB: ours.peakMiB,
  })
}
