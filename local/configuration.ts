import { inWords, misspelt, readConfiguration, type Schema, type Values } from '../core/model/configuration.ts'
import {
  deploySettings,
  doctorSettings,
  functionSettings,
  mailboxSettings,
  startSettings,
} from '../functions/live/configuration.ts'
import { cannotStart } from './cannot-start.ts'

export type Environment = Readonly<Record<string, string | undefined>>
export type StartConfiguration = Values<typeof startSettings>

const known = [functionSettings, deploySettings, startSettings, doctorSettings, mailboxSettings].flatMap(Object.keys)

/** What the environment says of these, or CannotStart with all that is wrong with it, a line each. */
export function configurationFrom<S extends Schema>(schema: S, environment: Environment): Values<S> {
  const { values, wrong } = readConfiguration(schema, (name) => environment[name])
  const names = Object.keys(environment).filter((name) => environment[name])
  const strangers = misspelt(names, Object.keys(schema), ['TIDINGS_', 'MAILBOX_']).filter(
    ({ name }) => !known.includes(name),
  )
  if (wrong.length + strangers.length === 0) return values
  const lines = strangers.map(
    ({ name, meant }) => `${name} is set, and read by nobody${meant ? `: ${meant} is meant?` : '.'}`,
  )
  return cannotStart([...(wrong.length > 0 ? [inWords(wrong)] : []), ...lines].join('\n'))
}

export const startConfiguration = (environment: Environment): StartConfiguration =>
  configurationFrom(startSettings, environment)
