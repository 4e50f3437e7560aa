import type { Calendars } from '../../../core/ports.ts'
import { frozen } from '../frozen.ts'
import { byText, type Shelf } from './shelf.ts'

export const calendarsIn = ({ calendars }: Shelf): Calendars => ({
  async all() {
    return [...calendars.values()].sort((a, b) => byText(a.id, b.id))
  },
  async get(id) {
    return calendars.get(id)
  },
  async save(before, after) {
    if (calendars.get(after.id)?.version !== before?.version) return 'lost'
    calendars.set(after.id, frozen({ ...after, version: (before?.version ?? 0) + 1 }))
    return 'saved'
  },
  async remove({ id, version }) {
    if (calendars.get(id)?.version === version) calendars.delete(id)
  },
})
