import { type Issue, LEASE } from '../model/issue.ts'
import { plus } from '../model/time.ts'
import type { Ports } from '../ports.ts'
import { announceSent, nudge, type Tells } from './tell-hooks.ts'
import { whereTheyAreNow } from './where-they-are-now.ts'

type Needs = Pick<Ports, 'issues' | 'subscribers' | 'zones' | 'queue' | 'ids' | 'now' | 'log'>
type Known = Omit<Issue, 'articles'>

/** A person leaves it at that: whoever is unknown stays so, and is not mailed again. */
export async function leaveUnknown(ports: Pick<Ports, 'issues' | 'log'> & Tells, issue: Known): Promise<boolean> {
  const progress = await ports.issues.progress(issue.id)
  const unknown = progress?.counts.unknown ?? 0
  const reason = `An editor left it at that: ${unknown} readers may or may not have it.`
  const told = await announceSent(ports, issue)
  const done = await ports.issues.become({ issue, from: ['needs-person'], to: 'sent', reason, now: ports.now() })
  if (done) await nudge(ports, told)
  if (done) ports.log('issue.resolved', { issue: issue.id, unknown: 'leave', readers: unknown })
  return done
}

/**
 * A person would rather have them mailed twice than not at all. Each unknown batch is sent again as a new one, under a
 * key of its own, to those who still take the digest, where they are reached now; and what was never claimed is claimed.
 * Begun and not ended, it can be begun again: what was reopened is not unknown any more. Price: per unknown batch three
 * reads, some four a hundred readers, and a transaction.
 */
export async function resendUnknown(ports: Needs, issue: Known): Promise<boolean> {
  const start = await ports.issues.progress(issue.id)
  if (start?.status !== 'needs-person') return false
  const now = ports.now()
  let cursor = start.cursor
  for (const n of start.unknown) {
    const batch = await ports.issues.batch(issue.id, n)
    if (!batch) continue
    const size = batch.recipients.length
    const recipients = await whereTheyAreNow(ports, issue.digest, batch.recipients, now)
    if (!(await ports.issues.reopen({ issue: issue.id, n, size, cursor, recipients, now }))) return false
    if (recipients.length > 0) cursor += 1
  }
  await ports.issues.become({ issue, from: ['needs-person'], to: 'sending', lookAt: plus(now, LEASE), now })
  await ports.queue.sendIssue({ issue: issue.id, cursor, nonce: ports.ids.nonce() })
  ports.log('issue.resolved', { issue: issue.id, unknown: 'resend', readers: start.counts.unknown })
  return true
}
