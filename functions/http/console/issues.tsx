/** @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { lookUpReader } from '../../../core/flows/look-up-reader.ts'
import { parseAddress } from '../../../core/model/address.ts'
import type { IssueId } from '../../../core/model/issue.ts'
import { noSetbacks } from '../../../core/model/setback.ts'
import type { PageOf } from '../../../core/ports.ts'
import type { ApiPorts } from '../api/api.ts'
import { pageOf } from '../api/body.ts'
import { recipientView, steering } from '../api/issues.ts'
import { findDigest } from '../find-digest.ts'
import { notFound, Problem } from '../problem.ts'
import { asEditor, backTo, type ConsoleEnv, saidIn } from './frame.tsx'
import { CancelPage, type IssueNumbers, IssuePage, type IssueRow, IssuesPage, type WholeIssue } from './issue-pages.tsx'
import type { Asked } from './issue-reader.tsx'

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
  retry: 'It is being sent to those who missed it.',
}

/** Issues: what is under way, what came of each, and what a person may do about it. */
export function issuePages(ports: ApiPorts): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  const viewOf = (c: Context<ConsoleEnv>) => ({
    editor: c.get('editor'),
    now: ports.now(),
    zones: ports.zones,
    said: saidIn(c),
  })
  const show = async (c: Context<ConsoleEnv>, id: string, wrong?: string) => {
    const whole = await found(ports, id)
    const asked = await askedOf(ports, whole, c.req.query('email'))
    const status = wrong ? 409 : asked?.wrong ? 422 : 200
    return c.html(<IssuePage {...viewOf(c)} {...whole} site={ports.site} wrong={wrong} asked={asked} />, status)
  }

  app.get('/issues', async (c) => {
    const id = c.req.query('digest')
    if (!id) {
      const asked = pageOf(c)
      const { rows, next } = await newest(ports, asked)
      return c.html(<IssuesPage {...viewOf(c)} rows={rows} cursor={asked.cursor} next={next} />)
    }
    const digest = await findDigest(ports, id)
    const { cursor } = pageOf(c)
    const page = await ports.issues.list(id, { limit: SHOWN, cursor })
    const rows = await withProgress(
      ports,
      page.items.map((line) => ({ line, digest })),
    )
    const numbers = cursor ? [] : await numbersOf(ports, rows)
    const view = { ...viewOf(c), rows, digest, numbers, cursor, next: page.cursor }
    return c.html(<IssuesPage {...view} />)
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
    if (!Object.hasOwn(steering, how))
      throw new Problem('not_found', 'There is nothing of that name to do with an issue.')
    const { steer, no } = steering[how as keyof typeof steering]
    const { issue } = await found(ports, id)
    if (!(await steer(ports, issue))) return show(c, id, no)
    return backTo(c, `/console/issues/${issue.id}`, done[how as keyof typeof steering])
  })
  return app
}

/** Of a page of digests: with more of them than that, each page has the issues of its own. Price: three reads a digest, and one per issue that is shown. */
async function newest(ports: ApiPorts, page: PageOf): Promise<{ rows: IssueRow[]; next: string | undefined }> {
  const { items, cursor } = await ports.digests.list(page)
  const lines = await Promise.all(
    items.map(async (digest) =>
      (await ports.issues.list(digest.id, { limit: NEWEST })).items.map((line) => ({ line, digest })),
    ),
  )
  const latest = lines.flat().toSorted((a, b) => b.line.openedAt.localeCompare(a.line.openedAt))
  return { rows: await withProgress(ports, latest.slice(0, SHOWN)), next: cursor }
}

/** With how far each has come. */
export async function withProgress(
  ports: Pick<ApiPorts, 'issues'>,
  rows: readonly Omit<IssueRow, 'progress'>[],
): Promise<IssueRow[]> {
  const known = await ports.issues.progressOf(rows.map(({ line }) => line.id))
  return rows.flatMap((row) => {
    const progress = known.get(row.line.id)
    return progress ? [{ ...row, progress }] : []
  })
}

/** What the newest of a digest came to, oldest first. Price: two reads an issue, in a call for each and one for all. */
async function numbersOf(
  ports: Pick<ApiPorts, 'issues' | 'outcomes'>,
  rows: readonly IssueRow[],
): Promise<IssueNumbers[]> {
  const out = rows.filter(({ progress }) => progress.cursor > 0).slice(0, NEWEST)
  const setbacks = await ports.issues.setbacksOf(out.map(({ line }) => line.id))
  const numbers = await Promise.all(
    out.map(async ({ line: { id, openedAt }, progress }) => {
      const tally = await ports.outcomes.tally(id)
      const { bounced } = setbacks.get(id) ?? noSetbacks
      return { openedAt, sent: progress.counts.sent, delivered: tally.delivered ?? 0, left: tally.left ?? 0, bounced }
    }),
  )
  return numbers.toReversed()
}

/** What somebody got, whose address was typed in. */
async function askedOf(
  ports: Pick<ApiPorts, 'issues' | 'outcomes' | 'subscribers' | 'zones' | 'now'>,
  { issue, articles, progress }: WholeIssue,
  email: string | undefined,
): Promise<Asked | undefined> {
  if (email === undefined) return undefined
  const address = parseAddress(email)
  if (!address.ok) return { email, wrong: address.refusals[0]?.sentence ?? 'This is no address.' }
  const known = await lookUpReader(ports, { ...issue, articles }, progress, address.value)
  if (!known) return { email, wrong: 'Nobody here has this address.' }
  return { email, found: recipientView({ ...issue, articles }, known) }
}

async function found(ports: ApiPorts, id: string): Promise<WholeIssue> {
  const issueId = id as IssueId
  const [issue, progress, articles, setbacks, tally] = await Promise.all([
    ports.issues.get(issueId),
    ports.issues.progress(issueId),
    ports.issues.articles(issueId),
    ports.issues.setbacks(issueId),
    ports.outcomes.tally(issueId),
  ])
  if (!issue || !progress) throw notFound('issue')
  return { issue, progress, articles, setbacks, tally }
}
