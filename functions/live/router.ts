import type { Writable } from 'node:stream'
import type { handle, LambdaContext, streamHandle } from 'hono/aws-lambda'
import { type FromRouter, routerKey, throughRouter } from '../adapters/through-router.ts'
import { secret, setting } from './config.ts'
import { within } from './request.ts'

/** What Lambda puts there for handlers that answer in pieces. */
declare const awslambda: {
  streamifyResponse<H>(handler: H): H
  HttpResponseStream: { from(answer: Writable, head: { readonly statusCode: number }): Writable }
}

/** On a laptop there is no router between the browser and the function. */
const gate = () =>
  setting('TIDINGS_LOCAL') ? undefined : { key: routerKey(secret('Pepper')), site: setting('SITE_URL') }

/** Answers what comes through the router, and 403 to whoever has found the function's own address. */
export function onlyRouted(handler: ReturnType<typeof handle>) {
  const router = gate()
  return async (event: FromRouter, context: LambdaContext): Promise<object> => {
    const routed = router ? throughRouter(event, router) : event
    if (!routed) return { statusCode: 403 }
    return within({ request: context.awsRequestId }, () => handler(routed, context))
  }
}

/** The same for one that answers in pieces. */
export function onlyRoutedStream(handler: ReturnType<typeof streamHandle>) {
  const router = gate()
  const answers = handler as unknown as (event: FromRouter, answer: Writable, context: LambdaContext) => Promise<void>
  return awslambda.streamifyResponse(async (event: FromRouter, answer: Writable, context: LambdaContext) => {
    const routed = router ? throughRouter(event, router) : event
    if (routed) return within({ request: context.awsRequestId }, () => answers(routed, answer, context))
    const refusal = awslambda.HttpResponseStream.from(answer, { statusCode: 403 })
    // Without a first piece, Lambda never sends the head.
    refusal.write('')
    refusal.end()
  })
}
