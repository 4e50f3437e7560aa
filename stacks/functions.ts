import { TIME_LIMITS } from '../core/model/deadline.ts'
import { besideTheBundle } from '../functions/http/console/asset-files.ts'
import { type Access, access } from './access'
import { besideEveryBundle, leanMaps, nodejs } from './bundle'
import { hooksQueue, lettersQueue, resultsQueue, sendQueue } from './queues'
import { router } from './router'
import { secrets } from './secrets'
import { isProduction, owners, sendRate } from './stage'
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
    // Of those that a clock calls: a beat that could not be served within a minute is the next one's work.
    eventInvokeConfig: { maximumEventAgeInSeconds: 60 },
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
 * No more of it at a time than this, whatever arrives (T84). In production, because a new account has ten in all and lets
 * nothing be set aside before its quota is raised.
 */
const atMost = (reserved: number) => (isProduction ? { concurrency: { reserved } } : {})
/** Public, because CloudFront has to reach it; it answers only what the router sends (functions/live/router.ts). */
const url = { cors: false }

/** Readers' pages. */
export const site = new sst.aws.Function('Site', {
  ...common,
  ...atMost(50),
  handler: 'functions/site.handler',
  memory: '1024 MB',
  timeout: '15 seconds',
  url,
  ...wired('site'),
})

/** Editors' pages and the API. It reads pages and feeds that editors name, in a thread without environment. */
export const console = new sst.aws.Function('Console', {
  ...common,
  ...atMost(20),
  handler: 'functions/console.handler',
  // Its scripts and styles: read from beside the bundle.
  copyFiles: [...besideEveryBundle, ...besideTheBundle],
  memory: '1536 MB',
  // A list of readers is as long as it is.
  timeout: '15 minutes',
  streaming: true,
  url,
  // Owners come from here alone (T26); they let others in.
  ...wired('console', { more: { OWNERS: owners } }),
})

/** What the mail provider reports: alone of those that face outwards, it takes the provider's word against an address. */
export const webhooks = new sst.aws.Function('Webhooks', {
  ...common,
  ...atMost(50),
  handler: 'functions/webhooks.handler',
  memory: '512 MB',
  timeout: '15 seconds',
  url,
  ...wired('webhooks'),
})

router.route('/', site.url, { readTimeout: '20 seconds' })
// As long as CloudFront waits without being asked: a list of 4 MB is taken in within it.
router.route('/console', console.url, { readTimeout: '60 seconds' })
router.route('/api', console.url, { readTimeout: '60 seconds' })
router.route('/webhooks', webhooks.url, { readTimeout: '20 seconds' })

/** Every minute. Two at most: one that hangs does not hold up the next. */
export const tick = new sst.aws.Function('Tick', {
  ...common,
  ...atMost(2),
  handler: 'functions/tick.handler',
  memory: '512 MB',
  timeout: '60 seconds',
  // The next minute comes anyway, and finds whatever this one has left.
  retries: 0,
  ...wired('tick'),
})

/** Reads what strangers send: it holds no secret, may neither mail nor queue anything, and reaches nothing of readers. */
export const collect = new sst.aws.Function('Collect', {
  ...common,
  ...atMost(1),
  handler: 'functions/collect.handler',
  timeout: '5 minutes',
  memory: '1024 MB',
  retries: 0,
  ...wired('collect'),
})

/**
 * How we stand with the mail provider. One at a time: it walks through lists there, and two would walk twice. As much memory as
 * the provider's client and the table's need.
 */
export const account = new sst.aws.Function('Account', {
  ...common,
  ...atMost(1),
  handler: 'functions/account.handler',
  timeout: '5 minutes',
  memory: '512 MB',
  retries: 0,
  ...wired('account'),
})

/** One lane: two at a time is the fewest that AWS lets one say. */
export const send = new sst.aws.Function('Send', {
  ...common,
  ...atMost(2),
  handler: 'functions/send.handler',
  timeout: `${TIME_LIMITS.send} seconds`,
  memory: '1024 MB',
  ...wired('send', { takes: sendQueue, more: { SEND_RATE: sendRate } }),
})

export const letters = new sst.aws.Function('Letters', {
  ...common,
  ...atMost(2),
  handler: 'functions/letters.handler',
  timeout: `${TIME_LIMITS.letters} seconds`,
  memory: '1024 MB',
  ...wired('letters', { takes: lettersQueue, more: { SEND_RATE: sendRate } }),
})

export const results = new sst.aws.Function('Results', {
  ...common,
  ...atMost(4),
  handler: 'functions/results.handler',
  timeout: '60 seconds',
  memory: '512 MB',
  ...wired('results', { takes: resultsQueue }),
})

/** Posts to strangers' servers: it may not mail. One at a time: who is slow holds up nobody else. */
export const hooks = new sst.aws.Function('Hooks', {
  ...common,
  ...atMost(10),
  handler: 'functions/hooks.handler',
  timeout: `${TIME_LIMITS.hooks} seconds`,
  memory: '512 MB',
  ...wired('hooks', { takes: hooksQueue }),
})

/** As many at a time as are set aside for it: AWS hands out messages regardless, and would count those it could not serve as tried. */
const atATime = (maximumConcurrency: number): sst.aws.QueueSubscriberArgs['transform'] => ({
  eventSourceMapping: (args) => {
    args.scalingConfig = { maximumConcurrency }
    return undefined
  },
})
sendQueue.subscribe(send.arn, { batch: { size: 1, partialResponses: true }, transform: atATime(2) })
lettersQueue.subscribe(letters.arn, { batch: { size: 10, partialResponses: true }, transform: atATime(2) })
/** Many at a time, and seldom: the counters of an issue are written to about once a second, however many mails it has. */
resultsQueue.subscribe(results.arn, {
  batch: { size: 100, window: '5 seconds', partialResponses: true },
  transform: atATime(4),
})
hooksQueue.subscribe(hooks.arn, { batch: { size: 1, partialResponses: true }, transform: atATime(10) })
