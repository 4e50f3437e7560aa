import { describe, expect, it } from 'vitest'
import type { Fetched, FetchRequest } from '../../core/model/fetched.ts'
import { digestPages } from '../../functions/http/console/digests.tsx'
import { previewPages } from '../../functions/http/console/preview.tsx'
import { createConsole } from '../../functions/http/console.ts'
import { createCollect } from '../../functions/http/scheduled.ts'
import { aCalendar, aDayOff } from '../support/calendars.ts'
import { aVisitor } from '../support/console.ts'
import { aWorld } from '../support/world.ts'

const skerry = 'https://calendar.example/skerry.ics'
const other = 'https://calendar.example/other.ics'
const gone = 'https://calendar.example/gone.ics'
const texts: Record<string, string> = {
  [skerry]: aCalendar(aDayOff('2026-11-26', 'Harbour Day'), aDayOff('2026-12-25', 'Christmas Day')),
  [other]: aCalendar(aDayOff('2026-11-27', '<b>Pier</b> Day')),
}

/** A house with a topic; two calendars can be read, a third is gone. It is the morning of 24 November. */
async function aHouse() {
  const server = { down: false }
  const fetch = async ({ url }: FetchRequest): Promise<Fetched> =>
    server.down || !texts[url]
      ? { kind: 'failed', why: 'answered', status: 404, reason: 'There is nothing at this address (404).' }
      : { kind: 'ok', url, bytes: Buffer.from(texts[url]), contentType: 'text/calendar' }
  const world = await aWorld({ fetch })
  await world.topics('trade')
  const app = createConsole(world.ports, 'the key')
  const call = async (method: string, path: string, body?: unknown) => {
    const init = {
      method,
      headers: { authorization: 'Bearer the key' },
      body: body === undefined ? null : JSON.stringify(body),
    }
    const response = await app.request(`/api${path}`, init)
    return { status: response.status, body: (await response.json()) as any }
  }
  const visitor = aVisitor(world.ports, [digestPages(world.ports), previewPages(world.ports)])
  return { ...world, server, call, visitor }
}

const daily = { every: 'day', at: ['08:00'], zone: 'UTC' }
const brief = (except: unknown) => ({ id: 'brief', name: 'Brief', topics: ['trade'], schedule: { ...daily, except } })
const plan = { id: 'brief', name: 'Brief', topic: 'trade', 'place-trade': '1', when: 'every day at 08:00, UTC' }
const numbers = { minArticles: '1', maxArticles: '25', holdMinutes: '0', late: '360', release: 'auto' }

describe('holidays over the API', () => {
  it('are named by a calendar among the dates; what is answered can be given back', async () => {
    const { call } = await aHouse()
    const made = await call(
      'POST',
      '/digests',
      brief(['2026-11-25', { calendar: 'webcal://calendar.example/skerry.ics' }]),
    )
    expect(made.status).toBe(201)
    expect(made.body.schedule.except).toEqual([
      '2026-11-25',
      { calendar: skerry, name: 'Holidays in Skerry, and around', days: ['2026-11-26', '2026-12-25'] },
    ])
    expect(made.body.when).toBe(`every day at 08:00, but not on 2026-11-25, nor on the holidays of ${skerry}, UTC`)
    const { items } = (await call('GET', '/digests/brief/next')).body
    expect(items.slice(0, 2).map(({ local }: { local: string }) => local)).toEqual([
      '2026-11-24T08:00',
      '2026-11-27T08:00',
    ])
    for (const schedule of [made.body.schedule, made.body.when]) {
      const again = await call('PATCH', '/digests/brief', { schedule })
      expect([again.status, again.body.schedule]).toEqual([200, made.body.schedule])
    }
  })

  it('may be one calendar without a list, and stay where something else is changed and it is gone', async () => {
    const { call, server, ports } = await aHouse()
    const made = await call('POST', '/digests', brief({ calendar: skerry }))
    server.down = true
    for (const one of await ports.calendars.all()) await ports.calendars.remove(one)
    const renamed = await call('PATCH', '/digests/brief', { name: 'The Brief' })
    expect([renamed.status, renamed.body.schedule]).toEqual([200, made.body.schedule])
  })

  it.each([
    ['cannot be read', [{ calendar: gone }], 'except.calendar', `${gone}: There is nothing at this address (404).`],
    ['is at no address', [{ calendar: 'file:///etc/passwd' }], 'except.calendar', 'is not the address of a calendar'],
    ['is one too many', [1, 2, 3, 4].map((n) => ({ calendar: `${skerry}?${n}` })), 'except.calendar', 'at most 3'],
    ['is a word', ['christmas'], 'except', 'calendars as {"calendar"'],
  ])('that %s are refused at their field', async (_, except, field, sentence) => {
    const { call } = await aHouse()
    for (const n of [1, 2, 3, 4]) texts[`${skerry}?${n}`] = texts[skerry]!
    const answer = await call('POST', '/digests', brief(except))
    expect(answer.status).toBe(422)
    expect(answer.body.errors[0]).toMatchObject({
      field: `schedule.${field}`,
      detail: expect.stringContaining(sentence),
    })
  })

  it('are shown with their names, and with how their calendar fares', async () => {
    const { call, turnTo, server, ports } = await aHouse()
    await call('POST', '/digests', brief([{ calendar: skerry }]))
    expect((await call('GET', '/digests/brief/holidays')).body.items).toEqual([
      {
        calendar: skerry,
        name: 'Holidays in Skerry, and around',
        editions: ['main'],
        next: [
          { day: '2026-11-26', name: 'Harbour Day' },
          { day: '2026-12-25', name: 'Christmas Day' },
        ],
        health: 'fine',
        readAt: '2026-11-24T06:00:00.000Z',
      },
    ])
    turnTo('2026-11-25T06:00:00Z')
    server.down = true
    const collected = await createCollect(ports).request('/collect', { method: 'POST' })
    expect(await collected.json()).toMatchObject({ feeds: 0, calendars: { looked: 1, failed: 1, changed: 0 } })
    expect((await call('GET', '/digests/brief/holidays')).body.items[0]).toMatchObject({
      health: 'failing',
      note: 'It could not be read: There is nothing at this address (404). What was read on 2026-11-24 stays in force.',
    })
  })
})

describe('holidays in the console', () => {
  it('are a field of the plan, and shown on the page of the digest with when they were read', async () => {
    const { visitor, call } = await aHouse()
    const saved = await visitor.send('/digests', { ...plan, ...numbers, holidays: `${skerry}\r\n${other}` })
    expect([saved.status, saved.to]).toEqual([303, '/console/digests/brief'])
    const { page } = await visitor.open('/digests/brief')
    expect(page).toContain('Not on the holidays of Holidays in Skerry, and around')
    expect(page).toContain('Thu 26 November: Harbour Day')
    expect(page).toContain('&lt;b&gt;Pier')
    expect(page).toContain('Last read <time')
    expect(page).toContain(`>\n${skerry}\n${other}</textarea>`)
    expect(page).toContain('>\nevery day at 08:00, UTC</textarea>')
    expect((await visitor.open('/digests')).page).toContain('but not on the holidays of Holidays in Skerry')
    expect((await call('GET', '/digests/brief')).body.schedule.except).toHaveLength(2)
  })

  it('that cannot be read are refused with a sentence at the field, and nothing typed is lost', async () => {
    const { visitor, call } = await aHouse()
    const saved = await visitor.send('/digests', { ...plan, ...numbers, name: 'Harbour', holidays: gone })
    expect(saved.status).toBe(422)
    expect(saved.page).toMatch(/id="wrong-holidays"[^>]*>\s*https:\/\/calendar\.example\/gone\.ics: There is nothing/)
    expect(saved.page).toContain(`>\n${gone}</textarea>`)
    expect(saved.page).toContain('value="Harbour"')
    expect((await call('GET', '/digests/brief')).status).toBe(404)
  })

  it('may be those of one edition alone', async () => {
    const { visitor, call } = await aHouse()
    const when = 'daily: every day at 08:00, UTC\nweekly: every friday at 16:00, UTC\nalerts: as things are filed'
    await visitor.send('/digests', { ...plan, ...numbers, when, holidays: `weekly: ${skerry}` })
    const calendars = async () =>
      ((await call('GET', '/digests/brief')).body.editions as { schedule: { except?: { calendar: string }[] } }[]).map(
        ({ schedule }) => schedule.except?.map(({ calendar }) => calendar) ?? [],
      )
    expect(await calendars()).toEqual([[], [skerry], []])
    const { page } = await visitor.open('/digests/brief')
    expect(page).toContain(`>\nweekly: ${skerry}</textarea>`)
    const version = /name="version" value="(\d+)"/.exec(page)![1]!
    await visitor.send('/digests/brief', { ...plan, ...numbers, when, holidays: skerry, version })
    expect(await calendars()).toEqual([[skerry], [skerry], []])
    expect((await visitor.open('/digests/brief')).page).toContain(`>\n${skerry}</textarea>`)
  })

  it('are no part of what comes as it is filed, and the field says so', async () => {
    const { visitor } = await aHouse()
    const saved = await visitor.send('/digests', { ...plan, ...numbers, when: 'as things are filed', holidays: skerry })
    expect(saved.status).toBe(422)
    expect(saved.page).toMatch(/id="wrong-holidays"[^>]*>\s*What comes as it is filed has no days/)
  })

  it('that have changed by themselves are told on the page of the digest', async () => {
    const { visitor, ports, turnTo, server } = await aHouse()
    await visitor.send('/digests', { ...plan, ...numbers, holidays: other })
    turnTo('2026-11-25T06:00:00Z')
    texts[other] = aCalendar(aDayOff('2026-11-28', 'Pier Day'))
    await createCollect(ports).request('/collect', { method: 'POST' })
    server.down = true
    const { page } = await visitor.open('/digests/brief')
    expect(page).toContain('It does not come out on Sat 28 November.')
    expect(page).toContain('It comes out on Fri 27 November after all.')
  })

  it('do not keep the mail from being shown beside a plan that is being changed, known or not', async () => {
    const { visitor, article } = await aHouse()
    await visitor.send('/digests', { ...plan, ...numbers, holidays: skerry })
    await article('Forty ships', ['trade'])
    const typed = { ...plan, ...numbers, version: '1', subject: 'As typed' }
    for (const holidays of [skerry, gone]) {
      const { page } = await visitor.send('/digests/brief/preview', { ...typed, holidays })
      expect([page.includes('Shown as it is saved'), page.includes('As typed')]).toEqual([false, true])
    }
  })

  it('are reckoned with while a rhythm is typed, once they are known, and nobody is asked for them then', async () => {
    const { visitor, server } = await aHouse()
    await visitor.send('/digests', { ...plan, ...numbers, holidays: skerry })
    server.down = true
    const { page } = await visitor.send('/rhythm', { when: plan.when, holidays: `${skerry}\n${gone}` })
    expect(page).toContain('25 November')
    expect(page).not.toContain('26 November')
  })
})
