import { namespace } from './alarms'
import * as functions from './functions'
import { hooksDead, lettersDead, resultsDead, sendDead, sendQueue } from './queues'
import { table } from './table'

const named = Object.values(functions).flatMap((made) => (made instanceof sst.aws.Function ? [made.name] : []))
const dead = [sendDead, lettersDead, resultsDead, hooksDead].map((queue) => queue.nodes.queue.name)
const region = aws.getRegionOutput().region

/** One page that says whether all is well: what went wrong, what waits, what works how long, what it costs. */
export const dashboard = new aws.cloudwatch.Dashboard('Dashboard', {
  dashboardName: `tidings-${$app.stage}`,
  dashboardBody: $jsonStringify({
    widgets: [
      widget('Errors and paused issues', [
        [namespace, 'Errors', { stat: 'Sum' }],
        [namespace, 'Paused', { stat: 'Sum' }],
      ]),
      widget('Given up (dead letters)', [
        ...dead.map((name) => [
          'AWS/SQS',
          'ApproximateNumberOfMessagesVisible',
          'QueueName',
          name,
          { stat: 'Maximum' },
        ]),
      ]),
      widget('Oldest order to send, seconds', [
        ['AWS/SQS', 'ApproximateAgeOfOldestMessage', 'QueueName', sendQueue.nodes.queue.name, { stat: 'Maximum' }],
      ]),
      widget('Invocations', [
        ...named.map((name) => ['AWS/Lambda', 'Invocations', 'FunctionName', name, { stat: 'Sum' }]),
      ]),
      widget('Duration, ms (95 of 100 are below)', [
        ...named.map((name) => ['AWS/Lambda', 'Duration', 'FunctionName', name, { stat: 'p95' }]),
      ]),
      widget('Throttled', [...named.map((name) => ['AWS/Lambda', 'Throttles', 'FunctionName', name, { stat: 'Sum' }])]),
      widget('Units of the table', [
        ['AWS/DynamoDB', 'ConsumedReadCapacityUnits', 'TableName', table.name, { stat: 'Sum' }],
        ['AWS/DynamoDB', 'ConsumedWriteCapacityUnits', 'TableName', table.name, { stat: 'Sum' }],
      ]),
    ],
  }),
})

function widget(title: string, metrics: unknown[]) {
  return {
    type: 'metric',
    width: 12,
    height: 6,
    properties: { title, region, metrics, period: 300, view: 'timeSeries' },
  }
}
