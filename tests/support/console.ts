import { Hono } from 'hono'
import type { Role } from '../../core/model/editor.ts'
import type { ApiPorts } from '../../functions/http/api/api.ts'
import type { ConsoleEnv } from '../../functions/http/console/frame.tsx'
import { sayingTo } from '../../functions/http/console/saying.ts'
import { problems } from '../../functions/http/problem.ts'

type Fields = Readonly<Record<string, string | readonly string[] | File>>

/** Somebody who is signed in, before pages of the console: what they open, what they send, and where that leads. */
export function aVisitor(ports: ApiPorts, pages: readonly Hono<ConsoleEnv>[], role: Role = 'editor') {
  const app = new Hono<ConsoleEnv>()
  const saying = sayingTo(ports, 'the session of this visitor')
  app.onError(problems(ports.log))
  app.use(async (c, next) => {
    c.set('editor', { address: `${role}@harbourpost.example`, role })
    c.set('saying', saying)
    await next()
  })
  for (const one of pages) app.route('/console', one)

  const answered = async (response: Response) => ({
    status: response.status,
    to: response.headers.get('location')?.split('?')[0],
    said: saying.heard(saidIn(response) ?? '')?.said,
    undo: saying.heard(saidIn(response) ?? '')?.undo,
    page: await response.text(),
    headers: response.headers,
  })
  return {
    /** As it stands in the address of a page that says it to this visitor. */
    say: (said: string, undo?: string) => encodeURIComponent(saying.say({ said, undo })),
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

const saidIn = (response: Response) =>
  new URLSearchParams(response.headers.get('location')?.split('?')[1]?.split('#')[0]).get('said')
