/** @jsxImportSource hono/jsx */
import { raw } from 'hono/html'
import { masked } from '../../../core/model/address.ts'
import { comingOf } from '../../../core/model/came.ts'
import { type Digest, firstEdition } from '../../../core/model/digest.ts'
import { NO_ZONE } from '../../../core/model/issue.ts'
import { dayOfPause, isPaused, type Pause, pauseEnds } from '../../../core/model/pause.ts'
import { forReaders, inZone, slotsAfter } from '../../../core/model/schedule.ts'
import { type ConsentEvent, type Subscriber, type Subscription, waitsUntil } from '../../../core/model/subscriber.ts'
import { capital } from '../../../core/model/text.ts'
import { DAY, type Instant, plus } from '../../../core/model/time.ts'
import { type Topic, topicsOf } from '../../../core/model/topic.ts'
import { dayIn, wallTimeOf, type Zones } from '../../../core/model/zones.ts'
import { Layout, OneButton } from './layout.tsx'
import { dateText, dayText, type Moment, momentText } from './moments.ts'
import { type Frame, languageNames } from './notices.tsx'
import { MoreDigests } from './sign-up.tsx'
import { pageWords } from './words/words.ts'

export type PreferencesProps = {
  readonly frame: Frame
  readonly subscriber: Subscriber
  /** Of their consent, oldest first. */
  readonly history: readonly ConsentEvent[]
  /** Those they take or may add, in the order of the front page. */
  readonly digests: readonly Digest[]
  /** Where there are more that they may add. */
  readonly more?: string | undefined
  readonly topics: readonly Topic[]
  readonly action: string
  readonly saved: boolean
  /** What of it was not saved, and why. */
  readonly wrong: readonly string[]
  readonly now: Instant
  readonly zones: Zones
}

const editionOf = (digest: Digest, { edition }: Pick<Subscription, 'edition'>) =>
  digest.editions.find(({ name }) => name === edition) ?? firstEdition(digest)

/** When a reader gets the next issue: the first slot on their clock that they have not had elsewhere, once they are paused no more. */
export function nextFor(zones: Zones, digest: Digest, one: Subscription, now: Instant): Moment | undefined {
  if (digest.status === 'paused') return undefined
  const own = one.zone === NO_ZONE ? undefined : one.zone
  const from = isPaused(zones, one.pausedUntil, now) ? plus(pauseEnds(zones, one.pausedUntil!), -1) : now
  const slots = slotsAfter(zones, inZone(zones, editionOf(digest, one).schedule, own), from, 3)
  return slots.find(({ local }) => !one.servedTo || local > one.servedTo)
}

/** Everything that a reader may decide, on one page that a mail's link opens. What reaches further goes by another mail (T18). */
export function PreferencesPage(props: PreferencesProps) {
  const { frame, subscriber, digests, action, saved, wrong } = props
  const { preferences: say } = pageWords(frame.locale).reader
  const taken = new Map(
    subscriber.subscriptions.filter((one) => one.status === 'active').map((one) => [one.digest, one]),
  )
  const yours = digests.filter(({ id }) => taken.has(id))
  const more = digests.filter(({ id, status }) => !taken.has(id) && status === 'active')
  return (
    <Layout title={say.title} publisher={frame.publisher} locale={frame.locale}>
      <h1>{say.title}</h1>
      <p class="soft ui">{say.goesTo(masked(subscriber.address))}</p>
      {wrong.length > 0 ? (
        <div class="ui wrong" role="alert">
          <p>{say.wrong}</p>
          <ul>
            {wrong.map((one) => (
              <li>{one}</li>
            ))}
          </ul>
        </div>
      ) : saved ? (
        <p class="ui saved" role="status">
          <b>{say.saved}</b> {say.savedFrom}
        </p>
      ) : (
        ''
      )}
      <form method="post" action={action}>
        {yours.length > 0 ? (
          <>
            <h2 class="part">{say.yours}</h2>
            {yours.map((digest) => (
              <Card {...props} digest={digest} taken={taken.get(digest.id)} />
            ))}
            <p class="soft ui">{say.hint}</p>
          </>
        ) : (
          <p>{say.nothing}</p>
        )}
        {more.length > 0 ? (
          <>
            <h2 class="part">{say.more}</h2>
            {more.map((digest) => (
              <Card {...props} digest={digest} />
            ))}
          </>
        ) : (
          ''
        )}
        <MoreDigests frame={frame} at={props.more} />
        <Manner {...props} paused={[...taken.values()].find(({ pausedUntil }) => pausedUntil)?.pausedUntil} />
        <div class="row">
          <button type="submit">{say.save}</button>
        </div>
      </form>

      <FurtherReaching {...props} />
    </Layout>
  )
}

/** Their address and their data. While a move can be taken back, both wait. */
function FurtherReaching({ frame, subscriber, action, now, zones }: PreferencesProps) {
  const { preferences: say } = pageWords(frame.locale).reader
  const until = waitsUntil(subscriber, now)
  if (until) {
    return (
      <>
        <h2 class="part">{say.data}</h2>
        <p class="ui">{say.waits(momentText(wallTimeOf(zones, until, subscriber.zone), frame.locale))}</p>
      </>
    )
  }
  return (
    <>
      <h2 class="part">{say.address}</h2>
      <form method="post" action={`${action}/address`}>
        <p class="soft ui">{say.addressHint}</p>
        <div class="row">
          <input
            type="email"
            name="email"
            required
            autocomplete="email"
            aria-label={say.newAddress}
            placeholder={say.newAddress}
          />
          <button type="submit" class="quiet">
            {say.addressButton}
          </button>
        </div>
      </form>

      <h2 class="part">{say.data}</h2>
      <p class="soft ui">{say.dataHint}</p>
      <div class="row">
        <OneButton action={`${action}/export`} label={say.exportButton} quiet />
        <OneButton action={`${action}/erase`} label={say.eraseButton} quiet />
      </div>
    </>
  )
}

/** A digest as they take it, or might. */
function Card(props: PreferencesProps & { digest: Digest; taken?: Subscription | undefined }) {
  const { frame, digest, topics, now, zones, taken } = props
  const { common, reader } = pageWords(frame.locale)
  const { preferences: say } = reader
  const own = topicsOf(digest.topics, topics)
  const next = taken && nextFor(zones, digest, taken, now)
  const edition = taken ? editionOf(digest, taken) : firstEdition(digest)
  const rhythm = capital(forReaders(edition.schedule, frame.locale), frame.locale)
  return (
    <div class="digest">
      {taken ? <input type="hidden" name="known" value={digest.id} /> : ''}
      <label class="ui">
        <input type="checkbox" name="digest" value={digest.id} checked={taken !== undefined} />
        <span>
          <b class="serif" dir="auto">
            {digest.name}
          </b>
          <br />
          <span class="soft">
            {common.rhythm(rhythm, taken ? (next ? reader.next(momentText(next, frame.locale)) : reader.noNext) : '')}
          </span>
        </span>
      </label>
      {digest.editions.length > 1 && taken ? (
        <fieldset class="topics" aria-label={say.howOften(digest.name)}>
          {digest.editions.map((one) => (
            <label class="topic radio" title={forReaders(one.schedule, frame.locale)}>
              <input
                type="radio"
                name={`edition-${digest.id}`}
                value={`${digest.id}/${one.name}`}
                checked={one.name === edition.name}
              />
              <span>{one.title ?? capital(one.name, frame.locale)}</span>
            </label>
          ))}
          <p class="soft ui">{say.otherEdition}</p>
        </fieldset>
      ) : (
        ''
      )}
      <fieldset class="topics" aria-label={say.topicsOf(digest.name)}>
        {own.map((topic) => (
          <label class="topic">
            <input
              type="checkbox"
              name="topic"
              value={`${digest.id}/${topic.slug}`}
              checked={taken !== undefined && (taken.topics === 'all' || taken.topics.includes(topic.slug))}
            />
            <span dir="auto">{topic.name}</span>
          </label>
        ))}
      </fieldset>
      {taken ? <Beginning {...props} taken={taken} /> : ''}
    </div>
  )
}

/** How they came to it, since when, and by whom: whoever never asked for it reads on what word they get it, and how to end it. */
function Beginning({
  frame,
  subscriber,
  history,
  digest,
  zones,
  taken,
}: PreferencesProps & { digest: Digest; taken: Subscription }) {
  const { came: say } = pageWords(frame.locale).reader.preferences
  const coming = comingOf(digest.id, history)
  const day = dateText(dayIn(zones, coming?.at ?? taken.since, subscriber.zone), frame.locale)
  if (!coming) return <p class="soft ui about">{say.unknown(day)}</p>
  if (coming.how === 'confirmed') return <p class="soft ui about">{say.confirmed(day)}</p>
  return (
    <p class="soft ui about">
      {say[coming.how](frame.publisher.name || digest.name, day)}
      <br />
      {coming.said ? (
        <>
          {say.said} <q dir="auto">{coming.said}</q>
          <br />
        </>
      ) : (
        ''
      )}
      {say.unwanted}
    </p>
  )
}

const zoneText = (zone: string) => zone.replaceAll('_', ' ')
/** Four hundred options that are the same on every page: written once. Names of zones have nothing to escape. */
const optionsOf = new WeakMap<Zones, readonly string[]>()
/** Those before a zone, and those after it; one that we do not know stands before all others. */
function optionsAround(zones: Zones, zone: string) {
  const names = zones.names()
  const options = optionsOf.get(zones) ?? names.map((one) => `<option value="${one}">${zoneText(one)}</option>`)
  optionsOf.set(zones, options)
  const place = names.indexOf(zone)
  return { before: raw(options.slice(0, Math.max(0, place)).join('')), after: raw(options.slice(place + 1).join('')) }
}

/** The clock they live by, their language, and a pause. */
function Manner({ frame, subscriber, now, zones, paused }: PreferencesProps & { paused: Pause | undefined }) {
  const { preferences: say } = pageWords(frame.locale).reader
  const zone = zones.name(subscriber.zone) ?? subscriber.zone
  const options = optionsAround(zones, zone)
  const still = paused !== undefined && isPaused(zones, paused, now) ? dayOfPause(zones, paused, zone) : undefined
  return (
    <fieldset class="manner ui">
      <legend class="part">{say.how}</legend>
      {still ? <p>{say.paused(dayText(still, frame.locale))}</p> : ''}
      <label>
        <span>{say.zone}</span>
        <select name="zone">
          {options.before}
          <option value={zone} selected>
            {zoneText(zone)}
          </option>
          {options.after}
        </select>
      </label>
      <label>
        <span>{say.language}</span>
        <select name="locale">
          {Object.entries(languageNames).map(([tag, name]) => (
            <option value={tag} lang={tag} selected={tag === frame.locale}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>
          {say.pause} <span class="soft">{say.pauseHint}</span>
        </span>
        <input
          type="date"
          name="pause"
          value={still ?? ''}
          min={dayIn(zones, plus(now, DAY), zone)}
          max={dayIn(zones, plus(now, LONGEST_PAUSE), zone)}
        />
      </label>
    </fieldset>
  )
}

/** A year: who wants longer wants to leave. */
export const LONGEST_PAUSE = 366 * DAY

/** For whoever has no mail at hand. */
export function FindPage({ frame, wrong, typed = '' }: { frame: Frame; wrong?: string; typed?: string }) {
  const {
    reader: { find },
    signUp,
  } = pageWords(frame.locale)
  return (
    <Layout title={find.title} publisher={frame.publisher} locale={frame.locale}>
      <h1>{find.title}</h1>
      <p>{find.text}</p>
      <form method="post" action="/preferences">
        <div class="row">
          <input
            type="email"
            name="email"
            required
            autocomplete="email"
            aria-label={find.label}
            placeholder={signUp.example}
            value={typed}
            {...(wrong ? { 'aria-invalid': 'true', 'aria-describedby': 'wrong-email' } : {})}
          />
          <button type="submit">{find.button}</button>
        </div>
        {wrong ? (
          <p class="ui wrong" id="wrong-email" role="alert">
            {wrong}
          </p>
        ) : (
          ''
        )}
      </form>
    </Layout>
  )
}
