import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import type { Env, Hono } from 'hono'
import type { Called } from '../http/queued.ts'
import { within } from './request.ts'

type Invocation = Pick<Context, 'awsRequestId'>

/**
 * Hands each message of a batch to a route, and gives back those that failed. In a FIFO queue nothing may overtake a
 * failed message, so all after it are given back too. The route is told when the function has to have ended.
 */
export const queueHandler =
  <E extends Env>(app: Hono<E>, path: string, { inOrder }: { readonly inOrder: boolean }) =>
  async (
    event: SQSEvent,
    context: Invocation & Pick<Context, 'getRemainingTimeInMillis'>,
  ): Promise<SQSBatchResponse> => {
    const failed: string[] = []
    const called: Called = { endsAt: new Date(Date.now() + context.getRemainingTimeInMillis()).toISOString() }
    for (const record of event.Records) {
      if (inOrder && failed.length > 0) {
        failed.push(record.messageId)
        continue
      }
      const message = { method: 'POST', body: record.body, headers: { 'content-type': 'application/json' } }
      const about = { request: context.awsRequestId, message: record.messageId }
      const response = await within(about, async () => app.request(path, message, called))
      if (!response.ok) failed.push(record.messageId)
    }
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) }
  }

/** Hands the whole batch to a route at once, as an array of what was sent; if it fails, all of it comes again. */
export const batchHandler =
  (app: Hono, path: string) =>
  async ({ Records }: SQSEvent, context: Invocation): Promise<SQSBatchResponse> => {
    const messages = {
      method: 'POST',
      body: JSON.stringify(Records.map(({ body }) => body)),
      headers: { 'content-type': 'application/json' },
    }
    const response = await within({ request: context.awsRequestId }, async () => app.request(path, messages))
    return { batchItemFailures: response.ok ? [] : Records.map(({ messageId }) => ({ itemIdentifier: messageId })) }
  }

/** Calls a route at each beat of a schedule; what it answers is the invocation's result. */
export const scheduleHandler =
  (app: Hono, path: string) =>
  async (_: unknown, context: Invocation): Promise<unknown> => {
    const response = await within({ request: context.awsRequestId }, async () => app.request(path, { method: 'POST' }))
    if (!response.ok) throw new Error(`${path} answered ${response.status}`)
    return response.json()
  }
