import { forgottenAt, type ImportId, type ReaderImport } from '../../../core/model/reader-import.ts'
import { retention } from '../../../core/model/retention.ts'
import { type Instant, plus } from '../../../core/model/time.ts'
import type { Imports } from '../../../core/ports.ts'
import { isExpired, secondsOf } from '../../../functions/adapters/table.ts'
import { frozen } from '../frozen.ts'
import { byText, grow, type Shelf } from './shelf.ts'

export function importsIn({ imports, sameLists, listRows, listResults, growth }: Shelf, now: () => Instant): Imports {
  const isGone = (at: Instant, keptFor: number) => isExpired(secondsOf(plus(at, keptFor)), now())
  const importOf = (id: string | undefined): ReaderImport | undefined => {
    const found = id === undefined ? undefined : imports.get(id)
    return found && isExpired(secondsOf(forgottenAt(found, retention.imports)), now()) ? undefined : found
  }
  const resultsOf = ({ id, dryRun }: Pick<ReaderImport, 'id' | 'dryRun'>, from: number, to: number) =>
    [...listResults.values()]
      .filter((one) => one.id === id && one.dryRun === dryRun && one.part >= from && one.part < to)
      .filter(({ at }) => !isGone(at, retention.imports))
      .flatMap(({ results }) => results)
      .sort((a, b) => a.row - b.row)
  const put = ({ id, createdAt }: ReaderImport, from: number, parts: Parameters<Imports['open']>[1]) => {
    for (const [n, rows] of parts.entries()) listRows.set(`${id}/${from + n}`, frozen({ rows, createdAt }))
  }
  return {
    async list(limit) {
      return [...imports.keys()]
        .flatMap((id) => importOf(id) ?? [])
        .sort((a, b) => byText(b.id, a.id))
        .slice(0, limit)
    },
    async get(id) {
      return importOf(id)
    },
    async open(one, parts) {
      const standing = importOf(sameLists.get(one.same))
      if (standing && !isGone(standing.createdAt, retention.lists)) return standing
      put(one, 0, parts)
      sameLists.set(one.same, one.id)
      imports.set(one.id, frozen({ ...one, version: 1 }))
      return 'saved'
    },
    async more(before, after, parts) {
      if (imports.get(after.id)?.version !== before.version) return 'lost'
      put(after, before.parts, parts)
      imports.set(after.id, frozen({ ...after, version: before.version + 1 }))
      return 'saved'
    },
    async rows(id, part) {
      const found = listRows.get(`${id}/${part}`)
      return found && !isGone(found.createdAt, retention.lists) ? found.rows : undefined
    },
    async save(before, after, done) {
      if (imports.get(after.id)?.version !== before.version) return 'lost'
      imports.set(after.id, frozen({ ...after, version: before.version + 1 }))
      if (after.finishedAt !== undefined && before.finishedAt === undefined && sameLists.get(after.same) === after.id)
        sameLists.delete(after.same)
      if (!done) return 'saved'
      const { id, dryRun } = before
      listResults.set(`${id}/${dryRun}/${done.part}`, frozen({ id, dryRun, ...done, growth: undefined }))
      if (!dryRun) listRows.delete(`${id}/${done.part}`)
      for (const [digest, by] of done.growth) grow(growth, digest, done.at, by)
      return 'saved'
    },
    async due(until, limit) {
      return [...imports.values()]
        .filter(({ lookAt }) => lookAt !== undefined && lookAt <= until)
        .sort((a, b) => byText(`${a.lookAt}#${a.id}`, `${b.lookAt}#${b.id}`))
        .slice(0, limit)
        .map(({ id }) => id as ImportId)
    },
    async results(one, fromPart, parts) {
      return resultsOf(one, fromPart, fromPart + parts)
    },
    async refused(one, limit) {
      return resultsOf(one, 0, Number.POSITIVE_INFINITY)
        .filter(({ became }) => became === 'refused')
        .slice(0, limit)
    },
    async forget(id, from, to) {
      for (let part = from; part < to; part++) listRows.delete(`${id}/${part}`)
    },
  }
}
