import { type ArticleInput, type Medium, parsePublished } from './article.ts'
import { bounds } from './bounds.ts'
import { isWeekday, monthNamed, writtenDay } from './pasted-text.ts'
import { cleanText } from './text.ts'
import type { Instant, PlainDay } from './time.ts'

/** One entry of a feed, in words: links absolute, titles and summaries plain text. */
export type FeedEntry = {
  /** What the feed calls it for ever; some feeds give none (T51). */
  readonly guid?: string
  readonly url?: string
  /** What this link was known by until December 2026, where that is another. It says nothing, and is no part of what the entry says. */
  readonly former?: string
  readonly title: string
  readonly summary: string
  readonly author?: string
  /** Where the feed has it from, if it says so. */
  readonly source?: string
  readonly image?: string
  readonly medium?: Medium
  readonly lang?: string
  readonly publishedAt?: Instant | PlainDay
  readonly categories: readonly string[]
}

/** An entry that cannot be an article: what to call it, why, and what is known of it. */
export type SetAside = Partial<Pick<FeedEntry, 'guid' | 'url' | 'former' | 'title'>> & {
  readonly entry: string
  readonly reason: string
}

/** What is in a feed; or why it is none, with the feeds that it names where it is a page. */
export type ReadFeed =
  | {
      readonly ok: true
      readonly title: string
      readonly lang?: string
      /** How long the feed itself wants to be let alone. */
      readonly ttlMinutes?: number
      readonly entries: readonly FeedEntry[]
      readonly quarantined: readonly SetAside[]
    }
  | { readonly ok: false; readonly reason: string; readonly feeds?: readonly string[] }

/** Reads a feed as it came over the network; `url`: where it was found in the end. */
export type FeedReader = (
  bytes: Uint8Array,
  from: { readonly contentType?: string; readonly url?: string },
) => ReadFeed | Promise<ReadFeed>

/** An article from an entry: words cleaned, the feed's own tags first, then the entry's categories. */
export function articleFromEntry(entry: FeedEntry, feed: { title: string; tags: readonly string[] }): ArticleInput {
  const title = cleanText(entry.title)
  const summary = withoutInvitation(cleanText(entry.summary, 1_200))
  return {
    url: entry.url,
    title,
    summary: summary === title ? undefined : summary || undefined,
    source: entry.source ?? (feed.title || undefined),
    author: entry.author,
    image: entry.image,
    medium: entry.medium,
    lang: entry.lang,
    publishedAt: entry.publishedAt,
    // The feed's own first: of an entry with more categories than an article has tags, the last are left out.
    tags: [...new Set([...feed.tags, ...entry.categories])].slice(0, bounds.articleTags),
  }
}

// What a summary ends with though it says nothing: invitations to read on, where the link already leads.
const invitations = [
  /(?:continue|keep) reading|read (?:more|on|the (?:full|rest)[^.]{0,60})|(?:full|more) (?:story|article)|click here[^.]{0,60}/,
  /weiterlesen|mehr lesen|(?:hier |jetzt )?weiter lesen|lesen sie mehr|zum artikel|lire (?:la suite|plus)|en savoir plus/,
  /leer más|seguir leyendo|sigue leyendo|continúa leyendo|leia mais|continue (?:lendo|a ler)|ler mais/,
  /continua a leggere|leggi tutto|leggi di più|lees (?:verder|meer)|verder lezen|czytaj (?:dalej|więcej)/,
  /läs mer|læs mere|les mer|lue lisää|читать (?:далее|дальше|полностью)|подробнее|devamını oku/,
  /続きを読む|阅读(?:全文|更多)|繼續閱讀|더 보기/,
]
  .map((words) => words.source)
  .join('|')

const endings = [
  // After a sentence an invitation stands alone; after a word it shows itself by its dots or its arrow.
  new RegExp(`(?:^|(?<=[.!?…。)\\]”"»]\\s?))[([]?(?:${invitations})[)\\]]?[\\s.…:»›→>]*$`, 'iu'),
  new RegExp(`(?<=\\s)[([]?(?:${invitations})[)\\]]?\\s*(?:\\.{3}|[…»›→>])+$`, 'iu'),
  /(?:^|(?<=[\s.!?…\]]))Continue reading\s.{1,200}?(?:→|»|…|\.{3})$/u,
  /(?:^|(?<=[\s.!?…\]]))The (?:post|article|entry)\s.{1,300}\s(?:appeared|was) first (?:published )?(?:on|at)\s.{1,100}$/u,
  /(?:^|\s)submitted by.{1,80}\[link\]\s*\[\d*\s*comments?\]$/iu,
  /\s?(?:\[link\]|\[\d*\s?comments?\])$/iu,
]

/** The summary without "Continue reading…", "The post … appeared first on …" and the like at its end. */
function withoutInvitation(summary: string): string {
  let left = summary
  for (let round = 0; round < 4; round += 1) {
    const shorter = endings
      .reduce((text, ending) => text.replace(ending, '').trimEnd(), left)
      .replace(/\s?(?:\[(?:…|\.{3})\]|\((?:…|\.{3})\))$/u, '…')
    if (shorter === left) break
    left = shorter
  }
  return /\p{L}|\p{N}/u.test(left) ? left : ''
}

/**
 * When an entry says it was published: ISO 8601 and RFC 822, months in other languages too. A time without a zone is
 * UTC; a time in a zone that cannot be placed, or no time, gives the day alone. Undefined where there is no certain day.
 */
export function publishedFrom(written: string): Instant | PlainDay | undefined {
  const text = cleanText(written, 100)
  const english = text.replaceAll(/\p{L}[\p{L}\p{M}]+\.?,?/gu, englishDateWord).trim()
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?!\d)[T\s]?(.*)$/i.exec(english)
  if (iso) return moment(`${iso[1]}-${iso[2]}-${iso[3]}`, iso[4] ?? '')
  const mail = /^(\d{1,2})[\s-]+([A-Z][a-z]{2})[\s-]+(\d{4}|\d{2})(?!\d)(.*)$/.exec(english)
  if (!mail) return writtenDay(text)
  const month = englishMonths.indexOf(mail[2] ?? '') + 1
  return moment(`${century(mail[3] ?? '')}-${two(month)}-${two(Number(mail[1]))}`, mail[4] ?? '')
}

/** RFC 822 had two digits for a year. */
const century = (year: string): string => (year.length === 4 ? year : `${Number(year) < 70 ? '20' : '19'}${year}`)

const two = (number: number): string => String(number).padStart(2, '0')

function moment(day: PlainDay, rest: string): Instant | PlainDay | undefined {
  const known = parsePublished(day) === day ? day : undefined
  const time = /^(\d{1,2}):(\d{2})(:\d{2})?(?:[.,]\d{1,9})?(.*)$/.exec(rest.trim())
  const zone = time && zoneOffset((time[4] ?? '').trim())
  if (!known || !time || zone === undefined) return known
  return parsePublished(`${day}T${two(Number(time[1]))}:${time[2]}${time[3] ?? ':00'}${zone}`) ?? known
}

const zones: Readonly<Record<string, string>> = {
  '': 'Z',
  Z: 'Z',
  UT: 'Z',
  UTC: 'Z',
  GMT: 'Z',
  EST: '-05:00',
  EDT: '-04:00',
  CST: '-06:00',
  CDT: '-05:00',
  MST: '-07:00',
  MDT: '-06:00',
  PST: '-08:00',
  PDT: '-07:00',
}

const zoneOffset = (zone: string): string | undefined => {
  const offset = /^(?:GMT|UTC)?([+-]\d{2}):?(\d{2})(?:\s*\(.*\))?$/.exec(zone)
  if (offset) return `${offset[1]}:${offset[2]}`
  return Object.hasOwn(zones, zone) ? zones[zone] : undefined
}

const englishMonths = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

const englishDateWord = (word: string, at: number): string => {
  const month = monthNamed(word)
  if (at === 0 && isWeekday(word) && (month === undefined || word.endsWith(','))) return ''
  return month === undefined ? word : (englishMonths[month - 1] ?? word)
}
