import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { answerList, changeImport } from '../../../core/flows/change-import.ts'
import { exportReaders } from '../../../core/flows/export-readers.ts'
import { lendAHand } from '../../../core/flows/take-in-list.ts'
import { type Answers, MEANINGS, openQuestions, type Question } from '../../../core/model/list-questions.ts'
import {
  decideStart,
  isUnderWay,
  type ReaderImport,
  type RowResult,
  secondsLeft,
  stopped,
} from '../../../core/model/reader-import.ts'
import { COLUMNS } from '../../../core/model/reader-list.ts'
import { type FieldCode, type Refusal, refusal } from '../../../core/model/refusal.ts'
import { cleanText } from '../../../core/model/text.ts'
import type { Ports } from '../../../core/ports.ts'
import { noted } from '../acting.ts'
import { invalid, notFound, Problem } from '../problem.ts'
import type { ApiPorts } from './api.ts'
import { pageShape, readCursor, writeCursor } from './lists.ts'
import { csvLine, readCsv } from './reader-csv.ts'
import { route, type Shown } from './route.ts'
import { count, described, instant, optionalInstant } from './shapes.ts'

/** What a part of an export holds at most: far less than an answer may. */
const MOST_READERS = 20_000

const digestField = described<string>({ type: 'string', description: 'The digest that it is about.' }).optional()
const importQuery = z.object({
  digest: digestField.meta({
    description: 'The digest that everybody in the list takes; else each row names its own.',
  }),
  dryRun: described<'true' | 'false'>({
    type: 'boolean',
    default: true,
    description: 'Decides the same, and writes nothing.',
  }).optional(),
  attestation: described<string>({
    type: 'string',
    description:
      'Your word that these people agreed, kept with each of them, who can read it. Needed unless it is a dry run.',
  }).optional(),
  columns: described<string>({
    type: 'string',
    description: `JSON: what the columns mean that we do not know, as \`questions\` of a refusal names them. Of each column what each of its values means (${MEANINGS.join(', ')}; \`*\` stands for any value that is not named), or "ignore": it says nothing of mail.`,
    example: '{"Newsletter OK?":{"yes":"active","*":"off"},"State":"ignore"}',
  }).optional(),
})
const exportQuery = z.object({
  digest: digestField,
  limit: described<string>({
    type: 'integer',
    minimum: 1,
    maximum: MOST_READERS,
    description: 'In parts of so many readers: the `link` header (`rel="next"`) says where it goes on.',
  }).optional(),
  cursor: described<string>({ type: 'string', description: 'Where to go on, as the `link` header says.' }).optional(),
})
const became = z.enum(['added', 'changed', 'off', 'unchanged', 'refused'])
const answer = z.union([z.literal('ignore'), z.record(z.string(), z.enum(MEANINGS))])
const answersShape = z.record(z.string(), answer).meta({
  description: 'By the name of the column.',
  examples: [{ 'Newsletter OK?': { yes: 'active', '*': 'off' }, State: 'ignore' }],
})
const questionShape = z.object({
  column: z.string(),
  values: z.array(z.object({ value: z.string(), rows: count })),
  others: count.meta({ description: 'Rows with other values than those.' }),
  answer: z.union([z.literal('ignore'), z.array(z.object({ value: z.string(), means: z.enum(MEANINGS) }))]).optional(),
})
const rowShape = z.object({ row: count, reason: z.string(), text: z.string().optional() })
const importShape = z
  .object({
    id: z.string(),
    status: z.enum(['coming', 'asking', 'looking', 'looked', 'taking', 'stopping', 'done', 'cancelled']).meta({
      description:
        'It waits for an answer: `asking`. Under way: `looking` (a dry run), `taking`, `stopping`. Over: `looked` (it may be taken in: `start`), `done`, `cancelled`.',
    }),
    dryRun: z.boolean(),
    digest: z.string().optional(),
    rows: count.meta({ description: 'In the list, without its header and empty lines.' }),
    done: count.meta({ description: 'Rows that have had their turn.' }),
    added: count.meta({ description: 'Come in active.' }),
    changed: count,
    off: count.meta({ description: 'Get no mail, and are remembered so.' }),
    unchanged: count,
    refusedCount: count,
    rowsASecond: z.number().optional().meta({ description: 'As they go lately, while it is under way.' }),
    secondsLeft: count.optional().meta({ description: 'At that pace.' }),
    service: z.string().optional().meta({ description: 'Whose export it is, where its columns tell.' }),
    headless: z.boolean().optional().meta({ description: 'It has no header: one column, taken for addresses.' }),
    ignored: z.array(z.string()).meta({ description: 'Columns that are passed over.' }),
    questions: z
      .array(questionShape)
      .optional()
      .meta({ description: 'Columns that we do not know, and what somebody has said of them.' }),
    createdAt: instant,
    finishedAt: optionalInstant,
  })
  .meta({ id: 'Import' })
const wholeImport = importShape
  .extend({
    refused: z.array(rowShape).meta({
      description:
        'By row, the first thousand. `text`: what stands in a line that could not be read, without addresses.',
    }),
  })
  .meta({ id: 'ImportWithRefused' })
const resultShape = z
  .object({ row: count, became, reason: z.string().optional(), text: z.string().optional() })
  .meta({ id: 'ImportedRow' })
const rowsQuery = z.object({
  cursor: z.string().optional().meta({ description: 'Where to go on: the `cursor` of the page before.' }),
})
const start = z
  .strictObject({
    attestation: z
      .string()
      .max(10_000)
      .meta({ description: 'Your word that these people agreed, kept with each of them.' }),
  })
  .meta({ id: 'ImportStart', examples: [{ attestation: 'Everybody in it had confirmed at our old service.' }] })

/** Of refused rows an answer holds so many. */
export const MOST_REFUSED = 1_000
/** Parts of a list whose rows are a page of them: 800 at most. */
const PAGE = 10
const MOST_LISTS = 50
const SAY_HOW = 'Say how these people agreed to get mail: it is kept with each of them.'

export const viewOfImport = (one: ReaderImport): Shown<typeof importShape> => {
  const { id, status, dryRun, digest, rows, done, counts, speed, createdAt, finishedAt, read, questions } = one
  const { refused, ...changes } = counts
  const left = secondsLeft(one)
  return {
    id,
    status,
    dryRun,
    ...(digest === undefined ? {} : { digest }),
    rows,
    done,
    ...changes,
    refusedCount: refused,
    ...(isUnderWay(one) && speed !== undefined ? { rowsASecond: speed } : {}),
    ...(left === undefined ? {} : { secondsLeft: left }),
    ...(read?.service ? { service: read.service } : {}),
    ...(read?.isBare ? { headless: true } : {}),
    ignored: ignoredIn(one),
    ...(questions ? { questions } : {}),
    createdAt,
    ...(finishedAt === undefined ? {} : { finishedAt }),
  }
}

/** Columns that say nothing to us, and those of which somebody has said that they do not. */
export const ignoredIn = ({ read, questions = [] }: Pick<ReaderImport, 'read' | 'questions'>): readonly string[] => [
  ...(read?.ignored ?? []),
  ...questions.filter(({ answer }) => answer === 'ignore').map(({ column }) => column),
]

const wholeView = async (
  { imports }: Pick<Ports, 'imports'>,
  one: ReaderImport,
): Promise<Shown<typeof wholeImport>> => {
  const refused = await imports.refused(one, MOST_REFUSED)
  return {
    ...viewOfImport(one),
    refused: refused.map(({ row, reason = '', text }) => ({ row, reason, ...(text === undefined ? {} : { text }) })),
  }
}

/** For the log of who did what: what came of it, or that it goes on. */
export function noteOfImport(one: ReaderImport): string {
  const { added, changed, off, unchanged, refused } = one.counts
  if (isUnderWay(one)) return `${one.rows} rows put down: ${one.id}`
  return `${added} added, ${changed} changed, ${off} off, ${unchanged} unchanged, ${refused} refused`
}

/** Readers in and out as CSV: under `/subscribers`. */
export function readerLists(ports: ApiPorts) {
  const importNamed = async (id: string): Promise<ReaderImport> => {
    const found = await ports.imports.get(id)
    if (!found) throw notFound('import')
    return found
  }
  const written = (c: Context, one: ReaderImport) => noted(c, { target: one.digest ?? one.id, note: noteOfImport(one) })

  return new Hono()
    .post(
      '/import',
      route({
        summary: 'Import subscribers',
        says: 'A row a reader, with a header row: `email`, and any of `status`, `digest`, `topics`, `edition`, `zone`, `locale`, `subscribed_at`; the exports of 28 services are known as they are. A column that may say that somebody wants no mail, and that we do not know, stops it: 422 names it and its values, and `columns` says what they mean. The list is put down and taken in row by row, as fast as the table lets it: ask at the address in `location` how far it is. A short list is done when this answers. At most 4 MB a call; the same list once more, while it is under way, is that one.',
        query: importQuery,
        file: { type: 'text/csv', holds: 'A CSV file with a header row.' },
        refuses: ['columns_unclear'],
        answers: { 202: [wholeImport, 'The list is down. `location` says where it stands.'] },
      }),
      async (c) => {
        const dryRun = flagOf(c, 'dryRun', true)
        const attestation = cleanText(c.req.query('attestation') ?? '', 1_000)
        if (!dryRun && attestation === '') throw unprocessable('attestation', SAY_HOW, 'required')
        const digest = await digestOf(ports, c)
        const body = new Uint8Array(await c.req.arrayBuffer())
        const answers = answersIn(c.req.query('columns'))
        const how = [digest?.id, dryRun, attestation, JSON.stringify(answers)].join('|')
        const same = ports.ids.fingerprint(body) + ports.ids.fingerprint(how)
        const order = { attestation, dryRun, same, answers, ...(digest ? { digest: digest.id } : {}) }
        // With the columns and words of other services' lists, which nobody else reads.
        const { putDownList } = await import('../../../core/flows/put-down-list.ts')
        const down = await putDownList(ports, order, readCsv(body))
        if (!down.ok) throw listRefused(down)
        const one = await lendAHand(ports, down.value)
        if (!dryRun) written(c, one)
        c.header('location', `${BASE}/${one.id}`)
        return c.json(await wholeView(ports, one), 202)
      },
    )
    .get(
      '/imports',
      route({
        summary: 'List imports',
        answers: { 200: [pageShape(importShape), 'Those of the last week, newest first.'] },
      }),
      async (c) => c.json({ items: (await ports.imports.list(MOST_LISTS)).map(viewOfImport) }),
    )
    .get(
      '/imports/:id',
      route({
        summary: 'Read an import',
        answers: { 200: [wholeImport, 'How far it is, and what came of it.'] },
      }),
      async (c) => c.json(await wholeView(ports, await importNamed(c.req.param('id')))),
    )
    .get(
      '/imports/:id/rows',
      route({
        summary: 'Read what became of each row of an import',
        says: 'By part of the list as it is done; rows of one address stand together.',
        query: rowsQuery,
        answers: { 200: [pageShape(resultShape), 'Rows that have had their turn.'] },
      }),
      async (c) => {
        const one = await importNamed(c.req.param('id'))
        const { cursor } = c.req.valid('query')
        const from = cursor === undefined ? 0 : Number(readCursor(one.id, cursor))
        const found = await ports.imports.results(one, from, PAGE)
        const items: readonly Shown<typeof resultShape>[] = found
        const more = from + PAGE < one.cursor ? { cursor: writeCursor(one.id, String(from + PAGE)) } : {}
        return c.json({ items, ...more })
      },
    )
    .post(
      '/imports/:id/columns',
      route({
        summary: 'Say what the columns of a list mean',
        says: 'Of one that was put down in the console, and waits for that: with the last answer it is looked at.',
        body: answersShape,
        answers: { 202: [wholeImport, 'It is looked at; `asking` still: not everything is answered.'] },
        refuses: ['wrong_status'],
      }),
      async (c) => {
        const { id } = await importNamed(c.req.param('id'))
        return c.json(await wholeView(ports, await answerImport(ports, id, c.req.valid('json') as Answers)), 202)
      },
    )
    .post(
      '/imports/:id/start',
      route({
        summary: 'Take in what was looked at',
        says: 'After a dry run: the list is there still, for three days. Once it is started, it is not started again.',
        body: start,
        answers: { 202: [wholeImport, 'It is being taken in.'] },
        refuses: ['wrong_status'],
      }),
      async (c) => {
        const attestation = cleanText(c.req.valid('json').attestation, 1_000)
        if (attestation === '') throw unprocessable('attestation', SAY_HOW, 'required')
        const one = await startImport(ports, (await importNamed(c.req.param('id'))).id, attestation)
        written(c, one)
        return c.json(await wholeView(ports, one), 202)
      },
    )
    .post(
      '/imports/:id/cancel',
      route({
        summary: 'Stop an import',
        says: 'Rows that are in stay in; the rest of the list is forgotten. What was over already stays as it is.',
        answers: { 200: [wholeImport, 'It stops, or has stopped: what was done until then.'] },
      }),
      async (c) => c.json(await wholeView(ports, await stopImport(ports, (await importNamed(c.req.param('id'))).id))),
    )
    .get(
      '/export',
      route({
        summary: 'Export subscribers',
        says: 'A row a reader and digest, those who are off and who have not confirmed among them. Imported again it is the same, but for the unconfirmed.',
        query: exportQuery,
        answers: { 200: { type: 'text/csv', when: 'Readers, by address. It streams, and breaks off if it fails.' } },
      }),
      (c) => exported(ports, c),
    )
}

/** What the columns of a list mean that waits for it. 409 where none does. */
export async function answerImport(ports: ApiPorts, id: ReaderImport['id'], answers: Answers): Promise<ReaderImport> {
  const known = await ports.imports.get(id)
  if (known && known.status !== 'asking')
    throw new Problem('wrong_status', 'Nothing is asked about this list any more.')
  const one = known && (await answerList(ports, id, answers))
  if (!one) throw notFound('import')
  return openQuestions(one.questions).length > 0 ? one : lendAHand(ports, one)
}

/** Takes in what was looked at, and as much of it as a caller waits for. 409 where that cannot be done any more, or not yet. */
export async function startImport(ports: ApiPorts, id: ReaderImport['id'], attestation: string): Promise<ReaderImport> {
  const started = await changeImport(ports, id, (one) => {
    const decision = decideStart(one, attestation, ports.now())
    if (decision.kind === 'start') return decision.one
    if (decision.kind === 'started') return undefined
    throw new Problem('wrong_status', noStart[decision.kind])
  })
  if (!started) throw notFound('import')
  return lendAHand(ports, started)
}

const noStart = {
  'too-late': 'This list was looked at more than three days ago, and is gone: bring it once more.',
  'not-looked': 'It is not known yet what would become of this list: wait until it is looked at.',
  stopped: 'This list was stopped, and the rest of it is forgotten: bring it once more.',
} as const

/** Stops it, and sees to it at once where nobody is at it. */
export async function stopImport(ports: ApiPorts, id: ReaderImport['id']): Promise<ReaderImport> {
  const asked = await changeImport(ports, id, (one) => stopped(one, ports.now()))
  if (!asked) throw notFound('import')
  return lendAHand(ports, asked)
}

/** Row by row, as a file to keep. */
export async function* rowsAsCsv({ imports }: Pick<Ports, 'imports'>, one: ReaderImport): AsyncGenerator<string> {
  yield csvLine(['row', 'became', 'reason', 'text'])
  for (let part = 0; part < one.cursor; part += PAGE) {
    const found: readonly RowResult[] = await imports.results(one, part, PAGE)
    yield found.map(({ row, became: it, reason = '', text = '' }) => csvLine([String(row), it, reason, text])).join('')
  }
}

/** Everybody as CSV, or those of one digest; in parts, if a `limit` is asked for. */
export async function exported(
  ports: Pick<ApiPorts, 'digests' | 'subscribers' | 'zones'>,
  c: Context,
): Promise<Response> {
  const digest = await digestOf(ports, c)
  const { limit, cursor } = partOf(c)
  const order = { ...(digest ? { digest: digest.id } : {}), ...(cursor ? { after: cursor } : {}) }
  c.header('content-type', 'text/csv; charset=utf-8')
  c.header('content-disposition', `attachment; filename="readers${digest ? `-${digest.id}` : ''}.csv"`)
  if (limit === undefined) return c.body(streamOf(textOf(exportReaders(ports, order))))

  // In a part, the header says where to go on: it is all read before the first byte goes out.
  let [text, next] = [csvLine(COLUMNS), undefined as string | undefined]
  for await (const page of exportReaders(ports, { ...order, limit })) {
    text += page.rows.map(csvLine).join('')
    next = page.cursor
  }
  if (next) c.header('link', `<${linkTo(c, next)}>; rel="next"`)
  return c.body(text)
}

/** Where imports stand. */
const BASE = '/api/subscribers/imports'

function listRefused({
  refusals,
  questions,
}: {
  refusals: readonly Refusal[]
  questions?: readonly Question[]
}): Problem {
  if (!questions) return invalid(...refusals)
  return new Problem('columns_unclear', refusals[0]!.sentence, refusals, {}, questions)
}

const unprocessable = (field: string, sentence: string, code?: FieldCode) => invalid(refusal(field, sentence, code))

async function digestOf(ports: Pick<ApiPorts, 'digests'>, c: Context) {
  const id = c.req.query('digest')
  if (id === undefined) return undefined
  const digest = await ports.digests.get(id)
  if (!digest) throw unprocessable('digest', `There is no digest "${cleanText(id, 40)}".`, 'not_there')
  return digest
}

function answersIn(json: string | undefined): Answers {
  if (json === undefined || json.trim() === '') return {}
  const wrong = `Write "columns" as JSON: of each column what each of its values means (${MEANINGS.join(', ')}), or "ignore".`
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    throw unprocessable('columns', wrong)
  }
  const read = answersShape.safeParse(value)
  if (!read.success) throw unprocessable('columns', wrong)
  return read.data
}

function flagOf(c: Context, name: string, unlessTold: boolean): boolean {
  const given = c.req.query(name)
  if (given === undefined) return unlessTold
  if (given !== 'true' && given !== 'false')
    throw unprocessable(name, `Write "${name}" as true or false.`, 'not_one_of')
  return given === 'true'
}

function partOf(c: Context): { limit: number | undefined; cursor: string | undefined } {
  const last = c.req.query('cursor')
  const cursor = last === undefined ? undefined : readCursor('readers', last)
  const given = c.req.query('limit')
  if (given === undefined) return { limit: undefined, cursor }
  const limit = Number(given)
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_READERS)
    throw unprocessable('limit', `A part holds 1 to ${MOST_READERS} readers.`, 'out_of_range')
  return { limit, cursor }
}

function linkTo(c: Context, cursor: string): string {
  const { pathname, searchParams } = new URL(c.req.url)
  searchParams.set('cursor', writeCursor('readers', cursor))
  return `${pathname}?${searchParams}`
}

async function* textOf(pages: ReturnType<typeof exportReaders>): AsyncGenerator<string> {
  yield csvLine(COLUMNS)
  for await (const { rows } of pages) yield rows.map(csvLine).join('')
}

/** Reads the next page when the last one is on its way. */
export function streamOf(text: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await text.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await text.return(undefined)
    },
  })
}
