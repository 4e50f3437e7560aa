import type { Browser, Page, Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { locales } from '../../core/model/locale.ts'
import type { Rendered } from '../../core/model/mail.ts'
import { renderer } from '../../emails/render.tsx'
import { aDigestIn, aLogo, aTheme, forEditors, forReaders } from '../emails/every.ts'
import { complaints, noSidewaysScroll, openPage, openPages, shot, sideBySide, theBrowser } from '../support/browser.ts'

const devices = { desktop: { width: 760, height: 900 }, phone: { width: 390, height: 800 } } as const
const schemes = ['light', 'dark'] as const

let browser: Browser
let mails: readonly (readonly [name: string, mail: Rendered])[]
/** Pages that a mail is put into, and the next one after it. */
let screens: readonly Page[]
const pictures = new Map<string, Buffer>()
const PICTURE = 'https://harbourpost.example/quay.png'
beforeAll(async () => {
  browser = await theBrowser()
  pictures.set(aLogo.url, await inkOnNothing()).set(PICTURE, await aQuay())
  mails = [...(await everyMail())]
  screens = await openPages(browser)
  await screens[0]!.context().route('**/*', thePictures)
})
afterAll(() => browser?.close())

/** What most logos are, and what is lost in the dark: dark letters on a ground of nothing. */
async function inkOnNothing(): Promise<Buffer> {
  const page = await openPage(browser)
  await page.setContent(
    '<body style="margin:0"><b style="display:inline-block;font:700 30px/40px Georgia,serif">HARBOUR POST</b>',
  )
  const picture = await page.locator('b').screenshot({ omitBackground: true })
  await page.context().close()
  return picture
}

/** A photograph, nearly: sky, sea and a quay. */
async function aQuay(): Promise<Buffer> {
  const page = await openPage(browser, { viewport: { width: 1072, height: 560 } })
  await page.setContent(
    '<body style="margin:0;background:linear-gradient(#b8c9d4 0 45%,#41606e 45% 80%,#2b2a28 80%);height:560px">',
  )
  const picture = await page.screenshot()
  await page.context().close()
  return picture
}

/** Every template in every language its readers have; a few of them in a publisher's own looks too. */
async function everyMail(): Promise<Map<string, Rendered>> {
  const mails = new Map<string, Rendered>()
  for (const [template, sample] of Object.entries(forReaders))
    for (const locale of locales) mails.set(`${template}-${locale}`, await sample(locale))
  for (const [template, sample] of Object.entries(forEditors)) mails.set(`${template}-en`, await sample('en'))
  for (const locale of ['en', 'ar'] as const) {
    mails.set(`looks-digest-${locale}`, await forReaders.digest!(locale, aTheme))
    mails.set(`looks-confirmation-${locale}`, await forReaders.confirmation!(locale, aTheme))
  }
  const { sections, ...rest } = aDigestIn('en')
  const [first, ...others] = sections
  const opening = { ...first!, items: first!.items.map((item, at) => (at === 0 ? { ...item, image: PICTURE } : item)) }
  mails.set('picture-digest-en', await renderer.digest({ ...rest, sections: [opening, ...others] }))
  return mails
}

const thePictures = (route: Route) => {
  const picture = pictures.get(route.request().url())
  return picture ? route.fulfill({ body: picture, contentType: 'image/png' }) : route.abort()
}

async function show(page: Page, html: string, scheme: (typeof schemes)[number], device: keyof typeof devices) {
  await page.setViewportSize(devices[device])
  await page.emulateMedia({ colorScheme: scheme })
  await page.setContent(html)
}

/** As clients do that turn every mail dark by themselves: all colours, but no picture. */
const turnRound = (page: Page) =>
  page.addStyleTag({ content: 'html{background:#fff;filter:invert(1)}img{filter:invert(1)}' })

describe.each(Object.keys(devices) as (keyof typeof devices)[])('every mail on a %s', (device) => {
  it.each(schemes)('has nothing that axe holds against it, and no sideways scroll: %s', async (scheme) => {
    await sideBySide(screens, mails, async (page, [name, { html }]) => {
      await show(page, html, scheme, device)
      expect([name, await noSidewaysScroll(page)]).toEqual([name, true])
      await shot(page, `mail-${name}-${scheme}-${device}`)
      // Contrast is a matter of the scheme, order and names of neither: once for each scheme.
      if ((device === 'phone') === (scheme === 'dark')) expect([name, await complaints(page)]).toEqual([name, []])
      if (scheme === 'light') {
        await turnRound(page)
        await shot(page, `mail-${name}-inverted-${device}`)
      }
    })
  })
})

describe('on a phone', () => {
  it('every link of the small print is a target of 44 pixels, and so is a button (STD-83)', async () => {
    await sideBySide(screens, mails, async (page, [name, { html }]) => {
      await show(page, html, 'light', 'phone')
      const heights = await page.evaluate(() =>
        [...document.querySelectorAll('.f a, .b a')].map((link) => Math.round(link.getBoundingClientRect().height)),
      )
      expect([name, heights.filter((height) => height < 43)]).toEqual([name, []])
    })
  })
})

describe('a logo', () => {
  it('that is not shown leaves its words in its place; shown, it is as large as it says, and no wider than a phone', async () => {
    const { html } = await forReaders.digest!('en', { ...aTheme, logo: { ...aLogo, width: 536, height: 99 } })
    const page = await openPage(browser, { colorScheme: 'light', viewport: devices.phone })
    await page.route('**/*', thePictures)
    await page.setContent(html)
    const shown = await page.locator('img').boundingBox()
    expect(shown!.width).toBe(350)
    expect(await noSidewaysScroll(page)).toBe(true)
    await page.unroute('**/*')
    await page.route('**/*', (route) => route.abort())
    await page.setContent(html, { waitUntil: 'load' })
    expect(await page.evaluate(() => document.querySelector('img')?.alt)).toBe('Harbour Post')
    expect(await page.locator('h1').textContent()).toBe('The Harbour Brief')
    await shot(page, 'mail-looks-pictures-off')
    await page.context().close()
  })
})
