import { Hono } from 'hono'
import * as z from 'zod'
import { type LookedUp, lookUpReader } from '../../../core/flows/look-up-reader.ts'
import { leaveUnknown, resendUnknown } from '../../../core/flows/resolve-unknown.ts'
import { retryMissed } from '../../../core/flows/retry-missed.ts'
import { cancelIssue, pauseIssue, releaseIssue, resumeIssue } from '../../../core/flows/steer-issue.ts'
import { parseAddress } from '../../../core/model/address.ts'
import {
  type FrozenArticle,
  type Issue,
  type IssueId,
  NO_ZONE,
  type Progress,
  silenceOf,
} from '../../../core/model/issue.ts'
import { signsOf, type Tally } from '../../../core/model/outcome.ts'
import type { Setbacks } from '../../../core/model/setback.ts'
import { between, MINUTE } from '../../../core/model/time.ts'
import { localeOf, topicsIn } from '../../../core/model/variant.ts'
import { accepted, notFound, Problem } from '../problem.ts'
import { receivedText } from '../received-words.ts'
import type { ApiPorts } from './api.ts'
import { route, type Shown } from './route.ts'
import { count, instant, optionalInstant } from './shapes.ts'

const isLate = ({ byHand, slot, openedAt }: Pick<Issue, 'byHand' | 'slot' | 'openedAt'>) =>
  !byHand && between(slot.at, openedAt) >= 5 * MINUTE

type Whole = { issue: Omit<Issue, 'articles'>; articles: readonly FrozenArticle[]; progress: Progress }

export const issueShape = z
  .object({
    id: z.string(),
    digest: z.string(),
    edition: z.string(),
    slot: z.string().meta({ description: 'The wall time and the zone.', examples: ['2026-11-24T08:00@Europe/Berlin'] }),
    openedAt: instant,
    zone: z.string().optional().meta({ description: 'Where it goes out in readers’ own: for those in this one.' }),
    lateMinutes: z.number().optional().meta({ description: 'Opened so long after its time.' }),
    status: z.enum(['held', 'sending', 'sent', 'skipped', 'paused', 'cancelled', 'needs-person']),
    reason: z.string().optional().meta({ description: 'Why, where it is not simply being sent.' }),
    resumeAt: optionalInstant.meta({ description: 'When it goes on by itself.' }),
    finishedAt: optionalInstant,
    unanswered: z.object({ since: instant, askedAt: instant, said: z.string() }).optional().meta({
      description:
        'While the mail provider owes an answer: since when, when it was asked last, and what came then. Gone with the answer.',
    }),
    counts: z
      .object({ readers: count, sent: count, skipped: count, failed: count, unknown: count })
      .extend({ delivered: count, bounced: count, complained: count, suppressed: count, left: count })
      .extend({ ours: count.optional(), opened: count.optional(), clicked: count.optional() })
      .meta({
        description:
          'By number of mails. `unknown`: nobody knows whether the provider has them. `left`: off the digest, by the link in its mail. `ours`: of those that bounced, refused for a fault of the sender’s, where there are any. `opened` and `clicked`: where the publisher has them counted; machines open and click too.',
      }),
    retriedAt: optionalInstant.meta({ description: 'When it was last sent again to those who missed it.' }),
    articles: z.array(
      z
        .object({ id: z.string(), title: z.string(), in: z.boolean(), reason: z.string() })
        .extend({ clicked: count.optional().meta({ description: 'So many readers went to it.' }) })
        .meta({
          description: 'What the issue covers; `in`: whether the mail has it, and why.',
        }),
    ),
  })
  .meta({ id: 'Issue' })

/** An issue as the API shows it. */
export const issueView = (
  issue: Omit<Issue, 'articles'>,
  articles: readonly FrozenArticle[],
  progress: Progress,
  { bounced, ours, complained, suppressed }: Setbacks,
  tally: Tally = {},
): Shown<typeof issueShape> => ({
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
  ...(progress.retriedAt ? { retriedAt: progress.retriedAt } : {}),
  ...owed(progress),
  counts: {
    ...progress.counts,
    delivered: tally.delivered ?? 0,
    bounced,
    complained,
    suppressed,
    ...(ours ? { ours } : {}),
    left: tally.left ?? 0,
    ...(tally.opened ? { opened: tally.opened } : {}),
    ...(tally.clicked ? { clicked: tally.clicked } : {}),
  },
  articles: articles.map((article) => {
    const clicked = tally[`on ${article.id}`]
    return {
      id: article.id,
      title: article.title,
      ...placeOf(article, progress),
      ...(clicked ? { clicked } : {}),
    }
  }),
})

function owed(progress: Progress): Pick<Shown<typeof issueShape>, 'unanswered'> {
  const unanswered = silenceOf(progress)
  return unanswered ? { unanswered } : {}
}

/** Whether an article is in the mails of an issue, and why. */
function placeOf(
  { out, fresh }: FrozenArticle,
  { status, reason }: Progress,
): { readonly in: boolean; readonly reason: string } {
  if (status === 'skipped') return { in: false, reason: reason ?? 'The issue was skipped.' }
  if (out) return { in: false, reason: 'An editor left it out.' }
  return { in: true, reason: `New under ${fresh.join(', ')}.` }
}

export const recipientShape = z
  .object({
    email: z.string(),
    reader: z.string().meta({ description: 'Their id.' }),
    got: z
      .enum(['sent', 'failed', 'unknown', 'left-out', 'under-way', 'nothing'])
      .meta({ description: '`left-out`: they had left when it was tried again.' }),
    why: z.string(),
    postedAt: optionalInstant,
    topics: z.array(z.string()).optional().meta({ description: 'The sections of their copy.' }),
    locale: z.string().optional(),
    reported: z.array(z.object({ what: z.string(), at: instant, note: z.string().optional() })).meta({
      description: 'What the mail provider has told of it, in the order it happened, and their leaving by it.',
    }),
  })
  .meta({ id: 'Recipient' })

export function recipientView(issue: Issue, known: LookedUp): Shown<typeof recipientShape> {
  const { reader, received, outcome } = known
  return {
    email: reader.address,
    reader: reader.id,
    got: received?.got ?? 'nothing',
    why: receivedText(known),
    ...(received?.at ? { postedAt: received.at } : {}),
    ...(received ? { topics: [...topicsIn(issue, received.variant)], locale: localeOf(received.variant) } : {}),
    reported: signsOf(outcome)
      .filter((sign) => !sign.startsWith('on '))
      .map((what) => ({ what, ...outcome[what]! }))
      .toSorted((a, b) => (a.at < b.at ? -1 : 1)),
  }
}

type Steer = (to: ApiPorts, issue: Whole['issue']) => Promise<boolean>

/** What a person may do with an issue, and the sentence for when it is too late for that. */
export const steering = {
  pause: { steer: pauseIssue, no: 'Only an issue that is held or being sent can be paused.' },
  resume: { steer: resumeIssue, no: 'Only a paused issue can be resumed.' },
  release: { steer: releaseIssue, no: 'Only an issue that waits to be released can be released.' },
  cancel: { steer: cancelIssue, no: 'This issue is finished: there is nothing left to cancel.' },
  leave: { steer: leaveUnknown, no: 'Only an issue that needs a person can be resolved.' },
  resend: { steer: resendUnknown, no: 'Only an issue that needs a person can be resolved.' },
  retry: {
    steer: retryMissed,
    no: 'Only an issue that was sent, and that the mail provider refused somebody, can be sent to them again.',
  },
} satisfies Record<string, { steer: Steer; no: string }>

const steered = (summary: string, says: string) =>
  route({ summary, says, answers: { 200: [issueShape, 'The issue, as it is now.'] }, refuses: ['wrong_status'] })

const resolution = z
  .strictObject({
    unknown: z.enum(['leave', 'resend']).meta({
      description: '`leave` it at that, or `resend` to those of whom nobody knows whether they have it.',
    }),
  })
  .meta({ id: 'Resolution' })

export function issues(ports: ApiPorts) {
  const shown = async (id: string) => {
    const { issue, articles, progress } = await found(ports, id)
    const [setbacks, tally] = await Promise.all([ports.issues.setbacks(issue.id), ports.outcomes.tally(issue.id)])
    return issueView(issue, articles, progress, setbacks, tally)
  }
  const steer = async (id: string, how: keyof typeof steering) => {
    const { steer, no } = steering[how]
    const { issue } = await found(ports, id)
    if (!(await steer(ports, issue))) throw new Problem('wrong_status', no)
    return shown(id)
  }
  return new Hono()
    .get(
      '/:id',
      route({
        summary: 'Read an issue',
        says: 'How far it is, and what it holds. It ends `sent`, `skipped`, `cancelled` or `needs-person`.',
        answers: { 200: [issueShape, 'The issue.'] },
      }),
      async (c) => c.json(await shown(c.req.param('id'))),
    )
    .post(
      '/:id/pause',
      steered('Pause an issue', 'No new batch is begun; those that are open are finished.'),
      async (c) => c.json(await steer(c.req.param('id'), 'pause')),
    )
    .post(
      '/:id/resume',
      steered('Resume an issue', 'It goes on where it was. One that is held goes out at its slot, not before.'),
      async (c) => c.json(await steer(c.req.param('id'), 'resume')),
    )
    .post(
      '/:id/release',
      steered('Release an issue', 'Lets go what waits for a person. It goes out at its slot, not before.'),
      async (c) => c.json(await steer(c.req.param('id'), 'release')),
    )
    .post('/:id/cancel', steered('Cancel an issue', 'Ends it for good.'), async (c) =>
      c.json(await steer(c.req.param('id'), 'cancel')),
    )
    .post(
      '/:id/retry',
      steered(
        'Send an issue to those who missed it',
        'To whomever the mail provider refused, if they still take the digest, where they are reached now; to nobody else. Who asks twice asks once.',
      ),
      async (c) => c.json(await steer(c.req.param('id'), 'retry')),
    )
    .get(
      '/:id/recipients',
      route({
        summary: 'Ask what one reader got of an issue',
        says: 'Known for 90 days. `why` says in a sentence what came of it, or why they got nothing.',
        query: z.object({ email: z.string().meta({ description: 'The reader’s address, as it is now.' }) }),
        answers: { 200: [recipientShape, 'What they got.'] },
      }),
      async (c) => {
        const { issue, articles, progress } = await found(ports, c.req.param('id'))
        const address = accepted(parseAddress(c.req.valid('query').email, 'email'))
        const known = await lookUpReader(ports, { ...issue, articles }, progress, address)
        if (!known) throw notFound('reader')
        return c.json(recipientView({ ...issue, articles }, known))
      },
    )
    .post(
      '/:id/resolve',
      route({
        summary: 'Decide about mails of which nobody knows whether they arrived',
        says: 'For an issue that needs a person. It goes on afterwards, where it was not done.',
        body: resolution,
        answers: { 200: [issueShape, 'The issue, as it is now.'] },
        refuses: ['wrong_status'],
        once: true,
      }),
      async (c) => c.json(await steer(c.req.param('id'), c.req.valid('json').unknown)),
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
