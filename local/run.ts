import { CannotStart } from './cannot-start.ts'
import { startConfiguration } from './configuration.ts'
import { lockFolder, openFolder } from './folder.ts'
import { roster } from './host/roster.ts'
import { type Options, readOptions, usage } from './options.ts'
import { readSecrets } from './secrets.ts'
import { createService, type Service } from './service.ts'
import { terminal } from './terminal.ts'

/** `npm start`: the whole service on this machine, until Ctrl-C. */

/** npm hands on the Ctrl-C that the terminal gave to all: two this close together are one. */
const SAME_KEYPRESS = 750

// Whatever is made from here on, by us and by our children, is for nobody else on this machine: readers' addresses are in it.
process.umask(0o077)

let service: Service | undefined
let unlock = () => {}
let endingSince: number | undefined

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end)

try {
  const options = readOptions(process.argv.slice(2), process.env)
  if (options === 'help') terminal.line(usage)
  else await start(options)
} catch (error) {
  if (endingSince === undefined) await refuse(error)
}

async function start(options: Options): Promise<void> {
  const isNamed = options.feeds.length + options.pastes.length > 0
  const broughtIn = isNamed ? await (await import('./bring-in.ts')).readBroughtIn(options) : []
  const folder = openFolder(options.data)
  unlock = lockFolder(folder)
  const configuration = startConfiguration(process.env)
  const { secrets, shownKey } = readSecrets(folder, configuration)
  service = createService({
    options,
    folder,
    secrets,
    shownKey,
    broughtIn,
    configuration,
    environment: process.env,
    roster,
    terminal,
  })
  await service.start()
}

async function end(): Promise<void> {
  if (endingSince !== undefined) {
    if (Date.now() - endingSince < SAME_KEYPRESS) return
    unlock()
    process.exit(1)
  }
  endingSince = Date.now()
  await service?.stop()
  unlock()
  process.exit(0)
}

async function refuse(error: unknown): Promise<void> {
  endingSince = Date.now()
  await service?.stop()
  unlock()
  const unforeseen = error instanceof Error ? `The service cannot start: ${error.message}` : String(error)
  process.stderr.write(`${error instanceof CannotStart ? error.message : unforeseen}\n`)
  process.exit(1)
}
