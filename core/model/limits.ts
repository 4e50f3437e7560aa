import { type Address, domainOf, mailboxOf } from './address.ts'
import type { Networks } from './network.ts'
import { DAY, epochMs, HOUR, type Instant, instant, MINUTE } from './time.ts'

/**
 * What letters, comments and sign-ins are counted by. Over `soft`, within a window that slides, a letter waits and then goes out at the pace of
 * that line; over `hard` there is none, and the log says so. Nobody is ever told which: the answer is always the same.
 */
export const rules = {
  /** A mailbox, however its address is spelt. Twice is a person, three times one in doubt; of three letters at most one becomes a mail (STD-75). */
  address: { windowMs: DAY, soft: 3, hard: 3 },
  /** The mailbox that a reader is known by, for what they ask by the link of a mail: an export, an erasure and a move, twice each. */
  own: { windowMs: DAY, soft: 6, hard: 6 },
  /** One reader's link, wherever its letters go: those, and for each move one to the new address. Who has a mail passed on fills nobody's mailbox. */
  reader: { windowMs: DAY, soft: 8, hard: 8 },
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
  /**
   * Codes mailed to one editor, asked for in browsers that are not theirs: the more of them, the longer the next one takes.
   * Somebody who signs in asks for one or two.
   */
  codeSoon: { windowMs: 15 * MINUTE, soft: 3, hard: 3 },
  codeInAnHour: { windowMs: HOUR, soft: 6, hard: 6 },
  code: { windowMs: DAY, soft: 12, hard: 12 },
  /** By where they are asked for: a newsroom behind one address, and those around it. */
  codeNetwork: { windowMs: HOUR, soft: 30, hard: 30 },
  codeNearby: { windowMs: HOUR, soft: 90, hard: 90 },
  /** In a browser of their own: nobody else can use these up. */
  ownCodeSoon: { windowMs: 15 * MINUTE, soft: 5, hard: 5 },
  ownCode: { windowMs: DAY, soft: 30, hard: 30 },
  /**
   * Codes typed for one editor in browsers that are not theirs, right or wrong, whichever attempt they are typed into. The
   * last number is the whole of what an attacker has in a day (`oddsPerDay` in sign-in.ts).
   */
  guessSoon: { windowMs: 15 * MINUTE, soft: 5, hard: 5 },
  guess: { windowMs: DAY, soft: 10, hard: 10 },
  guessNetwork: { windowMs: HOUR, soft: 60, hard: 60 },
  guessNearby: { windowMs: HOUR, soft: 180, hard: 180 },
  /** In a browser of their own. */
  ownGuess: { windowMs: DAY, soft: 30, hard: 30 },
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

/** What a letter is counted by: to whom it goes, whose link asks for it, and where that was done. */
export type Asked = {
  readonly to: Address
  /** `known`: to the address that a reader is known by, asked for with the link of a mail of theirs. Else to somebody's who may have asked for nothing. */
  readonly known?: boolean
  /** Whose link asks. */
  readonly reader?: string
  readonly networks?: Networks | undefined
  /** With a proof of work, or a link of ours, which nobody has for free. */
  readonly proven: boolean
}

/**
 * The counters of every letter that a reader, or somebody in their name, can have us write: sign-ups, the link to one's
 * preferences, a move, an export, an erasure. The same whoever the address belongs to (T02). From the narrowest to the
 * widest: what one of them turns away does not fill those behind it, so that the flood of one connection is not its
 * neighbours', and that of one network is nobody else's. Who comes from nowhere shares one network.
 */
export function bucketsOfLetter({ to, known = false, reader, networks, proven }: Asked): Groups {
  const mailbox = mailboxOf(to)
  const { narrow, wide } = networks ?? { narrow: '', wide: '' }
  return [
    // First, for their mailbox may be a stranger's: a link that has had its day does not use up what that may get.
    ...(reader === undefined ? [] : [[{ rule: 'reader', subject: reader } as const]]),
    [
      known ? { rule: 'own', subject: mailbox } : { rule: 'address', subject: mailbox, only: to },
      { rule: proven ? 'network' : 'bareNetwork', subject: narrow },
    ],
    [{ rule: proven ? 'neighbourhood' : 'bareNeighbourhood', subject: wide }],
    [{ rule: 'domain', subject: domainOf(mailbox) }, overall],
  ]
}

/**
 * The counters of an editor's codes: none of them is a reader's. The network stands first, so that what one network asks for
 * beyond its line does not use up what an editor may get. `own`: the name of a browser of theirs, which has counters of its
 * own alone: nobody can use them up but who sits at it.
 */
export function bucketsOfCode(address: Address, networks: Networks | undefined, own: string | undefined): Groups {
  const subject = address
  if (own !== undefined) return [[{ rule: 'ownCodeSoon', subject: own }], [{ rule: 'ownCode', subject: own }]]
  const { narrow, wide } = networks ?? { narrow: '', wide: '' }
  return [
    [{ rule: 'codeNetwork', subject: narrow }],
    [{ rule: 'codeNearby', subject: wide }],
    [{ rule: 'codeSoon', subject }],
    [{ rule: 'codeInAnHour', subject }],
    [{ rule: 'code', subject }],
  ]
}

/** The counters of the codes that are typed for an editor, across all attempts. */
export function bucketsOfGuess(address: Address, networks: Networks | undefined, own: string | undefined): Groups {
  const subject = address
  if (own !== undefined) return [[{ rule: 'ownGuess', subject: own }]]
  const { narrow, wide } = networks ?? { narrow: '', wide: '' }
  return [
    [{ rule: 'guessNetwork', subject: narrow }],
    [{ rule: 'guessNearby', subject: wide }],
    [{ rule: 'guessSoon', subject }],
    [{ rule: 'guess', subject }],
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
