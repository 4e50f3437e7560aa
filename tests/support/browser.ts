import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type CDPSession,
  chromium,
  type Page,
} from 'playwright-core'
import { afterAll, afterEach, inject } from 'vitest'
import { PATIENCE } from './patience.ts'

const shots = join(import.meta.dirname, '../browser/shots')

/** The Chromium of the run. To close it is to leave it: it takes along the contexts that were opened here. */
export const theBrowser = (): Promise<Browser> => chromium.connect(inject('chromium'), { timeout: PATIENCE })

/** A page in a context of its own. An error in a script of ours is an error here. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  return (await openContext(browser, options)).newPage()
}

async function openContext(browser: Browser, options: BrowserContextOptions): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 900, height: 900 }, ...options })
  context.setDefaultTimeout(PATIENCE)
  context.setDefaultNavigationTimeout(PATIENCE)
  context.on('weberror', (failure) => fail(context, failure.error()))
  return context
}

/** What went wrong in pages since the last test. */
const failures: Error[] = []
const raise = () => {
  const [first] = failures.splice(0)
  if (first) throw first
}
afterEach(raise)
afterAll(raise)

/** Whatever waits for the page learns at once what happened, and the test fails even if nothing waits. */
function fail(context: BrowserContext, error: Error): void {
  failures.push(error)
  void context.close({ reason: `in the page: ${error.message}` }).catch(() => {})
}

/** What the page's own policy forbids is an error here too. */
export function holdToItsPolicy(page: Page): void {
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) fail(page.context(), new Error(message.text()))
  })
}

/** What two workers keep two cores busy with. */
const SIDE_BY_SIDE = 3

/**
 * A few pages of one context, to look at much side by side. To open one costs as much as some screens: keep them for more
 * than one round.
 */
export async function openPages(browser: Browser, options: BrowserContextOptions = {}): Promise<readonly Page[]> {
  const context = await openContext(browser, options)
  return Promise.all(Array.from({ length: SIDE_BY_SIDE }, () => context.newPage()))
}

/**
 * Each page looks at the next one as soon as it is free; what was seen, in the order of `all`. The first failure ends it,
 * when all pages have come to rest.
 */
export async function sideBySide<T, R>(
  pages: readonly Page[],
  all: readonly T[],
  look: (page: Page, one: T) => Promise<R>,
): Promise<R[]> {
  const seen: R[] = []
  let next = 0
  const work = async (page: Page) => {
    while (next < all.length) {
      const at = next++
      try {
        seen[at] = await look(page, all[at]!)
      } catch (error) {
        next = all.length
        throw error
      }
    }
  }
  for (const one of await Promise.allSettled(pages.map(work))) if (one.status === 'rejected') throw one.reason
  return seen
}

const sessions = new WeakMap<Page, Promise<CDPSession>>()

/**
 * The whole page, as a picture to look at. Asked of Chromium itself, with its quick compression: Playwright's own way costs
 * half as much again, for carets and fonts that make no difference here. Put in its place whole: another run may write the same one.
 */
export async function shot(page: Page, name: string): Promise<void> {
  // One that a link has opened may have nothing to show yet.
  await page.waitForLoadState('load')
  const session = sessions.get(page) ?? page.context().newCDPSession(page)
  sessions.set(page, session)
  const { data } = await (await session).send('Page.captureScreenshot', {
    format: 'png',
    optimizeForSpeed: true,
    captureBeyondViewport: true,
  })
  mkdirSync(shots, { recursive: true })
  const [half, whole] = [join(shots, `.${name}.${process.pid}`), join(shots, `${name}.png`)]
  writeFileSync(half, Buffer.from(data, 'base64'))
  renameSync(half, whole)
}

/** Two keys as a hand presses them, one right behind the other: the second counts only soon after the first. */
export const chord = async (page: Page, first: string, second: string): Promise<void> => {
  await Promise.all([page.keyboard.press(first), page.keyboard.press(second)])
}

export const noSidewaysScroll = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)

/** Buttons and fields that a finger misses: lower than 44 px. */
export const tooSmall = (page: Page) =>
  page.evaluate(() =>
    [
      ...document.querySelectorAll<HTMLElement>(
        'main :is(button, select, input:not([type=checkbox], [type=radio], [type=hidden]), summary, .button, .tabs a)',
      ),
    ]
      .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
      .map((one) => `${one.tagName} ${one.textContent?.trim().slice(0, 40) || one.getAttribute('name')}`),
  )

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** Pages whose next documents bring axe along. */
const judged = new WeakSet<Page>()

/** What axe holds against the page (WCAG 2.2 A and AA, and good practice): a line for each rule and element. */
export async function complaints(page: Page): Promise<string[]> {
  const found = await page.evaluate(judge)
  if (found) return found
  // Evaluated, not added as a script: the page's own policy stays as it is.
  await page.evaluate(axe)
  // It is half a megabyte, sent once. Frames have never been looked into.
  if (!judged.has(page)) await page.addInitScript(`if (window === top) {${axe}}`)
  judged.add(page)
  return (await page.evaluate(judge))!
}

/** Within the page, and only what is wrong comes out of it: what is right is a hundred times as much. */
async function judge(): Promise<string[] | undefined> {
  const { axe } = globalThis as unknown as { axe?: { run: (options: object) => Promise<AxeResult> } }
  if (!axe) return undefined
  const { violations } = await axe.run({
    resultTypes: ['violations'],
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  })
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 120)} ${failureSummary ?? ''}`),
  )
}

type AxeResult = {
  readonly violations: readonly {
    readonly id: string
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
  }[]
}
