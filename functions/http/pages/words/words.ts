import { type Locale, localeFor } from '../../../../core/model/locale.ts'
import type { en } from './en.ts'

/** Every word on readers' pages that is not the publisher's own. A language is one more object of this type: none can be forgotten. */
export type PageWords = typeof en

const languages: Readonly<Record<Locale, () => Promise<PageWords>>> = {
  en: async () => (await import('./en.ts')).en,
  de: async () => (await import('./de.ts')).de,
  fr: async () => (await import('./fr.ts')).fr,
  es: async () => (await import('./es.ts')).es,
  ar: async () => (await import('./ar.ts')).ar,
  zh: async () => (await import('./zh.ts')).zh,
}
const learnt = new Map<Locale, PageWords>()

declare const words: unique symbol
/** A language whose words are at hand: `learn` alone makes one. */
export type Learnt = Locale & { readonly [words]: true }

/**
 * The language for what was asked for (`de`, `de-AT`, a browser's list; English where we have none), with its words. A
 * process reads those of the languages that its readers have, once each.
 */
export async function learn(asked: string): Promise<Learnt> {
  const locale = localeFor(asked)
  if (!learnt.has(locale)) learnt.set(locale, await languages[locale]())
  return locale as Learnt
}

export const pageWords = (locale: Learnt): PageWords => learnt.get(locale)!
