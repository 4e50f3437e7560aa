import { readFileSync } from 'node:fs'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { Busy } from '../../core/model/busy.ts'
import { type FieldCode, fieldCodes } from '../../core/model/refusal.ts'
import { afterSuppression } from '../../core/model/subscriber.ts'
import type { Ports } from '../../core/ports.ts'
import { client } from '../../functions/http/api/client.ts'
import { refusalCodes } from '../../functions/http/api/reading.ts'
import { createConsole } from '../../functions/http/console.ts'
import type { ProblemBody } from '../../functions/http/problem.ts'
import { allProblemCodes, type ProblemCode, problemCodes, typeOfProblem } from '../../functions/http/problem-codes.ts'
import { emptyShelf } from '../support/memory/shelf.ts'
import { createMemory } from '../support/memory.ts'
import { anItem, aWeb } from '../support/paper.ts'
import { aWorld } from '../support/world.ts'

const FEED = 'https://paper.example/feed'
const DIGEST = { id: 'brief', name: 'The Brief', topics: ['trade'], schedule: 'every day at 08:00, UTC' }

type Given = { readonly key?: string; readonly once?: string; readonly body?: unknown; readonly raw?: BodyInit }

/** An API with one topic; `change`: ports that behave otherwise. `closed`: its table is a copy. */
async function anApi(options: { change?: (ports: Ports) => Partial<Ports>; closed?: boolean } = {}) {
  const shelf = emptyShelf()
  if (options.closed) shelf.fence.set('fence', { id: 'inst1', table: 'the original' })
  const web = aWeb()
  web.put(FEED, [anItem(1)])
  const stores = ({ now }: { now: () => string }) => createMemory({ now, shelf, place: { table: 'tidings' } })
  const world = await aWorld({ fetch: web.fetch, stores })
  await world.topics('trade')
  const app = createConsole({ ...world.ports, ...options.change?.(world.ports) }, 'the key')
  const call = async (method: string, path: string, { key = 'the key', once, body, raw }: Given = {}) => {
    const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body))
    return app.request(`/api${path}`, {
      method,
      headers: { ...(key ? { authorization: `Bearer ${key}` } : {}), ...(once ? { 'idempotency-key': once } : {}) },
      ...(sent === undefined ? {} : { body: sent }),
    })
  }
  const post = (path: string, body?: unknown, once?: string) =>
    call('POST', path, { ...(body === undefined ? {} : { body }), ...(once ? { once } : {}) })
  const keyFor = async (...scopes: string[]) =>
    ((await (await post('/keys', { name: 'Script', scopes })).json()) as { secret: string }).secret
  return { ...world, web, app, call, post, keyFor }
}

type Api = Awaited<ReturnType<typeof anApi>>

/** A request that comes to each code. */
const requests: Readonly<Record<ProblemCode, (api: Api) => Promise<Response>>> = {
  unreadable: ({ call }) => call('POST', '/topics', { raw: '{' }),
  unauthorized: ({ call }) => call('GET', '/topics', { key: '' }),
  insufficient_scope: async ({ call, keyFor }) => call('GET', '/digests', { key: await keyFor('articles:read') }),
  forbidden: async ({ call, keyFor }) => call('GET', '/nowhere', { key: await keyFor('articles:read') }),
  not_found: ({ call }) => call('GET', '/topics/nothing'),
  unknown_address: ({ call }) => call('GET', '/nowhere'),
  method_not_allowed: ({ call }) => call('PUT', '/topics'),
  conflict: async () => {
    const faster: Ports['digests']['save'] = async () => 'lost'
    const change = ({ digests }: Ports) => ({
      digests: {
        ...digests,
        save: (...[before, after]: Parameters<typeof faster>) => (before ? faster : digests.save)(before, after),
      },
    })
    const lost = await anApi({ change })
    await lost.post('/digests', DIGEST)
    return lost.call('PATCH', '/digests/brief', { body: { name: 'Another' } })
  },
  topic_exists: ({ post }) => post('/topics', { slug: 'trade', name: 'Trade' }),
  topic_in_use: async ({ post, call }) => {
    await post('/digests', DIGEST)
    return call('DELETE', '/topics/trade')
  },
  feed_exists: async ({ post }) => {
    await post('/feeds', { url: FEED })
    return post('/feeds', { url: FEED, trusted: true })
  },
  digest_exists: async ({ post }) => {
    await post('/digests', DIGEST)
    return post('/digests', DIGEST)
  },
  nothing_new: async ({ post }) => {
    await post('/digests', DIGEST)
    return post('/digests/brief/preview', {})
  },
  sending_closed: async () => {
    const copy = await anApi({ closed: true })
    await copy.post('/digests', DIGEST)
    return copy.post('/digests/brief/issues')
  },
  issue_under_way: async ({ post, article, digest, reader }) => {
    await digest({ topics: ['trade'] })
    await reader('ada')
    await article('Forty ships', ['trade'])
    await post('/digests/brief/issues')
    await article('A crane', ['trade'])
    return post('/digests/brief/issues')
  },
  wrong_status: async ({ post }) => {
    await post('/digests', DIGEST)
    const { id } = (await (await post('/digests/brief/issues')).json()) as { id: string }
    return post(`/issues/${id}/resume`)
  },
  address_suppressed: async (api) => {
    await suppressed(api)
    return api.post('/subscribers', { email: 'ada@mail.example.net', digests: ['brief'], attestation: 'She asked.' })
  },
  not_suppressed: ({ post }) => post('/subscribers/lift', { email: 'ada@mail.example.net', note: 'She wrote to us.' }),
  idempotency_in_progress: async () => {
    const open = await anApi({ change: unsettled })
    await open.post('/topics', { slug: 'sea', name: 'Sea' }, 'k1')
    return open.post('/topics', { slug: 'sea', name: 'Sea' }, 'k1')
  },
  idempotency_answer_gone: async ({ post }) => {
    const key = { name: 'Script', scopes: ['articles:read'] }
    await post('/keys', key, 'k1')
    return post('/keys', key, 'k1')
  },
  idempotency_outcome_unknown: async () => {
    const dead = await anApi({ change: unsettled })
    await dead.post('/digests', DIGEST)
    await dead.post('/digests/brief/issues', undefined, 'k1')
    dead.clock.now += 16 * 60_000
    return dead.post('/digests/brief/issues', undefined, 'k1')
  },
  too_large: ({ call }) => call('POST', '/articles', { raw: 'x'.repeat(5_000_000) }),
  invalid: ({ post }) => post('/topics', {}),
  invalid_cursor: ({ call }) => call('GET', '/articles?cursor=nonsense'),
  columns_unclear: async ({ call, post }) => {
    await post('/digests', DIGEST)
    const list = 'email,Newsletter consent state\nada@mail.example.net,perhaps\nbob@mail.example.net,purple\n'
    return call('POST', '/subscribers/import?digest=brief', { raw: list })
  },
  feed_unreadable: ({ post }) => post('/feeds', { url: 'https://nowhere.example/feed' }),
  settings_missing: async ({ ports, post }) => {
    await post('/digests', DIGEST)
    const known = await ports.settings.get()
    await ports.settings.put({ ...known, publisher: { ...known.publisher, postalAddress: '' } })
    return post('/digests/brief/issues')
  },
  idempotency_key_invalid: ({ post }) => post('/topics', { slug: 'sea', name: 'Sea' }, 'two words'),
  idempotency_key_reused: async ({ post }) => {
    await post('/topics', { slug: 'sea', name: 'Sea' }, 'k1')
    return post('/topics', { slug: 'river', name: 'River' }, 'k1')
  },
  internal_error: async () => {
    const broken = await anApi({
      change: ({ topics }) => ({ topics: { ...topics, all: () => Promise.reject(new Error('a wire')) } }),
    })
    return broken.call('GET', '/topics')
  },
  busy: async () => {
    const busy = await anApi({
      change: ({ topics }) => ({ topics: { ...topics, all: () => Promise.reject(new Busy('not now')) } }),
    })
    return busy.call('GET', '/topics')
  },
}

/** No answer is ever written down. */
const unsettled = ({ repeats }: Ports): Partial<Ports> => ({ repeats: { ...repeats, settle: async () => {} } })

async function suppressed({ digest, reader, ports }: Api): Promise<void> {
  await digest({ topics: ['trade'] })
  const { id } = await reader('ada')
  const before = (await ports.subscribers.get(id))!
  const { subscriber, consent } = afterSuppression(before, 'complained', ports.now(), 'the provider said so')
  const suppression = { why: 'complained', at: ports.now() } as const
  await ports.subscribers.save({ before, after: subscriber, consent, suppression })
}

describe('a refusal', () => {
  it.each(allProblemCodes)('is given its code: %s', async (code) => {
    const api = await anApi()
    const answer = await requests[code](api)
    const problem = (await answer.json()) as ProblemBody
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      problemCodes[code].status,
      'application/problem+json',
    ])
    expect(problem).toMatchObject({
      type: typeOfProblem(code),
      title: problemCodes[code].title,
      status: problemCodes[code].status,
      code,
      detail: expect.stringMatching(/^.+[.…)"]$/),
    })
  })

  const wrong: Readonly<Record<FieldCode, (api: Api) => Promise<Response>>> = {
    required: ({ post }) => post('/topics', { name: 'Sea' }),
    unknown_field: ({ post }) => post('/topics', { slug: 'sea', name: 'Sea', colour: 'blue' }),
    wrong_type: ({ post }) => post('/topics', { slug: 'sea', name: 7 }),
    not_one_of: ({ post }) => post('/keys', { name: 'Script', scopes: ['everything'] }),
    out_of_range: ({ post }) => post('/feeds', { url: FEED, dailyCap: 0 }),
    too_short: async (api) => {
      await suppressed(api)
      return api.post('/subscribers/lift', { email: 'ada@mail.example.net', note: 'Yes.' })
    },
    too_long: ({ post }) => post('/articles', { url: 'https://a.example/1', title: 'x'.repeat(10_001) }),
    too_few: ({ post }) => post('/digests', { ...DIGEST, topics: [] }),
    too_many: ({ post }) => post('/articles', { url: 'https://a.example/1', title: 'One', tags: Array(101).fill('x') }),
    one_line: ({ post }) => post('/topics', { slug: 'sea', name: 'Sea\r\nBcc: everybody@example.org' }),
    not_there: ({ post }) => post('/digests', { ...DIGEST, topics: ['nothing'] }),
    taken: ({ post }) => post('/topics', { slug: 'trade', name: 'Trade' }),
    fixed: async ({ post, call }) => {
      const { id } = (await (await post('/feeds', { url: FEED })).json()) as { id: string }
      return call('PATCH', `/feeds/${id}`, { body: { url: 'https://paper.example/other' } })
    },
    invalid: ({ post }) => post('/topics', { slug: 'The Sea', name: 'Sea' }),
  }

  it.each(Object.keys(fieldCodes) as FieldCode[])('says of a field: %s', async (code) => {
    const problem = (await (await wrong[code](await anApi())).json()) as ProblemBody
    expect(problem.errors?.map((error) => error.code)).toEqual([code])
    expect(problem.errors?.[0]).toMatchObject({ field: problem.field, detail: expect.any(String) })
  })

  it('has a type that leads to its meaning on the page of the API', async () => {
    const { app } = await anApi()
    for (const code of allProblemCodes) {
      const [path, anchor] = typeOfProblem(code).split('#')
      const page = await (await app.request(path!)).text()
      expect(page).toContain(`id="${anchor}"`)
    }
  })

  it('is never told apart by its title alone', () => {
    const titles = Object.values(problemCodes).map(({ title }) => title)
    expect(new Set(titles).size).toBe(titles.length)
  })
})

describe('the document', () => {
  it('names for each operation the codes that it may be refused with, and each code that a route can come to', async () => {
    const { app } = await anApi()
    const document = await (await app.request('/api/openapi.json')).json()
    const codesOf = (path: string, method: string) => refusalCodes(document.paths[path][method], document)
    expect(codesOf('/topics', 'get')).toEqual(['unauthorized', 'insufficient_scope', 'internal_error', 'busy'])
    expect(codesOf('/topics/{slug}', 'delete')).toEqual([
      'unauthorized',
      'insufficient_scope',
      'not_found',
      'topic_in_use',
      'internal_error',
      'busy',
    ])
    expect(codesOf('/digests', 'post')).toContain('digest_exists')
    const all = Object.keys(document.paths).flatMap((path) =>
      Object.keys(document.paths[path]).flatMap((method) => codesOf(path, method)),
    )
    // These come to nobody who asks at an address of the document, in a way that it has.
    const elsewhere = ['forbidden', 'unknown_address', 'method_not_allowed']
    expect([...new Set([...all, ...elsewhere])].sort()).toEqual([...allProblemCodes].sort())
  })

  it('is followed by docs/api.md, code by code', () => {
    const text = readFileSync('docs/api.md', 'utf8')
    const rows = [...text.matchAll(/^\| `(\w+)` +\| `(\d{3})` \| (.+?) *\|$/gm)].map(([, code, status, when]) => [
      code,
      Number(status),
      when,
    ])
    expect(rows).toEqual(allProblemCodes.map((code) => [code, problemCodes[code].status, problemCodes[code].when]))
    const [, fields = ''] = text.split('its own `code`')
    const told = [...fields.split('\n## ')[0]!.matchAll(/^\| `(\w+)` +\| (.+?) *\|$/gm)].map(([, code, means]) => [
      code,
      means,
    ])
    expect(told).toEqual(Object.entries(fieldCodes))
  })
})

describe('the typed client', () => {
  it('lets a program answer every code that a route may be refused with, and no other', async () => {
    const { app, post } = await anApi()
    await post('/digests', DIGEST)
    const api = client('http://localhost/api', 'the key', (input, init) =>
      Promise.resolve(app.request(input as string, init)),
    )
    const answer = await api.digests.$post({ json: DIGEST })
    if (answer.ok) throw new Error('made twice')
    const problem = await answer.json()
    const todo = (): 'use it' | 'wait' | 'mend' | 'report' => {
      switch (problem.code) {
        case 'digest_exists':
          return 'use it'
        case 'busy':
        case 'idempotency_in_progress':
          return 'wait'
        case 'invalid':
        case 'invalid_cursor':
        case 'unreadable':
        case 'too_large':
          return 'mend'
        case 'unauthorized':
        case 'insufficient_scope':
        case 'not_found':
        case 'idempotency_answer_gone':
        case 'idempotency_outcome_unknown':
        case 'idempotency_key_invalid':
        case 'idempotency_key_reused':
        case 'internal_error':
          return 'report'
        default:
          return problem.code satisfies never
      }
    }
    expect(todo()).toBe('use it')
    expectTypeOf<'topic_exists'>().not.toExtend<typeof problem.code>()
  })
})

describe('a sign-up in JSON', () => {
  it('is refused as the API refuses', async () => {
    const { site } = await anApi()
    const ask = async (body: string) => {
      const headers = { 'content-type': 'application/json' }
      const answer = await site.request('/subscribe', { method: 'POST', headers, body })
      return { type: answer.headers.get('content-type'), problem: (await answer.json()) as ProblemBody }
    }
    for (const [body, code] of [
      ['{', 'unreadable'],
      ['{}', 'invalid'],
    ] as const) {
      const { type, problem } = await ask(body)
      const { status, title } = problemCodes[code]
      expect(type).toContain('application/problem+json')
      expect(problem).toMatchObject({ type: typeOfProblem(code), title, status, code })
    }
  })
})
