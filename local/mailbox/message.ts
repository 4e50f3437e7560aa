import { type Known, listOf, type Tag } from './store.ts'
import type { Attachment, Received } from './validate.ts'

/** A kept mail as one looks at it. */
export type Message = {
  readonly id: string
  readonly to: readonly string[]
  readonly cc: readonly string[]
  readonly bcc: readonly string[]
  readonly from: string
  readonly replyTo: readonly string[]
  readonly subject: string
  readonly headers: Readonly<Record<string, string>>
  readonly html: string | null
  readonly text: string | null
  readonly tags: readonly Tag[]
  readonly attachments: readonly Attachment[]
  readonly receivedAt: string
}

export function messageOf(known: Known, mail: Received): Message {
  return {
    id: known.id,
    to: listOf(mail.to),
    cc: listOf(mail.cc),
    bcc: listOf(mail.bcc),
    from: mail.from,
    replyTo: listOf(mail.reply_to),
    subject: mail.subject,
    headers: mail.headers ?? {},
    html: mail.html ?? null,
    text: mail.text ?? null,
    tags: mail.tags ?? [],
    attachments: mail.attachments ?? [],
    receivedAt: known.time,
  }
}

const MOST = 1000

/** `to`, `subject` and `limit` (≤ 1,000, 50 by default) of a query string. */
export function readFilter(query: Readonly<Record<string, string>>) {
  const limit = Number.parseInt(query.limit ?? '', 10)
  return {
    ...(query.to && { to: query.to }),
    ...(query.subject && { subject: query.subject }),
    limit: limit > 0 ? Math.min(limit, MOST) : 50,
  }
}
