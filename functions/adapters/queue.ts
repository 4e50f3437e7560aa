import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import * as z from 'zod/mini'
import type { DeliveryId, HookId } from '../../core/model/hook.ts'
import type { IssueId } from '../../core/model/issue.ts'
import type { LetterId } from '../../core/model/letter.ts'
import type { Report } from '../../core/model/outcome.ts'
import type { Queue } from '../../core/ports.ts'

/** Both ends of each message stand in this file: what is written here is read here. */
const issueOrder = z.object({ issue: z.string().check(z.regex(/^iss_/)), cursor: z.number(), nonce: z.string() })
const letterOrder = z.object({ letter: z.string().check(z.regex(/^let_/)) })
const reportShape = z.object({
  issue: z.string().check(z.regex(/^iss_/)),
  subscriber: z.string().check(z.regex(/^sub_/)),
  what: z.enum(['delivered', 'delayed', 'opened', 'clicked']),
  at: z.string(),
  link: z.optional(z.string()),
})
const hookOrder = z.object({
  hook: z.string().check(z.regex(/^hook_/)),
  delivery: z.string().check(z.regex(/^msg_/)),
})

export const readIssueOrder = (body: unknown) =>
  issueOrder.parse(body) as { issue: IssueId; cursor: number; nonce: string }
export const readLetterOrder = (body: unknown) => letterOrder.parse(body) as { letter: LetterId }
/** A batch of them, each as it was sent; what cannot be read is left out, so that it keeps nothing else back. */
export const readReports = (bodies: readonly string[]): { reports: Report[]; unreadable: number } => {
  const reports = bodies.flatMap((body) => {
    const found = reportShape.safeParse(parsedJson(body))
    return found.success ? [found.data as Report] : []
  })
  return { reports, unreadable: bodies.length - reports.length }
}

const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const readHookOrder = (body: unknown) => hookOrder.parse(body) as { hook: HookId; delivery: DeliveryId }

/** One lane: the provider's rate, not our parallelism, is the limit. */
const LANE = 'lane-1'

export const sqsQueue = (
  client: SQSClient,
  urls: { readonly send: string; readonly letters: string; readonly hooks: string; readonly results: string },
): Queue => ({
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
  async report(report) {
    await client.send(new SendMessageCommand({ QueueUrl: urls.results, MessageBody: JSON.stringify(report) }))
  },
  async tellHook(order, afterMs = 0) {
    // SQS waits in whole seconds, and no longer than a quarter of an hour.
    const DelaySeconds = Math.min(900, Math.ceil(afterMs / 1000))
    await client.send(
      new SendMessageCommand({ QueueUrl: urls.hooks, MessageBody: JSON.stringify(order), DelaySeconds }),
    )
  },
})
