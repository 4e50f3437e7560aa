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

/**
 * A mail's JSON cut at its placeholders: `texts[0] marks[0] texts[1] … texts[n]`. Made once a variant. It keeps itself laid
 * out for values as long as those last written: readers' links are all of one length, so nearly always it fits.
 */
export type Pieces = { texts: readonly Uint8Array[]; readonly marks: readonly Mark[]; layout?: Layout }

/** Addresses differ in length, so the mail is cut at them; in between, everything stands where it stands in every copy. */
type Layout = { readonly lengths: Lengths; readonly strips: readonly Strip[]; readonly size: number }
type Lengths = { readonly subscriber: number; readonly leave: number; readonly preferences: number }
/** Ready bytes, and where in them the values go. */
type Strip = { readonly bytes: Uint8Array } & { readonly [mark in keyof Lengths]: readonly number[] }

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
 * again next time). Byte-equal to `JSON.stringify` of the mails, without ever making them: the values of all readers are
 * written behind the body, at once, and what is left to do per reader is to copy bytes, a variant as one piece.
 */
export function joinCopies(
  copies: readonly Copy[],
  room: Uint8Array<ArrayBuffer> = new Uint8Array(0),
): { body: Uint8Array<ArrayBuffer>; room: Uint8Array<ArrayBuffer> } {
  let size = 2 + Math.max(0, copies.length - 1)
  let text = ''
  for (const { pieces, values } of copies) {
    const { strips, size: own } = layoutFor(pieces, values)
    size += own + (strips.length - 1) * values.address.length
    text += values.address + values.subscriber + values.leave + values.preferences
  }
  const whole = size + text.length
  const target = room.length >= whole ? room : new Uint8Array(Math.ceil(whole * 1.25))
  // A byte a character, or one reader's link would stand in another's mail.
  if (encoder.encodeInto(text, target.subarray(size, whole)).read !== text.length)
    throw new Error('what stands at the marks of a mail is not plain ASCII')

  let at = 0
  let from = size
  target[at++] = 0x5b
  for (const { pieces, values } of copies) {
    if (at > 1) target[at++] = 0x2c
    at = writeCopy(target, layoutFor(pieces, values), values.address.length, from, at)
    from += valuesLength(values)
  }
  target[at++] = 0x5d
  return { body: target.subarray(0, at), room: target }
}

const valuesLength = ({ address, subscriber, leave, preferences }: Copy['values']) =>
  address.length + subscriber.length + leave.length + preferences.length

/** `from`: where the values of this reader have been written, in the order of `valuesLength`. Returns where the copy ends. */
function writeCopy(target: Uint8Array, { strips, lengths }: Layout, address: number, from: number, start: number) {
  const subscriber = from + address
  const leave = subscriber + lengths.subscriber
  const preferences = leave + lengths.leave
  const end = preferences + lengths.preferences
  let at = start
  for (let n = 0; n < strips.length; n++) {
    const strip = strips[n]!
    if (n > 0) {
      target.copyWithin(at, from, subscriber)
      at += address
    }
    target.set(strip.bytes, at)
    repeat(target, at, strip.subscriber, subscriber, leave)
    repeat(target, at, strip.leave, leave, preferences)
    repeat(target, at, strip.preferences, preferences, end)
    at += strip.bytes.length
  }
  return at
}

function repeat(target: Uint8Array, start: number, places: readonly number[], from: number, to: number): void {
  for (let n = 0; n < places.length; n++) target.copyWithin(start + places[n]!, from, to)
}

function layoutFor(pieces: Pieces, { subscriber, leave, preferences }: Copy['values']): Layout {
  const known = pieces.layout
  if (
    known &&
    known.lengths.leave === leave.length &&
    known.lengths.preferences === preferences.length &&
    known.lengths.subscriber === subscriber.length
  )
    return known
  return layOut(pieces, {
    subscriber: subscriber.length,
    leave: leave.length,
    preferences: preferences.length,
  })
}

/** The texts are kept as parts of the layout from then on: a variant stands in memory once. */
function layOut(pieces: Pieces, lengths: Lengths): Layout {
  const strips: Strip[] = []
  const texts: Uint8Array[] = []
  for (let from = 0; from < pieces.texts.length; ) {
    const found = pieces.marks.indexOf('address', from)
    const to = found < 0 ? pieces.marks.length : found
    const { strip, views } = stripOf(pieces.texts.slice(from, to + 1), pieces.marks.slice(from, to), lengths)
    strips.push(strip)
    texts.push(...views)
    from = to + 1
  }
  pieces.texts = texts
  pieces.layout = { lengths, strips, size: strips.reduce((sum, { bytes }) => sum + bytes.length, 0) }
  return pieces.layout
}

function stripOf(texts: readonly Uint8Array[], marks: readonly Mark[], lengths: Lengths) {
  const gapAt = (index: number) => (index < marks.length ? lengths[marks[index] as keyof Lengths] : 0)
  const bytes = new Uint8Array(texts.reduce((sum, text, index) => sum + text.length + gapAt(index), 0))
  const places: Record<Mark, number[]> = { address: [], subscriber: [], leave: [], preferences: [] }
  const views: Uint8Array[] = []
  let at = 0
  for (const [index, text] of texts.entries()) {
    bytes.set(text, at)
    views.push(bytes.subarray(at, at + text.length))
    at += text.length
    const mark = marks[index]
    if (mark) places[mark].push(at)
    at += gapAt(index)
  }
  const { subscriber, leave, preferences } = places
  const strip: Strip = { bytes, subscriber, leave, preferences }
  return { strip, views }
}
