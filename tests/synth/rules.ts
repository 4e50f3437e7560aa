import assert from 'node:assert/strict'
import { beats, called, type FunctionName, functions, partialResponses, queues } from '../../stacks/manifest.ts'
import { type Resource, type Synthesis, secretOf } from './synth.ts'

/** What holds of every deploy. Each has to fail when somebody takes away what it speaks of: see `sabotages.ts`. */
export const rules: Readonly<Record<string, (made: Synthesis) => void>> = {
  'every number of a function, a queue and a clock is that of the manifest'(made) {
    const found = Object.fromEntries(
      functionsOf(made).map(({ name, inputs }) => [
        name,
        [inputs.timeout, inputs.memorySize, inputs.reservedConcurrentExecutions],
      ]),
    )
    const meant = Object.entries(functions).map(([name, { timeoutSeconds, memoryMb, atMost }]) => [
      `${capital(name)}Function`,
      [timeoutSeconds, memoryMb, atMost],
    ])
    assert.deepEqual(found, Object.fromEntries(meant))

    for (const [name, numbers] of Object.entries(queues)) {
      const { inputs } = one(made, 'aws:sqs/queue:Queue', `${capital(name)}QueueQueue`)
      const mapping = of(made, 'aws:lambda/eventSourceMapping:EventSourceMapping').find(
        (one) => lastOf(one.inputs.eventSourceArn) === `${capital(name)}QueueQueue`,
      )?.inputs
      assert.equal(lastOf(mapping?.functionName), `${capital(name)}Function`)
      assert.deepEqual(
        {
          ordered: inputs.fifoQueue ?? false,
          visibilitySeconds: inputs.visibilityTimeoutSeconds,
          maxReceives: JSON.parse(inputs.redrivePolicy ?? '{}').maxReceiveCount,
          batchSize: mapping?.batchSize,
          windowSeconds: mapping?.maximumBatchingWindowInSeconds ?? 0,
        },
        numbers,
        name,
      )
      assert.equal(mapping?.scalingConfig?.maximumConcurrency, functions[name as FunctionName].atMost, name)
      const reported = partialResponses ? ['ReportBatchItemFailures'] : []
      assert.deepEqual(mapping?.functionResponseTypes ?? [], reported, name)
    }

    const schedules = of(made, 'aws:scheduler/schedule:Schedule').map(({ inputs }) => [
      lastOf(inputs.target.arn),
      inputs.scheduleExpression,
      inputs.target.retryPolicy?.maximumRetryAttempts,
    ])
    const planned = Object.entries(beats).map(([name, { minutes, retries }]) => [
      `${capital(name)}Function`,
      `rate(${minutes} minute${minutes === 1 ? '' : 's'})`,
      retries,
    ])
    assert.deepEqual(schedules.sort(), planned.sort())
    for (const { inputs } of of(made, 'aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig')) {
      assert.equal(inputs.maximumRetryAttempts, called.retries)
      assert.equal(inputs.maximumEventAgeInSeconds, called.withinSeconds)
    }
  },

  'every queue gives up after some tries, into a queue of its own that keeps what it was for a fortnight'(made) {
    const queues = of(made, 'aws:sqs/queue:Queue')
    const dead = queues.filter(({ name }) => /Dead/.test(name))
    const working = queues.filter((queue) => !dead.includes(queue))
    assert.deepEqual(namesOf(working), ['HooksQueueQueue', 'LettersQueueQueue', 'ResultsQueueQueue', 'SendQueueQueue'])
    const targets = working.map(({ name, inputs }) => {
      assert.ok(inputs.redrivePolicy, `${name} has no dead-letter queue`)
      const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(inputs.redrivePolicy)
      assert.ok(maxReceiveCount >= 5 && maxReceiveCount <= 50, `${name} tries ${maxReceiveCount} times`)
      const target = dead.find((one) => deadLetterTargetArn.endsWith(`:${one.name}`))
      assert.equal(target?.inputs.fifoQueue, inputs.fifoQueue, `${name} and its dead-letter queue are of one kind`)
      assert.equal(target?.inputs.messageRetentionSeconds, 14 * 86_400)
      return deadLetterTargetArn
    })
    assert.equal(new Set(targets).size, working.length)
  },

  'a message in work is hidden for longer than its function may take, a dead worker costs two minutes at most, and those that failed come back alone'(
    made,
  ) {
    const mappings = of(made, 'aws:lambda/eventSourceMapping:EventSourceMapping')
    assert.equal(mappings.length, 4)
    for (const { inputs } of mappings) {
      const queue = one(made, 'aws:sqs/queue:Queue', lastOf(inputs.eventSourceArn))
      const fn = one(made, 'aws:lambda/function:Function', lastOf(inputs.functionName))
      const { visibilityTimeoutSeconds: hides, fifoQueue } = queue.inputs
      // Whoever is behind in a group waits for it; where there are none, AWS advises six times.
      const [least, most] = fifoQueue
        ? [fn.inputs.timeout + 30, 120]
        : [6 * fn.inputs.timeout, Number.POSITIVE_INFINITY]
      assert.ok(
        hides >= least && hides <= most,
        `${queue.name} hides for ${hides} s, ${fn.name} may take ${fn.inputs.timeout} s`,
      )
      assert.deepEqual(inputs.functionResponseTypes, ['ReportBatchItemFailures'], fn.name)
      const { reservedConcurrentExecutions: reserved } = fn.inputs
      assert.ok(
        inputs.scalingConfig?.maximumConcurrency <= reserved,
        `${fn.name}: more are handed out than can be served`,
      )
    }
  },

  'issues are sent in order, orders are encrypted'(made) {
    assert.equal(one(made, 'aws:sqs/queue:Queue', 'SendQueueQueue').inputs.fifoQueue, true)
    for (const { name, inputs } of of(made, 'aws:sqs/queue:Queue'))
      assert.equal(inputs.sqsManagedSseEnabled, true, name)
  },

  'the table can be restored to any second, cannot be deleted by mistake, and stays when the stage goes'(made) {
    const { inputs, name } = table(made)
    assert.equal(inputs.pointInTimeRecovery?.enabled, true, 'point-in-time recovery')
    assert.equal(inputs.deletionProtectionEnabled, true, 'deletion protection')
    assert.ok(made.retained.includes(name), 'retained')
    assert.equal(made.outputs._protect, true, 'the stage is protected')
  },

  'the table is the one that the code knows: its keys, its index, what expires; and it has a ceiling'(made) {
    const { inputs } = table(made)
    assert.deepEqual([inputs.hashKey, inputs.rangeKey], ['pk', 'sk'])
    assert.deepEqual(inputs.globalSecondaryIndexes, [
      { name: 'due', hashKey: 'duePk', rangeKey: 'dueSk', projectionType: 'KEYS_ONLY' },
    ])
    assert.deepEqual(inputs.ttl, { attributeName: 'expiresAt', enabled: true })
    assert.equal(inputs.billingMode, 'PAY_PER_REQUEST')
    assert.ok(inputs.onDemandThroughput?.maxWriteRequestUnits > 0, 'writes have a ceiling')
    assert.ok(inputs.onDemandThroughput?.maxReadRequestUnits > 0, 'reads have a ceiling')
  },

  'every function is arm64 on Node 24, minified, with a role, a limit of its own and a log that does not last for ever'(
    made,
  ) {
    const all = functionsOf(made)
    assert.deepEqual(namesOf(all), [
      ...[
        'AccountFunction',
        'CollectFunction',
        'ConsoleFunction',
        'HooksFunction',
        'ImportsFunction',
        'LettersFunction',
        'ResultsFunction',
      ],
      ...['SendFunction', 'SiteFunction', 'TickFunction', 'WebhooksFunction'],
    ])
    for (const { name, inputs } of all) {
      assert.deepEqual(inputs.architectures, ['arm64'], name)
      assert.equal(inputs.runtime, 'nodejs24.x', name)
      assert.equal(lastOf(inputs.role), name.replace(/Function$/, 'Role'))
      assert.ok(inputs.reservedConcurrentExecutions > 0, `${name} may run as often at a time as it likes`)
      assert.ok(one(made, 'aws:cloudwatch/logGroup:LogGroup', logGroupOf(name)).inputs.retentionInDays > 0, name)
    }
    const kept = all.reduce((sum, { inputs }) => sum + inputs.reservedConcurrentExecutions, 0)
    assert.ok(kept <= 900, `${kept} of the 1,000 of an account are set aside`)
    for (const { functionID, properties } of made.functions)
      assert.equal(properties.minify, true, `${functionID} is not minified`)
  },

  'every function brings the map of its bundle along, without the texts of its sources'(made) {
    for (const { functionID, handler, properties } of made.functions) {
      assert.equal(properties.sourcemap, true, `${functionID} goes out without its map`)
      assert.deepEqual(made.maps[functionID], { version: 3, sources: [handler], names: [], mappings: 'AAAA' })
    }
  },

  'the tick and lists of readers come every minute and are not repeated, the account every five, feeds every quarter of an hour'(
    made,
  ) {
    const schedules = of(made, 'aws:scheduler/schedule:Schedule').map(({ inputs }) => [
      lastOf(inputs.target.arn),
      inputs.scheduleExpression,
    ])
    assert.deepEqual(schedules.sort(), [
      ['AccountFunction', 'rate(5 minutes)'],
      ['CollectFunction', 'rate(15 minutes)'],
      ['ImportsFunction', 'rate(1 minute)'],
      ['TickFunction', 'rate(1 minute)'],
    ])
    for (const { inputs } of of(made, 'aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig'))
      assert.equal(inputs.maximumRetryAttempts, 0)
  },

  'nobody but Lambda, and for clocks the scheduler, may take a role'(made) {
    for (const { name, inputs } of of(made, 'aws:iam/role:Role')) {
      const policy =
        typeof inputs.assumeRolePolicy === 'string' ? JSON.parse(inputs.assumeRolePolicy) : inputs.assumeRolePolicy
      const service = /^(?:Minute|MinuteOfLists|FiveMinutes|QuarterHour)Role$/.test(name)
        ? 'scheduler.amazonaws.com'
        : 'lambda.amazonaws.com'
      assert.deepEqual(
        policy.Statement.map((one: Statement) => one.Principal),
        [{ Service: service }],
        `${name} can be taken by others`,
      )
    }
  },

  'no policy has a wildcard for an action or a resource, and nobody scans'(made) {
    for (const role of of(made, 'aws:iam/role:Role')) {
      for (const { Action, Resource } of statementsOf(role)) {
        for (const action of Action) {
          assert.match(action, /^(?:dynamodb|sqs|lambda):[A-Za-z]+$/, `${role.name} may ${action}`)
          assert.doesNotMatch(action, /Scan|PartiQL|Purge|DeleteTable|DeleteQueue/, `${role.name} may ${action}`)
        }
        for (const resource of Resource) assert.doesNotMatch(resource, /\*/, `${role.name} reaches ${resource}`)
      }
      for (const arn of role.inputs.managedPolicyArns ?? [])
        assert.equal(arn, 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole', role.name)
    }
  },

  'whoever reaches items says in which partitions, and none says all'(made) {
    for (const role of of(made, 'aws:iam/role:Role'))
      for (const { Action, Resource, Condition } of statementsOf(role)) {
        const isItems =
          Action.some((action) => /Item|Query/.test(action)) && !Resource.some((one) => /\/index\//.test(one))
        if (!isItems) continue
        const keys = Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? []
        assert.ok(keys.length > 0, `${role.name} reaches every partition`)
        for (const key of keys) assert.match(key, /^[A-Z]{4}/, `${role.name} reaches "${key}"`)
      }
  },

  'only those that mail read the key that mails, only webhooks that of its reports, only the console that of the API'(
    made,
  ) {
    assert.deepEqual(readersOf(made, 'ResendKey'), ['Letters', 'Send'])
    assert.deepEqual(readersOf(made, 'WebhookSecret'), ['Webhooks'])
    assert.deepEqual(readersOf(made, 'ApiKey'), ['Console'])
    assert.deepEqual(readersOf(made, 'LinkKeys'), ['Console', 'Letters', 'Send', 'Site', 'Tick'])
    for (const { functionID, links } of made.functions)
      for (const linked of Object.keys(links))
        assert.match(
          linked,
          /^(?:ResendKey|ResendAccountKey|WebhookSecret|LinkKeys|Pepper|ApiKey|App)$/,
          `${functionID} is linked to ${linked}`,
        )
  },

  'nobody but the account reads the key of the whole account at the provider'(made) {
    for (const name of readersOf(made, 'ResendAccountKey'))
      assert.equal(name, 'Account', `${name} reads the key of the whole account`)
  },

  'the account reads that key, mails with none, can be called by nobody, and walks through a list alone'(made) {
    const own = Object.keys(linksOf(made, 'Account'))
    assert.ok(own.includes('ResendAccountKey'), 'the account has no key to look with')
    assert.ok(!own.includes('ResendKey'), 'the account may mail')
    assert.ok(
      !of(made, 'aws:lambda/functionUrl:FunctionUrl').some(({ name }) => /^Account/.test(name)),
      'the account has an address',
    )
    const { inputs } = one(made, 'aws:lambda/function:Function', 'AccountFunction')
    assert.ok(inputs.reservedConcurrentExecutions <= 1, 'two walk through the same list')
  },

  'lists of readers are taken in by what nothing outside reaches, which mails nobody, queues nothing and holds the pepper alone'(
    made,
  ) {
    assert.deepEqual(Object.keys(linksOf(made, 'Imports')), ['Pepper'])
    assert.ok(!of(made, 'aws:lambda/functionUrl:FunctionUrl').some(({ name }) => /^Imports/.test(name)))
    const statements = statementsOf(one(made, 'aws:iam/role:Role', 'ImportsRole'))
    for (const { Action } of statements) for (const action of Action) assert.match(action, /^dynamodb:/)
    for (const key of reached(statements))
      assert.doesNotMatch(key, /^(?:LETTER|EDITORS|KEYS|SETTINGS)/, `Imports reaches ${key}`)
  },

  'no secret stands in what is deployed'(made) {
    const said =
      JSON.stringify(made.resources.filter(({ type }) => type.startsWith('aws:'))) + JSON.stringify(made.outputs)
    for (const name of ['ResendKey', 'ResendAccountKey', 'WebhookSecret', 'LinkKeys', 'Pepper', 'ApiKey'])
      assert.ok(!said.includes(secretOf(name)), `${name} stands in a resource`)
  },

  'what reads feeds holds no secret, queues nothing, and reaches nothing of readers, mail or editors'(made) {
    assert.deepEqual(Object.keys(linksOf(made, 'Collect')), [])
    const statements = statementsOf(one(made, 'aws:iam/role:Role', 'CollectRole'))
    for (const { Action } of statements) for (const action of Action) assert.match(action, /^dynamodb:/)
    for (const key of reached(statements))
      assert.match(
        key,
        /^(?:FEEDS?|LOOKS|CALENDARS|ARTICLE|TOPICS?|LIST#(?:articles|waiting|digests)|DIGEST)(?:#|$)/,
        `Collect reaches ${key}`,
      )
  },

  'of the outside, only the provider speaks against an address on its own: what others tell goes through a letter or a link'(
    made,
  ) {
    const writers = functionsOf(made)
      .map(({ name }) => name.replace(/Function$/, ''))
      .filter((name) => written(made, name).some((key) => key.startsWith('ADDRESS#')))
    // The tick brings readers from one name of their clock to another, and has no pepper to look for an address with. The account takes the word of the provider's own list, and imports that of lists which editors have put down. Letters and send take addresses up that asked for it and drop those the provider has refused; site and console do it by a signed link, or a session.
    assert.deepEqual(writers.sort(), ['Account', 'Console', 'Imports', 'Letters', 'Send', 'Site', 'Tick', 'Webhooks'])
  },

  'only the console reaches who may sign in, the keys of the API and the log of who did what'(made) {
    for (const { name } of functionsOf(made)) {
      if (name === 'ConsoleFunction') continue
      const keys = reached(statementsOf(one(made, 'aws:iam/role:Role', name.replace(/Function$/, 'Role'))))
      for (const key of keys)
        assert.doesNotMatch(key, /^(?:EDITORS|ATTEMPT|KEYS|AUDIT|REPEAT)/, `${name} reaches ${key}`)
    }
  },

  'each function puts messages into the queues that it has to, and takes them from its own'(made) {
    const puts = Object.fromEntries(
      functionsOf(made).map(({ name }) => {
        const role = one(made, 'aws:iam/role:Role', name.replace(/Function$/, 'Role'))
        const into = statementsOf(role)
          .filter(({ Action }) => Action.includes('sqs:SendMessage'))
          .flatMap(({ Resource }) => Resource.map((arn) => lastOf(arn).replace(/QueueQueue$/, '')))
        const from = statementsOf(role)
          .filter(({ Action }) => Action.includes('sqs:ReceiveMessage'))
          .flatMap(({ Resource }) => Resource.map((arn) => lastOf(arn).replace(/QueueQueue$/, '')))
        return [name.replace(/Function$/, ''), [into.sort().join(' '), from.join(' ')]]
      }),
    )
    assert.deepEqual(puts, {
      Site: ['Hooks Letters', ''],
      Console: ['Hooks Letters Send', ''],
      Webhooks: ['Hooks Results', ''],
      Tick: ['Hooks Letters Send', ''],
      Account: ['Hooks Letters', ''],
      Collect: ['', ''],
      Imports: ['', ''],
      Send: ['Hooks Send', 'Send'],
      Letters: ['', 'Letters'],
      Results: ['', 'Results'],
      Hooks: ['Hooks', 'Hooks'],
    })
  },

  'site, console and webhooks stand behind one address, and no browser is told that it may ask them directly'(made) {
    const urls = of(made, 'aws:lambda/functionUrl:FunctionUrl')
    assert.deepEqual(namesOf(urls), ['ConsoleUrl', 'SiteUrl', 'WebhooksUrl'])
    for (const { name, inputs } of urls) assert.equal(inputs.cors, undefined, `${name} answers every origin`)
    const routes = of(made, 'pulumi-nodejs:dynamic:Resource')
      .filter(({ name }) => /RoutesUpdate/.test(name))
      .map(({ inputs }) => inputs.entry.split(',').at(-1))
    assert.deepEqual(routes.sort(), ['/', '/api', '/console', '/webhooks'])
    const [distribution] = of(made, 'aws:cloudfront/distribution:Distribution')
    assert.deepEqual(distribution?.inputs.aliases, ['news.harbourpost.example'])
    const { inputs: fn } = one(made, 'aws:cloudfront/function:Function', 'RouterCloudfrontFunctionRequest')
    assert.match(
      fn.code,
      /headers\["x-tidings-router"\] = \{ value: "[0-9a-f]{64}" \}/,
      'the router does not say that it is the router',
    )
    assert.match(
      fn.code,
      /headers\["x-tidings-viewer"\] = \{ value: event\.viewer\.ip \}/,
      'the router does not say who asks',
    )
    for (const { inputs, name } of functionsOf(made))
      assert.equal(inputs.environment.variables.SITE_URL, 'https://news.harbourpost.example', name)
  },

  'no error is kept at the edge: what was not there a moment ago may be there now'(made) {
    const [distribution] = of(made, 'aws:cloudfront/distribution:Distribution')
    const kept: { errorCode: number; errorCachingMinTtl: number }[] = distribution?.inputs.customErrorResponses ?? []
    for (const code of [404, 500, 502, 503, 504])
      assert.equal(kept.find(({ errorCode }) => errorCode === code)?.errorCachingMinTtl, 0, `a ${code} is kept`)
  },

  'somebody is woken by dead letters, a silent tick, an order that lies, an error and a stopped issue, and told of the cost'(
    made,
  ) {
    const alarms = of(made, 'aws:cloudwatch/metricAlarm:MetricAlarm')
    assert.deepEqual(namesOf(alarms), [
      ...['Errors', 'HooksDead', 'IssuePaused', 'LettersDead', 'ResultsDead', 'SendDead', 'SendStalled', 'TickSilent'],
    ])
    for (const { name, inputs } of alarms) {
      assert.equal(inputs.alarmActions?.length, 1, `${name} wakes nobody`)
      assert.equal(inputs.treatMissingData, name === 'TickSilent' ? 'breaching' : 'notBreaching', name)
      assert.ok(inputs.period * inputs.evaluationPeriods <= 300, `${name} takes longer than five minutes`)
    }
    const dead = alarms.filter(({ name }) => /Dead$/.test(name)).map(({ inputs }) => inputs.dimensions.QueueName)
    assert.deepEqual(
      dead.sort(),
      namesOf(of(made, 'aws:sqs/queue:Queue')).filter((name) => /Dead/.test(name)),
    )
    const filters = of(made, 'aws:cloudwatch/logMetricFilter:LogMetricFilter')
    for (const fn of functionsOf(made))
      assert.equal(
        filters.filter(({ inputs }) => inputs.logGroupName === logGroupOf(fn.name)).length,
        3,
        `the log of ${fn.name}`,
      )
    const [subscription] = of(made, 'aws:sns/topicSubscription:TopicSubscription')
    assert.equal(subscription?.inputs.endpoint, 'alarms@harbourpost.example')
    const [budget] = of(made, 'aws:budgets/budget:Budget')
    assert.equal(budget?.inputs.timeUnit, 'MONTHLY')
    assert.equal(of(made, 'aws:cloudwatch/dashboard:Dashboard').length, 1)
  },

  'the mail of an alarm leads to its lines: in the logs of those that it is about, by a query that finds them'(made) {
    const alarms = of(made, 'aws:cloudwatch/metricAlarm:MetricAlarm')
    const links = Object.fromEntries(alarms.map(({ name, inputs }) => [name, insightsIn(inputs.alarmDescription)]))
    const logs = (...names: string[]) => names.map((name) => `${name}LogGroup`)
    const all = functionsOf(made).map(({ name }) => logGroupOf(name))
    assert.deepEqual([...(links.Errors?.groups ?? [])].sort(), all.sort(), 'Errors')
    assert.match(links.Errors?.query ?? '', /level="error" or @message=~.*timed out.*exited.*Runtime.*Uncaught/)
    assert.deepEqual(links.SendDead?.groups, logs('Send'))
    assert.deepEqual(links.LettersDead?.groups, logs('Letters'))
    assert.deepEqual(links.TickSilent, { groups: logs('Tick'), query: 'fields @message' })
    assert.deepEqual(links.IssuePaused, {
      groups: logs('Send', 'Tick', 'Webhooks', 'Console'),
      query: 'filter event="issue.paused"',
    })
    for (const { name, inputs } of alarms)
      assert.ok(inputs.alarmDescription.length <= 1_024, `${name} says more than CloudWatch takes`)
    const query = one(made, 'aws:cloudwatch/queryDefinition:QueryDefinition', 'Failures').inputs
    assert.deepEqual([...query.logGroupNames].sort(), all.sort())
    assert.match(query.queryString, /^fields @timestamp, function, event, error, at, request\n\| filter level="error"/)
  },
}

/** What such an address asks for, read as the console does: `$` for `%`, then the object, its values with `*` for `%`. */
export function insightsIn(text: string): { groups: string[]; query: string } {
  const [, hash = ''] =
    /^https:\/\/console\.aws\.amazon\.com\/cloudwatch\/home\?region=[a-z0-9-]+#logsV2:(\S+)$/m.exec(
      text.match(/https:\S+/)?.[0] ?? '',
    ) ?? []
  const asked = decodeURIComponent(hash.replaceAll('$', '%'))
  const [, detail = '', sources = ''] =
    /^logs-insights\?queryDetail=~\((end~0~start~-10800~timeType~'RELATIVE~unit~'seconds~editorString~'[^~]+)~source~\(([^()]+)\)\)$/.exec(
      asked,
    ) ?? []
  const plain = (value: string) => decodeURIComponent(value.replaceAll('*', '%'))
  return {
    groups: sources.split("~'").slice(1).map(plain),
    query: plain(detail.slice(detail.lastIndexOf("'") + 1)),
  }
}

type Statement = {
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
  readonly Principal?: unknown
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
}

const of = (made: Synthesis, type: string): Resource[] => made.resources.filter((one) => one.type === type)
const namesOf = (some: readonly Resource[]): string[] => some.map(({ name }) => name).sort()
const lastOf = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1)
const capital = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`

function one(made: Synthesis, type: string, name: string): Resource {
  const found = of(made, type).find((resource) => resource.name === name)
  assert.ok(found, `there is no ${name}`)
  return found
}

const table = (made: Synthesis): Resource => one(made, 'aws:dynamodb/table:Table', 'TableTable')
export const functionsOf = (made: Synthesis): Resource[] => of(made, 'aws:lambda/function:Function')
const logGroupOf = (fn: string): string => fn.replace(/Function$/, 'LogGroup')
/** Whom a secret is linked to, by their names in the stacks. */
const readersOf = (made: Synthesis, secret: string): string[] =>
  made.functions
    .filter(({ links }) => secret in links)
    .map(({ functionID }) => functionID)
    .sort()
const linksOf = (made: Synthesis, id: string) => made.functions.find(({ functionID }) => functionID === id)?.links ?? {}

export const statementsOf = (role: Resource): Statement[] =>
  (role.inputs.inlinePolicies ?? []).flatMap(({ policy }: { policy: string }) => JSON.parse(policy).Statement)

/** The statements of the role of a function, by its name in the stacks. */
export const allowed = (made: Synthesis, id: string): Statement[] =>
  statementsOf(one(made, 'aws:iam/role:Role', `${id}Role`))

const keysOf = ({ Condition }: Statement): readonly string[] =>
  Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? []
const reached = (statements: readonly Statement[]): string[] => statements.flatMap(keysOf)
const written = (made: Synthesis, id: string): string[] =>
  allowed(made, id)
    .filter(({ Action }) => Action.includes('dynamodb:PutItem'))
    .flatMap(keysOf)
