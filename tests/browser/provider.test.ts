import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepAccount } from '../../core/flows/keep-account.ts'
import { complaints, noSidewaysScroll, openPage, shot, theBrowser } from '../support/browser.ts'
import { aConsole } from '../support/console-in-browser.ts'
import { aWorld, SITE } from '../support/world.ts'

let browser: Browser
beforeAll(async () => {
  browser = await theBrowser()
})
afterAll(() => browser?.close())

const places = [
  { name: 'desktop', viewport: { width: 1440, height: 900 } },
  { name: 'phone', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
]

describe('how we stand with the mail provider', () => {
  it('is read at any width, where something is wrong: on its own page, the digest’s, the reader’s and the settings’', async () => {
    const webhook = { url: `${SITE}/webhooks/resend`, secret: `whsec_${Buffer.from('a secret').toString('base64')}` }
    const world = await aWorld({ at: '2026-11-24T08:00:00Z', mailbox: { dailyQuota: 100, webhook } })
    const { ports } = world
    await world.topics('trade', 'city')
    await world.digest()
    await world.readers(120)
    const { id } = await world.reader('ada')
    const list = await world.mailbox.app.request('/webhooks')
    const [{ id: endpoint }] = ((await list.json()) as { data: { id: string }[] }).data as [{ id: string }]
    const json = { 'content-type': 'application/json' }
    await world.mailbox.app.request(`/webhooks/${endpoint}`, {
      method: 'PATCH',
      headers: json,
      body: JSON.stringify({ status: 'disabled' }),
    })
    await keepAccount(ports)
    const at = ports.now()
    await ports.standing.wish({ subscriber: id, address: 'fp', at, tries: 1, nextAt: at, why: 'may-only-send' })

    const { at: origin, signedIn } = await aConsole(world, browser)
    for (const { name, ...place } of places) {
      const page = await openPage(browser, { ...place, storageState: signedIn })
      for (const [room, words] of [
        ['settings/provider', 'switched its reports to this service off'],
        ['digests/brief', 'would not get it on time'],
        [`readers/${id}`, 'may still have this address on its own list'],
        ['settings', 'switched its reports to this service off'],
      ] as const) {
        await page.goto(`${origin}/console/${room}`)
        expect(await page.getByText(words).first().isVisible()).toBe(true)
        expect([room, name, await noSidewaysScroll(page)]).toEqual([room, name, true])
        expect([room, name, await complaints(page)]).toEqual([room, name, []])
        await shot(page, `provider-${room.split('/').slice(0, 2).join('-').replace(id, 'reader')}-${name}`)
      }
      await page.context().close()
    }
  })
})
