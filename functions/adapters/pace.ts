import {
  afterTurn,
  atOnce,
  heeded,
  isLate,
  leaving,
  type Pacing,
  type Said,
  spaceBetween,
  startPacing,
  turnAfter,
  turnAt,
} from '../../core/model/pace.ts'
import type { Turns } from '../../core/ports.ts'

/** Spaces the requests of one worker to the provider. What it decides by is in `core/model/pace.ts`. */
export type Pace = {
  /** Returns when the next request may go out: the moment it does. Undefined: not within so many ms, and the turn is nobody's. */
  turn(withinMs?: number): Promise<number | undefined>
  /** What an answer said: was it refused as too fast, and when had the request its turn. */
  heed(headers: Readonly<Record<string, string>> | null, refused: boolean, turnedAt: number): void
  /** How many batches are worth having under way. */
  atOnce(): number
  makeRoom(lettersWait: boolean): void
}

/** Where the turns of all workers are kept, and the clock that they go by: epoch ms. */
export type Shared = { readonly turns: Turns; readonly nowMs: () => number }

/** So often does one that comes too late for its turn take another, before it goes all the same: a slow machine is no reason not to send. */
const MOST_TURNS = 3

/**
 * `nowMs`: any clock that only goes forward. `shared`: others send as well, and all together no faster than one may (I14). Where
 * the turns cannot be had, each keeps its own pace: rates are no guard.
 */
export function pace(
  start: Parameters<typeof startPacing>[0],
  nowMs: () => number,
  wait: (ms: number) => Promise<void>,
  shared?: Shared,
): Pace {
  let pacing: Pacing = startPacing(start)
  let previous: Promise<unknown> = Promise.resolve()
  let last: number | undefined

  let hear = () => {}
  /** With the first answer it is known how long there was to wait. */
  const heard = new Promise<void>((resolve) => {
    hear = resolve
  })

  async function afterLast(until: number): Promise<number | undefined> {
    for (let left = leftToWait(); left > 0; left = leftToWait()) {
      if (nowMs() + left > until) return undefined
      await (pacing.heard ? wait(Math.ceil(left)) : Promise.race([wait(Math.ceil(left)), heard]))
    }
    if (shared && !(await amongAll(shared, until).catch(() => true))) return undefined
    const at = nowMs()
    pacing = afterTurn(pacing, at)
    return at
  }
  /** Waits for a turn among those of all workers. False: there is none until then. */
  async function amongAll({ turns, nowMs: clock }: Shared, until: number): Promise<boolean> {
    /** One that was taken and not used, with the one before it: nobody's, unless others came after it. */
    let unused: { readonly at: number; readonly before: number | undefined } | undefined
    for (let count = 1; ; ) {
      const space = spaceBetween(pacing)
      if (space === undefined) return true
      const before = unused && last === unused.at ? unused.before : last
      const at = turnAfter(before, space, clock())
      if (nowMs() + (at - clock()) > until) return false
      const answer = await turns.take(last, at)
      last = answer.last
      if (!answer.taken) continue
      if (at > clock()) await wait(Math.ceil(at - clock()))
      if (!isLate(at, clock()) || count === MOST_TURNS) return true
      count += 1
      unused = { at, before }
    }
  }
  function leftToWait(): number {
    const now = nowMs()
    return turnAt(pacing, now) - now
  }
  return {
    turn(withinMs = Number.POSITIVE_INFINITY) {
      const until = nowMs() + withinMs
      const mine = previous.then(() => afterLast(until))
      previous = mine
      return mine
    },
    heed(headers, refused, turnedAt) {
      const now = nowMs()
      const said: Said = {
        refused,
        tookMs: now - turnedAt,
        limit: numberIn(headers, 'ratelimit-limit'),
        remaining: numberIn(headers, 'ratelimit-remaining'),
        resetMs: seconds(numberIn(headers, 'ratelimit-reset')),
        retryAfterMs: seconds(numberIn(headers, 'retry-after')),
      }
      pacing = heeded(pacing, said, now)
      hear()
    },
    atOnce: () => atOnce(pacing),
    makeRoom(lettersWait) {
      pacing = leaving(pacing, lettersWait)
    },
  }
}

/** Of whole and decimal numbers alone: a header that says anything else says nothing here. */
function numberIn(headers: Readonly<Record<string, string>> | null, name: string): number | undefined {
  const given = headers?.[name]?.trim()
  return given !== undefined && /^\d{1,9}(?:\.\d+)?$/.test(given) ? Number(given) : undefined
}
const seconds = (given: number | undefined) => (given === undefined ? undefined : given * 1000)
