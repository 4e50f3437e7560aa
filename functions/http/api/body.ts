import type { Context } from 'hono'
import type * as z from 'zod'
import { type FieldCode, refusal } from '../../../core/model/refusal.ts'
import { invalid, Problem } from '../problem.ts'

/** JSON has no `undefined`: a field is there or it is not. */
export type Given<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** The JSON body in this shape; 400 for what is no JSON, 422 naming the field for what has another shape. */
export async function bodyOf<S extends z.ZodType>(c: Context, shape: S): Promise<Given<z.infer<S>>> {
  const text = utf8In(await c.req.arrayBuffer())
  let json: unknown
  let isWhole = true
  try {
    json = JSON.parse(text, (key, value) => {
      if (!key.isWellFormed() || (typeof value === 'string' && !value.isWellFormed())) isWhole = false
      return value
    })
  } catch {
    throw new Problem('unreadable', text === '' ? 'The body is empty: send JSON.' : 'The body is not JSON.')
  }
  if (!isWhole) throw new Problem('unreadable', halfACharacter)
  const result = shape.safeParse(json)
  if (result.success) return result.data as Given<z.infer<S>>
  const refusals = result.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) =>
          refusal([...issue.path, key].join('.'), `There is no field "${key}" here.`, 'unknown_field'),
        )
      : [refusal(issue.path.join('.') || '(body)', sentenceFor(issue, json), codeFor(issue, json))],
  )
  throw invalid(...refusals)
}

const halfACharacter =
  'The body holds half a character (a lone surrogate such as \\ud800): send whole ones. A text that was cut has to be cut between characters.'

/** JSON is UTF-8 (RFC 8259 §8.1): what is none is refused, or it would be stored with holes in it. */
function utf8In(body: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw new Problem('unreadable', 'The body is not UTF-8: send JSON in that encoding.')
  }
}

/** The query in this shape; 422 naming the field, in the words of the shape itself. What it does not name is passed over. */
export function queryOf<S extends z.ZodObject>(c: Context, shape: S): Given<z.output<S>> {
  const result = shape.safeParse(c.req.query())
  if (result.success) return result.data as Given<z.output<S>>
  const refusals = result.error.issues.map((issue) =>
    refusal(issue.path.join('.'), issue.message, codeFor(issue, c.req.query())),
  )
  throw invalid(...refusals)
}

const givenAt = ({ path }: z.core.$ZodIssue, json: unknown): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], json)

function codeFor(issue: z.core.$ZodIssue, json: unknown): FieldCode {
  if (givenAt(issue, json) === undefined) return 'required'
  switch (issue.code) {
    case 'invalid_type':
      return 'wrong_type'
    case 'invalid_value':
      return 'not_one_of'
    case 'too_big':
      return issue.origin === 'string' ? 'too_long' : issue.origin === 'array' ? 'too_many' : 'out_of_range'
    case 'too_small':
      return issue.origin === 'string' ? 'too_short' : issue.origin === 'array' ? 'too_few' : 'out_of_range'
    default:
      return 'invalid'
  }
}

function sentenceFor(issue: z.core.$ZodIssue, json: unknown): string {
  const given = givenAt(issue, json)
  const name = issue.path.join('.') || 'body'
  if (given === undefined) return `"${name}" is missing.`
  if (issue.code === 'invalid_type')
    return `"${name}" should be ${issue.expected === 'array' ? 'a list' : `of type ${issue.expected}`}.`
  return `"${name}": ${issue.message}`
}

/** Of a page of the console: `limit` (at most 100, 50 unless told) and `cursor` of a list. */
export function pageOf(c: Context): { limit: number; cursor?: string } {
  const given = c.req.query('limit')
  const limit = given === undefined ? 50 : Number(given)
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    throw invalid(refusal('limit', 'A page holds 1 to 100 things.', 'out_of_range'))
  }
  const cursor = c.req.query('cursor')
  // No key of the table is that long, and it refuses to look for one.
  if (cursor && cursor.length > 300) throw new Problem('invalid_cursor', 'This list does not go on there: begin anew.')
  return cursor ? { limit, cursor } : { limit }
}
