import { BatchGetCommand, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Instant } from '../../../core/model/time.ts'
import { isExpired, type Key, type Table } from '../table.ts'

/** As it lies in the table: anything may be in it. */
export type Item = Key & Readonly<Record<string, unknown>>

/** What DynamoDB takes for keys, in bytes of UTF-8 ("Constraints in Amazon DynamoDB"). */
const LONGEST_PK = 2_048
const LONGEST_SK = 1_024

const fits = (text: string, most: number): boolean =>
  text !== '' && text.isWellFormed() && (text.length * 3 <= most || Buffer.byteLength(text) <= most)

/** Whether anything can lie there. Names come from anybody: where none can, the table is not asked, which would refuse to look. */
const isPlace = ({ pk, sk }: Key): boolean => fits(pk, LONGEST_PK) && fits(sk, LONGEST_SK)

/** Consistently; an item that has expired is not there. Price: a read unit per 4 KB. */
export async function get(table: Table, key: Key): Promise<Item | undefined> {
  if (!isPlace(key)) return undefined
  const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true }))
  return Item && !isExpired(Item.expiresAt, table.now()) ? (Item as Item) : undefined
}

const MOST_KEYS = 100
const MOST_ROUNDS = 10
/** A page of the console waits for all of them; a table has other readers. */
const CALLS_AT_ONCE = 8

/** Consistently, in any order, those that are there. Price: a read unit per item and 4 KB. */
export async function getMany(table: Table, wanted: readonly Key[]): Promise<Item[]> {
  const byKey = new Map(wanted.filter(isPlace).map((key) => [`${key.pk} ${key.sk}`, key]))
  const places = [...byKey.values()]
  const calls = Array.from({ length: Math.ceil(places.length / MOST_KEYS) }, (_, n) =>
    places.slice(n * MOST_KEYS, (n + 1) * MOST_KEYS),
  )
  const found: Item[] = []
  for (let n = 0; n < calls.length; n += CALLS_AT_ONCE)
    found.push(...(await Promise.all(calls.slice(n, n + CALLS_AT_ONCE).map((one) => getHundred(table, one)))).flat())
  return found.filter((item) => !isExpired(item.expiresAt, table.now()))
}

async function getHundred(table: Table, keys: readonly Key[]): Promise<Item[]> {
  let left: Record<string, unknown>[] = [...keys]
  const found: Item[] = []
  for (let round = 0; left.length > 0; round++) {
    if (round > MOST_ROUNDS) throw new Error('the table leaves keys unread again and again')
    const { Responses, UnprocessedKeys } = await table.client.send(
      new BatchGetCommand({ RequestItems: { [table.name]: { Keys: left, ConsistentRead: true } } }),
    )
    found.push(...((Responses?.[table.name] ?? []) as Item[]))
    const unread = UnprocessedKeys?.[table.name]?.Keys ?? []
    if (unread.length > 0) await table.wait(50 * (0.5 + table.random()))
    left = unread
  }
  return found
}

export type Range = {
  readonly pk: string
  /** Both ends included. */
  readonly from: string
  readonly to: string
  /** Goes on after this one. Outside the range it means nothing. */
  readonly after?: string | undefined
  readonly limit?: number | undefined
  readonly newestFirst?: boolean
}

/** Consistently and in order, up to `limit` items; less means that there are no more. Price: a read unit per 4 KB read. */
export async function query(table: Table, range: Range): Promise<Item[]> {
  const { pk, from, to, after, limit = Number.POSITIVE_INFINITY, newestFirst = false } = range
  const now = table.now()
  const items: Item[] = []
  if (!isPlace({ pk, sk: from }) || !isPlace({ pk, sk: to })) return items
  const isWithin = after !== undefined && after >= from && after <= to && fits(after, LONGEST_SK)
  let start = isWithin ? { pk, sk: after } : undefined
  do {
    const { Items, LastEvaluatedKey } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': pk, ':from': from, ':to': to },
        ScanIndexForward: !newestFirst,
        ...(limit < Number.POSITIVE_INFINITY ? { Limit: limit - items.length } : {}),
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    )
    items.push(...(Items as Item[]).filter((item) => !isExpired(item.expiresAt, now)))
    start = LastEvaluatedKey as Key | undefined
  } while (start && items.length < limit)
  return items
}

/** What has come due of a kind, earliest first. Eventually consistent: the index lags behind the table. Price: half a read unit per 4 KB of keys. */
export async function dueBy(table: Table, kind: string, now: Instant, limit: number): Promise<Key[]> {
  const found: Key[] = []
  let start: Record<string, unknown> | undefined
  do {
    const { Items, LastEvaluatedKey } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        IndexName: 'due',
        KeyConditionExpression: 'duePk = :kind AND dueSk < :until',
        // `$` follows the `#` that ends the moment: everything due at `now` comes before it.
        ExpressionAttributeValues: { ':kind': kind, ':until': `${now}$` },
        Limit: limit - found.length,
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    )
    found.push(...(Items as Key[]))
    start = LastEvaluatedKey
  } while (start && found.length < limit)
  return found
}
