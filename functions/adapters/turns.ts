import type { Turns } from '../../core/ports.ts'
import { get } from './dynamo/read.ts'
import { number } from './dynamo/shape.ts'
import { put } from './dynamo/steps.ts'
import { write } from './dynamo/write.ts'
import { keys, type Table } from './table.ts'

export const turnsIn = (table: Table): Turns => ({
  /** Price: one write; a read more where somebody else was first. */
  async take(last, at) {
    const asRead = last === undefined ? 'attribute_not_exists(#at)' : '#at = :last'
    if (await write(table, put({ ...keys.turn, at }, asRead, { ':last': last }))) return { taken: true, last: at }
    const item = await get(table, keys.turn)
    return { taken: false, last: number(item?.at) ? (item?.at as number) : undefined }
  },
})
