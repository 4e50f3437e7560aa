import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { articlesIn } from '../../functions/adapters/articles.ts'
import { audienceIn } from '../../functions/adapters/audience.ts'
import { digestsIn } from '../../functions/adapters/digests.ts'
import { documentClient } from '../../functions/adapters/dynamo/client.ts'
import { addressKey, ids } from '../../functions/adapters/ids.ts'
import { issuesIn } from '../../functions/adapters/issues.ts'
import { lettersIn } from '../../functions/adapters/letters.ts'
import { settingsIn } from '../../functions/adapters/settings.ts'
import { subscribersIn } from '../../functions/adapters/subscribers.ts'
import { type Table, tableDefinition } from '../../functions/adapters/table.ts'
import { topicsIn } from '../../functions/adapters/topics.ts'
import { dynoxideBinary } from '../../local/engines/dynoxide.ts'

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })

/** The real protocol: an engine of its own, in memory, for one file of tests. */
export async function startDynoxide() {
  const port = await freePort()
  const engine = spawn(dynoxideBinary(), ['--port', String(port)], { stdio: 'ignore' })
  const client = documentClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 20,
  })
  const endpoint = `http://127.0.0.1:${port}`
  let tables = 0
  return {
    endpoint,
    stop: () => {
      client.destroy()
      engine.kill()
    },
    /** Stores over a fresh table, and the table itself for what only it can show. */
    async stores({ now, log = () => {} }: { now: () => string; log?: Table['log'] }) {
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
      return {
        table,
        topics: topicsIn(table),
        articles: articlesIn(table),
        digests: digestsIn(table),
        issues: issuesIn(table),
        subscribers: subscribersIn(table),
        audience: audienceIn(table),
        letters: lettersIn(table),
        settings: settingsIn(table),
      }
    },
  }
}
