/** @jsxImportSource hono/jsx */
import { type Article, hostOf } from '../../../core/model/article.ts'
import { type Editor, mayEdit } from '../../../core/model/editor.ts'
import type { Instant } from '../../../core/model/time.ts'
import type { Topic } from '../../../core/model/topic.ts'
import { Field, Pager, pathWith, Tabs, Twice, type Typed, When, type Wrong, WrongSummary, whenText } from './forms.tsx'
import { Frame } from './frame.tsx'

export const statuses = ['draft', 'filed', 'quarantined', 'all'] as const
export type Filter = {
  readonly status: (typeof statuses)[number]
  readonly tag?: string | undefined
  readonly q?: string | undefined
}

const names = { draft: 'Drafts', filed: 'Filed', quarantined: 'Quarantined', all: 'All' } as const
const PATH = '/console/articles'

export const inboxPath = (filter: Filter): string => pathWith(PATH, filter)

/** The pages of this room. */
export function ArticleTabs({ here }: { readonly here: string }) {
  return (
    <Tabs
      label="Articles, topics and feeds"
      here={here}
      tabs={[
        { path: PATH, name: 'Inbox' },
        { path: '/console/topics', name: 'Topics' },
        { path: '/console/feeds', name: 'Feeds' },
      ]}
    />
  )
}

type View = {
  readonly editor: Editor
  readonly said: string | undefined
  readonly now: Instant
  readonly topics: readonly Topic[]
}

type InboxProps = View & {
  readonly filter: Filter
  readonly items: readonly Article[]
  readonly cursor: string | undefined
  readonly next: string | undefined
  readonly typed?: Typed
  readonly wrong?: Wrong
  readonly ticked?: readonly string[]
  readonly isUntitled?: boolean
}

export function InboxPage(props: InboxProps) {
  const { editor, said, filter, items, cursor, next, wrong = {} } = props
  const { status, ...asked } = filter
  return (
    <Frame title="Articles" editor={editor} room={PATH} said={said}>
      <div class="row spread">
        <h1>Articles</h1>
        <ArticleTabs here={PATH} />
      </div>
      <WrongSummary wrong={wrong} />
      {mayEdit(editor) ? <PasteForm {...props} /> : ''}
      <div class="row spread">
        <Tabs
          label="Which articles"
          here={inboxPath(filter)}
          tabs={statuses.map((one) => ({ path: inboxPath({ ...asked, status: one }), name: names[one] }))}
        />
        <SearchForm {...filter} />
      </div>
      {items.length === 0 ? <Nothing {...props} /> : <ArticleList {...props} />}
      <Pager path={PATH} query={filter} cursor={cursor} next={next} first="Back to the newest" more="Older articles" />
    </Frame>
  )
}

/** One box for a link and for a text: what it is, it shows itself. */
function PasteForm({ typed = {}, wrong = {}, isUntitled }: InboxProps) {
  return (
    <form method="post" action={PATH} class="card">
      <Field
        name="what"
        label="Paste a link, or the text of an article"
        typed={typed}
        wrong={wrong}
        rows={2}
        required
        hint="Of a link, the page is read; of a text, the first line is its headline."
      />
      {isUntitled || typed.title ? (
        <Field
          name="title"
          label="Its title"
          typed={typed}
          wrong={wrong}
          hint="With a title of yours, the page is not read."
        />
      ) : (
        ''
      )}
      <div class="row low">
        <Field name="tags" label="Tags" typed={typed} placeholder="trade, port" />
        <button type="submit">Take it in</button>
        <span class="soft small">Without tags it waits as a draft.</span>
      </div>
    </form>
  )
}

function SearchForm({ status, tag, q }: Filter) {
  return (
    <form method="get" action={PATH} class="row search" aria-label="Search">
      <input type="hidden" name="status" value={status} />
      <input
        type="search"
        name="q"
        value={q ?? ''}
        aria-label="Words in title, summary or source"
        placeholder="Words"
      />
      <input type="text" name="tag" value={tag ?? ''} aria-label="Tag" placeholder="Tag" size={12} />
      <button type="submit" class="quiet">
        Search
      </button>
    </form>
  )
}

function Nothing({ filter: { status, tag, q }, next, editor }: InboxProps) {
  const isAsked = Boolean(tag || q)
  const sentence = isAsked
    ? 'Nothing of that kind is here.'
    : {
        draft: 'No draft waits: whatever came in is filed.',
        filed: 'Nothing is filed yet: an article is, once it has a tag.',
        quarantined: 'Nothing is set aside: whatever came in could be read.',
        all: mayEdit(editor)
          ? 'There is no article yet: paste a link above, or follow a feed.'
          : 'There is no article yet.',
      }[status]
  return (
    <div class="empty">
      <p>{next ? 'Nothing of that kind so far: look further back.' : sentence}</p>
      {isAsked ? <a href={inboxPath({ status })}>Without the search</a> : <a href="/console/feeds">To the feeds</a>}
    </div>
  )
}

function ArticleList(props: InboxProps) {
  const { items, editor, filter, typed = {}, wrong = {} } = props
  if (!mayEdit(editor)) return <ArticleLines {...props} />
  return (
    <form method="post" action={`${PATH}/tag`}>
      {Object.entries(filter).map(([name, value]) => (value ? <input type="hidden" name={name} value={value} /> : ''))}
      <ArticleLines {...props} />
      <div class="card row low bulk">
        <Field
          name="more"
          label={items.length === 1 ? 'Tags for it, if it is ticked' : 'Tags for those that are ticked'}
          typed={typed}
          wrong={wrong}
          placeholder="trade, port"
        />
        <button type="submit">Tag the ticked ones</button>
        <details>
          <summary>Remove the ticked ones…</summary>
          <p>They are gone from the next issues, and from the search. Issues that have been sent keep them.</p>
          <button type="submit" class="wrong" formaction={`${PATH}/remove`}>
            Remove them
          </button>
        </details>
      </div>
    </form>
  )
}

function ArticleLines({ items, topics, now, editor, filter, ticked = [] }: InboxProps) {
  return (
    <ul class="lines">
      {items.map((article) => (
        <li>
          {mayEdit(editor) ? (
            <label class="tick">
              <input type="checkbox" name="id" value={article.id} checked={ticked.includes(article.id)} />
              <span class="unseen">Tick: {article.title}</span>
            </label>
          ) : (
            ''
          )}
          <div>
            <a class="headline" href={`${PATH}/${article.id}`} lang={article.lang} dir="auto">
              {article.title}
            </a>
            {article.reason ? <p class="wrong small">{article.reason}</p> : ''}
            <div class="row meta">
              <p class="soft small">
                {filter.status === 'all' ? `${words[article.status]} · ` : ''}
                {sourceOf(article)} · <When at={article.createdAt} now={now} />
                {article.topics.length > 0 ? ` · ${topicNames(article, topics)}` : ''}
              </p>
              <Tags {...{ article, filter }} />
            </div>
          </div>
        </li>
      ))}
    </ul>
  )
}

function Tags({ article, filter }: { article: Article; filter: Filter }) {
  if (article.tags.length === 0) return null
  return (
    <p class="row tags small">
      {article.tags.map((tag) => (
        <a class="badge" href={inboxPath({ ...filter, tag })}>
          {tag}
        </a>
      ))}
    </p>
  )
}

const words = { draft: 'Draft', filed: 'Filed', quarantined: 'Quarantined' } as const

const sourceOf = ({ source, url }: Article): string => source ?? (url ? hostOf(url) : 'Text of our own')
const topicNames = ({ topics: slugs }: Article, topics: readonly Topic[]): string =>
  slugs.map((slug) => topics.find((topic) => topic.slug === slug)?.name ?? slug).join(', ')

/** As the form shows it. */
export const typedOf = (article: Article): Typed => ({
  title: article.title,
  summary: article.summary,
  tags: article.tags.join(', '),
  author: article.author ?? '',
  source: article.source ?? '',
  lang: article.lang ?? '',
  image: article.image ?? '',
  publishedAt: article.publishedAt ?? '',
})

type ArticleProps = View & { readonly article: Article; readonly typed: Typed; readonly wrong: Wrong }

export function ArticlePage(props: ArticleProps) {
  const { editor, said, article, now, topics, wrong } = props
  return (
    <Frame title={article.title} editor={editor} room={PATH} said={said}>
      <p class="small">
        <a href={inboxPath({ status: article.status })}>{names[article.status]}</a>
      </p>
      <h1 lang={article.lang} dir="auto">
        {article.title}
      </h1>
      <p class="soft">
        {article.url ? (
          <a href={article.url} rel="noreferrer">
            {article.url}
          </a>
        ) : (
          'It came as text, and readers find it on a page of ours.'
        )}
      </p>
      <WrongSummary wrong={wrong} />
      <Standing {...{ article, topics, now }} />
      {mayEdit(editor) ? <ArticleForm {...props} /> : <ArticleFacts {...props} />}
      {article.body?.length ? <BodyText {...article} /> : ''}
      {mayEdit(editor) ? (
        <Twice ask="Remove this article…" action={`${PATH}/${article.id}/remove`} label="Remove the article">
          It is gone from the next issues, and from the search. Issues that have been sent keep it.
        </Twice>
      ) : (
        ''
      )}
    </Frame>
  )
}

/** Where it is, and since when. */
function Standing({ article, topics, now }: Pick<ArticleProps, 'article' | 'topics' | 'now'>) {
  const badge = { draft: '', filed: 'good', quarantined: 'bad' }[article.status]
  const under = article.topics.map((slug) => {
    const name = topics.find((topic) => topic.slug === slug)?.name ?? slug
    const at = article.filed[slug]
    return at ? `${name} (${whenText(at, now)})` : name
  })
  return (
    <p>
      <span class={`badge ${badge}`}>{words[article.status]}</span>{' '}
      {article.status === 'draft' ? 'It has no tags, and no digest takes it.' : ''}
      {article.status === 'filed' && under.length > 0 ? `Under ${under.join(', ')}.` : ''}
      {article.status === 'filed' && under.length === 0 ? 'No topic answers to its tags: no digest takes it.' : ''}
      {article.reason ? <span class="wrong">{article.reason}</span> : ''}{' '}
      <span class="soft">
        In since <When at={article.createdAt} now={now} />.
      </span>
    </p>
  )
}

function ArticleForm({ article, topics, typed, wrong }: ArticleProps) {
  const known = [...new Set(topics.flatMap((topic) => topic.tags))].slice(0, 40).join(', ')
  const field = { typed, wrong }
  return (
    <form method="post" action={`${PATH}/${article.id}`} class="card">
      <Field {...field} name="title" label="Title" required />
      <Field
        {...field}
        name="summary"
        label="Summary"
        rows={4}
        hint="A few sentences: 320 characters of them are kept."
      />
      <Field
        {...field}
        name="tags"
        label="Tags"
        hint={known ? `Topics answer to: ${known}.` : 'No topic answers to any tag yet.'}
      />
      <div class="pair">
        <Field {...field} name="author" label="Author" />
        <Field {...field} name="source" label="Source" hint="As mails name it; else its host." />
        <Field {...field} name="publishedAt" label="Published" hint="2026-11-24, or 2026-11-24T08:00:00Z." />
        <Field {...field} name="lang" label="Language" hint="A tag such as en or pt-BR." />
      </div>
      <Field {...field} name="image" label="Address of a picture" type="text" />
      <button type="submit">Save the article</button>
    </form>
  )
}

function ArticleFacts({ article, typed }: ArticleProps) {
  const facts = [
    ['Tags', typed.tags],
    ['Author', typed.author],
    ['Source', typed.source],
    ['Published', typed.publishedAt],
    ['Language', typed.lang],
    ['Picture', typed.image],
  ].filter(([, value]) => value)
  return (
    <div class="card">
      <p dir="auto">{article.summary}</p>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        ))}
      </dl>
    </div>
  )
}

function BodyText({ body = [], lang }: Pick<Article, 'body' | 'lang'>) {
  return (
    <section aria-labelledby="text">
      <h2 id="text">Its text</h2>
      <div class="prose" lang={lang} dir="auto">
        {body.map((paragraph) => (
          <p>{paragraph}</p>
        ))}
      </div>
    </section>
  )
}
