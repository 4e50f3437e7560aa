import { Hono } from 'hono'
import * as z from 'zod'
import { leaveUnknown, resendUnknown } from '../../../core/flows/resolve-unknown.ts'
import { cancelIssue, pauseIssue, releaseIssue, resumeIssue } from '../../../core/flows/steer-issue.ts'
import { type FrozenArticle, type Issue, type IssueId, NO_ZONE, type Progress } from '../../../core/model/issue.ts'
import type { Setbacks } from '../../../core/model/setback.ts'
import { between, MINUTE } from '../../../core/model/time.ts'
import { notFound, Problem } from '../problem.ts'
import type { ApiPorts } from './api.ts'
import { bodyOf } from './body.ts'

const isLate = ({ byHand, slot, openedAt }: Pick<Issue, 'byHand' | 'slot' | 'openedAt'>) =>
  !byHand && between(slot.at, openedAt) >= 5 * MINUTE

type Whole = { issue: Omit<Issue, 'articles'>; articles: readonly FrozenArticle[]; progress: Progress }

/** An issue as the API shows it. */
export const issueView = (
  issue: Omit<Issue, 'articles'>,
  articles: readonly FrozenArticle[],
  progress: Progress,
  { bounced, complained }: Setbacks,
) => ({
  id: issue.id,
  digest: issue.digest,
  edition: issue.edition,
  slot: issue.slot.name,
  openedAt: issue.openedAt,
  ...(issue.zone === NO_ZONE ? {} : { zone: issue.zone }),
  // Opened after its time, by an outage or because the issue before it was not done.
  ...(isLate(issue) ? { lateMinutes: Math.round(between(issue.slot.at, issue.openedAt) / MINUTE) } : {}),
  status: progress.status,
  ...(progress.reason ? { reason: progress.reason } : {}),
  ...(progress.resumeAt ? { resumeAt: progress.resumeAt } : {}),
  ...(progress.finishedAt ? { finishedAt: progress.finishedAt } : {}),
  counts: { ...progress.counts, bounced, complained },
  articles: articles.map((article) => ({
    id: article.id,
    title: article.title,
    in: progress.status !== 'skipped',
    reason:
      progress.status === 'skipped'
        ? (progress.reason ?? 'The issue was skipped.')
        : `New under ${article.fresh.join(', ')}.`,
  })),
})

type Steer = (to: ApiPorts, issue: Whole['issue']) => Promise<boolean>

/** What a person may do with an issue, and the sentence for when it is too late for that. */
export const steering = {
  pause: { steer: pauseIssue, no: 'Only an issue that is held or being sent can be paused.' },
  resume: { steer: resumeIssue, no: 'Only a paused issue can be resumed.' },
  release: { steer: releaseIssue, no: 'Only an issue that waits to be released can be released.' },
  cancel: { steer: cancelIssue, no: 'This issue is finished: there is nothing left to cancel.' },
  leave: { steer: leaveUnknown, no: 'Only an issue that needs a person can be resolved.' },
  resend: { steer: resendUnknown, no: 'Only an issue that needs a person can be resolved.' },
} satisfies Record<string, { steer: Steer; no: string }>

export function issues(ports: ApiPorts): Hono {
  const shown = async (id: string) => {
    const { issue, articles, progress } = await found(ports, id)
    return issueView(issue, articles, progress, await ports.issues.setbacks(issue.id))
  }
  const steered = async (id: string, how: keyof typeof steering) => {
    const { steer, no } = steering[how]
    const { issue } = await found(ports, id)
    if (!(await steer(ports, issue))) throw new Problem(409, no)
    return shown(id)
  }
  const app = new Hono().get('/:id', async (c) => c.json(await shown(c.req.param('id'))))
  for (const how of ['pause', 'resume', 'release', 'cancel'] as const)
    app.post(`/:id/${how}`, async (c) => c.json(await steered(c.req.param('id'), how)))
  return app.post('/:id/resolve', async (c) => {
    const { unknown } = await bodyOf(c, z.strictObject({ unknown: z.enum(['leave', 'resend']) }))
    return c.json(await steered(c.req.param('id'), unknown))
  })
}

async function found(ports: ApiPorts, id: string): Promise<Whole> {
  const issueId = id as IssueId
  const [issue, progress, articles] = await Promise.all([
    ports.issues.get(issueId),
    ports.issues.progress(issueId),
    ports.issues.articles(issueId),
  ])
  if (!issue || !progress) throw notFound('issue')
  return { issue, progress, articles }
}
