/** @jsxImportSource hono/jsx */
import type { UsedCalendar } from '../../../core/flows/calendars-of.ts'
import type { ComingIssue } from '../../../core/flows/coming-issue.ts'
import type { Readership } from '../../../core/flows/count-readers.ts'
import { sectionOf } from '../../../core/model/arrangement.ts'
import { type Digest, firstEdition } from '../../../core/model/digest.ts'
import { type Editor, mayEdit } from '../../../core/model/editor.ts'
import { calendarHealth, nextDays } from '../../../core/model/holidays.ts'
import type { IssueId } from '../../../core/model/issue.ts'
import { locales } from '../../../core/model/locale.ts'
import type { NextSend } from '../../../core/model/next-sends.ts'
import { nextSends } from '../../../core/model/next-sends.ts'
import { type Shortfall, sayShortfall } from '../../../core/model/quota.ts'
import { inWords, isInReadersZones } from '../../../core/model/schedule.ts'
import { capital } from '../../../core/model/text.ts'
import { between, DAY, type Instant, MINUTE, plus } from '../../../core/model/time.ts'
import type { Topic } from '../../../core/model/topic.ts'
import type { Zones } from '../../../core/model/zones.ts'
import { languageNames } from '../pages/notices.tsx'
import { ComingPart, nameIn } from './coming-part.tsx'
import { DigestForm, type Draft, TakeNearest } from './digest-form.tsx'
import { counted, number, Pager, When, type Wrong, whenText } from './forms.tsx'
import { Frame } from './frame.tsx'
import { Badge, Headlines, type IssueRow, IssueTable } from './issue-pages.tsx'
import { dayAndTime, momentIn, slotNamed, slotText, zoneText } from './issue-words.ts'

const PATH = '/console/digests'

type View = {
  readonly editor: Editor
  readonly now: Instant
  readonly zones: Zones
  readonly said: string | undefined
  readonly site: string
}

type DigestsProps = View & {
  readonly rows: readonly { readonly digest: Digest; readonly last: IssueRow | undefined }[]
  readonly topics: readonly Topic[]
  readonly cursor: string | undefined
  readonly next: string | undefined
}

export function DigestsPage({ editor, said, now, zones, rows, topics, cursor, next }: DigestsProps) {
  const nameOf = nameIn(topics)
  return (
    <Frame title="Digests" editor={editor} room={PATH} said={said}>
      <div class="row spread">
        <h1>Digests</h1>
        {mayEdit(editor) && topics.length > 0 && rows.length > 0 ? (
          <a class="button" href={`${PATH}/new`}>
            Plan a digest
          </a>
        ) : (
          ''
        )}
      </div>
      {rows.length === 0 ? <NoDigests editor={editor} hasTopics={topics.length > 0} /> : ''}
      {rows.length > 0 ? (
        <ul class="lines">
          {rows.map(({ digest, last }) => {
            const [next] = nextSends(zones, digest, now, 1)
            return (
              <li>
                <div>
                  <a class="headline" href={`${PATH}/${digest.id}`}>
                    {digest.name}
                  </a>{' '}
                  {digest.status === 'paused' ? <span class="badge bad">paused</span> : ''}
                  <p>
                    {capital(
                      digest.editions.map(({ schedule }) => inWords(schedule, ({ name }) => name)).join('; '),
                      'en',
                    )}
                  </p>
                  <p class="soft small">
                    {digest.topics.map(nameOf).join(', ')}
                    {next ? ` · Next: ${slotText(next.slot, now)}` : ''}
                  </p>
                  <p class="soft small">
                    {last ? (
                      <>
                        Last: <a href={`/console/issues/${last.line.id}`}>{slotText(slotNamed(last.line.slot), now)}</a>
                        , <Badge progress={last.progress} />
                      </>
                    ) : (
                      'No issue yet'
                    )}
                  </p>
                </div>
              </li>
            )
          })}
        </ul>
      ) : (
        ''
      )}
      <Pager path={PATH} query={{}} cursor={cursor} next={next} first="To the newest" more="Older digests" />
    </Frame>
  )
}

function NoDigests({ editor, hasTopics }: { readonly editor: Editor; readonly hasTopics: boolean }) {
  return (
    <div class="empty">
      <p>
        {hasTopics
          ? 'No digest is planned yet: choose topics, say when, and it goes out by itself.'
          : 'A digest is made of topics, and there are none yet: make one first.'}
      </p>
      {mayEdit(editor) ? (
        <a class="button" href={hasTopics ? `${PATH}/new` : '/console/topics'}>
          {hasTopics ? 'Plan the first digest' : 'Make a topic'}
        </a>
      ) : (
        ''
      )}
    </div>
  )
}

type NewProps = View & {
  readonly draft: Draft
  readonly wrong: Wrong
  readonly topics: readonly Topic[]
  readonly hasNearest: boolean
}

export function NewDigestPage({ editor, said, draft, wrong, topics, hasNearest }: NewProps) {
  return (
    <Frame title="Plan a digest" editor={editor} room={PATH} said={said}>
      <h1>Plan a digest</h1>
      {topics.length === 0 ? (
        <NoDigests editor={editor} hasTopics={false} />
      ) : (
        <DigestForm draft={draft} wrong={wrong} topics={topics} mayEdit={mayEdit(editor)} hasNearest={hasNearest} />
      )}
    </Frame>
  )
}

/** `skipped`: an editor does not want it. */
export type Send = NextSend & { readonly skipped: boolean }

type SignUps = readonly { readonly month: string; readonly asked: number; readonly confirmed: number }[]

type DigestProps = NewProps & {
  readonly digest: Digest
  readonly sends: readonly Send[]
  /** Sends that do not fit into what the mail provider lets through. */
  readonly tooMany: readonly Shortfall[]
  /** Of holidays, which it goes by. */
  readonly calendars: readonly UsedCalendar[]
  readonly coming: readonly ComingIssue[]
  readonly issues: readonly IssueRow[]
  readonly signUps: SignUps
}

/** What will be sent, when and to whom, with how it will look beside it; what came of the last ones; and everything that can be changed. */
export function DigestPage(props: DigestProps) {
  const { editor, said, digest, sends, coming, issues, signUps, topics, draft, wrong, site } = props
  const may = mayEdit(editor)
  const form = (
    <>
      <h2 id="plan-heading">The plan</h2>
      <DigestForm
        draft={draft}
        wrong={wrong}
        topics={topics}
        known={digest}
        mayEdit={may}
        hasNearest={props.hasNearest}
      />
    </>
  )
  // What was refused is what matters now.
  const isRefused = Object.keys(wrong).length > 0
  return (
    <Frame
      title={digest.name}
      editor={editor}
      room={PATH}
      said={said}
      wide
      aside={{ label: 'Preview', content: <Preview digest={digest} topics={topics} mayTest={may} /> }}
      scripts={['sortable.js', 'digest.js']}
    >
      <Head {...props} />
      {isRefused ? form : ''}
      <h2>Next</h2>
      <TooMany {...props} />
      <Moved {...props} />
      <OtherDays {...props} />
      <Sends digest={digest} sends={sends} mayEdit={may} now={props.now} />
      <LeftOut {...props} />
      {coming.map((one) => (
        <ComingPart coming={one} digest={digest} topics={topics} site={site} zones={props.zones} mayEdit={may} />
      ))}
      {isRefused ? '' : form}
      <h2>Its issues</h2>
      {issues.length === 0 ? (
        <p class="soft">None has gone out yet.</p>
      ) : (
        <>
          <IssueTable rows={issues} withDigest={false} now={props.now} />
          <p class="pager">
            <a href={`/console/issues?digest=${digest.id}`}>All issues of {digest.name}</a>
          </p>
        </>
      )}
      <h2>Sign-ups</h2>
      <Funnel signUps={signUps} />
    </Frame>
  )
}

/** What will not fit into the quota is said where the send is planned: tomorrow it is too late for a larger plan. */
function TooMany({ tooMany, now }: DigestProps) {
  return tooMany.map((one) => (
    <p class="wrong">
      <b>{capital(whenText(one.slotAt, now), 'en')}:</b> {sayShortfall(one)} There is room again{' '}
      <When at={one.until} now={now} />. <a href="/console/settings/provider">The mail provider</a>
    </p>
  ))
}

/** So long is it told what new zone rules have moved. */
const TOLD = 14 * DAY

/** What has moved since it was planned, because a law has: the wall time stays, and the moment is another. */
function Moved({ digest, now }: DigestProps) {
  return digest.editions.map(({ name, moves }) => {
    if (!moves || plus(moves.at, TOLD) < now) return null
    const more = moves.count - moves.slots.length
    return (
      <div class="warn">
        <p>
          The rules of the clocks have changed{moves.was ? ` from release ${moves.was}` : ''} to {moves.is}, and{' '}
          {counted(moves.count, 'time')} of {digest.editions.length > 1 ? `“${name}”` : 'this digest'}{' '}
          {moves.count === 1 ? 'has' : 'have'} moved with them:
        </p>
        <ul>
          {moves.slots.map(({ local, zone, from, to }) => (
            <li>
              {slotText({ local, zone }, now)} is at {utcTime(to)}, no longer at {utcTime(from)}.
            </li>
          ))}
          {more > 0 ? <li>And {number(more)} more: the log has all of them.</li> : ''}
        </ul>
      </div>
    )
  })
}

/** Which days a calendar of holidays has come to name, or names no more: nobody here has decided that. */
function OtherDays({ digest, now }: DigestProps) {
  return digest.editions.map(({ name, change }) => {
    if (!change || plus(change.at, TOLD) < now) return null
    const whose = digest.editions.length > 1 ? `“${name}”` : 'this digest'
    const said = (days: readonly string[]) => days.map((day) => dayWords(day, now)).join(', ')
    return (
      <div class="warn">
        <p>
          The holidays that {whose} goes by are others since <When at={change.at} now={now} />:
        </p>
        <ul>
          {change.added.length > 0 ? <li>It does not come out on {said(change.added)}.</li> : ''}
          {change.removed.length > 0 ? <li>It comes out on {said(change.removed)} after all.</li> : ''}
        </ul>
      </div>
    )
  })
}

/** "13:00 UTC" */
const utcTime = (at: Instant) => `${at.slice(11, 16)} UTC`

function Head({ editor, digest, sends, site, now }: DigestProps) {
  const isPaused = digest.status === 'paused'
  const next = sends.find((send) => !send.skipped)
  return (
    <>
      <div class="row spread">
        <h1>{digest.name}</h1>
        {mayEdit(editor) ? (
          <div class="row">
            <form method="post" action={`${PATH}/${digest.id}/${isPaused ? 'resume' : 'pause'}`}>
              <button type="submit" class="quiet">
                {isPaused ? 'Resume the digest' : 'Pause the digest'}
              </button>
            </form>
            <a class="button" href={`${PATH}/${digest.id}/send`}>
              Send now…
            </a>
          </div>
        ) : (
          ''
        )}
      </div>
      <p class="soft">
        {isPaused ? <span class="badge bad">paused</span> : ''}
        {next ? `Next: ${slotText(next.slot, now)}. ` : ''}
        <Readers digest={digest} /> <a href={`${site}/d/${digest.id}`}>Its page on the web</a>
      </p>
    </>
  )
}

/** Counting them takes a look at each: it comes when the page is there, or when it is asked for. */
const Readers = ({ digest }: { readonly digest: Digest }) => (
  <span
    hx-get={`${PATH}/${digest.id}/readers`}
    hx-trigger="load, coming-changed from:body"
    hx-swap="innerHTML"
    aria-live="polite"
  >
    <a href={`${PATH}/${digest.id}/readers`}>Whom it reaches</a>.
  </span>
)

/** "It reaches 8,311 readers. 95 are left out: …", over all editions. */
export function ReadersLine({ counts }: { readonly counts: readonly Readership[] }) {
  const sum = counts.reduce((all, one) => ({
    reached: all.reached + one.reached,
    paused: all.paused + one.paused,
    withoutNews: all.withoutNews + one.withoutNews,
    isAll: all.isAll && one.isAll,
  }))
  return <>{whom(sum)}</>
}

type PreviewProps = { readonly digest: Digest; readonly topics: readonly Topic[]; readonly mayTest: boolean }

/** Beside the digest, how it will look: the controls belong to the form of the plan, so that what is typed is what is shown. */
function Preview({ digest, topics, mayTest }: PreviewProps) {
  const path = `${PATH}/${digest.id}`
  const showing = { form: 'plan', formaction: `${path}/preview`, formtarget: 'shown', formmethod: 'post' } as const
  const edition = firstEdition(digest).name
  return (
    <>
      <fieldset class="row views">
        <legend class="unseen">How the preview is shown</legend>
        {views.map(({ view, name }, index) => (
          <button
            type="submit"
            {...showing}
            name="view"
            value={view}
            class="quiet small"
            aria-pressed={index === 0 ? 'true' : 'false'}
            data-view={view}
            formnovalidate
          >
            {name}
          </button>
        ))}
        <label>
          <span class="unseen">Whose topics</span>
          <select name="choice" form="plan" data-shows>
            <option value="all">All topics</option>
            {digest.topics.map((slug) => (
              <option value={slug}>{nameIn(topics)(slug)}</option>
            ))}
          </select>
        </label>
        <label>
          <span class="unseen">In which language</span>
          <select name="locale" form="plan" data-shows>
            {locales.map((tag) => (
              <option value={tag} lang={tag}>
                {languageNames[tag]}
              </option>
            ))}
          </select>
        </label>
        {digest.editions.length > 1 ? (
          <label>
            <span class="unseen">Which edition</span>
            <select name="edition" form="plan" data-shows>
              {digest.editions.map(({ name, title }) => (
                <option value={name}>{title ?? name}</option>
              ))}
            </select>
          </label>
        ) : (
          <input type="hidden" name="edition" value={edition} form="plan" />
        )}
      </fieldset>
      <iframe
        name="shown"
        class="preview"
        src={`${path}/preview`}
        data-path={`${path}/preview`}
        title="The coming issue as a reader gets it"
      />
      {mayTest ? (
        <button type="submit" form="plan" formaction={`${path}/test`} formnovalidate class="quiet">
          Send me a test
        </button>
      ) : (
        ''
      )}
    </>
  )
}

const views = [
  { view: 'desktop', name: 'Desktop' },
  { view: 'phone', name: 'Phone' },
  { view: 'dark', name: 'Dark' },
  { view: 'text', name: 'Text' },
] as const

/** So many of its days are shown; the year has no more. */
const DAYS_SHOWN = 12

/** The holidays on which it does not come out, by the calendars that say so; and how those fare. */
function LeftOut({ calendars, digest, now }: DigestProps) {
  return calendars.map(({ calendar, name, days, editions, kept }) => {
    const { note = undefined } = kept ? calendarHealth(kept, now) : {}
    const next = nextDays(kept ?? { days: days.map((day) => ({ day, name: 'Holiday' })) }, now, DAYS_SHOWN)
    return (
      <details class="holidays" open={note !== undefined}>
        <summary>
          <span>
            Not on the holidays of {name}
            {editions.length < digest.editions.length ? ` (${editions.join(', ')})` : ''}
            {next[0] ? <span class="soft">, next {dayWords(next[0].day)}</span> : ''}
          </span>
        </summary>
        {note ? <p class="wrong">{note}</p> : ''}
        <ul>
          {next.map(({ day, name: called }) => (
            <li>
              {dayWords(day, now)}: {called}
            </li>
          ))}
        </ul>
        <p class="soft small">
          {kept?.readAt ? (
            <>
              Last read <When at={kept.readAt} now={now} />, from{' '}
            </>
          ) : (
            'From '
          )}
          <a href={calendar}>{calendar}</a>
        </p>
      </details>
    )
  })
}

/** "Fri 25 December", with its year where that is not this one. */
function dayWords(day: string, now = day): string {
  const year = day.slice(0, 4) === now.slice(0, 4) ? {} : ({ year: 'numeric' } as const)
  const style = { weekday: 'short', day: 'numeric', month: 'long', timeZone: 'UTC', ...year } as const
  return new Intl.DateTimeFormat('en-GB', style).format(new Date(`${day}T00:00:00Z`))
}

type SendsProps = {
  readonly digest: Digest
  readonly sends: readonly Send[]
  readonly mayEdit: boolean
  readonly now: Instant
}

/** When it comes next; a send that an editor skips says so, and can be taken back. */
function Sends({ digest, sends, mayEdit: may, now }: SendsProps) {
  const onFiling = digest.editions.some(({ schedule }) => schedule.every === 'filing')
  const own = digest.editions.some(({ schedule }) => isInReadersZones(schedule))
  const isSeveral = digest.editions.length > 1
  if (digest.status === 'paused') return <p>Nothing goes out: the digest is paused.</p>
  return (
    <>
      {sends.length > 0 ? (
        <ol class="lines sends">
          {sends.map(({ edition, slot, note, skipped }) => (
            <li class={skipped ? 'skipped' : ''}>
              <span>{skipped ? <s>{dayAndTime(slot.local, now)}</s> : dayAndTime(slot.local, now)}</span>
              <span class="soft">
                {[zoneText(slot.zone), isSeveral ? edition : '', note, skipped ? 'skipped: its articles wait' : '']
                  .filter(Boolean)
                  .join(' · ')}
              </span>
              {may ? (
                <form method="post" action={`${PATH}/${digest.id}/skip`}>
                  <input type="hidden" name="edition" value={edition} />
                  <input type="hidden" name="slot" value={slot.local} />
                  <button
                    type="submit"
                    name="do"
                    value={skipped ? 'unskip' : 'skip'}
                    class="quiet small"
                    aria-label={`${skipped ? 'Send after all' : 'Skip'}: ${dayAndTime(slot.local, now)}${isSeveral ? `, ${edition}` : ''}`}
                  >
                    {skipped ? 'Send after all' : 'Skip'}
                  </button>
                </form>
              ) : (
                ''
              )}
            </li>
          ))}
        </ol>
      ) : (
        ''
      )}
      {own ? <p class="soft small">In readers' own zones it goes out at these times on each reader's clock.</p> : ''}
      {onFiling ? <p class="soft small">What goes out as things are filed has no times to list.</p> : ''}
      {sends.length === 0 && !onFiling ? <p>Nothing comes any more: its last day is over.</p> : ''}
    </>
  )
}

type MeansProps = {
  readonly sends: readonly NextSend[]
  readonly wrong: string | undefined
  /** There is something nearest to it, to be taken over. */
  readonly hasNearest: boolean
  /** How it will be kept, where that is not how it was typed. */
  readonly kept: string | undefined
  readonly now: Instant
}

/** The next sends of a rhythm that is being typed, under its field: what it means, before it is saved. */
export function RhythmMeans({ sends, wrong, hasNearest, kept, now }: MeansProps) {
  if (wrong)
    return (
      <>
        <p class="soft small">{wrong}</p>
        {hasNearest ? <TakeNearest /> : ''}
      </>
    )
  return (
    <>
      {kept ? <p class="soft small kept">It is kept as: {kept}</p> : ''}
      {sends.length === 0 ? (
        <p class="soft small">It has no times to list, or they are over.</p>
      ) : (
        <ol class="means small">
          {sends.map(({ slot, note }) => (
            <li>
              {slotText(slot, now)}
              {note ? <span class="soft"> {note}</span> : ''}
            </li>
          ))}
        </ol>
      )}
    </>
  )
}

/** So many headlines are shown; the rest is counted. */
const HEADLINES = 12

type HeldProps = {
  readonly coming: ComingIssue
  readonly digest: Digest
  readonly topics: readonly Topic[]
  readonly site: string
}

/** How many by topic, and the first of them. */
function Held({ coming, digest, topics, site }: HeldProps) {
  const nameOf = nameIn(topics)
  const articles = coming.articles.filter((article) => !article.out)
  if (articles.length === 0) return <p class="soft">Nothing new so far: an issue without news is skipped.</p>
  const perTopic = digest.topics
    .map((slug) => ({ slug, count: articles.filter((one) => sectionOf(digest.topics, one) === slug).length }))
    .filter(({ count }) => count > 0)
  const isTooFew = articles.length < digest.minArticles
  return (
    <>
      <p>
        {perTopic.map(({ slug, count }) => `${nameOf(slug)}: ${number(count)}`).join(' · ')}.
        {isTooFew ? ` ${number(digest.minArticles)} are needed: with fewer, it is skipped, and they wait.` : ''}
      </p>
      <Headlines
        articles={articles.slice(0, HEADLINES)}
        names={digest.topics.map((slug) => ({ slug, name: nameOf(slug) }))}
        site={site}
      />
      {articles.length > HEADLINES ? <p class="soft">and {number(articles.length - HEADLINES)} more.</p> : ''}
    </>
  )
}

function Funnel({ signUps }: { readonly signUps: SignUps }) {
  if (signUps.length === 0) return <p class="soft">Nobody has asked for it yet.</p>
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Month</th>
          <th scope="col" class="n">
            Asked
          </th>
          <th scope="col" class="n">
            Confirmed
          </th>
          <th scope="col" class="n">
            Share
          </th>
        </tr>
      </thead>
      <tbody>
        {signUps.map(({ month, asked, confirmed }) => (
          <tr>
            <td>{monthText(month)}</td>
            <td class="n">{number(asked)}</td>
            <td class="n">{number(confirmed)}</td>
            <td class="n">{asked > 0 ? `${Math.round((100 * confirmed) / asked)} %` : '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const monthText = (month: string): string =>
  new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month.slice(0, 7)}-01T00:00:00Z`),
  )

type ConflictProps = View & {
  readonly digest: Digest
  readonly draft: Draft
  readonly topics: readonly Topic[]
  readonly differ: readonly { readonly label: string; readonly theirs: string; readonly mine: string }[]
}

/** Two editors at once: what differs, theirs as it is saved, and the form with one's own, to be saved over it or not. */
export function ConflictPage({ editor, said, digest, draft, topics, differ }: ConflictProps) {
  return (
    <Frame title={`${digest.name}: changed meanwhile`} editor={editor} room={PATH} said={said}>
      <h1>Somebody else has changed {digest.name}</h1>
      <p role="alert">
        While you had it open, it was saved with other words. Nothing of yours is saved yet, and nothing is lost: it
        stands in the form below.
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">What differs</th>
            <th scope="col">Theirs, as it is now</th>
            <th scope="col">Yours</th>
          </tr>
        </thead>
        <tbody>
          {differ.map(({ label, theirs, mine }) => (
            <tr>
              <th scope="row">{label}</th>
              <td class="kept">{theirs || '–'}</td>
              <td class="kept">{mine || '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="actions after">
        <a class="button quiet" href={`${PATH}/${digest.id}`}>
          Keep theirs
        </a>
      </p>
      <h2>Yours</h2>
      <DigestForm draft={draft} wrong={{}} topics={topics} known={digest} mayEdit={mayEdit(editor)} />
    </Frame>
  )
}

type SendProps = View & {
  readonly digest: Digest
  readonly topics: readonly Topic[]
  readonly coming: ComingIssue
  readonly readers: Readership
  /** When it would be done. */
  readonly finish: Instant
  /** How many have asked for it, this month and last, and not confirmed. */
  readonly pending: number
  /** How many issues it will be, one in each. */
  readonly inZones: number
  readonly missing: string | undefined
  /** The issue that is still under way. */
  readonly busy: IssueId | undefined
  readonly wrong: string | undefined
}

/** What will be sent and to whom, before it is. */
export function SendPage(props: SendProps) {
  const {
    editor,
    said,
    now,
    digest,
    topics,
    coming,
    readers,
    finish,
    pending,
    zones,
    inZones,
    missing,
    busy,
    wrong,
    site,
  } = props
  const { edition } = coming
  const articles = coming.articles.filter((article) => !article.out)
  const isEnough = articles.length > 0 && articles.length >= digest.minArticles
  return (
    <Frame title={`Send ${digest.name} now`} editor={editor} room={PATH} said={said}>
      <p class="crumb">
        <a href={`${PATH}/${digest.id}`}>{digest.name}</a>
      </p>
      <h1>Send it now?</h1>
      {wrong ? (
        <p class="wrong" role="alert">
          {wrong}
        </p>
      ) : (
        ''
      )}
      <p>{whom(readers)}</p>
      {pending > 0 ? (
        <p class="soft">
          {counted(pending, 'person has', 'people have')} asked for it since last month and not confirmed: they get
          nothing. Whoever has bounced, complained or left is not among its readers any more.
        </p>
      ) : (
        ''
      )}
      {readers.reached > 0 && isEnough ? <p>{done(zones, finish, now, coming.zone)}</p> : ''}
      {digest.editions.length > 1 ? (
        <p>It is the edition “{edition.title ?? edition.name}” that goes out; readers of the others get nothing now.</p>
      ) : (
        ''
      )}
      {inZones > 1 ? <p>There will be an issue in each of {number(inZones)} zones, all at once.</p> : ''}
      {missing ? (
        <p class="wrong">
          {missing} <a href="/console/settings">To the settings</a>
        </p>
      ) : busy ? (
        <p class="wrong">
          The last issue is still under way: <a href={`/console/issues/${busy}`}>wait for it, or cancel it</a>.
        </p>
      ) : isEnough ? (
        <div class="row">
          <form method="post" action={`${PATH}/${digest.id}/send`}>
            <button type="submit">Send it now</button>
          </form>
          <a class="button quiet" href={`${PATH}/${digest.id}`}>
            Back, without sending
          </a>
        </div>
      ) : (
        <div class="row">
          <a class="button" href="/console/articles">
            File an article first
          </a>
          <a class="button quiet" href={`${PATH}/${digest.id}`}>
            Back, without sending
          </a>
        </div>
      )}
      <h2>
        It holds <span class="soft count">{counted(articles.length, 'article')}</span>
      </h2>
      <Held {...{ coming, digest, topics, site }} />
    </Frame>
  )
}

/** When everybody should have it, as far as the last issue tells. */
function done(zones: Zones, finish: Instant, now: Instant, zone: string): string {
  const minutes = Math.round(between(now, finish) / MINUTE)
  const clock = momentIn(zones, finish, zone).replace(/^.*, (?=\d\d:\d\d)/, '')
  return minutes <= 1
    ? 'Begun now, it is done within a minute.'
    : `Begun now, it takes about ${counted(minutes, 'minute')}: it should be done by ${clock}.`
}

/** "It goes to 8,311 readers. 95 are left out: 64 paused, 31 without news in their topics." */
export function whom({ reached, paused, withoutNews, isAll }: Readership): string {
  const out = [
    paused > 0 ? `${number(paused)} paused` : '',
    withoutNews > 0 ? `${number(withoutNews)} without news in their topics` : '',
  ].filter((part) => part !== '')
  const left = paused + withoutNews
  if (!isAll) return `It goes to more than ${counted(reached, 'reader')}: we counted no further.`
  if (reached + left === 0) return 'Nobody takes it yet: it goes to no reader.'
  if (reached === 0) return `As it stands, it goes to nobody: ${out.join(', ')}.`
  return `It goes to ${counted(reached, 'reader')}.${left > 0 ? ` ${number(left)} ${left === 1 ? 'is' : 'are'} left out: ${out.join(', ')}.` : ''}`
}
