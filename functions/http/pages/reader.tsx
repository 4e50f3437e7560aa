/** @jsxImportSource hono/jsx */
import { type Digest, firstEdition } from '../../../core/model/digest.ts'
import { NO_ZONE } from '../../../core/model/issue.ts'
import { forReaders, inZone, slotsAfter } from '../../../core/model/schedule.ts'
import type { Subscriber, Subscription } from '../../../core/model/subscriber.ts'
import type { Instant } from '../../../core/model/time.ts'
import type { Topic } from '../../../core/model/topic.ts'
import { Layout, Notice, OneButton, type Publisher } from './layout.tsx'
import { capital, EditionChoice } from './sign-up.tsx'

type Known = { readonly publisher: Publisher; readonly digests: readonly Digest[] }

/** Always the same, whoever asked (T01). */
export const TakenPage = ({ publisher }: { publisher: Publisher }) => (
  <Notice title="Look into your inbox" publisher={publisher}>
    <p>We have sent you a mail with a button in it. Your subscription begins when you press it.</p>
    <p class="soft ui">
      Nothing there after a few minutes? Look among spam. If you are subscribed already, or asked within the last day,
      no second mail comes.
    </p>
    <p class="ui">
      <a href="/">Back to the digests</a>
    </p>
  </Notice>
)

export const ConfirmPage = ({ publisher, digests, action }: Known & { action: string }) => (
  <Notice title="One press, and it is done" publisher={publisher}>
    <p>You asked for:</p>
    <DigestList digests={digests} />
    <OneButton action={action} label="Yes, send me these" />
    <p class="soft ui gap">Not you? Close this page, and nothing will come.</p>
  </Notice>
)

export const ConfirmedPage = ({ publisher, digests }: Known) => (
  <Notice title="You are subscribed" publisher={publisher}>
    <DigestList digests={digests} />
    <p>The next issue comes to you by itself. Every mail has a link to change what you get, and one to leave.</p>
  </Notice>
)

export const ExpiredPage = ({ publisher }: { publisher: Publisher }) => (
  <Notice title="This link is too old" publisher={publisher}>
    <p>A confirmation link works for seven days. Ask again, and a fresh one comes.</p>
    <p class="ui">
      <a href="/">Ask for a fresh mail</a>
    </p>
  </Notice>
)

function DigestList({ digests }: { digests: readonly Digest[] }) {
  return (
    <ul class="list">
      {digests.map((digest) => (
        <li>
          <b>{digest.name}</b>
          <br />
          <span class="soft ui">{digest.editions.map((edition) => forReaders(edition.schedule)).join('; ')}</span>
        </li>
      ))}
    </ul>
  )
}

export const LeavePage = (props: { publisher: Publisher; name: string; action: string; preferences: string }) => (
  <Notice title={`Leave ${props.name}?`} publisher={props.publisher}>
    <p>From this moment on no further issue will reach you.</p>
    <OneButton action={props.action} label={`Leave ${props.name}`} />
    <p class="ui gap">
      <a href={props.preferences}>Change topics instead</a>
    </p>
  </Notice>
)

export const LeftPage = (props: { publisher: Publisher; name: string; preferences: string }) => (
  <Notice title={`You have left ${props.name}`} publisher={props.publisher}>
    <p>No further issue will reach you. Thank you for having read it.</p>
    <p class="ui">
      <a href={props.preferences}>See what else you get</a>
    </p>
  </Notice>
)

export const StopPage = (props: {
  publisher: Publisher
  name: string
  topic: string
  action: string
  preferences: string
  last: boolean
}) => (
  <Notice title={`Stop ${props.topic}?`} publisher={props.publisher}>
    <p>
      {props.last
        ? `It is the last topic you follow in ${props.name}: without it you leave the digest.`
        : `${props.name} will come without this section. Everything else stays.`}
    </p>
    <OneButton action={props.action} label={`Stop ${props.topic}`} />
    <p class="ui gap">
      <a href={props.preferences}>Change topics instead</a>
    </p>
  </Notice>
)

type PreferencesProps = Known & {
  readonly subscriber: Subscriber
  readonly topics: readonly Topic[]
  readonly action: string
  readonly saved: boolean
  readonly now: Instant
}

const editionOf = (digest: Digest, { edition }: Pick<Subscription, 'edition'>) =>
  digest.editions.find(({ name }) => name === edition) ?? firstEdition(digest)

/** When a reader gets the next issue: the first slot on their clock that they have not had elsewhere. */
function nextFor(digest: Digest, { edition: name, zone, servedTo }: Subscription, now: Instant): string {
  const edition = editionOf(digest, { edition: name })
  const own = zone === NO_ZONE ? undefined : zone
  const next = slotsAfter(inZone(edition.schedule, own), now, 3).find(({ local }) => !servedTo || local > servedTo)
  if (!next || digest.status === 'paused') return 'No issue is planned at present.'
  const day = new Date(`${next.local.slice(0, 10)}T00:00:00Z`)
  return `Next: ${days.format(day)}, ${next.local.slice(11, 16)} (${next.zone}).`
}

const days = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' })
const zones = Intl.supportedValuesOf('timeZone')

/** What a reader takes, digest by digest. Unticking the last topic is leaving. */
export function PreferencesPage({ publisher, digests, subscriber, topics, action, saved, now }: PreferencesProps) {
  const taken = subscriber.subscriptions.filter((one) => one.status === 'active')
  const byOwnClock = taken.some(({ zone }) => zone !== NO_ZONE)
  return (
    <Layout title="What you get" publisher={publisher}>
      <h1>What you get</h1>
      {saved ? (
        <p class="ui" role="status">
          <b>Saved.</b> It holds from the next issue on.
        </p>
      ) : (
        ''
      )}
      {taken.length === 0 ? (
        <>
          <p>You get nothing from us at present.</p>
          <p class="ui">
            <a href="/">See the digests</a>
          </p>
        </>
      ) : (
        <form method="post" action={action}>
          {digests.map((digest) => {
            const one = taken.find((subscription) => subscription.digest === digest.id)
            if (!one) return ''
            const own = digest.topics.flatMap((slug) => topics.filter((topic) => topic.slug === slug))
            return (
              <div class="digest">
                <input type="hidden" name="digest" value={digest.id} />
                <b>{digest.name}</b>
                <br />
                <span class="soft ui">
                  {capital(forReaders(editionOf(digest, one).schedule))}. {nextFor(digest, one, now)}
                </span>
                {digest.editions.length > 1 ? (
                  <EditionChoice digest={digest} taken={[`${digest.id}/${one.edition}`]} flush />
                ) : (
                  ''
                )}
                <fieldset class="topics flush" aria-label={`Topics of ${digest.name}`}>
                  {own.map((topic) => (
                    <label class="topic">
                      <input
                        type="checkbox"
                        name="topic"
                        value={`${digest.id}/${topic.slug}`}
                        checked={one.topics === 'all' || one.topics.includes(topic.slug)}
                      />
                      <span>{topic.name}</span>
                    </label>
                  ))}
                </fieldset>
              </div>
            )
          })}
          <p class="soft ui">
            A digest without a topic is one you leave. With all topics ticked you also get those added later.
          </p>
          {byOwnClock ? (
            <label class="ui">
              Your time zone{' '}
              <select name="zone">
                {(zones.includes(subscriber.zone) ? zones : [subscriber.zone, ...zones]).map((zone) => (
                  <option value={zone} selected={zone === subscriber.zone}>
                    {zone.replaceAll('_', ' ')}
                  </option>
                ))}
              </select>
            </label>
          ) : (
            ''
          )}
          <div class="row">
            <button type="submit">Save</button>
          </div>
        </form>
      )}
    </Layout>
  )
}

export const NotFoundPage = () => (
  <Notice title="There is nothing here" publisher={{}}>
    <p>The link may be cut off: copy the whole of it from the mail, and try again.</p>
    <p class="ui">
      <a href="/">To the digests</a>
    </p>
  </Notice>
)

export const SorryPage = () => (
  <Notice title="Something went wrong on our side" publisher={{}}>
    <p>Nothing of yours is lost. Please try again in a minute.</p>
  </Notice>
)
