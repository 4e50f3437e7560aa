import * as functions from './functions'
import { hooksDead, lettersDead, resultsDead, sendDead, sendQueue } from './queues'
import { alarmAddress, budget } from './stage'

/** Everybody who is to be woken; more can be subscribed by hand. */
export const topic = new aws.sns.Topic('Alarms')
if (alarmAddress)
  new aws.sns.TopicSubscription('AlarmMail', { topic: topic.arn, protocol: 'email', endpoint: alarmAddress })

const FIVE_MINUTES = 300
export const namespace = `Tidings/${$app.stage}`

type Alarm = Partial<aws.cloudwatch.MetricAlarmArgs> & { readonly says: string }
const alarm = (name: string, { says, ...args }: Alarm) =>
  new aws.cloudwatch.MetricAlarm(name, {
    alarmDescription: `${says} See docs/operations.md.`,
    comparisonOperator: 'GreaterThanOrEqualToThreshold',
    threshold: 1,
    period: FIVE_MINUTES,
    evaluationPeriods: 1,
    treatMissingData: 'notBreaching',
    alarmActions: [topic.arn],
    okActions: [topic.arn],
    ...args,
  })

const dead = { Send: sendDead, Letters: lettersDead, Results: resultsDead, Hooks: hooksDead }
for (const [name, queue] of Object.entries(dead))
  alarm(`${name}Dead`, {
    says: `Messages of the queue "${name}" were given up after 20 tries.`,
    namespace: 'AWS/SQS',
    metricName: 'ApproximateNumberOfMessagesVisible',
    dimensions: { QueueName: queue.nodes.queue.name },
    statistic: 'Maximum',
  })

alarm('TickSilent', {
  says: 'The tick has not run for five minutes: nothing is sent.',
  namespace: 'AWS/Lambda',
  metricName: 'Invocations',
  dimensions: { FunctionName: functions.tick.name },
  statistic: 'Sum',
  comparisonOperator: 'LessThanThreshold',
  treatMissingData: 'breaching',
})

alarm('SendStalled', {
  says: 'An order to send has been lying for a quarter of an hour.',
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
  Paused: '{ ($.event = "issue.paused") && (($.level = "warn") || ($.reason = "Stopped by the breaker*")) }',
} as const
const named = Object.entries(functions).flatMap(([name, made]) =>
  made instanceof sst.aws.Function ? [[name, made] as const] : [],
)
for (const [metric, pattern] of Object.entries(counted))
  for (const [name, made] of named)
    new aws.cloudwatch.LogMetricFilter(`${name.charAt(0).toUpperCase()}${name.slice(1)}${metric}`, {
      logGroupName: made.nodes.logGroup.apply((group) => group!.name),
      pattern,
      metricTransformation: { namespace, name: metric === 'Deaths' ? 'Errors' : metric, value: '1' },
    })

alarm('Errors', {
  says: 'Something failed that is our fault: look for level "error" in the logs.',
  namespace,
  metricName: 'Errors',
  statistic: 'Sum',
})

alarm('IssuePaused', {
  says: 'An issue was stopped: too many bounces, complaints or refusals for a fault of ours, or the provider refuses.',
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
