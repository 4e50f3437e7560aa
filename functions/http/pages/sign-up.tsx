/** @jsxImportSource hono/jsx */
import { type Digest, firstEdition } from '../../../core/model/digest.ts'
import { forReaders, inZone, isInReadersZones, slotsAfter } from '../../../core/model/schedule.ts'
import type { Instant } from '../../../core/model/time.ts'
import type { Topic } from '../../../core/model/topic.ts'
import { Layout, type Publisher } from './layout.tsx'

/** What was typed, to be shown again beside what is wrong with it. */
export type Typed = {
  readonly email: string
  readonly digests: readonly string[]
  readonly topics: readonly string[]
  /** `digest/edition` */
  readonly editions: readonly string[]
}
export const nothingTyped: Typed = { email: '', digests: [], topics: [], editions: [] }

/** The consent text shown with the form. A changed text is a new version: consent is kept with the version that was read (STD-60). */
export const CONSENT_VERSION = '2026-11'
const consent = (publisher = '') =>
  `We send a mail to confirm. By subscribing you agree that ${publisher || 'the publisher'} sends you the digests you chose: the topics you picked, or, if you picked none, all topics of the digest, later ones included. You can leave with one click in every mail.`

type Props = {
  readonly publisher: Publisher
  readonly digests: readonly Digest[]
  readonly topics: readonly Topic[]
  readonly now: Instant
  readonly typed: Typed
  readonly wrong?: { readonly email?: string; readonly digests?: string }
}

/** The front page. Nothing is ticked at first (STD-66); without JavaScript it is whole. */
export function SignUpPage(props: Props) {
  const { publisher, digests, typed, wrong } = props
  const asksZone = digests.some(({ editions }) => editions.some(({ schedule }) => isInReadersZones(schedule)))
  return (
    <Layout
      title={publisher.name ? `${publisher.name}: digests by mail` : 'Digests by mail'}
      publisher={publisher}
      asksZone={asksZone}
    >
      <h1>{publisher.name || 'Digests by mail'}</h1>
      {digests.length === 0 ? (
        <p>There is no digest to subscribe to yet. Please come back soon.</p>
      ) : (
        <>
          <p>Pick what you follow. One mail, once, when it is due. Leave with one click.</p>
          <form method="post" action="/subscribe">
            {wrong?.digests ? (
              <p class="ui wrong" role="alert">
                {wrong.digests}
              </p>
            ) : (
              ''
            )}
            {digests.map((digest) => (
              <DigestChoice digest={digest} {...props} />
            ))}
            {asksZone ? <input type="hidden" name="zone" value="" /> : ''}
            <div class="trap" aria-hidden="true">
              <label>
                Leave this empty <input type="text" name="website" tabindex={-1} autocomplete="off" />
              </label>
            </div>
            <div class="row">
              <input
                type="email"
                name="email"
                required
                autocomplete="email"
                placeholder="you@example.org"
                aria-label="Email address"
                value={typed.email}
                {...(wrong?.email ? { 'aria-invalid': 'true', 'aria-describedby': 'wrong-email' } : {})}
              />
              <button type="submit">Subscribe</button>
            </div>
            {wrong?.email ? (
              <p class="ui wrong" id="wrong-email" role="alert">
                {wrong.email}
              </p>
            ) : (
              ''
            )}
            <p class="soft ui">{consent(publisher.name)}</p>
          </form>
        </>
      )}
    </Layout>
  )
}

function DigestChoice({ digest, topics, typed, now }: Props & { digest: Digest }) {
  const edition = firstEdition(digest)
  const next = slotsAfter(inZone(edition.schedule), now, 1)[0]
  const own = digest.topics.flatMap((slug) => topics.filter((topic) => topic.slug === slug))
  return (
    <div class="digest">
      <label class="ui">
        <input type="checkbox" name="digest" value={digest.id} checked={typed.digests.includes(digest.id)} />
        <span>
          <b class="serif">{digest.name}</b>
          <br />
          <span class="soft">
            {capital(forReaders(edition.schedule))}. {next ? `Next: ${dayOf(next.local)}.` : ''}
          </span>
        </span>
      </label>
      {digest.editions.length > 1 ? <EditionChoice digest={digest} taken={typed.editions} /> : ''}
      {own.length > 1 ? (
        <fieldset class="topics" aria-label={`Topics of ${digest.name}`}>
          {own.map((topic) => (
            <label class="topic" title={topic.description}>
              <input
                type="checkbox"
                name="topic"
                value={`${digest.id}/${topic.slug}`}
                checked={typed.topics.includes(`${digest.id}/${topic.slug}`)}
              />
              <span>{topic.name}</span>
            </label>
          ))}
        </fieldset>
      ) : (
        ''
      )}
    </div>
  )
}

/** One rhythm of several: the first, if nothing else is said. */
export const EditionChoice = ({
  digest,
  taken,
  flush = false,
}: {
  digest: Digest
  taken: readonly string[]
  flush?: boolean
}) => (
  <fieldset class={flush ? 'topics flush' : 'topics'} aria-label={`How often ${digest.name} comes`}>
    {digest.editions.map((edition, index) => (
      <label class="topic radio" title={forReaders(edition.schedule)}>
        <input
          type="radio"
          name={`edition-${digest.id}`}
          value={`${digest.id}/${edition.name}`}
          checked={
            taken.includes(`${digest.id}/${edition.name}`) ||
            (index === 0 && !taken.some((one) => one.startsWith(`${digest.id}/`)))
          }
        />
        <span>{edition.title ?? capital(edition.name)}</span>
      </label>
    ))}
  </fieldset>
)

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

const days = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' })
/** The day of a local wall time, as it stands. */
const dayOf = (local: string) => days.format(new Date(`${local.slice(0, 10)}T00:00:00Z`))
