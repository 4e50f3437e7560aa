import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import type { Env, Hono } from 'hono'
import type { Called } from '../http/queued.ts'

/**
 * Hands each message of a batch to a route, and gives back those that failed. In a FIFO queue nothing may overtake a
 * failed message, so all after it are given back too. The route is told when the function has to have ended.
 */
export const queueHandler =
  <E extends Env>(app: Hono<E>, path: string, { inOrder }: { readonly inOrder: boolean }) =>
  async (event: SQSEvent, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<SQSBatchResponse> => {
    const failed: string[] = []
    const called: Called = { endsAt: new Date(Date.now() + context.getRemainingTimeInMillis()).toISOString() }
    for (const record of event.Records) {
      if (inOrder && failed.length > 0) {
        failed.push(record.messageId)
        continue
      }
      const message = { method: 'POST', body: record.body, headers: { 'content-type': 'application/json' } }
      const response = await app.request(path, message, called)
      if (!response.ok) failed.push(record.messageId)
    }
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) }
  }

/** Hands the whole batch to a route at once, as an array of what was sent; if it fails, all of it comes again. */
export const batchHandler =
  (app: Hono, path: string) =>
  async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const response = await app.request(path, {
      method: 'POST',
      body: JSON.stringify(Records.map(({ body }) => body)),
      headers: { 'content-type': 'application/json' },
    })
    return { batchItemFailures: response.ok ? [] : Records.map(({ messageId }) => ({ itemIdentifier: messageId })) }
  }

/** Calls a route at each beat of a schedule; what it answers is the invocation's result. */
export const scheduleHandler = (app: Hono, path: string) => async (): Promise<unknown> => {
  const response = await app.request(path, { method: 'POST' })
  if (!response.ok) throw new Error(`${path} answered ${response.status}`)
  return response.json()
}
