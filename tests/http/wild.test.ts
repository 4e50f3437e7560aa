import { existsSync, readFileSync } from 'node:fs'
import { getRequestListener } from '@hono/node-server'
import { describe, expect, it } from 'vitest'
import { feedReader } from '../../functions/adapters/feed-thread.ts'
import { safeFetch } from '../../functions/adapters/safe-fetch.ts'
import { createConsole } from '../../functions/http/console.ts'
import { FEEDS, PAGES } from '../fixtures/wild.ts'
import { PATIENCE } from '../support/patience.ts'
import { anInternet, aServer } from '../support/servers.ts'
import { aWorld } from '../support/world.ts'

/**
 * Feeds and pages as people bring them, from somebody's server over a socket, by the guarded fetch, through the threads that
 * read strangers' texts, into the console's API: what is asserted is what an editor then has.
 */
const files = new URL('../fixtures/', import.meta.url)
const PAPER = 'http://paper.example'
const threads = { startMs: PATIENCE, readMs: PATIENCE }
const readFeed = feedReader(threads)

async function anEditor() {
  const shelf = new Map<string, string | Uint8Array>()
  const port = await aServer((request, response) => {
    const body = shelf.get(request.url ?? '')
    if (body === undefined) return response.writeHead(404).end()
    // As servers do that know nothing of feeds.
    response
      .writeHead(200, { 'content-type': /^\s*[{[]/.test(String(body)) ? 'application/json' : 'text/html' })
      .end(body)
  })
  const world = await aWorld({ at: '2026-11-29T06:00:00Z', fetch: safeFetch(anInternet(port)) })
  await world.topics('trade')
  const app = createConsole({ ...world.ports, readFeed }, 'the key')
  const call = async (method: string, path: string, body?: unknown) => {
    const init = {
      method,
      headers: { authorization: 'Bearer the key' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    }
    const answer = await app.request(`/api${path}`, init)
    return { status: answer.status, body: (await answer.json()) as any }
  }
  const items = async () => {
    const all = (await call('GET', '/articles?limit=100')).body.items as any[]
    return all.toSorted((a, b) => (a.title < b.title ? -1 : a.title > b.title ? 1 : 0))
  }
  return { shelf, call, items }
}

type Fields = Readonly<Record<string, unknown>>
/** Of each, the fields that are spoken of; undefined where nothing is said of one. */
const asAsked = (all: readonly Fields[], asked: readonly Fields[]) =>
  all.map((one, n) => Object.fromEntries(Object.keys(asked[n] ?? one).map((name) => [name, one[name]])))

describe('feeds as people bring them', () => {
  it.each(FEEDS.map((one) => [one.kind, one.name, one] as const))('%s: %s', async (_kind, _name, feed) => {
    const { shelf, call, items } = await anEditor()
    const bytes = feed.looks.map((look) => {
      const file = new URL(`feeds/wild/${look}`, files)
      return /^[\w.-]+$/.test(look) && existsSync(file) ? readFileSync(file) : look
    })
    shelf.set('/feed', bytes[0]!)
    const { status, body } = await call('POST', '/feeds', { url: `${PAPER}/feed`, trusted: true, tags: ['trade'] })
    expect(status).toBe(201)
    const found = []
    for (const look of bytes) {
      shelf.set('/feed', look)
      found.push((await call('POST', `/feeds/${body.id}/collect`)).body)
    }
    expect(found).toMatchObject(feed.found ?? [{ added: feed.articles.length, quarantined: [] }])
    expect(asAsked(await items(), feed.articles)).toEqual(feed.articles)
    expect((await items()).every(({ status }) => status === 'filed')).toBe(true)
    for (const { lang = 'en' } of await items()) expect(lang).toMatch(/^[a-z]{2}(?:-[A-Z]{2})?$/)
  })

  it('are at least four of each kind', () => {
    for (const [kind, members] of Map.groupBy([...FEEDS, ...PAGES], (one) =>
      'looks' in one ? one.kind : `page, ${one.kind}`,
    ))
      expect([kind, members.length >= 4]).toEqual([kind, true])
  })
})

describe('pages as people bring them', () => {
  it.each(PAGES.map((one) => [one.kind, one.name, one] as const))(
    '%s: %s',
    async (_kind, _name, { path, pages, article: wanted }) => {
      const { shelf, call, items } = await anEditor()
      for (const name of ['ldgraph', 'canonpath', 'metarefresh'])
        shelf.set(`/${name}.html`, readFileSync(new URL(`pages/wild/${name}.html`, files)))
      for (const [at, html] of Object.entries(pages ?? {})) shelf.set(at, html)
      const { status, body } = await call('POST', '/articles', { url: `${PAPER}${path}`, tags: ['trade'] })
      const article = { ...wanted, url: `${PAPER}${wanted.url ?? path}` }
      expect([status, asAsked([body], [article])]).toEqual([201, [article]])
      expect(asAsked(await items(), [article])).toEqual([article])
    },
  )
})

describe('lists as people bring them', () => {
  it.each<[file: string, on: readonly string[], status?: number]>([
    ['resend-audience.csv', ['on-resend']],
    ['mailpoet.csv', ['on-mp']],
    ['constant-contact.csv', ['on-cc']],
    ['phplist.csv', ['on-pl']],
    // Refused until somebody says what the column means.
    ['subscribed-flag.csv', [], 422],
    ['campaign-monitor.csv', []],
    ['addresses.csv', ['ada-nm', 'b-nm', 'c-nm', 'd-nm', 'g-nm', 'h-nm', 'i-nm', 'j.nm', 'k-nm']],
    ['mailchimp-de.csv', []],
    ['mailman2-roster.csv', ['mm1', 'mm2']],
    ['substack-2.csv', ['ss-a']],
  ])('%s: nobody is written to whom it calls off', async (file, on, expected = 202) => {
    const world = await aWorld()
    await world.topics('trade', 'city')
    await world.digest()
    const app = createConsole(world.ports, 'the key')
    const port = await aServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }))
    const asked = 'digest=brief&dryRun=false&attestation=They+asked+for+it'
    const { status } = await fetch(`http://127.0.0.1:${port}/api/subscribers/import?${asked}`, {
      method: 'POST',
      body: readFileSync(new URL(`readers/wild/${file}`, files)),
      headers: { authorization: 'Bearer the key' },
    })
    const { rows } = await world.ports.audience.page('brief', 'main', '-', undefined, 99)
    expect([status, rows.map(({ address }) => address.split('@')[0]).toSorted()]).toEqual([expected, on])
  })
})
