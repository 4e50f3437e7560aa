import { fork } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { besideTheBundle } from '../../functions/http/console/asset-files.ts'
import { bundled } from '../support/bundle.ts'
import { startDynoxide } from '../support/dynoxide.ts'
import { type Outcome, report } from './report.ts'

/** Pages of the console over a full table: bundled as on AWS, its scripts and styles beside it. */
export async function consoling(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tidings-bench-'))
  const outfile = join(folder, 'console-pages.mjs')
  await bundled(join(import.meta.dirname, 'console-pages.ts'), outfile)
  for (const { from, to } of besideTheBundle) {
    mkdirSync(dirname(join(folder, to)), { recursive: true })
    copyFileSync(join(import.meta.dirname, '../..', from), join(folder, to))
  }
  const engine = await startDynoxide()
  const { table } = await engine.stores({ now: () => new Date().toISOString() })
  const child = fork(outfile, [], {
    env: { ...process.env, DYNAMODB_ENDPOINT: engine.endpoint, TABLE_NAME: table.name },
  })
  child.on('message', ({ outcome }: { outcome: Outcome }) => report(outcome))
  const code = await new Promise((done) => child.once('exit', done))
  engine.stop()
  rmSync(folder, { recursive: true, force: true })
  if (code !== 0) throw new Error(`the bench ended with ${code}`)
}
