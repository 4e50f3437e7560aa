import { CannotStart } from './cannot-start.ts'
import { readOptions, usage } from './simulate/options.ts'
import { loadRenderer } from './simulate/renderer.ts'
import { type Screen, simulate } from './simulate/simulate.ts'
import { terminal } from './terminal.ts'

/** `npm run simulate`: what would go out, when, to how many. */

/** What takes less than this needs no progress. */
const PATIENCE = 2_000
const OFTEN = 100

const began = Date.now()
let shownAt = 0
const screen: Screen = {
  out: terminal,
  aside: { line: (text) => void process.stderr.write(`${text}\n`) },
  progress(text) {
    if (!process.stderr.isTTY || Date.now() - began < PATIENCE || (text !== '' && Date.now() - shownAt < OFTEN)) return
    shownAt = Date.now()
    process.stderr.write(`\r\x1b[K${text}`)
  },
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))

try {
  const options = readOptions(process.argv.slice(2), process.env, Date.now())
  if (options === 'help') terminal.line(usage)
  else process.exitCode = (await simulate(options, await loadRenderer(), screen)) ? 0 : 1
} catch (error) {
  if (error instanceof CannotStart) screen.aside.line(error.message)
  else screen.aside.line(`The simulation broke off: ${error instanceof Error ? (error.stack ?? error.message) : error}`)
  process.exitCode = 1
}
