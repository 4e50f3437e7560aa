import { randomUUID } from 'node:crypto'
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import { type Attributes, holds, type Names, updated, ValidationException, type Values } from './expression.ts'

export type Item = Attributes & { readonly pk: string; readonly sk: string }

export type MemoryTable = {
  /** For the real stores: it answers the commands that they send, and the errors that they know. */
  readonly client: DynamoDBDocumentClient
  readonly put: (item: Item) => void
  readonly remove: (item: Pick<Item, 'pk' | 'sk'>) => void
  /** The items of a partition, in order. */
  readonly partition: (pk: string) => Item[]
  /** Every item there is, in no order. */
  readonly every: () => Iterable<Item>
  /** The earliest of what is due as `kind`: the index's own sort key. */
  readonly firstDue: (kind: string) => string | undefined
}

/**
 * The one table in this process, under the very stores that the real one is under (they sit the same exam on it). A call
 * takes microseconds, where the engine beside us takes most of a millisecond: what a year in a minute takes. Every call
 * happens at once. What goes in is copied, what comes out is frozen. Keys sort as UTF-16, which for ours is as UTF-8.
 */
export function memoryTable(): MemoryTable {
  const id = randomUUID()
  const partitions = new Map<string, Shelf<Item>>()
  const due = new Map<string, Shelf<Item>>()
  const shelfOf = (shelves: Map<string, Shelf<Item>>, name: string) => {
    const shelf = shelves.get(name) ?? sortedShelf()
    shelves.set(name, shelf)
    return shelf
  }
  const find = ({ pk, sk }: Place): Item | undefined => partitions.get(pk)?.get(sk)
  const dueKey = ({ dueSk, pk, sk }: Item) => `${dueSk}\n${pk}\n${sk}`

  function remove(place: Place): void {
    const known = find(place)
    if (!known) return
    partitions.get(known.pk)?.delete(known.sk)
    if (typeof known.duePk === 'string') due.get(known.duePk)?.delete(dueKey(known))
  }
  function put(item: Item): void {
    const kept = frozen(item) as Item
    remove(kept)
    shelfOf(partitions, kept.pk).set(kept.sk, kept)
    if (typeof kept.duePk === 'string' && typeof kept.dueSk === 'string')
      shelfOf(due, kept.duePk).set(dueKey(kept), kept)
  }

  /** Whether the write's condition holds, and how to do it. */
  function decide(write: Write): { readonly allowed: boolean; readonly act: () => void } {
    const { Put, Update, Delete, ConditionCheck } = write
    const one = (Put ?? Update ?? Delete ?? ConditionCheck)!
    const place = (Put?.Item ?? Update?.Key ?? Delete?.Key ?? ConditionCheck?.Key) as Place
    const known = find(place)
    const { ConditionExpression: condition, ExpressionAttributeNames: names, ExpressionAttributeValues: values } = one
    const allowed = condition === undefined || holds(condition, known, names, values)
    if (Put) return { allowed, act: () => put(Put.Item as Item) }
    if (Delete) return { allowed, act: () => remove(place) }
    if (!Update || !allowed) return { allowed, act: () => {} }
    const next = updated(Update.UpdateExpression!, known ?? place, names, values) as Item
    return { allowed, act: () => put(next) }
  }

  function write(one: Write): void {
    const { allowed, act } = decide(one)
    if (!allowed) throw named('ConditionalCheckFailedException', 'The conditional request failed')
    act()
  }

  function transact(writes: readonly Write[]): void {
    const places = writes.map(({ Put, Update, Delete, ConditionCheck }) => {
      const { pk, sk } = (Put?.Item ?? (Update ?? Delete ?? ConditionCheck)!.Key) as Place
      return `${pk}\n${sk}`
    })
    if (new Set(places).size < places.length)
      throw new ValidationException('Transaction request cannot include multiple operations on one item')
    const decisions = writes.map(decide)
    if (decisions.every(({ allowed }) => allowed)) for (const { act } of decisions) act()
    else
      throw Object.assign(named('TransactionCanceledException', 'Transaction cancelled'), {
        CancellationReasons: decisions.map(({ allowed }) => ({ Code: allowed ? 'None' : 'ConditionalCheckFailed' })),
      })
  }

  function query(input: QueryCommand['input']) {
    const { KeyConditionExpression: condition, ExpressionAttributeValues: values = {}, IndexName: index } = input
    const forwards = input.ScanIndexForward !== false
    const after = input.ExclusiveStartKey as Item | undefined
    let found: Item[]
    if (index === 'due' && condition === 'duePk = :kind AND dueSk < :until') {
      found = due.get(String(values[':kind']))?.between('', String(values[':until'])) ?? []
      if (after) found = found.slice(found.findIndex(({ pk, sk }) => pk === after.pk && sk === after.sk) + 1)
    } else if (index === undefined && condition === 'pk = :pk AND sk BETWEEN :from AND :to') {
      const [from, to] = [String(values[':from']), String(values[':to'])]
      found = partitions.get(String(values[':pk']))?.between(from, to) ?? []
      if (!forwards) found.reverse()
      if (after) found = found.filter(({ sk }) => (forwards ? sk > after.sk : sk < after.sk))
    } else throw new ValidationException(`a query that this table does not know: ${condition}`)

    const limit = input.Limit ?? found.length
    const items = found.slice(0, limit)
    const last = items.at(-1)
    return {
      Items: index === undefined ? items : items.map(({ pk, sk, duePk, dueSk }) => ({ pk, sk, duePk, dueSk })),
      ...(last && found.length > limit ? { LastEvaluatedKey: { pk: last.pk, sk: last.sk } } : {}),
    }
  }

  async function send(command: unknown): Promise<unknown> {
    if (command instanceof GetCommand) return { Item: find(command.input.Key as Place) }
    if (command instanceof QueryCommand) return query(command.input)
    if (command instanceof BatchGetCommand) {
      const asked = Object.entries(command.input.RequestItems ?? {})
      const answers = asked.map(([name, { Keys = [] }]) => [name, Keys.flatMap((key) => find(key as Place) ?? [])])
      return { Responses: Object.fromEntries(answers) }
    }
    if (command instanceof BatchWriteCommand) {
      for (const requests of Object.values(command.input.RequestItems ?? {}))
        for (const { PutRequest } of requests) put(PutRequest?.Item as Item)
      return {}
    }
    if (command instanceof PutCommand) return write({ Put: command.input })
    if (command instanceof UpdateCommand) {
      write({ Update: command.input })
      return command.input.ReturnValues ? { Attributes: find(command.input.Key as Place) } : {}
    }
    if (command instanceof DeleteCommand) return write({ Delete: command.input })
    if (command instanceof TransactWriteCommand) return transact(command.input.TransactItems as Write[])
    if (command instanceof DescribeTableCommand) return { Table: { TableId: id } }
    throw new ValidationException('a command that this table does not know')
  }

  return {
    client: { send } as unknown as DynamoDBDocumentClient,
    put,
    remove,
    partition: (pk) => partitions.get(pk)?.between('', '\uffff') ?? [],
    *every() {
      for (const shelf of partitions.values()) yield* shelf.between('', '\uffff')
    },
    firstDue: (kind) => due.get(kind)?.first()?.dueSk as string | undefined,
  }
}

type Place = { readonly pk: string; readonly sk: string }
type Conditional = {
  readonly ConditionExpression?: string | undefined
  readonly ExpressionAttributeNames?: Names | undefined
  readonly ExpressionAttributeValues?: Values | undefined
}
type Keyed = { readonly Key: Attributes | undefined }
type Write = {
  readonly Put?: Conditional & { readonly Item: Attributes | undefined }
  readonly Update?: Conditional & Keyed & { readonly UpdateExpression?: string | undefined }
  readonly Delete?: Conditional & Keyed
  readonly ConditionCheck?: Conditional & Keyed
}

const named = (name: string, message: string) => Object.assign(new Error(message), { name })

/** As it is kept: a copy without what is undefined, that nobody can change. */
function frozen(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Uint8Array) return Uint8Array.from(value)
  if (value instanceof Set) return new Set(value)
  if (Object.isFrozen(value)) return value
  if (Array.isArray(value)) return Object.freeze(value.map(frozen))
  const kept = Object.entries(value).filter(([, one]) => one !== undefined)
  return Object.freeze(Object.fromEntries(kept.map(([name, one]) => [name, frozen(one)])))
}

type Shelf<T> = ReturnType<typeof sortedShelf<T>>

/** Things by key, and the keys in order. */
function sortedShelf<T>() {
  const keys: string[] = []
  const things = new Map<string, T>()
  /** How many keys come before this one. */
  function before(key: string): number {
    let [low, high] = [0, keys.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (keys[middle]! < key) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    get: (key: string) => things.get(key),
    set(key: string, thing: T) {
      if (!things.has(key)) keys.splice(before(key), 0, key)
      things.set(key, thing)
    },
    delete(key: string) {
      if (things.delete(key)) keys.splice(before(key), 1)
    },
    first: () => things.get(keys[0]!),
    /** Both ends included. */
    between(from: string, to: string): T[] {
      const found: T[] = []
      for (let at = before(from); at < keys.length && keys[at]! <= to; at++) found.push(things.get(keys[at]!)!)
      return found
    },
  }
}
