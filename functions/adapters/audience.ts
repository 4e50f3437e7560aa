import { cameBy } from '../../core/model/came.ts'
import type { AudienceRow, SubscriberId } from '../../core/model/subscriber.ts'
import type { Audience } from '../../core/ports.ts'
import { get, type Item, query } from './dynamo/read.ts'
import { choice, quarantine } from './dynamo/shape.ts'
import { afterLast, END, keys, type Table } from './table.ts'

export const audienceIn = (table: Table): Audience => ({
  /** Price: one read. */
  async epoch(digest) {
    const item = await get(table, keys.epoch(digest))
    const numbers = Object.entries(item ?? {}).filter(([name]) => /^e[0-9a-f]$/.test(name))
    return Object.fromEntries(numbers.map(([name, value]) => [name.slice(1), Number(value)]))
  },

  /** Price: a read unit per some fifty zones. */
  async zones(digest, edition) {
    const { pk, sk } = keys.zone(digest, edition, '')
    const items = await query(table, { pk, from: sk, to: `${sk}${END}` })
    return items.filter(({ readers }) => Number(readers) > 0).map((item) => item.sk.slice(sk.length))
  },

  /** Price: a read unit per some 25 rows. The range begins with the edition, so the epoch beside the rows is never in it. */
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
