import { Hono } from 'hono'
import type { Role } from '../../core/model/editor.ts'
import type { ApiPorts } from '../../functions/http/api/api.ts'
import type { ConsoleEnv } from '../../functions/http/console/frame.tsx'
import { problems } from '../../functions/http/problem.ts'

type Fields = Readonly<Record<string, string | readonly string[] | File>>

/** Somebody who is signed in, before pages of the console: what they open, what they send, and where that leads. */
export function aVisitor(ports: ApiPorts, pages: readonly Hono<ConsoleEnv>[], role: Role = 'editor') {
  const app = new Hono<ConsoleEnv>()
  app.onError(problems(ports.log))
  app.use(async (c, next) => {
    c.set('editor', { address: `${role}@harbourpost.example`, role })
    await next()
  })
  for (const one of pages) app.route('/console', one)

  const answered = async (response: Response) => ({
    status: response.status,
    to: response.headers.get('location')?.split('?')[0],
    said: new URLSearchParams(response.headers.get('location')?.split('?')[1]).get('said') ?? undefined,
    page: await response.text(),
    headers: response.headers,
  })
  return {
    open: async (path: string) => answered(await app.request(`/console${path}`)),
    async send(
      path: string,
      fields: Fields = {},
      as: 'form' | 'multipart' = 'form',
      headers: Readonly<Record<string, string>> = {},
    ) {
      const body = as === 'form' ? new URLSearchParams() : new FormData()
      for (const [name, value] of Object.entries(fields))
        for (const one of [value].flat() as (string | File)[])
          if (body instanceof FormData) body.append(name, one)
          else body.append(name, one as string)
      return answered(await app.request(`/console${path}`, { method: 'POST', body, headers }))
    },
  }
}
