import { type Issue, type IssueStatus, type Progress, silenceOf } from '../../../core/model/issue.ts'
import { slotNamed as slotOf } from '../../../core/model/schedule.ts'
import { saidThen } from '../../../core/model/silence.ts'
import { capital } from '../../../core/model/text.ts'
import type { Instant } from '../../../core/model/time.ts'
import { dayIn, wallText, type Zones } from '../../../core/model/zones.ts'
import { counted, number } from './forms.tsx'

/** "Tuesday 24 November, 08:00 (Europe/Berlin)": a wall time in its zone. */
export const slotText = (slot: { readonly local: string; readonly zone: string }, now?: Instant): string =>
  `${dayAndTime(slot.local, now)} (${zoneText(slot.zone)})`

const day = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' })

/** With its year, where that is not this one. */
export function dayAndTime(local: string, now?: Instant): string {
  const year = now === undefined || local.slice(0, 4) === now.slice(0, 4) ? '' : ` ${local.slice(0, 4)}`
  return `${day.format(new Date(`${local.slice(0, 10)}T00:00:00Z`)).replace(',', '')}${year}, ${local.slice(11, 16)}`
}

export const zoneText = (zone: string): string => zone.replaceAll('_', ' ')

/** A slot by its name: `2026-11-24T08:00@Europe/Berlin`. */
export const slotNamed = (name: string): { readonly local: string; readonly zone: string } => {
  const [local = '', zone = 'UTC'] = name.split('@')
  return { local, zone }
}

/** A moment on a zone's clock, as slots are written. */
export const momentIn = (zones: Zones, at: Instant, zone: string): string =>
  slotText({ local: wallText(zones, zone, at), zone })

/** On the clock of a zone: "09:42"; with its day, where that is not today. */
export function clockIn(zones: Zones, at: Instant, zone: string, now: Instant): string {
  if (dayIn(zones, at, zone) !== dayIn(zones, now, zone)) return momentIn(zones, at, zone)
  return wallText(zones, zone, at).slice(11, 16)
}

/** That the mail provider owes an answer; nothing once it has given it. */
export function silenceText(
  zones: Zones,
  { slot }: Pick<Issue, 'slot'>,
  progress: Progress,
  now: Instant,
): string | undefined {
  const silence = silenceOf(progress)
  if (!silence) return undefined
  const [since, askedAt] = [
    clockIn(zones, silence.since, slot.zone, now),
    clockIn(zones, silence.askedAt, slot.zone, now),
  ]
  const again = since === askedAt ? '' : `; asked again at ${askedAt}`
  return `The mail provider has not answered since ${since}${again}: ${saidThen(silence)} It is asked on by itself, with the same request, so that nobody gets the issue twice.`
}

const names: Record<IssueStatus, string> = {
  held: 'held',
  sending: 'sending',
  sent: 'sent',
  skipped: 'skipped',
  paused: 'paused',
  cancelled: 'cancelled',
  'needs-person': 'needs a person',
}

/** What a badge says, and its colour: red is for whatever waits for somebody. */
export function badgeOf({ status, resumeAt }: Pick<Progress, 'status' | 'resumeAt'>): { text: string; look: string } {
  if (status === 'held' && !resumeAt) return { text: 'waits for a person', look: 'badge bad' }
  const isBad = status === 'needs-person' || (status === 'paused' && !resumeAt)
  return { text: names[status], look: status === 'sent' ? 'badge good' : isBad ? 'badge bad' : 'badge' }
}

/** Whether it is for somebody to decide how it goes on. */
export const waitsForPerson = ({ status, resumeAt }: Pick<Progress, 'status' | 'resumeAt'>): boolean =>
  status === 'needs-person' || ((status === 'held' || status === 'paused') && !resumeAt)

export const isUnderWay = ({ status }: Pick<Progress, 'status'>): boolean =>
  status === 'held' || status === 'sending' || status === 'paused' || status === 'needs-person'

/** "8,311 sent, 101 left out": what is nought is not said. */
export function countsText({ counts }: Pick<Progress, 'counts'>): string {
  const parts = [
    counts.sent > 0 ? `${number(counts.sent)} sent` : '',
    counts.skipped > 0 ? `${number(counts.skipped)} left out` : '',
    counts.failed > 0 ? `${number(counts.failed)} failed` : '',
    counts.unknown > 0 ? `${number(counts.unknown)} unknown` : '',
  ].filter((part) => part !== '')
  return parts.join(', ')
}

/** What it waits for, or how it ended, in whole sentences. */
export function stateText(zones: Zones, { slot }: Pick<Issue, 'slot'>, progress: Progress, now: Instant): string {
  const { zone } = slot
  const { at } = slotOf(zones, slot.local, zone) ?? slot
  const { status, reason = '', resumeAt, counts } = progress
  const open = Object.keys(progress.open).length > 0 ? ' What was begun is being finished.' : ''
  switch (status) {
    case 'held':
      if (!resumeAt)
        return `${reason} ${at > now ? `Released, it goes out ${momentIn(zones, at, zone)}.` : 'Released, it goes out at once.'} If nobody does before the next slot, its articles go into the next issue.`
      return resumeAt > now
        ? `It goes out by itself ${momentIn(zones, resumeAt, zone)}. Until then it can be stopped.`
        : 'It is due, and goes out within a minute.'
    case 'sending':
      if (progress.retriedAt) return 'It is going out once more, to those who missed it.'
      return progress.ended ? 'Everybody has been come by: the last mails are being handed over.' : 'It is going out.'
    case 'paused':
      return `${reason} ${resumeAt ? `It goes on by itself ${momentIn(zones, resumeAt, zone)}.` : 'It waits until somebody resumes it.'}${open}`.trim()
    case 'needs-person':
      return `${reason ? `${reason} ` : ''}${counts.unknown > 0 ? `Nobody can tell whether ${counted(counts.unknown, 'reader has', 'readers have')} it: the provider did not answer in time. Decide below.` : 'Decide below how it goes on.'}`
    case 'cancelled':
      return `${reason}${open}`
    case 'skipped':
      return capital(reason || 'It was skipped.', 'en')
    case 'sent':
      return `${reason ? `${reason} ` : ''}${sentText(zones, progress, zone)}`.trim()
  }
}

function sentText(zones: Zones, { finishedAt, retriedAt }: Progress, zone: string): string {
  if (!finishedAt) return ''
  return retriedAt
    ? `It went out, and was sent once more to those who missed it; that was done ${momentIn(zones, finishedAt, zone)}.`
    : `It went out, and was done ${momentIn(zones, finishedAt, zone)}.`
}
