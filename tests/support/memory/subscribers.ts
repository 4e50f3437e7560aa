import type { Delivery } from '../../../core/model/hook.ts'
import { isPaused } from '../../../core/model/pause.ts'
import { retention } from '../../../core/model/retention.ts'
import { noSetbacks } from '../../../core/model/setback.ts'
import {
  type AudienceRow,
  audienceChange,
  epochDigit,
  growthOf,
  rowKey,
  rowsOf,
  type Subscriber,
} from '../../../core/model/subscriber.ts'
import { type Instant, plus } from '../../../core/model/time.ts'
import type { Audience, SaveSubscriber, SetbackEvent, Subscribers } from '../../../core/ports.ts'
import { forgetAt, isExpired, secondsOf } from '../../../functions/adapters/table.ts'
import { frozen } from '../frozen.ts'
import { byText, grow, pageOf, type Shelf } from './shelf.ts'

export function subscribersIn(shelf: Shelf, now: () => Instant): Subscribers {
  const get = (id: string | undefined): Subscriber | undefined => {
    const found = id === undefined ? undefined : shelf.subscribers.get(id)
    const until = found && forgetAt(found)
    return until && isExpired(secondsOf(until), now()) ? undefined : found
  }
  const readersOf = (digest: string) => {
    const readers = shelf.audience.get(digest) ?? { rows: new Map<string, AudienceRow>() }
    delete readers.order
    shelf.audience.set(digest, readers)
    return readers
  }
  const moveRows = (before: Subscriber | undefined, after: Subscriber) => {
    const change = audienceChange(before, after)
    for (const row of change.delete) readersOf(row.digest).rows.delete(rowKey(row))
    for (const row of change.put) readersOf(row.digest).rows.set(rowKey(row), frozen(row))
    for (const digest of change.epochs) {
      const epoch = shelf.epochs.get(digest) ?? {}
      const digit = epochDigit(after.id)
      shelf.epochs.set(digest, { ...epoch, [digit]: (epoch[digit] ?? 0) + 1 })
    }
  }
  const isAsRead = ({ digest, edition, zone, cut, progress }: NonNullable<SaveSubscriber['leaves']>) => {
    if (shelf.cuts.get(`${digest}/${edition}/${zone}`)?.lastSlotIssue !== cut.lastSlotIssue) return false
    const now = cut.lastSlotIssue && shelf.progress.get(cut.lastSlotIssue)
    if (!progress || !now) return true
    return now.cursor === progress.cursor && now.after === progress.after && now.ended === progress.ended
  }
  const count = (before: Subscriber | undefined, after: Subscriber, at: Instant) => {
    const { joined, left } = growthOf(before, after)
    for (const digest of joined) grow(shelf.growth, digest, at, { joined: 1, left: 0 })
    for (const digest of left) grow(shelf.growth, digest, at, { joined: 0, left: 1 })
  }
  const isSeen = (event: SetbackEvent | undefined) => {
    const until = event && shelf.seen.get(event.id)
    return until !== undefined && !isExpired(secondsOf(until), now())
  }
  const record = (event: SetbackEvent | undefined) => {
    if (!event) return
    shelf.seen.set(event.id, plus(now(), retention.events))
    if (event.issue && event.mail) {
      const { subscriber, sign, at, note } = event.mail
      const key = `${event.issue}/${subscriber}`
      shelf.outcomes.set(key, frozen({ [sign]: { at, note }, ...shelf.outcomes.get(key) }))
    }
    if (event.counts.length === 0 || !event.issue) return
    const counted = { ...(shelf.setbacks.get(event.issue) ?? noSetbacks) }
    const raised = event.counts.map((name) => [name, counted[name] + 1])
    shelf.setbacks.set(event.issue, frozen({ ...counted, ...Object.fromEntries(raised) }))
  }
  const leaveThrough = (subscriber: string, { issue, at, by }: NonNullable<SaveSubscriber['through']>) => {
    const key = `${issue}/${subscriber}`
    const { left, ...others } = shelf.outcomes.get(key) ?? {}
    shelf.outcomes.set(key, frozen(by > 0 ? { ...others, left: left ?? { at } } : others))
    const tally = shelf.tallies.get(issue)
    shelf.tallies.set(issue, frozen({ ...tally, left: (tally?.left ?? 0) + by }))
  }
  const putDown = (tell: readonly Delivery[]) => {
    for (const one of tell) shelf.deliveries.set(`${one.hook}/${one.id}`, frozen(one))
  }
  return {
    async get(id) {
      return get(id)
    },
    async byAddress(address) {
      const subscriber = get(shelf.addresses.get(address))
      const suppression = shelf.suppressions.get(address)
      return { ...(subscriber ? { subscriber } : {}), ...(suppression ? { suppression } : {}) }
    },
    async save({ before, after, consent, isCountedApart, suppression, event, leaves, through, tell = [] }) {
      if (isSeen(event)) return 'seen'
      if (leaves && !isAsRead(leaves)) return 'lost'
      const standing = get(after.id)
      if (standing?.version !== before?.version) return 'lost'
      const owner = get(shelf.addresses.get(after.address))
      if (owner && owner.id !== after.id) return 'lost'
      // An address that gets no mail never comes into an audience by somebody who did not know that (STD-56).
      const arrives = rowsOf(after).length > 0 && (rowsOf(before).length === 0 || before?.address !== after.address)
      if (arrives && suppression === undefined && shelf.suppressions.has(after.address)) return 'lost'

      const saved = frozen({ ...after, version: (before?.version ?? 0) + 1 })
      if (before && before.address !== after.address) shelf.addresses.delete(before.address)
      shelf.subscribers.set(after.id, saved)
      putDown(tell)
      shelf.addresses.set(after.address, after.id)
      if (suppression) shelf.suppressions.set(after.address, frozen(suppression))
      if (suppression === null) shelf.suppressions.delete(after.address)
      const history = before ? (shelf.consent.get(after.id) ?? []) : []
      shelf.consent.set(after.id, consent ? [...history, frozen(consent)] : history)

      if (consent?.kind === 'asked' || consent?.kind === 'confirmed') {
        for (const { digest } of consent.digests) {
          const key = `${digest}/${consent.at.slice(0, 7)}`
          const known = shelf.funnel.get(key) ?? { asked: 0, confirmed: 0 }
          shelf.funnel.set(key, frozen({ ...known, [consent.kind]: known[consent.kind] + 1 }))
        }
      }
      moveRows(before, after)
      if (!isCountedApart) count(before, after, consent?.at ?? now())
      record(event)
      if (through) leaveThrough(after.id, through)
      return 'saved'
    },
    async erase(subscriber, suppression, tell = []) {
      if (get(subscriber.id)?.version !== subscriber.version) return 'lost'
      putDown(tell)
      shelf.subscribers.delete(subscriber.id)
      shelf.addresses.delete(subscriber.address)
      shelf.suppressions.set(subscriber.address, frozen(suppression))
      shelf.consent.delete(subscriber.id)
      moveRows(subscriber, { ...subscriber, subscriptions: [] })
      count(subscriber, { ...subscriber, subscriptions: [] }, now())
      return 'saved'
    },
    async suppress(address, suppression, event) {
      if (isSeen(event)) return 'seen'
      shelf.suppressions.set(address, frozen(suppression))
      record(event)
      return 'saved'
    },
    async recordEvent(event) {
      if (isSeen(event)) return 'seen'
      record(event)
      return 'saved'
    },
    async consent(id) {
      return get(id) ? [...(shelf.consent.get(id) ?? [])].sort((a, b) => byText(a.at, b.at)) : []
    },
    async list({ prefix = '' }, page) {
      const all = [...shelf.subscribers.values()]
        .filter((one) => get(one.id) && one.address.startsWith(prefix))
        .sort((a, b) => byText(a.address, b.address))
      return pageOf(all, (one) => one.address, page)
    },
    async addresses(subscribers) {
      return new Map(subscribers.flatMap((id) => (get(id) ? [[id, get(id)!.address] as const] : [])))
    },
    async stillOn(digest, subscribers, zones, at) {
      return new Set(
        subscribers.filter((id) =>
          get(id)?.subscriptions.some(
            (one) => one.digest === digest && one.status === 'active' && !isPaused(zones, one.pausedUntil, at),
          ),
        ),
      )
    },
  }
}

/** `ended` is said as the table says it: not before a page comes back short. */
export const audienceIn = ({ audience, epochs }: Shelf): Audience => ({
  async epoch(digest) {
    return frozen({ ...epochs.get(digest) })
  },
  async zones(digest, edition) {
    const rows = [...(audience.get(digest)?.rows.values() ?? [])]
    return [...new Set(rows.filter((row) => row.edition === edition && row.zone !== '-').map((row) => row.zone))]
  },
  async page(digest, edition, zone, after, limit) {
    const readers = audience.get(digest)
    if (!readers) return { rows: [], last: undefined, ended: true }
    readers.order ??= [...readers.rows.keys()].sort(byText)
    const prefix = `${edition}#${zone}#`
    const from = firstAfter(readers.order, after ?? prefix)
    const keys = readers.order.slice(from, from + limit).filter((key) => key.startsWith(prefix))
    return { rows: keys.map((key) => readers.rows.get(key)!), last: keys.at(-1), ended: keys.length < limit }
  },
})

function firstAfter(order: readonly string[], key: string): number {
  let [low, high] = [0, order.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (order[middle]! > key) high = middle
    else low = middle + 1
  }
  return low
}
