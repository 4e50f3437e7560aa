import { counting } from '../core/model/counting.ts'
import type {
  CommentProps,
  ConfirmationProps,
  DoorProps,
  HeldProps,
  NoticeProps,
  QuotaProps,
  ReportProps,
} from '../core/model/letter.ts'
import type { DigestProps } from '../core/model/variant.ts'
import { withoutIsolates } from './direction.ts'
import { noticeSaid } from './said.ts'
import { clockAt } from './when.ts'
import { wordsIn } from './words/words.ts'

/** Graphemes of a subject's headline; beyond this every inbox has long cut it. */
const MOST = 90

/**
 * The editor's line, with `{date}`, `{headline}` and `{name}` filled in; else the digest's name and its first headline,
 * as a newspaper is known by both; else, where there is no story, its name and date. Never empty.
 */
export function digestSubject(props: DigestProps): string {
  const words = wordsIn(props.locale)
  const { date } = clockAt(props.local, words)
  const title = firstHeadline(props)
  const headline = cutAtWord(title, MOST)
  const values: Record<string, string> = { date, headline, name: props.name }

  const template = props.subject ?? ''
  if (title !== '' || !template.includes('{headline}')) {
    // A function: `$&` in a headline stays `$&`, and `{name}` in one stays `{name}`.
    const subject = template.replaceAll(/\{(date|headline|name)\}/g, (_, key: string) => values[key]!).trim()
    if (subject !== '') return subject
  }
  if (title === '') return words.dated(props.name, date)
  if (title.startsWith(props.name)) return headline
  return words.headed(props.name, cutAtWord(title, Math.max(40, MOST - length(props.name) - 2)))
}

export const confirmationSubject = (props: ConfirmationProps): string =>
  wordsIn(props.locale).confirmation.subject(props.digests.map(({ name }) => name))

export const noticeSubject = (props: NoticeProps): string => withoutIsolates(noticeSaid(props).subject)

/** The digest, and until when it waits. */
export function heldSubject({ digest, slot, waits }: HeldProps): string {
  const { time } = clockAt(slot.local, wordsIn('en'))
  return waits ? `${digest} waits for you` : `${digest} waits until ${time}`
}

/** The digest, and how many it leaves out. */
export const quotaSubject = ({ digest, shortfall }: QuotaProps): string =>
  `${digest} will not reach ${counting('en-GB')(shortfall.leftOut, { one: '# reader', other: '# readers' })} on time`

/** The digest, and how many have it; first of all that somebody has to decide. */
export const reportSubject = ({ digest, needs, counts }: ReportProps): string =>
  needs === undefined ? `${digest} went out: ${sentTo(counts.sent)}` : `${digest} needs one of you`

/** What has happened at the console's door, and to whom. */
export function doorSubject({ what, isYou, editor }: DoorProps): string {
  const whose = isYou ? 'you' : editor
  const subjects = {
    'new-browser': `A new browser has signed in as ${whose}`,
    'new-passkey': `A passkey was added for ${whose}`,
    'copied-passkey': `A passkey of ${isYou ? 'yours' : editor} may have been copied`,
    'mails-used': `Somebody asks for codes again and again as ${whose}`,
    'wrong-code': `Somebody tried to sign in as ${whose}`,
  } as const
  return subjects[what]
}

const sentTo = (sent: number) => counting('en-GB')(sent, { one: '# reader', other: '# readers' })

/** What it is about; nothing of what a stranger has written. */
export const commentSubject = ({ title }: CommentProps): string => `From a reader: ${cutAtWord(title, MOST)}`

const firstHeadline = ({ sections }: DigestProps): string => sections.flatMap(({ items }) => items)[0]?.title ?? ''

/**
 * What an inbox shows after the subject: the headlines that the subject does not already say; where it says the only
 * one, that story's summary.
 */
export function previewLine(props: DigestProps, subject: string): string {
  const items = props.sections.flatMap((section) => section.items)
  const fresh = items.filter(({ title }) => !subject.includes(title))
  const line = fresh.length > 0 ? fresh.map(({ title }) => title).join(' · ') : (items[0]?.summary ?? '')
  return cutAtWord(line, 140)
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const length = (text: string) => [...graphemes.segment(text)].length

/** At most `most` graphemes, with an ellipsis after the last whole word, if the words are short enough to end one. */
export function cutAtWord(text: string, most: number): string {
  if (text.length <= most) return text
  const all = [...graphemes.segment(text)].map(({ segment }) => segment)
  if (all.length <= most) return text
  const room = all.slice(0, most - 1)
  const space = all[most - 1] === ' ' ? room.length : room.lastIndexOf(' ')
  const kept = space > most / 2 ? room.slice(0, space) : room
  return `${kept.join('').replace(/[\s,;:.·–—-]+$/u, '')}…`
}
