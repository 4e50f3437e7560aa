import type { Article, ArticleId } from '../model/article.ts'
import { tagsOf } from '../model/topic.ts'
import type { Ports } from '../ports.ts'
import { aFewAtATime } from './a-few-at-a-time.ts'
import { reviseArticle } from './file-article.ts'

const AT_ONCE = 8

/**
 * Gives these articles some tags more, and by that files them: drafts, and what was set aside, too. Answers how many have
 * changed. Price: one read for a hundred of them, and a read and a transaction for each that has not all of the tags.
 */
export async function tagArticles(
  ports: Pick<Ports, 'articles' | 'topics' | 'digests' | 'now' | 'log'>,
  ids: readonly ArticleId[],
  tags: readonly string[],
): Promise<number> {
  const more = tagsOf(tags)
  if (more.length === 0) return 0
  const topics = await ports.topics.all()
  const untagged = (await ports.articles.getMany(ids)).filter(
    (one) => one.status !== 'filed' || more.some((tag) => !one.tags.includes(tag)),
  )
  let count = 0
  await aFewAtATime(untagged, AT_ONCE, async ({ id }) => {
    if (await reviseArticle(ports, id, (known) => withTags(known, more), topics)) count += 1
  })
  return count
}

function withTags({ reason: _, ...known }: Article, tags: readonly string[]): Article {
  return { ...known, tags: [...new Set([...known.tags, ...tags])], status: 'filed' }
}
