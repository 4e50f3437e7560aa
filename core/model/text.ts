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

/** The beginning of a text, at most so many UTF-16 units, and never half a character at its end. */
export function beginning(text: string, most: number): string {
  if (text.length <= most) return text
  const isHalved = /[\uD800-\uDBFF]/.test(text[most - 1] ?? '') && /[\uDC00-\uDFFF]/.test(text[most] ?? '')
  return text.slice(0, isHalved ? most - 1 : most)
}

/**
 * Of what somebody sends, so much is looked at for each grapheme that is kept, and never less than the floor: there may be
 * white space and marks in it that go. Everything below costs time by what it is given.
 */
const LOOKED_AT = 16
const LOOKED_AT_LEAST = 4_000
/** So many combining marks in a row, and no more, stand on a letter: no script needs as many (the stream-safe format of UAX #15 §13 has 30). */
const MOST_MARKS = 16
const tooManyMarks = new RegExp(`(\\p{M}{${MOST_MARKS}})\\p{M}+`, 'gu')

/**
 * The text in one form of Unicode. Linear: to bring marks into their order takes time by the square of how many stand in a
 * row, so that those beyond what any script needs go first.
 */
export const normalized = (text: string, form: 'NFC' | 'NFKC' | 'NFKD'): string =>
  text.replaceAll(tooManyMarks, '$1').normalize(form)

/** Words of ASCII with single blanks between them. */
const isClean = /^[!-~]+(?: [!-~]+)*$/

/**
 * One line of plain text: NFC, no controls or direction overrides, white space folded, at most `most` graphemes (an ellipsis
 * marks the cut). Cut before anything is made of it, however long it came: it costs time by `most`.
 */
export function cleanText(input: string, most = 300): string {
  // Most of what comes: there is nothing to take out, and nothing to cut.
  if (input.length <= most && isClean.test(input)) return input
  const folded = normalized(
    beginning(input.trimStart(), Math.max(LOOKED_AT_LEAST, most * LOOKED_AT))
      .toWellFormed()
      .replaceAll(/[\t\n\r\v\f\u0085\u2028\u2029]+/g, ' ')
      .replaceAll(unwanted, ''),
    'NFC',
  )
    .replaceAll(/\s+/g, ' ')
    .trim()
  return cut(folded, most)
}

// Line breaks and other controls but the tab, and what turns the direction of all that follows. The marks that only say
// which way a single sign goes (U+200E, U+200F, U+061C) stand in honest names; `cleanText` takes them out.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const notInALine = /[\u0000-\u0008\u000A-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/

/** Whether a text can stand in a header as its writer sees it (STD-26). */
export const isOneLine = (text: string): boolean => !notInALine.test(text.trim())

/** What is said to whoever has typed one that cannot. */
export const ONE_LINE =
  'This has to be one line: there is a line break in it, or a sign that turns the direction of the text. Type it anew.'

function cut(text: string, most: number): string {
  if (text.length <= most) return text
  let kept = ''
  let count = 0
  graphemes ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  for (const { segment } of graphemes.segment(text)) {
    // A "grapheme" may carry a thousand combining marks: no reader misses them, and no title grows by them.
    const one = segment.length > 24 ? [...beginning(segment, 24)].slice(0, 8).join('') : segment
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
  return `${beginning(text, Math.max(room.lastIndexOf(' '), Math.floor(most / 2))).trimEnd()}…`
}

const LONGEST_SLUG = 60

/** Signs that are part of a name, and all that tells it from another: `C++`, `C#`. A `#` in front only says that a tag follows. */
const namedSigns = (text: string): string =>
  text
    .replaceAll(/(?<=\p{L})\+\+(?![\p{L}\p{N}+])/gu, '-plus-plus')
    .replaceAll(/(?<![\p{L}\p{N}]\p{L})(?<=\p{L})[#♯](?![\p{L}\p{N}#])/gu, '-sharp')

/** `Donald Trump` → `donald-trump`, `Économie` → `economie`, `C++` → `c-plus-plus`; letters of every script stay. */
export const slugOf = (input: string): string =>
  beginning(
    namedSigns(normalized(beginning(input, LOOKED_AT_LEAST), 'NFKD'))
      .replaceAll(/\p{M}+/gu, '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-/, '')
      .replace(/-$/, '')
      .normalize('NFC'),
    LONGEST_SLUG,
  )

/** Whether `input` can name a digest, a topic or an edition for ever: lower-case ASCII letters, digits and single hyphens, at most 40. */
export const isName = (input: string): boolean => input.length <= 40 && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(input)

/** Words as they stand at the beginning of a line. */
export const capital = (text: string, locale: string): string =>
  text.replace(/^\p{Ll}/u, (letter) => letter.toLocaleUpperCase(locale))
