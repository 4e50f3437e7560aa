import { inWords, readConfiguration } from '../core/model/configuration.ts'
import { deploySettings } from '../functions/live/configuration.ts'

/** Where the stage is: asked before AWS is. If it is wrong, so may more be: all of it is said. The rest is looked at in stage.ts. */
export function regionFor(environment: Readonly<Record<string, string | undefined>>): string {
  const { values, wrong } = readConfiguration(deploySettings, (name) => environment[name])
  if (wrong.some(({ name }) => name === 'REGION')) throw new Error(inWords(wrong))
  return values.REGION
}
