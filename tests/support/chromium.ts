import { existsSync } from 'node:fs'
import { type BrowserServer, chromium } from 'playwright-core'
import { PATIENCE } from './patience.ts'

const executablePath = [
  process.env.CHROMIUM ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== '' && existsSync(path))

/** The system's Chromium, without whatever it would do on its own account. */
export async function launchChromium(): Promise<BrowserServer> {
  if (!executablePath)
    throw new Error('No Chromium found: install it ("apt-get install chromium") or name it in CHROMIUM.')
  return chromium.launchServer({
    executablePath,
    timeout: PATIENCE,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
