import { type Article, hostOf } from '../../../core/model/article.ts'
import type { ArticleFilter, Articles, Topics } from '../../../core/ports.ts'
import { frozen } from '../frozen.ts'
import { byText, pageOf, type Shelf } from './shelf.ts'

export const topicsIn = ({ topics }: Shelf): Topics => ({
  async all() {
    return [...topics.values()].sort((a, b) => byText(a.slug, b.slug))
  },
  async get(slug) {
    return topics.get(slug)
  },
  async put(topic, mode) {
    if (mode === 'new' && topics.has(topic.slug)) return 'exists'
    topics.set(topic.slug, frozen(topic))
    return 'saved'
  },
  async remove(slug) {
    topics.delete(slug)
  },
})

const matches = (article: Article, { status, tag, source, q }: ArticleFilter): boolean =>
  (status === undefined || (status === 'waiting' ? article.status !== 'filed' : article.status === status)) &&
  (source === undefined || namesOf(article).includes(source.toLowerCase())) &&
  (tag === undefined || article.tags.includes(tag)) &&
  (q === undefined ||
    `${article.title}\n${article.summary}\n${article.source ?? ''}`.toLowerCase().includes(q.toLowerCase()))

const namesOf = ({ source, url }: Article): string[] =>
  [source, url && hostOf(url)].flatMap((name) => (name ? [name.toLowerCase()] : []))

const lineOf = (article: Article) => `${article.createdAt}#${article.id}`

export const articlesIn = ({ articles }: Shelf): Articles => ({
  async get(id) {
    return articles.get(id)
  },
  async getMany(ids) {
    return [...new Set(ids)].flatMap((id) => articles.get(id) ?? [])
  },
  async save(before, after) {
    if (articles.get(after.id)?.version !== before?.version) return 'lost'
    articles.set(after.id, frozen({ ...after, version: (before?.version ?? 0) + 1 }))
    return 'saved'
  },
  async remove(article) {
    articles.delete(article.id)
  },
  async filings(topic, from, to) {
    return [...articles.values()]
      .filter((article) => article.topics.includes(topic))
      .map((article) => ({ topic, article: article.id, filedAt: article.filed[topic]! }))
      .filter(({ filedAt }) => filedAt > from && filedAt <= to)
      .sort((a, b) => byText(a.filedAt, b.filedAt) || byText(a.article, b.article))
  },
  async latest(topic, until, limit) {
    return (await this.filings(topic, '', until)).toReversed().slice(0, limit)
  },
  async list(filter, page) {
    const all = [...articles.values()]
      .filter((article) => matches(article, filter))
      .sort((a, b) => byText(lineOf(b), lineOf(a)))
    return pageOf(all, lineOf, page)
  },
})
