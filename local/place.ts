import { createHash } from 'node:crypto'
import { type BigIntStats, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * What no copy of a data folder carries along: which folder and which table file these are on their disk, by inode and by
 * when they were made. Renamed or moved on the same disk they stay who they are; on another disk or machine, and put back
 * from a backup, they are a copy. Not seen: a disk cloned bit by bit, and an old table written over this one in place.
 */
export function placeOf(folder: string): string {
  const [outer, table] = [statSync(folder, { bigint: true }), statSync(join(folder, 'table.db'), { bigint: true })]
  // Some systems do not keep when a file was made, and give the epoch or its last change instead.
  const knowsBirths = outer.birthtimeNs > 0n && outer.birthtimeNs !== outer.ctimeNs
  const nameOf = ({ ino, birthtimeNs }: BigIntStats) => (knowsBirths ? `${ino} ${birthtimeNs}` : `${ino}`)
  return createHash('sha256')
    .update(`${nameOf(outer)}\n${nameOf(table)}`)
    .digest('hex')
    .slice(0, 32)
}
