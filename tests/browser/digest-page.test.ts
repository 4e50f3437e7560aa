import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { complaints, holdToItsPolicy, openPage, theBrowser } from '../support/browser.ts'
import { aConsole } from '../support/console-in-browser.ts'
import { PATIENCE } from '../support/patience.ts'
import { aWorld } from '../support/world.ts'

let browser: Browser
beforeAll(async () => {
  browser = await theBrowser()
})
afterAll(() => browser?.close())

/** Somebody who is signed in, at the page of a digest with three articles of trade and one of the city. */
async function aDigestPage() {
  const world = await aWorld({ at: '2026-11-24T06:00:00Z' })
  await world.topics('trade', 'city')
  await world.digest()
  await world.readers(3)
  for (const [title, tag] of [
    ['Hauliers', 'trade'],
    ['Barges', 'trade'],
    ['Forty ships', 'trade'],
    ['Archive', 'city'],
  ] as const) {
    world.clock.now += 1_000
    await world.article(title, [tag])
  }
  const { at, page } = await aConsole(world, browser, { viewport: { width: 1440, height: 900 } })
  holdToItsPolicy(page)
  await page.goto(`${at}/console/digests`)
  await page.getByRole('link', { name: 'The Harbour Brief' }).click()
  await mail(page).getByRole('heading', { level: 1 }).waitFor()
  const close = () => page.context().close()
  return { page, at, world, close }
}

const mail = (page: Page) => page.frameLocator('iframe.preview:not(.next)').frameLocator('iframe.sheet')
const coming = (page: Page) => page.locator('.coming [data-item] .headline').allTextContents()
const headlines = (page: Page) => mail(page).locator('h3').allTextContents()
const until = async (ask: () => Promise<unknown>, what: unknown) => {
  await expect.poll(ask, { timeout: PATIENCE, message: `${JSON.stringify(what)} was waited for` }).toEqual(what)
}

describe('the page of a digest', () => {
  it('has its articles dragged into another order, which is kept, and shown in the mail beside it', async () => {
    const { page, world, close } = await aDigestPage()
    expect(await coming(page)).toEqual(['Forty ships', 'Barges', 'Hauliers', 'Archive'])
    const [from, to] = [page.locator('.grip').nth(0), page.locator('.grip').nth(2)]
    await from.dragTo(to, { targetPosition: { x: 5, y: 20 } })
    const moved = ['Barges', 'Hauliers', 'Forty ships', 'Archive']
    await until(() => coming(page), moved)
    await until(() => headlines(page), moved)
    const { order } = await world.ports.digests.arrangement('brief', 'main')
    expect(order).toHaveLength(4)
    await close()
  })

  it('moves, leads with and leaves out what has the focus, which stays where it was', async () => {
    const { page, close } = await aDigestPage()
    await page.keyboard.press('j')
    await page.keyboard.press('Shift+J')
    await until(() => coming(page), ['Barges', 'Forty ships', 'Hauliers', 'Archive'])
    const focused = () => page.evaluate(() => document.activeElement?.querySelector('.headline')?.textContent)
    await until(focused, 'Forty ships')
    await page.keyboard.press('x')
    await until(() => coming(page), ['Barges', 'Hauliers', 'Archive'])
    await until(focused, 'Hauliers')
    await page.keyboard.press('p')
    await until(() => coming(page), ['Hauliers', 'Barges', 'Archive'])
    await until(() => headlines(page), ['Hauliers', 'Barges', 'Archive'])
    await page.getByRole('button', { name: 'Take it in again: Forty ships' }).click()
    await until(async () => (await coming(page)).includes('Forty ships'), true)
    expect(await complaints(page)).toEqual([])
    await close()
  })

  it('shows what is typed before it is saved, and what a rhythm means; nobody loses it unasked', async () => {
    const { page, world, close } = await aDigestPage()
    await page.getByLabel('First paragraph', { exact: true }).click()
    await page.keyboard.type('Typed, and not saved.')
    await mail(page).getByText('Typed, and not saved.').waitFor()
    await page.getByLabel('When it comes out').fill('every monday at 07:30, Europe/Berlin')
    await page.locator('#means li').first().waitFor()
    expect(await page.locator('#means').textContent()).toContain('Monday 30 November, 07:30')
    expect((await world.ports.digests.get('brief'))!.intro).toBeUndefined()
    const asked = page.waitForEvent('dialog')
    void page.goBack().catch(() => {})
    const dialog = await asked
    expect(dialog.type()).toBe('beforeunload')
    await dialog.accept()
    await page.waitForURL(/\/console\/digests$/)
    await close()
  })

  it('puts the nearest rhythm that is understood into its field, where it is typed on and saved', async () => {
    const { page, world, close } = await aDigestPage()
    const when = page.getByLabel('When it comes out')
    await when.fill('every oter friday at 8 pm or so, Berlin')
    await page.locator('#means').getByText('The nearest that we can').waitFor()
    await page.getByRole('button', { name: 'Take that' }).click()
    const nearest = 'every second Friday at 20:00, counted from 2026-11-27, Europe/Berlin'
    await until(() => when.inputValue(), nearest)
    await page.locator('#means li').first().waitFor()
    await until(() => page.evaluate(() => document.activeElement?.id), 'when')
    await mail(page)
      .getByText(/You get The Harbour Brief every second Friday at 20:00/)
      .waitFor()
    expect(await complaints(page)).toEqual([])
    await page.getByRole('button', { name: 'Save the digest' }).click()
    await page.waitForURL(/said=/)
    expect((await world.ports.digests.get('brief'))!.editions).toMatchObject([
      { schedule: { every: 'week', interval: 2, countedFrom: '2026-11-27' } },
    ])
    await close()
  })

  it('looks at it dark, on a phone and as text, for one topic in another language; going back leads out of the page', async () => {
    const { page, close } = await aDigestPage()
    const shown = page.frameLocator('iframe.preview:not(.next)')
    await page.getByRole('button', { name: 'Dark' }).click()
    await shown.locator('iframe.dark').waitFor()
    await page.getByRole('button', { name: 'Phone' }).click()
    await shown.locator('iframe.phone').waitFor()
    await page.getByLabel('Whose topics').selectOption('city')
    await until(() => headlines(page), ['Archive'])
    await page.getByLabel('In which language').selectOption('de')
    await until(() => mail(page).locator('html').getAttribute('lang'), 'de')
    await page.getByRole('button', { name: 'Text' }).click()
    await shown.locator('pre').getByText('Archive').waitFor()
    await page.goBack()
    await page.waitForURL(/\/console\/digests$/)
    await close()
  })

  it('is arranged, looked at and sent without a script', async () => {
    const { page, at, close } = await aDigestPage()
    const cookies = await page.context().cookies()
    const plain = await openPage(browser, { javaScriptEnabled: false, viewport: { width: 1440, height: 900 } })
    await plain.context().addCookies(cookies)
    await plain.goto(`${at}/console/digests/brief`)
    await plain.getByRole('button', { name: 'Leave out: Barges' }).click()
    expect(await coming(plain)).toEqual(['Forty ships', 'Hauliers', 'Archive'])
    await plain.getByRole('button', { name: 'Text' }).click()
    const text = plain.frameLocator('iframe[name=shown]').locator('pre')
    await text.getByText('Hauliers').waitFor()
    expect(await text.textContent()).not.toContain('Barges')
    await plain.getByRole('link', { name: 'Send now' }).click()
    await plain.getByRole('button', { name: 'Send it now' }).click()
    await plain.getByText('It goes out').first().waitFor()
    await plain.context().close()
    await close()
  })
})
