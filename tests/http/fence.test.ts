import { describe, expect, it } from 'vitest'
import { createConsole } from '../../functions/http/console.ts'
import { createTick } from '../../functions/http/scheduled.ts'
import { emptyShelf } from '../support/memory/shelf.ts'
import { createMemory } from '../support/memory.ts'
import { aWorld } from '../support/world.ts'

/** The API of a table; `closed`: it was kept elsewhere first. */
async function anApi(closed: boolean) {
  const shelf = emptyShelf()
  if (closed) shelf.fence.set('fence', { id: 'inst1', table: 'the original' })
  const world = await aWorld({ stores: ({ now }) => createMemory({ now, shelf, place: { table: 'tidings' } }) })
  await world.topics('trade', 'city')
  await world.digest()
  await world.article('Forty ships', ['trade'])
  const app = createConsole(world.ports, 'the key')
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await app.request(`/api${path}`, {
      method,
      headers: { authorization: 'Bearer the key' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: answer.status, type: answer.headers.get('content-type'), body: (await answer.json()) as any }
  }
  return { ...world, app, call }
}

describe('GET /api/fence', () => {
  it('says that the table may send, and as which installation', async () => {
    const { call } = await anApi(false)
    expect((await call('GET', '/fence')).body).toEqual({ table: 'tidings', status: 'armed', installation: 'memory' })
  })

  it('says that a copy may not, why, and which name arms it', async () => {
    const { call } = await anApi(true)
    const { status, body } = await call('GET', '/fence')
    expect([status, body]).toEqual([
      200,
      { table: 'tidings', status: 'closed', reason: expect.stringContaining('restored or cloned') },
    ])
  })

  it('is closed to whoever has no key', async () => {
    const { app } = await anApi(true)
    expect((await app.request('/api/fence')).status).toBe(401)
    expect((await app.request('/api/fence/arm', { method: 'POST', body: '{"table":"tidings"}' })).status).toBe(401)
  })
})

describe('POST /api/fence/arm', () => {
  it.each([
    [{ table: 'the original' }, 'table'],
    [{ table: '' }, 'table'],
    [{ table: 7 }, 'table'],
    [{}, 'table'],
    [{ table: 'tidings', force: true }, 'force'],
  ])('refuses %j, names the field, and leaves the fence closed', async (order, field) => {
    const { call } = await anApi(true)
    const { status, type, body } = await call('POST', '/fence/arm', order)
    expect([status, type, body.field]).toEqual([422, 'application/problem+json', field])
    expect((await call('GET', '/fence')).body.status).toBe('closed')
  })

  it('opens the fence to whoever names the table, and an issue goes out', async () => {
    const { call, reader, drain, mailbox } = await anApi(true)
    await reader('ada')
    const armed = await call('POST', '/fence/arm', { table: 'tidings' })
    expect([armed.status, armed.body.status]).toEqual([200, 'armed'])
    expect(armed.body.installation).not.toBe('inst1')
    expect((await call('GET', '/fence')).body).toEqual(armed.body)
    expect((await call('POST', '/digests/brief/issues')).status).toBe(201)
    await drain()
    expect(mailbox.summary().mails).toBe(1)
  })
})

describe('while the fence is closed', () => {
  it('an issue is refused with the reason', async () => {
    const { call, mailbox } = await anApi(true)
    const { status, type, body } = await call('POST', '/digests/brief/issues')
    expect([status, type, body.detail]).toEqual([
      409,
      'application/problem+json',
      expect.stringContaining('restored or cloned'),
    ])
    expect((await call('GET', '/digests/brief/issues')).body.items).toEqual([])
    expect(mailbox.summary().mails).toBe(0)
  })

  it('the tick answers why it does nothing', async () => {
    const { ports, turnTo } = await anApi(true)
    turnTo('2026-11-24T07:00:00Z')
    const answer = await createTick(ports).request('/tick', { method: 'POST' })
    expect(await answer.json()).toMatchObject({ opened: 0, closed: expect.stringContaining('restored or cloned') })
  })

  it('everything else is edited and taken in as ever', async () => {
    const { call, ports } = await anApi(true)
    expect((await call('POST', '/topics', { slug: 'sea', name: 'Sea' })).status).toBe(201)
    expect((await call('POST', '/articles', { url: 'https://a.example/1', title: 'One', tags: ['sea'] })).status).toBe(
      201,
    )
    const asked = await call('POST', '/subscribers', { email: 'ada@mail.example.net', digests: ['brief'] })
    expect(asked.status).toBe(202)
    expect(await ports.letters.due('2026-11-25T00:00:00.000Z', 9)).toHaveLength(1)
  })
})
