import type { Schema } from '../../core/model/configuration.ts'

/**
 * Everything that can be configured, and nowhere else: each name with what it has to be, its unit, what holds where nothing is
 * given, and who reads it. Read once at each start (`config.ts`, `local/`) and again at each deploy (`stacks/stage.ts`);
 * what is wrong stops both. A test holds docs/configuration.md to it.
 */

const everybody = [
  ...(['site', 'console', 'webhooks', 'tick', 'collect', 'account', 'imports'] as const),
  ...(['send', 'letters', 'results', 'hooks'] as const),
] as const
export type FunctionName = (typeof everybody)[number]

const tableName = { kind: 'text', like: /^[A-Za-z0-9_.-]{3,255}$/, as: 'the name of a table' } as const
const resendKey = { kind: 'text', like: /^re_\w+$/, as: 're_… as Resend gives it' } as const
const accountKey = { kind: 'text', like: /^(?:none|re_\w+)$/, as: 're_… as Resend gives it, or "none"' } as const
/** A new and an old one while it is rotated. */
const webhookSecrets = {
  kind: 'text',
  like: /^whsec_[A-Za-z0-9+/]+=*(?: whsec_[A-Za-z0-9+/]+=*)*$/,
  as: 'whsec_… as the provider gives it, several with a space between',
} as const
/** It travels in a header. */
const word = { kind: 'text', like: /^[\x21-\x7e]+$/, as: 'one word without blanks' } as const
const anything = { kind: 'text', like: /\S/, as: 'a text' } as const
const queueUrl = { kind: 'url' } as const

const sendRate = {
  is: { kind: 'number', from: 0, to: 1_000 },
  about: 'requests a second to the mail provider, at most; 0 for as many as it says it takes',
  otherwise: '0',
  readBy: ['deploy', 'start', 'send', 'letters'],
} as const

/** Fourteen write units each: with 100 a second, 600 of the 2,000 that the table takes are left to everybody else. */
const importRate = {
  is: { kind: 'number', from: 1, to: 10_000 },
  about: 'rows of a list of readers a second that are taken in, at most',
  otherwise: '100',
  readBy: ['deploy', 'console', 'imports'],
} as const

const domain = {
  is: { kind: 'domain' },
  about: 'what readers see',
  optional: 'but in production',
  readBy: ['deploy', 'doctor'],
} as const
const allowPrivateFetch = {
  is: { kind: 'switch' },
  about: 'feeds, links and webhooks may be on this machine',
  otherwise: 'no',
  readBy: ['start', 'console', 'collect', 'hooks'],
} as const

/** What a function finds in its environment: the stacks put it there, or the local host. */
export const functionSettings = {
  TABLE_NAME: { is: tableName, about: '', readBy: everybody },
  SITE_URL: { is: { kind: 'url', origin: true }, about: "where readers' pages are", readBy: everybody },
  SEND_QUEUE_URL: { is: queueUrl, about: '', readBy: ['console', 'tick', 'send'] },
  LETTERS_QUEUE_URL: { is: queueUrl, about: '', readBy: ['site', 'console', 'tick', 'account'] },
  RESULTS_QUEUE_URL: { is: queueUrl, about: '', readBy: ['webhooks'] },
  HOOKS_QUEUE_URL: {
    is: queueUrl,
    about: '',
    readBy: ['site', 'console', 'webhooks', 'tick', 'account', 'send', 'hooks'],
  },
  OWNERS: { is: { kind: 'addresses' }, about: 'who own the console', optional: true, readBy: ['console'] },
  SEND_RATE: sendRate,
  IMPORT_RATE: importRate,
  /** Those below are set on a laptop alone. */
  SEND_LEASE_SECONDS: {
    is: { kind: 'number', from: 1, to: 900, whole: true },
    about: 'how long a worker has an issue to itself; 120 where nothing is said',
    optional: true,
    readBy: ['send'],
  },
  TIDINGS_LOCAL: {
    is: { kind: 'switch' },
    about: 'no router stands before the functions',
    otherwise: 'no',
    readBy: ['site', 'console', 'webhooks', 'collect', 'hooks'],
  },
  TIDINGS_ALLOW_PRIVATE_FETCH: allowPrivateFetch,
  TIDINGS_PLACE: { is: anything, about: 'tells a data folder from its copy', optional: true, readBy: everybody },
  TIDINGS_FUNCTION: { is: word, about: 'its name in the log', optional: true, readBy: everybody },
  AWS_LAMBDA_FUNCTION_NAME: { is: word, about: 'set by Lambda', optional: true, readBy: everybody },
  DYNAMODB_ENDPOINT: { is: { kind: 'url' }, about: 'in place of AWS', optional: true, readBy: everybody },
  SQS_ENDPOINT: {
    is: { kind: 'url' },
    about: 'in place of AWS',
    optional: true,
    readBy: ['site', 'console', 'webhooks', 'tick', 'account', 'send', 'hooks'],
  },
  RESEND_BASE_URL: {
    is: { kind: 'url' },
    about: 'in place of Resend; its client reads it',
    optional: true,
    readBy: ['account', 'send', 'letters'],
  },
} as const satisfies Schema

/** Set with `npx sst secret set`, linked to those that read them. `stacks/access.ts` says the same, and a test compares. */
export const secretSettings = {
  ResendKey: { is: resendKey, about: 'the key that mails', secret: true, readBy: ['deploy', 'send', 'letters'] },
  ResendAccountKey: {
    is: accountKey,
    about: 'the key with full access, to look after the account there',
    otherwise: 'none',
    secret: true,
    readBy: ['deploy', 'account'],
  },
  WebhookSecret: {
    is: webhookSecrets,
    about: 'what its reports are signed with, the newest first',
    secret: true,
    readBy: ['deploy', 'webhooks'],
  },
  LinkKeys: {
    is: { kind: 'keys' },
    about: "what readers' links are signed with; old ones stay in",
    secret: true,
    readBy: ['deploy', 'site', 'console', 'tick', 'send', 'letters'],
  },
  Pepper: {
    is: word,
    about: 'what addresses are hashed with; never changed',
    secret: true,
    readBy: ['deploy', 'site', 'console', 'webhooks', 'send', 'letters', 'account', 'imports'],
  },
  ApiKey: { is: word, about: 'the key to the API', secret: true, readBy: ['deploy', 'console'] },
} as const satisfies Schema

/** What differs from stage to stage and is no secret: SST reads `.env` and `.env.STAGE` into the environment of a deploy. */
export const deploySettings = {
  REGION: {
    is: { kind: 'text', like: /^[a-z]{2}(?:-[a-z]+)+-\d$/, as: 'a region of AWS, such as eu-central-1' },
    about: '',
    otherwise: 'eu-central-1',
    readBy: ['deploy'],
  },
  DOMAIN: domain,
  DOMAIN_CERTIFICATE: {
    is: {
      kind: 'text',
      like: /^arn:aws[a-z-]*:acm:us-east-1:\d{12}:certificate\/[\w-]+$/,
      as: 'the ARN of a certificate in us-east-1',
    },
    about: 'for a domain whose DNS is not in Route 53',
    optional: true,
    readBy: ['deploy'],
  },
  OWNERS: {
    is: { kind: 'addresses' },
    about: 'who own the console, and let others in',
    optional: 'but in production',
    readBy: ['deploy'],
  },
  ALARM_ADDRESS: {
    is: { kind: 'address' },
    about: 'who is woken',
    optional: 'but in production',
    readBy: ['deploy'],
  },
  MONTHLY_BUDGET: {
    is: { kind: 'number', from: 1, to: 1_000_000 },
    about: 'dollars a month, of the whole account',
    otherwise: '10',
    readBy: ['deploy'],
  },
  RESTORED_TABLE: {
    is: tableName,
    about: "one made from a backup, in place of this stage's own",
    optional: true,
    readBy: ['deploy'],
  },
  SEND_RATE: sendRate,
  IMPORT_RATE: importRate,
} as const satisfies Schema

const port = { kind: 'number', from: 0, to: 65_535, whole: true } as const

/** `npm start`, where its options say nothing else. */
export const startSettings = {
  STAGE: {
    is: { kind: 'text', like: /^(?!production$)\S+$/, as: 'any stage but production' },
    about: 'this is local mode; unset it, or deploy with "npx sst deploy"',
    optional: true,
    readBy: ['start'],
  },
  TIDINGS_PORT: { is: port, about: '0 for any free one', otherwise: '3000', readBy: ['start'] },
  TIDINGS_MAILBOX_PORT: {
    is: port,
    about: '0 for any free one; 3025, or any free one if TIDINGS_PORT is 0',
    optional: true,
    readBy: ['start'],
  },
  TIDINGS_DATA: { is: anything, about: 'the data folder', otherwise: '.tidings', readBy: ['start', 'simulate'] },
  TIDINGS_NO_DEMO: { is: { kind: 'switch' }, about: 'no demo content', otherwise: 'no', readBy: ['start'] },
  TIDINGS_FEED: { is: anything, about: 'files or addresses of feeds, one a line', optional: true, readBy: ['start'] },
  TIDINGS_PASTE: { is: anything, about: 'text files, one a line', optional: true, readBy: ['start'] },
  TIDINGS_ALLOW_PRIVATE_FETCH: allowPrivateFetch,
  TIDINGS_MAILBOX_KEEP: {
    is: { kind: 'number', from: 0, to: 1_000_000, whole: true },
    about: 'how many mails the mailbox keeps whole',
    otherwise: '1000',
    readBy: ['start'],
  },
  TIDINGS_HARD: {
    is: { kind: 'switch' },
    about: 'table, queues and functions are as hard as on AWS',
    otherwise: 'no',
    readBy: ['start'],
  },
  TIDINGS_LOGS: { is: { kind: 'switch' }, about: 'every line of the log', otherwise: 'no', readBy: ['start'] },
  TIDINGS_OWNERS: { is: { kind: 'addresses' }, about: 'who own the console', optional: true, readBy: ['start'] },
  TIDINGS_API_KEY: { is: word, about: 'the key to the API', secret: true, optional: true, readBy: ['start'] },
  TIDINGS_WEBHOOK_SECRET: {
    is: { kind: 'text', like: /^whsec_[A-Za-z0-9+/]+=*$/, as: 'whsec_ and Base64, as the provider gives it' },
    about: 'what the mailbox signs its reports with',
    secret: true,
    optional: true,
    readBy: ['start'],
  },
  SEND_RATE: sendRate,
} as const satisfies Schema

/** `npm run doctor`: in place of the secrets of the stage. */
export const doctorSettings = {
  DOMAIN: domain,
  RESEND_KEY: { is: resendKey, about: 'the key that mails', secret: true, optional: true, readBy: ['doctor'] },
  RESEND_ACCOUNT_KEY: {
    is: accountKey,
    about: 'the key with full access',
    secret: true,
    optional: true,
    readBy: ['doctor'],
  },
  WEBHOOK_SECRET: { is: webhookSecrets, about: '', secret: true, optional: true, readBy: ['doctor'] },
  API_KEY: { is: word, about: 'the key to the API', secret: true, optional: true, readBy: ['doctor'] },
} as const satisfies Schema

const many = { kind: 'number', from: 0, to: 100_000_000, whole: true } as const

/** The mailbox, a process of its own: `npm start` says all of it. */
export const mailboxSettings = {
  MAILBOX_PORT: { is: port, about: '0 for any free one', otherwise: '3025', readBy: ['mailbox'] },
  MAILBOX_FILE: {
    is: anything,
    about: 'where it keeps what it was sent; else in memory',
    optional: true,
    readBy: ['mailbox'],
  },
  MAILBOX_KEEP: { is: many, about: 'how many mails it keeps whole', otherwise: '1000', readBy: ['mailbox'] },
  MAILBOX_RATE: { is: many, about: 'requests a second that it takes; 0 for all', otherwise: '10', readBy: ['mailbox'] },
  MAILBOX_DAILY_QUOTA: { is: many, about: 'mails a day that it takes; 0 for all', otherwise: '0', readBy: ['mailbox'] },
  MAILBOX_API_KEY: {
    is: word,
    about: 'the only key that it takes; else any',
    secret: true,
    optional: true,
    readBy: ['mailbox'],
  },
  MAILBOX_WEBHOOK_URL: { is: { kind: 'url' }, about: 'whom it reports to', optional: true, readBy: ['mailbox'] },
  MAILBOX_WEBHOOK_SECRET: {
    is: { kind: 'text', like: /^whsec_[A-Za-z0-9+/]+=*$/, as: 'whsec_ and a secret in base64' },
    about: 'what it signs its reports with',
    secret: true,
    optional: true,
    readBy: ['mailbox'],
  },
  MAILBOX_DELIVERED_EVENTS: {
    is: { kind: 'switch' },
    about: 'it reports what it has delivered',
    otherwise: 'no',
    readBy: ['mailbox'],
  },
  MAILBOX_SUPPRESSION_EVENTS: {
    is: { kind: 'switch' },
    about: 'it reports whom it lists',
    otherwise: 'no',
    readBy: ['mailbox'],
  },
  MAILBOX_SITE_URL: { is: { kind: 'url' }, about: 'a link back from its pages', optional: true, readBy: ['mailbox'] },
  MAILBOX_LOG: { is: { kind: 'switch' }, about: 'it prints what it does', otherwise: 'no', readBy: ['mailbox'] },
} as const satisfies Schema
