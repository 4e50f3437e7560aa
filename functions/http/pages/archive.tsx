/** @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import { type ListedIssue, localOf, zoneOf } from '../../../core/model/archive.ts'
import type { Digest } from '../../../core/model/digest.ts'
import { forReaders } from '../../../core/model/schedule.ts'
import { capital } from '../../../core/model/text.ts'
import { type Topic, topicsOf } from '../../../core/model/topic.ts'
import { tongueOf } from './direction.ts'
import { Layout } from './layout.tsx'
import { fullDayText, monthText } from './moments.ts'
import type { Frame } from './notices.tsx'
import { SignUpBox } from './sign-up-box.tsx'
import { type Learnt, pageWords } from './words/words.ts'

type Props = {
  readonly frame: Frame
  readonly asked: string
  readonly site: string
  readonly digest: Digest
  readonly topics: readonly Topic[]
  readonly issues: readonly ListedIssue[]
  /** Where this page begins, if it is not the first; and where the next one does. */
  readonly cursor: string | undefined
  readonly next: string | undefined
}

/** A digest's page: what it is, the way to get it, and the issues there are, to leaf through. */
export function DigestPage({ frame, asked, site, digest, topics, issues, cursor, next }: Props) {
  const { issue: say, web } = pageWords(frame.locale)
  const path = `/d/${digest.id}`
  const own = topicsOf(digest.topics, topics)
  const rhythms = digest.editions.map(({ schedule }) => capital(forReaders(schedule, frame.locale), frame.locale))
  const about = {
    site,
    path,
    kind: 'website',
    description: pageWords(frame.locale).common.rhythm(rhythms.join('. '), own.map(({ name }) => name).join(' · ')),
    feeds: { name: digest.name, path },
  } as const
  return (
    <Layout title={digest.name} {...frame} about={about} script="/assets/sign-up.js">
      <h1>
        <bdi>{digest.name}</bdi>
      </h1>
      <p class="soft ui">{rhythms.join(' · ')}</p>
      {cursor === undefined ? (
        <>
          <Covers topics={own} locale={frame.locale} />
          <SignUpBox {...{ frame, asked }} digests={digest.status === 'active' ? [digest] : []} from={path} />
        </>
      ) : (
        ''
      )}
      <h2 class="part" id="issues">
        {web.archive}
      </h2>
      {issues.length === 0 && cursor === undefined && !next ? <p>{say.none}</p> : ''}
      {byMonth(onceADay(issues)).map(([month, own]) => (
        <section aria-labelledby={`month-${month}`}>
          <h3 class="kicker" id={`month-${month}`}>
            {monthText(month, frame.locale)}
          </h3>
          <ul class="list past">
            {named(own, frame.locale).map((one) => (
              <Past {...one} path={path} locale={frame.locale} />
            ))}
          </ul>
        </section>
      ))}
      <p class="ui turn">
        {next ? <a href={`${path}?cursor=${next}`}>{web.older}</a> : ''}
        {cursor === undefined ? '' : <a href={path}>{web.newest}</a>}
      </p>
      <p class="soft ui feeds">
        {web.follow} <a href={`${path}/feed.atom`}>Atom</a> <a href={`${path}/feed.json`}>JSON Feed</a>
      </p>
    </Layout>
  )
}

/** Its sections, with what the editors say of each. */
function Covers({ topics, locale }: { readonly topics: readonly Topic[]; readonly locale: Learnt }) {
  if (topics.length === 0) return null
  return (
    <section aria-labelledby="covers">
      <h2 class="unseen" id="covers">
        {pageWords(locale).web.topics}
      </h2>
      <ul class={topics.some(({ description }) => description) ? 'covers' : 'covers inline'}>
        {topics.map(({ name, description }) => (
          <li dir="auto">
            <b>{name}</b>
            {description ? <span class="soft ui"> {description}</span> : ''}
          </li>
        ))}
      </ul>
    </section>
  )
}

type Named = ListedIssue & { readonly text: string }

/** An issue by its day and its first headline, which are one link; what else it says first; or, in a quiet line, that there was none. */
function Past({ id, text, skipped, lead, path, locale }: Named & { readonly path: string; readonly locale: Learnt }) {
  const { issue: say, web } = pageWords(locale)
  if (skipped) return <li class="soft ui none">{skipped === 'nothing-new' ? say.nothingNew(text) : say.waits(text)}</li>
  const [first, ...others] = lead?.headlines ?? []
  const left = (lead?.stories ?? 0) - (lead?.headlines.length ?? 0)
  const also: Child[] = [
    ...others.map((one) => <bdi {...tongueOf({ text: one.title, lang: one.lang })}>{one.title}</bdi>),
    ...(left > 0 ? [web.andMore(left)] : []),
  ]
  return (
    <li>
      <a href={`${path}/${id}`}>
        <span class="day ui">{text}</span>
        {first ? (
          <>
            {/* Read out with a pause. */}
            <span class="unseen">: </span>
            <b>
              <bdi {...tongueOf({ text: first.title, lang: first.lang })}>{first.title}</bdi>
            </b>
          </>
        ) : (
          ''
        )}
      </a>
      {also.length > 0 ? <p class="soft also">{also.flatMap((one, at) => (at === 0 ? [one] : [' · ', one]))}</p> : ''}
    </li>
  )
}

/** A day on which something came out is not missed; of several slots that brought nothing, one says so. */
function onceADay(issues: readonly ListedIssue[]): readonly ListedIssue[] {
  const dayOf = ({ slot }: ListedIssue) => slot.slice(0, 10)
  const out = new Set(issues.filter(({ skipped }) => !skipped).map(dayOf))
  const firstOf = new Map(issues.filter(({ skipped }) => skipped).map((one) => [dayOf(one), one.id]))
  return issues.filter((one) => !one.skipped || (!out.has(dayOf(one)) && firstOf.get(dayOf(one)) === one.id))
}

/** In the order they come in. */
function byMonth(issues: readonly ListedIssue[]): [month: string, issues: readonly ListedIssue[]][] {
  const months = new Map<string, ListedIssue[]>()
  for (const one of issues) {
    const month = one.slot.slice(0, 7)
    months.set(month, [...(months.get(month) ?? []), one])
  }
  return [...months]
}

/** Issues by their day; where several came out on one, by their time too: no two links say the same (STD-83). */
function named(issues: readonly ListedIssue[], locale: Learnt): Named[] {
  const dayOf = ({ slot }: ListedIssue) => slot.slice(0, 10)
  return issues.map((one) => {
    const text = fullDayText(dayOf(one), locale)
    const isAlone = one.skipped || issues.filter((other) => !other.skipped && dayOf(other) === dayOf(one)).length === 1
    if (isAlone) return { ...one, text }
    const [time, zone] = [localOf(one.slot).slice(11, 16), zoneOf(one.slot).replaceAll('_', ' ')]
    return { ...one, text: pageWords(locale).reader.moment(text, time, zone) }
  })
}
