import * as z from 'zod/mini'
import type { DeliveryId, HookId } from '../../core/model/hook.ts'
import type { IssueId } from '../../core/model/issue.ts'
import type { LetterId } from '../../core/model/letter.ts'
import type { Report } from '../../core/model/outcome.ts'

/** What queue.ts writes, read: in a file of its own, since who only writes is to start without what reads. */
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
