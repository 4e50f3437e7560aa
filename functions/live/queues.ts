import type { Ports } from '../../core/ports.ts'
import { sqsQueue } from '../adapters/queue.ts'
import type { SendMessage } from '../adapters/sqs.ts'
import { setting } from './config.ts'

/** The queues: a function has the addresses of those that it puts something into. */
export const queues = (): Pick<Ports, 'queue'> => {
  let sender: Promise<SendMessage> | undefined
  const send: SendMessage = async (message) => {
    sender ??= connect()
    return (await sender)(message)
  }
  return { queue: sqsQueue(send, (queue) => setting(urls[queue])) }
}

const urls = {
  send: 'SEND_QUEUE_URL',
  letters: 'LETTERS_QUEUE_URL',
  results: 'RESULTS_QUEUE_URL',
  hooks: 'HOOKS_QUEUE_URL',
} as const

/** With the first message: most starts have none to send. */
async function connect(): Promise<SendMessage> {
  const { sqsSender } = await import('../adapters/sqs.ts')
  const endpoint = setting('SQS_ENDPOINT')
  return sqsSender(endpoint ? { endpoint } : {})
}
