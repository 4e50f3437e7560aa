import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { unmarshall } from '@aws-sdk/util-dynamodb'

/** What a function asked of AWS. */
export type Asked = {
  readonly by: string
  /** As a policy names it: `dynamodb:PutItem`. */
  readonly action: string
  /** The partitions, the index or the queue that it was about. */
  readonly about: readonly string[]
  readonly units: number
}

const JSON_1_0 = { 'content-type': 'application/x-amz-json-1.0' }

/**
 * Stands between functions and their engines: passes on what is for the table, takes what is for a queue, and writes down
 * who asked for what. A function says who it is by the first segment of its endpoint's path.
 */
export async function startWitness(table: string) {
  const asked: Asked[] = []
  const queued: { queue: string; body: string }[] = []
  const server = createServer(async (request, response) => {
    const [, by = '', ...rest] = (request.url ?? '/').split('/')
    const body = await text(request)
    const [service, operation = ''] = String(request.headers['x-amz-target'] ?? '').split('.')
    const input = JSON.parse(body || '{}') as Input
    if (service === 'AmazonSQS') {
      const queue = (input.QueueUrl ?? '').split('/').at(-1) ?? ''
      asked.push({ by, action: `sqs:${operation}`, about: [queue], units: 0 })
      queued.push({ queue, body: input.MessageBody ?? '' })
      const MD5OfMessageBody = createHash('md5')
        .update(input.MessageBody ?? '')
        .digest('hex')
      response.writeHead(200, JSON_1_0).end(JSON.stringify({ MessageId: `message-${queued.length}`, MD5OfMessageBody }))
      return
    }
    const counted = operation === 'DescribeTable' ? body : JSON.stringify({ ...input, ReturnConsumedCapacity: 'TOTAL' })
    const answer = await fetch(`${table}/${rest.join('/')}`, {
      method: 'POST',
      headers: {
        'x-amz-target': String(request.headers['x-amz-target']),
        'content-type': 'application/x-amz-json-1.0',
        authorization: String(request.headers.authorization),
        'x-amz-date': String(request.headers['x-amz-date']),
      },
      body: counted,
    })
    const answered = await answer.text()
    const units = unitsIn(answered)
    for (const [action, about] of itemsOf(operation, input))
      asked.push({ by, action: `dynamodb:${action}`, about, units: 0 })
    asked.push({ by, action: `counted:${operation}`, about: [], units })
    response.writeHead(answer.status, JSON_1_0).end(answered)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    queued,
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

type Item = Record<string, never>
type Step = { readonly Item?: Item; readonly Key?: Item }
type Input = Step & {
  readonly QueueUrl?: string
  readonly MessageBody?: string
  readonly IndexName?: string
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>
  readonly ExpressionAttributeValues?: Item
  readonly KeyConditionExpression?: string
  readonly TransactItems?: readonly Readonly<Record<string, Step>>[]
  readonly RequestItems?: Readonly<Record<string, { Keys: Item[] } | Readonly<Record<string, Step>>[]>>
}

/** A request as the actions that a policy has to allow for it, with the partitions of each. */
function itemsOf(operation: string, input: Input): [string, string[]][] {
  const partition = ({ Item, Key }: Step): string => String(unmarshall(Item ?? Key ?? {}).pk)
  switch (operation) {
    case 'DescribeTable':
      return [['DescribeTable', []]]
    case 'Query':
      return [['Query', input.IndexName ? [`index/${input.IndexName}`] : [queried(input)]]]
    case 'TransactWriteItems':
      return (input.TransactItems ?? []).flatMap((item) =>
        Object.entries(item).map(([kind, step]): [string, string[]] => [
          kind === 'ConditionCheck' ? 'ConditionCheckItem' : `${kind}Item`,
          [partition(step)],
        ]),
      )
    case 'BatchGetItem':
    case 'BatchWriteItem':
      return Object.values(input.RequestItems ?? {}).map((asked): [string, string[]] => [
        operation,
        'Keys' in asked
          ? asked.Keys.map((Key) => partition({ Key }))
          : (asked as Readonly<Record<string, Step>>[]).flatMap((one) => Object.values(one).map(partition)),
      ])
    default:
      return [[operation, [partition(input)]]]
  }
}

/** The value that the hash key is compared with: it stands first in the condition, wherever the values are called. */
function queried({ KeyConditionExpression = '', ExpressionAttributeNames = {}, ExpressionAttributeValues }: Input) {
  const [, , value = ''] =
    /(#?\w+)\s*=\s*(:\w+)/.exec(
      KeyConditionExpression.replace(/#\w+/g, (name) => ExpressionAttributeNames[name] ?? name),
    ) ?? []
  return String(unmarshall(ExpressionAttributeValues ?? {})[value])
}

function unitsIn(text: string): number {
  const { ConsumedCapacity } = JSON.parse(text) as { ConsumedCapacity?: unknown }
  return [ConsumedCapacity]
    .flat()
    .reduce<number>((sum, one) => sum + ((one as { CapacityUnits?: number } | undefined)?.CapacityUnits ?? 0), 0)
}
