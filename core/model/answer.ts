import { mayWait } from './deadline.ts'
import { MINUTE, SECOND } from './time.ts'

/** What the provider answered to one request, in our words. */
export type Answer =
  /** It has the batch, or had it already under this key. `refused`: mails that it did not take, by index. */
  | { readonly kind: 'accepted'; readonly refused: readonly { readonly index: number; readonly message: string }[] }
  /** The key was used with another body: that other request was accepted. */
  | { readonly kind: 'other-body' }
  /** The first request with this key is still running. */
  | { readonly kind: 'concurrent' }
  /** Too fast. Nothing was accepted. */
  | { readonly kind: 'too-fast'; readonly waitMs: number }
  /** Nothing more today (or this month). Nothing was accepted. */
  | { readonly kind: 'quota'; readonly waitMs: number; readonly message: string }
  /** Refused as a whole: a wrong key, a sender not verified. Nothing was accepted. */
  | { readonly kind: 'refused'; readonly message: string }
  /** No answer, or one that says nothing: it may have been accepted. */
  | { readonly kind: 'no-answer'; readonly message: string }
  /** Not asked: its turn came too late for an answer to be heard. */
  | { readonly kind: 'no-time' }

/** So much of what came instead of an answer is kept: the progress of an issue is small. */
const MOST_SAID = 120

/** What came where no answer did, for an editor; undefined where the provider has answered, or was not asked. */
export function saidInstead(answer: Answer): string | undefined {
  if (answer.kind === 'concurrent') return 'Its first request is still under way there.'
  return answer.kind === 'no-answer' ? answer.message.slice(0, MOST_SAID) : undefined
}

export type NextStep =
  | { readonly do: 'settle'; readonly got: 'this-request' | 'another-body' }
  | { readonly do: 'again'; readonly inMs: number; readonly accepted: 'no' | 'maybe' }
  | { readonly do: 'pause'; readonly reason: string; readonly waitMs: number; readonly accepted: 'no' }
  | { readonly do: 'leave-open' }
  /** There is no time to ask again: whoever comes next does, with the same key and bytes. */
  | { readonly do: 'hand-over'; readonly accepted: 'no' | 'maybe' }

/** So often in one run; after it the batch stays open and the tick brings another worker, with the same key and bytes. */
const TRIES = 4

/** What comes after an answer. `jitter` in 0…1; `leftMs`: the time there is for requests until the function has to end. */
export function afterAnswer(
  answer: Answer,
  tries: number,
  jitter: number,
  leftMs: number = Number.POSITIVE_INFINITY,
): NextStep {
  const next = whenever(answer, tries, jitter)
  if (next.do !== 'again' || mayWait(next.inMs, leftMs)) return next
  return { do: 'hand-over', accepted: next.accepted }
}

function whenever(answer: Answer, tries: number, jitter: number): NextStep {
  switch (answer.kind) {
    case 'accepted':
      return { do: 'settle', got: 'this-request' }
    case 'other-body':
      return { do: 'settle', got: 'another-body' }
    case 'quota':
      return {
        do: 'pause',
        reason: `The mail provider's quota is used up: ${answer.message}`,
        waitMs: answer.waitMs,
        accepted: 'no',
      }
    case 'refused':
      return {
        do: 'pause',
        reason: `The mail provider refuses to send: ${answer.message}`,
        waitMs: 15 * MINUTE,
        accepted: 'no',
      }
    case 'too-fast':
      // A wait of minutes, or one that never ends, is not a worker's to sit out.
      if (answer.waitMs > 30 * SECOND || tries >= TRIES * 4)
        return { do: 'pause', reason: 'The mail provider asks us to wait.', waitMs: answer.waitMs, accepted: 'no' }
      return { do: 'again', inMs: answer.waitMs + jitter * 250, accepted: 'no' }
    case 'concurrent':
      return tries < TRIES * 4
        ? { do: 'again', inMs: SECOND + jitter * SECOND, accepted: 'maybe' }
        : { do: 'leave-open' }
    case 'no-answer':
      return tries < TRIES
        ? { do: 'again', inMs: 2 ** tries * SECOND * (0.5 + jitter), accepted: 'maybe' }
        : { do: 'leave-open' }
    case 'no-time':
      return { do: 'hand-over', accepted: 'no' }
  }
}
