import { counting, listing } from '../../../../../core/model/counting.ts'

export const count = counting('de-DE')
export const list = listing('de-DE')

/** A name inside a sentence: "Der Hafenbrief" is not declined. */
export const quoted = (name: string): string => `„${name}“`
