import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { safeFetch } from '../../functions/adapters/safe-fetch.ts'
import { createConsole } from '../../functions/http/console.ts'
import { createCollect } from '../../functions/http/scheduled.ts'
import { anItem, aWeb, FEED, rssOf } from '../support/paper.ts'
import { aServer } from '../support/servers.ts'
import { aWorld, type World } from '../support/world.ts'

function anEditor(world: World) {
  const app = createConsole(world.ports, 'the key')
  const work = createCollect(world.ports)
  return {
    ...world,
    async call(method: string, path: string, body?: unknown) {
      const init: RequestInit = { method, headers: { authorization: 'Bearer the key' } }
      if (body !== undefined) init.body = JSON.stringify(body)
      const response = await app.request(`/api${path}`, init)
      const text = await response.text()
      return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as any) }
    },
    collectDue: async () => (await work.request('/collect', { method: 'POST' })).json(),
  }
}

async function aDesk() {
  const web = aWeb()
  const world = await aWorld({ fetch: web.fetch })
  await world.topics('trade', 'china')
  return { ...anEditor(world), web }
}

const trade = { categories: ['Trade'] }
const html = (head: string) => ({
  body: `<!doctype html><html><head>${head}</head><body>Hi</body></html>`,
  contentType: 'text/html; charset=utf-8',
})

describe('the API of feeds', () => {
  it('follows a feed, reads it when told, and says what came of each entry', async () => {
    const { call, web } = await aDesk()
    web.put(FEED, [anItem(1, trade), anItem(2, { title: '' }), anItem(3, { categories: ['World/China'] })])
    const rules = [{ when: { category: 'World/China' }, tag: 'China' }]
    const made = await call('POST', '/feeds', { url: FEED, tags: ['Papers'], rules, trusted: true })
    expect([made.status, made.body]).toMatchObject([
      201,
      {
        url: FEED,
        title: 'The Paper',
        tags: ['papers'],
        rules: [{ ...rules[0], tag: 'china', words: 'Where a category holds "World/China": tag "china".' }],
        trusted: true,
        dailyCap: 20,
        health: 'new',
        everyMinutes: 60,
      },
    ])
    expect(Object.keys(made.body)).not.toContain('seen')
    const { id } = made.body
    const first = await call('POST', `/feeds/${id}/collect`)
    expect([first.status, first.body]).toEqual([
      200,
      {
        entries: 3,
        added: 2,
        changed: 0,
        unchanged: 0,
        renamed: 0,
        earlier: 0,
        waiting: 0,
        quarantined: [{ entry: 'https://paper.example/2', reason: 'It has no title.' }],
      },
    ])
    expect((await call('POST', `/feeds/${id}/collect`)).body).toMatchObject({ added: 0, changed: 0, unchanged: 2 })
    const { items } = (await call('GET', '/articles?tag=china')).body
    expect(items).toMatchObject([{ title: 'Story 3', topics: ['china'], status: 'filed' }])
    expect((await call('GET', '/articles?status=quarantined')).body.items).toMatchObject([
      { reason: 'It has no title.' },
    ])
    expect((await call('GET', `/feeds/${id}`)).body).toMatchObject({
      health: 'fine',
      entries: 3,
      quarantined: 1,
      counts: { added: 2 },
    })
  })

  it('lists what was older than three days at the first look, and files one of them when told', async () => {
    const { call, web } = await aDesk()
    web.put(FEED, [anItem(1, { ...trade, published: 'Mon, 01 Jun 2015 10:00:00 GMT' })])
    const { id } = (await call('POST', '/feeds', { url: FEED, trusted: true })).body
    expect((await call('POST', `/feeds/${id}/collect`)).body).toMatchObject({ added: 0, earlier: 1 })
    const { earlier } = (await call('GET', `/feeds/${id}`)).body
    expect(earlier).toMatchObject({ n: 1, last: [{ entry: 'Story 1', at: '2015-06-01T10:00:00.000Z' }] })
    expect((await call('POST', `/feeds/${id}/earlier`, { entry: 'another' })).status).toBe(422)
    const filed = await call('POST', `/feeds/${id}/earlier`, { entry: earlier.last[0].id })
    expect([filed.status, filed.body.earlier]).toEqual([200, undefined])
    expect((await call('GET', '/articles')).body.items).toMatchObject([{ title: 'Story 1', status: 'filed' }])
    expect((await call('POST', '/feeds', { url: 'https://quay.example/feed', sinceDays: -1 })).status).toBe(422)
  })

  it('follows the feed that a page names, or that lies beside it, and shows where it found it', async () => {
    const { call, web } = await aDesk()
    const page = 'https://paper.example/'
    web.put('https://paper.example/feeds/all.xml', [anItem(1)])
    web.put('https://paper.example/feeds/comments.xml', [anItem(2)])
    const link = (href: string, more: string) =>
      `<link rel="alternate" type="application/rss+xml" href="${href}" ${more}>`
    web.pages.set(page, html(`<base href="/feeds/">${link('comments.xml', 'title="Comments"')}${link('all.xml', '')}`))
    expect(await call('POST', '/feeds', { url: page })).toMatchObject({
      status: 201,
      body: { url: 'https://paper.example/feeds/all.xml', title: 'The Paper', foundFrom: page },
    })
    const silent = 'https://quay.example/news/today'
    web.pages.set(silent, html('<title>Quay</title>'))
    expect(await call('POST', '/feeds', { url: silent })).toMatchObject({
      status: 422,
      body: { field: 'url', detail: expect.stringMatching(/names no feed/) },
    })
    web.put('https://quay.example/rss.xml', [anItem(1)])
    expect(await call('POST', '/feeds', { url: silent, title: 'Quay' })).toMatchObject({
      status: 201,
      body: { url: 'https://quay.example/rss.xml', title: 'Quay', foundFrom: silent },
    })
  })

  it('refuses what cannot be followed, and names the field', async () => {
    const { call, web } = await aDesk()
    web.pages.set(FEED, { body: 'Just words.', contentType: 'text/plain' })
    for (const [body, field, detail] of [
      [{ url: 'skerry' }, 'url', /must start with https/],
      [{}, 'url', /missing/],
      [{ url: FEED }, 'url', /not a feed/],
      [{ url: 'https://nowhere.example/feed' }, 'url', /404/],
      [{ url: FEED, dailyCap: 0.5 }, 'dailyCap', /whole number/],
      [{ url: FEED, rules: [{ when: { category: 'x' }, tag: '' }] }, 'rules.0.tag', /which tag/],
      [{ url: FEED, rules: [{ when: { body: 'x' }, tag: 'x' }] }, 'rules.0.when.body', /no field/],
    ] as const) {
      const answer = await call('POST', '/feeds', body)
      expect([answer.status, answer.body.field, answer.body.detail]).toEqual([
        422,
        field,
        expect.stringMatching(detail),
      ])
    }
    expect((await call('GET', '/feeds')).body).toEqual({ items: [] })
  })

  it('follows one whose server is only in trouble, and says so', async () => {
    const { call, web, collectDue, turnTo } = await aDesk()
    web.pages.set(FEED, { kind: 'failed', why: 'answered', status: 503, reason: 'paper.example is in trouble (503).' })
    expect(await call('POST', '/feeds', { url: FEED, trusted: true })).toMatchObject({
      status: 201,
      body: { title: 'paper.example', health: 'failing', failures: 1, lastError: 'paper.example is in trouble (503).' },
    })
    web.put(FEED, [anItem(1, trade)])
    turnTo('2026-11-24T09:00:00Z')
    expect(await collectDue()).toEqual({ feeds: 1, added: 1, changed: 0, failed: 0, left: 0 })
    expect((await call('GET', '/feeds')).body.items).toMatchObject([
      { title: 'The Paper', health: 'fine', failures: 0 },
    ])
  })

  it('follows a feed once: the same again is answered as it is, another wish is refused', async () => {
    const { call, web } = await aDesk()
    web.put(FEED, [anItem(1)])
    const made = await call('POST', '/feeds', { url: FEED, tags: ['papers'] })
    expect(await call('POST', '/feeds', { url: `${FEED}#top`, tags: ['Papers'] })).toMatchObject({
      status: 200,
      body: { id: made.body.id },
    })
    expect(await call('POST', '/feeds', { url: FEED, trusted: true })).toMatchObject({
      status: 409,
      body: { field: 'url' },
    })
  })

  it('changes what an editor may change, for what is new from then on, and forgets a feed that is deleted', async () => {
    const { call, web } = await aDesk()
    web.put(FEED, [anItem(1, trade)])
    const { id } = (await call('POST', '/feeds', { url: FEED })).body
    await call('POST', `/feeds/${id}/collect`)
    const rules = [{ when: { title: '*2' }, tag: 'china', words: 'as it was answered' }]
    const patched = await call('PATCH', `/feeds/${id}`, { trusted: true, dailyCap: 5, rules, url: FEED })
    expect([patched.status, patched.body]).toMatchObject([
      200,
      { trusted: true, dailyCap: 5, rules: [{ words: 'Where the title is "*2": tag "china".' }], entries: 1 },
    ])
    expect((await call('PATCH', `/feeds/${id}`, { url: 'https://other.example/' })).body.field).toBe('url')
    web.put(FEED, [anItem(2), anItem(1, trade)])
    expect((await call('POST', `/feeds/${id}/collect`)).body).toMatchObject({ added: 1, unchanged: 1 })
    const { items } = (await call('GET', '/articles')).body
    expect(items.map((one: any) => [one.title, one.status]).toSorted()).toEqual([
      ['Story 1', 'draft'],
      ['Story 2', 'filed'],
    ])
    expect((await call('DELETE', `/feeds/${id}`)).status).toBe(204)
    expect((await call('GET', `/feeds/${id}`)).status).toBe(404)
    expect((await call('POST', `/feeds/${id}/collect`)).status).toBe(404)
    // Followed again, it brings nothing twice.
    await call('POST', '/feeds', { url: FEED })
    expect((await call('POST', `/feeds/${id}/collect`)).body).toMatchObject({ entries: 2, added: 0, unchanged: 2 })
  })

  it('says in a sentence why a feed could not be read now', async () => {
    const { call, web } = await aDesk()
    web.put(FEED, [anItem(1)])
    const { id } = (await call('POST', '/feeds', { url: FEED })).body
    web.pages.set(FEED, { kind: 'failed', why: 'silent', reason: 'Nobody answers at paper.example.' })
    const answer = await call('POST', `/feeds/${id}/collect`)
    expect([answer.status, answer.body]).toMatchObject([
      422,
      { field: 'url', detail: 'Nobody answers at paper.example.' },
    ])
    expect((await call('GET', `/feeds/${id}`)).body).toMatchObject({
      health: 'failing',
      note: 'It has failed once.',
      lastError: 'Nobody answers at paper.example.',
    })
  })
})

/** A real server, and real requests to it. */
async function aStand(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const asked: IncomingMessage[] = []
  const port = await aServer((request, response) => {
    asked.push(request)
    answer(request, response)
  })
  const origin = `http://127.0.0.1:${port}`
  const clock = { now: Date.parse('2026-11-24T06:00:00Z') }
  const fetch = safeFetch({ allowPrivate: true, now: () => new Date(clock.now).toISOString() })
  const world = await aWorld({ fetch })
  await world.topics('trade')
  // One clock for both: who is asked to wait, waits by it.
  world.turnTo('2026-11-24T06:00:00Z')
  const turnTo = (at: string) => {
    world.turnTo(at)
    clock.now = Date.parse(at)
  }
  return { ...anEditor(world), asked, origin, turnTo }
}

describe('a feed over the network', () => {
  it('is asked only for what has changed, by ETag and by date', async () => {
    let version = 1
    const { call, asked, origin } = await aStand((request, response) => {
      const etag = `"v${version}"`
      if (request.headers['if-none-match'] === etag) return response.writeHead(304).end()
      response.writeHead(200, {
        'content-type': 'application/rss+xml',
        etag,
        'last-modified': 'Tue, 24 Nov 2026 05:00:00 GMT',
      })
      response.end(rssOf(Array.from({ length: version }, (_, n) => anItem(n, trade))))
    })
    const { id } = (await call('POST', '/feeds', { url: `${origin}/feed`, trusted: true })).body
    const collect = async () => (await call('POST', `/feeds/${id}/collect`)).body
    expect(await collect()).toMatchObject({ entries: 1, added: 1 })
    expect(await collect()).toMatchObject({ entries: 1, added: 0, unchanged: 1 })
    version = 2
    expect(await collect()).toMatchObject({ entries: 2, added: 1, unchanged: 1 })
    expect(asked.map(({ headers }) => [headers['if-none-match'], headers['if-modified-since']])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
      ['"v1"', 'Tue, 24 Nov 2026 05:00:00 GMT'],
      ['"v1"', 'Tue, 24 Nov 2026 05:00:00 GMT'],
    ])
  })

  it('is found again where it has moved to, let alone when it asks for that, and given up when it is gone', async () => {
    let say: 'moved' | 'busy' | 'gone' = 'moved'
    const { call, asked, origin, collectDue, turnTo } = await aStand((request, response) => {
      if (request.url === '/old') return response.writeHead(say === 'gone' ? 410 : 301, { location: '/new' }).end()
      if (say === 'busy') return response.writeHead(429, { 'retry-after': 'Tue, 24 Nov 2026 12:00:00 GMT' }).end()
      if (say === 'gone') return response.writeHead(410).end()
      response.writeHead(200, { 'content-type': 'text/xml' }).end(rssOf([anItem(1, trade)]))
    })
    const { id } = (await call('POST', '/feeds', { url: `${origin}/old`, trusted: true })).body
    const paths = () => asked.splice(0).map(({ url }) => url)
    paths()
    expect(await collectDue()).toMatchObject({ feeds: 1, added: 1 })
    expect(paths()).toEqual(['/old', '/new'])
    expect((await call('GET', `/feeds/${id}`)).body.movedTo).toBe(`${origin}/new`)

    say = 'busy'
    turnTo('2026-11-24T07:00:00Z')
    expect(await collectDue()).toMatchObject({ feeds: 1, failed: 1 })
    expect((await call('GET', `/feeds/${id}`)).body).toMatchObject({
      failures: 1,
      nextLook: '2026-11-24T12:00:00.000Z',
    })
    turnTo('2026-11-24T11:59:00Z')
    expect(await collectDue()).toMatchObject({ feeds: 0 })
    expect(paths()).toEqual(['/new'])

    say = 'gone'
    turnTo('2026-11-24T12:00:00Z')
    await collectDue()
    turnTo('2026-11-25T12:00:00Z')
    await collectDue()
    expect(paths()).toEqual(['/new', '/old'])
    expect((await call('GET', '/feeds')).body.items).toMatchObject([{ health: 'stopped' }])
    turnTo('2027-11-25T12:00:00Z')
    expect(await collectDue()).toMatchObject({ feeds: 0 })
  })

  it('is read in every form and encoding, and brings nothing when it is read again', async () => {
    const latin1 = Buffer.from(
      rssOf([anItem(1, { title: 'Größe zählt' })], 'Küste').replace(
        '<rss',
        '<?xml version="1.0" encoding="iso-8859-1"?><rss',
      ),
      'latin1',
    )
    const utf16 = Buffer.from(`\uFEFF${rssOf([anItem(2, { title: '船は港に' })], '海')}`, 'utf16le')
    const fixture = (name: string) => readFileSync(new URL(`../fixtures/feeds/${name}`, import.meta.url))
    const files = new Map<string, readonly [Buffer, string, readonly string[], number]>([
      [
        '/skerry.rss',
        [
          fixture('skerry.rss'),
          'application/rss+xml',
          ['Harbour & ferries: open again', 'Lighthouse keeper goes home', 'The <video> tag, and why 5 < 6'],
          3,
        ],
      ],
      [
        '/skerry.atom',
        [fixture('skerry.atom'), 'application/atom+xml', ['Le port est ouvert', 'Tags like <b> stay & stay'], 0],
      ],
      ['/skerry.rdf', [fixture('skerry.rdf'), 'text/xml', ['A note on rope'], 0]],
      ['/skerry.json', [fixture('skerry.json'), 'application/feed+json', ['Harbour & ferries'], 1]],
      ['/latin1', [latin1, 'text/xml', ['Größe zählt'], 0]],
      ['/utf16', [utf16, 'text/xml', ['船は港に'], 0]],
      [
        '/windows-1251',
        [
          Buffer.from([
            ...Buffer.from('<rss><channel><item><link>https://paper.example/9</link><title>'),
            0xcc,
            0xee,
            0xf0,
            0xe5,
            ...Buffer.from('</title></item></channel></rss>'),
          ]),
          'text/xml; charset=windows-1251',
          ['Море'],
          0,
        ],
      ],
    ])
    for (const [path, [bytes, type, titles, broken]] of files) {
      const { call, origin, ports } = await aStand((_, response) => {
        response.writeHead(200, { 'content-type': type }).end(bytes)
      })
      const { id } = (await call('POST', '/feeds', { url: `${origin}${path}`, trusted: true, sinceDays: 3_650 })).body
      const found = (await call('POST', `/feeds/${id}/collect`)).body
      const entries = titles.length + broken
      expect([path, found]).toMatchObject([path, { entries, added: titles.length, changed: 0, unchanged: 0 }])
      expect(found.quarantined).toHaveLength(broken)
      const { items } = await ports.articles.list({}, { limit: 100 })
      const whole = items.filter(({ status }) => status !== 'quarantined')
      expect(whole.map(({ title }) => title).toSorted()).toEqual(titles)
      expect(whole.every(({ url }) => /^https?:\/\//.test(url ?? ''))).toBe(true)

      const again = (await call('POST', `/feeds/${id}/collect`)).body
      expect(again).toEqual({ ...found, added: 0, unchanged: titles.length })
      expect((await ports.articles.list({}, { limit: 100 })).items).toEqual(items)
    }
  })
})
