import { type Bucket, type Count, carried, rules, windowsAt } from '../../../core/model/limits.ts'
import type { Instant } from '../../../core/model/time.ts'
import type { Limits } from '../../../core/ports.ts'
import { isExpired, secondsOf } from '../../../functions/adapters/table.ts'
import type { Shelf } from './shelf.ts'

export function limitsIn({ limits, proofs }: Shelf, now: () => Instant): Limits {
  const at = (bucket: Bucket) => {
    const { window, before, share } = windowsAt(bucket.rule, now())
    const name = (start: string) => `${bucket.rule}|${bucket.subject}|${start}`
    const [last, current] = [limits.get(name(before)), limits.get(name(window)) ?? { n: 0 }]
    return { name: name(window), current, last, earlier: carried(last?.n ?? 0, share) }
  }
  const count = (bucket: Bucket): Count => {
    const { name, current, last, earlier } = at(bucket)
    const isOther = [current.who, last?.who].some((who) => who !== undefined && who !== bucket.only)
    if (isOther || current.n >= rules[bucket.rule].hard - earlier) return 'full'
    limits.set(name, { n: current.n + 1, who: bucket.only })
    return current.n + 1 + earlier
  }
  return {
    async take(groups) {
      const counts: Count[] = []
      for (const group of groups) {
        const isFull = counts.includes('full')
        counts.push(...group.map((bucket) => (isFull ? 'full' : count(bucket))))
      }
      return counts
    },
    async level(bucket) {
      const { current, earlier } = at(bucket)
      return current.n + earlier
    },
    async spend({ nonce, expiresAt }, { what, letter }) {
      const spent = proofs.get(nonce)
      if (spent && !isExpired(secondsOf(spent.expiresAt), now())) return spent.what === what ? spent.letter : 'refused'
      proofs.set(nonce, { what, letter, expiresAt })
      return letter
    },
  }
}
