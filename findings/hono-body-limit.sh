#!/usr/bin/env bash
# hono 4.13.19 (npm, November 2026): `bodyLimit` behind a middleware that has read the body.
#
# Hono keeps a body that it has read: `c.req.parseBody()` and its kin may be called by a middleware and again by the handler.
# `bodyLimit` does not ask for that copy. Where a request has no Content-Length (a body that is sent as a stream, and what
# some gateways hand on) it reads the request's own stream, and that is gone once anybody before it has read the form: a
# valid form is answered 500, "ReadableStream is locked". With a Content-Length the same request is answered 200, so that tests with
# ready bodies behind a server never meet it.
#
# What helps: `bodyLimit` before whatever reads, or to put the bytes back: `c.req.raw = new Request(c.req.raw, { body })`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund hono@4.13.19

cat >show.mjs <<'JS'
import assert from 'node:assert/strict'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'

const limit = bodyLimit({ maxSize: 1_000 })
const reads = async (c, next) => {
  await c.req.parseBody()
  await next()
}
const says = async (c) => c.text(`hello ${(await c.req.parseBody()).name}`)
const failed = []
const app = new Hono()
  .post('/read-twice', reads, says)
  .post('/limit-first', limit, reads, says)
  .post('/limit-last', reads, limit, says)
  .onError((error, c) => {
    failed.push(`${error.name}: ${error.message}`)
    return c.text('failed', 500)
  })

const type = 'application/x-www-form-urlencoded'
const send = async (path, withLength) => {
  const headers = { 'content-type': type, ...(withLength ? { 'content-length': '8' } : {}) }
  const answer = await app.request(path, { method: 'POST', headers, body: 'name=Ada' })
  return `${answer.status} ${await answer.text()}`
}
const found = {
  'read twice': await send('/read-twice', false),
  'limit, then read': await send('/limit-first', false),
  'read, then limit, with a length': await send('/limit-last', true),
  'read, then limit': await send('/limit-last', false),
}
console.log('hono 4.13.19, Node', process.version)
console.table(found)
console.log(failed)

assert.deepEqual(Object.values(found), ['200 hello Ada', '200 hello Ada', '200 hello Ada', '500 failed'])
assert.match(failed[0], /locked/)
JS
node show.mjs
