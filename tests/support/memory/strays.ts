import { retention } from '../../../core/model/retention.ts'
import { type Instant, plus } from '../../../core/model/time.ts'
import type { Strays } from '../../../core/ports.ts'
import { frozen } from '../frozen.ts'
import type { Shelf } from './shelf.ts'

export const straysIn = ({ foreign, unreadable }: Shelf, now: () => Instant): Strays => ({
  async count(events, at) {
    const known = foreign.get('events')
    foreign.set('events', frozen({ count: (known?.count ?? 0) + events, since: known?.since ?? at, last: at }))
  },
  async counted() {
    return foreign.get('events')
  },
  async keep(event) {
    unreadable.set(event.id, frozen(event))
  },
  async unreadable(limit) {
    return [...unreadable.values()]
      .filter(({ at }) => plus(at, retention.events) > now())
      .sort((a, b) => (a.at < b.at ? 1 : -1))
      .slice(0, limit)
  },
})
