import type { Locale } from '../../../../core/model/locale.ts'
import { ar } from './ar.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { zh } from './zh.ts'

/** Every word on readers' pages that is not the publisher's own. A language is one more object of this type: none can be forgotten. */
export type PageWords = typeof en

const languages: Readonly<Record<Locale, PageWords>> = { en, de, fr, es, ar, zh }

const isOurs = (base: string): base is Locale => Object.hasOwn(languages, base)

/** The words of a language as it was asked for (`de`, `de-AT`); those of English where we have none. */
export function pageWords(locale: string): PageWords {
  const base = locale.toLowerCase().split('-')[0]!
  return isOurs(base) ? languages[base] : en
}
