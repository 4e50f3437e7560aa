import {
  type AudienceRow,
  audienceChange,
  type ConsentEvent,
  epochDigit,
  rowKey,
  rowsOf,
  type Subscriber,
  type Suppression,
} from '../../core/model/subscriber.ts'
import { DAY, plus } from '../../core/model/time.ts'
import type { SaveSubscriber, SetbackEvent, Subscribers } from '../../core/ports.ts'
import { get, getMany, type Item, query } from './dynamo/read.ts'
import { choice, list, maybe, number, oneOf, read, record, shape, text } from './dynamo/shape.ts'
import { check, put, remove, type Step, update } from './dynamo/steps.ts'
import { transact } from './dynamo/write.ts'
import { END, forgetAt, keys, nowSeconds, SEEN_DAYS, secondsOf, shards, type Table } from './table.ts'

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
      pausedUntil: maybe(text),
    }),
  ),
  askedAt: list(text),
  askedBy: maybe(text),
  softBounces: list(shape({ issue: text, at: text })),
  createdAt: text,
  version: number,
})
const isSuppression = shape({ why: oneOf('bounced', 'complained', 'suppressed', 'blocked'), at: text })
const isConsent = shape({ at: text, kind: text, digests: list(record(() => true)) })

export function subscribersIn(table: Table): Subscribers {
  const { addressKey } = table

  /** Price: one read. */
  const getOne = async (id: string) => read<Subscriber>(table, await get(table, keys.subscriber(id)), isSubscriber)

  /** An event is answered once; answered before, the whole transaction does not happen. */
  const seen = (event: SetbackEvent): Record<string, Step | undefined> => ({
    seen: put(
      { ...keys.seen(event.id), expiresAt: secondsOf(plus(table.now(), SEEN_DAYS * DAY)) },
      'attribute_not_exists(#pk) OR #expiresAt <= :now',
      { ':now': nowSeconds(table.now()) },
    ),
    setbacks:
      event.issue && event.counts !== 'none'
        ? update(
            keys.setbacks(event.issue),
            'ADD #counter :one',
            undefined,
            { ':one': 1 },
            { '#counter': event.counts },
          )
        : undefined,
  })

  return {
    get: getOne,

    /** Price: two reads side by side, and one more if somebody has the address. */
    async byAddress(address) {
      const hash = addressKey(address)
      const [holder, stopped] = await Promise.all([get(table, keys.address(hash)), get(table, keys.suppression(hash))])
      const subscriber = typeof holder?.subscriber === 'string' ? await getOne(holder.subscriber) : undefined
      const suppression = read<Suppression>(table, stopped, isSuppression)
      return { ...(subscriber ? { subscriber } : {}), ...(suppression ? { suppression } : {}) }
    },

    /** Price: one transaction of four items, and two more per digest that the reader comes to or leaves. */
    async save(change) {
      const refused = await transact(table, {
        ...(change.event ? seen(change.event) : {}),
        ...personSteps(table, change),
        ...audienceSteps(change),
      })
      if (refused.size === 0) return 'saved'
      return refused.has('seen') ? 'seen' : 'lost'
    },

    /** Price: one transaction of three items at most. */
    async suppress(address, suppression, event) {
      const refused = await transact(table, {
        ...seen(event),
        suppression: put({ ...keys.suppression(addressKey(address)), ...suppression }),
      })
      return refused.size === 0 ? 'saved' : 'seen'
    },

    async recordEvent(event) {
      return (await transact(table, seen(event))).size === 0 ? 'saved' : 'seen'
    },

    /** Price: one read. */
    async consent(id) {
      const { pk } = keys.subscriber(id)
      const items = await query(table, { pk, from: 'CONSENT#', to: `CONSENT#${END}` })
      return items.flatMap((item) => read<ConsentEvent>(table, item, isConsent) ?? [])
    },

    /** By address. Price: a short read of each of the sixteen shards, and one read of a hundred subscribers. */
    async list({ prefix = '' }, { limit, cursor }) {
      const lines = await Promise.all(
        shards.map((shard) =>
          query(table, {
            pk: keys.listedReader(`sub_${shard}`, '').pk,
            from: prefix === '' ? '!' : prefix,
            to: `${prefix}${END}`,
            after: cursor,
            limit: limit + 1,
          }),
        ),
      )
      const merged = lines.flat().sort((a, b) => (a.sk < b.sk ? -1 : 1))
      const shown = merged.slice(0, limit)
      const found = await getMany(
        table,
        shown.map((line) => keys.subscriber(String(line.id))),
      )
      const people = found.flatMap((item) => read<Subscriber>(table, item, isSubscriber) ?? [])
      const items = people.sort((a, b) => (a.address < b.address ? -1 : 1))
      return merged.length > limit ? { items, cursor: shown.at(-1)!.sk } : { items }
    },

    /** Price: one read unit per subscriber. */
    async stillOn(digest, subscribers, now) {
      const items: Item[] = await getMany(
        table,
        subscribers.map((id) => keys.subscriber(id)),
      )
      const people = items.flatMap((item) => read<Subscriber>(table, item, isSubscriber) ?? [])
      const on = people.filter((one) =>
        rowsOf(one).some((row) => row.digest === digest && !(row.pausedUntil && row.pausedUntil > now)),
      )
      return new Set(on.map((one) => one.id))
    },
  }
}

/** The subscriber, their address, their line in the list, what they said. */
function personSteps(
  table: Table,
  { before, after, consent, suppression }: SaveSubscriber,
): Record<string, Step | undefined> {
  const version = (before?.version ?? 0) + 1
  const until = forgetAt(after)
  const expiry = until ? { expiresAt: secondsOf(until) } : {}
  const asKnown = { ':id': after.id, ':now': nowSeconds(table.now()), ':version': before?.version }
  const hash = table.addressKey(after.address)
  const moved = before !== undefined && before.address !== after.address
  // An address that gets no mail never comes into an audience by somebody who did not know that (STD-56).
  const arrives = rowsOf(before).length === 0 && rowsOf(after).length > 0
  const suppressed = keys.suppression(hash)
  return {
    profile: put(
      { ...keys.subscriber(after.id), ...after, version, ...expiry },
      before ? '#version = :version' : 'attribute_not_exists(#pk) OR #expiresAt <= :now',
      asKnown,
    ),
    address: put(
      { ...keys.address(hash), subscriber: after.id, ...expiry },
      'attribute_not_exists(#pk) OR #subscriber = :id OR #expiresAt <= :now',
      asKnown,
    ),
    line: put({ ...keys.listedReader(after.id, after.address), id: after.id, ...expiry }),
    oldAddress: moved ? remove(keys.address(table.addressKey(before.address))) : undefined,
    oldLine: moved ? remove(keys.listedReader(before.id, before.address)) : undefined,
    consent: consent ? put({ ...keys.consent(after.id, consent.at, version), ...consent }) : undefined,
    suppression: suppression
      ? put({ ...suppressed, ...suppression })
      : suppression === null
        ? remove(suppressed)
        : arrives
          ? check(suppressed, 'attribute_not_exists(#pk)')
          : undefined,
  }
}

/** The audience as it follows from the subscriber, and the epochs that a leaving raises. */
function audienceSteps({ before, after }: SaveSubscriber): Record<string, readonly Step[]> {
  const { put: come, delete: gone, epochs } = audienceChange(before, after)
  const keyOf = (row: AudienceRow) => keys.reader(row.digest, rowKey(row))
  return {
    come: come.map(({ address, topics, locale, pausedUntil, ...row }) =>
      put({
        ...keyOf({ address, topics, locale, ...row }),
        address,
        topics,
        locale,
        ...(pausedUntil ? { pausedUntil } : {}),
      }),
    ),
    gone: gone.map((row) => remove(keyOf(row))),
    epochs: epochs.map((digest) =>
      update(keys.epoch(digest), 'ADD #digit :one', undefined, { ':one': 1 }, { '#digit': `e${epochDigit(after.id)}` }),
    ),
  }
}
