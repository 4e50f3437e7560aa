import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PageReader } from '../../core/model/page.ts'
import { keptBuild } from '../../local/host/kept-build.ts'
import { PATIENCE } from './patience.ts'

type Module = {
  'page-reader': typeof import('../../functions/adapters/page-reader.ts')
  'feed-thread': typeof import('../../functions/adapters/feed-thread.ts')
}

const made = new Map<keyof Module, Promise<unknown>>()

/**
 * What reads strangers' texts in a thread, in one file as it is deployed: from its sources, a thread takes several times as
 * long to start, and each page has one of its own. Built once, and found again as long as its sources are the same.
 */
export function asDeployed<Name extends keyof Module>(name: Name): Promise<Module[Name]> {
  const found = made.get(name) ?? build(name)
  made.set(name, found)
  return found as Promise<Module[Name]>
}

async function build(name: keyof Module): Promise<unknown> {
  const { folder } = await keptBuild(
    {
      entryPoints: [fileURLToPath(new URL(`../../functions/adapters/${name}.ts`, import.meta.url))],
      entryNames: 'reader',
      outExtension: { '.js': '.mjs' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'es2024',
      mainFields: ['module', 'main'],
      banner: {
        js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
      },
      logLevel: 'error',
    },
    [],
    mkdtempSync(join(tmpdir(), 'tidings-readers-')),
  )
  return import(/* @vite-ignore */ join(folder, 'reader.mjs'))
}

/** Reads pages: what a page says does not hang on how fast this machine is. */
export function pagesAsDeployed(): PageReader {
  let reader: Promise<PageReader> | undefined
  return async (page) => {
    reader ??= asDeployed('page-reader').then(({ pageReader }) => pageReader({ startMs: PATIENCE, readMs: PATIENCE }))
    return (await reader)(page)
  }
}
