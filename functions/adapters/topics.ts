import type { Topic } from '../../core/model/topic.ts'
import type { Topics } from '../../core/ports.ts'
import { get, query } from './dynamo/read.ts'
import { list, maybe, number, read, shape, text } from './dynamo/shape.ts'
import { put, remove } from './dynamo/steps.ts'
import { write } from './dynamo/write.ts'
import { END, keys, type Table } from './table.ts'

const isAlert = shape({ digest: text, edition: text, settleMinutes: number })
const isTopic = shape({
  slug: text,
  name: text,
  description: maybe(text),
  tags: list(text),
  alerts: maybe(list(isAlert)),
  createdAt: text,
})

export const topicsIn = (table: Table): Topics => ({
  /** Price: a read unit per some twenty topics. */
  async all() {
    const items = await query(table, { pk: keys.topic('').pk, from: '!', to: END })
    return items.flatMap((item) => read<Topic>(table, item, isTopic) ?? [])
  },

  /** Price: one read. */
  async get(slug) {
    return read<Topic>(table, await get(table, keys.topic(slug)), isTopic)
  },

  /** Price: one write. */
  async put(topic, mode) {
    const item = { ...keys.topic(topic.slug), ...topic }
    const saved = await write(table, mode === 'new' ? put(item, 'attribute_not_exists(#pk)') : put(item))
    return saved ? 'saved' : 'exists'
  },

  async remove(slug) {
    await write(table, remove(keys.topic(slug)))
  },
})
