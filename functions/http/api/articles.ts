import { Hono } from 'hono'
import * as z from 'zod'
import { bringArticle } from '../../../core/flows/bring-article.ts'
import { correctArticle } from '../../../core/flows/correct-article.ts'
import type { Article, ArticleId } from '../../../core/model/article.ts'
import { refusal } from '../../../core/model/refusal.ts'
import { accepted, notFound, Problem } from '../problem.ts'
import type { ApiPorts } from './api.ts'
import { pageAnswer, pageAsked, pageQuery, pageShape } from './lists.ts'
import { route, type Shown } from './route.ts'
import { instant, optionalInstant } from './shapes.ts'

const fields = z.strictObject({
  url: z
    .string()
    .max(2_000)
    .meta({ examples: ['https://news.example.org/story'] }),
  title: z.string().max(10_000),
  summary: z.string().max(50_000),
  source: z.string().max(1_000).meta({ description: 'Who published it.' }),
  author: z.string().max(1_000),
  image: z.string().max(2_000).meta({ description: 'The address of a picture.' }),
  lang: z
    .string()
    .max(35)
    .meta({ examples: ['en', 'pt-BR'] }),
  publishedAt: z
    .string()
    .max(100)
    .meta({ examples: ['2026-11-24', '2026-11-24T08:00:00Z'] }),
  tags: z.array(z.string().max(200)).max(100).meta({ description: 'Without any it is a draft.' }),
  body: z
    .array(z.string().max(20_000))
    .max(500)
    .meta({ description: 'Its paragraphs, where it has no page elsewhere.' }),
})
const newArticle = fields
  .partial()
  .extend({ text: z.string().max(400_000).optional().meta({ description: 'A page, pasted as text.' }) })
  .meta({
    id: 'NewArticle',
    description:
      'A link with what is said of it; a link alone, whose page is fetched and read; or text. What is said beside it wins.',
    examples: [
      { url: 'https://news.example.org/story', title: 'Forty ships', summary: 'At anchor.', tags: ['trade'] },
      { url: 'https://news.example.org/story' },
    ],
  })
const articlePatch = fields.partial().meta({ id: 'ArticleChange' })

const status = z.enum(
  ['draft', 'filed', 'quarantined', 'waiting'],
  'A status is "draft", "filed" or "quarantined"; "waiting" is all that is not filed.',
)
const listQuery = z.object({
  ...pageQuery,
  status: status.optional(),
  tag: z.string().max(200, 'A tag is shorter than that.').optional(),
  source: z
    .string()
    .max(200, 'A source is shorter than that.')
    .optional()
    .meta({ description: 'Who published it: as mails name it, or its host.' }),
  q: z
    .string()
    .max(500, 'Look for less: at most 500 characters.')
    .optional()
    .meta({ description: 'Words to look for.' }),
})

const articleShape = z
  .object({
    id: z.string(),
    url: z.string().optional(),
    title: z.string(),
    summary: z.string(),
    source: z.string().optional(),
    author: z.string().optional(),
    image: z.string().optional(),
    medium: z
      .object({ kind: z.enum(['audio', 'video']), seconds: z.number().optional() })
      .optional()
      .meta({ description: 'It is to hear or to see, and how long that takes, where its feed says so.' }),
    lang: z.string().optional(),
    publishedAt: z.string().optional().meta({ description: 'A moment, or only a day.' }),
    body: z.array(z.string()).optional(),
    tags: z.array(z.string()),
    status: z.enum(['draft', 'filed', 'quarantined']),
    reason: z.string().optional().meta({ description: 'Why it is quarantined.' }),
    topics: z.array(z.string()).meta({ description: 'Where it is filed.' }),
    withdrawnAt: optionalInstant.meta({ description: 'Its feed has taken it out again: found then.' }),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Article' })
const broughtArticle = articleShape
  .extend({
    found: z
      .record(z.string(), z.object({ from: z.string(), why: z.string().optional() }))
      .optional()
      .meta({ description: 'Of a page that was read: where each field was found, and of the title why it was taken.' }),
  })
  .meta({ id: 'BroughtArticle' })

const view = ({ version: _, filed: __, feed: ___, ...article }: Article): Shown<typeof articleShape> => article

export function articles(ports: ApiPorts) {
  return new Hono()
    .get(
      '/',
      route({
        summary: 'List articles',
        says: 'A filter looks at a part of the archive a call: a page may be short, or empty, and still have a cursor.',
        query: listQuery,
        answers: { 200: [pageShape(articleShape), 'Articles, newest first, by when they came in.'] },
      }),
      async (c) => {
        const { status, tag, source, q, ...part } = c.req.valid('query')
        return c.json(
          pageAnswer(
            'articles',
            await ports.articles.list({ status, tag, source, q }, pageAsked('articles', part)),
            view,
          ),
        )
      },
    )
    .post(
      '/',
      route({
        summary: 'File an article',
        says: 'The same link (without its tracking parameters) is the same article.',
        body: newArticle,
        answers: {
          200: [broughtArticle, 'One we had: it has the new words, and the tags of both.'],
          201: [broughtArticle, 'The article, made.'],
        },
      }),
      async (c) => {
        const { kind, article, found } = accepted(await bringArticle(ports, c.req.valid('json')))
        return c.json({ ...view(article), ...(found ? { found } : {}) }, kind === 'added' ? 201 : 200)
      },
    )
    .get('/:id', route({ summary: 'Read an article', answers: { 200: [articleShape, 'The article.'] } }), async (c) =>
      c.json(view(await found(ports, c.req.param('id')))),
    )
    .patch(
      '/:id',
      route({
        summary: 'Change an article',
        says: 'What is left out stays. Its address cannot be changed: it is what the article is.',
        body: articlePatch,
        answers: { 200: [articleShape, 'The article, as it is now.'] },
      }),
      async (c) => {
        const known = await found(ports, c.req.param('id'))
        const patch = c.req.valid('json')
        if (patch.url !== undefined && patch.url !== known.url) {
          throw new Problem('invalid', 'The address is what the article is: file another one.', [
            refusal('url', 'The address of an article cannot be changed.', 'fixed'),
          ])
        }
        const saved = accepted(await correctArticle(ports, known, patch))
        if (!saved) throw notFound('article')
        return c.json(view(saved))
      },
    )
    .delete('/:id', route({ summary: 'Remove an article', answers: { 204: 'It is gone.' } }), async (c) => {
      await ports.articles.remove(await found(ports, c.req.param('id')))
      return c.body(null, 204)
    })
}

async function found(ports: ApiPorts, id: string): Promise<Article> {
  const article = await ports.articles.get(id as ArticleId)
  if (!article) throw notFound('article')
  return article
}
