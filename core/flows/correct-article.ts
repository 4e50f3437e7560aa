import { type Article, type ArticleInput, parseArticle, refusedPlaces } from '../model/article.ts'
import { type Parsed, parsed, refused } from '../model/refusal.ts'
import type { Ports } from '../ports.ts'
import { reviseArticle } from './file-article.ts'

/** The article with some of its fields changed, by an editor; without tags it is a draft again. Undefined: it is gone. */
export async function correctArticle(
  ports: Pick<Ports, 'articles' | 'topics' | 'digests' | 'now' | 'log'>,
  known: Article,
  change: Partial<ArticleInput>,
): Promise<Parsed<Article | undefined>> {
  const merged = parseArticle({ ...known, ...change }, () => known.id, known.createdAt)
  if (!merged.ok) return merged
  const { value } = merged
  const topics = await ports.topics.all()
  const refusals = refusedPlaces(value, topics)
  if (refusals.length > 0) return refused(...refusals)
  const revise = (now: Article): Article => ({
    ...value,
    filed: now.filed,
    topics: now.topics,
    ...(now.feed ? { feed: now.feed } : {}),
    ...(now.withdrawnAt ? { withdrawnAt: now.withdrawnAt } : {}),
    createdAt: now.createdAt,
    version: now.version,
  })
  return parsed(await reviseArticle(ports, known.id, revise, topics))
}
