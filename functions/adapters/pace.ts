/** Spaces requests to a provider: never above a ceiling, and not at all while it has said to wait. */
export type Pace = {
  /** Returns when the next request may go out. */
  turn(): Promise<void>
  /** What the answer's headers said. */
  heed(headers: Readonly<Record<string, string>> | null): void
}

/** `perSecond` 0: no ceiling of ours. */
export function pace(perSecond: number, nowMs: () => number, wait: (ms: number) => Promise<void>): Pace {
  const spacing = perSecond > 0 ? 1000 / perSecond : 0
  let free = 0
  let last: Promise<void> = Promise.resolve()

  /** Spaced by when the one before really went: one that woke late does not let the next two crowd (I14). */
  async function afterLast(): Promise<void> {
    for (let now = nowMs(); now < free; now = nowMs()) await wait(free - now)
    free = nowMs() + spacing
  }
  return {
    turn() {
      last = last.then(afterLast)
      return last
    },
    heed(headers) {
      if (headers?.['ratelimit-remaining'] !== '0') return
      const seconds = Number(headers['ratelimit-reset'])
      if (Number.isFinite(seconds) && seconds > 0) free = Math.max(free, nowMs() + Math.min(seconds, 30) * 1000)
    },
  }
}
