import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createConsole } from '../../functions/http/console.ts'
import { complaints, noSidewaysScroll, openPage, shot, theBrowser } from '../support/browser.ts'
import { aWorld } from '../support/world.ts'

let browser: Browser
beforeAll(async () => {
  browser = await theBrowser()
})
afterAll(() => browser?.close())

async function aServer(): Promise<string> {
  const { ports } = await aWorld()
  const server = createAdaptorServer({ fetch: createConsole(ports, 'the key').fetch, overrideGlobalObjects: false })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('the handbook of the API', () => {
  it.each([
    ['desktop', 'light', 1_280],
    ['phone', 'dark', 390],
  ] as const)('reads well: %s, %s', async (name, colorScheme, width) => {
    const page = await openPage(browser, { viewport: { width, height: 844 }, colorScheme })
    await page.goto(`${await aServer()}/api/docs`)
    expect(await complaints(page)).toEqual([])
    expect(await noSidewaysScroll(page)).toBe(true)
    const least = await page.evaluate(() =>
      Math.min(
        ...[...document.querySelectorAll('nav a, summary')]
          .filter((one) => one.getClientRects().length > 0)
          .map((one) => one.getBoundingClientRect().height),
      ),
    )
    expect(least).toBeGreaterThanOrEqual(name === 'phone' ? 44 : 24)
    await shot(page, `handbook-${name}`)
  })

  it('leads from its contents to a route, and shows what is answered', async () => {
    const page = await openPage(browser, { viewport: { width: 1_280, height: 900 } })
    await page.goto(`${await aServer()}/api/docs`)
    await page.getByRole('link', { name: 'Make a digest' }).click()
    const route = page.locator('#postDigests')
    await route.getByText('What it looks like').click()
    expect(await route.locator('details pre').textContent()).toContain('"holdMinutes"')
    expect(new URL(page.url()).hash).toBe('#postDigests')
  })
})
