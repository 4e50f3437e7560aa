import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { articlePages } from '../../functions/http/console/articles.tsx'
import { digestPages } from '../../functions/http/console/digests.tsx'
import { issuePages } from '../../functions/http/console/issues.tsx'
import { createConsole } from '../../functions/http/console.ts'
import { aVisitor } from '../support/console.ts'
import { startDynoxide } from '../support/dynoxide.ts'
import { aDigest } from '../support/examples.ts'
import { aWorld } from '../support/world.ts'

let engine: Awaited<ReturnType<typeof startDynoxide>>
beforeAll(async () => {
  engine = await startDynoxide()
})
afterAll(() => engine.stop())

const MANY = 130
const idOf = (n: number) => `d${String(n).padStart(3, '0')}`

/** A house that has planned so many digests, one a minute. */
async function aHouse() {
  const world = await aWorld({ stores: (of) => engine.stores(of) as never })
  await world.topics('trade')
  for (let n = 0; n < MANY; n++) {
    const createdAt = new Date(Date.parse('2026-01-01T00:00:00Z') + n * 60_000).toISOString()
    await world.ports.digests.save(
      undefined,
      aDigest({ id: idOf(n), name: `Digest ${n}`, topics: ['trade'], createdAt, version: 0 }),
    )
  }
  const page = async (path: string, init?: RequestInit) => (await world.visit(path, init)).text()
  return { ...world, page }
}

/** Which digests a page offers, and where it goes on. */
const offered = (html: string) => [...html.matchAll(/name="digest" value="(d\d+)"/g)].map(([, id]) => id)
const nextIn = (html: string) => /<a href="([^"]+)" rel="next"/.exec(html)?.[1]?.replaceAll('&amp;', '&')

describe('of more digests than a page holds', () => {
  it('the front page leads to all, those planned first before the others, and keeps what was ticked elsewhere', async () => {
    const { page } = await aHouse()
    const first = await page('/?lang=de')
    const second = await page(nextIn(first)!)
    expect([...offered(first), ...offered(second)]).toEqual(Array.from({ length: MANY }, (_, n) => idOf(n)))
    expect([second.includes('lang="de"'), nextIn(second)]).toEqual([true, undefined])

    const body = new URLSearchParams({ digest: idOf(120), email: 'not an address' })
    const again = await page('/subscribe', { method: 'POST', body })
    expect(again).toMatch(new RegExp(`value="${idOf(120)}"[^>]*checked`))
  })

  it('a reader sees their own on every page of their preferences, and the others one page after the other', async () => {
    const { page, ports, reader } = await aHouse()
    const ada = await reader('ada', 'all', idOf(125))
    const path = `/preferences/${ports.links.sign('preferences', ada.id, 'k1')}`
    const first = await page(path)
    const second = await page(nextIn(first)!)
    expect([offered(first)[0], offered(second)[0]]).toEqual([idOf(125), idOf(125)])
    expect(new Set([...offered(first), ...offered(second)]).size).toBe(MANY)
    const saved = await page(path, {
      method: 'POST',
      body: new URLSearchParams([
        ['known', idOf(125)],
        ['topic', `${idOf(125)}/trade`],
        ['digest', idOf(125)],
        ['digest', idOf(129)],
      ]),
    })
    expect(offered(saved).slice(0, 2)).toEqual([idOf(125), idOf(129)])
  })

  it('the sitemap has every one, at one address: a question after it leads there', async () => {
    const { page, visit } = await aHouse()
    const map = await page('/sitemap.xml')
    expect([...map.matchAll(/\/d\/(d\d+)</g)]).toHaveLength(MANY)
    const asked = await visit('/sitemap.xml?x=1')
    expect([asked.status, asked.headers.get('location')]).toEqual([308, '/sitemap.xml'])
  })

  it('the console has every one, a page at a time', async () => {
    const { ports } = await aHouse()
    const { open } = aVisitor(ports as never, [
      digestPages(ports as never),
      issuePages(ports as never),
      articlePages(ports as never),
    ])
    const seen = new Set<string>()
    let path: string | undefined = '/digests'
    for (let pages = 0; path && pages < 9; pages++) {
      const { page }: { page: string } = await open(path)
      for (const [, id] of page.matchAll(/href="\/console\/digests\/(d\d+)"/g)) seen.add(id!)
      path = /href="\/console(\/digests\?cursor=[^"]+)"/.exec(page)?.[1]
    }
    expect(seen.size).toBe(MANY)
    expect((await open('/issues')).status).toBe(200)
    expect((await open('/topics')).page).toContain(`In ${MANY} digests`)
  })

  it('an article’s page offers those of its topic, whenever they were planned', async () => {
    const { article, page, topics, ports } = await aHouse()
    await topics('sea')
    await ports.digests.save(
      undefined,
      aDigest({ id: 'sea-brief', name: 'Sea Brief', topics: ['sea'], createdAt: ports.now(), version: 0 }),
    )
    const text = await article('Forty ships', ['sea'], { url: undefined, body: ['They lie at anchor.'] })
    expect(await page(`/a/${text.id}`)).toContain('sea-brief')
  })

  it('the API lists them, and counts them before one more', async () => {
    const { ports } = await aHouse()
    const app = createConsole(ports, 'the key')
    const list = await app.request('/api/digests?limit=100', { headers: { authorization: 'Bearer the key' } })
    expect(((await list.json()) as { items: unknown[] }).items).toHaveLength(100)
    expect(await ports.digests.count()).toBe(MANY)
  })
})
