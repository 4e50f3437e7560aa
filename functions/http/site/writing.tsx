/** @jsxImportSource hono/jsx */
import type { Context } from 'hono'
import { Hono } from 'hono/tiny'
import { moreArticles } from '../../../core/flows/more-articles.ts'
import { writeToEditor } from '../../../core/flows/write-to-editor.ts'
import type { Article, ArticleId } from '../../../core/model/article.ts'
import { type CommentTyped, type CommentWrong, LONGEST_COMMENT, readComment } from '../../../core/model/comment.ts'
import { ArticlePage, nothingWritten, WrittenPage } from '../pages/article.tsx'
import { askedIn, digestsOf, frameOf, gone, networksIn, type SitePorts, textsOf } from './common.tsx'

/** A text of our own: its page, and the way from there to its editors. */
export function writing(ports: SitePorts): Hono {
  const app = new Hono()

  /** Price: three reads, one a digest, and what `moreArticles` costs. */
  const articlePage = async (c: Context, article: Article, typed = nothingWritten, wrong: CommentWrong = {}) => {
    const [offered, topics, frame, more] = await Promise.all([
      ports.digests.outlines(),
      ports.topics.all(),
      frameOf(ports, c),
      moreArticles(ports, article.topics, { until: ports.now(), without: new Set([article.id]) }),
    ])
    const fitting = offered.filter(
      ({ status, topics: of }) => status === 'active' && of.some((topic) => article.topics.includes(topic)),
    )
    // Those planned first before the others, and as many as a reader can take.
    const digests = await digestsOf(
      ports,
      fitting.reverse().map(({ id }) => id),
    )
    const page = { frame, article, digests, topics, more, typed, wrong }
    const status = Object.keys(wrong).length > 0 ? 422 : 200
    c.header('Vary', 'Accept-Language')
    return c.html(<ArticlePage {...page} asked={askedIn(c)} site={ports.site} />, status)
  }
  const articleAt = async (id: string): Promise<Article | undefined> => {
    const article = await ports.articles.get(id as ArticleId)
    return article?.status === 'filed' && article.body?.length ? article : undefined
  }

  app.get('/a/:article', async (c) => {
    const article = await articleAt(c.req.param('article'))
    return article ? articlePage(c, article) : gone(c)
  })

  app.post('/a/:article/write', async (c) => {
    const article = await articleAt(c.req.param('article'))
    if (!article) return gone(c)
    const { typed, trapped, proof } = await readForm(c)
    const { words, wrong } = readComment(typed)
    if (wrong) return articlePage(c, article, typed, wrong)
    // A field no person sees: whoever fills it in gets the same answer, and nothing happens (T09).
    if (trapped) ports.log('comment.trapped')
    else await writeToEditor(ports, article, words, { networks: networksIn(c), proof: await ports.proofs.read(proof) })
    return c.html(<WrittenPage frame={await frameOf(ports, c)} article={article} />, 202)
  })
  return app
}

async function readForm(c: Context): Promise<{ typed: CommentTyped; trapped: boolean; proof: string }> {
  const fields = await c.req.parseBody({ all: true }).catch((): Record<string, unknown> => ({}))
  const one = (name: string, most = 400) => (textsOf(fields[name])[0] ?? '').slice(0, most)
  return {
    typed: { name: one('name'), text: one('text', 4 * LONGEST_COMMENT), email: one('email') },
    trapped: one('website') !== '',
    proof: one('altcha', 8_000),
  }
}
