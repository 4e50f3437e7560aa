import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { anItem, rssOf } from '../support/paper.ts'
import { aServer } from '../support/servers.ts'
import { api, startService } from '../support/service.ts'

const root = mkdtempSync(join(tmpdir(), 'tidings-feeds-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('feeds on a laptop', () => {
  it('are collected by their function when its beat comes, on the real table', async () => {
    const items = Array.from({ length: 130 }, (_, n) => anItem(n, { categories: ['Trade'] }))
    const at = await aServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(rssOf([...items, { title: 'No link' }]))
    })
    const service = await startService(['--no-demo', '--allow-private-fetch'], join(root, 'data'))
    try {
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
    } finally {
      expect(await service.stop()).toBe(0)
    }
  })
})
