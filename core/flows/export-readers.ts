import { rowsFor } from '../model/reader-list.ts'
import type { Ports } from '../ports.ts'

const PAGE = 100

export type ExportOrder = {
  /** Readers of this one alone, those who have left among them. */
  readonly digest?: string
  /** The address after which to go on. */
  readonly after?: string
  /** So many readers at most. */
  readonly limit?: number
}

/**
 * All readers by address, a row a digest in the columns of `COLUMNS`, page by page; `cursor` says where to go on when this
 * page was the last. Price: a page of a hundred readers 16 reads and one a reader; two more for each who takes nothing.
 */
export async function* exportReaders(
  ports: Pick<Ports, 'subscribers' | 'zones'>,
  { digest, after, limit = Number.POSITIVE_INFINITY }: ExportOrder,
): AsyncGenerator<{ readonly rows: readonly (readonly string[])[]; readonly cursor?: string }> {
  let cursor = after
  let left = limit
  do {
    const page = await ports.subscribers.list({}, { limit: Math.min(PAGE, left), cursor })
    const rows = await Promise.all(
      page.items.map(async (subscriber) => {
        const takesNothing = subscriber.status !== 'active'
        const known = takesNothing ? await ports.subscribers.byAddress(subscriber.address) : {}
        return rowsFor(ports.zones, subscriber, known.suppression, digest)
      }),
    )
    cursor = page.cursor
    left -= PAGE
    yield { rows: rows.flat(), ...(cursor === undefined ? {} : { cursor }) }
  } while (cursor !== undefined && left > 0)
}
