import { describe, expect, it } from 'vitest'
import { noStanding, type Standing } from '../../core/model/account.ts'
import type { Shortfall } from '../../core/model/quota.ts'
import { aDoor } from '../support/door.ts'

const shortfall: Shortfall = {
  digest: 'brief',
  edition: 'main',
  slotAt: '2026-11-25T07:00:00.000Z',
  zone: 'Europe/Berlin',
  readers: 101,
  leftOut: 1,
  quota: 'daily',
  limit: 100,
  until: '2026-11-26T00:00:00.000Z',
}
const AT = '2026-11-24T05:00:00.000Z'

async function aHouse(change: Partial<Standing> = {}) {
  const door = await aDoor()
  await door.topics('trade', 'city')
  await door.digest()
  await door.ports.standing.put(noStanding, { ...noStanding, ...change })
  const visit = await door.as('owner')
  const page = async (path: string) => (await visit(path)).text()
  return { ...door, visit, page }
}

describe('the mail provider, in the console', () => {
  it('says that a send does not fit on the digest’s page, and on no other digest’s', async () => {
    const { page, digest } = await aHouse({ shortfalls: [shortfall] })
    await digest({ id: 'other' })
    expect(await page('/console/digests/brief')).toContain('1 of them would not get it on time')
    expect(await page('/console/digests/other')).not.toContain('would not get it on time')
  })

  it('says nothing of a send that has been', async () => {
    const { page } = await aHouse({ shortfalls: [{ ...shortfall, slotAt: '2026-11-24T05:00:00.000Z' }] })
    expect(await page('/console/digests/brief')).not.toContain('would not get it on time')
  })

  it('says what is not known, and never that it is nothing', async () => {
    const { page } = await aHouse({
      usage: { at: AT, unknown: 'may-only-send' },
      endpoint: { at: AT, unknown: 'not-offered' },
    })
    const shown = await page('/console/settings/provider')
    expect(shown).toContain('The key for the account may only send')
    expect(shown).toContain('does not offer this for the account')
    expect(shown).not.toMatch(/<dd>0/)
  })

  it('shows how much is used of what, and what is not limited', async () => {
    const daily = { used: 58, limit: null, resetsAt: '2026-11-25T00:00:00.000Z' }
    const monthly = { used: 50_442, limit: 50_000, resetsAt: '2026-12-01T00:00:00.000Z' }
    const { page } = await aHouse({ usage: { at: AT, said: { daily, monthly } } })
    const shown = (await page('/console/settings/provider')).replaceAll(/<[^>]+>/g, '')
    expect(shown).toContain('58, and there is no limit')
    expect(shown).toContain('50,442 of 50,000')
    expect(shown).toContain('442 of them beyond the plan')
  })

  it('says on the settings’ first page that the reports are switched off', async () => {
    const { page } = await aHouse({ endpoint: { at: AT, said: { kind: 'disabled', id: 'wh_1' } } })
    expect(await page('/console/settings')).toContain('has switched its reports to this service off')
    expect(await page('/console/settings/provider')).toContain('switched off')
  })

  it('says that it has owed an answer for long, there and on the settings’ first page, and what came last', async () => {
    const silence = {
      since: '2026-11-24T04:03:00.000Z',
      askedAt: '2026-11-24T04:21:00.000Z',
      said: 'out of order (500)',
    }
    const { page } = await aHouse({ silence })
    const shown = (await page('/console/settings/provider')).replaceAll(/<[^>]+>/g, '')
    expect(shown).toContain(
      'It has not answered since today, 04:03 UTC; asked last today, 04:21 UTC: out of order (500). Mails',
    )
    expect(await page('/console/settings')).toContain('The mail provider does not answer')
    const { page: well } = await aHouse()
    for (const path of ['/console/settings', '/console/settings/provider'])
      expect(await well(path)).not.toMatch(/not answer/)
  })

  it('is looked at anew when an owner asks', async () => {
    const { visit, ports, page } = await aHouse()
    expect((await visit('/console/settings/provider/look', {})).status).toBe(303)
    expect((await ports.standing.open()).askedAt).toBeDefined()
    expect(await page('/console/settings/provider')).toContain('has not been looked at yet')
  })

  it('says on a reader’s page that a lift has not reached it, and why', async () => {
    const { reader, ports, page } = await aHouse()
    const { id } = await reader('ada')
    expect(await page(`/console/readers/${id}`)).not.toContain('own list')
    const lift = { subscriber: id, address: 'fp', at: AT, tries: 0, nextAt: AT }
    await ports.standing.wish(lift)
    expect(await page(`/console/readers/${id}`)).toContain('own list is being told of the lift')
    await ports.standing.settle(lift, { ...lift, tries: 1, why: 'may-only-send', nextAt: '2026-11-24T08:00:00.000Z' })
    expect(await page(`/console/readers/${id}`)).toContain('The key for the account may only send')
    expect(await page('/console/settings/provider')).toContain('has not reached it')
  })
})

describe('the mail provider, by the API', () => {
  it('is answered as it was last looked at, with what is unknown left out and why', async () => {
    const monthly = { used: 3, limit: 3_000, resetsAt: '2026-12-01T00:00:00.000Z' }
    const { call } = await aHouse({
      usage: { at: AT, said: { daily: undefined, monthly } },
      endpoint: { at: AT, said: { kind: 'lacks', id: 'wh_1', events: ['email.bounced'] } },
      shortfalls: [shortfall],
      mirror: { ...noStanding.mirror, failed: { at: AT, why: 'refused' } },
    })
    const { zone: _, ...shown } = shortfall
    expect(await (await call('the configured secret', 'GET', '/provider')).json()).toEqual({
      usage: { at: AT, monthly },
      shortfalls: [shown],
      reports: { at: AT, status: 'lacks', says: expect.stringContaining('email.bounced'), looked: 0, asked: 0 },
      list: {
        listed: 0,
        known: 0,
        stopped: 0,
        lifts: 0,
        failing: 0,
        unknown: expect.stringContaining('does not take the key'),
      },
    })
  })

  it('says for how long it has owed an answer, while it does', async () => {
    const silence = { since: AT, askedAt: AT, said: 'out of order (500)' }
    const { call } = await aHouse({ silence })
    expect(await (await call('the configured secret', 'GET', '/provider')).json()).toMatchObject({ silence })
  })

  it('has it looked at anew', async () => {
    const { call, ports } = await aHouse()
    expect((await call('the configured secret', 'POST', '/provider/look')).status).toBe(202)
    expect((await ports.standing.open()).askedAt).toBeDefined()
  })
})
