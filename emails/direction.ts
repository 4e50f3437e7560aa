import { type Direction, directionOf, directionOfText, languageOf, runOf, type Words } from '../core/model/tongue.ts'

export { type Direction, directionOf, directionOfText }

const ISOLATE = '\u2068'
const POP = '\u2069'

/**
 * A name for the middle of a sentence of ours. One that runs against it is put between isolates (UAX 9), so that it takes
 * no mark and no number of the sentence along; any other stays as it is. HTML says the same with `dir` (`Said`).
 */
export function apart(name: string, locale: string): string {
  const dir = directionOfText(name)
  return dir && dir !== directionOf(locale) ? `${ISOLATE}${name}${POP}` : name
}

/** What `apart` has put between isolates is every other piece. */
export const piecesOf = (sentence: string): string[] => sentence.split(/\u2068([^\u2068\u2069]*)\u2069/)

/** For a header: every client knows where a subject ends. */
export const withoutIsolates = (sentence: string): string => piecesOf(sentence).join('')

export type Tongue = { readonly lang?: string; readonly dir?: Direction }

/** Language and script: `en-US` is read like `en`, `zh-Hant` not like `zh`. */
function tongue(tag: string): string {
  try {
    const { language, script } = new Intl.Locale(tag).maximize()
    return `${language}-${script}`
  } catch {
    return tag
  }
}

/** `lang` and `dir` of a piece of a mail, where they differ from the mail's own: nothing needs saying twice. */
export function tongueOf(piece: Words, mail: string): Tongue {
  const around = directionOf(mail)
  const lang = languageOf(piece)
  const dir = runOf(piece) ?? around
  return {
    ...(lang && tongue(lang) !== tongue(mail) ? { lang } : {}),
    ...(dir === around ? {} : { dir }),
  }
}
