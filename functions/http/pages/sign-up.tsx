/** @jsxImportSource hono/jsx */
import { type Digest, firstEdition } from '../../../core/model/digest.ts'
import { forReaders, inZone, isInReadersZones, slotsAfter } from '../../../core/model/schedule.ts'
import { capital } from '../../../core/model/text.ts'
import type { Instant } from '../../../core/model/time.ts'
import { type Topic, topicsOf } from '../../../core/model/topic.ts'
import type { Zones } from '../../../core/model/zones.ts'
import { CONSENT_VERSION, consentFor } from './consent.ts'
import { Layout, Notice } from './layout.tsx'
import { dayText } from './moments.ts'
import type { Frame } from './notices.tsx'
import { pageWords } from './words/words.ts'

/** What was typed, to be shown again beside what is wrong with it. */
export type Typed = {
  readonly email: string
  readonly digests: readonly string[]
  readonly topics: readonly string[]
  /** `digest/edition` */
  readonly editions: readonly string[]
}
export const nothingTyped: Typed = { email: '', digests: [], topics: [], editions: [] }

/** Sentences, by the field that they are about. */
export type Wrong = { readonly email?: string; readonly digests?: string }

/** What the form on other sites calls itself. */
export const EMBEDDED = 'embed'

type Props = {
  readonly frame: Frame
  /** The language that the page was asked for in, if it was: the mails' too. */
  readonly asked: string
  readonly digests: readonly Digest[]
  /** Where there are more of them. */
  readonly more?: string | undefined
  readonly topics: readonly Topic[]
  readonly now: Instant
  readonly zones: Zones
  readonly typed: Typed
  readonly wrong: Wrong
}

/** The front page. Nothing is ticked at first (STD-66); without JavaScript it is whole. */
export function SignUpPage(props: Props) {
  const { frame, digests, wrong } = props
  const { signUp: say } = pageWords(frame.locale)
  const name = frame.publisher.name ? say.title(frame.publisher.name) : say.noName
  const isWrong = Object.keys(wrong).length > 0
  return (
    <Layout title={isWrong ? `${say.wrongTitle}: ${name}` : name} {...frame} script="/assets/sign-up.js">
      <h1>{frame.publisher.name || say.noName}</h1>
      {digests.length === 0 ? (
        <p>{say.nothing}</p>
      ) : (
        <>
          {isWrong ? <WrongSummary {...props} /> : <p>{say.lead}</p>}
          <SignUpForm {...props} />
        </>
      )}
    </Layout>
  )
}

/** What is wrong, all of it, with the way to each: the first thing that is read out. */
function WrongSummary({ frame, wrong }: Props) {
  const { wrongTitle } = pageWords(frame.locale).signUp
  return (
    <div class="ui wrong summary" role="alert" tabindex={-1} autofocus>
      <h2>{wrongTitle}</h2>
      <ul>
        {wrong.digests ? (
          <li>
            <a href="#digests">{wrong.digests}</a>
          </li>
        ) : (
          ''
        )}
        {wrong.email ? (
          <li>
            <a href="#email">{wrong.email}</a>
          </li>
        ) : (
          ''
        )}
      </ul>
    </div>
  )
}

/** Where a form is sent: whoever has chosen a language is answered in it. */
export const subscribePath = (asked: string): string => `/subscribe${asked === '' ? '' : `?lang=${asked}`}`

function SignUpForm(props: Props) {
  const { frame, asked, digests, typed, wrong } = props
  const { signUp: say } = pageWords(frame.locale)
  const asksZone = digests.some(({ editions }) => editions.some(({ schedule }) => isInReadersZones(schedule)))
  return (
    <form method="post" action={subscribePath(asked)} data-wait={say.wait} data-wait-longer={say.waitLonger}>
      <fieldset class="plain" id="digests" {...(wrong.digests ? { 'aria-describedby': 'wrong-digests' } : {})}>
        <legend class="unseen">{say.digests}</legend>
        {wrong.digests ? (
          <p class="ui wrong" id="wrong-digests">
            {wrong.digests}
          </p>
        ) : (
          ''
        )}
        {digests.map((digest) => (
          <DigestChoice {...props} digest={digest} />
        ))}
      </fieldset>
      <MoreDigests frame={frame} at={props.more} />

      <AddressPart {...{ frame, asked }} typed={typed.email} wrong={wrong.email} />
      {asksZone ? <p class="soft ui" data-clock={say.clock} hidden></p> : ''}
    </form>
  )
}

/** The way to those that this page does not show. */
export function MoreDigests({ frame, at }: { readonly frame: Frame; readonly at: string | undefined }) {
  const { common } = pageWords(frame.locale)
  return at === undefined ? (
    ''
  ) : (
    <p class="ui">
      <a href={at} rel="next">
        {common.further}
      </a>
    </p>
  )
}

/** What every form of ours ends with: what the browser fills in, the trap, the address, and what is agreed to. */
export function AddressPart(props: {
  readonly frame: Frame
  readonly asked: string
  readonly typed?: string
  readonly wrong?: string | undefined
}) {
  const { frame, asked, typed = '', wrong } = props
  const { signUp: say } = pageWords(frame.locale)
  const consent = consentFor(frame.publisher.name, frame.locale)
  return (
    <>
      <input type="hidden" name="zone" value="" autocomplete="off" />
      <input type="hidden" name="locale" value={asked} autocomplete="off" />
      <input type="hidden" name="altcha" value="" autocomplete="off" />
      <input type="hidden" name="text" value={consent.mark} autocomplete="off" />
      <div class="trap" aria-hidden="true">
        <label>
          {say.trap} <input type="text" name="website" tabindex={-1} autocomplete="off" />
        </label>
      </div>

      <label class="ui over" for="email">
        {say.email}
      </label>
      {wrong ? (
        <p class="ui wrong" id="wrong-email">
          {wrong}
        </p>
      ) : (
        ''
      )}
      <div class="row tight">
        <input
          type="email"
          id="email"
          name="email"
          required
          maxlength={254}
          autocomplete="email"
          placeholder={say.example}
          value={typed}
          aria-describedby={wrong ? 'wrong-email consent' : 'consent'}
          {...(wrong ? { 'aria-invalid': 'true' } : {})}
        />
        <button type="submit">{say.button}</button>
      </div>
      <p class="ui status" role="status"></p>
      <p class="soft ui" id="consent">
        {consent.text} <span class="version">{say.consentVersion(CONSENT_VERSION)}</span>
      </p>
    </>
  )
}

function DigestChoice({ frame, digest, topics, typed, now, zones }: Props & { digest: Digest }) {
  const { signUp: say, common } = pageWords(frame.locale)
  const { schedule } = firstEdition(digest)
  const next = slotsAfter(zones, inZone(zones, schedule), now, 1)[0]
  const own = topicsOf(digest.topics, topics)
  const id = `digest-${digest.id}`
  return (
    <div class="digest">
      <label class="ui">
        <input
          type="checkbox"
          name="digest"
          value={digest.id}
          checked={typed.digests.includes(digest.id)}
          aria-describedby={id}
        />
        <b class="serif">{digest.name}</b>
      </label>
      <p class="soft ui about" id={id}>
        {common.rhythm(
          capital(forReaders(schedule, frame.locale), frame.locale),
          next ? say.next(dayText(next.local.slice(0, 10), frame.locale)) : '',
        )}
      </p>
      {digest.editions.length > 1 ? <EditionChoice {...{ frame, digest, typed }} /> : ''}
      {own.length > 1 ? (
        <fieldset class="topics">
          <legend class="soft ui">
            {say.topics(own.length)}
            <span class="unseen">{say.of(digest.name)}</span>
          </legend>
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
      <p class="soft ui about">
        <a href={`/d/${digest.id}`}>{say.issues(digest.name)}</a>
      </p>
    </div>
  )
}

/** One rhythm of several: the first, if nothing else is said. */
function EditionChoice({ frame, digest, typed }: Pick<Props, 'frame' | 'typed'> & { digest: Digest }) {
  const { signUp: say } = pageWords(frame.locale)
  const taken = typed.editions.find((one) => one.startsWith(`${digest.id}/`))
  return (
    <fieldset class="topics">
      <legend class="soft ui">
        {say.howOften}
        <span class="unseen">{say.of(digest.name)}</span>
      </legend>
      {digest.editions.map((edition, index) => (
        <label class="topic radio" title={forReaders(edition.schedule, frame.locale)}>
          <input
            type="radio"
            name={`edition-${digest.id}`}
            value={`${digest.id}/${edition.name}`}
            checked={taken === undefined ? index === 0 : taken === `${digest.id}/${edition.name}`}
          />
          <span>{edition.title ?? capital(edition.name, frame.locale)}</span>
        </label>
      ))}
    </fieldset>
  )
}

/** Always the same, whoever asked (T01). */
export function TakenPage({ frame }: { frame: Frame }) {
  const { taken } = pageWords(frame.locale).signUp
  return (
    <Notice title={taken.title} {...frame}>
      <p>{taken.text}</p>
      <p class="soft ui">{taken.nothing}</p>
      <p class="ui">
        <a href="/">{taken.back}</a>
      </p>
    </Notice>
  )
}
