import type { Turns } from '../../../core/ports.ts'
import type { Shelf } from './shelf.ts'

export const turnsIn = ({ turns }: Shelf): Turns => ({
  async take(last, at) {
    const taken = turns.get('last') === last
    if (taken) turns.set('last', at)
    return { taken, last: turns.get('last') }
  },
})
