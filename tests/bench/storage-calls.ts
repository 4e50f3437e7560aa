import { readFileSync } from 'node:fs'
import { deserialize } from 'node:v8'
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import { documentClient } from '../../functions/adapters/dynamo/client.ts'

/** The storage calls of a sender that was recorded, once more, over a table like the one it had, and nothing around them. */
const local = { region: 'eu-central-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
const client = documentClient({ ...local, endpoint: process.env.DYNAMODB_ENDPOINT! })
const asked = deserialize(readFileSync(process.env.BENCH_CALLS!)) as { command: string; input: object }[]

const makers: Readonly<Record<string, new (input: never) => unknown>> = {
  BatchGetItemCommand: BatchGetCommand,
  BatchWriteItemCommand: BatchWriteCommand,
  DeleteItemCommand: DeleteCommand,
  GetItemCommand: GetCommand,
  PutItemCommand: PutCommand,
  QueryCommand,
  TransactWriteItemsCommand: TransactWriteCommand,
  UpdateItemCommand: UpdateCommand,
}

/** The recorded table's name stands wherever a call names it. */
const here = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(here)
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, name === 'TableName' ? process.env.TABLE_NAME : here(inner)]),
  )
}
// The table is described once a run, and that is no call that costs anything.
const calls = asked
  .filter(({ command }) => command !== 'DescribeTableCommand')
  .map(({ command, input }) => {
    const Maker = makers[command]
    if (!Maker) throw new Error(`${command} was recorded, and cannot be made again`)
    return new Maker(here(input) as never) as GetCommand
  })

const started = process.cpuUsage()
for (const call of calls) await client.send(call).catch(() => {})
const { user, system } = process.cpuUsage(started)
process.send!({ calls: calls.length, cpuSeconds: (user + system) / 1e6 }, () => process.exit(0))
