import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb'
import type { Key } from '../table.ts'

type Written = NonNullable<TransactWriteCommandInput['TransactItems']>[number]

/**
 * One write of a transaction (or one on its own), without the table's name. Attributes are written `#name` in every
 * expression, so that none is ever a reserved word; values that an expression does not mention are left out.
 */
export type Step = {
  readonly [K in keyof Written]: Omit<NonNullable<Written[K]>, 'TableName'>
}

export type Values = Readonly<Record<string, unknown>>
type Names = Readonly<Record<string, string>>

/** `when` is the condition; without one the write always happens. */
export const put = (item: Key & Record<string, unknown>, when?: string, values: Values = {}): Step => ({
  Put: { Item: item, ...condition(when), ...mentioned([when], values) },
})

export const update = (key: Key, expression: string, when?: string, values: Values = {}, names: Names = {}): Step => ({
  Update: {
    Key: key,
    UpdateExpression: expression,
    ...condition(when),
    ...mentioned([expression, when], values, names),
  },
})

export const remove = (key: Key, when?: string, values: Values = {}): Step => ({
  Delete: { Key: key, ...condition(when), ...mentioned([when], values) },
})

/** A condition on an item that is not written: the transaction happens only if it holds. */
export const check = (key: Key, when: string, values: Values = {}): Step => ({
  ConditionCheck: { Key: key, ConditionExpression: when, ...mentioned([when], values) },
})

/** What a write leaves on its item, so that it knows itself again. */
export const MARK = 'mark'

/**
 * The step as one that happens once, however often it is asked for under one mark: a try whose answer was lost leaves the
 * mark, and the next try finds it. Undefined: to do it again would do no harm, and nobody is told of it.
 */
export function marked({ Put, Update }: Step, mark: string): Step | undefined {
  const one = Put ?? Update
  if (!one || (one.ConditionExpression === undefined && !Update?.UpdateExpression?.includes('ADD '))) return undefined
  const { ConditionExpression: when, ExpressionAttributeNames: names, ExpressionAttributeValues: values } = one
  const isNew = '(attribute_not_exists(#mark) OR #mark <> :mark)'
  const once = {
    ConditionExpression: when === undefined ? isNew : `${hasOr(when) ? `(${when})` : when} AND ${isNew}`,
    ExpressionAttributeNames: { ...names, '#mark': MARK },
    ExpressionAttributeValues: { ...values, ':mark': mark },
    // "No additional cost", no read units (DynamoDB API Reference, PutItem and UpdateItem).
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  } as const
  if (Put) return { Put: { ...Put, ...once, Item: { ...Put.Item, [MARK]: mark } } }
  return {
    Update: { ...Update!, ...once, UpdateExpression: alsoSetting('#mark = :mark', Update!.UpdateExpression ?? '') },
  }
}

/** Whether an OR stands outside of all parentheses. Those that say nothing are refused: "The expression has redundant parentheses". */
function hasOr(condition: string): boolean {
  let bare = condition
  for (let within = ''; within !== bare; ) [within, bare] = [bare, bare.replaceAll(/\([^()]*\)/g, '')]
  return / OR /.test(bare)
}

const alsoSetting = (one: string, expression: string): string =>
  /\bSET /.test(expression) ? expression.replace(/\bSET /, `SET ${one}, `) : `${expression} SET ${one}`

const condition = (when: string | undefined) => (when === undefined ? {} : { ConditionExpression: when })

function mentioned(expressions: readonly (string | undefined)[], values: Values, names: Names = {}) {
  const text = expressions.join(' ')
  const named = [...new Set(text.match(/#\w+/g))].map((name) => [name, names[name] ?? name.slice(1)])
  const valued = [...new Set(text.match(/:\w+/g))].map((name) => [name, values[name]])
  return {
    ...(named.length > 0 ? { ExpressionAttributeNames: Object.fromEntries(named) as Record<string, string> } : {}),
    ...(valued.length > 0 ? { ExpressionAttributeValues: Object.fromEntries(valued) as Record<string, unknown> } : {}),
  }
}
