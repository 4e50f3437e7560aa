import type { Address } from './address.ts'
import type { CommentId } from './comment.ts'
import type { Counts, Issue, IssueId } from './issue.ts'
import type { Mail } from './mail.ts'
import type { Shortfall } from './quota.ts'
import { owed, type Silence, type Unanswered } from './silence.ts'
import type { SignUpRequest, SubscriberId } from './subscriber.ts'
import type { Publisher } from './theme.ts'
import { epochMs, HOUR, type Instant, MINUTE } from './time.ts'
import type { Choice } from './variant.ts'
import type { WallTime } from './zones.ts'

export type LetterId = `let_${string}`

/**
 * A single transactional mail, from the wish to write it to the provider's acceptance. What to write is decided by the
 * letter worker, which may decide not to write at all: so a sign-up is the same item whoever asks (T02).
 */
export type Letter = {
  readonly id: LetterId
  readonly about: LetterAbout
  readonly createdAt: Instant
  /** Not written any more after this: a confirmation that comes days later frightens more than it helps. */
  readonly deadline: Instant
  readonly state: 'waiting' | 'composed' | 'accepted' | 'dropped'
  readonly reason?: string
  /** Frozen before the first request, so that every retry is the same request. */
  readonly mail?: Mail
  readonly firstPostedAt?: Instant
  /** The last request of the last worker that went away without an answer. */
  readonly unanswered?: Unanswered
}

/** Whether the mail provider owes this letter an answer: not once it is closed. */
export const letterSilence = ({ state, firstPostedAt, unanswered }: Letter): Silence | undefined =>
  state === 'composed' && firstPostedAt ? owed([firstPostedAt], unanswered) : undefined

export type LetterAbout =
  | { readonly kind: 'sign-up'; readonly request: SignUpRequest; readonly fresh: SubscriberId }
  /** To the editors: an issue is held. */
  | { readonly kind: 'held'; readonly issue: IssueId; readonly to: Address }
  /** To the editors: how an issue has gone out. */
  | { readonly kind: 'report'; readonly issue: IssueId; readonly to: Address }
  /** To the editors, the day before: the coming issue does not fit into what the mail provider lets through. */
  | { readonly kind: 'quota'; readonly shortfall: Shortfall; readonly to: Address }
  /** To the editors: a reader has written to them. */
  | { readonly kind: 'comment'; readonly comment: CommentId; readonly to: Address }
  /** The link to their preferences, for whoever has no mail at hand; whether anybody here has this address shows behind the queue. */
  | { readonly kind: 'manage'; readonly to: Address }
  /** An editor's code; `attempt`: the name that the browser knows it by; `after`: where they wanted to go. */
  | { readonly kind: 'sign-in'; readonly to: Address; readonly attempt: string; readonly after?: string }
  /** To an editor: the coming issue, as a reader with this choice would get it. */
  | {
      readonly kind: 'test'
      readonly to: Address
      readonly digest: string
      readonly edition: string
      readonly choice: Choice
      readonly locale: string
    }
  /** The mail round trip that stands before handing out, or erasing, what is kept of somebody (T18). */
  | { readonly kind: 'export' | 'erase'; readonly subscriber: SubscriberId; readonly to: Address }
  /** To the address that is known: only its button begins a move to another one. */
  | { readonly kind: 'move'; readonly subscriber: SubscriberId; readonly to: Address; readonly moveTo: Address }
  /** To the new address. */
  | { readonly kind: 'address'; readonly subscriber: SubscriberId; readonly to: Address }
  /** To the old one, which can take it back. */
  | { readonly kind: 'moved'; readonly subscriber: SubscriberId; readonly to: Address }
  /** To an owner, or the editor whom it is about: something has happened at the console's door. */
  | ({ readonly kind: 'door'; readonly to: Address; readonly editor: Address } & DoorNews)
  | {
      readonly kind: 'welcome'
      readonly subscriber: SubscriberId
      readonly to: Address
      readonly digests: readonly string[]
    }

/**
 * What has happened at the door. `wrong-code`: codes were typed that are none. `mails-used`: so many codes were asked for that
 * none is mailed any more for a while. `copied-passkey`: a passkey's counter has not risen. `new-browser`, `new-passkey`.
 */
export type DoorNews = {
  readonly what: 'wrong-code' | 'mails-used' | 'copied-passkey' | 'new-browser' | 'new-passkey'
  /** The browser, as people know it; or what a passkey is called. */
  readonly agent?: string
}

/**
 * One a day and owner, however much goes wrong: put twice, it is the same letter. One of its own for a passkey that may have
 * been copied: whoever mistypes codes beside it does not keep that from being told.
 */
export const warningLetter = (now: Instant, whose: string, what: DoorNews['what']): LetterId =>
  `let_door-${now.slice(0, 10)}-${whose}${what === 'copied-passkey' ? '-copied' : ''}`

/** Well within the 24 hours for which the provider remembers an idempotency key. */
export const LETTER_DEADLINE = 20 * HOUR
/** The tick queues again a letter that has lain so long. */
export const LETTER_LOOK = 2 * 60_000

export const letterKey = (installation: string, letter: LetterId): string => `${installation}/${letter}`

/** The props of the mail to editors about an issue that is held. */
export type HeldProps = {
  readonly digest: string
  /** When it is due. */
  readonly slot: WallTime
  /** It waits for somebody to release it; else it goes out at its slot by itself. */
  readonly waits: boolean
  readonly articles: readonly { readonly title: string; readonly source: string; readonly topics: readonly string[] }[]
  /** Where it is read, and released, paused or cancelled. */
  readonly consoleUrl: string
  readonly publisher: Publisher & { readonly site: string }
}

/** One for each slot, however often that is looked at: put twice, it is the same letter. */
export const quotaLetter = ({ digest, edition, slotAt }: Shortfall): LetterId =>
  `let_quota-${digest}-${edition}-${epochMs(slotAt)}`

/** The props of the mail to editors about an issue that will not fit into the quota. */
export type QuotaProps = {
  readonly digest: string
  readonly shortfall: Shortfall
  readonly slot: WallTime
  /** Whom it leaves out and why, in words. */
  readonly says: string
  readonly consoleUrl: string
  readonly publisher: Publisher & { readonly site: string }
}

/** When a report is written: by then the first mails have come back. */
export const REPORT_AFTER = 20 * MINUTE

/** One for each time that an issue ends, however often that is noticed: put twice, it is the same letter. */
export const reportLetter = ({ id }: Pick<Issue, 'id'>, retriedAt: Instant | undefined): LetterId =>
  `let_${id.slice('iss_'.length)}${retriedAt ? `-${epochMs(retriedAt)}` : ''}`

/** The props of the mail to editors about an issue that has gone out. */
export type ReportProps = {
  readonly digest: string
  readonly slot: WallTime
  /** Why it needs a person; absent if it does not. */
  readonly needs?: string
  readonly counts: Counts
  /** Accepted by the provider, and then not sent. So far, as all below. */
  readonly notSent: number
  readonly bounced: number
  /** Of those that bounced, refused for a fault of ours. */
  readonly ours: number
  readonly complained: number
  readonly consoleUrl: string
  readonly publisher: Publisher & { readonly site: string }
}

/** The props of the mail to editors that tells them what a reader has written. */
export type CommentProps = {
  /** The headline of the article that it is about, and where that is. */
  readonly title: string
  readonly url: string
  readonly name: string
  readonly text: string
  /** An answer to the mail goes there. */
  readonly address?: Address
  /** Where all of them are listed. */
  readonly consoleUrl: string
  readonly publisher: Publisher & { readonly site: string }
}

/** The props of an editor's code. */
export type CodeProps = {
  readonly code: string
  /** Does the same as the code, in the browser that asked for it. */
  readonly url: string
  /** Makes a browser their own, with counters that nobody else uses up. */
  readonly ownUrl: string
  readonly minutes: number
  readonly askedAt: Instant
  readonly publisher: Publisher & { readonly site: string }
}

/** The props of a mail to owners and editors about the console's door. */
export type DoorProps = DoorNews & {
  /** Whom it is about, and whether that is who reads it. */
  readonly editor: Address
  readonly isYou: boolean
  readonly at: Instant
  /** So many codes are looked at in a day, and so many there are. */
  readonly guesses: number
  readonly codes: number
  /** Where one sees where one is signed in, and ends it. */
  readonly consoleUrl: string
  readonly publisher: Publisher & { readonly site: string }
}

/**
 * The props of a mail that says one thing and has one button. `already`: they asked for what they have. `manage`: the link
 * to their preferences. `move`: to the address that is known, whose button begins a move; `address`: to the new one, which
 * takes over once the button is pressed; `moved`: to the old one, which can take it back. `export`, `erase`: the mail round
 * trip before either. `welcome`: after confirming.
 */
export type NoticeProps = {
  readonly kind: 'already' | 'manage' | 'move' | 'address' | 'moved' | 'export' | 'erase' | 'welcome'
  readonly locale: string
  /** The names of the digests it is about, if it is about any. */
  readonly digests: readonly string[]
  readonly asked: WallTime
  /** Where the button leads. */
  readonly url: string
  /** Hours the link can be used; 0: for ever. */
  readonly hours: number
  /** Of `move` and `moved`: where the digests are to go, or go now, as `masked` writes it. */
  readonly newAddress?: string
  /** Of `moved`: until when it can be taken back. */
  readonly until?: WallTime
  /** Of `welcome`: the latest issue on the web, and when the next one comes. */
  readonly latestUrl?: string
  readonly next?: WallTime
  readonly publisher: Publisher & { readonly site: string }
}

/** The props of the confirmation mail. No text of the submitter in it (STD-74). */
export type ConfirmationProps = {
  readonly locale: string
  readonly digests: readonly { readonly name: string; readonly rhythm: string; readonly topics: readonly string[] }[]
  readonly asked: WallTime
  readonly confirmUrl: string
  /** Where all mail to this address is stopped (T04). */
  readonly blockUrl?: string
  /** Days the link can be used. */
  readonly days: number
  readonly publisher: Publisher & { readonly site: string }
}
