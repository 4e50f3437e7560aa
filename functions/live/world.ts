import type { Ports } from '../../core/ports.ts'
import { ids } from '../adapters/ids.ts'
import { jsonLog } from '../adapters/log.ts'
import { functionName } from './config.ts'

/** Clock, chance, ids and log: what every function has. */
export const world = (): Pick<Ports, 'now' | 'wait' | 'random' | 'ids' | 'log'> => {
  const now = () => new Date().toISOString()
  return {
    now,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    random: Math.random,
    ids: ids(),
    log: jsonLog(functionName(), now),
  }
}
