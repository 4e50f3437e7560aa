import type { Zones } from '../../../core/model/zones.ts'
import type { PlannedBy } from '../../../core/ports.ts'
import { frozen } from '../frozen.ts'
import type { Shelf } from './shelf.ts'

export const rulesIn = ({ walk, rules }: Shelf, former: () => Zones): PlannedBy => ({
  async walk() {
    return walk.get('now')
  },
  async walked(before, after) {
    if ((walk.get('now')?.version ?? 0) !== (before?.version ?? 0)) return 'lost'
    walk.set('now', frozen({ ...after, version: (before?.version ?? 0) + 1 }))
    return 'saved'
  },
  async keep(zones) {
    if (!rules.has(zones.release)) rules.set(zones.release, zones)
  },
  async of(release) {
    return release === undefined ? former() : rules.get(release)
  },
})
