import { collectFeed } from '../../core/flows/collect.ts'
import { followFeed } from '../../core/flows/follow-feed.ts'
import { readPage } from '../../core/flows/read-page.ts'
import { saveTopic } from '../../core/flows/save-topic.ts'
import type { Article, ArticleInput } from '../../core/model/article.ts'
import type { SafeFetch } from '../../core/model/fetched.ts'
import { type FeedId, parseSource, type Source } from '../../core/model/source.ts'
import { HOUR } from '../../core/model/time.ts'
import { readFeed } from '../../functions/adapters/feed-reader.ts'
import { ids } from '../../functions/adapters/ids.ts'
import { pageReader } from '../../functions/adapters/page-reader.ts'
import { aTopic } from '../support/examples.ts'
import { quiet } from '../support/logs.ts'
import { createMemory } from '../support/memory.ts'
import { BEGIN } from './site.ts'

export type House = {
  /** An hour later: what it has of the feed. */
  readonly look: () => Promise<Had>
}

/** What a house has: its articles, and what is known of the feed. */
export type Had = { readonly articles: readonly Article[]; readonly source: Source }

/** A house that follows one feed and trusts it: real flows and readers, a store in memory, a clock that goes when it looks. */
export async function aHouse(fetch: SafeFetch, feed: string): Promise<House> {
  const ports = portsOf(fetch)
  await saveTopic(ports, aTopic('harbour'), 'any')
  const wanted = parseSource({ url: feed, tags: ['harbour'], trusted: true }, ports.ids.feed, ports.now())
  if (!wanted.ok) throw new Error(JSON.stringify(wanted.refusals))
  const followed = await followFeed(ports, wanted.value)
  if (followed.kind === 'refused') throw new Error(followed.sentence)
  return {
    async look() {
      const look = await collectFeed(ports, followed.source.id)
      if (look?.kind !== 'read') throw new Error(`It could not be collected: ${look?.reason}`)
      ports.clock.now += HOUR
      return {
        articles: (await ports.articles.list({ status: 'filed' }, { limit: 100 })).items,
        source: await ours(followed.source.id),
      }
    },
  }

  async function ours(id: FeedId): Promise<Source> {
    return (await ports.feeds.get(id))!
  }
}

/** What its page says of an article, to whoever knows nothing but its address. Undefined: it could not be read. */
export async function pageAt(fetch: SafeFetch, url: string): Promise<ArticleInput | undefined> {
  const read = await readPage(portsOf(fetch), { url })
  return read.ok ? read.value.input : undefined
}

function portsOf(fetch: SafeFetch) {
  const clock = { now: Date.parse(BEGIN) }
  const now = () => new Date(clock.now).toISOString()
  const { queue: _, ...stores } = createMemory({ now })
  return { ...stores, clock, now, fetch, readFeed, pages: pageReader(), ids: ids(() => clock.now), log: quiet }
}
