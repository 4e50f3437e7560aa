import { type Article, type ArticleInput, canonicalUrl, unreachable } from '../model/article.ts'
import { identityOf } from '../model/identity.ts'
import { type Found, type PageRead, proposalFrom } from '../model/page.ts'
import { type Parsed, parsed, refusal, refused } from '../model/refusal.ts'
import type { Ports } from '../ports.ts'
import { whereItLies } from './where-it-lies.ts'

/** An article's address, and whatever an editor already says about it. */
export type Link = Partial<ArticleInput> & { readonly url: string }

/**
 * Fetches the page behind a link and proposes the article it is. What the editor says wins, then what we have of it
 * already, then what the page says; `found` tells where in the page. Refusals carry the field `url`. A page that leads on by
 * itself (`refresh`) is followed once, by the same guarded fetch. Price, for each of the two: one request to a stranger's
 * server (10 s at most) and one thread (3 s of a processor at most, 15 by the clock).
 */
export async function readPage(
  ports: Pick<Ports, 'fetch' | 'pages' | 'articles' | 'ids' | 'log'>,
  link: Link,
): Promise<Parsed<{ readonly input: ArticleInput; readonly found: Found }>> {
  const asked = canonicalUrl(link.url)
  if (!asked) return refused(unreachable)
  const first = await opened(ports, asked)
  if ('sentence' in first) return passed(ports, first.why, first.sentence)
  const next = nextAfter(first)
  const there = next === undefined ? first : await opened(ports, next)
  if ('sentence' in there) return passed(ports, there.why, there.sentence)
  const proposal = proposalFrom(there.page, { asked, at: there.at })
  if (!proposal) return passed(ports, 'untitled', 'This page does not say what it is called: give its title yourself.')

  const known = await whereItLies(ports, identityOf(proposal.input), link.url)
  const said = { ...(known ? wordsOf(known) : {}), ...link, url: proposal.input.url }
  const found = Object.entries(proposal.found).filter(([field]) => field === 'url' || !(field in said))
  ports.log('page.read', { found: Object.fromEntries(found.map(([field, { from }]) => [field, from])) })
  return parsed({ input: { ...proposal.input, ...said }, found: Object.fromEntries(found) })
}

type Opened = { readonly page: Extract<PageRead, { kind: 'read' }>; readonly at: string }

/** A page that was fetched and taken apart, or why there is none. */
async function opened(
  ports: Pick<Ports, 'fetch' | 'pages'>,
  url: string,
): Promise<Opened | { readonly why: string; readonly sentence: string }> {
  const fetched = await ports.fetch({ url, as: 'page' })
  if (fetched.kind === 'failed') return { why: fetched.why, sentence: fetched.reason }
  if (fetched.kind !== 'ok') return { why: fetched.kind, sentence: gone[fetched.kind] }
  const page = await ports.pages(fetched)
  return page.kind === 'unreadable' ? { why: 'unreadable', sentence: page.reason } : { page, at: fetched.url }
}

/** Where a page leads on to by itself, as an address that may be asked: never from https back to http, as with a redirect. */
function nextAfter({ page, at }: Opened): string | undefined {
  const next = page.refresh === undefined ? undefined : canonicalUrl(page.refresh)
  if (next === undefined || next === canonicalUrl(at)) return undefined
  return at.startsWith('https:') && next.startsWith('http:') ? undefined : next
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
