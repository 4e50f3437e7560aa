import { cameBy } from '../../core/model/came.ts'
import type { AudienceRow, SubscriberId } from '../../core/model/subscriber.ts'
import type { Audience } from '../../core/ports.ts'
import { type Item, query } from './dynamo/read.ts'
import { choice, quarantine } from './dynamo/shape.ts'
import { afterLast, END, keys, type Table } from './table.ts'

export const audienceIn = (table: Table): Audience => ({
  /** Sixteen items, read before any row is: each for itself, since each guards the readers of its own digit. Price: one read unit. */
  async epoch(digest) {
    const { pk, sk } = keys.epoch(digest, '')
    const items = await query(table, { pk, from: sk, to: `${sk}${END}` })
    return Object.fromEntries(items.map((item) => [afterLast(item.sk), Number(item.n)]))
  },

  /** Price: a read unit per some fifty zones. */
  async zones(digest, edition) {
    const { pk, sk } = keys.zone(digest, edition, '')
    const items = await query(table, { pk, from: sk, to: `${sk}${END}` })
    return items.filter(({ readers }) => Number(readers) > 0).map((item) => item.sk.slice(sk.length))
  },

  /** Price: a read unit per some 25 rows. The range begins with the edition, so the epochs beside the rows are never in it. */
  async page(digest, edition, zone, after, limit) {
    const prefix = `${edition}#${zone}#`
    const { pk } = keys.reader(digest, '')
    const items = await query(table, { pk, from: prefix, to: `${prefix}${END}`, after, limit })
    return {
      rows: items.flatMap((item) => rowIn(table, item, digest, edition, zone) ?? []),
      last: items.at(-1)?.sk,
      ended: items.length < limit,
    }
  },
})

/** What the key says is not said again in the row: rows are read by the hundred thousand. */
function rowIn(table: Table, item: Item, digest: string, edition: string, zone: string): AudienceRow | undefined {
  const { sk, address, topics, locale, pausedUntil, servedTo, came } = item
  if (
    typeof address !== 'string' ||
    typeof locale !== 'string' ||
    !choice(topics) ||
    (pausedUntil !== undefined && typeof pausedUntil !== 'string') ||
    (servedTo !== undefined && typeof servedTo !== 'string')
  ) {
    quarantine(table, item)
    return undefined
  }
  const how = cameBy(came)
  return {
    digest,
    edition,
    zone,
    subscriber: afterLast(sk) as SubscriberId,
    address,
    topics: topics as AudienceRow['topics'],
    locale,
    ...(pausedUntil === undefined ? {} : { pausedUntil }),
    ...(servedTo === undefined ? {} : { servedTo }),
    ...(how === undefined ? {} : { came: how }),
  }
}
