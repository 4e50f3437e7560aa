export type Clock = { stop(): void }

type Time = {
  readonly now: () => number
  /** Calls `act` after so many milliseconds, and answers how to call it off. */
  readonly after: (ms: number, act: () => void) => () => void
}

const realTime: Time = {
  now: Date.now,
  after: (ms, act) => {
    const timer = setTimeout(act, ms)
    return () => clearTimeout(timer)
  },
}

export const MINUTE = 60_000

/**
 * Beats at once and then at each full minute (or quarter of an hour …), as EventBridge Scheduler does. A minute slept through on a closed laptop
 * is not made up for: the tick looks at what is due, not at how often it was called. A beat never waits for the one
 * before: on AWS it would not either, and a tick that hangs must not stop the next.
 */
export function startClock(beat: () => void, every = MINUTE, { now, after }: Time = realTime): Clock {
  const next = (at: number) => Math.floor(at / every) * every + every
  let stop = () => {}
  const wait = (until: number) => {
    stop = after(until - now(), () => {
      // Timers may fire a little early; the full minute has to have come.
      if (now() < until) return wait(until)
      wait(next(now()))
      beat()
    })
  }
  wait(next(now()))
  beat()
  return { stop: () => stop() }
}
