import { masked } from './address.ts'
import type { Columns } from './list-columns.ts'
import { type Ask, type Question, withAsks } from './list-questions.ts'
import { misfitOf, readMisfit, readRow } from './list-row.ts'
import { beginsAnew, isOtherHeader, standsOver, titleOff } from './list-title.ts'
import { severalIn } from './listed-address.ts'
import { digestOf, personIn, type Row, type SampleRow, saysOff, TWICE, UNSURE } from './reader-import.ts'
import { isEmpty, type Line, type ListedReader, plain } from './reader-list.ts'
import { type Parsed, parsed, refusal, refused } from './refusal.ts'
import { cleanText } from './text.ts'
import type { Zones } from './zones.ts'

/** So many rows are shown with the questions. */
const SAMPLE = 3
/** Bytes of a row as JSON, at most: 80 of them fit into an item of the table, however little they deflate. */
const MOST_ROW = 4_000

/** What is read of a list, or of a piece of it. */
export type ReadRows = {
  readonly people: readonly (readonly Row[])[]
  readonly lastRow: number
  readonly questions: readonly Question[]
  readonly sample: readonly SampleRow[]
}

/**
 * The rows of a list in the order in which they have their turn: all of one address together, so that a part knows all there
 * is about those in it; else as they come. `lastRow`: as numbered in the file. Empty lines are nobody's. What is to be asked
 * of its columns comes of the same pass.
 */
export async function rowsOfList(
  zones: Zones,
  columns: Columns,
  lines: AsyncIterable<Line>,
  {
    digest,
    after,
    questions: before = [],
  }: {
    readonly digest: string | undefined
    readonly after: number
    readonly questions?: readonly Question[] | undefined
  },
): Promise<Parsed<ReadRows>> {
  const people = new Map<string, Row[]>()
  const seen = new Set<string>()
  const doubtful = new Set<string>()
  const sample: SampleRow[] = []
  let lastRow = after
  for await (const line of lines) {
    // A later piece of a file begins with the header once more.
    const row = line.row + Math.max(0, after - 1)
    lastRow = row
    const title = 'cells' in line ? titleOff(columns, line.cells) : undefined
    if (title !== undefined) return refused(refusal('body', standsOver(title, row)))
    if ('cells' in line && isOtherHeader(columns, line.cells)) return refused(refusal('body', beginsAnew(row)))
    const read = rowOf(zones, columns, { ...line, row }, digest)
    if (!read) continue
    if ('cells' in line && !('reader' in read)) for (const one of severalIn(line.cells)) doubtful.add(one)
    const { address, one } = withoutRepeat(read, digest, seen)
    if ('reader' in one && one.reader.asks && isReadable(one) && sample.length < SAMPLE)
      sample.push({ row, cells: [masked(address), ...one.reader.asks.map(([, value]) => value)] })
    const known = people.get(address)
    if (known) known.push(one)
    else people.set(address, [one])
  }
  const questions = withAsks([...before, ...newQuestions(columns, before)], asksOf(people))
  for (const address of doubtful) {
    const rows = people.get(address)
    if (rows) people.set(address, rows.map(unlessSure))
  }
  return parsed({ people: [...people.values()], lastRow, questions, sample })
}

/** A row of somebody of whom another is about several people: by that they may be off. */
const unlessSure = (one: Row): Row =>
  'reader' in one && one.unlessOff === undefined ? { ...one, unlessOff: UNSURE } : one

/** Of each column that is asked about there is a question, whatever its rows hold. */
function newQuestions({ parts, names }: Columns, before: readonly Question[]): readonly Question[] {
  const asked = new Set(names.filter((_, at) => parts[at] === 'asked'))
  for (const { column } of before) asked.delete(column)
  return [...asked].map((column) => ({ column, values: [], others: 0 }))
}

function* asksOf(people: ReadonlyMap<string, readonly Row[]>): Generator<Ask> {
  for (const rows of people.values())
    for (const one of rows) if ('reader' in one && isReadable(one)) yield* one.reader.asks ?? []
}

/** Nobody is asked about cells of which nobody knows where they belong. */
const isReadable = ({ unlessOff }: { readonly unlessOff?: string }): boolean =>
  unlessOff === undefined || unlessOff === TWICE

function rowOf(zones: Zones, columns: Columns, line: Line, digest: string | undefined): Row | undefined {
  const { row } = line
  if ('broken' in line) return { row, reason: line.broken }
  if (isEmpty(line.cells)) return undefined
  const misfit = misfitOf(columns, line.cells)
  const someone = misfit !== undefined && readMisfit(columns, line.cells)
  if (misfit !== undefined && someone) return misfitRow(row, someone, misfit, line.cells, digest)
  const read = readRow(zones, columns, line.cells)
  if (!read.ok) return { row, reason: read.refusals[0]!.sentence, ...textOf(line.cells) }
  const reader = bearable(read.value)
  if (!reader) return { row, reason: 'It is too long: more than 4,000 bytes.' }
  if (reader.digest === undefined && digest === undefined) return { row, reason: 'It does not say which digest.' }
  if (reader.digest !== undefined && digest !== undefined && reader.digest !== digest)
    return { row, reason: `It is of the digest "${cleanText(reader.digest, 40)}", and the call of "${digest}".` }
  return { row, reader }
}

/** The digest of the call is sure, and what stands in a row that has lost its order is not. */
function misfitRow(
  row: number,
  { digest: own, ...reader }: ListedReader,
  unlessOff: string,
  cells: readonly string[],
  digest: string | undefined,
): Row {
  const whose = digest === undefined && own !== undefined ? { digest: own } : {}
  const one = bearable({ ...reader, ...whose })
  if (!one || digestOf(one, digest) === '') return { row, reason: unlessOff, ...textOf(cells) }
  return { row, reader: one, unlessOff, ...textOf(cells) }
}

/** That somebody is off is not lost by how much else is said of them. Undefined: too long to be kept. */
function bearable(reader: ListedReader): ListedReader | undefined {
  if (sizeOf(reader) <= MOST_ROW) return reader
  const { topics: _, edition: __, ...rest } = reader
  return saysOff(reader) && sizeOf(rest) <= MOST_ROW ? rest : undefined
}

const encoder = new TextEncoder()
const sizeOf = (reader: ListedReader): number => encoder.encode(JSON.stringify(reader)).length

/** Twice is once. But somebody whom a later row takes off is off, and one that is no yes says so itself. */
function withoutRepeat(one: Row, digest: string | undefined, seen: Set<string>): { address: string; one: Row } {
  // No address is like it: each of these stands for itself.
  if (!('reader' in one)) return { address: ` ${one.row}`, one }
  const { address, standing, asks } = one.reader
  if (one.unlessOff !== undefined) return { address, one }
  const key = personIn(one.reader, digest)
  const isRepeat = seen.has(key)
  seen.add(key)
  if (!isRepeat || standing.kind !== 'active') return { address, one }
  return { address, one: asks ? { ...one, unlessOff: TWICE } : { row: one.row, reason: TWICE } }
}

/** What could stand before an `@`, with it where there is one. */
const LOCAL_PART = /[^\s@<>()[\],;:"]+@?/g
/** But for its first letter. */
function hidden(word: string): string {
  const first = word.search(/[^'@]/)
  return word.endsWith('@') && first >= 0 ? `${word.slice(0, first + 1)}…@` : word
}

/** Enough to find the line by, and to see what is wrong with it; no address can be read from it, wherever in a cell it stands. */
function textOf(cells: readonly string[]): { text?: string } {
  const text = cleanText(cells.map((cell) => plain(cell).replaceAll(LOCAL_PART, hidden)).join(', '), 160)
  return text === '' ? {} : { text }
}
