import { describe, expect, it } from 'vitest'
import { isMoment, pageOfMoments } from '../../core/model/archive.ts'
import { noCounts } from '../../core/model/issue.ts'
import { leadOf } from '../../core/model/variant.ts'
import { anOwnText, aPaper, comesOut, issuesOn } from '../support/archive.ts'
import { anArticle, anIssue, at } from '../support/examples.ts'
import { aWorld, SITE, type World } from '../support/world.ts'

const pageAt = async (world: World, path: string, init: RequestInit = {}) => (await world.visit(path, init)).text()
const meta = (page: string, name: string) =>
  new RegExp(`<meta (?:name|property)="${name}" content="([^"]*)"`).exec(page)?.[1]
const canonical = (page: string) => /<link rel="canonical" href="([^"]+)"/.exec(page)?.[1]

/** Counts what is read of the issues, which is what pages cost. */
function counted(world: World) {
  const reads: Record<string, number> = {}
  const { issues } = world.ports
  for (const name of ['progress', 'around', 'get', 'articles', 'list'] as const) {
    const read = issues[name] as (...args: unknown[]) => Promise<unknown>
    Object.assign(issues, {
      [name]: (...args: unknown[]) => {
        reads[name] = (reads[name] ?? 0) + 1
        return read(...args)
      },
    })
  }
  return reads
}

const zones = ['Africa/Lagos', 'America/Lima', 'Asia/Tokyo', 'Asia/Seoul', 'Europe/Berlin', 'Europe/Kyiv']

/** An issue of a zone, on its way; on the last day that of one zone is held, and that of another was skipped. */
async function opened(world: World, day: string, zone: string): Promise<void> {
  const local = `2026-11-${day}T08:00`
  const id = `iss_${day}_${zone.replace('/', '_')}` as const
  const slot = { name: `${local}@${zone}`, at: `2026-11-${day}T07:00:00.000Z`, local, zone }
  const last = day === '24' ? zone : ''
  const status = last === 'Europe/Kyiv' ? 'held' : last === 'Europe/Berlin' ? 'skipped' : 'sending'
  await world.ports.issues.open({
    issue: { ...anIssue(), id, zone, slot },
    progress: { status, cursor: 0, ended: false, open: {}, counts: noCounts, unknown: [] },
    cut: await world.ports.digests.cut('brief', 'main', zone),
  })
}

describe('a digest’s archive', () => {
  it('shows issues month by month, each by its day and its first headlines, for one read an issue', async () => {
    const world = await aPaper({ days: 3 })
    const reads = counted(world)
    const page = await pageAt(world, '/d/brief')
    expect(reads).toEqual({ around: 1, progress: 3 })
    expect(issuesOn(page)).toHaveLength(3)
    expect(page).toContain('November 2026</h3>')
    expect(page.indexOf('Freight news of day 3')).toBeLessThan(page.indexOf('Freight news of day 1'))
    expect(page).toContain('City news of day 2')
    expect(page).toContain('Every day at 08:00, Europe/Berlin')
    expect(page).not.toContain('?cursor=')
  })

  it('has more pages where there are more issues, and none of them twice', async () => {
    const world = await aPaper({ days: 34 })
    const first = await pageAt(world, '/d/brief')
    const older = /href="(\/d\/brief\?cursor=[^"]+)"/.exec(first)?.[1]
    const second = await pageAt(world, older!)
    const all = [...issuesOn(first), ...issuesOn(second)]
    expect([issuesOn(first).length, all.length, new Set(all).size]).toEqual([31, 34, 34])
    expect(second).not.toContain('?cursor=')
    expect(second).toContain('Back to the newest issues')
  })

  it('mixes its editions by the time of their slots', async () => {
    const world = await aWorld({ at: '2026-11-01T04:00:00Z' })
    await world.topics('trade')
    const at8 = { at: ['08:00'], zone: 'Europe/Berlin' } as const
    const editions = [
      { name: 'a-daily', title: 'Daily', schedule: { every: 'day', ...at8 } },
      { name: 'weekly', title: 'Weekly', schedule: { every: 'week', on: ['tue'], ...at8 } },
    ] as const
    await world.digest({ topics: ['trade'], schedule: undefined, editions: [...editions] })
    await world.reader('ada')
    for (const day of ['02', '03', '04']) {
      world.turnTo(`2026-11-${day}T04:00:00Z`)
      await world.article(`News of the ${day}`, ['trade'])
      await comesOut(world, `2026-11-${day}`)
    }
    const slots = [...(await pageAt(world, '/d/brief')).matchAll(/class="day ui">([^<]+)</g)].map(([, day]) => day)
    expect(slots).toEqual([
      'Wednesday, 4 November 2026',
      'Tuesday, 3 November 2026 at 08:00 (Europe/Berlin)',
      'Tuesday, 3 November 2026 at 08:00 (Europe/Berlin)',
      'Monday, 2 November 2026',
    ])
  })

  it('has one line for a slot that goes out in readers’ own zones, however many those are', async () => {
    const world = await aWorld()
    await world.topics('trade', 'city')
    await world.digest({ schedule: { every: 'day', at: ['08:00'], zone: 'reader' } })
    for (const day of ['22', '23', '24']) for (const zone of zones) await opened(world, day, zone)
    const page = await pageAt(world, '/d/brief')
    // Those of the zones that come first have not gone out on the last day: another stands for them.
    expect(issuesOn(page)).toEqual(
      ['24_Asia_Tokyo', '23_Europe_Kyiv', '22_Europe_Kyiv'].map((id) => `/d/brief/iss_${id}`),
    )
    const berlin = await pageAt(world, '/d/brief/iss_23_Europe_Berlin')
    expect(berlin).toContain('href="/d/brief/iss_22_Europe_Berlin" rel="prev"')
    expect(berlin).toContain('href="/d/brief/iss_24_Africa_Lagos" rel="next"')
    expect((await world.visit('/d/brief/iss_24_Europe_Kyiv')).status).toBe(404)
  })

  it('says nothing of an issue that is held, and is quiet about a slot that brought none', async () => {
    const world = await aPaper({ days: 1 })
    await comesOut(world, '2026-11-03')
    const page = await pageAt(world, '/d/brief')
    expect(issuesOn(page)).toHaveLength(1)
    expect(page).toContain('Tuesday, 3 November 2026: no issue, for nothing new was filed.')
  })

  it('shows an issue of before headlines were written down by its day', async () => {
    const world = await aPaper({ days: 1 })
    const { around } = world.ports.issues
    Object.assign(world.ports.issues, {
      around: async (...asked: Parameters<typeof around>) =>
        (await around(...asked)).map(({ lead: _, ...line }) => line),
    })
    expect(await pageAt(world, '/d/brief')).toMatch(/href="\/d\/brief\/iss_\w+"><span class="day ui">Monday, 2/)
  })

  it.each(['x', '2026-11-24', '2026-11-24T08:00@Europe/Berlin', '', '2026-11-24T08:00#'])(
    'answers 404 to a page that nobody has been led to: %s',
    async (cursor) => {
      const world = await aPaper({ days: 1 })
      expect((await world.visit(`/d/brief?cursor=${encodeURIComponent(cursor)}`)).status).toBe(404)
    },
  )

  it('offers itself by mail, and its feeds to programs; a digest that rests cannot be signed up for', async () => {
    const world = await aPaper({ days: 1 })
    const page = await pageAt(world, '/d/brief')
    expect(page).toContain('<input type="hidden" name="digest" value="brief"/>')
    expect(page).toMatch(
      /<link rel="alternate" type="application\/atom\+xml" title="The Harbour Brief" href="\/d\/brief\/feed.atom"/,
    )
    expect(page).toMatch(/<link rel="alternate" type="application\/feed\+json" [^>]*href="\/d\/brief\/feed.json"/)
    const digest = (await world.ports.digests.get('brief'))!
    await world.ports.digests.save(digest, { ...digest, status: 'paused' })
    expect(await pageAt(world, '/d/brief')).not.toContain('name="email"')
  })

  it('never parts what came out at one time, and goes on where it ended', () => {
    const line = (edition: string, slot: string) => ({
      id: `iss_${edition}${slot}` as const,
      edition,
      slot,
      openedAt: at('07:00'),
    })
    const moments = (edition: string, slots: string[]) =>
      slots.map((slot) => ({ at: `${slot}@`, lines: [line(edition, `${slot}@UTC`)] }))
    const editions = [
      { moments: moments('a', ['2026-11-24T08:00', '2026-11-23T08:00']), ended: true },
      { moments: moments('b', ['2026-11-24T08:00']), ended: true },
    ]
    expect(pageOfMoments(editions, 1)).toMatchObject({ shown: [{}, {}], cursor: '2026-11-24T08:00' })
    expect(pageOfMoments(editions, 3).cursor).toBeUndefined()
    expect(isMoment(pageOfMoments(editions, 1).cursor!)).toBe(true)
  })
})

describe('what an issue is remembered by', () => {
  it('is its number of stories and its first headlines, each of another section', () => {
    const many = ['a', 'b', 'c'].map((id) => anArticle({ id: `art_${id}`, title: `Trade ${id}`, lang: 'en' }))
    const city = anArticle({ id: 'art_d', title: 'City d', topics: ['city'], filed: { city: at('07:00') } })
    const lead = leadOf(anIssue({ articles: [...many, city] }), 2)
    expect(lead?.stories).toBe(4)
    expect(lead?.headlines).toEqual([{ title: 'Trade c', lang: 'en' }, { title: 'City d' }])
  })

  it('is nothing where it says nothing', () => {
    expect(leadOf(anIssue({ articles: [] }))).toBeUndefined()
  })
})

describe('an issue on the web', () => {
  it('leads to the issues before and after it, past slots that brought none', async () => {
    const world = await aPaper({ days: 2 })
    await comesOut(world, '2026-11-04')
    world.turnTo('2026-11-05T05:00:00Z')
    await world.article('News at last', ['trade'])
    await comesOut(world, '2026-11-05')
    const [last, middle, first] = issuesOn(await pageAt(world, '/d/brief'))
    const page = await pageAt(world, middle!)
    expect(page).toContain(`<a href="${first}" rel="prev">Previous issue: Monday, 2 November 2026</a>`)
    expect(page).toContain(`<a href="${last}" rel="next">Next issue: Thursday, 5 November 2026</a>`)
    expect(await pageAt(world, last!)).not.toContain('rel="next"')
    expect(await pageAt(world, first!)).not.toContain('rel="prev"')
  })

  it('has more of each section’s topic, older than itself, nothing twice, and not what it says already', async () => {
    const world = await aPaper({ days: 9 })
    const [last] = issuesOn(await pageAt(world, '/d/brief'))
    const page = await pageAt(world, last!)
    const [stories, more] = page.split('id="more"') as [string, string]
    expect(stories).toContain('Freight news of day 9')
    const titles = [...more.matchAll(/<a href="https:\/\/harbourpost[^"]*">([^<]+)</g)].map(([, title]) => title)
    expect(titles).toEqual([
      ...[8, 7, 6, 5, 4].map((n) => `Freight news of day ${n}`),
      ...[8, 7, 6, 5, 4].map((n) => `City news of day ${n}`),
    ])
  })

  it('names an article once, whose topics are several', async () => {
    const world = await aPaper({ days: 1 })
    world.turnTo('2026-11-03T05:00:00Z')
    await world.article('Trams for the docks', ['trade', 'city'])
    await comesOut(world, '2026-11-03')
    world.turnTo('2026-11-04T05:00:00Z')
    for (const topic of ['trade', 'city']) await world.article(`News of ${topic}`, [topic])
    await comesOut(world, '2026-11-04')
    const [last] = issuesOn(await pageAt(world, '/d/brief'))
    expect((await pageAt(world, last!)).split('Trams for the docks')).toHaveLength(2)
  })

  it('reads no more than a topic’s newest filings for it, however long the past', async () => {
    const world = await aPaper({ days: 9 })
    const asked: number[] = []
    const read: number[] = []
    const { latest, getMany } = world.ports.articles
    Object.assign(world.ports.articles, {
      latest: (topic: string, until: string, limit: number) => {
        asked.push(limit)
        return latest.call(world.ports.articles, topic, until, limit)
      },
      getMany: (ids: `art_${string}`[]) => {
        read.push(ids.length)
        return getMany(ids)
      },
    })
    const [last] = issuesOn(await pageAt(world, '/d/brief'))
    await pageAt(world, last!)
    expect({ asked, read }).toEqual({ asked: [8, 8], read: [10] })
  })

  it('is at home at one address, whatever part of it was asked for', async () => {
    const world = await aPaper({ days: 1 })
    const [issue] = issuesOn(await pageAt(world, '/d/brief'))
    const part = await pageAt(world, `${issue}?topics=trade&locale=de`)
    expect(part).toContain('<html lang="de"')
    expect(part).not.toContain('City news of day 1')
    expect(part).toContain(`<a href="${issue}">Die ganze Ausgabe lesen</a>`)
    expect([canonical(part), canonical(await pageAt(world, issue!))]).toEqual([`${SITE}${issue}`, `${SITE}${issue}`])
    expect(await pageAt(world, issue!)).not.toContain('Read the whole issue')
  })

  it('tells whoever shows a link to it what it is, in words alone', async () => {
    const world = await aPaper({ days: 1 })
    const [issue] = issuesOn(await pageAt(world, '/d/brief'))
    const page = await pageAt(world, issue!)
    expect(meta(page, 'og:title')).toBe('The Harbour Brief: Freight news of day 1')
    expect(meta(page, 'description')).toBe('Freight news of day 1 · City news of day 1')
    expect(meta(page, 'og:site_name')).toBe('Harbour Post')
    expect(page).not.toContain('og:image')
  })

  it('holds nothing of any reader’s and sets no cookie (T63)', async () => {
    const world = await aPaper({ days: 1 })
    const [issue] = issuesOn(await pageAt(world, '/d/brief'))
    const answer = await world.visit(issue!)
    expect(answer.headers.get('set-cookie')).toBeNull()
    expect(answer.headers.get('vary')).toContain('Accept-Language')
    expect(await answer.text()).not.toMatch(/ada@|unsubscribe|preferences|sub_/)
  })

  it('is signed up on through the same front door, and the record says where', async () => {
    const world = await aPaper({ days: 1 })
    const [issue] = issuesOn(await pageAt(world, '/d/brief'))
    const page = await pageAt(world, issue!)
    const form = /<form method="post" action="\/subscribe"[\s\S]*?<\/form>/.exec(page)![0]
    const fields = new URLSearchParams(
      [...form.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [
        name!,
        value!,
      ]),
    )
    fields.set('email', 'bo@mail.example.net')
    fields.set('altcha', await world.proof())
    const answer = await world.visit('/subscribe', { method: 'POST', body: fields })
    expect(answer.status).toBe(202)
    await world.drain()
    const { subscriber } = await world.ports.subscribers.byAddress('bo@mail.example.net')
    expect(subscriber?.subscriptions.map(({ digest }) => digest)).toEqual(['brief'])
    expect((await world.ports.subscribers.consent(subscriber!.id))[0]).toMatchObject({ form: issue })
  })

  it('does not let a form say that it stands anywhere else', async () => {
    const world = await aPaper({ days: 1 })
    const body = new URLSearchParams({ email: 'bo@mail.example.net', digest: 'brief', form: '/d/<script>' })
    await world.visit('/subscribe', { method: 'POST', body })
    world.clock.now += 180_000
    await world.tick()
    await world.drain()
    const { subscriber } = await world.ports.subscribers.byAddress('bo@mail.example.net')
    expect((await world.ports.subscribers.consent(subscriber!.id))[0]).toMatchObject({ form: '/' })
  })
})

describe('the page of a text of our own', () => {
  it('has its headline, day, author and body, more of its topics, and the digests that have them', async () => {
    const world = await aPaper({ days: 3 })
    await world.digest({ id: 'trade-only', name: 'Trade Only', topics: ['trade'] })
    const { id } = await anOwnText(world)
    const page = await pageAt(world, `/a/${id}`)
    for (const words of ['The goose of the harbour master', 'Tuesday, 3 November 2026', 'Ada Quay', 'Nobody remembers'])
      expect(page).toContain(words)
    const more = page.split('id="more"')[1]!
    expect(more).toContain('City news of day 3')
    expect(more).not.toMatch(/Freight news|The goose/)
    expect(page).toContain('name="digest" value="brief"')
    expect(page).not.toContain('value="trade-only"')
    expect([canonical(page), meta(page, 'og:type')]).toEqual([`${SITE}/a/${id}`, 'article'])
  })

  it('is not there for a link, a draft or nothing', async () => {
    const world = await aPaper({ days: 1 })
    const link = await world.article('A link', ['city'])
    const draft = await anOwnText(world, 'A draft', [])
    for (const path of [`/a/${link.id}`, `/a/${draft.id}`, '/a/art_none'])
      expect([path, (await world.visit(path)).status]).toEqual([path, 404])
  })
})
