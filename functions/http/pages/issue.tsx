/** @jsxImportSource hono/jsx */
import type { Article } from '../../../core/model/article.ts'
import { type Digest, firstEdition } from '../../../core/model/digest.ts'
import { clockOf, forReaders } from '../../../core/model/schedule.ts'
import type { DigestProps } from '../../../core/model/variant.ts'
import type { IssueLine } from '../../../core/ports.ts'
import { Layout, type Publisher } from './layout.tsx'

const longDay = (zone: string) => new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: zone })

/** An issue on the web: the same sections as a mail's, whole, and nobody's data in it (T63). */
export function IssuePage({ props }: { props: DigestProps }) {
  return (
    <Layout
      title={`${props.name}, ${longDay(props.zone).format(new Date(props.slotAt))}`}
      locale={props.locale}
      publisher={props.publisher}
    >
      <p class="soft ui">{longDay(props.zone).format(new Date(props.slotAt))}</p>
      <h1>{props.name}</h1>
      <hr class="thick" />
      {props.intro ? <p>{props.intro}</p> : ''}
      {props.sections.map((section) => (
        <section id={section.slug}>
          <p class="kicker">{section.name}</p>
          {section.items.map((item) => (
            <div class="item" lang={item.lang}>
              <h2>
                <a href={item.url}>{item.title}</a>
              </h2>
              {item.summary ? <p>{item.summary}</p> : ''}
              <p class="soft ui">{item.source}</p>
            </div>
          ))}
        </section>
      ))}
      <p class="ui gap">
        <a href="/">Get {props.name} by mail</a>
      </p>
    </Layout>
  )
}

/** A digest's page: what it is, and the issues there are. */
export function DigestPage(props: { digest: Digest; issues: readonly IssueLine[]; publisher: Publisher }) {
  const { digest, issues } = props
  return (
    <Layout title={digest.name} publisher={props.publisher}>
      <h1>{digest.name}</h1>
      <p class="soft ui">{digest.editions.map((edition) => forReaders(edition.schedule)).join('; ')}</p>
      <p class="ui">
        <a href="/">Subscribe</a>
      </p>
      <hr class="thick" />
      {issues.length === 0 ? (
        <p>No issue has come out yet.</p>
      ) : (
        <ul class="list">
          {issues.map((issue) => (
            <li>
              <a href={`/d/${digest.id}/${issue.id}`}>
                {longDay(clockOf(firstEdition(digest).schedule)).format(new Date(issue.openedAt))}
              </a>
            </li>
          ))}
        </ul>
      )}
    </Layout>
  )
}

/** The page of an article that came as text and has no page elsewhere. */
export function ArticlePage({ article, publisher }: { article: Article; publisher: Publisher }) {
  const day = article.publishedAt?.slice(0, 10)
  return (
    <Layout title={article.title} {...(article.lang ? { locale: article.lang } : {})} publisher={publisher}>
      {day ? <p class="soft ui">{longDay('UTC').format(new Date(`${day}T00:00:00Z`))}</p> : ''}
      <h1>{article.title}</h1>
      {article.author ? <p class="soft ui">{article.author}</p> : ''}
      <hr class="thick" />
      <div class="text">
        {(article.body ?? []).map((paragraph) => (
          <p>{paragraph}</p>
        ))}
      </div>
      <p class="ui">
        <a href="/">Get digests like this by mail</a>
      </p>
    </Layout>
  )
}
