import type { Digest } from '../model/digest.ts'
import { type FrozenArticle, isNewTo } from '../model/issue.ts'
import { isPaused } from '../model/pause.ts'
import type { Ports } from '../ports.ts'

export type Readership = {
  /** Who would get a mail now. */
  readonly reached: number
  readonly paused: number
  readonly withoutNews: number
  /** Whether all were counted: there may be more than we look through for a page. */
  readonly isAll: boolean
}

/** Whom an issue with these articles would reach. Counts no further than about `most` rows. Price: a read per 1,000 of them. */
export async function countReaders(
  ports: Pick<Ports, 'audience' | 'zones' | 'now'>,
  digest: Digest,
  { edition, zones, articles }: { edition: string; zones: readonly string[]; articles: readonly FrozenArticle[] },
  most = 5_000,
): Promise<Readership> {
  const now = ports.now()
  const seen = { reached: 0, paused: 0, withoutNews: 0 }
  const known = new Map<string, boolean>()
  const hasNews = (topics: readonly string[]) => {
    const key = topics.join()
    if (!known.has(key))
      known.set(
        key,
        articles.some((article) => isNewTo(article, new Set(topics))),
      )
    return known.get(key)
  }
  let rows = 0
  for (const zone of zones) {
    let after: string | undefined
    for (let ended = false; !ended; ) {
      if (rows >= most) return { ...seen, isAll: false }
      const page = await ports.audience.page(digest.id, edition, zone, after, 1_000)
      for (const { topics, pausedUntil } of page.rows) {
        if (isPaused(ports.zones, pausedUntil, now)) seen.paused += 1
        else if (hasNews(topics === 'all' ? digest.topics : topics)) seen.reached += 1
        else seen.withoutNews += 1
      }
      rows += page.rows.length
      after = page.last
      ended = page.ended || page.last === undefined
    }
  }
  return { ...seen, isAll: true }
}
