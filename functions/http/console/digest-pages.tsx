/** @jsxImportSource hono/jsx */
import type { Readership } from '../../../core/flows/count-readers.ts'
import type { Digest, Edition } from '../../../core/model/digest.ts'
import { type Editor, mayEdit } from '../../../core/model/editor.ts'
import type { FrozenArticle, IssueId } from '../../../core/model/issue.ts'
import type { NextSend } from '../../../core/model/next-sends.ts'
import { nextSends } from '../../../core/model/next-sends.ts'
import { inWords, isInReadersZones } from '../../../core/model/schedule.ts'
import { capital } from '../../../core/model/text.ts'
import type { Instant } from '../../../core/model/time.ts'
import type { Topic } from '../../../core/model/topic.ts'
import { DigestForm, type Draft } from './digest-form.tsx'
import { counted, number, type Wrong } from './forms.tsx'
import { Frame } from './frame.tsx'
import { Badge, Headlines, type IssueRow, IssueTable } from './issue-pages.tsx'
import { dayAndTime, momentIn, slotNamed, slotText, zoneText } from './issue-words.ts'

const PATH = '/console/digests'

type View = { readonly editor: Editor; readonly now: Instant; readonly said: string | undefined; readonly site: string }

/** What an edition's next issue would hold if it opened now. */
export type Coming = {
  readonly edition: Edition
  readonly zone: string
  readonly coversFrom: Instant
  readonly articles: readonly FrozenArticle[]
}

export const nameIn = (topics: readonly Topic[]) => (slug: string) =>
  topics.find((topic) => topic.slug === slug)?.name ?? slug

type DigestsProps = View & {
  readonly rows: readonly { readonly digest: Digest; readonly last: IssueRow | undefined }[]
  readonly topics: readonly Topic[]
}

export function DigestsPage({ editor, said, now, rows, topics }: DigestsProps) {
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
            const [next] = nextSends(digest, now, 1)
            return (
              <li>
                <div>
                  <a class="headline" href={`${PATH}/${digest.id}`}>
                    {digest.name}
                  </a>{' '}
                  {digest.status === 'paused' ? <span class="badge bad">paused</span> : ''}
                  <p>{capital(digest.editions.map(({ schedule }) => inWords(schedule)).join('; '), 'en')}</p>
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

type NewProps = View & { readonly draft: Draft; readonly wrong: Wrong; readonly topics: readonly Topic[] }

export function NewDigestPage({ editor, said, draft, wrong, topics }: NewProps) {
  return (
    <Frame title="Plan a digest" editor={editor} room={PATH} said={said}>
      <h1>Plan a digest</h1>
      {topics.length === 0 ? (
        <NoDigests editor={editor} hasTopics={false} />
      ) : (
        <DigestForm draft={draft} wrong={wrong} topics={topics} mayEdit={mayEdit(editor)} />
      )}
    </Frame>
  )
}

type SignUps = readonly { readonly month: string; readonly asked: number; readonly confirmed: number }[]

type DigestProps = NewProps & {
  readonly digest: Digest
  readonly sends: readonly NextSend[]
  readonly coming: readonly Coming[]
  readonly issues: readonly IssueRow[]
  readonly signUps: SignUps
}

/** What will be sent, and when; what came of the last ones; and everything that can be changed. */
export function DigestPage(props: DigestProps) {
  const { editor, said, digest, sends, coming, issues, signUps, topics, draft, wrong, site } = props
  const may = mayEdit(editor)
  const isPaused = digest.status === 'paused'
  const form = (
    <>
      <h2 id="plan">The plan</h2>
      <DigestForm draft={draft} wrong={wrong} topics={topics} known={digest} mayEdit={may} />
    </>
  )
  const head = (
    <>
      <div class="row spread">
        <h1>{digest.name}</h1>
        {may ? (
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
        {isPaused ? <span class="badge bad">paused</span> : ''}{' '}
        {capital(digest.editions.map(({ schedule }) => inWords(schedule)).join('; '), 'en')}.{' '}
        <a href={`${site}/d/${digest.id}`}>Its page on the web</a>
      </p>
    </>
  )
  // What was refused is what matters now.
  const isRefused = Object.keys(wrong).length > 0
  return (
    <Frame title={digest.name} editor={editor} room={PATH} said={said}>
      {head}
      {isRefused ? form : ''}
      <h2>Next</h2>
      <Sends digest={digest} sends={sends} />
      {coming.map((one) => (
        <ComingIssue coming={one} digest={digest} topics={topics} site={site} />
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

function Sends({ digest, sends }: { readonly digest: Digest; readonly sends: readonly NextSend[] }) {
  const onFiling = digest.editions.some(({ schedule }) => schedule.every === 'filing')
  const own = digest.editions.some(({ schedule }) => isInReadersZones(schedule))
  const isSeveral = digest.editions.length > 1
  if (digest.status === 'paused') return <p>Nothing goes out: the digest is paused.</p>
  return (
    <>
      {sends.length > 0 ? (
        <ol class="lines sends">
          {sends.map(({ edition, slot, note }) => (
            <li>
              <span>{dayAndTime(slot.local)}</span>
              <span class="soft">
                {[zoneText(slot.zone), isSeveral ? edition : '', note].filter(Boolean).join(' · ')}
              </span>
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

/** So many headlines are shown; the rest is counted. */
const HEADLINES = 12

type ComingProps = {
  readonly coming: Coming
  readonly digest: Digest
  readonly topics: readonly Topic[]
  readonly site: string
}

function ComingIssue({ coming, digest, topics, site }: ComingProps) {
  const { edition, articles, coversFrom, zone } = coming
  return (
    <>
      <h2>
        In the next issue{digest.editions.length > 1 ? `: ${edition.title ?? edition.name}` : ''}{' '}
        <span class="soft count">
          {counted(articles.length, 'article')}, filed since {momentIn(coversFrom, zone)}
        </span>
      </h2>
      <Held {...{ coming, digest, topics, site }} />
    </>
  )
}

/** How many by topic, and the first of them. */
function Held({ coming: { articles }, digest, topics, site }: ComingProps) {
  const nameOf = nameIn(topics)
  const perTopic = digest.topics
    .map((slug) => ({
      slug,
      count: articles.filter((one) => digest.topics.find((topic) => one.topics.includes(topic)) === slug).length,
    }))
    .filter(({ count }) => count > 0)
  if (articles.length === 0) return <p class="soft">Nothing new so far: an issue without news is skipped.</p>
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
  readonly coming: Coming
  readonly readers: Readership
  readonly zones: number
  readonly missing: string | undefined
  /** The issue that is still under way. */
  readonly busy: IssueId | undefined
  readonly wrong: string | undefined
}

/** What will be sent and to whom, before it is. */
export function SendPage(props: SendProps) {
  const { editor, said, digest, topics, coming, readers, zones, missing, busy, wrong, site } = props
  const { articles, edition } = coming
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
      {digest.editions.length > 1 ? (
        <p>It is the edition “{edition.title ?? edition.name}” that goes out; readers of the others get nothing now.</p>
      ) : (
        ''
      )}
      {zones > 1 ? <p>There will be an issue in each of {number(zones)} zones, all at once.</p> : ''}
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
        ''
      )}
      <h2>
        It holds <span class="soft count">{counted(articles.length, 'article')}</span>
      </h2>
      <Held {...{ coming, digest, topics, site }} />
    </Frame>
  )
}

/** "It goes to 8,311 readers. 95 are left out: 64 paused, 31 without news in their topics." */
function whom({ reached, paused, withoutNews, isAll }: Readership): string {
  const out = [
    paused > 0 ? `${number(paused)} paused` : '',
    withoutNews > 0 ? `${number(withoutNews)} without news in their topics` : '',
  ].filter((part) => part !== '')
  const left = paused + withoutNews
  if (!isAll) return `It goes to more than ${counted(reached, 'reader')}: we counted no further.`
  if (reached + left === 0) return 'Nobody takes it yet: it goes to no reader.'
  return `It goes to ${counted(reached, 'reader')}.${left > 0 ? ` ${number(left)} ${left === 1 ? 'is' : 'are'} left out: ${out.join(', ')}.` : ''}`
}
