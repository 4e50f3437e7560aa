import type { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import {
  BatchWriteCommand,
  DeleteCommand,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import { Busy } from '../../../core/model/busy.ts'
import type { Key, Table } from '../table.ts'
import { MARK, marked, type Step } from './steps.ts'

/**
 * One write. False if its condition does not hold. The SDK repeats a write whose answer was lost, and the repeat meets what
 * the first try has done: it is known by its mark, and true all the same. Price: the item's write units.
 */
export async function write(table: Table, step: Step): Promise<boolean> {
  const mark = table.nonce()
  return (await patiently(table, () => attempt(table, step, mark))) !== undefined
}

/** The numbers that an update has changed, as it leaves them; undefined if its condition does not hold. Being busy is an exception, at once. */
export const count = (table: Table, step: Step): Promise<Numbers | undefined> =>
  attempt(table, step, table.nonce(), 'UPDATED_NEW')

type Numbers = Readonly<Record<string, unknown>>

async function attempt(
  { client, name: TableName }: Table,
  step: Step,
  mark: string,
  ReturnValues?: 'UPDATED_NEW',
): Promise<Numbers | undefined> {
  const { Put, Delete, Update } = marked(step, mark) ?? step
  try {
    if (Put) await client.send(new PutCommand({ TableName, ...Put }))
    if (Delete) await client.send(new DeleteCommand({ TableName, ...Delete }))
    if (!Update) return {}
    const { UpdateExpression, ...rest } = Update
    const asked = { TableName, UpdateExpression: UpdateExpression!, ...rest, ReturnValues }
    return (await client.send(new UpdateCommand(asked))).Attributes ?? {}
  } catch (error) {
    if (!isRefused(error)) throw error
    // As it comes over the wire: the document client translates answers, not errors.
    const standing = (error as ConditionalCheckFailedException).Item ?? {}
    if (standing[MARK]?.S !== mark) return undefined
    return Object.fromEntries(
      Object.entries(standing).flatMap(([name, { N }]) => (N === undefined ? [] : [[name, Number(N)]])),
    )
  }
}

const MOST_ITEMS = 25

/** All of these, each for itself and over whatever stands there: no condition, no order. Price: the write units of each, and a call for 25. */
export async function putMany(table: Table, items: readonly (Key & Record<string, unknown>)[]): Promise<void> {
  const { client, name } = table
  let left: unknown[] = items.map((Item) => ({ PutRequest: { Item } }))
  let inVain = 0
  while (left.length > 0) {
    const some = left.slice(0, MOST_ITEMS) as { PutRequest: { Item: Record<string, unknown> } }[]
    const RequestItems = { [name]: some }
    const { UnprocessedItems } = await patiently(table, () => client.send(new BatchWriteCommand({ RequestItems })))
    const unwritten = UnprocessedItems?.[name] ?? []
    // As long as it takes any, it is asked for more: a partition takes a thousand units a second, and a long list needs some thousands.
    inVain = unwritten.length < some.length ? 0 : inVain + 1
    if (inVain >= MOST_TRIES) throw new Busy('The table leaves items unwritten again and again.')
    if (unwritten.length > 0) await table.wait(50 * 2 ** inVain * (0.5 + table.random()))
    left = [...unwritten, ...left.slice(MOST_ITEMS)]
  }
}

/** The condition of a write does not hold. */
const isRefused = (error: unknown): boolean => nameOf(error) === 'ConditionalCheckFailedException'

/**
 * All of it or nothing. Answers with the names of the steps whose conditions do not hold: none means that it is done. A
 * repeat under the same token "returns successfully without making any changes" for ten minutes (DynamoDB, How it works:
 * transactions, Idempotency). The SDK makes one where there is none, once a command (it is written with the request, and its
 * repeats are of the request as written); ours outlives the command, for the tries after a command that has given up. What
 * was cancelled has certainly not happened: the next try is another one. Price: twice the write units of its items.
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
  let token = table.nonce()
  try {
    await patiently(table, async () => {
      try {
        await table.client.send(new TransactWriteCommand({ TransactItems: items, ClientRequestToken: token }))
      } catch (error) {
        if (reasonsOf(error).length > 0) token = table.nonce()
        throw error
      }
    })
    return new Set()
  } catch (error) {
    const refused = named.filter((_, index) => reasonsOf(error)[index] === FAILED)
    if (refused.length > 0) return new Set(refused.map(({ name }) => name))
    throw error
  }
}

/**
 * One write as a transaction of its own, for what a person is told of and others write over at once: by its token it is known
 * even when its mark is gone. Price: twice the write's.
 */
export const writeForSure = async (table: Table, step: Step): Promise<boolean> =>
  (await transact(table, { step })).size === 0

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
