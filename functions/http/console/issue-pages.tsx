/** @jsxImportSource hono/jsx */
import { hostOf } from '../../../core/model/article.ts'
import type { Digest } from '../../../core/model/digest.ts'
import { type Editor, mayEdit } from '../../../core/model/editor.ts'
import { paceOf, shareRead } from '../../../core/model/headway.ts'
import { type FrozenArticle, type Issue, isPublic, type Progress, silenceOf } from '../../../core/model/issue.ts'
import type { Tally } from '../../../core/model/outcome.ts'
import type { Setbacks } from '../../../core/model/setback.ts'
import { type Instant, MINUTE, plus } from '../../../core/model/time.ts'
import type { Zones } from '../../../core/model/zones.ts'
import type { IssueLine } from '../../../core/ports.ts'
import { issueView } from '../api/issues.ts'
import { Chart, chartAssets } from './chart.tsx'
import { counted, number, Pager } from './forms.tsx'
import { Frame } from './frame.tsx'
import { type Asked, ReaderPart } from './issue-reader.tsx'
import { Results } from './issue-results.tsx'
import {
  badgeOf,
  clockIn,
  countsText,
  dayAndTime,
  isUnderWay,
  momentIn,
  silenceText,
  slotNamed,
  slotText,
  stateText,
  waitsForPerson,
  zoneText,
} from './issue-words.ts'

const PATH = '/console/issues'

export type IssueRow = { readonly line: IssueLine; readonly digest: Digest; readonly progress: Progress }
export type WholeIssue = {
  readonly issue: Omit<Issue, 'articles'>
  readonly progress: Progress
  readonly articles: readonly FrozenArticle[]
  readonly setbacks: Setbacks
  readonly tally: Tally
}
/** One issue's numbers, for the charts of its digest. */
export type IssueNumbers = {
  readonly openedAt: Instant
  readonly sent: number
  readonly delivered: number
  readonly left: number
  readonly bounced: number
}
type View = {
  readonly editor: Editor
  readonly now: Instant
  readonly zones: Zones
  readonly said: string | undefined
}

export function Badge({ progress }: { readonly progress: Progress }) {
  const { text, look } = badgeOf(progress)
  return <span class={look}>{text}</span>
}

type IssuesProps = View & {
  readonly rows: readonly IssueRow[]
  /** Of this one alone. */
  readonly digest?: Digest
  /** Its issues over time, oldest first. */
  readonly numbers?: readonly IssueNumbers[]
  readonly cursor?: string | undefined
  readonly next?: string | undefined
}

/** What needs a person first, then what is under way, then what is done. */
export function IssuesPage({ editor, now, zones, said, rows, digest, numbers = [], cursor, next }: IssuesProps) {
  const open = rows
    .filter(({ progress }) => isUnderWay(progress))
    .toSorted((a, b) => Number(waitsForPerson(b.progress)) - Number(waitsForPerson(a.progress)))
  const finished = rows.filter(({ progress }) => !isUnderWay(progress))
  return (
    <Frame
      title={digest ? `Issues of ${digest.name}` : 'Issues'}
      editor={editor}
      room={PATH}
      said={said}
      scripts={numbers.length > 1 ? chartAssets : []}
    >
      <h1>{digest ? <>Issues of {digest.name}</> : 'Issues'}</h1>
      {digest ? (
        <p>
          <a href={`/console/digests/${digest.id}`}>To the digest</a> · <a href={PATH}>Issues of all digests</a>
        </p>
      ) : (
        ''
      )}
      {rows.length === 0 ? (
        <div class="empty">
          <p>Nothing has gone out yet: an issue opens by itself when a digest's time comes.</p>
          <a class="button quiet" href="/console/digests">
            Look at the digests
          </a>
        </div>
      ) : (
        ''
      )}
      {open.length > 0 ? (
        <>
          <h2>Under way</h2>
          <ul class="lines">
            {open.map((row) => (
              <li>
                <div>
                  <a class="headline" href={`${PATH}/${row.line.id}`}>
                    {row.digest.name}, {slotText(slotNamed(row.line.slot), now)}
                  </a>
                  <p class="row meta soft small">
                    <Badge progress={row.progress} />
                    <span>{underWay(zones, row, now)}</span>
                  </p>
                </div>
              </li>
            ))}
          </ul>
        </>
      ) : (
        ''
      )}
      {numbers.length > 1 ? <Charts numbers={numbers} /> : ''}
      {finished.length > 0 ? (
        <>
          <h2>Done</h2>
          <IssueTable rows={finished} withDigest={!digest} now={now} />
        </>
      ) : (
        ''
      )}
      <Pager
        path={PATH}
        query={{ digest: digest?.id }}
        cursor={cursor}
        next={next}
        first={digest ? 'The newest issues' : 'Those of the newest digests'}
        more={digest ? 'Older issues' : 'Those of older digests'}
      />
    </Frame>
  )
}

/** What the issues of a digest came to, one after the other. One alone is no curve. */
function Charts({ numbers }: { readonly numbers: readonly IssueNumbers[] }) {
  const series = (names: readonly (readonly [name: string, of: Exclude<keyof IssueNumbers, 'openedAt'>])[]) =>
    names
      .filter(([, of]) => of === 'sent' || numbers.some((one) => one[of] > 0))
      .map(([name, of]) => ({ name, points: numbers.map((one) => ({ at: one.openedAt, value: one[of] })) }))
  const lost = series([
    ['Left', 'left'],
    ['Bounced', 'bounced'],
  ])
  return (
    <>
      <Chart
        title="Sent and delivered"
        unit="readers an issue"
        kind="line"
        by="minute"
        series={series([
          ['Sent', 'sent'],
          ['Delivered', 'delivered'],
        ])}
      />
      {lost.length > 0 ? (
        <Chart title="Left and bounced" unit="readers an issue" kind="line" by="minute" series={lost} />
      ) : (
        ''
      )}
    </>
  )
}

/** When it goes out, or on; or why not. */
function underWay(zones: Zones, { line, progress }: IssueRow, now: Instant): string {
  const { zone } = slotNamed(line.slot)
  const { status, resumeAt, reason, counts } = progress
  const so = countsText(progress)
  if (status === 'held')
    return resumeAt ? `goes out ${momentIn(zones, resumeAt, zone)}` : 'goes out when somebody releases it'
  if (status === 'paused' && resumeAt) return `goes on ${momentIn(zones, resumeAt, zone)}${so ? `; ${so}` : ''}`
  if (status === 'needs-person')
    return `${counted(counts.unknown, 'reader')} may or may not have it${so ? `; ${so}` : ''}`
  const silence = silenceOf(progress)
  const owed = silence ? `; the mail provider has not answered since ${clockIn(zones, silence.since, zone, now)}` : ''
  return `${[reason, so].filter(Boolean).join(' ') || 'begins'}${owed}`
}

type TableProps = { readonly rows: readonly IssueRow[]; readonly withDigest: boolean; readonly now: Instant }

export function IssueTable({ rows, withDigest, now }: TableProps) {
  return (
    <table class="stack">
      <thead>
        <tr>
          <th scope="col">Issue</th>
          <th scope="col">Status</th>
          <th scope="col">What came of it</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ line, digest, progress }) => (
          <tr>
            <td>
              <a href={`${PATH}/${line.id}`}>
                {withDigest ? `${digest.name}, ` : ''}
                {slotText(slotNamed(line.slot), now)}
              </a>
              {digest.editions.length > 1 ? <span class="soft small"> · {line.edition}</span> : ''}
            </td>
            <td>
              <Badge progress={progress} />
            </td>
            <td class="soft">
              {[countsText(progress), progress.reason].filter(Boolean).join('. ') || 'Nobody took it.'}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** While it moves, its page comes again: being sent, about to be, or stopped with something still on its way. */
const isMoving = ({ status, resumeAt, open }: Progress, now: Instant): boolean =>
  status === 'sending' ||
  (status === 'held' && resumeAt !== undefined && resumeAt <= plus(now, MINUTE)) ||
  Object.keys(open).length > 0

type IssueProps = View &
  WholeIssue & {
    readonly site: string
    readonly wrong?: string | undefined
    /** What one reader got of it, where somebody asks. */
    readonly asked?: Asked | undefined
  }

/** Comes again by itself, while it moves: the part that changes, and no form in which somebody may be writing. */
const every2s = (path: string) => ({
  'hx-get': path,
  'hx-trigger': 'every 2s',
  'hx-select': '#course',
  'hx-target': '#course',
  'hx-swap': 'outerHTML',
})

export function IssuePage(props: IssueProps) {
  const { editor, now, zones, said, issue, progress, articles, setbacks, tally, site, wrong, asked } = props
  const { frozen, slot } = issue
  const view = issueView(issue, articles, progress, setbacks, tally)
  const path = `${PATH}/${issue.id}`
  const moves = isMoving(progress, now)
  const unanswered = silenceText(zones, issue, progress, now)
  return (
    <Frame
      title={`${frozen.name}, ${dayAndTime(slot.local)}`}
      editor={editor}
      room={PATH}
      said={said}
      again={moves && !asked ? 3 : undefined}
    >
      <p class="crumb">
        <a href={`/console/digests/${issue.digest}`}>{frozen.name}</a>
        {issue.edition === 'main' ? '' : <span class="soft"> · {issue.edition}</span>}
      </p>
      <h1>{dayAndTime(slot.local, now)}</h1>
      {wrong ? (
        <p class="wrong" role="alert">
          {wrong}
        </p>
      ) : (
        ''
      )}
      <div id="course" {...(moves ? every2s(path) : {})}>
        <p class="row meta soft">
          <Badge progress={progress} />
          <span>{zoneText(slot.zone)}</span>
          {issue.byHand ? <span>· sent by hand</span> : ''}
          {view.lateMinutes ? <span>· {counted(view.lateMinutes, 'minute')} late</span> : ''}
          {isPublic(progress) ? (
            <span>
              · <a href={`${site}/d/${issue.digest}/${issue.id}`}>Read it on the web</a>
            </span>
          ) : (
            ''
          )}
        </p>
        <p>{stateText(zones, issue, progress, now)}</p>
        {unanswered ? <p class="wrong">{unanswered}</p> : ''}
        <Headway issue={issue} progress={progress} now={now} zones={zones} />
        {mayEdit(editor) ? <Actions issue={issue} progress={progress} now={now} /> : ''}
        {progress.cursor > 0 || progress.ended ? <Results counts={view.counts} status={progress.status} /> : ''}
      </div>
      <Contents {...props} />
      {progress.status === 'skipped' ? (
        ''
      ) : (
        <ReaderPart path={path} asked={asked} names={frozen.topics} zone={slot.zone} zones={zones} />
      )}
    </Frame>
  )
}

/** What is in its mails, and what an editor has left out of them. */
function Contents({ issue, progress, articles, tally, site }: IssueProps) {
  const { frozen } = issue
  const inIt = articles.filter(({ out }) => !out)
  const leftOut = articles.filter(({ out }) => out)
  return (
    <>
      <h2>
        {progress.status === 'skipped' ? 'What waits for the next issue' : 'What is in it'}{' '}
        <span class="soft count">{counted(inIt.length, 'article')}</span>
      </h2>
      {inIt.length === 0 ? <p class="soft">Nothing: no article was new under its topics.</p> : ''}
      {inIt.length > frozen.maxArticles ? (
        <p class="soft">
          A mail holds {number(frozen.maxArticles)} at most: the rest is on the issue's page on the web.
        </p>
      ) : (
        ''
      )}
      <Headlines articles={inIt} names={frozen.topics} site={site} tally={tally} isNew />
      {leftOut.length > 0 ? (
        <>
          <h2>
            What is not in it <span class="soft count">{counted(leftOut.length, 'article')}</span>
          </h2>
          <p class="soft">An editor left them out. They are in no later issue either.</p>
          <Headlines articles={leftOut} names={frozen.topics} site={site} isNew />
        </>
      ) : (
        ''
      )}
    </>
  )
}

/** Articles as an issue has them: the headline, and one line about it. */
export function Headlines(props: {
  readonly articles: readonly FrozenArticle[]
  /** In the digest's order. */
  readonly names: readonly { readonly slug: string; readonly name: string }[]
  readonly site: string
  /** Says for which topics each is new. */
  readonly isNew?: boolean
  /** How many readers went to each, where that is counted. */
  readonly tally?: Tally
}) {
  const named = (slugs: readonly string[]) =>
    props.names.flatMap(({ slug, name }) => (slugs.includes(slug) ? [name] : [])).join(', ')
  if (props.articles.length === 0) return null
  return (
    <ul class="lines">
      {props.articles.map(({ id, url, title, source, topics, fresh }) => (
        <li>
          <div>
            <a class="headline" href={url ?? `${props.site}/a/${id}`} rel="noreferrer">
              {title}
            </a>
            <p class="soft small">
              {[
                named(topics),
                source ?? (url ? hostOf(url) : undefined),
                props.isNew ? (named(fresh) === named(topics) ? 'new' : `new under ${named(fresh)}`) : '',
                clickedText(props.tally?.[`on ${id}`]),
              ]
                .filter(Boolean)
                .join(' · ')}
            </p>
          </div>
        </li>
      ))}
    </ul>
  )
}

const clickedText = (readers: number | undefined) =>
  readers ? `${counted(readers, 'reader')} went to it (machines among them)` : ''

function Headway({ issue, progress, now, zones }: Pick<IssueProps, 'issue' | 'progress' | 'now' | 'zones'>) {
  if (progress.status !== 'sending') return null
  const percent = Math.round(shareRead(progress) * 100)
  const pace = paceOf(issue, progress, now)
  return (
    <div class="headway">
      <progress max={100} value={percent} aria-label="How far it has come" />
      <p class="soft small">
        {counted(progress.counts.readers, 'reader')} so far, about {percent} % of all
        {pace ? `; ${counted(pace.perMinute, 'reader')} a minute` : ''}
        {pace?.minutesLeft
          ? `; some ${counted(pace.minutesLeft, 'minute')} left, until ${doneAt(zones, issue, now, pace.minutesLeft)}`
          : ''}
        . These numbers come again by themselves.
      </p>
    </div>
  )
}

/** On the clock of its slot. */
const doneAt = (zones: Zones, { slot }: Pick<Issue, 'slot'>, now: Instant, minutes: number): string =>
  clockIn(zones, plus(now, minutes * MINUTE), slot.zone, now)

/** What may be done with an issue as it is. */
function Actions({ issue, progress, now }: Pick<IssueProps, 'issue' | 'progress' | 'now'>) {
  const { status, resumeAt, counts, ended } = progress
  const path = `${PATH}/${issue.id}`
  const isAhead = issue.slot.at > now
  if (status === 'needs-person')
    return (
      <div class="pair">
        <form method="post" action={`${path}/leave`} class="card">
          <h2>Leave it at that</h2>
          <p>
            Nobody is written to again.{' '}
            {counts.unknown > 0 ? `Of the ${number(counts.unknown)}, some may never get this issue.` : ''}
            {ended ? '' : ' Whoever it has not come to yet does not get it either.'}
          </p>
          <button type="submit" class="quiet">
            Leave it at that
          </button>
        </form>
        <form method="post" action={`${path}/resend`} class="card">
          <h2>Send it again</h2>
          <p>
            {counts.unknown > 0
              ? `${counted(counts.unknown, 'reader')} who may have it already are written to again: some may get it twice.`
              : 'Nobody is unknown: nobody gets it twice.'}
            {ended ? '' : ' It also goes on to those it has not come to yet.'}
          </p>
          <button type="submit" class="wrong">
            {counts.unknown > 0 ? `Send it again to ${counted(counts.unknown, 'reader')}` : 'Go on sending'}
          </button>
        </form>
      </div>
    )
  if (status === 'sent' && counts.failed > 0) return <Retry path={path} missed={counts.failed} />
  if (status !== 'held' && status !== 'sending' && status !== 'paused') return null
  return (
    <div class="row actions">
      {status === 'held' && !resumeAt ? (
        <form method="post" action={`${path}/release`}>
          <button type="submit">
            {isAhead ? `Release it for ${issue.slot.local.slice(11, 16)}` : 'Release it: send it now'}
          </button>
        </form>
      ) : (
        ''
      )}
      {status === 'paused' ? (
        <form method="post" action={`${path}/resume`}>
          <button type="submit">
            {isAhead ? `Resume it for ${issue.slot.local.slice(11, 16)}` : 'Resume sending'}
          </button>
        </form>
      ) : status === 'held' && !resumeAt ? (
        ''
      ) : (
        <form method="post" action={`${path}/pause`}>
          <button type="submit" class="quiet" id="pause-it">
            {status === 'held' ? 'Pause it' : 'Pause sending'}
          </button>
        </form>
      )}
      <a class="button quiet" href={`${path}/cancel`} id="cancel-it">
        Cancel it…
      </a>
    </div>
  )
}

function Retry({ path, missed }: { readonly path: string; readonly missed: number }) {
  return (
    <form method="post" action={`${path}/retry`} class="card">
      <h2>{counted(missed, 'reader')} missed it</h2>
      <p>
        The mail provider refused them. It can be sent to them once more, where they are reached now; whoever has left
        since gets nothing, and nobody else gets it twice.
      </p>
      <button type="submit">Send it to the {missed === 1 ? 'reader' : counted(missed, 'reader')} who missed it</button>
    </form>
  )
}

/** What cancelling means, before it is done. */
export function CancelPage({ editor, said, issue, progress }: View & WholeIssue) {
  const path = `${PATH}/${issue.id}`
  const has = progress.counts.sent
  return (
    <Frame title={`Cancel ${issue.frozen.name}`} editor={editor} room={PATH} said={said}>
      <p class="crumb">
        <a href={path}>
          {issue.frozen.name}, {slotText(issue.slot)}
        </a>
      </p>
      <h1>Cancel this issue?</h1>
      <p>
        {progress.cursor > 0
          ? `${counted(has, 'reader has', 'readers have')} it already, and keep it. What was begun is finished. Nobody else gets it, and it cannot be taken up again.`
          : 'Nobody gets it, and it cannot be taken up again.'}{' '}
        Its articles go into the next issue{has > 0 ? ', also for those who have had them now' : ''}. The digest goes on
        as planned.
      </p>
      <div class="row">
        <form method="post" action={`${path}/cancel`}>
          <button type="submit" class="wrong">
            Cancel this issue for good
          </button>
        </form>
        <a class="button quiet" href={path}>
          Back, without cancelling
        </a>
      </div>
    </Frame>
  )
}
