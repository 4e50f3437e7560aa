import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import type { PageReader } from '../../core/model/page.ts'
import { buildBundles } from '../../local/host/bundles.ts'

const root = mkdtempSync(join(tmpdir(), 'tidings-page-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const port = readFileSync(new URL('../fixtures/pages/port.html', import.meta.url))

describe('the thread that reads pages', () => {
  it('runs the bundle it comes in, where nothing else of the function is wired', async () => {
    const entry = fileURLToPath(new URL('../fixtures/page-function.ts', import.meta.url))
    const bundles = await buildBundles(root, [{ name: 'page', entry }])
    const { handler } = (await import(pathToFileURL(bundles.get('page')!).href)) as { handler: PageReader }

    const read = await handler({ bytes: port, contentType: 'text/html', url: 'https://skerry.example.org/fr/port' })
    if (read.kind !== 'read') throw new Error(read.reason)
    expect(read.told.find(({ from }) => from === 'readability')?.author).toMatch(/Élodie Arc/)
    expect((globalThis as { wired?: number }).wired).toBe(1)

    const deep = new TextEncoder().encode('<div>'.repeat(200_000))
    expect((await handler({ bytes: deep, contentType: '', url: 'https://skerry.example.org/' })).kind).toBe(
      'unreadable',
    )
  })
})
