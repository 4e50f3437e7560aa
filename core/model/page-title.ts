import type { Place, Told } from './page.ts'
import { cleanText, normalized } from './text.ts'

/** A page's headings: the first that is not the site's name, and those below it. */
export type Headings = { readonly heading?: string | undefined; readonly subheadings?: readonly string[] | undefined }

/**
 * Why a title was taken. `most`: most of the four that speak of it (JSON-LD, Open Graph, `<title>`, the heading) say just
 * this. `heading`: the heading, which stands in `<title>` between separators. `shared`: the most trusted of those that
 * share a word with another. `only`: there is no other to compare it with, or none that agrees.
 */
export type TitleReason = 'most' | 'heading' | 'shared' | 'only'

type Voice = Exclude<Place, 'readability'> | 'heading'
type Candidate = { readonly text: string; readonly voice: Voice; readonly isHeading: boolean }

const order: readonly Voice[] = ['json-ld', 'open-graph', 'meta', 'html', 'heading']
/** What `<title>`, `og:title` and the heading say is what the others are held against. */
const references: readonly Voice[] = ['open-graph', 'html', 'heading']
/** Three of the four that speak of a title. */
const MOST = 3

/** The title on which a page agrees with itself; one that shares no word with its `<title>`, `og:title` and heading is none. */
export function titleOf(
  told: readonly Told[],
  headings: Headings,
  sites: readonly string[],
): { readonly value: string; readonly from: Place; readonly why: TitleReason } | undefined {
  const names = new Set(sites.map(squashed))
  const written = [
    ...told.flatMap(({ from, title }) => (from === 'readability' ? [] : [{ voice: from, title }])),
    { voice: 'heading' as const, title: headings.heading },
  ]
  const spoken = new Set(
    told.flatMap(({ from, title }) => (title && (from === 'open-graph' || from === 'json-ld') ? cleanText(title) : [])),
  )
  const all = order
    .flatMap((voice) => written.filter((one) => one.voice === voice))
    .flatMap(({ voice, title }): Candidate[] => {
      const text = cleanTitle(title, sites, headings, spoken)
      const isHeading = text !== undefined && text !== cleanTitle(title, sites)
      return text ? [{ text, voice, isHeading }] : []
    })
  const telling = all.filter(({ text }) => !names.has(squashed(text)))
  const candidates = telling.length > 0 ? telling : all
  const most = candidates.find((one) => voicesOf(one, candidates) >= MOST)
  const shared = candidates.find((one) => isBorneOut(one, candidates))
  const known = candidates.find(({ voice }) => references.includes(voice))
  const taken = most ?? shared ?? known ?? candidates[0]
  if (!taken) return undefined
  const why = most ? 'most' : taken.isHeading ? 'heading' : shared ? 'shared' : 'only'
  const whole = wholeOf(taken, candidates)
  return { value: whole.text, from: whole.voice === 'heading' ? 'html' : whole.voice, why }
}

/** How many say just this. */
const voicesOf = ({ text }: Candidate, all: readonly Candidate[]): number =>
  new Set(all.filter((one) => one.voice !== 'meta' && squashed(one.text) === squashed(text)).map(({ voice }) => voice))
    .size

const isBorneOut = (one: Candidate, all: readonly Candidate[]): boolean =>
  all.some(({ voice, text }) => voice !== one.voice && references.includes(voice) && shareAWord(one.text, text))

/** One that was cut short gives way to the whole of it elsewhere. */
function wholeOf(taken: Candidate, all: readonly Candidate[]): Candidate {
  const stem = stemOf(taken.text)
  if (stem === undefined || stem.length < 20) return taken
  return all.find(({ text }) => text.startsWith(stem) && stemOf(text) === undefined) ?? taken
}

/** What stands before the dots of a text that was cut short. */
export const stemOf = (text: string): string | undefined =>
  /(?:…|\.\.\.)$/u.test(text) ? text.replace(/(?:…|\.\.\.)$/u, '').trimEnd() : undefined

// ---- words in common

/** Scripts that put nothing between words: two signs in a row are as good as one. */
const unspaced = '[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}]'
const wordPattern = new RegExp(`${unspaced}+|(?:(?!${unspaced})[\\p{L}\\p{N}])+`, 'gu')
const isUnspaced = new RegExp(`^${unspaced}`, 'u')
/** Shorter ones are mostly articles and prepositions. */
const SHORTEST_WORD = 4

function wordsOf(title: string): Set<string> {
  const bare = normalized(title, 'NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
  const words = (bare.match(wordPattern) ?? []).flatMap((word) =>
    isUnspaced.test(word) && word.length > 2
      ? Array.from({ length: word.length - 1 }, (_, at) => word.slice(at, at + 2))
      : [word],
  )
  const telling = words.filter((word) => word.length >= SHORTEST_WORD || /\p{N}/u.test(word) || !/[a-z]/.test(word))
  return new Set(telling.length > 0 ? telling : words)
}

function shareAWord(a: string, b: string): boolean {
  const words = wordsOf(a)
  return squashed(a) === squashed(b) || [...wordsOf(b)].some((word) => words.has(word))
}

// ---- a title and what stands around it

/** Between a headline and the name of its site. Between signs of Chinese and Japanese no space is needed. */
const separators =
  '\\s[|–—―·•»«:/\\\\~-]{1,9}\\s|\\s?[|·•»«｜]\\s?|(?<=[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}？！」』）…])\\s?[-_–—―－]{1,2}\\s?'
const separator = new RegExp(separators, 'gu')
const firstSeparator = new RegExp(separators, 'u')
const separatorAtEnd = new RegExp(`(?:${separators})$`, 'u')

/** The headline without the name of the site around it, as pages write it for the tab of a browser. `spoken`: what the page calls itself elsewhere; a heading that says the same goes before one that may be the site's name. */
export function cleanTitle(
  written: string | undefined,
  sites: readonly string[],
  { heading, subheadings = [] }: Headings = {},
  spoken: ReadonlySet<string> = new Set(),
): string | undefined {
  const title = cleanText(written ?? '')
  if (title === '') return undefined
  const names = new Set(sites.map(squashed))
  const all = [heading ?? '', ...subheadings]
    .map((one) => cleanText(one))
    .filter((one) => one !== '' && !names.has(squashed(one)) && standsIn(title, one))
  const agreed = all.filter((one) => one !== title && spoken.has(one))
  const whole = all.filter((one) => one.length * 2 >= title.length || one === cleanText(heading ?? ''))
  const headline = (agreed.length > 0 ? agreed : whole).reduce((a, b) => (b.length > a.length ? b : a), '')
  if (headline !== '') return headline
  let left = title
  for (let round = 0; round < 3; round += 1) {
    const marks = [...left.matchAll(separator)]
    const [first, last] = [marks[0], marks.at(-1)]
    if (last && names.has(squashed(left.slice(last.index + last[0].length)))) left = left.slice(0, last.index)
    else if (first && names.has(squashed(left.slice(0, first.index)))) left = left.slice(first.index + first[0].length)
    else break
  }
  return left.trim() || title
}

/** Whether a title holds a heading and, beside it, no more than what separators part from it. */
function standsIn(title: string, heading: string): boolean {
  const at = title.indexOf(heading)
  if (at === -1) return false
  const [before, after] = [title.slice(0, at), title.slice(at + heading.length)]
  // The separators of Chinese and Japanese hang on the sign before them.
  const rest = `${heading.at(-1) ?? ''}${after}`
  const isFree = after === '' || firstSeparator.exec(rest)?.index === 1
  return isFree && (before === '' || separatorAtEnd.test(before))
}

/** `The Herald Sun` and `heraldsun.com.au` are one name, but for the end. */
export const squashed = (name: string): string => name.toLowerCase().replaceAll(/^the\s+|[^\p{L}\p{N}.]+/gu, '')
