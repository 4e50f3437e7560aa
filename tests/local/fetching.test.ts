import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anItem, rssOf } from '../support/paper.ts'
import { aServer } from '../support/servers.ts'
import { api, forget, type Running, startService } from '../support/service.ts'

const root = mkdtempSync(join(tmpdir(), 'tidings-fetching-'))
const harbour = readFileSync(new URL('../fixtures/pages/harbour.html', import.meta.url))
let service: Running
let ended: number | null | undefined
const stop = async () => {
  ended ??= await service?.stop()
  return ended
}
beforeAll(async () => {
  service = await startService(['--no-demo', '--allow-private-fetch'], root)
})
afterAll(async () => {
  await stop()
  forget(root)
})

/** One that is not started so reads no page of this machine: tests/local/fence.test.ts. */
describe('a service on a laptop that may fetch from this machine', () => {
  it('collects feeds by their function when its beat comes, on the real table', async () => {
    const items = Array.from({ length: 130 }, (_, n) => anItem(n, { categories: ['Trade'] }))
    const at = await aServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(rssOf([...items, { title: 'No link' }]))
    })
    await api(service, 'POST', '/topics', { slug: 'trade', name: 'Trade' })
    const wanted = { url: `http://localhost:${at}/feed`, trusted: true }
    const { id } = await api<{ id: string }>(service, 'POST', '/feeds', wanted)
    // A quarter of an hour may strike meanwhile: both find the same entries, and one of them adds each.
    const beat = await fetch(service.api.replace(/api$/, 'local/collect'), { method: 'POST' })
    expect(await beat.json()).toMatchObject({ failed: 0, left: 0 })
    const filed = await api<{ items: unknown[] }>(service, 'GET', '/articles?status=filed&limit=100')
    expect(filed.items).toHaveLength(100)
    const again = await api(service, 'POST', `/feeds/${id}/collect`)
    expect(again).toMatchObject({ entries: 131, added: 0, changed: 0, unchanged: 130 })
    const { items: kept } = await api<{ items: { health: string }[] }>(service, 'GET', '/feeds')
    expect(kept).toMatchObject([{ health: 'fine', quarantined: 1, counts: { added: 130 } }])
  })

  it('reads a page of it', async () => {
    const at = await aServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(harbour))
    const url = `http://127.0.0.1:${at}/harbour`
    expect(await api(service, 'POST', '/articles', { url })).toMatchObject({
      url,
      title: 'Harbour & ferries: open again',
      found: { title: { from: 'json-ld' } },
    })
  })

  it('ends cleanly at Ctrl-C', async () => {
    expect(await stop()).toBe(0)
  })
})
