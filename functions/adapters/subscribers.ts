import { isPaused } from '../../core/model/pause.ts'
import type { ConsentEvent, Subscriber, SubscriberId, Suppression } from '../../core/model/subscriber.ts'
import type { Subscribers } from '../../core/ports.ts'
import { get, getMany, type Item, query } from './dynamo/read.ts'
import { choice, list, maybe, number, oneOf, read, record, shape, text } from './dynamo/shape.ts'
import { remove } from './dynamo/steps.ts'
import { transact, write } from './dynamo/write.ts'
import { erasingSteps, eventSteps, MOST_ERASED, savingSteps, suppressing } from './subscribers/save.ts'
import { afterLast, END, type Key, keys, shards, type Table } from './table.ts'

const isSubscriber = shape({
  id: text,
  address: text,
  status: oneOf('pending', 'active', 'unsubscribed', 'bounced', 'complained'),
  locale: text,
  zone: text,
  subscriptions: list(
    shape({
      digest: text,
      edition: text,
      zone: text,
      topics: choice,
      status: oneOf('pending', 'active', 'left'),
      since: text,
      came: maybe(oneOf('confirmed', 'listed', 'added')),
      pausedUntil: maybe(text),
      undoUntil: maybe(text),
    }),
  ),
  askedAt: list(text),
  told: maybe(record(shape({ at: text, by: text }))),
  movingTo: maybe(shape({ address: text, by: text })),
  formerly: maybe(list(shape({ address: text, until: text }))),
  movedFrom: maybe(shape({ address: text, by: text, through: text, until: text })),
  softBounces: list(shape({ issue: text, at: text, openedAt: maybe(text) })),
  createdAt: text,
  version: number,
})
const isSuppression = shape({ why: oneOf('bounced', 'complained', 'suppressed', 'erased', 'blocked'), at: text })
const isConsent = shape({ at: text, kind: text, digests: list(record(() => true)) })

export function subscribersIn(table: Table): Subscribers {
  const subscriberIn = (item: Item | undefined) => read<Subscriber>(table, item, isSubscriber)

  /** Price: one read. */
  const subscriberOf = async (id: string) => subscriberIn(await get(table, keys.subscriber(id)))

  /** Price: one read. */
  function historyOf(id: string): Promise<Item[]> {
    const { pk } = keys.subscriber(id)
    return query(table, { pk, from: 'CONSENT#', to: `CONSENT#${END}` })
  }

  /**
   * The lines of all shards in one order, up to `limit`: their share of each, and more of a shard only where it runs out
   * before the page is full. Price: 16 reads and a few.
   */
  async function linesOf(prefix: string, after: string | undefined, limit: number): Promise<Item[]> {
    const share = Math.ceil((1.5 * limit) / shards.length) + 1
    const read = (shard: string, from: string | undefined) => {
      const { pk } = keys.listedReader(`sub_${shard}`, '')
      return query(table, { pk, from: prefix || '!', to: `${prefix}${END}`, after: from, limit: share })
    }
    // An address on the cursor stands in one shard only: the others go on from where it would stand.
    const heads = await Promise.all(
      shards.map(async (shard) => {
        const lines = await read(shard, after)
        return { shard, lines, ended: lines.length < share }
      }),
    )
    const merged: Item[] = []
    while (merged.length < limit) {
      for (const head of heads.filter(({ lines, ended }) => lines.length === 0 && !ended)) {
        head.lines = await read(head.shard, merged.findLast(({ pk }) => pk.endsWith(`#${head.shard}`))?.sk)
        head.ended = head.lines.length < share
      }
      const next = heads
        .filter(({ lines }) => lines.length > 0)
        .reduce<(typeof heads)[number] | undefined>((a, b) => (a && a.lines[0]!.sk < b.lines[0]!.sk ? a : b), undefined)
      if (!next) break
      merged.push(next.lines.shift()!)
    }
    return merged
  }

  return {
    get: subscriberOf,

    /** Price: two reads. */
    async byAddress(address) {
      const { pk, sk } = keys.address(table.addressKey(address))
      const items = await query(table, { pk, from: sk, to: END })
      const pointer = items.find((item) => item.sk === sk)
      const found = typeof pointer?.subscriber === 'string' ? await subscriberOf(pointer.subscriber) : undefined
      const subscriber = found?.address === address ? found : undefined
      const suppressed = items.find((item) => item.sk !== sk)
      const suppression = read<Suppression>(table, suppressed, isSuppression)
      // Not knowing why an address gets no mail is no reason to write to it.
      if (suppressed && !suppression) throw new Error('a suppression cannot be read')
      return { ...(subscriber ? { subscriber } : {}), ...(suppression ? { suppression } : {}) }
    },

    /** Price: one transaction of four items and two a digest; one read more while the reader has not confirmed yet. */
    async save(change) {
      const history = change.before?.status === 'pending' ? await historyOf(change.after.id) : []
      const refused = await transact(table, savingSteps(table, change, history))
      if (refused.size === 0) return 'saved'
      return refused.has('seen') ? 'seen' : 'lost'
    },

    /** Price: one transaction of two or three items. */
    async suppress(address, suppression, event) {
      const refused = await transact(table, {
        ...eventSteps(table, event),
        suppression: suppressing(table, address, suppression),
      })
      return refused.size === 0 ? 'saved' : 'seen'
    },

    /** Price: one read, one transaction of five items and four a digest, with up to 15 of their history; a write for each line of history beyond. */
    async erase(subscriber, suppression, tell) {
      const history = await historyOf(subscriber.id)
      const refused = await transact(table, erasingSteps(table, subscriber, suppression, history, tell))
      if (refused.size > 0) return 'lost'
      for (const { pk, sk } of history.slice(MOST_ERASED)) await write(table, remove({ pk, sk }))
      return 'saved'
    },

    /** Price: one transaction of one or two items. */
    async recordEvent(event) {
      const refused = await transact(table, eventSteps(table, event))
      return refused.size === 0 ? 'saved' : 'seen'
    },

    async consent(id) {
      return (await historyOf(id)).flatMap((item) => read<ConsentEvent>(table, item, isConsent) ?? [])
    },

    /** Price: 16 reads and a few, and one a subscriber. */
    async list({ prefix = '' }, { limit, cursor }) {
      const lines = await linesOf(prefix, cursor, limit + 1)
      const shown = lines.slice(0, limit)
      const profiles = await getMany(
        table,
        shown.flatMap(({ id }) => (typeof id === 'string' ? [keys.subscriber(id)] : [])),
      )
      const items = profiles
        .flatMap((item) => subscriberIn(item) ?? [])
        .sort((a, b) => (a.address < b.address ? -1 : 1))
      return lines.length > limit ? { items, cursor: shown.at(-1)!.sk } : { items }
    },

    /** Price: one read a subscriber. */
    async addresses(subscribers) {
      const items = await getMany(
        table,
        subscribers.map((id) => keys.subscriber(id)),
      )
      const found = items.flatMap((item) => subscriberIn(item) ?? [])
      return new Map(found.map(({ id, address }) => [id as string, address]))
    },

    /** Paused until later is off, too: nobody gets by a retry what they would not get by a claim. Price: one read a subscriber. */
    async stillOn(digest, subscribers, zones, now) {
      const items = await getMany(
        table,
        subscribers.map((id): Key => keys.subscription(id, digest)),
      )
      const isOn = ({ status, pausedUntil }: Item) =>
        status === 'active' && !(typeof pausedUntil === 'string' && isPaused(zones, pausedUntil, now))
      return new Set(items.filter(isOn).map(({ pk }) => afterLast(pk) as SubscriberId))
    },
  }
}
