import { routerKey, VIEWER, WORD } from '../functions/adapters/through-router.ts'
import { pepper } from './secrets'
import { certificate, domain } from './stage'

/**
 * "CloudFront caches error responses for a default duration of 10 seconds" (Amazon CloudFront, Control how long CloudFront caches
 * errors), unless each status says otherwise; 416 it does not keep. A page that was just published, and a service that is back,
 * are there at once; what errors cost more by it, the functions' own ceilings hold.
 */
const errors = [400, 403, 404, 405, 414, 500, 501, 502, 503, 504]

/**
 * One address for all: readers' pages, the console, the API and the webhooks. It tells each function who is asking, with a
 * word that only the two of them know; the functions' own addresses answer nobody who does not bring it. (Origin access
 * control would do the same, but then every POST has to be signed at the edge, which ends at 1 MB: lists are larger.)
 */
export const router = new sst.aws.Router('Router', {
  ...(domain ? { domain: certificate ? { name: domain, dns: false as const, cert: certificate } : domain } : {}),
  transform: { cdn: { customErrorResponses: errors.map((errorCode) => ({ errorCode, errorCachingMinTtl: 0 })) } },
  edge: {
    viewerRequest: {
      injection: $interpolate`
event.request.headers["${WORD}"] = { value: "${pepper.value.apply(routerKey)}" };
event.request.headers["${VIEWER}"] = { value: event.viewer.ip };`,
    },
  },
})
