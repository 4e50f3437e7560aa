import { type Article, type ArticleId, refusedPlaces } from '../model/article.ts'
import { beyond } from '../model/bounds.ts'
import { type Parsed, parsed, refusal, refused } from '../model/refusal.ts'
import { type Instant, later } from '../model/time.ts'
import { tagsOf } from '../model/topic.ts'
import type { Ports } from '../ports.ts'
import { aFewAtATime } from './a-few-at-a-time.ts'
import { reviseArticle } from './file-article.ts'

type Needs = Pick<Ports, 'articles' | 'topics' | 'digests' | 'now' | 'log'>
type TakesBack = Needs & Pick<Ports, 'issues'>

/** What tagging has changed of an article: enough to take it back. */
export type Tagged = {
  readonly id: ArticleId
  readonly added: readonly string[]
  /** It has become filed by it. */
  readonly isNewlyFiled: boolean
}

const AT_ONCE = 8

/**
 * Gives these articles some tags more, and by that files them: drafts, and what was set aside, too. Answers those that have
 * changed, and how. Refused, and none is tagged, where one of them would have more tags or topics than an article can
 * (`bounds`). Price: one read for a hundred of them, and a read and a transaction for each that has not all of the tags.
 */
export async function tagArticles(
  ports: Needs,
  ids: readonly ArticleId[],
  tags: readonly string[],
): Promise<Parsed<Tagged[]>> {
  const more = tagsOf(tags)
  if (more.length === 0) return parsed([])
  const topics = await ports.topics.all()
  const untagged = (await ports.articles.getMany(ids)).filter(
    (one) => one.status !== 'filed' || more.some((tag) => !one.tags.includes(tag)),
  )
  for (const article of untagged) {
    const next = withMore(article, more)
    const [fault] = [...beyond('articleTags', next.tags.length, 'tags'), ...refusedPlaces(next, topics)]
    if (fault) return refused(refusal('tags', `“${article.title}” cannot have these: ${fault.sentence}`))
  }
  const tagged: Tagged[] = []
  await aFewAtATime(untagged, AT_ONCE, async ({ id }) => {
    let change = { added: more, isNewlyFiled: false }
    const changed = await reviseArticle(
      ports,
      id,
      (known) => {
        change = { added: more.filter((tag) => !known.tags.includes(tag)), isNewlyFiled: false }
        const next = withMore(known, more)
        change.isNewlyFiled = known.status !== 'filed' && next.status === 'filed'
        return next
      },
      topics,
    )
    if (changed) tagged.push({ id, ...change })
  })
  return parsed(tagged)
}

/**
 * Takes back what `tagArticles` has done: the tags that came by it go, and what it has filed waits as a draft again. What is
 * gone meanwhile stays gone, and what went out in an issue has gone out. A filing that no issue can have covered is
 * forgotten: filed again, the article is news. Answers how many have changed. Price: two reads a digest, and a read and a
 * transaction for each article.
 */
export async function untagArticles(ports: TakesBack, tagged: readonly Tagged[]): Promise<number> {
  const [topics, opened] = [await ports.topics.all(), await lastOpened(ports)]
  let count = 0
  await aFewAtATime(tagged, AT_ONCE, async ({ id, added, isNewlyFiled }) => {
    const back = (known: Article): Article => ({
      ...known,
      tags: known.tags.filter((tag) => !added.includes(tag)),
      status: isNewlyFiled ? 'draft' : known.status,
      filed: isNewlyFiled
        ? Object.fromEntries(Object.entries(known.filed).filter(([topic, at]) => at <= (opened.get(topic) ?? '')))
        : known.filed,
    })
    if (await reviseArticle(ports, id, back, topics)) count += 1
  })
  return count
}

/** When an issue of a digest with a topic opened last, by topic. */
async function lastOpened(ports: Pick<Ports, 'digests' | 'issues'>): Promise<Map<string, Instant>> {
  const last = new Map<string, Instant>()
  for (const { id, topics } of await ports.digests.outlines()) {
    const { items } = await ports.issues.list(id, { limit: 10 })
    const at = items.map(({ openedAt }) => openedAt).reduce(later, '')
    for (const topic of topics) last.set(topic, later(last.get(topic) ?? '', at))
  }
  return last
}

/** What leads nowhere and has no text of its own stays set aside: a mail's headline would lead to nothing. */
function withMore(known: Article, more: readonly string[]): Article {
  const tags = [...new Set([...known.tags, ...more])]
  if (!known.url && !known.body?.length) return { ...known, tags }
  const { reason: _, ...rest } = known
  return { ...rest, tags, status: 'filed' }
}
