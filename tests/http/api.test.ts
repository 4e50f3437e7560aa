import { describe, expect, it } from 'vitest'
import { createConsole } from '../../functions/http/console.ts'
import { aWorld } from '../support/world.ts'

const schedule = { every: 'weekday', at: ['08:00'], zone: 'Europe/Berlin' }

async function anApi() {
  const world = await aWorld()
  const app = createConsole(world.ports, 'the key')
  const call = async (method: string, path: string, body?: unknown) => {
    const init: RequestInit = { method, headers: { authorization: 'Bearer the key' } }
    if (body !== undefined) init.body = typeof body === 'string' ? body : JSON.stringify(body)
    const response = await app.request(`/api${path}`, init)
    const text = await response.text()
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      body: text === '' ? undefined : (JSON.parse(text) as any),
    }
  }
  const fields = async (method: string, path: string, body: unknown) => {
    const answer = await call(method, path, body)
    expect(answer.type).toBe('application/problem+json')
    return [answer.status, ...(answer.body.errors ?? []).map((one: { field: string }) => one.field)]
  }
  return { ...world, app, call, fields }
}

describe('the API', () => {
  it('is closed to whoever has no key, and says how to open it', async () => {
    const { app } = await anApi()
    for (const headers of [{}, { authorization: 'Bearer another' }, { authorization: 'the key' }]) {
      const answer = await app.request('/api/topics', { headers: headers as Record<string, string> })
      expect([answer.status, answer.headers.get('www-authenticate'), answer.headers.get('content-type')]).toEqual([
        401,
        'Bearer',
        'application/problem+json',
      ])
    }
  })

  it('carries an editor from the first topic to an issue in the inbox', async () => {
    const { call, drain, mails } = await anApi()
    expect((await call('POST', '/topics', { slug: 'trade', name: 'Trade', tags: ['Commerce'] })).status).toBe(201)
    const article = await call('POST', '/articles', {
      url: 'https://a.example/1?utm_source=x',
      title: 'Forty ships',
      summary: 'At anchor.',
      tags: ['commerce'],
    })
    expect([article.status, article.body.url, article.body.status, article.body.topics]).toEqual([
      201,
      'https://a.example/1',
      'filed',
      ['trade'],
    ])
    expect(
      (
        await call('POST', '/articles', {
          url: 'https://a.example/1',
          title: 'Forty ships',
          summary: 'At anchor.',
          tags: ['commerce'],
        })
      ).status,
    ).toBe(200)
    const digest = await call('POST', '/digests', { id: 'brief', name: 'The Brief', topics: ['trade'], schedule })
    expect([digest.status, digest.body.when]).toEqual([201, 'every weekday at 08:00, Europe/Berlin'])
    const reader = await call('POST', '/subscribers', {
      email: 'Ada@mail.example.net',
      digests: ['brief'],
      attestation: 'signed the paper list in May',
    })
    expect([reader.status, reader.body.status, reader.body.email]).toEqual([201, 'active', 'ada@mail.example.net'])
    const issue = await call('POST', '/digests/brief/issues', '')
    expect([issue.status, issue.body.status, issue.body.articles.length]).toEqual([201, 'sending', 1])
    await drain()
    expect(mails().map((mail) => mail.to)).toEqual([['ada@mail.example.net']])
    const sent = await call('GET', `/issues/${issue.body.id}`)
    expect(sent.body).toMatchObject({
      status: 'sent',
      counts: { readers: 1, sent: 1, skipped: 0, failed: 0, unknown: 0, bounced: 0, complained: 0 },
    })
    expect((await call('GET', '/digests/brief/issues')).body.items).toMatchObject([{ id: issue.body.id }])
  })

  it('files what came in before its topic, when the topic is made', async () => {
    const { call } = await anApi()
    const { body } = await call('POST', '/articles', {
      url: 'https://a.example/1',
      title: 'Forty ships',
      tags: ['US News'],
    })
    expect(body.topics).toEqual([])
    expect((await call('POST', '/topics', { slug: 'usa', name: 'USA', tags: ['us-news'] })).body.filed).toBe(1)
    expect((await call('GET', `/articles/${body.id}`)).body.topics).toEqual(['usa'])
  })

  it('asks by mail whoever comes without an attestation', async () => {
    const { call, drain, mails, topics, digest } = await anApi()
    await topics('trade', 'city')
    await digest()
    const answer = await call('POST', '/subscribers', {
      email: 'ada@mail.example.net',
      digests: [{ digest: 'brief', topics: ['trade'] }],
    })
    expect([answer.status, answer.body.status]).toEqual([202, 'pending'])
    await drain()
    expect(mails().map((mail) => mail.text!.includes('/confirm/'))).toEqual([true])
    expect((await call('GET', '/subscribers?email=ada@mail.example.net')).body.items).toMatchObject([
      { status: 'pending', digests: [{ topics: ['trade'], status: 'pending' }] },
    ])
  })

  it('lists the next five sends, in local time and UTC, and says which one the clocks move', async () => {
    const { call, topics, turnTo } = await anApi()
    await topics('trade')
    await call('POST', '/digests', {
      id: 'night',
      name: 'Night',
      topics: ['trade'],
      schedule: { every: 'day', at: ['02:30'], zone: 'Europe/Berlin' },
    })
    turnTo('2026-03-27T12:00:00Z')
    const { items } = (await call('GET', '/digests/night/next')).body
    expect(items).toHaveLength(5)
    expect(items[1]).toMatchObject({
      slot: '2026-03-29T02:30@Europe/Berlin',
      at: '2026-03-29T01:30:00.000Z',
      note: expect.stringContaining('does not exist'),
    })
  })

  it('keeps from when every second week is counted, and counts on from there after an edit', async () => {
    const { call, topics, turnTo } = await anApi()
    await topics('trade')
    const made = await call('POST', '/digests', {
      id: 'brief',
      name: 'The Brief',
      topics: ['trade'],
      schedule: 'every other Monday at 8, Berlin',
    })
    expect([made.status, made.body.when, made.body.schedule]).toEqual([
      201,
      'every second Monday at 08:00, counted from 2026-11-30, Europe/Berlin',
      { every: 'week', on: ['mon'], interval: 2, countedFrom: '2026-11-30', at: ['08:00'], zone: 'Europe/Berlin' },
    ])
    turnTo('2026-12-02T12:00:00Z')
    const { schedule } = (await call('PATCH', '/digests/brief', { name: 'The Harbour Brief' })).body
    expect(schedule.countedFrom).toBe('2026-11-30')
    const { items } = (await call('GET', '/digests/brief/next')).body
    expect(items.map(({ local }: { local: string }) => local.slice(0, 10))).toEqual([
      '2026-12-14',
      '2026-12-28',
      '2027-01-11',
      '2027-01-25',
      '2027-02-08',
    ])
  })

  it.each([
    [{ every: 'month', on: ['last day'], at: ['08:00'], zone: 'UTC' }, 'on the last day of every month at 08:00, UTC'],
    [
      { every: 'month', on: ['last fri', 'first mon'], at: ['08:00'], zone: 'UTC' },
      'on the first Monday and last Friday of every month at 08:00, UTC',
    ],
    [{ every: 'quarter', at: ['08:00'], zone: 'UTC' }, 'on the 1st day of every quarter at 08:00, UTC'],
    [
      { every: 'year', on: ['07-04'], at: ['08:00'], zone: 'reader' },
      "every year on 4 July at 08:00, in each reader's own zone",
    ],
  ])('takes a rhythm as data, says it in words, and takes the words back: %j', async (schedule, when) => {
    const { call, topics } = await anApi()
    await topics('trade')
    const made = await call('POST', '/digests', { id: 'brief', name: 'The Brief', topics: ['trade'], schedule })
    expect([made.status, made.body.when]).toEqual([201, when])
    const again = await call('PATCH', '/digests/brief', { schedule: when })
    expect([again.status, again.body.schedule]).toEqual([200, made.body.schedule])
  })

  it('answers words that it does not understand with the nearest that it does', async () => {
    const { call, topics } = await anApi()
    await topics('trade')
    const schedule = 'every Monday except holidays at 8, Berlin'
    const refused = await call('POST', '/digests', { id: 'brief', name: 'The Brief', topics: ['trade'], schedule })
    expect([refused.status, refused.body.errors]).toEqual([
      422,
      [
        {
          field: 'schedule',
          code: 'invalid',
          detail:
            '"every Monday except holidays at 8, Berlin" is not a rhythm we can read. The nearest that we can is "every Monday at 08:00, Europe/Berlin", without "except holidays".',
        },
      ],
    ])
  })

  it('pauses a digest, and takes its rhythm up again without the slots it missed', async () => {
    const { call, topics, digest, tick, turnTo, reader, article } = await anApi()
    await topics('trade', 'city')
    await digest()
    await reader('ada')
    await article('One', ['trade'])
    expect((await call('POST', '/digests/brief/pause')).body.status).toBe('paused')
    expect((await call('GET', '/digests/brief/next')).body.items).toEqual([])
    turnTo('2026-11-24T09:00:00Z')
    expect((await tick()).opened).toBe(0)
    await call('POST', '/digests/brief/resume')
    expect((await tick()).opened).toBe(0)
    turnTo('2026-11-25T07:00:00Z')
    expect((await tick()).opened).toBe(1)
  })

  it('holds an issue until somebody releases it, and says until when', async () => {
    const { call, topics, article, turnTo, tick, drain, reader, mails } = await anApi()
    await topics('trade')
    const held = { id: 'brief', name: 'B', topics: ['trade'], schedule, holdMinutes: 45, release: 'person' }
    expect((await call('POST', '/digests', held)).body).toMatchObject({ holdMinutes: 45, release: 'person' })
    await reader('ada')
    await article('One', ['trade'])
    turnTo('2026-11-24T06:15:00Z')
    await tick()
    const [line] = (await call('GET', '/digests/brief/issues')).body.items
    expect((await call('GET', `/issues/${line.id}`)).body).toMatchObject({
      status: 'held',
      slot: '2026-11-24T08:00@Europe/Berlin',
      reason: 'It waits for somebody to release it.',
    })
    const released = await call('POST', `/issues/${line.id}/release`)
    expect(released.body).toMatchObject({ status: 'held', resumeAt: '2026-11-24T07:00:00.000Z' })
    expect(released.body.reason).toBeUndefined()
    turnTo('2026-11-24T07:00:00Z')
    await tick()
    await drain()
    expect((await call('GET', `/issues/${line.id}`)).body.status).toBe('sent')
    expect(mails().map(({ to }) => to[0])).toContain('ada@mail.example.net')
    expect((await call('POST', `/issues/${line.id}/release`)).status).toBe(409)
  })

  it("takes pasted text apart, and lets the editor's word win", async () => {
    const { call } = await anApi()
    const text =
      'Thursday, June 20, 2024\n\nA headline of some length here\n\nThe first paragraph is long enough to be read as prose, and it ends like one.\n\n› Subscribe\n\nPlease enter your comment!'
    const answer = await call('POST', '/articles', { text, tags: ['sea'] })
    expect(answer.body).toMatchObject({
      title: 'A headline of some length here',
      publishedAt: '2024-06-20',
      status: 'filed',
    })
    expect(JSON.stringify(answer.body)).not.toMatch(/Subscribe|comment/)
    expect((await call('POST', '/articles', { text, title: 'Mine' })).body.title).toBe('Mine')
  })

  it('pages its lists and hands out a cursor while there is more', async () => {
    const { call, clock } = await anApi()
    for (let n = 0; n < 5; n++) {
      clock.now += 1_000
      await call('POST', '/articles', { url: `https://a.example/${n}`, title: `T${n}`, tags: ['x'] })
    }
    const titles: string[] = []
    let cursor = ''
    do {
      const { body } = await call('GET', `/articles?limit=2${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
      titles.push(...body.items.map((one: { title: string }) => one.title))
      cursor = body.cursor ?? ''
    } while (cursor)
    expect(titles).toEqual(['T4', 'T3', 'T2', 'T1', 'T0'])
  })
})

describe('what the API cannot do, it says with the field', () => {
  it.each([
    ['/articles', { title: 'T' }, [422, 'url']],
    ['/articles', { url: 'https://a.example/' }, [422, 'url']],
    ['/articles', { url: 'javascript:alert(1)', title: 'T' }, [422, 'url']],
    ['/articles', { url: 'https://a.example/', title: 7 }, [422, 'title']],
    ['/articles', { url: 'https://a.example/', title: 'T', colour: 'red' }, [422, 'colour']],
    ['/articles', { text: '' }, [422, 'text']],
    ['/topics', { slug: 'World News', name: 'W' }, [422, 'slug']],
    ['/topics', { slug: 'trade', name: 'Again' }, [409, 'slug']],
    ['/digests', { id: 'x', name: 'X', topics: ['nope'], schedule }, [422, 'topics']],
    [
      '/digests',
      { id: 'x', name: 'X', topics: ['trade'], schedule: { ...schedule, zone: 'Mars/Base' } },
      [422, 'schedule.zone'],
    ],
    [
      '/digests',
      { id: 'x', name: 'X', topics: ['trade'], schedule: { ...schedule, at: ['24:00'] } },
      [422, 'schedule.at'],
    ],
    [
      '/digests',
      { id: 'x', name: 'X', topics: ['trade'], schedule: { ...schedule, until: '2020-01-01' } },
      [422, 'schedule'],
    ],
    [
      '/digests',
      { id: 'x', name: 'X', topics: ['trade'], schedule: { ...schedule, every: 'week', on: ['mon'], interval: 5 } },
      [422, 'schedule.interval'],
    ],
    [
      '/digests',
      { id: 'x', name: 'X', topics: ['trade'], schedule: { ...schedule, every: 'year', on: ['02-30'] } },
      [422, 'schedule.on'],
    ],
    ['/digests', { id: 'x', name: 'X', topics: ['trade'] }, [422, 'schedule']],
    ['/digests', { id: 'x', name: 'X', topics: ['trade'], schedule, holdMinutes: 1.5 }, [422, 'holdMinutes']],
    ['/digests', { id: 'x', name: 'X', topics: ['trade'], schedule, holdMinutes: 1_441 }, [422, 'holdMinutes']],
    ['/digests', { id: 'x', name: 'X', topics: ['trade'], schedule, release: 'soon' }, [422, 'release']],
    [
      '/digests',
      { id: 'x', name: 'X', topics: ['trade'], schedule: { ...schedule, zone: 'reader' }, holdMinutes: 10 },
      [422, 'holdMinutes'],
    ],
    [
      '/digests',
      { id: 'x', name: 'X', topics: ['trade'], schedule: { every: 'filing' }, release: 'person' },
      [422, 'release'],
    ],
    ['/subscribers', { email: 'nobody', digests: ['brief'] }, [422, 'email']],
    ['/subscribers', { email: 'a@mail.example.net', digests: ['nope'] }, [422, 'digests.0']],
    [
      '/subscribers',
      { email: 'a@mail.example.net', digests: [{ digest: 'brief', topics: ['nope'] }] },
      [422, 'digests.0.topics'],
    ],
    ['/subscribers', { email: 'a@mail.example.net', digests: ['brief'], zone: 'Nowhere' }, [422, 'zone']],
    ['/articles', '{', [400]],
    ['/articles', '', [400]],
  ])('%s %j', async (path, body, expected) => {
    const { fields, topics, digest } = await anApi()
    await topics('trade', 'city')
    await digest()
    expect(await fields('POST', path, body)).toEqual(expected)
  })

  it.each(['/topics/nope', '/articles/nope', '/digests/nope', '/issues/nope', '/subscribers/nope', '/nope'])(
    '404 for %s',
    async (path) => {
      const { fields } = await anApi()
      expect(await fields('GET', path, undefined)).toEqual([404])
    },
  )

  it('refuses an issue while no postal address is set (STD-63), and a second one while the first goes out', async () => {
    const { call, ports, topics, digest, article } = await anApi()
    await topics('trade', 'city')
    await digest()
    await article('One', ['trade'])
    const settings = await ports.settings.get()
    await ports.settings.put({ ...settings, publisher: { ...settings.publisher, postalAddress: '' } })
    expect((await call('POST', '/digests/brief/issues')).status).toBe(422)
    await call('PATCH', '/settings', { publisher: { postalAddress: '1 Quay' } })
    expect((await call('POST', '/digests/brief/issues')).status).toBe(201)
    expect((await call('POST', '/digests/brief/issues')).status).toBe(409)
  })

  it('keeps a topic that a digest still has', async () => {
    const { call, topics, digest } = await anApi()
    await topics('trade', 'city', 'sea')
    await digest()
    expect([(await call('DELETE', '/topics/trade')).status, (await call('DELETE', '/topics/sea')).status]).toEqual([
      409, 204,
    ])
  })
})
