import type { Calendar } from '../../core/model/holidays.ts'
import type { Calendars } from '../../core/ports.ts'
import { get, query } from './dynamo/read.ts'
import { list, maybe, number, oneOf, read, shape, text } from './dynamo/shape.ts'
import { put, remove } from './dynamo/steps.ts'
import { write } from './dynamo/write.ts'
import { END, keys, type Table } from './table.ts'

const isCalendar = shape({
  id: text,
  url: text,
  name: text,
  days: list(shape({ day: text, name: text })),
  until: maybe(text),
  etag: maybe(text),
  lastModified: maybe(text),
  bytes: maybe(text),
  readAt: maybe(text),
  lookAt: text,
  readingSince: maybe(text),
  owed: maybe(oneOf(true)),
  unusedSince: maybe(text),
  failures: number,
  lastError: maybe(text),
  version: number,
})

export const calendarsIn = (table: Table): Calendars => ({
  /** Price: a read unit per some two calendars. */
  async all() {
    const items = await query(table, { pk: keys.calendar('').pk, from: '!', to: END })
    return items.flatMap((item) => read<Calendar>(table, item, isCalendar) ?? [])
  },

  /** Price: one read. */
  async get(id) {
    return read<Calendar>(table, await get(table, keys.calendar(id)), isCalendar)
  },

  /** Price: a write of some 2 KB. */
  async save(before, after) {
    const item = { ...keys.calendar(after.id), ...after, version: (before?.version ?? 0) + 1 }
    const isAsRead = before
      ? put(item, '#version = :version', { ':version': before.version })
      : put(item, 'attribute_not_exists(#pk)')
    return (await write(table, isAsRead)) ? 'saved' : 'lost'
  },

  /** Price: one write. */
  async remove({ id, version }) {
    await write(table, remove(keys.calendar(id), '#version = :version', { ':version': version }))
  },
})
