import { retention } from '../../../core/model/retention.ts'
import { type Instant, plus } from '../../../core/model/time.ts'
import type { RepeatName, Repeats } from '../../../core/ports.ts'
import { isExpired, secondsOf } from '../../../functions/adapters/table.ts'
import type { Shelf } from './shelf.ts'

export function repeatsIn({ repeats }: Shelf, now: () => Instant): Repeats {
  const key = ({ caller, name }: RepeatName) => `${caller}|${name}`
  return {
    async claim(name, begun, instead) {
      const known = repeats.get(key(name))
      const isFree = !known || isExpired(secondsOf(plus(known.begunAt, retention.repeats)), now())
      if (known && !isFree && known.begunAt !== instead?.begunAt) return known
      repeats.set(key(name), begun)
      return 'claimed'
    },
    async settle(name, begun, outcome) {
      if (repeats.get(key(name))?.begunAt !== begun.begunAt) return
      if (outcome === undefined) repeats.delete(key(name))
      else repeats.set(key(name), { ...begun, outcome })
    },
  }
}
