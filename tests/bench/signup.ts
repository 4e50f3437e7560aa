import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundled } from '../support/bundle.ts'
import { startDynoxide } from '../support/dynoxide.ts'
import { report, say, tabulate } from './report.ts'

type Door = { readonly rate: number; readonly p50: number; readonly p99: number }
export type SignUpFigures = {
  readonly nothing: Door
  readonly ours: Door
  /** Of the two-sample Kolmogorov-Smirnov test: so many timings of each, at 5 %. */
  readonly sample: number
  readonly critical: number
  /** The greatest distance between known and unknown addresses, and, as a control, between known ones and the honeypot. */
  readonly same: number
  readonly control: number
}

/** Sign-ups at the front door beside an empty handler, and whether its time tells who is known (T02). */
export async function signup(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tidings-bench-'))
  const outfile = join(folder, 'front-door.mjs')
  await bundled(join(import.meta.dirname, 'front-door.ts'), outfile)
  const engine = await startDynoxide()
  const child = fork(outfile, [], {
    env: { ...process.env, DYNAMODB_ENDPOINT: engine.endpoint, SIGNUPS: process.env.BENCH_SIGNUPS ?? '2000' },
  })
  const { nothing, ours, sample, critical, same, control } = await new Promise<SignUpFigures>((done, failed) => {
    child.once('message', (figures) => done(figures as SignUpFigures))
    child.once('exit', (code) => failed(new Error(`the bench ended with ${code}`)))
  })
  engine.stop()
  rmSync(folder, { recursive: true, force: true })

  const round = (value: number, digits = 2) => Number(value.toFixed(digits))
  const shown = ({ rate, p50, p99 }: Door) => ({
    'sign-ups/s': Math.round(rate),
    'p50 ms': round(p50),
    'p99 ms': round(p99),
  })
  const verdict = (who: string, d: number) =>
    `${who}: ${d < critical ? 'cannot' : 'can'} be told apart by time: D = ${d.toFixed(4)}, critical ${critical.toFixed(4)} (${sample} each, 5 %)`
  say(`Sign-ups on ${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}\n`)
  tabulate({ 'an empty handler': shown(nothing), 'the front door': shown(ours) })
  say(verdict('A reader and a stranger', same))
  say(verdict('A reader and a robot in the trap (a control, which has to be told)', control))
  report({
    bench: 'signup',
    ratios: {
      'sign-ups-per-second-to-empty-handler': round(ours.rate / nothing.rate, 4),
      'p99-to-empty-handler': round(nothing.p99 / ours.p99, 4),
    },
    ks: { d: round(same, 4), critical: round(critical, 4), apart: same >= critical, control: round(control, 4) },
  })
}
