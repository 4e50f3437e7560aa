/** @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { lendAHand } from '../../../core/flows/take-in-list.ts'
import { type Answer, MEANINGS, type Meaning, OTHERS, type Question } from '../../../core/model/list-questions.ts'
import { isFresh, isUnderWay, type ReaderImport } from '../../../core/model/reader-import.ts'
import { cleanText } from '../../../core/model/text.ts'
import { noted } from '../acting.ts'
import type { ApiPorts } from '../api/api.ts'
import { asUtf8, readCsv } from '../api/reader-csv.ts'
import {
  answerImport,
  MOST_REFUSED,
  noteOfImport,
  rowsAsCsv,
  startImport,
  stopImport,
  streamOf,
} from '../api/reader-lists.ts'
import { notFound } from '../problem.ts'
import { type Form, formOf, isWrong, type Typed, type Wrong, wrongOf } from './forms.tsx'
import { asEditor, backTo, type ConsoleEnv, saidIn } from './frame.tsx'
import { countsText, fieldOf, ImportPage, OneImportPage } from './import-page.tsx'

const PATH = '/console/readers'
const MOST_CSV = 4 * 1024 * 1024
/** A list of that size, and the rest of the form around it. */
const MOST_FORM = MOST_CSV + 512 * 1024
const MOST_LISTS = 10
const TOO_LONG = 'This list is longer than 4 MB: divide it, with the first row in each part.'
const EMPTY = 'Choose a file, or paste a list.'

/** With the columns and words of other services' lists, which nobody else reads. */
const lists = () => import('../../../core/flows/put-down-list.ts')

/** Lists of readers: put down, looked at, taken in, stopped; and how far each is. */
export function importPages(ports: ApiPorts): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  const viewOf = (c: Context<ConsoleEnv>) => ({ editor: c.get('editor'), said: saidIn(c), now: ports.now() })
  const choosing = async (
    c: Context<ConsoleEnv>,
    props: { typed: Typed; wrong?: Wrong },
    status: 200 | 413 | 422 = props.wrong && isWrong(props.wrong) ? 422 : 200,
  ) => {
    const [lists, digests] = await Promise.all([ports.imports.list(MOST_LISTS), ports.digests.outlines()])
    return c.html(<ImportPage {...viewOf(c)} {...{ lists, digests }} {...props} />, status)
  }
  const onePage = async (c: Context<ConsoleEnv>, one: ReaderImport, typed: Typed = {}, wrong: Wrong = {}) => {
    // It comes again every few seconds while somebody watches: of digests it reads the one that it names.
    const [refused, digest] = await Promise.all([
      isUnderWay(one) ? [] : ports.imports.refused(one, MOST_REFUSED),
      one.digest === undefined ? undefined : ports.digests.get(one.digest),
    ])
    const props = { ...viewOf(c), digests: digest ? [digest] : [], one, refused, typed, wrong }
    // Whoever watched it sees all of it, now that there is something to do.
    if (!isUnderWay(one) && c.req.header('hx-target') === 'course') c.header('hx-refresh', 'true')
    return c.html(<OneImportPage {...props} />, isWrong(wrong) ? 422 : 200)
  }
  const named = async (c: Context): Promise<ReaderImport> => {
    const found = await ports.imports.get(c.req.param('id') ?? '')
    if (!found) throw notFound('import')
    return found
  }
  const limited = bodyLimit({
    maxSize: MOST_FORM,
    onError: (c) => choosing(c as Context<ConsoleEnv>, { typed: {}, wrong: { csv: TOO_LONG } }, 413),
  })

  app.get('/readers/import', (c) => choosing(c, { typed: {} }))

  app.post('/readers/import', limited, async (c) => {
    asEditor(c)
    const form = await formOf(c)
    const csv = await csvIn(form)
    // A long file comes in pieces, by a script.
    const isPiece = form.text('pieces') === 'more'
    const again = (wrong: Wrong) =>
      isPiece ? c.json({ wrong }, 422) : choosing(c, { typed: { ...form.typed, csv }, wrong })
    if (csv.trim() === '') return again({ csv: EMPTY })
    const bytes = new TextEncoder().encode(csv)
    if (bytes.length > MOST_CSV) return choosing(c, { typed: {}, wrong: { csv: TOO_LONG } }, 413)
    const digest = form.given('digest')
    if (digest !== undefined && !(await ports.digests.get(digest)))
      return again({ digest: 'There is no such digest any more.' })
    // Two files may begin alike: of pieces those are one list that the script has sent for one file.
    const upload = isPiece ? form.text('upload') : ''
    const same = ports.ids.fingerprint(bytes) + ports.ids.fingerprint(`${digest}|${upload}|look`)
    const order = {
      attestation: '',
      dryRun: true,
      same,
      isPiece,
      waits: true,
      file: isPiece ? form.text('called') : form.file('file')?.name,
      ...(digest === undefined ? {} : { digest }),
    }
    const { putDownList } = await lists()
    const down = await putDownList(ports, order, readCsv(bytes))
    if (!down.ok) return again(wrongOf(down.refusals, inForm))
    if (isPiece) return c.json({ id: down.value.id })
    const one = await lendAHand(ports, down.value)
    return c.redirect(`${PATH}/imports/${one.id}`, 303)
  })

  app.post('/readers/imports/:id/more', limited, async (c) => {
    asEditor(c)
    const form = await formOf(c)
    const { id } = await named(c)
    const piece = { n: Number(form.text('n')), isLast: form.text('pieces') !== 'more' }
    if (!Number.isInteger(piece.n) || piece.n < 1) return c.json({ wrong: { csv: 'Say which piece it is.' } }, 422)
    const { putDownMore } = await lists()
    const down = await putDownMore(ports, id, piece, readCsv(new TextEncoder().encode(await csvIn(form))))
    return down.ok ? c.json({ id }) : c.json({ wrong: wrongOf(down.refusals, inForm) }, 422)
  })

  app.get('/readers/imports/:id', async (c) => onePage(c, await named(c)))

  /** Whoever watches it takes part in it until the clock has come: so it begins at once, and later nobody is in the clock's way. */
  app.post('/readers/imports/:id/on', async (c) => {
    asEditor(c)
    const one = await named(c)
    return onePage(c, isFresh(one, ports.now()) ? await lendAHand(ports, one) : one)
  })

  app.post('/readers/imports/:id/columns', async (c) => {
    asEditor(c)
    const known = await named(c)
    const form = await formOf(c)
    const questions = known.questions ?? []
    const answers = questions.map((question, n) => answerIn(form, question, n))
    const wrong = Object.fromEntries(
      answers.flatMap((answer, n) => (answer ? [] : [[fieldOf.whole(n), sayAll(questions[n]!)]])),
    )
    if (isWrong(wrong)) return onePage(c, known, form.typed, wrong)
    const all = Object.fromEntries(answers.map((answer, n) => [questions[n]!.column, answer!]))
    const one = await answerImport(ports, known.id, all)
    return c.redirect(`${PATH}/imports/${one.id}`, 303)
  })

  app.post('/readers/imports/:id/start', async (c) => {
    asEditor(c)
    const known = await named(c)
    const { text, typed } = await formOf(c)
    const word = cleanText(text('attestation'), 1_000)
    if (word === '')
      return onePage(c, known, typed, {
        attestation: 'Say how these people agreed to get mail: it is kept with each.',
      })
    const one = await startImport(ports, known.id, word)
    noted(c, { target: one.digest ?? one.id, note: noteOfImport(one) })
    return backTo(
      c,
      `${PATH}/imports/${one.id}`,
      isUnderWay(one) ? 'It is being taken in.' : `${countsText(one, true)} Nobody is mailed for it.`,
    )
  })

  app.post('/readers/imports/:id/cancel', async (c) => {
    asEditor(c)
    const one = await stopImport(ports, (await named(c)).id)
    return backTo(c, `${PATH}/imports/${one.id}`, one.status === 'cancelled' ? 'It is stopped.' : 'It stops.')
  })

  app.get('/readers/imports/:id/rows.csv', async (c) => {
    asEditor(c)
    const one = await named(c)
    c.header('content-type', 'text/csv; charset=utf-8')
    c.header('content-disposition', `attachment; filename="${one.id}.csv"`)
    return c.body(streamOf(rowsAsCsv(ports, one)))
  })

  return app
}

/** As text with plain line breaks, whatever it came in: the same list is the same, from a file or from the form. */
async function csvIn(form: Form): Promise<string> {
  const file = form.file('file')
  const text = file ? asUtf8(new Uint8Array(await file.arrayBuffer())).toString('utf8') : form.text('csv')
  return text.replaceAll('\r\n', '\n')
}

/** What a form says of a column; undefined: not of every value. */
function answerIn(form: Form, { values, others }: Question, n: number): Answer | undefined {
  if (form.text(fieldOf.ignored(n)) === 'yes') return 'ignore'
  const said = [
    ...values.map(({ value }, at) => [value, form.text(fieldOf.value(n, at))] as const),
    ...(others > 0 ? [[OTHERS, form.text(fieldOf.value(n, OTHERS))] as const] : []),
  ]
  const isMeaning = (text: string): text is Meaning => (MEANINGS as readonly string[]).includes(text)
  return said.every(([, text]) => isMeaning(text)) ? (Object.fromEntries(said) as Answer) : undefined
}

const sayAll = ({ column }: Question): string =>
  `Say of each value of “${column}” what it means, or that the column says nothing of mail.`

/** What the refusals of a list are about, as its form calls it. */
const inForm = { body: 'csv', email: 'csv', list: 'csv', piece: 'csv', columns: 'csv' }
