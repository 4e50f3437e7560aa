import type { Message as Delivered, ReceiveMessageRequest } from '@aws-sdk/client-sqs'
import type { SQSEvent, SQSMessageAttributes, SQSRecord } from 'aws-lambda'
import { queueArn, queueUrl, REGION } from '../engines/addresses.ts'
import { ask } from '../engines/ask.ts'
import type { Invoke } from './gateway.ts'

export type PollerPlan = {
  /** Its name; what the records say they come from. */
  readonly queue: string
  readonly queuesUrl: string
  readonly batchSize: number
  /** How long it waits for a batch to fill, once there is a message. */
  readonly windowSeconds: number
  /** How many batches are in work at a time. */
  readonly atMost: number
  readonly invoke: Invoke
}

export type Poller = {
  /** Takes no more messages and waits until those in work are done with. */
  stop(): Promise<void>
}

/** As it comes in JSON: bytes in Base64. */
type Message = Omit<Delivered, 'MessageAttributes'> & {
  readonly MessageAttributes?: Readonly<
    Record<string, { readonly DataType?: string; readonly StringValue?: string; readonly BinaryValue?: string }>
  >
}

const LONG_POLL_SECONDS = 20
/** As many as SQS hands out, or takes back, in one call. */
const MOST_A_CALL = 10
const ENGINE_AWAY_MS = 500

/**
 * Polls a queue as Lambda's event source mapping does: a message is deleted when the function has dealt with it, and left for
 * its visibility to pass when the function gave it back, threw, died or was ended ("Handling errors for an SQS event source in
 * Lambda"). Nothing brings it back sooner. In a FIFO queue the engine gives out none of a group as long as one of it is away.
 */
export function startPoller(plan: PollerPlan): Poller {
  const QueueUrl = queueUrl(plan.queuesUrl, plan.queue)
  const stopping = new AbortController()
  const work = Promise.all(Array.from({ length: plan.atMost }, poll))

  async function poll(): Promise<void> {
    while (!stopping.signal.aborted) {
      const messages = await receive(plan.batchSize, LONG_POLL_SECONDS)
      if (messages.length > 0) await serve(await filled(messages))
    }
  }

  /** With those that come within the window, until the batch is full. */
  async function filled(messages: Message[]): Promise<Message[]> {
    const until = Date.now() + plan.windowSeconds * 1000
    while (messages.length < plan.batchSize && Date.now() < until && !stopping.signal.aborted) {
      const more = await receive(plan.batchSize - messages.length, 1)
      messages.push(...more)
    }
    return messages
  }

  async function receive(most: number, WaitTimeSeconds: number): Promise<Message[]> {
    try {
      const wanted = {
        QueueUrl,
        MaxNumberOfMessages: Math.min(most, MOST_A_CALL),
        WaitTimeSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      } satisfies ReceiveMessageRequest
      const { Messages } = await call<{ Messages?: Message[] }>('ReceiveMessage', wanted, stopping.signal)
      return Messages ?? []
    } catch {
      // The engine is being started again, or we are stopping.
      if (!stopping.signal.aborted) await pause(ENGINE_AWAY_MS, stopping.signal)
      return []
    }
  }

  async function serve(messages: Message[]): Promise<void> {
    const event: SQSEvent = { Records: messages.map((message) => record(message, plan.queue)) }
    const done = await plan.invoke(event).then(
      (answer) => doneWith(messages, answer),
      () => [],
    )
    await forget(done)
  }

  async function forget(messages: Message[]): Promise<void> {
    for (const some of callsOf(messages))
      await call('DeleteMessageBatch', { QueueUrl, Entries: some.map(entry) }).catch(() => {
        // They come again, as they may on AWS; whoever deals with them is ready for that.
      })
  }

  function call<Answer>(operation: string, input: object, signal?: AbortSignal): Promise<Answer> {
    return ask<Answer>(plan.queuesUrl, `AmazonSQS.${operation}`, input, signal)
  }

  return {
    async stop() {
      stopping.abort()
      await work
    },
  }
}

const callsOf = (messages: readonly Message[]): Message[][] =>
  Array.from({ length: Math.ceil(messages.length / MOST_A_CALL) }, (_, n) =>
    messages.slice(n * MOST_A_CALL, (n + 1) * MOST_A_CALL),
  )

const entry = (message: Message, n: number) => ({ Id: String(n), ReceiptHandle: message.ReceiptHandle ?? '' })

/**
 * Those that need not come again, by Lambda's reading of ReportBatchItemFailures: nothing or an empty list is success
 * of all, a list that cannot be matched is failure of all.
 */
export function doneWith<M extends { MessageId?: string | undefined }>(messages: readonly M[], answer: unknown): M[] {
  const failures = (answer as { batchItemFailures?: unknown } | null | undefined)?.batchItemFailures ?? []
  if (!Array.isArray(failures)) return []
  const failed = new Set(failures.map((one: { itemIdentifier?: unknown } | null) => one?.itemIdentifier))
  const known = new Set(messages.map((message) => message.MessageId))
  for (const id of failed) if (!known.has(id as string)) return []
  return messages.filter((message) => !failed.has(message.MessageId))
}

function record(message: Message, queue: string): SQSRecord {
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: (message.Attributes ?? {}) as SQSRecord['attributes'],
    messageAttributes: messageAttributes(message),
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn(queue),
    awsRegion: REGION,
  }
}

function messageAttributes(message: Message): SQSMessageAttributes {
  const found: SQSMessageAttributes = {}
  for (const [name, value] of Object.entries(message.MessageAttributes ?? {})) {
    found[name] = {
      dataType: (value.DataType ?? 'String') as 'String',
      ...(value.StringValue === undefined ? {} : { stringValue: value.StringValue }),
      ...(value.BinaryValue === undefined ? {} : { binaryValue: value.BinaryValue }),
      stringListValues: [],
      binaryListValues: [],
    }
  }
  return found
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
