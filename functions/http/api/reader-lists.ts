import { type Context, Hono } from 'hono'
import { exportReaders } from '../../../core/flows/export-readers.ts'
import { importReaders } from '../../../core/flows/import-readers.ts'
import { COLUMNS } from '../../../core/model/reader-list.ts'
import { refusal } from '../../../core/model/refusal.ts'
import { cleanText } from '../../../core/model/text.ts'
import { accepted, Problem } from '../problem.ts'
import type { ApiPorts } from './api.ts'
import { csvLine, readCsv } from './reader-csv.ts'

/** Readers in and out as CSV: under `/subscribers`. */
export function readerLists(ports: ApiPorts): Hono {
  return new Hono()
    .post('/import', async (c) => {
      const dryRun = flagOf(c, 'dryRun', true)
      const attestation = cleanText(c.req.query('attestation') ?? '', 1_000)
      if (!dryRun && attestation === '')
        throw unprocessable('attestation', 'Say how these people agreed to get mail: it is kept with each of them.')
      const digest = await digestOf(ports, c)
      const lines = readCsv(new Uint8Array(await c.req.arrayBuffer()))
      return c.json(accepted(await importReaders(ports, { attestation, dryRun, ...(digest ? { digest } : {}) }, lines)))
    })
    .get('/export', (c) => exported(ports, c))
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

/** What a part of an export holds at most: far less than an answer may. */
const MOST_READERS = 20_000

function partOf(c: Context): { limit: number | undefined; cursor: string | undefined } {
  const cursor = c.req.query('cursor')
  const given = c.req.query('limit')
  if (given === undefined) return { limit: undefined, cursor }
  const limit = Number(given)
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_READERS)
    throw unprocessable('limit', `A part holds 1 to ${MOST_READERS} readers.`)
  return { limit, cursor }
}

function linkTo(c: Context, cursor: string): string {
  const { pathname, searchParams } = new URL(c.req.url)
  searchParams.set('cursor', cursor)
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
