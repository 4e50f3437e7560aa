import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Bundle, packedFrom } from './zones/from-package.ts'

/**
 * `npm run zones -- --released 2026-10-27`: writes the zone rules of the package that is installed into the bundle's file. The day
 * is the one on which IANA published that release (data.iana.org/time-zones/tzdb/NEWS): the doctor counts from it.
 */
const file = fileURLToPath(new URL('../functions/adapters/zones/data.json', import.meta.url))
const { released } = parseArgs({ options: { released: { type: 'string' } } }).values
if (!released || !/^\d{4}-\d{2}-\d{2}$/.test(released)) {
  process.stderr.write('Say on which day that release came out: npm run zones -- --released 2026-10-27\n')
  process.exit(1)
}
const source = createRequire(import.meta.url).resolve('moment-timezone/data/packed/latest.json')
const packed = packedFrom(JSON.parse(readFileSync(source, 'utf8')) as Bundle, released)
writeFileSync(file, `${JSON.stringify(packed, null, 2)}\n`)
process.stdout.write(`${packed.release}: ${Object.keys(packed.clocks).length} clocks\n`)
