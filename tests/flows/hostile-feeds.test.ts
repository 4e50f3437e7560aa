import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { collectDue, collectFeed } from '../../core/flows/collect.ts'
import type { ReadFeed } from '../../core/model/feed.ts'
import { type PageRead, proposalFrom } from '../../core/model/page.ts'
import { healthOf, nextLook } from '../../core/model/source.ts'
import type { Ports } from '../../core/ports.ts'
import { type Meter, reading, type Spent } from '../../functions/adapters/in-thread.ts'
import { cutShort } from '../../functions/adapters/page-reader.ts'
import { buildBundles } from '../../local/host/bundles.ts'
import { bundled } from '../support/bundle.ts'
import { anItem, aWeb, follows, rssOf } from '../support/paper.ts'
import { PATIENCE } from '../support/patience.ts'
import { aWorld } from '../support/world.ts'

const trade = { categories: ['Trade'] }
const good = (n: number) => rssOf([anItem(1, { ...trade, link: `https://good${n}.example/1` })])
/** A feed that would be one, but for what it does to whoever reads it. */
const doing = (what: string) => `<rss version="2.0"><channel><title>(${what})</title></channel></rss>`

/** What a stranger may send where a feed should be, and what is said of it. Small, or a little more than is read. */
const hostile: readonly (readonly [kind: string, times: number, body: string, says: RegExp])[] = [
  ['hangs', 3, doing('hangs'), /takes longer than .* to read, so it was not read/],
  ['floods the memory', 2, doing('floods'), /takes (?:more memory|longer)/],
  ['ends its thread', 2, doing('ends'), /ends before it is read/],
  ['throws', 3, doing('throws'), /cannot be taken apart \(RangeError\)/],
  ['is broken', 6, '<rss version="2.0"><channel><item><title>A</title', /broken|not a feed/],
  ['is a page', 4, '<html><body>Hello</body></html>', /not a feed/],
  ['defines entities', 4, '<!DOCTYPE rss [<!ENTITY a "b">]><rss><channel/></rss>', /definitions of its own/],
  ['is too large', 2, `<rss><channel><title>${'x'.repeat(5_000_001)}</title></channel></rss>`, /larger than 5 MB/],
  ['is broken data', 3, '{"version": "https://jsonfeed.org/version/1.1", "items": [', /do not close/],
  ['is nothing', 1, ' \n ', /nothing at this address/],
]

const folder = mkdtempSync(join(tmpdir(), 'tidings-feeds-'))
const file = join(folder, 'stubborn-reader.mjs')
beforeAll(async () => {
  await bundled(fileURLToPath(new URL('../fixtures/stubborn-reader.ts', import.meta.url)), file)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The real reader, in the real kind of thread, with little time and memory. */
const stubborn = () =>
  reading<Parameters<Ports['readFeed']>, ReadFeed>({
    file: pathToFileURL(file),
    mark: 'a stubborn reader',
    limits: { startMs: PATIENCE, readMs: 500, memoryMb: 64 },
    unreadable: (why) => ({ ok: false, reason: `This feed ${why}, so it was not read.` }),
  })

describe('thirty hostile feeds beside ten good ones', () => {
  it('keep nobody from being read in the same run, and each has a health that says why', async () => {
    const web = aWeb()
    const read = stubborn()
    const world = await aWorld({ fetch: web.fetch })
    const ports = { ...world.ports, readFeed: (...given: Parameters<Ports['readFeed']>) => read(given) }
    await world.topics('trade')
    const bad: { id: `feed_${string}`; says: RegExp }[] = []
    const fine: `feed_${string}`[] = []
    const add = async (name: string, body: string) => {
      const url = `https://${name}.example/feed`
      web.pages.set(url, { body })
      return (await follows(world, { url, title: name })).id
    }
    // Those that are good come among the others, and last.
    for (const [n, [, times, body, says]] of hostile.entries()) {
      for (let time = 0; time < times; time++) bad.push({ id: await add(`bad${n}x${time}`, body), says })
      fine.push(await add(`good${n}`, good(n)))
    }
    expect([bad.length, fine.length]).toEqual([30, 10])

    expect(await collectDue(ports)).toEqual({ feeds: 40, added: 10, changed: 0, failed: 30, left: 0 })

    for (const id of fine) expect(healthOf((await ports.feeds.get(id))!).health).toBe('fine')
    for (const { id, says } of bad) {
      const source = (await ports.feeds.get(id))!
      expect([healthOf(source).health, source.failures]).toEqual(['failing', 1])
      expect(source.lastError).toMatch(says)
    }
    expect((await ports.feeds.looks()).begun).toEqual([])
  })

  it('are read by a bundle in a thread of its own, where nothing else of the function is wired', async () => {
    const entry = fileURLToPath(new URL('../fixtures/feed-function.ts', import.meta.url))
    const bundles = await buildBundles(folder, [{ name: 'feeds', entry }])
    const { handler } = (await import(pathToFileURL(bundles.get('feeds')!).href)) as {
      handler: typeof import('../../functions/adapters/feed-thread.ts').feedReader
    }
    const readFeed = handler({ startMs: PATIENCE, readMs: PATIENCE })
    const url = 'https://paper.example/feed'
    for (const n of [1, 2, 3]) {
      const read = await readFeed(new TextEncoder().encode(rssOf([anItem(n)])), { url })
      expect(read).toMatchObject({ ok: true, entries: [{ title: `Story ${n}` }] })
    }
    expect((globalThis as { feedsWired?: number }).feedsWired).toBe(1)
  })
})

describe('the time that a text may take', () => {
  const limits = { startMs: PATIENCE, readMs: 100, memoryMb: 64 }
  const thread = { file: pathToFileURL(file), mark: 'a stubborn reader', limits }
  const bytes = (what: string): Parameters<Ports['readFeed']> => [new TextEncoder().encode(doing(what)), {}]
  /** A thread that has spent so much, each time that it is asked; the last is true for ever. */
  const reads = (what: string, ...told: readonly Spent[]) => {
    let asked = 0
    const meter: Meter = async () => async () => told[Math.min(asked++, told.length - 1)]!
    const unreadable = (reason: string): ReadFeed => ({ ok: false, reason })
    return reading<Parameters<Ports['readFeed']>, ReadFeed>(
      { ...thread, unreadable },
      { once: true, meter },
    )(bytes(what))
  }
  const tooLong = { ok: false, reason: 'takes longer than 0.1 s to read' }

  it('is the processor’s: one that only waits is read, though it waits longer; one that computes is ended', async () => {
    expect(await reads('waits', { processor: 0, clock: 499 })).toMatchObject({ ok: true, title: '(waits)' })
    const little = { processor: 99, clock: 499 }
    expect(await reads('hangs', little, little, { processor: 100, clock: 499 })).toEqual(tooLong)
  })

  it('is five times as long by the clock: a thread that waits for ever spends nothing', async () => {
    expect(await reads('hangs', { processor: 0, clock: 499 }, { processor: 0, clock: 500 })).toEqual(tooLong)
  })

  it('is what the thread itself has spent, as its processor says', async () => {
    const unreadable = (reason: string): ReadFeed => ({ ok: false, reason })
    const read = reading<Parameters<Ports['readFeed']>, ReadFeed>({ ...thread, unreadable }, { once: true })
    expect(await read(bytes('hangs'))).toEqual(tooLong)
  })

  it('leaves of a page what its tags have said, and an article says that its text was cut short', async () => {
    const read = reading<Parameters<Ports['readFeed']>, PageRead>(
      { ...thread, unreadable: (reason) => ({ kind: 'unreadable', reason }), cutShort },
      { once: true },
    )
    const page = (await read(bytes('tells)(hangs'))) as Extract<PageRead, { kind: 'read' }>
    const at = 'https://paper.example/1'
    expect(proposalFrom(page, { asked: at, at })).toMatchObject({
      input: { title: 'Half a page' },
      found: { text: { from: 'cut-short', why: 'takes longer than 0.1 s to read' } },
    })
  })
})

describe('a feed over whose text a run has ended', () => {
  async function aRun() {
    const web = aWeb()
    const world = await aWorld({ fetch: web.fetch })
    await world.topics('trade')
    const ids = []
    for (const name of ['culprit', 'other']) {
      const url = `https://${name}.example/feed`
      web.put(url, [anItem(1, { ...trade, link: `https://${name}.example/1` })])
      ids.push((await follows(world, { url, title: name })).id)
    }
    const [culprit, other] = ids as [`feed_${string}`, `feed_${string}`]
    return { ...world, web, culprit, other, asked: () => web.asked.splice(0).map(({ url }) => url) }
  }

  it('is written down before it is taken apart, and no longer than that', async () => {
    const { ports, culprit } = await aRun()
    const seen: unknown[] = []
    const readFeed: Ports['readFeed'] = async (...given) => {
      seen.push((await ports.feeds.looks()).begun)
      return ports.readFeed(...given)
    }
    await collectFeed({ ...ports, readFeed }, culprit)
    expect(seen).toEqual([[{ id: culprit, at: ports.now() }]])
    expect((await ports.feeds.looks()).begun).toEqual([])
  })

  it('counts as failed, says so, and is looked at after the others, and later', async () => {
    const { ports, culprit, other, asked, turnTo } = await aRun()
    // As a run leaves it that is killed while it reads.
    await ports.feeds.begin(culprit, ports.now())
    expect(await collectDue(ports)).toMatchObject({ feeds: 1, added: 1, failed: 0 })
    expect(asked()).toEqual(['https://other.example/feed'])

    turnTo('2026-11-24T06:15:00Z')
    await collectDue(ports)
    expect(asked()).toEqual([])
    const source = (await ports.feeds.get(culprit))!
    expect(healthOf(source).health).toBe('failing')
    expect(source.lastError).toMatch(/did not come to an end/)
    const next = async (id: typeof culprit) => nextLook((await ports.feeds.get(id))!, ports.now()).at!
    expect((await next(culprit)) > (await next(other))).toBe(true)

    turnTo('2026-11-24T09:00:00Z')
    await collectDue(ports)
    expect(asked()).toContain('https://culprit.example/feed')
    expect(healthOf((await ports.feeds.get(culprit))!).health).toBe('fine')
  })

  it('is forgotten with the feed', async () => {
    const { ports, culprit, turnTo } = await aRun()
    await ports.feeds.begin(culprit, ports.now())
    await ports.feeds.remove(culprit)
    turnTo('2026-11-24T06:15:00Z')
    await collectDue(ports)
    expect((await ports.feeds.looks()).begun).toEqual([])
  })
})
