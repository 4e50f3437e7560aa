import { type Columns, ignoredOf, readColumns, saysHowTheyStand } from '../model/list-columns.ts'
import { type Answers, MOST_QUESTIONS, openQuestions, type Question, withAnswers } from '../model/list-questions.ts'
import { type ReadRows, rowsOfList } from '../model/list-rows.ts'
import { calledOff, isCalledOff, standsOver, titleOff } from '../model/list-title.ts'
import {
  begun,
  inParts,
  type ListRead,
  MOST_IGNORED,
  newImport,
  type ReaderImport,
  withPiece,
} from '../model/reader-import.ts'
import type { Line } from '../model/reader-list.ts'
import { type Parsed, parsed, type Refusal, refusal, refused } from '../model/refusal.ts'
import type { Zones } from '../model/zones.ts'
import type { Ports } from '../ports.ts'

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
  /** The name of the file that it came in. */
  readonly file?: string | undefined
  /** What its columns mean, where we do not know it. */
  readonly answers?: Answers
  /** With a question open it is put down all the same, and waits for somebody's answer (`answerList`); else it is refused. */
  readonly waits?: boolean
}

/** `questions`: what has to be answered first. */
export type PutDown =
  | { readonly ok: true; readonly value: ReaderImport }
  | { readonly ok: false; readonly refusals: readonly Refusal[]; readonly questions?: readonly Question[] }

/**
 * Reads a list and puts it down, to be taken in part by part (`take-in-list.ts`); of every row only what says something to us.
 * Nobody is looked for yet, and nobody changed. The same list once more, while it is under way, is that one. Refused as a
 * whole if it has no column of addresses, or nothing says which digest; and if a column may say that somebody wants no mail,
 * and nobody says how. Price: about a write unit for thirty rows, and a transaction of two items.
 */
export async function putDownList(ports: Needs, order: ListOrder, lines: AsyncIterable<Line>): Promise<PutDown> {
  const { digest, attestation, dryRun, same, file, isPiece = false, answers = {}, waits = false } = order
  const list = await readList(ports.zones, lines, { digest, after: 0, named: Object.keys(answers) })
  if (!list.ok) return list
  const { columns, people, lastRow, sample } = list.value
  if (file !== undefined && isCalledOff(file) && !saysHowTheyStand(columns)) return no('body', calledOff(file))
  const questions = withAnswers(list.value.questions, answers)
  if (questions.length > MOST_QUESTIONS) return no('columns', tooManyOf(questions))
  const open = openQuestions(questions)
  if (open.length > 0 && !waits) return { ...no('columns', sayWhat(open)), questions: open }
  const parts = inParts(people)
  const id = ports.ids.readerImport()
  const rows = people.reduce((sum, own) => sum + own.length, 0)
  const put = {
    ...{ id, dryRun, attestation, same, rows, parts: parts.length, lastRow, read: readAs(columns) },
    ...(digest === undefined ? {} : { digest }),
    ...(questions.length > 0 ? { questions, sample } : {}),
  }
  const one = newImport(put, !isPiece, ports.now())
  const standing = await ports.imports.open(one, parts)
  if (standing !== 'saved') return parsed(standing)
  ports.log('import.put-down', { import: id, rows, dryRun })
  return parsed({ ...one, version: 1 })
}

const sayWhat = (open: readonly Question[]): string =>
  `Say what the values of ${open.map(({ column }) => `"${column}"`).join(', ')} mean: ${open.length === 1 ? 'this column' : 'these columns'} may say that somebody wants no mail, and we do not know how. Nothing is put down.`

const tooManyOf = (questions: readonly Question[]): string =>
  `${questions.length} columns may say that somebody wants no mail, and we know none of them: leave those of them that count, at most ${MOST_QUESTIONS}.`

const readAs = (columns: Columns): ListRead => ({
  ...(columns.service ? { service: columns.service } : {}),
  ...(columns.isBare ? { isBare: true } : {}),
  ignored: ignoredOf(columns).slice(0, MOST_IGNORED),
})

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
  const { digest, lastRow: last, questions: before } = known
  const list = await readList(ports.zones, lines, { digest, after: last, questions: before })
  if (!list.ok) return list
  const { people, lastRow, questions } = list.value
  if (questions.length > MOST_QUESTIONS) return no('list', tooManyOf(questions))
  const parts = inParts(people)
  const rows = people.reduce((sum, own) => sum + own.length, 0)
  const asked = questions.length > 0 ? { questions } : {}
  const grown = withPiece(known, { rows, parts: parts.length, lastRow, ...asked })
  const after = isLast ? begun(grown, ports.now()) : grown
  if ((await ports.imports.more(known, after, parts)) === 'saved')
    return parsed({ ...after, version: known.version + 1 })
  const fresh = await ports.imports.get(id)
  // Two requests with one piece, and one of them has brought it: else it was stopped meanwhile, and nobody looks after these rows.
  if ((fresh?.pieces ?? 0) < after.pieces) await ports.imports.forget(id, known.parts, after.parts)
  return parsed(fresh ?? known)
}

const no = (field: string, sentence: string): { ok: false; refusals: readonly Refusal[] } =>
  refused(refusal(field, sentence))

type Reading = {
  readonly digest: string | undefined
  readonly after: number
  readonly named?: readonly string[]
  readonly questions?: readonly Question[] | undefined
}

async function readList(
  zones: Zones,
  lines: AsyncIterable<Line>,
  { digest, after, named = [], questions }: Reading,
): Promise<Parsed<ReadRows & { readonly columns: Columns }>> {
  const iterator = lines[Symbol.asyncIterator]()
  const { done, value: top } = await iterator.next()
  if (done || !top) return no('body', 'The file is empty.')
  let head: Line = top
  const above: Line[] = []
  let columns = columnsOf(top, named)
  // Some services write a title above the header.
  for (let n = 0; n < MOST_TITLES && !columns.ok && isTitle(head); n++) {
    const title = 'cells' in head ? titleOff({ parts: ['email'] }, head.cells.filter(hasText)) : undefined
    if (title !== undefined) return no('body', standsOver(title, head.row))
    const next = await iterator.next()
    if (next.done) break
    above.push(head)
    head = next.value
    const below = columnsOf(head, named)
    if (below.ok) columns = below
  }
  if (!columns.ok) return columns
  if (digest === undefined && !columns.value.parts.includes('digest'))
    return no('digest', 'Say which digest they take: choose one, or give each row a column "digest".')
  const first = columns.value.isBare ? firstOf(above, head, after > 0) : []
  const rest = { [Symbol.asyncIterator]: () => iterator }
  const read = await rowsOfList(zones, columns.value, following(first, rest), { digest, after, questions })
  return read.ok ? parsed({ ...read.value, columns: columns.value }) : read
}

const MOST_TITLES = 3

/** Without a header the first row is somebody, and what stands above may be; a later piece begins with the file's first line once more. */
function firstOf(above: readonly Line[], head: Line, isLater: boolean): readonly Line[] {
  if (isLater) return above.length > 0 ? [head] : []
  return [...above.filter(mayBeSomebody), head]
}

const mayBeSomebody = (line: Line): boolean => 'cells' in line && line.cells.some((cell) => cell.includes('@'))

const hasText = (cell: string): boolean => cell.trim() !== ''
const isTitle = (line: Line): boolean => 'cells' in line && line.cells.filter(hasText).length <= 1

const columnsOf = (line: Line, named: readonly string[]): Parsed<Columns> =>
  'cells' in line ? readColumns(line.cells, named) : no('body', line.broken)

async function* following(first: readonly Line[], rest: AsyncIterable<Line>): AsyncGenerator<Line> {
  yield* first
  yield* rest
}
