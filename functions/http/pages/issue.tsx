/** @jsxImportSource hono/jsx */
import type { More } from '../../../core/flows/more-articles.ts'
import type { Neighbours } from '../../../core/flows/read-archive.ts'
import type { Digest } from '../../../core/model/digest.ts'
import type { Issue } from '../../../core/model/issue.ts'
import type { DigestProps, Item } from '../../../core/model/variant.ts'
import type { IssueLine } from '../../../core/ports.ts'
import { tongueOf } from './direction.ts'
import { Layout, type Publisher } from './layout.tsx'
import { fullDayText } from './moments.ts'
import { MoreArticles } from './more.tsx'
import { SignUpBox } from './sign-up-box.tsx'
import { type Learnt, pageWords } from './words/words.ts'

type Props = {
  readonly props: DigestProps
  readonly locale: Learnt
  readonly issue: Omit<Issue, 'articles'>
  /** Only some of its sections were asked for. */
  readonly isPart: boolean
  readonly site: string
  readonly asked: string
  /** As it is now, if there still is one that can be signed up for. */
  readonly digest: Digest | undefined
  /** Whose consent is asked for: today's publisher, whatever it was called when the issue came out. */
  readonly publisher: Publisher
  readonly more: readonly More[]
  readonly neighbours: Neighbours
}

/** An issue on the web: the same sections as a mail's, whole, and nobody's data in it (T63); what is around it, and the way to get the next. */
export function IssuePage({ props, locale, issue, isPart, site, asked, digest, publisher, more, neighbours }: Props) {
  const { name } = props
  const { issue: say, web } = pageWords(locale)
  const day = fullDayText(props.local.slice(0, 10), locale)
  const path = `/d/${issue.digest}/${issue.id}`
  const titles = props.sections.flatMap(({ items }) => items.map(({ title }) => title))
  const about = {
    site,
    path,
    kind: 'article',
    title: titles[0] ? `${name}: ${titles[0]}` : name,
    description: atMost(titles.join(' · '), 200),
    feeds: { name, path: `/d/${issue.digest}` },
  } as const
  return (
    <Layout
      title={say.dated(name, day)}
      locale={locale}
      publisher={props.publisher}
      about={about}
      script="/assets/sign-up.js"
    >
      <p class="soft ui">
        {day} · {say.stories(props.stories)}
      </p>
      <h1>
        <bdi>{name}</bdi>
      </h1>
      {isPart ? (
        <p class="soft ui">
          {web.part} <a href={path}>{web.whole}</a>
        </p>
      ) : (
        ''
      )}
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
      <SignUpBox
        frame={{ publisher, locale }}
        asked={asked}
        digests={digest?.status === 'active' ? [digest] : []}
        from={path}
      />
      <MoreArticles more={more} topics={issue.frozen.topics} locale={locale} />
      <Around {...{ issue, neighbours, locale, name }} />
    </Layout>
  )
}

/** Runs the way its own language or its first letter does, whatever the language around it. */
const Story = ({ item }: { readonly item: Item }) => (
  <div class="item" {...tongueOf({ text: item.title, more: item.summary, lang: item.lang })}>
    <h2>
      <a href={item.url}>{item.title}</a>
    </h2>
    {item.summary ? <p>{item.summary}</p> : ''}
    <p class="soft ui">
      <bdi>{item.source}</bdi>
    </p>
  </div>
)

/** The issues before and after, and all of them. */
function Around(props: {
  readonly issue: Pick<Issue, 'digest'>
  readonly neighbours: Neighbours
  readonly locale: Learnt
  readonly name: string
}) {
  const { issue, neighbours, locale, name } = props
  const { web } = pageWords(locale)
  const to = (line: IssueLine | undefined, rel: 'prev' | 'next', say: (day: string) => string) =>
    line ? (
      <a href={`/d/${issue.digest}/${line.id}`} rel={rel}>
        {say(fullDayText(line.slot.slice(0, 10), locale))}
      </a>
    ) : (
      ''
    )
  return (
    <nav class="ui turn" aria-label={web.archive}>
      {to(neighbours.previous, 'prev', web.previous)}
      {to(neighbours.next, 'next', web.next)}
      <a href={`/d/${issue.digest}`}>{web.all(name)}</a>
    </nav>
  )
}

const atMost = (text: string, most: number): string =>
  text.length <= most ? text : `${upToWord(text.slice(0, most))}…`

/** Without the word that its end has cut. */
const upToWord = (text: string): string => text.slice(0, Math.max(0, text.lastIndexOf(' ')) || text.length).trimEnd()
