import { mkdirSync, writeFileSync } from 'node:fs'
import { it } from 'vitest'
import { articlePages } from '../../functions/http/console/articles.tsx'
import { readerPages } from '../../functions/http/console/readers.tsx'
import { settingsPages } from '../../functions/http/console/settings.tsx'
import { consoleCss } from '../../functions/http/console/style.ts'
import { aVisitor } from '../support/console.ts'
import { aSource } from '../support/examples.ts'
import { aWorld } from '../support/world.ts'

it('shots', async () => {
  const w = await aWorld()
  await w.topics('trade', 'city')
  await w.digest()
  w.clock.now -= 30 * 3600_000
  await w.article('Second week of strike leaves forty ships at anchor off the eastern quay', ['trade', 'port'])
  await w.article('Small exporters turn to the river route', ['trade'])
  await w.article('Assembly votes to open the archive of the old customs house', ['city', 'culture', 'history'])
  w.clock.now += 30 * 3600_000
  await w.article('Night trams return on three lines', [])
  await w.article('Bakers ask for a later curfew, and get half an hour of it', [], { source: 'City Desk', author: 'Ada' })
  const { reader } = w
  await reader.call(w, 'ada')
  await w.reader('ben', ['trade'])
  for (const change of [
    {},
    { id: 'feed_b', title: 'Harbour News', url: 'https://harbour.example/rss', failures: 9, lastError: 'Nobody answers at this address.', lastLook: '2026-11-23T18:00:00.000Z', counts: { added: 1240, changed: 3 } },
    { id: 'feed_c', title: 'City', trusted: false, tags: ['city'], rules: [{ when: { title: 'Ferry*' }, tag: 'ferry' }], lastQuarantined: [{ entry: 'Untitled', reason: 'It has no address.' }], lastLook: '2026-11-24T05:00:00.000Z', owed: undefined, looksFrom: '2026-11-24T09:00:00.000Z' },
  ]) {
    const { owed, ...more } = change as any
    const source = aSource(more)
    if ('owed' in change) delete (source as any).owed
    await w.ports.feeds.save(undefined, source)
  }
  const pages = [articlePages(w.ports), readerPages(w.ports), settingsPages(w.ports)]
  const v = aVisitor(w.ports, pages, 'owner')
  mkdirSync('/tmp/cshots', { recursive: true })
  const keep = (name: string, page: string) =>
    writeFileSync(`/tmp/cshots/${name}.html`, page.replace(/<link rel="stylesheet"[^>]*>/, `<style>${consoleCss}</style>`))
  const all = (await w.ports.articles.list({}, { limit: 50 })).items
  const ada = (await w.ports.subscribers.byAddress('ada@mail.example.net')).subscriber!
  for (const [name, path] of Object.entries({
    inbox: '/articles', all: '/articles?status=all&said=Taken%20in.', none: '/articles?status=quarantined', article: `/articles/${all.at(-1)!.id}`,
    topics: '/topics', feeds: '/feeds', readers: '/readers', reader: `/readers/${ada.id}`, import: '/readers/import', settings: '/settings',
  }))
    keep(name, (await v.open(path)).page)
  keep('viewer', (await aVisitor(w.ports, pages, 'viewer').open('/articles')).page)
  keep('viewer-article', (await aVisitor(w.ports, pages, 'viewer').open(`/articles/${all.at(-1)!.id}`)).page)
  keep('wrong', (await v.send('/articles', { what: 'https://nobody.example/x', tags: 'a' })).page)
  keep('wrong-article', (await v.send(`/articles/${all[0]!.id}`, { title: '', publishedAt: 'soon' })).page)
  keep('found', (await v.send('/readers/import', { digest: 'brief', csv: 'email,zone\nzoe@mail.example.net,Asia/Tokyo\nnobody,\nada@mail.example.net,Mars/Base\n' }, 'multipart')).page)
  keep('reader-wrong', (await v.send('/readers', { email: 'nobody', zone: 'Mars' })).page)
})
