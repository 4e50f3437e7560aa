import { describe, expect, it } from 'vitest'
import { createConsole } from '../../functions/http/console.ts'
import { aWorld } from '../support/world.ts'

/** A daily digest with a reader and two articles, before the API. */
async function anApi() {
  const world = await aWorld()
  const app = createConsole(world.ports, 'the key', ['owner@harbourpost.example'])
  const headers = { authorization: 'Bearer the key', 'content-type': 'application/json' }
  const call = async (method: string, path: string, body?: unknown) => {
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
    const response = await app.request(`/api${path}`, init)
    return { status: response.status, body: await response.json() }
  }
  await world.topics('trade', 'city')
  await world.digest()
  await world.reader('ada')
  world.clock.now += 1_000
  const ships = (await world.article('Forty ships', ['trade']))!.id
  const archive = (await world.article('Archive', ['city']))!.id
  return { ...world, call, ships, archive }
}
const COMING = '/digests/brief/editions/main/coming'

describe('the coming issue, by the API', () => {
  it('is what the next slot would hold, and is arranged field by field', async () => {
    const { call, ships, archive } = await anApi()
    const before = (await call('GET', COMING)).body
    expect(before).toMatchObject({ slot: '2026-11-24T08:00', at: '2026-11-24T07:00:00.000Z', skips: [] })
    expect(before.articles).toMatchObject([
      { id: ships, topic: 'trade', in: true, lead: false },
      { id: archive, topic: 'city', in: true, lead: false },
    ])
    const after = await call('PATCH', COMING, { lead: archive, leaveOut: [ships], intro: 'Good morning.' })
    expect(after).toMatchObject({ status: 200, body: { intro: 'Good morning.' } })
    expect(after.body.articles).toMatchObject([
      { id: archive, lead: true },
      { id: ships, in: false },
    ])
    const back = await call('PATCH', COMING, { lead: null, takeIn: [ships], intro: '' })
    expect(back.body).toEqual(before)
  })

  it('says which of its articles their feeds have taken out again', async () => {
    const { call, ports, ships } = await anApi()
    const known = (await ports.articles.get(ships))!
    await ports.articles.save(known, { ...known, withdrawnAt: '2026-11-24T06:00:00.000Z' })
    const [first, second] = (await call('GET', COMING)).body.articles
    expect([first.withdrawnAt, second.withdrawnAt]).toEqual(['2026-11-24T06:00:00.000Z', undefined])
    expect((await call('GET', `/articles/${ships}`)).body.withdrawnAt).toBe('2026-11-24T06:00:00.000Z')
  })

  it('refuses an article that is not coming, and an edition that is not there', async () => {
    const { call } = await anApi()
    expect(await call('PATCH', COMING, { lead: 'art_gone' })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'article' }] },
    })
    expect((await call('GET', '/digests/brief/editions/evening/coming')).status).toBe(404)
    expect((await call('POST', '/digests/brief/preview', { edition: 'evening' })).status).toBe(422)
  })

  it('skips the next slot, once however often it is asked, and takes it back by its name', async () => {
    const { call } = await anApi()
    for (let times = 0; times < 2; times++)
      expect((await call('POST', '/digests/brief/editions/main/skip-next')).body.skips).toEqual(['2026-11-24T08:00'])
    expect((await call('PATCH', COMING, { unskip: '2026-11-24T08:00' })).body.skips).toEqual([])
  })

  it('is shown as a mail, with its size and links; without news it is a 409', async () => {
    const { call } = await anApi()
    const { status, body } = await call('POST', '/digests/brief/preview', { topics: ['city'], locale: 'de' })
    expect(status).toBe(200)
    expect(body).toMatchObject({ articles: 2, mostBytes: 80_000, faults: [] })
    expect([body.html.includes('lang="de"'), body.text.includes('Forty ships')]).toEqual([true, false])
    expect(body.bytes).toBe(new TextEncoder().encode(body.html).length)
    expect(body.links).toContain('https://harbourpost.example/Archive')
    expect((await call('POST', '/digests/brief/preview', { topics: ['sea'] })).status).toBe(409)
  })

  it('is mailed as a test to whoever works here, and to nobody else', async () => {
    const { call, ports, drain, mails } = await anApi()
    await ports.editors.put({ address: 'editor@harbourpost.example', role: 'viewer' })
    const allowed = ['owner@harbourpost.example', 'editor@harbourpost.example', 'editors@harbourpost.example']
    for (const to of allowed) expect((await call('POST', '/digests/brief/test', { to })).status).toBe(202)
    expect(await call('POST', '/digests/brief/test', { to: 'ada@mail.example.net' })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'to' }] },
    })
    await drain()
    expect(mails().flatMap(({ to }) => to)).toEqual(allowed)
  })
})
