import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Where the tz database is in an unpacked package, or in the folder itself. */
export function databaseIn(place: string): string {
  for (const path of [place, join(place, 'usr/share/zoneinfo')])
    if (readdirSync(path).includes('tzdata.zi') && statSync(join(path, 'tzdata.zi')).isFile()) return path
  throw new Error(`There is no tzdata.zi in ${place}.`)
}
