import type { Context, ErrorHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { Busy } from '../../core/model/busy.ts'
import type { Question } from '../../core/model/list-questions.ts'
import type { Parsed, Refusal } from '../../core/model/refusal.ts'
import type { Log } from '../../core/ports.ts'

/** An answer that is not the one asked for, in the form of RFC 9457: a plain sentence, and the field where there is one. */
export class Problem extends Error {
  readonly status: number
  readonly refusals: readonly Refusal[]
  readonly headers: Readonly<Record<string, string>>
  /** What is to be answered first. */
  readonly questions: readonly Question[]
  constructor(
    status: number,
    sentence: string,
    refusals: readonly Refusal[] = [],
    headers: Readonly<Record<string, string>> = {},
    questions: readonly Question[] = [],
  ) {
    super(sentence)
    this.status = status
    this.refusals = refusals
    this.headers = headers
    this.questions = questions
  }
}

const titles: Record<number, string> = {
  400: 'This cannot be read',
  401: 'Who are you?',
  403: 'This is not yours to do',
  404: 'There is nothing here',
  405: 'This is not done here',
  409: 'Somebody was faster',
  413: 'This is too much at once',
  422: 'This cannot be done as it stands',
  429: 'This is too often',
  500: 'Our fault',
  503: 'Not right now',
}

export const notFound = (what: string): Problem => new Problem(404, `There is no ${what} of that name.`)

/** The value, or the 422 that names every field. */
export function accepted<T>(result: Parsed<T>): T {
  if (result.ok) return result.value
  throw new Problem(422, result.refusals[0]?.sentence ?? 'This cannot be done as it stands.', result.refusals)
}

/** A problem as it is answered. */
export type ProblemBody = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  /** The first field that is wrong, and all of them. */
  readonly field?: string
  readonly errors?: readonly { readonly field: string; readonly detail: string }[]
  /** Of a list of readers: columns that somebody has to say the meaning of. */
  readonly questions?: readonly Question[]
}

const bodyOf = ({ status, message, refusals, questions }: Problem): ProblemBody => ({
  type: 'about:blank',
  title: titles[status] ?? 'Something is wrong',
  status,
  detail: message,
  ...(refusals[0] ? { field: refusals[0].field } : {}),
  ...(refusals.length > 0 ? { errors: refusals.map(({ field, sentence }) => ({ field, detail: sentence })) } : {}),
  ...(questions.length > 0 ? { questions } : {}),
})

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
      return problemResponse(new Problem(error.status, error.message || 'This cannot be read.'))
    log.error('request.failed', error, { method: c.req.method, route: c.req.routePath })
    if (error instanceof Busy)
      return problemResponse(
        new Problem(503, 'The table takes no more right now, and nothing was done: try again in a moment.', [], {
          'retry-after': '5',
        }),
      )
    return problemResponse(new Problem(500, 'Something went wrong on our side. It has been noted; please try again.'))
  }
