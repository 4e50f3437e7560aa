#!/usr/bin/env bash
# resend 6.38.0 (npm, November 2026): what `emails.send` answers when the caller's own `signal` ends the wait.
#
# Its types offer `signal`. When that fires the client neither throws nor says so: the error is word for word that of a
# connection that was refused, "Unable to fetch data. The request could not be resolved.", without a status. The server has
# had the whole request meanwhile, and may have sent the mail. (In `fetchRequest` an abort is thrown on purpose where a
# refusal is being read; the `catch` around all of it takes that in, too.)
#
# Whoever reads "could not be fetched" as "was not sent", and sends again, sends twice.
# What helps: an `idempotencyKey` with every request, and to look at `signal.aborted` oneself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund resend@6.38.0

cat >show.mjs <<'JS'
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { Resend } from 'resend'

const end = new AbortController()
const had = []
const server = createServer(async (request) => {
  let body = ''
  for await (const part of request) body += part
  had.push(JSON.parse(body).subject)
  // It is at it, and has not answered yet.
  end.abort()
})
await new Promise((done) => server.listen(0, '127.0.0.1', done))
const { port } = server.address()
const resend = new Resend('re_any', { baseUrl: `http://127.0.0.1:${port}` })
const mail = { from: 'a@harbour.example', to: 'b@harbour.example', subject: 'Hello', text: 'Hello' }

const ended = await resend.emails.send(mail, { signal: end.signal })
server.closeAllConnections()
await new Promise((done) => server.close(done))
const refused = await resend.emails.send(mail)
console.log('resend 6.38.0, Node', process.version)
console.log('ended by our signal ', JSON.stringify(ended), `- the server has had: ${had}`)
console.log('nobody there        ', JSON.stringify(refused))

assert.deepEqual(had, ['Hello'])
assert.equal(end.signal.aborted, true)
assert.deepEqual(ended, refused)
assert.equal(ended.error.message, 'Unable to fetch data. The request could not be resolved.')
assert.equal(ended.error.statusCode, null)
JS
node show.mjs
