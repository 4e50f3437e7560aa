import type { Queue } from '../../core/ports.ts'
import type { SendMessage } from './sqs.ts'

/** What goes into the queues; what comes out of them is read in orders.ts. */
export const sqsQueue = (
  send: SendMessage,
  url: (queue: 'send' | 'letters' | 'hooks' | 'results') => string,
): Queue => ({
  /** Each issue is a group of its own: a message whose worker has died holds up its own issue until its visibility has passed, and no other (docs/exactly-once.md). */
  async sendIssue(order) {
    await send({
      QueueUrl: url('send'),
      MessageBody: JSON.stringify(order),
      MessageGroupId: order.issue,
      // The nonce keeps SQS from taking a continuation for a repeat of the message that asked for it.
      MessageDeduplicationId: `${order.issue}-${order.cursor}-${order.nonce}`,
    })
  },
  async writeLetter(order) {
    await send({ QueueUrl: url('letters'), MessageBody: JSON.stringify(order) })
  },
  async report(report) {
    await send({ QueueUrl: url('results'), MessageBody: JSON.stringify(report) })
  },
  async tellHook(order, afterMs = 0) {
    // SQS waits in whole seconds, and no longer than a quarter of an hour.
    const DelaySeconds = Math.min(900, Math.ceil(afterMs / 1000))
    await send({ QueueUrl: url('hooks'), MessageBody: JSON.stringify(order), DelaySeconds })
  },
})
