import { routerKey, VIEWER, WORD } from '../functions/adapters/through-router.ts'
import { pepper } from './secrets'
import { certificate, domain } from './stage'

/**
 * One address for all: readers' pages, the console, the API and the webhooks. It tells each function who is asking, with a
 * word that only the two of them know; the functions' own addresses answer nobody who does not bring it. (Origin access
 * control would do the same, but then every POST has to be signed at the edge, which ends at 1 MB: lists are larger.)
 */
export const router = new sst.aws.Router('Router', {
  ...(domain ? { domain: certificate ? { name: domain, dns: false as const, cert: certificate } : domain } : {}),
  edge: {
    viewerRequest: {
      injection: $interpolate`
event.request.headers["${WORD}"] = { value: "${pepper.value.apply(routerKey)}" };
event.request.headers["${VIEWER}"] = { value: event.viewer.ip };`,
    },
  },
})
