import { counting, listing } from '../../../../../core/model/counting.ts'

export const count = counting('es-ES')
export const list = listing('es-ES')

/** One o'clock is one hour, all others are several. */
export const atTime = (time: string): string => `${time.startsWith('01') ? 'a la' : 'a las'} ${time}`
