import { directionOf, languageOf, type Words } from '../../../core/model/tongue.ts'

/** Which way the words of a page run (STD-80). */
export const direction = directionOf

/** Of words that are not the page's own. Where nobody has said which language it is, or said it wrongly, the first letter says which way it runs. */
export function tongueOf(words: Words) {
  const lang = languageOf(words)
  return lang ? { lang, dir: direction(lang) } : ({ dir: 'auto' } as const)
}
