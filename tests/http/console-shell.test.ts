import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { assetFiles, besideTheBundle } from '../../functions/http/console/asset-files.ts'
import { assetPages, assetPath, contentOf } from '../../functions/http/console/assets.ts'
import { Chart } from '../../functions/http/console/chart.tsx'
import { buildBundles } from '../../local/host/bundles.ts'
import { roster } from '../../local/host/roster.ts'
import { aDoor } from '../support/door.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))

/** What a page makes a browser fetch with it. */
const assetsIn = (page: string): string[] =>
  [...page.matchAll(/(?:src|href)="(\/console\/assets\/[^"]+)"/g)].map(([, path]) => path!)

async function aHouse() {
  const door = await aDoor()
  const visit = door.browser()
  await door.signIn(visit)
  await door.topics('trade', 'city')
  await door.digest()
  const { id: article } = await door.article('Ships', ['trade'])
  const { id: reader } = await door.reader('ada')
  const rooms = ['/articles', '/topics', '/digests', '/issues', '/readers', '/feeds', '/settings']
  const rest = [`/articles/${article}`, '/digests/brief', `/readers/${reader}`, '/readers/growth', '/readers/import']
  return { ...door, visit, rooms, paths: [...rooms, ...rest] }
}

describe('the scripts and styles of the console', () => {
  it('weigh less than 150 KB a page, compressed, the page included', async () => {
    const { visit, paths } = await aHouse()
    for (const path of paths) {
      const page = await (await visit(`/console${path}`)).text()
      const assets = assetsIn(page)
      expect(assets.length).toBeGreaterThan(2)
      let bytes = Buffer.byteLength(page)
      for (const asset of assets) {
        const answer = await visit(asset, undefined, { 'accept-encoding': 'gzip' })
        expect([asset, answer.status]).toEqual([asset, 200])
        bytes += (await answer.arrayBuffer()).byteLength
      }
      expect([path, bytes < 150_000]).toEqual([path, true])
    }
  })

  it('are kept for a year by an address that changes with them, and are open to anybody', async () => {
    const { browser } = await aDoor()
    const answer = await browser()(assetPath('console.css'))
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(answer.headers.get('content-type')).toBe('text/css; charset=utf-8')
    expect(answer.headers.get('set-cookie')).toBeNull()
    expect(await answer.text()).toContain('.rooms')
  })

  it('come as they are now, and not kept, to a page from before a deploy; and what there is none of does not come', async () => {
    const app = assetPages()
    const old = await app.request(assetPath('console.js').replace(/\.[0-9a-f]{12}\./, '.000000000000.'))
    expect([old.status, old.headers.get('cache-control')]).toEqual([200, 'no-store'])
    for (const name of ['other.000000000000.js', 'console.js', '..%2F..%2Fpackage.json', 'constructor.000000000000.js'])
      expect([name, (await app.request(`/console/assets/${name}`)).status]).toEqual([name, 404])
  })

  it.each([
    ['br', 'gzip, deflate, br', brotliDecompressSync],
    ['gzip', 'gzip, br;q=0', gunzipSync],
    [null, 'identity', (bytes: Buffer) => bytes],
    [null, '', (bytes: Buffer) => bytes],
  ] as const)('are compressed as the browser can read them: %s', async (encoding, accepted, read) => {
    const answer = await assetPages().request(assetPath('htmx.js'), { headers: { 'accept-encoding': accepted } })
    expect([answer.headers.get('content-encoding'), answer.headers.get('vary')]).toEqual([encoding, 'accept-encoding'])
    const whole = await contentOf('htmx.js', 'identity')
    expect(read(Buffer.from(await answer.arrayBuffer())).equals(whole)).toBe(true)
    // Once a process: the second who asks gets the very same bytes.
    expect(await contentOf('htmx.js', 'br')).toBe(await contentOf('htmx.js', 'br'))
  })

  it('lie beside the bundle of the console, on a laptop as on AWS, and are read from there', async () => {
    expect(new Set(besideTheBundle.map(({ to }) => to)).size).toBe(new Set(Object.values(assetFiles).flat()).size)
    expect(besideTheBundle.filter(({ from }) => !existsSync(join(project, from)))).toEqual([])
    expect(readFileSync(join(project, 'stacks/functions.ts'), 'utf8')).toMatch(/copyFiles: .*besideTheBundle/)
    expect(roster.functions.find(({ name }) => name === 'console')).toMatchObject({ beside: besideTheBundle })

    // Nothing of the project is above this folder.
    const folder = mkdtempSync(join(tmpdir(), 'tidings-assets-'))
    const entry = join(project, 'functions/http/console/assets.ts')
    const bundles = await buildBundles(folder, [{ name: 'assets', entry, beside: besideTheBundle }])
    const bundled = (await import(pathToFileURL(bundles.get('assets')!).href)) as { assetPath: typeof assetPath }
    for (const name of Object.keys(assetFiles) as (keyof typeof assetFiles)[])
      expect(bundled.assetPath(name)).toBe(assetPath(name))
  })
})

describe('a page of the console', () => {
  it('runs no script and takes no style but ours: nothing stands in the page itself', async () => {
    const { visit, paths } = await aHouse()
    for (const path of paths) {
      const answer = await visit(`/console${path}`)
      const policy = answer.headers.get('content-security-policy')
      for (const part of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"])
        expect([path, policy]).toEqual([path, expect.stringContaining(part)])
      expect(policy).not.toMatch(/unsafe|\*/)
      const page = await answer.text()
      expect([path, page.match(/<script(?! src=)|<style|\sstyle=|\son[a-z]+=|javascript:|hx-on/g)]).toEqual([
        path,
        null,
      ])
    }
  })

  it('says which room it is in, who looks, and how to get past all that', async () => {
    const { visit, rooms } = await aHouse()
    for (const path of rooms) {
      const page = await (await visit(`/console${path}`)).text()
      expect([path, /href="([^"]+)"[^>]*aria-current="page"/.exec(page)?.[1]]).toEqual([path, `/console${path}`])
      expect(page).toContain('owner@harbourpost.example')
      expect(page).toMatch(/<a class="skip" href="#main">/)
      expect(page).toMatch(/<main id="main"/)
    }
  })

  it('lets htmx evaluate nothing, bring in nothing from elsewhere, and keep no page', async () => {
    const { visit } = await aHouse()
    const page = await (await visit('/console/articles')).text()
    const config = /name="htmx-config" content="([^"]+)"/.exec(page)![1]!.replaceAll('&quot;', '"')
    expect(JSON.parse(config)).toMatchObject({
      allowEval: false,
      allowScriptTags: false,
      includeIndicatorStyles: false,
      selfRequestsOnly: true,
      historyCacheSize: 0,
    })
  })

  it('leaves no two things to one key', async () => {
    const { visit, paths } = await aHouse()
    for (const path of paths) {
      const page = await (await visit(`/console${path}`)).text()
      const outside = page.replaceAll(/<li[^>]*data-item[\s\S]*?<\/li>/g, '')
      const keys = [...outside.matchAll(/\sdata-key="([^"]+)"/g)].map(([, key]) => key)
      expect([path, keys.filter((key, index) => keys.indexOf(key) !== index)]).toEqual([path, []])
    }
  })
})

describe('a chart', () => {
  const series = [
    { name: 'Came', points: [{ at: '2026-11-23T00:00:00.000Z', value: 1_200 }] },
    { name: 'Went <b>', points: [{ at: '2026-11-24T00:00:00.000Z', value: 3 }] },
  ]

  it('has its numbers in a table, newest first, for whoever has no script or does not see it', () => {
    const page = String(Chart({ title: 'Came and went', unit: 'readers', kind: 'bars', series }))
    expect(page).toMatch(
      /24 Nov 2026<\/td><td class="n"><\/td><td class="n">3<.*23 Nov 2026<\/td><td class="n">1,200</s,
    )
    expect(page).toContain('aria-hidden="true"')
    expect(page).not.toContain('<b>')
  })

  it('says so where there is nothing to show', () => {
    const page = String(Chart({ title: 'Came', unit: 'readers', kind: 'line', series: [{ name: 'Came', points: [] }] }))
    expect(page).toContain('There is nothing to show yet.')
    expect(page).not.toContain('data-chart')
  })
})
