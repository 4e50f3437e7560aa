import { SQSClient } from '@aws-sdk/client-sqs'
import type { Ports } from '../../core/ports.ts'
import { sqsQueue } from '../adapters/queue.ts'
import { optional } from './config.ts'

/** The queues: a function has the addresses of those that it puts something into. */
export const queues = (): Pick<Ports, 'queue'> => {
  const endpoint = optional('SQS_ENDPOINT')
  const client = new SQSClient(endpoint ? { endpoint } : {})
  return {
    queue: sqsQueue(client, {
      send: optional('SEND_QUEUE_URL') ?? '',
      letters: optional('LETTERS_QUEUE_URL') ?? '',
      results: optional('RESULTS_QUEUE_URL') ?? '',
      hooks: optional('HOOKS_QUEUE_URL') ?? '',
    }),
  }
}
