import { SendMessageCommand, type SendMessageCommandInput, SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs'

/** Puts one message into a queue of SQS. */
export type SendMessage = (message: SendMessageCommandInput) => Promise<unknown>

export const sqsSender = (config: SQSClientConfig): SendMessage => {
  const client = new SQSClient(config)
  return (message) => client.send(new SendMessageCommand(message))
}
