import { type ApiKey, isScope } from '../../core/model/api-key.ts'
import type { ApiKeys } from '../../core/ports.ts'
import { get, query } from './dynamo/read.ts'
import { list, maybe, read, shape, text } from './dynamo/shape.ts'
import { put, update } from './dynamo/steps.ts'
import { write } from './dynamo/write.ts'
import { END, keys, type Table } from './table.ts'

const isKey = shape({
  id: text,
  hash: text,
  name: text,
  // A scope that this release does not know must not turn into another one: the key is of no use until it does.
  scopes: list((one) => typeof one === 'string' && isScope(one)),
  createdAt: text,
  by: text,
  usedAt: maybe(text),
  revokedAt: maybe(text),
})

/** Keys lie in one small partition: tens, not thousands. */
export function keysIn(table: Table): ApiKeys {
  return {
    /** Price: one read. */
    async list() {
      const items = await query(table, { pk: keys.apiKey('').pk, from: '!', to: END })
      return items
        .flatMap((item) => read<ApiKey>(table, item, isKey) ?? [])
        .sort((a, b) => (a.createdAt > b.createdAt ? -1 : 1))
    },

    /** Price: one read. */
    async byHash(hash) {
      return read<ApiKey>(table, await get(table, keys.apiKey(hash)), isKey)
    },

    /** Price: one write. */
    async put(key) {
      await write(table, put({ ...keys.apiKey(key.hash), ...key }, 'attribute_not_exists(#pk)'))
    },

    /** Price: one write. */
    async used(hash, at) {
      await write(table, update(keys.apiKey(hash), 'SET #usedAt = :at', 'attribute_exists(#pk)', { ':at': at }))
    },

    /** Price: one write. */
    async revoke(hash, at) {
      const isOn = 'attribute_exists(#pk) AND attribute_not_exists(#revokedAt)'
      return write(table, update(keys.apiKey(hash), 'SET #revokedAt = :at', isOn, { ':at': at }))
    },
  }
}
