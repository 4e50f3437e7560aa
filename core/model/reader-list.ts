import type { Address } from './address.ts'
import { type Ask, type Meaning, meaningIn, type Question } from './list-questions.ts'
import { bounced, off, on, type Standing, strange, strictest, suppressed, waiting } from './standing.ts'
import type { Subscriber, Subscription, Suppression } from './subscriber.ts'
import { cleanText } from './text.ts'
import type { Instant } from './time.ts'
import type { Choice } from './variant.ts'
import { isZone, type Zones } from './zones.ts'

/** One row of a table, as read. `row`: as a spreadsheet counts, the header being 1. `broken`: why it could not be read. */
export type Line =
  | { readonly row: number; readonly cells: readonly string[] }
  | { readonly row: number; readonly broken: string }

/** Whether nothing stands in any cell, as in the lines that spreadsheets leave at the end. */
export const isEmpty = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '')

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
  /** What stands in the columns that somebody has to say the meaning of. */
  readonly asks?: readonly Ask[]
}

/** Our own columns, in which we export. `subscribed_at`: since when they have this status; who has left, when they left. */
export const COLUMNS = ['email', 'digest', 'status', 'zone', 'locale', 'topics', 'edition', 'subscribed_at'] as const

const meant: Readonly<Record<Meaning, Standing>> = {
  active: on,
  off,
  bounced,
  complained: suppressed('complained'),
  unconfirmed: waiting,
}

/**
 * The reader, now that somebody has said what the columns mean. Who has a value that nobody has spoken of is not surely on. A
 * column without a question was asked about by nobody, and says nothing.
 */
export function withMeanings({ asks = [], ...reader }: ListedReader, questions: readonly Question[]): ListedReader {
  if (asks.length === 0) return reader
  const told = asks.flatMap(([column, value]) => {
    const answer = questions.find((one) => one.column === column)?.answer
    if (answer === 'ignore') return []
    const meaning = meaningIn(answer, value)
    return [{ column, value, standing: meaning ? meant[meaning] : strange(value) }]
  })
  const said = [reader.said, ...told.map(({ column, value }) => `${column}: ${value}`)]
  return {
    ...reader,
    standing: strictest([reader.standing, ...told.map(({ standing }) => standing)]),
    said: cleanText(said.filter((one) => one !== '').join(', '), 300),
  }
}

/** A spreadsheet takes what begins like this for a formula. */
const risky = /^[=+\-@\t\r']/

/** A cell that no spreadsheet takes for a formula (T60); `plain` gives back exactly what was there. */
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
