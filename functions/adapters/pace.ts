import {
  afterTurn,
  atOnce,
  heeded,
  leaving,
  type Pacing,
  type Said,
  startPacing,
  turnAt,
} from '../../core/model/pace.ts'

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

/** `nowMs`: any clock that only goes forward. */
export function pace(
  start: Parameters<typeof startPacing>[0],
  nowMs: () => number,
  wait: (ms: number) => Promise<void>,
): Pace {
  let pacing: Pacing = startPacing(start)
  let last: Promise<unknown> = Promise.resolve()

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
    const at = nowMs()
    pacing = afterTurn(pacing, at)
    return at
  }
  function leftToWait(): number {
    const now = nowMs()
    return turnAt(pacing, now) - now
  }
  return {
    turn(withinMs = Number.POSITIVE_INFINITY) {
      const until = nowMs() + withinMs
      const mine = last.then(() => afterLast(until))
      last = mine
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
