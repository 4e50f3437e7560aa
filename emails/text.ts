import { counting } from '../core/model/counting.ts'
import type {
  CodeProps,
  CommentProps,
  ConfirmationProps,
  DoorProps,
  HeldProps,
  NoticeProps,
  QuotaProps,
  ReportProps,
} from '../core/model/letter.ts'
import type { DigestProps, Item, Section } from '../core/model/variant.ts'
import { apart, directionOf, piecesOf } from './direction.ts'
import { reportLines, reportOpening, reportPress } from './report-lines.ts'
import { allApart, hostOf, momentAt, noticeSaid, spaced } from './said.ts'
import { doorSubject, heldSubject, quotaSubject, reportSubject } from './subject.ts'
import { type Clock, clockAt } from './when.ts'
import { type Words, wordsIn } from './words/words.ts'

/** The text part of a digest: the same story in the same order, from the same data (STD-28). */
export function digestText(props: DigestProps): string {
  const { locale, publisher } = props
  const words = wordsIn(locale)
  const clock = clockAt(props.local, words)
  return letter([
    [...underlined(props.name, '='), ...wrap(digestLine(props, words, clock))],
    props.intro ? wrap(props.intro) : [],
    ...props.sections.flatMap((section) => [
      underlined(section.name, '-'),
      ...section.items.map((item) => [
        ...wrap(item.title),
        ...wrap(item.summary),
        ...wrap(sourceIn(locale, item.source, whenOf(item, words, clock))),
        item.url,
      ]),
      sectionEnd(section, props.webUrl, locale),
    ]),
    [RULE],
    wrap(reason(props, words)),
    [
      ...link(words.preferences, props.preferencesUrl, words),
      ...link(words.leave, props.leaveUrl, words),
      ...link(words.web, props.webUrl, words),
    ],
    wrap(imprint(publisher)),
  ])
}

/** Day and length: the line at a digest's head. */
export const digestLine = ({ stories, minutes, locale }: DigestProps, words: Words, { day }: Clock): string =>
  capital(`${day} · ${words.length(stories, minutes)}`, locale)

/** Why the reader has this mail. */
export function reason({ name, rhythm, came, publisher, locale }: DigestProps, words: Words): string {
  const whose = came === 'listed' || came === 'added' ? publisher.name : hostOf(publisher.site)
  return words.why[came ?? 'unknown'](apart(name, locale), rhythm, apart(whose, locale))
}

export function confirmationText(props: ConfirmationProps): string {
  const { locale, publisher } = props
  const words = wordsIn(locale)
  const say = words.confirmation
  return letter([
    underlined(confirmationQuestion(props), '='),
    wrap(say.asked(apart(hostOf(publisher.site), locale), momentAt(props.asked, locale))),
    ...props.digests.map(({ name, rhythm, topics }) => [
      ...wrap(name),
      ...wrap(capital(rhythm, locale)),
      ...wrap(topics.length > 0 ? say.topics(allApart(topics, locale)) : say.allTopics),
    ]),
    link(say.yes, props.confirmUrl, words),
    wrap(words.lasts(props.days * 24)),
    wrap(say.notYou),
    ...(props.blockUrl ? [link(`${spaced(say.unwanted)}${say.block}`, props.blockUrl, words)] : []),
    [RULE],
    wrap(imprint(publisher)),
  ])
}

/** What the confirmation asks, as its headline. */
export const confirmationQuestion = ({ digests, locale }: ConfirmationProps): string =>
  wordsIn(locale).confirmation.question(
    allApart(
      digests.map(({ name }) => name),
      locale,
    ),
  )

export function noticeText(props: NoticeProps): string {
  const words = wordsIn(props.locale)
  const said = noticeSaid(props)
  return letter([
    underlined(said.title, '='),
    ...said.paragraphs.map(wrap),
    link(said.button, said.url, words),
    ...said.small.map(wrap),
    ...(said.isLatest ? [link(words.preferences, props.url, words)] : []),
    [RULE],
    wrap(imprint(props.publisher)),
  ])
}

/** When a held issue goes out, and what can be done until then. */
export function heldLine({ slot, waits, articles }: HeldProps): string {
  const { day, time } = clockAt(slot.local, wordsIn('en'))
  const due = `${day} at ${time} (${slot.zone})`
  const holds = `It holds ${articles.length === 1 ? 'one story' : `${articles.length} stories`}.`
  return waits
    ? `The issue of ${due} is ready, and goes out when one of you releases it. ${holds} If nobody has when the next one opens, its stories go into that.`
    : `The issue of ${due} is ready, and goes out then. ${holds} Until then you can pause or cancel it.`
}

export const heldText = (props: HeldProps): string =>
  letter([
    underlined(heldSubject(props), '='),
    wrap(heldLine(props)),
    link('Look at it', props.consoleUrl, wordsIn('en')),
    ...props.articles.map(({ title, source, topics }) => [
      ...wrap(title),
      ...wrap(sourceLine(source, topics.join(', '))),
    ]),
    [RULE],
    wrap(imprint(props.publisher)),
  ])

/** When it is due, whom it leaves out and why, and when they get it. */
export function quotaLines({ shortfall, slot, says }: QuotaProps): [due: string, what: string, then: string] {
  const { quota, until } = shortfall
  const due = clockAt(slot.local, wordsIn('en'))
  // UTC: as it is written.
  const back = clockAt(until, wordsIn('en'))
  return [
    `The issue of ${due.day} at ${due.time} (${slot.zone}) does not fit into what the mail provider still lets through.`,
    says,
    `There is room again on ${back.day} at ${back.time} (UTC), and the issue goes on by itself then. ${
      quota === 'daily'
        ? 'A plan without a daily limit sends all of it at once.'
        : 'A larger plan sends all of it at once.'
    } What others send from the same account, and mail that it receives, counts too.`,
  ]
}

export const quotaText = (props: QuotaProps): string =>
  letter([
    underlined(quotaSubject(props), '='),
    ...quotaLines(props).map(wrap),
    link('Look at it', props.consoleUrl, wordsIn('en')),
    [RULE],
    wrap(imprint(props.publisher)),
  ])

export const reportText = (props: ReportProps): string =>
  letter([
    underlined(reportSubject(props), '='),
    wrap(reportOpening(props)),
    wrap(props.needs ?? ''),
    ...reportLines(props).map(wrap),
    link(reportPress(props), props.consoleUrl, wordsIn('en')),
    [RULE],
    wrap(imprint(props.publisher)),
  ])

export const codeSubject = ({ code }: CodeProps): string => `${code} is your code for Tidings`

/** How long a code works and where, and what to do about one that nobody asked for. */
export const codeLines = ({ minutes, publisher }: CodeProps): [how: string, notYou: string] => [
  `Enter it in the browser where you asked for it at ${hostOf(publisher.site)}, or open the link there: in no other browser does either work. Both last ${minutes} minutes.`,
  'Not you? Do nothing: nobody comes in by this mail but in the browser that asked for it.',
]

/** Before the link that gives a browser counters of its own, and the link's own words. */
export const OWN_BROWSER =
  'More of these than you asked for? Then others use up your codes. In a browser where you open this, they cannot:'
export const OWN_BROWSER_LINK = 'Make this browser mine'

export const codeText = (props: CodeProps): string =>
  letter([
    underlined('Your code', '='),
    [props.code],
    link('Sign in', props.url, wordsIn('en')),
    ...codeLines(props).map(wrap),
    [...wrap(OWN_BROWSER), props.ownUrl],
    [RULE],
    wrap(imprint(props.publisher)),
  ])

/** What has happened, what it means, and what to do: each a paragraph. */
export function doorLines(props: DoorProps): string[] {
  const { what, editor, isYou, agent, at, guesses, codes, publisher } = props
  const { day, time } = clockAt(at.slice(0, 16), wordsIn('en'))
  const [when, where, whose] = [`${day} at ${time} (UTC)`, hostOf(publisher.site), isYou ? 'you' : editor]
  switch (what) {
    case 'new-browser':
      return [
        `Somebody signed in to the console at ${where} as ${whose}, on ${when}, with ${agent ?? 'a browser'}: for the first time in that browser.`,
        isYou
          ? 'You? Then there is nothing to do. If not, end that session, and look who else can read your mail.'
          : 'If you do not expect it, ask them; you can end that session.',
      ]
    case 'new-passkey':
      return [
        `A passkey was added for ${whose} at ${where}, on ${when}: ${apart(agent ?? '', 'en')}.`,
        isYou
          ? 'You? Then there is nothing to do. If not, remove it, and end the session that added it.'
          : 'If you do not expect it, ask them; you can remove it under Passkeys.',
      ]
    case 'copied-passkey':
      return [
        `A passkey of ${whose} was refused at ${where}, on ${when}: it has counted less than before, so there may be a copy of it.`,
        'Nobody came in by it. Remove it, and add a new one.',
      ]
    case 'mails-used':
      return [
        `So many codes were asked for in the name of ${whose} at ${where} by ${when} that for a while no more are mailed to browsers that are not their own.`,
        'Nobody came in by it. In a browser where they have signed in before, with a passkey, or by the last link of any code mail they come in as ever.',
        ONCE_A_DAY,
      ]
    case 'wrong-code':
      return [
        `On ${when} somebody typed a wrong code for ${whose} at ${where}, in a browser in which they have never signed in.`,
        `Nobody came in by it. Codes are counted for each editor, over all browsers and networks: no more than ${number(guesses)} a day are looked at, and each hits with one chance in ${number(codes)}. A passkey leaves nothing to guess.`,
        ONCE_A_DAY,
      ]
  }
}
const number = (many: number) => counting('en-GB')(many, { other: '#' })
const ONCE_A_DAY = 'There may be more of it today, for others of you too: such a mail comes once a day at most.'

export const doorText = (props: DoorProps): string =>
  letter([
    underlined(doorSubject(props), '='),
    ...doorLines(props).map(wrap),
    link(DOOR_BUTTON, props.consoleUrl, wordsIn('en')),
    [RULE],
    wrap(imprint(props.publisher)),
  ])

export const DOOR_BUTTON = 'See where you are signed in'

/** Who writes; what they write about follows. */
export const writerLine = ({ name }: CommentProps): string => `${apart(name, 'en')} on`

export const answerLine = ({ address }: CommentProps): string =>
  address === undefined
    ? 'They have left no address for an answer.'
    : `An answer to this mail goes to ${address}. Nobody has made sure that this is their address.`

export const COMMENT_TITLE = 'A reader writes'
export const ALL_COMMENTS = 'All that readers have written'

export const commentText = (props: CommentProps): string =>
  letter([
    underlined(COMMENT_TITLE, '='),
    [...wrap(`${writerLine(props)} ${apart(props.title, 'en')}:`), props.url],
    ...props.text.split(/\n{2,}/).map((paragraph) => paragraph.split('\n').flatMap(wrap)),
    [RULE],
    wrap(answerLine(props)),
    link(ALL_COMMENTS, props.consoleUrl, wordsIn('en')),
    wrap(imprint(props.publisher)),
  ])

/** "06:12", "To hear, 34 minutes · 06:12": what stands after the source. */
export const whenOf = ({ medium, publishedAt }: Item, words: Words, clock: Clock): string =>
  [medium ? words.medium(medium.kind, medium.minutes) : '', publishedAt ? clock.of(publishedAt) : '']
    .filter((part) => part !== '')
    .join(' · ')

/** "citydesk.example · 06:12" */
export const sourceLine = (source: string, when: string): string =>
  [source, when].filter((part) => part !== '').join(' · ')

/** "Harbour Post, 12 Quay Street, 20457 Hamburg, Germany" */
export const imprint = (publisher: { readonly name: string; readonly postalAddress: string }): string =>
  `${publisher.name}, ${publisher.postalAddress}`

/** Words as they stand at the beginning of a line. */
export const capital = (text: string, locale: string): string =>
  text.replace(/^\p{Ll}/u, (letter) => letter.toLocaleUpperCase(locale))

/** Where the rest of a section is: its place on the issue's page. */
export const sectionUrl = (webUrl: string, slug: string): string => `${webUrl}#${encodeURIComponent(slug)}`

function sectionEnd({ name, more, slug, stopUrl }: Section, webUrl: string, locale: string): string[] {
  const words = wordsIn(locale)
  const topic = apart(name, locale)
  return [
    ...(more > 0 ? link(words.more(more, topic), sectionUrl(webUrl, slug), words) : []),
    ...link(`${spaced(words.enough(topic))}${words.stop(topic)}`, stopUrl, words),
  ]
}

/** The source line of a mail: in one from right to left, a name in Latin letters does not turn the line round. */
function sourceIn(locale: string, source: string, when: string): string {
  const line = sourceLine(apart(source, locale), when)
  return directionOf(locale) === 'rtl' && piecesOf(line)[0] === '' ? `\u200F${line}` : line
}

const WIDTH = 72
const RULE = '-'.repeat(24)

const letter = (paragraphs: readonly (readonly string[])[]) =>
  `${paragraphs
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`

/** An address on a line of its own: nothing after it can be taken for a part of it. */
const link = (label: string, url: string, words: Words) => [...wrap(words.label(label)), url]

const underlined = (title: string, stroke: string) => {
  const lines = wrap(title)
  return [...lines, stroke.repeat(Math.min(WIDTH, Math.max(...lines.map(columns), 3)))]
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}\u3000-\u303F\uFF00-\uFF60\uFFE0-\uFFE6]/u
const mayNotBegin = /^[、。，．・：；？！）」』】〉》〕ー々…!?,.:;)\]’”]/u
const mayNotEnd = /[（「『【〈《〔([‘“]$/u

/** Letters, and signs of Chinese and Japanese, that nothing is put on: each is one by itself. */
const single = /^[\x20-\x7E\u00A0-\u02FF\u3000-\u3029\u3030-\u3098\u309B-\u30FF\u3400-\u9FFF\uFF01-\uFF60]*$/

/** What is read as one. A segmenter is asked only where there is something to ask: it is slow. */
const piecesSeen = (text: string): string[] =>
  single.test(text) ? text.split('') : [...graphemes.segment(text)].map(({ segment }) => segment)

const columns = (text: string) => {
  if (/^[\x20-\x7E]*$/.test(text)) return text.length
  let sum = 0
  for (const piece of piecesSeen(text)) sum += wide.test(piece) ? 2 : 1
  return sum
}

/** Between what a line without spaces may be broken: characters and foreign words, each with its punctuation. */
function unitsOf(word: string): string[] {
  const units: string[] = []
  let before = ''
  for (const segment of piecesSeen(word)) {
    const joins = mayNotBegin.test(segment) || mayNotEnd.test(before) || !(wide.test(before) || wide.test(segment))
    if (joins && units.length > 0) units[units.length - 1] += segment
    else units.push(segment)
    before = segment
  }
  return units
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
  // A no-break space is none to break at.
  for (const word of text.split(/[^\S\u00A0\u202F]+/).filter((one) => one !== '')) {
    const width = columns(word)
    const gap = line === '' ? 0 : 1
    const fits = used + gap + width <= WIDTH
    if (!fits && wide.test(word) && !isAddress(word)) {
      // Fills up the line: such words are sentences.
      for (const [index, unit] of unitsOf(word).entries()) {
        const step = columns(unit)
        if (used + (index === 0 ? gap : 0) + step > WIDTH) end()
        const space = index === 0 && line !== '' ? ' ' : ''
        line += space + unit
        used += space.length + step
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
