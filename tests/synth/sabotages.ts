import type { Edit } from './synth.ts'

type Sabotage = {
  readonly file: string
  readonly from: string
  readonly to: string
  /** What the rule then complains about. */
  readonly about: RegExp
}

/** What somebody could do to the stacks, and which rule has to notice. All of them are done at once, each to another thing. */
export const sabotages: Readonly<Record<string, Sabotage>> = {
  'every number of a function, a queue and a clock is that of the manifest': {
    file: 'stacks/functions.ts',
    from: 'memory: `${memoryMb} MB` as const',
    to: "memory: '640 MB' as const",
    about: /640/,
  },
  'every queue gives up after some tries, into a queue of its own that keeps what it was for a fortnight': {
    file: 'stacks/queues.ts',
    from: "numbers('letters', lettersDead)",
    to: "{ ...numbers('letters', lettersDead), dlq: undefined }",
    about: /LettersQueueQueue has no dead-letter queue/,
  },
  'a message in work is hidden for longer than its function may take, a dead worker costs two minutes at most, and those that failed come back alone':
    {
      file: 'stacks/manifest.ts',
      from: 'visibilitySeconds: 120',
      to: 'visibilitySeconds: 119',
      about: /hides for 119 s/,
    },
  'issues are sent in order, orders are encrypted': {
    file: 'stacks/queues.ts',
    from: '    args.sqsManagedSseEnabled = true\n',
    to: '',
    about: /Queue/,
  },
  'the table can be restored to any second, cannot be deleted by mistake, and stays when the stage goes': {
    file: 'stacks/table.ts',
    from: 'enabled: true,',
    to: 'enabled: false,',
    about: /point-in-time recovery/,
  },
  'the table is the one that the code knows: its keys, its index, what expires; and it has a ceiling': {
    file: 'stacks/table.ts',
    from: ', maxWriteRequestUnits: tableUnits.write',
    to: '',
    about: /writes have a ceiling/,
  },
  'every function is arm64 on Node 24, minified, with a role, a limit of its own and a log that does not last for ever':
    {
      file: 'stacks/bundle.ts',
      from: 'minify: true,',
      to: 'minify: false,',
      about: /is not minified/,
    },
  'every function brings the map of its bundle along, without the texts of its sources': {
    file: 'stacks/bundle.ts',
    from: 'sourcemap: true,',
    to: '',
    about: /goes out without its map/,
  },
  'the tick and lists of readers come every minute and are not repeated, the account every five, feeds every quarter of an hour':
    {
      file: 'stacks/manifest.ts',
      from: 'tick: { minutes: 1,',
      to: 'tick: { minutes: 5,',
      about: /minute/,
    },
  // What SST gives if nothing is said: the account's root.
  'nobody but Lambda, and for clocks the scheduler, may take a role': {
    file: 'stacks/functions.ts',
    from: "      args.assumeRolePolicy = aws.iam.assumeRolePolicyForPrincipal({ Service: 'lambda.amazonaws.com' })\n",
    to: '',
    about: /can be taken by others/,
  },
  // What a link to a table gives: everything.
  'no policy has a wildcard for an action or a resource, and nobody scans': {
    file: 'stacks/functions.ts',
    from: "  ...wired('console', { more: { OWNERS: owners, IMPORT_RATE: importRate } }),\n",
    to: "  ...wired('console', { more: { OWNERS: owners, IMPORT_RATE: importRate } }),\n  link: [secrets.LinkKeys, secrets.ApiKey, table],\n",
    about: /ConsoleRole may dynamodb:\*/,
  },
  'whoever reaches items says in which partitions, and none says all': {
    file: 'stacks/functions.ts',
    from: "  ...wired('letters', { takes: lettersQueue, more: { SEND_RATE: sendRate } }),\n",
    to: "  ...wired('letters'),\n  permissions: [{ actions: ['dynamodb:GetItem'], resources: [table.arn] }, mayTake(lettersQueue)],\n",
    about: /LettersRole reaches every partition/,
  },
  'only those that mail read the key that mails, only webhooks that of its reports, only the console that of the API': {
    file: 'stacks/access.ts',
    from: "puts: ['letters', 'hooks'],\n    secrets: ['LinkKeys', 'Pepper'],",
    to: "puts: ['letters', 'hooks'],\n    secrets: ['LinkKeys', 'Pepper', 'ResendKey'],",
    about: /Site/,
  },
  // Of those that face outwards.
  'nobody but the account reads the key of the whole account at the provider': {
    file: 'stacks/access.ts',
    from: "secrets: ['WebhookSecret', 'Pepper'],",
    to: "secrets: ['WebhookSecret', 'Pepper', 'ResendAccountKey'],",
    about: /Webhooks reads the key of the whole account/,
  },
  'the account reads that key, mails with none, can be called by nobody, and walks through a list alone': {
    file: 'stacks/access.ts',
    from: "secrets: ['ResendAccountKey', 'Pepper'],",
    to: "secrets: ['Pepper'],",
    about: /has no key to look with/,
  },
  'lists of readers are taken in by what nothing outside reaches, which mails nobody, queues nothing and holds the pepper alone':
    {
      file: 'stacks/access.ts',
      from: "due: true, puts: [], secrets: ['Pepper'] }",
      to: "due: true, puts: [], secrets: ['Pepper', 'LinkKeys'] }",
      about: /LinkKeys/,
    },
  'no secret stands in what is deployed': {
    file: 'stacks/functions.ts',
    from: "  ...wired('send', { takes: sendQueue, more: { SEND_RATE: sendRate } }),\n",
    to: "  ...wired('send', { takes: sendQueue }),\n  environment: { KEY: secrets.ResendKey.value, SITE_URL: router.url },\n",
    about: /ResendKey stands in a resource/,
  },
  'what reads feeds holds no secret, queues nothing, and reaches nothing of readers, mail or editors': {
    file: 'stacks/access.ts',
    from: "writes: ['feeds', 'calendars', 'articles', 'digests'], puts: [], secrets: [] }",
    to: "writes: ['feeds', 'calendars', 'articles', 'digests', 'subscribers'], puts: [], secrets: [] }",
    about: /Collect reaches ADDRESS#\*/,
  },
  'of the outside, only the provider speaks against an address on its own: what others tell goes through a letter or a link':
    {
      file: 'stacks/access.ts',
      from: "writes: ['outcomes', 'issues'], puts: [],",
      to: "writes: ['outcomes', 'issues', 'subscribers'], puts: ['send'],",
      about: /Results/,
    },
  'only the console reaches who may sign in, the keys of the API and the log of who did what': {
    file: 'stacks/access.ts',
    from: "hooks: { reads: ['subscribers',",
    to: "hooks: { reads: ['keys', 'subscribers',",
    about: /HooksFunction reaches KEYS/,
  },
  // Done above: what counts results puts orders to send.
  'each function puts messages into the queues that it has to, and takes them from its own': {
    file: 'stacks/access.ts',
    from: "puts: ['send', 'hooks'],",
    to: "puts: ['send'],",
    about: /Results/,
  },
  'site, console and webhooks stand behind one address, and no browser is told that it may ask them directly': {
    file: 'stacks/functions.ts',
    from: 'const url = { cors: false }',
    to: 'const url = true',
    about: /answers every origin/,
  },
  'no error is kept at the edge: what was not there a moment ago may be there now': {
    file: 'stacks/router.ts',
    from: 'const errors = [400, 403, 404,',
    to: 'const errors = [400, 403,',
    about: /a 404 is kept/,
  },
  'somebody is woken by dead letters, a silent tick, an order that lies, an error and a stopped issue, and told of the cost':
    {
      file: 'stacks/alarms.ts',
      from: "  treatMissingData: 'breaching',\n",
      to: '',
      about: /TickSilent/,
    },
  'the mail of an alarm leads to its lines: in the logs of those that it is about, by a query that finds them': {
    file: 'stacks/alarms.ts',
    from: 'of: [functions.send, functions.tick, functions.webhooks, functions.console]',
    to: 'of: [functions.send]',
    about: /Expected values/,
  },
}

/** All of it at once. A sabotage that finds nothing to change any more fails at once. */
export const sabotage: Edit = (path, text) => {
  let after = text
  for (const [rule, { file, from, to }] of Object.entries(sabotages)) {
    if (file !== path) continue
    const changed = after.replace(from, () => to)
    if (changed === after) throw new Error(`the sabotage of "${rule}" finds nothing to change in ${file}`)
    after = changed
  }
  return after
}
