import { counting, listing } from '../../../../../core/model/counting.ts'

// One and two are words of their own here, without the number; 3 to 10, 11 to 99 and whole hundreds have their forms.
export const count = counting('ar-u-nu-latn')
export const list = listing('ar-u-nu-latn')

/** What may be written in Latin letters is set between isolates (UAX 9), so that it takes no mark of the sentence along. */
export const apart = (name: string): string => `\u2068${name}\u2069`
/** What has no letter to say which way it runs, or none but Latin ones. */
export const latin = (text: string): string => `\u2066${text}\u2069`
export const quoted = (name: string): string => `«${apart(name)}»`
