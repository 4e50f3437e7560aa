import type { Walk } from '../../core/model/replan.ts'
import { epochMs } from '../../core/model/time.ts'
import type { Zones } from '../../core/model/zones.ts'
import type { PlannedBy } from '../../core/ports.ts'
import { pack, unpack } from './dynamo/pack.ts'
import { get } from './dynamo/read.ts'
import { list, maybe, number, oneOf, read, record, shape, text } from './dynamo/shape.ts'
import { put } from './dynamo/steps.ts'
import { write } from './dynamo/write.ts'
import { keys, type Table } from './table.ts'
import { type Packed, packZones, zonesFrom } from './zones/packed.ts'

const isWalk = shape({
  release: text,
  cursor: maybe(text),
  doneAt: maybe(text),
  sure: maybe(oneOf(true)),
  version: number,
})
const isPacked = shape({
  release: text,
  runs: list(text),
  clocks: record(text),
  places: record(text),
  aliases: record(text),
  until: number,
})

/** `former`: what was planned by before anybody wrote down by what. */
export const rulesIn = (table: Table, former: () => Zones | undefined = () => undefined): PlannedBy => ({
  /** Price: one read. */
  async walk() {
    return read<Walk>(table, await get(table, keys.rulesWalk), isWalk)
  },

  /** Price: one write. */
  async walked(before, after) {
    const item = { ...keys.rulesWalk, ...after, version: (before?.version ?? 0) + 1 }
    const isAsRead = before?.version
      ? put(item, '#version = :version', { ':version': before.version })
      : put(item, 'attribute_not_exists(#pk)')
    return (await write(table, isAsRead)) ? 'saved' : 'lost'
  },

  /** From last year until five years from now, deflated: some 12 KB. Price: a read of that, and at the first time as many writes. */
  async keep(zones) {
    const key = keys.rules(zones.release)
    if (await get(table, key)) return
    const year = new Date(epochMs(table.now())).getUTCFullYear()
    const packed = pack(packZones(zones, year - 1, year + 5))
    // Whoever was first has written the same.
    await write(table, put({ ...key, packed }, 'attribute_not_exists(#pk)'))
  },

  /** Price: a read of some 12 KB. */
  async of(release) {
    if (release === undefined) return former()
    const packed = unpack((await get(table, keys.rules(release)))?.packed)
    return isPacked(packed) ? zonesFrom(packed as Packed) : undefined
  },
})
