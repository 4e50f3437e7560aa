import type { Ports } from '../../core/ports.ts'
import { zones } from '../adapters/zones.ts'

export { formerZones } from '../adapters/zones.ts'

/** What clocks show: for those that speak of times, or keep them. Which rules these are, the log says at each start. */
export function zoned({ log }: Pick<Ports, 'log'>): Pick<Ports, 'zones'> {
  const { release: rules, origin, released } = zones
  log('zones.loaded', { rules, origin, ...(released ? { released } : {}) })
  return { zones }
}
