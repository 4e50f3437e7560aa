import type { Medium } from '../../core/model/article.ts'
import type { Came } from '../../core/model/came.ts'
import type { NoticeProps } from '../../core/model/letter.ts'
import type { Locale } from '../../core/model/locale.ts'
import { arabic } from './ar.ts'
import { german } from './de.ts'
import { english } from './en.ts'
import { spanish } from './es.ts'
import { french } from './fr.ts'
import { chinese } from './zh.ts'

/**
 * Every word a reader sees that is not the publisher's own. A language is one more object: its sentences, and the tag by
 * which `Intl` writes its dates, numbers and lists. None can lack a sentence: the compiler counts them.
 */
export type Words = {
  /** For `lang`: what we write, not what was asked for. */
  readonly lang: string
  /** For `Intl`: `en-GB` writes 24 November 2026 and 18:40. */
  readonly intl: string
  /** A date as `Intl` writes it, put right where it errs: French has "1er décembre". */
  date(written: string): string
  /** "Tuesday, 24 November 2026" */
  fullDay(weekday: string, date: string): string
  /** "yesterday, 18:40" */
  at(day: string, time: string): string
  readonly today: string
  readonly yesterday: string

  /** A digest and its first headline, as a subject: "The Harbour Brief: Fog until ten" */
  headed(name: string, headline: string): string
  /** "The Harbour Brief, 24 November 2026" */
  dated(name: string, date: string): string
  /** What stands above an address in plain text: "Read on the web:" */
  label(words: string): string

  /** Stories and minutes of reading. */
  length(stories: number, minutes: number): string
  /** What is to hear or to see, and in how many minutes, where that is known: "To hear, 34 minutes" */
  medium(kind: Medium['kind'], minutes: number | undefined): string
  more(count: number, topic: string): string
  enough(topic: string): string
  stop(topic: string): string
  /**
   * Why it comes (STD-63), by how they came to it. `rhythm` as the schedule says it in this language; `whose`: the host where
   * they signed up, or the publisher who brought them in. When, and on what word, is theirs alone: their preferences say it.
   */
  readonly why: Readonly<Record<Came | 'unknown', (digest: string, rhythm: string, whose: string) => string>>
  readonly preferences: string
  readonly leave: string
  readonly web: string

  /** Before an address that a button leads to as well. */
  readonly plainly: string
  /** How long a link can be used: in days from two of them on. */
  lasts(hours: number): string

  readonly confirmation: {
    subject(digests: readonly string[]): string
    question(digests: readonly string[]): string
    asked(host: string, moment: Moment): string
    topics(names: readonly string[]): string
    readonly allTopics: string
    readonly yes: string
    readonly notYou: string
    /** For whoever never asked, and is asked again and again: a question, and the link that answers it (T04). */
    readonly unwanted: string
    readonly block: string
  }

  readonly notice: Readonly<Record<NoticeProps['kind'], (about: NoticeAbout) => Notice>>
}

/** A moment as the language writes it. */
export type Moment = { readonly day: string; readonly time: string; readonly zone: string }

/** What a notice can speak of. */
export type NoticeAbout = {
  readonly digests: readonly string[]
  readonly publisher: string
  readonly host: string
  readonly asked: Moment
  readonly next?: Moment
  /** Of a move: where it leads. */
  readonly newAddress: string
  /** Of a move: when it can be taken back no more. */
  readonly until?: Moment
  /** The button leads to the latest issue. */
  readonly latest: boolean
}

/** What a notice says. `small` comes after how long its link lasts. */
export type Notice = {
  readonly subject: string
  readonly title: string
  readonly paragraphs: readonly string[]
  readonly button: string
  readonly small: readonly string[]
}

const languages: Readonly<Record<Locale, Words>> = {
  en: english,
  de: german,
  fr: french,
  es: spanish,
  ar: arabic,
  zh: chinese,
}

const isOurs = (base: string): base is Locale => Object.hasOwn(languages, base)

/** The words of a language as it was asked for (`en`, `en-US`); those of English where we have none. */
export function wordsIn(locale: string): Words {
  const base = locale.toLowerCase().split('-')[0]!
  return isOurs(base) ? languages[base] : english
}

/** The language that `wordsIn` answers in, for `lang`. */
export const languageOf = (locale: string): string => wordsIn(locale).lang
