import { Hono } from 'hono'
import { cancelIssue, pauseIssue, resumeIssue } from '../../../core/flows/steer-issue.ts'
import type { FrozenArticle, Issue, IssueId, Progress } from '../../../core/model/issue.ts'
import type { Setbacks } from '../../../core/model/setback.ts'
import { notFound, Problem } from '../problem.ts'
import type { ApiPorts } from './api.ts'

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

export function issues(ports: ApiPorts): Hono {
  const shown = async (id: string) => {
    const { issue, articles, progress } = await found(ports, id)
    return issueView(issue, articles, progress, await ports.issues.setbacks(issue.id))
  }
  type Steer = (to: ApiPorts, issue: Whole['issue']) => Promise<boolean>
  const steered = async (id: string, steer: Steer, no: string) => {
    const { issue } = await found(ports, id)
    if (!(await steer(ports, issue))) throw new Problem(409, no)
    return shown(id)
  }
  return new Hono()
    .get('/:id', async (c) => c.json(await shown(c.req.param('id'))))
    .post('/:id/pause', async (c) =>
      c.json(await steered(c.req.param('id'), pauseIssue, 'Only an issue that is being sent can be paused.')),
    )
    .post('/:id/resume', async (c) =>
      c.json(await steered(c.req.param('id'), resumeIssue, 'Only a paused issue can be resumed.')),
    )
    .post('/:id/cancel', async (c) =>
      c.json(await steered(c.req.param('id'), cancelIssue, 'This issue is finished: there is nothing left to cancel.')),
    )
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
