/** What of the manifest a queue goes by. */
export type QueueRules = {
  readonly ordered: boolean
  readonly visibilitySeconds: number
  readonly maxReceives: number
}

export type Arrival = {
  /** In an ordered queue: whom it waits for. */
  readonly group?: string | undefined
  /** In an ordered queue: another of this name within five minutes is the same message. */
  readonly once?: string | undefined
  /** Not to be had before, ms. */
  readonly afterMs?: number | undefined
}

/** Whoever has taken a message deletes it with this; of no use any more when somebody else has taken it since. */
export type Receipt<Body> = { readonly body: Body; readonly id: number; readonly receives: number }

export type MemoryQueue<Body> = ReturnType<typeof memoryQueue<Body>>

const REMEMBERS = 5 * 60_000

/**
 * The rules of SQS, on whatever clock. A message that is taken is nobody else's until it is deleted or its visibility has
 * passed; nothing brings it back sooner. In an ordered queue a message that is away holds up its group, and none but its group
 * ("FIFO queue delivery logic in Amazon SQS"). One that was taken as often as it may be goes to the dead letters when it would be
 * taken once more, and then its group goes on without it ("Using dead-letter queues in Amazon SQS").
 */
export function memoryQueue<Body>({ ordered, visibilitySeconds, maxReceives }: QueueRules, now: () => number) {
  type Lying = { body: Body; id: number; group: string; receives: number; arrivesAt: number; hiddenUntil: number }
  let lying: Lying[] = []
  const dead: Body[] = []
  const known = new Map<string, number>()
  let made = 0

  function first(): Lying | undefined {
    const held = new Set<string>()
    for (const one of lying) {
      if (one.arrivesAt > now()) continue
      if (one.hiddenUntil > now()) held.add(one.group)
      else if (!ordered || !held.has(one.group)) return one
    }
    return undefined
  }
  const drop = (one: Lying) => {
    lying = lying.filter((other) => other !== one)
  }

  return {
    put(body: Body, { group = '', once, afterMs = 0 }: Arrival = {}): void {
      if (ordered && once !== undefined) {
        if ((known.get(once) ?? Number.NEGATIVE_INFINITY) > now() - REMEMBERS) return
        known.set(once, now())
      }
      made += 1
      lying.push({ body, id: made, group, receives: 0, arrivesAt: now() + afterMs, hiddenUntil: 0 })
    },

    /** The next one that may be had. */
    take(): Receipt<Body> | undefined {
      for (let one = first(); one; one = first()) {
        if (one.receives < maxReceives) {
          one.receives += 1
          one.hiddenUntil = now() + visibilitySeconds * 1000
          return { body: one.body, id: one.id, receives: one.receives }
        }
        drop(one)
        dead.push(one.body)
      }
      return undefined
    },

    /** Deletes it. Too late in an ordered queue is not at all: its receipt has expired. */
    done({ id, receives }: Receipt<Body>): void {
      const one = lying.find((other) => other.id === id && other.receives === receives)
      if (one && !(ordered && one.hiddenUntil <= now())) drop(one)
    },

    /** When there is something to be had, if nobody deletes anything: now, or later. */
    nextAt(): number | undefined {
      if (first()) return now()
      const times = lying
        .map(({ arrivesAt, hiddenUntil }) => Math.max(arrivesAt, hiddenUntil))
        .filter((at) => at > now())
      return times.length > 0 ? Math.min(...times) : undefined
    },

    /** What lies in it and is nobody's is gone; with `all`, what somebody has as well. */
    lose(all = false): void {
      lying = all ? [] : lying.filter(({ hiddenUntil }) => hiddenUntil > now())
    },

    lying: (): readonly Readonly<Lying>[] => lying,
    dead: (): readonly Body[] => dead,
  }
}
