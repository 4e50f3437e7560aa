/** @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { changeZone } from '../../../core/flows/change-zone.ts'
import { erase } from '../../../core/flows/erase.ts'
import { liftSuppression } from '../../../core/flows/lift-suppression.ts'
import { signUp } from '../../../core/flows/sign-up.ts'
import { type TakenIn, takeIn } from '../../../core/flows/take-in.ts'
import { parseAddress } from '../../../core/model/address.ts'
import { SHORTEST_NOTE, type Subscriber } from '../../../core/model/subscriber.ts'
import { cleanText } from '../../../core/model/text.ts'
import type { ApiPorts } from '../api/api.ts'
import { pageOf } from '../api/body.ts'
import { exported } from '../api/reader-lists.ts'
import { readRequest } from '../api/subscribers.ts'
import { notFound } from '../problem.ts'
import { digestsOf } from '../site/common.tsx'
import { type Form, formOf, type Typed, type Wrong, wrongOf } from './forms.tsx'
import { asEditor, asOwner, backTo, type ConsoleEnv, saidIn } from './frame.tsx'
import { GrowthPage } from './growth-page.tsx'
import { importPages } from './imports.tsx'
import { ReaderPage, ReadersPage } from './reader-pages.tsx'

const PATH = '/console/readers'

/** Who reads, who may not be written to, and how they come and go. */
export function readerPages(ports: ApiPorts): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  const viewOf = (c: Context<ConsoleEnv>) => ({ editor: c.get('editor'), said: saidIn(c), now: ports.now() })

  const list = async (c: Context<ConsoleEnv>, again?: { typed: Typed; ticked: readonly string[]; wrong: Wrong }) => {
    const q = again ? '' : (c.req.query('q') ?? '').trim().toLowerCase()
    const asked = again ? { limit: 50 } : pageOf(c)
    const [{ items, cursor: next }, digests] = await Promise.all([
      ports.subscribers.list({ prefix: q || undefined }, asked),
      ports.digests.outlines(),
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
    const digests = await ports.digests.outlines()
    const digest = digests.find(({ id }) => id === c.req.query('digest')) ?? digests[0]
    const days = digest ? await ports.digests.growth(digest.id) : []
    const by = c.req.query('by') === 'month' ? 'month' : 'day'
    return c.html(<GrowthPage {...viewOf(c)} {...{ digests, digest, days, by }} />)
  })

  app.route('/', importPages(ports))

  app.get('/readers/export', (c) => {
    asEditor(c)
    return exported(ports, c)
  })

  const one = async (c: Context<ConsoleEnv>, subscriber: Subscriber, typed?: Typed, wrong: Wrong = {}) => {
    const [consent, { suppression }, lift, digests, taken] = await Promise.all([
      ports.subscribers.consent(subscriber.id),
      ports.subscribers.byAddress(subscriber.address),
      ports.standing.lift(subscriber.id),
      ports.digests.outlines(),
      digestsOf(
        ports,
        subscriber.subscriptions.map(({ digest }) => digest),
      ),
    ])
    const view = { ...viewOf(c), subscriber, consent, suppression, lift, digests, taken, wrong }
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
    const zone = ports.zones.name(text('zone'))
    if (zone === undefined)
      return one(c, known, typed, { zone: 'This is not a time zone we know: Europe/Berlin is one.' })
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
