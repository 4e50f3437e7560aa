import { type Article, type ArticleInput, canonicalUrl, unreachable } from '../model/article.ts'
import { identityOf } from '../model/identity.ts'
import { type Found, proposalFrom } from '../model/page.ts'
import { type Parsed, parsed, refusal, refused } from '../model/refusal.ts'
import type { Ports } from '../ports.ts'
import { whereItLies } from './where-it-lies.ts'

/** An article's address, and whatever an editor already says about it. */
export type Link = Partial<ArticleInput> & { readonly url: string }

/**
 * Fetches the page behind a link and proposes the article it is. What the editor says wins, then what we have of it
 * already, then what the page says; `found` tells where in the page. Refusals carry the field `url`. Price: one request to
 * a stranger's server (10 s at most) and one thread (3 s at most).
 */
export async function readPage(
  ports: Pick<Ports, 'fetch' | 'pages' | 'articles' | 'ids' | 'log'>,
  link: Link,
): Promise<Parsed<{ readonly input: ArticleInput; readonly found: Found }>> {
  const asked = canonicalUrl(link.url)
  if (!asked) return refused(unreachable)
  const fetched = await ports.fetch({ url: asked, as: 'page' })
  if (fetched.kind === 'failed') return passed(ports, fetched.why, fetched.reason)
  if (fetched.kind !== 'ok') return passed(ports, fetched.kind, gone[fetched.kind])

  const page = await ports.pages(fetched)
  if (page.kind === 'unreadable') return passed(ports, 'unreadable', page.reason)
  const proposal = proposalFrom(page, { asked, at: fetched.url })
  if (!proposal) return passed(ports, 'untitled', 'This page does not say what it is called: give its title yourself.')

  const known = await whereItLies(ports, identityOf(proposal.input), link.url)
  const said = { ...(known ? wordsOf(known) : {}), ...link, url: proposal.input.url }
  const found = Object.entries(proposal.found).filter(([field]) => field === 'url' || !(field in said))
  ports.log('page.read', { found: Object.fromEntries(found.map(([field, { from }]) => [field, from])) })
  return parsed({ input: { ...proposal.input, ...said }, found: Object.fromEntries(found) })
}

const gone = {
  gone: 'The page is gone, and whoever had it says that it does not come back (410).',
  unchanged: 'The page gives no content (304): try again later.',
} as const

function passed(ports: Pick<Ports, 'log'>, why: string, sentence: string): Parsed<never> {
  ports.log('page.refused', { why })
  return refused(refusal('url', sentence))
}

/** What an editor, or an earlier reading, has made of it. */
const wordsOf = ({ title, summary, source, author, image, lang, publishedAt, body }: Article): Partial<ArticleInput> =>
  Object.fromEntries(
    Object.entries({ title, summary, source, author, image, lang, publishedAt, body }).filter(([, value]) => value),
  )
