import { NO_ZONE } from '../../core/model/issue.ts'
import type { Slot } from '../../core/model/schedule.ts'
import { between, type Instant, MINUTE } from '../../core/model/time.ts'
import { wallText, type Zones } from '../../core/model/zones.ts'
import type { Played } from './outcome.ts'

const count = (n: number, one: string, many = `${one}s`) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`

const zoneOf = ({ zone, slot }: Played) => (zone === NO_ZONE ? slot.zone : zone)

/** One line an issue that is to be sent, for a program. */
export function jsonLines(played: readonly Played[]): string[] {
  return played.flatMap((one) => {
    if (!one.issue || one.progress.status === 'skipped') return []
    const { issue, progress, sentAt, readers, slot } = one
    return JSON.stringify({
      digest: issue.digest,
      edition: issue.edition,
      slot: slot.name,
      slotAt: slot.at,
      sentAt: sentAt ?? null,
      zone: zoneOf(one),
      articles: issue.articles.map(({ id }) => id),
      readers,
      status: progress.status,
      ...(slot.note ? { note: slot.note } : {}),
    })
  })
}

/** The table that a person reads: grouped by the day on the readers' calendar. */
export function tableLines(zones: Zones, played: readonly Played[]): string[] {
  const years = new Set(played.map(({ slot }) => slot.local.slice(0, 4)))
  const rows = played.map((one) => {
    const { digest, edition, slot } = one
    const name = digest.editions.length > 1 ? `${digest.name}, ${edition.title ?? edition.name}` : digest.name
    const day = years.size > 1 ? `${dayOf(slot.local)} ${slot.local.slice(0, 4)}` : dayOf(slot.local)
    return { day, cells: [slot.local.slice(11), zoneOf(one), name, ...cellsOf(one)], notes: notesOf(zones, one) }
  })
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(0, ...rows.map(({ cells }) => cells[column]?.length ?? 0)))
  let day = ''
  return rows.map((row) => {
    const label = row.day === day ? '' : row.day
    day = row.day
    const cells = row.cells.map((cell, column) =>
      column < 3 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
    )
    return [label.padEnd(row.day.length), ...cells, row.notes].join('  ').trimEnd()
  })
}

function cellsOf(one: Played): string[] {
  if (!one.issue) return ['', '']
  const articles = count(one.issue.articles.length, 'article')
  return one.progress.status === 'skipped' ? [articles, 'skipped'] : [articles, count(one.readers, 'reader')]
}

function notesOf(zones: Zones, one: Played): string {
  const { slot } = one
  const notes = [clockNote(zones, slot)]
  if (!one.issue) return `(no issue: ${one.why})`
  const { progress, sentAt } = one
  const minutes = sentAt ? Math.floor(between(slot.at, sentAt) / MINUTE) : 0
  if (sentAt && minutes > 1) notes.push(`${howLong(minutes)} late: sent ${wallTime(zones, sentAt, slot)}`)
  if (progress.status === 'skipped') notes.push(progress.reason)
  else if (progress.status !== 'sent') notes.push([progress.status, progress.reason].filter(Boolean).join(': '))
  const said = notes.filter(Boolean)
  return said.length > 0 ? `(${said.join('; ')})` : ''
}

/** What the clock change of that day does to the slot. */
function clockNote(zones: Zones, slot: Slot): string | undefined {
  const time = slot.local.slice(11)
  if (slot.note === 'moved')
    return `moved: ${time} does not exist that day, goes out at ${wallTime(zones, slot.at, slot).slice(-5)}`
  if (slot.note === 'once') return `once: ${time} comes twice that day, goes out the first time`
  return undefined
}

const dayOf = (local: string) =>
  new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: '2-digit', month: 'short', timeZone: 'UTC' })
    .format(new Date(`${local.slice(0, 10)}T00:00:00Z`))
    .replace(',', '')

/** `Tue 31 Mar 02:30`, on the clock of the slot's zone; the day is left out where it is the slot's. */
function wallTime(zones: Zones, at: Instant, { zone, local }: Slot): string {
  const shown = wallText(zones, zone, at)
  const [day, time] = [dayOf(shown), shown.slice(11, 16)]
  return day === dayOf(local) ? time : `${day} ${time}`
}

/** What it all comes to. */
export function summary(played: readonly Played[]): string {
  const sent = played.filter((one) => one.issue && one.progress.status !== 'skipped')
  const skipped = played.filter((one) => one.issue && one.progress.status === 'skipped').length
  const merged = played.filter((one) => !one.issue).length
  const mails = sent.reduce((sum, one) => sum + (one.issue ? one.readers : 0), 0)
  return [
    `${count(sent.length, 'issue')}, ${count(mails, 'mail')}`,
    ...(skipped > 0 ? [`${count(skipped, 'slot')} skipped`] : []),
    ...(merged > 0 ? [`${count(merged, 'slot')} without an issue`] : []),
  ].join('; ')
}

export const utc = (at: Instant) => `${at.slice(0, 16).replace('T', ' ')} UTC`

/** Minutes, as a person says them. */
export function howLong(minutes: number): string {
  if (minutes < 60) return `${minutes} min`
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h${minutes % 60 ? ` ${minutes % 60} min` : ''}`
  return `${Math.floor(minutes / 1440)} days`
}
