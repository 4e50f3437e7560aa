import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { documentClient } from '../../functions/adapters/dynamo/client.ts'
import { addressKey, ids } from '../../functions/adapters/ids.ts'
import { storesOn } from '../../functions/adapters/stores.ts'
import { type Table, tableDefinition } from '../../functions/adapters/table.ts'
import { runTable } from '../../local/engines/table.ts'
import { quiet } from './logs.ts'

/** The real protocol: an engine of its own, in memory, for one file of tests. It listens when this resolves. */
export async function startDynoxide() {
  const engine = runTable(undefined, 0, () => {})
  const endpoint = `http://127.0.0.1:${(await engine.started).port}`
  const client = documentClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  let tables = 0
  /** Stores over a table, as a process sees them that starts in a folder. */
  const over = (table: Table, folder?: string) => ({ table, ...storesOn(table, folder) })
  return {
    endpoint,
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
    }: {
      now: () => string
      log?: Table['log']
      /** Restored from this one: what it holds, in a table of its own. */
      of?: Table
    }) {
      tables += 1
      const table: Table = {
        client,
        name: `tidings-${tables}`,
        now,
        log,
        wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
        random: Math.random,
        addressKey: addressKey('pepper'),
        nonce: ids().nonce,
      }
      await client.send(new CreateTableCommand(tableDefinition(table.name)))
      const { Items = [] } = of ? await client.send(new ScanCommand({ TableName: of.name, ConsistentRead: true })) : {}
      for (const Item of Items) await client.send(new PutCommand({ TableName: table.name, Item }))
      return over(table)
    },
  }
}
