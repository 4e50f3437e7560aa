import { SQSClient } from '@aws-sdk/client-sqs'
import type { Ports } from '../../core/ports.ts'
import { sqsQueue } from '../adapters/queue.ts'
import { optional, setting } from './config.ts'

/** The two queues. A function that only writes letters is given no address of the other. */
export const queues = (): Pick<Ports, 'queue'> => {
  const endpoint = optional('SQS_ENDPOINT')
  const client = new SQSClient(endpoint ? { endpoint } : {})
  return { queue: sqsQueue(client, { send: optional('SEND_QUEUE_URL') ?? '', letters: setting('LETTERS_QUEUE_URL') }) }
}
