#!/usr/bin/env bash
# @aws-sdk/client-sqs 3.1169.0 with @smithy/node-http-handler 4.14.2 (npm, November 2026): `requestTimeout: 500`, and a queue
# that takes 2 s to answer.
#
# The call does not end after 500 ms. A line goes to the log ("[WARN] a request has exceeded the configured 500 ms
# requestTimeout"), and after 2 s the call succeeds: the limit is a warning. `throwOnRequestTimeout: true` makes it an error,
# which the SDK then tries again by itself: with `maxAttempts: 2` the queue is asked twice.
#
# Whoever set `requestTimeout` so that a function ends in time has a line in the log, and a function that does not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @aws-sdk/client-sqs@3.1169.0 @smithy/node-http-handler@4.14.2

cat >show.mjs <<'JS'
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'

let asked = 0
const body = JSON.stringify({ MessageId: '1', MD5OfMessageBody: '5d41402abc4b2a76b9719d911017c592' })
const server = createServer((request, response) => {
  asked += 1
  request.resume()
  setTimeout(() => response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(body), 2_000)
})
await new Promise((done) => server.listen(0, '127.0.0.1', done))
const endpoint = `http://127.0.0.1:${server.address().port}`

const warned = []
const logger = { warn: (line) => warned.push(line), debug() {}, info() {}, error() {}, trace() {} }
async function send(limits) {
  asked = 0
  const client = new SQSClient({
    ...{ endpoint, region: 'eu-central-1', maxAttempts: 2, logger },
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    requestHandler: { requestTimeout: 500, ...limits },
  })
  const message = new SendMessageCommand({ QueueUrl: `${endpoint}/000000000000/any`, MessageBody: 'hello' })
  return client.send(message).then(
    () => `answered, asked ${asked} time`,
    (error) => `${error.name}, asked ${asked} times`,
  )
}

const warning = await send({})
const error = await send({ throwOnRequestTimeout: true })
console.log('@aws-sdk/client-sqs 3.1169.0, Node', process.version)
console.log('requestTimeout: 500                             ', warning, '-', warned[0])
console.log('requestTimeout: 500, throwOnRequestTimeout: true', error)
assert.equal(warning, 'answered, asked 1 time')
assert.match(warned[0], /\[WARN\] a request has exceeded the configured 500 ms requestTimeout/)
assert.equal(error, 'TimeoutError, asked 2 times')
server.closeAllConnections()
server.close()
JS
node show.mjs
