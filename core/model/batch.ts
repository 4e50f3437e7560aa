import type { IssueId } from './issue.ts'
import { CLOSE_MARK, OPEN_MARK } from './text.ts'
import type { Instant } from './time.ts'
import type { Mark, VariantKey } from './variant.ts'

/** One reader in a batch: who, where to, which copy. Frozen with the claim. */
export type Recipient = { readonly id: string; readonly address: string; readonly variant: VariantKey }

/** Up to this many readers go in one call to the provider. */
export const BATCH_SIZE = 100
/** A claim looks at no more rows of the audience than this. */
export const MOST_ROWS = 1_000

/** Up to 100 recipients of one issue, claimed together. Never changed once claimed. */
export type Batch = {
  readonly n: number
  readonly recipients: readonly Recipient[]
  /** When it was claimed; batches of before this was written down have none. */
  readonly at?: Instant
  /** Made of readers of earlier batches: it stands outside of the order in which the audience is read. */
  readonly again?: true
}

/** The same key for the same batch for ever: what makes a repeated request harmless. */
export const idempotencyKey = (installation: string, issue: IssueId, n: number): string =>
  `${installation}/${issue}/${n}`

/** A mail's JSON cut at its placeholders: `texts[0] marks[0] texts[1] … texts[n]`. Made once a variant. */
export type Pieces = { readonly texts: readonly Uint8Array[]; readonly marks: readonly Mark[] }

const encoder = new TextEncoder()
const placeholder = new RegExp(`${OPEN_MARK}([a-z]+)${CLOSE_MARK}`, 'g')

/** `template`: the mail as JSON text, already escaped, with placeholders in it. */
export function cutPieces(template: string): Pieces {
  const texts: Uint8Array[] = []
  const marks: Mark[] = []
  let from = 0
  for (const match of template.matchAll(placeholder)) {
    texts.push(encoder.encode(template.slice(from, match.index)))
    marks.push(match[1] as Mark)
    from = match.index + match[0].length
  }
  texts.push(encoder.encode(template.slice(from)))
  return { texts, marks }
}

/** One copy to write: the pieces of its variant, and what stands at each mark. Values are plain ASCII that JSON and HTML leave as it is. */
export type Copy = { readonly pieces: Pieces; readonly values: Readonly<Record<Mark, string>> }

/**
 * The JSON array of these mails, written into `room` where it is large enough (a new buffer otherwise, to be handed in
 * again next time). Byte-equal to `JSON.stringify` of the mails, without ever making them: copying is all that is left
 * of rendering per reader.
 */
export function joinCopies(
  copies: readonly Copy[],
  room: Uint8Array<ArrayBuffer> = new Uint8Array(0),
): { body: Uint8Array<ArrayBuffer>; room: Uint8Array<ArrayBuffer> } {
  let size = 2 + Math.max(0, copies.length - 1)
  for (const { pieces, values } of copies) {
    for (const text of pieces.texts) size += text.length
    for (const mark of pieces.marks) size += values[mark].length
  }
  const target = room.length >= size ? room : new Uint8Array(Math.ceil(size * 1.25))
  let at = 0
  target[at++] = 0x5b
  for (const [index, { pieces, values }] of copies.entries()) {
    if (index > 0) target[at++] = 0x2c
    for (const [piece, text] of pieces.texts.entries()) {
      target.set(text, at)
      at += text.length
      const mark = pieces.marks[piece]
      if (mark) at = writeAscii(target, values[mark], at)
    }
  }
  target[at++] = 0x5d
  return { body: target.subarray(0, at), room: target }
}

function writeAscii(target: Uint8Array, text: string, start: number): number {
  for (let index = 0; index < text.length; index++) target[start + index] = text.charCodeAt(index)
  return start + text.length
}
