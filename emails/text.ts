import type { ConfirmationProps, HeldProps } from '../core/model/letter.ts'
import type { DigestProps, Section } from '../core/model/variant.ts'
import { heldSubject } from './subject.ts'
import { clockAt } from './when.ts'
import { type Words, wordsIn } from './words.ts'

/** The text part of a digest: the same story in the same order, from the same data (STD-28). */
export function digestText(props: DigestProps): string {
  const words = wordsIn(props.locale)
  const clock = clockAt(props.slotAt, props.zone, words)
  return letter([
    [...underlined(props.name, '='), ...wrap(`${clock.day} · ${words.length(props.stories, props.minutes)}`)],
    props.intro ? wrap(props.intro) : [],
    ...props.sections.flatMap((section) => [
      underlined(section.name, '-'),
      ...section.items.map((item) => [
        ...wrap(item.title),
        ...wrap(item.summary),
        ...wrap(sourceLine(item.source, item.publishedAt ? clock.of(item.publishedAt) : '')),
        item.url,
      ]),
      sectionEnd(section, props.webUrl, words),
    ]),
    [RULE],
    wrap(words.why(props.name, props.rhythm, hostOf(props.publisher.site))),
    [
      ...link(words.preferences, props.preferencesUrl),
      ...link(words.leave, props.leaveUrl),
      ...link(words.web, props.webUrl),
    ],
    wrap(imprint(props.publisher)),
  ])
}

export function confirmationText(props: ConfirmationProps): string {
  const words = wordsIn(props.locale)
  const say = words.confirmation
  const clock = clockAt(props.askedAt, props.zone, words)
  return letter([
    underlined(say.question(props.digests.map(({ name }) => name)), '='),
    wrap(say.asked(hostOf(props.publisher.site), clock.day, clock.time, props.zone)),
    ...props.digests.map(({ name, rhythm, topics }) => [
      ...wrap(name),
      ...wrap(capital(rhythm, props.locale)),
      ...wrap(topics.length > 0 ? say.topics(topics) : say.allTopics),
    ]),
    link(say.yes, props.confirmUrl),
    wrap(say.lasts(props.days)),
    wrap(say.notYou),
    [RULE],
    wrap(imprint(props.publisher)),
  ])
}

/** When a held issue goes out, and what can be done until then. */
export function heldLine({ slotAt, zone, waits, articles }: HeldProps): string {
  const { day, time } = clockAt(slotAt, zone, wordsIn('en'))
  const due = `${day} at ${time} (${zone})`
  const holds = `It holds ${articles.length === 1 ? 'one story' : `${articles.length} stories`}.`
  return waits
    ? `The issue of ${due} is ready, and goes out when one of you releases it. ${holds} If nobody has when the next one opens, its stories go into that.`
    : `The issue of ${due} is ready, and goes out then. ${holds} Until then you can pause or cancel it.`
}

export const heldText = (props: HeldProps): string =>
  letter([
    underlined(heldSubject(props), '='),
    wrap(heldLine(props)),
    link('Look at it', props.consoleUrl),
    ...props.articles.map(({ title, source, topics }) => [
      ...wrap(title),
      ...wrap(sourceLine(source, topics.join(', '))),
    ]),
    [RULE],
    wrap(imprint(props.publisher)),
  ])

/** "citydesk.example · 06:12" */
export const sourceLine = (source: string, when: string): string =>
  [source, when].filter((part) => part !== '').join(' · ')

/** "Harbour Post, 12 Quay Street, 20457 Hamburg, Germany" */
export const imprint = (publisher: { readonly name: string; readonly postalAddress: string }): string =>
  `${publisher.name}, ${publisher.postalAddress}`

/** Words as they stand at the beginning of a line. */
export const capital = (text: string, locale: string): string =>
  text.replace(/^\p{Ll}/u, (letter) => letter.toLocaleUpperCase(locale))

/** The host of a site as readers know it. */
export const hostOf = (site: string): string =>
  URL.canParse(site) ? new URL(site).hostname.replace(/^www\./, '') : site

/** Where the rest of a section is: its place on the issue's page. */
export const sectionUrl = (webUrl: string, slug: string): string => `${webUrl}#${encodeURIComponent(slug)}`

const sectionEnd = ({ name, more, slug, stopUrl }: Section, webUrl: string, words: Words) => [
  ...(more > 0 ? link(words.more(more, name), sectionUrl(webUrl, slug)) : []),
  ...link(`${words.enough(name)} ${words.stop(name)}`, stopUrl),
]

const WIDTH = 72
const RULE = '-'.repeat(24)

const letter = (paragraphs: readonly (readonly string[])[]) =>
  `${paragraphs
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`

/** An address on a line of its own: nothing after it can be taken for a part of it. */
const link = (label: string, url: string) => [...wrap(`${label}:`), url]

const underlined = (title: string, stroke: string) => {
  const lines = wrap(title)
  return [...lines, stroke.repeat(Math.min(WIDTH, Math.max(...lines.map(columns), 3)))]
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}\u3000-\u303F\uFF00-\uFF60\uFFE0-\uFFE6]/u
const mayNotBegin = /^[、。，．・：；？！）」』】〉》〕ー々…!?,.:;)\]’”]/u

const columns = (text: string) => {
  let sum = 0
  for (const { segment } of graphemes.segment(text)) sum += wide.test(segment) ? 2 : 1
  return sum
}

/**
 * Lines of at most 72 columns. They break at spaces, and inside scripts that are written without them; an address or a
 * placeholder is never broken, whatever its length.
 */
export function wrap(text: string): string[] {
  const lines: string[] = []
  let line = ''
  let used = 0
  const end = () => {
    if (line !== '') lines.push(line)
    line = ''
    used = 0
  }
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    const width = columns(word)
    const gap = line === '' ? 0 : 1
    const fits = used + gap + width <= WIDTH
    if (!fits && wide.test(word) && !isAddress(word)) {
      // Fills up the line: such words are sentences.
      if (gap === 1 && used + 3 <= WIDTH) {
        line += ' '
        used += 1
      } else end()
      for (const { segment } of graphemes.segment(word)) {
        const step = wide.test(segment) ? 2 : 1
        if (used + step > WIDTH && !mayNotBegin.test(segment)) end()
        line += segment
        used += step
      }
      continue
    }
    if (!fits) end()
    line += line === '' ? word : ` ${word}`
    used += (used === 0 ? 0 : 1) + width
  }
  end()
  return lines
}

const isAddress = (word: string) => /:\/\/|mailto:|[\uFDD0\uFDD1]/u.test(word)
