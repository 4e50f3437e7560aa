import type { Article, ArticleId } from '../../core/model/article.ts'
import type { Filing } from '../../core/model/issue.ts'
import type { Instant } from '../../core/model/time.ts'
import type { ArticleFilter, Articles, PageOf } from '../../core/ports.ts'
import { pack, unpack } from './dynamo/pack.ts'
import { get, getMany, type Item, query } from './dynamo/read.ts'
import { list, maybe, number, oneOf, quarantine, read, record, shape, text } from './dynamo/shape.ts'
import { put, remove, update } from './dynamo/steps.ts'
import { transact, write } from './dynamo/write.ts'
import { afterLast, END, keys, monthOf, type Table } from './table.ts'

const isArticle = shape({
  id: text,
  url: maybe(text),
  title: text,
  summary: text,
  tags: list(text),
  status: oneOf('draft', 'filed', 'quarantined'),
  topics: list(text),
  filed: record(text),
  createdAt: text,
  updatedAt: text,
  version: number,
})

/** A list looks at no more lines than this before it shows what it has found. */
const MOST_LINES = 500
const MOST_MONTHS = 24

export function articlesIn(table: Table): Articles {
  const knownMonths = new Set<string>()

  function articleIn(item: Item | undefined): Article | undefined {
    const found = read<Article & { body?: unknown }>(table, item, isArticle)
    if (!item || found?.body === undefined) return found
    const body = unpack(found.body)
    if (list(text)(body)) return { ...found, body: body as string[] }
    quarantine(table, item)
    return undefined
  }

  /** Price: one read per 4 KB, an article. */
  async function articlesOf(ids: readonly string[]): Promise<Article[]> {
    const items = await getMany(table, ids.map(keys.article))
    return items.flatMap((item) => articleIn(item) ?? [])
  }

  /** Before the first line of a month: a crash in between leaves a month without articles, never articles without a month. */
  async function rememberMonth(createdAt: Instant): Promise<void> {
    const month = monthOf(createdAt)
    if (knownMonths.has(month)) return
    await write(table, update(keys.months, 'ADD #months :month', undefined, { ':month': new Set([month]) }))
    knownMonths.add(month)
  }

  /** Newest first, from the month of the cursor on. Price: one read. */
  async function monthsFrom(cursor: string | undefined): Promise<string[]> {
    const item = await get(table, keys.months)
    const months = item?.months instanceof Set ? [...(item.months as Set<string>)] : []
    const newestFirst = months.sort().reverse()
    return cursor === undefined ? newestFirst : newestFirst.filter((month) => month <= monthOf(cursor))
  }

  const filingsOf = (article: Article | undefined): Map<string, ReturnType<typeof keys.filing>> =>
    new Map(
      article?.topics.map((topic) => {
        const key = keys.filing(topic, article.filed[topic] ?? article.updatedAt, article.id)
        return [`${key.pk} ${key.sk}`, key]
      }),
    )

  const without = <T>(all: Map<string, T>, others: Map<string, T>): T[] =>
    [...all].filter(([key]) => !others.has(key)).map(([, one]) => one)

  return {
    /** Price: one read. */
    async get(id) {
      return articleIn(await get(table, keys.article(id)))
    },

    getMany: articlesOf,

    /** Price: one transaction of the article, its filings that changed, and for a new one its line. */
    async save(before, after) {
      if (!before) await rememberMonth(after.createdAt)
      const [old, next] = [filingsOf(before), filingsOf(after)]
      const item = {
        ...keys.article(after.id),
        ...after,
        body: after.body && pack(after.body),
        version: (before?.version ?? 0) + 1,
      }
      const refused = await transact(table, {
        article: before
          ? put(item, '#version = :version', { ':version': before.version })
          : put(item, 'attribute_not_exists(#pk)'),
        filed: without(next, old).map((key) => put(key)),
        unfiled: without(old, next).map((key) => remove(key)),
        line: before ? undefined : put(keys.listedArticle(after.createdAt, after.id)),
      })
      return refused.size === 0 ? 'saved' : 'lost'
    },

    /** The article as it is now, whatever was read. Price: one read, one transaction. */
    async remove(article) {
      for (let tries = 0; tries < 5; tries++) {
        const item = await get(table, keys.article(article.id))
        if (!item) return
        const known = articleIn(item) ?? article
        const refused = await transact(table, {
          article: remove(keys.article(known.id), '#version = :version', { ':version': item.version }),
          unfiled: [...filingsOf(known).values()].map((key) => remove(key)),
          line: remove(keys.listedArticle(known.createdAt, known.id)),
        })
        if (refused.size === 0) return
      }
      throw new Error('an article changes faster than it can be removed')
    },

    /** Price: a read unit per some 40 filings. */
    async filings(topic, from, to) {
      const { pk } = keys.filing(topic, '', '')
      const items = await query(table, { pk, from: `${from}#${END}`, to: `${to}#${END}` })
      return items.map(({ sk }): Filing => {
        const article = afterLast(sk) as ArticleId
        return { topic, article, filedAt: sk.slice(0, -article.length - 1) }
      })
    },

    /**
     * Month by month. A filter looks at 500 lines at most and then shows what it has, with a cursor to go on from. Price:
     * one read, and one an article looked at.
     */
    async list(filter, { limit, cursor }: PageOf) {
      const lines = isOpen(filter) ? limit : 100
      const found: Article[] = []
      let looked = 0
      let months = 0
      let last = cursor
      for (const month of await monthsFrom(cursor)) {
        if (months++ === MOST_MONTHS) return { items: found, ...(last ? { cursor: last } : {}) }
        const { pk } = keys.listedArticle(month, '')
        for (;;) {
          const after = last !== undefined && monthOf(last) === month ? last : undefined
          const read = await query(table, { pk, from: '!', to: END, after, limit: lines, newestFirst: true })
          const articles = new Map((await articlesOf(read.map(({ sk }) => afterLast(sk)))).map((one) => [one.id, one]))
          for (const { sk } of read) {
            last = sk
            looked += 1
            const article = articles.get(afterLast(sk) as ArticleId)
            if (article && matches(article, filter)) found.push(article)
            if (found.length === limit || looked === MOST_LINES) return { items: found, cursor: last }
          }
          if (read.length < lines) break
        }
      }
      return { items: found }
    },
  }
}

const isOpen = ({ status, tag, q }: ArticleFilter): boolean =>
  status === undefined && tag === undefined && q === undefined

const matches = (article: Article, { status, tag, q }: ArticleFilter): boolean =>
  (status === undefined || article.status === status) &&
  (tag === undefined || article.tags.includes(tag)) &&
  (q === undefined || wordsOf(article).includes(q.toLowerCase()))

const wordsOf = ({ title, summary, source = '' }: Article): string => `${title}\n${summary}\n${source}`.toLowerCase()
