/** @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import type { IssueId } from '../../../core/model/issue.ts'
import type { ApiPorts } from '../api/api.ts'
import { pageOf } from '../api/body.ts'
import { steering } from '../api/issues.ts'
import { notFound, Problem } from '../problem.ts'
import { allDigests } from './digest-names.ts'
import { asEditor, backTo, type ConsoleEnv, saidIn } from './frame.tsx'
import { CancelPage, IssuePage, type IssueRow, IssuesPage, type WholeIssue } from './issue-pages.tsx'

/** So many of a digest are looked at for the page of all, and so many are shown. */
const NEWEST = 30
const SHOWN = 50

const done: Record<keyof typeof steering, string> = {
  pause: 'Paused: nothing more is begun, and what was begun is finished.',
  resume: 'Resumed.',
  release: 'Released.',
  cancel: 'Cancelled: nobody else gets it.',
  leave: 'Left at that: nobody is written to again.',
  resend: 'It is being sent again to those who may not have it.',
}

/** Issues: what is under way, what came of each, and what a person may do about it. */
export function issuePages(ports: ApiPorts): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  const viewOf = (c: Context<ConsoleEnv>) => ({ editor: c.get('editor'), now: ports.now(), said: saidIn(c) })
  const show = async (c: Context<ConsoleEnv>, id: string, wrong?: string) => {
    const whole = await found(ports, id)
    return c.html(<IssuePage {...viewOf(c)} {...whole} site={ports.site} wrong={wrong} />, wrong ? 409 : 200)
  }

  app.get('/issues', async (c) => {
    const id = c.req.query('digest')
    if (!id) return c.html(<IssuesPage {...viewOf(c)} rows={await newest(ports)} />)
    const digest = await ports.digests.get(id)
    if (!digest) throw notFound('digest')
    const { cursor } = pageOf(c)
    const page = await ports.issues.list(id, { limit: SHOWN, cursor })
    const rows = await withProgress(
      ports,
      page.items.map((line) => ({ line, digest })),
    )
    return c.html(<IssuesPage {...viewOf(c)} rows={rows} digest={digest} cursor={cursor} next={page.cursor} />)
  })

  app.get('/issues/:id', (c) => show(c, c.req.param('id')))
  /** A page of its own: the issue's comes again by itself while it is being sent, and would close under the hand. */
  app.get('/issues/:id/cancel', async (c) => {
    asEditor(c)
    return c.html(<CancelPage {...viewOf(c)} {...(await found(ports, c.req.param('id')))} />)
  })
  app.post('/issues/:id/:how', async (c) => {
    asEditor(c)
    const { id, how } = c.req.param()
    if (!Object.hasOwn(steering, how)) throw new Problem(404, 'There is nothing of that name to do with an issue.')
    const { steer, no } = steering[how as keyof typeof steering]
    const { issue } = await found(ports, id)
    if (!(await steer(ports, issue))) return show(c, id, no)
    return backTo(c, `/console/issues/${issue.id}`, done[how as keyof typeof steering])
  })
  return app
}

/** Of all digests. Price: a read per digest, and one per issue that is shown. */
async function newest(ports: ApiPorts): Promise<IssueRow[]> {
  const digests = await allDigests(ports)
  const lines = await Promise.all(
    digests.map(async (digest) =>
      (await ports.issues.list(digest.id, { limit: NEWEST })).items.map((line) => ({ line, digest })),
    ),
  )
  const latest = lines.flat().toSorted((a, b) => b.line.openedAt.localeCompare(a.line.openedAt))
  return withProgress(ports, latest.slice(0, SHOWN))
}

/** With how far each has come. */
export async function withProgress(
  ports: Pick<ApiPorts, 'issues'>,
  rows: readonly Omit<IssueRow, 'progress'>[],
): Promise<IssueRow[]> {
  const all = await Promise.all(rows.map(async (row) => ({ row, progress: await ports.issues.progress(row.line.id) })))
  return all.flatMap(({ row, progress }) => (progress ? [{ ...row, progress }] : []))
}

async function found(ports: ApiPorts, id: string): Promise<WholeIssue> {
  const issueId = id as IssueId
  const [issue, progress, articles, setbacks] = await Promise.all([
    ports.issues.get(issueId),
    ports.issues.progress(issueId),
    ports.issues.articles(issueId),
    ports.issues.setbacks(issueId),
  ])
  if (!issue || !progress) throw notFound('issue')
  return { issue, progress, articles, setbacks }
}
