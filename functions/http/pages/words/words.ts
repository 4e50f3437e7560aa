import { en } from './en.ts'

/** Every word on readers' pages that is not the publisher's own. A language is one more object of this type: none can be forgotten. */
export type PageWords = typeof en

const languages: Readonly<Record<string, PageWords>> = { en }

/** The words of a language as it was asked for (`de`, `de-AT`); those of English where we have none. */
export const pageWords = (locale: string): PageWords => languages[locale.toLowerCase().split('-')[0]!] ?? en
