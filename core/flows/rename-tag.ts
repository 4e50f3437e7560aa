import type { Topic } from '../model/topic.ts'
import type { Ports } from '../ports.ts'
import { reviseArticle } from './file-article.ts'
import { fileRecent } from './save-topic.ts'
import { untilWon } from './until-won.ts'

type Needs = Pick<Ports, 'topics' | 'articles' | 'feeds' | 'digests' | 'now' | 'log'>

export type Renamed = {
  /** How many carried the tag, of those looked at in this step. */
  readonly articles: number
  /** There is more to look at: call again with it. */
  readonly cursor?: string
}

/** Articles looked at in one step. */
const MOST_ARTICLES = 100

/**
 * Calls a tag otherwise, or by the name of another one, on topics, feeds and articles, a step at a time. Topics answer to
 * both names until the last article has changed, so that none falls out of its topic in between, however long that takes;
 * and filings keep their time, so that nothing is new to those who had it (design §5). Price: two writes a topic; for each
 * step a read an article looked at, and a transaction for each that carries the tag.
 */
export async function renameTag(ports: Needs, from: string, to: string, cursor?: string): Promise<Renamed> {
  if (cursor === undefined) {
    for (const topic of await answeringTo(ports, from))
      await ports.topics.put({ ...topic, tags: [...new Set([...topic.tags, to])] }, 'any')
    await onFeeds(ports, (tags) => renamed(tags, from, to))
  }
  const page = await ports.articles.list({ tag: from }, { limit: MOST_ARTICLES, cursor })
  const topics = await ports.topics.all()
  for (const { id } of page.items)
    await reviseArticle(ports, id, (known) => ({ ...known, tags: renamed(known.tags, from, to) }), topics)

  if (page.cursor === undefined) {
    for (const topic of await answeringTo(ports, from))
      await ports.topics.put({ ...topic, tags: renamed(topic.tags, from, to) }, 'any')
    await fileRecent(ports, await ports.topics.all())
  }
  ports.log('tag.renamed', { articles: page.items.length, done: page.cursor === undefined })
  return { articles: page.items.length, ...(page.cursor === undefined ? {} : { cursor: page.cursor }) }
}

const answeringTo = async (ports: Needs, tag: string): Promise<Topic[]> =>
  (await ports.topics.all()).filter(({ tags }) => tags.includes(tag))

const renamed = (tags: readonly string[], from: string, to: string): string[] => [
  ...new Set(tags.map((tag) => (tag === from ? to : tag))),
]

/** What feeds give to their entries from now on. One that is read meanwhile is changed after that. */
async function onFeeds(ports: Needs, change: (tags: readonly string[]) => string[]): Promise<void> {
  let cursor: string | undefined
  do {
    const page = await ports.feeds.list({ limit: 100, cursor })
    for (const { id } of page.items)
      await untilWon(async () => {
        const known = await ports.feeds.get(id)
        if (!known) return 'gone'
        const rules = known.rules.map((rule) => ({ ...rule, tag: change([rule.tag])[0]! }))
        const next = { ...known, tags: change(known.tags), rules }
        return JSON.stringify(next) === JSON.stringify(known) ? 'as it was' : ports.feeds.save(known, next)
      })
    cursor = page.cursor
  } while (cursor !== undefined)
}
