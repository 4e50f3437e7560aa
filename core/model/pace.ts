/** What a worker knows of how fast it may ask the provider. All times in milliseconds, of whatever clock it goes by. */
export type Pacing = {
  /** So many requests a second at most, as configured; 0: as many as the provider allows. */
  readonly most: number
  /** So many the provider says that it allows, or may be taken to allow before it has said; 0: not known, so no limit. */
  readonly allowed: number
  /** Whether every other turn is left to letters, because some wait. */
  readonly lettersWait: boolean
  /** When the last turns were given. */
  readonly turns: readonly number[]
  /** When the next one is on the beat. */
  readonly next: number
  /** Not before this: the provider has asked to be left alone. */
  readonly notBefore: number
  /** When requests were refused as too fast, within a second. */
  readonly refusals: readonly number[]
  /** How long an answer takes, smoothed. */
  readonly latency: number
  /** Whether there has been one. */
  readonly heard: boolean
}

/** What an answer said about the pace. Limits are a second's, as the provider counts. */
export type Said = {
  /** Refused as too fast. */
  readonly refused: boolean
  readonly tookMs: number
  readonly limit?: number | undefined
  readonly remaining?: number | undefined
  readonly resetMs?: number | undefined
  readonly retryAfterMs?: number | undefined
}

const SECOND = 1000
/** Requests leave evenly and do not arrive so: this much of every second is for the difference. */
const SLACK = 0.03
/** No wait that the provider asks for is longer here: what asks for minutes is no matter of pace. */
const LONGEST = 30 * SECOND
/** Taken until an answer has come. */
const LATENCY = 500
/** What a batch takes of a worker beside the answer: its claim, its settling. */
const OWN = 60
/** More under way at once than this never pays, and every open batch stands in the progress. */
const MOST_AT_ONCE = 12
/** Without a limit it is our own work that takes the time. */
const AT_ONCE = 3
const KEPT = 64

/** `guess`: what is taken to be allowed until the provider has said; 0: anything. */
export const startPacing = ({ most = 0, guess = 0 }: { readonly most?: number; readonly guess?: number }): Pacing => ({
  most,
  allowed: guess,
  lettersWait: false,
  turns: [],
  next: 0,
  notBefore: 0,
  refusals: [],
  latency: LATENCY,
  heard: false,
})

/** Requests a second; 0: no limit. */
export const rateOf = ({ most, allowed }: Pick<Pacing, 'most' | 'allowed'>): number =>
  most > 0 && allowed > 0 ? Math.min(most, allowed) : Math.max(most, allowed)

/**
 * When the next request may go: on the beat, but never one more than the rate in any second that ends there (I14). So one
 * that woke late is made up for, and a crowd never comes of it.
 */
export function turnAt(pacing: Pacing, now: number): number {
  const rate = rateOf(pacing)
  if (rate <= 0) return Math.max(now, pacing.notBefore)
  const counted = Math.max(1, Math.floor(rate))
  const first = pacing.turns.at(-counted)
  const free = first === undefined ? now : first + (counted / rate) * SECOND * (1 + SLACK)
  return Math.max(now, pacing.next, free, pacing.notBefore)
}

/** How far apart the turns of all workers together are, ms; undefined: there is no limit. While letters wait, every other one is theirs. */
export function spaceBetween(pacing: Pacing): number | undefined {
  const rate = rateOf(pacing)
  return rate <= 0 ? undefined : beatOf(rate) * (pacing.lettersWait ? 2 : 1)
}

/** So many turns after the last one nobody is ahead whose clock is ours: each worker takes one at a time. */
const MOST_AHEAD = 4

/**
 * When the next turn of all workers may be, after the last that any of them took (epoch ms, as they count it). One that lies far
 * ahead is of a clock that is not ours: nobody waits for that, and each keeps its own pace.
 */
export function turnAfter(last: number | undefined, space: number, now: number): number {
  if (last === undefined || last > now + MOST_AHEAD * space) return Math.ceil(now)
  return Math.ceil(Math.max(now, last + space))
}

/** Whether a turn is used so late that others may have had theirs meanwhile: later than the slack between two of them allows for. */
export const isLate = (at: number, now: number): boolean => now - at > SLACK * SECOND

/** A turn was given at `at`. */
export function afterTurn(pacing: Pacing, at: number): Pacing {
  const turns = [...pacing.turns.slice(1 - KEPT), at]
  const rate = rateOf(pacing)
  if (rate <= 0) return { ...pacing, turns }
  const beat = beatOf(rate)
  return {
    ...pacing,
    turns,
    // Lateness is made up for, but not by a crowd.
    next: Math.max(pacing.next + beat, at + beat / 2) + (pacing.lettersWait ? beat : 0),
  }
}

/**
 * What follows from an answer. One that came too fast costs the turn it had, whatever else is under way; the second within a
 * second costs one more, the third two, for then others ask as well. A wait of more than the second the provider counts by
 * is everybody's.
 */
export function heeded(pacing: Pacing, said: Said, now: number): Pacing {
  const allowed = said.limit !== undefined && said.limit > 0 ? said.limit : pacing.allowed
  const known = {
    ...onTheBeat({ ...pacing, allowed }, pacing, now),
    notBefore: Math.max(pacing.notBefore, now + waitIn(said)),
  }
  if (!said.refused) return { ...known, latency: pacing.latency + (said.tookMs - pacing.latency) / 4 }
  const rate = rateOf(known)
  if (rate <= 0) return known
  const refusals = [...pacing.refusals.filter((at) => at > now - SECOND), now]
  return {
    ...known,
    refusals,
    next: Math.max(known.next, now) + (refusals.length - 1) * beatOf(rate),
  }
}

/**
 * The beat of another rate begins with the last turn. That of the first answer begins with it: the first requests opened
 * their connections, so they may have arrived as late as that, and the provider counts them from then.
 */
function onTheBeat(pacing: Pacing, before: Pacing, now: number): Pacing {
  const rate = rateOf(pacing)
  if (rate <= 0) return { ...pacing, heard: true }
  if (!before.heard) return { ...pacing, heard: true, turns: pacing.turns.map(() => now), next: now + beatOf(rate) }
  return rate === rateOf(before) ? pacing : { ...pacing, next: (pacing.turns.at(-1) ?? now) + beatOf(rate) }
}

const beatOf = (rate: number) => (SECOND / rate) * (1 + SLACK)

/** The provider rounds up to whole seconds: one of them says no more than that it counts by the second, which we do too. */
function waitIn({ refused, remaining, resetMs = 0, retryAfterMs = 0 }: Said): number {
  const wait = Math.max(refused ? retryAfterMs : 0, remaining === 0 ? resetMs : 0)
  return wait > SECOND ? Math.min(wait, LONGEST) : 0
}

/** So many batches are worth having under way: enough that one is always ready when its turn comes. */
export function atOnce(pacing: Pacing): number {
  const rate = rateOf(pacing)
  if (rate <= 0) return AT_ONCE
  return Math.min(MOST_AT_ONCE, Math.max(2, Math.ceil((rate * (pacing.latency + OWN)) / SECOND) + 1))
}

/**
 * A turn left out makes room for somebody else for a whole second, as the provider counts: so a letter that comes back after
 * the second it was told to wait is let in.
 */
export const leaving = (pacing: Pacing, lettersWait: boolean): Pacing => ({ ...pacing, lettersWait })
