/** @jsxImportSource hono/jsx */
import type { Context } from 'hono'
import { Hono } from 'hono/tiny'
import { knock } from '../../../core/flows/knock.ts'
import { readAddress } from '../../../core/model/address.ts'
import { firstEdition } from '../../../core/model/digest.ts'
import { overall } from '../../../core/model/limits.ts'
import { localeFor } from '../../../core/model/locale.ts'
import { difficultyAt } from '../../../core/model/proof.ts'
import { clockOf } from '../../../core/model/schedule.ts'
import { MOST_SUBSCRIPTIONS, type Wish, wishFor } from '../../../core/model/subscriber.ts'
import type { Ports } from '../../../core/ports.ts'
import { consentFor, isMark } from '../pages/consent.ts'
import { EMBEDDED, nothingTyped, SignUpPage, TakenPage, type Typed, type Wrong } from '../pages/sign-up.tsx'
import { type PageWords, pageWords } from '../pages/words/words.ts'
import type { ProblemBody } from '../problem.ts'
import {
  afterIn,
  askedIn,
  choiceOf,
  digestsOf,
  editionsOf,
  frameOf,
  localeOf,
  networksIn,
  noStore,
  offeredBy,
  pathAfter,
  publisherOf,
  type SitePorts,
  seenOf,
  textsOf,
} from './common.tsx'

/** The form, and what becomes of it. */
export function signingUp(ports: SitePorts): Hono {
  const app = new Hono()
  const signUpPage = async (c: Context, typed: Typed, wrong: Wrong = {}) => {
    const [offered, chosen, topics, frame] = await Promise.all([
      offeredBy(ports, afterIn(c)),
      digestsOf(ports, typed.digests),
      ports.topics.all(),
      frameOf(ports, c),
    ])
    // What somebody has ticked stays before their eyes, on whichever page it stood.
    const elsewhere = chosen.filter(({ id }) => !offered.digests.some((one) => one.id === id))
    const digests = [...elsewhere, ...offered.digests]
    const more = pathAfter('/', askedIn(c), offered.more)
    return (
      <SignUpPage
        {...{ frame, digests, more, topics, typed, wrong }}
        asked={askedIn(c)}
        now={ports.now()}
        zones={ports.zones}
      />
    )
  }

  app.get('/', async (c) => c.html(await signUpPage(c, nothingTyped)))

  /** Work for a browser: more of it while many sign up. Price: one read. */
  app.get('/challenge', noStore, async (c) =>
    c.json((await ports.proofs.challenge(difficultyAt(await ports.limits.level(overall)))) as object),
  )

  app.post('/subscribe', async (c) => {
    const asJson = c.req.header('content-type')?.startsWith('application/json') ?? false
    const form = await readForm(c, asJson)
    if (!form) return problemOf(c, { code: 'unreadable', detail: 'The body is not JSON.' })
    const asked = await localeOf(c)
    const { signUp: say } = pageWords(asked)
    const { address, problem } = readAddress(form.typed.email)
    const { wishes, zone, wrong: wrongDigests } = await wishesOf(ports, say, form.typed, form.zone)
    if (address === undefined || wrongDigests !== undefined) {
      const wrong = {
        ...(problem ? { email: say.wrong.address[problem] } : {}),
        ...(wrongDigests ? { digests: wrongDigests } : {}),
      }
      return asJson ? problemOf(c, invalid(wrong)) : c.html(await signUpPage(c, form.typed, wrong), 422)
    }
    // A field no person sees: whoever fills it in gets the same answer, and nothing happens (T09).
    if (form.trapped) ports.log('sign-up.trapped')
    else {
      const request = {
        address,
        wishes,
        locale: localeFor(form.locale || asked),
        zone,
        text: isMark(form.text) ? form.text : consentFor((await publisherOf(ports)).name, asked).mark,
        form: formOf(c, form.form),
        ...seenOf(c),
      }
      await knock(ports, request, { networks: networksIn(c), proof: await ports.proofs.read(form.proof) })
    }
    if (asJson) return c.json({ status: 'taken', next: say.taken.json }, 202)
    return c.html(<TakenPage frame={await frameOf(ports, c)} />, 202)
  })
  return app
}

type Form = {
  readonly typed: Typed
  readonly trapped: boolean
  readonly locale: string
  readonly zone: string
  readonly text: string
  readonly form: string
  readonly proof: string
}

async function readForm(c: Context, asJson: boolean): Promise<Form | undefined> {
  const body: unknown = asJson ? await c.req.json().catch(() => undefined) : await c.req.parseBody({ all: true })
  if (typeof body !== 'object' || body === null) return undefined
  const fields = body as Record<string, unknown>
  const one = (name: string) => textsOf(fields[name])[0] ?? ''
  return {
    typed: {
      email: one('email').slice(0, 400),
      digests: textsOf(fields.digest),
      topics: textsOf(fields.topic),
      editions: editionsOf(fields),
    },
    trapped: one('website') !== '',
    locale: one('locale'),
    zone: one('zone'),
    text: one('text'),
    form: one('form'),
    proof: one('altcha'),
  }
}

/** Which form it was: ours, by its page, or one on another site, as far as the browser names it (STD-60). */
function formOf(c: Context, form: string): string {
  const origin = c.req.header('origin') ?? ''
  const elsewhere = URL.canParse(origin) && new URL(origin).host !== new URL(c.req.url).host ? origin.slice(0, 200) : ''
  if (form === EMBEDDED) return `${EMBEDDED} ${elsewhere}`.trim()
  return elsewhere || (/^\/[ad]\/[\w/-]{1,80}$/.test(form) ? form : '/')
}

type Refused = Pick<ProblemBody<'unreadable' | 'invalid'>, 'code' | 'detail' | 'field' | 'errors'>

/** As the API refuses, without its table of codes: a start reads no more than it needs. A test holds the two together. */
function problemOf(c: Context, { code, ...rest }: Refused) {
  const [status, title] =
    code === 'unreadable' ? ([400, 'Unreadable body'] as const) : ([422, 'Invalid request'] as const)
  const body: ProblemBody = { type: `/api/docs#problem-${code}`, title, status, code, ...rest }
  return c.json(body, status, { 'content-type': 'application/problem+json' })
}

function invalid(wrong: Wrong): Refused {
  const errors = Object.entries(wrong).map(([field, detail]) => ({ field, code: 'invalid' as const, detail }))
  const [{ detail, field } = { detail: '', field: '' }] = errors
  return { code: 'invalid', detail, field, errors }
}

/** What the form asks for. A topic ticked without its digest asks for the digest; a digest ticked alone means all its topics. */
async function wishesOf(
  ports: Pick<Ports, 'digests' | 'zones'>,
  { wrong: say }: PageWords['signUp'],
  typed: Typed,
  zone: string,
): Promise<{ wishes: Wish[]; zone: string; wrong?: string }> {
  const wrong = (sentence: string) => ({ wishes: [], zone, wrong: sentence })
  const named = [...typed.digests, ...typed.topics.map((topic) => topic.split('/')[0] ?? '')]
  const asked = [...new Set(named)].slice(0, MOST_SUBSCRIPTIONS + 1)
  if (asked.length === 0) return wrong(say.noDigest)
  if (asked.length > MOST_SUBSCRIPTIONS) return wrong(say.tooMany(MOST_SUBSCRIPTIONS))
  const wishes: Wish[] = []
  let clock = ports.zones.name(zone) ?? ''
  for (const id of asked) {
    const digest = await ports.digests.get(id)
    if (!digest) return wrong(say.goneDigest)
    const topics = typed.topics.filter((topic) => topic.startsWith(`${id}/`)).map((topic) => topic.slice(id.length + 1))
    if (topics.some((slug) => !digest.topics.includes(slug))) return wrong(say.goneTopic(digest.name))
    const edition = typed.editions.find((one) => one.startsWith(`${id}/`))?.slice(id.length + 1)
    if (edition !== undefined && !digest.editions.some(({ name }) => name === edition))
      return wrong(say.goneEdition(digest.name))
    // Who tells us no clock is taken to live by the digest's.
    clock ||= clockOf(ports.zones, firstEdition(digest).schedule)
    wishes.push(
      wishFor(ports.zones, digest, topics.length === 0 ? 'all' : choiceOf(digest, typed.topics), clock, edition),
    )
  }
  return { wishes, zone: clock }
}
