import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { exportReaders } from '../../../core/flows/export-readers.ts'
import { importReaders } from '../../../core/flows/import-readers.ts'
import { COLUMNS } from '../../../core/model/reader-list.ts'
import { refusal } from '../../../core/model/refusal.ts'
import { cleanText } from '../../../core/model/text.ts'
import { noted } from '../acting.ts'
import { accepted, Problem } from '../problem.ts'
import type { ApiPorts } from './api.ts'
import { readCursor, writeCursor } from './lists.ts'
import { csvLine, readCsv } from './reader-csv.ts'
import { route, type Shown } from './route.ts'
import { count, described } from './shapes.ts'

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
const importedShape = z
  .object({
    dryRun: z.boolean(),
    added: count,
    changed: count,
    unchanged: count,
    refused: z.array(z.object({ row: count, reason: z.string() })).meta({ description: 'By row, the first thousand.' }),
    refusedCount: count,
  })
  .meta({ id: 'Imported' })

/** Readers in and out as CSV: under `/subscribers`. */
export function readerLists(ports: ApiPorts) {
  return new Hono()
    .post(
      '/import',
      route({
        summary: 'Import subscribers',
        says: 'A row a reader, with a header row: `email`, and any of `status`, `digest`, `topics`, `edition`, `zone`, `locale`, `subscribed_at`; the exports of Mailchimp, Substack, Ghost, Buttondown, listmonk and Keila are known as they are. At most 4 MB a call; every row stands for itself, and may be sent again.',
        query: importQuery,
        file: { type: 'text/csv', holds: 'A CSV file with a header row.' },
        answers: { 200: [importedShape, 'What became of the rows.'] },
      }),
      async (c) => {
        const dryRun = flagOf(c, 'dryRun', true)
        const attestation = cleanText(c.req.query('attestation') ?? '', 1_000)
        if (!dryRun && attestation === '')
          throw unprocessable('attestation', 'Say how these people agreed to get mail: it is kept with each of them.')
        const digest = await digestOf(ports, c)
        const lines = readCsv(new Uint8Array(await c.req.arrayBuffer()))
        const order = { attestation, dryRun, ...(digest ? { digest } : {}) }
        const imported: Shown<typeof importedShape> = accepted(await importReaders(ports, order, lines))
        const { added, changed, unchanged, refusedCount } = imported
        if (!dryRun)
          noted(c, {
            ...(digest ? { target: digest.id } : {}),
            note: `${added} added, ${changed} changed, ${unchanged} unchanged, ${refusedCount} refused`,
          })
        return c.json(imported)
      },
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

/** Everybody as CSV, or those of one digest; in parts, if a `limit` is asked for. */
export async function exported(ports: Pick<ApiPorts, 'digests' | 'subscribers'>, c: Context): Promise<Response> {
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

const unprocessable = (field: string, sentence: string) => new Problem(422, sentence, [refusal(field, sentence)])

async function digestOf(ports: Pick<ApiPorts, 'digests'>, c: Context) {
  const id = c.req.query('digest')
  if (id === undefined) return undefined
  const digest = await ports.digests.get(id)
  if (!digest) throw unprocessable('digest', `There is no digest "${cleanText(id, 40)}".`)
  return digest
}

function flagOf(c: Context, name: string, unlessTold: boolean): boolean {
  const given = c.req.query(name)
  if (given === undefined) return unlessTold
  if (given !== 'true' && given !== 'false') throw unprocessable(name, `Write "${name}" as true or false.`)
  return given === 'true'
}

function partOf(c: Context): { limit: number | undefined; cursor: string | undefined } {
  const last = c.req.query('cursor')
  const cursor = last === undefined ? undefined : readCursor('readers', last)
  const given = c.req.query('limit')
  if (given === undefined) return { limit: undefined, cursor }
  const limit = Number(given)
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_READERS)
    throw unprocessable('limit', `A part holds 1 to ${MOST_READERS} readers.`)
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
function streamOf(text: AsyncGenerator<string>): ReadableStream<Uint8Array> {
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
