import { decideFence, installationsOf, type Place } from '../../../core/model/fence.ts'
import type { Fence } from '../../../core/ports.ts'
import { frozen } from '../frozen.ts'
import type { Shelf } from './shelf.ts'

export function fenceIn({ fence }: Shelf, place: Place): Fence {
  const kept = () => fence.get('fence')
  const record = (id: string, former: readonly string[] = []) =>
    void fence.set('fence', frozen({ id, former, ...place }))
  const installations = () => {
    const known = kept()
    return known && known !== 'unreadable' ? installationsOf(known) : []
  }
  const check: Fence['check'] = async () => {
    if (!kept()) record('memory')
    return decideFence(kept()!, place)
  }
  return {
    table: place.table,
    check,
    async installations() {
      return installations()
    },
    async arm() {
      const known = kept()
      if (known && decideFence(known, place).kind === 'closed')
        record(`${known === 'unreadable' ? 'memory' : known.id}-`, installations())
      return check()
    },
  }
}
