import type { ConfirmationProps, NoticeProps } from '../../core/model/letter.ts'
import { type DigestProps, type Item, marked, type Section } from '../../core/model/variant.ts'
import { Confirmation } from '../../emails/confirmation.tsx'
import { Digest } from '../../emails/digest.tsx'
import { Notice } from '../../emails/notice.tsx'

export const aDigest = (changes: Partial<DigestProps> = {}): DigestProps => ({
  ...Digest.PreviewProps,
  leaveUrl: marked('leave'),
  preferencesUrl: marked('preferences'),
  ...changes,
})

export const aSection = (items: readonly Item[], changes: Partial<Section> = {}): Section => ({
  slug: 'city',
  name: 'City',
  items,
  more: 0,
  stopUrl: `${marked('preferences')}/stop/harbour-brief/city`,
  ...changes,
})

export const anItem = (changes: Partial<Item> = {}): Item => ({
  title: 'Night trams return on three lines',
  summary: 'Every twenty minutes until four, on Fridays and Saturdays.',
  url: 'https://citydesk.example/night-trams',
  source: 'citydesk.example',
  publishedAt: '2026-11-24T05:30',
  ...changes,
})

export const aConfirmation = (changes: Partial<ConfirmationProps> = {}): ConfirmationProps => ({
  ...Confirmation.PreviewProps,
  ...changes,
})

export const blockUrl = 'https://news.harbourpost.example/block/example'

export const aNotice = (changes: Partial<NoticeProps> = {}): NoticeProps => ({
  ...Notice.PreviewProps,
  newAddress: 'n…@mail.example.net',
  until: { local: '2026-12-01T09:12', zone: 'Europe/Berlin' },
  ...changes,
})

/** Three digests, one to read already, one to come. */
export const aWelcome = (changes: Partial<NoticeProps> = {}): NoticeProps =>
  aNotice({
    kind: 'welcome',
    digests: ['The Harbour Brief', 'Tide Tables', 'Cargo'],
    url: 'https://news.harbourpost.example/preferences/example',
    hours: 0,
    latestUrl: 'https://news.harbourpost.example/d/harbour-brief/iss_example',
    next: { local: '2026-11-25T08:00', zone: 'Europe/Berlin' },
    ...changes,
  })
