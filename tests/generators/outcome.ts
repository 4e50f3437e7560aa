import type { Article } from '../../core/model/article.ts'
import type { SafeFetch } from '../../core/model/fetched.ts'
import type { Had } from './house.ts'
import type { Post, Site, Step } from './site.ts'

/** What a step of the site's owner has done in a house. Posts by their keys. */
export type Outcome = {
  /** New articles of posts that had none. */
  readonly added: readonly string[]
  /** Articles that say something else than before. */
  readonly changed: readonly string[]
  /** Too old to be news when the feed was followed. */
  readonly earlier: readonly string[]
  /** On the site, and not in its feed. */
  readonly heldBack: readonly string[]
  /** Articles that the editor is told are gone from the feed. */
  readonly flagged: readonly string[]
  /** New articles of posts that had one. */
  readonly doubled: readonly string[]
  /** In the feed, and nothing is known of it here. */
  readonly lost: readonly string[]
  /** The article says, after the step, what the site does not say any more. */
  readonly stale: readonly string[]
  /** Articles that are no post of the site. */
  readonly strange: readonly string[]
}

export const nothingHad: Pick<Had, 'articles'> & { readonly source?: undefined } = { articles: [] }

/** Letters and digits alone: what escaping does to the rest is not what is asked here. */
export const letters = (text: string): string => text.normalize('NFC').replaceAll(/[^\p{L}\p{N}]/gu, '')

const unescaped = (text: string): string =>
  text
    .replaceAll(/&#x([0-9a-f]+);/gi, (_, code) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replaceAll(/&(?:amp;)*#?\w+;/g, '')

/** `sites`: as it was from the first step on, as it is now at the end. `feed`: what was served. */
export async function outcomeOf(
  step: Step,
  sites: readonly Site[],
  before: { readonly articles: readonly Article[]; readonly source?: Had['source'] | undefined },
  after: Had,
  feed: string,
  fetch: SafeFetch,
): Promise<Outcome> {
  const site = sites.at(-1)!
  const keys = new Map(sites.flatMap(({ posts }) => posts.map(({ title, key }) => [letters(title), key] as const)))
  const keyOf = ({ title }: { readonly title: string }): string | undefined => keys.get(letters(title))
  const had = new Map(before.articles.map((article) => [article.id, article]))
  const knew = new Set(before.articles.map(keyOf))
  const fresh = after.articles.filter(({ id }) => !had.has(id))
  const named = (articles: readonly Article[]): string[] => articles.flatMap((one) => keyOf(one) ?? []).toSorted()

  const served = letters(unescaped(feed))
  const shown = site.posts.filter(({ title }) => served.includes(letters(title)))
  const earlier = new Set(after.source.earlier?.last.flatMap(({ entry }) => keyOf({ title: entry }) ?? []))
  const knewEarlier = new Set(before.source?.earlier?.last.flatMap(({ entry }) => keyOf({ title: entry }) ?? []))
  const stale = []
  for (const post of shown) {
    const own = after.articles.filter((article) => keyOf(article) === post.key)
    if (own.length === 1 && (await isStale(own[0]!, post, site, step, fetch))) stale.push(post.key)
  }
  // The first of a post that comes twice at once is no double.
  const doubled = fresh.filter(
    (one) => knew.has(keyOf(one)) || fresh.findIndex((other) => keyOf(other) === keyOf(one)) < fresh.indexOf(one),
  )
  return {
    added: named(fresh.filter((one) => !doubled.includes(one))),
    changed: named(after.articles.filter((one) => had.has(one.id) && words(one) !== words(had.get(one.id)!))),
    earlier: [...earlier].filter((key) => !knewEarlier.has(key)).toSorted(),
    heldBack: site.posts.filter((post) => !shown.includes(post)).map(({ key }) => key),
    flagged: named(after.articles.filter((one) => one.withdrawnAt && !had.get(one.id)?.withdrawnAt)),
    doubled: named(doubled),
    lost: shown.map(({ key }) => key).filter((key) => !named(after.articles).includes(key) && !earlier.has(key)),
    stale,
    strange: fresh.flatMap((one) => (keyOf(one) === undefined ? [one.title] : [])),
  }
}

const words = ({ url, title, summary, author, lang, publishedAt, tags }: Article): string =>
  JSON.stringify([url, title, summary, author, lang, publishedAt, tags])

/** Whether it says a title, a day or words that are not the site's any more, or leads anywhere but straight to its page. */
async function isStale(article: Article, post: Post, { host }: Site, { gone = [] }: Step, fetch: SafeFetch) {
  if (letters(article.title) !== letters(post.title)) return true
  if (article.publishedAt !== undefined && article.publishedAt.slice(0, 10) !== post.at.slice(0, 10)) return true
  if (gone.some((phrase) => article.summary.includes(phrase))) return true
  const page = article.url ? await fetch({ url: article.url, as: 'page' }) : undefined
  if (page?.kind !== 'ok' || new URL(page.url).host !== host) return true
  return !new TextDecoder().decode(page.bytes).includes(post.sign)
}

/** What nobody wants: these say it in bold. */
export const faultsOf = ({ doubled, lost, stale, strange }: Outcome): number =>
  doubled.length + lost.length + stale.length + strange.length

/** As the table says it. */
export function told(
  { added, changed, earlier, heldBack, flagged, doubled, lost, stale, strange }: Outcome,
  isFirst: boolean,
) {
  const some = (keys: readonly string[], word: string) => (keys.length > 0 ? [`${keys.length} ${word}`] : [])
  const bad = (keys: readonly string[], word: string) => some(keys, word).map((one) => `**${one}**`)
  const all = [
    ...some(added, 'added'),
    ...some(earlier, 'earlier'),
    ...(isFirst ? some(heldBack, 'held back') : []),
    ...some(changed, 'changed'),
    ...some(flagged, 'flagged'),
    ...bad(doubled, 'doubled'),
    ...bad(lost, 'lost'),
    ...bad(stale, 'stale'),
    ...bad(strange, 'strange'),
  ]
  return all.join(', ') || '–'
}
