import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { foldResults } from '../../core/flows/fold-results.ts'
import type { IssueId } from '../../core/model/issue.ts'
import { complaints, noSidewaysScroll, openPages, shot, sideBySide, theBrowser } from '../support/browser.ts'
import { aConsole } from '../support/console-in-browser.ts'
import { aWorld, type World } from '../support/world.ts'

let browser: Browser
beforeAll(async () => {
  browser = await theBrowser()
})
afterAll(() => browser?.close())

/** Three mornings of a digest, and what readers and the provider made of them. */
async function mornings(world: World) {
  await world.ports.settings.put({
    ...(await world.ports.settings.get()),
    tracking: { opens: true, clicks: true },
  })
  await world.topics('trade', 'city')
  await world.digest()
  await world.readers(12)
  for (const day of [24, 25, 26]) {
    const { url } = await world.article(`Forty ships on the ${day}th`, ['trade'])
    world.turnTo(`2026-11-${day}T07:00:00Z`)
    await world.tick()
    if (day === 26) world.mailbox.fault({ kind: '422-one', index: 3, on: 'batch' })
    await world.drain()
    const { id } = (await world.ports.issues.list('brief', { limit: 1 })).items[0]!
    const { recipients } = (await world.ports.issues.batch(id, 1))!
    const told = (what: 'delivered' | 'opened' | 'clicked', count: number) =>
      recipients.slice(0, count).map(({ id: subscriber }) => ({
        issue: id,
        subscriber,
        what,
        at: world.ports.now(),
        ...(what === 'clicked' ? { link: url! } : {}),
      }))
    await foldResults(world.ports, [...told('delivered', day - 16), ...told('opened', 5), ...told('clicked', 3)])
  }
  return (await world.ports.issues.list('brief', { limit: 1 })).items[0]!.id
}

const places = [
  { name: 'desktop', viewport: { width: 1440, height: 900 } },
  { name: 'phone', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
]

describe('what came of an issue', () => {
  it('is there for everybody to read: axe has nothing against it, nothing scrolls sideways', async () => {
    const world = await aWorld({ at: '2026-11-24T06:00:00Z' })
    const id: IssueId = await mornings(world)
    const { at, signedIn } = await aConsole(world, browser)
    const { address } = (await world.ports.subscribers.list({}, { limit: 1 })).items[0]!
    const kinds = [
      ['results', `/console/issues/${id}?email=${encodeURIComponent(address)}`],
      ['charts', '/console/issues?digest=brief'],
    ] as const
    const schemes = ['light', 'dark'] as const
    const views = schemes.flatMap((colorScheme) => kinds.map(([kind, path]) => ({ colorScheme, kind, path })))
    const found = []
    for (const { name, ...place } of places) {
      const screens = await openPages(browser, { ...place, storageState: signedIn })
      const seen = await sideBySide(screens, views, async (page, { colorScheme, kind, path }) => {
        await page.emulateMedia({ colorScheme })
        await page.goto(`${at}${path}`)
        await shot(page, `${kind}-${name}-${colorScheme}`)
        const wrong = await complaints(page)
        if (!(await noSidewaysScroll(page))) wrong.push('scrolls sideways')
        return wrong.map((one) => `${kind}: ${one}`)
      })
      found.push(...seen.flat())
      await screens[0]!.context().close()
    }
    expect(found).toEqual([])
  })

  it('comes to the page by itself while it goes out, and leaves alone what somebody is typing', async () => {
    const world = await aWorld({ at: '2026-11-24T06:00:00Z' })
    await world.topics('trade', 'city')
    await world.digest()
    await world.readers(5)
    await world.article('Forty ships', ['trade'])
    const { at, page } = await aConsole(world, browser)
    world.turnTo('2026-11-24T07:00:00Z')
    await world.tick()
    const { id } = (await world.ports.issues.list('brief', { limit: 1 })).items[0]!
    await page.goto(`${at}/console/issues/${id}`)
    await page.getByRole('progressbar').waitFor()
    await page.getByLabel('Address of a reader').fill('reader1@')
    await world.drain()
    await page.getByText('It went out, and was done').waitFor()
    expect(await page.getByRole('progressbar').count()).toBe(0)
    expect(await page.getByLabel('Address of a reader').inputValue()).toBe('reader1@')
    expect(
      await page
        .locator('dt', { hasText: /^sent$/ })
        .locator('..')
        .textContent(),
    ).toContain('5')
  })
})
