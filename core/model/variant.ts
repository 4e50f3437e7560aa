import type { Medium } from './article.ts'
import { type Came, cameBy, letterOf } from './came.ts'
import { type FrozenArticle, type Issue, isNewTo } from './issue.ts'
import { localeFor } from './locale.ts'
import { rhythmIn } from './rhythm.ts'
import type { Slot } from './schedule.ts'
import { CLOSE_MARK, OPEN_MARK } from './text.ts'
import type { Publisher } from './theme.ts'
import { wallText, type Zones } from './zones.ts'

export { localeFor, locales } from './locale.ts'

/**
 * Which sections in which language, for readers who came in one way: everybody with the same variant gets the same bytes but
 * for their own links. `en-1f` for those who confirmed, as it has always meant; `en-1f.l`, `en-1f.a` and `en-1f.u` for those
 * who came with a list, were added, or came before that was written down.
 */
export type VariantKey = string

/** What a reader takes of a digest: every topic, later ones included, or those chosen. */
export type Choice = 'all' | readonly string[]

/** Tells readers of one issue apart: made once an issue, asked once a reader. */
export type Variants = {
  /** The variant of a reader, or undefined if nothing in this issue is new to them. */
  of(choice: Choice, locale: string, came?: Came): VariantKey | undefined
}

/**
 * A topic matters to a variant only if some article of the issue was ever filed under it: all other topics a reader
 * follows change nothing, so they do not make another variant.
 */
export function variantsOf(issue: Issue): Variants {
  const matters = new Set(issue.articles.flatMap((article) => (article.out ? [] : Object.keys(article.filed))))
  const bit = new Map(
    issue.frozen.topics.map(({ slug }, index) => [slug, matters.has(slug) ? 1n << BigInt(index) : 0n]),
  )
  const everything = [...bit.values()].reduce((all, one) => all | one, 0n)
  const known = new Map<string, VariantKey | undefined>()
  return {
    of(choice, locale, came) {
      const mask = choice === 'all' ? everything : choice.reduce((all, slug) => all | (bit.get(slug) ?? 0n), 0n)
      const key = `${localeFor(locale)}-${mask.toString(16)}${endOf(came)}`
      if (!known.has(key)) known.set(key, hasNews(issue, topicsIn(issue, key)) ? key : undefined)
      return known.get(key)
    },
  }
}

const hasNews = (issue: Issue, topics: ReadonlySet<string>) =>
  issue.articles.some((article) => isNewTo(article, topics))

/** The topics of a variant, in the digest's order. */
export function topicsIn(issue: Issue, key: VariantKey): ReadonlySet<string> {
  const mask = BigInt(`0x${key.slice(key.lastIndexOf('-') + 1).split('.')[0]}`)
  return new Set(issue.frozen.topics.filter((_, index) => mask & (1n << BigInt(index))).map(({ slug }) => slug))
}

const endOf = (came: Came | undefined): string =>
  came === 'confirmed' ? '' : `.${came === undefined ? 'u' : letterOf[came]}`

/** How the readers of a variant came; undefined where nobody wrote it down. */
export const cameOf = (key: VariantKey): Came | undefined =>
  key.includes('.') ? cameBy(key.slice(key.lastIndexOf('.') + 1)) : 'confirmed'

export const localeOf = (key: VariantKey): string => key.slice(0, key.lastIndexOf('-'))

/** An article as a mail shows it. Words and dates are the template's business. */
export type Item = {
  readonly title: string
  readonly summary: string
  readonly url: string
  readonly source: string
  readonly author?: string
  readonly lang?: string
  /** A day, or what that clock showed: `2026-11-24T06:12`. */
  readonly publishedAt?: string
  /** Not to read, but to hear or to see; in minutes, where that is known. */
  readonly medium?: { readonly kind: Medium['kind']; readonly minutes?: number }
  /** Of the mail's first story alone. */
  readonly image?: string
}

export type Section = {
  readonly slug: string
  readonly name: string
  readonly items: readonly Item[]
  /** How many more there are on the web. */
  readonly more: number
  readonly stopUrl: string
}

/** Everything a digest's template needs: no clock, no environment, no reader. Reader's links are placeholders. */
export type DigestProps = {
  readonly locale: string
  readonly name: string
  readonly subject?: string
  readonly intro?: string
  /** What the clock of the zone shows when it goes out: `2026-11-24T08:00`. */
  readonly local: string
  readonly zone: string
  readonly sections: readonly Section[]
  readonly stories: number
  readonly minutes: number
  readonly rhythm: string
  /** How its readers came to it; without it, nothing is said of that. */
  readonly came?: Came
  readonly leaveUrl: string
  readonly preferencesUrl: string
  readonly webUrl: string
  readonly publisher: Publisher & { readonly site: string }
}

/** Places in a rendered mail that differ from reader to reader. */
export type Mark = 'address' | 'subscriber' | 'leave' | 'preferences'
export const marked = (mark: Mark): string => `${OPEN_MARK}${mark}${CLOSE_MARK}`

/** What a variant says: sections in the digest's order, each article once under the first of the variant's topics that holds it. */
export function composeDigest(
  zones: Zones,
  issue: Issue,
  key: VariantKey,
  most = issue.frozen.maxArticles,
): DigestProps {
  const { frozen, slot } = issue
  const topics = topicsIn(issue, key)
  const sections = sectionsOf(issue, topics, most, (publishedAt) => publishedIn(zones, publishedAt, slot.zone))
  const shown = sections.flatMap((section) => section.items)
  const words = shown.reduce((sum, item) => sum + wordsOf(`${item.title} ${item.summary}`), 0)
  const came = cameOf(key)
  const query = new URLSearchParams({ topics: [...topics].join(','), locale: localeOf(key) })
  return {
    locale: localeOf(key),
    name: frozen.name,
    ...(frozen.subject ? { subject: frozen.subject } : {}),
    ...(frozen.intro ? { intro: frozen.intro } : {}),
    local: shownAt(zones, slot),
    zone: slot.zone,
    sections,
    stories: shown.length,
    minutes: Math.max(1, Math.round(words / 200)),
    rhythm: frozen.schedule ? rhythmIn(frozen.schedule, localeOf(key)) : frozen.rhythm,
    ...(came ? { came } : {}),
    leaveUrl: marked('leave'),
    preferencesUrl: marked('preferences'),
    webUrl: `${frozen.site}/d/${issue.digest}/${issue.id}?${query}`,
    publisher: { ...frozen.publisher, site: frozen.site },
  }
}

/** `when`: what is said of the moment when an article was published. */
function sectionsOf(
  issue: Issue,
  topics: ReadonlySet<string>,
  most: number,
  when: (publishedAt: string) => string,
): Section[] {
  const { frozen } = issue
  const news = issue.articles.filter((article) => isNewTo(article, topics))
  const placed = frozen.topics
    .filter(({ slug }) => topics.has(slug))
    .map((topic) => ({
      topic,
      articles: news.filter((article) => firstOf(article, frozen.topics, topics) === topic.slug),
    }))
    .filter(({ articles }) => articles.length > 0)
    .toSorted((a, b) => Number(hasLead(b.articles)) - Number(hasLead(a.articles)))
  const shares = shareOut(
    placed.map(({ articles }) => articles.length),
    most,
  )
  return placed.map(({ topic, articles }, index): Section => {
    const items = articles
      .slice(0, shares[index])
      .map((article, place) => itemOf(article, frozen, index === 0 && place === 0, when))
    return {
      slug: topic.slug,
      name: topic.name,
      items,
      more: articles.length - items.length,
      stopUrl: `${marked('preferences')}/stop/${issue.digest}/${topic.slug}`,
    }
  })
}

/** What the clock shows when an issue goes out: what was planned, but where clocks jump over that. */
export const shownAt = (zones: Zones, { local, zone, at, note }: Slot): string =>
  (note === 'moved' ? wallText(zones, zone, at) : local).slice(0, 16)

/** A day is a day everywhere; a moment is what the clock showed. */
function publishedIn(zones: Zones, publishedAt: string, zone: string): string {
  const isMoment = publishedAt.length > 10 && !Number.isNaN(Date.parse(publishedAt))
  return isMoment ? wallText(zones, zone, publishedAt).slice(0, 16) : publishedAt
}

/** What an issue is remembered by in a list: how many stories it has, and its first headlines, each of another section if it has so many. */
export type Lead = { readonly stories: number; readonly headlines: readonly Pick<Item, 'title' | 'lang'>[] }

/** As a reader of every topic has it; undefined for an issue that says nothing. */
export function leadOf(issue: Issue, most = 3): Lead | undefined {
  const whole = variantsOf(issue).of('all', 'en')
  if (whole === undefined) return undefined
  const first = (count: number) =>
    sectionsOf(issue, topicsIn(issue, whole), count, (publishedAt) => publishedAt).flatMap(({ items }) => items)
  return {
    stories: first(Number.POSITIVE_INFINITY).length,
    headlines: first(most).map(({ title, lang }) => ({ title, ...(lang ? { lang } : {}) })),
  }
}

/** The section of the article that an editor wants first comes first, whatever the digest's order. */
const hasLead = (articles: readonly FrozenArticle[]): boolean => articles.some((article) => article.lead)

/** Words to read: what stands between spaces, and two characters of a script that has none. */
function wordsOf(text: string): number {
  const spaceless = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu)?.length ?? 0
  return text.split(/\s+/).length + Math.floor(spaceless / 2)
}

const firstOf = (article: FrozenArticle, order: Issue['frozen']['topics'], topics: ReadonlySet<string>) =>
  order.find(({ slug }) => topics.has(slug) && article.topics.includes(slug))?.slug

/** How many of each section are shown when `most` are: turn by turn, so that no section starves another. */
export function shareOut(sizes: readonly number[], most: number): number[] {
  const shares = sizes.map(() => 0)
  let left = Math.min(
    most,
    sizes.reduce((sum, size) => sum + size, 0),
  )
  while (left > 0) {
    for (const [index, size] of sizes.entries()) {
      if (left > 0 && shares[index]! < size) {
        shares[index]! += 1
        left -= 1
      }
    }
  }
  return shares
}

function itemOf(
  article: FrozenArticle,
  { site, publisher }: Issue['frozen'],
  opens: boolean,
  when: (publishedAt: string) => string,
): Item {
  const { title, summary, author, lang, publishedAt, image, medium } = article
  return {
    title,
    summary,
    url: article.url ?? `${site}/a/${article.id}`,
    source: article.source ?? (article.url ? new URL(article.url).hostname.replace(/^www\./, '') : publisher.name),
    ...(author === undefined ? {} : { author }),
    ...(lang === undefined ? {} : { lang }),
    ...(publishedAt === undefined ? {} : { publishedAt: when(publishedAt) }),
    ...(medium === undefined ? {} : { medium: lastingOf(medium) }),
    ...(opens && image !== undefined ? { image } : {}),
  }
}

const lastingOf = ({ kind, seconds }: Medium): NonNullable<Item['medium']> =>
  seconds === undefined ? { kind } : { kind, minutes: Math.max(1, Math.round(seconds / 60)) }
