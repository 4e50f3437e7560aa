import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import * as z from 'zod/mini'
import type { IssueId } from '../../core/model/issue.ts'
import type { LetterId } from '../../core/model/letter.ts'
import type { Queue } from '../../core/ports.ts'

/** Both ends of each message stand in this file: what is written here is read here. */
const issueOrder = z.object({ issue: z.string().check(z.regex(/^iss_/)), cursor: z.number(), nonce: z.string() })
const letterOrder = z.object({ letter: z.string().check(z.regex(/^let_/)) })

export const readIssueOrder = (body: unknown) =>
  issueOrder.parse(body) as { issue: IssueId; cursor: number; nonce: string }
export const readLetterOrder = (body: unknown) => letterOrder.parse(body) as { letter: LetterId }

/** One lane: the provider's rate, not our parallelism, is the limit. */
const LANE = 'lane-1'

export const sqsQueue = (client: SQSClient, urls: { readonly send: string; readonly letters: string }): Queue => ({
  async sendIssue(order) {
    await client.send(
      new SendMessageCommand({
        QueueUrl: urls.send,
        MessageBody: JSON.stringify(order),
        MessageGroupId: LANE,
        // The nonce keeps SQS from taking a continuation for a repeat of the message that asked for it.
        MessageDeduplicationId: `${order.issue}-${order.cursor}-${order.nonce}`,
      }),
    )
  },
  async writeLetter(order) {
    await client.send(new SendMessageCommand({ QueueUrl: urls.letters, MessageBody: JSON.stringify(order) }))
  },
})
