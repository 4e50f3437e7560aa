import type { Issue } from '../model/issue.ts'
import { MINUTE, plus } from '../model/time.ts'
import type { Ports } from '../ports.ts'

type Needs = Pick<Ports, 'issues' | 'queue' | 'ids' | 'now' | 'log'>
type Stops = Pick<Ports, 'issues' | 'now' | 'log'>
type Known = Omit<Issue, 'articles'>

/** Stops claims, not what is claimed: open batches are finished by whoever has them, or by the tick. */
export async function pauseIssue(ports: Stops, issue: Known, reason = 'Paused by an editor.'): Promise<boolean> {
  const now = ports.now()
  const done = await ports.issues.become({
    issue,
    from: ['sending', 'held'],
    to: 'paused',
    reason,
    lookAt: plus(now, MINUTE),
    now,
  })
  if (done) ports.log('issue.paused', { issue: issue.id, reason })
  return done
}

/** The rest is never sent. What is claimed already is settled first: the tick looks after it. */
export async function cancelIssue(ports: Stops, issue: Known): Promise<boolean> {
  const now = ports.now()
  const done = await ports.issues.become({
    issue,
    from: ['held', 'sending', 'paused'],
    to: 'cancelled',
    reason: 'Cancelled by an editor.',
    lookAt: plus(now, MINUTE),
    now,
  })
  if (done) ports.log('issue.cancelled', { issue: issue.id })
  return done
}

/** Goes on where it stopped; whatever stopped it, a person has seen it. */
export async function resumeIssue(ports: Needs, issue: Known): Promise<boolean> {
  const now = ports.now()
  const lookAt = plus(now, MINUTE)
  const done = await ports.issues.become({ issue, from: ['paused'], to: 'sending', lookAt, overruled: true, now })
  if (!done) return false
  const progress = await ports.issues.progress(issue.id)
  await ports.queue.sendIssue({ issue: issue.id, cursor: progress?.cursor ?? 0, nonce: ports.ids.nonce() })
  ports.log('issue.resumed', { issue: issue.id })
  return true
}
