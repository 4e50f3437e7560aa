import type { Issue } from '../model/issue.ts'
import { slotNamed } from '../model/schedule.ts'
import { MINUTE, plus } from '../model/time.ts'
import type { Ports } from '../ports.ts'

type Needs = Pick<Ports, 'issues' | 'queue' | 'ids' | 'zones' | 'now' | 'log'>
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

/** Goes on where it stopped; whatever stopped it, a person has seen it. What was held until its slot goes out then, not before. */
export const resumeIssue = (ports: Needs, issue: Known): Promise<boolean> => goOn(ports, issue, 'paused')

/** What waited for a person goes out: at its slot, or at once where that is past. */
export const releaseIssue = (ports: Needs, issue: Known): Promise<boolean> => goOn(ports, issue, 'held')

async function goOn(ports: Needs, issue: Known, from: 'paused' | 'held'): Promise<boolean> {
  const now = ports.now()
  const { at } = slotNamed(ports.zones, issue.slot.local, issue.slot.zone) ?? issue.slot
  const next =
    at > now
      ? ({ to: 'held', lookAt: at, resumeAt: at } as const)
      : ({ to: 'sending', lookAt: plus(now, MINUTE) } as const)
  // Who resumes has seen the setbacks that the breaker paused for.
  const overruled = from === 'paused' ? { overruled: true as const } : {}
  if (!(await ports.issues.become({ issue, from: [from], ...next, ...overruled, now }))) return false
  ports.log(from === 'paused' ? 'issue.resumed' : 'issue.released', { issue: issue.id })
  if (next.to === 'held') return true
  const progress = await ports.issues.progress(issue.id)
  await ports.queue.sendIssue({ issue: issue.id, cursor: progress?.cursor ?? 0, nonce: ports.ids.nonce() })
  return true
}
