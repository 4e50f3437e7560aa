import type { Article, ArticleId } from './article.ts'
import { type Digest, type Edition, opensAt } from './digest.ts'
import {
  type FilingSchedule,
  inZone,
  type Schedule,
  type Slot,
  slotAtOrBefore,
  slotNamed,
  slotsAfter,
  withoutExceptions,
} from './schedule.ts'
import { owed, type Silence, type Unanswered } from './silence.ts'
import { canBeShown, type Publisher } from './theme.ts'
import { between, DAY, earlier, HOUR, type Instant, MINUTE, plus } from './time.ts'
import type { Topic } from './topic.ts'
import type { Zones } from './zones.ts'

export type IssueId = `iss_${string}`

/** The zone of an issue whose edition does not go out in readers' own zones. */
export const NO_ZONE = '-'

/** What a mail says about an article, as it was when the issue opened. */
export type FrozenArticle = Pick<
  Article,
  'id' | 'url' | 'title' | 'summary' | 'source' | 'author' | 'lang' | 'publishedAt' | 'medium' | 'withdrawnAt'
> & {
  /** The digest's topics that hold it now. */
  readonly topics: readonly string[]
  /** First filing under each of the digest's topics, past ones included. */
  readonly filed: Readonly<Record<string, Instant>>
  /** The topics whose filing this issue covers: in its window, and not in the issue of the previous cut. */
  readonly fresh: readonly string[]
  /** An editor has left it out: this issue covers it, and no mail has it. */
  readonly out?: 'editor'
  /** An editor wants it to open the mail, with its section. */
  readonly lead?: true
  /** Where its digest shows pictures, and this one can be shown. */
  readonly image?: string
}

/** What an edition says at one slot. Everything a copy is made of is in here, frozen: no later edit, deploy or key rotation changes a byte. */
export type Issue = {
  readonly id: IssueId
  readonly digest: string
  readonly edition: string
  readonly zone: string
  readonly slot: Slot
  readonly byHand: boolean
  /** This cut: articles filed up to here are covered. */
  readonly openedAt: Instant
  /** Articles filed after this (and not in the issue of the previous cut) are covered. */
  readonly coversFrom: Instant
  /** The issue of the previous cut. */
  readonly follows?: IssueId
  readonly frozen: Frozen
  readonly articles: readonly FrozenArticle[]
}

export type Frozen = {
  readonly name: string
  readonly topics: readonly { readonly slug: string; readonly name: string }[]
  readonly subject?: string
  readonly intro?: string
  readonly maxArticles: number
  /** As a header writes it. */
  readonly from: string
  readonly replyTo: string
  readonly publisher: Publisher
  /** Where links lead: `https://news.example.org`, no slash at the end. */
  readonly site: string
  /** The key that signs this issue's links, and the installation whose idempotency keys it uses. */
  readonly keyId: string
  readonly installation: string
  /** The links to leave in its mails name it. Not so those of issues opened before links did: a retry is still the same request. */
  readonly named?: true
} & FrozenRhythm

/** When it comes, said to each reader in their language. Issues of before languages hold the English sentence. */
type FrozenRhythm =
  | { readonly schedule: Schedule; readonly rhythm?: never }
  | { readonly schedule?: never; readonly rhythm: string }

export type Counts = {
  /** Everybody the sender came by: sent + skipped + failed + unknown, plus those in open batches. */
  readonly readers: number
  readonly sent: number
  /** No news in their topics, paused, or gone between claim and a late retry. */
  readonly skipped: number
  readonly failed: number
  /** The provider may or may not have them; a person decides. */
  readonly unknown: number
}
export const noCounts: Counts = { readers: 0, sent: 0, skipped: 0, failed: 0, unknown: 0 }

export type IssueStatus = 'held' | 'sending' | 'sent' | 'skipped' | 'paused' | 'cancelled' | 'needs-person'

export type Lease = { readonly owner: string; readonly until: Instant }

/** How far the sending of an issue is. Small, and the one item every step of the protocol is conditional on. */
export type Progress = {
  readonly status: IssueStatus
  readonly reason?: string
  /** Batches claimed so far. */
  readonly cursor: number
  /** The last audience key read; absent before the first. */
  readonly after?: string
  /** Every row of the audience has been read. */
  readonly ended: boolean
  /** Claimed and not settled: batch number → when it was (or may have been) first posted; null while it certainly was not accepted. */
  readonly open: Readonly<Record<number, Instant | null>>
  /** The last request to which no answer came, of the last run that left a batch open for want of one. What is said of it: `silenceOf`. */
  readonly unanswered?: Unanswered
  readonly lease?: Lease
  readonly counts: Counts
  /** Unknown batches, for a person to decide on. */
  readonly unknown: readonly number[]
  /** A person has seen the setbacks and goes on: the breaker stays out. */
  readonly overruled?: true
  /** Whom the provider refused, in batches up to this one, is being taken up again. */
  readonly retry?: number
  /** When that was asked for last. */
  readonly retriedAt?: Instant
  /** Skipped, for there was nothing to say. */
  readonly nothingNew?: true
  /** Finished: batches up to this one hold no addresses any more. */
  readonly tidied?: number
  /** When the tick looks at it next; absent once finished. */
  readonly lookAt?: Instant
  /** When it goes on by itself: paused for the provider's sake, or held until its slot. A person's pause has none, nor what waits to be released. */
  readonly resumeAt?: Instant
  readonly finishedAt?: Instant
}

/** Whether the mail provider owes this issue an answer. */
export const silenceOf = ({ open, unanswered }: Pick<Progress, 'open' | 'unanswered'>): Silence | undefined =>
  owed(Object.values(open), unanswered)

export const openBatches = (progress: Pick<Progress, 'open'>): number[] =>
  Object.keys(progress.open)
    .map(Number)
    .toSorted((a, b) => a - b)

/** What an edition remembers in one zone: the last scheduled slot it opened and its issue, and the cut of the last issue that was sent. */
export type Cut = {
  readonly lastSlotAt?: Instant
  /** That slot's wall time: what it has in common with the same slot in other zones. */
  readonly lastLocal?: string
  readonly lastSlotIssue?: IssueId
  /** Where the first window in this zone began: what a skipped first issue held is not lost. */
  readonly coversFrom?: Instant
  readonly lastIssue?: IssueId
  readonly sentCut?: Instant
  readonly sentIssue?: IssueId
}

/** Filings up to this much before the previous cut are read again: far above a writer's time limit plus clock skew, so nothing slips between two issues (design §5). */
export const OVERLAP = 10 * MINUTE

/** What the tick does about an edition of alerts whose time has come. */
export type AlertDecision =
  | { readonly kind: 'asleep' }
  /** The last one went out too short a while ago. */
  | { readonly kind: 'later'; readonly at: Instant }
  | { readonly kind: 'look'; readonly again: Instant }

export function decideAlert(digest: Digest, schedule: FilingSchedule, cut: Cut, now: Instant): AlertDecision {
  if (digest.status !== 'active') return { kind: 'asleep' }
  const rest = schedule.atMostEveryMinutes * MINUTE
  const next = cut.lastSlotAt && plus(cut.lastSlotAt, rest)
  return next && next > now ? { kind: 'later', at: next } : { kind: 'look', again: plus(now, rest) }
}

/** Whether a reader who has moved here has had this slot where they were before: they get no slot twice (design §6). What is opened by hand is no slot. */
export const wasServed = (issue: Pick<Issue, 'byHand' | 'slot'>, servedTo: string | undefined): boolean =>
  !issue.byHand && servedTo !== undefined && issue.slot.local <= servedTo

/**
 * How far a reader has been served where they are, given the last scheduled slot there and how far its issue has been
 * claimed: the wall time of the slot, if their row has been read. `row`: their key in the audience.
 */
export function servedTo(cut: Cut, progress: Progress | undefined, row: string): string | undefined {
  if (!cut.lastLocal || !progress || progress.status === 'skipped') return undefined
  return progress.ended || (progress.after !== undefined && progress.after >= row) ? cut.lastLocal : undefined
}

/** What the record says of a slot whose time was over. */
export function tooLate(lateMs: number): string {
  const hours = Math.round(lateMs / HOUR)
  return `It would have gone out ${hours < 2 ? 'an hour' : `${hours} hours`} late: its articles go into the next issue.`
}

/**
 * Up to which moment an edition has had its slots in a zone. A slot is known by its wall time: by other rules than those it went
 * out by, that is another moment, and a slot that has gone out is not due once more for it.
 */
export function servedUpTo(zones: Zones, { lastSlotAt, lastLocal }: Cut, schedule: Schedule): Instant | undefined {
  if (!lastLocal || schedule.every === 'filing') return lastSlotAt
  return slotNamed(zones, lastLocal, schedule.zone)?.at ?? lastSlotAt
}

/** What the tick does about an edition that is due. */
export type SlotDecision =
  | { readonly kind: 'open'; readonly slot: Slot }
  /** Later than the late policy allows: its articles go into the next issue. */
  | { readonly kind: 'merge'; readonly slot: Slot; readonly lateMs: number }
  | { readonly kind: 'nothing' }

/**
 * After an outage only the latest missed slot runs, if it is not too late for it. What is held opens before its slot: one
 * after another, since two at once would hold the same articles.
 */
export function decideSlot(
  zones: Zones,
  digest: Digest,
  edition: Edition,
  cut: Cut,
  now: Instant,
  zone: string = NO_ZONE,
): SlotDecision {
  if (digest.status !== 'active' || !edition.wakeAt || edition.wakeAt > now) return { kind: 'nothing' }
  const schedule = inZone(zones, edition.schedule, zone)
  const { wakeAt, wokenAt } = edition
  const served = servedUpTo(zones, cut, schedule)
  const isDue = (slot: Slot | undefined): slot is Slot => {
    if (!slot || opensAt(digest, slot) > now || (served && slot.at <= served)) return false
    // In readers' own zones the alarm rings for whichever zone comes next: due is what has come since it rang last.
    return zone === NO_ZONE ? opensAt(digest, slot) >= wakeAt : wokenAt === undefined || slot.at > wokenAt
  }
  const missed = slotAtOrBefore(zones, schedule, now)
  const ahead = digest.holdMinutes > 0 ? slotsAfter(zones, schedule, now, 1)[0] : undefined
  const slot = [missed, ahead].find(isDue)
  if (!slot) return { kind: 'nothing' }
  const lateMs = between(slot.at, now)
  if (lateMs > digest.late.sendWithinMinutes * MINUTE) return { kind: 'merge', slot, lateMs }
  return { kind: 'open', slot }
}

/**
 * The window of an issue: filings after `coversFrom`. Until a first issue was sent it reaches back to the slot before the
 * digest was planned, and to the day before at least: fixed points, so that what a skipped issue held is not lost.
 */
export function windowOf(
  zones: Zones,
  digest: Digest,
  edition: Edition,
  cut: Cut,
  own?: { readonly zone: string; readonly slotAt: Instant },
): { coversFrom: Instant; readFrom: Instant } {
  if (cut.sentCut) return { coversFrom: cut.sentCut, readFrom: plus(cut.sentCut, -OVERLAP) }
  // What goes out as it is filed begins in the moment when it was planned: yesterday's news is no alert.
  if (edition.schedule.every === 'filing') {
    const coversFrom = cut.coversFrom ?? plus(digest.createdAt, -1)
    return { coversFrom, readFrom: coversFrom }
  }
  // A zone's first window begins at its previous slot: its first readers get what others get, not the whole past.
  if (own) {
    const previous = slotAtOrBefore(zones, inZone(zones, edition.schedule, own.zone), plus(own.slotAt, -1))?.at
    const coversFrom = cut.coversFrom ?? previous ?? plus(own.slotAt, -DAY)
    return { coversFrom, readFrom: coversFrom }
  }
  const before = slotAtOrBefore(zones, edition.schedule, digest.createdAt)?.at ?? digest.createdAt
  const coversFrom = earlier(before, plus(digest.createdAt, -DAY))
  return { coversFrom, readFrom: coversFrom }
}

/** A filing as the topic's partition holds it. */
export type Filing = { readonly topic: string; readonly article: ArticleId; readonly filedAt: Instant }

/** The articles an issue covers, newest first, each with what decides for whom it is new. `held`: those of the issue of the previous cut. */
export function freeze(
  digest: Digest,
  filings: readonly Filing[],
  articles: readonly Article[],
  held: readonly FrozenArticle[],
  until?: Instant,
): FrozenArticle[] {
  const heldFilings = new Set(
    held.flatMap((one) => Object.entries(one.filed).map(([topic, at]) => `${one.id} ${topic} ${at}`)),
  )
  const fresh = new Map<ArticleId, string[]>()
  for (const { topic, article, filedAt } of filings) {
    if (!heldFilings.has(`${article} ${topic} ${filedAt}`)) fresh.set(article, [...(fresh.get(article) ?? []), topic])
  }
  const inDigest = new Set(digest.topics)
  return articles
    .filter((article) => article.status === 'filed' && fresh.has(article.id))
    .map((article): FrozenArticle => {
      const { id, url, title, summary, source, author, lang, publishedAt, medium, withdrawnAt } = article
      return {
        id,
        ...(url === undefined ? {} : { url }),
        title,
        summary,
        ...(source === undefined ? {} : { source }),
        ...(author === undefined ? {} : { author }),
        ...(lang === undefined ? {} : { lang }),
        ...(publishedAt === undefined ? {} : { publishedAt }),
        ...(medium === undefined ? {} : { medium }),
        ...(withdrawnAt === undefined ? {} : { withdrawnAt }),
        ...(digest.pictures && article.image && canBeShown(article.image) ? { image: article.image } : {}),
        topics: article.topics.filter((topic) => inDigest.has(topic)),
        // A filing of a clock ahead of ours is not known yet: it is the next issue's to cover.
        filed: Object.fromEntries(
          Object.entries(article.filed).filter(([topic, at]) => inDigest.has(topic) && (!until || at <= until)),
        ),
        fresh: fresh.get(article.id)!,
      }
    })
    .filter((article) => article.topics.length > 0)
    .sort((a, b) => order(b).localeCompare(order(a)))
}

/** When it was published or first filed, whichever is earlier: no date in the future, and none by mistake, opens the mail. */
const order = (article: FrozenArticle) => `${newsOf(article)} ${article.id}`
const newsOf = (article: FrozenArticle): string => {
  const [published, filed] = [article.publishedAt, firstFiling(article)]
  return published === undefined || (filed !== '' && filed < published) ? filed : published
}
const firstFiling = (article: FrozenArticle) => Object.values(article.filed).toSorted()[0] ?? ''

/** Whether an article is new to a reader of these topics: its earliest filing under them is one that this issue covers (design §5). What an editor has left out is news to nobody. */
export function isNewTo(article: FrozenArticle, topics: ReadonlySet<string>): boolean {
  if (article.out) return false
  let first: string | undefined
  for (const [topic, at] of Object.entries(article.filed)) {
    if (topics.has(topic) && (first === undefined || at < article.filed[first]!)) first = topic
  }
  return first !== undefined && article.fresh.includes(first) && article.topics.some((topic) => topics.has(topic))
}

/** Everything frozen that an issue takes from its digest and the settings. */
export type FrozenInput = {
  readonly digest: Digest
  readonly edition: Edition
  readonly topics: readonly Topic[]
  readonly sender: { readonly from: string; readonly replyTo: string; readonly publisher: Frozen['publisher'] }
  readonly site: string
  readonly keyId: string
  readonly installation: string
}

export const frozenFrom = ({ digest, edition, topics, sender, site, keyId, installation }: FrozenInput): Frozen => ({
  name: digest.name,
  topics: digest.topics.map((slug) => ({ slug, name: topics.find((topic) => topic.slug === slug)?.name ?? slug })),
  ...(digest.subject ? { subject: digest.subject } : {}),
  ...(digest.intro ? { intro: digest.intro } : {}),
  maxArticles: digest.maxArticles,
  schedule: withoutExceptions(edition.schedule),
  from: digest.from ?? sender.from,
  replyTo: sender.replyTo,
  publisher: sender.publisher,
  site,
  keyId,
  installation,
  named: true,
})

/** How long the tick waits before it looks after an issue that nobody has. */
export const LEASE = 2 * MINUTE
/** A retry younger than this is the same request again; an older one leaves out who has left since. */
export const SAME_REQUEST = 5 * MINUTE
/** The provider forgets an idempotency key after 24 hours: from here on, what is unknown stays unknown. */
export const LAST_RETRY = 23 * 60 * MINUTE

/** What a worker may do with an issue it was handed. */
export type WorkDecision =
  | { readonly kind: 'leave'; readonly reason: 'finished' | 'held' | 'busy' | 'waiting' }
  /** Finish open batches; claim new ones only if `claim`. */
  | { readonly kind: 'work'; readonly claim: boolean }
  /** All is settled, and finished: what is left is to take the addresses out of its batches. */
  | { readonly kind: 'tidy' }

export function decideWork(progress: Progress, worker: string, now: Instant): WorkDecision {
  if (progress.lookAt === undefined) return { kind: 'leave', reason: 'finished' }
  if (progress.status === 'held') return { kind: 'leave', reason: 'held' }
  if (progress.lease && progress.lease.owner !== worker && progress.lease.until > now)
    return { kind: 'leave', reason: 'busy' }
  if (progress.status === 'sending') return { kind: 'work', claim: true }
  if (openBatches(progress).length > 0) return { kind: 'work', claim: false }
  if (isFinished(progress.status)) return { kind: 'tidy' }
  return { kind: 'leave', reason: 'waiting' }
}

/** How an open batch is taken up again. `null`: the provider certainly has not accepted it, so the 23 hours have not begun. */
export type RetryDecision = 'same-request' | 'leave-out-who-left' | 'give-up'

export function decideRetry(firstPostedAt: Instant | null, now: Instant): RetryDecision {
  if (firstPostedAt === null) return 'leave-out-who-left'
  const age = between(firstPostedAt, now)
  if (age >= LAST_RETRY) return 'give-up'
  return age < SAME_REQUEST ? 'same-request' : 'leave-out-who-left'
}

/**
 * Whether a worker that has waited since `begun` may ask with the body it has. Not once it is old enough that others leave out
 * who has left, nor when somebody has: then it would be another request under the same key. `standing`: what is written by now.
 */
export const mayAskAgain = (
  begun: Instant,
  now: Instant,
  leftOut: readonly string[],
  standing: readonly string[] | undefined,
): boolean => between(begun, now) < SAME_REQUEST && (standing ?? []).length === leftOut.length

/** Where an issue ends when every batch is settled. */
export function decideFinish(progress: Progress): 'sent' | 'needs-person' | undefined {
  if (progress.status !== 'sending' || !progress.ended || openBatches(progress).length > 0) return undefined
  if (progress.retry !== undefined) return undefined
  return progress.unknown.length > 0 ? 'needs-person' : 'sent'
}

/** Whether anybody may read it on the web: from the moment when it goes out. What was stopped before that is nobody's to read. */
export const isPublic = ({ status, cursor }: Pick<Progress, 'status' | 'cursor'>): boolean =>
  status === 'sending' || status === 'sent' || ((status === 'paused' || status === 'needs-person') && cursor > 0)

export const isFinished = (status: IssueStatus): boolean =>
  status === 'sent' || status === 'skipped' || status === 'cancelled' || status === 'needs-person'
