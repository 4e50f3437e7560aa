import { SendMessageCommand, type SendMessageCommandInput, SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs'
import { awsCalls, type Calling } from './aws-calls.ts'

/** Puts one message into a queue of SQS. */
export type SendMessage = (message: SendMessageCommandInput) => Promise<unknown>

/** Where an answer is lost, a message may lie in its queue twice: queues only nudge, and whoever is nudged looks at the table. */
export function sqsSender(config: SQSClientConfig, calling: Calling = {}): SendMessage {
  const calls = awsCalls(calling)
  const client = new SQSClient({ ...calls.config, ...config })
  client.middlewareStack.use(calls.livingSockets)
  return (message) => client.send(new SendMessageCommand(message))
}
