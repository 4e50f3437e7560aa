import { describe, expect, it } from 'vitest'
import { articlePages } from '../../functions/http/console/articles.tsx'
import { aVisitor } from '../support/console.ts'
import { aSource } from '../support/examples.ts'
import { anItem, aWeb, FEED } from '../support/paper.ts'
import { aWorld } from '../support/world.ts'

async function aDesk() {
  const web = aWeb()
  const world = await aWorld({ fetch: web.fetch })
  const as = (role: 'editor' | 'viewer') => aVisitor(world.ports, [articlePages(world.ports)], role)
  const setAside = async (title: string, reason: string) => {
    const known = (await world.ports.articles.get((await world.article(title, [])).id))!
    await world.ports.articles.save(known, { ...known, status: 'quarantined', reason })
    return known.id
  }
  return { ...world, web, as, setAside, ...as('editor') }
}

describe('the inbox', () => {
  it('holds whatever needs a person: drafts, and what was set aside with its reason', async () => {
    const { open, article, setAside } = await aDesk()
    await article('A draft', [])
    await setAside('Doubtful', 'Its date cannot be read.')
    await article('Filed one', ['sea'])
    const { page } = await open('/articles')
    for (const words of ['A draft', 'Doubtful', 'Its date cannot be read.']) expect(page).toContain(words)
    expect(page).not.toContain('Filed one')
    const aside = (await open('/articles?status=quarantined')).page
    expect([aside.includes('Doubtful'), aside.includes('A draft')]).toEqual([true, false])
  })

  it('is narrowed to one source, and says how to get out of that', async () => {
    const { open, article } = await aDesk()
    await article('Theirs', [], { source: 'The Port & Sea' })
    await article('Ours', [])
    const { page } = await open('/articles?source=the+port+%26+sea')
    expect([page.includes('Theirs'), page.includes('>Ours<')]).toEqual([true, false])
    expect(page).toContain('aria-label="Without: from the port &amp; sea"')
    expect((await open('/articles')).page).toContain('source=The+Port+%26+Sea')
  })

  it('files what is ticked under a topic by one press', async () => {
    const { open, send, article, topics, ports } = await aDesk()
    await topics('trade')
    const { id } = await article('One', [])
    expect((await open('/articles')).page).toMatch(/<button[^>]*name="more" value="trade"[^>]*data-key="1"/)
    await send('/articles/tag', { id, more: ['', 'trade'] })
    expect(await ports.articles.get(id)).toMatchObject({ status: 'filed', topics: ['trade'] })
  })

  it('follows what is pasted as a feed, where it is one', async () => {
    const { send, open, web, ports } = await aDesk()
    web.put(FEED, [anItem(1)])
    expect((await open('/articles')).page).toMatch(/formaction="\/console\/feeds"[^>]*>Follow it as a feed/)
    const followed = await send('/feeds', { what: FEED, tags: 'sea' })
    expect([followed.to, (await ports.feeds.list({ limit: 9 })).items[0]?.tags]).toEqual(['/console/feeds', ['sea']])
    const none = await send('/feeds', { what: 'https://paper.example/none' })
    expect([none.status, none.page.includes('value="https://paper.example/none"')]).toEqual([422, true])
  })
})

describe('tagging', () => {
  it('is taken back: tags that came by it go, those from before stay, and what it filed waits again', async () => {
    const { send, open, article, setAside, topics, ports } = await aDesk()
    await topics('trade')
    const draft = await article('Draft', [])
    const filed = await article('Filed', ['sea', 'trade'])
    const aside = await setAside('Aside', 'Odd.')
    const tagged = await send('/articles/tag', { id: [draft.id, filed.id, aside], more: 'trade, port', status: 'all' })
    expect(await ports.articles.get(draft.id)).toMatchObject({ tags: ['trade', 'port'], topics: ['trade'] })
    const undo = tagged.undo!
    const led = tagged.headers.get('location')!.replace('/console', '')
    expect((await open(led)).page).toContain('Undo: take the tags off')
    const back = await send('/articles/untag', { undo, status: 'all' })
    expect([back.said, back.to]).toEqual(['3 articles as before.', '/console/articles'])
    expect(await ports.articles.get(draft.id)).toMatchObject({ tags: [], status: 'draft', topics: [] })
    expect(await ports.articles.get(filed.id)).toMatchObject({
      tags: ['sea', 'trade'],
      status: 'filed',
      topics: ['trade'],
    })
    expect(await ports.articles.get(aside)).toMatchObject({ tags: [], status: 'draft' })
  })

  it('is taken back of what still is there, and of nothing that nobody said', async () => {
    const { send, article, ports, as } = await aDesk()
    const one = await article('One', [])
    const undo = (await send('/articles/tag', { id: one.id, more: 'sea' })).undo!
    await ports.articles.remove((await ports.articles.get(one.id))!)
    expect((await send('/articles/untag', { undo })).said).toBe('0 articles as before.')
    for (const forged of ['', 'sea', 'sea;nonsense', `sea;${one.id}.zzzzzzzzz`, 'sea;../x.1'])
      expect([forged, (await send('/articles/untag', { undo: forged })).status]).toEqual([forged, 422])
    expect((await as('viewer').send('/articles/untag', { undo })).status).toBe(403)
    const viewer = as('viewer')
    const { page } = await viewer.open(`/articles?said=${viewer.say('2 articles tagged: sea.', undo)}`)
    expect([page.includes('2 articles tagged: sea.'), page.includes('Undo:')]).toEqual([true, false])
  })
})

describe('feeds', () => {
  it('say before all else how they fare, and lead to what they brought', async () => {
    const { open, ports } = await aDesk()
    await ports.feeds.save(undefined, aSource({ lastLook: '2026-11-24T05:00:00.000Z' }))
    expect((await open('/feeds')).page).toContain('All of them can be read.')
    await ports.feeds.save(
      undefined,
      aSource({ id: 'feed_z', url: 'https://z.example/', failures: 2, lastError: 'No.' }),
    )
    const { page } = await open('/feeds')
    expect(page).toContain('1 feed cannot be read right now.')
    expect(page).toContain('/console/articles?status=all&amp;source=The+Paper')
  })
})
