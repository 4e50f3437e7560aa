import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { complaints, holdToItsPolicy, noSidewaysScroll, shot, theBrowser, tooSmall } from '../support/browser.ts'
import { aConsole } from '../support/console-in-browser.ts'
import { aWorld } from '../support/world.ts'

let browser: Browser
beforeAll(async () => {
  browser = await theBrowser()
})
afterAll(() => browser?.close())

/** A device of Chromium's own that signs without a finger (DevTools protocol, domain WebAuthn). */
async function aDevice(page: Page) {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return {
    passkeys: async () => (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    /** Whether it knows whose finger it is. */
    knows: (isUserVerified: boolean) => session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
  }
}

describe('passkeys in a browser', () => {
  it('are added, named and used with nothing typed; and what a device refuses is said', async () => {
    const world = await aWorld({ at: '2026-11-24T08:00:00Z' })
    const { at, page } = await aConsole(world, browser)
    holdToItsPolicy(page)
    const device = await aDevice(page)
    await page.goto(`${at}/console/settings/passkeys`)
    await page.locator('#name').fill('My laptop')
    await page.getByRole('button', { name: 'Add it' }).click()
    await page.getByText('"My laptop" is added').waitFor()
    const [made] = await device.passkeys()
    expect(made).toMatchObject({ rpId: 'localhost', isResidentCredential: true })
    expect(await complaints(page)).toEqual([])
    await shot(page, 'passkeys-desktop')

    // The device has one for here already, and says so.
    await page.locator('#name').fill('The same')
    await page.getByRole('button', { name: 'Add it' }).click()
    await page.getByText('This device has a passkey for here already.').waitFor()

    await page.getByText('Rename').click()
    await page.locator('details input[name=name]').fill('Old laptop')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('It is called "Old laptop" now.').waitFor()

    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Use a passkey' }).waitFor()
    expect(await complaints(page)).toEqual([])
    await shot(page, 'sign-in-desktop')

    await device.knows(false)
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    await page.getByText('It was cancelled, or took too long.').waitFor()
    await device.knows(true)
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    await page.waitForURL(/\/console\/issues/)
    expect((await world.ports.editors.passkeys()).map(({ name, usedAt }) => [name, usedAt !== undefined])).toEqual([
      ['Old laptop', true],
    ])

    // The house asks for them, and a phone has room for all of it.
    await page.goto(`${at}/console/settings/passkeys`)
    await page.getByRole('button', { name: 'Ask for passkeys' }).click()
    await page.getByText('The house asks for passkeys from now on.').waitFor()
    for (const [path, name] of [
      ['/console/settings/passkeys', 'passkeys'],
      ['/console/sign-in', 'sign-in'],
      ['/console/code', 'code'],
    ] as const)
      for (const [width, place] of [
        [390, 'phone'],
        [1440, 'desktop'],
      ] as const) {
        await page.setViewportSize({ width, height: 844 })
        await page.goto(`${at}${path}`)
        for (const summary of await page.locator('main summary').all()) await summary.click()
        expect([name, place, await noSidewaysScroll(page), await complaints(page)]).toEqual([name, place, true, []])
        if (place === 'phone') expect(await tooSmall(page)).toEqual([])
        await shot(page, `door-${name}-${place}`)
      }
    await page.context().close()
  })

  it('leave the code where there is no script: the page offers nothing that would not work', async () => {
    const world = await aWorld({ at: '2026-11-24T08:00:00Z' })
    const { at } = await aConsole(world, browser)
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(`${at}/console/sign-in`)
    expect(await page.getByRole('button', { name: 'Use a passkey' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Send me a code' }).waitFor()
    await context.close()
  })
})
