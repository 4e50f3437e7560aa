import { describe, expect, it } from 'vitest'
import { takeIn } from '../../core/flows/take-in.ts'
import { wishFor } from '../../core/model/subscriber.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { API_KEY, aDoor, ORIGIN } from '../support/door.ts'
import { aRequest } from '../support/examples.ts'
import { until } from '../support/minutes.ts'
import { formerRules } from '../support/rules.ts'

const words = (html: string) => html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')

describe('pages, by the rules of the zones', () => {
  it('an owner reads in the settings which they are, and that they are old', async () => {
    const door = await aDoor({ at: '2026-12-01T06:00:00Z' })
    const visit = await door.as('owner')
    const page = async () => words(await (await visit('/console/settings')).text())
    expect(await page()).toContain('time zone database 2026f, of 2026-10-27, deployed with Tidings')
    expect(await page()).not.toContain('days ago. Look whether')
    door.obey({ ...zones, released: '2026-08-01' })
    expect(await page()).toContain('That is 122 days ago. Look whether IANA has a newer one')
  })

  it('a program reads in the settings which they are', async () => {
    const door = await aDoor()
    const answer = await door.app.request(`${ORIGIN}/api/settings`, { headers: { authorization: `Bearer ${API_KEY}` } })
    expect(await answer.json()).toMatchObject({
      zoneRules: { release: '2026f', origin: 'ours', released: '2026-10-27' },
    })
  })

  it('the page of a digest tells for two weeks what has moved, and when it is now', async () => {
    const door = await aDoor({ at: '2026-12-01T06:00:00Z', zones: formerRules })
    await door.topics('trade')
    const schedule = { every: 'day', at: ['08:00'], zone: 'America/Winnipeg' }
    await door.digest({ topics: ['trade'], schedule })
    door.obey(zones)
    await door.tick()
    const visit = await door.as('editor')
    const page = async () => words(await (await visit('/console/digests/brief')).text())
    const told =
      'The rules of the clocks have changed from release 2026d to 2026f, and 1 time of this digest has moved with them: ' +
      'Tuesday 1 December, 08:00 (America/Winnipeg) is at 13:00 UTC, no longer at 14:00 UTC.'
    expect(await page()).toContain(told)
    door.turnTo('2026-12-15T07:00:00Z')
    expect(words(await (await (await door.as('editor'))('/console/digests/brief')).text())).not.toContain(told)
  })

  it.each([
    ['America/Winnipeg', '01T13:00'],
    ['America/Havana', '01T12:00'],
  ])('eight in the morning in %s is eight in its mail, its page, its preview and what comes next', async (zone, at) => {
    const door = await aDoor({ at: '2026-12-01T06:00:00Z' })
    await door.topics('trade')
    const digest = await door.digest({
      topics: ['trade'],
      welcome: true,
      schedule: { every: 'day', at: ['08:00'], zone: 'reader', defaultZone: 'Europe/Berlin' },
    })
    const wishes = [wishFor(zones, digest, 'all', zone)]
    const taken = await takeIn(door.ports, aRequest({ address: 'ada@mail.example.net', zone, wishes }), 'told us')
    if (taken.kind !== 'taken-in') throw new Error(taken.why)
    const { id } = taken.subscriber
    await door.article('Forty ships', ['trade'], { publishedAt: '2026-12-01T11:30:00.000Z' })
    const preferences = `/preferences/${door.ports.links.sign('preferences', id, 'k1')}`
    const next = async () => words(await (await door.visit(preferences)).text())
    expect(await next()).toContain(`Next: Tuesday 1 December at 08:00 (${zone})`)

    expect(await until(door, '2026-12-01T14:00:00Z')).toEqual([`ada ${at}`])
    const [mail] = door.mails()
    expect(mail!.text).toContain('Tuesday, 1 December 2026')
    // By that clock, and not by the runtime's.
    const hour = zone === 'America/Winnipeg' ? '06:30' : '07:30'
    expect(mail!.text).toContain(`harbourpost.example · ${hour}`)
    const [line] = (await door.ports.issues.list('brief', { limit: 1 })).items
    expect(line!.slot).toBe(`2026-12-01T08:00@${zone}`)
    expect(words(await (await door.visit(`/d/brief/${line!.id}`)).text())).toContain('Tuesday, 1 December 2026')
    expect(await next()).toContain(`Next: Wednesday 2 December at 08:00 (${zone})`)
    const visit = await door.as('editor')
    expect(words(await (await visit(`/console/issues/${line!.id}`)).text())).toContain('Tuesday 1 December, 08:00')
  })
})
