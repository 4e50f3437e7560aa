/** @jsxImportSource hono/jsx */
import type { Context } from 'hono'
import { Hono } from 'hono/tiny'
import { moreArticles } from '../../../core/flows/more-articles.ts'
import { neighboursOf, readArchive } from '../../../core/flows/read-archive.ts'
import { isMoment } from '../../../core/model/archive.ts'
import { type IssueId, isPublic } from '../../../core/model/issue.ts'
import { composeDigest, variantsOf } from '../../../core/model/variant.ts'
import { DigestPage } from '../pages/archive.tsx'
import { IssuePage } from '../pages/issue.tsx'
import { learn } from '../pages/words/words.ts'
import { askedIn, frameOf, gone, localeOf, publisherOf, type SitePorts } from './common.tsx'

/** Issues on a page of the archive: a daily digest's month. */
const SHOWN = 31

/** A digest's archive, and its issues on the web. No cookie, and nothing of any reader's. */
export function reading(ports: SitePorts): Hono {
  const app = new Hono()
  app.use('/d/*', inTheirLanguage)

  /** Price: three reads, one an edition, one an issue shown. */
  app.get('/d/:digest', async (c) => {
    const asked = c.req.query('cursor')
    const cursor = asked !== undefined && isMoment(asked) ? asked : undefined
    const digest = await ports.digests.get(c.req.param('digest'))
    if (!digest || asked !== cursor) return gone(c)
    const [archive, topics, frame] = await Promise.all([
      readArchive(ports, digest, { limit: SHOWN, cursor }),
      ports.topics.all(),
      frameOf(ports, c),
    ])
    const { issues, cursor: next } = archive
    return c.html(
      <DigestPage {...{ frame, digest, topics, issues, cursor, next }} asked={askedIn(c)} site={ports.site} />,
    )
  })

  /** Price: four reads and one for 50 articles; some ten more for what is around it (`neighboursOf`), and what `moreArticles` costs. */
  app.get('/d/:digest/:issue', async (c) => {
    const id = c.req.param('issue') as IssueId
    const [issue, progress] = await Promise.all([ports.issues.get(id), ports.issues.progress(id)])
    if (!issue || !progress || issue.digest !== c.req.param('digest') || !isPublic(progress)) return gone(c)
    const whole = { ...issue, articles: await ports.issues.articles(id) }
    const choice = c.req.query('topics')?.split(',') ?? 'all'
    const variants = variantsOf(whole)
    const locale = await (c.req.query('locale') ? learn(c.req.query('locale')!) : localeOf(c))
    const everything = variants.of('all', locale)
    const variant = variants.of(choice, locale) ?? everything
    if (!variant) return gone(c)
    const props = composeDigest(ports.zones, whole, variant, Number.POSITIVE_INFINITY)
    const [digest, publisher, neighbours, more] = await Promise.all([
      ports.digests.get(issue.digest),
      publisherOf(ports),
      neighboursOf(ports, issue),
      moreArticles(
        ports,
        props.sections.map(({ slug }) => slug),
        { until: issue.coversFrom, without: new Set(whole.articles.map((article) => article.id)) },
      ),
    ])
    const asked = c.req.query('locale') ? props.locale : askedIn(c)
    return c.html(
      <IssuePage
        {...{ props, locale, issue, digest, publisher, neighbours, more, asked }}
        isPart={variant !== everything}
        site={ports.site}
      />,
    )
  })
  return app
}

/** The same address, other words: whoever keeps a copy has to know. */
async function inTheirLanguage(c: Context, next: () => Promise<void>): Promise<void> {
  await next()
  c.header('Vary', 'Accept-Language')
}
