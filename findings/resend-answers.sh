#!/usr/bin/env bash
# resend 6.38.0 (npm, November 2026): what `emails.send` answers, when a server answers in ways that HTTP allows.
#
# - 500 with the JSON body `null`: { data: null, error: null }. Whoever asks `if (error)` takes it for a success.
# - 200 with an empty body: the same error, word for word, as a connection that was refused; statusCode null in both.
#   The mail may have been accepted: only a retry under the same Idempotency-Key is safe.
# - 403 with a JSON error that has no `statusCode`: the body is handed on as it is, and the status is nowhere.
# - 403 with HTML: `application_error`, "Internal server error", with the status 403.
#
# What helps: count on `data?.id` alone, and learn the status from `fetch` itself.
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

const answers = [
  { name: '500, null', status: 500, type: 'application/json', body: 'null' },
  { name: '200, empty', status: 200, type: 'application/json', body: '' },
  { name: '403, JSON of another form', status: 403, type: 'application/json', body: '{"error":"Forbidden"}' },
  { name: '403, HTML', status: 403, type: 'text/html', body: '<h1>Forbidden</h1>' },
]
let next
const server = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(next.status, { 'content-type': next.type }).end(next.body))
})
await new Promise((done) => server.listen(0, '127.0.0.1', done))
const { port } = server.address()
const mail = { from: 'a@harbour.example', to: 'b@harbour.example', subject: 'Hello', text: 'Hello' }

const seen = {}
for (next of answers) {
  const { data, error } = await new Resend('re_any', { baseUrl: `http://127.0.0.1:${port}` }).emails.send(mail)
  seen[next.name] = { data, error }
}
await new Promise((done) => server.close(done))
const { data, error } = await new Resend('re_any', { baseUrl: `http://127.0.0.1:${port}` }).emails.send(mail)
seen['nobody there'] = { data, error }
console.log('resend 6.38.0, Node', process.version)
for (const [name, one] of Object.entries(seen)) console.log(name.padEnd(26), JSON.stringify(one))

assert.deepEqual(seen['500, null'], { data: null, error: null })
assert.deepEqual(seen['200, empty'], seen['nobody there'])
assert.equal(seen['200, empty'].error.statusCode, null)
assert.deepEqual(seen['403, JSON of another form'], { data: null, error: { error: 'Forbidden' } })
assert.equal(seen['403, HTML'].error.name, 'application_error')
assert.equal(seen['403, HTML'].error.statusCode, 403)
assert.match(seen['403, HTML'].error.message, /^Internal server error/)
JS
node show.mjs
