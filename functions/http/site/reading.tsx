/** @jsxImportSource hono/jsx */
import { Hono } from 'hono'
import type { ArticleId } from '../../../core/model/article.ts'
import { type IssueId, isPublic } from '../../../core/model/issue.ts'
import { composeDigest, variantsOf } from '../../../core/model/variant.ts'
import { ArticlePage, DigestPage, IssuePage } from '../pages/issue.tsx'
import { frameOf, gone, localeOf, type SitePorts } from './common.tsx'

/** Issues and articles on the web. */
export function reading(ports: SitePorts): Hono {
  const app = new Hono()
  app.get('/d/:digest', async (c) => {
    const digest = await ports.digests.get(c.req.param('digest'))
    if (!digest) return gone(c)
    const [{ items }, frame] = await Promise.all([ports.issues.list(digest.id, { limit: 50 }), frameOf(ports, c)])
    const out = await Promise.all(items.map(async (line) => ({ line, progress: await ports.issues.progress(line.id) })))
    const issues = out.filter(({ progress }) => progress && isPublic(progress)).map(({ line }) => line)
    return c.html(<DigestPage digest={digest} issues={issues} frame={frame} />)
  })
  app.get('/d/:digest/:issue', async (c) => {
    const id = c.req.param('issue') as IssueId
    const [issue, progress] = await Promise.all([ports.issues.get(id), ports.issues.progress(id)])
    if (!issue || !progress || issue.digest !== c.req.param('digest') || !isPublic(progress)) return gone(c)
    const whole = { ...issue, articles: await ports.issues.articles(id) }
    const asked = c.req.query('topics')?.split(',') ?? 'all'
    const variants = variantsOf(whole)
    const locale = c.req.query('locale') ?? localeOf(c)
    const variant = variants.of(asked, locale) ?? variants.of('all', locale)
    if (!variant) return gone(c)
    return c.html(<IssuePage props={composeDigest(whole, variant, Number.POSITIVE_INFINITY)} />)
  })
  app.get('/a/:article', async (c) => {
    const article = await ports.articles.get(c.req.param('article') as ArticleId)
    if (article?.status !== 'filed' || !article.body?.length) return gone(c)
    return c.html(<ArticlePage article={article} frame={await frameOf(ports, c)} />)
  })
  return app
}
