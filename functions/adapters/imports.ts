import { MEANINGS } from '../../core/model/list-questions.ts'
import type { ImportId, ReaderImport, Row, RowResult } from '../../core/model/reader-import.ts'
import { forgottenAt, noCounts } from '../../core/model/reader-import.ts'
import { retention } from '../../core/model/retention.ts'
import { plus } from '../../core/model/time.ts'
import type { Imports, PartDone } from '../../core/ports.ts'
import { grewStep } from './digests.ts'
import { pack, unpack } from './dynamo/pack.ts'
import { dueBy, get, type Item, query } from './dynamo/read.ts'
import { bytes, either, list, maybe, number, oneOf, quarantine, read, shape, text, truth } from './dynamo/shape.ts'
import { put, remove, type Step } from './dynamo/steps.ts'
import { putMany, transact, write } from './dynamo/write.ts'
import { due, keys, nowSeconds, secondsOf, type Table } from './table.ts'

const isQuestion = shape({
  column: text,
  values: list(shape({ value: text, rows: number })),
  others: number,
  answer: maybe(either(oneOf('ignore'), list(shape({ value: text, means: oneOf(...MEANINGS) })))),
})
const isImport = shape({
  id: text,
  digest: maybe(text),
  dryRun: truth,
  attestation: text,
  same: text,
  status: oneOf('coming', 'asking', 'looking', 'looked', 'taking', 'stopping', 'done', 'cancelled'),
  createdAt: text,
  startedAt: text,
  finishedAt: maybe(text),
  pieces: number,
  lastRow: number,
  rows: number,
  parts: number,
  cursor: number,
  done: number,
  counts: shape({ added: number, changed: number, off: maybe(number), unchanged: number, refused: number }),
  read: maybe(shape({ service: maybe(text), isBare: maybe(truth), ignored: list(text) })),
  questions: maybe(list(isQuestion)),
  sample: maybe(list(shape({ row: number, cells: list(text) }))),
  speed: maybe(number),
  rate: maybe(number),
  lease: maybe(shape({ worker: text, until: text })),
  failures: number,
  lookAt: maybe(text),
  version: number,
})
const isRow = either(
  shape({ row: number, reader: shape({ address: text, standing: shape({ kind: text }), said: text }) }),
  shape({ row: number, reason: text, text: maybe(text) }),
)
const isResult = shape({
  row: number,
  became: oneOf('added', 'changed', 'off', 'unchanged', 'refused'),
  reason: maybe(text),
  text: maybe(text),
})
const isPacked = shape({ packed: bytes })

/** Parts that are forgotten at once. */
const AT_ONCE = 25
/** Digests whose growth is counted in the transaction of a part, which takes a hundred items in all (DynamoDB, TransactWriteItems). */
const MOST_DIGESTS = 90
/** Parts whose refused rows are read at once: most lists have no more. */
const A_FEW = 16
const LAST = 999_999

/** A list lies in parts of 80 rows, deflated, 2 to 4 KB each: far below the 400 KB of an item (DynamoDB, "Quotas"). */
export function importsIn(table: Table): Imports {
  const importIn = (item: Item | undefined): ReaderImport | undefined => {
    const one = read<ReaderImport>(table, item, isImport)
    // Those of before did not count who is off apart.
    return one && { ...one, counts: { ...noCounts, ...one.counts } }
  }
  const importOf = async (id: string) => importIn(await get(table, keys.readerImport(id)))

  const headStep = (before: ReaderImport | undefined, after: ReaderImport): Step => {
    const item = {
      ...keys.readerImport(after.id),
      ...after,
      version: (before?.version ?? 0) + 1,
      expiresAt: secondsOf(forgottenAt(after, retention.imports)),
      ...(after.lookAt === undefined ? {} : due.readerImport(after.lookAt, after.id)),
    }
    return before
      ? put(item, '#version = :version', { ':version': before.version })
      : put(item, 'attribute_not_exists(#pk)')
  }
  /** Stands while the same list would be this one. */
  const sameStep = (
    before: ReaderImport | undefined,
    { id, same, createdAt, finishedAt }: ReaderImport,
  ): Step | undefined => {
    if (!before) {
      const item = { ...keys.sameList(same), import: id, expiresAt: secondsOf(plus(createdAt, retention.lists)) }
      const isFree = 'attribute_not_exists(#pk) OR #expiresAt <= :now'
      return put(item, isFree, { ':now': nowSeconds(table.now()) })
    }
    if (finishedAt === undefined || before.finishedAt !== undefined) return undefined
    return remove(keys.sameList(same), 'attribute_not_exists(#pk) OR #import = :id', { ':id': id })
  }
  const rowItems = ({ id, createdAt }: ReaderImport, from: number, parts: readonly (readonly Row[])[]) =>
    parts.map((rows, n) => ({
      ...keys.listRows(id, from + n),
      packed: pack(rows),
      expiresAt: secondsOf(plus(createdAt, retention.lists)),
    }))
  const doneSteps = (
    { id, dryRun }: ReaderImport,
    { part, results, growth, at }: PartDone,
  ): Record<string, Step | Step[]> => {
    const expiresAt = secondsOf(plus(at, retention.imports))
    const kept = (what: 'IN' | 'OUT', some: readonly RowResult[]): Step[] =>
      some.length === 0
        ? []
        : [put({ ...keys.listResults(id, phaseOf(dryRun), what, part), packed: pack(some), expiresAt })]
    return {
      taken: kept(
        'IN',
        results.filter(({ became }) => became !== 'refused'),
      ),
      refused: kept(
        'OUT',
        results.filter(({ became }) => became === 'refused'),
      ),
      ...(dryRun ? {} : { rows: remove(keys.listRows(id, part)) }),
      growth: [...growth].slice(0, MOST_DIGESTS).map(([digest, by]) => grewStep(digest, at, by)),
    }
  }
  const unpacked = <T>(item: Item, check: (value: unknown) => boolean): readonly T[] => {
    const values = isPacked(item) ? unpack(item.packed) : undefined
    if (list(check)(values)) return values as readonly T[]
    quarantine(table, item)
    return []
  }
  const resultsIn = (items: readonly Item[]) =>
    items.flatMap((item) => unpacked<RowResult>(item, isResult)).sort((a, b) => a.row - b.row)

  return {
    /** Price: a read unit for some eight of them. */
    async list(limit) {
      const { pk } = keys.readerImport('')
      const items = await query(table, { pk, from: 'imp_', to: 'imp_~', limit, newestFirst: true })
      return items.flatMap((item) => importIn(item) ?? [])
    },

    get: importOf,

    /** Rows first, the import last: what breaks off in between is nothing, and goes in days. Price: some three write units a part, and a transaction of two items. */
    async open(one, parts) {
      await putMany(table, rowItems(one, 0, parts))
      for (let tries = 0; tries < 3; tries++) {
        const refused = await transact(table, { head: headStep(undefined, one), same: sameStep(undefined, one) })
        if (refused.size === 0) return 'saved'
        const pointer = await get(table, keys.sameList(one.same))
        const standing = typeof pointer?.import === 'string' ? await importOf(pointer.import) : undefined
        if (!standing) continue
        // The answer to our own was lost.
        if (standing.id === one.id) return 'saved'
        await forgetRows(one.id, 0, parts.length)
        return standing
      }
      throw new Error('the same list is under way, and is not there')
    },

    /** Price: some three write units a part, and a write. */
    async more(before, after, parts) {
      await putMany(table, rowItems(after, before.parts, parts))
      return (await write(table, headStep(before, after))) ? 'saved' : 'lost'
    },

    /** Price: one read. */
    async rows(id, part) {
      const item = await get(table, keys.listRows(id, part))
      return item && unpacked<Row>(item, isRow)
    },

    /** Price: two writes, with the index three; with a part one transaction of three or four items and one a digest. */
    async save(before, after, done) {
      const refused = await transact(table, {
        head: headStep(before, after),
        same: sameStep(before, after),
        ...(done ? doneSteps(before, done) : {}),
      })
      if (refused.has('head')) return 'lost'
      // Of a part that takes bounced people off more digests than that: a crash here leaves some uncounted, and counts none twice.
      for (const [digest, by] of [...(done?.growth ?? [])].slice(MOST_DIGESTS))
        await write(table, grewStep(digest, done!.at, by))
      return 'saved'
    },

    async due(now, limit) {
      return (await dueBy(table, 'IMPORT', now, limit)).map(({ sk }) => sk as ImportId)
    },

    /** Price: two reads, of some two hundred bytes a part. */
    async results({ id, dryRun }, fromPart, parts) {
      const of = (what: 'IN' | 'OUT') => {
        const { pk, sk: from } = keys.listResults(id, phaseOf(dryRun), what, fromPart)
        return query(table, { pk, from, to: keys.listResults(id, phaseOf(dryRun), what, fromPart + parts - 1).sk })
      }
      return resultsIn((await Promise.all([of('IN'), of('OUT')])).flat())
    },

    /** Price: one read for some sixteen parts, of those that have any. */
    async refused({ id, dryRun }, limit) {
      const { pk, sk: from } = keys.listResults(id, phaseOf(dryRun), 'OUT', 0)
      const { sk: to } = keys.listResults(id, phaseOf(dryRun), 'OUT', LAST)
      const found: RowResult[] = []
      for (let after: string | undefined, more = true; more && found.length < limit; ) {
        const items = await query(table, { pk, from, to, after, limit: A_FEW })
        found.push(...resultsIn(items))
        after = items.at(-1)?.sk
        more = items.length === A_FEW
      }
      return found.sort((a, b) => a.row - b.row).slice(0, limit)
    },

    /** Price: a write unit for each kilobyte that goes. */
    forget: forgetRows,
  }

  async function forgetRows(id: string, from: number, to: number): Promise<void> {
    for (let part = from; part < to; part += AT_ONCE)
      await Promise.all(
        Array.from({ length: Math.min(AT_ONCE, to - part) }, (_, n) =>
          write(table, remove(keys.listRows(id, part + n))),
        ),
      )
  }
}

const phaseOf = (dryRun: boolean) => (dryRun ? 'LOOK' : 'TOOK')
