/** @jsxImportSource hono/jsx */
import { type Lift, sayUnknown } from '../../../core/model/account.ts'
import type { Digest, Outline } from '../../../core/model/digest.ts'
import { type Editor, mayEdit, mayOwn } from '../../../core/model/editor.ts'
import { NO_ZONE } from '../../../core/model/issue.ts'
import { locales } from '../../../core/model/locale.ts'
import { isPauseOfDay } from '../../../core/model/pause.ts'
import type { ConsentEvent, Subscriber, Subscription, Suppression } from '../../../core/model/subscriber.ts'
import type { Instant } from '../../../core/model/time.ts'
import {
  dayWritten,
  Field,
  Pager,
  SearchBox,
  Tabs,
  Twice,
  type Typed,
  When,
  type Wrong,
  WrongSummary,
} from './forms.tsx'
import { Frame } from './frame.tsx'

const PATH = '/console/readers'

type View = {
  readonly editor: Editor
  readonly said: string | undefined
  readonly now: Instant
  readonly digests: readonly Outline[]
}

type ListProps = View & {
  readonly q: string
  readonly items: readonly Subscriber[]
  readonly cursor: string | undefined
  readonly next: string | undefined
  /** Of the whole address that was searched for, and that no reader here has. */
  readonly suppression?: Suppression | undefined
  readonly typed?: Typed
  readonly ticked?: readonly string[]
  readonly wrong?: Wrong
}

export function ReadersPage(props: ListProps) {
  const { editor, said, q, items, cursor, next, wrong = {} } = props
  return (
    <Frame title="Readers" editor={editor} room={PATH} said={said}>
      <div class="row spread">
        <h1>Readers</h1>
        <ReaderTabs editor={editor} here={PATH} />
      </div>
      <WrongSummary wrong={wrong} />
      <div class="row spread">
        <SearchForm q={q} />
        {mayEdit(editor) ? (
          <a class="button quiet" href={`${PATH}/export`}>
            Export all as CSV
          </a>
        ) : (
          ''
        )}
      </div>
      <div id="results">
        {items.length === 0 ? <Nobody {...props} /> : <ReaderTable {...props} />}
        <Pager path={PATH} query={{ q }} cursor={cursor} next={next} first="Back to the first" more="More readers" />
      </div>
      {mayEdit(editor) ? <AddForm {...props} /> : ''}
    </Frame>
  )
}

/** The pages of this room. */
export function ReaderTabs({ editor, here }: { readonly editor: Editor; readonly here: string }) {
  const all = { path: PATH, name: 'All' }
  const growth = { path: `${PATH}/growth`, name: 'Growth' }
  const list = { path: `${PATH}/import`, name: 'Import a list' }
  return <Tabs label="Readers" here={here} tabs={mayEdit(editor) ? [all, growth, list] : [all, growth]} />
}

const SearchForm = ({ q }: { readonly q: string }) => (
  <SearchBox path={PATH} value={q} label="Start of an address" isAddress />
)

function Nobody({ q, next, cursor, editor, suppression, now }: ListProps) {
  if (next) return <p class="empty">Nobody on this page: look further on.</p>
  if (suppression)
    return (
      <p class="empty">
        No reader has “{q}”, and nothing is sent there: {suppression.why} since <When at={suppression.at} now={now} />.
      </p>
    )
  if (q !== '') return <p class="empty">No address here starts with “{q}”.</p>
  if (cursor) return <p class="empty">That was everybody.</p>
  return (
    <p class="empty">
      Nobody reads yet. Readers sign up on the site
      {mayEdit(editor) ? '; a list is imported, and one reader is added below' : ''}.
    </p>
  )
}

function ReaderTable({ items, digests, now }: ListProps) {
  return (
    <table class="stack">
      <thead>
        <tr>
          <th scope="col">Address</th>
          <th scope="col">Status</th>
          <th scope="col">Digests</th>
          <th scope="col">Since</th>
        </tr>
      </thead>
      <tbody data-list>
        {items.map((reader) => (
          <tr id={reader.id} data-item>
            <td>
              <a href={`${PATH}/${reader.id}`} data-open>
                {reader.address}
              </a>
            </td>
            <td>
              <StatusBadge {...reader} />
            </td>
            <td>{digestNames(reader, digests) || <span class="soft">none</span>}</td>
            <td data-th="Since">
              <time datetime={reader.createdAt}>{dayWritten(reader.createdAt, now)}</time>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const statusWords = {
  pending: 'has not confirmed',
  active: 'active',
  unsubscribed: 'has left',
  bounced: 'bounced',
  complained: 'complained',
} as const

function StatusBadge({ status }: Pick<Subscriber, 'status'>) {
  const look = { active: 'good', bounced: 'bad', complained: 'bad', pending: '', unsubscribed: '' }[status]
  return <span class={`badge ${look}`}>{statusWords[status]}</span>
}

const nameOf = (id: string, digests: readonly Outline[]): string => digests.find((one) => one.id === id)?.name ?? id

const digestNames = ({ subscriptions }: Subscriber, digests: readonly Outline[]): string =>
  subscriptions
    .filter(({ status }) => status !== 'left')
    .map(({ digest }) => nameOf(digest, digests))
    .join(', ')

const languageNames = new Intl.DisplayNames(['en'], { type: 'language' })

function AddForm({ digests, typed = {}, wrong = {}, ticked }: ListProps) {
  const field = { typed, wrong }
  if (digests.length === 0)
    return <p class="soft">Before somebody can be added, there has to be a digest for them to take.</p>
  const isTicked = (id: string) => (ticked ? ticked.includes(id) : digests.length === 1)
  return (
    <details open={ticked !== undefined}>
      <summary>Add a reader…</summary>
      <form method="post" action={PATH} class="card">
        <Field {...field} name="email" label="Address" type="email" required autocomplete="off" />
        <fieldset id="digest">
          <legend>Digests, with all of their topics</legend>
          {wrong.digest ? <p class="wrong">{wrong.digest}</p> : ''}
          {digests.map(({ id, name }) => (
            <label class="check">
              <input type="checkbox" name="digest" value={id} checked={isTicked(id)} />
              {name}
            </label>
          ))}
        </fieldset>
        <div class="pair">
          <div class="field">
            <label for="locale">Language of their mails</label>
            <select name="locale" id="locale">
              {locales.map((one) => (
                <option value={one} selected={one === (typed.locale ?? 'en')}>
                  {languageNames.of(one)}
                </option>
              ))}
            </select>
          </div>
          <Field {...field} name="zone" label="Time zone" placeholder="Europe/Berlin" hint="Left empty, it is UTC." />
        </div>
        <Field
          {...field}
          name="attestation"
          label="How they have agreed to get mail"
          rows={2}
          placeholder="Signed the list at the desk on 4 May"
          hint="It is kept as their consent, where they can read it, and they are in at once. Left empty, they are asked by mail, and get nothing until they confirm."
        />
        <button type="submit">Add the reader</button>
      </form>
    </details>
  )
}

type ReaderProps = View & {
  /** Those that they take or have taken. */
  readonly taken: readonly Digest[]
  readonly subscriber: Subscriber
  readonly consent: readonly ConsentEvent[]
  readonly suppression: Suppression | undefined
  /** An editor’s lift that has not reached the mail provider’s own list. */
  readonly lift: Lift | undefined
  readonly typed: Typed
  readonly wrong: Wrong
}

export function ReaderPage(props: ReaderProps) {
  const { editor, said, subscriber, suppression, now, typed, wrong } = props
  return (
    <Frame title={subscriber.address} editor={editor} room={PATH} said={said}>
      <p class="small">
        <a href={PATH}>Readers</a>
      </p>
      <h1>{subscriber.address}</h1>
      <p>
        <StatusBadge {...subscriber} />{' '}
        <span class="soft">
          With us since <When at={subscriber.createdAt} now={now} />. Mails in{' '}
          {languageNames.of(subscriber.locale) ?? subscriber.locale}; their clock is that of{' '}
          {subscriber.zone || 'nowhere'}.
        </span>
      </p>
      {Object.keys(wrong).length > 0 ? <WrongSummary wrong={wrong} /> : ''}
      {suppression ? (
        <p class="wrong">
          This address gets no mail: {suppression.why}, <When at={suppression.at} now={now} />.
        </p>
      ) : (
        ''
      )}
      <OnTheWay {...props} />
      {suppression ? <LiftForm {...props} suppression={suppression} /> : ''}
      {subscriber.softBounces.length > 0 ? (
        <p class="small soft">
          {subscriber.softBounces.length === 1 ? 'One mail' : `${subscriber.softBounces.length} mails`} could not be
          delivered for now, the last <When at={subscriber.softBounces.at(-1)!.at} now={now} />. Three in a row, over
          two weeks and with no other mail between them that did not bounce, end it.
        </p>
      ) : (
        ''
      )}
      <h2>What they take</h2>
      <Subscriptions {...props} />
      <h2>What they have agreed to</h2>
      <History {...props} />
      {mayEdit(editor) ? (
        <>
          <h2>Their clock</h2>
          <form method="post" action={`${PATH}/${subscriber.id}/zone`} class="row low">
            <Field typed={typed} wrong={wrong} name="zone" label="Time zone" placeholder="Europe/Berlin" required />
            <button type="submit" class="quiet">
              Change their time zone
            </button>
          </form>
          <Twice ask="Erase this reader…" action={`${PATH}/${subscriber.id}/erase`} label="Erase them, for good">
            Profile, subscriptions and history go, and nobody can bring them back. A keyed hash of the address stays, so
            that no list that is imported later writes to them again.
          </Twice>
        </>
      ) : (
        ''
      )}
    </Frame>
  )
}

/** The mail provider delivers nothing to an address on its list, whatever stands here. */
function OnTheWay({ lift, now }: ReaderProps) {
  if (!lift) return ''
  if (!lift.why) return <p class="soft small">The mail provider’s own list is being told of the lift.</p>
  return (
    <p class="wrong">
      The mail provider may still have this address on its own list, and deliver nothing: {sayUnknown(lift.why)} It is
      tried again <When at={lift.nextAt} now={now} />; you can take it off there by hand.
    </p>
  )
}

/** What lifting it means, by what it is for. */
const liftWords: Readonly<Record<Suppression['why'], string>> = {
  bounced: 'They get again what they took until their address could not be reached.',
  suppressed: 'They get again what they took. The mail provider’s own list lets go of the address within minutes.',
  complained: 'They called a mail of ours spam. They get nothing by this: they may sign up again.',
  blocked: 'They wanted no mail of ours at all. They get nothing by this: they may sign up again.',
  erased: 'They wanted to be forgotten. They get nothing by this: they may sign up again.',
}

/** Only an owner, and not without a reason that stays (STD-57). */
function LiftForm({ editor, subscriber, suppression, typed, wrong }: ReaderProps & { suppression: Suppression }) {
  if (!mayOwn(editor)) return <p class="soft small">An owner can lift this, with a note.</p>
  return (
    <details open={Boolean(wrong.note)}>
      <summary>Let mail go to this address again…</summary>
      <form method="post" action={`${PATH}/${subscriber.id}/lift`} class="card">
        <p>{liftWords[suppression.why]}</p>
        <Field
          typed={typed}
          wrong={wrong}
          name="note"
          label="Why it may"
          rows={2}
          required
          placeholder="She wrote to us on 4 May: the mailbox works again"
          hint="Ten characters at least. It stays in the history of what they have agreed to."
        />
        <button type="submit">Lift the suppression</button>
      </form>
    </details>
  )
}

function Subscriptions({ subscriber: { subscriptions }, digests, taken, now }: ReaderProps) {
  if (subscriptions.length === 0) return <p class="soft">Nothing.</p>
  return (
    <table class="stack">
      <thead>
        <tr>
          <th scope="col">Digest</th>
          <th scope="col">Topics</th>
          <th scope="col">Status</th>
          <th scope="col">Since</th>
        </tr>
      </thead>
      <tbody>
        {subscriptions.map((one) => (
          <tr>
            <td>
              {nameOf(one.digest, digests)}
              <span class="soft small">{editionWords(one, taken)}</span>
            </td>
            <td data-th="Topics:">{one.topics === 'all' ? 'all' : one.topics.join(', ')}</td>
            <td data-th="Status:">
              {{ pending: 'has not confirmed', active: 'active', left: 'has left' }[one.status]}
              {one.pausedUntil ? (
                <>
                  , paused until{' '}
                  {isPauseOfDay(one.pausedUntil) ? (
                    dayWritten(one.pausedUntil, now)
                  ) : (
                    <When at={one.pausedUntil} now={now} />
                  )}
                </>
              ) : (
                ''
              )}
            </td>
            <td data-th="Since">
              <When at={one.since} now={now} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Which rhythm, where there are several; and the zone, where it is theirs. */
function editionWords({ digest, edition, zone }: Subscription, digests: readonly Digest[]): string {
  const several = (digests.find(({ id }) => id === digest)?.editions.length ?? 1) > 1
  const parts = [...(several ? [edition] : []), ...(zone === NO_ZONE ? [] : [zone])]
  return parts.length > 0 ? ` (${parts.join(', ')})` : ''
}

const consentWords: Readonly<Record<ConsentEvent['kind'], string>> = {
  asked: 'They have asked for it',
  attested: 'Brought in on our word',
  confirmed: 'They have confirmed',
  changed: 'They have changed it',
  left: 'They have left',
  suppressed: 'No more mail',
  lifted: 'May get mail again',
}

function History({ consent, digests, now }: ReaderProps) {
  if (consent.length === 0) return <p class="soft">Nothing is on record.</p>
  return (
    <table class="stack">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">What</th>
          <th scope="col">For</th>
          <th scope="col">On record</th>
        </tr>
      </thead>
      <tbody>
        {consent.map((event) => (
          <tr>
            <td>
              <When at={event.at} now={now} />
            </td>
            <td>{consentWords[event.kind]}</td>
            <td data-th="For">{event.digests.map((one) => scopeText(one, digests)).join('; ')}</td>
            <td class="small" data-th="On record:">
              {recordOf(event)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const scopeText = ({ digest, topics }: ConsentEvent['digests'][number], digests: readonly Outline[]): string => {
  const which = topics === 'all' ? '' : topics.length === 0 ? ': no topic' : `: ${topics.join(', ')}`
  return `${nameOf(digest, digests)}${which}`
}

function recordOf({ note, text, form, network, agent }: ConsentEvent): string {
  const parts = [
    note,
    form && `form ${form}`,
    text && text !== form && `text ${text}`,
    network && `from ${network}`,
    agent,
  ]
  return parts.filter(Boolean).join(' · ')
}
