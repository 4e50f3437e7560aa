import { LONGEST_SENDER } from './digest.ts'
import type { Issue } from './issue.ts'
import { INSTALLATION_TAG } from './origin.ts'
import { cleanText } from './text.ts'
import { marked } from './variant.ts'

/** A mail as the provider takes it (the names are its API's). */
export type Mail = {
  readonly from: string
  readonly to: readonly string[]
  readonly reply_to?: string
  readonly subject: string
  readonly html: string
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
  readonly tags: readonly { readonly name: string; readonly value: string }[]
}

/** What a template makes of its props. */
export type Rendered = { readonly subject: string; readonly html: string; readonly text: string }

/** HTML before encoding stays below this, so that no client cuts the footer off (STD-29). */
export const MOST_HTML_BYTES = 80_000

/** And below this as it travels, in which every letter beyond ASCII is two or three bytes, and each of them three characters. */
export const MOST_ENCODED_BYTES = 100_000

/** A reader's own link is longer than the place that is kept for it. */
const LONGEST_LINK = 200

/** How much of the room that every client gives is taken by a mail's HTML, with its readers' links in their places: more than 1 is too much (STD-29). */
export function roomTaken(html: string): number {
  const whole = new TextEncoder().encode(html.replaceAll(/\uFDD0[a-z]+\uFDD1/g, 'x'.repeat(LONGEST_LINK)))
  return Math.max(whole.length / MOST_HTML_BYTES, quotedPrintableLength(whole) / MOST_ENCODED_BYTES)
}

/** In bytes, soft line breaks included (RFC 2045 §6.7). Line breaks of the text cost less than this says. */
export function quotedPrintableLength(bytes: Uint8Array): number {
  let length = 0
  for (const byte of bytes) length += byte >= 0x20 && byte < 0x7f && byte !== 0x3d ? 1 : 3
  return length + Math.ceil(length / 73) * 3
}

/** One line for a header (STD-26, T33): nothing in it can start another. */
export const headerText = (text: string, most = 300): string => cleanText(text, most)

/** A header phrase: ASCII as it is, anything else in RFC 2047 encoded words of at most 75 characters that split no character (STD-10, STD-25). */
export function headerPhrase(text: string): string {
  const clean = headerText(text, 120)
  if (/^[\x20-\x7e]*$/.test(clean))
    return /^[A-Za-z0-9 '_-]*$/.test(clean) ? clean : `"${clean.replaceAll(/["\\]/g, '')}"`
  const encoder = new TextEncoder()
  const words: string[] = []
  let bytes: number[] = []
  for (const character of clean) {
    const next = [...encoder.encode(character)]
    // 75 − "=?utf-8?B??=" leaves 63 of base64, which is 45 bytes.
    if (bytes.length + next.length > 45) {
      words.push(encodedWord(bytes))
      bytes = []
    }
    bytes.push(...next)
  }
  return [...words, encodedWord(bytes)].join(' ')
}

const encodedWord = (bytes: number[]) => `=?utf-8?B?${btoa(String.fromCharCode(...bytes))}?=`

/** The host a digest's `List-Id` lives under: a name space the publisher controls, the same for ever (STD-10). */
export const listId = (digest: string, name: string, site: string): string =>
  `${headerPhrase(name)} <${digest}.lists.${new URL(site).hostname}>`

/** One reader's copy of a variant, with placeholders where readers differ. The headers of STD-01, 10, 11, 13, 27. */
export const digestMail = (issue: Issue, rendered: Rendered): Mail => ({
  from: headerText(issue.frozen.from, LONGEST_SENDER),
  to: [marked('address')],
  reply_to: headerText(issue.frozen.replyTo, LONGEST_SENDER),
  subject: headerText(rendered.subject),
  html: rendered.html,
  text: rendered.text,
  headers: {
    'List-Unsubscribe': `<${marked('leave')}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    'List-Id': listId(issue.digest, issue.frozen.name, issue.frozen.site),
    'List-Post': 'NO',
    'List-Archive': `<${issue.frozen.site}/d/${issue.digest}>`,
    Precedence: 'bulk',
    'X-Auto-Response-Suppress': 'OOF, AutoReply',
  },
  tags: [
    { name: INSTALLATION_TAG, value: issue.frozen.installation },
    { name: 'issue', value: issue.id },
    { name: 'subscriber', value: marked('subscriber') },
  ],
})
