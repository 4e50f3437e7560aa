#!/usr/bin/env bash
# @zone-eu/zone-mta 3.11.0 (npm, November 2026): how its table of bounces (`lib/bounces.js`, `config/bounces.txt`) understands answers
# that Outlook.com, Yandex, Postfix and Gmail give today.
#
# - "550 5.7.515 … does not meet the required authentication level": our DMARC, says Outlook.com of every mail since May 2025.
#   The table: `other`, "Mailbox unavailable", by its last rule for 550. Whoever stops such mailboxes loses all of Outlook.com.
# - "550 5.7.1 No such user!" (Yandex), "550 5.7.1 … user unknown" (Postfix): a dead mailbox. The table: `block`, "Message
#   Sender Blocked By Receiving Server", for the code stands before the words. Whoever stops `recipient` alone mails it for ever.
# - "452 4.2.2 … over quota" (Gmail): a temporary answer. The table: `reject`; what is rejected its readme counts as a hard bounce.
#
# What helps: words before 5.7.1, 5.7.5xx before 550, and never `reject` for a class 4.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --omit=optional @zone-eu/zone-mta@3.11.0

cat >show.cjs <<'JS'
const assert = require('node:assert/strict')
const { check } = require('@zone-eu/zone-mta/lib/bounces.js')

const answers = {
  outlook: '550 5.7.515 Access denied, sending domain harbour.example does not meet the required authentication level.',
  yandex: '550 5.7.1 No such user!',
  postfix: '550 5.7.1 <ada@mail.example.net>: Recipient address rejected: user unknown',
  gmail: '452 4.2.2 The email account that you tried to reach is over quota.',
}
const seen = {}
console.log('@zone-eu/zone-mta', require('@zone-eu/zone-mta/package.json').version, 'Node', process.version)
for (const [name, answer] of Object.entries(answers)) {
  const { action, category, message } = check(answer)
  seen[name] = `${action}, ${category}, ${message}`
  console.log(answer, '\n   ', seen[name])
}

assert.equal(seen.outlook, 'reject, other, Mailbox unavailable')
assert.equal(seen.yandex, 'reject, block, Message Sender Blocked By Receiving Server')
assert.equal(seen.postfix, 'reject, block, Message Sender Blocked By Receiving Server')
assert.match(seen.gmail, /^reject, capacity, /)
// Where the enhanced code says it, it is understood.
assert.equal(check('550 5.1.1 ada@mail.example.net: user unknown').category, 'recipient')
JS
node show.cjs
