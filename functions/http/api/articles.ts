import { Hono } from 'hono'
import * as z from 'zod'
import { bringArticle } from '../../../core/flows/bring-article.ts'
import { correctArticle } from '../../../core/flows/correct-article.ts'
import type { Article, ArticleId } from '../../../core/model/article.ts'
import { refusal } from '../../../core/model/refusal.ts'
import { accepted, notFound, Problem } from '../problem.ts'
import type { ApiPorts } from './api.ts'
import { bodyOf, pageOf } from './body.ts'

const fields = z.strictObject({
  url: z.string().max(2_000),
  title: z.string().max(10_000),
  summary: z.string().max(50_000),
  source: z.string().max(1_000),
  author: z.string().max(1_000),
  image: z.string().max(2_000),
  lang: z.string().max(35),
  publishedAt: z.string().max(100),
  tags: z.array(z.string().max(200)).max(100),
  body: z.array(z.string().max(20_000)).max(500),
})
const newArticle = fields.partial().extend({ text: z.string().max(400_000).optional() })

const view = ({ version: _, filed: __, ...article }: Article) => article

export function articles(ports: ApiPorts): Hono {
  return new Hono()
    .get('/', async (c) => {
      const { status, tag, q } = c.req.query()
      if (status !== undefined && !['draft', 'filed', 'quarantined'].includes(status)) {
        throw new Problem(422, 'A status is "draft", "filed" or "quarantined".', [
          refusal('status', 'A status is "draft", "filed" or "quarantined".'),
        ])
      }
      const page = await ports.articles.list({ status: status as Article['status'] | undefined, tag, q }, pageOf(c))
      return c.json({ ...page, items: page.items.map(view) })
    })
    .post('/', async (c) => {
      const { kind, article, found } = accepted(await bringArticle(ports, await bodyOf(c, newArticle)))
      return c.json({ ...view(article), ...(found ? { found } : {}) }, kind === 'added' ? 201 : 200)
    })
    .get('/:id', async (c) => c.json(view(await found(ports, c.req.param('id')))))
    .patch('/:id', async (c) => {
      const known = await found(ports, c.req.param('id'))
      const patch = await bodyOf(c, fields.partial())
      if (patch.url !== undefined && patch.url !== known.url) {
        throw new Problem(422, 'The address is what the article is: file another one.', [
          refusal('url', 'The address of an article cannot be changed.'),
        ])
      }
      const saved = accepted(await correctArticle(ports, known, patch))
      if (!saved) throw notFound('article')
      return c.json(view(saved))
    })
    .delete('/:id', async (c) => {
      await ports.articles.remove(await found(ports, c.req.param('id')))
      return c.body(null, 204)
    })
}

async function found(ports: ApiPorts, id: string): Promise<Article> {
  const article = await ports.articles.get(id as ArticleId)
  if (!article) throw notFound('article')
  return article
}
