import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { createConsole } from '../../functions/http/console.ts'
import { openPage } from './browser.ts'
import type { World } from './world.ts'

const OWNER = 'owner@harbourpost.example'

/** The console of a world that a test turns by hand, on loopback until the test ends; and its owner, who has come in by the mailed code. */
export async function aConsole(world: World, browser: Browser, options: BrowserContextOptions = {}) {
  let fetch: (request: Request) => Response | Promise<Response> = () => new Response()
  const server = createAdaptorServer({ fetch: (request) => fetch(request), overrideGlobalObjects: false })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const at = `http://localhost:${(server.address() as AddressInfo).port}`
  // Its own address decides whose forms it takes (T23).
  fetch = createConsole({ ...world.ports, site: at }, 'the key', [OWNER]).fetch
  const page = await openPage(browser, options)
  await signIn(world, page, at)
  return { at, page, signedIn: await page.context().storageState() }
}

async function signIn(world: World, page: Page, at: string): Promise<void> {
  await page.goto(`${at}/console/sign-in`)
  await page.getByLabel('Email address').fill(OWNER)
  await page.getByRole('button', { name: 'Send me a code' }).click()
  await page.getByLabel('Code').waitFor()
  await world.drain()
  const mail = world.mails().findLast(({ to }) => to[0] === OWNER)
  await page.getByLabel('Code').fill(/^\s*(\d{6})\s*$/m.exec(mail!.text!)![1]!)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(/\/console\/issues/)
}
