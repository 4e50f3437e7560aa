import { createHash } from 'node:crypto'
import { type Learnt, pageWords } from './words/words.ts'

/** Of the consent text, in whatever language. Other words are another version. */
export const CONSENT_VERSION = '2026-11'

/** What somebody agrees to, and what is kept of it with their consent: the version, and a hash of the exact words (STD-60). */
export function consentFor(publisher: string | undefined, locale: Learnt): { text: string; mark: string } {
  const text = pageWords(locale).signUp.consent(publisher ?? '')
  return { text, mark: `${CONSENT_VERSION}:${createHash('sha256').update(text).digest('hex').slice(0, 16)}` }
}

/** A form may have stood open, or on another site, since before the words were changed: it says which it showed. */
export const isMark = (text: string): boolean => /^[\w.-]{1,20}:[0-9a-f]{16}$/.test(text)
