import { counting, listing } from '../../../../../core/model/counting.ts'

export const count = counting('zh-Hans')
export const list = listing('zh-Hans')

/** The name of a publication. */
export const titled = (name: string): string => `《${name}》`
/** The name of a part of one. */
export const quoted = (name: string): string => `“${name}”`
