/** @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { aFewAtATime } from '../../../core/flows/a-few-at-a-time.ts'
import { bringArticle } from '../../../core/flows/bring-article.ts'
import { correctArticle } from '../../../core/flows/correct-article.ts'
import type { Filed } from '../../../core/flows/file-article.ts'
import { type Tagged, tagArticles, untagArticles } from '../../../core/flows/tag-articles.ts'
import { type Article, type ArticleId, canonicalUrl } from '../../../core/model/article.ts'
import { slugOf } from '../../../core/model/text.ts'
import { type Topic, tagsOf } from '../../../core/model/topic.ts'
import type { ApiPorts } from '../api/api.ts'
import { pageOf } from '../api/body.ts'
import { notFound, Problem } from '../problem.ts'
import { ArticlePage, type Filter, InboxPage, inboxPath, listOf, statuses, typedOf } from './article-pages.tsx'
import { feedPages } from './feeds.tsx'
import { counted, type Form, formOf, type Typed, tagsIn, type Wrong, wrongOf } from './forms.tsx'
import { asEditor, backTo, type ConsoleEnv, heardIn, saidIn } from './frame.tsx'
import { topicPages } from './topics.tsx'

/** What comes in: articles, and the topics and feeds that sort and bring them. */
export function articlePages(ports: ApiPorts): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  const inbox = async (c: Context<ConsoleEnv>, asked: Asked) => {
    const { status, ...words } = asked.filter
    const filter = { ...(status === 'all' ? {} : { status }), ...words }
    const [{ items, cursor: next }, topics] = await Promise.all([
      ports.articles.list(filter, asked.page ?? { limit: 50 }),
      ports.topics.all(),
    ])
    const { said, undo } = heardIn(c)
    const view = { editor: c.get('editor'), said, undo, now: ports.now(), items, next, topics }
    return c.html(<InboxPage {...view} {...asked} cursor={asked.page?.cursor} />, asked.wrong ? 422 : 200)
  }

  app.get('/articles', (c) => inbox(c, { filter: filterOf((name) => c.req.query(name)), page: pageOf(c) }))

  app.post('/articles', async (c) => {
    asEditor(c)
    const form = await formOf(c)
    const brought = await bringArticle(ports, broughtIn(form))
    if (!brought.ok) {
      const wrong = wrongOf(brought.refusals, { url: 'what', text: 'what' })
      const isUntitled = addressIn(form.text('what')) !== undefined
      return inbox(c, { filter: { status: 'waiting' }, wrong, typed: form.typed, isUntitled })
    }
    const { article } = brought.value
    return backTo(c, `/console/articles/${article.id}`, sentenceFor(brought.value, await ports.topics.all()))
  })

  app.post('/articles/tag', async (c) => {
    asEditor(c)
    const form = await formOf(c)
    const filter = filterOf(form.given)
    const ticked = form.all('id') as ArticleId[]
    // What is written, and the topic that was pressed.
    const tags = tagsOf(tagsIn(form.all('more').join()))
    if (ticked.length === 0) return inbox(c, { filter, typed: form.typed, wrong: { more: NOBODY_TICKED } })
    if (tags.length === 0)
      return inbox(c, { filter, typed: form.typed, ticked, wrong: { more: 'Write the tags that these get.' } })
    const done = await tagArticles(ports, ticked, tags)
    if (!done.ok) return inbox(c, { filter, typed: form.typed, ticked, wrong: { more: done.refusals[0]!.sentence } })
    const tagged = done.value
    if (tagged.length === 0) return backTo(c, inboxPath(filter), 'They had these tags already.')
    const sentence = `${counted(tagged.length, 'article')} tagged: ${tags.join(', ')}.`
    return backTo(c, inboxPath(filter), sentence, tags.length > MOST_TAKEN_BACK ? undefined : undoOf(tags, tagged))
  })

  app.post('/articles/untag', async (c) => {
    asEditor(c)
    const form = await formOf(c)
    const tagged = taggedIn(form.text('undo'))
    if (!tagged) throw new Problem('invalid', 'This cannot be taken back: nothing says what it was.')
    const count = await untagArticles(ports, tagged)
    return backTo(c, inboxPath(filterOf(form.given)), `${counted(count, 'article')} as before.`)
  })

  app.post('/articles/remove', async (c) => {
    asEditor(c)
    const form = await formOf(c)
    const filter = filterOf(form.given)
    const ticked = form.all('id') as ArticleId[]
    if (ticked.length === 0) return inbox(c, { filter, typed: form.typed, wrong: { more: NOBODY_TICKED } })
    const known = await ports.articles.getMany(ticked)
    await aFewAtATime(known, 8, (article) => ports.articles.remove(article))
    return backTo(c, inboxPath(filter), `${counted(known.length, 'article')} removed.`)
  })

  const one = async (c: Context<ConsoleEnv>, article: Article, typed: Typed = typedOf(article), wrong: Wrong = {}) => {
    const topics = await ports.topics.all()
    const view = { editor: c.get('editor'), said: saidIn(c), now: ports.now(), article, topics, typed, wrong }
    return c.html(<ArticlePage {...view} />, Object.keys(wrong).length > 0 ? 422 : 200)
  }
  const found = async (id: string): Promise<Article> => {
    const article = await ports.articles.get(id as ArticleId)
    if (!article) throw notFound('article')
    return article
  }

  app.get('/articles/:id', async (c) => one(c, await found(c.req.param('id'))))

  app.post('/articles/:id', async (c) => {
    asEditor(c)
    const known = await found(c.req.param('id'))
    const form = await formOf(c)
    const corrected = await correctArticle(ports, known, {
      title: form.text('title'),
      summary: form.given('summary'),
      tags: tagsIn(form.text('tags')),
      author: form.given('author'),
      source: form.given('source'),
      lang: form.given('lang'),
      image: form.given('image'),
      publishedAt: form.given('publishedAt'),
    })
    if (!corrected.ok) return one(c, known, form.typed, wrongOf(corrected.refusals))
    if (!corrected.value) throw notFound('article')
    const sentence = `Saved. ${whereIs(corrected.value, await ports.topics.all())}`
    return backTo(c, `/console/articles/${known.id}`, sentence)
  })

  app.post('/articles/:id/remove', async (c) => {
    asEditor(c)
    const { status, ...article } = await found(c.req.param('id'))
    await ports.articles.remove({ status, ...article })
    return backTo(c, inboxPath({ status: listOf({ status }) }), 'The article is removed.')
  })

  return app.route('/', topicPages(ports)).route('/feeds', feedPages(ports))
}

type Asked = {
  readonly filter: Filter
  readonly page?: ReturnType<typeof pageOf>
  readonly typed?: Typed
  readonly wrong?: Wrong
  readonly ticked?: readonly string[]
  /** A link whose page could not be read: whoever knows its title can file it all the same. */
  readonly isUntitled?: boolean
}

const NOBODY_TICKED = 'Tick the articles first.'

/** As an address says it; a search is about everything, if nothing else is said. */
function filterOf(given: (name: string) => string | undefined): Filter {
  const tag = slugOf(given('tag') ?? '') || undefined
  const source = given('source')?.trim().slice(0, 200) || undefined
  const q = given('q')?.trim().slice(0, 200) || undefined
  const isWide = tag !== undefined || source !== undefined || q !== undefined
  const status = statuses.find((one) => one === given('status')) ?? (isWide ? 'all' : 'waiting')
  return { status, tag, source, q }
}

/** As many tags as their bits are safe in a number. */
const MOST_TAKEN_BACK = 40

/** What was tagged, short enough for an address: `trade,sea;art_1.3;art_2.1!`, of each which of the tags are new, and whether it was filed by it. */
function undoOf(tags: readonly string[], tagged: readonly Tagged[]): string {
  const bits = (added: readonly string[]) => tags.reduce((sum, tag, n) => sum + (added.includes(tag) ? 2 ** n : 0), 0)
  const one = ({ id, added, isNewlyFiled }: Tagged) => `${id}.${bits(added).toString(36)}${isNewlyFiled ? '!' : ''}`
  return [tags.join(), ...tagged.map(one)].join(';')
}

function taggedIn(undo: string): Tagged[] | undefined {
  const [tags = '', ...lines] = undo.split(';')
  const known = tagsOf(tags.split(','))
  const tagged = lines.map((line): Tagged | undefined => {
    const [, id, bits = '', filed] = /^(art_[\w-]+)\.([0-9a-z]{1,8})(!?)$/.exec(line) ?? []
    if (!id) return undefined
    const mask = Number.parseInt(bits, 36)
    const added = known.filter((_, n) => Math.floor(mask / 2 ** n) % 2 === 1)
    return { id: id as ArticleId, added, isNewlyFiled: filed === '!' }
  })
  if (lines.length === 0 || lines.length > 100 || tagged.includes(undefined)) return undefined
  return tagged as Tagged[]
}

/** The address that somebody has pasted, and nothing else: with or without its `https://`. */
function addressIn(what: string): string | undefined {
  if (what === '' || /\s/.test(what)) return undefined
  if (/^[a-z][a-z0-9+.-]*:/i.test(what)) return what
  const whole = `https://${what}`
  return /^[^/]+\.[^/]/.test(what) && canonicalUrl(whole) ? whole : undefined
}

function broughtIn(form: Form) {
  const what = form.text('what')
  const url = addressIn(what)
  const tags = tagsIn(form.text('tags'))
  const title = form.given('title')
  return {
    ...(url === undefined ? { text: what } : { url }),
    ...(title === undefined ? {} : { title }),
    ...(tags.length > 0 ? { tags } : {}),
  }
}

function sentenceFor({ kind, article }: Filed, topics: readonly Topic[]): string {
  if (kind === 'unchanged') return 'We had this article already, as it is.'
  const how = kind === 'added' ? 'Taken in.' : 'We had this article: its words are renewed.'
  return `${how} ${whereIs(article, topics)}`
}

function whereIs({ status, topics: slugs }: Article, topics: readonly Topic[]): string {
  if (status !== 'filed') return 'It waits as a draft: tags file it.'
  const names = slugs.map((slug) => topics.find((topic) => topic.slug === slug)?.name ?? slug)
  return names.length > 0 ? `It is filed under ${names.join(', ')}.` : 'No topic answers to its tags yet.'
}
