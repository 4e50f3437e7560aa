import { counting, listing } from '../../../../../core/model/counting.ts'

// A no-break space stands before : ; ? ! and inside « » in French: here as \u00A0, so that it can be seen.
export const count = counting('fr-FR')
export const list = listing('fr-FR')

export const quoted = (name: string): string => `«\u00A0${name}\u00A0»`
