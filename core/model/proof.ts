import { between, HOUR, type Instant, SECOND } from './time.ts'

/** A challenge that somebody's browser has solved, as it was signed when it was handed out. */
export type Proof = { readonly nonce: string; readonly issuedAt: Instant; readonly expiresAt: Instant }

/** A form left open all morning still works (T06). */
export const PROOF_LASTS = 12 * HOUR

/** Between touching a form and sending it off, a person needs longer than this. The page's own script waits for the rest of it. */
export const LEAST_FILLING = 2 * SECOND

export const isTooFast = (proof: Proof, now: Instant): boolean => between(proof.issuedAt, now) < LEAST_FILLING

/** What a challenge costs whoever solves it: so many rounds of PBKDF2 a try, and a number of tries between these two. */
export type Difficulty = { readonly cost: number; readonly from: number; readonly to: number }

/**
 * By how many have signed up within the hour, over all. A laptop takes a tenth of a second, then most of a second, then
 * two; an old phone four times as long, in the background, while an address is typed.
 */
export const difficulties = [
  { above: 5_000, cost: 5_000, from: 1_000, to: 2_000 },
  { above: 1_000, cost: 2_500, from: 500, to: 1_500 },
  { above: Number.NEGATIVE_INFINITY, cost: 1_000, from: 100, to: 500 },
] as const

export function difficultyAt(signUps: number): Difficulty {
  const { cost, from, to } = difficulties.find(({ above }) => signUps > above)!
  return { cost, from, to }
}
