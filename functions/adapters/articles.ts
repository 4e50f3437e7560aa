import { type Article, type ArticleId, hostOf, sourceOf } from '../../core/model/article.ts'
import type { Filing } from '../../core/model/issue.ts'
import type { Instant } from '../../core/model/time.ts'
import type { ArticleFilter, Articles, PageOf } from '../../core/ports.ts'
import { pack, unpack } from './dynamo/pack.ts'
import { get, getMany, type Item, query } from './dynamo/read.ts'
import { list, maybe, number, oneOf, quarantine, read, record, shape, text } from './dynamo/shape.ts'
import { check, put, remove, update } from './dynamo/steps.ts'
import { transact, write } from './dynamo/write.ts'
import { afterLast, END, type Key, keys, monthOf, type Table } from './table.ts'

const isArticle = shape({
  id: text,
  url: maybe(text),
  title: text,
  summary: text,
  tags: list(text),
  status: oneOf('draft', 'filed', 'quarantined'),
  topics: list(text),
  feed: maybe(text),
  filed: record(text),
  withdrawnAt: maybe(text),
  createdAt: text,
  updatedAt: text,
  version: number,
})

/** A list looks at no more lines than this before it shows what it has found. */
const MOST_LINES = 500
const MOST_MONTHS = 24
/** Of the hundred items that a transaction takes, those beside the article itself and its lines. */
const MOST_FILINGS = 97

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

  /** Takes an article out of these, as long as it is as it was read. False: it is not any more. */
  async function unfile(id: string, version: unknown, filings: readonly Key[]): Promise<boolean> {
    for (let n = 0; n < filings.length; n += MOST_FILINGS) {
      const refused = await transact(table, {
        article: check(keys.article(id), '#version = :version', { ':version': version }),
        unfiled: filings.slice(n, n + MOST_FILINGS).map((key) => remove(key)),
      })
      if (refused.size > 0) return false
    }
    return true
  }

  const without = <T>(all: Map<string, T>, others: Map<string, T>): T[] =>
    [...all].filter(([key]) => !others.has(key)).map(([, one]) => one)

  /** Line by line, newest first, until the page is full (true) or the list ends. */
  async function lookThrough(pk: string, from: string | undefined, look: Look): Promise<boolean> {
    const lines = isOpen(look.filter) ? look.limit : 100
    for (let after = from; ; after = look.last) {
      const read = await query(table, { pk, from: '!', to: END, after, limit: lines, newestFirst: true })
      const articles = new Map((await articlesOf(read.map(({ sk }) => afterLast(sk)))).map((one) => [one.id, one]))
      for (const { sk } of read) {
        look.last = sk
        look.looked += 1
        const article = articles.get(afterLast(sk) as ArticleId)
        if (article && matches(article, look.filter)) look.found.push(article)
        if (look.found.length === look.limit || look.looked === MOST_LINES) return true
      }
      if (read.length < lines) return false
    }
  }

  return {
    /** Price: one read. */
    async get(id) {
      return articleIn(await get(table, keys.article(id)))
    },

    getMany: articlesOf,

    /** Price: one transaction of the article, its filings that changed, its line if it is new, and one where it begins or ends to wait. */
    async save(before, after) {
      if (!before) await rememberMonth(after.createdAt)
      const [old, next] = [filingsOf(before), filingsOf(after)]
      const gone = without(old, next)
      const fresh = without(next, old)
      // More than a transaction takes, from before there was a limit: the rest of what it leaves goes first.
      const early = gone.splice(0, Math.max(0, gone.length + fresh.length - MOST_FILINGS))
      if (before && !(await unfile(before.id, before.version, early))) return 'lost'
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
        filed: fresh.map((key) => put(key)),
        unfiled: gone.map((key) => remove(key)),
        line: before ? undefined : put(keys.listedArticle(after.createdAt, after.id)),
        waiting: waitingStep(before, after),
      })
      return refused.size === 0 ? 'saved' : 'lost'
    },

    /** The article as it is now, whatever was read. Price: one read, one transaction. */
    async remove(article) {
      for (let tries = 0; tries < 5; tries++) {
        const item = await get(table, keys.article(article.id))
        if (!item) return
        const known = articleIn(item) ?? article
        const filings = [...filingsOf(known).values()]
        if (!(await unfile(known.id, item.version, filings.splice(MOST_FILINGS)))) continue
        const refused = await transact(table, {
          article: remove(keys.article(known.id), '#version = :version', { ':version': item.version }),
          unfiled: filings.map((key) => remove(key)),
          line: remove(keys.listedArticle(known.createdAt, known.id)),
          waiting: waits(known) ? remove(keys.waitingArticle(known.createdAt, known.id)) : undefined,
        })
        if (refused.size === 0) return
      }
      throw new Error('an article changes faster than it can be removed')
    },

    /** Price: a read unit per some 40 filings. */
    async filings(topic, from, to) {
      const { pk } = keys.filing(topic, '', '')
      const items = await query(table, { pk, from: `${from}#${END}`, to: `${to}#${END}` })
      return items.map(filingIn(topic))
    },

    /** Price: one read. */
    async latest(topic, until, limit) {
      const { pk } = keys.filing(topic, '', '')
      const range = { pk, from: '!', to: `${until}#${END}`, limit, newestFirst: true }
      return (await query(table, range)).map(filingIn(topic))
    },

    /**
     * Month by month; what waits has a list of its own. A filter looks at 500 lines at most and then shows what it has, with
     * a cursor to go on from. Price: one read, and one an article looked at: those shown, where nothing but their status is asked.
     */
    async list(filter, { limit, cursor }: PageOf) {
      const look: Look = { filter, limit, found: [], looked: 0, last: cursor }
      const lists = isAboutWaiting(filter)
        ? [{ pk: keys.waitingArticle('', '').pk, after: cursor }]
        : (await monthsFrom(cursor)).map((month) => ({
            pk: keys.listedArticle(month, '').pk,
            after: cursor !== undefined && monthOf(cursor) === month ? cursor : undefined,
          }))
      for (const { pk, after } of lists.slice(0, MOST_MONTHS))
        if (await lookThrough(pk, after, look)) return { items: look.found, cursor: look.last! }
      const isAll = lists.length <= MOST_MONTHS || look.last === undefined
      return isAll ? { items: look.found } : { items: look.found, cursor: look.last! }
    },
  }
}

const filingIn =
  (topic: string) =>
  ({ sk }: Item): Filing => {
    const article = afterLast(sk) as ArticleId
    return { topic, article, filedAt: sk.slice(0, -article.length - 1) }
  }

/** How far a list has come. */
type Look = {
  readonly filter: ArticleFilter
  readonly limit: number
  readonly found: Article[]
  looked: number
  last: string | undefined
}

const waits = ({ status }: Article): boolean => status !== 'filed'
const isAboutWaiting = ({ status }: ArticleFilter): boolean => status !== undefined && status !== 'filed'

/** The line among those that wait, where it comes or goes. */
function waitingStep(before: Article | undefined, after: Article) {
  const key = keys.waitingArticle(after.createdAt, after.id)
  if (waits(after)) return before && waits(before) ? undefined : put(key)
  return before && waits(before) ? remove(key) : undefined
}

/** Whatever is read is shown. */
const isOpen = ({ status, tag, source, q }: ArticleFilter): boolean =>
  (status === undefined || status === 'waiting') && tag === undefined && source === undefined && q === undefined

const matches = (article: Article, { status, tag, source, q }: ArticleFilter): boolean =>
  (status === undefined || (status === 'waiting' ? waits(article) : article.status === status)) &&
  (tag === undefined || article.tags.includes(tag)) &&
  (source === undefined || isFrom(article, source.toLowerCase())) &&
  (q === undefined || wordsOf(article).includes(q.toLowerCase()))

const isFrom = (article: Article, source: string): boolean =>
  [sourceOf(article), hostIn(article)].some((name) => name?.toLowerCase() === source)
const hostIn = ({ url }: Article): string | undefined => url && hostOf(url)

const wordsOf = ({ title, summary, source = '' }: Article): string => `${title}\n${summary}\n${source}`.toLowerCase()
