import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { retention } from '../../core/model/retention.ts'
import type { Subscriber } from '../../core/model/subscriber.ts'
import { epochMs, type Instant, plus } from '../../core/model/time.ts'
import type { Ports } from '../../core/ports.ts'

/** The one table, and what its stores need beside it. Each store is a function of this: a bundle holds only those it uses. */
export type Table = Pick<Ports, 'now' | 'wait' | 'random' | 'log'> & {
  readonly client: DynamoDBDocumentClient
  readonly name: string
  /** A keyed hash of an address: what remains of it after erasure (STD-58). */
  readonly addressKey: (address: string) => string
  /** A name nobody else has. */
  readonly nonce: () => string
}

/** An item's place in the table. */
export type Key = { readonly pk: string; readonly sk: string }

/** Every key of the table (design §4). Text order is the order items are read in. */
export const keys = {
  topic: (slug: string): Key => ({ pk: 'TOPICS', sk: slug }),
  article: (id: string): Key => ({ pk: `ARTICLE#${id}`, sk: 'ARTICLE' }),
  filing: (topic: string, filedAt: Instant, article: string): Key => ({
    pk: `TOPIC#${topic}`,
    sk: `${filedAt}#${article}`,
  }),

  feed: (id: string): Key => ({ pk: 'FEEDS', sk: id }),
  /** When a feed is looked at: a light line each, and none of one that is stopped. */
  looks: (id: string): Key => ({ pk: 'LOOKS', sk: id }),
  /** How far the runs have come; among the lines, so that one query has both. */
  collected: { pk: 'LOOKS', sk: 'COLLECTED' } as Key,
  /** A feed whose text is being taken apart; among the lines, too. */
  reading: (id: string): Key => ({ pk: 'LOOKS', sk: `READING#${id}` }),
  /** What an entry of a feed became, by the fingerprint of what it is known by there. */
  entry: (feed: string, identity: string): Key => ({ pk: `FEED#${feed}`, sk: `ENTRY#${identity}` }),

  /** Calendars of holidays, in one small partition: they are read whole, too. */
  calendar: (id: string): Key => ({ pk: 'CALENDARS', sk: id }),

  digest: (id: string): Key => ({ pk: `DIGEST#${id}`, sk: 'DIGEST' }),
  edition: (digest: string, name: string): Key => ({ pk: `DIGEST#${digest}`, sk: `EDITION#${name}` }),
  cut: (digest: string, edition: string, zone: string): Key => ({
    pk: `DIGEST#${digest}`,
    sk: `CUT#${edition}#${zone}`,
  }),
  arrangement: (digest: string, edition: string): Key => ({ pk: `DIGEST#${digest}`, sk: `COMING#${edition}` }),
  slot: (digest: string, edition: string, slot: string): Key => ({
    pk: `DIGEST#${digest}`,
    sk: `SLOT#${edition}#${slot}`,
  }),

  issue: (id: string): Key => ({ pk: `ISSUE#${id}`, sk: 'ISSUE' }),
  articles: (issue: string, chunk: number): Key => ({ pk: `ISSUE#${issue}`, sk: `ARTICLES#${padded(chunk, 2)}` }),
  progress: (issue: string): Key => ({ pk: `ISSUE#${issue}`, sk: 'PROGRESS' }),
  batch: (issue: string, n: number): Key => ({ pk: `ISSUE#${issue}`, sk: `BATCH#${padded(n, 5)}` }),
  result: (issue: string, n: number): Key => ({ pk: `ISSUE#${issue}`, sk: `RESULT#${padded(n, 5)}` }),
  leftOut: (issue: string, n: number): Key => ({ pk: `ISSUE#${issue}`, sk: `LEFT#${padded(n, 5)}` }),
  body: (issue: string, variant: string): Key => ({ pk: `ISSUE#${issue}`, sk: `BODY#${variant}` }),
  /** What came back of an issue: sixteen counters, so that two of them seldom meet at one. */
  setbacks: (issue: string, digit: string): Key => ({ pk: `ISSUE#${issue}`, sk: `SETBACKS#${digit}` }),
  /** How many mails of an issue were delivered and so on: sixteen counters, so that none is hot. */
  tally: (issue: string, digit: string): Key => ({ pk: `ISSUE#${issue}`, sk: `TALLY#${digit}` }),
  /** What became of one reader's mail; in a partition of its own, for there are as many as mails. */
  mail: (issue: string, subscriber: string): Key => ({ pk: `MAIL#${issue}#${subscriber}`, sk: 'MAIL' }),

  subscriber: (id: string): Key => ({ pk: `SUBSCRIBER#${id}`, sk: 'PROFILE' }),
  subscription: (subscriber: string, digest: string): Key => ({ pk: `SUBSCRIBER#${subscriber}`, sk: `ON#${digest}` }),
  /** The version of the save makes two events of one moment two items. */
  consent: (subscriber: string, at: Instant, version: number): Key => ({
    pk: `SUBSCRIBER#${subscriber}`,
    sk: `CONSENT#${at}#${padded(version, 6)}`,
  }),
  /** Who has the address, for as long as they have it; the suppression beside it outlives them. */
  address: (hash: string): Key => ({ pk: `ADDRESS#${hash}`, sk: 'ADDRESS' }),
  suppression: (hash: string): Key => ({ pk: `ADDRESS#${hash}`, sk: 'SUPPRESSION' }),
  /** How many asked for a digest in a month, and confirmed; day by day, how many came and went: sixteen counters, so that none is hot. */
  funnel: (digest: string, month: string, digit: string): Key => ({
    pk: `DIGEST#${digest}`,
    sk: `FUNNEL#${month}#${digit}`,
  }),
  seen: (event: string): Key => ({ pk: `SEEN#${event}`, sk: 'SEEN' }),

  reader: (digest: string, row: string): Key => ({ pk: `AUDIENCE#${digest}`, sk: row }),
  /** How many readers an edition has in a zone. */
  zone: (digest: string, edition: string, zone: string): Key => ({
    pk: `AUDIENCE#${digest}`,
    sk: `ZONE#${edition}#${zone}`,
  }),
  /** How often anybody whose id begins with this digit was taken away or moved. */
  epoch: (digest: string, digit: string): Key => ({ pk: `AUDIENCE#${digest}`, sk: `EPOCH#${digit}` }),

  /** In one small partition: they go after a week. */
  readerImport: (id: string): Key => ({ pk: 'IMPORTS', sk: id }),
  /** Which list is under way that the same bytes would be. */
  sameList: (same: string): Key => ({ pk: 'IMPORTS', sk: `SAME#${same}` }),
  listRows: (id: string, part: number): Key => ({ pk: `IMPORT#${id}`, sk: `ROWS#${padded(part, 6)}` }),
  /** What came of a part, or would come of it: who is in, and, apart from them, who was refused and why. */
  listResults: (id: string, of: 'LOOK' | 'TOOK', what: 'IN' | 'OUT', part: number): Key => ({
    pk: `IMPORT#${id}`,
    sk: `${of}#${what}#${padded(part, 6)}`,
  }),

  letter: (id: string): Key => ({ pk: `LETTER#${id}`, sk: 'LETTER' }),
  /** What readers have written to the editors, in the order it came. */
  comment: (id: string): Key => ({ pk: 'COMMENTS', sk: id }),
  /** Which of it names an address as its writer's: what an erasure looks for. */
  written: (hash: string, id: string): Key => ({ pk: `WRITTEN#${hash}`, sk: id }),
  /** One counter in one window, by the keyed hash of what it counts. */
  limit: (hash: string, window: Instant): Key => ({ pk: `LIMIT#${hash}`, sk: window }),
  /** What came of a request, by the keyed hash of whose it is and what they call it. */
  repeat: (hash: string): Key => ({ pk: `REPEAT#${hash}`, sk: 'REPEAT' }),
  /** A proof of work that has served. */
  proof: (nonce: string): Key => ({ pk: `PROOF#${nonce}`, sk: 'PROOF' }),
  editor: (address: string): Key => ({ pk: 'EDITORS', sk: `EDITOR#${address}` }),
  /** In one small partition: an owner sees who is signed in. */
  session: (id: string): Key => ({ pk: 'EDITORS', sk: `SESSION#${id}` }),
  attempt: (id: string): Key => ({ pk: `ATTEMPT#${id}`, sk: 'ATTEMPT' }),
  /** A challenge that a passkey has signed: once. */
  spent: (name: string): Key => ({ pk: `ATTEMPT#${name}`, sk: 'SPENT' }),
  passkey: (id: string): Key => ({ pk: 'EDITORS', sk: `PASSKEY#${id}` }),
  /** The house asks for passkeys, while it is there. */
  houseRule: { pk: 'EDITORS', sk: 'RULE' } as Key,
  /** By the hash of its secret: a call finds its key with one read, and an owner sees all with one more. */
  apiKey: (hash: string): Key => ({ pk: 'KEYS', sk: hash }),
  /** Who did what, month by month. */
  audit: (at: Instant, id: string): Key => ({ pk: `AUDIT#${monthOf(at)}`, sk: `${at}#${id}` }),
  /** Which months have anything. */
  auditMonths: { pk: 'AUDIT', sk: 'MONTHS' } as Key,
  hook: (id: string): Key => ({ pk: 'HOOKS', sk: id }),
  delivery: (hook: string, id: string): Key => ({ pk: `HOOK#${hook}`, sk: `DELIVERY#${id}` }),
  settings: { pk: 'SETTINGS', sk: 'SETTINGS' } as Key,
  /** How we stand with the mail provider, and beside it when an editor last asked for a look, and what it is yet to be told. */
  standing: { pk: 'STANDING', sk: 'NOW' } as Key,
  lookAsked: { pk: 'STANDING', sk: 'ASKED' } as Key,
  lift: (subscriber: string): Key => ({ pk: 'STANDING', sk: `LIFT#${subscriber}` }),
  /** The fence: who sends from here, and where here is. */
  fence: { pk: 'SETTINGS', sk: 'INSTALLATION' } as Key,
  /** How far the plans have been made anew by the newest zone rules, and the rules themselves, by release. */
  rulesWalk: { pk: 'RULES', sk: 'WALK' } as Key,
  rules: (release: string): Key => ({ pk: 'RULES', sk: `RELEASE#${release}` }),
  /** When the last request with a digest was let go. */
  turn: { pk: 'TURNS', sk: 'LAST' } as Key,
  /** How many events of the provider were about mails of others, and those that nobody could read. */
  foreign: { pk: 'STRAYS', sk: 'FOREIGN' } as Key,
  unreadable: (event: string): Key => ({ pk: 'STRAYS', sk: `UNREADABLE#${event}` }),

  listedDigest: (createdAt: Instant, id: string): Key => ({ pk: 'LIST#digests', sk: `${createdAt}#${id}` }),
  listedArticle: (createdAt: Instant, id: string): Key => ({
    pk: `LIST#articles#${monthOf(createdAt)}`,
    sk: `${createdAt}#${id}`,
  }),
  /** Those that nobody has filed yet: a line each, for as long as that is so. */
  waitingArticle: (createdAt: Instant, id: string): Key => ({ pk: 'LIST#waiting', sk: `${createdAt}#${id}` }),
  /** Which months have articles at all. */
  months: { pk: 'LIST#articles', sk: 'MONTHS' } as Key,
  listedReader: (subscriber: string, address: string): Key => ({
    pk: `LIST#readers#${shardOf(subscriber)}`,
    sk: address,
  }),
}

const padded = (n: number, width: number): string => String(n).padStart(width, '0')

/** `2026-11` */
export const monthOf = (at: Instant): string => at.slice(0, 7)
/** `24` */
export const dateOf = (at: Instant): string => at.slice(8, 10)

export const shards = [...'0123456789abcdef']
const shardOf = (subscriber: string): string => subscriber.charAt(4)

/** What stands after the first `#`, or after the last. */
export const afterFirst = (key: string): string => key.slice(key.indexOf('#') + 1)
export const afterLast = (key: string): string => key.slice(key.lastIndexOf('#') + 1)

/** Sorts after every key that begins with what stands before it. */
export const END = '\uffff'

/** The sparse index: what an item is due as, and when. Items without these are not in it. */
export const due = {
  edition: (wakeAt: Instant, digest: string, edition: string) => ({
    duePk: 'EDITION',
    dueSk: `${wakeAt}#${digest}#${edition}`,
  }),
  issue: (lookAt: Instant, id: string) => ({ duePk: 'ISSUE', dueSk: `${lookAt}#${id}` }),
  letter: (lookAt: Instant, id: string) => ({ duePk: 'LETTER', dueSk: `${lookAt}#${id}` }),
  readerImport: (lookAt: Instant, id: string) => ({ duePk: 'IMPORT', dueSk: `${lookAt}#${id}` }),
  delivery: (at: Instant, hook: string, id: string) => ({ duePk: 'HOOK', dueSk: `${at}#${hook}#${id}` }),
}

/** As `expiresAt` holds it: whole seconds, never earlier than meant. */
export const secondsOf = (at: Instant): number => Math.ceil(epochMs(at) / 1000)

/** Items may lie for days after they have expired: whoever reads one has to look. */
export const isExpired = (expiresAt: unknown, now: Instant): boolean =>
  typeof expiresAt === 'number' && expiresAt * 1000 <= epochMs(now)

/** For conditions: `expiresAt <= :now` is `isExpired`. */
export const nowSeconds = (now: Instant): number => Math.floor(epochMs(now) / 1000)

/** When somebody who has never confirmed anything is forgotten (STD-61); undefined for everybody else. */
export const forgetAt = (subscriber: Subscriber): Instant | undefined =>
  subscriber.status === 'pending'
    ? plus(subscriber.askedAt.at(-1) ?? subscriber.createdAt, retention.unconfirmed)
    : undefined

/** For CreateTable. The index holds keys alone: what is due is read where it stands. Switch TTL on `expiresAt` on as well. */
export const tableDefinition = (name: string) =>
  ({
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
      { AttributeName: 'duePk', AttributeType: 'S' },
      { AttributeName: 'dueSk', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'due',
        KeySchema: [
          { AttributeName: 'duePk', KeyType: 'HASH' },
          { AttributeName: 'dueSk', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  }) satisfies CreateTableCommandInput
