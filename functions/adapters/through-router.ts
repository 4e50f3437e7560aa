import { createHmac, timingSafeEqual } from 'node:crypto'
import type { LambdaEvent } from 'hono/aws-lambda'

/** The headers in which the router says that it is the router, and who asks. It writes over what anybody else has put there. */
export const WORD = 'x-tidings-router'
export const VIEWER = 'x-tidings-viewer'

/** A request as a function URL hands it over (payload format 2.0). */
export type FromRouter = Extract<LambdaEvent, { rawPath: string }>

/** The word between the router and the functions: drawn from the pepper, so that there is no further secret to set. */
export const routerKey = (pepper: string): string => createHmac('sha256', pepper).update('router').digest('hex')

/**
 * The request as whoever asks has sent it, not as the router passes it on: at the public address, from their own.
 * Undefined for one that has not come through the router. Nobody is to answer that one: it would be counted under
 * whatever address it claims.
 */
export function throughRouter(
  event: FromRouter,
  { key, site }: { readonly key: string; readonly site: string },
): FromRouter | undefined {
  const { [WORD]: word = '', [VIEWER]: viewer, ...headers } = event.headers
  const [given, expected] = [Buffer.from(word), Buffer.from(key)]
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  const { host } = new URL(site)
  const { http } = event.requestContext
  return {
    ...event,
    headers: { ...headers, host },
    requestContext: { ...event.requestContext, domainName: host, http: { ...http, sourceIp: viewer ?? http.sourceIp } },
  }
}
