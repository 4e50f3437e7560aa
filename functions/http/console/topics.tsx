/** @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { removeTopic } from '../../../core/flows/remove-topic.ts'
import { renameTag } from '../../../core/flows/rename-tag.ts'
import { saveTopic } from '../../../core/flows/save-topic.ts'
import type { Outline } from '../../../core/model/digest.ts'
import { type Editor, mayEdit } from '../../../core/model/editor.ts'
import { slugOf } from '../../../core/model/text.ts'
import { parseTopic, type Topic } from '../../../core/model/topic.ts'
import type { ApiPorts } from '../api/api.ts'
import { pageOf } from '../api/body.ts'
import { parseRename } from '../api/tags.ts'
import { notFound } from '../problem.ts'
import { inboxPath } from './article-pages.tsx'
import { counted, Field, formOf, Pager, type Typed, tagsIn, type Wrong, WrongSummary, wrongOf } from './forms.tsx'
import { asEditor, backTo, type ConsoleEnv, Frame, saidIn } from './frame.tsx'

const PATH = '/console/topics'

/** What is wrong with a form of this page: that of a topic, or of a new one. */
type Again = { readonly of: string; readonly typed: Typed; readonly wrong: Wrong }
// No topic can be called so.
const NEW = 'a_new_topic'
const RENAME = 'a_tag'

/** Steps of renaming in one request: a thousand articles. Pressed again, it goes on with those that still have the old name. */
const MOST_STEPS = 10

/** Each has a form of its own. */
const SHOWN = 100

export function topicPages(ports: ApiPorts): Hono<ConsoleEnv> {
  const page = async (c: Context<ConsoleEnv>, again?: Again, status: 200 | 409 | 422 = again ? 422 : 200) => {
    const [all, digests] = await Promise.all([ports.topics.all(), ports.digests.outlines()])
    const { cursor } = pageOf(c)
    // In the order of their slugs; what was typed into one of them is shown again where it stands.
    const known = all.findIndex(({ slug }) => slug === again?.of)
    const after = cursor === undefined ? 0 : all.filter(({ slug }) => slug <= cursor).length
    const from = known === -1 ? after : known - (known % SHOWN)
    const topics = all.slice(from, from + SHOWN)
    const next = from + SHOWN < all.length ? topics.at(-1)?.slug : undefined
    const view = {
      editor: c.get('editor'),
      said: saidIn(c),
      topics,
      digests,
      cursor: from > 0 ? cursor : undefined,
      next,
    }
    return c.html(<TopicsPage {...view} {...(again ? { again } : {})} />, status)
  }
  const found = async (slug: string): Promise<Topic> => {
    const topic = await ports.topics.get(slug)
    if (!topic) throw notFound('topic')
    return topic
  }

  return new Hono<ConsoleEnv>()
    .get('/topics', (c) => page(c))
    .post('/tags/rename', async (c) => {
      asEditor(c)
      const { text, typed } = await formOf(c)
      const names = parseRename({ from: text('from'), to: text('to') })
      if (!names.ok) return page(c, { of: RENAME, typed, wrong: wrongOf(names.refusals) })
      const { from, to } = names.value
      const { articles, isDone } = await renameForAWhile(ports, from, to)
      const rest = isDone ? '' : ' There are more: press again.'
      return backTo(c, PATH, `"${from}" is "${to}" now, on ${counted(articles, 'article')}.${rest}`)
    })
    .post('/topics', async (c) => {
      asEditor(c)
      const { text, given, typed } = await formOf(c)
      const slug = text('slug') || slugOf(text('name')).slice(0, 40).replace(/-$/, '')
      const input = { slug, name: text('name'), description: given('description'), tags: tagsIn(text('tags')) }
      const topic = parseTopic(input, ports.now())
      const again = (wrong: Wrong) => page(c, { of: NEW, typed: { ...typed, slug }, wrong })
      if (!topic.ok) return again(wrongOf(topic.refusals))
      const saved = await saveTopic(ports, topic.value, 'new')
      if (saved.kind === 'refused') return again(wrongOf(saved.refusals))
      if (saved.kind === 'exists') return again({ slug: `There is a topic "${slug}" already.` })
      return backTo(c, PATH, `The topic "${topic.value.name}" is there.${filedSentence(saved.filed)}`)
    })
    .post('/topics/:slug', async (c) => {
      asEditor(c)
      const known = await found(c.req.param('slug'))
      const { text, typed } = await formOf(c)
      const input = {
        slug: known.slug,
        name: text('name'),
        description: text('description'),
        tags: tagsIn(text('tags')),
      }
      const topic = parseTopic(input, known.createdAt)
      if (!topic.ok) return page(c, { of: known.slug, typed, wrong: wrongOf(topic.refusals) })
      const saved = await saveTopic(ports, known.alerts ? { ...topic.value, alerts: known.alerts } : topic.value, 'any')
      const filed = saved.kind === 'saved' ? saved.filed : 0
      return backTo(c, PATH, `The topic "${topic.value.name}" is saved.${filedSentence(filed)}`)
    })
    .post('/topics/:slug/remove', async (c) => {
      asEditor(c)
      const known = await found(c.req.param('slug'))
      const removed = await removeTopic(ports, known.slug)
      if (removed.kind === 'in-use') {
        const names = removed.by.map(({ name }) => `"${name}"`).join(', ')
        const wrong = { name: `${names} has this topic: take it out there first.` }
        return page(c, { of: known.slug, typed: typedOf(known), wrong }, 409)
      }
      return backTo(c, PATH, `The topic "${known.name}" is removed.`)
    })
}

async function renameForAWhile(ports: ApiPorts, from: string, to: string) {
  let [articles, cursor] = [0, undefined as string | undefined]
  for (let step = 0; step < MOST_STEPS; step++) {
    const renamed = await renameTag(ports, from, to, cursor)
    articles += renamed.articles
    cursor = renamed.cursor
    if (cursor === undefined) break
  }
  return { articles, isDone: cursor === undefined }
}

const filedSentence = (filed: number): string =>
  filed === 0 ? '' : ` ${counted(filed, 'article')} of the last week ${filed === 1 ? 'has' : 'have'} moved.`

const typedOf = ({ name, description = '', tags }: Topic): Typed => ({ name, description, tags: tags.join(', ') })

type Props = {
  readonly editor: Editor
  readonly said: string | undefined
  readonly topics: readonly Topic[]
  readonly digests: readonly Outline[]
  readonly cursor: string | undefined
  readonly next: string | undefined
  readonly again?: Again | undefined
}

function TopicsPage({ editor, said, topics, digests, cursor, next, again }: Props) {
  const typed = again?.of === NEW ? again.typed : {}
  const wrong = again?.of === NEW ? again.wrong : {}
  return (
    <Frame title="Topics" editor={editor} room={PATH} said={said}>
      <h1>Topics</h1>
      <p class="soft">A topic takes every article that carries one of its tags. Digests are made of topics.</p>
      {again ? <WrongSummary wrong={again.wrong} of={again.of} /> : ''}
      {topics.length === 0 ? (
        <div class="empty">
          <p>There is no topic yet{mayEdit(editor) ? ': make the first one below, then a digest of it' : ''}.</p>
        </div>
      ) : (
        <ul class="lines" data-list>
          {topics.map((topic) => (
            <TopicLine {...{ topic, digests, editor, again }} />
          ))}
        </ul>
      )}
      <Pager path={PATH} query={{}} cursor={cursor} next={next} first="To the first" more="More topics" />
      {mayEdit(editor) ? (
        <form method="post" action={PATH} class="card">
          <h2>A new topic</h2>
          <div class="pair">
            <Field of={NEW} name="name" label="Name" typed={typed} wrong={wrong} required hint="As readers see it." />
            <Field
              of={NEW}
              name="slug"
              label="Short name"
              typed={typed}
              wrong={wrong}
              hint="For addresses, for ever: world-news. Left empty, it is made of the name."
            />
          </div>
          <Field of={NEW} name="tags" label="Tags" typed={typed} hint="Left empty, it answers to its short name." />
          <Field of={NEW} name="description" label="What it is about" typed={typed} />
          <button type="submit">Make the topic</button>
        </form>
      ) : (
        ''
      )}
      {mayEdit(editor) ? <RenameForm again={again} /> : ''}
    </Frame>
  )
}

function RenameForm({ again }: Pick<Props, 'again'>) {
  const isAgain = again?.of === RENAME
  const field = { of: RENAME, typed: isAgain ? again.typed : {}, wrong: isAgain ? again.wrong : {} }
  return (
    <details open={isAgain}>
      <summary>Call a tag otherwise…</summary>
      <form method="post" action="/console/tags/rename" class="card">
        <p class="soft">
          On articles, topics and feeds. By the name of another tag, the two become one. Nothing is sent again for it.
        </p>
        <div class="pair">
          <Field {...field} name="from" label="The tag" required />
          <Field {...field} name="to" label="Its new name" required />
        </div>
        <button type="submit">Rename the tag</button>
      </form>
    </details>
  )
}

function TopicLine({ topic, digests, editor, again }: { topic: Topic } & Pick<Props, 'digests' | 'editor' | 'again'>) {
  const { slug } = topic
  const using = digests.filter((digest) => digest.topics.includes(slug))
  const isAgain = again?.of === slug
  const field = { of: slug, typed: isAgain ? again.typed : typedOf(topic), wrong: isAgain ? again.wrong : {} }
  return (
    <li id={`topic-${slug}`} data-item>
      <div>
        <span class="headline">{topic.name}</span> <span class="soft small">{slug}</span>
        {topic.description ? <p class="small">{topic.description}</p> : ''}
        <p class="soft small">
          {using.length === 0
            ? 'In no digest: nothing of it is sent.'
            : `In ${counted(using.length, 'digest')}: ${using.map(({ name }) => name).join(', ')}.`}
        </p>
        <p class="row tags small">
          {topic.tags.map((tag) => (
            <a class="badge" href={inboxPath({ status: 'all', tag })}>
              {tag}
            </a>
          ))}
        </p>
        {mayEdit(editor) ? (
          <details open={isAgain}>
            <summary data-open data-key="e" data-does="Change it">
              Change {topic.name}
            </summary>
            <form method="post" action={`${PATH}/${slug}`}>
              <Field {...field} name="name" label="Name" required />
              <Field {...field} name="tags" label="Tags" hint="Articles of the last week move with them." />
              <Field {...field} name="description" label="What it is about" />
              <div class="row">
                <button type="submit">Save {topic.name}</button>
                <button type="submit" class="wrong" formaction={`${PATH}/${slug}/remove`} formnovalidate>
                  Remove {topic.name}
                </button>
              </div>
            </form>
          </details>
        ) : (
          ''
        )}
      </div>
    </li>
  )
}
