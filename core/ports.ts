import type { Answered, Endpoint, Lift, Listed, PostedEvent, Some, Standing, Usage } from './model/account.ts'
import type { Address } from './model/address.ts'
import type { Answer } from './model/answer.ts'
import type { ApiKey } from './model/api-key.ts'
import type { Arrangement } from './model/arrangement.ts'
import type { Kept } from './model/arrival.ts'
import type { Article, ArticleId } from './model/article.ts'
import type { AuditEntry, AuditFilter } from './model/audit.ts'
import type { Batch, Recipient } from './model/batch.ts'
import type { Comment, CommentId } from './model/comment.ts'
import type { Digest, Edition, Outline } from './model/digest.ts'
import type { Member } from './model/editor.ts'
import type { FeedReader } from './model/feed.ts'
import type { FenceState } from './model/fence.ts'
import type { SafeFetch } from './model/fetched.ts'
import type { Growth } from './model/growth.ts'
import type { Calendar, CalendarId, CalendarReader } from './model/holidays.ts'
import type { Delivery, DeliveryId, Hook, HookId, Posted } from './model/hook.ts'
import type { Cut, Filing, FrozenArticle, Issue, IssueId, IssueStatus, Progress } from './model/issue.ts'
import type {
  CodeProps,
  CommentProps,
  ConfirmationProps,
  DoorProps,
  HeldProps,
  Letter,
  LetterId,
  NoticeProps,
  QuotaProps,
  ReportProps,
} from './model/letter.ts'
import type { Bucket, Count, Groups } from './model/limits.ts'
import type { LinkSigner } from './model/link.ts'
import type { LogEvent } from './model/log-event.ts'
import type { Mail, Rendered } from './model/mail.ts'
import type { News, Outcome, Report, Sign, Tally } from './model/outcome.ts'
import type { PageReader } from './model/page.ts'
import type { HouseRule, Passkey } from './model/passkey.ts'
import type { Difficulty, Proof } from './model/proof.ts'
import type { ImportId, ReaderImport, Row, RowResult } from './model/reader-import.ts'
import type { Repeat } from './model/repeat.ts'
import type { Moves, Walk } from './model/replan.ts'
import type { Setbacks } from './model/setback.ts'
import type { Settings } from './model/settings.ts'
import type { Attempt, Session } from './model/sign-in.ts'
import type { Unanswered } from './model/silence.ts'
import type { FeedId, Looks, Source } from './model/source.ts'
import type { ForeignEvents, Unreadable } from './model/stray.ts'
import type { AudienceRow, ConsentEvent, Subscriber, SubscriberId, Suppression } from './model/subscriber.ts'
import type { Instant } from './model/time.ts'
import type { Topic } from './model/topic.ts'
import type { DigestProps, Lead, VariantKey } from './model/variant.ts'
import type { Zones } from './model/zones.ts'

/**
 * The whole outside world. A flow takes the part it uses (`Pick<Ports, 'subscribers' | 'now'>`), and everything that
 * can fail, wait or differ from one run to the next is in here: store, queue, provider, clock, chance.
 *
 * Losing a race is an answer (`'lost'`, `false`), not an exception. An exception means that we do not know.
 */
export type Ports = {
  readonly topics: Topics
  readonly articles: Articles
  readonly feeds: Feeds
  readonly calendars: Calendars
  readonly digests: Digests
  readonly issues: Issues
  readonly outcomes: Outcomes
  readonly subscribers: Subscribers
  readonly audience: Audience
  readonly imports: Imports
  readonly letters: Letters
  readonly comments: Comments
  readonly limits: Limits
  readonly repeats: Repeats
  readonly proofs: Proofs
  readonly settings: SettingsStore
  readonly editors: Editors
  readonly keys: ApiKeys
  readonly audit: Audit
  readonly hooks: Hooks
  readonly standing: StandingStore
  readonly fence: Fence
  readonly strays: Strays
  /** No flow asks for them: whoever asks the provider does. */
  readonly turns: Turns
  /** Which zone rules plans were made by. */
  readonly rules: PlannedBy
  readonly queue: Queue
  readonly mail: MailProvider
  readonly account: ProviderAccount
  readonly render: Renderer
  readonly links: LinkSigner
  /** From other people's servers, as a stranger. */
  readonly fetch: SafeFetch
  /** To other people's servers: what they have asked to be told of. */
  readonly courier: Courier
  /** What a page that was fetched says of itself. */
  readonly pages: PageReader
  readonly readFeed: FeedReader
  readonly readCalendar: CalendarReader
  /** Where readers' pages are: `https://news.example.org`, no slash at the end. */
  readonly site: string
  /** Rows of a list a second that may change somebody, at most: the rest of what the table takes is for everybody else. */
  readonly importRate: number
  readonly now: () => Instant
  /** What clocks show, and when: nobody asks the runtime for it. */
  readonly zones: Zones
  /** Waits; a turned clock returns at once. */
  readonly wait: (ms: number) => Promise<void>
  /** 0 … 1 */
  readonly random: () => number
  readonly ids: Ids
  /** One event: what happened, to which id, how many. Never an address, a token or a body. */
  readonly log: Log
}

export type Log = {
  (event: LogEvent, fields?: LogFields): void
  /** What failed, of level `error`: with where it did, and what lay behind it. */
  error(event: LogEvent, error: unknown, fields?: LogFields): void
}
/** `level`: `info` unless something else is said. */
export type LogFields = Readonly<Record<string, unknown>>

export type Ids = {
  issue(): IssueId
  letter(): LetterId
  subscriber(): SubscriberId
  /** One that was put down later sorts after. */
  readerImport(): ImportId
  hook(): HookId
  /** An event that others are told of. */
  delivery(): DeliveryId
  /** A worker's name for its lease, a nonce for a queue. */
  nonce(): string
  /** The same identity gives the same id, everywhere and for ever (SHA-256). */
  article(identity: string): ArticleId
  feed(address: string): FeedId
  /** Twelve hexadecimal digits: the same for the same, and for nothing else among thousands. */
  fingerprint(of: string | Uint8Array): string
}

/** A page of a list; `cursor` is there while there is more. */
export type Page<T> = { readonly items: readonly T[]; readonly cursor?: string }
export type PageOf = { readonly limit: number; readonly cursor?: string | undefined }

export type Topics = {
  /** All of them: there are tens, not thousands. */
  all(): Promise<Topic[]>
  get(slug: string): Promise<Topic | undefined>
  /** `'new'` refuses a slug that exists. */
  put(topic: Topic, mode: 'new' | 'any'): Promise<'saved' | 'exists'>
  remove(slug: string): Promise<void>
}

export type ArticleFilter = {
  /** `waiting`: drafts and what was set aside, which a person has to look at. */
  readonly status?: Article['status'] | 'waiting' | undefined
  readonly tag?: string | undefined
  /** Who published it: as mails name it, or its host. */
  readonly source?: string | undefined
  readonly q?: string | undefined
}

export type Articles = {
  get(id: ArticleId): Promise<Article | undefined>
  /** In any order, without those that do not exist; a corrupt item is left out and logged. */
  getMany(ids: readonly ArticleId[]): Promise<Article[]>
  /** One transaction: the article, its filings, its line in the list. `before` is what was read; `'lost'` if that has changed. */
  save(before: Article | undefined, after: Article): Promise<'saved' | 'lost'>
  remove(article: Article): Promise<void>
  /** Consistently, in order: filings of a topic after `from` up to and including `to`. */
  filings(topic: string, from: Instant, to: Instant): Promise<Filing[]>
  /** Filings of a topic up to and including `until`, the newest first. */
  latest(topic: string, until: Instant, limit: number): Promise<Filing[]>
  /** Newest first, by when we got it. */
  list(filter: ArticleFilter, page: PageOf): Promise<Page<Article>>
}

/** Feeds that are followed. */
export type Feeds = {
  get(id: FeedId): Promise<Source | undefined>
  /** In the order of their ids. */
  list(page: PageOf): Promise<Page<Source>>
  /** `before` undefined: it must not exist. `'lost'`: it has changed since it was read, or is gone. */
  save(before: Source | undefined, after: Source): Promise<'saved' | 'lost'>
  /** What is kept of its entries stays for a while: followed again, it brings nothing twice. */
  remove(id: FeedId): Promise<void>
  /** What decides when each is looked at, of those that are not stopped; how far the runs have come; and which are being read. */
  looks(): Promise<{
    readonly feeds: readonly (Looks & { readonly id: FeedId })[]
    readonly begun: readonly { readonly id: FeedId; readonly at: Instant }[]
    readonly collected?: Instant
  }>
  /** Its text is about to be taken apart. What stands when the run is over says that the run ended over it. */
  begin(id: FeedId, at: Instant): Promise<void>
  /** It was taken apart, or could not be: the run goes on. */
  ended(id: FeedId): Promise<void>
  /** The looks until then are done. `'lost'`: another run has come further since `before` was read, or less far. */
  collected(before: Instant | undefined, until: Instant): Promise<'saved' | 'lost'>
  /** What is kept of these entries, by fingerprint; those that were never taken in are not in it. */
  kept(id: FeedId, identities: readonly string[]): Promise<Map<string, Kept>>
  keep(id: FeedId, entries: ReadonlyMap<string, Kept>): Promise<void>
}

/** Calendars of holidays that digests go by: a few. */
export type Calendars = {
  all(): Promise<Calendar[]>
  get(id: CalendarId): Promise<Calendar | undefined>
  /** `before` undefined: it must not exist. `'lost'`: it has changed since it was read, or is gone. */
  save(before: Calendar | undefined, after: Calendar): Promise<'saved' | 'lost'>
  /** If it is as it was read. */
  remove(calendar: Pick<Calendar, 'id' | 'version'>): Promise<void>
}

export type Digests = {
  get(id: string): Promise<Digest | undefined>
  /** By when they were planned, the newest first unless told otherwise. */
  list(page: PageOf & { readonly oldestFirst?: true }): Promise<Page<Digest>>
  /** All of them, newest first, with what a list says of each. */
  outlines(): Promise<Outline[]>
  /** How many there are. */
  count(): Promise<number>
  /** One transaction: digest, editions, its line in the list. `before` undefined: it must not exist. */
  save(before: Digest | undefined, after: Digest): Promise<'saved' | 'lost'>
  /** Editions whose time to wake has come, earliest first. May be stale: whatever is done with it is conditional. */
  due(now: Instant, limit: number): Promise<{ digest: string; edition: string }[]>
  /** Moves the next wake, if it is still `from`, planned by the rules it was read with, and nobody has called for it since `calls` was read; `wokenAt`: when it was looked at, where that matters. */
  wake(
    digest: string,
    edition: string,
    from: Instant,
    to: Instant | undefined,
    seen?: {
      readonly wokenAt?: Instant
      readonly calls?: number
      /** The release that it was planned by, as read, and the one that it is planned by now. */
      readonly rules?: { readonly was: string | undefined; readonly is: string }
      /** What that has moved. */
      readonly moves?: Moves
    },
  ): Promise<boolean>
  /** Something was filed that an edition of alerts waits for: it wakes at `at` at the latest, and the call is counted. */
  call(digest: string, edition: string, at: Instant): Promise<void>
  /** Has it woken at `at` at the latest. */
  wakeBy(digest: string, edition: string, at: Instant): Promise<boolean>
  /** The edition leaves out other days, and its alarm goes by them. False: an editor has changed the digest since it was read, or the alarm is another. */
  reschedule(digest: Pick<Digest, 'id' | 'version'>, before: Edition, after: Edition): Promise<boolean>
  cut(digest: string, edition: string, zone: string): Promise<Cut>
  /** Of every zone that has had an issue, by its name. */
  cuts(digest: string, edition: string): Promise<ReadonlyMap<string, Cut>>
  /** What editors have decided about what comes next; `asItComes` where they have not. */
  arrangement(digest: string, edition: string): Promise<Arrangement>
  /** `'lost'`: somebody else has changed it since `before` was read. */
  arrange(digest: string, edition: string, before: Arrangement, after: Arrangement): Promise<'saved' | 'lost'>
  /** How many asked for it, and how many confirmed, month by month, newest first (STD-76). */
  signUps(digest: string): Promise<{ readonly month: string; readonly asked: number; readonly confirmed: number }[]>
  /** How many came to it and how many went, by days on which anybody did, oldest first. */
  growth(digest: string): Promise<Growth[]>
}

/** What opening an issue writes, in one transaction that happens once a slot. */
export type Opening = {
  readonly issue: Issue
  readonly progress: Progress
  /** As read before collecting: another issue opened since makes this one `taken`. */
  readonly cut: Cut
}

export type IssueLine = {
  readonly id: IssueId
  readonly edition: string
  readonly slot: string
  readonly openedAt: Instant
  /** What it says first; absent where it says nothing, or was opened before this was written down. */
  readonly lead?: Lead
}

/** A claim: these recipients are ours to send to, from here to there in the audience. */
export type Claim = {
  readonly issue: IssueId
  readonly digest: string
  readonly worker: string
  /** As read: nobody may have moved it. */
  readonly cursor: number
  readonly after: string | undefined
  /** The batch that is claimed; absent when rows were passed over and nobody in them gets the mail. */
  readonly batch?: Batch
  /** The last key read, and whether the audience ends there. */
  readonly upTo: string | undefined
  readonly ended: boolean
  readonly skipped: number
  /** The epoch as read before the rows. The numbers of these recipients may not have moved. */
  readonly epoch: Epoch
  readonly now: Instant
  /** The issue is this worker's until then: every claim says so anew. */
  readonly leaseUntil: Instant
  /** With a worker's first claim: when the tick looks after it. */
  readonly lookAt?: Instant
}

/** Sixteen numbers, one per first hexadecimal digit of a subscriber's id; a digit that never rose is absent. */
export type Epoch = Readonly<Record<string, number>>

export type Settlement = {
  readonly issue: IssueId
  readonly n: number
  readonly sent: number
  readonly skipped: number
  readonly unknown: number
  /** The batch cannot be read: nobody knows how many it holds, and a person has to be told. */
  readonly lost?: true
  /** By index into the batch's recipients. */
  readonly failed: readonly { readonly index: number; readonly message: string }[]
  readonly now: Instant
}

/** What is left of a batch when it is settled, if not everybody got it. `again`: the batch in which they were taken up once more; 0 where nobody of them takes the digest any more. */
export type BatchResult = Pick<Settlement, 'failed' | 'skipped' | 'unknown'> & {
  readonly at: Instant
  readonly again?: number
}

export type Issues = {
  /** One transaction: the slot, the issue, its articles, its progress, the edition's cut. `'taken'`: the slot has its issue, or another one was opened meanwhile. */
  open(opening: Opening): Promise<'opened' | 'taken'>
  /** Without its articles. */
  get(id: IssueId): Promise<Omit<Issue, 'articles'> | undefined>
  articles(id: IssueId): Promise<FrozenArticle[]>
  progress(id: IssueId): Promise<Progress | undefined>
  /** Of each that is there. May be stale by moments: for lists. */
  progressOf(ids: readonly IssueId[]): Promise<Map<IssueId, Progress>>
  list(digest: string, page: PageOf): Promise<Page<IssueLine>>
  /** Of one edition, from a slot's name on: those before it, the newest first, or those after it, the oldest first. A name that no slot has is a place all the same. */
  around(digest: string, edition: string, slot: string, which: 'before' | 'after', limit: number): Promise<IssueLine[]>
  /** Unfinished issues whose time to be looked at has come. May be stale. */
  due(now: Instant, limit: number): Promise<IssueId[]>
  /** Moves the next look, if it is still `from`. */
  look(id: IssueId, from: Instant, to: Instant): Promise<boolean>

  /** `'moved'`: a reader of the batch has left or changed since the read: read again. `'lost'`: another worker is at it, or sending has stopped. */
  claim(claim: Claim): Promise<'claimed' | 'moved' | 'lost'>
  /** Takes the lease where no batch is claimed: to finish open ones. */
  lease(id: IssueId, worker: string, now: Instant, until: Instant): Promise<boolean>
  /** Gives it back, and says when to look next; with which request the provider has left unanswered. `null`: none; undefined: what stands, stands. */
  release(id: IssueId, worker: string, lookAt: Instant, unanswered?: Unanswered | null): Promise<boolean>
  batch(id: IssueId, n: number): Promise<Batch | undefined>
  /** Writes down whom a late retry leaves out, once: what stands is what every retry uses. */
  leaveOut(id: IssueId, n: number, subscribers: readonly string[]): Promise<readonly string[]>
  /** What stands, if a late retry has left anybody out. */
  leftOut(id: IssueId, n: number): Promise<readonly string[] | undefined>
  /** Sets the moment of the first request that may have been accepted. */
  clock(id: IssueId, n: number, firstPostedAt: Instant): Promise<void>
  /** Clears it, if the issue is still this worker's: whoever has taken it over since may have had the batch accepted. */
  clearClock(id: IssueId, n: number, worker: string): Promise<void>
  /** Once a batch: takes it out of `open` and adds the counts. */
  settle(settlement: Settlement): Promise<boolean>
  result(id: IssueId, n: number): Promise<BatchResult | undefined>
  /** Batches up to this one in which the provider refused somebody who has not been taken up again since. */
  failures(id: IssueId, upTo: number): Promise<{ readonly n: number; readonly failed: BatchResult['failed'] }[]>
  /** Whom the provider refused, of an issue that is sent, shall get it after all: sending goes on. False: nobody is left to, or it is under way. */
  retry(id: IssueId, cursor: number, now: Instant, lookAt: Instant): Promise<boolean>
  /** Those of them who still take the digest become a batch of their own. Once: false where one of the batches was taken up already, or somebody else was at it. */
  sendAgain(change: {
    issue: IssueId
    /** The batches they were in, and how many of each are taken up. */
    from: readonly { readonly n: number; readonly failed: number }[]
    /** As read. */
    cursor: number
    /** Nobody: they are skipped. */
    recipients: readonly Recipient[]
    now: Instant
  }): Promise<boolean>
  /** All of them have been. */
  retried(id: IssueId): Promise<void>
  /** If it still is in `from`. `reason`, `lookAt` and `resumeAt` are as given: absent, they are removed. A finished state that nobody has to look after takes the lease away. `sent`, and `needs-person` if anybody got it or may have, move the edition's cut in the same transaction. */
  become(change: {
    issue: Omit<Issue, 'articles'>
    from: readonly IssueStatus[]
    to: IssueStatus
    reason?: string
    lookAt?: Instant
    /** With `paused`: when it goes on by itself. */
    resumeAt?: Instant
    /** A person has seen the setbacks and goes on. */
    overruled?: true
    now: Instant
  }): Promise<boolean>

  /** The frozen mail of a variant: JSON with placeholders. */
  body(id: IssueId, variant: VariantKey): Promise<string | undefined>
  /** Written once: the one that stands is answered. */
  freezeBody(id: IssueId, variant: VariantKey, template: string): Promise<string>
  /**
   * A person wants an unknown batch sent after all: its readers who still take the digest become a batch of their own, and
   * sending goes on. Once a batch: false if it is not unknown any more, or somebody else was at it.
   */
  reopen(change: {
    issue: IssueId
    /** The unknown batch, and how many were in it. */
    n: number
    size: number
    /** As read. */
    cursor: number
    /** Those of them who still take the digest; nobody: they are skipped. */
    recipients: readonly Recipient[]
    now: Instant
  }): Promise<boolean>
  /** Takes the addresses out of a settled batch: ids and variants still say who got what, and an erasure finds nothing. */
  forgetAddresses(id: IssueId, n: number): Promise<void>
  /** Writes down up to which batch that is done; `all`: nobody has to look after the issue any more. */
  tidied(id: IssueId, n: number, all: boolean): Promise<void>
  /** What the provider has reported so far. */
  setbacks(id: IssueId): Promise<Setbacks>
  /** Of each that has any. */
  setbacksOf(ids: readonly IssueId[]): Promise<Map<IssueId, Setbacks>>
}

export type SaveSubscriber = {
  readonly before: Subscriber | undefined
  readonly after: Subscriber
  readonly consent?: ConsentEvent
  /** Set, or `null` to lift. Absent: as it is. */
  readonly suppression?: Suppression | null
  /** Whoever saves counts their coming and going themselves: `Imports.save`. */
  readonly isCountedApart?: true
  /** What others are told of it: put down in the same transaction, so that none of it is forgotten. */
  readonly tell?: readonly Delivery[]
  /** An event of the provider that this answers: recorded in the same transaction, so that it counts once. */
  readonly event?: SetbackEvent
  /** Through which issue's mail they leave, or take it back: its number changes with them. */
  readonly through?: { readonly issue: IssueId; readonly at: Instant; readonly by: 1 | -1 }
  /** What was read of the zone that a reader leaves: if it has changed, how far they have been served there may have, too. */
  readonly leaves?: {
    readonly digest: string
    readonly edition: string
    readonly zone: string
    readonly cut: Cut
    readonly progress?: Pick<Progress, 'cursor' | 'after' | 'ended'>
  }
}

export type SetbackEvent = {
  readonly id: string
  readonly issue?: string
  /** Which of the issue's numbers rise by one. */
  readonly counts: readonly (keyof Setbacks)[]
  /** What it leaves on the reader's own mail. */
  readonly mail?: { readonly subscriber: string; readonly sign: Sign; readonly at: Instant; readonly note: string }
}

export type Subscribers = {
  get(id: string): Promise<Subscriber | undefined>
  byAddress(address: Address): Promise<{ subscriber?: Subscriber; suppression?: Suppression }>
  /** One transaction over profile, subscriptions, audience, epochs, address, consent. `'lost'`: changed since it was read. `'seen'`: the event was answered before. */
  save(change: SaveSubscriber): Promise<'saved' | 'lost' | 'seen'>
  /** A suppression for an address nobody here has any more. */
  suppress(address: Address, suppression: Suppression, event: SetbackEvent): Promise<'saved' | 'seen'>
  /** Everything that is kept of somebody goes, and their address with it; what remains is the suppression, under a keyed hash. Repeating it finishes what was left. */
  erase(subscriber: Subscriber, suppression: Suppression, tell?: readonly Delivery[]): Promise<'saved' | 'lost'>
  /** An event that changes nobody: remembered and counted. */
  recordEvent(event: SetbackEvent): Promise<'saved' | 'seen'>
  consent(id: string): Promise<ConsentEvent[]>
  /** By address, optionally those that start with `prefix`. */
  list(filter: { prefix?: string | undefined }, page: PageOf): Promise<Page<Subscriber>>
  /** Where these are reached now, by id; whoever is gone is not in it. */
  addresses(subscribers: readonly string[]): Promise<Map<string, Address>>
  /** Of these, the ones who still take the digest: read consistently. */
  stillOn(digest: string, subscribers: readonly string[], zones: Zones, now: Instant): Promise<Set<string>>
}

/** What became of single mails, for as long as batches are kept, and how many there are of each kind. */
export type Outcomes = {
  /** Writes all of it down and counts it, in one transaction, for up to `MOST_NEWS` readers. Answers those of whom part was known already: then nothing of any was written. */
  tell(issue: IssueId, news: readonly News[]): Promise<readonly string[]>
  of(issue: string, subscriber: string): Promise<Outcome | undefined>
  /** By subscriber; those of whom nothing is known are not in it. */
  ofMany(issue: string, subscribers: readonly string[]): Promise<Map<string, Outcome>>
  tally(issue: string): Promise<Tally>
}

export type Audience = {
  epoch(digest: string): Promise<Epoch>
  /** The zones of an edition that have readers, in any order. */
  zones(digest: string, edition: string): Promise<string[]>
  /** Consistently, in the order of `rowKey`, after a key. `last` is the last key read (corrupt rows count); `ended`: there is no more. */
  page(
    digest: string,
    edition: string,
    zone: string,
    after: string | undefined,
    limit: number,
  ): Promise<{ rows: AudienceRow[]; last: string | undefined; ended: boolean }>
}

/** What a part of a list has come to. */
export type PartDone = {
  readonly part: number
  readonly results: readonly RowResult[]
  /** Who came to which digest by it, and left: counted at once. */
  readonly growth: ReadonlyMap<string, Pick<Growth, 'joined' | 'left'>>
  readonly at: Instant
}

/** Lists of readers that were put down, and what came of them. What a list holds goes with each part that is done, and all of it in days (`retention`). */
export type Imports = {
  /** The newest first. */
  list(limit: number): Promise<ReaderImport[]>
  get(id: string): Promise<ReaderImport | undefined>
  /** Puts it down with its rows. The one that stands is answered, if the same is under way already. */
  open(one: ReaderImport, parts: readonly (readonly Row[])[]): Promise<'saved' | ReaderImport>
  /** The rows of the piece that `after` has and `before` has not. `'lost'`: it has changed since it was read. */
  more(before: ReaderImport, after: ReaderImport, parts: readonly (readonly Row[])[]): Promise<'saved' | 'lost'>
  /** Undefined: there is no such part any more. */
  rows(id: ImportId, part: number): Promise<readonly Row[] | undefined>
  /** In one step with what a part has come to, whose rows go with it (in a look they stay). `'lost'`: it has changed since it was read. */
  save(before: ReaderImport, after: ReaderImport, done?: PartDone): Promise<'saved' | 'lost'>
  /** Those whose turn has come, whoever waits longest first. May be stale. */
  due(now: Instant, limit: number): Promise<ImportId[]>
  /** What came of the rows of some parts, in the order of the rows; of the look, or of taking it in, as it is now. */
  results(one: Pick<ReaderImport, 'id' | 'dryRun'>, fromPart: number, parts: number): Promise<RowResult[]>
  /** Rows that were refused, the first so many. */
  refused(one: Pick<ReaderImport, 'id' | 'dryRun'>, limit: number): Promise<RowResult[]>
  /** The rows of these parts go, up to the last and without it. Repeating it finishes what was left. */
  forget(id: ImportId, from: number, to: number): Promise<void>
}

export type Letters = {
  /** `lookAt`: when the tick queues it, if nobody has before; soon, if nothing is said. */
  put(letter: Letter, lookAt?: Instant): Promise<void>
  get(id: LetterId): Promise<Letter | undefined>
  /** Freezes the mail, once: the letter that stands is answered. */
  compose(id: LetterId, mail: Mail): Promise<Letter | undefined>
  /** Sets or clears the moment of the first request that may have been accepted. */
  clock(id: LetterId, firstPostedAt: Instant | null): Promise<void>
  /** Done with: accepted by the provider, or not to be written. The address goes with it. */
  close(
    letter: Pick<Letter, 'id' | 'about'>,
    state: 'accepted' | 'dropped',
    reason: string | undefined,
    now: Instant,
  ): Promise<boolean>
  due(now: Instant, limit: number): Promise<LetterId[]>
  /** When the tick queues it next; with which request the provider has left unanswered. `null`: none; undefined: what stands, stands. */
  look(id: LetterId, to: Instant, unanswered?: Unanswered | null): Promise<void>
}

/** What readers have written to the editors. Forgotten after half a year (`retention.comments`). */
export type Comments = {
  /** Once: the one that stands is left as it is. */
  put(comment: Comment): Promise<void>
  get(id: CommentId): Promise<Comment | undefined>
  /** Newest first. */
  list(page: PageOf): Promise<Page<Comment>>
  /** False: there is none of this id. */
  mark(id: CommentId, readAt: Instant | null): Promise<boolean>
  remove(id: CommentId): Promise<void>
  /** Those that name this address as their writer's. */
  of(address: Address): Promise<Comment[]>
}

/** Counters that nobody gets round by asking twice at once (T11), and proofs of work, each good for one sign-up (T07). */
export type Limits = {
  /** Counts one more in each, group by group until one is full: how many that makes, in their order. */
  take(groups: Groups): Promise<readonly Count[]>
  /** How many there are within the window that ends now. */
  level(bucket: Bucket): Promise<number>
  /**
   * Uses a proof up, for a letter. Asked again for the same thing, it answers the letter of the first time; `'refused'`:
   * it has served for something else.
   */
  spend(proof: Proof, on: { readonly what: string; readonly letter: LetterId }): Promise<LetterId | 'refused'>
}

/** Whose request it is, by their secret, and what they call it. Neither is kept as it is. */
export type RepeatName = { readonly caller: string; readonly name: string }

/** Requests that their callers have given a name, for a day: each is carried out once. */
export type Repeats = {
  /** Takes the name for this request, if it is free; `instead`: also if what stands there is still this one. Else what stands. */
  claim(name: RepeatName, begun: Repeat, instead?: Repeat): Promise<'claimed' | Repeat>
  /** Writes down what came of it; undefined: the name is free again. Nothing, if the name is another one's by now. */
  settle(name: RepeatName, begun: Repeat, outcome: Repeat['outcome']): Promise<void>
}

/** Proof of work (ALTCHA): work for a browser, hardly any for us, and no third party that has to be there. */
export type Proofs = {
  /** As a browser is given it: JSON, signed. */
  challenge(difficulty: Difficulty): Promise<unknown>
  /** What an answer proves, or undefined: forged, wrong, too old, none. Whether it was used before is not looked at. */
  read(answer: string): Promise<Proof | undefined>
}

export type SettingsStore = {
  get(): Promise<Settings>
  put(settings: Settings): Promise<void>
}

/** Who may come into the console, and who is in it. */
export type Editors = {
  /** Those that owners have let in; the owners themselves are in the configuration. */
  list(): Promise<Member[]>
  put(member: Member): Promise<void>
  remove(address: Address): Promise<void>
  /** An attempt to sign in, by the fingerprint of its name. */
  begin(attempt: Attempt): Promise<void>
  /** Counts a try, and answers the attempt as it is with it; undefined for one that is gone. */
  try(attempt: string): Promise<Attempt | undefined>
  /** Turns the attempt into a session, once. */
  open(attempt: Attempt, session: Session): Promise<boolean>
  session(id: string): Promise<Session | undefined>
  /** They are still there. */
  seen(id: string, at: Instant): Promise<void>
  close(id: string): Promise<void>
  sessions(): Promise<Session[]>
  /** A session that no attempt came before: by a passkey. */
  start(session: Session): Promise<void>
  /** Of everybody, the oldest first: a newsroom has tens. */
  passkeys(): Promise<Passkey[]>
  passkey(id: string): Promise<Passkey | undefined>
  /** False: it is somebody's already. */
  addPasskey(passkey: Passkey): Promise<boolean>
  /** False: there is none of this id. */
  namePasskey(id: string, name: string): Promise<boolean>
  removePasskey(id: string): Promise<void>
  /** It has signed. False: somebody else has used it since its counter was read, or it is gone. */
  countPasskey(id: string, from: number, to: number, at: Instant): Promise<boolean>
  /** True once: the name of what may be used once, remembered until then. */
  spend(name: string, until: Instant): Promise<boolean>
  /** Whether the house asks for passkeys. */
  rule(): Promise<HouseRule | undefined>
  setRule(rule: HouseRule | undefined): Promise<void>
}

/** Keys to the API, by the SHA-256 of their secrets. */
export type ApiKeys = {
  /** The newest first, those that are revoked among them. */
  list(): Promise<ApiKey[]>
  byHash(hash: string): Promise<ApiKey | undefined>
  put(key: ApiKey): Promise<void>
  used(hash: string, at: Instant): Promise<void>
  /** False: there is none of that name, or it is revoked already. */
  revoke(hash: string, at: Instant): Promise<boolean>
}

/** Who did what. Nothing in it is ever changed. */
export type Audit = {
  add(entry: AuditEntry): Promise<void>
  /** Newest first. A filter looks at so many lines at a time, and may show few of them, or none, with a cursor to go on from. */
  list(filter: AuditFilter, page: PageOf): Promise<Page<AuditEntry>>
}

/** Whom we tell of what happens, and what is on its way to them. */
export type Hooks = {
  /** The oldest first. */
  list(): Promise<Hook[]>
  get(id: HookId): Promise<Hook | undefined>
  /** `before` undefined: it must not exist. `'lost'`: it has changed since it was read, or is gone. */
  save(before: Hook | undefined, after: Hook): Promise<'saved' | 'lost'>
  remove(id: HookId): Promise<void>
  /** Puts deliveries down. One that stands already stands. */
  put(deliveries: readonly Delivery[]): Promise<void>
  delivery(hook: HookId, id: DeliveryId): Promise<Delivery | undefined>
  /** A try begins: nobody else makes one until `to`. False: somebody else does, or it is over. */
  take(delivery: Delivery, to: Instant): Promise<boolean>
  /** What came of a try. What is over is not due any more, and is forgotten in time. */
  settle(delivery: Delivery): Promise<void>
  due(now: Instant, limit: number): Promise<{ hook: HookId; id: DeliveryId }[]>
  /** The newest first. */
  recent(hook: HookId, limit: number): Promise<Delivery[]>
}

/** What keeps a copy of the table from mailing (design §6). Whoever sends asks at every run, before anything is posted. */
export type Fence = {
  /** What the table is called: who arms it has to say so. */
  readonly table: string
  /** May this table send? The first ever to ask records where it stands; two who ask first agree. */
  check(): Promise<FenceState>
  /** Who sends from this table and who did, the present one first: events of their mails are ours. Empty before anybody has. */
  installations(): Promise<readonly string[]>
  /** From here on it may, as a new installation; the former one is remembered. Answers how it stands then: armed already, or by somebody else meanwhile, nothing changes. */
  arm(): Promise<FenceState>
}

/** What the provider tells that changes nobody here. */
export type Strays = {
  /** So many more events were about mails of others. */
  count(events: number, at: Instant): Promise<void>
  /** Undefined: none so far. */
  counted(): Promise<ForeignEvents | undefined>
  /** For as long as events are remembered. Kept again, it is the same one. */
  keep(event: Unreadable): Promise<void>
  /** The newest first. */
  unreadable(limit: number): Promise<Unreadable[]>
}

/** When requests with digests are let go, of all workers that send them: they have one rate between them. */
export type Turns = {
  /** Takes the turn at `at`, if the last one that anybody took is still the one at `last`; undefined: nobody ever did. Answers which is the last one now. Epoch ms. */
  take(last: number | undefined, at: number): Promise<{ readonly taken: boolean; readonly last: number | undefined }>
}

/** By which zone rules plans were made, and how far they have been made anew by others. */
export type PlannedBy = {
  /** Undefined: never yet. */
  walk(): Promise<Walk | undefined>
  /** `'lost'`: somebody else has walked since `before` was read. */
  walked(before: Walk | undefined, after: Omit<Walk, 'version'>): Promise<'saved' | 'lost'>
  /** Writes rules down, once a release: so that what is planned by them can be told from what others say. */
  keep(zones: Zones): Promise<void>
  /** Undefined: those were never written down. Of no release: what plans were made by before there were rules of our own. */
  of(release: string | undefined): Promise<Zones | undefined>
}

/** Only nudges: losing any of them costs minutes, never a mail. */
export type Queue = {
  sendIssue(order: { readonly issue: IssueId; readonly cursor: number; readonly nonce: string }): Promise<void>
  writeLetter(order: { readonly letter: LetterId }): Promise<void>
  /** What the provider tells of a mail, to be counted with others. Lost, it is not counted. */
  report(report: Report): Promise<void>
  /** `afterMs`: not before (at most a quarter of an hour). */
  tellHook(order: { readonly hook: HookId; readonly delivery: DeliveryId }, afterMs?: number): Promise<void>
}

/** Posts to other people's servers as a stranger: never into our own network, never more than a little of their answer. */
export type Courier = {
  /** Why nothing is ever posted to such an address; undefined where it may be tried. */
  refuses(url: string): string | undefined
  /** Signed with each of the secrets (Standard Webhooks). Never throws for what a server may do. */
  post(parcel: {
    readonly url: string
    readonly id: DeliveryId
    readonly secrets: readonly string[]
    readonly body: string
    readonly now: Instant
  }): Promise<Posted>
}

export type MailProvider = {
  /**
   * One call for the JSON array `body`. Never throws for what a provider may do: every way it can fail is an answer, and
   * comes within `withinMs`, its turn included.
   */
  batch(body: Uint8Array, key: string, withinMs: number): Promise<Answer>
  letter(mail: Mail, key: string, withinMs: number): Promise<Answer>
  /** How many batches are worth having under way at once, as fast as it may be asked and as long as it takes to answer. */
  atOnce(): number
  /** Whether letters wait, so that digests leave more turns to them. */
  makeRoom(lettersWait: boolean): void
}

/**
 * The account at the mail provider: what is left of its quotas, whom it delivers nothing to, what it has reported and to
 * where. One request each. Never throws for what a provider may do: every way it can fail is an answer.
 */
export type ProviderAccount = {
  usage(): Promise<Answered<Usage>>
  /** All of the team's. */
  endpoints(): Promise<Answered<readonly Endpoint[]>>
  /** What was posted to an endpoint, the newest first, a hundred at a time, after an event. There is no filter. */
  events(endpoint: string, after: string | undefined): Promise<Answered<Some<PostedEvent>>>
  /** Has it posted once more, at once. */
  replay(endpoint: string, event: string): Promise<Answered<'asked' | 'gone'>>
  /** Whom nothing is delivered to, a hundred at a time, after an entry. Entries that cannot be read are left out. */
  listed(after: string | undefined): Promise<Answered<Some<Listed>>>
  /** Takes an address off that list. */
  unlist(address: Address): Promise<Answered<'removed' | 'not-listed'>>
}

/** What was last learnt of that account, and what the provider is yet to be told. */
export type StandingStore = {
  get(): Promise<Standing>
  /** With what else whoever looks after it needs: the lifts, those due first, and when an editor last asked for a look. */
  open(): Promise<{ readonly standing: Standing; readonly lifts: readonly Lift[]; readonly askedAt?: Instant }>
  /** `'lost'`: somebody else has changed it since `before` was read. */
  put(before: Standing, after: Standing): Promise<'saved' | 'lost'>
  /** An editor wants all of it looked at anew. */
  ask(at: Instant): Promise<void>
  /** A lift that the provider's list is to follow; one for the same reader from before is replaced. Forgotten after thirty days. */
  wish(lift: Lift): Promise<void>
  lift(subscriber: string): Promise<Lift | undefined>
  /** What came of a try; undefined: it is done with. Nothing, if there is a newer one by now. */
  settle(lift: Lift, after: Lift | undefined): Promise<void>
}

export type Renderer = {
  digest(props: DigestProps): Promise<Rendered>
  confirmation(props: ConfirmationProps): Promise<Rendered>
  held(props: HeldProps): Promise<Rendered>
  report(props: ReportProps): Promise<Rendered>
  quota(props: QuotaProps): Promise<Rendered>
  notice(props: NoticeProps): Promise<Rendered>
  code(props: CodeProps): Promise<Rendered>
  door(props: DoorProps): Promise<Rendered>
  comment(props: CommentProps): Promise<Rendered>
}
