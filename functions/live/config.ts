import { Resource } from 'sst'
import { inWords, readConfiguration, type Schema, type Value } from '../../core/model/configuration.ts'
import { strike } from '../adapters/strike.ts'
import { type FunctionName, functionSettings, secretSettings } from './configuration.ts'

type Settings = typeof functionSettings
type Secrets = typeof secretSettings

declare module 'sst' {
  interface Resource {
    readonly ResendKey: { readonly value: string }
    readonly ResendAccountKey: { readonly value: string }
    readonly WebhookSecret: { readonly value: string }
    readonly LinkKeys: { readonly value: string }
    readonly Pepper: { readonly value: string }
    readonly ApiKey: { readonly value: string }
  }
}

/** What this function reads, by `configuration.ts`. */
let read: Readonly<Record<string, unknown>> = {}

/**
 * Reads all that a function is configured with, once, before anything is wired. If something of it is wrong, the function does
 * not start, and says all of it at once: into a log, so without addresses, and of a secret nothing but its name.
 */
export function configure(name: FunctionName): void {
  const own = (schema: Schema): Schema =>
    Object.fromEntries(Object.entries(schema).filter(([, { readBy }]) => readBy.includes(name)))
  const settings = readConfiguration(own(functionSettings), (one) => process.env[one])
  const secrets = readConfiguration(own(secretSettings), (one) => linked(one as keyof Secrets))
  const wrong = [...settings.wrong, ...secrets.wrong]
  if (wrong.length > 0) throw new Error(`${name} is not configured right.\n${strike(inWords(wrong))}`)
  read = { ...settings.values, ...secrets.values }
}

/** Plain configuration, from the environment that the stack (or the local host) gives. */
export const setting = <Name extends keyof Settings>(name: Name): Value<Settings[Name]> => value(name)

/** A secret that this function is linked to. */
export const secret = <Name extends keyof Secrets>(name: Name): Value<Secrets[Name]> => value(name)

function value<T>(name: string): T {
  if (!(name in read)) throw new Error(`${name} is nothing that this function reads.`)
  return read[name] as T
}

/** Whatever SST has to say of one that is not there would say more than its name. */
function linked(name: keyof Secrets): string | undefined {
  try {
    return Resource[name].value
  } catch {
    return undefined
  }
}
