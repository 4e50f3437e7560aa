/**
 * Placeholders in rendered mails are written in Unicode noncharacters (U+FDD0, U+FDD1), which `cleanText` removes from
 * everything that comes in: no title can pass itself off as a reader's link.
 */
export const OPEN_MARK = '\uFDD0'
export const CLOSE_MARK = '\uFDD1'

// C0 and C1 controls, line and paragraph separators, bidi overrides and isolates, zero-width space and joiners used to
// hide text (the zero-width joiner and non-joiner stay: scripts and emoji need them), soft hyphens, the byte order
// mark, tags, and the noncharacters above. STD-26, T34.
const unwanted =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  /[\u0000-\u001F\u007F-\u009F\u00AD\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFDD0-\uFDEF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu

/** Made when a text is first cut: the data that it reads cost a process 18 ms, and most processes cut none. */
let graphemes: Intl.Segmenter | undefined

/** One line of plain text: NFC, no controls or direction overrides, white space folded, at most `most` graphemes (an ellipsis marks the cut). */
export function cleanText(input: string, most = 300): string {
  const folded = input
    .toWellFormed()
    .replaceAll(/[\t\n\r\v\f\u0085\u2028\u2029]+/g, ' ')
    .replaceAll(unwanted, '')
    .normalize('NFC')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return cut(folded, most)
}

function cut(text: string, most: number): string {
  if (text.length <= most) return text
  let kept = ''
  let count = 0
  graphemes ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  for (const { segment } of graphemes.segment(text)) {
    // A "grapheme" may carry a thousand combining marks: no reader misses them, and no title grows by them.
    const one = segment.length > 24 ? [...segment].slice(0, 8).join('') : segment
    count += 1
    if (count > most) return `${kept.slice(0, kept.length).trimEnd()}…`
    kept += one
  }
  return kept
}

/** The first sentences of `text` that fit into `most` characters; a single long sentence is cut at a word. */
export function firstSentences(text: string, most = 280): string {
  if (text.length <= most) return text
  const sentences = [...new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text)].map((s) => s.segment)
  let kept = ''
  for (const sentence of sentences) {
    if ((kept + sentence).trimEnd().length > most) break
    kept += sentence
  }
  if (kept.trim() !== '') return kept.trim()
  const room = text.slice(0, most - 1)
  return `${room.slice(0, Math.max(room.lastIndexOf(' '), most / 2)).trimEnd()}…`
}

/** `Donald Trump` → `donald-trump`, `Économie` → `economie`; letters of every script stay. */
export const slugOf = (input: string): string =>
  input
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
    .normalize('NFC')
    .slice(0, 60)

/** Whether `input` can name a digest, a topic or an edition for ever: lower-case ASCII letters, digits and single hyphens, at most 40. */
export const isName = (input: string): boolean => /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(input) && input.length <= 40

/** Words as they stand at the beginning of a line. */
export const capital = (text: string, locale: string): string =>
  text.replace(/^\p{Ll}/u, (letter) => letter.toLocaleUpperCase(locale))
