import type { Article } from '../../core/model/article.ts'
import type { Digest } from '../../core/model/digest.ts'
import { type FrozenArticle, freeze, type Issue, NO_ZONE } from '../../core/model/issue.ts'
import type { Settings } from '../../core/model/settings.ts'
import type { Source } from '../../core/model/source.ts'
import type { SignUpRequest, Subscriber } from '../../core/model/subscriber.ts'
import type { Topic } from '../../core/model/topic.ts'

/** A moment of the day on which most tests take place: Tuesday, 24 November 2026, UTC. */
export const at = (time: string): string => `2026-11-24T${time}:00.000Z`

export const aTopic = (slug: string, tags: string[] = [slug]): Topic => ({
  slug,
  name: slug[0]!.toUpperCase() + slug.slice(1),
  tags,
  createdAt: at('00:00'),
})

export const anArticle = (change: Omit<Partial<Article>, 'id'> & { id?: string } = {}): Article => ({
  url: `https://harbourpost.example/${change.id ?? 'strike'}`,
  title: 'Second week of strike leaves forty ships at anchor',
  summary: 'Talks resume at noon.',
  tags: change.topics ? [...change.topics] : ['trade'],
  status: 'filed',
  topics: ['trade'],
  filed: { trade: at('07:00') },
  createdAt: at('06:00'),
  updatedAt: at('06:00'),
  version: 1,
  ...change,
  id: (change.id ?? 'art_strike') as Article['id'],
})

export const aSource = (change: Partial<Source> = {}): Source => ({
  id: 'feed_paper',
  url: 'https://paper.example/feed',
  title: 'The Paper',
  tags: [],
  rules: [],
  trusted: true,
  dailyCap: 20,
  rhythmMs: 3_600_000,
  looksFrom: at('00:00'),
  owed: true,
  failures: 0,
  seen: {},
  size: { entries: 0, quarantined: 0 },
  lastQuarantined: [],
  waiting: 0,
  drafts: { day: '2026-11-24', n: 0 },
  counts: { added: 0, changed: 0 },
  createdAt: at('00:00'),
  version: 0,
  ...change,
})

export const aDigest = (change: Partial<Digest> = {}): Digest => ({
  id: 'brief',
  name: 'The Harbour Brief',
  topics: ['trade', 'city'],
  editions: [{ name: 'main', schedule: { every: 'day', at: ['08:00'], zone: 'Europe/Berlin' }, wakeAt: at('07:00') }],
  status: 'active',
  minArticles: 1,
  maxArticles: 25,
  late: { sendWithinMinutes: 360 },
  holdMinutes: 0,
  release: 'auto',
  createdAt: at('00:00'),
  version: 0,
  ...change,
})

export const theSettings: Settings = {
  publisher: { name: 'Harbour Post', postalAddress: '12 Quay Street, 20457 Hamburg, Germany' },
  from: 'Harbour Post <news@harbourpost.example>',
  replyTo: 'editors@harbourpost.example',
  tracking: { opens: false, clicks: false },
  reports: false,
}

export function anIssue(
  change: {
    topics?: string[]
    articles?: Article[]
    frozen?: FrozenArticle[]
    maxArticles?: number
    digest?: string
  } = {},
): Issue {
  const topics = change.topics ?? ['trade', 'city']
  const articles = change.articles ?? [anArticle()]
  const filings = articles.flatMap((one) =>
    Object.entries(one.filed).map(([topic, filedAt]) => ({ topic, article: one.id, filedAt })),
  )
  return {
    id: 'iss_1',
    digest: change.digest ?? 'brief',
    edition: 'main',
    zone: NO_ZONE,
    slot: { name: '2026-11-24T08:00@Europe/Berlin', at: at('07:00'), local: '2026-11-24T08:00', zone: 'Europe/Berlin' },
    byHand: false,
    openedAt: at('07:00'),
    coversFrom: '2026-11-23T07:00:00.000Z',
    frozen: {
      name: 'The Harbour Brief',
      topics: topics.map((slug) => ({ slug, name: slug })),
      maxArticles: change.maxArticles ?? 25,
      schedule: { every: 'day', at: ['08:00'], zone: 'Europe/Berlin' },
      from: theSettings.from,
      replyTo: theSettings.replyTo,
      publisher: theSettings.publisher,
      site: 'https://news.harbourpost.example',
      keyId: 'k1',
      installation: 'inst1',
    },
    articles: change.frozen ?? freeze(aDigest({ topics }), filings, articles, []),
  }
}

export const aRequest = (change: Partial<SignUpRequest> = {}): SignUpRequest => ({
  address: 'ada@mail.example.net',
  wishes: [{ digest: 'brief', topics: 'all' }],
  locale: 'en',
  zone: 'Europe/Berlin',
  text: '2026-11',
  form: '/',
  ...change,
})

export const aSubscriber = (change: Partial<Subscriber> = {}): Subscriber => ({
  id: 'sub_0a1b2c3d4e5f60718293',
  address: 'ada@mail.example.net',
  status: 'active',
  locale: 'en',
  zone: 'Europe/Berlin',
  subscriptions: [
    { digest: 'brief', edition: 'main', zone: NO_ZONE, topics: 'all', status: 'active', since: at('00:00') },
  ],
  askedAt: [],
  softBounces: [],
  createdAt: at('00:00'),
  version: 1,
  ...change,
})
