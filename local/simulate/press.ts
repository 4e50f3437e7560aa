import { collectDue } from '../../core/flows/collect.ts'
import { followFeed } from '../../core/flows/follow-feed.ts'
import type { Article } from '../../core/model/article.ts'
import type { Fetched, SafeFetch } from '../../core/model/fetched.ts'
import { DEFAULT_SINCE, parseSource } from '../../core/model/source.ts'
import { DAY, epochMs, HOUR, type Instant, instant, MINUTE } from '../../core/model/time.ts'
import type { Topic } from '../../core/model/topic.ts'
import type { Ports } from '../../core/ports.ts'
import { beats } from '../../stacks/manifest.ts'
import type { Played } from './outcome.ts'
import type { Editors } from './world.ts'

/** What was written, once, however often it is sent: paper and number tell it from all others. */
type Story = { readonly paper: number; readonly n: number; readonly at: number }

/** How a story stands in its feed at a moment. */
type Shown = {
  readonly id: string | undefined
  readonly link: string
  readonly title: string
  readonly text: string
  readonly at: number
}

/** When the feed is asked, epoch ms: now, and the moment half way through at which what moves has moved. */
type When = { readonly now: number; readonly half: number }

/** What real feeds do, a kind each. */
type Habit = {
  readonly name: string
  /** How many of its latest stories a feed lists. */
  readonly lists?: number
  readonly shows?: (story: Story, when: When) => Partial<Shown>
  readonly withdraws?: (story: Story, when: When) => boolean
  readonly answers?: (when: When) => Fetched | undefined
  readonly writes?: (paper: number, shown: readonly Shown[]) => Uint8Array
}

const silent: Fetched = { kind: 'failed', why: 'answered', status: 503, reason: 'Its server is in trouble (503).' }
const iso = (at: number) => new Date(at).toISOString()
const path = ({ paper, n }: Story) => `paper${paper}.example/stories/${n}`

/** So long after it came out a story is corrected, or taken back. */
const SECOND_LOOK = 5 * HOUR

export const habits: readonly Habit[] = [
  { name: 'lists everything since its first day', lists: 2_000 },
  { name: 'lists the last three', lists: 3 },
  {
    name: 'calls each story otherwise at each look',
    shows: ({ paper, n }, { now }) => ({
      id: `opaque-${paper}-${n}-${now}`,
      link: `https://paper${paper}.example/articles/${(n * 7_919 + now) % 1_000_003}`,
    }),
  },
  {
    name: 'says in each link who asks',
    shows: (story, { now }) => ({ id: undefined, link: `https://${path(story)}?utm_source=rss&utm_content=${now}` }),
  },
  {
    name: 'moves to https and www',
    shows: (story, { now, half }) => {
      const link = now < half ? `http://${path(story)}` : `https://www.${path(story)}/`
      return { id: link, link }
    },
  },
  {
    name: 'moves to another host',
    shows: (story, { now, half }) => {
      const link = `https://${now < half ? '' : 'new-'}${path(story)}`
      return { id: link, link }
    },
  },
  {
    name: 'corrects text and title, and dates them anew',
    shows: ({ paper, n, at }, { now }) =>
      now < at + SECOND_LOOK
        ? {}
        : {
            title: `Corrected: story ${n} of paper ${paper}`,
            text: `Story ${n} of paper ${paper}, as it should have been from the beginning.`,
            at: at + SECOND_LOOK,
          },
  },
  {
    name: 'is silent for a day',
    answers: ({ now, half }) => (now >= half && now < half + DAY ? silent : undefined),
  },
  { name: 'dates every fifth story ahead', shows: ({ n, at }) => (n % 5 === 0 ? { at: at + 9 * DAY } : {}) },
  { name: 'takes every seventh story back', withdraws: ({ n, at }, { now }) => n % 7 === 0 && now > at + SECOND_LOOK },
  { name: 'writes Atom', writes: (paper, shown) => Buffer.from(atom(paper, shown)) },
  { name: 'writes posts without a title', writes: (paper, shown) => Buffer.from(jsonFeed(paper, shown)) },
]

type Account = { readonly stories: number; readonly broken: readonly string[] }

const FIRST_DAYS = 60 * DAY
const usualLength = 15
const gapOf = (paper: number) => (3 + ((paper * 5) % 19)) * HOUR

/** What a paper has written up to a moment, the newest first: since two months before `from`. */
function storiesOf(paper: number, from: number, until: number): Story[] {
  const gap = gapOf(paper)
  const first = from - FIRST_DAYS + paper * MINUTE
  const count = Math.max(0, Math.floor((until - first) / gap) + 1)
  return Array.from({ length: count }, (_, n) => ({ paper, n, at: first + n * gap })).reverse()
}

const shownBy = ({ shows }: Habit, story: Story, when: When): Shown => ({
  id: `paper-${story.paper}-story-${story.n}`,
  link: `https://${path(story)}`,
  title: `Story ${story.n} of paper ${story.paper}`,
  text: `Story ${story.n} of paper ${story.paper}: it exists in the simulation alone, so that there is something to read.`,
  at: story.at,
  ...shows?.(story, when),
})

const address = (paper: number) => `https://paper${paper}.example/feed`
const feedOf = /^https:\/\/paper(\d+)\.example\/feed$/

/**
 * Invented feeds, which are followed from `from` on and read as often as on AWS, each with one of the habits of real ones. A
 * story is known by its words, whatever its feed makes of its id, link and date: so it can be counted from outside.
 */
export function openPress(count: number, from: Instant, to: Instant) {
  const start = epochMs(from)
  const half = start + (epochMs(to) - start) / 2
  const habitOf = (paper: number) => habits[paper % habits.length]!

  const listedAt = (paper: number, when: When): Story[] =>
    storiesOf(paper, start, when.now)
      .filter((story) => !habitOf(paper).withdraws?.(story, when))
      .slice(0, habitOf(paper).lists ?? usualLength)

  /** The web, at a moment. */
  const fetchAt =
    (now: number): SafeFetch =>
    async ({ url }) => {
      const paper = Number(feedOf.exec(url)?.[1] ?? Number.NaN)
      if (!(paper < count)) return { kind: 'failed', why: 'answered', status: 404, reason: 'There is nothing (404).' }
      const habit = habitOf(paper)
      const when = { now, half }
      const answer = habit.answers?.(when)
      if (answer) return answer
      const shown = listedAt(paper, when).map((story) => shownBy(habit, story, when))
      const bytes = (habit.writes ?? ((one, list) => Buffer.from(rss(one, list))))(paper, shown)
      return { kind: 'ok', url, bytes, contentType: '' }
    }

  /** A clock that follows all of them, and then calls the collector. */
  function collector(ports: Ports, topics: readonly Topic[], begin: Instant): Editors {
    let next = epochMs(begin)
    let isFollowed = false
    return {
      nextAt: () => (count > 0 ? next : Number.POSITIVE_INFINITY),
      async actUpTo(until) {
        for (; count > 0 && next <= until; next += beats.collect.minutes * MINUTE) {
          const here: Ports = { ...ports, now: () => instant(next), fetch: fetchAt(next) }
          if (!isFollowed) await followAll(here, count, topics)
          isFollowed = true
          await collectDue(here)
        }
      },
    }
  }

  /**
   * How many stories were filed, and what of the promises is broken: a story that we have twice, one older than the span, one
   * that was mailed twice or never came.
   */
  async function account(ports: Ports, played: readonly Played[]): Promise<Account> {
    if (count === 0) return { stories: 0, broken: [] }
    const articles = await allArticles(ports)
    const storyOf = new Map(articles.flatMap((article) => (nameIn(article) ? [[article.id, nameIn(article)!]] : [])))
    const filed = Map.groupBy(
      articles.filter(({ id, status }) => status === 'filed' && storyOf.has(id)),
      ({ id }) => storyOf.get(id)!,
    )
    const since = start - DEFAULT_SINCE * DAY
    const first = { now: start, half }
    const stories = Array.from({ length: count }, (_, paper) => storiesOf(paper, start, epochMs(to))).flat()
    const about = ({ paper, n }: Story) => `story ${n} of paper ${paper}, which ${habitOf(paper).name}`
    const known = (story: Story) => filed.get(`${story.n} of ${story.paper}`) ?? []
    const isOld = (story: Story) => shownBy(habitOf(story.paper), story, first).at < since
    const twice = stories.filter((story) => known(story).length > 1)
    const old = stories.filter((story) => isOld(story) && known(story).length > 0)
    // What its feed listed on the first day, or has listed since, and is read for by the end.
    const due = Array.from({ length: count }, (_, paper) => [
      ...listedAt(paper, first).filter((story) => !isOld(story)),
      ...storiesOf(paper, start, epochMs(to) - DAY).filter(({ at }) => at > start),
    ]).flat()
    const lost = due.filter((story) => known(story).length === 0)
    const broken = [
      ...twice.map((story) => `two articles: ${about(story)}`),
      ...old.map((story) => `too old: ${about(story)}`),
      ...lost.map((story) => `lost: ${about(story)}`),
      ...mailedTwice(played, storyOf).map((story) => `mailed twice: ${story}`),
    ]
    return { stories: filed.size, broken }
  }

  return { collector, account }
}

async function followAll(ports: Ports, count: number, topics: readonly Topic[]): Promise<void> {
  for (let paper = 0; paper < count; paper++) {
    const topic = topics[paper % topics.length]
    const input = { url: address(paper), trusted: true, tags: topic ? [topic.tags[0] ?? topic.slug] : [] }
    const source = parseSource(input, ports.ids.feed, ports.now())
    if (!source.ok) throw new Error(source.refusals.map(({ sentence }) => sentence).join(' '))
    const followed = await followFeed(ports, source.value)
    if (followed.kind === 'refused') throw new Error(followed.sentence)
  }
}

async function allArticles(ports: Ports): Promise<Article[]> {
  const all: Article[] = []
  let cursor: string | undefined
  do {
    const page = await ports.articles.list({}, { limit: 100, cursor })
    all.push(...page.items)
    cursor = page.cursor
  } while (cursor)
  return all
}

/** `12 of 3`: what is written in it, whatever it is called. */
function nameIn({ title, summary }: Pick<Article, 'title' | 'summary'>): string | undefined {
  const found = /story (\d+) of paper (\d+)/i.exec(`${title} ${summary ?? ''}`)
  return found ? `${found[1]} of ${found[2]}` : undefined
}

/** In two issues that went out to the same readers, or twice in one. */
function mailedTwice(played: readonly Played[], storyOf: ReadonlyMap<string, string>): string[] {
  const seen = new Set<string>()
  const twice: string[] = []
  for (const one of played) {
    if (one.issue === undefined || one.progress.status !== 'sent') continue
    const { digest, edition, zone, articles } = one.issue
    for (const { id } of articles.filter(({ out }) => !out)) {
      const story = storyOf.get(id)
      if (!story) continue
      const mailed = `${story} in ${digest} ${edition} ${zone}`
      if (seen.has(mailed)) twice.push(mailed)
      seen.add(mailed)
    }
  }
  return twice
}

const rss = (paper: number, shown: readonly Shown[]): string =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>Paper ${paper}</title><link>https://paper${paper}.example/</link>${shown
    .map(
      ({ id, link, title, text, at }) =>
        `<item><title>${title}</title><link>${link.replaceAll('&', '&amp;')}</link>${
          id === undefined ? '' : `<guid isPermaLink="false">${id}</guid>`
        }<pubDate>${new Date(at).toUTCString()}</pubDate><description>${text}</description></item>`,
    )
    .join('')}</channel></rss>`

const atom = (paper: number, shown: readonly Shown[]): string =>
  `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Paper ${paper}</title><id>https://paper${paper}.example/</id><updated>${iso(shown[0]?.at ?? 0)}</updated>${shown
    .map(
      ({ id, link, title, text, at }) =>
        `<entry><id>urn:${id}</id><title>${title}</title><link rel="alternate" href="${link}"/><published>${iso(at)}</published><updated>${iso(at)}</updated><summary>${text}</summary></entry>`,
    )
    .join('')}</feed>`

const jsonFeed = (paper: number, shown: readonly Shown[]): string =>
  JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: `Paper ${paper}`,
    items: shown.map(({ id, link, text, at }) => ({ id, url: link, content_text: text, date_published: iso(at) })),
  })
