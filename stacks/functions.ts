import { lettersQueue, sendQueue } from './queues'
import { apiKey, linkKeys, pepper, resendKey, webhookSecret } from './secrets'
import { table } from './table'

/** Where readers' pages are: set SITE_URL to the public address once the domain is there. */
const siteUrl = process.env.SITE_URL ?? 'https://tidings.invalid'

const common = {
  runtime: 'nodejs24.x',
  architecture: 'arm64',
  nodejs: { minify: true, esbuild: { define: { 'process.env.NODE_ENV': '"production"' } } },
} as const
const environment = {
  TABLE_NAME: table.name,
  SITE_URL: siteUrl,
  SEND_QUEUE_URL: sendQueue.url,
  LETTERS_QUEUE_URL: lettersQueue.url,
}

const tableAccess = {
  actions: [
    'GetItem',
    'BatchGetItem',
    'Query',
    'PutItem',
    'BatchWriteItem',
    'UpdateItem',
    'DeleteItem',
    'ConditionCheckItem',
  ].map((action) => `dynamodb:${action}`),
  resources: [table.arn, $interpolate`${table.arn}/index/due`],
}
/** Whoever sends asks which table this is: a restored or cloned one has another id. */
const mayDescribe = { actions: ['dynamodb:DescribeTable'], resources: [table.arn] }
const mayQueue = (queue: sst.aws.Queue) => ({ actions: ['sqs:SendMessage'], resources: [queue.arn] })

export const site = new sst.aws.Function('Site', {
  ...common,
  handler: 'functions/site.handler',
  url: true,
  environment,
  link: [linkKeys, pepper],
  permissions: [tableAccess, mayQueue(lettersQueue)],
})

export const console = new sst.aws.Function('Console', {
  ...common,
  handler: 'functions/console.handler',
  // A list of readers is as long as it is.
  timeout: '15 minutes',
  streaming: true,
  url: true,
  // Owners come from here alone (T26); they let others in.
  environment: { ...environment, OWNERS: process.env.OWNERS ?? '' },
  link: [linkKeys, pepper, apiKey],
  permissions: [tableAccess, mayDescribe, mayQueue(lettersQueue), mayQueue(sendQueue)],
})

export const webhooks = new sst.aws.Function('Webhooks', {
  ...common,
  handler: 'functions/webhooks.handler',
  url: true,
  environment,
  link: [webhookSecret, pepper],
  permissions: [tableAccess],
})

export const tick = new sst.aws.Function('Tick', {
  ...common,
  handler: 'functions/tick.handler',
  timeout: '60 seconds',
  environment,
  link: [linkKeys, pepper],
  permissions: [tableAccess, mayDescribe, mayQueue(lettersQueue), mayQueue(sendQueue)],
})

/** Reads what strangers send: it may neither mail nor queue anything. */
export const collect = new sst.aws.Function('Collect', {
  ...common,
  handler: 'functions/collect.handler',
  timeout: '5 minutes',
  memory: '1024 MB',
  environment: { TABLE_NAME: table.name, SITE_URL: siteUrl },
  link: [pepper],
  permissions: [tableAccess],
})

sendQueue.subscribe(
  {
    ...common,
    handler: 'functions/send.handler',
    timeout: '90 seconds',
    memory: '1024 MB',
    environment,
    link: [linkKeys, pepper, resendKey],
    permissions: [tableAccess, mayDescribe, mayQueue(sendQueue)],
  },
  { batch: { size: 1, partialResponses: true } },
)

lettersQueue.subscribe(
  {
    ...common,
    handler: 'functions/letters.handler',
    timeout: '60 seconds',
    environment,
    link: [linkKeys, pepper, resendKey],
    permissions: [tableAccess, mayDescribe],
  },
  { batch: { size: 10, partialResponses: true } },
)
