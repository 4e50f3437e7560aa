import { beginning, normalized } from './text.ts'

const LONGEST_NAME = 200

/** A name without its case, marks and signs, words by `_`: "E-Mail-Adresse" → "e_mail_adresse", "optedOut" → "opted_out". */
export const nameOf = (text: string): string =>
  normalized(beginning(text, LONGEST_NAME).replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1_$2'), 'NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_/, '')
    .replace(/_$/, '')

/** By this two names are the same. */
export const keyOf = (text: string): string => nameOf(text).replaceAll('_', '')
