import { hash } from 'node:crypto'
import { type Answer, type Call, type Input, inTurn, isWrite, type Rule, refusal, type Step, stepsOf } from './line.ts'

/**
 * What the table does on AWS and the engine beside us never does, as its documentation says. Time, and how long things
 * last, are arguments.
 */

/** Every write is done, and the answer to its first try is lost. `meanwhile`: what happens before the next one. */
export const losesFirstAnswers =
  (meanwhile: (call: Call) => Promise<void> = async () => {}): Rule =>
  async (call, next) => {
    const answer = await next()
    if (!isWrite(call) || call.attempt > 1) return answer
    await meanwhile(call)
    return 'cut'
  }

/** Such a call is taken, and never answered. */
export const stalls =
  (isIt: (call: Call) => boolean): Rule =>
  async (call, next) =>
    isIt(call) ? 'silence' : next()

/** "The expression has redundant parentheses" is said of a pair that holds nothing but another (over which the engine stumbles). */
export const refusesRedundantParentheses: Rule = async (call, next) => {
  const conditions = stepsOf(call).flatMap(({ ConditionExpression }) => ConditionExpression ?? [])
  return conditions.some(isRedundant)
    ? refusal('ValidationException', 'The expression has redundant parentheses')
    : next()
}

/** From the inside outwards: what a pair holds becomes one sign, and a pair that holds that sign alone is redundant. */
function isRedundant(condition: string): boolean {
  let rest = condition.replaceAll(/\s+/g, '').replaceAll(/attribute_(?:not_)?exists\([^()]*\)/g, 'exists')
  for (let before = ''; before !== rest; ) {
    before = rest
    rest = rest.replaceAll(/\((?!§\))[^()]*\)/g, '§')
  }
  return rest.includes('(§)')
}

type Overlaps = {
  /** How long a transaction holds its items, beyond what the engine needs. */
  readonly lasts?: (call: Call) => Promise<unknown>
  /** Items that count as one. */
  readonly asOne?: (item: string) => string
  /** At which items. */
  readonly refused?: (items: readonly string[]) => void
}

/**
 * "A PutItem, UpdateItem, or DeleteItem request for an item conflicts with an ongoing TransactWriteItems request that includes
 * the same item", as does an item of a transaction that "is part of another ongoing TransactWriteItems request", and one that
 * "an ongoing operation is in the process of updating" (DynamoDB, How it works: transaction conflict handling; API Reference,
 * TransactWriteItems). A condition check is an item of its transaction like any other. Two single writes wait for each other.
 * A token whose first request is under way is "already in progress".
 */
export function refusesOverlaps({ lasts = async () => {}, asOne = (item) => item, refused }: Overlaps = {}): Rule {
  const inTransaction = new Set<string>()
  const inWrite = new Map<string, number>()
  const tokens = new Set<string>()
  const isTaken = (item: string) => inTransaction.has(item) || inWrite.has(item)

  async function transaction(call: Call, next: () => Promise<Answer>): Promise<Answer> {
    const { ClientRequestToken: token = '' } = call.input
    if (tokens.has(token)) return refusal('TransactionInProgressException', 'The transaction is already in progress')
    const items = stepsOf(call).map((step) => asOne(itemOf(step)))
    const taken = items.filter(isTaken)
    if (taken.length > 0) {
      refused?.(taken)
      const conflict = { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' }
      const CancellationReasons = items.map((item) => (isTaken(item) ? conflict : { Code: 'None' }))
      return refusal('TransactionCanceledException', 'Transaction cancelled', { CancellationReasons })
    }
    for (const item of items) inTransaction.add(item)
    tokens.add(token)
    try {
      await lasts(call)
      return await next()
    } finally {
      for (const item of items) inTransaction.delete(item)
      tokens.delete(token)
    }
  }

  async function write(call: Call, next: () => Promise<Answer>): Promise<Answer> {
    const item = asOne(itemOf(call.input))
    if (inTransaction.has(item)) {
      refused?.([item])
      return refusal('TransactionConflictException', 'Transaction is ongoing for the item')
    }
    inWrite.set(item, (inWrite.get(item) ?? 0) + 1)
    try {
      return await next()
    } finally {
      const others = inWrite.get(item)! - 1
      if (others > 0) inWrite.set(item, others)
      else inWrite.delete(item)
    }
  }

  return async (call, next) => {
    if (call.operation === 'TransactWriteItems') return transaction(call, next)
    return isWrite(call) && call.operation !== 'BatchWriteItem' ? write(call, next) : next()
  }
}

const itemOf = (step: Step): string => {
  const { pk, sk } = (step.Item ?? step.Key)!
  return `${step.TableName} ${pk.S} ${sk.S}`
}

export type Units = { readonly write: number; readonly read: number }

/** "Each partition on the table can serve up to 3,000 read request units or 1,000 write request units" a second. */
export const ofAPartition: Units = { write: 1_000, read: 3_000 }

/**
 * Refuses what is too much for the table or for a partition, each key of which counts as one of its own: that is the best
 * that can be had. A bucket holds the units of a second (on AWS it may hold those of five minutes, where there are any to
 * spare). What a read takes is known when it is done, and is taken then: a bucket may be in debt. An on-demand table says
 * `ThrottlingException`; in a transaction it is the reason `ThrottlingError`.
 */
export function throttles({
  partition = ofAPartition,
  table,
  now,
}: {
  readonly partition?: Units
  readonly table?: Units
  /** ms */
  readonly now: () => number
}): Rule {
  const buckets = new Map<string, { left: number; at: number }>()
  const leftIn = (name: string, size: number): number => {
    const { left, at } = buckets.get(name) ?? { left: size, at: now() }
    return Math.min(size, left + ((now() - at) / 1000) * size)
  }
  const take = (name: string, size: number, units: number): void => {
    buckets.set(name, { left: leftIn(name, size) - units, at: now() })
  }

  return async (call, next) => {
    const kind = isWrite(call) ? 'write' : 'read'
    const units = kind === 'write' ? unitsWritten(call) : new Map(partitionsRead(call).map((pk) => [pk, 0]))
    const all = [...units.values()].reduce((sum, one) => sum + one, 0)
    const wanted = [...units].map(([pk, of]) => ({ name: `${kind} ${pk}`, size: partition[kind], of }))
    if (table) wanted.push({ name: kind, size: table[kind], of: all })
    if (wanted.some(({ name, size, of }) => leftIn(name, size) < Math.max(of, 1))) return tooMuch(call)
    for (const { name, size, of } of wanted) take(name, size, of)
    const answer = await next()
    if (kind === 'read')
      for (const { name, size } of wanted) take(name, size, Math.ceil(answer.body.length / 4096) / (units.size || 1))
    return answer
  }
}

function tooMuch(call: Call): Answer {
  const Message = 'Throughput exceeds the current capacity of your table or index.'
  if (call.operation !== 'TransactWriteItems') return refusal('ThrottlingException', Message)
  const CancellationReasons = stepsOf(call).map(() => ({ Code: 'ThrottlingError', Message }))
  return refusal('TransactionCanceledException', 'Transaction cancelled', { CancellationReasons })
}

/** One a kilobyte, two in a transaction: as if a step were as large as what it writes. */
function unitsWritten(call: Call): Map<string, number> {
  const units = new Map<string, number>()
  for (const step of stepsOf(call)) {
    const { pk } = (step.Item ?? step.Key)!
    const kilobytes = Math.ceil(JSON.stringify(step.Item ?? step.Key).length / 1024)
    units.set(pk.S, (units.get(pk.S) ?? 0) + kilobytes * (call.operation === 'TransactWriteItems' ? 2 : 1))
  }
  return units
}

function partitionsRead({ input }: Call): string[] {
  if (input.IndexName) return [`${input.IndexName} ${input.ExpressionAttributeValues?.[':kind']?.S}`]
  if (input.Key) return [input.Key.pk.S]
  const many = Object.values(input.RequestItems ?? {}).flatMap((asked) => ('Keys' in asked ? asked.Keys : []))
  if (many.length > 0) return [...new Set(many.map(({ pk }) => pk.S))]
  return [input.ExpressionAttributeValues?.[':pk']?.S ?? ''].filter(Boolean)
}

type Due = { readonly dueSk: { readonly S: string } }

/** The kinds of things that have their turn by the index, and how the keys of their items begin. */
const DUE: Readonly<Record<string, string>> = {
  EDITION: 'DIGEST#',
  ISSUE: 'ISSUE#',
  LETTER: 'LETTER#',
  HOOK: 'HOOK#',
  IMPORT: 'IMPORTS',
}

/**
 * The index as it was before the last so many writes to such items, for a second after the last of them, which is what an eventually consistent one may always be (DynamoDB,
 * Global secondary indexes: data synchronization between tables and global secondary indexes).
 */
export function laggingIndex({
  behind = 1,
  now = () => 0,
  forMs = 1_000,
}: {
  readonly behind?: number
  /** ms */
  readonly now?: () => number
  readonly forMs?: number
} = {}): Rule {
  /** By kind, oldest first, and when the last of them was over. */
  const moments = new Map<string, { readonly at: number; readonly all: readonly (readonly Due[])[] }>()
  return async (call, next, ask) => {
    const { input } = call
    if (isWrite(call)) {
      const steps = stepsOf(call)
      const kinds = Object.keys(DUE).filter((kind) =>
        steps.some((step) => (step.Item ?? step.Key)!.pk.S.startsWith(DUE[kind]!)),
      )
      for (const kind of kinds) {
        const { Items } = JSON.parse((await ask('Query', everyDue(steps[0]!.TableName, kind))).body)
        const before = moments.get(kind)?.all ?? []
        moments.set(kind, { at: now(), all: [...before, Items as Due[]].slice(-behind) })
      }
      return next()
    }
    const { ':kind': kind, ':until': until } = input.ExpressionAttributeValues ?? {}
    const moment = input.IndexName === 'due' ? moments.get(kind?.S ?? '') : undefined
    const [then] = moment && now() - moment.at < forMs ? moment.all : []
    if (!then) return next()
    const Items = then.filter(({ dueSk }) => dueSk.S < (until?.S ?? '')).slice(0, input.Limit)
    return { status: 200, body: JSON.stringify({ Items, Count: Items.length, ScannedCount: Items.length }) }
  }
}

const everyDue = (TableName: string | undefined, kind: string): Input => ({
  ...(TableName ? { TableName } : {}),
  IndexName: 'due',
  KeyConditionExpression: 'duePk = :kind',
  ExpressionAttributeValues: { ':kind': { S: kind } },
})

/** How much of it there is: shares of all tries of calls. */
export type Trouble = {
  /** Met another at an item, or were one too many. */
  readonly refused: number
  /** Were done, and nobody hears of it. */
  readonly lost: number
  /** Are never answered. */
  readonly silent: number
  /** Are refused at this try and the next eleven, which is more than anybody asks. */
  readonly stubborn: number
}
/** More than a table does in a bad week; of a hundred tries one is refused. */
export const usualTrouble: Trouble = { refused: 0.01, lost: 0.005, silent: 0.0005, stubborn: 0.001 }

const STUBBORN_FOR = 11

/**
 * Does to any call what happens to it now and then on AWS. `drawn`: from 0 to 1, of a try; the same for the same, where a run is
 * to be the same run again (`drawnFrom`).
 */
export function troubles(drawn: (what: string) => number, trouble: Trouble = usualTrouble): Rule {
  const times = new Map<string, number>()
  const refusedFor = new Map<string, number>()
  return async (call, next) => {
    const name = nameOf(call)
    const left = refusedFor.get(name) ?? 0
    if (left > 0) {
      refusedFor.set(name, left - 1)
      return refusedAtRandom(call)
    }
    const time = (times.get(name) ?? 0) + 1
    times.set(name, time)
    let rest = drawn(`${name} ${time}`)
    const is = (share: number) => {
      rest -= share
      return rest < 0
    }
    if (is(trouble.silent)) return 'silence'
    if (is(trouble.stubborn)) {
      refusedFor.set(name, STUBBORN_FOR)
      return refusedAtRandom(call)
    }
    if (is(trouble.refused)) return refusedAtRandom(call)
    if (!is(trouble.lost)) return next()
    await next()
    return 'cut'
  }
}

/** As many of the latest as anybody could still ask for: AWS keeps them for ten minutes. */
const MOST_TOKENS = 100_000

/**
 * These rules, but for a transaction that is asked for again under the token of one that was done: "subsequent calls with the
 * same client token return the number of read capacity units consumed in reading the item" (API Reference, TransactWriteItems),
 * so it meets nobody and is refused nothing.
 */
export function onceByToken(...rules: readonly Rule[]): Rule {
  const done = new Set<string>()
  const note: Rule = async (call, next) => {
    const answer = await next()
    const { ClientRequestToken: token } = call.input
    if (!token || answer.status !== 200) return answer
    done.add(token)
    const [first] = done
    if (done.size > MOST_TOKENS) done.delete(first!)
    return answer
  }
  const all = inTurn(...rules, note)
  return (call, next, ask) => (done.has(call.input.ClientRequestToken ?? '') ? next() : all(call, next, ask))
}

/** Such a draw: by what it is about and by nothing else. */
export const drawnFrom =
  (seed: number): ((what: string) => number) =>
  (what) =>
    Number.parseInt(hash('sha256', `${seed} ${what}`).slice(0, 8), 16) / 2 ** 32

/** What is asked for, whatever is written: a call that comes again is another time of the same. */
const nameOf = (call: Call): string => {
  const keys = stepsOf(call).map((step) => step.Item ?? step.Key)
  const { Key, IndexName, ExpressionAttributeValues: values = {} } = call.input
  const asked = [Key, IndexName, ...Object.values(values)].flatMap((one) => (one === undefined ? [] : one))
  const about = isWrite(call) ? keys.map((key) => `${key?.pk.S} ${key?.sk.S}`) : asked
  return `${call.operation} ${JSON.stringify(about)}`
}

/** A write meets another at its item. A read meets nobody: it is one too many. */
function refusedAtRandom(call: Call): Answer {
  if (!isWrite(call) || call.operation === 'BatchWriteItem') return tooMuch(call)
  const Message = 'Transaction is ongoing for the item'
  if (call.operation !== 'TransactWriteItems') return refusal('TransactionConflictException', Message)
  const [, ...others] = stepsOf(call)
  const CancellationReasons = [{ Code: 'TransactionConflict', Message }, ...others.map(() => ({ Code: 'None' }))]
  return refusal('TransactionCanceledException', 'Transaction cancelled', { CancellationReasons })
}

/** How long a transaction holds its items on AWS, beyond what the engine needs, ms (our own measure is none: AWS says nothing). */
const A_TRANSACTION = 20

/**
 * The table as on AWS, on a clock of its own: `npm start -- --hard`. Units are those of `stacks/table.ts` and of a partition.
 */
export const asOnAws = (
  table: Units,
  now: () => number,
  wait: (ms: number) => Promise<unknown>,
  random: () => number,
): Rule =>
  onceByToken(
    troubles(random),
    refusesOverlaps({ lasts: () => wait(A_TRANSACTION) }),
    throttles({ table, now }),
    laggingIndex({ now }),
  )
