import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Fetched, SafeFetch } from '../../core/model/fetched.ts'
import { createConsole } from '../../functions/http/console.ts'
import { aWorld } from '../support/world.ts'

const harbour = readFileSync(new URL('../fixtures/pages/harbour.html', import.meta.url))
const url = 'https://skerry.example.org/2024/06/harbour'

const page = (bytes: Uint8Array | string, at = url, contentType = 'text/html'): Fetched => ({
  kind: 'ok',
  url: at,
  bytes: typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes,
  contentType,
})

/** Editors' API beside a web that holds one page. */
async function anApi(answer: Fetched | ((address: string) => Fetched)) {
  const asked: string[] = []
  const fetch: SafeFetch = async (request) => {
    asked.push(`${request.as} ${request.url}`)
    return typeof answer === 'function' ? answer(request.url) : answer
  }
  const world = await aWorld({ fetch })
  const app = createConsole(world.ports, 'the key')
  const call = async (method: string, path: string, body?: unknown) => {
    const init: RequestInit = { method, headers: { authorization: 'Bearer the key' } }
    if (body !== undefined) init.body = JSON.stringify(body)
    const response = await app.request(`/api${path}`, init)
    const said = await response.text()
    return { status: response.status, body: said === '' ? undefined : (JSON.parse(said) as any) }
  }
  const items = async () => (await call('GET', '/articles')).body.items as any[]
  return { ...world, asked, call, items, post: (body: unknown) => call('POST', '/articles', body) }
}

describe('an article from its link alone', () => {
  it('says what its page says, and where; it waits as a draft, because nobody has looked', async () => {
    const { post, asked, items, events } = await anApi(page(harbour))

    const { status, body } = await post({ url: `${url}?utm_source=mail#top` })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      url,
      title: 'Harbour & ferries: open again',
      summary: 'The harbour reopened on Thursday. Two ferries left before noon.',
      author: 'Ada Reed, Tom van Dale',
      source: 'Skerry Post',
      lang: 'en-GB',
      publishedAt: '2024-06-20T14:30:00.000Z',
      image: 'https://skerry.example.org/pictures/harbour.jpg',
      status: 'draft',
    })
    expect(body.found).toMatchObject({ title: { from: 'json-ld' }, lang: { from: 'html' } })
    expect(asked).toEqual([`page ${url}#top`])
    expect((await items()).map((item) => [item.title, item.found])).toEqual([[body.title, undefined]])
    expect(JSON.stringify(events)).not.toContain('skerry')
  })

  it('is filed at once if tags come with it', async () => {
    const { topics, post } = await anApi(page(harbour))
    await topics('trade')

    expect((await post({ url, tags: ['trade'] })).body).toMatchObject({ status: 'filed', topics: ['trade'] })
  })

  it('believes the editor before the page, and asks nobody who was given a title', async () => {
    const { post, asked } = await anApi(page(harbour))

    const { body } = await post({ url, summary: 'Ours.', author: 'The desk' })
    expect([body.summary, body.author]).toEqual(['Ours.', 'The desk'])
    expect(Object.keys(body.found)).not.toContain('summary')
    expect((await post({ url: `${url}/2`, title: 'By hand' })).body.found).toBeUndefined()
    expect(asked).toHaveLength(1)
  })

  it('is the article we had, with what was made of it by hand', async () => {
    const { post, call, items } = await anApi(page(harbour))
    const { body: first } = await post({ url })
    await call('PATCH', `/articles/${first.id}`, { title: 'Bread at last' })

    const again = await post({ url: 'https://short.example/x' })
    expect([again.status, again.body.id, again.body.title]).toEqual([200, first.id, 'Bread at last'])
    expect(again.body.found).toEqual({ url: { from: 'redirect' } })
    expect(await items()).toHaveLength(1)
  })

  const led = async (html: string) => {
    const { post, asked } = await anApi((address) =>
      address === url
        ? page(html)
        : page('<title>Boats are back</title><meta http-equiv=refresh content="0;url=/more">', address),
    )
    const { status, body } = await post({ url })
    return { asked: asked.map((one) => one.replace('page ', '')), said: status === 201 ? body.title : status, body }
  }

  it.each([
    ['0; url=/new', 'https://skerry.example.org/new'],
    ["5;URL='https://other.example/new'", 'https://other.example/new'],
    ['0,/new', 'https://skerry.example.org/new'],
    ['0.5.1; url=/new', 'https://skerry.example.org/new'],
  ])('is where its page leads on to by itself, once: %s', async (content, next) => {
    const { asked, said, body } = await led(`<title>Redirecting</title><meta http-equiv=Refresh content="${content}">`)

    expect([asked, said]).toEqual([[url, next], 'Boats are back'])
    expect([body.url, body.found.url]).toEqual([next, { from: 'redirect' }])
  })

  it.each([
    ['itself', `<meta http-equiv=refresh content="0; url=${url}">`],
    ['itself, in a while', '<meta http-equiv=refresh content="300">'],
    ['another, in a while', '<meta http-equiv=refresh content="300; url=/new">'],
    ['another, and says no time', '<meta http-equiv=refresh content="; url=/new">'],
    [
      'itself, before it leads elsewhere',
      '<meta http-equiv=refresh content="300"><meta http-equiv=refresh content="0; url=/new">',
    ],
    ['http', '<meta http-equiv=refresh content="0; url=http://skerry.example.org/new">'],
    ['no page', '<meta http-equiv=refresh content="0; url=javascript:alert(1)">'],
    ['those without scripts', '<noscript><meta http-equiv=refresh content="0; url=/plain"></noscript>'],
  ])('is here, where its page leads on to %s', async (_what, tag) => {
    expect(await led(`<title>Stays</title>${tag}`)).toMatchObject({ asked: [url], said: 'Stays' })
  })

  it('is at home where the page says, on its own site', async () => {
    const { post } = await anApi(page('<title>Boats</title><link rel=canonical href="/boats">', `${url}?page=1`))

    const { body } = await post({ url: `${url}?page=1` })
    expect([body.url, body.found.url]).toEqual(['https://skerry.example.org/boats', { from: 'canonical' }])
  })
})

describe('a page that cannot be read', () => {
  it.each<[string, Fetched, RegExp]>([
    ['may not be asked', { kind: 'failed', why: 'refused', reason: 'It is inside.' }, /^It is inside\.$/],
    ['does not answer', { kind: 'failed', why: 'silent', reason: 'Nobody answers.' }, /^Nobody answers\.$/],
    ['is gone', { kind: 'gone' }, /does not come back/],
    ['is a PDF', page('%PDF-1.7', url, 'application/pdf'), /^This is a PDF/],
    ['is too deep', page(`<title>x</title>${'<i>'.repeat(300)}`), /nested deeper/],
    ['has no title', page('<p>Hello.</p>'), /does not say what it is called/],
  ])('and %s: the reason, at the field, and nothing is kept', async (_what, answer, sentence) => {
    const { post, items } = await anApi(answer)

    const { status, body } = await post({ url })
    expect([status, body.field, body.detail]).toEqual([422, 'url', expect.stringMatching(sentence)])
    expect(await items()).toEqual([])
  })

  it('and its address is none', async () => {
    const { post, asked } = await anApi(page(harbour))

    for (const given of ['harbour', 'file:///etc/passwd', 'https://ada:secret@skerry.example.org/'])
      expect([(await post({ url: given })).body.field, given]).toEqual(['url', given])
    expect(asked).toEqual([])
  })

  it('and neither title nor address is there: both are named', async () => {
    const { post } = await anApi(page(harbour))

    const { status, body } = await post({ summary: 'Words.' })
    expect([status, body.errors.map((error: { field: string }) => error.field)]).toEqual([422, ['title', 'url']])
  })
})
