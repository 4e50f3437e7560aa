import { between, type Instant, MINUTE } from './time.ts'

/** An answer as it is given again, word for word. */
export type KeptAnswer = { readonly status: number; readonly type: string; readonly body: string }

/** A request that its caller has given a name, so that it is carried out once: as it is remembered, for a day. */
export type Repeat = {
  /** Fingerprint of what was asked. */
  readonly what: string
  readonly begunAt: Instant
  /** What came of it; absent while it is carried out, or since it broke off. `unknown`: it failed, and may have done something. */
  readonly outcome?: KeptAnswer | 'too-long' | 'unknown'
}

/** Bytes of an answer that are kept; of a longer one, only that it was given. */
export const MOST_KEPT = 300_000

/** No function runs longer than this: what has no outcome by then has broken off. */
const LONGEST = 15 * MINUTE

export type RepeatDecision =
  | { readonly kind: 'answer'; readonly answer: KeptAnswer }
  | { readonly kind: 'other' | 'running' | 'too-long' | 'unknown' }
  /** The first has broken off, and doing it twice does it once. */
  | { readonly kind: 'again' }

/**
 * What becomes of a request whose name is known already. `once`: it does harm if it is carried out twice; when nobody
 * knows whether it was, it is not.
 */
export function decideRepeat(
  known: Repeat,
  asked: { readonly what: string; readonly once: boolean; readonly now: Instant },
): RepeatDecision {
  if (known.what !== asked.what) return { kind: 'other' }
  const { outcome } = known
  if (typeof outcome === 'object') return { kind: 'answer', answer: outcome }
  if (outcome === 'too-long') return { kind: outcome }
  if (outcome === undefined && between(known.begunAt, asked.now) < LONGEST) return { kind: 'running' }
  return { kind: asked.once ? 'unknown' : 'again' }
}

/** What is remembered of a request that was carried out: nothing, where it has changed nothing and may be tried anew. */
export function outcomeOf(answer: KeptAnswer, once: boolean): Repeat['outcome'] {
  if (answer.status >= 500) return once ? 'unknown' : undefined
  if (answer.status >= 400) return undefined
  return new TextEncoder().encode(answer.body).length > MOST_KEPT ? 'too-long' : answer
}
