import { DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import { type Arming, decideFence, type FenceState, installationsOf, type Place } from '../../core/model/fence.ts'
import { between, type Instant, MINUTE } from '../../core/model/time.ts'
import type { Fence } from '../../core/ports.ts'
import { get, type Item } from './dynamo/read.ts'
import { list, maybe, read, shape, text } from './dynamo/shape.ts'
import { put } from './dynamo/steps.ts'
import { write } from './dynamo/write.ts'
import { keys, type Table } from './table.ts'

const isArming = shape({ id: text, table: text, folder: maybe(text), former: maybe(list(text)) })

/** An item from before there was a fence says who sends, and not yet from where: the first place it is found in is its place. */
const knowsNoPlace = (item: Item): boolean => text(item.id) && item.table === undefined && item.folder === undefined

/** All that is known of who has sent from here, even of an item that says no place. */
function formerOf({ id, former }: Item): readonly string[] {
  if (!text(id)) return []
  return installationsOf({ id: id as string, ...(list(text)(former) ? { former: former as string[] } : {}) })
}

/** `folder`: where the table's file lies, if it is one that can be copied. */
export function fenceIn(table: Table, folder?: string): Fence {
  let known: { readonly id: string; readonly at: Instant } | undefined

  /** Asked anew after a minute: a table may be deleted and restored under its name while we run. */
  async function tableId(): Promise<string> {
    const now = table.now()
    if (known && between(known.at, now) < MINUTE) return known.id
    const { Table } = await table.client.send(new DescribeTableCommand({ TableName: table.name }))
    if (!Table?.TableId) throw new Error('the table does not say its id')
    known = { id: Table.TableId, at: now }
    return known.id
  }
  const here = async (): Promise<Place> => ({ table: await tableId(), ...(folder === undefined ? {} : { folder }) })
  const kept = () => get(table, keys.fence)
  const stateOf = (item: Item | undefined, place: Place): FenceState =>
    decideFence(read<Arming>(table, item, isArming) ?? 'unreadable', place)

  /** Price: one read; at the very first a write; once a minute and process a DescribeTable, which costs nothing. */
  async function check(): Promise<FenceState> {
    const place = await here()
    let item = await kept()
    if (!item || knowsNoPlace(item)) {
      const asRead = item ? '#id = :id AND attribute_not_exists(#table)' : 'attribute_not_exists(#pk)'
      const id = item?.id ?? table.nonce()
      await write(table, put({ ...keys.fence, id, ...place }, asRead, { ':id': id }))
      item = await kept()
    }
    return stateOf(item, place)
  }

  return {
    table: table.name,
    check,

    /** Price: one read. */
    async installations() {
      const item = await kept()
      return item ? formerOf(item) : []
    },

    /** Price: two reads and a write. Of two who arm at once, one does. */
    async arm() {
      const place = await here()
      const item = await kept()
      if (item && stateOf(item, place).kind === 'closed') {
        const asRead = item.id === undefined ? 'attribute_not_exists(#id)' : '#id = :id'
        const former = formerOf(item)
        await write(table, put({ ...keys.fence, id: table.nonce(), former, ...place }, asRead, { ':id': item.id }))
      }
      return check()
    },
  }
}
