import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Document } from '../../functions/http/api/document.ts'
import { createConsole } from '../../functions/http/console.ts'
import { newSecret } from '../../functions/http/secrets.ts'
import { startDynoxide } from '../support/dynoxide.ts'
import { aWorld } from '../support/world.ts'

/** So many requests of raw bytes; more of them: `FUZZ=20000 npx vitest run tests/http/callers-mistakes.test.ts`. */
const RUNS = Math.ceil(Number(process.env.FUZZ ?? 1_000) / 2)
const SEED = Number(process.env.FUZZ_SEED ?? 20261124)
const OWNER = 'owner@harbourpost.example'

let engine: Awaited<ReturnType<typeof startDynoxide>>
beforeAll(async () => {
  engine = await startDynoxide()
})
afterAll(() => engine.stop())

/** The whole house over the real table, which takes no name of any length: readers' pages, the console with somebody in it, the API. */
async function aHouse() {
  const world = await aWorld({ stores: (of) => engine.stores(of) as never })
  await world.topics('trade', 'city')
  await world.digest()
  const text = await world.article('Forty ships', ['trade'], { url: undefined, body: ['They lie at anchor.'] })
  const reader = await world.reader('ada')
  const { ports } = world
  const app = createConsole(ports, 'the key', [OWNER])
  const session = newSecret()
  const attempt = { id: newSecret().id, address: OWNER, createdAt: ports.now(), tries: 0 } as const
  await ports.editors.begin(attempt)
  await ports.editors.open(attempt, { id: session.id, address: OWNER, createdAt: ports.now(), seenAt: ports.now() })
  const preferences = ports.links.sign('preferences', reader.id, 'k1')
  const cookie = `__Host-tidings-session=${session.name}`
  const document = (await (await app.request('/api/openapi.json')).json()) as Document
  const ask = async (path: string, init: RequestInit = {}) => {
    const url = `https://news.harbourpost.example${path}`
    const headers = new Headers(init.headers)
    if (path.startsWith('/api')) headers.set('authorization', 'Bearer the key')
    if (path.startsWith('/console')) {
      headers.set('cookie', cookie)
      headers.set('origin', 'https://news.harbourpost.example')
    }
    const isEditors = /^\/(?:api|console)/.test(path)
    const answer = await (isEditors ? app : world.site).request(url, { ...init, headers })
    return { status: answer.status, text: await answer.text() }
  }
  const failed = () => world.events.filter(({ event }) => event === 'request.failed' || event === 'page.failed')
  return { ...world, ask, failed, document, preferences, text: text.id, reader: reader.id }
}

const forms = ['/subscribe', '/preferences', '/console/sign-in', '/console/settings', '/console/articles'] as const

describe('a form that cannot be read is its sender’s mistake', () => {
  it.each([
    ['without parts', 'multipart/form-data', 'x'],
    ['without a boundary', 'multipart/form-data; boundary=', '--x--'],
    [
      'whose parts do not end',
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="email"',
    ],
    ['in another alphabet', 'application/x-www-form-urlencoded; charset=utf-16', 'email=a'],
  ])('%s: 400 with a sentence, and nothing is done', async (_, type, body) => {
    const { ask, failed, messages, preferences, text } = await aHouse()
    const all = [...forms, `/preferences/${preferences}`, `/preferences/${preferences}/address`, `/a/${text}/write`]
    for (const path of all) {
      const answer = await ask(path, { method: 'POST', headers: { 'content-type': type }, body })
      expect([path, answer.status]).toEqual([path, 400])
      expect(answer.text).toMatch(/form (?:could not|cannot) be read/)
    }
    expect([failed(), messages]).toEqual([[], []])
  })

  it('but whoever wants to leave leaves, however badly their program says so', async () => {
    const { ask, ports, reader } = await aHouse()
    const token = ports.links.sign('leave', `${reader}~brief`, 'k1')
    const headers = { 'content-type': 'multipart/form-data' }
    const { status } = await ask(`/unsubscribe/${token}`, { method: 'POST', headers, body: 'x' })
    expect(status).toBe(200)
  })
})

describe('an address that nothing of ours can have', () => {
  it.each([
    ['5,000 letters', 'x'.repeat(5_000)],
    ['NUL', 'a%00b'],
    ['a line break', 'a%0d%0aset-cookie:%20b=c'],
    ['half a character', '%ED%A0%80'],
    ['600 signs of three bytes', '%E2%82%AC'.repeat(600)],
  ])('is none: %s', async (_, name) => {
    const { ask, failed, preferences } = await aHouse()
    for (const path of [
      ...['/d/X', '/d/X/feed.atom', '/d/brief/X', '/a/X', '/confirm/X', '/unsubscribe/X', '/preferences/X', '/X'],
      ...[`/preferences/${preferences}/stop/X/trade`, '/export/X', '/block/X', '/embed/X', '/assets/X'],
      ...['/api/X', '/api/articles/X', '/api/digests/X/issues', '/api/editors/X', '/api/subscribers/X'],
      ...['/console/X', '/console/articles/X', '/console/digests/X', '/console/readers/X'],
    ]) {
      const { status, text } = await ask(path.replace('X', name))
      expect([path, status >= 400 && status < 500]).toEqual([path, true])
      expect(text).not.toBe('')
    }
    expect(failed()).toEqual([])
  })

  it('is none in a question or a form either', async () => {
    const { ask, failed, preferences } = await aHouse()
    const names = ['x'.repeat(3_000), 'a\0b', '\u202eabc', 'é'.repeat(700), '#', 'brief/x']
    for (const name of names) {
      const of = encodeURIComponent(name)
      for (const path of [
        ...[`/?after=${of}`, `/?lang=${of}`, `/d/brief?cursor=${of}`, `/embed?digest=${of}`, `/preferences?x=${of}`],
        ...[`/preferences/${preferences}?after=${of}`, `/sitemap.xml?x=${of}`, `/d/brief/feed.json?lang=${of}`],
        ...[
          `/console/readers?q=${of}`,
          `/console/articles?q=${of}&tag=${of}&source=${of}`,
          `/console/topics?cursor=${of}`,
        ],
        ...[`/console/issues?digest=${of}`, `/console/issues?cursor=${of}`, `/console/settings/audit?actor=${of}`],
        ...[`/console/messages?cursor=${of}`, `/console/digests?cursor=${of}`, `/console/readers/growth?digest=${of}`],
      ])
        expect([path.slice(0, 60), (await ask(path)).status < 500]).toEqual([path.slice(0, 60), true])
      const body = new URLSearchParams({
        email: `${name}@mail.example.net`,
        digest: name,
        topic: `brief/${name}`,
        zone: name,
      })
      for (const path of [
        ...forms,
        `/preferences/${preferences}`,
        '/console/digests',
        '/console/topics',
        '/console/readers',
      ])
        expect([path, name.slice(0, 9), (await ask(path, { method: 'POST', body })).status < 500]).toEqual([
          path,
          name.slice(0, 9),
          true,
        ])
    }
    expect(failed()).toEqual([])
  })
})

describe('JSON that no store takes', () => {
  it('because it holds half a character, or is not UTF-8, is refused with a sentence', async () => {
    const { ask, failed } = await aHouse()
    const send = (path: string, body: string | Uint8Array<ArrayBuffer>) =>
      ask(path, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
    const half = await send('/api/topics', '{"slug": "sea", "name": "Sea", "tags": ["\\ud800"]}')
    expect([half.status, half.text]).toEqual([400, expect.stringMatching(/half a character/)])
    const key = await send('/api/topics', '{"slug": "sea", "name": "Sea", "\\udc00": 1}')
    expect(key.status).toBe(400)
    const latin = await send('/api/topics', new Uint8Array(Buffer.from('{"slug": "sea", "name": "Mér"}', 'latin1')))
    expect([latin.status, latin.text]).toEqual([400, expect.stringMatching(/not UTF-8/)])
    const subscribe = await send('/subscribe', '{"email": "ada@mail.example.net", "digest": "\\ud800"}')
    expect(subscribe.status).toBe(422)
    expect(failed()).toEqual([])
  })
})

describe('whatever bytes are sent', () => {
  it('to whichever address, nothing of it is our fault', async () => {
    const house = await aHouse()
    const routes = [
      ...Object.entries(house.document.paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => [method.toUpperCase(), `/api${path.replaceAll(/\{\w+\}/g, 'brief')}`]),
      ),
      ...[...forms, `/preferences/${house.preferences}`, `/a/${house.text}/write`].map((path) => ['POST', path]),
      ...['digests', 'digests/brief', 'topics', 'topics/trade', 'feeds', 'readers', 'readers/import'].map((path) => [
        'POST',
        `/console/${path}`,
      ]),
      ...['articles/tag', 'tags/rename', 'rhythm', 'settings', 'code'].map((path) => ['POST', `/console/${path}`]),
    ].filter(([method]) => method !== 'GET') as [string, string][]
    const type = fc.constantFrom(
      ...['application/json', 'application/json; charset=utf-16', 'application/x-www-form-urlencoded', 'text/csv', ''],
      ...['multipart/form-data', 'multipart/form-data; boundary=x', 'multipart/form-data; boundary="', 'text/plain;;;'],
    )
    const names = fc.constantFrom('email', 'digest', 'topic', 'name', 'id', 'title', 'tags', 'when', 'from', 'version')
    const value = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom('a', '\0', 'x'.repeat(3_000), '\u202e', '\r\n', 'brief', 'trade', 'every day at 08:00, UTC'),
    )
    const fields = fc.array(fc.tuple(names, value), { maxLength: 6 })
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fields.map((all) => Buffer.from(new URLSearchParams(all.map(([a, b]) => [a, b.toWellFormed()])).toString())),
      fields.map((all) =>
        Buffer.from(
          `${all.map(([a, b]) => `--x\r\ncontent-disposition: form-data; name="${a}"\r\n\r\n${b}\r\n`).join('')}--x--\r\n`,
        ),
      ),
      fc.jsonValue().map((json) => Buffer.from(JSON.stringify(json))),
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...routes), type, body, async ([method, path], contentType, bytes) => {
        const { status } = await house.ask(path, {
          method,
          body: new Uint8Array(bytes),
          headers: contentType ? { 'content-type': contentType } : {},
        })
        const last = house.failed().at(-1)
        if (status >= 500)
          throw new Error(`${method} ${path} ${contentType}: ${status} ${JSON.stringify(last?.fields)}`)
      }),
      { numRuns: RUNS, seed: SEED, endOnFailure: true },
    )
    expect(house.failed()).toEqual([])
  })
})

describe('a line that goes into the head of a mail', () => {
  const lines = [
    'Harbour\nPost <post@harbourpost.example>',
    'Harbour \u202ePost <post@harbourpost.example>',
    'a\u0007 <post@harbourpost.example>',
  ]

  it.each(lines)('is one line, or is refused with a sentence: %j', async (from) => {
    const { ask, ports } = await aHouse()
    const before = await ports.settings.get()
    const json = (method: string, path: string, body: object) =>
      ask(path, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
    const digest = { id: 'second', name: 'Second', topics: ['trade'], schedule: 'every day at 08:00, UTC' }
    for (const [method, path, body] of [
      ['PATCH', '/api/settings', { from }],
      ['PATCH', '/api/settings', { replyTo: from }],
      ['PATCH', '/api/settings', { publisher: { name: from } }],
      ['POST', '/api/digests', { ...digest, name: from }],
      ['POST', '/api/digests', { ...digest, subject: from }],
      ['POST', '/api/digests', { ...digest, from }],
      ['POST', '/api/topics', { slug: 'sea', name: from }],
      ['PATCH', '/api/digests/brief', { name: from }],
    ] as const) {
      const { status, text } = await json(method, path, body)
      expect([path, status, text]).toEqual([path, 422, expect.stringMatching(/has to be one line/)])
    }
    expect(await ports.settings.get()).toEqual(before)
  })

  it('that was stored before that was so is cleaned when it is read, and mail goes out', async () => {
    const { ports, drain, mails, ask } = await aHouse()
    await ports.settings.put({ ...(await ports.settings.get()), from: lines[0]!, replyTo: lines[1]! })
    await ask('/console/sign-in', { method: 'POST', body: new URLSearchParams({ email: OWNER }) })
    await drain()
    expect(mails().at(-1)).toMatchObject({ from: 'Harbour Post <post@harbourpost.example>', to: [OWNER] })
  })
})

describe('a mail that cannot be sent because of how this house is set up', () => {
  it('is an error in the log, for no sign-in code comes either', async () => {
    const { ports, drain, events, ask } = await aHouse()
    await ports.settings.put({ ...(await ports.settings.get()), from: 'nobody' })
    await ask('/console/sign-in', { method: 'POST', body: new URLSearchParams({ email: OWNER }) })
    await drain()
    expect(events.findLast(({ event }) => event === 'letter.dropped')?.fields).toMatchObject({
      level: 'error',
      kind: 'sign-in',
      reason: 'No sender is set.',
    })
  })
})
