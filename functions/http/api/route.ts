import type { Context, Handler, Input, MiddlewareHandler, TypedResponse } from 'hono'
import type * as z from 'zod'
import { notFound, type ProblemBody } from '../problem.ts'
import type { ProblemCode } from '../problem-codes.ts'
import { bodyOf, type Given, queryOf } from './body.ts'

/** What an answer holds, and when it is given: JSON of a shape, a file of another type, or nothing but the sentence. */
export type Answer =
  | string
  | readonly [shape: z.ZodType, when: string]
  | { readonly type: string; readonly when: string }

/** What any route may be refused with: by what it takes, by its address, or by the key. */
export type Implied =
  | 'unreadable'
  | 'unauthorized'
  | 'insufficient_scope'
  | 'not_found'
  | 'too_large'
  | 'invalid'
  | 'invalid_cursor'
  | `idempotency_${'in_progress' | 'answer_gone' | 'outcome_unknown' | 'key_invalid' | 'key_reused'}`
  | 'internal_error'
  | 'busy'

export type Spec<Body extends z.ZodType = z.ZodType, Query extends z.ZodObject = z.ZodObject> = {
  /** What it does, as an order: "Make a topic". */
  readonly summary: string
  /** What a caller has to know beside that. */
  readonly says?: string
  readonly body?: Body
  /** The body where it is no JSON: its type, and what it holds. The handler reads it. */
  readonly file?: { readonly type: string; readonly holds: string }
  readonly query?: Query
  readonly answers: Readonly<Record<number, Answer>>
  /** What it refuses beside that which follows from what it takes. */
  readonly refuses?: readonly ProblemCode[]
  /**
   * A `POST` that does harm if it is carried out twice (it sends mail): when its first request broke off, a repeat with
   * the same `Idempotency-Key` is refused. Any other is carried out again.
   */
  readonly once?: true
  /** Open to whoever has no key. */
  readonly open?: true
}

/** What `c.req.valid('json')` and `c.req.valid('query')` hold, and what a client sends for it. */
type Taken<Body, Query> = Both<JsonOf<Body>, QueryOf<Query>> extends infer T extends Input ? T : never
type Both<A extends Parts, B extends Parts> = { in: A['in'] & B['in']; out: A['out'] & B['out'] }
type Parts = { in: object; out: object }
type None = { in: Record<never, never>; out: Record<never, never> }
type JsonOf<Body> = [Body] extends [z.ZodType]
  ? { in: { json: z.input<Body> }; out: { json: Given<z.output<Body>> } }
  : None
type QueryOf<Query> = [Query] extends [z.ZodObject]
  ? { in: { query: z.input<Query> }; out: { query: Given<z.output<Query>> } }
  : None

type Refused<Code extends ProblemCode> = TypedResponse<
  ProblemBody<Implied | Code>,
  400 | 401 | 403 | 404 | 409 | 413 | 422 | 500 | 503,
  'json'
>

const specs = new WeakMap<object, Spec>()

/** What is said of a route: of the handler that `route` made for it. */
export const specOf = (handler: unknown): Spec | undefined =>
  typeof handler === 'function' ? specs.get(handler) : undefined

/** Longer than any id: nothing is of that name, and no table has to be asked. */
const MOST_NAME = 200

/**
 * Says what a route takes, does and answers. It stands before the handler: what comes is checked by it (400 for no JSON,
 * 422 naming the field), and the document is made of it.
 */
export function route<
  const Body extends z.ZodType | undefined,
  const Query extends z.ZodObject | undefined,
  const Code extends ProblemCode = never,
>(
  // As the parts are optional, so are their types.
  spec: Omit<Spec, 'body' | 'query' | 'refuses'> & {
    readonly body?: Body
    readonly query?: Query
    readonly refuses?: readonly Code[]
  },
): MiddlewareHandler<Record<never, never>, string, Taken<Body, Query>, Refused<Code>> {
  const check: Handler = async (c: Context, next) => {
    for (const name of Object.values(c.req.param())) if (name.length > MOST_NAME) throw notFound('thing')
    if (spec.query) c.req.addValidatedData('query', queryOf(c, spec.query))
    if (spec.body) c.req.addValidatedData('json', (await bodyOf(c, spec.body)) as object)
    await next()
  }
  specs.set(check, spec as Spec)
  return check as MiddlewareHandler<Record<never, never>, string, Taken<Body, Query>, Refused<Code>>
}

/** A value of this shape as a view makes it: read-only all through. */
export type Shown<Shape extends z.ZodType> = ReadOnly<z.output<Shape>>

type ReadOnly<T> = T extends readonly (infer One)[]
  ? readonly ReadOnly<One>[]
  : T extends object
    ? { readonly [K in keyof T]: ReadOnly<T[K]> }
    : T
