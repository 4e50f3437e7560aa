import { besideTheBundle } from '../functions/http/console/asset-files.ts'
import { type Access, access, type QueueName } from './access'
import { besideEveryBundle, leanMaps, nodejs } from './bundle'
import {
  called,
  type FunctionName,
  functions,
  partialResponses,
  queues as queueNumbers,
  routerSeconds,
} from './manifest'
import { hooksQueue, lettersQueue, resultsQueue, sendQueue } from './queues'
import { router } from './router'
import { secrets } from './secrets'
import { importRate, isProduction, owners, sendRate } from './stage'
import { statements } from './statements'
import { table } from './table'

const common = {
  runtime: 'nodejs24.x',
  architecture: 'arm64',
  // Text, because our lines are JSON already: filters and Logs Insights read their fields as they are.
  logging: { retention: '1 month', format: 'text' },
  nodejs,
  hook: { postbuild: async (folder) => leanMaps(folder) },
  copyFiles: besideEveryBundle,
  transform: {
    role: (args) => {
      // Lambda alone, and nobody else of the account.
      args.assumeRolePolicy = aws.iam.assumeRolePolicyForPrincipal({ Service: 'lambda.amazonaws.com' })
    },
    eventInvokeConfig: { maximumEventAgeInSeconds: called.withinSeconds },
  },
} satisfies Partial<sst.aws.FunctionArgs>

const queues = { send: sendQueue, letters: lettersQueue, results: resultsQueue, hooks: hooksQueue }

/** What it has and what it may, by `access`; `more` is what only this one is told. */
const wired = (
  name: keyof typeof access,
  { takes, more }: { takes?: sst.aws.Queue; more?: Record<string, string> } = {},
) => {
  const own: Access = access[name]
  return {
    environment: {
      TABLE_NAME: table.name,
      SITE_URL: router.url,
      ...Object.fromEntries(own.puts.map((queue) => [`${queue.toUpperCase()}_QUEUE_URL`, queues[queue].url])),
      ...more,
    },
    link: own.secrets.map((secret) => secrets[secret]),
    permissions: [
      ...statements(own, table.arn),
      ...own.puts.map((queue) => ({ actions: ['sqs:SendMessage'], resources: [queues[queue].arn] })),
      ...(takes ? [mayTake(takes)] : []),
    ],
  }
}
const mayTake = (queue: sst.aws.Queue) => ({
  actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
  resources: [queue.arn],
})
/**
 * In production alone is anything set aside: a new account has ten in all, and lets nothing be before its quota is raised.
 */
const numbers = (name: FunctionName) => {
  const { timeoutSeconds, memoryMb, atMost } = functions[name]
  return {
    timeout: `${timeoutSeconds} seconds` as const,
    memory: `${memoryMb} MB` as const,
    ...(isProduction ? { concurrency: { reserved: atMost } } : {}),
  }
}
/** Public, because CloudFront has to reach it; it answers only what the router sends (functions/live/router.ts). */
const url = { cors: false }

/** Readers' pages. */
export const site = new sst.aws.Function('Site', {
  ...common,
  ...numbers('site'),
  handler: 'functions/site.handler',
  url,
  ...wired('site'),
})

/** Editors' pages and the API. It reads pages and feeds that editors name, in a thread without environment. */
export const console = new sst.aws.Function('Console', {
  ...common,
  ...numbers('console'),
  handler: 'functions/console.handler',
  // Its scripts and styles: read from beside the bundle.
  copyFiles: [...besideEveryBundle, ...besideTheBundle],
  streaming: true,
  url,
  // Owners come from here alone (T26); they let others in.
  ...wired('console', { more: { OWNERS: owners, IMPORT_RATE: importRate } }),
})

/** What the mail provider reports: alone of those that face outwards, it takes the provider's word against an address. */
export const webhooks = new sst.aws.Function('Webhooks', {
  ...common,
  ...numbers('webhooks'),
  handler: 'functions/webhooks.handler',
  url,
  ...wired('webhooks'),
})

const waits = (name: keyof typeof routerSeconds) => ({ readTimeout: `${routerSeconds[name]} seconds` as const })
router.route('/', site.url, waits('site'))
router.route('/console', console.url, waits('console'))
router.route('/api', console.url, waits('console'))
router.route('/webhooks', webhooks.url, waits('webhooks'))

/** Every minute. */
export const tick = new sst.aws.Function('Tick', {
  ...common,
  ...numbers('tick'),
  handler: 'functions/tick.handler',
  retries: called.retries,
  ...wired('tick'),
})

/** Reads what strangers send: it holds no secret, may neither mail nor queue anything, and reaches nothing of readers. */
export const collect = new sst.aws.Function('Collect', {
  ...common,
  ...numbers('collect'),
  handler: 'functions/collect.handler',
  retries: called.retries,
  ...wired('collect'),
})

/** How we stand with the mail provider. */
export const account = new sst.aws.Function('Account', {
  ...common,
  ...numbers('account'),
  handler: 'functions/account.handler',
  retries: called.retries,
  ...wired('account'),
})

/** Lists of readers, at a pace below what the table takes. */
export const imports = new sst.aws.Function('Imports', {
  ...common,
  ...numbers('imports'),
  handler: 'functions/imports.handler',
  retries: called.retries,
  ...wired('imports', { more: { IMPORT_RATE: importRate } }),
})

export const send = new sst.aws.Function('Send', {
  ...common,
  ...numbers('send'),
  handler: 'functions/send.handler',
  ...wired('send', { takes: sendQueue, more: { SEND_RATE: sendRate } }),
})

export const letters = new sst.aws.Function('Letters', {
  ...common,
  ...numbers('letters'),
  handler: 'functions/letters.handler',
  ...wired('letters', { takes: lettersQueue, more: { SEND_RATE: sendRate } }),
})

export const results = new sst.aws.Function('Results', {
  ...common,
  ...numbers('results'),
  handler: 'functions/results.handler',
  ...wired('results', { takes: resultsQueue }),
})

/** Posts to strangers' servers: it may not mail. */
export const hooks = new sst.aws.Function('Hooks', {
  ...common,
  ...numbers('hooks'),
  handler: 'functions/hooks.handler',
  ...wired('hooks', { takes: hooksQueue }),
})

const subscriber = (name: QueueName): sst.aws.QueueSubscriberArgs => {
  const { batchSize, windowSeconds } = queueNumbers[name]
  return {
    batch: {
      size: batchSize,
      partialResponses,
      ...(windowSeconds > 0 ? { window: `${windowSeconds} seconds` as const } : {}),
    },
    transform: {
      eventSourceMapping: (args) => {
        args.scalingConfig = { maximumConcurrency: functions[name].atMost }
        return undefined
      },
    },
  }
}
sendQueue.subscribe(send.arn, subscriber('send'))
lettersQueue.subscribe(letters.arn, subscriber('letters'))
resultsQueue.subscribe(results.arn, subscriber('results'))
hooksQueue.subscribe(hooks.arn, subscriber('hooks'))
