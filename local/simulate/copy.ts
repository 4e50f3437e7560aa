import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { cannotStart } from '../cannot-start.ts'
import { REGION } from '../engines/addresses.ts'
import type { Item } from '../engines/memory-table.ts'
import { runTable } from '../engines/table.ts'
import { isRunning } from '../folder.ts'
import { TABLE } from '../host/environment.ts'
import { readSecrets, type Secrets } from '../secrets.ts'

export const hasTable = (folder: string): boolean => existsSync(join(folder, 'table.db'))

/**
 * What a data folder's table holds, and the secrets that go with it. The table's engine runs on a copy of its file, for
 * as long as reading takes: the folder's own files are only ever read.
 */
export async function readCopy(folder: string): Promise<{ items: Item[]; secrets: Secrets }> {
  const room = mkdtempSync(join(tmpdir(), 'tidings-simulate-'))
  const forget = () => rmSync(room, { recursive: true, force: true })
  process.once('exit', forget)
  try {
    if (existsSync(join(folder, 'secrets.json'))) copyFileSync(join(folder, 'secrets.json'), join(room, 'secrets.json'))
    const { secrets } = readSecrets(room, {})
    copyTable(folder, join(room, 'table.db'))
    return { items: await itemsIn(join(room, 'table.db')), secrets }
  } catch (error) {
    return cannotStart(`The table in ${folder} cannot be copied: ${(error as Error).message}`)
  } finally {
    forget()
    process.off('exit', forget)
  }
}

/**
 * With a service at work on it, the database is asked for a consistent copy of itself. With none, it is not opened, as
 * that alone would change it: file and log are copied, and what the log adds is added in the copy.
 */
function copyTable(folder: string, copy: string): void {
  const source = join(folder, 'table.db')
  if (isServed(folder)) {
    const database = new DatabaseSync(source, { readOnly: true })
    try {
      database.exec('pragma busy_timeout = 5000')
      database.prepare('vacuum into ?').run(copy)
      return
    } finally {
      database.close()
    }
  }
  copyFileSync(source, copy)
  if (existsSync(`${source}-wal`)) copyFileSync(`${source}-wal`, `${copy}-wal`)
}

function isServed(folder: string): boolean {
  const lock = join(folder, 'lock')
  return existsSync(lock) && isRunning(Number(readFileSync(lock, 'utf8')), 'start.ts')
}

async function itemsIn(file: string): Promise<Item[]> {
  const engine = runTable(file, 0, () => {})
  process.once('exit', engine.kill)
  const { port } = await engine.started
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: REGION,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
  )
  try {
    const items: Item[] = []
    let start: Record<string, unknown> | undefined
    do {
      const page = await client.send(
        new ScanCommand({ TableName: TABLE, ConsistentRead: true, ...(start ? { ExclusiveStartKey: start } : {}) }),
      )
      items.push(...((page.Items ?? []) as Item[]))
      start = page.LastEvaluatedKey
    } while (start)
    return items
  } finally {
    client.destroy()
    await engine.stop()
    process.off('exit', engine.kill)
  }
}
