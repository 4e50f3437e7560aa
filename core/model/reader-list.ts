import { type Address, parseAddress } from './address.ts'
import { localeFor } from './locale.ts'
import { isPauseOfDay, type Pause } from './pause.ts'
import { type Parsed, parsed, refusal, refused } from './refusal.ts'
import type { Subscriber, Subscription, Suppression } from './subscriber.ts'
import { cleanText } from './text.ts'
import { type Instant, instant, type PlainDay } from './time.ts'
import type { Choice } from './variant.ts'
import { isZone, type Zones } from './zones.ts'

/** One row of a table, as read. `row`: as a spreadsheet counts, the header being 1. `broken`: why it could not be read. */
export type Line =
  | { readonly row: number; readonly cells: readonly string[] }
  | { readonly row: number; readonly broken: string }

/**
 * Whether a list says that somebody may be written to. Where its columns disagree, the strictest counts; a word that we
 * do not know is stricter than `pending` and `active`: who is not surely on is not taken in.
 */
export type Standing =
  | {
      readonly kind: 'active'
      /** A day alone is one on their own clock. */
      readonly pausedUntil?: Pause | PlainDay
    }
  | { readonly kind: 'pending' }
  | { readonly kind: 'unknown'; readonly word: string }
  | { readonly kind: 'off' }
  | { readonly kind: 'suppressed'; readonly why: ListedWhy }

/** Why a list says that an address gets no mail. That somebody was erased no list says. */
export type ListedWhy = Exclude<Suppression['why'], 'erased'>

/** What one row says, in our words. What a cell leaves empty is not there. */
export type ListedReader = {
  readonly address: Address
  readonly digest?: string
  readonly standing: Standing
  readonly zone?: string
  readonly locale?: string
  readonly topics?: Choice
  readonly edition?: string
  /** Since when they are what `standing` says, where the list has it. */
  readonly since?: Instant
  /** Status and date as the list writes them, for the consent history. */
  readonly said: string
}

/** Our own columns, in which we export. `subscribed_at`: since when they have this status; who has left, when they left. */
export const COLUMNS = ['email', 'digest', 'status', 'zone', 'locale', 'topics', 'edition', 'subscribed_at'] as const

type Part =
  | 'email'
  | 'digest'
  /** Words for how somebody stands. */
  | 'status'
  /** The same, but as likely something else: only words that we know count. */
  | 'type'
  /** `false` is off. */
  | 'mailed'
  /** `true` is off. */
  | 'unmailed'
  /** Not empty: off, bounced, since then. */
  | 'left'
  | 'bounced'
  /** When they joined, at another service: nothing says that they still were on later. */
  | 'joined'
  | 'zone'
  /** Another service's idea of a zone: one that we do not know says nothing. */
  | 'place'
  | 'locale'
  | 'topics'
  | 'edition'
  | 'since'

/** Ours, and those of the exports of Mailchimp, Substack, Ghost, Buttondown, listmonk and Keila. Case and signs do not matter. */
const parts: Readonly<Record<string, Part>> = {
  email: 'email',
  email_address: 'email',
  e_mail: 'email',
  e_mail_address: 'email',
  digest: 'digest',
  status: 'status',
  subscription_status: 'status',
  subscriber_type: 'status',
  type: 'type',
  subscribed_to_emails: 'mailed',
  email_disabled: 'unmailed',
  unsub_time: 'left',
  unsubscription_date: 'left',
  unsubscribed_at: 'left',
  deleted_at: 'left',
  clean_time: 'bounced',
  undeliverability_date: 'bounced',
  optin_time: 'joined',
  confirm_time: 'joined',
  created_at: 'joined',
  creation_date: 'joined',
  subscription_date: 'joined',
  zone: 'zone',
  timezone: 'place',
  time_zone: 'place',
  locale: 'locale',
  language: 'locale',
  topics: 'topics',
  edition: 'edition',
  subscribed_at: 'since',
}

const on: Standing = { kind: 'active' }
const off: Standing = { kind: 'off' }
const waiting: Standing = { kind: 'pending' }
const suppressed = (why: ListedWhy): Standing => ({ kind: 'suppressed', why })

const words: Readonly<Record<string, Standing>> = {
  active: on,
  subscribed: on,
  confirmed: on,
  // listmonk
  enabled: on,
  disabled: off,
  blocklisted: suppressed('blocked'),
  blacklisted: suppressed('blocked'),
  unconfirmed: waiting,
  // Buttondown: what somebody pays, and how, says nothing about mail.
  regular: on,
  premium: on,
  paid: on,
  unpaid: on,
  free: on,
  gift: on,
  gifted: on,
  comp: on,
  comped: on,
  trialed: on,
  churning: on,
  churned: on,
  past_due: on,
  unactivated: waiting,
  removed: off,
  undeliverable: suppressed('bounced'),
  spammy: suppressed('blocked'),
  // Keila
  unreachable: suppressed('bounced'),
  // Mailchimp; non-subscribed are customers who have asked for nothing.
  cleaned: suppressed('bounced'),
  non_subscribed: waiting,
  nonsubscribed: waiting,
  transactional: waiting,
  // Everybody's
  pending: waiting,
  unsubscribed: off,
  opted_out: off,
  inactive: off,
  left: off,
  off,
  deleted: off,
  archived: off,
  bounced: suppressed('bounced'),
  complained: suppressed('complained'),
  complaint: suppressed('complained'),
  spam: suppressed('complained'),
  blocked: suppressed('blocked'),
  suppressed: suppressed('suppressed'),
}

const whys = ['bounced', 'suppressed', 'blocked', 'complained']
const kinds = ['active', 'paused', 'pending', 'unknown', 'off', 'suppressed']
const severity = (one: Standing): number => {
  if (one.kind === 'suppressed') return kinds.length + whys.indexOf(one.why)
  return kinds.indexOf(one.kind === 'active' && one.pausedUntil ? 'paused' : one.kind)
}

const nameOf = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '')

/** What each column of a table is; undefined for those that say nothing to us. */
export type Columns = readonly (Part | undefined)[]

/** Reads a header row. Refused if it does not say, or says twice, where the addresses are. */
export function readColumns(header: readonly string[]): Parsed<Columns> {
  const names = header.map(nameOf)
  // With a creation date it is Buttondown's, whose every type matters.
  const typeOf = names.includes('creation_date') ? 'status' : 'type'
  const columns = names.map((name) => (name === 'type' ? typeOf : Object.hasOwn(parts, name) ? parts[name] : undefined))
  const emails = columns.filter((part) => part === 'email').length
  if (emails === 1) return parsed(columns)
  return refused(
    refusal(
      'email',
      emails === 0
        ? 'No column holds addresses: the first row has to name the columns, one of them "email".'
        : 'Several columns hold addresses: leave one of them.',
    ),
  )
}

/** Whether nothing stands in any cell, as in the lines that spreadsheets leave at the end. */
export const isEmpty = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '')

/** Reads a row; what is refused is refused for one reason, in a sentence. */
export function readRow(zones: Zones, columns: Columns, cells: readonly string[]): Parsed<ListedReader> {
  const no = (sentence: string) => refused(refusal('row', sentence))
  if (!isEmpty(cells.slice(columns.length)))
    return no('It has too many columns, more than the header: put cells that hold a separator in quotation marks.')
  if (cells.length < columns.length) return no('It has fewer columns than the header: it may have been cut off.')

  const all = (part: Part) =>
    columns.flatMap((one, index) => {
      const text = one === part ? plain(cells[index]!).trim() : ''
      return text === '' ? [] : [text]
    })
  const first = (part: Part) => all(part)[0]
  if (!first('email')) return no('It has no address.')
  const address = parseAddress(first('email'))
  if (!address.ok) return address
  const named = first('zone')
  const zone = named && zones.name(named)
  if (named !== undefined && !zone)
    return no(`"${cleanText(named, 40)}" is not a time zone we know: write one like "Europe/Berlin".`)

  const standing = standingOf(all)
  const dates = datesFor(standing, all)
  const since = dates.flatMap((date) => instantOf(date) ?? []).sort()
  const values = {
    digest: first('digest'),
    zone: zone ?? all('place').flatMap((place) => zones.name(place) ?? [])[0],
    locale: first('locale') && localeFor(first('locale')!),
    topics: choiceOf(first('topics')),
    edition: first('edition'),
    since: since.at(-1),
  }
  const said = [...all('status'), ...dates].map((one) => cleanText(one, 40)).join(', ')
  return parsed({
    address: address.value,
    standing,
    said,
    ...(Object.fromEntries(Object.entries(values).filter(([, value]) => value)) as Omit<
      ListedReader,
      'address' | 'standing' | 'said'
    >),
  })
}

type Cells = (part: Part) => readonly string[]

/** With no word on it, a list is one of people who are on it. */
function standingOf(all: Cells): Standing {
  const signals: Standing[] = [
    ...all('status').map((word) => standingFrom(word) ?? { kind: 'unknown' as const, word: cleanText(word, 40) }),
    ...all('type').flatMap((word) => standingFrom(word) ?? []),
    ...all('mailed').map((word) => flag(word, on, off)),
    ...all('unmailed').map((word) => flag(word, off, on)),
    ...all('left').map(() => off),
    ...all('bounced').map(() => suppressed('bounced')),
  ]
  return signals.reduce((strictest, one) => (severity(one) > severity(strictest) ? one : strictest), on)
}

function standingFrom(word: string): Standing | undefined {
  const name = nameOf(word)
  if (Object.hasOwn(words, name)) return words[name]
  const until = /^paused until (\S+)$/i.exec(word)?.[1]
  if (until === undefined) return undefined
  const moment = instantOf(until)
  const isDay = moment !== undefined && until.length === 10
  const pausedUntil = isDay || isPauseOfDay(until) ? until : moment
  return pausedUntil ? { kind: 'active', pausedUntil } : undefined
}

function flag(word: string, yes: Standing, no: Standing): Standing {
  if (/^(?:true|t|yes|y|1)$/i.test(word)) return yes
  return /^(?:false|f|no|n|0)$/i.test(word) ? no : { kind: 'unknown', word: cleanText(word, 40) }
}

/** The dates that tell since when they are what they are: that somebody joined long ago does not say when they left. */
function datesFor(standing: Standing, all: Cells): readonly string[] {
  const named = all('since')
  switch (standing.kind) {
    case 'suppressed':
      return [...all('bounced'), ...named]
    case 'off':
      return [...all('left'), ...named]
    default:
      return named.length > 0 ? named : all('joined')
  }
}

const date =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(?:(Z|UTC|GMT)|([+-]\d\d):?(\d\d)(?: [A-Z]{2,5}| [+-]\d{4})?)?$/i

/** ISO 8601, with or without a time, and as Mailchimp, Go and Postgres write it; without a zone it is UTC. Undefined for anything else. */
export function instantOf(text: string): Instant | undefined {
  const [, day, time = '00:00', seconds = '00', fraction = '', , hours, minutes = '00'] = date.exec(text.trim()) ?? []
  if (!day) return undefined
  const offset = hours ? `${hours}:${minutes}` : 'Z'
  const ms = Date.parse(`${day}T${time}:${seconds}.${fraction.padEnd(3, '0').slice(0, 3)}${offset}`)
  return Number.isNaN(ms) || instant(Date.parse(day)).slice(0, 10) !== day ? undefined : instant(ms)
}

function choiceOf(text: string | undefined): Choice | undefined {
  if (text === undefined) return undefined
  const slugs = [...new Set(text.toLowerCase().split(/[\s,;|]+/))].filter((slug) => slug !== '')
  return slugs.length === 0 || slugs.includes('all') ? 'all' : slugs
}

/** A spreadsheet takes what begins like this for a formula. */
const risky = /^[=+\-@\t\r']/

/** A cell that no spreadsheet takes for a formula; `plain` gives back exactly what was there. */
export const formulaSafe = (cell: string): string => (risky.test(cell) ? `'${cell}` : cell)
export const plain = (cell: string): string =>
  cell.startsWith("'") && risky.test(cell.slice(1)) ? cell.slice(1) : cell

/** The rows of a reader, one a digest, in the order of `COLUMNS`. `digest`: of this one alone. */
export function rowsFor(
  zones: Zones,
  subscriber: Subscriber,
  suppression: Suppression | undefined,
  digest?: string,
): string[][] {
  const zone = zoneOf(zones, subscriber)
  return subscriber.subscriptions
    .filter((one) => digest === undefined || one.digest === digest)
    .map((one) => [
      subscriber.address,
      one.digest,
      statusOf(subscriber, suppression, one),
      zone,
      subscriber.locale,
      one.topics === 'all' ? 'all' : one.topics.join(' '),
      one.edition,
      stopped(subscriber, suppression)?.at ?? one.since,
    ])
}

function statusOf(subscriber: Subscriber, suppression: Suppression | undefined, one: Subscription): string {
  const stop = stopped(subscriber, suppression)
  if (stop) return stop.why
  if (one.status === 'left') return 'unsubscribed'
  return one.status === 'active' && one.pausedUntil ? `paused until ${one.pausedUntil}` : one.status
}

/** Why they get no mail at all. Who signs up again after an erasure is stopped no longer. */
function stopped({ status }: Subscriber, suppression: Suppression | undefined) {
  if (suppression && suppression.why !== 'erased') return suppression
  return status === 'bounced' || status === 'complained' ? { why: status, at: undefined } : undefined
}

/** The clock that they are served by, where some digest goes by theirs; it may be the digest's, if they have told us none. */
function zoneOf(zones: Zones, { subscriptions, zone }: Subscriber): string {
  const served = subscriptions.find((one) => one.status !== 'left' && isZone(zones, one.zone))?.zone
  const own = zones.name(zone)
  // Kept by their clock, they go by the name that they gave.
  if (served === undefined || (own && zones.clock(own) === zones.clock(served))) return own ?? ''
  return zones.name(served) ?? ''
}
