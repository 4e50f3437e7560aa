import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { HOUR, MINUTE } from '../../core/model/time.ts'
import { ourZones } from '../../functions/adapters/zones.ts'
import { databaseIn } from './database.ts'

/**
 * `node tests/zones/every-hour.ts FOLDER`: our rules beside a tz database that somebody else has compiled, of every name at every
 * hour from 30 November 2026 to the end of 2030. FOLDER is where Debian's package lies unpacked: `apt-get download tzdata &&
 * dpkg-deb -x tzdata_*.deb FOLDER`. Python reads it. Some two minutes.
 */
const [folder] = process.argv.slice(2)
if (!folder) throw new Error('Say where the package tzdata lies unpacked.')
const [from, until] = ['2026-11-30', '2031-01-01']

const { stdout, status } = spawnSync(
  'python3',
  [join(import.meta.dirname, 'by_zoneinfo.py'), 'hours', databaseIn(folder), from, until],
  { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] },
)
if (status !== 0) throw new Error('Python could not read it.')
const told = JSON.parse(stdout) as { release: string; clocks: Record<string, [at: number, offset: number][]> }

let compared = 0
const differ: string[] = []
for (const [name, changes] of Object.entries(told.clocks)) {
  if (ourZones.name(name) === undefined) {
    differ.push(`${name}: not known`)
    continue
  }
  let next = 0
  for (let at = Date.parse(from); at < Date.parse(until); at += HOUR) {
    while (changes[next + 1] && changes[next + 1]![0] * 1000 <= at) next += 1
    compared += 1
    const [theirs, ours] = [changes[next]![1], ourZones.offsetAt(name, at) / MINUTE]
    if (theirs !== ours) differ.push(`${name}, ${new Date(at).toISOString()}: ${theirs} there, ${ours} here`)
  }
}
console.log(`ours ${ourZones.release}, there ${told.release}`)
console.log(`${Object.keys(told.clocks).length} names, ${compared} hours compared, ${differ.length} differ`)
for (const one of differ.slice(0, 20)) console.log(one)
process.exitCode = differ.length > 0 || told.release !== ourZones.release ? 1 : 0
