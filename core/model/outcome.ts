import type { FrozenArticle, IssueId } from './issue.ts'
import type { Setback } from './setback.ts'
import type { Settings } from './settings.ts'
import type { Instant } from './time.ts'

/** What the provider tells of a mail that is no setback. */
export type Reported = 'delivered' | 'delayed' | 'opened' | 'clicked'

/** What may become of one reader's mail. Each counts once, however often and in whatever order it is told. */
export type Sign =
  | Reported
  /** Gone to that article of it. */
  | `on ${string}`
  /** Off the digest, by this very mail's link. */
  | 'left'
  | 'bounced'
  | 'complained'
  | 'suppressed'
  /** Accepted by the provider, then not sent after all. */
  | 'failed'

/** What became of one reader's mail of an issue, and when first. Whoever nothing was told of has none. */
export type Outcome = Readonly<Partial<Record<Sign, { readonly at: Instant; readonly note?: string }>>>

/** How many readers there are of each sign, of those that are counted here; setbacks have numbers of their own. */
export type Tally = Readonly<Partial<Record<Sign, number>>>

/** An event of the provider that is no setback, as far as anybody here wants to know. */
export type Report = {
  readonly issue: IssueId
  readonly subscriber: string
  readonly what: Reported
  readonly at: Instant
  /** Where a click led, if that is nobody's own link. */
  readonly link?: string
}

/** What is to be written down of one reader's mail. */
export type News = { readonly subscriber: string; readonly outcome: Outcome }

const reported: Readonly<Record<string, Reported>> = {
  'email.delivered': 'delivered',
  'email.delivery_delayed': 'delayed',
  'email.opened': 'opened',
  'email.clicked': 'clicked',
}
/** By the provider's name for it; undefined for a setback, and for what nobody here wants to know. */
export const reportedBy = (type: string): Reported | undefined =>
  Object.hasOwn(reported, type) ? reported[type] : undefined

/** An id of ours as a tag may carry it, or nothing. */
export const idOf = (kind: 'iss' | 'sub' | 'let', given: string | undefined): string | undefined =>
  given !== undefined && new RegExp(`^${kind}_[A-Za-z0-9]{1,40}$`).test(given) ? given : undefined

/** What an event says of a mail of an issue; undefined where it is about another mail, or about nothing that is counted. */
export function reportOf(
  event: { readonly type: string; readonly tags: Readonly<Record<string, string>>; readonly at: Instant },
  link: string | undefined,
  site: string,
): Report | undefined {
  const what = reportedBy(event.type)
  const [issue, subscriber] = [idOf('iss', event.tags.issue), idOf('sub', event.tags.subscriber)]
  if (!what || !issue || !subscriber) return undefined
  const led = what === 'clicked' && link !== undefined && !isOwnLink(link, site) ? { link } : {}
  return { issue: issue as IssueId, subscriber, what, at: event.at, ...led }
}

/** A reader's own links are signed: they go no further than the mail. Of our own site only articles are worth counting. */
const isOwnLink = (link: string, site: string) => link.startsWith(site) && !link.startsWith(`${site}/a/`)

/** Opens and clicks are written down only where the publisher says so; what nobody asked for is not kept at all (STD-65). */
export const isWanted = ({ what }: Pick<Report, 'what'>, { tracking }: Pick<Settings, 'tracking'>): boolean =>
  what === 'opened' ? tracking.opens : what === 'clicked' ? tracking.clicks : true

/** So many articles of an issue are told apart by who went to them: a counter stays small. */
export const MOST_LINKS = 100

/** To which article of an issue a link of its mails leads. */
export function articlesByLink(
  articles: readonly Pick<FrozenArticle, 'id' | 'url'>[],
  site: string,
): (link: string) => string | undefined {
  const known = new Map(
    articles.slice(0, MOST_LINKS).map(({ id, url }) => [addressOf(url ?? `${site}/a/${id}`), id as string]),
  )
  return (link) => known.get(addressOf(link))
}
/** Links come back from the provider as browsers write them. */
const addressOf = (link: string) => (URL.canParse(link) ? new URL(link).href : link)

/** News of so many readers go into one transaction, beside the counter. */
export const MOST_NEWS = 99

/** Reports of one issue, by reader: what is told twice is there once, with when it was told of first. */
export function newsOf(reports: readonly Report[], articleAt: (link: string) => string | undefined): News[] {
  const bySubscriber = new Map<string, Record<string, { at: Instant }>>()
  for (const { subscriber, what, at, link } of reports) {
    const signs = bySubscriber.get(subscriber) ?? {}
    bySubscriber.set(subscriber, signs)
    const article = link === undefined ? undefined : articleAt(link)
    for (const sign of [what, ...(article === undefined ? [] : [`on ${article}`])])
      if (!signs[sign] || at < signs[sign].at) signs[sign] = { at }
  }
  return [...bySubscriber].map(([subscriber, outcome]) => ({ subscriber, outcome }))
}

export const signsOf = (outcome: Outcome): Sign[] => Object.keys(outcome) as Sign[]

/** What of it is not known yet; undefined where all of it is. */
export function notKnown({ subscriber, outcome }: News, known: Outcome | undefined): News | undefined {
  const fresh = Object.entries(outcome).filter(([sign]) => known?.[sign as Sign] === undefined)
  return fresh.length === 0 ? undefined : { subscriber, outcome: Object.fromEntries(fresh) }
}

/** Setbacks have counters of their own, and a delay is over sooner or later. */
const uncounted: readonly Sign[] = ['delayed', 'bounced', 'complained', 'suppressed', 'failed']

/** By how much the numbers of an issue rise with these. */
export function risesOf(news: readonly News[]): Tally {
  const rises: Record<string, number> = {}
  for (const { outcome } of news)
    for (const sign of signsOf(outcome)) if (!uncounted.includes(sign)) rises[sign] = (rises[sign] ?? 0) + 1
  return rises
}

export const sumOf = (tallies: readonly Tally[]): Tally => {
  const sum: Record<string, number> = {}
  for (const tally of tallies)
    for (const [sign, count] of Object.entries(tally)) sum[sign] = (sum[sign] ?? 0) + (count ?? 0)
  return sum
}

/** How many readers went to each article, those first that most went to. */
export const clicksOf = (tally: Tally): { readonly article: string; readonly readers: number }[] =>
  Object.entries(tally)
    .flatMap(([sign, readers]) => (sign.startsWith('on ') ? [{ article: sign.slice(3), readers: readers ?? 0 }] : []))
    .toSorted((a, b) => b.readers - a.readers || (a.article < b.article ? -1 : 1))

/** What a setback leaves on the reader's own mail. */
export function signOfSetback(kind: Setback['kind']): Sign {
  switch (kind) {
    case 'hard':
    case 'soft':
    case 'ours':
      return 'bounced'
    case 'complaint':
      return 'complained'
    case 'suppressed':
      return 'suppressed'
    case 'failed':
      return 'failed'
  }
}
