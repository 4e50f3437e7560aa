import type { Pause } from './pause.ts'
import type { Suppression } from './subscriber.ts'
import { cleanText } from './text.ts'
import type { PlainDay } from './time.ts'

/**
 * Whether a list says that somebody may be written to. Where its columns disagree, the strictest counts; a word that we
 * do not know is stricter than `pending` and `active`: who is not surely on is not taken in.
 */
export type Standing =
  | {
      readonly kind: 'active'
      /** A day alone is one on their own clock. */
      readonly pausedUntil?: Pause | PlainDay
    }
  | { readonly kind: 'pending' }
  | { readonly kind: 'unknown'; readonly word: string }
  | { readonly kind: 'off' }
  | { readonly kind: 'suppressed'; readonly why: ListedWhy }

/** Why a list says that an address gets no mail. That somebody was erased no list says. */
export type ListedWhy = Exclude<Suppression['why'], 'erased'>

export const on: Standing = { kind: 'active' }
export const off: Standing = { kind: 'off' }
export const waiting: Standing = { kind: 'pending' }
export const suppressed = (why: ListedWhy): Standing => ({ kind: 'suppressed', why })

export const bounced = suppressed('bounced')

const whys = ['bounced', 'suppressed', 'blocked', 'complained']
const kinds = ['active', 'paused', 'pending', 'unknown', 'off', 'suppressed']
const severity = (one: Standing): number => {
  if (one.kind === 'suppressed') return kinds.length + whys.indexOf(one.why)
  return kinds.indexOf(one.kind === 'active' && one.pausedUntil ? 'paused' : one.kind)
}

/** With no word on it, a list is one of people who are on it. */
export const strictest = (signals: readonly Standing[]): Standing =>
  signals.reduce((most, one) => (severity(one) > severity(most) ? one : most), on)

/** A word of which nobody knows what it says. */
export const strange = (word: string): Standing => ({ kind: 'unknown', word: cleanText(word, 40) })
