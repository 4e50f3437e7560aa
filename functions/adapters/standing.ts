import { type Lift, noStanding, type Standing } from '../../core/model/account.ts'
import { retention } from '../../core/model/retention.ts'
import { type Instant, plus } from '../../core/model/time.ts'
import type { StandingStore } from '../../core/ports.ts'
import { get, type Item, query } from './dynamo/read.ts'
import { either, list, maybe, number, oneOf, read, shape, text } from './dynamo/shape.ts'
import { put, remove } from './dynamo/steps.ts'
import { write } from './dynamo/write.ts'
import { END, keys, secondsOf, type Table } from './table.ts'

const whys = ['no-key', 'may-only-send', 'refused', 'not-offered', 'not-understood', 'no-answer', 'too-fast'] as const
const isUnknown = oneOf(...whys)
const looked = (said: (value: unknown) => boolean) =>
  either(shape({ at: text, said }), shape({ at: text, unknown: isUnknown }))
const isWindow = shape({ used: number, limit: maybe(either(number, oneOf(null))), resetsAt: maybe(text) })
const failed = maybe(shape({ at: text, why: isUnknown }))
const isStanding = shape({
  usage: maybe(looked(shape({ daily: maybe(isWindow), monthly: maybe(isWindow) }))),
  shortfalls: list(
    shape({
      digest: text,
      edition: text,
      slotAt: text,
      zone: text,
      readers: number,
      leftOut: number,
      quota: oneOf('daily', 'monthly'),
      limit: number,
      until: text,
    }),
  ),
  endpoint: maybe(
    looked(
      either(
        shape({ kind: oneOf('well', 'disabled'), id: text }),
        shape({ kind: oneOf('missing') }),
        shape({ kind: oneOf('lacks'), id: text, events: list(text) }),
      ),
    ),
  ),
  mirror: shape({
    walk: maybe(shape({ begunAt: text, after: maybe(text) })),
    mirroredAt: maybe(text),
    listed: number,
    known: number,
    stopped: number,
    failed,
  }),
  sweep: shape({
    walk: maybe(shape({ begunAt: text, downTo: text, after: maybe(text) })),
    sweptAt: maybe(text),
    looked: number,
    asked: number,
    failed,
  }),
  silence: maybe(shape({ since: text, askedAt: text, said: text })),
  wokenAt: maybe(text),
  version: number,
})
const isLift = shape({ subscriber: text, address: text, at: text, tries: number, nextAt: text, why: maybe(isUnknown) })
const isAsked = shape({ at: text })

/** The lift that is meant, and no newer one. */
const asRead = '#at = :at'

export function standingIn(table: Table): StandingStore {
  /** One that cannot be read is as none: all of it is looked at anew, and written over what stands there. */
  const standingOf = (item: Item | undefined): Standing =>
    read<Standing>(table, item, isStanding) ?? { ...noStanding, version: versionOf(item) }
  const liftIn = (item: Item | undefined) => read<Lift>(table, item, isLift)
  return {
    /** Price: one read. */
    async get() {
      return standingOf(await get(table, keys.standing))
    },

    /** Price: one read, and one more for some twenty lifts. */
    async open() {
      const items = await query(table, { pk: keys.standing.pk, from: '!', to: END })
      const asked = items.find(({ sk }) => sk === keys.lookAsked.sk)
      const askedAt = read<{ at: Instant }>(table, asked, isAsked)?.at
      return {
        standing: standingOf(items.find(({ sk }) => sk === keys.standing.sk)),
        lifts: items
          .filter(({ sk }) => sk.startsWith(keys.lift('').sk))
          .flatMap((item) => liftIn(item) ?? [])
          .sort((a, b) => (a.nextAt < b.nextAt ? -1 : 1)),
        ...(askedAt ? { askedAt } : {}),
      }
    },

    /** Price: one write of about 1 KB. */
    async put(before, after) {
      const item = { ...keys.standing, ...after, version: before.version + 1 }
      const saved = await write(
        table,
        before.version === 0
          ? put(item, 'attribute_not_exists(#pk) OR attribute_not_exists(#version)')
          : put(item, '#version = :version', { ':version': before.version }),
      )
      return saved ? 'saved' : 'lost'
    },

    /** Price: one write. */
    async ask(at) {
      await write(table, put({ ...keys.lookAsked, at }))
    },

    /** Price: one write. */
    async wish(lift) {
      await write(table, put(itemOf(lift)))
    },

    /** Price: one read. */
    async lift(subscriber) {
      return liftIn(await get(table, keys.lift(subscriber)))
    },

    /** Price: one write. */
    async settle(lift, after) {
      const values = { ':at': lift.at }
      await write(
        table,
        after ? put(itemOf(after), asRead, values) : remove(keys.lift(lift.subscriber), asRead, values),
      )
    },
  }
}

const itemOf = (lift: Lift) => ({
  ...keys.lift(lift.subscriber),
  ...lift,
  expiresAt: secondsOf(plus(lift.at, retention.lifts)),
})

const versionOf = (item: Item | undefined): number => (typeof item?.version === 'number' ? item.version : 0)
