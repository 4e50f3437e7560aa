import { type Arrangement, asItComes } from '../../core/model/arrangement.ts'
import { type Digest, type Edition, type Outline, outlineOf } from '../../core/model/digest.ts'
import type { Growth } from '../../core/model/growth.ts'
import type { Cut } from '../../core/model/issue.ts'
import type { Instant } from '../../core/model/time.ts'
import type { Digests } from '../../core/ports.ts'
import { dueBy, get, getMany, type Item, query } from './dynamo/read.ts'
import { either, list, maybe, number, oneOf, read, shape, text } from './dynamo/shape.ts'
import { check, put, remove, type Step, update } from './dynamo/steps.ts'
import { transact, write } from './dynamo/write.ts'
import { afterFirst, afterLast, dateOf, due, END, type Key, keys, monthOf, type Table } from './table.ts'

/** Editions are items of their own, each with its alarm; `order` says how the editor has them. */
type Stored = Omit<Digest, 'editions'> & { readonly order: readonly string[] }
/** What digests had not from the beginning. */
const added = { holdMinutes: 0, release: 'auto' } as const

const isStored = shape({
  id: text,
  name: text,
  topics: list(text),
  order: list(text),
  status: oneOf('active', 'paused'),
  minArticles: number,
  maxArticles: number,
  late: shape({ sendWithinMinutes: number }),
  holdMinutes: maybe(number),
  release: maybe(oneOf('auto', 'person')),
  createdAt: text,
  version: number,
})
export const isSchedule = either(
  shape({
    every: text,
    at: list(text),
    zone: text,
    except: maybe(list(either(text, shape({ calendar: text, name: text, days: list(text) })))),
  }),
  shape({ every: oneOf('filing'), settleMinutes: number, atMostEveryMinutes: number }),
)
const isEdition = shape({
  name: text,
  schedule: isSchedule,
  calls: maybe(number),
  wakeAt: maybe(text),
  wokenAt: maybe(text),
  rules: maybe(text),
  change: maybe(shape({ at: text, added: list(text), removed: list(text) })),
  moves: maybe(
    shape({
      at: text,
      was: maybe(text),
      is: text,
      slots: list(shape({ local: text, zone: text, from: text, to: text })),
      count: number,
    }),
  ),
})
const isArrangement = shape({
  version: number,
  order: list(text),
  out: list(text),
  lead: maybe(text),
  intro: maybe(shape({ slot: text, text })),
  skips: list(text),
})
const isCut = shape({
  lastSlotAt: maybe(text),
  lastLocal: maybe(text),
  lastSlotIssue: maybe(text),
  coversFrom: maybe(text),
  lastIssue: maybe(text),
  sentCut: maybe(text),
  sentIssue: maybe(text),
})

/** So many came and went at once: a list counts its readers together, not one by one. All sixteen are summed up: any of them will do. */
export function grewStep(digest: string, at: Instant, by: Pick<Growth, 'joined' | 'left'>): Step {
  const counts = Object.entries(by).filter(([, count]) => count > 0)
  const adds = counts.map(([kind]) => `#${kind}${dateOf(at)} :${kind}`)
  const values = Object.fromEntries(counts.map(([kind, count]) => [`:${kind}`, count]))
  return update(keys.funnel(digest, monthOf(at), '0'), `ADD ${adds.join(', ')}`, undefined, values)
}

const isOutline = shape({ name: text, topics: list(text), status: oneOf('active', 'paused') })
const lineOf = (digest: Digest) => {
  const { id: _, ...line } = outlineOf(digest)
  return line
}
const isAsListed = (before: Digest, after: Digest): boolean =>
  JSON.stringify(lineOf(before)) === JSON.stringify(lineOf(after))

const prefixed = ({ duePk, dueSk }: ReturnType<typeof due.edition>) => ({ ':duePk': duePk, ':dueSk': dueSk })

export function digestsIn(table: Table): Digests {
  // Without its cut an edition would say again what it has said: better no issue than that one.
  const cutIn = (item: Item, digest: string): Cut => {
    const cut = read<Cut>(table, item, isCut)
    if (!cut) throw new Error(`the cut of ${digest} cannot be read`)
    return cut
  }

  /** Price: one read. */
  async function digestOf(id: string): Promise<Digest | undefined> {
    const { pk, sk } = keys.digest(id)
    const items = await query(table, { pk, from: sk, to: `EDITION#${END}` })
    const stored = read<Stored>(
      table,
      items.find((item) => item.sk === sk),
      isStored,
    )
    if (!stored) return undefined
    const editions = items
      .filter((item) => item.sk !== sk)
      .flatMap((item) => read<Edition>(table, item, isEdition) ?? [])
    const { order, ...digest } = stored
    return { ...added, ...digest, editions: order.flatMap((name) => editions.find((one) => one.name === name) ?? []) }
  }

  /** In this order, without those that are not there. */
  async function digestsOf(ids: readonly string[]): Promise<Digest[]> {
    const placeOf = ({ pk, sk }: Key) => `${pk} ${sk}`
    const items = new Map((await getMany(table, ids.map(keys.digest))).map((item) => [item.pk, item]))
    const stored = ids.flatMap((id) => read<Stored>(table, items.get(keys.digest(id).pk), isStored) ?? [])
    const wanted = stored.flatMap(({ id, order }) => order.map((name) => keys.edition(id, name)))
    const editions = new Map((await getMany(table, wanted)).map((item) => [placeOf(item), item]))
    return stored.map(({ order, ...digest }) => ({
      ...added,
      ...digest,
      editions: order.flatMap(
        (name) => read<Edition>(table, editions.get(placeOf(keys.edition(digest.id, name))), isEdition) ?? [],
      ),
    }))
  }

  return {
    get: digestOf,

    /** Newest first. Price: a read unit some fifty, one a digest and one an edition; three calls for a hundred. */
    async list({ limit, cursor, oldestFirst }) {
      const { pk } = keys.listedDigest('', '')
      const range = { pk, from: '!', to: END, after: cursor, newestFirst: !oldestFirst }
      const lines = await query(table, { ...range, limit: limit + 1 })
      const shown = lines.slice(0, limit)
      const items = await digestsOf(shown.map(({ sk }) => afterLast(sk)))
      return lines.length > limit ? { items, cursor: shown.at(-1)!.sk } : { items }
    },

    /** The lines say it themselves, but for those from before they did. Price: a read unit some fifteen. */
    async outlines() {
      const { pk } = keys.listedDigest('', '')
      const lines = await query(table, { pk, from: '!', to: END, newestFirst: true })
      const bare = await digestsOf(lines.filter((line) => !isOutline(line)).map(({ sk }) => afterLast(sk)))
      const asRead = new Map(bare.map((digest) => [digest.id, outlineOf(digest)]))
      return lines.flatMap((line) => {
        const id = afterLast(line.sk)
        if (!isOutline(line)) return asRead.get(id) ?? []
        const { name, topics, status } = line as unknown as Outline
        return { id, name, topics, status }
      })
    },

    /** Price: a read unit some fifteen. */
    async count() {
      const { pk } = keys.listedDigest('', '')
      return (await query(table, { pk, from: '!', to: END })).length
    },

    /** Price: one transaction of about three items; one more where what its line says changes. */
    async save(before, after) {
      const { editions, ...digest } = after
      const stored: Stored = {
        ...digest,
        version: (before?.version ?? 0) + 1,
        order: editions.map((edition) => edition.name),
      }
      const dropped = (before?.editions ?? []).filter((old) => !editions.some((edition) => edition.name === old.name))
      const refused = await transact(table, {
        digest: before
          ? put({ ...keys.digest(after.id), ...stored }, '#version = :version', { ':version': before.version })
          : put({ ...keys.digest(after.id), ...stored }, 'attribute_not_exists(#pk)'),
        editions: editions.map((edition) =>
          put({
            ...keys.edition(after.id, edition.name),
            ...edition,
            ...(edition.wakeAt ? due.edition(edition.wakeAt, after.id, edition.name) : {}),
          }),
        ),
        dropped: dropped.map((edition) => remove(keys.edition(after.id, edition.name))),
        line:
          before && isAsListed(before, after)
            ? undefined
            : put({ ...keys.listedDigest(after.createdAt, after.id), ...lineOf(after) }),
      })
      return refused.size === 0 ? 'saved' : 'lost'
    },

    async due(now, limit) {
      return (await dueBy(table, 'EDITION', now, limit)).map(({ pk, sk }) => ({
        digest: afterFirst(pk),
        edition: afterFirst(sk),
      }))
    },

    /** Price: one write, two with the index. */
    async wake(digest, edition, from, to, { wokenAt, calls, rules, moves } = {}) {
      const uncalled =
        calls === undefined ? '' : ` AND (#calls = :calls${calls === 0 ? ' OR attribute_not_exists(#calls)' : ''})`
      const planned =
        rules === undefined ? '' : rules.was === undefined ? ' AND attribute_not_exists(#rules)' : ' AND #rules = :was'
      const set = [
        ...(to === undefined ? [] : ['#wakeAt = :to', '#dueSk = :dueSk']),
        ...(wokenAt === undefined ? [] : ['#wokenAt = :wokenAt']),
        ...(rules === undefined ? [] : ['#rules = :rules']),
        ...(moves === undefined ? [] : ['#moves = :moves']),
      ]
      const change = [
        ...(set.length > 0 ? [`SET ${set.join(', ')}`] : []),
        ...(to === undefined ? ['REMOVE #wakeAt, #duePk, #dueSk'] : []),
      ].join(' ')
      const dueSk = to && due.edition(to, digest, edition).dueSk
      return write(
        table,
        update(keys.edition(digest, edition), change, `#wakeAt = :from${uncalled}${planned}`, {
          ':from': from,
          ':calls': calls,
          ':to': to,
          ':dueSk': dueSk,
          ':wokenAt': wokenAt,
          ':was': rules?.was,
          ':rules': rules?.is,
          ':moves': moves,
        }),
      )
    },

    /** Only an edition that is there. Price: one write, two with the index. */
    async call(digest, edition, at) {
      const key = keys.edition(digest, edition)
      const { duePk, dueSk } = due.edition(at, digest, edition)
      await write(table, update(key, 'ADD #calls :one', 'attribute_exists(#pk)', { ':one': 1 }))
      await write(
        table,
        update(
          key,
          'SET #wakeAt = :at, #duePk = :duePk, #dueSk = :dueSk',
          'attribute_exists(#pk) AND (attribute_not_exists(#wakeAt) OR #wakeAt > :at)',
          { ':at': at, ':duePk': duePk, ':dueSk': dueSk },
        ),
      )
    },

    /** Not where nothing is to come: a paused digest stays asleep. Price: one write, two with the index. */
    async wakeBy(digest, edition, at) {
      return write(
        table,
        update(keys.edition(digest, edition), 'SET #wakeAt = :at, #dueSk = :dueSk', '#wakeAt > :at', {
          ':at': at,
          ':dueSk': due.edition(at, digest, edition).dueSk,
        }),
      )
    },

    /** Price: a transaction of two items, one of them looked at. */
    async reschedule({ id, version }, before, { name, schedule, wakeAt, wokenAt, rules, change }) {
      const set = [
        '#schedule = :schedule',
        ...(wakeAt === undefined ? [] : ['#wakeAt = :to', '#duePk = :duePk', '#dueSk = :dueSk']),
        ...(wokenAt === undefined ? [] : ['#wokenAt = :wokenAt']),
        ...(rules === undefined ? [] : ['#rules = :rules']),
        ...(change === undefined ? [] : ['#change = :change']),
      ]
      const expression = `SET ${set.join(', ')}${wakeAt === undefined ? ' REMOVE #wakeAt, #duePk, #dueSk' : ''}`
      const isAsRead = before.wakeAt === undefined ? 'attribute_not_exists(#wakeAt)' : '#wakeAt = :from'
      const refused = await transact(table, {
        digest: check(keys.digest(id), '#version = :version', { ':version': version }),
        edition: update(keys.edition(id, name), expression, `attribute_exists(#pk) AND ${isAsRead}`, {
          ':schedule': schedule,
          ':from': before.wakeAt,
          ':to': wakeAt,
          ...(wakeAt === undefined ? {} : prefixed(due.edition(wakeAt, id, name))),
          ':wokenAt': wokenAt,
          ':rules': rules,
          ':change': change,
        }),
      })
      return refused.size === 0
    },

    /** Price: one read. */
    async cut(digest, edition, zone) {
      const item = await get(table, keys.cut(digest, edition, zone))
      return item ? cutIn(item, digest) : {}
    },

    /** Price: a read unit per some forty zones. */
    async cuts(digest, edition) {
      const { pk, sk } = keys.cut(digest, edition, '')
      const items = await query(table, { pk, from: sk, to: `${sk}${END}` })
      return new Map(items.map((item) => [item.sk.slice(sk.length), cutIn(item, digest)]))
    },

    /** Price: one read. */
    async arrangement(digest, edition) {
      return read<Arrangement>(table, await get(table, keys.arrangement(digest, edition)), isArrangement) ?? asItComes
    },

    /** Price: one write. */
    async arrange(digest, edition, before, after) {
      const item = { ...keys.arrangement(digest, edition), ...after, version: before.version + 1 }
      const isAsRead =
        before.version === 0
          ? put(item, 'attribute_not_exists(#pk)')
          : put(item, '#version = :version', { ':version': before.version })
      return (await write(table, isAsRead)) ? 'saved' : 'lost'
    },

    /** Price: a read unit per some two months. */
    async growth(digest) {
      const items = await query(table, { pk: keys.digest(digest).pk, from: 'FUNNEL#', to: `FUNNEL#${END}` })
      const days = new Map<string, { joined: number; left: number }>()
      for (const { pk: _, sk, ...counts } of items) {
        for (const [name, count] of Object.entries(counts)) {
          const [, kind, date] = /^(joined|left)(\d\d)$/.exec(name) ?? []
          if (!kind) continue
          const day = `${sk.split('#')[1]}-${date}`
          const sum = days.get(day) ?? { joined: 0, left: 0 }
          days.set(day, { ...sum, [kind]: sum[kind as 'joined'] + Number(count) })
        }
      }
      return [...days].map(([day, sum]) => ({ day, ...sum })).sort((a, b) => (a.day < b.day ? -1 : 1))
    },

    /** Price: one read. */
    async signUps(digest) {
      const items = await query(table, { pk: keys.digest(digest).pk, from: 'FUNNEL#', to: `FUNNEL#${END}` })
      const months = new Map<string, { asked: number; confirmed: number }>()
      for (const { sk, asked = 0, confirmed = 0 } of items) {
        const month = sk.split('#')[1]!
        const sum = months.get(month) ?? { asked: 0, confirmed: 0 }
        months.set(month, { asked: sum.asked + Number(asked), confirmed: sum.confirmed + Number(confirmed) })
      }
      return [...months].map(([month, sum]) => ({ month, ...sum })).sort((a, b) => (a.month < b.month ? 1 : -1))
    },
  }
}
