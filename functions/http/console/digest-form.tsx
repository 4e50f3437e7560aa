/** @jsxImportSource hono/jsx */

import type { Child } from 'hono/jsx'
import { type Digest, type DigestInput, type Edition, MAIN } from '../../../core/model/digest.ts'
import { calendarsIn, datesIn } from '../../../core/model/exceptions.ts'
import { nearestWords } from '../../../core/model/nearest-words.ts'
import { type Refusal, refusal } from '../../../core/model/refusal.ts'
import { inWords, type Schedule } from '../../../core/model/schedule.ts'
import { fromWords } from '../../../core/model/schedule-words.ts'
import { slugOf } from '../../../core/model/text.ts'
import type { Instant } from '../../../core/model/time.ts'
import type { Topic } from '../../../core/model/topic.ts'
import type { Zones } from '../../../core/model/zones.ts'
import { Field, type Form, type Typed, type Wrong, WrongSummary, wrongOf } from './forms.tsx'

/** What stands in the form: text by its field, and the topics that are ticked, in their order. */
export type Draft = { readonly typed: Typed; readonly topics: readonly string[] }

export const emptyDraft: Draft = {
  typed: { minArticles: '1', maxArticles: '25', holdMinutes: '0', late: '360', release: 'auto' },
  topics: [],
}

/** A digest as the form shows it. */
export const draftOf = (digest: Digest): Draft => ({
  typed: {
    id: digest.id,
    name: digest.name,
    when: whenText(digest),
    holidays: holidaysText(digest),
    minArticles: String(digest.minArticles),
    maxArticles: String(digest.maxArticles),
    holdMinutes: String(digest.holdMinutes),
    late: String(digest.late.sendWithinMinutes),
    release: digest.release,
    subject: digest.subject ?? '',
    intro: digest.intro ?? '',
    from: digest.from ?? '',
    welcome: digest.welcome ? 'yes' : '',
    pictures: digest.pictures ? 'yes' : '',
  },
  topics: digest.topics,
})

/** One edition is its rhythm; several have their names before it, a line each. */
export function whenText({ editions }: Pick<Digest, 'editions'>): string {
  const isPlain = editions.length === 1 && editions[0]!.name === MAIN && !editions[0]!.title
  return editions
    .map(({ name, title, schedule }) =>
      isPlain ? wordsOf(schedule) : `${name}${title ? ` (${title})` : ''}: ${wordsOf(schedule)}`,
    )
    .join('\n')
}

/** The calendars that it goes by have a field of their own. */
function wordsOf(schedule: Schedule): string {
  if (schedule.every === 'filing') return inWords(schedule)
  const { except, ...rest } = schedule
  const dates = datesIn(except)
  return inWords({ ...rest, ...(dates.length > 0 ? { except: dates } : {}) })
}

const addressesOf = ({ schedule }: Edition): string[] =>
  schedule.every === 'filing' ? [] : calendarsIn(schedule.except).map(({ calendar }) => calendar)

/** Calendars that all go by are a line each; else each line begins with the edition that does. */
function holidaysText({ editions }: Pick<Digest, 'editions'>): string {
  const timed = editions.filter(({ schedule }) => schedule.every !== 'filing')
  const [first = '', ...others] = timed.map((edition) => addressesOf(edition).join('\n'))
  if (others.every((one) => one === first)) return first
  return timed.flatMap((edition) => addressesOf(edition).map((address) => `${edition.name}: ${address}`)).join('\n')
}

/** The addresses for an edition: those that are for all, if it has times of its own, and those that begin with its name. */
function holidaysFor(typed: string, names: readonly string[], { name, schedule }: Line): string[] {
  const isTimed = names.length === 1 || !/^as (?:things|articles|it)\b/i.test(schedule)
  return typed
    .split(/[\n\r]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .flatMap((line) => {
      const [, named = '', address = ''] = /^([^\s:()]+):\s(.+)$/.exec(line) ?? []
      if (named === '' || !names.includes(named)) return isTimed ? [line] : []
      return named === name ? [address.trim()] : []
    })
}

/** What was typed. Topics that are ticked come by their place; those without one after them, as they stand. */
export function draftIn(form: Form): Draft {
  const place = (slug: string) => Number(form.text(`place-${slug}`)) || Number.POSITIVE_INFINITY
  const topics = [...new Set(form.all('topic'))]
  const order = (a: string, b: string) => (place(a) === place(b) ? 0 : place(a) - place(b))
  return { typed: form.typed, topics: topics.toSorted(order) }
}

type Line = { readonly name: string; readonly title?: string; readonly schedule: string }

/** "weekly (The Week): every monday at 08:00, Europe/Berlin"; without a name it is the one that there is. */
function linesIn(when: string, only: string): Line[] {
  return when
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [, name, title, schedule] = /^([^\s:()]+)(?:\s{0,9}\(([^)]*)\))?\s{0,9}:\s(.+)$/.exec(line) ?? []
      return name && schedule
        ? { name, ...(title ? { title } : {}), schedule: schedule.trim() }
        : { name: only, schedule: line }
    })
}

/** Where a line is not understood, the nearest that is in its place. */
export const withNearest = (zones: Zones, when: string, now: Instant): string =>
  when
    .split('\n')
    .map((line) => {
      const schedule = linesIn(line, MAIN)[0]?.schedule ?? ''
      const nearest = fromWords(zones, schedule) ? undefined : nearestWords(zones, schedule, now)
      return nearest ? line.replace(schedule, () => nearest.words) : line
    })
    .join('\n')

/** The digest that a form describes, to be judged. `known`: as it is so far. */
export function inputOf({ typed, topics }: Draft, known?: Digest): DigestInput {
  const given = (field: string) => typed[field]?.trim() || undefined
  const count = (field: string) => (given(field) === undefined ? undefined : Number(given(field)))
  const late = count('late')
  const lines = linesIn(typed.when ?? '', known?.editions.length === 1 ? known.editions[0]!.name : MAIN)
  const names = lines.map(({ name }) => name)
  return {
    // An editor thinks of a name; what stands in an address follows from it.
    id:
      known?.id ??
      (typed.id?.trim() ||
        slugOf(typed.name ?? '')
          .slice(0, 40)
          .replace(/-$/, '')),
    name: typed.name ?? '',
    topics,
    ...(lines.length > 0
      ? { editions: lines.map((line) => ({ ...line, holidays: holidaysFor(typed.holidays ?? '', names, line) })) }
      : {}),
    minArticles: count('minArticles'),
    maxArticles: count('maxArticles'),
    holdMinutes: count('holdMinutes'),
    late: late === undefined ? undefined : { sendWithinMinutes: late },
    release: typed.release === 'person' ? 'person' : 'auto',
    welcome: typed.welcome === 'yes',
    pictures: typed.pictures === 'yes',
    subject: given('subject'),
    intro: given('intro'),
    from: given('from'),
  }
}

/** What words leave out, asked for as one asks a person. */
const asks: Readonly<Record<string, string>> = {
  every: 'Say how often, such as “every weekday” or “every monday and thursday”.',
  on: 'Say on which days, such as “every second monday”, “on the first monday of every month” or “every year on 4 July”.',
  at: 'Say at what time, such as “at 08:00”.',
  zone: "Say by whose clock: end with a place such as “Europe/Berlin”, or with “in each reader's own zone”.",
}

/** The refusals beside the form's own fields. */
export function wrongIn(zones: Zones, refusals: readonly Refusal[], input: DigestInput): Wrong {
  const editions = input.editions ?? []
  const said = refusals.map(({ field, sentence }) => {
    const [, index, part] = /^editions\.(\d+)\.(?:schedule\.?)?(.*)$/.exec(field) ?? []
    if (index === undefined) {
      // Among other sentences, "A whole number" alone does not say of what.
      const label = sentence.startsWith('A whole number') ? labels[field.split('.')[0]!] : undefined
      return refusal(field, label ? `${label}: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}` : sentence)
    }
    const line = editions[Number(index)]!
    if (part === 'except.calendar') return refusal('holidays', sentence)
    const read = fromWords(zones, String(line.schedule))
    const isLeftOut = read !== undefined && part !== undefined && !(part in read)
    return refusal(
      'when',
      `${editions.length > 1 ? `${line.name}: ` : ''}${(isLeftOut && part ? asks[part] : undefined) ?? sentence}`,
    )
  })
  return wrongOf(said, { schedule: 'when', editions: 'when' })
}

const labels: Readonly<Record<string, string>> = {
  name: 'Name',
  topics: 'Topics',
  when: 'When it comes out',
  holidays: 'Public holidays',
  minArticles: 'Fewest articles',
  maxArticles: 'Most articles in a mail',
  holdMinutes: 'Minutes to look at it',
  release: 'Release',
  late: 'Latest',
  subject: 'Subject',
  intro: 'First paragraph',
  from: 'Sender',
  welcome: 'Welcome mail',
  pictures: 'Pictures',
}

/** Where two versions differ, as text. */
export function differences(
  theirs: Draft,
  mine: Draft,
  nameOf: (slug: string) => string,
): { label: string; theirs: string; mine: string }[] {
  const textOf = ({ typed, topics }: Draft, field: string) =>
    field === 'topics' ? topics.map(nameOf).join(', ') : (typed[field] ?? '').trim().replaceAll('\r\n', '\n')
  return Object.entries(labels)
    .map(([field, label]) => ({ label, theirs: textOf(theirs, field), mine: textOf(mine, field) }))
    .filter(({ theirs, mine }) => theirs !== mine)
}

type Props = {
  readonly draft: Draft
  readonly wrong: Wrong
  readonly topics: readonly Topic[]
  /** As it is so far; without it, a new one is planned. */
  readonly known?: Digest
  readonly mayEdit: boolean
  /** For a rhythm that is not understood there is one nearest to it. */
  readonly hasNearest?: boolean
}

/** Everything about a digest that a person decides. */
export function DigestForm({ draft, wrong, topics, known, mayEdit, hasNearest }: Props) {
  const { typed } = draft
  const field = { typed, wrong }
  return (
    <form id="plan" method="post" action={known ? `/console/digests/${known.id}` : '/console/digests'} novalidate>
      <WrongSummary wrong={wrong} />
      <fieldset class="all" disabled={!mayEdit}>
        {known ? <input type="hidden" name="version" value={String(known.version)} /> : ''}
        <div class="card">
          <div class="pair">
            <Field {...field} name="name" label="Name" required />
            {known ? (
              ''
            ) : (
              <Field
                {...field}
                name="id"
                label="Short name, for ever"
                hint="It is in the address of its page, such as morning-brief. Left empty, it is made from the name."
              />
            )}
          </div>
          <TopicPicker draft={draft} wrong={wrong} topics={topics} />
        </div>
        <div class="card">
          <RhythmField {...field}>{hasNearest ? <TakeNearest /> : ''}</RhythmField>
          <details class="examples">
            <summary>How to say it</summary>
            <ul>
              {examples.map((one) => (
                <li>
                  <code>{one}</code>
                </li>
              ))}
            </ul>
            <p>
              Several editions, each reader takes one: a line each, with its name before it, and its title in brackets
              if it has one.
            </p>
            <ul>
              <li>
                <code>daily: every weekday at 08:00, Europe/Berlin</code>
              </li>
              <li>
                <code>weekly (The Week): every friday at 16:00, Europe/Berlin</code>
              </li>
            </ul>
          </details>
          <Field
            {...field}
            name="holidays"
            label="Public holidays on which it does not come out"
            rows={Math.max(1, (typed.holidays ?? '').split('\n').length)}
            hint="The address of a calendar, such as https://www.gov.uk/bank-holidays/england-and-wales.ics; a line each, at most three. Its days are read anew once a day."
          />
          <div class="pair">
            <Field
              {...field}
              name="holdMinutes"
              label="Minutes to look at it before it goes out"
              type="number"
              hint="0: it opens when it goes out. At most 1440, a day."
            />
            <Release typed={typed} wrong={wrong} />
            <Field
              {...field}
              name="late"
              label="Minutes it may be late"
              type="number"
              hint="After a longer outage it is not sent: its articles go into the next issue."
            />
          </div>
        </div>
        <div class="card">
          <div class="pair">
            <Field
              {...field}
              name="minArticles"
              label="Fewest articles"
              type="number"
              hint="With fewer, an issue is skipped, and they wait for the next."
            />
            <Field
              {...field}
              name="maxArticles"
              label="Most articles in a mail"
              type="number"
              hint="The rest is linked, on the issue's page on the web."
            />
            <Field {...field} name="subject" label="Subject" hint="Without one, the first headline." />
            <Field
              {...field}
              name="from"
              label="Sender"
              hint="Name <name@example.org>. Without one, the publisher's of the settings."
            />
          </div>
          <Field {...field} name="intro" label="First paragraph" rows={3} hint="In every issue, before the articles." />
          <label class="check" for="welcome">
            <input type="checkbox" id="welcome" name="welcome" value="yes" checked={typed.welcome === 'yes'} />
            Welcome new readers with a mail: the latest issue, and when the next one comes
          </label>
          <label class="check" for="pictures">
            <input type="checkbox" id="pictures" name="pictures" value="yes" checked={typed.pictures === 'yes'} />
            Show the first story with its picture: whoever serves that sees who looks at it
          </label>
        </div>
      </fieldset>
      {mayEdit ? (
        <button type="submit" data-saves>
          {known ? 'Save the digest' : 'Plan the digest'}
        </button>
      ) : (
        ''
      )}
    </form>
  )
}

type RhythmProps = {
  readonly typed: Typed
  readonly wrong: Wrong
  /** What was typed has just been replaced: whoever did so goes on from there. */
  readonly isTaken?: boolean
  /** What it means. */
  readonly children?: Child
}

/** When it comes out, in words, and below it what they mean, while they are typed. */
export function RhythmField({ typed, wrong, isTaken, children }: RhythmProps) {
  return (
    <div id="rhythm">
      <Field
        typed={typed}
        wrong={wrong}
        name="when"
        label="When it comes out"
        rows={Math.max(2, (typed.when ?? '').split('\n').length)}
        {...(isTaken ? { autofocus: true } : {})}
        more={{
          'hx-post': '/console/rhythm',
          'hx-trigger': 'input changed delay:400ms',
          'hx-target': '#means',
          'hx-swap': 'innerHTML',
        }}
      />
      <div id="means" aria-live="polite">
        {children}
      </div>
    </div>
  )
}

/** Puts the nearest rhythm into the field, in place of what is not understood. */
export const TakeNearest = () => (
  <button
    type="button"
    class="quiet small"
    name="take"
    value="nearest"
    hx-post="/console/rhythm"
    hx-target="#rhythm"
    hx-swap="outerHTML"
  >
    Take that
  </button>
)

const examples = [
  'every weekday at 08:00, Europe/Berlin',
  'every monday and thursday at 07:30 and 18:00, America/New_York',
  'every second friday at 8 am, London',
  'on the first and third tuesday of every month at noon, UTC',
  'on the last day of every quarter at 09:00, UTC',
  'every year on 4 July at 09:00, America/New_York',
  "every day at 08:00, in each reader's own zone, otherwise Europe/Berlin",
  'on the 1st and last day of every month at 09:00, UTC, but not on 2027-01-01',
  'as things are filed, after 10 minutes, at most every 2 hours',
]

function Release({ typed, wrong }: { readonly typed: Typed; readonly wrong: Wrong }) {
  return (
    <div class="field">
      <label for="release">Release</label>
      {wrong.release ? (
        <p class="wrong" id="wrong-release">
          {wrong.release}
        </p>
      ) : (
        ''
      )}
      <select id="release" name="release" {...(wrong.release ? { 'aria-describedby': 'wrong-release' } : {})}>
        <option value="auto" selected={typed.release !== 'person'}>
          By itself, at its time
        </option>
        <option value="person" selected={typed.release === 'person'}>
          Each issue waits for somebody to release it
        </option>
      </select>
    </div>
  )
}

/** A tick and a place each: those of the digest first, in their order. */
function TopicPicker({ draft, wrong, topics }: Pick<Props, 'draft' | 'wrong' | 'topics'>) {
  const named = new Map(topics.map((topic) => [topic.slug, topic.name]))
  const others = topics.map(({ slug }) => slug).filter((slug) => !draft.topics.includes(slug))
  // A topic of the digest that is gone meanwhile stays in sight, to be unticked.
  const all = [...draft.topics, ...others]
  return (
    <fieldset id="topics" class="topics" {...(wrong.topics ? { 'aria-describedby': 'wrong-topics' } : {})}>
      <legend>Topics: its sections, in the order of their numbers</legend>
      {wrong.topics ? (
        <p class="wrong" id="wrong-topics">
          {wrong.topics}
        </p>
      ) : (
        ''
      )}
      <ul>
        {all.map((slug, index) => {
          const name = named.get(slug) ?? slug
          const isIn = index < draft.topics.length
          return (
            <li>
              <input
                type="number"
                name={`place-${slug}`}
                value={isIn ? String(index + 1) : ''}
                min="1"
                aria-label={`Place of ${name}`}
              />
              <label class="check">
                <input type="checkbox" name="topic" value={slug} checked={isIn} />
                <span>
                  {name}
                  {name.toLowerCase() === slug ? '' : <span class="soft small"> {slug}</span>}
                </span>
              </label>
            </li>
          )
        })}
      </ul>
    </fieldset>
  )
}
