import { fileUnder, isUnchanged } from '../model/article.ts'
import { beyond } from '../model/bounds.ts'
import type { Refusal } from '../model/refusal.ts'
import { DAY, plus } from '../model/time.ts'
import type { Topic } from '../model/topic.ts'
import type { Ports } from '../ports.ts'
import { reviseArticle } from './file-article.ts'

/** Articles that came in before their topic are filed under it if they are no older than this. */
const LOOK_BACK = 7 * DAY
const MOST_PAGES = 20

/**
 * Makes or changes a topic, and files under it the articles of the last week that carry its tags: an editor who tags
 * first and makes the topic afterwards finds them in the next issue. Price: one write, a page of 100 articles per read,
 * one transaction per article that moves.
 */
export async function saveTopic(
  ports: Pick<Ports, 'topics' | 'articles' | 'digests' | 'now' | 'log'>,
  topic: Topic,
  mode: 'new' | 'any',
): Promise<{ kind: 'saved'; filed: number } | { kind: 'exists' } | { kind: 'refused'; refusals: readonly Refusal[] }> {
  if (mode === 'new') {
    const refusals = beyond('topics', (await ports.topics.all()).length + 1, 'slug')
    if (refusals.length > 0) return { kind: 'refused', refusals }
  }
  if ((await ports.topics.put(topic, mode)) === 'exists') return { kind: 'exists' }
  const topics = await ports.topics.all()
  const filed = await fileRecent(ports, topics)
  ports.log('topic.saved', { topic: topic.slug, filed })
  return { kind: 'saved', filed }
}

/** Files the articles of the last week as the topics want them now. */
export async function fileRecent(
  ports: Pick<Ports, 'articles' | 'digests' | 'now' | 'log'>,
  topics: readonly Topic[],
): Promise<number> {
  const oldest = plus(ports.now(), -LOOK_BACK)
  let filed = 0
  let cursor: string | undefined
  for (let page = 0; page < MOST_PAGES; page++) {
    const { items, cursor: next } = await ports.articles.list({ status: 'filed' }, { limit: 100, cursor })
    for (const article of items.filter((one) => one.createdAt >= oldest)) {
      if (isUnchanged(article, fileUnder(article, topics, ports.now()))) continue
      await reviseArticle(ports, article.id, (known) => known, topics)
      filed += 1
    }
    if (!next || items.some((one) => one.createdAt < oldest)) break
    cursor = next
  }
  return filed
}
