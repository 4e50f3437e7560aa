import {
  begun,
  inParts,
  newImport,
  type ReaderImport,
  type Row,
  rowsOfList,
  withPiece,
} from '../model/reader-import.ts'
import { type Line, readColumns } from '../model/reader-list.ts'
import { type Parsed, parsed, type Refusal, refusal, refused } from '../model/refusal.ts'
import type { Zones } from '../model/zones.ts'
import type { Ports } from '../ports.ts'
import { untilWon } from './until-won.ts'

type Needs = Pick<Ports, 'imports' | 'ids' | 'zones' | 'now' | 'log'>

export type ListOrder = {
  /** The digest that everybody in the list takes; without one, each row names its own. */
  readonly digest?: string
  readonly attestation: string
  readonly dryRun: boolean
  /** Fingerprint of what came: the same bytes, put down in the same way. */
  readonly same: string
  /** More pieces of it follow (`putDownMore`), and the last of them begins it. */
  readonly isPiece?: boolean
}

/**
 * Reads a list and puts it down, to be taken in part by part (`take-in-list.ts`); of every row only what says something to us.
 * Nobody is looked for yet, and nobody changed. The same list once more, while it is under way, is that one. Refused as a
 * whole if it has no column of addresses, or nothing says which digest. Price: about a write unit for thirty rows, and a
 * transaction of two items.
 */
export async function putDownList(
  ports: Needs,
  order: ListOrder,
  lines: AsyncIterable<Line>,
): Promise<Parsed<ReaderImport>> {
  const read = await readList(ports.zones, order.digest, lines, 0)
  if (!read.ok) return read
  const { parts, rows, lastRow } = read.value
  const { digest, attestation, dryRun, same, isPiece = false } = order
  const id = ports.ids.readerImport()
  const list = { id, ...(digest === undefined ? {} : { digest }), dryRun, attestation, same }
  const one = newImport({ ...list, rows, parts: parts.length, lastRow }, !isPiece, ports.now())
  const standing = await ports.imports.open(one, parts)
  if (standing !== 'saved') return parsed(standing)
  ports.log('import.put-down', { import: id, rows, dryRun })
  return parsed({ ...one, version: 1 })
}

/** The next piece of a list, which begins with the header again; `n`: the how manieth, the first being 0. A piece that came before is passed over. */
export async function putDownMore(
  ports: Needs,
  id: ReaderImport['id'],
  { n, isLast }: { readonly n: number; readonly isLast: boolean },
  lines: AsyncIterable<Line>,
): Promise<Parsed<ReaderImport>> {
  const known = await ports.imports.get(id)
  if (!known) return no('list', 'This list is not there any more: begin anew.')
  if (n < known.pieces) return parsed(known)
  if (n > known.pieces) return no('piece', `Piece ${known.pieces} comes next, not ${n}.`)
  if (known.status !== 'coming') return parsed(known)
  const read = await readList(ports.zones, known.digest, lines, known.lastRow)
  if (!read.ok) return read
  const { parts, rows, lastRow } = read.value
  const grown = withPiece(known, { rows, parts: parts.length, lastRow })
  const after = isLast ? begun(grown, ports.now()) : grown
  if ((await ports.imports.more(known, after, parts)) === 'saved')
    return parsed({ ...after, version: known.version + 1 })
  const fresh = await ports.imports.get(id)
  // Two requests with one piece, and one of them has brought it: else it was stopped meanwhile, and nobody looks after these rows.
  if ((fresh?.pieces ?? 0) < after.pieces) await ports.imports.forget(id, known.parts, after.parts)
  return parsed(fresh ?? known)
}

/** Does to an import what is decided of it as it is; undefined where there is none of that id. Price: a read and a write. */
export const changeImport = (
  ports: Pick<Needs, 'imports'>,
  id: ReaderImport['id'],
  decide: (one: ReaderImport) => ReaderImport | undefined,
): Promise<ReaderImport | undefined> =>
  untilWon(async () => {
    const known = await ports.imports.get(id)
    const after = known && decide(known)
    if (!known || !after) return known
    return (await ports.imports.save(known, after)) === 'saved' ? { ...after, version: known.version + 1 } : 'lost'
  })

const no = (field: string, sentence: string): { ok: false; refusals: readonly Refusal[] } =>
  refused(refusal(field, sentence))

async function readList(
  zones: Zones,
  digest: string | undefined,
  lines: AsyncIterable<Line>,
  after: number,
): Promise<Parsed<{ parts: readonly (readonly Row[])[]; rows: number; lastRow: number }>> {
  const iterator = lines[Symbol.asyncIterator]()
  const { done, value: head } = await iterator.next()
  if (done || !head) return no('body', 'The file is empty.')
  const columns = 'cells' in head ? readColumns(head.cells) : no('body', head.broken)
  if (!columns.ok) return columns
  if (digest === undefined && !columns.value.includes('digest'))
    return no('digest', 'Say which digest they take: choose one, or give each row a column "digest".')
  const rest = { [Symbol.asyncIterator]: () => iterator }
  const { people, lastRow } = await rowsOfList(zones, columns.value, rest, { digest, after })
  const rows = people.reduce((sum, own) => sum + own.length, 0)
  return parsed({ parts: inParts(people), rows, lastRow })
}
