import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  chord,
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

let service: Running
let browser: Browser
let signedIn: NonNullable<BrowserContextOptions['storageState']>
/** Every page of the console, by name. */
let pages: Record<string, string>

beforeAll(async () => {
  ;[browser, service] = await Promise.all([theBrowser(), startService()])
  signedIn = await signIn()
  pages = await everyPage()
})
afterAll(async () => {
  await browser?.close()
  await service?.stop()
  if (service) forget(service.data)
})

/** By the code that comes by mail, as anybody. */
async function signIn() {
  const page = await openPage(browser)
  await page.goto(`${service.site}/console/sign-in`)
  await page.getByLabel('Email address').fill(OWNER)
  await page.getByRole('button', { name: 'Send me a code' }).click()
  const code = await eventually(
    async () =>
      /^\s*(\d{6})\s*$/m.exec((await messages(service, `?to=${OWNER}`)).map(({ text }) => text).join('\n'))?.[1],
    'the code',
  )
  await page.getByLabel('Code').fill(code)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(/\/console\/issues/)
  return page.context().storageState()
}

async function everyPage(): Promise<Record<string, string>> {
  const first = async (path: string) => (await api<{ items: { id: string }[] }>(service, 'GET', path)).items[0]!.id
  const digest = await first('/digests')
  const { id: draft } = await aDraft('A draft that waits')
  await api(service, 'POST', '/subscribers', {
    email: 'ada@mail.example.net',
    digests: [digest],
    attestation: 'told us',
  })
  await aLetterToTheEditors()
  const issue = await eventually(
    async () => (await messages(service)).map(({ text }) => /\/d\/[^/\s]+\/(iss_\w+)/.exec(text)?.[1]).find(Boolean),
    'an issue',
  )
  return {
    inbox: '/articles',
    filed: '/articles?status=filed',
    'set aside': '/articles?status=quarantined',
    found: '/articles?q=nothing-of-this-kind',
    article: `/articles/${draft}`,
    topics: '/topics',
    feeds: '/feeds',
    digests: '/digests',
    digest: `/digests/${digest}`,
    'new digest': '/digests/new',
    'send now': `/digests/${digest}/send`,
    issues: '/issues',
    issue: `/issues/${issue}`,
    readers: '/readers',
    reader: `/readers/${await first('/subscribers')}`,
    growth: '/readers/growth',
    import: '/readers/import',
    'import, looked at': `/readers/imports/${await aList(`digest=${digest}`)}`,
    'import, done': `/readers/imports/${await aList(`digest=${digest}&dryRun=false&attestation=told+us`)}`,
    messages: '/messages',
    settings: '/settings',
    editors: '/settings/editors',
    keys: '/settings/keys',
    log: '/settings/log',
    sessions: '/settings/sessions',
    webhooks: '/settings/webhooks',
    nothing: '/articles/art_none',
  }
}

/** Of four rows, one of which is very long and none. */
async function aList(query: string): Promise<string> {
  const body = `email,status\nlisted-1@mail.example.net,\nlisted-2@mail.example.net,left\n${'no-address-'.repeat(30)},\nlisted-3@mail.example.net,\n`
  const headers = { authorization: `Bearer ${service.key}`, 'content-type': 'text/csv' }
  const answer = await fetch(`${service.site}/api/subscribers/import?${query}`, { method: 'POST', body, headers })
  expect(answer.status).toBe(202)
  return ((await answer.json()) as { id: string }).id
}

/** Below a text of our own. */
async function aLetterToTheEditors() {
  const text = 'The goose of the lock\n\nShe has guarded it since 1986.\n\nNobody remembers who brought her.'
  const { id } = await api<{ id: string }>(service, 'POST', '/articles', { text, tags: ['city'] })
  const body = new FormData()
  const said = { name: 'Bo Lock', text: 'She is older.\n\nI have fed her.', email: 'bo@mail.example.net' }
  for (const [name, value] of Object.entries(said)) body.append(name, value)
  expect((await fetch(`${service.site}/a/${id}/write`, { method: 'POST', body })).status).toBe(202)
}

const aDraft = (title: string) =>
  api<{ id: string }>(service, 'POST', '/articles', {
    url: `https://paper.example/${encodeURIComponent(title)}`,
    title,
    summary: 'What happened.',
    source: 'The Paper',
  })

const places = [
  { name: 'desktop', viewport: { width: 1440, height: 900 } },
  { name: 'phone', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
]

describe.each(places)('every page of the console, on a $name', ({ name, ...place }) => {
  let screens: readonly Page[]
  beforeAll(async () => {
    screens = await openPages(browser, { ...place, storageState: signedIn })
  })
  afterAll(() => screens[0]!.context().close())

  it.each(['light', 'dark'] as const)(
    'by %s: axe has nothing against it, nothing scrolls sideways, and everything is large enough to hit (WCAG 2.2 AA)',
    async (colorScheme) => {
      const found = await sideBySide(screens, Object.entries(pages), async (page, [kind, path]) => {
        await page.emulateMedia({ colorScheme })
        await page.goto(`${service.site}/console${path}`)
        await shot(page, `console-${kind}-${name}-${colorScheme}`)
        const wrong = await complaints(page)
        if (!(await noSidewaysScroll(page))) wrong.push('scrolls sideways')
        if (name === 'phone') wrong.push(...(await tooSmall(page)).map((one) => `too small: ${one}`))
        return wrong.map((one) => `${kind}: ${one}`)
      })
      expect(found.flat()).toEqual([])
    },
  )
})

/** Signed in, at a page, with errors of its scripts and of its policy as errors here. */
async function at(path: string, options: BrowserContextOptions = {}) {
  const page = await openPage(browser, { viewport: { width: 1440, height: 900 }, storageState: signedIn, ...options })
  holdToItsPolicy(page)
  await page.goto(`${service.site}/console${path}`)
  return page
}

const focused = (page: Page) => page.evaluate(() => document.activeElement?.closest('[data-item]')?.textContent ?? '')
/** Where the focus is in the moment in which the page says it: a key pressed then goes there. */
async function focusedWhenSaid(page: Page, words: string) {
  const seen = await page.evaluateHandle((words) => {
    const places: string[] = []
    new MutationObserver(() => {
      if (places.length > 0 || !document.getElementById('said')?.textContent?.includes(words)) return
      places.push(document.activeElement?.closest('[data-item]')?.textContent ?? 'nowhere in the list')
    }).observe(document.body, { childList: true, subtree: true })
    return places
  }, words)
  return async () => (await seen.jsonValue())[0]
}
const titles = (page: Page) => page.locator('#results .headline').allTextContents()
const article = async (title: string) =>
  (
    await api<{ items: { title: string; tags: string[]; status: string }[] }>(
      service,
      'GET',
      `/articles?q=${encodeURIComponent(title)}`,
    )
  ).items[0]!

describe('by the keyboard alone', () => {
  it('an editor goes through the inbox: j and k move, x ticks, t tags, and what is filed leaves the list with the place kept', async () => {
    for (const name of ['Keys one', 'Keys two', 'Keys three']) await aDraft(name)
    const page = await at('/articles?q=Keys&status=waiting')
    expect(await titles(page)).toEqual(['Keys three', 'Keys two', 'Keys one'])
    await page.keyboard.press('j')
    expect(await focused(page)).toContain('Keys three')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    expect(await focused(page)).toContain('Keys one')
    await page.keyboard.press('k')
    await page.keyboard.press('x')
    await page.getByText('1 is ticked').waitFor()
    expect(await focused(page)).toContain('Keys two')

    await page.keyboard.press('t')
    await page.keyboard.type('keyed')
    const place = await focusedWhenSaid(page, '1 article tagged: keyed.')
    await page.keyboard.press('Enter')
    await page.getByRole('status').getByText('1 article tagged: keyed.').waitFor()
    expect(await place()).toContain('Keys one')
    expect(await titles(page)).toEqual(['Keys three', 'Keys one'])
    expect(await focused(page)).toContain('Keys one')
    expect(await article('Keys two')).toMatchObject({ tags: ['keyed'], status: 'filed' })

    await page.keyboard.press('u')
    await page.getByRole('status').getByText('1 article as before.').waitFor()
    expect(await titles(page)).toEqual(['Keys three', 'Keys two', 'Keys one'])
    expect(await article('Keys two')).toMatchObject({ tags: [], status: 'draft' })
    await page.context().close()
  })

  it('one press files the article that has the focus, and e opens it', async () => {
    await aDraft('Pressed once')
    const page = await at('/articles?q=Pressed&status=waiting')
    await page.keyboard.press('j')
    await page.keyboard.press('1')
    await page.getByRole('status').getByText('1 article tagged').waitFor()
    expect((await article('Pressed once')).status).toBe('filed')
    await page.goto(`${service.site}/console/articles?q=Pressed`)
    await page.keyboard.press('j')
    await page.keyboard.press('e')
    await page.getByRole('heading', { name: 'Pressed once' }).waitFor()
    await page.context().close()
  })

  it('keys lead everywhere, say what they are, leave typing alone, and can be switched off (WCAG 2.1.4)', async () => {
    const page = await at('/articles')
    await page.keyboard.press('/')
    await page.keyboard.type('gd?jx')
    expect(await page.getByRole('searchbox').inputValue()).toBe('gd?jx')
    await page.keyboard.press('Escape')
    await page.evaluate(() => (document.activeElement as HTMLElement).blur())
    await chord(page, 'g', 'd')
    await page.waitForURL(/\/console\/digests$/)

    await page.keyboard.press('?')
    const dialog = page.getByRole('dialog', { name: 'Keys of this page' })
    expect(await dialog.textContent()).toContain('Go to Readers')
    expect(await complaints(page)).toEqual([])
    await dialog.getByLabel('Listen to these keys').uncheck()
    await page.keyboard.press('Escape')
    await chord(page, 'g', 'r')
    await page.keyboard.press('?')
    expect([await dialog.count(), new URL(page.url()).pathname]).toEqual([0, '/console/digests'])
    await page.getByRole('button', { name: 'Keys' }).click()
    await dialog.getByLabel('Listen to these keys').check()
    await page.keyboard.press('Escape')
    await chord(page, 'g', 'r')
    await page.waitForURL(/\/console\/readers$/)
    await page.context().close()
  })
})

describe('a page', () => {
  it('is narrowed as one types, with the focus and the address kept up', async () => {
    for (const name of ['Sought alpha', 'Sought beta']) await aDraft(name)
    const page = await at('/articles?status=all')
    await page.keyboard.press('/')
    await page.keyboard.type('sought bet')
    await page.waitForURL(/q=sought(?:\+|%20)bet/)
    await page.locator('#results .headline', { hasText: 'Sought alpha' }).waitFor({ state: 'detached' })
    expect(await titles(page)).toEqual(['Sought beta'])
    await page.keyboard.type('a')
    expect(await page.getByRole('searchbox').inputValue()).toBe('sought beta')
    await page.context().close()
  })

  it('says what was done once: it is not in the address', async () => {
    const page = await at('/topics?said=Somebody+else+says+this.')
    expect(await page.getByText('Somebody else says this.').count()).toBe(0)
    await page.locator('#a_new_topic-name').fill('Said once')
    await page.getByRole('button', { name: 'Make the topic' }).click()
    await page.getByText('The topic "Said once" is there.').waitFor()
    expect(page.url()).toBe(`${service.site}/console/topics`)
    await page.reload()
    expect(await page.getByText('The topic "Said once" is there.').count()).toBe(0)
    await page.context().close()
  })

  it('has its rooms behind a button on a phone, with no script at all', async () => {
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, javaScriptEnabled: false }
    const page = await at('/articles', phone)
    const rooms = page.getByRole('navigation', { name: 'Console' })
    expect(await rooms.isVisible()).toBe(false)
    await page.getByRole('button', { name: 'Menu' }).click()
    await rooms.getByRole('link', { name: 'Readers', exact: true }).click()
    await page.getByRole('heading', { name: 'Readers', level: 1 }).waitFor()
    await page.context().close()
  })

  it('draws how a readership has grown, with the numbers in a table beside it', async () => {
    const page = await at('/readers/growth')
    await page.locator('.chart canvas').first().waitFor()
    expect(await page.locator('.chart canvas').count()).toBe(2)
    await page.getByText('The numbers of “Readers”').click()
    expect(await page.getByRole('table').first().textContent()).toMatch(/When\s*Readers/)
    await page.context().close()
  })
})

describe('a list of readers', () => {
  const listOf = (rows: readonly string[]) => ({
    name: 'readers.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(['email,remarks', ...rows].join('\r\n')),
  })
  const look = async (page: Page, rows: readonly string[]) => {
    await page.getByLabel('Which digest they take').selectOption({ index: 1 })
    await page.getByLabel('A CSV file').setInputFiles(listOf(rows))
    await page.getByRole('button', { name: 'See what it would change' }).click()
    await page.getByRole('heading', { name: 'What would become of the list' }).waitFor()
  }

  it('is looked at, taken in while one watches, and shown with what is left to do', async () => {
    const page = await at('/readers/import')
    const rows = Array.from({ length: 400 }, (_, n) => `reader-${n}@list.example.net,`)
    await look(page, [...rows, 'not-an-address,'])
    // It comes again by itself until it is known.
    await page.getByText('waits for your word').waitFor()
    expect(await page.locator('.figures').textContent()).toMatch(/come in active400.*refused1$/)
    expect(await page.locator('details').textContent()).toContain('402')
    await shot(page, 'import-looked')
    await page.getByLabel('How these people have agreed').fill('Exported from our old service')
    await page.getByRole('button', { name: 'Add 400 readers' }).click()
    await page.getByText(/All of it is in/).waitFor()
    expect(await page.locator('progress').count()).toBe(0)
    await shot(page, 'import-done')
    const file = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Row by row, as CSV' }).click()
    expect((await file).suggestedFilename()).toMatch(/^imp_.*\.csv$/)
    await page.goto(`${service.site}/console/readers/import`)
    expect(await page.getByRole('table').textContent()).toMatch(/401 rows.*taken in.*400 readers came in active/)
    await page.context().close()
  })

  it('is stopped by a button that stays where it is, however often the page comes again', async () => {
    const page = await at('/readers/import')
    await look(
      page,
      Array.from({ length: 4_000 }, (_, n) => `stopped-${n}@list.example.net,`),
    )
    await page.getByText('waits for your word').waitFor()
    await page.getByLabel('How these people have agreed').fill('Exported from our old service')
    await page.getByRole('button', { name: 'Add 4,000 readers' }).click()
    await page.getByText(/of 4,000 rows; .* a second; .* left/).waitFor()
    await shot(page, 'import-taking')
    await page.getByText('Stop taking it in').click()
    const said = () => page.locator('.headway').textContent()
    const before = await said()
    await eventually(async () => (await said()) !== before, 'the next numbers')
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await page.getByText(/It was stopped after/).waitFor()
    await shot(page, 'import-stopped')
    await page.context().close()
  })

  it('that is too long for one request goes in pieces, and is one list', async () => {
    // A column that says nothing to us makes it long.
    const rows = Array.from({ length: 1_000 }, (_, n) => `long-${n}@list.example.net,"${'x, '.repeat(1_700)}"`)
    const page = await at('/readers/import')
    await look(page, [...rows, 'not-an-address,'])
    await page.getByText('waits for your word').waitFor()
    expect(await page.locator('.figures').textContent()).toMatch(/come in active1,000.*refused1$/)
    expect(await page.locator('details').textContent()).toContain('1,002')
    await page.goto(`${service.site}/console/readers/import`)
    await page.getByLabel('Which digest they take').selectOption({ index: 1 })
    await page.getByLabel('A CSV file').setInputFiles({ ...listOf(rows), name: 'harbour-unsubscribed.csv' })
    await page.getByRole('button', { name: 'See what it would change' }).click()
    await page.getByText('is called "harbour-unsubscribed.csv"').waitFor()
    await page.context().close()
  })
})
