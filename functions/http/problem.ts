import type { Context, ErrorHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { Busy } from '../../core/model/busy.ts'
import type { Question } from '../../core/model/list-questions.ts'
import type { FieldCode, Parsed, Refusal } from '../../core/model/refusal.ts'
import type { Log } from '../../core/ports.ts'
import { type ProblemCode, problemCodes, typeOfProblem } from './problem-codes.ts'

/** An answer that is not the one asked for, in the form of RFC 9457: a code for programs, a sentence for people, and the fields where there are any. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly refusals: readonly Refusal[]
  readonly headers: Readonly<Record<string, string>>
  /** What is to be answered first. */
  readonly questions: readonly Question[]
  constructor(
    code: ProblemCode,
    sentence: string,
    refusals: readonly Refusal[] = [],
    headers: Readonly<Record<string, string>> = {},
    questions: readonly Question[] = [],
  ) {
    super(sentence)
    this.code = code
    this.refusals = refusals
    this.headers = headers
    this.questions = questions
  }
  get status() {
    return problemCodes[this.code].status
  }
}

export const notFound = (what: string): Problem => new Problem('not_found', `There is no ${what} of that name.`)

/** What is wrong with what was given, field by field; the first of them is the sentence. */
export const invalid = (...refusals: readonly Refusal[]): Problem =>
  new Problem('invalid', refusals[0]?.sentence ?? 'This cannot be done as it stands.', refusals)

/** The value, or the 422 that names every field. */
export function accepted<T>(result: Parsed<T>): T {
  if (result.ok) return result.value
  throw invalid(...result.refusals)
}

/** A problem as it is answered; `Code`: those that may come. */
export type ProblemBody<Code extends ProblemCode = ProblemCode> = {
  readonly type: ReturnType<typeof typeOfProblem>
  /** The same for every problem of a code. */
  readonly title: string
  readonly status: number
  readonly code: Code
  readonly detail: string
  /** The first field that is wrong, and all of them. */
  readonly field?: string
  readonly errors?: readonly { readonly field: string; readonly code: FieldCode; readonly detail: string }[]
  /** Of a list of readers: columns that somebody has to say the meaning of. */
  readonly questions?: readonly Question[]
}

const bodyOf = ({ code, message, refusals, questions }: Problem): ProblemBody => ({
  type: typeOfProblem(code),
  title: problemCodes[code].title,
  status: problemCodes[code].status,
  code,
  detail: message,
  ...(refusals[0] ? { field: refusals[0].field } : {}),
  ...(refusals.length > 0 ? { errors: refusals.map(fieldError) } : {}),
  ...(questions.length > 0 ? { questions } : {}),
})

const fieldError = ({ field, code = 'invalid', sentence }: Refusal) => ({ field, code, detail: sentence })

export const problemResponse = (problem: Problem): Response =>
  new Response(JSON.stringify(bodyOf(problem)), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', ...problem.headers },
  })

/** Every exception as a problem. What is our fault says no more than that, and is logged. */
export const problems =
  (log: Log): ErrorHandler =>
  (error: Error, c: Context) => {
    if (error instanceof Problem) return problemResponse(error)
    if (error instanceof HTTPException && error.status < 500)
      return problemResponse(
        new Problem(error.status === 403 ? 'forbidden' : 'unreadable', error.message || 'This cannot be read.'),
      )
    log.error('request.failed', error, { method: c.req.method, route: c.req.routePath })
    if (error instanceof Busy)
      return problemResponse(
        new Problem('busy', 'The table takes no more right now, and nothing was done: try again in a moment.', [], {
          'retry-after': '5',
        }),
      )
    return problemResponse(
      new Problem('internal_error', 'Something went wrong on our side. It has been noted; please try again.'),
    )
  }
