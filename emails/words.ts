/**
 * Every word a reader sees that is not the publisher's own. A language is one more object: its sentences, and the tag by
 * which `Intl` writes its dates, numbers and lists.
 */
export type Words = {
  /** For `Intl`: `en-GB` writes 24 November 2026 and 18:40. */
  readonly intl: string
  /** "Tuesday, 24 November 2026" */
  fullDay(weekday: string, date: string): string
  /** "yesterday, 18:40" */
  at(day: string, time: string): string
  readonly today: string
  readonly yesterday: string

  /** Stories and minutes of reading. */
  length(stories: number, minutes: number): string
  more(count: number, topic: string): string
  enough(topic: string): string
  stop(topic: string): string
  why(digest: string, rhythm: string, host: string): string
  readonly preferences: string
  readonly leave: string
  readonly web: string

  readonly confirmation: {
    subject(digests: readonly string[]): string
    question(digests: readonly string[]): string
    asked(host: string, day: string, time: string, zone: string): string
    topics(names: readonly string[]): string
    readonly allTopics: string
    readonly yes: string
    readonly plainly: string
    lasts(days: number): string
    readonly notYou: string
  }
}

/** The words of a language as it was asked for (`en`, `en-US`); those of English where we have none. */
export const wordsIn = (locale: string): Words => languages[locale.toLowerCase().split('-')[0]!] ?? english

/** The language that `wordsIn` answers in, for `lang`. */
export const languageOf = (locale: string): string => {
  const base = locale.toLowerCase().split('-')[0]!
  return languages[base] ? base : 'en'
}

/** "6 stories": a number as the language writes it, and the form of the word that goes with it. */
const counted = (intl: string) => {
  const numbers = new Intl.NumberFormat(intl)
  const rules = new Intl.PluralRules(intl)
  return (count: number, forms: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }) =>
    `${numbers.format(count)} ${forms[rules.select(count)] ?? forms.other}`
}

const listed = (intl: string) => {
  const lists = new Intl.ListFormat(intl, { type: 'conjunction' })
  return (names: readonly string[]) => lists.format(names)
}

const count = counted('en-GB')
const list = listed('en-GB')
/** "A, B and 2 more": a subject line that names fifteen digests is read by nobody. */
const few = (names: readonly string[]) =>
  names.length <= 3 ? list(names) : list([...names.slice(0, 2), `${names.length - 2} more`])

const english: Words = {
  intl: 'en-GB',
  fullDay: (weekday, date) => `${weekday}, ${date}`,
  at: (day, time) => `${day}, ${time}`,
  today: 'today',
  yesterday: 'yesterday',

  length: (stories, minutes) =>
    `${count(stories, { one: 'story', other: 'stories' })}, ${count(minutes, { one: 'minute', other: 'minutes' })}`,
  more: (more, topic) => `${count(more, { other: 'more' })} in ${topic} on the web`,
  enough: (topic) => `Enough of ${topic}?`,
  stop: (topic) => `Stop ${topic}`,
  why: (digest, rhythm, host) => `You get ${digest} ${rhythm}, because you confirmed your subscription at ${host}.`,
  preferences: 'Change topics, times or language',
  leave: 'Leave this digest',
  web: 'Read on the web',

  confirmation: {
    subject: (digests) => `Please confirm: ${few(digests)}`,
    question: (digests) => `Shall we send you ${few(digests)}?`,
    asked: (host, day, time, zone) =>
      `Somebody, most likely you, asked for this at ${host} on ${day} at ${time} (${zone}). Nothing is sent until you say yes.`,
    topics: (names) => `${names.length === 1 ? 'Topic' : 'Topics'}: ${list(names)}`,
    allTopics: 'All its topics, later ones included',
    yes: 'Yes, send me these',
    plainly: 'If the button does not work, open this address:',
    lasts: (days) => `The link works for ${count(days, { one: 'day', other: 'days' })}.`,
    notYou: 'Not you? Do nothing, and nothing more will come.',
  },
}

const languages: Readonly<Record<string, Words>> = { en: english }
