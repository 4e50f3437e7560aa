#!/usr/bin/env bash
# Which release of IANA's time zone database runtimes, packages and systems carry (1 December 2026), and where they part.
#
# IANA: 2026f, of 27 October 2026. In 2026b to 2026f clocks stop being changed in British Columbia, Alberta, the Northwest
# Territories, Manitoba with the north-west of Ontario, and Cuba: whoever has an older release is an hour off there this winter.
#
# - Node 24.21.0 (npm's package `node`, as nodejs.org builds it): 2026c. An hour off in Winnipeg, Rainy River, Inuvik and Havana.
# - moment-timezone 0.6.6 (29 October): 2026f in `data/packed`. 0.6.4 (September): 2026d. It calls Kyiv's clock `Europe/Kiev`, and
#   Kyiv a link to it.
# - tzdata 1.0.51 (npm): 2026d. Debian 12's tzdata in bookworm-security: 2026f; in the stable archive: 2026b.
#
# The names differ, too: asked for `Asia/Kolkata` or `Europe/Kyiv`, Node's `supportedValuesOf` has the names of before.
#
# What helps: to carry the data oneself, and to say which.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node@24.21.0 moment-timezone@0.6.6 before@npm:moment-timezone@0.6.4 tzdata@1.0.51

cat >show.cjs <<'JS'
const assert = require('node:assert/strict')
const moment = require('moment-timezone/data/packed/latest.json')
const before = require('before/data/packed/latest.json')
const tzdata = require('tzdata')

/** What a clock of `moment-timezone` shows in January 2027, in hours ahead of UTC. */
const sixty = (text) => {
  const [whole] = text.replace('-', '').split('.')
  const value = [...whole].reduce((sum, one) => {
    const code = one.charCodeAt(0)
    return sum * 60 + (code > 96 ? code - 87 : code > 64 ? code - 29 : code - 48)
  }, 0)
  return text.startsWith('-') ? -value : value
}
const shown = ({ zones, links }, name) => {
  const from = links.find((one) => one.endsWith(`|${name}`))?.split('|')[0] ?? name
  const [, , offsets, which, untils] = zones.find((one) => one.startsWith(`${from}|`)).split('|')
  const minutes = offsets.split(' ').map(sixty)
  let at = 0
  const ends = untils.split(' ').map((step) => (at += sixty(step) * 60_000))
  const index = ends.findIndex((end) => end > Date.UTC(2027, 0, 15))
  return -minutes[sixty(which[index < 0 ? which.length - 1 : index])] / 60
}
const byRuntime = (timeZone) => {
  const [, sign, hours] = /GMT([+-])(\d\d)/.exec(
    new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).format(Date.UTC(2027, 0, 15)),
  )
  return Number(`${sign}${hours}`)
}

const zones = ['America/Vancouver', 'America/Edmonton', 'America/Inuvik', 'America/Winnipeg', 'America/Havana']
const seen = {
  [`Node ${process.version}, ${process.versions.tz}`]: zones.map(byRuntime),
  [`moment-timezone 0.6.6, ${moment.version}`]: zones.map((zone) => shown(moment, zone)),
  [`moment-timezone 0.6.4, ${before.version}`]: zones.map((zone) => shown(before, zone)),
}
console.log('hours ahead of UTC in January 2027:'.padEnd(36), zones.map((one) => one.split('/')[1]).join('  '))
for (const [name, hours] of Object.entries(seen)) console.log(name.padEnd(36), hours.join('  '))
console.log('tzdata 1.0.51'.padEnd(36), tzdata.version)
const offered = Intl.supportedValuesOf('timeZone')
console.log('supportedValuesOf'.padEnd(36), offered.includes('Asia/Kolkata'), offered.includes('Europe/Kyiv'))
console.log("moment-timezone's name of Kyiv's clock".padEnd(36), moment.links.find((one) => one.endsWith('|Europe/Kyiv')))

assert.equal(process.versions.tz, '2026c')
assert.equal(moment.version, '2026f')
assert.equal(before.version, '2026d')
assert.deepEqual(seen['moment-timezone 0.6.6, 2026f'], [-7, -6, -6, -5, -4])
assert.notDeepEqual(seen['moment-timezone 0.6.6, 2026f'], seen[`Node ${process.version}, 2026c`])
assert.equal(offered.includes('Asia/Kolkata'), false)
assert.equal(moment.links.includes('Europe/Kiev|Europe/Kyiv'), true)
JS
node_modules/node/bin/node show.cjs
