import type { Handler, Hono } from 'hono'
import { Problem } from '../problem.ts'

/** For what none of these routes takes: 405 with those that the address knows, else 404. */
export const elsewhere =
  ({ routes }: Pick<Hono, 'routes'>, base: string): Handler =>
  (c) => {
    const asked = c.req.path.slice(base.length)
    const methods = new Set(
      routes.filter(({ method, path }) => method !== 'ALL' && patternOf(path).test(asked)).map(({ method }) => method),
    )
    if (methods.size === 0) throw new Problem('unknown_address', 'There is no such address in the API.')
    // Whoever may read may ask for the head alone.
    if (methods.has('GET')) methods.add('HEAD')
    const allow = [...methods].sort().join(', ')
    throw new Problem('method_not_allowed', `This address takes ${allow}, and not ${c.req.method}.`, [], { allow })
  }

const patternOf = (path: string): RegExp => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`)
