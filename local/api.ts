import { cannotStart } from './cannot-start.ts'

export type Api = {
  /** The body of a 2xx; anything else is CannotStart, but for the statuses in `unless`, which answer undefined. */
  call(method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown, unless?: readonly number[]): Promise<unknown>
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
    if (unless.includes(response.status)) return undefined
    return cannotStart(`${method} ${path} was answered ${response.status}: ${detail(text)}`)
  },
})

function detail(text: string): string {
  try {
    return String((JSON.parse(text) as { detail?: unknown }).detail ?? text).slice(0, 300)
  } catch {
    return text.slice(0, 300)
  }
}
