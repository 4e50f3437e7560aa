import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import type { Hono } from 'hono'

/**
 * Hands each message of a batch to a route, and gives back those that failed. In a FIFO queue nothing may overtake a
 * failed message, so all after it are given back too.
 */
export const queueHandler =
  (app: Hono, path: string, { inOrder }: { readonly inOrder: boolean }) =>
  async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const failed: string[] = []
    for (const record of event.Records) {
      if (inOrder && failed.length > 0) {
        failed.push(record.messageId)
        continue
      }
      const response = await app.request(path, {
        method: 'POST',
        body: record.body,
        headers: { 'content-type': 'application/json' },
      })
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
