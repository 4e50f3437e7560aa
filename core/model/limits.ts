import { type Address, domainOf, mailboxOf } from './address.ts'
import type { Networks } from './network.ts'
import { DAY, epochMs, HOUR, type Instant, instant, MINUTE } from './time.ts'

/**
 * What a sign-up is counted by. Over `soft`, within a window that slides, a letter waits and then goes out at the pace of
 * that line; over `hard` there is none, and the log says so. Nobody is ever told which: the answer is always the same.
 */
export const rules = {
  /** A mailbox, however its address is spelt. Twice is a person, three times one in doubt; of three letters at most one becomes a mail (STD-75). */
  address: { windowMs: DAY, soft: 3, hard: 3 },
  /** One connection, with a proof of work: a class or a small office at once, a conference within some hours. */
  network: { windowMs: HOUR, soft: 30, hard: 150 },
  /** Those around it: three times one connection, so that a rented block of addresses buys little. */
  neighbourhood: { windowMs: HOUR, soft: 90, hard: 450 },
  /** One connection, without a proof: a third, for it costs its sender nothing. */
  bareNetwork: { windowMs: HOUR, soft: 10, hard: 50 },
  bareNeighbourhood: { windowMs: HOUR, soft: 30, hard: 150 },
  /** One mail provider, without exceptions: no provider takes us for a list bomber, whoever sends us its addresses. */
  domain: { windowMs: HOUR, soft: 500, hard: 5_000 },
  /** Everybody: what a small sender may confirm in an hour without looking like an attack. */
  overall: { windowMs: HOUR, soft: 5_000, hard: 50_000 },
  /** Comments to the editors, by where they come from: who has this much to say may write a mail. */
  comment: { windowMs: HOUR, soft: 6, hard: 12 },
  commentNearby: { windowMs: HOUR, soft: 18, hard: 36 },
  bareComment: { windowMs: HOUR, soft: 2, hard: 4 },
  bareCommentNearby: { windowMs: HOUR, soft: 6, hard: 12 },
  /** All of them: so many mails an hour is what editors can read. What is beyond waits, and past the hard line is turned away. */
  comments: { windowMs: HOUR, soft: 30, hard: 120 },
} as const

export type Rule = keyof typeof rules

/** One counter. Whatever it counts is kept as a keyed hash (T10). */
export type Bucket = {
  readonly rule: Rule
  readonly subject: string
  /** Once one spelling of a mailbox has been counted in a window, the others are not: they are one person. */
  readonly only?: string
}

export const overall: Bucket = { rule: 'overall', subject: '' }

/**
 * The counters of a sign-up: the same whoever the address belongs to (T02). From the narrowest to the widest: what one of
 * them turns away does not fill those behind it, so that the flood of one connection is not its neighbours', and that of
 * one network is nobody else's. Who comes from nowhere shares one network.
 */
export function bucketsOf(address: Address, networks: Networks | undefined, proven: boolean): Groups {
  const mailbox = mailboxOf(address)
  const { narrow, wide } = networks ?? { narrow: '', wide: '' }
  return [
    [
      { rule: 'address', subject: mailbox, only: address },
      { rule: proven ? 'network' : 'bareNetwork', subject: narrow },
    ],
    [{ rule: proven ? 'neighbourhood' : 'bareNeighbourhood', subject: wide }],
    [{ rule: 'domain', subject: domainOf(mailbox) }, overall],
  ]
}

/** The counters of a comment: of its writer's network, of those around it, and of all. No address is counted, for none has to be given. */
export function bucketsOfComment(networks: Networks | undefined, proven: boolean): Groups {
  const { narrow, wide } = networks ?? { narrow: '', wide: '' }
  return [
    [{ rule: proven ? 'comment' : 'bareComment', subject: narrow }],
    [{ rule: proven ? 'commentNearby' : 'bareCommentNearby', subject: wide }],
    [{ rule: 'comments', subject: '' }],
  ]
}

/** Counted one group after the other, as long as none in them is full. */
export type Groups = readonly (readonly Bucket[])[]

/** How many that makes within the window, this one included; `full`: this one is not counted, for the hard line is reached, here or before. */
export type Count = number | 'full'

export type Entry =
  | { readonly kind: 'at-once' }
  | { readonly kind: 'held'; readonly ms: number; readonly by: Rule | 'no-proof' }
  | { readonly kind: 'refused'; readonly by: Rule }

/** Whoever brings no proof waits so long: for a flood that is free to send, the counters have to fill first (T08). */
export const LEAST_HELD = 2 * MINUTE

/** The first line that is full decides; else the longest wait. */
export function decideEntry(groups: Groups, counts: readonly Count[], proven: boolean): Entry {
  const counted = groups.flat().map(({ rule }, index) => ({ rule, count: counts[index] ?? ('full' as const) }))
  const full = counted.find(({ count }) => count === 'full')
  if (full) return { kind: 'refused', by: full.rule }
  const waits = counted.map(({ rule, count }) => ({ by: rule as Rule | 'no-proof', ms: waitAt(rule, count) }))
  if (!proven) waits.push({ by: 'no-proof', ms: LEAST_HELD })
  const { by, ms } = waits.reduce((longest, one) => (one.ms > longest.ms ? one : longest))
  return ms > 0 ? { kind: 'held', ms, by } : { kind: 'at-once' }
}

/** Behind the soft line one waits as long as all those before take, at the pace that it allows. */
export function waitAt(rule: Rule, count: Count): number {
  const { windowMs, soft } = rules[rule]
  if (count === 'full' || count <= soft) return 0
  return Math.max(LEAST_HELD, Math.round((count / soft - 1) * windowMs))
}

/** The window of a moment, the one before it, and how much of that one still counts: two fixed windows stand for one that slides. */
export function windowsAt(rule: Rule, now: Instant): { window: Instant; before: Instant; share: number } {
  const { windowMs } = rules[rule]
  const into = epochMs(now) % windowMs
  const start = epochMs(now) - into
  return { window: instant(start), before: instant(start - windowMs), share: 1 - into / windowMs }
}

/** What of the window before counts now. It is over and does not change any more, so that to read it first races with nobody (T11). */
export const carried = (before: number, share: number): number => Math.ceil(before * share)
