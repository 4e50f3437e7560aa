import { between, HOUR, type Instant, MINUTE } from '../model/time.ts'
import type { Ports } from '../ports.ts'

type Needs = Pick<Ports, 'strays' | 'now' | 'log'>

export type ForeignCount = {
  /** One more event that is about nobody here. */
  add(): void
  /** Writes down what has come together, if it is time to. */
  flush(): Promise<void>
}

/**
 * Counts events of other senders in memory. Price: one write a minute at most and process, one line of the log an hour. What has
 * come together since the last write is lost with the process: it is a number to look at, nothing hangs on it.
 */
export function countForeign(ports: Needs): ForeignCount {
  let waiting = 0
  let unsaid = 0
  let writtenAt: Instant | undefined
  let saidAt: Instant | undefined

  async function flush(): Promise<void> {
    const now = ports.now()
    if (waiting === 0 || (writtenAt && between(writtenAt, now) < MINUTE)) return
    // Taken out before it is written: two at once write different parts of it.
    const count = waiting
    waiting = 0
    writtenAt = now
    try {
      await ports.strays.count(count, now)
    } catch {
      waiting += count
      return
    }
    if (saidAt && between(saidAt, now) < HOUR) return
    saidAt = now
    ports.log('webhook.foreign', { events: unsaid })
    unsaid = 0
  }

  return {
    add() {
      waiting += 1
      unsaid += 1
    },
    flush,
  }
}
