import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openPage, shot, theBrowser } from '../support/browser.ts'
import { eventually, forget, logged, messages, type Running, startService } from '../support/service.ts'

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

async function aPage(options: BrowserContextOptions = {}): Promise<Page> {
  const page = await openPage(browser, options)
  await page.goto(service.site)
  return page
}
async function fillIn(page: Page, address: string): Promise<void> {
  await page.locator('input[name=digest]').first().check()
  await page.getByLabel('Email address').fill(address)
}
const press = (page: Page) => page.getByRole('button', { name: 'Subscribe' }).click()
const taken = (page: Page) => page.getByRole('heading', { name: 'Look into your inbox' }).waitFor()

const held = () => logged(service, 'sign-up.held')
let before: number
beforeEach(() => {
  before = held()
})
/** The mail, which nothing has held back. */
async function mail(address: string): Promise<void> {
  await eventually(async () => held() > before || (await messages(service, `?to=${address}`))[0], 'the mail')
  expect(held()).toBe(before)
}

describe('the front door in a browser', () => {
  it('does its piece of work beside the page, tells the clock and the language, and the mail is there at once', async () => {
    const page = await aPage({ timezoneId: 'America/New_York', locale: 'en-GB' })
    await fillIn(page, 'grace@mail.example.net')
    const sent = page.waitForRequest((request) => request.method() === 'POST')
    await press(page)
    const form = new URLSearchParams((await sent).postData() ?? '')
    expect([form.get('zone'), form.get('locale')]).toEqual(['America/New_York', 'en-GB'])
    expect(atob(form.get('altcha') ?? '')).toContain('"solution"')
    await taken(page)
    await mail('grace@mail.example.net')
  })

  it('pressed twice, and sent once more with another address from the page before, mails each address once', async () => {
    const page = await aPage()
    await fillIn(page, 'typo@mail.example.net')
    await page.getByRole('button', { name: 'Subscribe' }).dblclick()
    await taken(page)
    await page.goBack()
    await page.getByLabel('Email address').fill('corrected@mail.example.net')
    await page.getByLabel('Email address').press('Enter')
    await taken(page)
    await mail('corrected@mail.example.net')
    expect(await messages(service, '?to=typo@mail.example.net')).toHaveLength(1)
  })

  it('is gone through with the keyboard alone', async () => {
    const page = await aPage()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    const isAt = (id: string) => page.evaluate((wanted) => document.activeElement?.id === wanted, id)
    for (let tabs = 0; tabs < 40 && !(await isAt('email')); tabs++) await page.keyboard.press('Tab')
    await page.keyboard.type('keys@mail.example.net')
    await page.keyboard.press('Enter')
    await taken(page)
    await mail('keys@mail.example.net')
  })

  it('takes a topic for its digest, and reads out first what is wrong', async () => {
    const page = await aPage()
    await page.locator('.topic').first().click()
    expect(await page.locator('input[name=digest]').first().isChecked()).toBe(true)
    await page.getByLabel('Email address').fill('grace@harbour')
    await press(page)
    await page.getByRole('alert').waitFor()
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('alert')
    await page.getByRole('alert').getByRole('link').click()
    expect(await page.evaluate(() => location.hash)).toBe('#email')
  })

  it.each([
    ['a form whose work cannot be had', {}, true],
    ['a form without JavaScript', { javaScriptEnabled: false }, false],
  ] as const)('takes %s, and its mail comes later (T08)', async (what, options, broken) => {
    const page = await aPage(options)
    if (broken) await page.route('**/challenge', (route) => route.abort())
    const address = `${what.replaceAll(' ', '-').toLowerCase()}@mail.example.net`
    await fillIn(page, address)
    await press(page)
    await taken(page)
    expect(await messages(service, `?to=${address}`)).toEqual([])
    await eventually(async () => held() === before + 1, 'that it is held')
  })

  it('stands on other sites in their own colours', async () => {
    const page = await aPage()
    await page.goto(`${service.site}/embed`)
    const html = await page.getByLabel('HTML to copy').inputValue()
    await page.locator('iframe').last().scrollIntoViewIfNeeded()
    await page.frameLocator('iframe').last().getByLabel('Email address').waitFor()
    await shot(page, 'embed-with-its-previews')

    await page.route('http://blog.example/', (route) =>
      route.fulfill({
        contentType: 'text/html; charset=utf-8',
        body: `<!doctype html><body style="background:#203040;color:#ffeedd;font:18px Georgia">${html}`,
      }),
    )
    await page.goto('http://blog.example/')
    const colours = await page
      .getByRole('button')
      .evaluate((button) => [getComputedStyle(button).color, getComputedStyle(button).backgroundColor])
    expect(colours).toEqual(['rgb(255, 238, 221)', 'rgba(0, 0, 0, 0)'])
    await page.getByRole('checkbox').first().check()
    await page.getByLabel('Email address').fill('blog@mail.example.net')
    await page.getByRole('button').click()
    await taken(page)
    expect(new URL(page.url()).origin).toBe(service.site)
  })
})
