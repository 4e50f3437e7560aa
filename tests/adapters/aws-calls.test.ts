import { createHash } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { GetCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, it } from 'vitest'
import { AWS_CALLS } from '../../core/model/deadline.ts'
import type { Calling } from '../../functions/adapters/aws-calls.ts'
import { documentClient } from '../../functions/adapters/dynamo/client.ts'
import { sqsSender } from '../../functions/adapters/sqs.ts'
import { freePort } from '../../local/ports.ts'
import { PATIENCE } from '../support/patience.ts'
import { aServer, aSocket } from '../support/servers.ts'

/**
 * The SDK's own clients against real servers that behave as none should. A limit that ends something in a test is an
 * argument, short enough not to be waited for; one that must not end anything is longer than a test may take.
 */
const never = PATIENCE
const limits = { connect: never, answer: never, tries: AWS_CALLS.tries, idle: never }
const aws = { region: 'eu-central-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }

type Call = () => Promise<unknown>
const clients: [string, (endpoint: string, calling: Calling) => Call][] = [
  [
    'the table',
    (endpoint, calling) => {
      const client = documentClient({ ...aws, endpoint }, calling)
      return () => client.send(new GetCommand({ TableName: 'tidings', Key: { pk: 'a', sk: 'b' } }))
    },
  ],
  [
    'a queue',
    (endpoint, calling) => {
      const send = sqsSender({ ...aws, endpoint }, calling)
      return () => send({ QueueUrl: `${endpoint}/queue`, MessageBody: 'nudge' })
    },
  ],
]

const WELL = JSON.stringify({
  MessageId: 'message-1',
  MD5OfMessageBody: createHash('md5').update('nudge').digest('hex'),
})
const head = { 'content-type': 'application/x-amz-json-1.0', 'content-length': WELL.length }
const answer = (response: ServerResponse) => response.writeHead(200, head).end(WELL)

/** Each request, in the order it came, is answered by the next of these; the last one goes on. Says on which connections they came. */
function inOrder(...ways: ((response: ServerResponse) => void)[]) {
  const came: Socket[] = []
  const listener: RequestListener = async (request: IncomingMessage, response) => {
    came.push(request.socket)
    const way = ways[Math.min(came.length, ways.length) - 1]!
    await text(request)
    way(response)
  }
  return { came, listener }
}
const silence = () => {}
const half = (response: ServerResponse) => void response.writeHead(200, head).write(WELL.slice(0, 20))
const on = (port: number) => `http://127.0.0.1:${port}`

describe.each(clients)('a call to %s', (_, client) => {
  it('that is never answered is given up after so many tries', async () => {
    const { came, listener } = inOrder(silence)
    const call = client(on(await aServer(listener)), { limits: { ...limits, answer: 50 } })
    await expect(call()).rejects.toMatchObject({ name: 'TimeoutError', $metadata: { attempts: 3 } })
    expect(came).toHaveLength(3)
  })

  it('whose answer stops in the middle is tried again', async () => {
    const { came, listener } = inOrder(half, answer)
    const call = client(on(await aServer(listener)), { limits: { ...limits, answer: 500 } })
    expect(await call()).toMatchObject({ $metadata: { attempts: 2 } })
    expect(came).toHaveLength(2)
  })

  it('that somebody takes who speaks no HTTP is given up', async () => {
    const call = client(on(await aSocket(silence)), { limits: { ...limits, answer: 50 } })
    await expect(call()).rejects.toMatchObject({ name: 'TimeoutError', $metadata: { attempts: 3 } })
  })

  it.each([
    ['refuses it', freePort, 'ECONNREFUSED'],
    ['hangs up', () => aSocket((socket) => socket.destroy()), 'ECONNRESET'],
  ])('to somebody who %s is tried again, and given up', async (_, open, code) => {
    const call = client(on(await open()), { limits })
    await expect(call()).rejects.toMatchObject({ code, $metadata: { attempts: 3 } })
  })

  it('that finds no way to make a connection is given up', async () => {
    let asked = 0
    const lookup = () => void asked++
    const call = client('http://table.example', { limits: { ...limits, connect: 50 }, network: { lookup } })
    await expect(call()).rejects.toMatchObject({ name: 'TimeoutError', $metadata: { attempts: 3 } })
    expect(asked).toBe(3)
  })

  it('goes on a connection that was used a moment ago', async () => {
    const { came, listener } = inOrder(answer)
    const call = client(on(await aServer(listener)), { limits })
    await call()
    await call()
    expect(new Set(came).size).toBe(1)
  })

  it('takes no connection that has lain idle for long: the function may have stood still meanwhile', async () => {
    const { came, listener } = inOrder(answer)
    const clock = { now: 0 }
    const call = client(on(await aServer(listener)), { limits: { ...limits, idle: 30_000 }, now: () => clock.now })
    await call()
    clock.now += 30_001
    await call()
    expect(new Set(came).size).toBe(2)
  })

  it('loses one try to a dead connection, however many there are', async () => {
    const dead = new Set<Socket>()
    const { came, listener } = inOrder((response) => void (dead.has(response.socket!) || answer(response)))
    const call = client(on(await aServer(listener)), { limits: { ...limits, answer: 500 } })
    await Promise.all([call(), call(), call(), call(), call()])
    for (const socket of came) dead.add(socket)
    expect(dead.size).toBe(5)
    expect(await call()).toMatchObject({ $metadata: { attempts: 2 } })
  })
})
