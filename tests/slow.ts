import { type ChildProcess, spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'

/**
 * `npm run test:slow`: both suites at about a quarter of this machine's speed, so that a limit that is too tight is found
 * here and not by whoever clones this onto an old laptop. Every core is shared with three processes that do nothing but
 * count, and none of which outlives this one. Part of a release; it takes four times what the suites take.
 */
const usage = `npm run test:slow                  npm test, then npm run test:browser, at a quarter of the speed
npm run test:slow -- test:browser  that one alone
npm run test:slow -- --share 8     at an eighth`

const { values, positionals } = parseArgs({
  options: { share: { type: 'string', default: '4' }, help: { type: 'boolean' } },
  allowPositionals: true,
})
if (values.help) {
  console.log(usage)
  process.exit(0)
}

const share = Number(values.share)
if (!(share >= 2 && share <= 64)) {
  console.error(`--share ${values.share}: a number from 2 to 64 is meant.\n\n${usage}`)
  process.exit(1)
}

/** Counts as long as whoever started it lives. */
const BUSY =
  'const parent = process.ppid; for (let n = 0; ; n++) if (n % 1e7 === 0 && process.ppid !== parent) process.exit()'
const busy: ChildProcess[] = Array.from({ length: availableParallelism() * Math.round(share - 1) }, () =>
  spawn(process.execPath, ['-e', BUSY], { stdio: 'ignore' }),
)
process.on('exit', () => {
  for (const one of busy) one.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130))

for (const script of positionals.length > 0 ? positionals : ['test', 'test:browser']) {
  const began = performance.now()
  const code = await new Promise<number | null>((done) =>
    spawn('npm', ['run', script], { stdio: 'inherit', shell: process.platform === 'win32' }).once('exit', done),
  )
  const minutes = ((performance.now() - began) / 60_000).toFixed(1)
  console.log(
    `npm run ${script}, at a ${share === 4 ? 'quarter' : `${share}th`} of the speed: ${code === 0 ? 'passed' : 'failed'} in ${minutes} minutes`,
  )
  if (code !== 0) process.exit(1)
}
process.exit(0)
