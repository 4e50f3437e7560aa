import type { Zones } from '../../core/model/zones.ts'
import data from './zones/data.json' with { type: 'json' }
import { zonesFrom } from './zones/packed.ts'
import { newestOf, runtimeZones } from './zones/runtime.ts'

/** The rules that lie in the bundle: `npm run zones` makes them of the package's, and a test holds them to it. */
export const ourZones: Zones = zonesFrom(data)

/** The rules that hold here: ours, or the runtime's where they are newer. A clock is unpacked when it is first asked about. */
export const zones: Zones = newestOf(ourZones, process.versions.tz)

/** What plans were made by before there were rules of our own: what the runtime has. */
export const formerZones = (): Zones => runtimeZones(ourZones, process.versions.tz ?? 'none')
