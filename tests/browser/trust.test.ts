import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  complaints,
  holdToItsPolicy,
  noSidewaysScroll,
  openPage,
  openPages,
  shot,
  sideBySide,
  theBrowser,
  tooSmall,
} from '../support/browser.ts'
import { api, eventually, forget, messages, type Running, startService } from '../support/service.ts'

const OWNER = 'editors@harbourpost.example'
const EDITOR = 'ada.lovelace-of-the-night-desk@harbourpost.example'

let service: Running
let browser: Browser
let signedIn: NonNullable<BrowserContextOptions['storageState']>
let hook: string

/** Somebody's program on this laptop. */
const received: { headers: Record<string, string>; body: string }[] = []
const listener = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk) => {
    body += chunk
  })
  request.on('end', () => {
    received.push({ headers: request.headers as Record<string, string>, body })
    response.writeHead(204).end()
  })
})

beforeAll(async () => {
  await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done))
  ;[browser, service] = await Promise.all([theBrowser(), startService(['--allow-private-fetch'])])
  signedIn = await signInByTheLink()
})
afterAll(async () => {
  await browser?.close()
  await service?.stop()
  listener.close()
  if (service) forget(service.data)
})

/** As somebody does who reads the mail in the browser they asked from. */
async function signInByTheLink() {
  const page = await openPage(browser)
  await page.goto(`${service.site}/console/settings/sessions`)
  await page.getByLabel('Email address').fill(OWNER)
  await page.getByRole('button', { name: 'Send me a code' }).click()
  const link = await eventually(
    async () =>
      /http:\S+\/console\/enter\/\S+/.exec(
        (await messages(service, `?to=${OWNER}`)).map(({ text }) => text).join('\n'),
      )?.[0],
    'the link',
  )
  const stranger = await openPage(browser)
  await stranger.goto(link)
  await stranger.getByRole('heading', { name: 'Not in this browser' }).waitFor()
  expect([await complaints(stranger), await stranger.getByRole('button').count()]).toEqual([[], 0])
  await stranger.context().close()

  await page.goto(link)
  expect(await complaints(page)).toEqual([])
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(/\/console\/settings\/sessions$/)
  await page.getByText('this one', { exact: true }).waitFor()
  return page.context().storageState()
}

async function at(path: string) {
  const page = await openPage(browser, { viewport: { width: 1440, height: 900 }, storageState: signedIn })
  holdToItsPolicy(page)
  await page.goto(`${service.site}/console/settings${path}`)
  return page
}

const secretOn = (page: Page) => page.getByLabel('The secret').inputValue()

describe('people, keys and webhooks', () => {
  it('an owner lets an editor in, makes a key that opens what it should, and sees both in the log', async () => {
    const page = await at('/editors')
    await page.getByLabel('Email address').fill(EDITOR)
    await page.getByRole('button', { name: 'Let them in' }).click()
    await page.getByText('They are let in').waitFor()

    await page.getByRole('link', { name: 'API keys' }).click()
    await page.getByLabel('What it is for').fill('The website')
    await page.getByLabel('Readers').selectOption('read and change')
    await page.getByRole('button', { name: 'Make the key' }).click()
    const secret = await secretOn(page)
    const ask = (path: string) => fetch(`${service.api}${path}`, { headers: { authorization: `Bearer ${secret}` } })
    expect([(await ask('/subscribers')).status, (await ask('/digests')).status]).toEqual([200, 403])
    expect(await complaints(page)).toEqual([])
    await shot(page, 'trust-key-shown-once')
    await page.reload().catch(() => {})

    await page.goto(`${service.site}/console/settings/log`)
    const log = await page.getByRole('table').textContent()
    for (const line of ['let somebody in', EDITOR, 'made an API key', 'The website: readers:write'])
      expect(log).toContain(line)
    await page.context().close()
  })

  it('a program is told, signed, of who subscribes, and the page shows that it arrived', async () => {
    const page = await at('/webhooks')
    const { port } = listener.address() as AddressInfo
    await page.getByLabel('Its address').fill(`http://127.0.0.1:${port}/in`)
    await page.getByLabel('somebody has subscribed').check()
    await page.getByRole('button', { name: 'Add the webhook' }).click()
    const secret = await secretOn(page)
    await page.getByRole('button', { name: 'Send a test event' }).click()
    hook = new URL(page.url()).pathname.split('/').at(-1)!
    await eventually(async () => received.length === 1, 'the test event')
    const digest = (await api<{ items: { id: string }[] }>(service, 'GET', '/digests')).items[0]!.id
    const reader = { email: 'a-reader-of-the-webhook@mail.example.net', digests: [digest], attestation: 'told us' }
    await api(service, 'POST', '/subscribers', reader)
    await eventually(async () => received.length === 2, 'the event')
    for (const { body, headers } of received) expect(new Webhook(secret).verify(body, headers)).toBeTruthy()
    expect(JSON.parse(received[1]!.body)).toMatchObject({
      type: 'subscriber.subscribed',
      data: { email: 'a-reader-of-the-webhook@mail.example.net', digests: [digest] },
    })
    await eventually(async () => {
      await page.goto(`${service.site}/console/settings/webhooks/${hook}`)
      return (await page.getByText('It answered 204.').count()) === 2
    }, 'that it arrived')
    await page.context().close()
  })
})

const places = {
  desktop: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
}

describe.each(Object.entries(places))('on a %s', (name, place) => {
  let screens: readonly Page[]
  beforeAll(async () => {
    screens = await openPages(browser, { ...place, storageState: signedIn })
  })
  afterAll(() => screens[0]!.context().close())

  it.each(['light', 'dark'] as const)(
    'every page about people, keys and webhooks is well made, in the %s',
    async (colorScheme) => {
      const kinds = [
        ...['', 'editors', 'sessions', 'passkeys', 'keys', 'webhooks', `webhooks/${hook}`],
        ...['log', 'log?action=fence.armed'],
      ]
      const found = await sideBySide(screens, kinds, async (page, kind) => {
        await page.emulateMedia({ colorScheme })
        await page.goto(`${service.site}/console/settings/${kind}`.replace(/\/$/, ''))
        for (const summary of await page.locator('main summary').all()) await summary.click()
        await shot(
          page,
          `trust-${kind.replaceAll(/\W.*/g, '') || 'settings'}${kind.includes('hook_') ? '-one' : ''}-${name}-${colorScheme}`,
        )
        const wrong = await complaints(page)
        if (!(await noSidewaysScroll(page))) wrong.push('scrolls sideways')
        if (name === 'phone') wrong.push(...(await tooSmall(page)).map((one) => `too small: ${one}`))
        return wrong.map((one) => `${kind}: ${one}`)
      })
      expect(found.flat()).toEqual([])
    },
  )
})
