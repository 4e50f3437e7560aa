import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { anOwnText, aPaper, comesOut, issuesOn } from '../support/archive.ts'
import { complaints, noSidewaysScroll, openPage, openPages, shot, sideBySide, theBrowser } from '../support/browser.ts'
import type { World } from '../support/world.ts'

/** What readers find on the web, served as it is to a real browser: how it looks, reads and is written on. */

let browser: Browser
beforeAll(async () => {
  browser = await theBrowser()
})
afterAll(() => browser?.close())

async function served(world: World): Promise<string> {
  const server = createAdaptorServer({ fetch: world.site.fetch, overrideGlobalObjects: false })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    if ('closeAllConnections' in server) server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A paper of 35 mornings, with everything on its last pages that is hard to set. */
async function aFullPaper() {
  const world = await aPaper({ days: 35 })
  await world.digest({ id: 'long', name: 'The Long Read', topics: ['city'], schedule: weekly })
  world.turnTo('2026-12-07T05:00:00Z')
  const { id } = await anOwnText(world)
  await world.article('إضراب الموانئ يدخل أسبوعه الثاني وأربعون سفينة تنتظر', ['trade'], {
    lang: 'ar',
    source: 'ميناء نيوز',
  })
  await world.article('罢工进入第二周，四十艘船在锚地等待', ['trade'], { lang: 'zh' })
  await world.article(`A headline with a word that does not end: ${'Donaudampfschiff'.repeat(9)}`, ['city'])
  await comesOut(world, '2026-12-07')
  world.turnTo('2026-12-07T09:30:00Z')
  const site = await served(world)
  const [issue] = issuesOn(await (await world.visit('/d/brief')).text())
  const older = /\?cursor=[\w:-]+/.exec(await (await world.visit('/d/brief')).text())?.[0]
  return {
    world,
    site,
    pages: {
      archive: '/d/brief',
      'archive-older': `/d/brief${older}`,
      'issue-whole': issue!,
      'issue-part': `${issue}?topics=trade`,
      article: `/a/${id}`,
    },
    article: `/a/${id}`,
    issue: issue!,
  }
}
const weekly = { every: 'week', on: ['sat'], at: ['09:00'], zone: 'Europe/Berlin' } as const

const places = [
  { name: 'desktop', viewport: { width: 1280, height: 900 } },
  { name: 'phone', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
]

describe.each(['en', 'ar'])('the web, in %s', (lang) => {
  it.each(places)(
    'on a $name, light and dark: axe has nothing against it, and nothing scrolls sideways (WCAG 2.2 AA)',
    async ({ name, ...place }) => {
      const { site, pages } = await aFullPaper()
      const screens = await openPages(browser, { ...place, locale: lang })
      const schemes = ['light', 'dark'] as const
      const views = schemes.flatMap((scheme) => Object.entries(pages).map(([kind, path]) => ({ scheme, kind, path })))
      const found = await sideBySide(screens, views, async (page, { scheme, kind, path }) => {
        await page.emulateMedia({ colorScheme: scheme })
        await page.goto(`${site}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`)
        await shot(page, `web-${kind}-${lang}-${name}-${scheme}`)
        const wrong = await complaints(page)
        if (!(await noSidewaysScroll(page))) wrong.push('scrolls sideways')
        wrong.push(...(await page.evaluate(smallTargets)).map((one) => `too small to touch: ${one}`))
        wrong.push(...(await page.evaluate(repeatedLinks)).map((one) => `two links say: ${one}`))
        return wrong.map((one) => `${kind}: ${one}`)
      })
      await screens[0]!.context().close()
      expect(found.flat()).toEqual([])
    },
  )
})

/** Buttons, fields and links on lines of their own below 44 pixels; those within a sentence may be as they are (WCAG 2.5.8). */
function smallTargets(): string[] {
  return [
    ...document.querySelectorAll(
      'button, input:not([type=hidden]):not([type=checkbox]), textarea, .turn a, .feeds a, .choose a',
    ),
  ]
    .filter((one) => !one.closest('.trap') && one.getBoundingClientRect().height < 44)
    .map((one) => one.outerHTML.slice(0, 100))
}

/** Words that lead to different places (STD-83). */
function repeatedLinks(): string[] {
  const places = new Map<string, Set<string>>()
  for (const link of document.querySelectorAll('a')) {
    const words = (link.textContent ?? '').trim()
    places.set(words, (places.get(words) ?? new Set()).add(link.href))
  }
  return [...places].filter(([, to]) => to.size > 1).map(([words]) => words)
}

describe('a reader', () => {
  it('writes to the editors below an article, with a browser that does its work meanwhile', async () => {
    const { world, site, article } = await aFullPaper()
    const page = await openPage(browser)
    await page.goto(`${site}${article}`)
    await page.getByLabel('Your name').fill('Bo Lock')
    await page.getByLabel('What you want to say').fill('The goose is older.\nI have fed her.')
    world.clock.now += 5_000
    await page.getByRole('button', { name: 'Send it to the editors' }).click()
    await page.getByRole('heading', { name: 'It is on its way to the editors' }).waitFor()
    const { items } = await world.ports.comments.list({ limit: 5 })
    expect(items.map(({ name, text }) => ({ name, text }))).toEqual([
      { name: 'Bo Lock', text: 'The goose is older.\nI have fed her.' },
    ])
    // It has brought its proof of work: nothing waits.
    expect(world.messages).toEqual([expect.objectContaining({ queue: 'letters' })])
    await page.context().close()
  })

  it('signs up on an issue, without a script, and is told what anybody is told', async () => {
    const { world, site, issue } = await aFullPaper()
    const page = await openPage(browser, { javaScriptEnabled: false })
    await page.goto(`${site}${issue}`)
    await page.getByLabel('Email address').fill('bo@mail.example.net')
    await page.getByRole('button', { name: 'Subscribe' }).click()
    await page.getByRole('heading', { name: 'Look into your inbox' }).waitFor()
    world.clock.now += 3 * 60_000
    await world.tick()
    await world.drain()
    expect(world.mails().at(-1)?.to).toEqual(['bo@mail.example.net'])
    await page.context().close()
  })

  it('gives programs feeds and a sitemap that a strict reader of XML takes', async () => {
    const { world, site } = await aFullPaper()
    await world.article('<![CDATA[ & ]]> \u{1F986} "\'', ['trade'])
    await comesOut(world, '2026-12-08')
    const page = await openPage(browser)
    await page.goto(`${site}/d/brief`)
    for (const path of ['/d/brief/feed.atom', '/sitemap.xml']) {
      const roots = await page.evaluate(async (at) => {
        const text = await (await fetch(at)).text()
        return [...new DOMParser().parseFromString(text, 'application/xml').querySelectorAll(':root, parsererror')].map(
          ({ localName }) => localName,
        )
      }, path)
      expect(roots).toEqual([path === '/sitemap.xml' ? 'urlset' : 'feed'])
    }
    await page.context().close()
  })

  it('prints an issue: the stories with their addresses, and no form', async () => {
    const { site, issue } = await aFullPaper()
    const page = await openPage(browser)
    await page.goto(`${site}${issue}`)
    await page.emulateMedia({ media: 'print' })
    await shot(page, 'web-issue-print')
    expect(await page.getByRole('button', { name: 'Subscribe' }).isVisible()).toBe(false)
    const address = await page
      .locator('.item h2 a')
      .first()
      .evaluate((link) => getComputedStyle(link, '::after').content)
    expect(address).toContain('https://')
    await page.context().close()
  })
})
