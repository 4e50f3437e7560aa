import type { LogEvent } from '../core/model/log-event.ts'
import * as functions from './functions'
import { described, everything, failures, linkTo, paused } from './insights'
import { queues } from './manifest'
import { hooksDead, lettersDead, resultsDead, sendDead, sendQueue } from './queues'
import { alarmAddress, budget } from './stage'

/** Everybody who is to be woken; more can be subscribed by hand. */
export const topic = new aws.sns.Topic('Alarms')
if (alarmAddress)
  new aws.sns.TopicSubscription('AlarmMail', { topic: topic.arn, protocol: 'email', endpoint: alarmAddress })

const capital = (name: string) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`

const FIVE_MINUTES = 300
export const namespace = `Tidings/${$app.stage}`

const named = Object.entries(functions).flatMap(([name, made]) =>
  made instanceof sst.aws.Function ? [[name, made] as const] : [],
)
const logOf = (made: sst.aws.Function) => made.nodes.logGroup.apply((group) => group!.name)
const region = aws.getRegionOutput().region

/** Under _Saved queries_ in Logs Insights: what the mail of an alarm leads to, for all functions. */
const saved = `tidings-${$app.stage}/failures`
new aws.cloudwatch.QueryDefinition('Failures', {
  name: saved,
  logGroupNames: named.map(([, made]) => logOf(made)),
  queryString: `fields @timestamp, function, event, error, at, request\n| ${failures}\n| sort @timestamp desc`,
})

type Alarm = Partial<aws.cloudwatch.MetricAlarmArgs> & {
  readonly says: string
  /** Whose lines tell more, and which of them. */
  readonly lines: { readonly of: readonly sst.aws.Function[]; readonly query: string }
}
const alarm = (name: string, { says, lines, ...args }: Alarm) =>
  new aws.cloudwatch.MetricAlarm(name, {
    alarmDescription: $util
      .all([region, $util.all(lines.of.map(logOf))])
      .apply(([at, groups]) =>
        described(says, linkTo(at, groups, lines.query), `the saved query "${saved}" of Logs Insights.`),
      ),
    comparisonOperator: 'GreaterThanOrEqualToThreshold',
    threshold: 1,
    period: FIVE_MINUTES,
    evaluationPeriods: 1,
    treatMissingData: 'notBreaching',
    alarmActions: [topic.arn],
    okActions: [topic.arn],
    ...args,
  })

const dead = {
  send: [sendDead, functions.send],
  letters: [lettersDead, functions.letters],
  results: [resultsDead, functions.results],
  hooks: [hooksDead, functions.hooks],
} as const
for (const [name, [queue, takes]] of Object.entries(dead) as [
  keyof typeof dead,
  readonly [sst.aws.Queue, sst.aws.Function],
][])
  alarm(`${capital(name)}Dead`, {
    says: `Messages of the queue "${name}" were given up after ${queues[name].maxReceives} tries.`,
    lines: { of: [takes], query: failures },
    namespace: 'AWS/SQS',
    metricName: 'ApproximateNumberOfMessagesVisible',
    dimensions: { QueueName: queue.nodes.queue.name },
    statistic: 'Maximum',
  })

alarm('TickSilent', {
  says: 'The tick has not run for five minutes: nothing is sent.',
  lines: { of: [functions.tick], query: everything },
  namespace: 'AWS/Lambda',
  metricName: 'Invocations',
  dimensions: { FunctionName: functions.tick.name },
  statistic: 'Sum',
  comparisonOperator: 'LessThanThreshold',
  treatMissingData: 'breaching',
})

alarm('SendStalled', {
  says: 'An order to send has been lying for a quarter of an hour.',
  lines: { of: [functions.send], query: everything },
  namespace: 'AWS/SQS',
  metricName: 'ApproximateAgeOfOldestMessage',
  dimensions: { QueueName: sendQueue.nodes.queue.name },
  statistic: 'Maximum',
  threshold: 900,
})

/** Counted out of the log: what our lines say, and what Lambda says of a function that died or was cut off. */
const counted = {
  Errors: '{ $.level = "error" }',
  Deaths: '?"Task timed out" ?"Runtime exited" ?"Runtime.ImportModuleError" ?"Runtime.OutOfMemory"',
  // Not those that a person has paused.
  Paused: `{ ($.event = "${'issue.paused' satisfies LogEvent}") && (($.level = "warn") || ($.reason = "Stopped by the breaker*")) }`,
} as const
for (const [metric, pattern] of Object.entries(counted))
  for (const [name, made] of named)
    new aws.cloudwatch.LogMetricFilter(`${capital(name)}${metric}`, {
      logGroupName: logOf(made),
      pattern,
      metricTransformation: { namespace, name: metric === 'Deaths' ? 'Errors' : metric, value: '1' },
    })

alarm('Errors', {
  says: 'Something failed.',
  lines: { of: named.map(([, made]) => made), query: failures },
  namespace,
  metricName: 'Errors',
  statistic: 'Sum',
})

alarm('IssuePaused', {
  says: 'An issue was stopped: too many bounces, complaints or refusals for a fault of ours, or the provider refuses.',
  lines: { of: [functions.send, functions.tick, functions.webhooks, functions.console], query: paused },
  namespace,
  metricName: 'Paused',
  statistic: 'Sum',
})

const to = alarmAddress
if (to)
  new aws.budgets.Budget('Budget', {
    budgetType: 'COST',
    limitAmount: budget,
    limitUnit: 'USD',
    timeUnit: 'MONTHLY',
    notifications: (['FORECASTED', 'ACTUAL'] as const).map((notificationType) => ({
      notificationType,
      comparisonOperator: 'GREATER_THAN',
      threshold: notificationType === 'ACTUAL' ? 80 : 100,
      thresholdType: 'PERCENTAGE',
      subscriberEmailAddresses: [to],
    })),
  })
