import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nearestReadable } from '../../core/model/theme.ts'
import { complaints, noSidewaysScroll, shot, theBrowser, tooSmall } from '../support/browser.ts'
import { aConsole } from '../support/console-in-browser.ts'
import { aWorld } from '../support/world.ts'

let browser: Browser
beforeAll(async () => {
  browser = await theBrowser()
})
afterAll(() => browser?.close())

/** The settings, as their owner has them before them. */
async function theSettingsPage(options: BrowserContextOptions) {
  const world = await aWorld()
  const { at, page } = await aConsole(world, browser, options)
  await page.goto(`${at}/console/settings`)
  await page.getByRole('heading', { name: 'Settings' }).waitFor()
  return page
}

const contrastShown = (page: Page, words: string) => page.locator('#look p', { hasText: words }).waitFor()

describe('the looks of the mails, in the console', () => {
  it('show a colour on both grounds while it is typed, and which could be read where it cannot', async () => {
    const page = await theSettingsPage({ viewport: { width: 1280, height: 900 } })
    await page.getByLabel('The colour of topics, links and buttons').fill('#8b1e3f')
    await contrastShown(page, 'By day: #8b1e3f has a contrast of')
    await contrastShown(page, `In the dark: ${nearestReadable('dark', '#8b1e3f')}`)
    await page.getByLabel('The colour of topics, links and buttons').fill('#ffa500')
    await contrastShown(page, `The nearest that can be read is ${nearestReadable('light', '#ffa500')}.`)
    expect(await complaints(page)).toEqual([])
    await page.getByRole('button', { name: 'Save the settings' }).click()
    await page.getByRole('alert').getByText('has a contrast of 1.8:1').waitFor()
    await page.getByLabel('The colour of topics, links and buttons').fill('#8b1e3f')
    await page.getByRole('button', { name: 'Save the settings' }).click()
    await page.getByText('The settings are saved').waitFor()
    await page.context().close()
  })

  it.each(['light', 'dark'] as const)('are for everybody to set, on a phone too: %s', async (colorScheme) => {
    const page = await theSettingsPage({ colorScheme, viewport: { width: 390, height: 844 } })
    await shot(page, `look-phone-${colorScheme}`)
    expect([await complaints(page), await noSidewaysScroll(page), await tooSmall(page)]).toEqual([[], true, []])
    await page.setViewportSize({ width: 1280, height: 900 })
    await shot(page, `look-desktop-${colorScheme}`)
    expect(await complaints(page)).toEqual([])
    await page.context().close()
  })
})
