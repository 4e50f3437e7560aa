import { retention } from '../../core/model/retention.ts'
import type { ForeignEvents, Unreadable } from '../../core/model/stray.ts'
import { plus } from '../../core/model/time.ts'
import type { Strays } from '../../core/ports.ts'
import { get, query } from './dynamo/read.ts'
import { number, read, shape, text } from './dynamo/shape.ts'
import { put, update } from './dynamo/steps.ts'
import { write } from './dynamo/write.ts'
import { END, isExpired, keys, secondsOf, type Table } from './table.ts'

const isForeign = shape({ count: number, since: text, last: text })
const isUnreadable = shape({ id: text, type: text, missing: text, shape: text, at: text })

export const straysIn = (table: Table): Strays => ({
  /** Price: one write. */
  async count(events, at) {
    await write(
      table,
      update(keys.foreign, 'ADD #count :events SET #since = if_not_exists(#since, :at), #last = :at', undefined, {
        ':events': events,
        ':at': at,
      }),
    )
  },

  /** Price: one read. */
  async counted() {
    return read<ForeignEvents>(table, await get(table, keys.foreign), isForeign)
  },

  /** Price: one write; a repeat writes the same once more. */
  async keep(event) {
    await write(
      table,
      put({ ...keys.unreadable(event.id), ...event, expiresAt: secondsOf(plus(event.at, retention.events)) }),
    )
  },

  /** Price: one read. */
  async unreadable(limit) {
    const { pk, sk } = keys.unreadable('')
    const items = await query(table, { pk, from: sk, to: `${sk}${END}` })
    return items
      .filter(({ expiresAt }) => !isExpired(expiresAt, table.now()))
      .flatMap((item) => read<Unreadable>(table, item, isUnreadable) ?? [])
      .toSorted((a, b) => (a.at < b.at ? 1 : -1))
      .slice(0, limit)
  },
})
