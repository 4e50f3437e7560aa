import { type Article, afterRevision, fileUnder, isUnchanged } from '../model/article.ts'
import { MINUTE, plus } from '../model/time.ts'
import type { Topic } from '../model/topic.ts'
import type { Ports } from '../ports.ts'
import { untilWon } from './until-won.ts'

export type Filed = { readonly kind: 'added' | 'changed' | 'unchanged'; readonly article: Article }

type Manner = {
  /** What is made of the article that we have; undefined: nothing is done. */
  readonly settle?: (known: Article | undefined) => Article | undefined
  /** It has been read already. */
  readonly read?: { readonly known: Article | undefined } | undefined
}

/**
 * Takes an article in and files it under every topic its tags belong to. The same link arriving again is the same
 * article: its words are renewed, its filings keep their time. Price: one read, and one transaction if anything changed.
 */
export async function fileArticle(
  ports: Pick<Ports, 'articles' | 'digests' | 'now' | 'log'>,
  arrived: Article,
  topics: readonly Topic[],
  { settle = (known) => (known ? afterRevision(known, arrived) : arrived), read }: Manner = {},
): Promise<Filed> {
  let first = read
  return untilWon(async () => {
    const known = first ? first.known : await ports.articles.get(arrived.id)
    first = undefined
    const settled = settle(known)
    if (!settled) return { kind: 'unchanged', article: known ?? arrived }
    const next = fileUnder(settled, topics, ports.now())
    if (known && isUnchanged(known, next)) return { kind: 'unchanged', article: known }
    await callFor(ports, known, next, topics)
    if ((await ports.articles.save(known, next)) === 'lost') return 'lost'
    await callFor(ports, known, next, topics)
    ports.log(known ? 'article.changed' : 'article.added', {
      article: next.id,
      status: next.status,
      topics: next.topics,
    })
    return { kind: known ? 'changed' : 'added', article: next }
  })
}

/**
 * Has the editions woken that go out as things are filed. Before it is filed and after: whoever dies in between has called
 * already, and whoever takes long calls again. Price: nothing without such editions; else two writes each.
 */
async function callFor(
  ports: Pick<Ports, 'digests' | 'now'>,
  known: Article | undefined,
  next: Article,
  topics: readonly Topic[],
): Promise<void> {
  const fresh = next.topics.filter((slug) => known?.filed[slug] === undefined)
  const alerts = topics.filter(({ slug }) => fresh.includes(slug)).flatMap((topic) => topic.alerts ?? [])
  for (const { digest, edition, settleMinutes } of alerts)
    await ports.digests.call(digest, edition, plus(ports.now(), settleMinutes * MINUTE))
}

/** An editor's correction: exactly this article from now on. Undefined if it does not exist. */
export async function reviseArticle(
  ports: Pick<Ports, 'articles' | 'digests' | 'now' | 'log'>,
  id: Article['id'],
  revise: (known: Article) => Article,
  topics: readonly Topic[],
): Promise<Article | undefined> {
  return untilWon(async () => {
    const known = await ports.articles.get(id)
    if (!known) return undefined
    const next = { ...fileUnder(revise(known), topics, ports.now()), updatedAt: ports.now() }
    await callFor(ports, known, next, topics)
    if ((await ports.articles.save(known, next)) === 'lost') return 'lost'
    await callFor(ports, known, next, topics)
    ports.log('article.changed', { article: next.id, status: next.status, topics: next.topics })
    return next
  })
}
