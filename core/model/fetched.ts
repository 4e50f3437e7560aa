import type { Instant } from './time.ts'

/** What is asked of another's server. */
export type FetchRequest = {
  readonly url: string
  /** What it is to be: it decides what is asked for, and how many bytes are read at most. Of a `link`, none: only whether it answers. */
  readonly as: 'feed' | 'page' | 'calendar' | 'link'
  /** From the last time: an answer that has not changed since is not sent again. */
  readonly etag?: string | undefined
  readonly lastModified?: string | undefined
}

/**
 * What came of it. Nothing that a stranger's server does is an exception: it is an answer, a refusal with its reason, or
 * silence with one (T40-T49).
 */
export type Fetched =
  | {
      readonly kind: 'ok'
      /** Where it was found in the end. */
      readonly url: string
      /** Where to ask from now on, if every step on the way there said "for good" (301, 308). */
      readonly movedTo?: string
      /** Decompressed, within the limits. */
      readonly bytes: Uint8Array
      readonly contentType: string
      readonly etag?: string
      readonly lastModified?: string
      /** Until when it says that nothing changes (`Cache-Control`). */
      readonly freshUntil?: Instant
    }
  /** 304 */
  | { readonly kind: 'unchanged'; readonly freshUntil?: Instant }
  /** 410: whoever had it says that it does not come back. */
  | { readonly kind: 'gone' }
  | {
      readonly kind: 'failed'
      /** A sentence for the editor. Never holds a secret of ours. */
      readonly reason: string
      /** `refused`: we do not ask such an address at all, or not any further. `answered`: with an error. `silent`: nothing, or not in time. `too-much`: beyond a limit. */
      readonly why: 'refused' | 'answered' | 'silent' | 'too-much'
      readonly status?: number
      /** When it asked us to come again (`Retry-After`). */
      readonly retryAt?: Instant
    }

/** The answer where nothing may be fetched at all. */
export const fetchesNothing: SafeFetch = async () => ({
  kind: 'failed',
  reason: 'Nothing is fetched here.',
  why: 'refused',
})

/** Fetches from anywhere, as a stranger: never from our own network, never more than the limits, never with anything of ours. */
export type SafeFetch = (request: FetchRequest) => Promise<Fetched>
