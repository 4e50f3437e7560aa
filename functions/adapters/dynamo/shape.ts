import type { Table } from '../table.ts'
import type { Item } from './read.ts'
import { MARK } from './steps.ts'

/** Whether a value read from the table looks as we wrote it. Cheap: this runs for every item. */
export type Check = (value: unknown) => boolean

export const text: Check = (value) => typeof value === 'string'
export const number: Check = (value) => typeof value === 'number'
export const truth: Check = (value) => typeof value === 'boolean'
export const bytes: Check = (value) => value instanceof Uint8Array
export const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value)
export const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)
export const list =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check)
export const record =
  (check: Check): Check =>
  (value) =>
    isObject(value) && Object.values(value).every(check)
export const shape = (fields: Readonly<Record<string, Check>>): Check => {
  const checks = Object.entries(fields)
  return (value) => isObject(value) && checks.every(([name, check]) => check(value[name]))
}
export const either =
  (...checks: readonly Check[]): Check =>
  (value) =>
    checks.some((check) => check(value))
export const both =
  (...checks: readonly Check[]): Check =>
  (value) =>
    checks.every((check) => check(value))
export const choice: Check = (value) => value === 'all' || list(text)(value)

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The item as ours, or nothing: a corrupt one is left out and logged, so that the rest goes on. */
export function read<T>(table: Pick<Table, 'log'>, item: Item | undefined, check: Check): T | undefined {
  if (!item) return undefined
  const { pk: _, sk: __, duePk: ___, dueSk: ____, expiresAt: _____, [MARK]: ______, ...rest } = item
  if (check(rest)) return rest as T
  quarantine(table, item)
  return undefined
}

/** Kinds only: a key may hold an address. */
export const quarantine = (table: Pick<Table, 'log'>, { pk, sk }: { pk: string; sk: string }): void =>
  table.log('item.quarantined', { level: 'error', pk: kindOf(pk), sk: kindOf(sk) })

const kindOf = (key: string): string => /^[A-Z]+(?=#|$)/.exec(key)?.[0] ?? ''
