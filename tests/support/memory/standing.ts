import { type Lift, noStanding } from '../../../core/model/account.ts'
import { retention } from '../../../core/model/retention.ts'
import { type Instant, plus } from '../../../core/model/time.ts'
import type { StandingStore } from '../../../core/ports.ts'
import { isExpired, secondsOf } from '../../../functions/adapters/table.ts'
import { frozen } from '../frozen.ts'
import { byText, type Shelf } from './shelf.ts'

export function standingIn({ standing, lifts, lookAsked }: Shelf, now: () => Instant): StandingStore {
  const isThere = (lift: Lift | undefined): lift is Lift =>
    lift !== undefined && !isExpired(secondsOf(plus(lift.at, retention.lifts)), now())
  const get = () => standing.get('now') ?? noStanding
  return {
    async get() {
      return get()
    },
    async open() {
      const askedAt = lookAsked.get('at')
      return {
        standing: get(),
        lifts: [...lifts.values()].filter(isThere).sort((a, b) => byText(a.nextAt, b.nextAt)),
        ...(askedAt ? { askedAt } : {}),
      }
    },
    async put(before, after) {
      if (get().version !== before.version) return 'lost'
      standing.set('now', frozen({ ...after, version: before.version + 1 }))
      return 'saved'
    },
    async ask(at) {
      lookAsked.set('at', at)
    },
    async wish(lift) {
      lifts.set(lift.subscriber, frozen(lift))
    },
    async lift(subscriber) {
      const lift = lifts.get(subscriber)
      return isThere(lift) ? lift : undefined
    },
    async settle(lift, after) {
      if (lifts.get(lift.subscriber)?.at !== lift.at) return
      if (after) lifts.set(lift.subscriber, frozen(after))
      else lifts.delete(lift.subscriber)
    },
  }
}
