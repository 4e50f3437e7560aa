/** A fresh process that loads one bundle and answers one event; how long both took, in milliseconds. */
import { Writable } from 'node:stream'

const { file, event } = JSON.parse(process.env.COLD)
const answer = new Writable({ write: (_chunk, _encoding, done) => done() })
globalThis.awslambda = {
  streamifyResponse: (handler) => Object.assign(handler, { streams: true }),
  HttpResponseStream: { from: (stream) => stream },
}
const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 30_000 }
const started = performance.now()
const { handler } = await import(file)
const loaded = performance.now()
await (handler.streams ? handler(event, answer, context) : handler(event, context))
const answered = performance.now()
process.send({ load: loaded - started, first: answered - loaded }, () => process.exit(0))
