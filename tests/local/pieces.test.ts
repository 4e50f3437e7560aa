import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LocalFunction, startFunction } from '../../local/host/functions.ts'
import { type Gateway, startGateway } from '../../local/host/gateway.ts'
import { PATIENCE } from '../support/patience.ts'

/** A function that answers in pieces, as Lambda lets it: `/N` is N pieces of 100 kB, `/fail` breaks off after one, `/none` has no body. */
const source = `
const piece = Buffer.alloc(100_000, 'x')
let written = 0
export const handler = awslambda.streamifyResponse(async (event, answer) => {
  const [, what] = event.rawPath.split('/')
  const head = { statusCode: what === 'none' ? 204 : 200, headers: { 'content-type': 'text/plain' }, cookies: [] }
  const body = awslambda.HttpResponseStream.from(answer, head)
  if (what === 'none' || what === 'written') {
    body.write(what === 'none' ? '' : String(written))
    return body.end()
  }
  for (let n = 0; n < (Number(what) || 1); n++) {
    written += 1
    if (!body.write(piece)) await new Promise((go) => body.once('drain', go).once('close', go))
    if (body.destroyed) return
  }
  if (what === 'fail') body.destroy(new Error('the table is away'))
  else body.end()
})`

const folder = mkdtempSync(join(tmpdir(), 'tidings-pieces-'))
let lambda: LocalFunction
let gateway: Gateway
const get = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${gateway.port}${path}`, init)
beforeAll(async () => {
  const file = join(folder, 'handler.mjs')
  writeFileSync(file, source)
  lambda = startFunction(
    { name: 'pieces', file, timeoutMs: PATIENCE, memoryMb: 512, environment: { TIDINGS_FUNCTION: 'pieces' } },
    { line: () => {} },
    () => {},
  )
  gateway = await startGateway(0)
  await lambda.started
  gateway.open({ http: () => lambda.invoke, scheduled: {} })
})
afterAll(async () => {
  await gateway.stop()
  await lambda.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe('an answer in pieces', () => {
  it('comes whole, however long, one after the other and side by side', async () => {
    const answers = await Promise.all(
      ['/1', '/100', '/30'].map(async (path) => (await (await get(path)).text()).length),
    )
    expect(answers).toEqual([100_000, 10_000_000, 3_000_000])
  })

  it('may have no body, and gives none to HEAD', async () => {
    expect((await get('/none')).status).toBe(204)
    const head = await get('/3', { method: 'HEAD' })
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([200, 'text/plain', ''])
  })

  it('that breaks off is broken off: nobody takes it for whole', async () => {
    const answer = await get('/fail')
    expect(answer.status).toBe(200)
    await expect(answer.text()).rejects.toThrow()
  })

  it('is nobody’s trouble when whoever asked has hung up: a hundred of them, at every moment, and the next is answered', async () => {
    const hangUp = (n: number) =>
      new Promise<void>((done) => {
        const path = ['/30', '/fail', '/none', '/written'][n % 4]
        const method = n % 5 === 0 ? 'HEAD' : 'GET'
        const socket = connect(gateway.port, '127.0.0.1', () => {
          socket.write(
            `${method} ${path} HTTP/1.1\r\nhost: localhost\r\n${n % 3 === 0 ? 'content-length: 9\r\n' : ''}\r\n`,
          )
          // So many turns of both event loops later: before it is read, while it is made, and while it is written.
          const turns = (left: number): unknown => (left > 0 ? setImmediate(turns, left - 1) : socket.resetAndDestroy())
          turns(n)
        })
        socket.once('close', () => done()).once('error', () => {})
        socket.resume()
      })
    for (let n = 0; n < 100; n += 10) await Promise.all(Array.from({ length: 10 }, (_, one) => hangUp(n + one)))
    expect((await (await get('/2')).text()).length).toBe(200_000)
  })

  it('is made as it is taken, and no longer once nobody takes it', async () => {
    const written = async () => Number(await (await get('/written')).text())
    const before = await written()
    const caller = new AbortController()
    const answer = await get('/100000', { signal: caller.signal })
    await answer.body!.getReader().read()
    caller.abort()
    expect(await written()).toBeLessThan(before + 1_000)
    expect((await (await get('/2')).text()).length).toBe(200_000)
  })
})
