import { parseAtomFeed, parseJsonFeed } from 'feedsmith'
import { describe, expect, it } from 'vitest'
import { tongueOf } from '../../functions/http/pages/direction.ts'
import { xml } from '../../functions/http/pages/feeds.ts'
import { anOwnText, aPaper, comesOut, issuesOn } from '../support/archive.ts'
import { SITE, type World } from '../support/world.ts'

const hostile = [
  '<script>alert(1)</script> & "so on" \'here\' ]]>',
  '&lt;b&gt; is not &amp;lt; <b>',
  '漢字かな交じり文 🦆 café',
  'إضراب الموانئ في أسبوعه الثاني',
  '${name} {{name}} %s <!-- -->',
]

async function aLoudPaper(): Promise<World> {
  const world = await aPaper({ days: 2 })
  for (const [n, title] of hostile.entries()) {
    const date = `2026-11-0${4 + n}`
    world.turnTo(`${date}T05:00:00Z`)
    await world.article(title, ['trade'], {
      url: `https://harbourpost.example/?a=1&b=${n}`,
      lang: n === 3 ? 'ar' : 'en',
    })
    await comesOut(world, date)
  }
  return world
}

const read = async (world: World, path: string, headers: Record<string, string> = {}) => {
  const answer = await world.visit(path, { headers })
  return { answer, status: answer.status, text: await answer.text() }
}

describe('a digest’s feeds', () => {
  it('are what they say they are, and hold the last issues with their headlines and links', async () => {
    const world = await aLoudPaper()
    const atom = await read(world, '/d/brief/feed.atom')
    const json = await read(world, '/d/brief/feed.json')
    expect([atom.answer.headers.get('content-type'), json.answer.headers.get('content-type')]).toEqual([
      'application/atom+xml; charset=utf-8',
      'application/feed+json; charset=utf-8',
    ])
    const issues = issuesOn(await (await world.visit('/d/brief')).text())
    const [feed, other] = [parseAtomFeed(atom.text), parseJsonFeed(JSON.parse(json.text))]
    expect(feed.entries?.map(({ id }) => id)).toEqual(issues.map((path) => `${SITE}${path}`))
    expect(other.items?.map(({ id }) => id)).toEqual(issues.map((path) => `${SITE}${path}`))
    expect(feed.entries?.map(({ title }) => title?.value ?? title)).toEqual([
      ...hostile.toReversed(),
      'Freight news of day 2',
      'Freight news of day 1',
    ])
    expect(other.items?.map(({ title }) => title)).toEqual(feed.entries?.map(({ title }) => title?.value ?? title))
    for (const { updated, content, links } of feed.entries ?? []) {
      expect(updated).toMatch(/^2026-11-\d\dT07:00:00\.000Z$/)
      expect(content?.value ?? content).toContain('<a href="https://harbourpost.example/')
      expect(links?.[0]?.href).toContain(`${SITE}/d/brief/iss_`)
    }
  })

  it('hold what strangers write as text, in both', async () => {
    const world = await aLoudPaper()
    const contents = [
      ...(parseAtomFeed((await read(world, '/d/brief/feed.atom')).text).entries ?? []).map(
        ({ content }) => content?.value ?? String(content),
      ),
      ...(parseJsonFeed(JSON.parse((await read(world, '/d/brief/feed.json')).text)).items ?? []).map(
        ({ content_html }) => content_html ?? '',
      ),
    ].join('\n')
    expect(contents).not.toMatch(/<script|<b>|<!--/)
    expect(contents).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;so on&quot;')
    expect(contents).toContain('lang="ar" dir="rtl"')
    expect(contents).toContain('href="https://harbourpost.example/?a=1&amp;b=0"')
  })

  it.each([
    ['The harbour is open', 'ar', { dir: 'auto' }],
    ['الميناء مفتوح.', 'en', { dir: 'auto' }],
    ['الميناء مفتوح.', 'ar', { lang: 'ar', dir: 'rtl' }],
    ['الميناء مفتوح.', undefined, { dir: 'auto' }],
  ])('and pages say the language of a story that could be in it: %s, %s', (text, lang, tongue) => {
    expect(tongueOf({ text, lang })).toEqual(tongue)
  })

  it('have no sign that XML does not know', () => {
    expect(xml('a\u0000\u0008b\uFFFEc\uFFFF\uD800d\u000Be<&>"\'')).toBe('abc\uFFFDde&lt;&amp;&gt;&quot;&#39;')
  })

  it.each(['feed.atom', 'feed.json'])(
    'answer 304 to whoever has them already, without reading the issues: %s',
    async (name) => {
      const world = await aPaper({ days: 3 })
      const path = `/d/brief/${name}`
      const { answer } = await read(world, path)
      const [etag, modified] = ['etag', 'last-modified'].map((one) => answer.headers.get(one)!)
      expect(answer.headers.get('cache-control')).toBe('public, max-age=300')
      world.ports.issues.articles = () => Promise.reject(new Error('no need'))
      for (const headers of [
        { 'if-none-match': etag! },
        { 'if-none-match': `"other", W/${etag}` },
        { 'if-none-match': '*' },
        { 'if-modified-since': modified! },
      ]) {
        const known = await read(world, path, headers)
        expect([known.status, known.text, known.answer.headers.get('etag')]).toEqual([304, '', etag])
      }
    },
  )

  it('are sent again when there is something new: another issue, another name', async () => {
    const world = await aPaper({ days: 1 })
    const etag = async () => (await read(world, '/d/brief/feed.atom')).answer.headers.get('etag')!
    const modified = (await read(world, '/d/brief/feed.atom')).answer.headers.get('last-modified')!
    const first = await etag()
    world.turnTo('2026-11-03T05:00:00Z')
    await world.article('News', ['trade'])
    await comesOut(world, '2026-11-03')
    expect((await read(world, '/d/brief/feed.atom', { 'if-none-match': first })).status).toBe(200)
    expect((await read(world, '/d/brief/feed.atom', { 'if-modified-since': modified })).status).toBe(200)
    const second = await etag()
    const digest = (await world.ports.digests.get('brief'))!
    await world.ports.digests.save(digest, { ...digest, name: 'The Brief' })
    expect(new Set([first, second, await etag()]).size).toBe(3)
    // A tag that does not match says more than a date that does (RFC 9110 §13.2.2).
    const both = { 'if-none-match': '"other"', 'if-modified-since': 'Fri, 01 Jan 2038 00:00:00 GMT' }
    expect((await read(world, '/d/brief/feed.atom', both)).status).toBe(200)
  })

  it('hold the last twenty issues, and of a long one fifty stories and how many more there are', async () => {
    const world = await aPaper({ days: 22 })
    for (let n = 0; n < 55; n++) await world.article(`Number ${n}`, ['trade'])
    await comesOut(world, '2026-11-24')
    const { items = [] } = parseJsonFeed(JSON.parse((await read(world, '/d/brief/feed.json')).text))
    expect(items).toHaveLength(20)
    expect(items[0]?.content_html?.match(/<li/g)).toHaveLength(51)
    expect(items[0]?.content_html).toContain('and 5 more stories')
  })

  it('are there before the first issue, and not there for no digest', async () => {
    const world = await aPaper({ days: 0 })
    const { text } = await read(world, '/d/brief/feed.atom')
    expect(parseAtomFeed(text).entries ?? []).toEqual([])
    expect((await read(world, '/d/nothing/feed.atom')).status).toBe(404)
  })

  it('speak the language that their address asks for', async () => {
    const world = await aPaper({ days: 1 })
    const { text } = await read(world, '/d/brief/feed.json?lang=de')
    expect(JSON.parse(text)).toMatchObject({
      language: 'de',
      items: [{ summary: 'Montag, 2. November 2026 · 2 Beiträge' }],
    })
  })
})

describe('what robots find', () => {
  it('is every digest, its issues that anybody may read, and our own texts that came out in them', async () => {
    const world = await aPaper({ days: 2 })
    world.turnTo('2026-11-04T05:00:00Z')
    const { id } = await anOwnText(world)
    await comesOut(world, '2026-11-04')
    await comesOut(world, '2026-11-05')
    const { answer, text } = await read(world, '/sitemap.xml')
    expect(answer.headers.get('content-type')).toContain('application/xml')
    const issues = issuesOn(await (await world.visit('/d/brief')).text())
    const found = [...text.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, one]) => one)
    expect(found).toEqual([`${SITE}/`, `${SITE}/d/brief`, ...issues.map((one) => `${SITE}${one}`), `${SITE}/a/${id}`])
    expect(text).toContain('<lastmod>2026-11-04</lastmod>')
    for (const path of found) expect((await world.visit(path!)).status).toBe(200)
  })

  it('is named to them, and pages behind the links of mails are not theirs', async () => {
    const world = await aPaper({ days: 1 })
    const { text } = await read(world, '/robots.txt')
    expect(text).toContain(`\nSitemap: ${SITE}/sitemap.xml\n`)
    for (const path of ['confirm', 'preferences', 'unsubscribe', 'export', 'erase', 'console', 'api'])
      expect(text).toContain(`Disallow: /${path}/\n`)
    expect(text).not.toMatch(/Disallow: \/[ad]?\n/)
    const reader = (await world.ports.subscribers.byAddress('ada@mail.example.net')).subscriber!
    const token = world.ports.links.sign('preferences', reader.id, 'k1')
    expect((await world.visit(`/preferences/${token}`)).headers.get('x-robots-tag')).toBe('noindex')
  })
})
