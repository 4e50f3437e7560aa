import type { Article, ArticleId } from '../model/article.ts'
import type { Instant } from '../model/time.ts'
import type { Ports } from '../ports.ts'

export type More = { readonly topic: string; readonly articles: readonly Article[] }

/** So many under each topic, as long as they are few; and so many in all. */
const MOST_A_TOPIC = 5
const MOST_IN_ALL = 20
const MOST_TOPICS = 8
/** Of the newest filings of a topic some are on the page already. */
const SPARE = 3

/**
 * What was filed under these topics until then and is not on the page already, newest first, each article once. Price: a
 * read a topic (at most eight), and one for each article, at most twenty.
 */
export async function moreArticles(
  ports: Pick<Ports, 'articles'>,
  topics: readonly string[],
  { until, without }: { readonly until: Instant; readonly without: ReadonlySet<ArticleId> },
): Promise<More[]> {
  const asked = topics.slice(0, MOST_TOPICS)
  const share = Math.min(MOST_A_TOPIC, Math.floor(MOST_IN_ALL / Math.max(1, asked.length)))
  const filings = await Promise.all(asked.map((topic) => ports.articles.latest(topic, until, share + SPARE)))
  const taken = new Set(without)
  const chosen = asked.map((topic, index) => {
    const ids = filings[index]!.map(({ article }) => article).filter((id) => !taken.has(id))
    const own = ids.slice(0, share)
    for (const id of own) taken.add(id)
    return { topic, ids: own }
  })
  const found = new Map(
    (await ports.articles.getMany(chosen.flatMap(({ ids }) => ids))).map((article) => [article.id, article]),
  )
  return chosen
    .map(({ topic, ids }) => ({ topic, articles: ids.flatMap((id) => found.get(id) ?? []).filter(isReadable) }))
    .filter(({ articles }) => articles.length > 0)
}

/** It is filed, and leads somewhere. */
const isReadable = ({ status, url, body }: Article): boolean =>
  status === 'filed' && (url !== undefined || (body?.length ?? 0) > 0)
