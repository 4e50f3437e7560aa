import type { Instant } from './time.ts'

/** How many events were about mails of others who send on the provider's team; `since`: the first of them. */
export type ForeignEvents = { readonly count: number; readonly since: Instant; readonly last: Instant }

/** An event that has to be read and cannot be: what it was, and its shape, without a value of it. */
export type Unreadable = {
  readonly id: string
  readonly type: string
  /** What it has not: an address, a bounce, a shape at all. */
  readonly missing: string
  /** Names of fields and kinds of values. */
  readonly shape: string
  /** When it came last. */
  readonly at: Instant
}

/** So much of a shape is kept. */
const MOST = 1_000

/** `{to: null, tags: {issue: text}}`: what a value is made of. What stands in it is never shown. */
export function shapeOf(value: unknown, depth = 0): string {
  if (value === null) return 'null'
  if (Array.isArray(value))
    return depth > 3
      ? '[…]'
      : `[${value
          .slice(0, 3)
          .map((one) => shapeOf(one, depth + 1))
          .join(', ')}]`
  if (typeof value !== 'object') return typeof value === 'string' ? (value === '' ? 'empty' : 'text') : typeof value
  if (depth > 3) return '{…}'
  const fields = Object.entries(value)
    .slice(0, 30)
    .map(([name, one]) => `${/^\w{1,40}$/.test(name) ? name : '?'}: ${shapeOf(one, depth + 1)}`)
  return `{${fields.join(', ')}}`.slice(0, MOST)
}
