#!/usr/bin/env bash
# What ical.js 2.2.1 (Mozilla's, on Node 20 and 24) makes of rules that RFC 5545 has as examples or speaks of (1 December 2026). It
# raises nothing: it answers other days.
#
# - `FREQ=YEARLY;BYDAY=20MO`, the twentieth Monday of each year (RFC 5545 §3.8.5.3): every Monday. `2MO` and `-1MO` are right.
# - `FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO`, the Monday of week 20: every Monday, too, but for the event's own day.
# - A yearly event of 29 February: 1 March in other years (pull request 1004 of June 2026 is open).
# - `RDATE` without `RRULE`: the first day, that of `DTSTART`, is left out (pull request 534).
#
# What helps: to leave out events whose rule is one of these, or to hold each day against what its month has.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund ical.js@2.2.1

cat >show.mjs <<'JS'
import assert from 'node:assert/strict'
import ICAL from 'ical.js'

/** The first days of an event, as its iterator has them. */
const days = (start, rule, count) => {
  const lines = ['BEGIN:VEVENT', 'UID:1', `DTSTART;VALUE=DATE:${start}`, rule, 'END:VEVENT']
  const iterator = new ICAL.Event(new ICAL.Component(ICAL.parse(lines.join('\r\n')))).iterator()
  return Array.from({ length: count }, () => iterator.next()?.toString()).filter(Boolean)
}
const seen = {
  'the twentieth Monday of a year': days('20260518', 'RRULE:FREQ=YEARLY;BYDAY=20MO', 3),
  'the second Monday of a year': days('20260112', 'RRULE:FREQ=YEARLY;BYDAY=2MO', 3),
  'the Monday of week 20': days('20260511', 'RRULE:FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO', 3),
  'every 29 February': days('20240229', 'RRULE:FREQ=YEARLY', 3),
  'Christmas 2026, and a day beside it': days('20261225', 'RDATE;VALUE=DATE:20271224', 3),
}
for (const [name, found] of Object.entries(seen)) console.log(name.padEnd(36), found.join('  '))
assert.deepEqual(Object.values(seen), [
  ['2026-05-18', '2026-05-25', '2026-06-01'],
  ['2026-01-12', '2027-01-11', '2028-01-10'],
  ['2026-05-18', '2026-05-25', '2026-06-01'],
  ['2024-02-29', '2025-03-01', '2026-03-01'],
  ['2027-12-24'],
])
JS
node show.mjs
