import type { Kept } from '../../core/model/arrival.ts'
import { retention } from '../../core/model/retention.ts'
import { type FeedId, type Looks, looksOf, type Source } from '../../core/model/source.ts'
import { type Instant, plus } from '../../core/model/time.ts'
import type { Feeds } from '../../core/ports.ts'
import { get, getMany, type Item, query } from './dynamo/read.ts'
import { bytes, list, maybe, number, read, record, shape, text, truth } from './dynamo/shape.ts'
import { put, remove } from './dynamo/steps.ts'
import { putMany, transact, write } from './dynamo/write.ts'
import { afterFirst, END, keys, secondsOf, type Table } from './table.ts'

const isStored = shape({
  id: text,
  url: text,
  title: text,
  tags: list(text),
  rules: list(shape({ when: record(text), tag: text })),
  trusted: truth,
  dailyCap: number,
  movedTo: maybe(text),
  etag: maybe(text),
  lastModified: maybe(text),
  bytes: maybe(text),
  rhythmMs: number,
  looksFrom: maybe(text),
  atLeastMs: maybe(number),
  owed: maybe(truth),
  notBefore: maybe(text),
  failures: number,
  lastError: maybe(text),
  stopped: maybe(shape({ reason: text, at: text })),
  lastLook: maybe(text),
  lastChange: maybe(text),
  seen: bytes,
  size: shape({ entries: number, quarantined: number }),
  lastQuarantined: list(shape({ entry: text, reason: text })),
  newSince: maybe(text),
  earlier: maybe(shape({ n: number, last: list(shape({ id: text, entry: text, at: text })) })),
  renamed: maybe(shape({ n: number, last: list(shape({ entry: text, reason: text })) })),
  waiting: number,
  drafts: shape({ day: text, n: number }),
  counts: shape({ added: number, changed: number }),
  createdAt: text,
  version: number,
})
const isLine = shape({
  rhythmMs: number,
  looksFrom: text,
  atLeastMs: maybe(number),
  owed: maybe(truth),
  notBefore: maybe(text),
})
const isCollected = shape({ until: text })
const isBegun = shape({ at: text })
const isKept = shape({ article: text, content: text, words: text, tags: list(text), at: text })

/** Two fingerprints of 48 bits: twelve bytes an entry, so that the feed's item stays small. */
const WIDTH = 6

function pack(seen: Source['seen']): Uint8Array {
  return Buffer.from(Object.entries(seen).flat().join(''), 'hex')
}

function unpack(packed: Uint8Array): Source['seen'] {
  const hex = Buffer.from(packed).toString('hex')
  const pairs = Array.from({ length: Math.floor(packed.length / (2 * WIDTH)) }, (_, n) => {
    const at = n * 4 * WIDTH
    return [hex.slice(at, at + 2 * WIDTH), hex.slice(at + 2 * WIDTH, at + 4 * WIDTH)]
  })
  return Object.fromEntries(pairs)
}

export function feedsIn(table: Table): Feeds {
  const sourceIn = (item: Item | undefined): Source | undefined => {
    const found = read<Omit<Source, 'seen'> & { seen: Uint8Array }>(table, item, isStored)
    return found && { ...found, seen: unpack(found.seen) }
  }
  return {
    /** Price: one read. */
    async get(id) {
      return sourceIn(await get(table, keys.feed(id)))
    },

    /** Price: a read unit per some three feeds. */
    async list({ limit, cursor }) {
      const { pk } = keys.feed('')
      const items = await query(table, { pk, from: '!', to: END, after: cursor, limit: limit + 1 })
      const shown = items.slice(0, limit)
      const sources = shown.flatMap((item) => sourceIn(item) ?? [])
      return items.length > limit ? { items: sources, cursor: shown.at(-1)!.sk } : { items: sources }
    },

    /** Price: one write of a kilobyte or two; twice that and two more where its looks are others now. */
    async save(before, after) {
      const item = {
        ...keys.feed(after.id),
        ...after,
        seen: pack(after.seen),
        version: (before?.version ?? 0) + 1,
      }
      const feed = before
        ? put(item, '#version = :version', { ':version': before.version })
        : put(item, 'attribute_not_exists(#pk)')
      const looks = looksOf(after)
      if (before && JSON.stringify(looksOf(before)) === JSON.stringify(looks))
        return (await write(table, feed)) ? 'saved' : 'lost'
      const line = looks ? put({ ...keys.looks(after.id), ...looks }) : remove(keys.looks(after.id))
      return (await transact(table, { feed, line })).size === 0 ? 'saved' : 'lost'
    },

    /** Price: four writes. */
    async remove(id) {
      await transact(table, { feed: remove(keys.feed(id)), line: remove(keys.looks(id)) })
    },

    /** Price: a read unit some forty feeds. */
    async looks() {
      const { pk } = keys.looks('')
      const items = await query(table, { pk, from: '!', to: END })
      const isReading = ({ sk }: Item) => sk.startsWith(keys.reading('').sk)
      const feeds = items.flatMap((item) => {
        const looks = item.sk === keys.collected.sk || isReading(item) ? undefined : read<Looks>(table, item, isLine)
        return looks ? [{ id: item.sk as FeedId, ...looks }] : []
      })
      const begun = items.filter(isReading).flatMap((item) => {
        const at = read<{ at: Instant }>(table, item, isBegun)?.at
        return at === undefined ? [] : [{ id: afterFirst(item.sk) as FeedId, at }]
      })
      const run = items.find(({ sk }) => sk === keys.collected.sk)
      const collected = read<{ until: Instant }>(table, run, isCollected)?.until
      return { feeds, begun, ...(collected === undefined ? {} : { collected }) }
    },

    /** Price: one write. */
    async begin(id, at) {
      await write(table, put({ ...keys.reading(id), at }))
    },

    /** Price: one write. */
    async ended(id) {
      await write(table, remove(keys.reading(id)))
    },

    /** Price: one write. */
    async collected(before, until) {
      const item = { ...keys.collected, until }
      const saved = await write(
        table,
        before === undefined
          ? put(item, 'attribute_not_exists(#pk)')
          : put(item, '#until = :before', { ':before': before }),
      )
      return saved ? 'saved' : 'lost'
    },

    /** Price: a read unit an entry, whether it is there or not; a hundred a call. */
    async kept(id, identities) {
      const items = await getMany(
        table,
        identities.map((identity) => keys.entry(id, identity)),
      )
      return new Map(
        items.flatMap((item) => {
          const kept = read<Kept>(table, item, isKept)
          return kept ? [[afterFirst(item.sk), kept] as const] : []
        }),
      )
    },

    /** Price: one write an entry, 25 a call. */
    async keep(id, entries) {
      const expiresAt = secondsOf(plus(table.now(), retention.entries))
      await putMany(
        table,
        [...entries].map(([identity, kept]) => ({ ...keys.entry(id, identity), ...kept, expiresAt })),
      )
    },
  }
}
