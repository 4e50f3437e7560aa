/** @jsxImportSource hono/jsx */
import type { More } from '../../../core/flows/more-articles.ts'
import { type Article, sourceOf } from '../../../core/model/article.ts'
import { articleUrl } from '../../../core/model/link.ts'
import type { Topic } from '../../../core/model/topic.ts'
import { tongueOf } from './direction.ts'
import { type Learnt, pageWords } from './words/words.ts'

type Props = {
  readonly more: readonly More[]
  readonly topics: readonly Pick<Topic, 'slug' | 'name'>[]
  readonly locale: Learnt
}

/** What else was filed under the same topics, topic by topic. */
export function MoreArticles({ more, topics, locale }: Props) {
  if (more.length === 0) return null
  const nameOf = (slug: string) => topics.find((topic) => topic.slug === slug)?.name ?? slug
  return (
    <section aria-labelledby="more">
      <h2 class="part" id="more">
        {pageWords(locale).web.more}
      </h2>
      {more.map(({ topic, articles }) => (
        <>
          <h3 class="kicker">
            <bdi>{nameOf(topic)}</bdi>
          </h3>
          <ul class="list small">
            {articles.map((article) => (
              <One article={article} />
            ))}
          </ul>
        </>
      ))}
    </section>
  )
}

const One = ({ article }: { readonly article: Article }) => (
  <li {...tongueOf({ text: article.title, more: article.summary, lang: article.lang })}>
    <a href={article.url ?? articleUrl('', article.id)}>{article.title}</a>
    {sourceOf(article) ? (
      <span class="soft ui">
        {' '}
        <bdi>{sourceOf(article)}</bdi>
      </span>
    ) : (
      ''
    )}
  </li>
)
