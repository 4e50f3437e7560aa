import {
  BatchWriteCommand,
  DeleteCommand,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import type { Key, Table } from '../table.ts'
import type { Step } from './steps.ts'

/** One conditional write. False if its condition does not hold. Price: the item's write units. */
export async function write(table: Table, step: Step): Promise<boolean> {
  const { client, name: TableName } = table
  try {
    await patiently(table, async () => {
      if (step.Put) await client.send(new PutCommand({ TableName, ...step.Put }))
      if (step.Delete) await client.send(new DeleteCommand({ TableName, ...step.Delete }))
      if (step.Update) {
        const { UpdateExpression, ...rest } = step.Update
        await client.send(new UpdateCommand({ TableName, UpdateExpression: UpdateExpression!, ...rest }))
      }
    })
    return true
  } catch (error) {
    if (isRefused(error)) return false
    throw error
  }
}

const MOST_ITEMS = 25

/** All of these, each for itself and over whatever stands there: no condition, no order. Price: the write units of each, and a call for 25. */
export async function putMany(table: Table, items: readonly (Key & Record<string, unknown>)[]): Promise<void> {
  const { client, name } = table
  let left: unknown[] = items.map((Item) => ({ PutRequest: { Item } }))
  for (let round = 0; left.length > 0; round++) {
    if (round > MOST_TRIES + items.length / MOST_ITEMS)
      throw new Error('the table leaves items unwritten again and again')
    const RequestItems = { [name]: left.slice(0, MOST_ITEMS) as { PutRequest: { Item: Record<string, unknown> } }[] }
    const { UnprocessedItems } = await patiently(table, () => client.send(new BatchWriteCommand({ RequestItems })))
    const unwritten = UnprocessedItems?.[name] ?? []
    if (unwritten.length > 0) await table.wait(50 * (0.5 + table.random()))
    left = [...unwritten, ...left.slice(MOST_ITEMS)]
  }
}

/** The condition of a write does not hold. */
export const isRefused = (error: unknown): boolean => nameOf(error) === 'ConditionalCheckFailedException'

/**
 * All of it or nothing. Answers with the names of the steps whose conditions do not hold: none means that it is done.
 * The SDK puts one token on the request and on each of its own repeats, so a repeat after a lost answer answers as the
 * first did. Price: twice the write units of its items.
 */
export async function transact(
  table: Table,
  steps: Readonly<Record<string, Step | readonly Step[] | undefined>>,
): Promise<ReadonlySet<string>> {
  const named = Object.entries(steps).flatMap(([name, one]) =>
    one === undefined ? [] : [one].flat().map((step) => ({ name, step: step as Step })),
  )
  const items = named.map(({ step }) => {
    const [[action, rest]] = Object.entries(step) as [[keyof Step, object]]
    return { [action]: { TableName: table.name, ...rest } }
  })
  try {
    await patiently(table, () => table.client.send(new TransactWriteCommand({ TransactItems: items })))
    return new Set()
  } catch (error) {
    const refused = named.filter((_, index) => reasonsOf(error)[index] === FAILED)
    if (refused.length > 0) return new Set(refused.map(({ name }) => name))
    throw error
  }
}

const FAILED = 'ConditionalCheckFailed'

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '')

/** Per step, why a transaction was cancelled. */
const reasonsOf = (error: unknown): readonly string[] =>
  nameOf(error) === 'TransactionCanceledException'
    ? ((error as { CancellationReasons?: { Code?: string }[] }).CancellationReasons ?? []).map(({ Code }) => Code ?? '')
    : []

const busy = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])
const busyNames = new Set([
  'TransactionConflictException',
  'TransactionInProgressException',
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
])

/** Nothing was written, because others were at the same items or too many at the table. A condition that does not hold is an answer, whatever else stood in the way. */
export const isBusy = (error: unknown): boolean => {
  const reasons = reasonsOf(error)
  if (reasons.includes(FAILED)) return false
  return busyNames.has(nameOf(error)) || reasons.some((reason) => busy.has(reason))
}

/** What the SDK has tried again already, with a wait of up to a second and up to two (retries of 2026: base 1 s, doubled). */
const isTriedAgain = (error: unknown): boolean =>
  nameOf(error) !== 'TransactionConflictException' && nameOf(error) !== 'TransactionCanceledException'

const MOST_TRIES = 8
const MOST_OF_SDK = 3

/** Tries again while the table is busy: from some 25 ms to some 3 s, jittered, less than `SETTLING` in all. */
async function patiently<T>(table: Table, attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt()
    } catch (error) {
      if (!isBusy(error) || tries >= (isTriedAgain(error) ? MOST_OF_SDK : MOST_TRIES)) throw error
      await table.wait(25 * 2 ** (tries - 1) * (0.5 + table.random()))
    }
  }
}
