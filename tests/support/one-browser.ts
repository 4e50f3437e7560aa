import type { TestProject } from 'vitest/node'
import { launchChromium } from './chromium.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the one Chromium of the run listens. */
    readonly chromium: string
  }
}

/** Starts the Chromium of the run, which all files share, each in contexts of its own; ends it with the run. */
export default async function setup(project: TestProject) {
  const server = await launchChromium()
  project.provide('chromium', server.wsEndpoint())
  return () => server.close()
}
