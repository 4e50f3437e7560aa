import type { Lift, Standing } from '../../../core/model/account.ts'
import type { ApiKey } from '../../../core/model/api-key.ts'
import type { Arrangement } from '../../../core/model/arrangement.ts'
import type { Kept } from '../../../core/model/arrival.ts'
import type { Article } from '../../../core/model/article.ts'
import type { AuditEntry } from '../../../core/model/audit.ts'
import type { Batch } from '../../../core/model/batch.ts'
import type { Comment } from '../../../core/model/comment.ts'
import type { Digest } from '../../../core/model/digest.ts'
import type { Member } from '../../../core/model/editor.ts'
import type { Arming } from '../../../core/model/fence.ts'
import type { Calendar } from '../../../core/model/holidays.ts'
import type { Delivery, Hook } from '../../../core/model/hook.ts'
import type { Cut, Issue, Progress } from '../../../core/model/issue.ts'
import type { Letter, LetterId } from '../../../core/model/letter.ts'
import type { Outcome, Tally } from '../../../core/model/outcome.ts'
import type { HouseRule, Passkey } from '../../../core/model/passkey.ts'
import type { ImportId, ReaderImport, Row, RowResult } from '../../../core/model/reader-import.ts'
import type { Repeat } from '../../../core/model/repeat.ts'
import type { Walk } from '../../../core/model/replan.ts'
import type { Setbacks } from '../../../core/model/setback.ts'
import type { Settings } from '../../../core/model/settings.ts'
import type { Attempt, Session } from '../../../core/model/sign-in.ts'
import type { FeedId, Source } from '../../../core/model/source.ts'
import type { ForeignEvents, Unreadable } from '../../../core/model/stray.ts'
import type { AudienceRow, ConsentEvent, Subscriber, Suppression } from '../../../core/model/subscriber.ts'
import type { Instant } from '../../../core/model/time.ts'
import type { Topic } from '../../../core/model/topic.ts'
import type { Zones } from '../../../core/model/zones.ts'
import type { BatchResult, IssueLine, Page, PageOf } from '../../../core/ports.ts'

export type Shelf = ReturnType<typeof emptyShelf>

export const emptyShelf = () => ({
  topics: new Map<string, Topic>(),
  articles: new Map<string, Article>(),
  feeds: new Map<string, Source>(),
  collected: new Map<'until', Instant>(),
  /** Feed to when its text began to be taken apart. */
  reading: new Map<FeedId, Instant>(),
  /** `feed/identity` */
  entries: new Map<string, { kept: Kept; expiresAt: Instant }>(),
  calendars: new Map<string, Calendar>(),
  digests: new Map<string, Digest>(),
  /** `digest/edition/zone` */
  cuts: new Map<string, Cut>(),
  arrangements: new Map<string, Arrangement>(),
  /** By digest, then `edition#slot`. */
  slots: new Map<string, Map<string, IssueLine>>(),
  issues: new Map<string, Issue>(),
  progress: new Map<string, Progress>(),
  /** `issue/n` */
  batches: new Map<string, Batch>(),
  results: new Map<string, BatchResult>(),
  leftOut: new Map<string, readonly string[]>(),
  /** `issue/variant` */
  bodies: new Map<string, string>(),
  setbacks: new Map<string, Setbacks>(),
  /** `issue/subscriber` */
  outcomes: new Map<string, Outcome>(),
  tallies: new Map<string, Tally>(),
  /** `digest/day` */
  growth: new Map<string, { joined: number; left: number }>(),
  subscribers: new Map<string, Subscriber>(),
  /** Address to subscriber. */
  addresses: new Map<string, string>(),
  suppressions: new Map<string, Suppression>(),
  /** `digest/month` */
  funnel: new Map<string, { asked: number; confirmed: number }>(),
  consent: new Map<string, ConsentEvent[]>(),
  /** Provider's event to when it is forgotten. */
  seen: new Map<string, Instant>(),
  /** By digest, then `rowKey`. */
  audience: new Map<string, { readonly rows: Map<string, AudienceRow>; order?: string[] }>(),
  epochs: new Map<string, Record<string, number>>(),
  imports: new Map<string, ReaderImport>(),
  /** Fingerprint of a list to the import that it is, while that is under way. */
  sameLists: new Map<string, ImportId>(),
  /** `id/part` */
  listRows: new Map<string, { readonly rows: readonly Row[]; readonly createdAt: Instant }>(),
  /** `id/dryRun/part` */
  listResults: new Map<
    string,
    { id: string; dryRun: boolean; part: number; results: readonly RowResult[]; at: Instant }
  >(),
  letters: new Map<string, { letter: Letter; lookAt?: Instant; forgetAt?: Instant }>(),
  comments: new Map<string, Comment>(),
  /** `rule|subject|window` */
  limits: new Map<string, { n: number; who?: string | undefined }>(),
  /** `caller|name` */
  repeats: new Map<string, Repeat>(),
  /** Proof's nonce to what it has served for. */
  proofs: new Map<string, { what: string; letter: LetterId; expiresAt: Instant }>(),
  editors: new Map<string, Member>(),
  /** By the hash of their secrets. */
  apiKeys: new Map<string, ApiKey>(),
  /** `at#id` */
  audit: new Map<string, AuditEntry>(),
  hooks: new Map<string, Hook>(),
  /** `hook/id` */
  deliveries: new Map<string, Delivery>(),
  attempts: new Map<string, Attempt>(),
  sessions: new Map<string, Session>(),
  passkeys: new Map<string, Passkey>(),
  /** What was used once, to when it is forgotten. */
  spent: new Map<string, Instant>(),
  houseRule: new Map<'rule', HouseRule>(),
  settings: new Map<'settings', Settings>(),
  fence: new Map<'fence', Arming | 'unreadable'>(),
  foreign: new Map<'events', ForeignEvents>(),
  /** By the event's id. */
  unreadable: new Map<string, Unreadable>(),
  standing: new Map<'now', Standing>(),
  /** By subscriber. */
  lifts: new Map<string, Lift>(),
  lookAsked: new Map<'at', Instant>(),
  turns: new Map<'last', number>(),
  walk: new Map<'now', Walk>(),
  /** By release. */
  rules: new Map<string, Zones>(),
})

export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** One page of what is in order already; the cursor is the key of the last one shown. */
export function pageOf<T>(items: readonly T[], keyOf: (item: T) => string, page: PageOf): Page<T> {
  const from = page.cursor === undefined ? 0 : items.findIndex((item) => keyOf(item) === page.cursor) + 1
  const shown = items.slice(from, from + page.limit)
  const last = shown.at(-1)
  return from + page.limit < items.length && last ? { items: shown, cursor: keyOf(last) } : { items: shown }
}

/** Another world from the same moment on: what is kept is frozen, so only the shelves themselves are made anew. */
export function copyOf(shelf: Shelf): Shelf {
  const copied = Object.entries(shelf).map(([name, map]) => [name, new Map(map as Map<string, unknown>)])
  const copy = Object.fromEntries(copied) as Shelf
  for (const [digest, slots] of copy.slots) copy.slots.set(digest, new Map(slots))
  for (const [digest, { rows }] of copy.audience) copy.audience.set(digest, { rows: new Map(rows) })
  return copy
}

/** So many more came to a digest on that day, and went. */
export function grow(
  growth: Shelf['growth'],
  digest: string,
  at: Instant,
  { joined, left }: { readonly joined: number; readonly left: number },
): void {
  if (joined + left === 0) return
  const key = `${digest}/${at.slice(0, 10)}`
  const known = growth.get(key) ?? { joined: 0, left: 0 }
  growth.set(key, { joined: known.joined + joined, left: known.left + left })
}
