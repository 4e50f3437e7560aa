/** @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { allDigests } from '../../../core/flows/all-digests.ts'
import { changeZone } from '../../../core/flows/change-zone.ts'
import { erase } from '../../../core/flows/erase.ts'
import { type Imported, importReaders } from '../../../core/flows/import-readers.ts'
import { liftSuppression } from '../../../core/flows/lift-suppression.ts'
import { signUp } from '../../../core/flows/sign-up.ts'
import { type TakenIn, takeIn } from '../../../core/flows/take-in.ts'
import { parseAddress } from '../../../core/model/address.ts'
import { isZone } from '../../../core/model/schedule.ts'
import { SHORTEST_NOTE, type Subscriber } from '../../../core/model/subscriber.ts'
import { cleanText } from '../../../core/model/text.ts'
import { noted } from '../acting.ts'
import type { ApiPorts } from '../api/api.ts'
import { pageOf } from '../api/body.ts'
import { asUtf8, readCsv } from '../api/reader-csv.ts'
import { exported } from '../api/reader-lists.ts'
import { readRequest } from '../api/subscribers.ts'
import { notFound } from '../problem.ts'
import { counted, type Form, formOf, isWrong, number, type Typed, type Wrong, wrongOf } from './forms.tsx'
import { asEditor, asOwner, backTo, type ConsoleEnv, saidIn } from './frame.tsx'
import { GrowthPage } from './growth-page.tsx'
import { ImportPage } from './import-page.tsx'
import { ReaderPage, ReadersPage } from './reader-pages.tsx'

const PATH = '/console/readers'
const MOST_CSV = 4 * 1024 * 1024
/** A list of that size, and the rest of the form around it. */
const MOST_FORM = MOST_CSV + 512 * 1024
const TOO_LONG = 'This list is longer than 4 MB: divide it, with the first row in each part.'

/** Who reads, who may not be written to, and how they come and go. */
export function readerPages(ports: ApiPorts): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  const viewOf = (c: Context<ConsoleEnv>) => ({ editor: c.get('editor'), said: saidIn(c), now: ports.now() })

  const list = async (c: Context<ConsoleEnv>, again?: { typed: Typed; ticked: readonly string[]; wrong: Wrong }) => {
    const q = again ? '' : (c.req.query('q') ?? '').trim().toLowerCase()
    const asked = again ? { limit: 50 } : pageOf(c)
    const [{ items, cursor: next }, digests] = await Promise.all([
      ports.subscribers.list({ prefix: q || undefined }, asked),
      allDigests(ports),
    ])
    // Nobody of this name: but perhaps something is known of the address.
    const address = items.length === 0 ? parseAddress(q) : undefined
    const { suppression } = address?.ok ? await ports.subscribers.byAddress(address.value) : {}
    const view = { ...viewOf(c), q, items, next, cursor: asked.cursor, digests, suppression }
    return c.html(<ReadersPage {...view} {...again} />, again ? 422 : 200)
  }

  app.get('/readers', (c) => list(c))

  app.post('/readers', async (c) => {
    asEditor(c)
    const form = await formOf(c)
    const again = (wrong: Wrong) => list(c, { typed: form.typed, ticked: form.all('digest'), wrong })
    const request = await readRequest(ports, askedIn(form), 'console')
    if (!request.ok) return again(wrongOf(request.refusals, { digests: 'digest' }))
    const word = cleanText(form.text('attestation'), 1_000)
    if (word === '') {
      await signUp(ports, request.value)
      return backTo(c, PATH, 'A confirmation goes out, if this address has not been asked lately.')
    }
    const taken = await takeIn(ports, request.value, word)
    if (taken.kind === 'suppressed') return again({ email: `This address gets no mail from us (${taken.why}).` })
    return backTo(c, `${PATH}/${taken.subscriber.id}`, sentenceFor(taken, form.all('digest')))
  })

  app.get('/readers/growth', async (c) => {
    const digests = await allDigests(ports)
    const digest = digests.find(({ id }) => id === c.req.query('digest')) ?? digests[0]
    const days = digest ? await ports.digests.growth(digest.id) : []
    const by = c.req.query('by') === 'month' ? 'month' : 'day'
    return c.html(<GrowthPage {...viewOf(c)} {...{ digests, digest, days, by }} />)
  })

  const importPage = async (
    c: Context<ConsoleEnv>,
    props: { typed: Typed; wrong?: Wrong; found?: Imported },
    status: 200 | 413 | 422 = props.wrong && isWrong(props.wrong) ? 422 : 200,
  ) => c.html(<ImportPage {...viewOf(c)} digests={await allDigests(ports)} {...props} />, status)

  app.get('/readers/import', (c) => importPage(c, { typed: {} }))

  app.post(
    '/readers/import',
    bodyLimit({
      maxSize: MOST_FORM,
      onError: (c) => importPage(c as Context<ConsoleEnv>, { typed: {}, wrong: { csv: TOO_LONG } }, 413),
    }),
    async (c) => {
      asEditor(c)
      const form = await formOf(c)
      const csv = await csvIn(form)
      const typed = { ...form.typed, csv }
      // A long list comes in parts, by a script that adds up what became of them.
      const isPart = c.req.header('accept') === 'application/json'
      const again = (wrong: Wrong) => (isPart ? c.json({ wrong }, 422) : importPage(c, { typed, wrong }))
      if (csv.trim() === '') return again({ csv: 'Choose a file, or paste a list.' })
      const bytes = new TextEncoder().encode(csv)
      if (bytes.length > MOST_CSV) return importPage(c, { typed: {}, wrong: { csv: TOO_LONG } }, 413)
      const digest = form.given('digest') ? await ports.digests.get(form.text('digest')) : undefined
      if (form.given('digest') && !digest) return again({ digest: 'There is no such digest any more.' })

      const run = (dryRun: boolean, attestation: string) =>
        importReaders(ports, { attestation, dryRun, ...(digest ? { digest } : {}) }, readCsv(bytes))
      const word = cleanText(form.text('attestation'), 1_000)
      const isMeant = form.text('step') === 'import'
      if (isMeant && word !== '') {
        const done = await run(false, word)
        if (!done.ok) return again(wrongOf(done.refusals, inForm))
        noted(c, { ...(digest ? { target: digest.id } : {}), note: tally(done.value) })
        return isPart ? c.json(done.value) : backTo(c, PATH, `${tally(done.value)} Nobody is mailed for it.`)
      }
      const found = await run(true, '')
      if (!found.ok) return again(wrongOf(found.refusals, inForm))
      const wrong = isMeant ? { attestation: 'Say how these people agreed to get mail: it is kept with each.' } : {}
      if (isPart) return isMeant ? again(wrong) : c.json(found.value)
      return importPage(c, { typed, wrong, found: found.value })
    },
  )

  app.get('/readers/export', (c) => {
    asEditor(c)
    return exported(ports, c)
  })

  const one = async (c: Context<ConsoleEnv>, subscriber: Subscriber, typed?: Typed, wrong: Wrong = {}) => {
    const [consent, { suppression }, lift, digests] = await Promise.all([
      ports.subscribers.consent(subscriber.id),
      ports.subscribers.byAddress(subscriber.address),
      ports.standing.lift(subscriber.id),
      allDigests(ports),
    ])
    const view = { ...viewOf(c), subscriber, consent, suppression, lift, digests, wrong }
    return c.html(<ReaderPage {...view} typed={{ zone: subscriber.zone, ...typed }} />, typed ? 422 : 200)
  }
  const found = async (id: string): Promise<Subscriber> => {
    const subscriber = await ports.subscribers.get(id)
    if (!subscriber) throw notFound('reader')
    return subscriber
  }

  app.get('/readers/:id', async (c) => one(c, await found(c.req.param('id'))))

  app.post('/readers/:id/zone', async (c) => {
    asEditor(c)
    const known = await found(c.req.param('id'))
    const { text, typed } = await formOf(c)
    const zone = text('zone')
    if (!isZone(zone)) return one(c, known, typed, { zone: 'This is not a time zone we know: Europe/Berlin is one.' })
    if (!(await changeZone(ports, known.id, zone))) throw notFound('reader')
    return backTo(c, `${PATH}/${known.id}`, `Their clock is that of ${zone} now.`)
  })

  app.post('/readers/:id/lift', async (c) => {
    asOwner(c)
    const known = await found(c.req.param('id'))
    const { text, typed } = await formOf(c)
    const lifted = await liftSuppression(ports, known.address, text('note'))
    if (lifted.kind === 'no-note')
      return one(c, known, typed, { note: `Say why, in at least ${SHORTEST_NOTE} characters: it is kept.` })
    if (lifted.kind === 'not-suppressed')
      return backTo(c, `${PATH}/${known.id}`, 'Nothing keeps mail from them any more.')
    const on = lifted.subscriber.status === 'active'
    const sentence = on ? 'They get again what they took.' : 'They may sign up again, and get a mail to confirm it.'
    return backTo(
      c,
      `${PATH}/${known.id}`,
      `The suppression is lifted. ${sentence} The mail provider’s own list follows within minutes; should it not, this page says so.`,
    )
  })

  app.post('/readers/:id/erase', async (c) => {
    asEditor(c)
    if (!(await erase(ports, c.req.param('id')))) throw notFound('reader')
    return backTo(c, PATH, 'They are erased, and no list will bring them back.')
  })

  return app
}

/** Topics are theirs to choose: whoever is brought in gets all. */
const askedIn = ({ text, given, all }: Form) => ({
  email: text('email'),
  digests: [...all('digest')],
  ...(given('zone') ? { zone: text('zone') } : {}),
  ...(given('locale') ? { locale: text('locale') } : {}),
})

/** Who has left something stays off it, whatever an editor says. */
function sentenceFor({ subscriber }: TakenIn & { kind: 'taken-in' }, digests: readonly string[]): string {
  const left = subscriber.subscriptions.filter((one) => digests.includes(one.digest) && one.status === 'left')
  if (left.length === 0) return 'They are taken in: the next issue goes to them, too.'
  return `They have left ${left.map(({ digest }) => digest).join(', ')} themselves, and stay off it.`
}

/** As text with plain line breaks, whatever it came in: so it is the same when the form brings it again. */
async function csvIn(form: Form): Promise<string> {
  const file = form.file('file')
  const text = file ? asUtf8(new Uint8Array(await file.arrayBuffer())).toString('utf8') : form.text('csv')
  return text.replaceAll('\r\n', '\n')
}

/** What the refusals of an import are about, as its form calls it. */
const inForm = { body: 'csv', email: 'csv' }

const tally = ({ added, changed, unchanged, refusedCount }: Imported): string =>
  `${counted(added, 'reader')} added, ${number(changed)} changed, ${number(unchanged)} as before, ${number(refusedCount)} refused.`
