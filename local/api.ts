import type { ProblemBody } from '../functions/http/problem.ts'
import type { ProblemCode } from '../functions/http/problem-codes.ts'
import { cannotStart } from './cannot-start.ts'

export type Api = {
  /** The body of a 2xx; anything else is CannotStart, but for the problems in `unless`, which answer undefined. */
  call(
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    body?: unknown,
    unless?: readonly ProblemCode[],
  ): Promise<unknown>
}

/** The service's own JSON API, as any other program would use it: what is brought in at a start comes through the door. */
export const apiOf = (origin: string, key: string): Api => ({
  async call(method, path, body, unless = []) {
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (response.ok) return text === '' ? undefined : JSON.parse(text)
    const { code, detail = text } = problemIn(text)
    if (code !== undefined && unless.includes(code)) return undefined
    return cannotStart(`${method} ${path} was answered ${response.status}: ${detail.slice(0, 300)}`)
  },
})

function problemIn(text: string): Partial<Pick<ProblemBody, 'code' | 'detail'>> {
  try {
    return JSON.parse(text) as ProblemBody
  } catch {
    return {}
  }
}
