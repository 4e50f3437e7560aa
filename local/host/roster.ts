import { fileURLToPath } from 'node:url'
import { besideTheBundle } from '../../functions/http/console/asset-files.ts'
import type { QueueName } from '../../stacks/access.ts'
import { beats, type FunctionName, functions, laptop, queues } from '../../stacks/manifest.ts'
import type { QueuePlan } from '../engines/stock.ts'
import type { BundlePlan } from './bundles.ts'

/** Which functions there are and what calls them: what the manifest says of AWS, said for this host. */
export type Roster = {
  readonly functions: readonly (BundlePlan & {
    readonly timeoutSeconds: number
    readonly memoryMb: number
    /** Of those that a queue calls: so many processes, of one call each. */
    readonly atMost?: number
    /** Has no process before it is first called. */
    readonly sleeps: boolean
  })[]
  /** The function for a path of the gateway. */
  readonly at: (path: string) => string
  readonly beats: readonly { readonly calls: string; readonly minutes: number }[]
  readonly queues: readonly (QueuePlan & {
    readonly calls: QueueName
    readonly batchSize: number
    readonly windowSeconds: number
    readonly atMost: number
  })[]
}

const entry = (name: string) => fileURLToPath(new URL(`../../functions/${name}.ts`, import.meta.url))

const below = (path: string, ...tops: string[]) => tops.some((top) => path === top || path.startsWith(`${top}/`))

const names = <Name extends string>(of: Readonly<Record<Name, unknown>>) => Object.keys(of) as Name[]
const isQueue = (name: FunctionName): name is QueueName => name in queues
/** As on AWS, where a laptop does not differ. */
const atMost = (name: QueueName): number => laptop[name].atMost ?? functions[name].atMost

/** What somebody waits for, or every minute needs. The others may be asked for nothing all day. */
const awake: readonly FunctionName[] = ['site', 'console', 'webhooks', 'tick', 'send', 'letters']

export const roster: Roster = {
  functions: names(functions).map((name) => ({
    name,
    entry: entry(name),
    timeoutSeconds: functions[name].timeoutSeconds,
    memoryMb: functions[name].memoryMb,
    sleeps: !awake.includes(name),
    ...(isQueue(name) ? { atMost: atMost(name) } : {}),
    ...(name === 'console' ? { beside: besideTheBundle } : {}),
  })),
  at: (path) => (below(path, '/api', '/console') ? 'console' : below(path, '/webhooks') ? 'webhooks' : 'site'),
  beats: names(beats).map((calls) => ({ calls, minutes: beats[calls].minutes })),
  queues: names(queues).map((name) => {
    const { ordered, visibilitySeconds, maxReceives, batchSize, windowSeconds } = { ...queues[name], ...laptop[name] }
    const suffix = ordered ? '.fifo' : ''
    return {
      name: `${name}${suffix}`,
      deadLetters: `${name}-dead${suffix}`,
      visibilitySeconds,
      maxReceives,
      calls: name,
      batchSize,
      windowSeconds,
      atMost: atMost(name),
    }
  }),
}
