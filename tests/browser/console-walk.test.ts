import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { chord, openPage, openPages, shot, sideBySide, theBrowser } from '../support/browser.ts'
import { accepted, eventually, forget, messages, type Running, startService } from '../support/service.ts'

const OWNER = 'editors@harbourpost.example'
const READERS = 2_000
const FEED = process.env.WALK_FEED ?? join(import.meta.dirname, '../fixtures/feeds/skerry.rss')

let service: Running
let browser: Browser
let feeds: Server
beforeAll(async () => {
  feeds = createServer((_, response) =>
    response.setHeader('content-type', 'application/rss+xml').end(readFileSync(FEED)),
  )
  await new Promise<void>((done) => feeds.listen(0, '127.0.0.1', done))
  service = await startService(['--no-demo', '--allow-private-fetch'])
  browser = await theBrowser()
})
afterAll(async () => {
  await browser?.close()
  await service?.stop()
  feeds?.close()
  if (service) forget(service.data)
})

const looks = [
  ['desktop-light', { viewport: { width: 1440, height: 900 }, colorScheme: 'light' }],
  ['desktop-dark', { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' }],
  ['phone-light', { viewport: { width: 390, height: 844 }, colorScheme: 'light' }],
  ['phone-dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
] as const

/** One page and a keyboard: no mouse, no element that is reached but by its keys. */
function aKeyboard(page: Page) {
  const { keyboard } = page
  const isHere = (name: string) =>
    page.evaluate((wanted) => {
      const here = document.activeElement as HTMLElement & { labels?: NodeListOf<HTMLElement> }
      const names = [here.getAttribute('aria-label'), here.labels?.[0]?.textContent, here.textContent]
      return names.some((one) => one?.trim().replaceAll(/\s+/g, ' ').startsWith(wanted))
    }, name)
  /** Tab by tab, until what has the focus is called so. */
  const to = async (name: string) => {
    for (let tabs = 0; tabs < 150; tabs++) {
      if (await isHere(name)) return
      await keyboard.press('Tab')
    }
    throw new Error(`the keyboard does not reach "${name}"`)
  }
  return {
    to,
    /** Where two keys lead. */
    goTo: (room: string) => chord(page, 'g', room),
    press: (...keys: string[]) =>
      keys.reduce((before, key) => before.then(() => keyboard.press(key)), Promise.resolve()),
    async type(name: string, text: string) {
      await to(name)
      await keyboard.press('ControlOrMeta+a')
      await keyboard.type(text)
    },
    async hit(name: string, key = 'Enter') {
      await to(name)
      await keyboard.press(key)
    },
  }
}

it('an editor goes from an empty store to two thousand mails without touching a mouse', async () => {
  const [desktop, ...others] = looks
  const page = await openPage(browser, desktop[1])
  const { to, press, goTo, type, hit } = aKeyboard(page)
  const besides = await openPages(browser)
  let step = 0
  /** The page as it is, on a desktop and on a phone, by light and by dark. */
  const look = async (name: string) => {
    step += 1
    await page.waitForLoadState('load')
    const file = `walk-${String(step).padStart(2, '0')}-${name}`
    await shot(page, `${file}-${desktop[0]}`)
    await besides[0]!.context().addCookies(await page.context().cookies())
    await sideBySide(besides, others, async (other, [how, { viewport, colorScheme }]) => {
      await other.setViewportSize(viewport)
      await other.emulateMedia({ colorScheme })
      await other.goto(page.url())
      await shot(other, `${file}-${how}`)
    })
  }
  const said = (text: string | RegExp) => page.getByRole('status').getByText(text).first().waitFor()
  const title = (text: string | RegExp) => page.getByRole('heading', { level: 1, name: text }).waitFor()

  await page.goto(`${service.site}/console`)
  await type('Email address', OWNER)
  await press('Enter')
  await page.getByLabel('Code').waitFor()
  await look('code')
  const code = await eventually(
    async () =>
      /^\s*(\d{6})\s*$/m.exec((await messages(service, `?to=${OWNER}`)).map(({ text }) => text).join('\n'))?.[1],
    'the code',
  )
  await type('Code', code)
  await press('Enter')
  await title('Issues')
  await look('empty')

  await goTo('t')
  await title('Topics')
  for (const name of ['Harbour', 'Market']) {
    await type('Name', name)
    await press('Enter')
    await page.getByText(name, { exact: true }).first().waitFor()
    await page.waitForLoadState('load')
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  }
  await look('topics')

  await goTo('f')
  await title('Feeds')
  await type('Follow a feed', `http://127.0.0.1:${(feeds.address() as AddressInfo).port}/feed.rss`)
  await press('Enter')
  await said(/is followed/)
  await hit('Collect now')
  await said(/entr/)
  await look('feed')

  await goTo('a')
  await title('Articles')
  await page.locator('[data-item]').first().waitFor()
  await look('inbox')
  // The first two are of the harbour, the last one is of the market.
  await press('j', 'x', 'j', 'x', 't')
  await page.keyboard.type('harbour')
  await press('Enter')
  await said('2 articles tagged: harbour.')
  await press(...Array.from({ length: 60 }, () => 'j'), 'x', 't')
  await page.keyboard.type('market')
  await press('Enter')
  await said('1 article tagged: market.')
  await look('filed')

  await goTo('d')
  await title('Digests')
  await hit('Plan the first digest')
  await title('Plan a digest')
  await type('Name', 'The Harbour Brief')
  for (const topic of ['Harbour', 'Market']) await hit(topic, ' ')
  await type('When it comes out', 'every weekday at 08:00, Europe/Berlin')
  await page.locator('#means li').first().waitFor()
  await look('plan')
  await hit('Plan the digest')
  await said('The Harbour Brief is planned.')
  await page
    .frameLocator('iframe.preview:not(.next)')
    .frameLocator('iframe')
    .getByText('The Harbour Brief')
    .first()
    .waitFor()
  await look('digest')

  // The last one opens the mail.
  await press('j', 'j', 'j', 'p')
  await page.getByText('opens the mail').waitFor()
  await look('lead')
  await hit('Phone')
  await page.frameLocator('iframe.preview:not(.next)').locator('iframe.phone').waitFor()
  await hit('Send me a test')
  await said(`A test is on its way to ${OWNER}.`)
  const test = await eventually(
    async () => (await messages(service, `?to=${OWNER}`)).find(({ subject }) => subject.startsWith('[Test]')),
    'the test',
  )
  expect(test.html).toContain('The Harbour Brief')

  await goTo('r')
  await title('Readers')
  await look('no-readers')
  await hit('Import')
  await title('Import readers')
  const rows = Array.from({ length: READERS }, (_, n) => `reader-${n}@list.example.net`)
  await to('Or the list itself')
  // A list is pasted.
  await page.keyboard.insertText(['email', ...rows].join('\n'))
  await hit('See what it would change')
  // It comes again by itself until it is known.
  await page.getByText('waits for your word').waitFor()
  await look('dry-run')
  await type('How these people have agreed', 'Exported from our old service, where all had confirmed')
  await hit('Add')
  await page.getByText(/All of it is in/).waitFor()
  await look('imported')

  await goTo('d')
  await title('Digests')
  await hit('The Harbour Brief')
  await title('The Harbour Brief')
  await page.getByText('It goes to 2,000 readers.').waitFor()
  await hit('Send now')
  await title('Send it now?')
  await look('send')
  await hit('Send it now')
  await page.getByRole('progressbar').waitFor()
  await look('sending')
  await page.getByText(/^It went out/).waitFor()
  await look('sent')
  const figures = (await page.locator('.figures').first().textContent())!.replaceAll(/\s+/g, ' ')
  expect(figures).toContain('2,000')
  const got = (await accepted(service)).map(({ recipient }) => recipient).filter((one) => one.includes('@list.'))
  expect([got.length, new Set(got).size]).toEqual([READERS, READERS])
})
