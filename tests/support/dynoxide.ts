import { CreateTableCommand, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import { BatchWriteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { AWS_CALLS } from '../../core/model/deadline.ts'
import type { CallLimits } from '../../functions/adapters/aws-calls.ts'
import { documentClient } from '../../functions/adapters/dynamo/client.ts'
import { addressKey, ids } from '../../functions/adapters/ids.ts'
import { storesOn } from '../../functions/adapters/stores.ts'
import { keys, type Table, tableDefinition } from '../../functions/adapters/table.ts'
import { runTable } from '../../local/engines/table.ts'
import { quiet } from './logs.ts'
import { PATIENCE } from './patience.ts'

const signed = {
  'x-amz-date': '20260101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20260101/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=none',
}

/** A client of the engine, or of whoever stands before it. It waits as long as a test may take, where nothing else is said. */
export const clientTo = (endpoint: string, limits: Partial<CallLimits> = {}, more: DynamoDBClientConfig = {}) =>
  documentClient(
    {
      endpoint,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      // The engine wants a signature and does not look at it: to make one is a good part of a call's price.
      signer: {
        sign: async (request) => ({ ...request, headers: { ...request.headers, ...signed } }) as typeof request,
      },
      ...more,
    },
    { limits: { ...AWS_CALLS, connect: PATIENCE, answer: PATIENCE, ...limits } },
  )

/** The real protocol: an engine of its own, in memory, for one file of tests. It listens when this resolves. */
export async function startDynoxide() {
  const engine = runTable(undefined, 0, () => {})
  const endpoint = `http://127.0.0.1:${(await engine.started).port}`
  const client = clientTo(endpoint)
  let tables = 0
  /** Stores over a table, as a process sees them that starts in a folder. */
  const over = (table: Table, folder?: string) => ({ table, ...storesOn(table, folder) })
  return {
    endpoint,
    client,
    over,
    stop: () => {
      client.destroy()
      engine.kill()
    },
    /** Stores over a fresh table, and the table itself for what only it can show. */
    async stores({
      now,
      log = quiet,
      of,
      like,
      through,
      wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    }: {
      now: () => string
      /** The stores' own way to the engine. */
      through?: Table['client'] | undefined
      log?: Table['log']
      wait?: Table['wait']
      /** Restored from this one: what it holds, in a table of its own. */
      of?: Table
      /** What this one holds, but for whose it is: a table of its own, from which nothing has been sent. */
      like?: { readonly table?: Table } | undefined
    }) {
      tables += 1
      const table: Table = {
        client,
        name: `tidings-${tables}`,
        now,
        log,
        wait,
        random: Math.random,
        addressKey: addressKey('pepper'),
        nonce: ids().nonce,
      }
      await client.send(new CreateTableCommand(tableDefinition(table.name)))
      const from = of ?? like?.table
      const { Items = [] } = from
        ? await client.send(new ScanCommand({ TableName: from.name, ConsistentRead: true }))
        : {}
      const kept = of ? Items : Items.filter(({ pk, sk }) => pk !== keys.fence.pk || sk !== keys.fence.sk)
      for (let at = 0; at < kept.length; at += 25) {
        const puts = kept.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } }))
        await client.send(new BatchWriteCommand({ RequestItems: { [table.name]: puts } }))
      }
      return over(through ? { ...table, client: through } : table)
    },
  }
}
