/** @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import { type Article, sourceOf } from '../../../core/model/article.ts'
import { type Editor, mayEdit } from '../../../core/model/editor.ts'
import type { Instant } from '../../../core/model/time.ts'
import type { Topic } from '../../../core/model/topic.ts'
import {
  Field,
  inPlace,
  Pager,
  pathWith,
  SearchBox,
  Tabs,
  Twice,
  type Typed,
  When,
  type Wrong,
  WrongSummary,
  whenText,
} from './forms.tsx'
import { Frame, Kbd } from './frame.tsx'

/** What waits for a person comes first. */
export const statuses = ['waiting', 'filed', 'quarantined', 'all'] as const
export type Filter = {
  readonly status: (typeof statuses)[number]
  readonly tag?: string | undefined
  readonly source?: string | undefined
  readonly q?: string | undefined
}

const names = { waiting: 'Inbox', filed: 'Filed', quarantined: 'Set aside', all: 'All' } as const
const PATH = '/console/articles'

export const inboxPath = (filter: Filter): string => pathWith(PATH, filter)
const isAsked = ({ tag, source, q }: Filter): boolean => Boolean(tag || source || q)

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
  readonly undo?: string | undefined
  readonly typed?: Typed
  readonly wrong?: Wrong
  readonly ticked?: readonly string[]
  readonly isUntitled?: boolean
}

export function InboxPage(props: InboxProps) {
  const { editor, said, undo, filter, items, cursor, next, wrong = {} } = props
  const { status: _, ...asked } = filter
  return (
    <Frame
      title="Articles"
      editor={editor}
      room={PATH}
      said={said}
      undo={undo && mayEdit(editor) ? <UndoForm {...{ undo, filter }} /> : undefined}
    >
      <div class="row spread">
        <h1>Articles</h1>
        <SearchForm {...filter} />
      </div>
      <WrongSummary wrong={wrong} />
      {mayEdit(editor) ? <PasteForm {...props} /> : ''}
      <div id="results">
        <div class="row spread">
          <Tabs
            label="Which articles"
            here={inboxPath(filter)}
            tabs={statuses.map((one) => ({ path: inboxPath({ ...asked, status: one }), name: names[one] }))}
          />
          <Asked {...filter} />
        </div>
        {items.length === 0 ? <Nothing {...props} /> : <ArticleList {...props} />}
        <Pager
          path={PATH}
          query={filter}
          cursor={cursor}
          next={next}
          first="Back to the newest"
          more="Older articles"
        />
      </div>
    </Frame>
  )
}

/** One box for a link, a feed and a text: what it is, it mostly shows itself. */
function PasteForm({ typed = {}, wrong = {}, isUntitled }: InboxProps) {
  return (
    <form method="post" action={PATH} class="card paste">
      <Field
        name="what"
        label="Paste a link, or the text of an article"
        typed={typed}
        wrong={wrong}
        rows={1}
        required
        placeholder="https://…"
        data-paste
        data-key="n"
        data-does="Paste something new"
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
        <button type="submit" class="quiet" formaction="/console/feeds">
          Follow it as a feed
        </button>
      </div>
      <p class="soft small">
        Of a link, the page is read; of a text, the first line is its headline. Without tags it waits in the inbox.
      </p>
    </form>
  )
}

/** What came by tagging goes again. */
const UndoForm = ({ undo, filter }: { readonly undo: string; readonly filter: Filter }) => (
  <form method="post" action={`${PATH}/untag`} hx-post={`${PATH}/untag`} {...inPlace}>
    <Filtered {...filter} />
    <input type="hidden" name="undo" value={undo} />
    <button type="submit" class="quiet small" data-key="u" data-does="Take the tags off again">
      Undo: take the tags off again <Kbd of="u" />
    </button>
  </form>
)

/** The list as it is asked for goes along with whatever is done in it. */
const Filtered = (filter: Filter) => (
  <>{Object.entries(filter).map(([name, value]) => (value ? <input type="hidden" name={name} value={value} /> : ''))}</>
)

const SearchForm = ({ status, tag, source, q }: Filter) => (
  <SearchBox
    path={PATH}
    value={q ?? ''}
    label="Words in title, summary or source"
    placeholder="Words"
    before={<Filtered {...{ status, source }} />}
    after={<input type="text" name="tag" value={tag ?? ''} aria-label="Tag" placeholder="Tag" size={12} />}
  />
)

/** What the list is narrowed to, each with the way out of it. */
function Asked(filter: Filter) {
  const parts = [
    ['q', `“${filter.q}”`],
    ['tag', `tag ${filter.tag}`],
    ['source', `from ${filter.source}`],
  ] as const
  if (!isAsked(filter)) return null
  return (
    <p class="row tags small">
      {parts.map(([part, words]) =>
        filter[part] ? (
          <a class="badge" href={inboxPath({ ...filter, [part]: undefined })} aria-label={`Without: ${words}`}>
            {words} ✕
          </a>
        ) : (
          ''
        ),
      )}
    </p>
  )
}

function Nothing({ filter, next, editor }: InboxProps) {
  const { status } = filter
  const sentence = isAsked(filter)
    ? 'Nothing of that kind is here.'
    : {
        waiting: 'No draft waits: whatever came in is filed.',
        filed: 'Nothing is filed yet: an article is, once it has a tag.',
        quarantined: 'Nothing is set aside: whatever came in could be read.',
        all: mayEdit(editor)
          ? 'There is no article yet: paste a link above, or follow a feed.'
          : 'There is no article yet.',
      }[status]
  return (
    <div class="empty">
      <p>{next ? 'Nothing of that kind so far: look further back.' : sentence}</p>
      {isAsked(filter) ? (
        <a href={inboxPath({ status })}>Without the search</a>
      ) : (
        <a href="/console/feeds">To the feeds</a>
      )}
    </div>
  )
}

function ArticleList(props: InboxProps) {
  const { items, editor, filter, topics, typed = {}, wrong = {} } = props
  if (!mayEdit(editor)) return <ArticleLines {...props} />
  return (
    <form method="post" action={`${PATH}/tag`} hx-post={`${PATH}/tag`} {...inPlace}>
      <Filtered {...filter} />
      <ArticleLines {...props} />
      <div class="card bulk-bar">
        <div class="row low bulk">
          <Field
            name="more"
            label={items.length === 1 ? 'Tags for it, if it is ticked' : 'Tags for those that are ticked'}
            typed={typed}
            wrong={wrong}
            placeholder="trade, port"
            autocomplete="off"
            data-key="t"
            data-takes-item
            data-does="Tag what is ticked, or else this one"
          />
          <button type="submit" id="tag-ticked">
            Tag the ticked ones <Kbd of="t" />
          </button>
          <details>
            <summary>Remove the ticked ones…</summary>
            <p>They are gone from the next issues, and from the search. Issues that have been sent keep them.</p>
            <button type="submit" class="wrong" formaction={`${PATH}/remove`}>
              Remove them
            </button>
          </details>
        </div>
        <div class="row">
          <FileUnder topics={topics} />
          <label class="check scripted-only">
            <input type="checkbox" data-tick-all data-key="*" data-does="Tick all of them" />
            <span>
              All on this page <span class="soft" data-ticked />
            </span>
          </label>
        </div>
      </div>
    </form>
  )
}

const MOST_BUTTONS = 9

/** A press a topic: its first tag, for what is ticked. */
function FileUnder({ topics }: Pick<View, 'topics'>) {
  const tagged = topics.filter(({ tags }) => tags.length > 0).slice(0, MOST_BUTTONS)
  if (tagged.length === 0) return null
  return (
    <div class="row tags">
      <span class="soft small">File the ticked ones under</span>
      {tagged.map(({ slug, name, tags }, index) => (
        <button
          type="submit"
          id={`file-${slug}`}
          class="quiet small"
          name="more"
          value={tags[0]}
          data-key={String(index + 1)}
          data-takes-item
          data-does={`File what is ticked, or else this one, under ${name}`}
        >
          {name} <Kbd of={String(index + 1)} />
        </button>
      ))}
    </div>
  )
}

function ArticleLines(props: InboxProps) {
  return (
    <ul class="lines" data-list>
      {props.items.map((article) => (
        <ArticleLine {...props} article={article} />
      ))}
    </ul>
  )
}

function ArticleLine({ article, topics, now, editor, filter, ticked = [] }: InboxProps & { article: Article }) {
  const { id, title, lang, url, status } = article
  return (
    <li id={id} data-item>
      {mayEdit(editor) ? (
        <label class="tick">
          <input
            type="checkbox"
            name="id"
            value={id}
            checked={ticked.includes(id)}
            id={`tick-${id}`}
            data-key="x"
            data-does="Tick it"
          />
          <span class="unseen">Tick: {title}</span>
        </label>
      ) : (
        ''
      )}
      <div>
        <a class="headline" href={`${PATH}/${id}`} lang={lang} dir="auto" data-open data-key="e" data-does="Edit it">
          {title}
        </a>
        {article.reason ? <p class="wrong small">{article.reason}</p> : ''}
        {article.withdrawnAt ? <p class="warn small">{WITHDRAWN}</p> : ''}
        <div class="row meta">
          <p class="soft small">
            {filter.status === 'all' || status === 'quarantined' ? `${words[status]} · ` : ''}
            <Source {...{ article, filter }} /> · <When at={article.createdAt} now={now} />
            {article.topics.length > 0 ? ` · ${topicNames(article, topics)}` : ''}
            {url ? (
              <>
                {' · '}
                <a
                  href={url}
                  rel="noreferrer"
                  aria-label={`Read ${title} at its source`}
                  data-key="o"
                  data-does="Read it"
                >
                  read
                </a>
              </>
            ) : (
              ''
            )}
          </p>
          <Tags {...{ article, filter }} />
        </div>
      </div>
    </li>
  )
}

function Source({ article, filter }: { readonly article: Article; readonly filter: Filter }): Child {
  const source = sourceOf(article)
  if (source === undefined) return 'Text of our own'
  if (filter.source) return source
  return (
    <a class="by" href={inboxPath({ ...filter, source })}>
      {source}
    </a>
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

export const WITHDRAWN = 'Its feed has taken it out again.'

const words = { draft: 'Draft', filed: 'Filed', quarantined: 'Set aside' } as const

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

/** The list that it stands in. */
export const listOf = ({ status }: Pick<Article, 'status'>) => (status === 'filed' ? 'filed' : 'waiting')

type ArticleProps = View & { readonly article: Article; readonly typed: Typed; readonly wrong: Wrong }

export function ArticlePage(props: ArticleProps) {
  const { editor, said, article, now, topics, wrong } = props
  return (
    <Frame title={article.title} editor={editor} room={PATH} said={said}>
      <p class="small">
        <a href={inboxPath({ status: listOf(article) })}>{names[listOf(article)]}</a>
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
      {article.withdrawnAt ? (
        <p class="warn">
          {WITHDRAWN} Seen <When at={article.withdrawnAt} now={now} />; it stays filed until you remove it.
        </p>
      ) : (
        ''
      )}
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
