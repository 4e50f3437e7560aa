import { type Address, parseAddress } from './address.ts'
import type { Columns, Part, ServiceWord } from './list-columns.ts'
import { keyOf } from './list-names.ts'
import { type Ask, askedValue, type Meaning, meaningIn, type Question } from './list-questions.ts'
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
  /** What stands in the columns that somebody has to say the meaning of. */
  readonly asks?: readonly Ask[]
}

/** Our own columns, in which we export. `subscribed_at`: since when they have this status; who has left, when they left. */
export const COLUMNS = ['email', 'digest', 'status', 'zone', 'locale', 'topics', 'edition', 'subscribed_at'] as const

const on: Standing = { kind: 'active' }
const off: Standing = { kind: 'off' }
const waiting: Standing = { kind: 'pending' }
const suppressed = (why: ListedWhy): Standing => ({ kind: 'suppressed', why })

const bounced = suppressed('bounced')

/** Made when a list is first read: most processes read none. */
let words: ReadonlyMap<string, Standing> | undefined

/** What these words say, by their `keyOf`, in whatever column of a status they stand. */
const wordsNow = (): ReadonlyMap<string, Standing> =>
  (words ??= new Map(
    (
      [
        [on, 'active', 'subscribed', 'confirmed', 'opted in', 'verified'],
        // listmonk
        [on, 'enabled'],
        [off, 'disabled'],
        [suppressed('blocked'), 'blocklisted', 'blacklisted'],
        // Buttondown: what somebody pays, and how, says nothing about mail.
        [on, 'regular', 'premium', 'paid', 'unpaid', 'free', 'gift', 'gifted', 'comp', 'comped', 'trialed', 'churning'],
        [on, 'churned', 'past_due'],
        [waiting, 'unactivated'],
        [off, 'removed'],
        [bounced, 'undeliverable'],
        [suppressed('blocked'), 'spammy'],
        // Keila
        [bounced, 'unreachable'],
        // Mailchimp; non-subscribed are customers who have asked for nothing.
        [bounced, 'cleaned'],
        [waiting, 'non-subscribed', 'transactional'],
        // Everybody's
        [waiting, 'pending', 'unconfirmed', 'not confirmed', 'unverified', 'awaiting confirmation'],
        [off, 'unsubscribed', 'unsubscribe', 'opted out', 'opt-out', 'inactive', 'left', 'off', 'deleted', 'archived'],
        [off, 'cancelled', 'canceled', 'stopped', 'do not mail', 'do not email', 'do not contact'],
        [bounced, 'bounced', 'bounce', 'hard bounced', 'hard bounce', 'soft bounced'],
        [suppressed('complained'), 'complained', 'complaint', 'complainer', 'spam', 'spam complaint', 'marked as spam'],
        [suppressed('blocked'), 'blocked', 'banned'],
        [suppressed('suppressed'), 'suppressed'],
        // The same in the other languages that services write.
        [
          on,
          'aktiv',
          'angemeldet',
          'abonniert',
          'bestätigt',
          'abonné',
          'inscrit',
          'actif',
          'confirmé',
          'suscrito',
          'activo',
        ],
        [
          on,
          'confirmado',
          'iscritto',
          'attivo',
          'inscrito',
          'ativo',
          'ingeschreven',
          'aangemeld',
          'مشترك',
          'نشط',
          'مؤكد',
        ],
        [on, '已订阅', '訂閱中', '活跃', '已确认'],
        [waiting, 'unbestätigt', 'ausstehend', 'en attente', 'non confirmé', 'pendiente', 'sin confirmar', 'in attesa'],
        [waiting, 'قيد الانتظار', 'غير مؤكد', '待确认', '未确认'],
        [off, 'abgemeldet', 'abbestellt', 'ausgetragen', 'inaktiv', 'gelöscht', 'désabonné', 'désinscrit', 'inactif'],
        [off, 'supprimé', 'dado de baja', 'baja', 'desuscrito', 'no suscrito', 'inactivo', 'eliminado', 'cancelado'],
        [
          off,
          'disiscritto',
          'cancellato',
          'inattivo',
          'descadastrado',
          'inativo',
          'uitgeschreven',
          'afgemeld',
          'inactief',
        ],
        [off, 'ملغى الاشتراك', 'ملغي', 'غير مشترك', 'غير نشط', 'محذوف', '已退订', '退订', '已取消', '不活跃', '已删除'],
        [bounced, 'unzustellbar', 'rejeté', 'rebotado', 'respinto', 'مرتد', '退信', '已退回'],
        [
          suppressed('blocked'),
          'gesperrt',
          'bloqué',
          'bloqueado',
          'bloccato',
          'geblokkeerd',
          'محظور',
          '黑名单',
          '已屏蔽',
        ],
      ] as const
    ).flatMap(([standing, ...all]) => all.map((word) => [keyOf(word), standing] as const)),
  ))

/** Cheap, for it is asked of every cell that says nothing to us. */
const lettersOf = (text: string): string => (text.length > 30 ? '' : text.toLowerCase().replaceAll(/[\s_-]+/g, ''))

/** Words that say so much that they are believed in a column that says nothing to us. */
const plainly = new Set([
  'unsubscribed',
  'optedout',
  'optout',
  'unsub',
  'unsubscribe',
  'bounce',
  'hardbounce',
  'complaint',
  'spam',
  'spamcomplaint',
  'nomail',
  'noemail',
  'bounced',
  'hardbounced',
  'complained',
  'blacklisted',
  'blocklisted',
  'suppressed',
  'donotmail',
  'donotemail',
  'donotcontact',
  'abgemeldet',
  'désabonné',
  'désinscrit',
  'dadodebaja',
  'disiscritto',
  'descadastrado',
  'uitgeschreven',
  'ملغىالاشتراك',
  '已退订',
])

const ofService: Readonly<Record<ServiceWord, Standing>> = {
  on,
  off,
  waiting,
  bounced,
  complained: suppressed('complained'),
  blocked: suppressed('blocked'),
}

const meant: Readonly<Record<Meaning, Standing>> = {
  active: on,
  off,
  bounced,
  complained: suppressed('complained'),
  unconfirmed: waiting,
}

const whys = ['bounced', 'suppressed', 'blocked', 'complained']
const kinds = ['active', 'paused', 'pending', 'unknown', 'off', 'suppressed']
const severity = (one: Standing): number => {
  if (one.kind === 'suppressed') return kinds.length + whys.indexOf(one.why)
  return kinds.indexOf(one.kind === 'active' && one.pausedUntil ? 'paused' : one.kind)
}

/** Whether nothing stands in any cell, as in the lines that spreadsheets leave at the end. */
export const isEmpty = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '')

/** Reads a row; what is refused is refused for one reason, in a sentence. */
export function readRow(zones: Zones, columns: Columns, cells: readonly string[]): Parsed<ListedReader> {
  const { parts, names } = columns
  const no = (sentence: string) => refused(refusal('row', sentence))
  if (!isEmpty(cells.slice(parts.length)))
    return no('It has too many columns, more than the header: put cells that hold a separator in quotation marks.')
  if (cells.length < parts.length) return no('It has fewer columns than the header: it may have been cut off.')

  const text = (at: number) => plain(cells[at]!).trim()
  const all = (part: Part) => parts.flatMap((one, at) => (one === part && text(at) !== '' ? [text(at)] : []))
  const first = (part: Part) => all(part)[0]
  const typed = first('email')
  if (!typed) return no('It has no address.')
  const bare = listedAddress(typed)
  if (bare === undefined) return no('It has several addresses in one cell: give each a row of its own.')
  const address = parseAddress(bare)
  if (!address.ok) return address
  const standing = strictest(parts.flatMap((_, at) => signalOf(columns, at, text(at)) ?? []))
  const named = first('zone')
  const zone = named && zones.name(named)
  // Who is off is off, whatever else is wrong.
  if (named !== undefined && !zone && !isOff(standing))
    return no(`"${cleanText(named, 40)}" is not a time zone we know: write one like "Europe/Berlin".`)
  const asks = parts.flatMap((part, at): Ask[] => (part === 'asked' ? [[names[at]!, askedValue(text(at))]] : []))
  const dates = datesFor(standing, all)
  const since = dates.flatMap((date) => instantOf(date) ?? []).sort()
  const values = {
    digest: first('digest'),
    zone: zone ?? all('place').flatMap((place) => zones.name(place) ?? [])[0],
    locale: first('locale') && localeFor(first('locale')!),
    topics: choiceOf(first('topics')),
    edition: first('edition'),
    since: since.at(-1),
    asks: asks.length > 0 ? asks : undefined,
  }
  const said = [...all('status'), ...all('stated'), ...dates].map((one) => cleanText(one, 40)).join(', ')
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

const isOff = ({ kind }: Standing): boolean => kind === 'off' || kind === 'suppressed'

/** With no word on it, a list is one of people who are on it. */
const strictest = (signals: readonly Standing[]): Standing =>
  signals.reduce((most, one) => (severity(one) > severity(most) ? one : most), on)

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

const strange = (word: string): Standing => ({ kind: 'unknown', word: cleanText(word, 40) })

type Cells = (part: Part) => readonly string[]

/** What a cell says of how somebody stands. A column in which a yes is to stand says no by saying nothing. */
function signalOf({ parts, names, words: own }: Columns, at: number, text: string): Standing | undefined {
  const part = parts[at]
  const isSaid = text !== '' && !NOTHING.has(text.toLowerCase())
  switch (part) {
    case 'status':
      return text === '' ? undefined : (standingFrom(text, own) ?? strange(text))
    case 'stated':
      return standingFrom(text, own) ?? strange(text)
    case 'type':
      return standingFrom(text, own)
    case 'mailed':
      return flag(text, on, off) ?? strange(text)
    case 'unmailed':
      return flag(text, off, on) ?? strange(text)
    case 'stopped':
    case 'blocked': {
      const yes = part === 'blocked' ? suppressed('blocked') : off
      return isSaid ? (flag(text, yes, on) ?? strange(text)) : undefined
    }
    case 'confirmed':
      return flag(text, on, waiting) ?? strange(text)
    case 'needed':
      return isSaid ? on : off
    case 'entered':
      return /\d{4}/.test(text) ? on : strange(text)
    case 'left':
    case 'bounced':
    case 'complained':
    case 'held':
      return isSaid ? (flag(text, ended[part], on) ?? ended[part]) : undefined
    case undefined:
      return plainly.has(lettersOf(text)) ? strange(`${names[at]}: ${text}`) : undefined
    case 'hinted':
      return text === '' || /^[x✓✔]$/i.test(text) || flag(text, on, off) === on
        ? undefined
        : strange(`${names[at]}: ${text}`)
    default:
      return undefined
  }
}

const ended = {
  left: off,
  bounced,
  complained: suppressed('complained'),
  held: suppressed('suppressed'),
} as const

/** What databases and their tools write where nothing stands. */
const NOTHING = new Set(['null', '\\n', 'nil', 'none', 'n/a', '-', '[]', '{}', '0000-00-00', '0000-00-00 00:00:00'])

function standingFrom(word: string, own: Columns['words']): Standing | undefined {
  const key = keyOf(word)
  const ofTheirs = own?.get(key)
  if (ofTheirs) return ofService[ofTheirs]
  const known = wordsNow().get(key)
  if (known) return known
  const until = /^paused until (\S+)$/i.exec(word)?.[1]
  if (until === undefined) return undefined
  const moment = instantOf(until)
  const isDay = moment !== undefined && until.length === 10
  const pausedUntil = isDay || isPauseOfDay(until) ? until : moment
  return pausedUntil ? { kind: 'active', pausedUntil } : undefined
}

/** Undefined: it is neither. */
function flag(word: string, yes: Standing, no: Standing): Standing | undefined {
  if (/^(?:true|t|yes|y|1|ja|oui|si|sí|sim|نعم|是)$/iu.test(word)) return yes
  return /^(?:false|f|no|n|0|nein|non|não|nee|لا|否)$/iu.test(word) ? no : undefined
}

/**
 * An address as lists write it: with a name before it, in angle brackets, as a link, with a sign after it, or one that nobody
 * sees. Undefined where several stand in the cell.
 */
function listedAddress(cell: string): string | undefined {
  if (/^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/.test(cell)) return cell
  const text = cleanText(cell, 1_000).replaceAll(/[\u200C\u200D]/g, '')
  const inBrackets = [...text.matchAll(/<([^<>]*)>/g)].map(([, inside]) => inside!.trim())
  const bare = inBrackets.length === 1 ? inBrackets[0]! : text
  const [, link] = /^mailto:([^?]*)/i.exec(bare) ?? []
  const address = link ?? bare
  if (inBrackets.length > 1 || address.split('@').length > 2) return undefined
  let end = address.length
  while (end > 0 && ' ;,.'.includes(address[end - 1]!)) end -= 1
  return address.slice(0, end)
}

/** The dates that tell since when they are what they are: that somebody joined long ago does not say when they left. */
function datesFor(standing: Standing, all: Cells): readonly string[] {
  const named = all('since')
  switch (standing.kind) {
    case 'suppressed':
      return [...all('bounced'), ...all('complained'), ...named]
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
