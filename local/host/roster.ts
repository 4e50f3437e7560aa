import { fileURLToPath } from 'node:url'
import { TIME_LIMITS } from '../../core/model/deadline.ts'
import { besideTheBundle } from '../../functions/http/console/asset-files.ts'
import type { QueuePlan } from '../engines/stock.ts'
import type { BundlePlan } from './bundles.ts'

/** Which functions there are and what calls them: what the stacks say for AWS, said for this host. */
export type Roster = {
  readonly functions: readonly (BundlePlan & { readonly timeoutSeconds: number })[]
  /** The function for a path of the gateway. */
  readonly at: (path: string) => string
  readonly everyMinute: readonly string[]
  readonly everyFiveMinutes: readonly string[]
  readonly everyQuarterHour: readonly string[]
  readonly queues: readonly (QueuePlan & {
    readonly calls: string
    readonly batchSize: number
    readonly windowSeconds: number
  })[]
}

const entry = (name: string) => fileURLToPath(new URL(`../../functions/${name}.ts`, import.meta.url))

const below = (path: string, ...tops: string[]) => tops.some((top) => path === top || path.startsWith(`${top}/`))

export const roster = {
  functions: [
    { name: 'site', entry: entry('site'), timeoutSeconds: 15 },
    // A list of readers is as long as it is.
    { name: 'console', entry: entry('console'), timeoutSeconds: 15 * 60, beside: besideTheBundle },
    { name: 'webhooks', entry: entry('webhooks'), timeoutSeconds: 15 },
    { name: 'tick', entry: entry('tick'), timeoutSeconds: 60 },
    { name: 'collect', entry: entry('collect'), timeoutSeconds: 5 * 60 },
    { name: 'account', entry: entry('account'), timeoutSeconds: 5 * 60 },
    { name: 'send', entry: entry('send'), timeoutSeconds: TIME_LIMITS.send },
    { name: 'letters', entry: entry('letters'), timeoutSeconds: TIME_LIMITS.letters },
    { name: 'hooks', entry: entry('hooks'), timeoutSeconds: TIME_LIMITS.hooks },
    { name: 'results', entry: entry('results'), timeoutSeconds: 60 },
  ],
  at: (path) => (below(path, '/api', '/console') ? 'console' : below(path, '/webhooks') ? 'webhooks' : 'site'),
  everyMinute: ['tick'],
  everyFiveMinutes: ['account'],
  everyQuarterHour: ['collect'],
  queues: [
    // Visibility is above the function's time limit, or a batch in work would be given out twice.
    {
      name: 'send.fifo',
      deadLetters: 'send-dead.fifo',
      visibilitySeconds: 120,
      maxReceives: 20,
      calls: 'send',
      batchSize: 1,
      windowSeconds: 0,
    },
    {
      name: 'letters',
      deadLetters: 'letters-dead',
      visibilitySeconds: 120,
      maxReceives: 20,
      calls: 'letters',
      batchSize: 10,
      windowSeconds: 0,
    },
    {
      name: 'hooks',
      deadLetters: 'hooks-dead',
      visibilitySeconds: 60,
      maxReceives: 20,
      calls: 'hooks',
      batchSize: 1,
      windowSeconds: 0,
    },
    // A shorter window than on AWS: somebody is looking at the page.
    {
      name: 'results',
      deadLetters: 'results-dead',
      visibilitySeconds: 120,
      maxReceives: 20,
      calls: 'results',
      batchSize: 100,
      windowSeconds: 1,
    },
  ],
} as const satisfies Roster
