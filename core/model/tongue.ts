/** Which language a text is in, and which way it runs. */

export type Direction = 'ltr' | 'rtl'

const rightToLeft = new Set(['Arab', 'Hebr', 'Syrc', 'Thaa', 'Nkoo', 'Adlm', 'Rohg', 'Mand', 'Samr', 'Yezi'])

/** Which way a language is written (STD-80); left to right for a tag that is none. */
export const directionOf = (language: string): Direction => (rightToLeft.has(scriptOf(language) ?? '') ? 'rtl' : 'ltr')

const scripts = [...rightToLeft].map((script) => `\\p{Script=${script}}`).join('')
const strong = new RegExp(`(?<rtl>(?=\\p{L})[${scripts}])|\\p{L}`, 'u')

/** Which way a text of unknown language runs: as its first strong letter does (UAX 9, rules P2 and P3; of isolates, which P2 passes over, a cleaned text has none). */
export function directionOfText(text: string): Direction | undefined {
  const first = strong.exec(text)
  return first ? (first.groups?.rtl ? 'rtl' : 'ltr') : undefined
}

export type Words = {
  readonly text: string
  /** What stands below it and is in the same language. */
  readonly more?: string | undefined
  readonly lang?: string | undefined
}

/** The language that somebody has said, unless the text is written in another script: a site may say `en` on every page. */
export const languageOf = ({ text, more = '', lang }: Words): string | undefined =>
  lang !== undefined && couldBe(lang, `${text} ${more}`) ? lang : undefined

/** Which way it runs: as its language does, where that is to be believed; else as its first letter does. Undefined for a text without any. */
export function runOf(words: Words): Direction | undefined {
  const lang = languageOf(words)
  return lang === undefined ? directionOfText(words.text) : directionOf(lang)
}

/** Written in more than one script, whatever the tag leads one to expect. */
const ofTwoScripts = new Set('az bs kk ku ky ks mn ms pa sd sr tg tk tt ug uz'.split(' '))
/** Letters that stand for whole syllables or words. */
const dense = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu
const DENSE_WEIGHT = 3
/** With fewer letters than these a text proves nothing. */
const FEWEST_LETTERS = 3

function couldBe(lang: string, text: string): boolean {
  const letters = lettersOf(scriptOf(lang))
  const all = text.match(/\p{L}/gu) ?? []
  if (!letters || all.length < FEWEST_LETTERS || ofTwoScripts.has(lang.split('-')[0]?.toLowerCase() ?? '')) return true
  const weight = (some: readonly string[]) =>
    some.length + (DENSE_WEIGHT - 1) * (some.join('').match(dense)?.length ?? 0)
  const own = all.filter((letter) => letters.test(letter))
  return weight(own) * 2 >= weight(all)
}

/** The script of a language, as CLDR knows it. */
function scriptOf(language: string): string | undefined {
  try {
    return new Intl.Locale(language).maximize().script
  } catch {
    return undefined
  }
}

/** Scripts that are written together under one name (ISO 15924). */
const together: Readonly<Record<string, readonly string[]>> = {
  Jpan: ['Han', 'Hira', 'Kana'],
  Kore: ['Hang', 'Han'],
  Hans: ['Han', 'Bopo'],
  Hant: ['Han', 'Bopo'],
}

function lettersOf(script: string | undefined): RegExp | undefined {
  if (script === undefined) return undefined
  try {
    return new RegExp(`[${(together[script] ?? [script]).map((one) => `\\p{Script=${one}}`).join('')}]`, 'u')
  } catch {
    return undefined
  }
}

// ---- tags

/** Whose names are known, where somebody writes "English" or "Deutsch" for a tag. */
const named =
  'ar bg bn ca cs da de el en es et eu fa fi fr ga gl he hi hr hu hy id is it ja ka ko lt lv ms nb nl pl pt ro ru sk sl sq sr sv sw ta th tr uk ur vi zh'.split(
    ' ',
  )

/** Made when somebody writes a name. */
let tagsByName: ReadonlyMap<string, string> | undefined

function tagNamed(name: string): string | undefined {
  tagsByName ??= new Map(
    named.flatMap((tag) =>
      ['en', tag].map((locale) => {
        const own = new Intl.DisplayNames(locale, { type: 'language' }).of(tag) ?? tag
        return [own.toLocaleLowerCase(locale), tag] as const
      }),
    ),
  )
  return tagsByName.get(name.toLowerCase())
}

/**
 * The language tag (BCP 47: RFC 5646, whose longest in common use has 35 signs, 4.4.1) that somebody means: `en_US` is `en-US`, `English` is `en`. Undefined for what is none, and for
 * a tag of no language or of many.
 */
export function languageTag(written: string): string | undefined {
  const tag = written.trim().replaceAll('_', '-')
  if (tag.length > 35) return undefined
  if (!/^\p{L}{2,3}(?:-|$)/u.test(tag) || !/^[a-z]/i.test(tag)) return tagNamed(tag)
  if (/^(?:und|mul|zxx)(?:-|$)/i.test(tag)) return undefined
  return scriptOf(tag) === undefined ? undefined : tag
}
