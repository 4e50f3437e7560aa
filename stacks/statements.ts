import { type Access, partitions, type StoreName } from './access'

const reading = ['GetItem', 'BatchGetItem', 'Query']
const writing = ['PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem', 'BatchWriteItem']

const on = (stores: readonly StoreName[]): string[] => [...new Set(stores.flatMap((store) => partitions[store]))].sort()

/** As statements of a role: actions by name, the one table, and where in it. Nobody may `Scan`. */
export function statements({ reads, writes, due = false }: Access, tableArn: $util.Output<string>) {
  const statement = (actions: readonly string[], stores: readonly StoreName[]) => ({
    actions: actions.map((action) => `dynamodb:${action}`),
    resources: [tableArn],
    conditions: [{ test: 'ForAllValues:StringLike', variable: 'dynamodb:LeadingKeys', values: on(stores) }],
  })
  return [
    statement(reading, [...reads, ...writes]),
    statement(writing, writes),
    ...(due ? [{ actions: ['dynamodb:Query'], resources: [$interpolate`${tableArn}/index/due`] }] : []),
    // Whoever may send asks first which table this is: a restored or cloned one has another id.
    ...(writes.includes('fence') ? [{ actions: ['dynamodb:DescribeTable'], resources: [tableArn] }] : []),
  ]
}
