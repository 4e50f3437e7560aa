import { notKnown, type Outcome, risesOf, sumOf } from '../../../core/model/outcome.ts'
import type { Outcomes } from '../../../core/ports.ts'
import { frozen } from '../frozen.ts'
import type { Shelf } from './shelf.ts'

export const outcomesIn = ({ outcomes, tallies }: Shelf): Outcomes => {
  const knownOf = (issue: string, subscriber: string): Outcome | undefined => outcomes.get(`${issue}/${subscriber}`)
  return {
    async tell(issue, news) {
      const known = news.filter((one) => {
        const fresh = notKnown(one, knownOf(issue, one.subscriber))
        return !fresh || Object.keys(fresh.outcome).length < Object.keys(one.outcome).length
      })
      if (known.length > 0) return known.map(({ subscriber }) => subscriber)
      for (const { subscriber, outcome } of news)
        outcomes.set(`${issue}/${subscriber}`, frozen({ ...knownOf(issue, subscriber), ...outcome }))
      tallies.set(issue, frozen(sumOf([tallies.get(issue) ?? {}, risesOf(news)])))
      return []
    },
    async of(issue, subscriber) {
      return knownOf(issue, subscriber)
    },
    async ofMany(issue, subscribers) {
      return new Map(subscribers.flatMap((one) => (knownOf(issue, one) ? [[one, knownOf(issue, one)!] as const] : [])))
    },
    async tally(issue) {
      return frozen(tallies.get(issue) ?? {})
    },
  }
}
