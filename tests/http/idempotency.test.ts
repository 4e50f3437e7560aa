import { describe, expect, it } from 'vitest'
import { decideRepeat, MOST_KEPT, outcomeOf } from '../../core/model/repeat.ts'
import type { Ports } from '../../core/ports.ts'
import { createConsole } from '../../functions/http/console.ts'
import { aWorld } from '../support/world.ts'

type Change = (ports: Ports) => Partial<Ports>

async function anApi(change: Change = () => ({})) {
  const world = await aWorld()
  const ports = { ...world.ports, ...change(world.ports) }
  const app = createConsole(ports, 'the key')
  const post = async (path: string, name: string, body?: unknown, key = 'the key') => {
    const response = await app.request(`/api${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'idempotency-key': name },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return {
      status: response.status,
      replayed: response.headers.get('idempotent-replayed'),
      retryAfter: response.headers.get('retry-after'),
      type: response.headers.get('content-type'),
      text,
      field: (text === '' ? {} : (JSON.parse(text) as { field?: string })).field,
    }
  }
  return { ...world, ports, app, post }
}

const topic = { slug: 'trade', name: 'Trade' }

describe('a request with a name', () => {
  it('is carried out once, and answered the same again, word for word', async () => {
    const { post, ports } = await anApi()
    const first = await post('/topics', 'k1', topic)
    const again = await post('/topics', 'k1', topic)
    expect([first.status, first.replayed]).toEqual([201, null])
    expect(again).toEqual({ ...first, replayed: 'true' })
    expect((await ports.topics.all()).length).toBe(1)
    expect((await post('/topics', 'k2', topic)).status).toBe(409)
  })

  it('belongs to what it was first used for', async () => {
    const { post } = await anApi()
    await post('/topics', 'k1', topic)
    const other = await post('/topics', 'k1', { slug: 'sea', name: 'Sea' })
    expect([other.status, other.field, other.replayed]).toEqual([422, 'idempotency-key', null])
    expect((await post('/articles', 'k1', topic)).status).toBe(422)
  })

  it('is forgotten after a day', async () => {
    const { post, clock } = await anApi()
    await post('/topics', 'k1', topic)
    clock.now += 24 * 3_600_000 - 1_000
    expect((await post('/topics', 'k1', topic)).replayed).toBe('true')
    clock.now += 2_000
    expect((await post('/topics', 'k1', topic)).status).toBe(409)
  })

  it('may be tried anew after a refusal: nothing was done', async () => {
    const { post, ports } = await anApi()
    const digest = { id: 'brief', name: 'B', topics: ['trade'], schedule: 'every day at 08:00, UTC' }
    expect((await post('/digests', 'k1', digest)).status).toBe(422)
    expect((await post('/topics', 'k2', topic)).status).toBe(201)
    const made = await post('/digests', 'k1', digest)
    expect([made.status, made.replayed]).toEqual([201, null])
    expect((await ports.digests.list({ limit: 10 })).items.length).toBe(1)
  })

  it('is nobody else’s: another key may use the same', async () => {
    const { app, post } = await anApi()
    const made = await app.request('/api/keys', {
      method: 'POST',
      headers: { authorization: 'Bearer the key' },
      body: JSON.stringify({ name: 'Script', scopes: ['articles:write'] }),
    })
    const { secret } = (await made.json()) as { secret: string }
    await post('/topics', 'k1', topic)
    const other = await post('/topics', 'k1', { slug: 'sea', name: 'Sea' }, secret)
    expect([other.status, other.replayed]).toEqual([201, null])
  })

  it('waits for the first, while that is being carried out', async () => {
    let open = () => {}
    const opened = new Promise<void>((resolve) => {
      open = resolve
    })
    const { post, ports } = await anApi(({ topics }) => ({
      topics: {
        ...topics,
        put: async (one, mode) => {
          await opened
          return topics.put(one, mode)
        },
      },
    }))
    const first = post('/topics', 'k1', topic)
    const meanwhile = await post('/topics', 'k1', topic)
    expect([meanwhile.status, meanwhile.field, meanwhile.retryAfter]).toEqual([409, 'idempotency-key', '2'])
    open()
    expect((await first).status).toBe(201)
    expect((await post('/topics', 'k1', topic)).replayed).toBe('true')
    expect((await ports.topics.all()).length).toBe(1)
  })

  it('has a name that can be told', async () => {
    const { post } = await anApi()
    for (const name of ['with space', 'x'.repeat(256)])
      expect(await post('/topics', name, topic)).toMatchObject({ status: 422, field: 'idempotency-key' })
  })

  it('costs nothing without one, and means nothing where nothing is made', async () => {
    const { app, ports } = await anApi((known) => ({
      repeats: { ...known.repeats, claim: async () => Promise.reject(new Error('asked')) },
    }))
    await ports.topics.put({ slug: 'trade', name: 'Trade', tags: [], createdAt: ports.now() }, 'new')
    const ask = (method: string, path: string, headers = {}, body?: string) =>
      app.request(`/api${path}`, {
        method,
        headers: { authorization: 'Bearer the key', ...headers },
        ...(body ? { body } : {}),
      })
    expect((await ask('POST', '/topics', {}, '{"slug":"sea","name":"Sea"}')).status).toBe(201)
    expect((await ask('GET', '/topics/trade', { 'idempotency-key': 'k' })).status).toBe(200)
    expect((await ask('PATCH', '/topics/trade', { 'idempotency-key': 'k' }, '{"name":"T"}')).status).toBe(200)
    expect((await ask('POST', '/nowhere', { 'idempotency-key': 'k' })).status).toBe(404)
  })
})

describe('an issue that is opened by a request with a name', () => {
  const ready = async (change?: Change) => {
    const api = await anApi(change)
    await api.topics('trade', 'city')
    await api.digest()
    await api.reader('ada')
    await api.article('One', ['trade'])
    return api
  }

  it('is opened once, and mailed once, however often it is asked for', async () => {
    const { post, drain, mails, ports } = await ready()
    const first = await post('/digests/brief/issues', 'k1')
    await drain()
    const again = await post('/digests/brief/issues', 'k1')
    await drain()
    expect([first.status, again.status, again.replayed, again.text]).toEqual([201, 201, 'true', first.text])
    expect(mails().length).toBe(1)
    expect((await ports.issues.list('brief', { limit: 10 })).items.length).toBe(1)
  })

  it('is not opened again when nobody knows whether it was: the answer says so, and where the name leads', async () => {
    let isBroken = true
    const { post, drain, mails, ports } = await ready(({ queue }) => ({
      queue: {
        ...queue,
        sendIssue: async (order) => {
          await queue.sendIssue(order)
          if (isBroken) throw new Error('the line is dead')
        },
      },
    }))
    expect((await post('/digests/brief/issues', 'k1')).status).toBe(500)
    isBroken = false
    await drain()
    const again = await post('/digests/brief/issues', 'k1')
    expect([again.status, again.field, again.retryAfter]).toEqual([409, 'idempotency-key', null])
    await drain()
    expect(mails().length).toBe(1)
    expect((await ports.issues.list('brief', { limit: 10 })).items.length).toBe(1)
  })

  it('nor when the function died before it could write down what it did', async () => {
    const { post, clock, ports } = await ready(({ repeats }) => ({ repeats: { ...repeats, settle: async () => {} } }))
    expect((await post('/digests/brief/issues', 'k1')).status).toBe(201)
    expect((await post('/digests/brief/issues', 'k1')).retryAfter).toBe('2')
    clock.now += 16 * 60_000
    expect(await post('/digests/brief/issues', 'k1')).toMatchObject({ status: 409, retryAfter: null })
    expect((await ports.issues.list('brief', { limit: 10 })).items.length).toBe(1)
  })
})

describe('a request that broke off', () => {
  it('is carried out again, where doing it twice does it once', async () => {
    let isBroken = true
    const { post, events } = await anApi(({ topics }) => ({
      topics: {
        ...topics,
        put: async (one, mode) => {
          if (isBroken) throw new Error('the table is away')
          return topics.put(one, mode)
        },
      },
    }))
    expect((await post('/topics', 'k1', topic)).status).toBe(500)
    isBroken = false
    expect(await post('/topics', 'k1', topic)).toMatchObject({ status: 201, replayed: null })
    expect(events.some(({ event }) => event === 'request.failed')).toBe(true)
  })

  it('answers what it has done, even if that cannot be written down', async () => {
    const { post, events } = await anApi(({ repeats }) => ({
      repeats: { ...repeats, settle: () => Promise.reject(new Error('the table is away')) },
    }))
    expect((await post('/topics', 'k1', topic)).status).toBe(201)
    expect(events.map(({ event }) => event)).toContain('repeat.unkept')
  })
})

describe('what is decided of a repeat', () => {
  const begunAt = '2026-11-24T06:00:00.000Z'
  const asked = { what: 'w', once: false, now: '2026-11-24T06:10:00.000Z' }
  const later = '2026-11-24T06:15:00.000Z'
  const answer = { status: 201, type: 'application/json', body: '{}' }

  it.each([
    [{ outcome: answer }, {}, 'answer'],
    [{ outcome: answer }, { what: 'other' }, 'other'],
    [{ outcome: 'too-long' }, {}, 'too-long'],
    [{}, {}, 'running'],
    [{}, { once: true }, 'running'],
    [{}, { now: later }, 'again'],
    [{}, { now: later, once: true }, 'unknown'],
    [{ outcome: 'unknown' }, { once: true }, 'unknown'],
    [{}, { what: 'other', now: later }, 'other'],
  ] as const)('%j asked %j: %s', (known, change, kind) => {
    expect(decideRepeat({ what: 'w', begunAt, ...known }, { ...asked, ...change }).kind).toBe(kind)
  })

  it('keeps what was done, forgets what was refused, and is not sure of a fault where it matters', () => {
    expect(outcomeOf(answer, true)).toEqual(answer)
    expect(outcomeOf({ ...answer, status: 409 }, true)).toBeUndefined()
    expect(outcomeOf({ ...answer, status: 500 }, true)).toBe('unknown')
    expect(outcomeOf({ ...answer, status: 500 }, false)).toBeUndefined()
    expect(outcomeOf({ ...answer, body: 'ü'.repeat(MOST_KEPT / 2 + 1) }, true)).toBe('too-long')
  })
})
