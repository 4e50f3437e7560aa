import { type Address, type AddressProblem, readAddress } from './address.ts'
import type { ArticleId } from './article.ts'
import type { LetterId } from './letter.ts'
import { cleanText } from './text.ts'
import type { Instant } from './time.ts'

export type CommentId = `com_${string}`

/** What a reader has written to the editors about an article. They alone see it. */
export type Comment = {
  readonly id: CommentId
  readonly at: Instant
  readonly article: ArticleId
  /** The article's headline when it was written: what it is about, whatever becomes of that. */
  readonly title: string
  readonly name: string
  /** Plain text with its line breaks. */
  readonly text: string
  /** Where they would like an answer, if they said so. Nobody has made sure that it is theirs. */
  readonly address?: Address
  /** When an editor has marked it as read. */
  readonly readAt?: Instant
}

export const LONGEST_COMMENT = 3_000
export const LONGEST_NAME = 80

/** One that is sent twice is one: its id is that of the letter that tells of it. */
export const commentOf = (letter: LetterId): CommentId => `com_${letter.slice('let_'.length)}`

/** As somebody has typed it. */
export type CommentTyped = { readonly name: string; readonly text: string; readonly email: string }
export type CommentWords = Pick<Comment, 'name' | 'text' | 'address'>
/** By the field that it is about. */
export type CommentWrong = {
  readonly name?: 'none'
  readonly text?: 'none' | 'long'
  readonly email?: AddressProblem
}

/** What was typed, cleaned, or what is wrong with it. An address may be left out; one that is none may not. */
export function readComment(
  typed: CommentTyped,
):
  | { readonly words: CommentWords; readonly wrong?: undefined }
  | { readonly wrong: CommentWrong; readonly words?: undefined } {
  const name = cleanText(typed.name, LONGEST_NAME)
  const text = cleanLines(typed.text)
  const { address, problem } = typed.email.trim() === '' ? {} : readAddress(typed.email)
  const wrong: CommentWrong = {
    ...(name === '' ? { name: 'none' } : {}),
    ...(text === '' ? { text: 'none' } : text.length > LONGEST_COMMENT ? { text: 'long' } : {}),
    ...(problem ? { email: problem } : {}),
  }
  if (Object.keys(wrong).length > 0) return { wrong }
  return { words: { name, text, ...(address ? { address } : {}) } }
}

/** Line by line as `cleanText` has it; never more than one empty line together. */
const cleanLines = (text: string): string =>
  text
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .split('\n')
    .map((line) => cleanText(line, 2 * LONGEST_COMMENT))
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
