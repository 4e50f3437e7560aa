import { describe, expect, it } from 'vitest'
import type { Role } from '../../core/model/editor.ts'
import { articlePages } from '../../functions/http/console/articles.tsx'
import { aVisitor } from '../support/console.ts'
import { aSource } from '../support/examples.ts'
import { anItem, aWeb, FEED } from '../support/paper.ts'
import { aWorld } from '../support/world.ts'

const HOSTILE = '<script>alert(1)</script> & "more"'

async function aDesk() {
  const web = aWeb()
  const world = await aWorld({ fetch: web.fetch })
  const as = (role: Role) => aVisitor(world.ports, [articlePages(world.ports)], role)
  const all = async () => (await world.ports.articles.list({}, { limit: 100 })).items
  return { ...world, web, as, all, ...as('editor') }
}

describe('the inbox', () => {
  it('says what to do first, where nothing is', async () => {
    const { open } = await aDesk()
    expect((await open('/articles')).page).toMatch(/No draft waits/)
    expect((await open('/articles?status=all')).page).toMatch(/paste a link above/)
    expect((await open('/articles?q=nothing')).page).toMatch(/Nothing of that kind is here/)
  })

  it('opens with the drafts, newest first, and has a place for the rest', async () => {
    const { open, article, topics, clock } = await aDesk()
    await topics('trade')
    await article('Older', [])
    clock.now += 60_000
    await article('Newer', [])
    await article('Ships', ['trade', 'port'])

    const drafts = (await open('/articles')).page
    expect([drafts.indexOf('Newer') < drafts.indexOf('Older'), drafts.includes('Ships')]).toEqual([true, false])
    const { page } = await open('/articles?status=filed')
    for (const words of ['Ships', 'harbourpost.example', 'today, 06:01 UTC', '· Trade', 'tag=port'])
      expect(page).toContain(words)
  })

  it('says of what its feed has taken out again that it has, in the list and on its page', async () => {
    const { open, article, ports, topics } = await aDesk()
    await topics('trade')
    const { id } = (await article('Ships', ['trade']))!
    const known = (await ports.articles.get(id))!
    await ports.articles.save(known, { ...known, withdrawnAt: ports.now() })
    for (const path of ['/articles?status=filed', `/articles/${id}`])
      expect((await open(path)).page).toContain('Its feed has taken it out again.')
  })

  it('finds by word and by tag, and leads on by pages', async () => {
    const { open, article, clock } = await aDesk()
    for (let n = 0; n < 3; n++) {
      clock.now += 1_000
      await article(`Story ${n}`, n === 1 ? ['sea'] : ['land'])
    }
    expect((await open('/articles?q=story+1')).page).toContain('Story 1')
    const byTag = (await open('/articles?tag=Sea')).page
    expect([byTag.includes('Story 1'), byTag.includes('Story 0')]).toEqual([true, false])
    const first = (await open('/articles?status=all&limit=2')).page
    const next = /href="\/console(\/articles\?[^"]*cursor=[^"]+)">Older/.exec(first)![1]!.replaceAll('&amp;', '&')
    expect((await open(next)).page).toContain('Story 0')
  })

  it('writes out what is hostile', async () => {
    const { open, article } = await aDesk()
    const { id } = await article(HOSTILE, [], { source: HOSTILE, author: '"><img src=x>' })
    for (const path of ['/articles', `/articles/${id}`]) {
      const { page } = await open(path)
      expect(page).toContain('&lt;script&gt;')
      expect(page).not.toMatch(/<script>|<img/)
      expect(page).not.toMatch(/\sstyle=|\son\w+=/)
    }
  })
})

describe('taking something in', () => {
  it('reads the page behind a link, with or without its https', async () => {
    const { send, web, all } = await aDesk()
    const page = { body: '<title>Harbour open again</title>', contentType: 'text/html' }
    web.pages.set('https://paper.example/harbour', page)
    const answer = await send('/articles', { what: 'paper.example/harbour', tags: '' })
    const [article] = await all()
    expect(article).toMatchObject({
      title: 'Harbour open again',
      status: 'draft',
      url: 'https://paper.example/harbour',
    })
    expect([answer.status, answer.to]).toEqual([303, `/console/articles/${article!.id}`])
    expect(answer.said).toMatch(/waits as a draft/)
    expect((await send('/articles', { what: 'https://paper.example/harbour' })).said).toMatch(/already/)
  })

  it('takes pasted text apart, and files it where tags come along', async () => {
    const { send, all, topics, open } = await aDesk()
    await topics('trade')
    const what =
      'A headline of some length here\n\nThe first paragraph is long enough to be read as prose, and it ends like one.\n'
    const { said } = await send('/articles', { what, tags: 'Trade; port' })
    const [article] = await all()
    expect(article).toMatchObject({ title: 'A headline of some length here', tags: ['trade', 'port'], status: 'filed' })
    expect(said).toBe('Taken in. It is filed under Trade.')
    expect((await open(`/articles/${article!.id}`)).page).toContain('The first paragraph is long enough')
  })

  it('keeps what was typed beside what is wrong, and takes the title by hand where a page cannot be read', async () => {
    const { send, all } = await aDesk()
    const what = 'https://paper.example/gone?a=1&b=<2>'
    const again = await send('/articles', { what, tags: 'sea' })
    expect([again.status, await all()]).toEqual([422, []])
    for (const words of [
      'gone?a=1&amp;b=&lt;2&gt;',
      'There is nothing at this address (404).',
      'value="sea"',
      'Its title',
    ])
      expect(again.page).toContain(words)

    expect((await send('/articles', { what, tags: 'sea', title: 'By hand' })).status).toBe(303)
    expect(await all()).toMatchObject([{ title: 'By hand', tags: ['sea'] }])
    expect((await send('/articles', { what: 'One line.' })).page).toContain('\nOne line.</textarea>')
    expect((await send('/articles', { what: 'javascript:alert(1)' })).status).toBe(422)
    expect((await send('/articles', {})).status).toBe(422)
  })
})

describe('the ticked ones', () => {
  it('are tagged at once, and by that filed', async () => {
    const { send, article, topics, all } = await aDesk()
    await topics('trade')
    const [one, two] = [await article('One', []), await article('Two', ['sea'])]
    await article('Three', [])
    const { said, to, status } = await send('/articles/tag', { id: [one.id, two.id], more: 'Trade', status: 'draft' })
    expect([status, to, said]).toEqual([303, '/console/articles', '2 articles tagged: trade.'])
    expect((await all()).map(({ title, tags, topics: under, status: is }) => [title, tags, under, is]).sort()).toEqual([
      ['One', ['trade'], ['trade'], 'filed'],
      ['Three', [], [], 'draft'],
      ['Two', ['sea', 'trade'], ['trade'], 'filed'],
    ])
    expect((await send('/articles/tag', { id: one.id, more: 'trade' })).said).toMatch(/already/)
  })

  it('what leads nowhere and has no text of its own stays set aside, whatever its tags', async () => {
    const { ports, article, send } = await aDesk()
    const { id } = await article('Leads nowhere', [])
    const { url: _, ...known } = (await ports.articles.get(id))!
    await ports.articles.save(known, { ...known, status: 'quarantined', reason: 'It has no link.' })
    await send('/articles/tag', { id: known.id, more: 'trade' })
    expect(await ports.articles.get(known.id)).toMatchObject({ status: 'quarantined', tags: ['trade'], topics: [] })
  })

  it('what was set aside is read by a person, and filed by their tag', async () => {
    const { send, article, ports, open } = await aDesk()
    const { id } = await article('Doubtful', [])
    const known = (await ports.articles.get(id))!
    await ports.articles.save(known, { ...known, status: 'quarantined', reason: 'Its date cannot be read.' })
    expect((await open('/articles?status=quarantined')).page).toContain('Its date cannot be read.')
    await send('/articles/tag', { id: known.id, more: 'sea' })
    const filed = (await ports.articles.get(known.id))!
    expect([filed.status, 'reason' in filed]).toEqual(['filed', false])
  })

  it('are removed', async () => {
    const { send, article, all } = await aDesk()
    const one = await article('One', [])
    await article('Two', [])
    expect((await send('/articles/remove', { id: one.id })).said).toBe('1 article removed.')
    expect((await all()).map(({ title }) => title)).toEqual(['Two'])
  })

  it('stay ticked, and the tags typed, where something is missing', async () => {
    const { send, article } = await aDesk()
    const { id } = await article('One', [])
    const untagged = await send('/articles/tag', { id, more: ' , ' })
    expect(untagged.status).toBe(422)
    expect(untagged.page).toMatch(new RegExp(`value="${id}" checked`))
    const unticked = await send('/articles/tag', { more: 'sea' })
    expect([unticked.status, unticked.page.includes('value="sea"')]).toEqual([422, true])
    expect((await send('/articles/remove', {})).status).toBe(422)
  })
})

describe('one article', () => {
  const fields = { title: 'New', summary: 'Short.', tags: 'sea, Trade', author: '', source: '', lang: 'de', image: '' }

  it('is corrected as in the API: what is emptied is gone', async () => {
    const { send, article, topics, ports } = await aDesk()
    await topics('trade')
    const { id } = await article('Old', [], { author: 'Ada', image: 'https://a.example/i.png' })
    const { to, said } = await send(`/articles/${id}`, { ...fields, publishedAt: '2026-11-20' })
    expect([to, said]).toEqual([`/console/articles/${id}`, 'Saved. It is filed under Trade.'])
    const saved = (await ports.articles.get(id))!
    expect(saved).toMatchObject({ title: 'New', summary: 'Short.', tags: ['sea', 'trade'], lang: 'de' })
    expect([saved.publishedAt, 'author' in saved, 'image' in saved]).toEqual(['2026-11-20', false, false])
  })

  it('keeps what was typed beside each sentence', async () => {
    const { send, article, ports } = await aDesk()
    const { id, version } = await article('Old', [])
    const again = await send(`/articles/${id}`, { ...fields, title: '', publishedAt: 'soon', lang: 'Klingon!' })
    expect(again.status).toBe(422)
    for (const words of ['An article needs a title.', 'value="soon"', 'This is not a date', 'value="Klingon!"'])
      expect(again.page).toContain(words)
    expect((await ports.articles.get(id))!.version).toBe(version + 1)
  })

  it('is removed, after a second press', async () => {
    const { send, open, article, ports } = await aDesk()
    const { id } = await article('Old', [])
    expect((await open(`/articles/${id}`)).page).toMatch(/<details>.*Remove this article/s)
    expect((await send(`/articles/${id}/remove`)).to).toBe('/console/articles')
    expect(await ports.articles.get(id)).toBeUndefined()
    for (const path of [`/articles/${id}`, '/articles/nope']) expect((await open(path)).status).toBe(404)
    expect([(await send(`/articles/${id}`, fields)).status, (await send('/articles/nope/remove')).status]).toEqual([
      404, 404,
    ])
  })
})

describe('topics', () => {
  it('are made, found by their tags, changed and removed', async () => {
    const { send, open, article, ports } = await aDesk()
    expect((await open('/topics')).page).toContain('There is no topic yet')
    const { id } = await article('Ships', ['commerce'])
    const made = await send('/topics', { name: 'World Trade', slug: '', tags: 'Commerce', description: '' })
    expect(made.said).toBe('The topic "World Trade" is there. 1 article of the last week has moved.')
    expect((await ports.articles.get(id))!.topics).toEqual(['world-trade'])

    await send('/topics/world-trade', { name: 'Trade', tags: 'sea', description: 'Ships & more' })
    expect(await ports.topics.get('world-trade')).toMatchObject({ name: 'Trade', tags: ['sea'] })
    const { page } = await open('/topics')
    expect(page).toContain('Ships &amp; more')
    expect(page).toContain('In no digest')
    expect((await send('/topics/world-trade/remove')).said).toMatch(/removed/)
    expect(await ports.topics.all()).toEqual([])
  })

  it('stay where a digest has them, and keep the alerts that digests have left in them', async () => {
    const { send, open, topics, digest, ports } = await aDesk()
    await topics('trade', 'city')
    await digest()
    const alerts = [{ digest: 'brief', edition: 'main', settleMinutes: 5 }]
    await ports.topics.put({ ...(await ports.topics.get('trade'))!, alerts }, 'any')
    await send('/topics/trade', { name: 'Commerce', tags: 'trade', description: '' })
    expect(await ports.topics.get('trade')).toMatchObject({ name: 'Commerce', alerts })
    expect((await open('/topics')).page).toContain('In 1 digest: The Harbour Brief.')
    const refused = await send('/topics/trade/remove')
    expect([refused.status, refused.page.includes('has this topic: take it out there first')]).toEqual([409, true])
  })

  it('keep their articles when a tag is called otherwise', async () => {
    const { send, article, topics, ports } = await aDesk()
    await topics('trade')
    const { id } = await article('Ships', ['trade'])
    expect((await send('/tags/rename', { from: 'Trade', to: 'Commerce' })).said).toBe(
      '"trade" is "commerce" now, on 1 article.',
    )
    expect(await ports.articles.get(id)).toMatchObject({ tags: ['commerce'], topics: ['trade'] })
    const same = await send('/tags/rename', { from: 'sea', to: 'Sea' })
    expect([same.status, same.page.includes('value="Sea"')]).toEqual([422, true])
  })

  it('keep what was typed', async () => {
    const { send, topics } = await aDesk()
    await topics('trade')
    const taken = await send('/topics', { name: 'Trade', slug: 'trade', tags: 'a, b' })
    expect([taken.status, taken.page.includes('value="a, b"')]).toEqual([422, true])
    expect((await send('/topics', { name: 'T', slug: 'Not A Slug' })).page).toContain('value="Not A Slug"')
    const unnamed = await send('/topics/trade', { name: '', tags: 'x' })
    expect([unnamed.status, unnamed.page.includes('<details open')]).toEqual([422, true])
    expect((await send('/topics/nope', { name: 'x' })).status).toBe(404)
  })
})

describe('feeds', () => {
  it('are followed, collected, changed and stopped', async () => {
    const { send, open, web, all, ports } = await aDesk()
    web.put(FEED, [anItem(1), anItem(2)])
    expect((await open('/feeds')).page).toContain('No feed is followed yet')
    const followed = await send('/feeds', { url: FEED, tags: 'sea', trusted: 'yes' })
    expect([followed.status, followed.said]).toEqual([303, expect.stringMatching(/^"The Paper" is followed/)])
    const [source] = (await ports.feeds.list({ limit: 10 })).items
    expect(source).toMatchObject({ tags: ['sea'], trusted: true })
    expect((await send('/feeds', { url: FEED })).said).toMatch(/followed already/)

    expect((await send(`/feeds/${source!.id}/collect`)).said).toBe('"The Paper": 2 entries, 2 new, 0 changed.')
    expect((await all()).map(({ status }) => status)).toEqual(['filed', 'filed'])
    await send(`/feeds/${source!.id}`, { title: 'Ours', tags: '', dailyCap: '5' })
    expect(await ports.feeds.get(source!.id)).toMatchObject({ title: 'Ours', tags: [], trusted: false, dailyCap: 5 })
    const { page } = await open('/feeds')
    for (const words of ['Ours', '2 articles so far', '5 a day at most', 'next look']) expect(page).toContain(words)

    expect((await send(`/feeds/${source!.id}/stop`)).said).toMatch(/no longer/)
    expect([(await ports.feeds.list({ limit: 10 })).items, (await all()).length]).toEqual([[], 2])
    expect((await send(`/feeds/${source!.id}/collect`)).status).toBe(404)
  })

  it('keep what was typed, and say why', async () => {
    const { send, ports } = await aDesk()
    const refused = await send('/feeds', { url: 'https://paper.example/none', tags: 'sea', dailyCap: '7' })
    expect(refused.status).toBe(422)
    for (const words of ['There is nothing at this address (404).', 'https://paper.example/none', 'value="7"'])
      expect(refused.page).toContain(words)
    await ports.feeds.save(undefined, aSource())
    const capped = await send('/feeds/feed_paper', { title: 'T', tags: 'x', dailyCap: 'many' })
    expect([capped.status, capped.page.includes('value="many"')]).toEqual([422, true])
    expect((await send('/feeds/feed_nope', { title: 'T' })).status).toBe(404)
  })

  it('that need a person come first, with the reason', async () => {
    const { open, ports } = await aDesk()
    await ports.feeds.save(undefined, aSource({ title: 'A fine one', lastLook: '2026-11-24T05:00:00.000Z' }))
    const failing = { title: 'Broken <one>', failures: 9, lastError: 'Nobody answers.' }
    await ports.feeds.save(undefined, aSource({ id: 'feed_z', url: 'https://z.example/', ...failing }))
    const { page } = await open('/feeds')
    expect(page.indexOf('Broken &lt;one&gt;')).toBeLessThan(page.indexOf('A fine one'))
    for (const words of ['Nobody answers.', 'failed 9 times in a row']) expect(page).toContain(words)
  })

  it('that cannot be read when they are collected say so', async () => {
    const { send, ports } = await aDesk()
    await ports.feeds.save(undefined, aSource())
    expect((await send('/feeds/feed_paper/collect')).said).toBe('"The Paper": There is nothing at this address (404).')
  })
})

describe('a viewer', () => {
  it('sees it all, and nothing to press', async () => {
    const { as, article, topics, ports } = await aDesk()
    await topics('trade')
    await ports.feeds.save(undefined, aSource())
    const { id } = await article('Ships', ['trade'])
    for (const path of ['/articles?status=all', `/articles/${id}`, '/topics', '/feeds']) {
      const { page, status } = await as('viewer').open(path)
      expect(status).toBe(200)
      expect(page.match(/<form[^>]*method="post"[^>]*>/g)).toEqual([expect.stringContaining('/console/sign-out')])
      expect(page).not.toContain('type="checkbox"')
    }
  })

  it('is turned away from every action', async () => {
    const { as, article, topics, ports, all } = await aDesk()
    await topics('trade')
    await ports.feeds.save(undefined, aSource())
    const { id } = await article('Ships', [])
    const paths = ['/articles', '/articles/tag', '/articles/remove', `/articles/${id}`, `/articles/${id}/remove`]
    const others = ['/tags/rename', '/topics', '/topics/trade', '/topics/trade/remove', '/feeds']
    const feeds = ['', '/collect', '/stop'].map((path) => `/feeds/feed_paper${path}`)
    for (const path of [...paths, ...others, ...feeds])
      expect([path, (await as('viewer').send(path, { id, more: 'x', title: 'x', name: 'x' })).status]).toEqual([
        path,
        403,
      ])
    expect([(await all()).length, (await ports.topics.all()).length]).toEqual([1, 1])
  })
})
