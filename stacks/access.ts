/** What stands where: the beginnings of the keys of each store, with those that it writes in one transaction with its own. */
export const partitions = {
  topics: ['TOPICS'],
  articles: ['ARTICLE#*', 'TOPIC#*', 'LIST#articles', 'LIST#articles#*', 'LIST#waiting'],
  feeds: ['FEEDS', 'FEED#*', 'LOOKS'],
  calendars: ['CALENDARS'],
  digests: ['DIGEST#*', 'LIST#digests'],
  // A claim is good only if nobody has left since its readers were read.
  issues: ['ISSUE#*', 'DIGEST#*', 'AUDIENCE#*'],
  outcomes: ['MAIL#*', 'ISSUE#*'],
  // Saving a reader moves audiences and counts, wakes editions, tells webhooks, and stops what an issue is paused for.
  subscribers: [
    ...['SUBSCRIBER#*', 'ADDRESS#*', 'LIST#readers#*', 'AUDIENCE#*', 'SEEN#*'],
    ...['DIGEST#*', 'ISSUE#*', 'MAIL#*', 'HOOK#*'],
  ],
  audience: ['AUDIENCE#*'],
  // What a part of a list has come to is counted with it.
  imports: ['IMPORTS', 'IMPORT#*', 'DIGEST#*'],
  letters: ['LETTER#*'],
  comments: ['COMMENTS', 'WRITTEN#*'],
  limits: ['LIMIT#*', 'PROOF#*'],
  repeats: ['REPEAT#*'],
  settings: ['SETTINGS'],
  standing: ['STANDING'],
  fence: ['SETTINGS'],
  strays: ['STRAYS'],
  turns: ['TURNS'],
  rules: ['RULES'],
  editors: ['EDITORS', 'ATTEMPT#*'],
  keys: ['KEYS'],
  audit: ['AUDIT', 'AUDIT#*'],
  hooks: ['HOOKS', 'HOOK#*'],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type StoreName = keyof typeof partitions
export type QueueName = 'send' | 'letters' | 'results' | 'hooks'
export type SecretName = 'ResendKey' | 'ResendAccountKey' | 'WebhookSecret' | 'LinkKeys' | 'Pepper' | 'ApiKey'

export type Access = {
  readonly reads: readonly StoreName[]
  /** Reads and writes. */
  readonly writes: readonly StoreName[]
  /** Reads what is due, in the index. */
  readonly due?: boolean
  /** Queues that it puts something into. */
  readonly puts: readonly QueueName[]
  readonly secrets: readonly SecretName[]
}

/**
 * All that each function may reach: what its flows ask for, and no more (T82). A test holds the stores against the types of the
 * flows, and everything against what the functions do when they run.
 */
export const access = {
  site: {
    reads: ['topics', 'articles', 'settings', 'issues', 'outcomes'],
    writes: ['subscribers', 'digests', 'letters', 'comments', 'limits', 'hooks'],
    puts: ['letters', 'hooks'],
    secrets: ['LinkKeys', 'Pepper'],
  },
  console: {
    reads: [],
    writes: Object.keys(partitions) as StoreName[],
    due: true,
    puts: ['letters', 'send', 'hooks'],
    secrets: ['LinkKeys', 'Pepper', 'ApiKey'],
  },
  /** Alone of those that face outwards, it takes somebody's word against an address. */
  webhooks: {
    // Whose mail an event is about, and what lies between two soft bounces.
    reads: ['fence', 'letters', 'outcomes'],
    writes: ['subscribers', 'issues', 'hooks', 'strays'],
    puts: ['results', 'hooks'],
    secrets: ['WebhookSecret', 'Pepper'],
  },
  tick: {
    reads: ['articles', 'topics'],
    // Readers that are kept under another name of their clock come over.
    writes: ['issues', 'digests', 'audience', 'subscribers', 'letters', 'settings', 'fence', 'hooks', 'rules'],
    due: true,
    puts: ['letters', 'send', 'hooks'],
    secrets: ['LinkKeys'],
  },
  /** Reads what strangers send: nothing of readers, of mail or of who may do what, no secret, no queue. */
  collect: { reads: ['topics'], writes: ['feeds', 'calendars', 'articles', 'digests'], puts: [], secrets: [] },
  /** Takes lists in that editors have put down: it mails nobody, and nothing reaches it from outside. */
  imports: { reads: [], writes: ['imports', 'subscribers', 'digests'], due: true, puts: [], secrets: ['Pepper'] },
  send: {
    reads: ['audience'],
    writes: ['issues', 'subscribers', 'letters', 'settings', 'fence', 'hooks', 'turns'],
    puts: ['send', 'hooks'],
    secrets: ['LinkKeys', 'Pepper', 'ResendKey'],
  },
  letters: {
    reads: ['comments', 'articles', 'topics', 'settings', 'digests'],
    writes: ['letters', 'subscribers', 'issues', 'fence'],
    puts: [],
    secrets: ['LinkKeys', 'Pepper', 'ResendKey'],
  },
  results: { reads: ['settings'], writes: ['outcomes', 'issues'], puts: [], secrets: [] },
  /**
   * Alone it holds the key of the whole account at the mail provider: such a key may read every mail and make more keys. So it
   * takes nothing from outside, has no queue of its own, and does not mail: what it learns lies in the table, for the others.
   */
  account: {
    reads: ['issues', 'digests', 'audience', 'settings'],
    writes: ['standing', 'subscribers', 'letters', 'hooks', 'fence'],
    due: true,
    puts: ['letters', 'hooks'],
    secrets: ['ResendAccountKey', 'Pepper'],
  },
  hooks: { reads: ['subscribers', 'issues'], writes: ['hooks', 'fence'], puts: ['hooks'], secrets: [] },
} as const satisfies Readonly<Record<string, Access>>
