/** @jsxImportSource hono/jsx */
import type { Article } from '../../../core/model/article.ts'
import type { Digest } from '../../../core/model/digest.ts'
import { forReaders } from '../../../core/model/schedule.ts'
import { capital } from '../../../core/model/text.ts'
import type { DigestProps, Item } from '../../../core/model/variant.ts'
import type { IssueLine } from '../../../core/ports.ts'
import { direction } from './direction.ts'
import { Layout } from './layout.tsx'
import { dayIn, fullDayText } from './moments.ts'
import type { Frame } from './notices.tsx'
import { pageWords } from './words/words.ts'

/** An issue on the web: the same sections as a mail's, whole, and nobody's data in it (T63). */
export function IssuePage({ props }: { props: DigestProps }) {
  const { name, locale } = props
  const { issue: say } = pageWords(locale)
  const day = fullDayText(dayIn(props.slotAt, props.zone), locale)
  return (
    <Layout title={say.dated(name, day)} locale={locale} publisher={props.publisher}>
      <p class="soft ui">
        {day} · {say.stories(props.stories)}
      </p>
      <h1>
        <bdi>{name}</bdi>
      </h1>
      <hr class="thick" />
      {props.intro ? <p dir="auto">{props.intro}</p> : ''}
      {props.sections.map((section) => (
        <section id={section.slug}>
          <p class="kicker">
            <bdi>{section.name}</bdi>
          </p>
          {section.items.map((item) => (
            <Story item={item} />
          ))}
        </section>
      ))}
      <p class="ui gap">
        <a href="/">{say.get(name)}</a>
      </p>
    </Layout>
  )
}

/** Runs the way its own language does, whatever the language around it. */
const Story = ({ item }: { item: Item }) => (
  <div class="item" {...tongueOf(item.lang)}>
    <h2>
      <a href={item.url}>{item.title}</a>
    </h2>
    {item.summary ? <p>{item.summary}</p> : ''}
    <p class="soft ui">
      <bdi>{item.source}</bdi>
    </p>
  </div>
)

/** Where nobody has said which language it is, its first letter says which way it runs. */
const tongueOf = (lang: string | undefined) => (lang ? { lang, dir: direction(lang) } : ({ dir: 'auto' } as const))

/** A digest's page: what it is, and the issues there are. */
export function DigestPage(props: { digest: Digest; issues: readonly IssueLine[]; frame: Frame }) {
  const { digest, issues, frame } = props
  const { issue: say } = pageWords(frame.locale)
  return (
    <Layout title={digest.name} {...frame}>
      <h1>
        <bdi>{digest.name}</bdi>
      </h1>
      <p class="soft ui">
        {digest.editions.map(({ schedule }) => capital(forReaders(schedule, frame.locale), frame.locale)).join(' · ')}
      </p>
      <p class="ui">
        <a href="/">{say.subscribe}</a>
      </p>
      <hr class="thick" />
      {issues.length === 0 ? (
        <p>{say.none}</p>
      ) : (
        <ul class="list">
          {named(issues, frame.locale).map(({ id, text }) => (
            <li>
              <a href={`/d/${digest.id}/${id}`}>{text}</a>
            </li>
          ))}
        </ul>
      )}
    </Layout>
  )
}

/** Issues by their day; where several came out on one, by their time too: no two links say the same (STD-83). */
function named(issues: readonly IssueLine[], locale: string): { id: string; text: string }[] {
  const { reader } = pageWords(locale)
  const slots = issues.map(({ id, slot }) => ({
    id,
    day: slot.slice(0, 10),
    time: slot.slice(11, 16),
    zone: slot.split('@')[1] ?? '',
  }))
  return slots.map(({ id, day, time, zone }) => {
    const text = fullDayText(day, locale)
    const alone = slots.filter((one) => one.day === day).length === 1
    return { id, text: alone ? text : reader.moment(text, time, zone.replaceAll('_', ' ')) }
  })
}

/** The page of an article that came as text and has no page elsewhere. */
export function ArticlePage({ article, frame }: { article: Article; frame: Frame }) {
  const { issue: say } = pageWords(frame.locale)
  const day = article.publishedAt?.slice(0, 10)
  return (
    <Layout title={article.title} {...frame}>
      <div {...tongueOf(article.lang)}>
        {day ? (
          <p class="soft ui">
            <bdi lang={frame.locale}>{fullDayText(day, frame.locale)}</bdi>
          </p>
        ) : (
          ''
        )}
        <h1>{article.title}</h1>
        {article.author ? (
          <p class="soft ui">
            <bdi>{article.author}</bdi>
          </p>
        ) : (
          ''
        )}
        <hr class="thick" />
        <div class="text">
          {(article.body ?? []).map((paragraph) => (
            <p>{paragraph}</p>
          ))}
        </div>
      </div>
      <p class="ui">
        <a href="/">{say.getMore}</a>
      </p>
    </Layout>
  )
}
