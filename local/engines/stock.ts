import type { CreateTableCommandInput, UpdateTimeToLiveCommandInput } from '@aws-sdk/client-dynamodb'
import type { ChangeMessageVisibilityRequest, CreateQueueRequest, SetQueueAttributesRequest } from '@aws-sdk/client-sqs'
import { type EngineAddresses, queueArn, queueUrl } from './addresses.ts'
import { ask } from './ask.ts'

export type QueuePlan = {
  readonly name: string
  readonly deadLetters: string
  readonly visibilitySeconds: number
  readonly maxReceives: number
}

/** The table, made where it is not there yet. `expiresAt` ends items as on AWS. */
export async function stockTable(
  { tableUrl }: Pick<EngineAddresses, 'tableUrl'>,
  definition: CreateTableCommandInput,
): Promise<void> {
  try {
    await ask(tableUrl, 'DynamoDB_20120810.CreateTable', definition)
    await ask(tableUrl, 'DynamoDB_20120810.UpdateTimeToLive', {
      TableName: definition.TableName,
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    } satisfies UpdateTimeToLiveCommandInput)
  } catch (error) {
    if ((error as Error).name !== 'ResourceInUseException') throw error
  }
}

/** The queues as the stacks describe them; what lies in them already stays. */
export async function stockQueues(
  { queuesUrl }: Pick<EngineAddresses, 'queuesUrl'>,
  plans: readonly QueuePlan[],
): Promise<void> {
  await Promise.all(plans.map(stock))

  async function stock(plan: QueuePlan): Promise<void> {
    await make(plan.deadLetters)
    await make(plan.name)
    await ask(queuesUrl, 'AmazonSQS.SetQueueAttributes', {
      QueueUrl: queueUrl(queuesUrl, plan.name),
      Attributes: {
        VisibilityTimeout: String(plan.visibilitySeconds),
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: queueArn(plan.deadLetters),
          maxReceiveCount: plan.maxReceives,
        }),
      },
    } satisfies SetQueueAttributesRequest)
    await freeMessages(plan.name)
  }

  async function make(name: string): Promise<void> {
    await ask(queuesUrl, 'AmazonSQS.CreateQueue', {
      QueueName: name,
      Attributes: name.endsWith('.fifo') ? { FifoQueue: 'true' } : {},
    } satisfies CreateQueueRequest)
  }

  /**
   * Messages that somebody took before we started belong to nobody: the taker died with the last run. One second, not
   * none: with its disk on, fauxqs 2.4.1 fails at a visibility of 0 and loses sight of the message.
   */
  async function freeMessages(name: string): Promise<void> {
    const answer = await fetch(`${queuesUrl}/_fauxqs/queues/${name}`)
    const { messages } = (await answer.json()) as { messages: { inflight: { receiptHandle: string }[] } }
    for (const { receiptHandle } of messages.inflight) {
      await ask(queuesUrl, 'AmazonSQS.ChangeMessageVisibility', {
        QueueUrl: queueUrl(queuesUrl, name),
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: 1,
      } satisfies ChangeMessageVisibilityRequest)
    }
  }
}
