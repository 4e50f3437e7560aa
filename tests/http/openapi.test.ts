import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { createApi } from '../../functions/http/api/api.ts'
import { client } from '../../functions/http/api/client.ts'
import type { Document } from '../../functions/http/api/document.ts'
import { specOf } from '../../functions/http/api/route.ts'
import { createConsole } from '../../functions/http/console.ts'
import { aWorld, SITE } from '../support/world.ts'

async function anApi() {
  const world = await aWorld()
  const app = createConsole(world.ports, 'the key')
  const ask = (path: string, init: RequestInit = {}) =>
    app.request(`/api${path}`, { ...init, headers: { authorization: 'Bearer the key', ...init.headers } })
  const document = async () => (await (await app.request('/api/openapi.json')).json()) as Document
  return { ...world, app, ask, document }
}

const operations = ({ paths }: Document) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )

describe('the document', () => {
  it('is valid OpenAPI 3.1, and needs no key', async () => {
    const { document } = await anApi()
    const result = await new Validator().validate((await document()) as never)
    expect(result).toEqual({ valid: true })
  })

  it('has every route of the API, and no other', async () => {
    const { ports, document } = await anApi()
    const { routes } = createApi(ports)
    const written = operations(await document())
      .filter(({ operation }) => operation.tags[0] !== 'This document')
      .map(({ method, path }) => `${method.toUpperCase()} ${path}`)
    const served = routes.filter(({ method }) => method !== 'ALL')
    const names = served.map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
    expect(new Set(written)).toEqual(new Set(names))
    expect(served.filter(({ handler }) => specOf(handler)).length).toBe(written.length)
  })

  it('tells each route by a name and a sentence of its own', async () => {
    const { document } = await anApi()
    const all = operations(await document())
    for (const part of ['summary', 'operationId'] as const)
      expect(new Set(all.map(({ operation }) => operation[part])).size).toBe(all.length)
  })

  it('points to nothing that is not in it, and holds no shape that nothing points to', async () => {
    const { document } = await anApi()
    const whole = await document()
    const names = [...JSON.stringify(whole).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name!)
    expect(new Set(names)).toEqual(new Set(Object.keys(whole.components.schemas)))
  })

  it('says which routes a POST may be repeated on: all of them', async () => {
    const { document } = await anApi()
    const posts = operations(await document()).filter(({ method }) => method === 'post')
    expect(posts.length).toBeGreaterThan(10)
    for (const { operation } of posts)
      expect(operation.parameters).toContainEqual({ $ref: '#/components/parameters/IdempotencyKey' })
  })
})

describe('the page', () => {
  it('shows every route, with a call to copy, to whoever has no key; and runs nothing', async () => {
    const { app, document } = await anApi()
    const answer = await app.request('http://localhost:3000/api/docs')
    const page = await answer.text()
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8'])
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    // Whatever name it was asked by: a call that is copied from it reaches the service.
    expect(page).toContain(`API=${SITE}/api`)
    expect(page).not.toMatch(/<script|\sstyle=|\son\w+=|https?:\/\/(?!news\.(?:harbourpost\.example|example\.org))/)
    for (const { operation, path } of operations(await document())) {
      expect(page).toContain(`id="${operation.operationId}"`)
      expect(page).toContain(path)
    }
    expect(page.match(/curl /g)!.length).toBeGreaterThanOrEqual(operations(await document()).length)
    expect((await app.request('/api/docs/handbook.css')).headers.get('content-type')).toContain('text/css')
  })

  it('leads nowhere that is not on it', async () => {
    const { app } = await anApi()
    const page = await (await app.request('/api/docs')).text()
    const ids = new Set([...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id!))
    const missing = [...page.matchAll(/href="#([^"]+)"/g)].map(([, to]) => to!).filter((to) => !ids.has(to))
    expect(missing).toEqual([])
  })
})

describe('an address', () => {
  it('says what it takes, when it is asked for something else', async () => {
    const { ask } = await anApi()
    const answer = await ask('/topics/trade', { method: 'POST', body: '{}' })
    expect([answer.status, answer.headers.get('allow'), answer.headers.get('content-type')]).toEqual([
      405,
      'DELETE, GET, HEAD, PATCH',
      'application/problem+json',
    ])
    expect((await ask('/fence', { method: 'DELETE' })).headers.get('allow')).toBe('GET, HEAD')
    expect((await ask('/nowhere', { method: 'DELETE' })).status).toBe(404)
  })

  it.each([
    '/articles?cursor=nonsense',
    '/articles?cursor=',
    '/feeds?cursor=%00',
    '/subscribers?cursor=2026-11-24',
    '/digests?cursor=ZGlnZXN0cwo',
    '/subscribers/export?cursor=ada@mail.example.net&limit=1',
    `/digests?cursor=${'A'.repeat(5_000)}`,
  ])('refuses a cursor that it has not given out: %s', async (path) => {
    const { ask } = await anApi()
    const answer = await ask(path)
    expect([answer.status, ((await answer.json()) as { field: string }).field]).toEqual([422, 'cursor'])
  })

  it("refuses a cursor of another list, and tells nothing of the table's keys in its own", async () => {
    const { ask, topics, article } = await anApi()
    await topics('trade')
    for (const title of ['One', 'Two']) await article(title, ['trade'])
    const { cursor } = (await (await ask('/articles?limit=1')).json()) as { cursor: string }
    expect(cursor).not.toMatch(/art_|#/)
    expect((await ask(`/articles?limit=1&cursor=${cursor}`)).status).toBe(200)
    expect((await ask(`/subscribers?cursor=${cursor}`)).status).toBe(422)
  })

  it('refuses more than 4 MB, and a name that is longer than any', async () => {
    const { ask } = await anApi()
    expect((await ask('/articles', { method: 'POST', body: 'x'.repeat(5_000_000) })).status).toBe(413)
    expect((await ask(`/topics/${'x'.repeat(3_000)}`)).status).toBe(404)
  })
})

describe('the typed client', () => {
  it('makes, reads and is refused with the types of the routes', async () => {
    const { app, article } = await anApi()
    const api = client('http://localhost/api', 'the key', (input, init) =>
      Promise.resolve(app.request(input as string, init)),
    )

    const made = await api.topics.$post({ json: { slug: 'trade', name: 'Trade' } })
    if (!made.ok) throw new Error((await made.json()).detail)
    const topic = await made.json()
    expectTypeOf(topic.filed).toEqualTypeOf<number>()
    expect(topic).toMatchObject({ id: 'trade', tags: ['trade'], filed: 0 })

    const schedule = { every: 'day', at: ['08:00'], zone: 'Europe/Berlin' }
    await api.digests.$post({ json: { id: 'brief', name: 'The Brief', topics: ['trade'], schedule } })
    const next = await api.digests[':id'].next.$get({ param: { id: 'brief' } })
    if (!next.ok) throw new Error('no next')
    const { items } = await next.json()
    expectTypeOf(items[0]!.at).toEqualTypeOf<string>()
    expect(items.map(({ at }) => at)[0]).toBe('2026-11-24T07:00:00.000Z')

    await article('One', ['trade'])
    const articles = await api.articles.$get({ query: { limit: '10', status: 'filed' } })
    if (!articles.ok) throw new Error('no articles')
    expectTypeOf((await articles.json()).items[0]!.status).toEqualTypeOf<'draft' | 'filed' | 'quarantined'>()

    const once = { headers: { 'idempotency-key': 'k1' } }
    for (const replayed of [null, 'true']) {
      const answer = await api.topics.$post({ json: { slug: 'sea', name: 'Sea' } }, once)
      expect([answer.status, answer.headers.get('idempotent-replayed')]).toEqual([201, replayed])
    }

    const again = await api.topics.$post({ json: { slug: 'trade', name: 'Again' } })
    expect(again.status).toBe(409)
    if (again.ok) throw new Error('made twice')
    const problem = await again.json()
    expectTypeOf(problem.detail).toEqualTypeOf<string>()
    expect(problem.field).toBe('slug')

    // @ts-expect-error A topic has a name.
    const nameless = await api.topics.$post({ json: { slug: 'sea' } })
    expect(nameless.status).toBe(422)
  })
})
