import { parseArgs } from 'node:util'
import { cold } from './cold.ts'
import { collecting } from './collect.ts'
import { meeting } from './conflicts.ts'
import { consoling } from './console.ts'
import { cost } from './cost.ts'
import { heap } from './engines.ts'
import { check } from './goals.ts'
import { hardMode } from './hard.ts'
import { reading } from './hostile.ts'
import { importing } from './import.ts'
import { manyOfAll } from './many.ts'
import { aMillion } from './million.ts'
import { pacing } from './pace.ts'
import { rendering } from './render.ts'
import { replanning } from './replan.ts'
import { outcomes } from './report.ts'
import { foldingResults } from './results.ts'
import { sending } from './send.ts'
import { signup } from './signup.ts'
import { reckoning } from './slots.ts'

/** Each bench runs ours and the other way in one go, on the same engines, each in a process of its own. */
const benches: Record<string, () => Promise<void>> = {
  render: () => rendering(),
  send: sending,
  pace: pacing,
  results: foldingResults,
  signup,
  import: () => importing(heap),
  collect: () => collecting(heap),
  hostile: async () => reading(),
  slots: reckoning,
  replan: replanning,
  console: consoling,
  many: manyOfAll,
  conflicts: meeting,
  hard: hardMode,
  cold,
  cost,
  million: aMillion,
}

const help = `npm run bench                       every bench but "million"
npm run bench -- NAME …             those: ${Object.keys(benches).join(', ')}
npm run bench -- --check [NAME …]   and which goals of docs/performance.md hold
npm run bench -- --json [NAME …]    one line of JSON a bench, and nothing else`

const { values, positionals } = parseArgs({
  options: { check: { type: 'boolean' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
  allowPositionals: true,
})
if (values.json) process.env.BENCH_JSON = '1'
const unknown = positionals.filter((name) => !(name in benches))
if (values.help || unknown.length > 0) {
  console.error(unknown.length > 0 ? `There is no bench "${unknown.join(', ')}".\n\n${help}` : help)
  process.exit(unknown.length > 0 ? 1 : 0)
}
const usual = Object.keys(benches).filter((name) => name !== 'million')
for (const name of positionals.length > 0 ? positionals : usual) await benches[name]!()
process.exit(values.check && !check(outcomes) ? 1 : 0)
