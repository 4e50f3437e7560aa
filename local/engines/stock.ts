import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import type { EngineAddresses } from './start.ts'

export const REGION = 'eu-central-1'
const ACCOUNT = '000000000000'

/** The engines take any credentials; the real ones of whoever starts us are never shown to them. */
const access = { region: REGION, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }

export const sqsClient = (queuesUrl: string): SQSClient => new SQSClient({ ...access, endpoint: queuesUrl })

export type QueuePlan = {
  readonly name: string
  readonly deadLetters: string
  readonly visibilitySeconds: number
  readonly maxReceives: number
}

export const queueUrl = (queuesUrl: string, name: string): string => `${queuesUrl}/${ACCOUNT}/${name}`
export const queueArn = (name: string): string => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`

/** The table, made where it is not there yet. `expiresAt` ends items as on AWS. */
export async function stockTable(
  engines: Pick<EngineAddresses, 'tableUrl'>,
  definition: CreateTableCommandInput,
): Promise<void> {
  const client = new DynamoDBClient({ ...access, endpoint: engines.tableUrl })
  try {
    await client.send(new CreateTableCommand(definition))
    await client.send(
      new UpdateTimeToLiveCommand({
        TableName: definition.TableName,
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      }),
    )
  } catch (error) {
    if ((error as Error).name !== 'ResourceInUseException') throw error
  } finally {
    client.destroy()
  }
}

/** The queues as the stacks describe them; what lies in them already stays. */
export async function stockQueues(
  engines: Pick<EngineAddresses, 'queuesUrl'>,
  plans: readonly QueuePlan[],
): Promise<void> {
  const client = sqsClient(engines.queuesUrl)
  const make = (name: string) =>
    client.send(
      new CreateQueueCommand({ QueueName: name, Attributes: name.endsWith('.fifo') ? { FifoQueue: 'true' } : {} }),
    )
  try {
    await Promise.all(plans.map((plan) => stock(plan)))
  } finally {
    client.destroy()
  }

  async function stock(plan: QueuePlan): Promise<void> {
    await make(plan.deadLetters)
    await make(plan.name)
    await client.send(
      new SetQueueAttributesCommand({
        QueueUrl: queueUrl(engines.queuesUrl, plan.name),
        Attributes: {
          VisibilityTimeout: String(plan.visibilitySeconds),
          RedrivePolicy: JSON.stringify({
            deadLetterTargetArn: queueArn(plan.deadLetters),
            maxReceiveCount: plan.maxReceives,
          }),
        },
      }),
    )
    await freeMessages(plan.name)
  }

  /**
   * Messages that somebody took before we started belong to nobody: the taker died with the last run. One second, not
   * none: with its disk on, fauxqs 2.4.1 fails at a visibility of 0 and loses sight of the message.
   */
  async function freeMessages(name: string): Promise<void> {
    const answer = await fetch(`${engines.queuesUrl}/_fauxqs/queues/${name}`)
    const { messages } = (await answer.json()) as { messages: { inflight: { receiptHandle: string }[] } }
    for (const { receiptHandle } of messages.inflight) {
      await client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: queueUrl(engines.queuesUrl, name),
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: 1,
        }),
      )
    }
  }
}
