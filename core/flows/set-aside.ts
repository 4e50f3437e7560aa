import { FOUND_IN_A_COPY } from '../model/fence.ts'
import { type Issue, openBatches } from '../model/issue.ts'
import type { Ports } from '../ports.ts'

/**
 * Leaves an issue of another installation to a person. What its original had claimed it has posted or will post, so here
 * those readers count as unknown; the rest is never claimed. Afterwards a worker takes the addresses out. Done twice, it is
 * done once. Price: a read and a write per open batch, one transaction.
 */
export async function setAside(
  ports: Pick<Ports, 'issues' | 'now' | 'log'>,
  issue: Omit<Issue, 'articles'>,
): Promise<boolean> {
  const progress = await ports.issues.progress(issue.id)
  if (!progress) return false
  const now = ports.now()
  for (const n of openBatches(progress)) {
    const batch = await ports.issues.batch(issue.id, n)
    await ports.issues.settle({
      issue: issue.id,
      n,
      sent: 0,
      skipped: 0,
      unknown: batch?.recipients.length ?? 0,
      ...(batch ? {} : { lost: true }),
      failed: [],
      now,
    })
  }
  const done = await ports.issues.become({
    issue,
    from: ['held', 'sending', 'paused'],
    to: 'needs-person',
    reason: FOUND_IN_A_COPY,
    lookAt: now,
    now,
  })
  if (done) ports.log('issue.set-aside', { level: 'warn', issue: issue.id, digest: issue.digest })
  return done
}
