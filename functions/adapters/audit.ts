import { type AuditEntry, type AuditFilter, isAction } from '../../core/model/audit.ts'
import { retention } from '../../core/model/retention.ts'
import { type Instant, plus } from '../../core/model/time.ts'
import type { Audit } from '../../core/ports.ts'
import { get, query } from './dynamo/read.ts'
import { maybe, oneOf, read, shape, text } from './dynamo/shape.ts'
import { put, update } from './dynamo/steps.ts'
import { transact } from './dynamo/write.ts'
import { END, keys, monthOf, secondsOf, type Table } from './table.ts'

const isEntry = shape({
  at: text,
  id: text,
  actor: text,
  role: oneOf('owner', 'editor', 'viewer', 'key'),
  action: (value) => typeof value === 'string' && isAction(value),
  target: maybe(text),
  note: maybe(text),
  outcome: oneOf('done', 'refused', 'unknown'),
})

/** So many lines are looked at for one page of what a filter leaves: some fifty read units. */
export const MOST_LOOKED_AT = 1_000

export function auditIn(table: Table): Audit {
  /** Newest first, from that of a cursor on. Price: one read. */
  async function monthsFrom(cursor: string | undefined): Promise<string[]> {
    const months = (await get(table, keys.auditMonths))?.months
    const known = months instanceof Set ? [...months].map(String).sort().reverse() : []
    return cursor === undefined ? known : known.filter((month) => month <= monthOf(cursor))
  }

  return {
    /** Never over what stands there. Price: one transaction of two items. */
    async add(entry) {
      await transact(table, {
        entry: put(
          { ...keys.audit(entry.at, entry.id), ...entry, expiresAt: secondsOf(plus(entry.at, retention.audit)) },
          'attribute_not_exists(#pk)',
        ),
        month: update(keys.auditMonths, 'ADD #months :month', undefined, { ':month': new Set([monthOf(entry.at)]) }),
      })
    },

    /** Month by month. Price: one read, and one for some twenty lines that are looked at. */
    async list(filter, { limit, cursor }) {
      const found: AuditEntry[] = []
      let looked = 0
      let last: string | undefined = cursor
      for (const month of await monthsFrom(cursor)) {
        for (;;) {
          const after = last !== undefined && monthOf(last) === month ? last : undefined
          const { pk } = keys.audit(`${month}-01` as Instant, '')
          const lines = await query(table, { pk, from: '!', to: END, after, limit: 100, newestFirst: true })
          for (const item of lines) {
            if (found.length === limit || looked === MOST_LOOKED_AT)
              return { items: found, ...(last ? { cursor: last } : {}) }
            last = item.sk
            looked += 1
            const entry = read<AuditEntry>(table, item, isEntry)
            if (entry && matches(entry, filter)) found.push(entry)
          }
          if (lines.length < 100) break
        }
      }
      return { items: found }
    },
  }
}

export const matches = ({ actor, action }: AuditEntry, filter: AuditFilter): boolean =>
  (filter.actor === undefined || actor === filter.actor) && (filter.action === undefined || action === filter.action)
