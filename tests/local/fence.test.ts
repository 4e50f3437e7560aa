import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { placeOf } from '../../local/place.ts'
import { aServer } from '../support/servers.ts'
import { accepted, api, eventually, forget, type Running, startService } from '../support/service.ts'

const root = mkdtempSync(join(tmpdir(), 'tidings-fence-'))
const harbour = readFileSync(new URL('../fixtures/pages/harbour.html', import.meta.url))
const running: Running[] = []
let first: Running
beforeAll(async () => {
  first = await start('first')
})
afterAll(async () => {
  await Promise.all(running.map((service) => service.stop()))
  forget(root)
})

const start = async (folder: string) => {
  const service = await startService(['--no-demo'], join(root, folder))
  running.push(service)
  return service
}
const ask = (service: Running, method: string, path: string, body?: unknown) =>
  fetch(`${service.api}${path}`, {
    method,
    headers: { authorization: `Bearer ${service.key}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
const sent = async (service: Running, id: string) =>
  (await api<{ status: string }>(service, 'GET', `/issues/${id}`)).status === 'sent'
const openIssue = async (service: Running) => (await api<{ id: string }>(service, 'POST', '/digests/brief/issues')).id

describe('a service that is started without more', () => {
  it('reads no page from this machine', async () => {
    const asked: string[] = []
    const at = await aServer((request, response) => {
      asked.push(request.url ?? '')
      response.writeHead(200, { 'content-type': 'text/html' }).end(harbour)
    })
    for (const url of [`http://127.0.0.1:${at}/harbour`, 'http://127.0.0.1/']) {
      const answer = await ask(first, 'POST', '/articles', { url })
      expect([answer.status, await answer.json()]).toEqual([422, expect.objectContaining({ field: 'url' })])
    }
    expect(asked).toEqual([])
  })
})

describe('a data folder', () => {
  it('sends nothing when it is a copy, started beside the first, until somebody arms it by name', async () => {
    await api(first, 'POST', '/topics', { slug: 'trade', name: 'Trade' })
    await api(first, 'POST', '/articles', { url: 'https://a.example/1', title: 'Forty ships', tags: ['trade'] })
    const schedule = { every: 'month', on: [1], at: ['08:00'], zone: 'UTC' }
    await api(first, 'POST', '/digests', { id: 'brief', name: 'The Brief', topics: ['trade'], schedule })
    const reader = { email: 'ada@mail.example.net', digests: ['brief'], attestation: 'told us' }
    await api(first, 'POST', '/subscribers', reader)
    expect(await first.stop()).toBe(0)
    cpSync(join(root, 'first'), join(root, 'second'), { recursive: true })

    const [again, copy] = await Promise.all([start('first'), start('second')])
    expect(again.output()).not.toContain('fence')
    expect(copy.output()).toMatch(/^fence closed: .*copy.*\narm with: curl .*\/api\/fence\/arm\nready$/m)
    expect(await api(again, 'GET', '/fence')).toMatchObject({ table: 'tidings', status: 'armed' })
    expect(await api(copy, 'GET', '/fence')).toMatchObject({
      status: 'closed',
      reason: expect.stringContaining('copy'),
    })

    const refused = await ask(copy, 'POST', '/digests/brief/issues')
    expect([refused.status, await refused.json()]).toMatchObject([409, { detail: expect.stringContaining('copy') }])
    const tick = await fetch(copy.api.replace(/api$/, 'local/tick'), { method: 'POST' })
    expect(await tick.json()).toMatchObject({ closed: expect.stringContaining('copy') })
    expect(readFileSync(join(root, 'second/logs/tidings.jsonl'), 'utf8')).toContain('"event":"fence.closed"')
    const wrong = await ask(copy, 'POST', '/fence/arm', { table: 'another' })
    expect([wrong.status, await wrong.json()]).toMatchObject([422, { field: 'table' }])
    const own = await openIssue(again)
    await eventually(() => sent(again, own), 'the first sends')
    expect([(await accepted(again)).length, (await accepted(copy)).length]).toEqual([1, 0])

    expect(await api(copy, 'POST', '/fence/arm', { table: 'tidings' })).toMatchObject({ status: 'armed' })
    const id = await openIssue(copy)
    await eventually(() => sent(copy, id), 'the armed copy sends')
    expect((await accepted(copy)).map(({ recipient }) => recipient)).toEqual(['ada@mail.example.net'])
  })

  it('is the same one under another name on the same disk, and another one when it is copied', () => {
    const [here, there, copy] = ['here', 'there', 'copy'].map((name) => join(root, name)) as [string, string, string]
    mkdirSync(here)
    cpSync(import.meta.filename, join(here, 'table.db'))
    const place = placeOf(here)
    renameSync(here, there)
    expect(placeOf(there)).toBe(place)
    cpSync(there, copy, { recursive: true, preserveTimestamps: true })
    expect(placeOf(copy)).not.toBe(place)
  })
})
