import type { Ports } from '../../core/ports.ts'
import { ids } from '../adapters/ids.ts'
import { jsonLog } from '../adapters/log.ts'
import { configure, setting } from './config.ts'
import type { FunctionName } from './configuration.ts'
import { currentRequest } from './request.ts'

/** Clock, chance, ids and log: what every function has. The first that it asks for: what it is configured with is read here. */
export const world = (name: FunctionName): Pick<Ports, 'now' | 'wait' | 'random' | 'ids' | 'log'> => {
  const now = () => new Date().toISOString()
  try {
    configure(name)
  } catch (error) {
    // In the form of all lines, so that who is woken finds it; whatever calls it then says no more than that it has ended.
    jsonLog({ name, now }).error('function.misconfigured', error)
    throw error
  }
  return {
    now,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    random: Math.random,
    ids: ids(),
    log: jsonLog({
      name: setting('TIDINGS_FUNCTION') ?? setting('AWS_LAMBDA_FUNCTION_NAME') ?? name,
      now,
      about: currentRequest,
    }),
  }
}
