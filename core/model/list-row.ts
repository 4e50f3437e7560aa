import { parseAddress } from './address.ts'
import { type Columns, type Part, saysHowTheyStand } from './list-columns.ts'
import { type Ask, askedValue } from './list-questions.ts'
import { callsOff } from './list-words.ts'
import { listedAddress, offBeside } from './listed-address.ts'
import { instantOf, isDate } from './listed-date.ts'
import { localeFor } from './locale.ts'
import { isEmpty, type ListedReader, plain } from './reader-list.ts'
import { type Parsed, parsed, refusal, refused } from './refusal.ts'
import { bounced, off, on, type Standing, strange, strictest, suppressed, waiting } from './standing.ts'
import { flag, isNoYes, saysPlainly, standingFrom, standingOfWord } from './status-words.ts'
import { cleanText } from './text.ts'
import type { Choice } from './variant.ts'
import type { Zones } from './zones.ts'

/** Reads a row; what is refused is refused for one reason, in a sentence. */
export function readRow(zones: Zones, columns: Columns, cells: readonly string[]): Parsed<ListedReader> {
  const { parts, names } = columns
  const no = (sentence: string) => refused(refusal('row', sentence))
  const misfit = misfitOf(columns, cells)
  if (misfit !== undefined) return no(misfit)

  const text = (at: number) => plain(cells[at]!).trim()
  const all = (part: Part) => parts.flatMap((one, at) => (one === part && text(at) !== '' ? [text(at)] : []))
  const first = (part: Part) => all(part)[0]
  const typed = first('email')
  if (!typed) return no('It has no address.')
  const listed = listedAddress(typed)
  if (listed === undefined) return no('It has several addresses in one cell: give each a row of its own.')
  const address = parseAddress(listed.bare)
  if (!address.ok) return address
  if (/^[#!*~/-]/.test(listed.bare) && !saysHowTheyStand(columns))
    return no(
      `It begins with "${listed.bare[0]}", as a line does that somebody has taken out: write the address alone.`,
    )
  const beside = offBeside(listed)
  const standing = strictest([
    ...parts.flatMap((_, at) => signalOf(columns, at, text(at)) ?? []),
    ...(beside === undefined ? [] : [strange(beside)]),
  ])
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

/** Why nobody knows which cell of a row is in which column. Undefined: it has as many as the header, but for empty ones at its end. */
export function misfitOf({ parts }: Pick<Columns, 'parts'>, cells: readonly string[]): string | undefined {
  if (!isEmpty(cells.slice(parts.length)))
    return 'It has too many columns, more than the header: put cells that hold a separator in quotation marks.'
  if (cells.length < parts.length) return 'It has fewer columns than the header: it may have been cut off.'
  return undefined
}

/**
 * Whoever is in a row whose cells nobody can tell apart: off if they are in any way of reading it, from its beginning, from
 * its end or by a word alone; else not surely on. Undefined: it does not say who. Empty cells say nothing in it.
 */
export function readMisfit(columns: Columns, cells: readonly string[]): ListedReader | undefined {
  const { parts, names } = columns
  const addresses = cells.flatMap((cell) => {
    const read = parseAddress(listedAddress(plain(cell).trim())?.bare)
    return read.ok ? [read.value] : []
  })
  const [address] = addresses
  if (address === undefined || new Set(addresses).size > 1) return undefined
  const fromEnd = Array.from(parts, (_, at) => cells[cells.length - parts.length + at] ?? '')
  const aligned = [cells, fromEnd].flatMap((row) =>
    parts.flatMap((part, at) => {
      const text = plain(row[at] ?? '').trim()
      return text === '' || part === 'email' ? [] : [{ part, at, text }]
    }),
  )
  const words = cells.flatMap((cell) => standingOfWord(cell) ?? [])
  const standing = strictest([
    ...aligned.flatMap(({ at, text }) => signalOf(columns, at, text) ?? []),
    ...words,
    strange(''),
  ])
  const digest = aligned.find(({ part }) => part === 'digest')?.text
  const asks = aligned.flatMap(({ part, at, text }): Ask[] =>
    part === 'asked' ? [[names[at]!, askedValue(text)]] : [],
  )
  return {
    address,
    standing,
    said: '',
    ...(digest ? { digest } : {}),
    ...(asks.length > 0 ? { asks } : {}),
  }
}

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
      return standingFrom(text, own) ?? (callsOff(text) ? strange(`${names[at]}: ${text}`) : undefined)
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
      return isDate(text) ? on : strange(text)
    case 'left':
    case 'bounced':
    case 'complained':
    case 'held':
      return isSaid ? (flag(text, ended[part], on) ?? ended[part]) : undefined
    case 'marked':
      return isMarked(text) ? on : strange(`${names[at]}: ${text || 'nothing'}`)
    case 'hinted':
      return text === '' || isMarked(text) ? undefined : strange(`${names[at]}: ${text}`)
    case 'touched':
      return isPlainNo(text) || saysPlainly(text) ? strange(`${names[at]}: ${text}`) : undefined
    case 'email':
    case 'asked':
    case 'nothing':
      return undefined
    default:
      return saysPlainly(text) ? strange(`${names[at]}: ${text}`) : undefined
  }
}

const isMarked = (text: string): boolean => /^[x✓✔]$/i.test(text) || flag(text, on, off) === on

/** Words of a plain no, "do not mail", at most: what is longer is about something else. */
const MOST_NO = 3
/** A 0 beside mail is as likely a count. */
const isPlainNo = (text: string): boolean =>
  text !== '0' &&
  text.split(/\s+/).length <= MOST_NO &&
  (callsOff(text) || isNoYes(text) || flag(text, on, off) === off)

const ended = {
  left: off,
  bounced,
  complained: suppressed('complained'),
  held: suppressed('suppressed'),
} as const

/** What databases and their tools write where nothing stands. */
const NOTHING = new Set(['null', '\\n', 'nil', 'none', 'n/a', '-', '[]', '{}', '0000-00-00', '0000-00-00 00:00:00'])

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

function choiceOf(text: string | undefined): Choice | undefined {
  if (text === undefined) return undefined
  const slugs = [...new Set(text.toLowerCase().split(/[\s,;|]+/))].filter((slug) => slug !== '')
  return slugs.length === 0 || slugs.includes('all') ? 'all' : slugs
}
