import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import { AWS_CALLS } from '../../core/model/deadline.ts'
import { type Rule, startLine, tableOf } from '../../local/engines/line.ts'
import {
  drawnFrom,
  laggingIndex,
  onceByToken,
  refusesOverlaps,
  type Trouble,
  troubles,
} from '../../local/engines/line-rules.ts'
import { clientTo, type startDynoxide } from '../support/dynoxide.ts'
import type { Shelf } from '../support/memory/shelf.ts'
import { createMemory, type Stores } from '../support/memory.ts'
import type { Effect, Fate } from './loom.ts'
import type { Made, StoresFor } from './play.ts'

/**
 * A table as hard as on AWS (`line-rules.ts`), for schedules with a `hard`: by that number the same calls are refused, lost and
 * left without an answer whenever the schedule is played.
 */

/** More than `usualTrouble`: a run makes some three hundred calls, and each kind is to be met in most of them. */
const trouble: Trouble = { refused: 0.02, lost: 0.02, silent: 0.0005, stubborn: 0.002 }

/** So long an answer is waited for that never comes, ms. One that was only slow is a lost one. */
const SOON = 400

/** The real table, behind a line on which things happen to the tables of such schedules, and to no other. */
export async function hardTable(engine: Awaited<ReturnType<typeof startDynoxide>>) {
  const rules = new Map<string, Rule>()
  const line = await startLine(engine.endpoint, (call, next, ask) => {
    const rule = rules.get(tableOf(call))
    return rule ? rule(call, next, ask) : next()
  })
  const client = clientTo(line.url, { answer: SOON }, { retryStrategy: atOnce })
  const stores: StoresFor = async (now, like, hard) => {
    if (hard === undefined) return engine.stores({ now, like })
    const made = await engine.stores({ now, like, through: client, wait: async () => {} })
    const lag = laggingIndex({ now: () => Date.parse(now()) })
    rules.set(made.table.name, onceByToken(troubles(drawnFrom(hard), trouble), refusesOverlaps(), lag))
    const straight = engine.over({ ...made.table, client: engine.client })
    return { ...made, straight, calm: () => void rules.delete(made.table.name) }
  }
  const stop = () => {
    client.destroy()
    line.stop()
  }
  return { stores, stop }
}

/** Tries as often as the client on AWS, and does not wait in between: what it would wait is no part of a schedule. */
const atOnce: NonNullable<Exclude<DynamoDBClientConfig['retryStrategy'], () => unknown>> = {
  acquireInitialRetryToken: async () => tokenOf(0),
  async refreshRetryTokenForRetry(token, { errorType, error }) {
    const count = token.getRetryCount() + 1
    if (errorType === 'CLIENT_ERROR' || count >= AWS_CALLS.tries) throw error ?? new Error('tried often enough')
    return tokenOf(count)
  },
  recordSuccess() {},
}
const tokenOf = (count: number) => ({
  getRetryCount: () => count,
  getRetryDelay: () => 0,
  getRetryCost: () => 0,
})

/** What comes of a call to the stores in memory or to a queue, where the client on AWS has given up: it was done, or not. */
export function hardFate(seed: number): (effect: Effect) => Fate {
  const drawn = drawnFrom(seed)
  return ({ n, name }) => {
    if (name.startsWith('mail.')) return 'go'
    const x = drawn(`effect ${n}`)
    return x < 0.006 ? 'fail-before' : x < 0.012 ? 'fail-after' : 'go'
  }
}

/** What has its turn by the index: digests by their slots, issues by their progress, letters, and what is told to hooks. */
const BY_INDEX = ['digests', 'progress', 'letters', 'deliveries'] as const

/** So long is the index behind, ms. */
const BEHIND = 1_000

/** The stores in memory, with an index that is one change behind, for a moment. */
export function lagging(stores: Stores, shelf: Shelf, now: () => string): Made {
  const asItStands = () => Object.fromEntries(BY_INDEX.map((name) => [name, new Map<string, unknown>(shelf[name])]))
  let [moment, latest, changedAt, isCalm] = [asItStands(), asItStands(), 0, false]
  const isBehind = () => !isCalm && Date.parse(now()) - changedAt < BEHIND
  const note = () => {
    const changed = BY_INDEX.some((name) => {
      const [before, after] = [latest[name]!, shelf[name] as ReadonlyMap<string, unknown>]
      return before.size !== after.size || [...after].some(([key, one]) => before.get(key) !== one)
    })
    if (changed) [moment, latest, changedAt] = [latest, asItStands(), Date.parse(now())]
  }
  const verb = (noun: string, name: string, act: (...args: unknown[]) => Promise<unknown>) =>
    name === 'due'
      ? (...args: unknown[]) => {
          if (!isBehind()) return act(...args)
          const then = createMemory({ now, shelf: { ...shelf, ...(moment as object) } })
          return (then[noun as 'issues'].due as typeof act)(...args)
        }
      : async (...args: unknown[]) => {
          const answer = await act(...args)
          note()
          return answer
        }
  const all = Object.entries(stores).map(([noun, verbs]) => [
    noun,
    Object.fromEntries(
      Object.entries(verbs as Record<string, unknown>).map(([name, act]) => [
        name,
        typeof act === 'function' ? verb(noun, name, act.bind(verbs)) : act,
      ]),
    ),
  ])
  return {
    ...(Object.fromEntries(all) as Stores),
    straight: stores,
    calm: () => {
      isCalm = true
    },
  }
}
