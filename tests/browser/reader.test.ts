import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noSidewaysScroll, openPage, shot, theBrowser } from '../support/browser.ts'
import { api, eventually, forget, messages, type Running, startService } from '../support/service.ts'

let service: Running
let browser: Browser
beforeAll(async () => {
  ;[browser, service] = await Promise.all([theBrowser(), startService()])
})
afterAll(async () => {
  await browser?.close()
  await service?.stop()
  if (service) forget(service.data)
})
const aPage = (options: BrowserContextOptions = {}) => openPage(browser, options)

describe('a reader in a browser', () => {
  it('signs up, confirms by the button in the mail, gets the next issue, leaves, and gets no further one', async () => {
    const page = await aPage()
    const address = 'grace@mail.example.net'

    await page.goto(service.site)
    expect(await page.locator('input:checked').count()).toBe(0)
    await shot(page, 'sign-up')
    await page.locator('input[name=digest]').first().check()
    await page.locator('.topic').nth(0).click()
    await page.locator('.topic').nth(1).click()
    await page.getByLabel('Email address').fill(address)
    await shot(page, 'sign-up-filled-in')
    await page.getByRole('button', { name: 'Subscribe' }).click()
    await page.getByRole('heading', { name: 'Look into your inbox' }).waitFor()
    await shot(page, 'sign-up-taken')

    // The confirmation lies in the mailbox: opened there as a person would, its button pressed there.
    const confirmation = await eventually(
      async () => (await messages(service, `?to=${address}`))[0],
      'the confirmation',
    )
    await page.goto(`${service.mailbox}/?id=${confirmation.id}`)
    await shot(page, 'mailbox-confirmation')
    const popup = page.context().waitForEvent('page')
    await page
      .frameLocator('iframe')
      .getByRole('link', { name: /yes, send me/i })
      .click()
    const confirm = await popup
    await confirm.getByRole('button', { name: /yes, send me/i }).waitFor()
    await shot(confirm, 'confirm')
    // Who presses faster than anybody reads is shown the page again (STD-71): a person presses again.
    await eventually(async () => {
      const button = confirm.getByRole('button', { name: /yes, send me/i })
      if (await button.isVisible()) await button.click()
      return confirm.getByRole('heading', { name: 'You are subscribed' }).isVisible()
    }, 'the confirmation')
    await shot(confirm, 'confirmed')

    const { items } = await api<{ items: { id: string; topics: string[] }[] }>(service, 'GET', '/digests')
    const offered = await page.request.get(service.site).then((answer) => answer.text())
    const digest = items.toSorted((a, b) => offered.indexOf(`value="${a.id}"`) - offered.indexOf(`value="${b.id}"`))[0]!
    const news = async (title: string) => {
      const topics = await api<{ items: { slug: string; tags: string[] }[] }>(service, 'GET', '/topics')
      const tag = topics.items.find((topic) => topic.slug === digest.topics[0])!.tags[0]!
      await api(service, 'POST', '/articles', {
        url: `https://harbourpost.example/${encodeURIComponent(title)}`,
        title,
        summary: 'As told by the harbour master.',
        tags: [tag],
      })
      const issue = await eventually(
        () => api<{ id: string }>(service, 'POST', `/digests/${digest.id}/issues`, {}).catch(() => undefined),
        'an issue to open',
      )
      await eventually(
        async () => (await api<{ status: string }>(service, 'GET', `/issues/${issue.id}`)).status === 'sent',
        'the issue to be sent',
      )
    }
    await news('The tide tables are reprinted')
    const [mail] = await messages(service, `?to=${address}`)
    expect(mail?.text).toContain('The tide tables are reprinted')
    await page.goto(`${service.mailbox}/?id=${mail!.id}`)
    await shot(page, 'mailbox-digest')
    const leaving = page.context().waitForEvent('page')
    await page.frameLocator('iframe').getByRole('link', { name: /leave/i }).click()
    const leave = await leaving
    await shot(leave, 'leave')
    await leave.getByRole('button', { name: /leave/i }).click()
    await leave.getByRole('heading', { name: /you have left/i }).waitFor()
    await shot(leave, 'left')

    await news('A second printing of the tide tables')
    const after = await messages(service, `?to=${address}`)
    expect(after.map((one) => one.text.includes('A second printing'))).toEqual([false, false])
  })

  it('changes topics on a phone by night, without a sideways scroll', async () => {
    const page = await aPage({
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
      hasTouch: true,
      isMobile: true,
    })
    const [digest] = await eventually(async () => {
      const found = (await messages(service)).filter((one) => one.headers['List-Id'])
      return found.length > 0 && found
    }, 'a digest')
    const preferences = /https?:\/\/\S+\/preferences\/[^\s/]+(?=\s)/.exec(digest!.text)![0]
    await page.goto(service.site)
    await shot(page, 'sign-up-phone-dark')
    expect(await noSidewaysScroll(page)).toBe(true)
    await page.goto(preferences)
    await shot(page, 'preferences-phone-dark')
    expect(await noSidewaysScroll(page)).toBe(true)
    const before = await page.locator('.topic input:checked').count()
    await page
      .locator('.topic', { has: page.locator('input:checked') })
      .first()
      .tap()
    // The reader's language may be any.
    await page.locator('form').first().locator('button[type=submit]').tap()
    await page.getByRole('status').waitFor()
    expect(await page.locator('.topic input:checked').count()).toBe(before - 1)
    for (const box of await page.locator('.topic span').all())
      expect((await box.boundingBox())!.height).toBeGreaterThanOrEqual(44)
  })

  it('is shown beside the field what is wrong with an address, and keeps what was ticked', async () => {
    const page = await aPage()
    await page.goto(service.site)
    await page.locator('.topic').first().click()
    await page.getByLabel('Email address').fill('grace@harbour')
    await page.getByRole('button', { name: 'Subscribe' }).click()
    await page.getByRole('alert').waitFor()
    await shot(page, 'sign-up-wrong')
    expect(await page.getByLabel('Email address').inputValue()).toBe('grace@harbour')
    expect(await page.locator('.topic input:checked').count()).toBe(1)
  })

  it('reads an issue on the web', async () => {
    const page = await aPage()
    const digests = (await messages(service)).filter((one) => one.headers['List-Id'])
    // The one with the most to read.
    const digest = digests.toSorted((a, b) => b.text.length - a.text.length)[0]!
    const web = /https?:\/\/\S+\/d\/[^\s]+/.exec(digest.text)![0]
    await page.goto(web)
    await shot(page, 'issue-on-the-web')
    expect(await page.locator('h1').count()).toBe(1)
    expect(await page.locator('.item h2 a').count()).toBeGreaterThan(2)
  })
})
