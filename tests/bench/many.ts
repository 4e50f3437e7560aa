import { fork } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { besideTheBundle } from '../../functions/http/console/asset-files.ts'
import { bundled } from '../support/bundle.ts'
import { startDynoxide } from '../support/dynoxide.ts'
import { type Outcome, report } from './report.ts'

/** Every page over as many digests and topics as there may be, beside the same page over ten: bundled as on AWS. */
export async function manyOfAll(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tidings-bench-'))
  const outfile = join(folder, 'many-pages.mjs')
  await bundled(join(import.meta.dirname, 'many-pages.ts'), outfile)
  for (const { from, to } of besideTheBundle) {
    mkdirSync(dirname(join(folder, to)), { recursive: true })
    copyFileSync(join(import.meta.dirname, '../..', from), join(folder, to))
  }
  const engine = await startDynoxide()
  const names = await Promise.all(
    [1, 2].map(async () => (await engine.stores({ now: () => new Date().toISOString() })).table.name),
  )
  const child = fork(outfile, [], {
    env: { ...process.env, DYNAMODB_ENDPOINT: engine.endpoint, TABLE_NAMES: names.join() },
  })
  child.on('message', ({ outcome }: { outcome: Outcome }) => report(outcome))
  const code = await new Promise((done) => child.once('exit', done))
  engine.stop()
  rmSync(folder, { recursive: true, force: true })
  if (code !== 0) throw new Error(`the bench ended with ${code}`)
}
